//! The label on the index folder: which engine filled it, in which format. Without the right label nothing in the
//! folder is looked at.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::EngineKind;
use crate::error::StoreError;
use crate::files;

/// The format of the entries. A change of any key or value is a new number, and the old index is rebuilt.
const FORMAT: u32 = 8;

/// Why an index cannot be used, and has to be removed and built again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    /// It has no label: it failed, its removal was interrupted, or it is older than labels.
    #[error("it has no label")]
    Unlabelled,
    /// The label names another engine or format.
    #[error("it is labelled {found:?}, not {expected:?}")]
    Other {
        /// What the label says.
        found: String,
        /// What it would have to say.
        expected: String,
    },
    /// The engine does not open it.
    #[error("{0}")]
    Damaged(String),
    /// The operating system refused something: removing the index does not help.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn path(folder: &Path) -> PathBuf {
    folder.join("INDEX")
}

/// Makes sure that the folder has the label of this engine. A folder that is missing or empty gets it.
pub(super) fn check_or_write(folder: &Path, kind: EngineKind) -> Result<(), Unfit> {
    let expected = format!("cyberfly index {FORMAT} {kind}");
    match fs::read(path(folder)) {
        Ok(found) if found.strip_suffix(b"\n") == Some(expected.as_bytes()) => Ok(()),
        Ok(found) => {
            let found = String::from_utf8_lossy(&found[..found.len().min(64)]).trim_end().to_owned();
            Err(Unfit::Other { found, expected })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut builder = DirBuilder::new();
            let made = builder.recursive(true).mode(0o700).create(folder);
            made.map_err(StoreError::io("creating", folder))?;
            let mut entries = fs::read_dir(folder).map_err(StoreError::io("listing", folder))?;
            if entries.next().is_some() {
                return Err(Unfit::Unlabelled);
            }
            Ok(files::write_whole(&path(folder), format!("{expected}\n").as_bytes())?)
        }
        Err(error) => Err(StoreError::io("reading", &path(folder))(error).into()),
    }
}

/// Takes the label off; when this returns it is off the disk.
pub(super) fn remove(folder: &Path) -> Result<(), StoreError> {
    let path = path(folder);
    match fs::remove_file(&path) {
        Ok(()) => files::sync_folder(folder),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io("removing", &path)(error)),
    }
}
