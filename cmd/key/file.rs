//! Files that are signed, and their signatures.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_core::file_signature::{FileDigest, TEXT_LIMIT};
use cyberfly_protocol::ErrorBody;

use crate::failure::Failure;

fn failed(doing: &str, path: &Path, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::NotFound => ErrorCode::NotFound,
        io::ErrorKind::InvalidData => ErrorCode::BadRequest,
        io::ErrorKind::AlreadyExists => ErrorCode::Conflict,
        _ => ErrorCode::Internal,
    };
    ErrorBody::new(code, format!("{} cannot be {doing}: {error}", path.display())).into()
}

/// Reads a file once, whatever its size, and says what a signature needs to know of it.
pub(super) fn digest(path: &Path) -> Result<FileDigest, Failure> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path);
    let hashed = file.and_then(|file| hasher.update_reader(file).map(|_| ()));
    hashed.map_err(|error| failed("read", path, &error))?;
    Ok(FileDigest { hash: *hasher.finalize().as_bytes(), size: hasher.count() })
}

/// The text of a signature.
pub(super) fn read_signature(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let limit = TEXT_LIMIT as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(limit).read_to_string(&mut text));
    read.map_err(|error| failed("read", path, &error))?;
    Ok(text)
}

/// Writes a new file, whole or not at all. One that is there is left as it is.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)
    };
    write().map(drop).map_err(|error| failed("written", path, &error))
}
