//! The store: journal and index together, in the order that makes an acknowledgement mean something.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cyberfly_core::cells::Order;
use cyberfly_core::digest::Digest;
use cyberfly_core::merge::Merged;
use cyberfly_core::{Claimed, DbName, Operation};

use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::index::{Applied, Changes, DatabaseCells, EngineKind, Index, Unfit, pending};
use crate::journal::{Group, Journal, Mark, ReplayError, Segments};
use crate::progress::{Distance, Progress};

/// The most operations that one group holds; a longer batch is committed as several.
pub const GROUP_LIMIT: usize = 512;

/// How many operations of the journal go into the index at once when it catches up.
const CATCH_UP_BATCH: u64 = 512;

/// How a store is to be opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which engine keeps the index. Where another one kept it before, it is rebuilt.
    pub engine: EngineKind,
    /// Who is told how far the index has come while it catches up with the journal.
    pub progress: Option<Arc<dyn Progress>>,
}

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was new, and at least one of its writes is live.
    Applied,
    /// It was stored, but newer writes dominate all of its own. The greatest order among them comes along.
    Dominated(Order),
    /// It was here already; nothing changed.
    Duplicate,
}

/// A store that this process owns. Reads may go on in many threads while one commits.
#[derive(Debug)]
pub struct Store {
    folder: DataFolder,
    index: Index,
    segments: Arc<Segments>,
    writer: Mutex<Writer>,
    operations: AtomicU64,
    read_only: AtomicBool,
}

struct Writer {
    journal: Journal,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("end", &self.journal.end()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a data directory, with the default [`Options`]. See [`Store::open_with`].
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        Self::open_with(root, &Options::default())
    }

    /// Opens the store in a data directory, and makes an empty one where there is none.
    ///
    /// The index is brought up to the journal; where it does not fit the journal or the engine, or cannot be read, it is
    /// rebuilt. The journal itself is changed in one way only: what an interrupted write left at its end is cut off.
    pub fn open_with(root: &Path, options: &Options) -> Result<Self, StoreError> {
        let folder = DataFolder::open(root)?;
        let path = folder.index();
        let reason = match Index::open(&path, options.engine) {
            Ok(index) => match catch_up(&folder, &index, options) {
                Ok((journal, operations)) => return Ok(Self::new(folder, index, journal, operations)),
                Err(ReplayError::Store(StoreError::Index(reason))) => reason,
                Err(ReplayError::Store(error)) => return Err(error),
                Err(ReplayError::NotHere) => "it belongs to another journal".to_owned(),
            },
            Err(Unfit::Store(error)) => return Err(error),
            Err(unfit) => unfit.to_string(),
        };
        tracing::warn!(reason, engine = %options.engine, "rebuilding the index from the journal");
        Index::remove(&path)?;
        let index = Index::open(&path, options.engine).map_err(|unfit| match unfit {
            Unfit::Store(error) => error,
            unfit => StoreError::Index(unfit.to_string()),
        })?;
        match catch_up(&folder, &index, options) {
            Ok((journal, operations)) => Ok(Self::new(folder, index, journal, operations)),
            Err(ReplayError::Store(error)) => Err(error),
            Err(ReplayError::NotHere) => Err(StoreError::Index("the journal has no beginning".to_owned())),
        }
    }

    fn new(folder: DataFolder, index: Index, journal: Journal, operations: u64) -> Self {
        Self {
            folder,
            segments: journal.segments(),
            index,
            writer: Mutex::new(Writer { journal }),
            operations: AtomicU64::new(operations),
            read_only: AtomicBool::new(false),
        }
    }

    /// The data directory.
    pub const fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// How many operations the journal holds.
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// Whether an earlier write could not be made durable, so that no more are taken.
    pub fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::Relaxed)
    }

    /// The live writes of a database, for reading; none if nothing was ever written to it.
    pub fn cells(&self, db: &DbName) -> Result<Option<DatabaseCells>, StoreError> {
        let cells = |number| DatabaseCells {
            index: self.index.clone(),
            segments: Arc::clone(&self.segments),
            number,
        };
        Ok(self.index.database(db)?.map(|database| cells(database.number)))
    }

    /// The digest of the operations of a database that are kept: those of which a write is live.
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

    /// Commits operations and returns, in the same order, what became of each. When this returns they are on the disk
    /// and visible to readers.
    ///
    /// On an error none of the current group of [`GROUP_LIMIT`] counts; groups before it do.
    pub fn commit(&self, operations: &[Operation]) -> Result<Vec<Outcome>, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outcomes = Vec::with_capacity(operations.len());
        for group in operations.chunks(GROUP_LIMIT) {
            let committed = self.commit_group(&mut writer, group);
            self.read_only.store(writer.journal.is_broken(), Ordering::Relaxed);
            outcomes.extend(committed?);
        }
        Ok(outcomes)
    }

    fn commit_group(&self, writer: &mut Writer, group: &[Operation]) -> Result<Vec<Outcome>, StoreError> {
        if self.index.has_failed() {
            return Err(StoreError::Index("it failed before".to_owned()));
        }
        let mut seen = HashSet::with_capacity(group.len());
        let mut fresh = Vec::with_capacity(group.len());
        let mut outcomes = Vec::with_capacity(group.len());
        let mut changes = Changes::over(&self.index, &self.segments);
        for op in group {
            if !seen.insert(op.id()) {
                outcomes.push(Outcome::Duplicate);
                continue;
            }
            let outcome = outcome(&changes.merge(op, pending(fresh.len()))?);
            if outcome != Outcome::Duplicate {
                fresh.push(op.bytes());
            }
            outcomes.push(outcome);
        }
        if fresh.is_empty() {
            return Ok(outcomes);
        }
        let (positions, mark) = writer.journal.append(&fresh)?;
        let operations = self.operations() + fresh.len() as u64;
        changes.settle(&positions);
        changes.apply(&Applied { mark, operations })?;
        self.operations.store(operations, Ordering::Relaxed);
        Ok(outcomes)
    }

    /// Leaves the index as complete as it can be, so that the next start is quick. The journal needs no such care.
    pub fn close(&self) -> Result<(), StoreError> {
        self.index.flush()
    }
}

fn outcome(merged: &Merged) -> Outcome {
    match merged.dominated_by {
        _ if merged.known => Outcome::Duplicate,
        Some(order) if merged.live == 0 => Outcome::Dominated(order),
        _ => Outcome::Applied,
    }
}

/// Opens the journal and brings the index up to it. Returns the number of operations in the journal.
fn catch_up(folder: &DataFolder, index: &Index, options: &Options) -> Result<(Journal, u64), ReplayError> {
    let path = folder.journal();
    let segments = Segments::new(&path);
    let applied = index.applied()?;
    let distance = Distance::over(&path, options.progress.as_deref());
    let mut operations = applied.map_or(0, |applied| applied.operations);
    let mut behind = 0;
    let mut changes = Changes::over(index, &segments);
    let mut end: Option<Mark> = None;
    let journal = Journal::open(&path, applied.map(|applied| applied.mark), &mut |group: Group<'_>| {
        for (position, bytes) in &group.operations {
            let claim = Claimed::decode(bytes).map_err(|error| StoreError::Index(error.to_string()))?;
            changes.merge(&claim.already_verified(), *position)?;
        }
        operations += group.operations.len() as u64;
        behind += group.operations.len() as u64;
        end = Some(group.end);
        if behind >= CATCH_UP_BATCH {
            behind = 0;
            changes.apply(&Applied { mark: group.end, operations })?;
            distance.tell(group.end);
        }
        Ok(())
    })?;
    if let Some(mark) = end {
        changes.apply(&Applied { mark, operations })?;
        distance.tell(mark);
    }
    Ok((journal, operations))
}

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
mod tests;
