//! The index in memory.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use super::engine::{Batch, Engine, EngineKind, EntryVisitor};
use crate::error::StoreError;

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// A map that readers share: a range is of the moment at which it began. A batch that meets a reader copies the map, so
/// this is for few entries or few readers.
#[derive(Debug, Default)]
pub(super) struct MemoryEngine {
    entries: RwLock<Arc<Entries>>,
}

impl MemoryEngine {
    fn entries(&self) -> Arc<Entries> {
        Arc::clone(&self.entries.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn within<'e>(
    entries: &'e Entries,
    start: &[u8],
    end: &[u8],
) -> impl DoubleEndedIterator<Item = (&'e Vec<u8>, &'e Vec<u8>)> {
    entries.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end.max(start))))
}

impl Engine for MemoryEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.entries().get(key).cloned())
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        let entries = self.entries();
        let _ = within(&entries, start, end).try_for_each(|(key, value)| visitor(key, value));
        Ok(())
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        let entries = self.entries();
        let _ = within(&entries, start, end).rev().try_for_each(|(key, value)| visitor(key, value));
        Ok(())
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        let mut shared = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let entries = Arc::make_mut(&mut shared);
        for (key, value) in batch {
            match value {
                Some(value) => drop(entries.insert(key, value)),
                None => drop(entries.remove(&key)),
            }
        }
        Ok(())
    }

    fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn approximate_bytes(&self) -> Result<u64, StoreError> {
        let bytes: usize = self.entries().iter().map(|(key, value)| key.len() + value.len()).sum();
        Ok(bytes as u64)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Memory
    }
}
