//! Values too large for an operation, and files: one file for each content, named by its hash.
//!
//! ```text
//! blobs/3f/3fa9...64 digits              the bytes
//! blobs/3f/3fa9...64 digits.9c21...      empty: the database whose name hashes to 9c21... possesses them
//! blobs/3f/3fa9...64 digits.waiting      since when nothing refers to them: see `collect`
//! ```
//!
//! An operation only refers to a blob. To know a hash is not to have the bytes, and not to be allowed to read them: they
//! are given out through a database only if they came in through that database, which the second kind of file records.
//! When [`Blobs::keep`] returns, bytes, name and possession are on the disk, so that an operation that refers to them
//! can be committed. What is read is compared with its hash before it is given out. What nobody refers to any more is
//! [collected](crate::Store::collect_blobs).

mod collect;
mod listing;

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::DbName;

use crate::disk;
use crate::error::StoreError;
use crate::files;
pub use collect::BlobStatistics;
pub(crate) use collect::Collector;
pub use listing::BlobFile;

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
    /// Held while a blob comes to be where it belongs, and while one is taken away.
    placing: Arc<Mutex<()>>,
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
    pub(crate) fn new(folder: PathBuf, disk_floor: u64) -> Self {
        Self { folder, disk_floor, placing: Arc::default() }
    }

    fn placing(&self) -> MutexGuard<'_, ()> {
        self.placing.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Keeps what the reader gives for a database, for the grace time at least. When this returns it is on the disk. On an
    /// error nothing is kept that was not there before. Reads at most `limit` bytes; more are an error.
    pub fn keep(&self, db: &DbName, from: &mut dyn Read, limit: u64) -> Result<Kept, StoreError> {
        let failed = |error| StoreError::io("keeping a blob in", &self.folder)(error);
        let mut file = files::temporary_in(&self.folder).map_err(failed)?;
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
        // Nobody need wait for this, so it comes before the lock, even where it turns out to be in vain.
        file.as_file().sync_all().map_err(failed)?;
        self.place(db, &hash, |path| file.persist(path).map(drop).map_err(|error| error.error))?;
        Ok(Kept { hash, size })
    }

    /// Takes over a file with the bytes that have this hash, which was verified by whoever wrote them, instead of copying
    /// them: it is moved to where it belongs and is the database's from then on; when this returns that is on the disk. The
    /// file stays where it was if its bytes are here already, and may on an error; then nothing is kept that was not there
    /// before.
    pub fn take_over(
        &self,
        db: &DbName,
        hash: &[u8; 32],
        mut file: &File,
        at: &Path,
    ) -> Result<(), StoreError> {
        file.sync_all().map_err(StoreError::io("syncing", at))?;
        match self.place(db, hash, |path| fs::rename(at, path)) {
            // Somebody has the folder of blobs on another disk.
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::CrossesDevices => {
                file.seek(SeekFrom::Start(0)).map_err(StoreError::io("reading", at))?;
                self.keep(db, &mut file, u64::MAX).map(drop)
            }
            placed => placed,
        }
    }

    /// Gives bytes that are on the disk their name, if none has it yet, and makes them a database's.
    fn place(
        &self,
        db: &DbName,
        hash: &[u8; 32],
        rename_to: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<(), StoreError> {
        let path = self.path(hash);
        let folder = self.make_folder(&path)?;
        let _placing = self.placing();
        self.end_waiting(hash)?;
        if !path.exists() {
            rename_to(&path).map_err(StoreError::io("renaming to", &path))?;
        }
        let possession = self.possession(db, hash);
        let mut options = File::options();
        let marked = options.write(true).create(true).truncate(false).mode(0o600).open(&possession);
        marked.map_err(StoreError::io("writing", &possession))?;
        files::sync_folder(&folder)
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

    /// Takes from a database all that it possesses. The bytes stay as long as somebody refers to them, and the grace time.
    pub(crate) fn dispossess(&self, db: &DbName) -> Result<(), StoreError> {
        for BlobFile { hash, .. } in self.files()? {
            let possession = self.possession(db, &hash);
            let _placing = self.placing();
            match fs::remove_file(&possession) {
                Ok(()) => files::sync_folder(possession.parent().unwrap_or(&self.folder))?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::io("removing", &possession)(error)),
            }
        }
        Ok(())
    }

    /// Whether a database possesses the bytes with this hash.
    pub fn possesses(&self, db: &DbName, hash: &[u8; 32]) -> bool {
        self.possession(db, hash).exists() && self.path(hash).exists()
    }

    /// The file with the bytes that have this hash, if the database possesses them; to be compared with the hash by whoever
    /// reads it.
    pub fn open(&self, db: &DbName, hash: &[u8; 32]) -> Result<Option<File>, StoreError> {
        if !self.possesses(db, hash) {
            return Ok(None);
        }
        let path = self.path(hash);
        File::open(&path).map(Some).map_err(StoreError::io("opening", &path))
    }

    /// The bytes with this hash, if the database possesses them. Damaged ones, and more than `limit`, are an error and are
    /// not given out.
    pub fn read(&self, db: &DbName, hash: &[u8; 32], limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(file) = self.open(db, hash)? else { return Ok(None) };
        let (path, mut bytes) = (self.path(hash), Vec::new());
        let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(StoreError::io("reading", &path))?;
        if bytes.len() as u64 > limit {
            return Err(StoreError::BlobTooLarge { limit });
        }
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
mod tests;
