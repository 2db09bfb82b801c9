//! A repository: a folder with packs and the manifests of snapshots.
//!
//! ```text
//! FORMAT                          "cyberfly backup 1"
//! lock                            held by whoever works on it; says who that is
//! key                             only in an encrypted one: the master key, wrapped
//! ledger.json                     which snapshot is the newest, and which were forgotten
//! packs/3f/3fa9....tar.zst        packs, named by the hash of the file
//! snapshots/9c21....json          manifests, named by the hash of the file
//! verified/9c21....json           when a snapshot was verified last, and how
//! unfinished                      only while something is written, or after that was interrupted
//! ```
//!
//! Nothing is changed but the ledger and what `verified` tells; a pack is whole when it has its name, and a manifest comes
//! after all that it names. So whatever interrupts a writer, every snapshot that is there is whole.

mod choose;
mod ledger;
mod lock;
mod prune;

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::manifest::{About, MANIFEST_LIMIT, Manifest, NotAManifest};
use crate::pack;
use crate::vault::{MasterKey, Vault};
use ledger::Ledger;
pub(crate) use lock::Lock;
pub use prune::Pruned;

const FORMAT: &str = "cyberfly backup 1\n";
/// What it begins with in every version.
const FAMILY: &str = "cyberfly backup ";

/// A repository. It is not held: whoever writes [takes the lock](Repository::hold) for that.
#[derive(Clone, Debug)]
pub struct Repository {
    root: PathBuf,
    vault: Vault,
}

/// A snapshot in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: Hash,
    /// What it is of, or why that cannot be read.
    pub about: Result<About, String>,
    /// When it was verified last, if it was.
    pub verified: Option<Verified>,
}

/// What a verification found last of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// How much was looked at.
    pub level: Level,
    /// When, in RFC 3339.
    pub at: String,
    /// Whether all of that was as it should be.
    pub clean: bool,
    /// How much was wrong.
    pub faults: u64,
}

/// How much a verification looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The manifest, its signature, and that all packs are there and as long as they should be.
    Quick,
    /// Besides, every hash, and the signature of every operation.
    #[default]
    Full,
    /// Besides, a restore into a place of its own, and the digests of what is there then.
    TrialRestore,
}

impl Level {
    /// The level in one stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Quick => "quick",
            Level::Full => "full",
            Level::TrialRestore => "trial_restore",
        }
    }
}

impl Repository {
    /// Opens the repository in this folder. Changes nothing.
    pub fn open(root: &Path, passphrase: Option<&str>) -> Result<Self, BackupError> {
        let path = root.join("FORMAT");
        match fs::read_to_string(&path) {
            Ok(found) if found == FORMAT => {}
            Ok(found) if found.starts_with(FAMILY) => {
                return Err(BackupError::Format { path, found: found.trim_end().to_owned() });
            }
            Ok(found) if found == cyberfly_store::FORMAT => {
                return Err(BackupError::DataDirectory(root.to_path_buf()));
            }
            Ok(_) => return Err(BackupError::NoRepository(root.to_path_buf())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Err(BackupError::NoRepository(root.to_path_buf()));
            }
            Err(error) => return Err(BackupError::io("reading", &path)(error)),
        }
        let path = root.join("key");
        let vault = match (fs::read_to_string(&path), passphrase) {
            (Ok(text), Some(passphrase)) => Vault::Sealed(MasterKey::open(&path, &text, passphrase)?),
            (Ok(_), None) => return Err(BackupError::NoPassphrase(root.to_path_buf())),
            (Err(error), None) if error.kind() == ErrorKind::NotFound => Vault::Open,
            (Err(error), Some(_)) if error.kind() == ErrorKind::NotFound => {
                return Err(BackupError::NotEncrypted(root.to_path_buf()));
            }
            (Err(error), _) => return Err(BackupError::io("reading", &path)(error)),
        };
        Ok(Self { root: root.to_path_buf(), vault })
    }

    /// Opens the repository in this folder; makes one, encrypted if a passphrase is given, in a folder that is empty or not
    /// there.
    pub fn open_or_make(root: &Path, passphrase: Option<&str>) -> Result<Self, BackupError> {
        match Self::open(root, passphrase) {
            Err(BackupError::NoRepository(_)) => {}
            opened => return opened,
        }
        files::make_folder(root)?;
        let ours = ["lock", "key", "lost+found"];
        let other = files::entries(root)?.into_iter().find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            !ours.contains(&name.as_str()) && !name.starts_with(files::TEMPORARY)
        });
        if let Some(other) = other {
            let message = format!(
                "{} is no repository and not empty: there is {}; nothing was written",
                root.display(),
                other.display()
            );
            return Err(BackupError::Refused(message));
        }
        let _lock = Lock::take(root, "making a repository")?;
        // Somebody else may have made it a moment ago.
        if !root.join("FORMAT").exists() {
            let key = root.join("key");
            match passphrase {
                None => files::remove(&key)?,
                Some(passphrase) => {
                    let (_, text) = MasterKey::make(passphrase).map_err(BackupError::io("making", &key))?;
                    files::write_whole(&key, text.as_bytes())?;
                }
            }
            files::write_whole(&root.join("FORMAT"), FORMAT.as_bytes())?;
        }
        Self::open(root, passphrase)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it is encrypted.
    pub const fn is_encrypted(&self) -> bool {
        self.vault.is_sealed()
    }

    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(crate) fn pack_path(&self, id: &Hash) -> PathBuf {
        let name = id.to_string();
        self.root.join("packs").join(&name[..2]).join(format!("{name}.{}", self.vault.ending(pack::ENDING)))
    }

    /// The file of a snapshot's manifest.
    pub fn manifest_path(&self, id: &Hash) -> PathBuf {
        self.root.join("snapshots").join(format!("{id}.{}", self.vault.ending("json")))
    }

    fn verified_path(&self, id: &Hash) -> PathBuf {
        self.root.join("verified").join(format!("{id}.json"))
    }

    /// The bytes of a manifest's file; none if it is not there. That they are those of its name is seen to.
    fn manifest_file(&self, id: &Hash) -> Result<Option<Vec<u8>>, BackupError> {
        #[cfg(test)]
        crate::bad_days::MANIFESTS_READ.with(|count| count.set(count.get() + 1));
        let path = self.manifest_path(id);
        let mut bytes = Vec::new();
        let limit = MANIFEST_LIMIT + MANIFEST_LIMIT / 64;
        match fs::File::open(&path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 > limit => {
                Err(BackupError::damaged(&path, "it is longer than a manifest can be"))
            }
            Ok(_) if Hash::of(&bytes) != *id => {
                Err(BackupError::damaged(&path, "it does not have the hash that is its name"))
            }
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BackupError::io("reading", &path)(error)),
        }
    }

    fn document(&self, id: &Hash, file: &[u8]) -> Result<Vec<u8>, BackupError> {
        let path = self.manifest_path(id);
        self.vault
            .unseal(file, MANIFEST_LIMIT)
            .map_err(|error| BackupError::damaged(&path, error.to_string()))
    }

    fn no_snapshot(&self, wanted: &str) -> BackupError {
        BackupError::NoSnapshot { wanted: wanted.to_owned(), repository: self.root.clone() }
    }

    /// The manifest of a snapshot: its hash, its signature and its form are right.
    pub fn manifest(&self, id: &Hash) -> Result<Manifest, BackupError> {
        let file = self.manifest_file(id)?.ok_or_else(|| self.no_snapshot(&id.to_string()))?;
        let path = self.manifest_path(id);
        Manifest::open(&self.document(id, &file)?).map_err(|error| match error {
            NotAManifest::Format(_) => BackupError::Format { path, found: error.to_string() },
            error => BackupError::damaged(&path, error.to_string()),
        })
    }

    /// The ids of all snapshots, in no order.
    pub(crate) fn ids(&self) -> Result<Vec<Hash>, BackupError> {
        let ending = format!(".{}", self.vault.ending("json"));
        let names = files::entries(&self.root.join("snapshots"))?;
        let id = |path: PathBuf| path.file_name()?.to_str()?.strip_suffix(&ending)?.parse().ok();
        Ok(names.into_iter().filter_map(id).collect())
    }

    /// All snapshots, in the order in which they were made; one that cannot be read is told as such, before all others.
    /// Signatures are not checked.
    pub fn list(&self) -> Result<Vec<Listed>, BackupError> {
        let mut listed = Vec::new();
        for id in self.ids()? {
            let about = match self.manifest_file(&id) {
                // It was forgotten a moment ago.
                Ok(None) => continue,
                Ok(Some(file)) => self
                    .document(&id, &file)
                    .map_err(|error| error.to_string())
                    .and_then(|document| About::peek(&document).map_err(|error| error.to_string())),
                Err(error) => Err(error.to_string()),
            };
            listed.push(Listed { id, about, verified: self.verified(&id) });
        }
        listed.sort_by_key(|snapshot| (snapshot.about.as_ref().ok().map(|about| about.number), snapshot.id));
        Ok(listed)
    }

    /// When a snapshot was verified last, if that is known.
    pub fn verified(&self, id: &Hash) -> Option<Verified> {
        serde_json::from_slice(&fs::read(self.verified_path(id)).ok()?).ok()
    }

    /// Notes what a verification found.
    pub(crate) fn note_verified(&self, id: &Hash, verified: &Verified) -> Result<(), BackupError> {
        let path = self.verified_path(id);
        files::make_folder(&self.root.join("verified"))?;
        let text = serde_json::to_vec(verified).map_err(|error| BackupError::Refused(error.to_string()))?;
        files::write_whole(&path, &text)
    }

    /// Writes all of it as one stream, manifests last. For a repository that holds one snapshot, made for that.
    pub fn write_stream(&self, to: &mut dyn Write) -> std::io::Result<()> {
        let mut tar = tar::Builder::new(to);
        tar.mode(tar::HeaderMode::Deterministic);
        let mut paths = vec![self.root.join("FORMAT"), self.root.join("key")];
        for folder in ["packs", "snapshots"] {
            let mut pending = vec![self.root.join(folder)];
            while let Some(folder) = pending.pop() {
                for entry in fs::read_dir(folder)? {
                    let path = entry?.path();
                    if path.is_dir() { pending.push(path) } else { paths.push(path) }
                }
            }
        }
        for path in paths.iter().filter(|path| path.exists()) {
            let name = path.strip_prefix(&self.root).unwrap_or(path);
            tar.append_file(name, &mut fs::File::open(path)?)?;
        }
        tar.finish()?;
        tar.get_mut().flush()
    }

    /// Takes the repository for one who writes, and clears away what an interrupted one left.
    pub fn hold(&self, doing: &str) -> Result<Held<'_>, BackupError> {
        let lock = Lock::take(&self.root, doing)?;
        let held = Held { repository: self, _lock: lock };
        if self.unfinished().exists() || self.has_temporaries()? {
            held.collect_leftovers()?;
        }
        Ok(held)
    }

    /// Whether a file that is not whole lies where small files are written, which happens without a note of it.
    fn has_temporaries(&self) -> Result<bool, BackupError> {
        let folders = [self.root.clone(), self.root.join("verified")];
        let mut found = Vec::new();
        for folder in &folders {
            found.extend(files::entries(folder)?);
        }
        Ok(found.iter().any(|path| files::is_temporary(path)))
    }

    fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }
}

/// A repository that nobody else writes to.
#[derive(Debug)]
pub struct Held<'r> {
    repository: &'r Repository,
    _lock: Lock,
}

impl Held<'_> {
    pub(crate) const fn repository(&self) -> &Repository {
        self.repository
    }

    /// Notes that something is being written, so that the next one looks for leftovers if this one does not come back.
    pub(crate) fn begin(&self) -> Result<(), BackupError> {
        files::write_whole(&self.repository.unfinished(), b"")
    }

    /// All that was begun is done.
    pub(crate) fn end(&self) -> Result<(), BackupError> {
        files::remove(&self.repository.unfinished())?;
        files::sync_folder(&self.repository.root)
    }

    /// Gives a pack its name.
    pub(crate) fn place_pack(&self, packed: pack::Packed) -> Result<(), BackupError> {
        files::place(packed.file, &self.repository.pack_path(&packed.entry.id))
    }

    /// Puts a snapshot into the repository. All that it names is there.
    pub(crate) fn place_manifest(&self, document: &[u8]) -> Result<Hash, BackupError> {
        let folder = self.repository.root.join("snapshots");
        files::make_folder(&folder)?;
        let sealed = self.repository.vault.seal(document).map_err(BackupError::io("writing to", &folder))?;
        let id = Hash::of(&sealed);
        files::write_whole(&self.repository.manifest_path(&id), &sealed)?;
        let mut ledger = Ledger::load(&self.repository.root)?;
        ledger.newest = Some(id);
        ledger.save(&self.repository.root)?;
        Ok(id)
    }
}
