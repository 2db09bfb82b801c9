//! All blobs as the files they are, for those who copy a store.

use std::fs::{self, File};
use std::path::Path;

use super::Blobs;
use crate::error::StoreError;

/// A blob that lies in the data directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlobFile {
    /// BLAKE3-256 of its bytes, as its name says.
    pub hash: [u8; 32],
    /// How many bytes the file has.
    pub size: u64,
    /// Which databases possess it: the endings of the names of their marks.
    pub owners: Vec<String>,
}

impl Blobs {
    /// Every blob, by hash. What is put there meanwhile may or may not be among them.
    pub(crate) fn files(&self) -> Result<Vec<BlobFile>, StoreError> {
        let mut found: Vec<BlobFile> = Vec::new();
        for folder in entries(&self.folder)? {
            if !folder.is_dir() {
                continue;
            }
            let mut names: Vec<_> = entries(&folder)?;
            // A blob comes before its marks.
            names.sort_unstable();
            for path in names {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let (digits, ending) = name.split_once('.').map_or((name, None), |(a, b)| (a, Some(b)));
                let Ok(hash) = blake3::Hash::from_hex(digits) else { continue };
                let hash = *hash.as_bytes();
                match (ending, found.last_mut()) {
                    (None, _) => {
                        let size = match path.metadata() {
                            Ok(metadata) => metadata.len(),
                            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                            Err(error) => return Err(StoreError::io("looking at", &path)(error)),
                        };
                        found.push(BlobFile { hash, size, owners: Vec::new() });
                    }
                    (Some(mark), Some(blob)) if blob.hash == hash && is_mark(mark) => {
                        blob.owners.push(mark.to_owned());
                    }
                    _ => {}
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Opens the file of a blob.
    pub(crate) fn open_any(&self, hash: &[u8; 32]) -> Result<File, StoreError> {
        let path = self.path(hash);
        File::open(&path).map_err(StoreError::io("opening", &path))
    }
}

fn is_mark(ending: &str) -> bool {
    ending.len() == 32 && ending.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, StoreError> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    listed.map_err(StoreError::io("listing", folder))
}
