//! Verifying snapshots: what a repository says of itself is not believed but read.

mod operations;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_store::Options;

use crate::create::rfc3339;
use crate::error::BackupError;
use crate::hash::Hash;
use crate::manifest::{FileEntry, Manifest, PartEntry};
use crate::pack::{self, CopyError};
use crate::progress::{Progress, Stage};
use crate::repository::{Level, Lock, Repository, Verified};
use crate::restore::{self, Compared, with_affected};
use operations::Checker;

/// The most faults that a report lists. All are counted.
const FAULTS_LIMIT: usize = 1000;

/// What to verify, and how.
#[derive(Clone, Debug)]
pub struct VerifySettings {
    /// How much to look at.
    pub level: Level,
    /// Look whether a snapshot is missing that should be there; that takes a look at all of them.
    pub look_for_missing: bool,
    /// Only the `k`-th of `n` parts of the packs, counted from one. All parts together are everything.
    pub subset: Option<(u32, NonZeroU32)>,
    /// To stop after about this long.
    pub max_duration: Option<Duration>,
    /// Where there is room for a trial restore.
    pub scratch: PathBuf,
    /// How the store of a trial restore is opened.
    pub options: Options,
    /// The time, in Unix milliseconds.
    pub now_ms: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which file.
    pub path: PathBuf,
    /// Where in it, if that can be told.
    pub offset: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// Which databases are affected, as far as that is known.
    pub databases: Vec<String>,
}

/// What a verification looked at and found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The snapshot.
    pub id: Hash,
    /// How much was looked at.
    pub level: Level,
    /// How many packs.
    pub packs: u64,
    /// How many bytes of them.
    pub bytes: u64,
    /// How many operations' signatures.
    pub operations: u64,
    /// What is wrong; at most a thousand.
    pub faults: Vec<Fault>,
    /// How much is wrong in all.
    pub faults_total: u64,
    /// The databases after a trial restore.
    pub databases: Vec<Compared>,
    /// Whether everything was looked at that was to be.
    pub finished: bool,
}

impl Report {
    fn note(&mut self, error: BackupError) -> Result<(), BackupError> {
        let fault = match error {
            BackupError::Damaged { path, offset, reason, databases } => {
                Fault { path, offset, reason, databases }
            }
            error => return Err(error),
        };
        self.faults_total += 1;
        if self.faults.len() < FAULTS_LIMIT {
            self.faults.push(fault);
        }
        Ok(())
    }
}

/// Verifies a snapshot, and that none is missing that should be there, if that is to be looked at. An error is one of the system; what is wrong
/// with the repository is in the report. That it was verified, and how, is noted in the repository, if that can be written
/// to.
pub fn verify(
    repository: &Repository,
    id: &Hash,
    settings: &VerifySettings,
    progress: &Arc<dyn Progress>,
) -> Result<Report, BackupError> {
    let _shared = Lock::share(repository.root())?;
    let mut report = Report {
        id: *id,
        level: settings.level,
        packs: 0,
        bytes: 0,
        operations: 0,
        faults: Vec::new(),
        faults_total: 0,
        databases: Vec::new(),
        finished: true,
    };
    let missing = if settings.look_for_missing { repository.missing()? } else { Vec::new() };
    for missing in missing {
        let path = repository.manifest_path(&missing);
        report.note(BackupError::damaged(&path, "the snapshot is missing, though nobody forgot it"))?;
    }
    match repository.manifest(id) {
        Ok(manifest) => packs(repository, &manifest, settings, progress, &mut report)?,
        Err(error) => report.note(error)?,
    }
    let is_whole = report.finished && settings.subset.is_none();
    if is_whole || report.faults_total > 0 {
        let verified = Verified {
            level: settings.level,
            at: rfc3339(settings.now_ms),
            clean: report.faults_total == 0,
            faults: report.faults_total,
        };
        // A repository that cannot be written to can be verified all the same.
        let _not_noted = repository.note_verified(id, &verified);
    }
    Ok(report)
}

fn packs(
    repository: &Repository,
    manifest: &Manifest,
    settings: &VerifySettings,
    progress: &Arc<dyn Progress>,
    report: &mut Report,
) -> Result<(), BackupError> {
    let until = settings.max_duration.map(|duration| Instant::now() + duration);
    let is_in = |number: u32| settings.subset.is_none_or(|(k, n)| number % n == k % n);
    let wanted: Vec<_> = (0..).zip(&manifest.packs).filter(|(number, _)| is_in(*number)).collect();
    let total = wanted.iter().map(|(_, pack)| pack.size).sum();
    for (number, entry) in wanted {
        let path = repository.pack_path(&entry.id);
        let checked = match path.metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(BackupError::damaged(&path, "it is missing"))
            }
            Err(error) => return Err(BackupError::io("looking at", &path)(error)),
            Ok(found) if found.len() != entry.size => Err(BackupError::Damaged {
                path: path.clone(),
                offset: Some(found.len().min(entry.size)),
                reason: format!("it has {} bytes in place of {}", found.len(), entry.size),
                databases: Vec::new(),
            }),
            Ok(_) if settings.level == Level::Quick => Ok(0),
            Ok(_) => one_pack(repository, manifest, number, report),
        };
        match checked {
            Ok(operations) => report.operations += operations,
            Err(error) => report.note(with_affected(error, manifest, number))?,
        }
        report.packs += 1;
        report.bytes += entry.size;
        progress.at(Stage::Checking, report.bytes, Some(total));
        if progress.is_stopped() {
            return Err(BackupError::Stopped);
        }
        if until.is_some_and(|until| Instant::now() >= until) && report.bytes < total {
            report.finished = false;
            return Ok(());
        }
    }
    if settings.level == Level::TrialRestore && report.faults_total == 0 {
        let scratch = tempfile::tempdir_in(&settings.scratch);
        let scratch = scratch.map_err(BackupError::io("making a folder in", &settings.scratch))?;
        match restore::trial(repository, manifest, scratch.path(), &settings.options, progress) {
            Ok(databases) => report.databases = databases,
            Err(error) => report.note(error)?,
        }
    }
    Ok(())
}

/// Checks every member of a pack that the manifest names, and the operations in them. Returns how many those are.
fn one_pack(
    repository: &Repository,
    manifest: &Manifest,
    number: u32,
    report: &mut Report,
) -> Result<u64, BackupError> {
    let Some(entry) = usize::try_from(number).ok().and_then(|number| manifest.packs.get(number)) else {
        return Ok(0);
    };
    let path = repository.pack_path(&entry.id);
    let mut members: BTreeMap<&str, (&FileEntry, &PartEntry)> = BTreeMap::new();
    for file in &manifest.files {
        for part in file.parts.iter().filter(|part| part.pack == number) {
            members.insert(&part.member, (file, part));
        }
    }
    let checker = Checker::new()?;
    let (mut operations, mut bad) = (0, Vec::new());
    pack::read(&path, entry, repository.vault(), &mut |name, bytes| {
        let Some((file, part)) = members.remove(name) else { return Ok(()) };
        let wrong = |reason: String| BackupError::Damaged {
            path: path.clone(),
            offset: None,
            reason: format!("{name}: {reason}"),
            databases: manifest.affected([file].into_iter()),
        };
        let is_of_operations = file.path.starts_with("journal/") || file.path.starts_with("operations/");
        let mut content = Vec::new();
        let copied = match is_of_operations {
            true => pack::copy_member(bytes, &mut content),
            false => pack::copy_member(bytes, &mut std::io::sink()),
        };
        let written = copied.map_err(|error| match error {
            CopyError::From(error) | CopyError::To(error) => wrong(error.to_string()),
        })?;
        if written.size != part.size || written.hash != part.blake3 {
            return Err(wrong("its bytes do not have their hash".to_owned()));
        }
        if is_of_operations {
            let found = checker.check(&content, file.path.starts_with("journal/"));
            operations += found.operations;
            // What was damaged in the store already is known, and is so in the snapshot.
            let known = manifest.about.damaged_ranges > 0;
            let faults = found.faults.into_iter().filter(|_| !known);
            bad.extend(faults.map(|(offset, reason)| wrong(format!("at byte {offset} of it: {reason}"))));
        }
        Ok(())
    })?;
    for error in bad {
        report.note(error)?;
    }
    match members.is_empty() {
        true => Ok(operations),
        false => Err(BackupError::damaged(&path, "something in it is missing that the manifest names")),
    }
}
