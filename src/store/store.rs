//! The store: journal and index together, in the order that makes an acknowledgement mean something.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cyberfly_core::cells::Order;
use cyberfly_core::merge::{self, Merged};
use cyberfly_core::{Claimed, DbName, Operation};

use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::index::{Applied, Changes, DatabaseCells, Index};
use crate::journal::{Group, Journal, Mark, Position, ReplayError, Segments};

/// The most operations that one group holds; a longer batch is committed as several.
pub const GROUP_LIMIT: usize = 512;

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
    databases: u32,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("end", &self.journal.end()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a data directory, and makes an empty one where there is none.
    ///
    /// The index is brought up to the journal; where it does not fit the journal, or cannot be read, it is rebuilt. The
    /// journal itself is changed in one way only: what an interrupted write left at its end is cut off.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let folder = DataFolder::open(root)?;
        if let Ok(index) = Index::open(&folder.index()) {
            let applied = index.applied()?;
            match catch_up(&folder, &index, applied) {
                Ok((journal, operations)) => return Ok(Self::new(folder, index, journal, operations)),
                Err(ReplayError::Store(StoreError::Index(reason))) => {
                    tracing::warn!(reason, "the index cannot be read: rebuilding it from the journal");
                }
                Err(ReplayError::Store(error)) => return Err(error),
                Err(ReplayError::NotHere) => {
                    tracing::warn!("the index belongs to another journal: rebuilding it");
                }
            }
        } else {
            tracing::warn!("the index cannot be opened: rebuilding it from the journal");
        }
        let path = folder.index();
        fs::remove_dir_all(&path).map_err(StoreError::io("removing", &path))?;
        let index = Index::open(&path)?;
        match catch_up(&folder, &index, None) {
            Ok((journal, operations)) => Ok(Self::new(folder, index, journal, operations)),
            Err(ReplayError::Store(error)) => Err(error),
            Err(ReplayError::NotHere) => Err(StoreError::Index("the journal has no beginning".to_owned())),
        }
    }

    fn new(folder: DataFolder, index: Index, journal: Journal, operations: u64) -> Self {
        let databases = index.databases();
        Self {
            folder,
            segments: journal.segments(),
            index,
            writer: Mutex::new(Writer { journal, databases }),
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
        let number = self.index.database(db)?;
        let cells = |number| DatabaseCells { index: self.index.clone(), segments: Arc::clone(&self.segments), number };
        Ok(number.map(cells))
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
        let mut known = Vec::with_capacity(group.len());
        let mut changes = Changes::over(&self.index, &self.segments, writer.databases);
        for op in group {
            known.push(is_known(&mut changes, op)?);
        }
        let fresh: Vec<&Operation> = group.iter().zip(&known).filter(|(_, known)| !**known).map(|(op, _)| op).collect();
        if fresh.is_empty() {
            return Ok(vec![Outcome::Duplicate; group.len()]);
        }
        let bytes: Vec<&[u8]> = fresh.iter().map(|op| op.bytes()).collect();
        let (positions, mark) = writer.journal.append(&bytes)?;
        let mut changes = Changes::over(&self.index, &self.segments, writer.databases);
        let mut merges = fresh.iter().zip(positions).map(|(op, position)| merge_one(&mut changes, op, position));
        let mut outcomes = Vec::with_capacity(group.len());
        for known in known {
            outcomes.push(if known { Outcome::Duplicate } else { outcome(&merges.next().transpose()?.unwrap_or_default()) });
        }
        drop(merges);
        let databases = changes.databases();
        let operations = self.operations() + fresh.len() as u64;
        changes.apply(&Applied { mark, operations })?;
        writer.databases = databases;
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
