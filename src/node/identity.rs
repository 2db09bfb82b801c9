//! The node's own key. It names the node and authors no data.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cyberfly_core::SecretKey;
use zeroize::Zeroizing;

/// Why the node has no identity. The file, if there is one, was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file could not be read or written.
    #[error("{doing} {path}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{path} holds no Ed25519 key in PEM; it was left as it is")]
    NotAKey {
        /// The key file.
        path: PathBuf,
    },
}

/// The key in the data directory, made there when there is none. A new key is on the disk before it is returned.
pub(crate) fn load_or_make(data: &Path) -> Result<SecretKey, IdentityError> {
    let path = data.join("node.key");
    match fs::read_to_string(&path).map(Zeroizing::new) {
        Ok(pem) => SecretKey::from_pem(&pem).ok_or(IdentityError::NotAKey { path }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(data, path),
        Err(source) => Err(IdentityError::Io { doing: "reading", path, source }),
    }
}

fn make(data: &Path, path: PathBuf) -> Result<SecretKey, IdentityError> {
    let written = || -> io::Result<SecretKey> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(io::Error::other)?;
        let key = SecretKey::from_seed(&seed);
        let pem = key.to_pem().ok_or_else(|| io::Error::other("the key cannot be encoded"))?;
        let mut file = tempfile::NamedTempFile::new_in(data)?;
        file.write_all(pem.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path).map_err(|error| error.error)?;
        File::open(data)?.sync_all()?;
        Ok(key)
    };
    written().map_err(|source| IdentityError::Io { doing: "writing", path: path.clone(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_can_read_it() {
        let temp = tempfile::tempdir().unwrap();
        let made = load_or_make(temp.path()).unwrap().public();
        assert_eq!(load_or_make(temp.path()).unwrap().public(), made);
        let mode = fs::metadata(temp.path().join("node.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_holds_something_else_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("node.key");
        File::create(&path).unwrap().write_all(b"hello").unwrap();
        assert!(matches!(load_or_make(temp.path()), Err(IdentityError::NotAKey { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"hello");
    }
}
