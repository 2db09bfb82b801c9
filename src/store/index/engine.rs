//! The port behind which an engine keeps the index: ordered byte keys, batches that happen whole or not at all.
//!
//! An engine decides nothing and is trusted with nothing: the journal is the truth. What it must do is to notice damage
//! rather than to hand out wrong bytes, and to lose, if it loses anything, the latest batches and no others.

use std::fmt;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::fjall::FjallEngine;
use super::memory::MemoryEngine;
use super::sled::SledEngine;
use crate::error::StoreError;

/// Which engine keeps the index. To switch means to rebuild, never to migrate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EngineKind {
    /// The sled tree: the default.
    #[default]
    Sled,
    /// The fjall log-structured tree: more writes a second and a smaller index.
    Fjall,
    /// A map in memory, gone with the process and built anew from the journal by the next: for tests and simulations.
    Memory,
}

impl EngineKind {
    /// All there are.
    pub const ALL: [EngineKind; 3] = [EngineKind::Sled, EngineKind::Fjall, EngineKind::Memory];

    /// The word for it in the configuration and in the index folder.
    pub const fn word(self) -> &'static str {
        match self {
            EngineKind::Sled => "sled",
            EngineKind::Fjall => "fjall",
            EngineKind::Memory => "memory",
        }
    }

    /// Which other engine would serve an index of this size better, if one would.
    ///
    /// sled writes slow down once the index is several times its cache; those of fjall do not. A map in memory is built
    /// anew at every start.
    pub const fn better_for(self, index_bytes: u64) -> Option<EngineKind> {
        match self {
            EngineKind::Sled if index_bytes > SLED_COMFORT_BYTES => Some(EngineKind::Fjall),
            EngineKind::Memory if index_bytes > MEMORY_COMFORT_BYTES => Some(EngineKind::Fjall),
            _ => None,
        }
    }

    /// The engine with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// An index on sled beyond this is better kept by fjall: four times its cache.
const SLED_COMFORT_BYTES: u64 = 4 * super::sled::CACHE_BYTES;
/// An index in memory beyond this is better kept on the disk.
const MEMORY_COMFORT_BYTES: u64 = 64 * 1024 * 1024;

/// Keys with their new values, or none for keys that go away. Each key occurs once; keys ascend.
pub(crate) type Batch = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// What is shown key and value until it breaks off.
pub(crate) type EntryVisitor<'v> = &'v mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// An ordered map of bytes. Any number of threads may read while one applies a batch.
pub(crate) trait Engine: fmt::Debug + Send + Sync {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Shows the entries from `start`, included, to `end`, excluded, in ascending order. Whether all of them are of one
    /// moment while another thread applies a batch is said by each engine.
    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError>;

    /// The same, in descending order.
    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError>;

    /// Makes all changes of a batch, or none of them, also when the process dies.
    fn apply(&self, batch: Batch) -> Result<(), StoreError>;

    /// Leaves to the next start as little to do as a stop has time for. Not a promise of durability.
    fn close(&self) -> Result<(), StoreError>;

    /// Waits until everything that was applied is on the disk.
    fn sync(&self) -> Result<(), StoreError>;

    /// About how many bytes the engine takes: on the disk, or in memory if it lives there.
    fn approximate_bytes(&self) -> Result<u64, StoreError>;

    /// Which engine this is.
    fn kind(&self) -> EngineKind;
}

/// Opens an engine's files in this folder, or makes empty ones.
pub(super) fn open(kind: EngineKind, folder: &Path) -> Result<Box<dyn Engine>, StoreError> {
    Ok(match kind {
        EngineKind::Sled => Box::new(SledEngine::open(folder)?),
        EngineKind::Fjall => Box::new(FjallEngine::open(folder)?),
        EngineKind::Memory => Box::new(MemoryEngine::default()),
    })
}

/// Waits until all files in a folder, and the names of them, are on the disk.
pub(super) fn sync_files(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(StoreError::io("listing", folder))? {
        let path = entry.map_err(StoreError::io("listing", folder))?.path();
        if path.is_dir() {
            sync_files(&path)?;
            continue;
        }
        match fs::File::open(&path).and_then(|file| file.sync_all()) {
            // Engines remove files while they work.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            synced => synced.map_err(StoreError::io("syncing", &path))?,
        }
    }
    crate::files::sync_folder(folder)
}

/// The bytes that the files of an engine take on the disk; what was only reserved does not count.
pub(super) fn bytes_on_disk(folder: &Path) -> Result<u64, StoreError> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(StoreError::io("listing", folder))? {
        let entry = entry.map_err(StoreError::io("listing", folder))?;
        bytes += match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_on_disk(&entry.path())?,
            Ok(metadata) => metadata.blocks() * 512,
            // Engines remove files while they work.
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(StoreError::io("reading", &entry.path())(error)),
        };
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_engine_is_advised_only_for_an_index_that_outgrew_the_one_it_has() {
        const MIB: u64 = 1024 * 1024;
        assert_eq!(EngineKind::Sled.better_for(100 * MIB), None);
        assert_eq!(EngineKind::Sled.better_for(200 * MIB), Some(EngineKind::Fjall));
        assert_eq!(EngineKind::Fjall.better_for(u64::MAX), None);
    }

    #[test]
    fn every_engine_has_a_word_that_names_it_alone() {
        for kind in EngineKind::ALL {
            assert_eq!(EngineKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(EngineKind::from_word("rocksdb"), None);
    }
}
