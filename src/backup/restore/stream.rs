//! A snapshot that comes as one stream, or lies in one file: a tar of a repository.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::BackupError;
use crate::files;

/// The longest of the small files.
const SMALL: u64 = 64 * 1024;

/// Unpacks a stream into a folder that is there and empty; what comes of it can be opened as a repository. Nothing in it
/// is believed yet: the hashes are looked at when it is restored or verified.
pub fn unpack_stream(from: &mut dyn Read, to: &Path) -> Result<(), BackupError> {
    let stream = Path::new("the stream");
    // What the tar says of a head that is none repeats the bytes of it, which say nothing to people.
    let no_tar = |error: io::Error| match error.kind() {
        io::ErrorKind::Other | io::ErrorKind::InvalidData => {
            BackupError::damaged(stream, "it is no backup: no tar")
        }
        _ => BackupError::damaged(stream, format!("it is no backup: {error}")),
    };
    let mut archive = tar::Archive::new(from);
    for entry in archive.entries().map_err(no_tar)? {
        let mut entry = entry.map_err(no_tar)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let is_small = matches!(name.as_str(), "FORMAT" | "key");
        if !(is_small || is_ours(&name)) || (is_small && entry.size() > SMALL) {
            return Err(BackupError::damaged(stream, format!("{name:?} belongs to no backup")));
        }
        let path = to.join(&name);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        let mut file = File::create_new(&path).map_err(BackupError::io("creating", &path))?;
        let expected = entry.size();
        let copied = io::copy(&mut entry, &mut file);
        match copied {
            Ok(copied) if copied == expected => {}
            Ok(_) => return Err(no_tar(io::ErrorKind::UnexpectedEof.into())),
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                return Err(BackupError::io("writing", &path)(error));
            }
            Err(error) => return Err(no_tar(error)),
        }
    }
    Ok(())
}

/// Whether a name is that of a pack or a manifest.
fn is_ours(name: &str) -> bool {
    let hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_file = |name: &str| {
        let (digits, ending) = name.split_once('.').unwrap_or_default();
        hex(digits) && matches!(ending, "tar.zst" | "tar.zst.enc" | "json" | "json.enc")
    };
    match name.split('/').collect::<Vec<_>>().as_slice() {
        ["packs", folder, file] => hex(folder) && is_file(file),
        ["snapshots", file] => is_file(file),
        _ => false,
    }
}
