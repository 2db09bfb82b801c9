//! The index on fjall.

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use fjall::config::{PartitioningPolicy, PinningPolicy};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode, Readable, Snapshot};

use super::engine::{Batch, Engine, EngineKind, EntryVisitor, bytes_on_disk};
use crate::error::StoreError;

/// The memory for blocks that were read: enough for what finds blocks in the tables of ten million entries.
const CACHE_BYTES: u64 = 48 * 1024 * 1024;
/// A table in memory that has grown past this is written out; in tests soon, so that they see such tables.
const MEMTABLE_BYTES: u64 = if cfg!(test) { 64 * 1024 } else { 16 * 1024 * 1024 };
/// The most that fjall's own journal may hold. A start replays it.
const JOURNAL_BYTES: u64 = 64 * 1024 * 1024;

/// One keyspace of one database. A range is of the moment at which it began.
pub(super) struct FjallEngine {
    keyspace: Keyspace,
    db: Database,
    folder: PathBuf,
    /// Held by a batch while it is applied and by a reader while it takes a snapshot. When a table is written out meanwhile,
    /// fjall may move what is visible past the batch under way, and a snapshot of that moment shows half of it.
    applying: RwLock<()>,
}

impl std::fmt::Debug for FjallEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FjallEngine").finish_non_exhaustive()
    }
}

impl FjallEngine {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = Database::builder(folder)
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(1)
            .open()?;
        // What tells where in a table an entry lies takes half a megabyte for a large one. Of the few tables of the first two
        // levels it is held in memory; of the others it is kept in small pieces, or each look-up would read some anew once
        // they do not all find room in the cache.
        let (first_two, others) =
            (PinningPolicy::new([true, true, false]), PartitioningPolicy::new([false, false, true]));
        let options = || {
            KeyspaceCreateOptions::default()
                .max_memtable_size(MEMTABLE_BYTES)
                .index_block_pinning_policy(first_two.clone())
                .filter_block_pinning_policy(first_two.clone())
                .index_block_partitioning_policy(others.clone())
                .filter_block_partitioning_policy(others.clone())
        };
        let keyspace = db.keyspace("index", options)?;
        Ok(Self { keyspace, db, folder: folder.to_path_buf(), applying: RwLock::new(()) })
    }

    /// The moment between two batches.
    fn snapshot(&self) -> Snapshot {
        let _no_batch = self.applying.read().unwrap_or_else(PoisonError::into_inner);
        self.db.snapshot()
    }
}

impl Engine for FjallEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.keyspace.get(key)?.map(|value| value.to_vec()))
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        // A range of the keyspace itself would show half of a batch that is being applied; one of a snapshot does not.
        show(self.snapshot().range(&self.keyspace, start..end), visitor)
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        show(self.snapshot().range(&self.keyspace, start..end).rev(), visitor)
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        let mut changes = self.db.batch();
        for (key, value) in batch {
            match value {
                Some(value) => changes.insert(&self.keyspace, key, value),
                None => changes.remove(&self.keyspace, key),
            }
        }
        let _no_snapshot = self.applying.write().unwrap_or_else(PoisonError::into_inner);
        Ok(changes.commit()?)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(self.db.persist(PersistMode::Buffer)?)
    }

    fn sync(&self) -> Result<(), StoreError> {
        Ok(self.db.persist(PersistMode::SyncAll)?)
    }

    fn approximate_bytes(&self) -> Result<u64, StoreError> {
        bytes_on_disk(&self.folder)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Fjall
    }
}

fn show(items: impl Iterator<Item = fjall::Guard>, visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
    for item in items {
        let (key, value) = item.into_inner()?;
        if visitor(&key, &value).is_break() {
            break;
        }
    }
    Ok(())
}
