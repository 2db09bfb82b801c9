//! The few things the store asks of a file system beyond reading and writing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::StoreError;

/// How the names begin of files that are not whole yet.
const TEMPORARY: &str = ".tmp";

/// Makes a file that is gone when it is dropped, unless it gets another name before.
pub(crate) fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)
}

/// Removes what a crash left of [temporary files](temporary_in). Nobody may be making one.
pub(crate) fn remove_temporaries(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(StoreError::io("listing", folder))? {
        let path = entry.map_err(StoreError::io("listing", folder))?.path();
        let name = path.file_name().unwrap_or_default();
        if name.as_encoded_bytes().starts_with(TEMPORARY.as_bytes()) && path.is_file() {
            fs::remove_file(&path).map_err(StoreError::io("removing", &path))?;
        }
    }
    Ok(())
}

/// Waits until the entries of a folder (new, renamed, removed files) are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let file = File::open(folder).map_err(StoreError::io("opening", folder))?;
    file.sync_all().map_err(StoreError::io("syncing", folder))
}

/// Writes a small file whole or not at all: a temporary file in the same folder, synced, renamed, the folder synced.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = temporary_in(folder).map_err(StoreError::io("writing", path))?;
    file.write_all(bytes).map_err(StoreError::io("writing", path))?;
    file.as_file().sync_all().map_err(StoreError::io("syncing", path))?;
    file.persist(path).map_err(|error| StoreError::io("renaming to", path)(error.error))?;
    sync_folder(folder)
}
