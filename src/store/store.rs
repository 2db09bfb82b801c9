//! The store: journal and index together, in the order that makes an acknowledgement mean something.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use cyberfly_core::cells::Order;
use cyberfly_core::digest::Digest;
use cyberfly_core::{DbName, Operation};

use crate::blobs::{Blobs, Collector};
use crate::catch_up::{CaughtUp, catch_up};
use crate::compaction::{CompactionSettings, Compactor, forget_unsound};
use crate::disk::{Disk, RealDisk};
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::index::{Applied, Changes, DatabaseCells, EngineKind, Index, Relocation, Unfit, pending};
use crate::journal::{
    Followed, Follower, Journal, Listed, Mark, Part, Pin, Place, ReplayError, Segments, Synced, Urgency,
};
use crate::kept::KeptOperations;
use crate::options::{Durability, Options};
use crate::quarantine::Damage;
use crate::rights::Weigher;

/// The most operations that one group holds; a longer batch is committed as several.
pub const GROUP_LIMIT: usize = 1024;

/// How many entries of the index a commit looks at, until all of it is known: so many, and so many more for each operation.
const LEARNED_AT_LEAST: usize = 16;
const LEARNED_FOR_EACH: usize = 8;

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new, and at least one of its writes is live.
    Applied,
    /// It was stored, but newer writes dominate all of its own. The greatest order among them comes along.
    Dominated(Order),
    /// It was stored, but its author has no right to it: it has no part in the merge. Should a grant come that allows it,
    /// it is taken in then.
    Unauthorised,
    /// It was here already; nothing changed.
    Duplicate,
}

/// A store that this process owns. Reads may go on in many threads while one commits.
#[derive(Debug)]
pub struct Store {
    folder: DataFolder,
    options: Options,
    pub(crate) blobs: Blobs,
    collector: Collector,
    snapshots: Arc<()>,
    index: Index,
    segments: Arc<Segments>,
    kept: KeptOperations,
    writer: Mutex<Writer>,
    operations: AtomicU64,
    /// The newest compacted segment that the index points to.
    compacted: AtomicU32,
    compactor: Compactor,
    read_only: AtomicBool,
    /// Whether something is not on the disk yet.
    behind: AtomicBool,
    /// The database that is being dropped.
    leaving: RwLock<Option<DbName>>,
}

/// What only one may hold who changes something.
pub(crate) struct Writer {
    pub(crate) journal: Journal,
    pub(crate) weigher: Weigher,
}

impl Writer {
    /// The end of the journal: all before it is in the index.
    pub(crate) const fn end(&self) -> Mark {
        self.journal.end()
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("end", &self.journal.end()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a data directory, with the default [`Options`]. See [`Store::open_with`].
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        Self::open_with(root, Options::default())
    }

    /// Opens the store in a data directory, and makes an empty one where there is none.
    ///
    /// The index is brought up to the journal; where it does not fit the journal or the engine, or cannot be read, it is
    /// rebuilt. The journal itself is changed in one way only: what an interrupted write left at its end is cut off.
    /// Where it is damaged, what is intact is served and the rest is in [`Store::damage`].
    pub fn open_with(root: &Path, options: Options) -> Result<Self, StoreError> {
        let folder = DataFolder::open(root)?;
        let disk = Arc::new(RealDisk::new(&folder.journal()));
        Self::open_on(disk, folder, options)
    }

    pub(crate) fn open_on(
        disk: Arc<dyn Disk>,
        folder: DataFolder,
        options: Options,
    ) -> Result<Self, StoreError> {
        let segments = Arc::new(Segments::new(disk));
        let (path, journal, floor) = (folder.index(), folder.journal(), options.disk_floor);
        forget_unsound(&segments, || Index::remove(&path))?;
        let opened = match Index::open(&path, options.engine) {
            Ok(index) => Self::with_index(&segments, folder, &options, index)?,
            Err(Unfit::Store(error)) => return Err(error),
            Err(unfit) => Err((folder, unfit.to_string())),
        };
        let (folder, reason) = match opened {
            Ok(store) => return Ok(store),
            Err(unfit) => unfit,
        };
        tracing::warn!(reason, engine = %options.engine, "rebuilding the index from the journal");
        Self::rebuilt(&segments, folder, options).map_err(|error| match error {
            // Engines say in their own words why they failed.
            StoreError::Index(_) if crate::disk::free_space(&journal).is_ok_and(|free| free <= floor) => {
                StoreError::DiskFull { path }
            }
            error => error,
        })
    }

    /// Brings an index up to the journal and opens the store with it; gives the folder back, and why, if that cannot be.
    pub(crate) fn with_index(
        segments: &Arc<Segments>,
        folder: DataFolder,
        options: &Options,
        index: Index,
    ) -> Result<Result<Self, (DataFolder, String)>, StoreError> {
        let store = match catch_up(&folder, segments, &index, options) {
            Ok(caught_up) => Self::opened(folder, options.clone(), index, caught_up)?,
            Err(ReplayError::Store(StoreError::Index(reason))) => return Ok(Err((folder, reason))),
            Err(ReplayError::Store(error)) => return Err(error),
            Err(ReplayError::NotHere) => {
                return Ok(Err((folder, "it belongs to another journal".to_owned())));
            }
        };
        match store.finish_compaction().and_then(|()| store.finish_dropping()) {
            Ok(()) => Ok(Ok(store)),
            Err(StoreError::Index(reason)) => Ok(Err((store.folder, reason))),
            Err(error) => Err(error),
        }
    }

    /// Removes the index in this data directory, builds it anew from the journal, and opens the store. Nothing else is
    /// changed, and nothing at all while another process owns the directory.
    pub fn rebuild_index(root: &Path, options: Options) -> Result<Self, StoreError> {
        let folder = DataFolder::open(root)?;
        let segments = Arc::new(Segments::new(Arc::new(RealDisk::new(&folder.journal()))));
        Self::rebuilt(&segments, folder, options)
    }

    pub(crate) fn rebuilt(
        segments: &Arc<Segments>,
        folder: DataFolder,
        options: Options,
    ) -> Result<Self, StoreError> {
        let path = folder.index();
        forget_unsound(segments, || Index::remove(&path))?;
        Index::remove(&path)?;
        let index = Index::open(&path, options.engine).map_err(|unfit| match unfit {
            Unfit::Store(error) => error,
            unfit => StoreError::Index(unfit.to_string()),
        })?;
        Self::with_index(segments, folder, &options, index)?.map_err(|(_, reason)| StoreError::Index(reason))
    }

    fn opened(
        folder: DataFolder,
        options: Options,
        index: Index,
        caught_up: CaughtUp,
    ) -> Result<Self, StoreError> {
        let CaughtUp { journal, operations, compacted, kept } = caught_up;
        kept.follow(journal.end().segment, &[]);
        let segments = journal.segments();
        let settings = CompactionSettings::new(options.undo_window, options.undo_bytes);
        let compactor = Compactor::new(&segments, settings);
        let store = Self {
            leaving: RwLock::new(folder.dropping()?),
            blobs: Blobs::new(folder.blobs(), options.disk_floor),
            collector: Collector::default(),
            snapshots: Arc::default(),
            kept,
            folder,
            options,
            segments,
            index,
            writer: Mutex::new(Writer { journal, weigher: Weigher::default() }),
            operations: AtomicU64::new(operations),
            compacted: AtomicU32::new(compacted),
            compactor,
            read_only: AtomicBool::new(false),
            behind: AtomicBool::new(false),
        };
        store.settle_at_once(&mut store.writer());
        Ok(store)
    }

    pub(crate) const fn leaving(&self) -> &RwLock<Option<DbName>> {
        &self.leaving
    }

    /// The blobs of this store.
    pub fn blobs(&self) -> Blobs {
        self.blobs.clone()
    }

    /// The data directory.
    pub const fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// How many operations the journal holds.
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// Whether no more writes are taken: an earlier one could not be made durable, or the index failed, which an engine may
    /// notice on its own, behind the last commit.
    pub fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::Relaxed) || self.has_failed_index()
    }

    /// Whether the index failed: nothing of it is believed any more, and the next start builds it anew from the journal.
    pub fn has_failed_index(&self) -> bool {
        self.index.has_failed()
    }

    /// When a write is acknowledged.
    pub const fn durability(&self) -> Durability {
        self.options.durability
    }

    /// All ranges of the journal that are known to be damaged. They are not served, and their bytes are left as they are.
    pub fn damage(&self) -> Vec<Damage> {
        self.segments.damage()
    }

    /// The numbers of the sealed segments, in the order of the journal. They never change; a compaction puts one with
    /// another number in their place.
    pub fn sealed_segments(&self) -> Result<Vec<u32>, StoreError> {
        Ok(self.segments.sealed()?.iter().map(|part| part.number).collect())
    }

    /// The operations of a sealed segment that are served, sorted by database, stamp and id.
    pub fn listing(&self, segment: u32) -> Result<Vec<Listed>, StoreError> {
        self.segments.listing(segment)
    }

    /// Reads a sealed segment whole and says whether every byte is as it was when it was sealed. A difference is damage
    /// from then on.
    pub fn check_segment(&self, segment: u32) -> Result<bool, StoreError> {
        self.segments.check(segment)
    }

    /// When durability is an interval: waits for the disk if that is due, and says when it will be due again. To be called
    /// by then, and after every commit; a commit that comes later does it too. After an error no more writes are taken.
    pub fn sync_if_due(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        let mut writer = self.writer();
        let synced = match writer.journal.sync_due() {
            Some(due) if due <= now => writer.journal.sync(),
            _ => Ok(()),
        };
        self.note_journal(&writer);
        synced.map(|()| writer.journal.sync_due())
    }

    /// The last wait for the disk that ended well since the store was opened. Waits for a commit that is under way.
    pub fn last_sync(&self) -> Option<Synced> {
        self.writer().journal.last_sync()
    }

    /// Reads a little from the index and from the journal, to see that both can be read.
    pub fn probe(&self) -> Result<(), StoreError> {
        self.index.applied()?;
        let newest = self.end().segment;
        match self.segments.header(Part::original(newest))? {
            Some(_) => Ok(()),
            None => Err(StoreError::Damaged {
                path: self.segments.path_of(newest),
                offset: 0,
                reason: "a segment without its header",
            }),
        }
    }

    /// How many bytes can still be written to the disk before it is full.
    pub fn free_space(&self) -> Result<u64, StoreError> {
        let journal = self.folder.journal();
        crate::disk::free_space(&journal).map_err(StoreError::io("asking for the free space of", &journal))
    }

    /// How much compaction may read and write in a second: see [`Options::compaction_rate`].
    pub const fn compaction_rate(&self) -> u64 {
        self.options.compaction_rate
    }

    /// How much space is left free: see [`Options::disk_floor`].
    pub const fn disk_floor(&self) -> u64 {
        self.options.disk_floor
    }

    /// The place behind everything that was committed. Waits for a commit that is under way.
    pub fn end_place(&self) -> Place {
        Place::behind(&self.end())
    }

    /// Somebody who reads the journal on from a place, damaged ranges left out; none if the place is not in this journal
    /// or not there any more. Reads up to a whole segment to find it.
    pub fn follow(&self, place: Place) -> Result<Option<Follower>, StoreError> {
        Follower::new(&self.segments, place, self.end())
    }

    /// What comes next for somebody who reads the journal, some at a time; nothing if nothing does. [`StoreError::Moved`] if
    /// that was compacted since the last time: a place in it is to be looked up anew.
    pub fn read_on(&self, follower: &mut Follower) -> Result<Vec<Followed>, StoreError> {
        follower.read(self.end())
    }

    /// Waits until all that was committed is on the disk. After an error no more writes are taken.
    pub fn sync(&self) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let synced = writer.journal.sync();
        self.note_journal(&writer);
        synced
    }

    /// Whether something was committed that is not on the disk yet.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Acquire)
    }

    /// Remembers how the journal is for those who do not wait for it.
    fn note_journal(&self, writer: &Writer) {
        self.read_only.store(writer.journal.is_broken(), Ordering::Relaxed);
        self.behind.store(writer.journal.sync_due().is_some(), Ordering::Release);
    }

    /// The end of the journal: all before it is in the index.
    pub(crate) fn end(&self) -> Mark {
        self.writer().end()
    }

    /// The end of the journal, and the segments up to it, which stay as long as the pin. All before the end is in the
    /// index.
    pub(crate) fn pin_to_end(&self) -> Result<(Mark, Pin, Vec<Part>), StoreError> {
        let writer = self.writer();
        let (pin, parts) = self.segments.pin()?;
        Ok((writer.journal.end(), pin, parts))
    }

    /// Seals the newest segment, however full it is.
    pub(crate) fn seal(&self) -> Result<(), StoreError> {
        self.writer().journal.begin_next()
    }

    /// Keeps everybody from writing while it is held.
    pub(crate) fn hold_writes(&self) -> MutexGuard<'_, impl Sized> {
        self.writer()
    }

    pub(crate) const fn kept(&self) -> &KeptOperations {
        &self.kept
    }

    pub(crate) const fn compactor(&self) -> &Compactor {
        &self.compactor
    }

    /// Puts changes into the index that come from work on what is in the journal already.
    pub(crate) fn apply(&self, writer: &Writer, changes: &mut Changes<'_>) -> Result<(), StoreError> {
        let nothing = || StoreError::Index("it is empty, but for work to do".to_owned());
        let applied = self.index.applied()?.ok_or_else(nothing)?;
        let changed = changes.apply(&applied)?;
        self.kept.follow(writer.end().segment, &changed);
        Ok(())
    }

    /// Says in the index, and remembers, what a compaction has changed. Nobody may write meanwhile.
    pub(crate) fn note_compacted(&self, applied: &Applied) -> Result<(), StoreError> {
        self.index.set_applied(applied)?;
        self.operations.store(applied.operations, Ordering::Relaxed);
        self.compacted.store(applied.compacted, Ordering::Relaxed);
        Ok(())
    }

    /// Has entries of the index point to where their operations lie now, if they point to one of the files in `from`, and
    /// the kept operations with them.
    pub(crate) fn relocate(&self, operations: &[Relocation], from: &[u32]) -> Result<(), StoreError> {
        let writer = self.writer();
        let changed = self.index.relocate(operations, from)?;
        self.kept.follow(writer.end().segment, &changed);
        Ok(())
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) const fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) const fn collector(&self) -> &Collector {
        &self.collector
    }

    /// What every snapshot holds a clone of as long as it lives.
    pub(crate) fn snapshots(&self) -> Arc<()> {
        Arc::clone(&self.snapshots)
    }

    /// Whether a snapshot lives, so that what it may refer to has to stay.
    pub(crate) fn is_snapshot_alive(&self) -> bool {
        Arc::strong_count(&self.snapshots) > 1
    }

    pub(crate) fn segments(&self) -> &Segments {
        &self.segments
    }

    /// The journal, to be tampered with.
    #[cfg(test)]
    pub(crate) fn with_journal<R>(&self, tamper: impl FnOnce(&mut Journal) -> R) -> R {
        tamper(&mut self.writer().journal)
    }

    /// Keeps everybody else from writing while it is held.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The live writes of a database, for reading; none if nothing was ever written to it.
    pub fn cells(&self, db: &DbName) -> Result<Option<DatabaseCells>, StoreError> {
        let cells = |number| DatabaseCells {
            index: self.index.clone(),
            segments: Arc::clone(&self.segments),
            number,
            is_by_place: true,
        };
        Ok(self.index.number_of(db)?.map(cells))
    }

    /// The same as the engine has them, for whoever looks whether it has them right.
    pub(crate) fn indexed_cells(&self, db: &DbName) -> Result<Option<DatabaseCells>, StoreError> {
        Ok(self.cells(db)?.map(|cells| DatabaseCells { is_by_place: false, ..cells }))
    }

    /// How many databases something was written to.
    pub fn database_count(&self) -> u64 {
        u64::from(self.index.database_count())
    }

    /// The first database, by name, that comes after this one; without one, the first of all.
    pub fn database_after(&self, name: Option<&DbName>) -> Result<Option<DbName>, StoreError> {
        Ok(self.index.database_after(name)?.map(|(name, _)| name))
    }

    /// The digest of the operations of a database that are kept: those of which a write is live. While the database is
    /// [unsettled](Store::unsettled) it is a value on the way: to be compared with no other store's.
    pub fn digest(&self, db: &DbName) -> Result<Digest, StoreError> {
        Ok(self.index.database(db)?.map_or(Digest::EMPTY, |database| database.digest))
    }

    /// Which engine keeps the index.
    pub fn engine(&self) -> EngineKind {
        self.index.kind()
    }

    /// The engine that would serve this store better than the one it has, if another would: for `doctor`.
    pub fn better_engine(&self) -> Result<Option<EngineKind>, StoreError> {
        Ok(self.index.kind().better_for(self.index_bytes()?))
    }

    /// About how many bytes the index takes.
    pub fn index_bytes(&self) -> Result<u64, StoreError> {
        self.index.approximate_bytes()
    }

    /// Commits operations and returns, in the same order, what became of each. When this returns they are visible to
    /// readers and as durable as [`Store::durability`] promises.
    ///
    /// On an error none of the current group of [`GROUP_LIMIT`] counts; groups before it do.
    pub fn commit(&self, operations: &[Operation]) -> Result<Vec<Outcome>, StoreError> {
        self.commit_for(operations, Urgency::Acknowledged)
    }

    /// The same for operations of which somebody is told that they are durable, or nobody is: see [`Urgency`].
    pub fn commit_for(&self, operations: &[Operation], urgency: Urgency) -> Result<Vec<Outcome>, StoreError> {
        let mut writer = self.writer();
        let mut outcomes = Vec::with_capacity(operations.len());
        for group in operations.chunks(GROUP_LIMIT) {
            let committed = self.commit_group(&mut writer, group, urgency);
            self.note_journal(&writer);
            outcomes.extend(committed?);
        }
        Ok(outcomes)
    }

    fn commit_group(
        &self,
        writer: &mut Writer,
        group: &[Operation],
        urgency: Urgency,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.refuse_if_failed()?;
        self.refuse_dropped(group)?;
        let mut seen = HashSet::with_capacity(group.len());
        let mut fresh = Vec::with_capacity(group.len());
        let mut outcomes = Vec::with_capacity(group.len());
        let mut changes = Changes::over(&self.index, &self.segments);
        for op in group {
            if !seen.insert(op.id()) {
                outcomes.push(Outcome::Duplicate);
                continue;
            }
            let outcome = changes.receive(op, pending(fresh.len()))?;
            if outcome != Outcome::Duplicate {
                fresh.push(op);
            }
            outcomes.push(outcome);
        }
        if fresh.is_empty() {
            // What is here already may have come from a peer a moment ago.
            if urgency == Urgency::Acknowledged && self.durability() == Durability::Always {
                writer.journal.sync()?;
            }
            return Ok(outcomes);
        }
        self.index.learn(LEARNED_AT_LEAST + LEARNED_FOR_EACH * fresh.len())?;
        self.blobs.mentioned_by(&fresh)?;
        let (positions, mark) = writer.journal.append_for(&fresh, urgency, Instant::now())?;
        let operations = self.operations() + fresh.len() as u64;
        changes.settle(&positions);
        let compacted = self.compacted.load(Ordering::Relaxed);
        let changed = changes.apply(&Applied { mark, operations, compacted })?;
        self.kept.follow(mark.segment, &changed);
        self.operations.store(operations, Ordering::Relaxed);
        if group.iter().any(Operation::is_about_rights) {
            writer.weigher.begin_anew();
            self.settle_at_once(writer);
        }
        Ok(outcomes)
    }

    /// Looks at entries of an index that was opened, at most so many, to know where there is nothing to look for, and says whether
    /// there are more. Each commit does so too; this is for while there are none.
    pub fn learn(&self, at_most: usize) -> Result<bool, StoreError> {
        self.index.learn(at_most)
    }

    /// What failed before may lack something, and must not be taken for complete.
    pub(crate) fn refuse_if_failed(&self) -> Result<(), StoreError> {
        match self.index.has_failed() {
            true => Err(StoreError::Index("it failed before".to_owned())),
            false => Ok(()),
        }
    }

    /// Leaves everything on the disk, and the index as complete as it can be, so that the next start is quick.
    pub fn close(&self) -> Result<(), StoreError> {
        self.sync()?;
        let _nobody_writes = self.writer();
        self.compactor.save(&self.segments);
        self.index.close()?;
        self.kept.save(&self.index)
    }
}

#[cfg(test)]
pub(crate) mod engine_tests;
#[cfg(test)]
mod tests;
