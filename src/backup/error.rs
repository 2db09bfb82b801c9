//! What can go wrong with backups.

use std::io;
use std::path::{Path, PathBuf};

use cyberfly_core::ErrorCode;
use cyberfly_store::StoreError;

use crate::hash::Hash;

/// Why nothing, or not everything, was done. Each variant says what was left untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    /// No repository is there.
    #[error("{0} is no backup repository")]
    NoRepository(PathBuf),
    /// A node's data are there, and no repository.
    #[error("{0} is the data directory of a node and no backup repository; nothing was changed")]
    DataDirectory(PathBuf),
    /// The repository, or a snapshot in it, was written by a version that this one does not understand.
    #[error("{path} says {found:?}, which this version does not understand; nothing was changed")]
    Format {
        /// The file that names the format.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// Another process works on the repository.
    #[error("the repository {repository} is in use by {holder}; nothing was changed")]
    Locked {
        /// The repository.
        repository: PathBuf,
        /// Who holds the lock, as far as it tells.
        holder: String,
    },
    /// No snapshot is called so.
    #[error("no snapshot {wanted} is in {repository}")]
    NoSnapshot {
        /// How it was called.
        wanted: String,
        /// The repository.
        repository: PathBuf,
    },
    /// Several snapshots may be meant.
    #[error("{wanted} may be any of {}", list(.found))]
    Ambiguous {
        /// How it was called.
        wanted: String,
        /// Which are called so.
        found: Vec<Hash>,
    },
    /// A file of the repository is not what it should be. Nothing was made of it.
    #[error("{} is damaged{}: {reason}{}", .path.display(), at(.offset), affected(.databases))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where in it, if that can be told.
        offset: Option<u64>,
        /// What is wrong.
        reason: String,
        /// Which databases have something in it, as far as that is known.
        databases: Vec<String>,
    },
    /// The repository is encrypted, and no passphrase was given.
    #[error("{0} is encrypted; nothing was read")]
    NoPassphrase(PathBuf),
    /// A passphrase was given for a repository that is not encrypted.
    #[error("{0} is not encrypted, and stays so; nothing was written")]
    NotEncrypted(PathBuf),
    /// The passphrase is another one.
    #[error("the passphrase does not open {0}; nothing was read")]
    WrongPassphrase(PathBuf),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// It was told to stop.
    #[error("it was told to stop; nothing that was there before was changed")]
    Stopped,
}

fn list(ids: &[Hash]) -> String {
    let mut text: Vec<String> = ids.iter().take(5).map(Hash::short).collect();
    if ids.len() > 5 {
        text.push(format!("{} more", ids.len() - 5));
    }
    text.join(", ")
}

fn at(offset: &Option<u64>) -> String {
    offset.map_or_else(String::new, |offset| format!(" at byte {offset}"))
}

fn affected(databases: &[String]) -> String {
    if databases.is_empty() { String::new() } else { format!(" (affects {})", databases.join(", ")) }
}

impl BackupError {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_path_buf(), offset: None, reason: reason.into(), databases: Vec::new() }
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Store(error) => error.code(),
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
                _ => ErrorCode::Internal,
            },
            Self::NoRepository(_) | Self::NoSnapshot { .. } => ErrorCode::NotFound,
            Self::Format { .. } => ErrorCode::Unsupported,
            Self::Locked { .. } => ErrorCode::Locked,
            Self::Damaged { .. } => ErrorCode::Corrupt,
            Self::NoPassphrase(_) | Self::WrongPassphrase(_) => ErrorCode::NotAllowed,
            Self::DataDirectory(_) | Self::Ambiguous { .. } | Self::NotEncrypted(_) | Self::Refused(_) => {
                ErrorCode::BadRequest
            }
            Self::Stopped => ErrorCode::Unavailable,
        }
    }

    /// What to do next, if there is something.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Store(StoreError::NotEmpty { .. }) => {
                "name a directory that is empty or not there with --data-dir".to_owned()
            }
            Self::Store(StoreError::Locked { .. }) => "stop the node there first: cyberfly stop".to_owned(),
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "make room on the disk, then try again".to_owned()
            }
            Self::NoRepository(_) => {
                "name another place with --repo, or make a first backup: cyberfly backup create".to_owned()
            }
            Self::DataDirectory(_) => "name another place for backups with --repo".to_owned(),
            Self::NoSnapshot { .. } => "see what is there: cyberfly backup list".to_owned(),
            Self::Ambiguous { .. } => "write more of its digits".to_owned(),
            Self::Format { .. } => "use the version of cyberfly that wrote it".to_owned(),
            Self::Locked { .. } => "wait until it has finished, or longer with --timeout".to_owned(),
            Self::Damaged { .. } => {
                "see what else is damaged: cyberfly backup verify; another snapshot may be whole".to_owned()
            }
            Self::NoPassphrase(_) => {
                "say where the passphrase is: --passphrase-file, --passphrase-command or --passphrase-fd"
                    .to_owned()
            }
            Self::NotEncrypted(_) => "leave the passphrase out, or begin another repository".to_owned(),
            _ => return None,
        })
    }
}
