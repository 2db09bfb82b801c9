//! Who works on a repository. The system lets go of the lock when its holder ends, however it does.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::error::BackupError;

/// The longest text that a lock's file is read for.
const TEXT_LIMIT: u64 = 512;

/// Held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock to change something. `doing` is told to others.
    pub(crate) fn take(root: &Path, doing: &str) -> Result<Self, BackupError> {
        let path = root.join("lock");
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(BackupError::io("opening", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(BackupError::Locked {
                    repository: root.to_path_buf(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(error)) => return Err(BackupError::io("locking", &path)(error)),
        }
        let since = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        let text = format!("pid {} ({doing}) since {since}\n", std::process::id());
        let written = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(text.as_bytes()));
        written.map_err(BackupError::io("writing", &path))?;
        Ok(Self { _file: file })
    }

    /// Keeps others from changing what is being read. Where nobody can take the lock, because the repository cannot be
    /// written to, nobody changes it either.
    pub(crate) fn share(root: &Path) -> Result<Option<Self>, BackupError> {
        let path = root.join("lock");
        let Ok(mut file) = File::open(&path) else { return Ok(None) };
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => {
                Err(BackupError::Locked { repository: root.to_path_buf(), holder: holder(&mut file) })
            }
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(TEXT_LIMIT).read_to_string(&mut text));
    match read {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "another process".to_owned(),
    }
}
