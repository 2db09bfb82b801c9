//! The power goes before every single thing that a store asks of its disk and of its index while it is written to and
//! compacted. Of the index, which nobody waits for, any number of the latest batches may be lost down to its last sync.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cyberfly_core::digest::Digest;
use cyberfly_core::{OpId, Operation};

use super::tests::{START, compact, contents, db, put, shorten};
use super::*;
use crate::disk::Disk;
use crate::disk::faulty::{Call, FaultyDisk};
use crate::disk::memory::MemoryDisk;
use crate::folder::DataFolder;
use crate::index::{Batch, Engine, EngineKind, EntryVisitor, Index};
use crate::options::{Durability, Options};
use crate::quarantine::Reason;

const OPERATIONS: u64 = 1000;
/// Of so many crashes one is looked at, so that this stays short. By hand: 1, for all of them.
const EVERY: usize = 8;

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// What an index was told, and what of it is on its disk for sure.
#[derive(Clone, Debug, Default)]
struct Told {
    now: Arc<Entries>,
    synced: Arc<Entries>,
    since: Vec<Batch>,
}

fn apply(entries: &mut Entries, batch: &Batch) {
    for (key, value) in batch {
        match value {
            Some(value) => drop(entries.insert(key.clone(), value.clone())),
            None => drop(entries.remove(key)),
        }
    }
}

impl Told {
    /// What a crash leaves of it.
    fn after_power_loss(&self, seed: usize) -> Self {
        let mut left = (*self.synced).clone();
        let kept = [0, self.since.len(), seed % (self.since.len() + 1)][seed % 3];
        self.since[..kept].iter().for_each(|batch| apply(&mut left, batch));
        let left = Arc::new(left);
        Self { now: Arc::clone(&left), synced: left, since: Vec::new() }
    }
}

type OnCrash = Arc<dyn Fn() + Send + Sync>;

/// An index that remembers. Clones are the same one.
#[derive(Clone)]
struct Remembering {
    told: Arc<Mutex<Told>>,
    before: OnCrash,
}

impl std::fmt::Debug for Remembering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remembering")
    }
}

impl Remembering {
    fn new(told: Told) -> Self {
        Self { told: Arc::new(Mutex::new(told)), before: Arc::new(|| {}) }
    }

    fn entries(&self) -> Arc<Entries> {
        Arc::clone(&self.told.lock().unwrap().now)
    }
}

impl Engine for Remembering {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.entries().get(key).cloned())
    }

    fn range(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        let entries = self.entries();
        for (key, value) in entries.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end))) {
            if visitor(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn range_back(&self, start: &[u8], end: &[u8], visitor: EntryVisitor<'_>) -> Result<(), StoreError> {
        let entries = self.entries();
        for (key, value) in entries.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end))).rev() {
            if visitor(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        (self.before)();
        let mut told = self.told.lock().unwrap();
        apply(Arc::make_mut(&mut told.now), &batch);
        told.since.push(batch);
        Ok(())
    }

    fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        (self.before)();
        let mut told = self.told.lock().unwrap();
        told.synced = Arc::clone(&told.now);
        told.since.clear();
        Ok(())
    }

    fn approximate_bytes(&self) -> Result<u64, StoreError> {
        Ok(0)
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Memory
    }
}

/// What a crash leaves, and how many groups must be there at least and can be there at most.
struct Crash {
    disk: MemoryDisk,
    told: Told,
    promised: usize,
    begun: usize,
}

/// What happens before every crash.
#[derive(Clone, Default)]
struct Witness {
    crashes: Arc<Mutex<Vec<Crash>>>,
    promised: Arc<AtomicUsize>,
    begun: Arc<AtomicUsize>,
}

impl Witness {
    /// Has the power go before each call to the disk and to the index that changes something.
    fn watch(&self, memory: &MemoryDisk, index: &mut Remembering) -> FaultyDisk {
        let disk = FaultyDisk::new(Arc::new(memory.clone()));
        let (witness, memory, told) = (self.clone(), memory.clone(), Arc::clone(&index.told));
        let crash: OnCrash = Arc::new(move || {
            let mut crashes = witness.crashes.lock().unwrap();
            let seed = crashes.len();
            crashes.push(Crash {
                disk: memory.after_power_loss(seed as u64),
                told: told.lock().unwrap().after_power_loss(seed),
                promised: witness.promised.load(Ordering::Relaxed),
                begun: witness.begun.load(Ordering::Relaxed),
            });
        });
        index.before = Arc::clone(&crash);
        disk.watch(Box::new(move |call| {
            if !matches!(call, Call::Names | Call::Open | Call::Length | Call::Read | Call::FreeSpace) {
                crash();
            }
        }));
        disk
    }

    fn take(&self) -> Vec<Crash> {
        std::mem::take(&mut *self.crashes.lock().unwrap())
    }
}

fn reopen(root: &Path, disk: Arc<dyn Disk>, index: &Remembering, durability: Durability) -> Store {
    let options = Options { engine: EngineKind::Memory, disk_floor: 0, durability, ..Options::default() };
    let segments = Arc::new(Segments::new(disk));
    let clear = || {
        *index.told.lock().unwrap() = Told::default();
        Ok(())
    };
    forget_unsound(&segments, clear).unwrap();
    let folder = DataFolder::open(root).unwrap();
    // All crashes share this folder: it may be that of a moment at which the journal was not begun.
    folder.forget_begun();
    let with = |folder| {
        Store::with_index(
            &segments,
            folder,
            &options,
            Index::around(Box::new(index.clone()), Path::new("nowhere")).unwrap(),
        )
        .unwrap()
    };
    let store = with(folder).unwrap_or_else(|(folder, _)| {
        clear().unwrap();
        with(folder).unwrap_or_else(|(_, reason)| panic!("{reason}"))
    });
    shorten(&store, Duration::ZERO, 0);
    store
}

type Contents = BTreeMap<Vec<u8>, (OpId, cyberfly_core::Body)>;

/// A store is written to and compacted, and the power goes at every moment there is.
struct Story {
    durability: Durability,
    /// What it held after so many groups.
    held: Vec<(Digest, Contents)>,
    crashes: Vec<Crash>,
    finished: usize,
}

fn tell(root: &Path, durability: Durability) -> Story {
    let (memory, witness) = (MemoryDisk::default(), Witness::default());
    let mut index = Remembering::new(Told::default());
    let disk = witness.watch(&memory, &mut index);
    let store = reopen(root, Arc::new(disk), &index, durability);
    let (mut held, mut finished) = (vec![(Digest::EMPTY, BTreeMap::new())], 0);
    let mut next = 0;
    while next < OPERATIONS {
        let end = OPERATIONS.min(next + held.len() as u64 % 4 + 1);
        let key = |number: u64| match number % 25 {
            0 => format!("cold{number}"),
            hot => format!("k{hot}"),
        };
        let group: Vec<Operation> = (next..end).map(|number| put(number + 1, &key(number))).collect();
        next = end;
        witness.begun.store(held.len(), Ordering::Relaxed);
        store.commit(&group).unwrap();
        held.push((store.digest(&db()).unwrap(), contents(&store, &db())));
        if held.len().is_multiple_of(7) {
            store.sync_if_due(Instant::now() + Duration::from_secs(1000)).unwrap();
        }
        if store.sync_if_due(Instant::now()).unwrap().is_none() {
            witness.promised.store(held.len() - 1, Ordering::Relaxed);
        }
        let step = store.compact_step(START + next, 1500).unwrap();
        finished += usize::from(matches!(step, CompactStep::Finished { .. }));
    }
    let crashes = witness.take();
    Story { durability, held, crashes, finished }
}

/// A crash leaves a store that opens with all that was promised and nothing in part, finishes or forgets what was begun,
/// and is then as any other.
fn holds(root: &Path, story: &Story, every: usize) {
    for (at, crash) in story.crashes.iter().enumerate().step_by(every) {
        let index = Remembering::new(crash.told.clone());
        let disk = crash.disk.after_power_loss(0);
        let store = reopen(root, Arc::new(disk.clone()), &index, story.durability);
        let digest = store.digest(&db()).unwrap();
        let allowed = crash.promised..=crash.begun;
        let groups = allowed.clone().find(|groups| story.held[*groups].0 == digest);
        let groups = groups.unwrap_or_else(|| panic!("crash {at}: none of {allowed:?}"));
        let held = &story.held[groups].1;
        assert!(contents(&store, &db()) == *held, "crash {at}");
        let damage = store.damage();
        assert!(damage.iter().all(|damage| damage.reason == Reason::Interrupted), "crash {at}: {damage:?}");
        assert!(store.segments().catalogue().unwrap().replaced.is_empty(), "crash {at}");
        compact(&store, START);
        store.commit(&[put(5000, "more")]).unwrap();
        assert_eq!(contents(&store, &db()).len(), held.len() + 1, "crash {at}");
        let (after, operations) = (contents(&store, &db()), store.operations());
        drop(store);
        let rebuilt = reopen(root, Arc::new(disk), &Remembering::new(Told::default()), story.durability);
        assert!(contents(&rebuilt, &db()) == after, "crash {at}");
        assert_eq!(rebuilt.operations(), operations, "crash {at}");
        assert!(rebuilt.index().entries().unwrap() == *index.entries(), "crash {at}");
    }
}

/// While a store opens after a crash, the power goes again at every moment.
fn holds_twice(root: &Path, story: &Story, every: usize) {
    for first in story.crashes.iter().step_by(every) {
        let witness = Witness::default();
        witness.promised.store(first.promised, Ordering::Relaxed);
        witness.begun.store(first.begun, Ordering::Relaxed);
        let mut index = Remembering::new(first.told.clone());
        let disk = witness.watch(&first.disk.after_power_loss(0), &mut index);
        drop(reopen(root, Arc::new(disk), &index, story.durability));
        let Story { durability, held, .. } = story;
        let (durability, held) = (*durability, held.clone());
        holds(root, &Story { durability, held, crashes: witness.take(), finished: 0 }, 3);
    }
}

#[test]
fn a_loss_of_power_at_any_moment_of_a_compaction_takes_nothing_that_was_acknowledged() {
    let temp = tempfile::tempdir().unwrap();
    let story = tell(temp.path(), Durability::Always);
    assert!(story.finished > 10 && story.crashes.len() > 1500, "{} {}", story.finished, story.crashes.len());
    holds(temp.path(), &story, EVERY);
    holds_twice(temp.path(), &story, 60 * EVERY);
}

#[test]
fn with_an_interval_a_loss_of_power_during_a_compaction_takes_the_newest_groups_only() {
    let temp = tempfile::tempdir().unwrap();
    let story = tell(temp.path(), Durability::Interval(Duration::from_secs(1000)));
    assert!(story.finished > 10 && story.crashes.len() > 800, "{} {}", story.finished, story.crashes.len());
    holds(temp.path(), &story, EVERY);
    holds_twice(temp.path(), &story, 60 * EVERY);
}
