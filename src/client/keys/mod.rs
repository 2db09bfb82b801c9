//! An operator's keys: PEM files that only their owner can read, each with a device id beside it.
//!
//! A key can be kept under a passphrase. Whoever needs such a key is asked for it, once, and only then.

mod error;
mod file;
mod pem;

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use cyberfly_core::{DeviceId, PublicKey, SecretKey};
use zeroize::Zeroizing;

pub use error::KeyError;
pub use pem::Passphrase;
use pem::{NoKey, Pem};

/// The longest name of a key.
const NAME_LIMIT: usize = 64;
/// The longest key file that is read.
const FILE_LIMIT: u64 = 16 * 1024;

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

/// What can be said of a kept key without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// Its name.
    pub name: String,
    /// Where it is kept.
    pub path: PathBuf,
    /// The public half; none while the key is under a passphrase, or when the file cannot be used.
    pub public: Option<PublicKey>,
    /// Whether a passphrase is needed.
    pub is_encrypted: bool,
    /// Why the file cannot be used, if it cannot.
    pub problem: Option<String>,
}

/// Gives the passphrase of the key in a file when it is needed; none if there is none.
pub trait AskPassphrase {
    /// Why it could not be asked for.
    type Error: From<KeyError>;

    /// The passphrase of the key in this file.
    fn passphrase(&mut self, path: &Path) -> Result<Option<Passphrase>, Self::Error>;
}

/// For keys that need no passphrase: there is none.
#[derive(Debug)]
pub struct NoPassphrase;

impl AskPassphrase for NoPassphrase {
    type Error = KeyError;

    fn passphrase(&mut self, _path: &Path) -> Result<Option<Passphrase>, KeyError> {
        Ok(None)
    }
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

    /// Where the keys are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a key of this name is kept, whether or not there is one.
    pub fn named(&self, name: &str) -> Result<PathBuf, KeyError> {
        let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if name.is_empty() || name.len() > NAME_LIMIT || name.starts_with('.') || !name.bytes().all(good) {
            return Err(KeyError::BadName);
        }
        Ok(self.folder.join(format!("{name}.pem")))
    }

    /// Makes a new key under this name, under a passphrase if one is given. Never overwrites one.
    pub fn generate(&self, name: &str, passphrase: Option<&Passphrase>) -> Result<AuthorKey, KeyError> {
        self.keep(name, &new_secret(&self.named(name)?)?, passphrase)
    }

    /// Keeps a key that was made elsewhere under this name. Never overwrites one.
    pub fn keep(
        &self,
        name: &str,
        secret: &SecretKey,
        passphrase: Option<&Passphrase>,
    ) -> Result<AuthorKey, KeyError> {
        let path = self.named(name)?;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.folder);
        made.map_err(KeyError::io("creating", &self.folder))?;
        keep_at(&path, secret, passphrase)
    }

    /// The key of this name; or, if what is given has a slash or ends in `.pem`, the key in that file. Asks for a passphrase
    /// only if the key is under one.
    pub fn load<A: AskPassphrase>(&self, name_or_file: &str, ask: &mut A) -> Result<AuthorKey, A::Error> {
        let path = self.locate(name_or_file)?;
        let secret = open(&path, ask)?;
        let device = file::load_or_make_device(&path)?;
        Ok(AuthorKey { secret, device, path })
    }

    /// The file of the key of this name, or the file that is named itself. It is there, and only its owner can read it.
    pub fn locate(&self, name_or_file: &str) -> Result<PathBuf, KeyError> {
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
        Ok(path)
    }

    /// All keys in the folder by name, without opening those under a passphrase. A file that cannot be used is listed
    /// with the reason.
    pub fn list(&self) -> Result<Vec<KeptKey>, KeyError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(KeyError::io("reading", &self.folder)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(KeyError::io("reading", &self.folder))?;
            let name = entry.file_name().into_string().ok();
            names.extend(name.and_then(|name| Some(name.strip_suffix(".pem")?.to_owned())));
        }
        names.sort();
        Ok(names.into_iter().filter_map(|name| self.describe(name)).collect())
    }

    fn describe(&self, name: String) -> Option<KeptKey> {
        // What no command would find under this name is none of ours.
        let path = self.named(&name).ok()?;
        let kept = |public, is_encrypted, problem: Option<KeyError>| KeptKey {
            name: name.clone(),
            path: path.clone(),
            public,
            is_encrypted,
            problem: problem.map(|problem| problem.to_string()),
        };
        Some(match self.locate(&name).and_then(|path| read(&path)) {
            Ok(Pem::Plain(secret)) => kept(Some(secret.public()), false, None),
            Ok(Pem::Encrypted(_)) => kept(None, true, None),
            Err(problem) => kept(None, false, Some(problem)),
        })
    }

    /// Has every key get a device of its own when it is used next: what the devices before wrote may be in a store that is
    /// newer than one that was restored. Says how many keys that are.
    pub fn renew_devices(&self) -> Result<usize, KeyError> {
        let mut renewed = 0;
        for key in self.list()? {
            let path = file::device_of(&key.path);
            match fs::remove_file(&path) {
                Ok(()) => renewed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(KeyError::io("removing", &path)(error)),
            }
        }
        Ok(renewed)
    }

    /// Removes the key of this name and its device. After an error the key is still there.
    pub fn remove(&self, name: &str) -> Result<PathBuf, KeyError> {
        let path = self.locate(name)?;
        fs::remove_file(&path).map_err(KeyError::io("removing", &path))?;
        // A device without a key does no harm: it is taken up by the next key of this name.
        let _no_device = fs::remove_file(file::device_of(&path));
        Ok(path)
    }
}

/// A new random key; the path is only what an error is about.
pub fn new_secret(path: &Path) -> Result<SecretKey, KeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    file::fill(seed.as_mut()).map_err(KeyError::io("making a key for", path))?;
    Ok(SecretKey::from_seed(&seed))
}

/// Keeps a key in this file, with a device beside it. Never overwrites one.
pub fn keep_at(
    path: &Path,
    secret: &SecretKey,
    passphrase: Option<&Passphrase>,
) -> Result<AuthorKey, KeyError> {
    file::write_new(path, encode(path, secret, passphrase)?.as_bytes())?;
    let device = file::load_or_make_device(path)?;
    Ok(AuthorKey { secret: secret.clone(), device, path: path.to_path_buf() })
}

/// Writes a key to a file of its own, whole and readable to its owner alone, or none; no device goes with it. Never
/// overwrites one.
pub fn export_to(path: &Path, secret: &SecretKey, passphrase: Option<&Passphrase>) -> Result<(), KeyError> {
    file::write_new(path, encode(path, secret, passphrase)?.as_bytes())
}

/// The key as a PEM text. The path is only what an error is about.
pub fn encode(
    path: &Path,
    secret: &SecretKey,
    passphrase: Option<&Passphrase>,
) -> Result<Zeroizing<String>, KeyError> {
    let mut random = [0; 32];
    file::fill(&mut random).map_err(KeyError::io("encrypting a key for", path))?;
    pem::write(secret, passphrase, &random).ok_or_else(|| KeyError::Encoding(path.to_path_buf()))
}

/// The key in a PEM text that came from somewhere; the path is what it is called in errors and questions.
pub fn decode<A: AskPassphrase>(path: &Path, text: &str, ask: &mut A) -> Result<SecretKey, A::Error> {
    let refused = |no_key| match no_key {
        NoKey::NotAKey => KeyError::NotAKey(path.to_path_buf()),
        NoKey::WrongPassphrase => KeyError::WrongPassphrase(path.to_path_buf()),
    };
    match Pem::read(text).map_err(refused)? {
        Pem::Plain(secret) => Ok(secret),
        Pem::Encrypted(document) => {
            let Some(passphrase) = ask.passphrase(path)? else {
                return Err(KeyError::Encrypted(path.to_path_buf()).into());
            };
            Ok(pem::decrypt(&document, &passphrase).map_err(refused)?)
        }
    }
}

/// The key in a file that [`KeyStore::locate`] found.
pub fn open<A: AskPassphrase>(path: &Path, ask: &mut A) -> Result<SecretKey, A::Error> {
    let text = file::read_small(path, FILE_LIMIT)?;
    decode(path, &text, ask)
}

fn read(path: &Path) -> Result<Pem, KeyError> {
    let text = file::read_small(path, FILE_LIMIT)?;
    Pem::read(&text).map_err(|_| KeyError::NotAKey(path.to_path_buf()))
}

#[cfg(test)]
mod tests;
