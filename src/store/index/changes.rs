//! Changes that are not in the index yet, laid over it: the merge of many operations becomes one batch.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, ControlFlow};

use cyberfly_core::cells::{Cell, Cells, CellsMut, Order, Path, PathRange, Placed};
use cyberfly_core::merge::{self, Merged};
use cyberfly_core::{Body, DbName, OpId, Operation, Stamp};

use super::entry::{self, Database, Entry, OnlyKey, WritesLeft};
use super::{Applied, Index, IndexedCell, TryVisitor, Visitor};
use crate::error::StoreError;
use crate::journal::{Position, Segments};

/// Stands for the place of an operation that is not in the journal yet: the how many-th new one of its group it is.
/// [`Changes::settle`] puts the real place there.
pub(crate) fn pending(slot: usize) -> Position {
    Position { segment: u32::MAX, offset: u32::try_from(slot).unwrap_or(u32::MAX) }
}

/// An operation became kept, or ceased to be: it has a live write now and had none before, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeptChange {
    /// The number of its database.
    pub(crate) database: u32,
    /// Its stamp.
    pub(crate) stamp: Stamp,
    /// Its id.
    pub(crate) id: OpId,
    /// Where it lies.
    pub(crate) at: Position,
    /// Whether it is kept now.
    pub(crate) is_kept: bool,
}

/// The changes that operations make, one after the other.
pub(crate) struct Changes<'a> {
    index: &'a Index,
    segments: &'a Segments,
    changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    databases: HashMap<DbName, Touched>,
    database_count: u32,
    kept: Vec<KeptChange>,
}

struct Touched {
    database: Database,
    is_changed: bool,
}

impl<'a> Changes<'a> {
    pub(crate) fn over(index: &'a Index, segments: &'a Segments) -> Self {
        let database_count = index.0.databases.load(std::sync::atomic::Ordering::Relaxed);
        let (changed, databases, kept) = (BTreeMap::new(), HashMap::new(), Vec::new());
        Self { index, segments, changed, databases, database_count, kept }
    }

    /// Merges an operation whose place in the journal is given. One that is known already changes nothing.
    pub(crate) fn merge(&mut self, op: &Operation, at: Position) -> Result<Merged, StoreError> {
        let Database { number, is_flat, .. } = self.database(op.db())?;
        let mut cells = ChangedCells {
            changes: self,
            number,
            is_flat,
            has_one_write: op.writes().len() == 1,
            at,
            op: op.id(),
            standing: RefCell::default(),
            met: RefCell::default(),
            read: RefCell::default(),
        };
        let merged = merge::merge(&mut cells, op)?;
        let (is_flat, met) = (cells.is_flat, cells.met.into_inner());
        if !merged.known {
            self.count(op, &merged, number, at, &met)?;
            if let Some(touched) = self.databases.get_mut(op.db()).filter(|_| !is_flat) {
                touched.is_changed |= touched.database.is_flat;
                touched.database.is_flat = false;
            }
        }
        Ok(merged)
    }

    /// Keeps account of which operations are kept: those with a live write.
    fn count(
        &mut self,
        op: &Operation,
        merged: &Merged,
        number: u32,
        at: Position,
        met: &HashMap<OpId, Position>,
    ) -> Result<(), StoreError> {
        let change = |order: &Order, at, is_kept| KeptChange {
            database: number,
            stamp: order.stamp,
            id: order.op,
            at,
            is_kept,
        };
        for displaced in &merged.displaced {
            let key = entry::writes_left_key(number, &displaced.op);
            // An operation of a single write has no such entry: it is gone with that write.
            let before = self.get(&key)?.map(|value| WritesLeft::decode(&value)).transpose()?;
            let after = before.as_ref().and_then(WritesLeft::one_less);
            if before.is_some() {
                self.changed.insert(key, after.as_ref().map(WritesLeft::encode));
            }
            if after.is_none() {
                let at = met.get(&displaced.op).ok_or_else(|| {
                    StoreError::Index("the merge took away what it was not shown".to_owned())
                })?;
                self.tell(op.db(), change(displaced, *at, false));
            }
        }
        if let Ok(live) = u16::try_from(merged.live)
            && live > 0
            && op.writes().len() > 1
        {
            let left = WritesLeft { at, live };
            self.changed.insert(entry::writes_left_key(number, &op.id()), Some(left.encode()));
        }
        if merged.live > 0 {
            let order = Order { stamp: op.stamp(), author: op.author(), op: op.id(), index: 0 };
            self.tell(op.db(), change(&order, at, true));
        }
        Ok(())
    }

    /// Notes that an operation of a database that was asked for became kept or ceased to be, in its digest and for
    /// those who follow the kept operations.
    fn tell(&mut self, db: &DbName, change: KeptChange) {
        if let Some(touched) = self.databases.get_mut(db) {
            let digest = &mut touched.database.digest;
            match change.is_kept {
                true => digest.add(&change.id),
                false => digest.subtract(&change.id),
            }
            touched.is_changed = true;
            self.kept.push(change);
        }
    }

    /// What is known of a database, which gets a number if it has none.
    fn database(&mut self, name: &DbName) -> Result<Database, StoreError> {
        if let Some(touched) = self.databases.get(name) {
            return Ok(touched.database);
        }
        let touched = match self.index.database(name)? {
            Some(database) => Touched { database, is_changed: false },
            None => {
                let database = Database::new(self.database_count);
                self.database_count += 1;
                Touched { database, is_changed: true }
            }
        };
        let database = touched.database;
        self.databases.insert(name.clone(), touched);
        Ok(database)
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.index.get(key),
        }
    }

    /// Shows the entries of a range as they will be.
    fn range(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        let bounds = (Bound::Included(start), Bound::Excluded(end));
        let mut above = self.changed.range::<[u8], _>(bounds).peekable();
        let mut is_over = false;
        self.index.range(start, end, &mut |key, value| {
            while let Some((changed, new)) = above.next_if(|(changed, _)| changed.as_slice() < key) {
                if let Some(new) = new
                    && visitor(changed, new)?.is_break()
                {
                    is_over = true;
                    return Ok(ControlFlow::Break(()));
                }
            }
            let flow = match above.next_if(|(changed, _)| changed.as_slice() == key) {
                Some((_, None)) => ControlFlow::Continue(()),
                Some((_, Some(new))) => visitor(key, new)?,
                None => visitor(key, value)?,
            };
            is_over = flow.is_break();
            Ok(flow)
        })?;
        for (changed, new) in above {
            if is_over {
                break;
            }
            if let Some(new) = new {
                is_over = visitor(changed, new)?.is_break();
            }
        }
        Ok(())
    }

    /// Puts the places in the journal where [`pending`] ones stand.
    pub(crate) fn settle(&mut self, positions: &[Position]) {
        for value in self.changed.values_mut().flatten() {
            entry::settle(value, positions);
        }
        for change in self.kept.iter_mut().filter(|change| change.at.segment == u32::MAX) {
            change.at = positions.get(change.at.offset as usize).copied().unwrap_or(change.at);
        }
    }

    /// Puts all changes into the index at once, together with how far it has come. There are none any more then. Returns,
    /// in the order in which it came about, which operations are kept now and which are no longer.
    pub(crate) fn apply(&mut self, applied: &Applied) -> Result<Vec<KeptChange>, StoreError> {
        let kept = std::mem::take(&mut self.kept);
        let mut changed = std::mem::take(&mut self.changed);
        for (name, touched) in self.databases.drain() {
            if touched.is_changed {
                changed.insert(entry::database_key(&name), Some(touched.database.encode()));
            }
        }
        changed.insert(entry::META.to_vec(), Some(entry::encode_meta(applied, self.database_count)));
        self.index.apply(changed.into_iter().collect(), self.database_count)?;
        Ok(kept)
    }
}

/// The live writes of one database under changes, as the merge of one operation sees them.
struct ChangedCells<'c, 'a> {
    changes: &'c mut Changes<'a>,
    number: u32,
    is_flat: bool,
    has_one_write: bool,
    /// Where the operation lies.
    at: Position,
    op: OpId,
    /// Writes of the operation that were met: those that stood there before keep the place they have.
    standing: RefCell<Vec<Order>>,
    /// Where the other operations lie whose writes were met.
    met: RefCell<HashMap<OpId, Position>>,
    /// What was read since the last change. The merge looks at the place of a write twice, the second time with all that
    /// is below.
    read: RefCell<Vec<Read>>,
}

/// All entries of a range of keys.
struct Read {
    start: Vec<u8>,
    end: Vec<u8>,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Read {
    fn holds(&self, start: &Vec<u8>, end: &Vec<u8>) -> bool {
        self.start <= *start && *end <= self.end
    }
}

/// How many entries are kept of what was read.
const READ_LIMIT: usize = 8;

impl ChangedCells<'_, '_> {
    /// Reads one entry, and with it what will be asked for next, if that costs little.
    fn read(&self, range: &PathRange, only: OnlyKey) -> Result<Read, StoreError> {
        let (start, end) = entry::key_range(self.number, range);
        let (_, end_below) = entry::key_range(self.number, &Path::from_bytes(range.start.clone()).range());
        if only.lives_at_key && self.has_one_write && !self.is_flat {
            let mut entries = Vec::new();
            self.changes.range(&start, &end_below, &mut |key, value| {
                entries.push((key.to_vec(), value.to_vec()));
                let is_full = entries.len() > READ_LIMIT;
                Ok(if is_full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            if entries.len() <= READ_LIMIT {
                return Ok(Read { start, end: end_below, entries });
            }
            entries.retain(|(key, _)| *key < end);
            return Ok(Read { start, end, entries });
        }
        let entries = self.changes.get(&only.key)?.map(|value| (only.key, value)).into_iter().collect();
        let end = if only.lives_at_key && self.is_flat { end_below } else { end };
        Ok(Read { start, end, entries })
    }
}

impl Cells for ChangedCells<'_, '_> {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let mut visit = |key: &[u8], value: &[u8]| {
            let cell = Entry::decode(key, value)?.into_cell();
            let order = cell.placed().order;
            if order.op == self.op {
                self.standing.borrow_mut().push(order);
            } else {
                self.met.borrow_mut().insert(order.op, cell.at());
            }
            Ok(visitor(&cell))
        };
        let (start, end) = entry::key_range(self.number, range);
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|read| read.holds(&start, &end)) {
            let Some(only) = entry::only_key(self.number, range) else {
                return self.changes.range(&start, &end, &mut visit);
            };
            read.push(self.read(range, only)?);
        }
        let held = read.iter().find(|read| read.holds(&start, &end)).into_iter();
        for (key, value) in
            held.flat_map(|read| &read.entries).filter(|(key, _)| (&start..&end).contains(&key))
        {
            if visit(key, value)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        super::body(self.changes.segments, cell)
    }
}

impl CellsMut for ChangedCells<'_, '_> {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), StoreError> {
        self.read.get_mut().clear();
        if !self.standing.borrow().contains(&placed.order) {
            self.is_flat &= placed.path.kind().is_none();
            let key = entry::key(self.number, &placed);
            self.changes.changed.insert(key, Some(Entry::encode(&placed, body, self.at)));
        }
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), StoreError> {
        self.read.get_mut().clear();
        self.changes.changed.insert(entry::key(self.number, placed), None);
        Ok(())
    }
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
