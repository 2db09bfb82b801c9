//! Values too large for an operation, and files: one file for each content, named by its hash.
//!
//! ```text
//! blobs/3f/3fa9...64 digits              the bytes
//! blobs/3f/3fa9...64 digits.9c21...      empty: the database whose name hashes to 9c21... possesses them
//! ```
//!
//! An operation only refers to a blob. To know a hash is not to have the bytes, and not to be allowed to read them: they
//! are given out through a database only if they came in through that database, which the second kind of file records.
//! When [`Blobs::keep`] returns, bytes, name and possession are on the disk, so that an operation that refers to them
//! can be committed. What is read is compared with its hash before it is given out.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use cyberfly_core::DbName;

use crate::disk;
use crate::error::StoreError;
use crate::files;

/// How many bytes are copied at once.
const CHUNK: usize = 64 * 1024;
/// How many bytes are written before the free space is looked at again.
const CHECK_EVERY: u64 = 1024 * 1024;

/// The blobs in a data directory.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
    /// How many bytes are left free on the disk.
    disk_floor: u64,
}

/// What was kept: enough to refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// BLAKE3-256 of the bytes.
    pub hash: [u8; 32],
    /// How many they are.
    pub size: u64,
}

impl Blobs {
    pub(crate) const fn new(folder: PathBuf, disk_floor: u64) -> Self {
        Self { folder, disk_floor }
    }

    /// Refuses to write this many bytes if that would leave too little room on the disk.
    fn check_floor(&self, bytes: u64) -> Result<(), StoreError> {
        let free = disk::free_space(&self.folder);
        let free = free.map_err(StoreError::io("asking for the free space of", &self.folder))?;
        match free < self.disk_floor.saturating_add(bytes) {
            true => Err(StoreError::DiskFull { path: self.folder.clone() }),
            false => Ok(()),
        }
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = blake3::Hash::from_bytes(*hash).to_hex();
        self.folder.join(&name[..2]).join(name.as_str())
    }

    fn possession(&self, db: &DbName, hash: &[u8; 32]) -> PathBuf {
        let owner = blake3::hash(db.as_str().as_bytes()).to_hex();
        self.path(hash).with_extension(&owner[..32])
    }

    /// Keeps what the reader gives for a database. When this returns it is on the disk. On an error nothing is kept that
    /// was not there before. Reads at most `limit` bytes; more are an error.
    pub fn keep(&self, db: &DbName, from: &mut dyn Read, limit: u64) -> Result<Kept, StoreError> {
        let failed = |error| StoreError::io("keeping a blob in", &self.folder)(error);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        let (mut hasher, mut size, mut checked) = (blake3::Hasher::new(), 0, 0);
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match from.read(&mut chunk) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(error)),
            };
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > limit {
                return Err(StoreError::BlobTooLarge { limit });
            }
            if size >= checked {
                checked = size + CHECK_EVERY;
                self.check_floor(CHECK_EVERY)?;
            }
            hasher.update(&chunk[..read]);
            file.write_all(&chunk[..read]).map_err(failed)?;
        }
        let hash = *hasher.finalize().as_bytes();
        let path = self.path(&hash);
        let folder = self.make_folder(&path)?;
        if !path.exists() {
            file.as_file().sync_all().map_err(StoreError::io("syncing", &path))?;
            file.persist(&path).map_err(|error| StoreError::io("renaming to", &path)(error.error))?;
        }
        let possession = self.possession(db, &hash);
        let mut options = File::options();
        let marked = options.write(true).create(true).truncate(false).mode(0o600).open(&possession);
        marked.map_err(StoreError::io("writing", &possession))?;
        files::sync_folder(&folder)?;
        Ok(Kept { hash, size })
    }

    fn make_folder(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let folder = path.parent().unwrap_or(&self.folder).to_path_buf();
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => files::sync_folder(&self.folder)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io("creating", &folder)(error)),
        }
        Ok(folder)
    }

    /// Whether a database possesses the bytes with this hash.
    pub fn possesses(&self, db: &DbName, hash: &[u8; 32]) -> bool {
        self.possession(db, hash).exists() && self.path(hash).exists()
    }

    /// The bytes with this hash, if the database possesses them. Damaged ones are an error and are not given out.
    pub fn read(&self, db: &DbName, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        if !self.possesses(db, hash) {
            return Ok(None);
        }
        let path = self.path(hash);
        let bytes = fs::read(&path).map_err(StoreError::io("reading", &path))?;
        if blake3::hash(&bytes).as_bytes() != hash {
            return Err(StoreError::Damaged {
                path,
                offset: 0,
                reason: "bytes that are not those of its name",
            });
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    fn db(label: &str) -> DbName {
        DbName::new(label, SecretKey::from_seed(&[1; 32]).public()).unwrap()
    }

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let temp = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(temp.path().to_path_buf(), 0);
        (temp, blobs)
    }

    #[test]
    fn what_is_kept_comes_back_through_its_database_alone() {
        let (_temp, blobs) = blobs();
        let bytes = vec![7; 300_000];
        let kept = blobs.keep(&db("a"), &mut bytes.as_slice(), 1 << 20).unwrap();
        assert_eq!((kept.hash, kept.size), (*blake3::hash(&bytes).as_bytes(), 300_000));
        assert_eq!(blobs.read(&db("a"), &kept.hash).unwrap(), Some(bytes.clone()));
        assert_eq!(blobs.read(&db("b"), &kept.hash).unwrap(), None);
        blobs.keep(&db("b"), &mut bytes.as_slice(), 1 << 20).unwrap();
        assert_eq!(blobs.read(&db("b"), &kept.hash).unwrap(), Some(bytes));
    }

    #[test]
    fn one_byte_beyond_the_limit_keeps_nothing() {
        let (temp, blobs) = blobs();
        let refused = blobs.keep(&db("a"), &mut [1; 11].as_slice(), 10);
        assert!(matches!(refused, Err(StoreError::BlobTooLarge { limit: 10 })));
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
        assert!(blobs.keep(&db("a"), &mut [1; 10].as_slice(), 10).is_ok());
    }

    #[test]
    fn a_reader_that_fails_half_way_keeps_nothing() {
        struct Breaks(usize);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("gone"))?;
                Ok(buffer.len())
            }
        }
        let (temp, blobs) = blobs();
        assert!(blobs.keep(&db("a"), &mut Breaks(3), 1 << 30).is_err());
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_disk_that_is_nearly_full_keeps_no_blob() {
        let temp = tempfile::tempdir().unwrap();
        let blobs = Blobs::new(temp.path().to_path_buf(), u64::MAX);
        let refused = blobs.keep(&db("a"), &mut b"some bytes".as_slice(), 100);
        assert!(matches!(refused, Err(StoreError::DiskFull { .. })));
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_blob_is_found_and_not_given_out() {
        let (_temp, blobs) = blobs();
        let kept = blobs.keep(&db("a"), &mut b"some bytes".as_slice(), 100).unwrap();
        File::create(blobs.path(&kept.hash)).unwrap().write_all(b"some bytez").unwrap();
        assert!(matches!(blobs.read(&db("a"), &kept.hash), Err(StoreError::Damaged { .. })));
    }
}
