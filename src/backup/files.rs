//! Files of a repository: written whole or not at all.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::BackupError;

/// How the names begin of files that are not whole yet.
pub(crate) const TEMPORARY: &str = ".tmp";

/// Whether this is a file that somebody was writing. Nobody else does while the repository is held.
pub(crate) fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    name.starts_with(TEMPORARY.as_bytes()) && path.is_file()
}

pub(crate) fn temporary_in(folder: &Path) -> Result<NamedTempFile, BackupError> {
    let made = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder);
    made.map_err(BackupError::io("writing to", folder))
}

/// Makes a folder, for its owner alone, with all above it; says whether it was not there.
pub(crate) fn make_folder(path: &Path) -> Result<bool, BackupError> {
    if path.is_dir() {
        return Ok(false);
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(BackupError::io("creating", path))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync_folder(parent)?;
    }
    Ok(true)
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(BackupError::io("syncing", path))
}

/// Gives a temporary file, which is whole, its name: synced, renamed, the folder synced.
pub(crate) fn place(file: NamedTempFile, path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if make_folder(folder)?
        && let Some(above) = folder.parent()
    {
        sync_folder(above)?;
    }
    file.as_file().sync_all().map_err(BackupError::io("syncing", path))?;
    file.persist(path).map_err(|error| BackupError::io("renaming to", path)(error.error))?;
    sync_folder(folder)
}

/// Writes a small file whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let mut file = temporary_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes).map_err(BackupError::io("writing", path))?;
    place(file, path)
}

/// The entries of a folder; none if it is not there.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    match listed {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(BackupError::io("listing", folder)),
    }
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::io("removing", path)(error))
        }
        _ => Ok(()),
    }
}
