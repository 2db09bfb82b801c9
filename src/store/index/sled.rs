//! The index on sled.

mod small;

use std::fs::File;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, mpsc};
use std::time::{Duration, Instant};

use super::engine::{Batch, Engine, EngineKind, EntryVisitor, bytes_on_disk, sync_files};
use crate::error::StoreError;
use small::{Note, SMALL_BYTES};

/// How much memory sled may use for its cache before it writes pages out. sled uses more than this.
pub(super) const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// So long is waited until sled has let go of its files.
const LET_GO: Duration = Duration::from_secs(5);
/// A close writes down where all pages are if more than this was applied; below it the next start finds that as quickly.
const WORTH_NOTING: u64 = if cfg!(test) { 4 * 1024 } else { 16 * 1024 * 1024 };

/// Two trees of one database: one with the entries, and one with the note of the latest batch. A range is not of one
/// moment: each step sees whole batches, but later steps may see later ones.
#[derive(Debug)]
pub(super) struct SledEngine {
    tree: sled::Tree,
    note: Note,
    /// Held for writing while a small batch is applied, so that whoever reads sees all of it or nothing.
    whole: RwLock<()>,
    _db: sled::Db,
    folder: PathBuf,
    /// How many bytes were applied.
    applied: AtomicU64,
    /// Goes last, when sled has let go of its files.
    pages: Pages,
}

/// Where sled's pages are. sled reads its whole log to learn it when it is opened, and writes it down then and at no other
/// time. So it is opened once more at the end, and the next start need not.
#[derive(Debug)]
struct Pages {
    folder: PathBuf,
    are_to_be_noted: AtomicBool,
}

impl Drop for Pages {
    fn drop(&mut self) {
        if self.are_to_be_noted.load(Ordering::Relaxed) {
            // What fails here, the next start does and tells.
            let _ = catch_unwind(|| drop(open(&self.folder)));
        }
    }
}

/// Opens sled's files. The data directory is ours alone, so that whoever has them locked still is one that this process had
/// opened before: sled lets go of them when its threads have ended, which may be a little later.
fn open(folder: &Path) -> Result<sled::Db, StoreError> {
    let config = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(500));
    let (begun, (_kept, never)) = (Instant::now(), mpsc::channel::<()>());
    while let Ok(file) = File::open(folder.join("db"))
        && file.try_lock().is_err()
        && begun.elapsed() < LET_GO
    {
        let _nobody_sends = never.recv_timeout(Duration::from_millis(1));
    }
    Ok(config.open()?)
}

impl SledEngine {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = open(folder)?;
        let tree = db.open_tree("index")?;
        let (note, whole) = (Note::open(&db, &tree)?, RwLock::default());
        let pages = Pages { folder: folder.to_path_buf(), are_to_be_noted: AtomicBool::new(false) };
        let (folder, applied) = (folder.to_path_buf(), AtomicU64::new(0));
        Ok(Self { tree, note, whole, _db: db, folder, applied, pages })
    }

    /// Hands what was applied to the operating system.
    fn flush(&self) -> Result<(), StoreError> {
        Ok(self.tree.flush().map(drop)?)
    }

    fn whole(&self) -> RwLockReadGuard<'_, ()> {
        self.whole.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows entries. One at a time is read under the lock, since whoever is shown one may want to read another.
    fn show(
        &self,
        mut items: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>>,
        visitor: EntryVisitor<'_>,
    ) -> Result<(), StoreError> {
        let mut next = || {
            let _whole = self.whole();
            items.next()
        };
        while let Some(item) = next() {
            let (key, value) = item?;
            if visitor(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl Engine for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let _whole = self.whole();
        Ok(self.tree.get(key)?.map(|value| value.to_vec()))
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        self.show(self.tree.range(start..end), visitor)
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        self.show(self.tree.range(start..end).rev(), visitor)
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        let of_one =
            |(key, value): &(Vec<u8>, Option<Vec<u8>>)| key.len() + value.as_ref().map_or(0, Vec::len);
        let bytes = batch.iter().map(of_one).sum::<usize>();
        self.applied.fetch_add(bytes as u64, Ordering::Relaxed);
        if bytes <= SMALL_BYTES {
            let _whole = self.whole.write().unwrap_or_else(PoisonError::into_inner);
            return self.note.apply(&self.tree, batch);
        }
        self.note.clear()?;
        let mut changes = sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => changes.insert(key, value),
                None => changes.remove(key),
            }
        }
        Ok(self.tree.apply_batch(changes)?)
    }

    fn close(&self) -> Result<(), StoreError> {
        let is_worth_it = self.applied.load(Ordering::Relaxed) > WORTH_NOTING;
        self.pages.are_to_be_noted.store(is_worth_it, Ordering::Relaxed);
        self.flush()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn opened_and_filled(folder: &Path, first: u32) -> SledEngine {
        let engine = SledEngine::open(folder).unwrap();
        let entry = |n: u32| (n.to_be_bytes().to_vec(), Some(vec![7; 100]));
        engine.apply((first..first + 100).map(entry).collect()).unwrap();
        engine
    }

    /// How far the log was read when it was written down where the pages are.
    fn noted(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("snap.")).collect()
    }

    fn is_noted_only_by_a_start(folder: &Path) -> bool {
        let before = noted(folder);
        drop(SledEngine::open(folder).unwrap());
        before != noted(folder)
    }

    #[test]
    fn a_close_leaves_nothing_of_the_log_for_the_next_start_to_read() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("sled");
        drop(opened_and_filled(&folder, 0));
        assert!(is_noted_only_by_a_start(&folder), "without a close the start has to");
        let engine = opened_and_filled(&folder, 100);
        engine.close().unwrap();
        drop(engine);
        assert!(!is_noted_only_by_a_start(&folder));
        let engine = SledEngine::open(&folder).unwrap();
        assert!((0..200_u32).all(|n| engine.get(&n.to_be_bytes()).unwrap().is_some()));
    }
}
