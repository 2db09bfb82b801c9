//! The index on the tree of fjall: one table in memory that takes what is new, and tables on the disk that never change.
//!
//! The tree alone, without the journal that fjall puts before it: ours is the truth, and what the table in memory held when
//! the process died is read from there. A batch is in one table, so a table on the disk is whole batches.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;

use lsm_tree::compaction::Leveled;
use lsm_tree::config::{
    BloomConstructionPolicy, FilterPolicy, FilterPolicyEntry, PartitioningPolicy, PinningPolicy,
    RestartIntervalPolicy,
};
use lsm_tree::{AbstractTree, AnyTree, Cache, Config, Guard, SeqNo, SequenceNumberCounter};

use super::engine::{Batch, Engine, EngineKind, EntryVisitor, bytes_on_disk};
use crate::error::StoreError;

/// The memory for blocks that were read: enough for what finds blocks in the tables of ten million entries.
const CACHE_BYTES: u64 = 48 * 1024 * 1024;
/// A table in memory that has grown past this is written out; in tests soon, so that they see such tables.
const MEMTABLE_BYTES: u64 = if cfg!(test) { 64 * 1024 } else { 8 * 1024 * 1024 };
/// So many full tables in memory wait to be written out. Whoever fills one more writes them out itself.
const MOST_WAITING: usize = 2;
/// So many tables that were written out wait to be merged into the larger ones. Whoever adds one more waits.
const MOST_UNMERGED: usize = 20;
/// So many of them are merged at once. A table in memory is small, since what goes into a large one goes a long way; so there
/// are many to merge.
const MERGED_AT_ONCE: u8 = 8;
/// A close leaves less than this in memory to the next start, which reads it from the journal sooner than a close waits for
/// the disk.
const WORTH_WRITING: u64 = MEMTABLE_BYTES / 128;
/// The file that names the tables there are.
const LIST: &str = "current";
/// How many levels of tables there are.
const LEVELS: usize = 7;

/// One tree, and a thread that writes out its tables and merges them. A range is of the moment at which it began.
pub(super) struct FjallEngine {
    tables: Arc<Tables>,
    worker: Option<JoinHandle<()>>,
    folder: PathBuf,
}

struct Tables {
    tree: AnyTree,
    /// What the next batch counts as.
    next: SequenceNumberCounter,
    /// What a reader sees: all that counts as less.
    visible: SequenceNumberCounter,
    /// Held by a batch while it is applied and by a reader while it notes its moment. When a table is written out meanwhile,
    /// the tree moves what is visible past the batch under way, and a reader of that moment would see half of it.
    batches: RwLock<()>,
    /// The moments of which somebody is about to read, and how many are.
    readers: Mutex<BTreeMap<SeqNo, usize>>,
    duty: Mutex<Duty>,
    changed: Condvar,
}

/// What the worker has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Duty {
    /// It waits.
    Nothing,
    /// There may be tables to write out or to merge.
    Due,
    /// It is at it.
    UnderWay,
    /// It has to end.
    Over,
}

impl std::fmt::Debug for FjallEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FjallEngine").finish_non_exhaustive()
    }
}

impl FjallEngine {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        if folder.exists() && !folder.join(LIST).exists() {
            // The tree would begin anew beside the tables it does not know of. fjall itself left such folders, too.
            return Err(StoreError::Index("the list of its tables is missing".to_owned()));
        }
        let (next, visible) = (SequenceNumberCounter::default(), SequenceNumberCounter::default());
        let tree = config(folder, &next, &visible).open()?;
        let seen = tree.get_highest_persisted_seqno().map_or(0, |highest| highest + 1);
        next.set(seen);
        visible.set(seen);
        let tables = Arc::new(Tables {
            tree,
            next,
            visible,
            batches: RwLock::new(()),
            readers: Mutex::default(),
            duty: Mutex::new(Duty::Due),
            changed: Condvar::new(),
        });
        let worker = std::thread::Builder::new().name("index".to_owned()).spawn({
            let tables = Arc::clone(&tables);
            move || tables.work()
        });
        let worker = worker.map_err(StoreError::io("starting the thread of", folder))?;
        Ok(Self { tables, worker: Some(worker), folder: folder.to_path_buf() })
    }
}

fn config(folder: &Path, next: &SequenceNumberCounter, visible: &SequenceNumberCounter) -> Config {
    // What tells where in a table an entry lies takes half a megabyte for a large one. Of the few tables of the first two
    // levels it is held in memory; of the others it is kept in small pieces, or each look-up would read some anew once
    // they do not all find room in the cache.
    let (first_two, others) =
        (PinningPolicy::new([true, true, false]), PartitioningPolicy::new([false, false, true]));
    let filters =
        [BloomConstructionPolicy::FalsePositiveRate(0.0001), BloomConstructionPolicy::BitsPerKey(10.0)];
    Config::new(folder, next.clone(), visible.clone())
        .use_cache(Arc::new(Cache::with_capacity_bytes(CACHE_BYTES)))
        .filter_policy(FilterPolicy::new(filters.map(FilterPolicyEntry::Bloom)))
        .data_block_restart_interval_policy(RestartIntervalPolicy::new([10, 16]))
        .index_block_pinning_policy(first_two.clone())
        .filter_block_pinning_policy(first_two)
        .index_block_partitioning_policy(others.clone())
        .filter_block_partitioning_policy(others)
}

impl Drop for FjallEngine {
    fn drop(&mut self) {
        self.tables.set(Duty::Over);
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            tracing::error!("the thread that merges the tables of the index had panicked");
        }
    }
}

impl Tables {
    fn duty(&self) -> MutexGuard<'_, Duty> {
        self.duty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, duty: Duty) {
        *self.duty() = duty;
        self.changed.notify_all();
    }

    /// Writes out tables and merges them whenever that is due, until it is over.
    fn work(&self) {
        loop {
            {
                let waits = |duty: &mut Duty| *duty == Duty::Nothing;
                let mut duty =
                    self.changed.wait_while(self.duty(), waits).unwrap_or_else(PoisonError::into_inner);
                if *duty == Duty::Over {
                    return;
                }
                *duty = Duty::UnderWay;
            }
            // What fails stays where it is. Whoever applies batches comes upon it when too much of it waits.
            match catch_unwind(AssertUnwindSafe(|| self.tend())) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "a table of the index was not written: nothing of it is lost, and the next one tries again");
                }
                Err(_) => tracing::error!("the index panicked while it wrote a table"),
            }
            let mut duty = self.duty();
            if *duty == Duty::UnderWay {
                *duty = Duty::Nothing;
            }
            self.changed.notify_all();
        }
    }

    /// Writes out what is full, and merges what is to be merged.
    fn tend(&self) -> lsm_tree::Result<()> {
        let strategy = Arc::new(Leveled::default().with_l0_threshold(MERGED_AT_ONCE));
        loop {
            self.write_out()?;
            let before = self.levels();
            self.tree.compact(strategy.clone(), self.oldest_moment())?;
            self.changed.notify_all();
            if self.levels() == before || *self.duty() == Duty::Over {
                return Ok(());
            }
        }
    }

    /// How many tables each level has.
    fn levels(&self) -> [Option<usize>; LEVELS] {
        std::array::from_fn(|level| self.tree.level_table_count(level))
    }

    /// Writes all full tables out, and waits until they are on the disk.
    fn write_out(&self) -> lsm_tree::Result<()> {
        let alone = self.tree.get_flush_lock();
        self.tree.flush(&alone, self.oldest_moment()).map(drop)
    }

    /// The moment before which nobody begins to read.
    fn oldest_moment(&self) -> SeqNo {
        let readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.keys().next().copied().unwrap_or_else(|| self.visible.get())
    }

    /// The moment between two batches, which is kept while this is held.
    fn moment(&self) -> Moment<'_> {
        let _no_batch = self.batches.read().unwrap_or_else(PoisonError::into_inner);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = self.visible.get();
        *readers.entry(seen).or_default() += 1;
        Moment { tables: self, seen }
    }

    /// The entries of a range as they are now. They have hold of the tables that they come from, so that what is done to the tree
    /// meanwhile neither shows in them nor waits for them.
    fn range(&self, start: &[u8], end: &[u8]) -> impl DoubleEndedIterator<Item = impl Guard> {
        let moment = self.moment();
        self.tree.range(start..end, moment.seen, None)
    }

    /// Full is what is in memory, and the next batch begins a new table.
    fn seal(&self) {
        let _no_batch = self.batches.write().unwrap_or_else(PoisonError::into_inner);
        self.tree.rotate_memtable();
    }

    /// Has the worker look whether there is something to do.
    fn wake(&self) {
        let mut duty = self.duty();
        if *duty != Duty::Over {
            *duty = Duty::Due;
            self.changed.notify_all();
        }
    }

    /// Lets one more full table wait, and has the worker look after it.
    fn filled(&self) -> Result<(), StoreError> {
        if self.tree.sealed_memtable_count() > MOST_WAITING {
            self.write_out()?;
        }
        self.wake();
        // While the worker is at it there will be fewer.
        let waits = |duty: &mut Duty| {
            !matches!(duty, Duty::Nothing | Duty::Over) && self.tree.l0_run_count() > MOST_UNMERGED
        };
        drop(self.changed.wait_while(self.duty(), waits).unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }
}

/// What a reader of this moment sees stays in the tree for so long.
struct Moment<'t> {
    tables: &'t Tables,
    seen: SeqNo,
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        let mut readers = self.tables.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = readers.get_mut(&self.seen) {
            *count -= 1;
            if *count == 0 {
                readers.remove(&self.seen);
            }
        }
    }
}

impl Engine for FjallEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tables.tree.get(key, SeqNo::MAX)?.map(|value| value.to_vec()))
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        show(self.tables.range(start, end), visitor)
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        show(self.tables.range(start, end).rev(), visitor)
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        let tables = &*self.tables;
        let is_full = {
            let _no_reader = tables.batches.write().unwrap_or_else(PoisonError::into_inner);
            let count = tables.next.next();
            let mut in_memory = 0;
            for (key, value) in batch {
                (_, in_memory) = match value {
                    Some(value) => tables.tree.insert(key, value, count),
                    None => tables.tree.remove(key, count),
                };
            }
            tables.visible.fetch_max(count + 1);
            let is_full = in_memory > MEMTABLE_BYTES;
            if is_full {
                tables.tree.rotate_memtable();
            }
            is_full
        };
        if is_full { tables.filled() } else { Ok(()) }
    }

    fn close(&self) -> Result<(), StoreError> {
        let tree = &self.tables.tree;
        // An index that nothing was ever written of would not miss a journal that is gone.
        if tree.active_memtable().size() > WORTH_WRITING || tree.table_count() == 0 {
            self.tables.seal();
        }
        Ok(self.tables.write_out()?)
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.tables.seal();
        self.tables.write_out()?;
        self.tables.wake();
        Ok(())
    }

    fn approximate_bytes(&self) -> Result<u64, StoreError> {
        bytes_on_disk(&self.folder)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Fjall
    }
}

fn show(items: impl Iterator<Item = impl Guard>, visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
    for item in items {
        let (key, value) = item.into_inner()?;
        if visitor(&key, &value).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn entry(n: u32) -> (Vec<u8>, Option<Vec<u8>>) {
        (n.to_be_bytes().to_vec(), Some(vec![7; 100]))
    }

    fn held(engine: &FjallEngine) -> u32 {
        let mut count = 0;
        let mut counted = |_: &[u8], _: &[u8]| {
            count += 1;
            std::ops::ControlFlow::Continue(())
        };
        engine.range(&[], &[0xff], &mut counted).unwrap();
        count
    }

    #[test]
    fn a_start_finds_whole_batches_in_their_order_and_all_of_them_after_a_close() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("fjall");
        let engine = FjallEngine::open(&folder).unwrap();
        for first in (0..5_000).step_by(50) {
            engine.apply((first..first + 50).map(entry).collect()).unwrap();
        }
        drop(engine);
        let engine = FjallEngine::open(&folder).unwrap();
        let found = held(&engine);
        assert!(found > 0 && found < 5_000 && found.is_multiple_of(50), "{found}");
        assert!(engine.get(&(found - 1).to_be_bytes()).unwrap().is_some());
        engine.apply((found..5_000).map(entry).collect()).unwrap();
        engine.close().unwrap();
        drop(engine);
        let engine = FjallEngine::open(&folder).unwrap();
        assert_eq!(held(&engine), 5_000);
        engine.apply(vec![(0_u32.to_be_bytes().to_vec(), None)]).unwrap();
        engine.sync().unwrap();
        drop(engine);
        let engine = FjallEngine::open(&folder).unwrap();
        assert_eq!(
            (held(&engine), engine.get(&0_u32.to_be_bytes()).unwrap()),
            (4_999, None),
            "newer hides older"
        );
    }

    #[test]
    fn a_reader_sees_its_moment_and_holds_nothing_up_while_what_it_reads_is_overwritten_and_merged() {
        let temp = tempfile::tempdir().unwrap();
        let engine = FjallEngine::open(&temp.path().join("fjall")).unwrap();
        engine.apply((0..1_000).map(entry).collect()).unwrap();
        let mut seen = 0_u32;
        let mut visitor = |key: &[u8], value: &[u8]| {
            assert_eq!((key, value), (&seen.to_be_bytes()[..], &[7; 100][..]));
            if seen.is_multiple_of(20) {
                // Many times what a table in memory holds.
                let newer = |n: u32| (n.to_be_bytes().to_vec(), n.is_multiple_of(2).then(|| vec![8; 100]));
                engine.apply((0..1_000).map(newer).collect()).unwrap();
                let kept = engine.tables.tree.version_free_list_len();
                assert!(kept < 10, "{kept} states of the tree are kept");
            }
            seen += 1;
            std::ops::ControlFlow::Continue(())
        };
        engine.range(&[], &[0xff], &mut visitor).unwrap();
        assert_eq!((seen, held(&engine)), (1_000, 500));
        assert!(engine.tables.readers.lock().unwrap().is_empty());
    }

    #[test]
    fn a_folder_whose_list_of_tables_is_gone_is_not_taken_for_a_new_one() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("fjall");
        let engine = FjallEngine::open(&folder).unwrap();
        engine.apply((0..100).map(entry).collect()).unwrap();
        engine.close().unwrap();
        drop(engine);
        fs::remove_file(folder.join(LIST)).unwrap();
        assert!(matches!(FjallEngine::open(&folder), Err(StoreError::Index(_))));
    }
}
