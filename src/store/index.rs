//! The index: one small entry for each live write, kept by an engine. It can be deleted at any time and is rebuilt.
//!
//! One ordered map holds everything, so that a batch is all or nothing. The first byte of a key says what it is:
//!
//! ```text
//! m                             how far the index has come, and what it counts
//! d name                        the number of a database, and the digest of its kept operations
//! c number path-escaped order?  a live write: what the merge needs to know, and the body while it is small
//! w number operation            of an operation of several writes: how many of them are live
//! s number path-escaped …       a live value with a measure: see `measured`
//! b hash number                 how many live writes of a database refer to a blob
//! x number class author stamp operation
//!                               an operation that nobody authorised: where it lies
//! u work number rest            work that is still to do
//! ```

mod cells;
mod changes;
mod engine;
mod entry;
mod expected;
mod filter;
mod fjall;
mod label;
mod markers;
mod measured;
mod memory;
mod numbers;
mod places;
mod references;
mod shares;
mod sled;
mod unauthorised;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::cells::Placed;
use cyberfly_core::{DbName, OpId, Operation, Stamp};

use crate::error::StoreError;
use crate::journal::{Mark, Position};
use crate::rights::RightsCache;
use crate::unsettled::Work;
pub use cells::{DatabaseCells, IndexedCell};
pub(crate) use changes::{Changes, KeptChange, pending};
pub use engine::EngineKind;
pub(crate) use engine::{Batch, Engine, EntryVisitor};
pub(crate) use entry::Database;
use entry::Entry;
pub(crate) use expected::Expected;
use filter::Filter;
pub(crate) use label::Unfit;
pub(crate) use markers::{Marker, Markers};
use numbers::Numbers;
use places::{Known, Places};
pub(crate) use shares::Share;
pub(crate) use unauthorised::{Class, Unauthorised};

/// What the index says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// The place in the journal up to which it is complete.
    pub(crate) mark: Mark,
    /// How many operations the journal holds up to there.
    pub(crate) operations: u64,
    /// The newest compacted segment that the entries point to in place of what it replaced; zero if there is none.
    pub(crate) compacted: u32,
}

/// An operation that lies elsewhere now, and the entries that there may be of it.
#[derive(Debug)]
pub(crate) struct Relocation {
    database: u32,
    stamp: Stamp,
    id: OpId,
    keys: Vec<Vec<u8>>,
    to: Position,
}

impl Relocation {
    /// How many entries there may be.
    pub(crate) const fn entries(&self) -> usize {
        self.keys.len()
    }
}

/// What is shown key and value until it breaks off or fails.
pub(crate) type TryVisitor<'v> = &'v mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>;

/// The entry of a live write as the engine keeps it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawEntry<'e> {
    pub(crate) key: &'e [u8],
    pub(crate) value: &'e [u8],
}

impl RawEntry<'_> {
    /// What it has in common with all that lives at the same key or below it, and with nothing else.
    pub(crate) fn front(&self) -> &[u8] {
        entry::key_of(self.key)
    }

    /// What it says.
    pub(crate) fn cell(&self) -> Result<IndexedCell, StoreError> {
        IndexedCell::of(self.key, self.value)
    }
}

/// What is shown live writes until it breaks off or fails.
pub(crate) type LiveVisitor<'v> =
    &'v mut dyn FnMut(&KeptChange, RawEntry<'_>) -> Result<ControlFlow<()>, StoreError>;

/// The index, open.
#[derive(Clone, Debug)]
pub(crate) struct Index(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engine: Box<dyn Engine>,
    folder: PathBuf,
    /// How many numbers databases were given.
    databases: AtomicU32,
    /// How many of those are of databases that are here no more.
    gone: AtomicU32,
    markers: Markers,
    /// Held only while something is asked or added.
    filter: Mutex<Filter>,
    places: Places,
    /// How many batches were begun to be applied.
    begun: AtomicU64,
    failed: AtomicBool,
    /// How many entries the engine has shown.
    #[cfg(test)]
    shown: AtomicU64,
    rights: RightsCache,
    numbers: Numbers,
}

impl Index {
    /// Opens the index in this folder, or makes an empty one where there is none. What another engine, another format
    /// or damage left there is unfit and untouched: see [`Index::remove`].
    pub(crate) fn open(folder: &Path, kind: EngineKind) -> Result<Self, Unfit> {
        if kind != EngineKind::Memory {
            label::check_or_write(folder, kind)?;
        }
        // Engines panic on some kinds of damage; that is one more way of being unfit.
        let opened = catch_unwind(AssertUnwindSafe(|| engine::open(kind, &folder.join(kind.word()))));
        let engine = match opened {
            Ok(Ok(engine)) => engine,
            Ok(Err(error)) => return Err(Unfit::Damaged(error.to_string())),
            Err(_) => return Err(Unfit::Damaged(format!("{kind} could not read its files"))),
        };
        Self::around(engine, folder).map_err(|error| Unfit::Damaged(error.to_string()))
    }

    /// An index that an open engine keeps.
    pub(crate) fn around(engine: Box<dyn Engine>, folder: &Path) -> Result<Self, StoreError> {
        let filter = Filter::of_nothing();
        let shared = Shared {
            engine,
            folder: folder.to_path_buf(),
            databases: AtomicU32::new(0),
            gone: AtomicU32::new(0),
            markers: Markers::default(),
            places: Places::beside(&filter),
            filter: Mutex::new(filter),
            begun: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            #[cfg(test)]
            shown: AtomicU64::new(0),
            rights: RightsCache::default(),
            numbers: Numbers::default(),
        };
        let index = Self(Arc::new(shared));
        let databases = index.meta()?.map_or(0, |(_, databases)| databases);
        index.0.databases.store(databases, Ordering::Relaxed);
        let here = u32::try_from(index.count_names()?).unwrap_or(u32::MAX);
        index.0.gone.store(databases.saturating_sub(here), Ordering::Relaxed);
        index.load_markers()?;
        if let Some(applied) = index.applied()? {
            index.filter().is_to_learn(applied.operations);
        }
        Ok(index)
    }

    fn load_markers(&self) -> Result<(), StoreError> {
        let (start, end) = Work::Sweeping.keys();
        let mut markers = Vec::new();
        self.range(&start, &end, &mut |key, value| {
            markers.push(Arc::new(Marker::decode(key, value)?.0));
            Ok(ControlFlow::Continue(()))
        })?;
        self.0.markers.publish(markers);
        Ok(())
    }

    fn filter(&self) -> MutexGuard<'_, Filter> {
        self.0.filter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at some entries, at most so many, if it is not known yet where live writes may be, and says whether that goes on.
    /// Once all were looked at, writes to new places need not look for what lives there, and reads go to the journal at once.
    pub(crate) fn learn(&self, at_most: usize) -> Result<bool, StoreError> {
        let Some(start) = self.filter().next() else { return Ok(false) };
        let (_, end) = entry::all_cells();
        let (mut next, mut looked_at) = (None, 0);
        let moments = self.0.places.moments();
        self.range(&start, &end, &mut |key, value| {
            if looked_at == at_most {
                next = Some(key.to_vec());
                return Ok(ControlFlow::Break(()));
            }
            looked_at += 1;
            self.filter().add(key);
            self.0.places.note_one_of(&moments, key, value);
            Ok(ControlFlow::Continue(()))
        })?;
        let is_more = next.is_some();
        let mut filter = self.filter();
        filter.learned(next);
        self.0.places.are_many(filter.are_many());
        Ok(is_more)
    }

    /// Whether it is known, without looking, that nothing lives below the place with this key, which is that of a key.
    fn has_nothing_below(&self, key: &[u8]) -> bool {
        !self.filter().may_have_below(key)
    }

    /// How many batches were begun to be applied: while that does not change, what the filter says does not either.
    fn begun(&self) -> u64 {
        self.0.begun.load(Ordering::Acquire)
    }

    /// The sweeps that are under way.
    pub(crate) fn markers(&self) -> &Markers {
        &self.0.markers
    }

    /// Removes an index that is not open, its label first: what an interrupted removal leaves is unfit.
    pub(crate) fn remove(folder: &Path) -> Result<(), StoreError> {
        label::remove(folder)?;
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io("removing", folder)(error))
            }
            _ => Ok(()),
        }
    }

    /// How far it has come; none if it is empty.
    pub(crate) fn applied(&self) -> Result<Option<Applied>, StoreError> {
        Ok(self.meta()?.map(|(applied, _)| applied))
    }

    fn meta(&self) -> Result<Option<(Applied, u32)>, StoreError> {
        self.guarded(|engine| engine.get(entry::META)?.map(|bytes| entry::decode_meta(&bytes)).transpose())
    }

    /// What is known of a database that something was written to.
    pub(crate) fn database(&self, name: &DbName) -> Result<Option<Database>, StoreError> {
        let key = entry::database_key(name);
        self.guarded(|engine| engine.get(&key)?.map(|bytes| Database::decode(&bytes)).transpose())
    }

    /// What stands for a database in keys; none if nothing was ever written to it.
    pub(crate) fn number_of(&self, name: &DbName) -> Result<Option<u32>, StoreError> {
        self.0.numbers.of(name, || Ok(self.database(name)?.map(|database| database.number)))
    }

    /// The live write with this key, which no other can have. Where its place is known, `read` may make it from the journal;
    /// if that comes to nothing, or the place is not known, the engine is asked.
    fn live_write(
        &self,
        key: &[u8],
        read: impl FnOnce(Position) -> Option<IndexedCell>,
    ) -> Result<Option<IndexedCell>, StoreError> {
        let moment = match self.0.places.look(key) {
            Known::At(at) if !self.has_failed() => match read(at) {
                Some(cell) => return Ok(Some(cell)),
                None => None,
            },
            Known::At(_) => None,
            Known::Nothing(moment) => Some(moment),
        };
        self.guarded(|engine| {
            let Some(value) = engine.get(key)? else { return Ok(None) };
            if let Some(moment) = moment {
                self.0.places.note(&moment, &value);
            }
            IndexedCell::of(key, &value).map(Some)
        })
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.guarded(|engine| engine.get(key))
    }

    /// Shows the entries of a range until the visitor breaks off or fails.
    pub(crate) fn range(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        self.show(visitor, |engine, visitor| engine.range(start, end, visitor))
    }

    /// The same, in descending order.
    fn range_back(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        self.show(visitor, |engine, visitor| engine.range_back(start, end, visitor))
    }

    fn show(
        &self,
        visitor: TryVisitor<'_>,
        range: impl FnOnce(&dyn Engine, EntryVisitor<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.guarded(|engine| {
            let mut fault = Ok(());
            range(engine, &mut |key, value| {
                #[cfg(test)]
                self.0.shown.fetch_add(1, Ordering::Relaxed);
                visitor(key, value).unwrap_or_else(|error| {
                    fault = Err(error);
                    ControlFlow::Break(())
                })
            })?;
            fault
        })
    }

    /// How many entries the engine has shown so far.
    #[cfg(test)]
    pub(crate) fn shown(&self) -> u64 {
        self.0.shown.load(Ordering::Relaxed)
    }

    fn apply(&self, batch: Batch, databases: u32) -> Result<(), StoreError> {
        let added: Vec<_> = {
            let mut filter = self.filter();
            let put = batch.iter().filter(|(key, value)| value.is_some() && entry::is_of_live_write(key));
            let added = put.map(|(key, _)| filter.add(key)).collect();
            self.0.places.are_many(filter.are_many());
            added
        };
        self.0.begun.fetch_add(1, Ordering::AcqRel);
        #[cfg(test)]
        let keys: Vec<Vec<u8>> = batch.iter().map(|(key, _)| key.clone()).collect();
        let applying = self.0.places.apply(&batch, added);
        let applied = self.guarded(|engine| engine.apply(batch));
        self.0.places.applied(applying, applied.is_err());
        applied?;
        #[cfg(test)]
        self.check_places(&keys);
        self.0.databases.store(databases, Ordering::Relaxed);
        Ok(())
    }

    /// Says how far the index has come, and changes nothing else.
    pub(crate) fn set_applied(&self, applied: &Applied) -> Result<(), StoreError> {
        let databases = self.0.databases.load(Ordering::Relaxed);
        self.apply(vec![(entry::META.to_vec(), Some(entry::encode_meta(applied, databases)))], databases)
    }

    /// The entries that there may be of an operation that lies at this place now; none if its database is not known.
    pub(crate) fn relocation(&self, op: &Operation, to: Position) -> Result<Option<Relocation>, StoreError> {
        let Some(Database { number, .. }) = self.database(op.db())? else { return Ok(None) };
        let cell = |(index, write)| entry::key(number, &Placed::of(op, index, write));
        let mut keys: Vec<Vec<u8>> = (0u16..).zip(op.writes()).map(cell).collect();
        keys.extend((op.writes().len() > 1).then(|| entry::writes_left_key(number, &op.id())));
        keys.push(unauthorised::key_of(number, op));
        Ok(Some(Relocation { database: number, stamp: op.stamp(), id: op.id(), keys, to }))
    }

    /// Has the entries of these operations that point to one of the files in `from` point to where the operations lie now,
    /// all entries of an operation at once. Returns what moved: no longer kept at the old place, kept at the new one.
    /// Nobody may write meanwhile.
    pub(crate) fn relocate(
        &self,
        operations: &[Relocation],
        from: &[u32],
    ) -> Result<Vec<KeptChange>, StoreError> {
        let (mut batch, mut moved) = (std::collections::BTreeMap::new(), Vec::new());
        for Relocation { database, stamp, id, keys, to } in operations {
            let mut was = None;
            for key in keys {
                if let Some(mut value) = self.get(key)?
                    && let Some(at) = entry::position_of(key, &value, id)
                    && from.contains(&at.segment)
                {
                    entry::relocate(&mut value, *to);
                    batch.insert(key.clone(), Some(value));
                    was = if entry::is_of_live_write(key) { Some(at) } else { was };
                }
            }
            if let Some(was) = was {
                let change =
                    |at, is_kept| KeptChange { database: *database, stamp: *stamp, id: *id, at, is_kept };
                moved.extend([change(was, false), change(*to, true)]);
            }
        }
        if !batch.is_empty() {
            self.apply(batch.into_iter().collect(), self.0.databases.load(Ordering::Relaxed))?;
        }
        Ok(moved)
    }

    /// Waits until everything that was applied is on the disk.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        self.guarded(|engine| engine.sync())
    }

    /// Declares the index unfit, so that the next start rebuilds it.
    pub(crate) fn give_up(&self, reason: &str) -> StoreError {
        let failed: Result<(), _> = self.guarded(|_| Err(StoreError::Index(reason.to_owned())));
        failed.err().unwrap_or(StoreError::ReadOnly)
    }

    /// Leaves as much as possible with the operating system, when nothing more will be added, so that the next start is
    /// quick. Not a promise of durability: the journal gives that.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        self.guarded(|engine| engine.close())
    }

    /// About how many bytes the index takes.
    pub(crate) fn approximate_bytes(&self) -> Result<u64, StoreError> {
        self.guarded(|engine| engine.approximate_bytes())
    }

    /// Which engine keeps it.
    pub(crate) fn kind(&self) -> EngineKind {
        self.0.engine.kind()
    }

    /// Whether the engine failed since it was opened, so that nothing may be added.
    pub(crate) fn has_failed(&self) -> bool {
        self.0.failed.load(Ordering::Relaxed)
    }

    /// The rights that are at hand.
    pub(crate) fn rights(&self) -> &RightsCache {
        &self.0.rights
    }

    /// Where the live writes at a key lie, each place once.
    pub(crate) fn places_at(
        &self,
        number: u32,
        path: &cyberfly_core::cells::Path,
    ) -> Result<BTreeSet<Position>, StoreError> {
        let (start, end) = entry::key_range(number, &path.range());
        let mut places = BTreeSet::new();
        self.range(&start, &end, &mut |key, value| {
            places.insert(Entry::decode(key, value)?.into_cell().at());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(places)
    }

    /// The first database, by name, that comes after this one, with its number.
    pub(crate) fn database_after(&self, name: Option<&DbName>) -> Result<Option<(DbName, u32)>, StoreError> {
        let (mut start, end) = entry::all_databases();
        if let Some(name) = name {
            start = [entry::database_key(name).as_slice(), &[0]].concat();
        }
        let mut found = None;
        self.range(&start, &end, &mut |key, value| {
            found = Some((entry::database_name(key)?, Database::decode(value)?.number));
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// How many databases there are.
    pub(crate) fn database_count(&self) -> u32 {
        self.0.databases.load(Ordering::Relaxed).saturating_sub(self.0.gone.load(Ordering::Relaxed))
    }

    /// A database is here no more.
    pub(crate) fn lost(&self, name: &DbName) {
        self.0.numbers.forget(name);
        self.0.gone.fetch_add(1, Ordering::Relaxed);
    }

    fn count_names(&self) -> Result<usize, StoreError> {
        let (start, end) = entry::all_databases();
        let mut count = 0;
        self.range(&start, &end, &mut |_, _| {
            count += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// All databases that something was written to, by name.
    pub(crate) fn databases(&self) -> Result<Vec<(DbName, Database)>, StoreError> {
        let (start, end) = entry::all_databases();
        let mut found = Vec::new();
        self.range(&start, &end, &mut |key, value| {
            found.push((entry::database_name(key)?, Database::decode(value)?));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Shows the entry of every live write, also of those that a sweep has still to take away, and its operation as one
    /// that became kept. While others write, one that is live all the time is shown, unless the visitor breaks off before.
    pub(crate) fn each_live(&self, visitor: LiveVisitor<'_>) -> Result<(), StoreError> {
        let (start, end) = entry::all_cells();
        self.each_live_of(&Share { start, end }, visitor)
    }

    /// The same of a share of them.
    pub(crate) fn each_live_of(&self, share: &Share, visitor: LiveVisitor<'_>) -> Result<(), StoreError> {
        self.range(&share.start, &share.end, &mut |key, value| {
            visitor(&entry::kept(key, value)?, RawEntry { key, value })
        })
    }

    /// That what is known of these keys is what the engine says.
    #[cfg(test)]
    fn check_places(&self, keys: &[Vec<u8>]) {
        for key in keys {
            if let Known::At(at) = self.0.places.look(key) {
                let value = self.0.engine.get(key).unwrap().expect("a place of what is not there");
                assert_eq!(entry::place_alone(&value).map(|(at, _)| at), Some(at));
            }
        }
    }

    /// Puts anything there, or takes it away.
    #[cfg(test)]
    pub(crate) fn forge(&self, key: &[u8], value: Option<&[u8]>) {
        let databases = self.0.databases.load(Ordering::Relaxed);
        self.apply(vec![(key.to_vec(), value.map(<[u8]>::to_vec))], databases).unwrap();
    }

    /// All entries, in order.
    #[cfg(test)]
    pub(crate) fn entries(&self) -> Result<std::collections::BTreeMap<Vec<u8>, Vec<u8>>, StoreError> {
        let mut entries = std::collections::BTreeMap::new();
        self.range(&[], &[0xff], &mut |key, value| {
            entries.insert(key.to_vec(), value.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(entries)
    }

    /// How many writes of an operation of several are live.
    #[cfg(test)]
    pub(crate) fn writes_left(&self, db: &DbName, op: &OpId) -> Result<Option<u16>, StoreError> {
        let Some(database) = self.database(db)? else { return Ok(None) };
        let value = self.get(&entry::writes_left_key(database.number, op))?;
        value.map(|value| Ok(entry::WritesLeft::decode(&value)?.live)).transpose()
    }

    /// What happens when the engine fails.
    #[cfg(test)]
    pub(crate) fn fail(&self) {
        let _: Result<(), _> = self.guarded(|_| Err(StoreError::Index("for a test".to_owned())));
    }

    /// Asks the engine. If it fails, or what it says makes no sense, the label is taken off the index, so that the next
    /// start rebuilds it.
    fn guarded<T>(&self, action: impl FnOnce(&dyn Engine) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let shared = &*self.0;
        let result = catch_unwind(AssertUnwindSafe(|| action(&*shared.engine)))
            .unwrap_or_else(|_| Err(StoreError::Index(format!("{} panicked", shared.engine.kind()))));
        if let Err(StoreError::Index(reason)) = &result
            && !shared.failed.swap(true, Ordering::Relaxed)
        {
            tracing::error!(reason, "the index failed: the next start rebuilds it from the journal");
            if let Err(error) = label::remove(&shared.folder) {
                tracing::error!(%error, "the label of the failed index cannot be removed");
            }
        }
        result
    }
}
