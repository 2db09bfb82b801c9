//! The files of keys: written whole or not at all, readable to their owner alone.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use cyberfly_core::DeviceId;
use zeroize::Zeroizing;

use super::KeyError;

/// Random bytes from the system.
pub(super) fn fill(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(io::Error::other)
}

/// The text in a file, if it is one and not too long for a key.
pub(super) fn read_small(path: &Path, limit: u64) -> Result<Zeroizing<String>, KeyError> {
    let mut text = Zeroizing::new(String::new());
    let file = File::open(path).map_err(KeyError::io("reading", path))?;
    match file.take(limit).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(KeyError::NotAKey(path.to_path_buf()))
        }
        Err(error) => Err(KeyError::io("reading", path)(error)),
    }
}

/// Where the device id of a key is.
pub(super) fn device_of(key: &Path) -> PathBuf {
    key.with_extension("device")
}

/// The device id beside a key file, made when it is not there.
pub(super) fn load_or_make_device(key: &Path) -> Result<DeviceId, KeyError> {
    let path = device_of(key);
    if let Some(device) = read_device(&path)? {
        return Ok(device);
    }
    let mut bytes = [0; 8];
    fill(&mut bytes).map_err(KeyError::io("making", &path))?;
    let device = DeviceId::from_bytes(bytes);
    match write_new(&path, format!("{device}\n").as_bytes()) {
        Ok(()) => Ok(device),
        // Another command made it in the same moment: that one counts.
        Err(KeyError::Exists(_)) => read_device(&path)?.ok_or(KeyError::NotADevice(path)),
        Err(error) => Err(error),
    }
}

fn read_device(path: &Path) -> Result<Option<DeviceId>, KeyError> {
    match fs::read_to_string(path) {
        Ok(text) => match text.trim_end().parse() {
            Ok(device) => Ok(Some(device)),
            Err(_) => Err(KeyError::NotADevice(path.to_path_buf())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeyError::io("reading", path)(error)),
    }
}

/// Writes a new file, whole and readable to its owner alone, or none. A file that is there is not touched.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str() != OsString::new() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(KeyError::io("writing", path))?;
    file.write_all(bytes).map_err(KeyError::io("writing", path))?;
    file.as_file().sync_all().map_err(KeyError::io("syncing", path))?;
    file.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_path_buf()),
        _ => KeyError::io("writing", path)(error.error),
    })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(KeyError::io("syncing", folder))
}
