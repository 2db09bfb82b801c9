//! Restoring: a snapshot becomes a store again, whole or not at all.
//!
//! The store is built in a folder of its own inside the data directory. Only when it is whole, its index built, every
//! signature checked and every digest compared, that folder gets the name by which the next start, or the end of the
//! restore itself, moves it to its place. So an interrupted restore leaves the directory as empty as it was.

mod feed;
mod stream;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_core::DbName;
use cyberfly_store::{DataFolder, Options, RESTORED, RESTORING, Store};

use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::manifest::{About, FileEntry, Manifest};
use crate::progress::{Progress, Stage};
use crate::repository::{Lock, Repository};
pub use feed::{Feed, merge};
pub use stream::unpack_stream;
pub(crate) use unpack::with_affected;

/// Where to restore to, and how.
#[derive(Clone, Debug)]
pub struct RestoreSettings {
    /// The data directory: empty, or not there.
    pub target: PathBuf,
    /// How the store is opened.
    pub options: Options,
    /// Take over the node's secret key, if it is in the snapshot.
    pub identity: bool,
}

/// A snapshot that was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Its id.
    pub id: Hash,
    /// What it is of.
    pub about: About,
    /// How many operations the journal has now.
    pub operations: u64,
    /// Each database, with the digest that it has now.
    pub databases: Vec<Compared>,
    /// Whether the node's secret key was taken over.
    pub identity: bool,
}

/// A database after a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its name.
    pub name: DbName,
    /// How many operations are kept.
    pub operations: u64,
    /// Their digest.
    pub digest: Hash,
    /// Whether that is the one in the snapshot; none if work was left to do when that was made, so that its digest was one
    /// on the way.
    pub same: Option<bool>,
}

/// Restores a snapshot into a data directory that is empty or not there, and opens it once to see that it is right.
///
/// On an error, or when it is interrupted, the directory is as empty as before.
pub fn restore(
    repository: &Repository,
    id: &Hash,
    settings: &RestoreSettings,
    progress: &Arc<dyn Progress>,
) -> Result<Restored, BackupError> {
    let _shared = Lock::share(repository.root())?;
    let manifest = repository.manifest(id)?;
    if settings.identity && !manifest.about.identity {
        return Err(BackupError::Refused(
            "the node's secret key is not in this snapshot; nothing was written".to_owned(),
        ));
    }
    let root = &settings.target;
    let was_there = root.exists();
    let folder = DataFolder::claim_empty(root)?;
    let building = root.join(RESTORING);
    let built = build(repository, &manifest, &building, settings, progress).and_then(|built| {
        files::sync_folder(&building)?;
        let restored = root.join(RESTORED);
        fs::rename(&building, &restored).map_err(BackupError::io("renaming to", &restored))?;
        files::sync_folder(root)?;
        folder.finish_restore()?;
        Ok(built)
    });
    match built {
        Ok((operations, databases)) => Ok(Restored {
            id: *id,
            about: manifest.about,
            operations,
            databases,
            identity: settings.identity,
        }),
        Err(error) => {
            // What is left is removed by whoever opens the directory next.
            let _later = fs::remove_dir_all(&building);
            if !was_there {
                let _kept = fs::remove_file(root.join("lock")).and_then(|()| fs::remove_dir(root));
            }
            Err(error)
        }
    }
}

/// Restores into a temporary place, and says what is there then.
pub(crate) fn trial(
    repository: &Repository,
    manifest: &Manifest,
    scratch: &Path,
    options: &Options,
    progress: &Arc<dyn Progress>,
) -> Result<Vec<Compared>, BackupError> {
    let settings =
        RestoreSettings { target: scratch.to_path_buf(), options: options.clone(), identity: false };
    build(repository, manifest, &scratch.join("data"), &settings, progress).map(|(_, databases)| databases)
}

/// Tells the progress port how far the index has come.
#[derive(Debug)]
struct Indexing(Arc<dyn Progress>);

impl cyberfly_store::Progress for Indexing {
    fn done(&self, bytes: u64, total: u64) {
        self.0.at(Stage::Indexing, bytes, Some(total));
    }
}

/// Builds the data directory of a snapshot in a new folder, and closes it.
fn build(
    repository: &Repository,
    manifest: &Manifest,
    at: &Path,
    settings: &RestoreSettings,
    progress: &Arc<dyn Progress>,
) -> Result<(u64, Vec<Compared>), BackupError> {
    files::make_folder(at)?;
    let wanted = |file: &FileEntry| file.path != "node.key" || settings.identity;
    unpack::unpack(repository, manifest, at, &wanted, progress.as_ref())?;
    files::write_whole(&at.join("FORMAT"), cyberfly_store::FORMAT.as_bytes())?;
    for part in ["journal", "blobs"] {
        files::make_folder(&at.join(part))?;
    }
    // Those that are fed to the store are looked at as a whole before. The index is built while the files that it is built of
    // go to the disk.
    unpack::sync(manifest, at, &|file| wanted(file) && !is_kept(file))?;
    let (synced, indexed) = std::thread::scope(|scope| {
        let syncing = scope.spawn(|| unpack::sync(manifest, at, &|file| wanted(file) && is_kept(file)));
        let indexed = index(manifest, at, settings, progress);
        let lost = |_| Err(BackupError::Refused("the thread that waited for the disk was lost".to_owned()));
        (syncing.join().unwrap_or_else(lost), indexed)
    });
    let (operations, databases) = indexed?;
    synced?;
    files::remove(&at.join("lock"))?;
    let wrong: Vec<String> = databases
        .iter()
        .filter(|database| database.same == Some(false))
        .map(|database| database.name.to_string())
        .collect();
    if !wrong.is_empty() {
        return Err(BackupError::Damaged {
            path: at.to_path_buf(),
            offset: None,
            reason: "digests are not those of the snapshot; nothing was put in place".to_owned(),
            databases: wrong,
        });
    }
    Ok((operations, databases))
}

/// Whether a file stays as it was unpacked. Operations of a database alone are fed to the store, and their files removed.
fn is_kept(file: &FileEntry) -> bool {
    !file.path.starts_with("operations/")
}

/// Opens the store once, so that its index is built and every signature checked, and says what is in it.
fn index(
    manifest: &Manifest,
    at: &Path,
    settings: &RestoreSettings,
    progress: &Arc<dyn Progress>,
) -> Result<(u64, Vec<Compared>), BackupError> {
    let options =
        Options { progress: Some(Arc::new(Indexing(Arc::clone(progress)))), ..settings.options.clone() };
    let store = Store::open_with(at, options)?;
    feed::into_store(&store, at, manifest, progress.as_ref())?;
    while store.settle(4096)? {
        if progress.is_stopped() {
            return Err(BackupError::Stopped);
        }
    }
    let databases = compare(&store, manifest)?;
    let operations = store.operations();
    store.close()?;
    Ok((operations, databases))
}

fn compare(store: &Store, manifest: &Manifest) -> Result<Vec<Compared>, BackupError> {
    let compared = manifest.about.databases.iter().map(|expected| {
        let digest = store.digest(&expected.name)?;
        let (operations, sum) = (digest.count(), Hash(digest.sum()));
        let same = operations == expected.operations && sum == expected.digest;
        let same = expected.settled.then_some(same);
        Ok(Compared { name: expected.name.clone(), operations, digest: sum, same })
    });
    compared.collect()
}
