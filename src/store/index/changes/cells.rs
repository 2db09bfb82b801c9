//! The live writes under changes, as the merge of one operation sees them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use cyberfly_core::cells::{Cell, Cells, CellsMut, Order, Path, PathRange, Placed};
use cyberfly_core::{Body, DbName, OpId, Operation, Strategy, merge};

use super::super::cells::{Part, Visitor, body};
use super::super::entry::{self, Entry, OnlyKey};
use super::super::expected::parts;
use super::super::{IndexedCell, Marker, TryVisitor, measured};
use super::Changes;
use crate::error::StoreError;
use crate::journal::Position;
use crate::sweep;

/// The key of an entry, its new value, and where its operation lay before.
pub(super) type Moved = (Vec<u8>, Vec<u8>, Position);

/// The live writes of one database under changes, as the merge of one operation sees them.
pub(super) struct ChangedCells<'c, 'a> {
    changes: &'c mut Changes<'a>,
    db: &'c DbName,
    number: u32,
    is_flat: bool,
    has_one_write: bool,
    /// Where the operation lies.
    at: Position,
    op: OpId,
    /// Where in the operation the bodies of its writes lie, if it has several.
    parts: Vec<Option<Part>>,
    /// Writes of the operation that were met: those that stood there before keep the place they have.
    standing: RefCell<Vec<Order>>,
    /// Where the other operations lie whose writes were met.
    met: RefCell<HashMap<OpId, Position>>,
    /// The blobs that writes that were met refer to.
    blobs: RefCell<BTreeMap<Order, [u8; 32]>>,
    /// Entries of the operation that named a later place than this one, as they will be, and that place.
    moved: RefCell<Vec<Moved>>,
    /// What was read since the last change. The merge looks at the place of a write twice, the second time with all that
    /// is below.
    read: RefCell<Vec<Read>>,
    /// What hides cells.
    markers: Vec<Arc<Marker>>,
    /// Writes of the operation that stood there before and are hidden.
    hidden: RefCell<BTreeSet<u16>>,
    /// Writes of the operation that were made live.
    placed_now: Vec<u16>,
    /// Hidden writes whose place was taken before the sweep came by, and where their operations lie.
    lost: Vec<(Order, Position)>,
}

/// What was noticed beside the merge.
pub(super) struct Noticed {
    /// Where the other operations lie whose writes were met.
    pub(super) met: HashMap<OpId, Position>,
    /// Entries that come to name an earlier place.
    pub(super) moved: Vec<Moved>,
    /// How many writes of the operation stood there before and are hidden.
    pub(super) hidden: usize,
    /// Hidden writes whose place was taken, and where their operations lie.
    pub(super) lost: Vec<(Order, Position)>,
}

/// All entries of a range of places.
struct Read {
    range: PathRange,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Read {
    fn holds(&self, range: &PathRange) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }
}

/// How many entries are kept of what was read.
const READ_LIMIT: usize = 8;

impl<'c, 'a> ChangedCells<'c, 'a> {
    /// For the merge of an operation that lies at this place; in its database, of this number, it may be known that
    /// nothing ever lay below a key.
    pub(super) fn of(
        changes: &'c mut Changes<'a>,
        op: &'c Operation,
        at: Position,
        number: u32,
        is_flat: bool,
    ) -> Self {
        Self {
            markers: changes.markers_of(number),
            changes,
            db: op.db(),
            number,
            is_flat: is_flat && op.writes().iter().all(|write| write.kind.lives_at_key()),
            has_one_write: op.writes().len() == 1,
            at,
            op: op.id(),
            parts: parts(op),
            standing: RefCell::default(),
            met: RefCell::default(),
            blobs: RefCell::default(),
            moved: RefCell::default(),
            read: RefCell::default(),
            hidden: RefCell::default(),
            placed_now: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// What was noticed, when the merge is over.
    pub(super) fn noticed(self) -> Noticed {
        let (met, moved) = (self.met.into_inner(), self.moved.into_inner());
        Noticed { met, moved, hidden: self.hidden.into_inner().len(), lost: self.lost }
    }

    /// Reads one entry, and with it what will be asked for next, if that costs little.
    fn read(&self, range: &PathRange, only: OnlyKey) -> Result<Read, StoreError> {
        let with_below = || PathRange { end: Path::from_bytes(&range.start).range().end, ..range.clone() };
        let has_nothing_below =
            || only.lives_at_key && (self.is_flat || self.changes.has_nothing_below(&only.key));
        if has_nothing_below() {
            let entries = self.changes.cell(&only.key)?.map(|value| (only.key, value)).into_iter().collect();
            return Ok(Read { range: with_below(), entries });
        }
        if only.lives_at_key && self.has_one_write {
            let below = with_below();
            let (start, end) = entry::key_range(self.number, &below);
            let mut entries = Vec::new();
            self.changes.range(&start, &end, &mut |key, value| {
                entries.push((key.to_vec(), value.to_vec()));
                let is_full = entries.len() > READ_LIMIT;
                Ok(if is_full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            if entries.len() <= READ_LIMIT {
                return Ok(Read { range: below, entries });
            }
            entries.retain(|(key, _)| *key == only.key);
            return Ok(Read { range: range.clone(), entries });
        }
        let entries = self.changes.cell(&only.key)?.map(|value| (only.key, value)).into_iter().collect();
        Ok(Read { range: range.clone(), entries })
    }
}

impl ChangedCells<'_, '_> {
    /// Shows the entries of a range, hidden or not, as far as possible from what was read before.
    fn each_entry(&self, range: &PathRange, visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|read| read.holds(range)) {
            let Some(only) = entry::only_key(self.number, range) else {
                let (start, end) = entry::key_range(self.number, range);
                return self.changes.range(&start, &end, visitor);
            };
            read.push(self.read(range, only)?);
        }
        let held = read.iter().find(|read| read.holds(range)).filter(|read| !read.entries.is_empty());
        let Some(Read { entries, .. }) = held else { return Ok(()) };
        let (start, end) = entry::key_range(self.number, range);
        for (key, value) in entries.iter().filter(|(key, _)| (&start..&end).contains(&key)) {
            if visitor(key, value)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The entry with this key, as far as possible from what was read before.
    fn value(&self, key: &Vec<u8>) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.read.borrow();
        let held = read.iter().flat_map(|read| &read.entries).find(|(held, _)| held == key);
        held.map_or_else(|| self.changes.cell(key), |(_, value)| Ok(Some(value.clone())))
    }

    /// Takes away what stands at a key that is about to be used. The merge does not see it, so a marker hides it.
    fn take_hidden(&mut self, key: &Vec<u8>) -> Result<(), StoreError> {
        if let Some(value) = self.value(key)? {
            let cell = self.changes.take(key, &value, self.number)?;
            let order = cell.placed().order;
            if order.op != self.op || !self.hidden.get_mut().remove(&order.index) {
                self.lost.push((order, cell.at()));
            }
            self.moved.get_mut().retain(|(moved, ..)| moved != key);
        }
        Ok(())
    }
}

impl Cells for ChangedCells<'_, '_> {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        self.each_entry(range, &mut |key, value| {
            let cell = Entry::decode(key, value)?.into_cell();
            let placed = cell.placed();
            let (order, is_hidden) = (placed.order, self.markers.iter().any(|marker| marker.hides(placed)));
            let is_own = order.op == self.op;
            if let Some(hash) = cell.blob()? {
                self.blobs.borrow_mut().insert(order, hash);
            }
            if is_own && cell.at() > self.at {
                self.moved.borrow_mut().push((key.to_vec(), entry::moved(value, self.at), cell.at()));
            }
            match (is_own, is_hidden) {
                (true, false) => self.standing.borrow_mut().push(order),
                (true, true) if self.placed_now.contains(&order.index) => {}
                (true, true) => drop(self.hidden.borrow_mut().insert(order.index)),
                (false, _) => drop(self.met.borrow_mut().insert(order.op, cell.at())),
            }
            Ok(if is_hidden { ControlFlow::Continue(()) } else { visitor(&cell) })
        })
    }

    fn visit_back(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let (start, end) = entry::key_range(self.number, range);
        self.changes.range_back(&start, &end, &mut |key, value| {
            let cell = Entry::decode(key, value)?.into_cell();
            let is_hidden = self.markers.iter().any(|marker| marker.hides(cell.placed()));
            Ok(if is_hidden { ControlFlow::Continue(()) } else { visitor(&cell) })
        })
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        body(self.changes.segments, cell)
    }
}

impl CellsMut for ChangedCells<'_, '_> {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), StoreError> {
        if !self.standing.borrow().contains(&placed.order) {
            let key = entry::key(self.number, &placed);
            if !self.markers.is_empty() {
                self.take_hidden(&key)?;
            }
            if let Some(measured) = measured::key(self.number, placed.kind, &placed.path, body) {
                self.changes.changed.insert(measured, Some(Vec::new()));
            }
            if let Body::Blob(blob) = body {
                self.changes.refer(self.number, &blob.hash)?;
            }
            let part = self.parts.get(usize::from(placed.order.index)).copied().flatten();
            self.changes.changed.insert(key, Some(Entry::encode(&placed, body, self.at, part)));
            self.placed_now.push(placed.order.index);
        }
        self.read.get_mut().clear();
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), StoreError> {
        let key = entry::key(self.number, placed);
        if measured::is_measured(placed.kind, &placed.path)
            && let Some(value) = self.value(&key)?
        {
            self.changes.take(&key, &value, self.number)?;
        } else {
            if let Some(hash) = self.blobs.get_mut().remove(&placed.order) {
                self.changes.refer_no_more(self.number, &hash)?;
            }
            self.changes.changed.insert(key, None);
        }
        self.read.get_mut().clear();
        Ok(())
    }

    fn sweep(&mut self, by: &Placed, strategy: Strategy) -> Result<Vec<Placed>, StoreError> {
        let Some(below) = by.below() else { return Ok(Vec::new()) };
        let older: Vec<_> = self.markers.extract_if(.., |marker| marker.is_dominated_by(by)).collect();
        if older.is_empty() {
            let (mut dominated, mut looked_at) = (Vec::new(), 0);
            self.each_entry(&below, &mut |key, value| {
                looked_at += 1;
                let is_enough = looked_at > sweep::at_once();
                let cell = Entry::decode(key, value)?.into_cell();
                let placed = cell.placed();
                if merge::dominates(by, placed, strategy)
                    && !self.markers.iter().any(|marker| marker.hides(placed))
                {
                    self.met.borrow_mut().insert(placed.order.op, cell.at());
                    dominated.push((placed.clone(), key.to_vec(), value.to_vec()));
                }
                Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            let is_all = looked_at <= sweep::at_once();
            if is_all {
                for (_, key, value) in &dominated {
                    self.changes.take(key, value, self.number)?;
                }
                self.read.get_mut().clear();
                return Ok(dominated.into_iter().map(|(placed, ..)| placed).collect());
            }
            if self.changes.sweeps() >= sweep::MARKERS_LIMIT {
                return merge::sweep_at_once(self, by, strategy);
            }
        }
        for marker in older {
            self.changes.end_sweep(&marker);
        }
        let marker = Marker::new(self.db.clone(), self.number, by.clone(), strategy);
        let (start, _) = entry::key_range(self.number, &below);
        self.markers.push(self.changes.begin_sweep(marker, &start)?);
        Ok(Vec::new())
    }
}
