//! A passphrase in a file that only its owner can read.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use zeroize::Zeroizing;

/// The longest passphrase that is read.
const LIMIT: u64 = 4096;

/// Reads a passphrase from a file. One that others can read is refused: what is in it is no secret.
pub fn in_file(path: &Path) -> Result<Zeroizing<String>, ErrorBody> {
    let shown = path.display().to_string();
    let cannot = |error: io::Error| cannot_read(&shown, &error);
    let file = File::open(path).map_err(cannot)?;
    let found = file.metadata().map_err(cannot)?;
    if found.is_file() && found.mode() & 0o077 != 0 {
        let mode = found.permissions().mode() & 0o777;
        let message =
            format!("{shown} can be read by others (mode {mode:03o}); the passphrase in it was not used");
        return Err(ErrorBody::new(ErrorCode::NotAllowed, message).hint(format!("chmod 600 {shown}")));
    }
    read(file).map_err(cannot)
}

/// Reads a passphrase to its end.
pub fn read(source: impl Read) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(LIMIT).unwrap_or_default() + 1));
    source.take(LIMIT + 1).read_to_string(&mut text)?;
    match text.len() as u64 > LIMIT {
        true => Err(io::Error::other(format!("a passphrase has at most {LIMIT} bytes"))),
        false => Ok(text),
    }
}

/// That a passphrase cannot be read, and why.
pub fn cannot_read(what: &str, error: &io::Error) -> ErrorBody {
    ErrorBody::new(ErrorCode::NotAllowed, format!("the passphrase cannot be read from {what}: {error}"))
}
