//! Changes that are not in the index yet, laid over it: the merge of many operations becomes one batch.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use cyberfly_core::access::Rights;
use cyberfly_core::cells::{Cell, Cells, CellsMut, Order, Path, PathRange, Placed};
use cyberfly_core::merge::{self, Merged};
use cyberfly_core::{Body, DbName, Kind, OpId, Operation};

use super::entry::{self, Database, Entry, OnlyKey, WritesLeft};
use super::{Applied, Index, IndexedCell, TryVisitor, Visitor};
use crate::error::StoreError;
use crate::journal::{Position, Segments};

/// Stands for the place of an operation that is not in the journal yet: the how many-th new one of its group it is.
/// [`Changes::settle`] puts the real place there.
pub(crate) fn pending(slot: usize) -> Position {
    Position { segment: u32::MAX, offset: u32::try_from(slot).unwrap_or(u32::MAX) }
}

/// The changes that operations make, one after the other.
pub(crate) struct Changes<'a> {
    index: &'a Index,
    segments: &'a Segments,
    changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    databases: HashMap<DbName, Touched>,
    database_count: u32,
    /// The rights in databases as they will be.
    rights: HashMap<DbName, Arc<Rights>>,
    /// The rights that databases will have once the whole journal is in the index, if that is known. Then `rights` holds
    /// those that were asked for until the end.
    foreseen: Option<HashMap<DbName, Arc<Rights>>>,
}

struct Touched {
    database: Database,
    is_changed: bool,
}

impl<'a> Changes<'a> {
    pub(crate) fn over(index: &'a Index, segments: &'a Segments) -> Self {
        let database_count = index.0.databases.load(std::sync::atomic::Ordering::Relaxed);
        Self {
            index,
            segments,
            changed: BTreeMap::new(),
            databases: HashMap::new(),
            database_count,
            rights: HashMap::new(),
            foreseen: None,
        }
    }

    /// Changes that build an index from nothing, by the rights that the journal ends with.
    pub(crate) fn foreseeing(
        index: &'a Index,
        segments: &'a Segments,
        rights: HashMap<DbName, Arc<Rights>>,
    ) -> Self {
        Self { foreseen: Some(rights), ..Self::over(index, segments) }
    }

    /// Merges an authorised operation whose place in the journal is given. One that is merged already changes nothing,
    /// unless some of its writes can be live again. Entries come to name the first place at which an operation lies.
    pub(crate) fn merge(&mut self, op: &Operation, at: Position) -> Result<Merged, StoreError> {
        let Database { number, is_flat, .. } = self.database(op.db())?;
        let mut cells = ChangedCells {
            changes: self,
            number,
            is_flat: is_flat && op.writes().iter().all(|write| write.kind.lives_at_key()),
            has_one_write: op.writes().len() == 1,
            at,
            op: op.id(),
            standing: RefCell::default(),
            moved: RefCell::default(),
            read: RefCell::default(),
        };
        let merged = merge::merge(&mut cells, op)?;
        let moved = cells.moved.take();
        self.changed.extend(moved.into_iter().map(|(key, value)| (key, Some(value))));
        self.count(op, &merged, number, at)?;
        Ok(merged)
    }

    /// Notices whether an operation, authorised or not, has writes below a key.
    pub(crate) fn note_shape(&mut self, op: &Operation) {
        let is_flat = op.writes().iter().all(|write| write.kind.lives_at_key() || write.kind == Kind::Rights);
        if let Some(touched) = self.databases.get_mut(op.db()).filter(|_| !is_flat) {
            touched.is_changed |= touched.database.is_flat;
            touched.database.is_flat = false;
        }
    }

    /// Keeps account of which operations are kept: those with a live write.
    fn count(
        &mut self,
        op: &Operation,
        merged: &Merged,
        number: u32,
        at: Position,
    ) -> Result<(), StoreError> {
        let mut gone = Vec::with_capacity(merged.displaced.len());
        for displaced in &merged.displaced {
            let key = entry::writes_left_key(number, displaced);
            // An operation of a single write has no such entry: it is gone with that write.
            let before = self.get(&key)?.map(|value| WritesLeft::decode(&value)).transpose()?;
            let after = before.as_ref().and_then(WritesLeft::one_less);
            if before.is_some() {
                self.changed.insert(key, after.as_ref().map(WritesLeft::encode));
            }
            if after.is_none() {
                gone.push(*displaced);
            }
        }
        if let Ok(live) = u16::try_from(merged.live)
            && live > 0
            && op.writes().len() > 1
        {
            let key = entry::writes_left_key(number, &op.id());
            let before = if merged.known { self.get(&key)? } else { None };
            let before = before.map(|value| WritesLeft::decode(&value)).transpose()?;
            let left = WritesLeft { at: before.map_or(at, |before| before.at.min(at)), live };
            self.changed.insert(key, Some(left.encode()));
        }
        if merged.live > 0 && !merged.known {
            self.becomes_kept(op.db(), &op.id());
        }
        gone.iter().for_each(|id| self.ceases_to_be_kept(op.db(), id));
        Ok(())
    }

    /// Keeps account of an operation of which no write was live and one is.
    fn becomes_kept(&mut self, db: &DbName, op: &OpId) {
        if let Some(touched) = self.databases.get_mut(db) {
            touched.database.digest.add(op);
            touched.is_changed = true;
        }
    }

    /// Keeps account of an operation of which a write was live and none is.
    fn ceases_to_be_kept(&mut self, db: &DbName, op: &OpId) {
        if let Some(touched) = self.databases.get_mut(db) {
            touched.database.digest.subtract(op);
            touched.is_changed = true;
        }
    }

    /// Takes away all live writes of an operation and returns those they were, by index.
    pub(crate) fn void(&mut self, op: &Operation) -> Result<Vec<usize>, StoreError> {
        let Database { number, .. } = self.database(op.db())?;
        let mut voided = Vec::new();
        for (at, (index, write)) in (0u16..).zip(op.writes()).enumerate() {
            let placed = Placed::of(op, index, write);
            let key = entry::key(number, &placed);
            if let Some(value) = self.get(&key)?
                && Entry::decode(&key, &value)?.into_cell().placed().order == placed.order
            {
                self.changed.insert(key, None);
                voided.push(at);
            }
        }
        if !voided.is_empty() {
            if op.writes().len() > 1 {
                self.changed.insert(entry::writes_left_key(number, &op.id()), None);
            }
            self.ceases_to_be_kept(op.db(), &op.id());
        }
        Ok(voided)
    }

    /// The rights in a database as they will be, to be changed.
    pub(crate) fn rights(&mut self, db: &DbName) -> Result<&mut Arc<Rights>, StoreError> {
        if !self.rights.contains_key(db) {
            let rights = match &mut self.foreseen {
                Some(foreseen) => foreseen.remove(db).unwrap_or_else(|| Arc::new(Rights::new(db))),
                None => self.index.rights().get_or_load(self.index, self.segments, db)?,
            };
            self.rights.insert(db.clone(), rights);
        }
        Ok(self.rights.entry(db.clone()).or_insert_with(|| Arc::new(Rights::new(db))))
    }

    /// What is known of a database, which gets a number if it has none.
    pub(crate) fn database(&mut self, name: &DbName) -> Result<Database, StoreError> {
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

    /// The value that a key will have.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.index.get(key),
        }
    }

    /// Gives a key another value, or none.
    pub(crate) fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.changed.insert(key, value);
    }

    /// Shows the entries of a range as they will be.
    pub(crate) fn range(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
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
    }

    /// Puts all changes into the index at once, together with how far it has come. There are none any more then.
    pub(crate) fn apply(&mut self, applied: &Applied) -> Result<(), StoreError> {
        let mut changed = std::mem::take(&mut self.changed);
        for (name, touched) in self.databases.drain() {
            if touched.is_changed {
                changed.insert(entry::database_key(&name), Some(touched.database.encode()));
            }
        }
        changed.insert(entry::META.to_vec(), Some(entry::encode_meta(applied, self.database_count)));
        self.index.apply(changed.into_iter().collect(), self.database_count)?;
        if self.foreseen.is_none() {
            self.index.rights().keep(self.rights.drain());
        }
        Ok(())
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
    /// Entries of the operation that named a later place than this one, as they will be.
    moved: RefCell<Vec<(Vec<u8>, Vec<u8>)>>,
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
                if cell.at() > self.at {
                    self.moved.borrow_mut().push((key.to_vec(), entry::moved(value, self.at)));
                }
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
