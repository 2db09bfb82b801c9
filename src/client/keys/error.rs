//! Why a key could not be had, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use super::NAME_LIMIT;

/// Why a key could not be had. No file was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such key.
    #[error("there is no key {name:?} in {folder}")]
    NoSuchKey {
        /// The name that was asked for.
        name: String,
        /// Where keys are kept.
        folder: PathBuf,
    },
    /// There is no such file.
    #[error("there is no key file {0}")]
    NoSuchFile(PathBuf),
    /// A file of this name is there already.
    #[error("{0} exists already; it was left as it is")]
    Exists(PathBuf),
    /// The name cannot be one.
    #[error(
        "a key's name has 1 to {NAME_LIMIT} of a-z, A-Z, 0-9, '.', '_' and '-', and does not begin with a dot"
    )]
    BadName,
    /// Others than the owner can read or change the file.
    #[error("{path} can be read by others (mode {mode:03o}); it was not used")]
    WidePermissions {
        /// The key file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// What was read is no key.
    #[error("{0} holds no Ed25519 key in PEM")]
    NotAKey(PathBuf),
    /// The key is encrypted, and nobody gave a passphrase.
    #[error("the key in {0} is encrypted, and there is no passphrase")]
    Encrypted(PathBuf),
    /// The passphrase does not open it.
    #[error("the passphrase does not open the key in {0}")]
    WrongPassphrase(PathBuf),
    /// The device file holds something else.
    #[error("{0} holds no device id")]
    NotADevice(PathBuf),
    /// The key cannot be encoded or encrypted.
    #[error("the key cannot be encoded for {0}")]
    Encoding(PathBuf),
    /// The system refused something.
    #[error("{doing} {path}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl KeyError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }

    fn code(&self) -> ErrorCode {
        match self {
            KeyError::NoSuchKey { .. } | KeyError::NoSuchFile(_) => ErrorCode::NotFound,
            KeyError::Exists(_) => ErrorCode::Conflict,
            KeyError::WidePermissions { .. } | KeyError::Encrypted(_) | KeyError::WrongPassphrase(_) => {
                ErrorCode::NotAllowed
            }
            KeyError::Io { .. } | KeyError::Encoding(_) => ErrorCode::Internal,
            KeyError::BadName | KeyError::NotAKey(_) | KeyError::NotADevice(_) => ErrorCode::BadRequest,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            KeyError::NoSuchKey { name, .. } if name == "default" => {
                Some("make one: cyberfly keygen".to_owned())
            }
            KeyError::NoSuchKey { name, .. } => Some(format!("make one: cyberfly keygen {name}")),
            KeyError::WidePermissions { path, .. } => Some(format!("chmod 600 {}", path.display())),
            KeyError::Exists(_) => Some("choose another name, or move the old key away first".to_owned()),
            KeyError::Encrypted(_) => Some(
                "name where it is: --passphrase-file, --passphrase-command or --passphrase-fd".to_owned(),
            ),
            KeyError::NotAKey(_) => {
                Some("openssl genpkey -algorithm ed25519 makes one that can be read".to_owned())
            }
            _ => None,
        }
    }
}

impl From<KeyError> for ErrorBody {
    fn from(error: KeyError) -> Self {
        let body = ErrorBody::new(error.code(), error.to_string());
        match error.hint() {
            Some(hint) => body.hint(hint),
            None => body,
        }
    }
}
