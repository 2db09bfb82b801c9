//! What nobody needs any more is taken away: snapshots that are forgotten, packs that no snapshot names.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::ledger::Ledger;
use super::{Held, Listed, Repository};
use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::retention::Candidate;

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// How many packs.
    pub packs: u64,
    /// How many bytes their files had.
    pub bytes: u64,
}

impl Repository {
    /// All snapshots that can be read, as a policy looks at them, in the order in which they were made.
    pub fn candidates(&self) -> Result<Vec<Candidate>, BackupError> {
        let candidate = |listed: Listed| {
            let about = listed.about.ok()?;
            let only = about.only.as_ref().map(ToString::to_string).unwrap_or_default();
            Some(Candidate {
                id: listed.id,
                node: about.node,
                created_ms: about.created_ms,
                tags: about.tags,
                group: format!("{} {only}", about.node),
                verified: listed.verified.is_some_and(|verified| verified.clean),
            })
        };
        Ok(self.list()?.into_iter().filter_map(candidate).collect())
    }

    /// Every pack's file, with the id that its name says.
    fn packs(&self) -> Result<Vec<(Hash, PathBuf)>, BackupError> {
        let mut packs = Vec::new();
        for folder in files::entries(&self.root.join("packs"))? {
            if folder.is_dir() {
                let id = |path: &PathBuf| path.file_name()?.to_str()?.split('.').next()?.parse::<Hash>().ok();
                let found = files::entries(&folder)?.into_iter();
                packs.extend(found.filter_map(|path| Some((id(&path)?, path))));
            }
        }
        Ok(packs)
    }

    /// The packs that no snapshot names, and how many bytes they have. A manifest that cannot be read might name any of
    /// them: then this is an error.
    pub fn unneeded(&self, but: &BTreeSet<Hash>) -> Result<(Pruned, Vec<PathBuf>), BackupError> {
        let mut needed = BTreeSet::new();
        for id in self.ids()? {
            if !but.contains(&id) {
                needed.extend(self.manifest(&id)?.packs.iter().map(|pack| pack.id));
            }
        }
        let (mut pruned, mut paths) = (Pruned::default(), Vec::new());
        for (id, path) in self.packs()? {
            if !needed.contains(&id) {
                pruned.packs += 1;
                pruned.bytes += path.metadata().map_or(0, |metadata| metadata.len());
                paths.push(path);
            }
        }
        Ok((pruned, paths))
    }
}

impl Held<'_> {
    /// Forgets snapshots and takes away the packs that only they needed. What is interrupted is gone on with by whoever
    /// writes next.
    pub fn forget(&self, ids: &BTreeSet<Hash>) -> Result<Pruned, BackupError> {
        if ids.is_empty() {
            return Ok(Pruned::default());
        }
        let repository = self.repository;
        // That every manifest that stays can be read is seen before anything is taken away.
        repository.unneeded(ids)?;
        self.begin()?;
        let root = repository.root();
        let listed = repository.list()?;
        let staying = || listed.iter().filter(|snapshot| !ids.contains(&snapshot.id));
        let mut ledger = Ledger::load(root)?;
        ledger.forgotten.extend(ids);
        if ledger.newest.is_some_and(|newest| ids.contains(&newest)) {
            ledger.newest = staying().next_back().map(|snapshot| snapshot.id);
        }
        ledger.save(root)?;
        for id in ids {
            files::remove(&repository.manifest_path(id))?;
            files::remove(&repository.verified_path(id))?;
        }
        files::sync_folder(&root.join("snapshots"))?;
        let pruned = self.prune()?;
        let parents: BTreeSet<Hash> =
            staying().filter_map(|snapshot| snapshot.about.as_ref().ok()?.parent).collect();
        ledger.forgotten.retain(|id| parents.contains(id));
        ledger.save(root)?;
        self.end()?;
        Ok(pruned)
    }

    /// Takes away the packs that no snapshot names.
    fn prune(&self) -> Result<Pruned, BackupError> {
        let (pruned, paths) = self.repository.unneeded(&BTreeSet::new())?;
        let folders: BTreeSet<_> = paths.iter().filter_map(|path| path.parent()).collect();
        for path in &paths {
            files::remove(path)?;
        }
        folders.into_iter().try_for_each(files::sync_folder)?;
        Ok(pruned)
    }

    /// Takes away what an interrupted writer left: files that are not whole, and packs of a snapshot that never came to
    /// be. While a manifest cannot be read, its packs are not known, and all packs stay.
    pub(crate) fn collect_leftovers(&self) -> Result<(), BackupError> {
        let root = self.repository.root();
        let packs = files::entries(&root.join("packs"))?;
        let folders = [root.to_path_buf(), root.join("packs"), root.join("snapshots"), root.join("verified")];
        for folder in folders.iter().chain(packs.iter().filter(|path| path.is_dir())) {
            for path in files::entries(folder)? {
                if files::is_temporary(&path) {
                    files::remove(&path)?;
                }
            }
        }
        // Those that were to be forgotten when somebody was interrupted.
        for id in Ledger::load(root)?.forgotten {
            files::remove(&self.repository.manifest_path(&id))?;
            files::remove(&self.repository.verified_path(&id))?;
        }
        match self.prune() {
            Ok(_) => self.end(),
            Err(BackupError::Damaged { .. } | BackupError::Format { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
