//! The few things the store asks of a file system beyond reading and writing.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::error::StoreError;

/// Waits until the entries of a folder (new, renamed, removed files) are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let file = File::open(folder).map_err(StoreError::io("opening", folder))?;
    file.sync_all().map_err(StoreError::io("syncing", folder))
}

/// Writes a small file whole or not at all: a temporary file in the same folder, synced, renamed, the folder synced.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(StoreError::io("writing", path))?;
    file.write_all(bytes).map_err(StoreError::io("writing", path))?;
    file.as_file().sync_all().map_err(StoreError::io("syncing", path))?;
    file.persist(path).map_err(|error| StoreError::io("renaming to", path)(error.error))?;
    sync_folder(folder)
}
