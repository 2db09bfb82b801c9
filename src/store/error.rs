//! What can go wrong in a store.

use std::io;
use std::path::{Path, PathBuf};

use cyberfly_core::{DbName, ErrorCode};

/// Why the store did not do what was asked. Each variant says what was left untouched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process owns the data directory.
    #[error("the data directory {dir} is in use by {holder}")]
    Locked {
        /// The data directory.
        dir: PathBuf,
        /// Who holds the lock, as far as the lock file tells.
        holder: String,
    },
    /// The data directory was written by a version this one does not understand. Nothing was changed.
    #[error("{path} says {found:?}, which this version does not understand; nothing was changed")]
    Format {
        /// The file that names the format.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// A directory that was to be filled is not empty. Nothing was changed.
    #[error("{dir} is not empty: there is {found}; nothing was changed")]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
        /// Something in it.
        found: PathBuf,
    },
    /// What was to be read from the journal is damaged. Nothing was changed.
    #[error("{path} is damaged at byte {offset}: {reason}; nothing was changed")]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where in it.
        offset: u64,
        /// What is wrong there.
        reason: &'static str,
    },
    /// What was to be read has been moved by a compaction since its place was looked up. Nothing was changed; looked up
    /// again, it is there, unless it is not kept any more.
    #[error("{path} was compacted meanwhile; nothing was changed: ask again")]
    Moved {
        /// The segment in which it was.
        path: PathBuf,
    },
    /// A write could not be made durable; whether it survives a loss of power is not known. The store serves reads, and
    /// takes no writes until it is opened again.
    #[error("syncing {path}: {source}; the store is read-only until it is opened again")]
    NotSynced {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An earlier write could not be made durable. The store serves reads, and takes no writes until it is opened again.
    #[error("an earlier write could not be made durable: the store is read-only until it is opened again")]
    ReadOnly,
    /// The disk is full, or would be nearly so. What was being written was taken back.
    #[error("too little space is left for {path}; nothing was written")]
    DiskFull {
        /// The file that could not grow.
        path: PathBuf,
    },
    /// What was to be kept is larger than allowed. Nothing was kept.
    #[error("at most {limit} bytes can be kept; nothing was stored")]
    BlobTooLarge {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// The database is being dropped. Nothing was stored in it.
    #[error("{db} is being dropped from this store; nothing was stored")]
    Dropping {
        /// The database.
        db: DbName,
    },
    /// The operating system refused something.
    #[error("{doing} {path}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The index failed. The journal is not affected; the index is rebuilt when the store is opened.
    #[error("the index failed: {0}; it will be rebuilt from the journal at the next start")]
    Index(String),
}

impl StoreError {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull { path },
            _ => StoreError::Io { doing, path, source },
        }
    }

    /// The stable code.
    pub const fn code(&self) -> ErrorCode {
        match self {
            StoreError::Locked { .. } | StoreError::Dropping { .. } => ErrorCode::Locked,
            StoreError::Format { .. } => ErrorCode::Unsupported,
            StoreError::NotEmpty { .. } => ErrorCode::BadRequest,
            StoreError::Damaged { .. } => ErrorCode::Corrupt,
            StoreError::ReadOnly | StoreError::NotSynced { .. } | StoreError::Moved { .. } => {
                ErrorCode::Unavailable
            }
            StoreError::DiskFull { .. } => ErrorCode::DiskFull,
            StoreError::BlobTooLarge { .. } => ErrorCode::LimitExceeded,
            StoreError::Io { .. } | StoreError::Index(_) => ErrorCode::Internal,
        }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        StoreError::Index(error.to_string())
    }
}

impl From<lsm_tree::Error> for StoreError {
    fn from(error: lsm_tree::Error) -> Self {
        StoreError::Index(error.to_string())
    }
}
