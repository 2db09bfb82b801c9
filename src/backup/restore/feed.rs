//! Operations from a snapshot, into a store that is open: one that is being restored, or one that is in use.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use cyberfly_core::cbor::Reader;
use cyberfly_core::signature::KnownKeys;
use cyberfly_core::{Claimed, DbName, Operation};
use cyberfly_store::{Options, Store};

use super::RestoreSettings;
use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::manifest::Manifest;
use crate::progress::{Progress, Stage};
use crate::repository::{Lock, Repository};

/// How many operations are handed over together.
const TOGETHER: usize = 256;
/// How many bytes they have at most, but for a single one.
const BYTES_TOGETHER: usize = 1024 * 1024;

/// Commits the operations of a snapshot of one database to a store that is being restored; does nothing for another one.
pub(super) fn into_store(
    store: &Store,
    at: &Path,
    manifest: &Manifest,
    progress: &dyn Progress,
) -> Result<(), BackupError> {
    if manifest.about.only.is_none() {
        return Ok(());
    }
    let folder = at.join("operations");
    let mut paths = files::entries(&folder)?;
    paths.sort_unstable();
    let mut known = KnownKeys::default();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| BackupError::Refused(format!("no randomness: {error}")))?;
    let (mut done, total) = (0, manifest.about.databases.iter().map(|database| database.operations).sum());
    for path in paths {
        let bytes = fs::read(&path).map_err(BackupError::io("reading", &path))?;
        let mut reader = Reader::new(&bytes);
        while reader.position() < bytes.len() {
            let mut claims = Vec::with_capacity(TOGETHER);
            while claims.len() < TOGETHER && reader.position() < bytes.len() {
                let bytes = reader.bytes().map_err(|error| BackupError::damaged(&path, error.to_string()))?;
                let claim = Claimed::decode(bytes);
                claims.push(claim.map_err(|error| BackupError::damaged(&path, error.to_string()))?);
            }
            let checked: Result<Vec<Operation>, _> =
                Claimed::verify_all(claims, &mut known, &seed).into_iter().collect();
            let checked = checked.map_err(|error| BackupError::damaged(&path, error.to_string()))?;
            store.commit(&checked)?;
            done += checked.len() as u64;
            progress.at(Stage::Merging, done, Some(total));
            if progress.is_stopped() {
                return Err(BackupError::Stopped);
            }
        }
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(BackupError::io("removing", &folder))?;
    }
    Ok(())
}

/// What is handed over of a database.
#[derive(Debug)]
pub enum Feed {
    /// The bytes of a file that operations refer to. They come before the operations.
    Blob(File),
    /// Signed operations.
    Operations(Vec<Vec<u8>>),
}

/// Hands over the kept operations of one database of a snapshot, and the files that they refer to, to be merged into a
/// store that is in use. The snapshot is restored into the scratch folder first, so that what is handed over was checked.
/// Returns the digest that the database has in the snapshot.
pub fn merge(
    repository: &Repository,
    id: &Hash,
    db: &DbName,
    scratch: &Path,
    options: &Options,
    progress: &Arc<dyn Progress>,
    hand_over: &mut dyn FnMut(Feed) -> Result<(), BackupError>,
) -> Result<(u64, Hash), BackupError> {
    let _shared = Lock::share(repository.root())?;
    let manifest = repository.manifest(id)?;
    let found = manifest.about.databases.iter().find(|database| database.name == *db);
    let Some(expected) = found.cloned() else {
        return Err(BackupError::NoSnapshot {
            wanted: format!("of the database {db} (snapshot {})", id.short()),
            repository: repository.root().to_path_buf(),
        });
    };
    let target = scratch.join("data");
    let settings = RestoreSettings { target: target.clone(), options: options.clone(), identity: false };
    super::build(repository, &manifest, &target, &settings, progress)?;
    let store = Store::open_with(&target, options.clone())?;
    let snapshot = store.snapshot()?;
    for hash in snapshot.blobs(db)? {
        if let Some(file) = store.blobs().open(db, &hash)? {
            hand_over(Feed::Blob(file))?;
        }
    }
    let (mut waiting, mut bytes, mut done) = (Vec::new(), 0, 0);
    for operation in snapshot.operations(Some(db)) {
        let operation = operation?;
        if waiting.len() == TOGETHER || (bytes + operation.len() > BYTES_TOGETHER && !waiting.is_empty()) {
            done += waiting.len() as u64;
            hand_over(Feed::Operations(std::mem::take(&mut waiting)))?;
            progress.at(Stage::Merging, done, Some(expected.operations));
            bytes = 0;
        }
        bytes += operation.len();
        waiting.push(operation);
    }
    if !waiting.is_empty() {
        hand_over(Feed::Operations(waiting))?;
    }
    Ok((expected.operations, expected.digest))
}
