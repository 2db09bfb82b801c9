//! The index: one small entry for each live write, kept by an engine. It can be deleted at any time and is rebuilt.
//!
//! One ordered map holds everything, so that a batch is all or nothing. The first byte of a key says what it is:
//!
//! ```text
//! m                             how far the index has come, and what it counts
//! d name                        the number of a database, and the digest of its kept operations
//! c number path-escaped order?  a live write: what the merge needs to know, and the body while it is small
//! w number operation            of an operation of several writes: how many of them are live
//! x number class author stamp operation
//!                               an operation that nobody authorised: where it lies
//! u work number rest            work that is still to do
//! ```

mod changes;
mod engine;
mod entry;
mod fjall;
mod label;
mod memory;
mod sled;
mod unauthorised;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use cyberfly_core::cells::{Cell, Cells, PathRange, Placed};
use cyberfly_core::{Body, Claimed, DbName};

use crate::error::StoreError;
use crate::journal::{Mark, Position, Segments};
use crate::rights::RightsCache;
pub(crate) use changes::{Changes, pending};
pub use engine::EngineKind;
use engine::{Batch, Engine};
use entry::{Database, Entry, OnlyKey};
pub(crate) use label::Unfit;
pub(crate) use unauthorised::{Class, Unauthorised};

/// What the index says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// The place in the journal up to which it is complete.
    pub(crate) mark: Mark,
    /// How many operations the journal holds up to there.
    pub(crate) operations: u64,
}

/// What is shown key and value until it breaks off or fails.
pub(crate) type TryVisitor<'v> = &'v mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>;

/// The index, open.
#[derive(Clone, Debug)]
pub(crate) struct Index(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engine: Box<dyn Engine>,
    folder: PathBuf,
    databases: AtomicU32,
    failed: AtomicBool,
    rights: RightsCache,
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
        let shared = Shared {
            engine,
            folder: folder.to_path_buf(),
            databases: AtomicU32::new(0),
            failed: AtomicBool::new(false),
            rights: RightsCache::default(),
        };
        let index = Self(Arc::new(shared));
        let databases = index.check().map_err(|error| Unfit::Damaged(error.to_string()))?;
        index.0.databases.store(databases, Ordering::Relaxed);
        Ok(index)
    }

    /// Whether a range shows what a key does, and how many databases there are. fjall, when its own journal is missing,
    /// begins to count its batches anew: ranges do not show the entries of its tables then, which keys still find.
    fn check(&self) -> Result<u32, StoreError> {
        let by_key = self.get(entry::META)?;
        let mut by_range = None;
        self.range(entry::META, &[entry::META, &[0]].concat(), &mut |_, value| {
            by_range = Some(value.to_vec());
            Ok(ControlFlow::Break(()))
        })?;
        if by_key != by_range {
            return Err(StoreError::Index("it has lost files".to_owned()));
        }
        Ok(by_key.map(|bytes| entry::decode_meta(&bytes)).transpose()?.map_or(0, |(_, databases)| databases))
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

    /// The value of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.guarded(|engine| engine.get(key))
    }

    /// Shows the entries of a range until the visitor breaks off or fails.
    pub(crate) fn range(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        self.guarded(|engine| {
            let mut fault = Ok(());
            engine.range(start, end, &mut |key, value| {
                visitor(key, value).unwrap_or_else(|error| {
                    fault = Err(error);
                    ControlFlow::Break(())
                })
            })?;
            fault
        })
    }

    fn apply(&self, batch: Batch, databases: u32) -> Result<(), StoreError> {
        self.guarded(|engine| engine.apply(batch))?;
        self.0.databases.store(databases, Ordering::Relaxed);
        Ok(())
    }

    /// Leaves as much as possible with the operating system. Not a promise of durability: the journal gives that.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        self.guarded(|engine| engine.flush())
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
            let name = key.get(1..).and_then(|name| std::str::from_utf8(name).ok()?.parse().ok());
            let unreadable = || StoreError::Index("a database that cannot be read".to_owned());
            found = Some((name.ok_or_else(unreadable)?, Database::decode(value)?.number));
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
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
    pub(crate) fn writes_left(
        &self,
        db: &DbName,
        op: &cyberfly_core::OpId,
    ) -> Result<Option<u16>, StoreError> {
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

/// A live write as the index hands it out.
#[derive(Clone, Debug)]
pub struct IndexedCell {
    placed: Placed,
    /// Where its operation lies.
    at: Position,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Inline(Vec<u8>),
    InJournal,
}

impl IndexedCell {
    /// Where its operation lies.
    pub(crate) const fn at(&self) -> Position {
        self.at
    }

    /// The body, if the index has a copy of it.
    pub(crate) fn copied_body(&self) -> Option<Result<Body, StoreError>> {
        match &self.held {
            Held::Inline(bytes) => Some(entry::decode_body(&self.placed, bytes)),
            Held::InJournal => None,
        }
    }
}

impl Cell for IndexedCell {
    fn placed(&self) -> &Placed {
        &self.placed
    }
}

fn body(segments: &Segments, cell: &IndexedCell) -> Result<Body, StoreError> {
    match &cell.held {
        Held::Inline(bytes) => entry::decode_body(&cell.placed, bytes),
        Held::InJournal => {
            let bytes = segments.read(cell.at)?;
            let claim = Claimed::decode(&bytes).map_err(|error| StoreError::Index(error.to_string()))?;
            let write = claim.draft().writes.get(usize::from(cell.placed.order.index));
            let write = write.filter(|_| claim.id() == cell.placed.order.op);
            write
                .map(|write| write.body.clone())
                .ok_or_else(|| StoreError::Index("an entry points elsewhere".to_owned()))
        }
    }
}

type Visitor<'v> = &'v mut dyn FnMut(&IndexedCell) -> ControlFlow<()>;

/// The live writes of one database, for reading.
#[derive(Clone, Debug)]
pub struct DatabaseCells {
    pub(crate) index: Index,
    pub(crate) segments: Arc<Segments>,
    pub(crate) number: u32,
}

impl Cells for DatabaseCells {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        if let Some(OnlyKey { key, .. }) = entry::only_key(self.number, range) {
            let cell = self
                .index
                .guarded(|engine| engine.get(&key)?.map(|value| Entry::decode(&key, &value)).transpose())?;
            if let Some(entry) = cell {
                let _ = visitor(&entry.into_cell());
            }
            return Ok(());
        }
        let (start, end) = entry::key_range(self.number, range);
        self.index.range(&start, &end, &mut |key, value| Ok(visitor(&Entry::decode(key, value)?.into_cell())))
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        self.index.guarded(|_| body(&self.segments, cell))
    }
}
