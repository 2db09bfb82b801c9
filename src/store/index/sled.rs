//! The index on sled.

use std::path::{Path, PathBuf};

use super::engine::{Batch, Engine, EngineKind, EntryVisitor, bytes_on_disk, sync_files};
use crate::error::StoreError;

/// How much memory sled may use for its cache before it writes pages out. sled uses more than this.
pub(super) const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// One tree of one database. A range is not of one moment: each step sees whole batches, but later steps may see later
/// ones.
#[derive(Debug)]
pub(super) struct SledEngine {
    tree: sled::Tree,
    _db: sled::Db,
    folder: PathBuf,
}

impl SledEngine {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(500));
        let db = config.open()?;
        let tree = db.open_tree("index")?;
        Ok(Self { tree, _db: db, folder: folder.to_path_buf() })
    }
}

impl Engine for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tree.get(key)?.map(|value| value.to_vec()))
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        show(self.tree.range(start..end), visitor)
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        show(self.tree.range(start..end).rev(), visitor)
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        let mut changes = sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => changes.insert(key, value),
                None => changes.remove(key),
            }
        }
        Ok(self.tree.apply_batch(changes)?)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(self.tree.flush().map(drop)?)
    }

    fn sync(&self) -> Result<(), StoreError> {
        // sled's own flush hands everything to the system and does not wait for the disk.
        self.flush()?;
        sync_files(&self.folder)
    }

    fn approximate_bytes(&self) -> Result<u64, StoreError> {
        bytes_on_disk(&self.folder)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Sled
    }
}

fn show(
    items: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>>,
    visitor: EntryVisitor<'_>,
) -> Result<(), StoreError> {
    for item in items {
        let (key, value) = item?;
        if visitor(&key, &value).is_break() {
            break;
        }
    }
    Ok(())
}
