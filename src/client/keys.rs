//! An operator's keys: PEM files that only their owner can read, each with a device id beside it.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use cyberfly_core::{DeviceId, ErrorCode, SecretKey};
use cyberfly_protocol::ErrorBody;
use zeroize::Zeroizing;

/// The longest name of a key.
const NAME_LIMIT: usize = 64;

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
    /// The file holds something else.
    #[error("{0} holds no unencrypted Ed25519 key in PEM")]
    NotAKey(PathBuf),
    /// The device file holds something else.
    #[error("{0} holds no device id")]
    NotADevice(PathBuf),
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
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }
}

impl From<KeyError> for ErrorBody {
    fn from(error: KeyError) -> Self {
        let code = match &error {
            KeyError::NoSuchKey { .. } | KeyError::NoSuchFile(_) => ErrorCode::NotFound,
            KeyError::Exists(_) => ErrorCode::Conflict,
            KeyError::WidePermissions { .. } => ErrorCode::NotAllowed,
            KeyError::Io { .. } => ErrorCode::Internal,
            KeyError::BadName | KeyError::NotAKey(_) | KeyError::NotADevice(_) => ErrorCode::BadRequest,
        };
        let hint = match &error {
            KeyError::NoSuchKey { name, .. } if name == "default" => {
                Some("make one: cyberfly keygen".to_owned())
            }
            KeyError::NoSuchKey { name, .. } => Some(format!("make one: cyberfly keygen {name}")),
            KeyError::WidePermissions { path, .. } => Some(format!("chmod 600 {}", path.display())),
            KeyError::Exists(_) => Some("choose another name, or move the old key away first".to_owned()),
            _ => None,
        };
        let body = ErrorBody::new(code, error.to_string());
        match hint {
            Some(hint) => body.hint(hint),
            None => body,
        }
    }
}

/// A key that signs operations, with the device that keeps its writers apart.
#[derive(Debug)]
pub struct AuthorKey {
    /// The secret half.
    pub secret: SecretKey,
    /// This client's device under the key.
    pub device: DeviceId,
    /// Where it is kept.
    pub path: PathBuf,
}

/// The folder in which an operator's keys are kept.
#[derive(Clone, Debug)]
pub struct KeyStore {
    folder: PathBuf,
}

impl KeyStore {
    /// The keys in this folder. It is made when the first key is.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn named(&self, name: &str) -> Result<PathBuf, KeyError> {
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if name.is_empty() || name.len() > NAME_LIMIT || name.starts_with('.') || !name.bytes().all(good) {
            return Err(KeyError::BadName);
        }
        Ok(self.folder.join(format!("{name}.pem")))
    }

    /// Makes a new key under this name. Never overwrites one.
    pub fn generate(&self, name: &str) -> Result<AuthorKey, KeyError> {
        let path = self.named(name)?;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.folder);
        made.map_err(KeyError::io("creating", &self.folder))?;
        generate_at(path)
    }

    /// Makes a new key in this file. Never overwrites one.
    pub fn generate_file(&self, path: &Path) -> Result<AuthorKey, KeyError> {
        generate_at(path.to_path_buf())
    }

    /// The key of this name; or, if what is given has a slash or ends in `.pem`, the key in that file.
    pub fn load(&self, name_or_file: &str) -> Result<AuthorKey, KeyError> {
        let is_file = name_or_file.contains('/') || name_or_file.ends_with(".pem");
        let path = if is_file { PathBuf::from(name_or_file) } else { self.named(name_or_file)? };
        let found = fs::metadata(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if is_file => KeyError::NoSuchFile(path.clone()),
            io::ErrorKind::NotFound => {
                KeyError::NoSuchKey { name: name_or_file.to_owned(), folder: self.folder.clone() }
            }
            _ => KeyError::io("reading", &path)(error),
        })?;
        let mode = found.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::WidePermissions { path, mode });
        }
        let pem = fs::read_to_string(&path).map(Zeroizing::new).map_err(KeyError::io("reading", &path))?;
        let secret = SecretKey::from_pem(&pem).ok_or_else(|| KeyError::NotAKey(path.clone()))?;
        let device = load_or_make_device(&path)?;
        Ok(AuthorKey { secret, device, path })
    }
}

fn generate_at(path: PathBuf) -> Result<AuthorKey, KeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut()).map_err(KeyError::io("making a key for", &path))?;
    let secret = SecretKey::from_seed(&seed);
    let encoded = secret.to_pem().ok_or_else(|| io::Error::other("the key cannot be encoded"));
    let pem = encoded.map_err(KeyError::io("writing", &path))?;
    write_new(&path, pem.as_bytes())?;
    let device = load_or_make_device(&path)?;
    Ok(AuthorKey { secret, device, path })
}

/// The device id beside a key file, made when it is not there.
fn load_or_make_device(key: &Path) -> Result<DeviceId, KeyError> {
    let path = key.with_extension("device");
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

fn fill(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(io::Error::other)
}

/// Writes a new file, whole and readable to its owner alone, or none. A file that is there is not touched.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, KeyStore) {
        let temp = tempfile::tempdir().unwrap();
        let store = KeyStore::new(temp.path().join("keys"));
        (temp, store)
    }

    #[test]
    fn a_key_is_made_once_and_comes_back_with_its_device() {
        let (_temp, store) = store();
        let made = store.generate("default").unwrap();
        let loaded = store.load("default").unwrap();
        assert_eq!((loaded.secret.public(), loaded.device), (made.secret.public(), made.device));
        assert_eq!(fs::metadata(&made.path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(store.generate("default"), Err(KeyError::Exists(_))));
        assert_eq!(store.load("default").unwrap().secret.public(), made.secret.public());
        assert_eq!(store.load(made.path.to_str().unwrap()).unwrap().device, made.device);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (_temp, store) = store();
        let path = store.generate("default").unwrap().path;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = ErrorBody::from(store.load("default").unwrap_err());
        assert_eq!(refused.hint, Some(format!("chmod 600 {}", path.display())));
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let (_temp, store) = store();
        for name in ["", "..", ".x", "a b", "a\n", &"x".repeat(65)] {
            assert!(matches!(store.generate(name), Err(KeyError::BadName)), "{name:?}");
        }
    }
}
