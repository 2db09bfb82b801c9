//! Files that commands change for a person: replaced whole or not at all, by one command at a time.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

use crate::failure::Failure;

/// A file that no other command changes until this is dropped.
pub(crate) struct Held {
    path: PathBuf,
    _lock: File,
}

impl Held {
    /// Waits until no other command changes the file. The folder is made, for its owner alone, when it is not there; a link
    /// is followed, so that what it leads to is changed.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let hold = || {
            DirBuilder::new().recursive(true).mode(0o700).create(folder(&path))?;
            let mut name = OsString::from(".");
            name.push(path.file_name().unwrap_or_default());
            name.push(".lock");
            let lock =
                File::options().write(true).create(true).truncate(false).open(path.with_file_name(name))?;
            lock.lock()?;
            Ok(lock)
        };
        match hold() {
            Ok(lock) => Ok(Self { path, _lock: lock }),
            Err(error) => Err(cannot("written", &path, &error)),
        }
    }

    /// The text in it; none if it is not there.
    pub(crate) fn read(&self) -> Result<Option<String>, Failure> {
        read(&self.path)
    }

    /// Puts this text in its place. Who may read it stays as it was; a new one is for its owner alone.
    pub(crate) fn replace(&self, text: &str) -> Result<(), Failure> {
        let replaced = || {
            let mut file = tempfile::NamedTempFile::new_in(folder(&self.path))?;
            if let Ok(found) = fs::metadata(&self.path) {
                file.as_file()
                    .set_permissions(fs::Permissions::from_mode(found.permissions().mode() & 0o777))?;
            }
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            File::open(folder(&self.path))?.sync_all()
        };
        replaced().map_err(|error| cannot("written", &self.path, &error))
    }
}

/// The text in a file; none if it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", path, &error)),
    }
}

pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be {what}: {error}; it was left as it was", path.display());
    ErrorBody::new(ErrorCode::Internal, message).into()
}
