//! Changes that are not in the index yet, laid over it: the merge of many operations becomes one batch.

mod by_name;
mod cells;
mod dropped;
mod sweeps;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use cyberfly_core::access::Rights;
use cyberfly_core::cells::{Cell, Order, Placed};
use cyberfly_core::merge::{self, Merged};
use cyberfly_core::{DbName, Kind, OpId, Operation, Stamp};

use super::entry::{self, Database, Entry, WritesLeft};
use super::{Applied, Index, IndexedCell, Marker, TryVisitor, measured};
use crate::error::StoreError;
use crate::journal::{Position, Segments};
use crate::unsettled::Work;
use by_name::ByName;
use cells::{ChangedCells, Noticed};

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
    databases: ByName<Touched>,
    database_count: u32,
    kept: Vec<KeptChange>,
    /// Sweeps that begin.
    markers: Vec<Arc<Marker>>,
    /// The keys of the notes of sweeps that are over.
    swept: Vec<Vec<u8>>,
    /// The rights in databases as they will be.
    rights: ByName<Arc<Rights>>,
    /// The rights that databases will have once the whole journal is in the index, if that is known. Then `rights` holds
    /// those that were asked for until the end.
    foreseen: Option<HashMap<DbName, Arc<Rights>>>,
}

struct Touched {
    database: Database,
    is_changed: bool,
    /// Whether the index has a note that its operations are to be weighed, once that was asked.
    is_weighed: Option<bool>,
}

impl<'a> Changes<'a> {
    pub(crate) fn over(index: &'a Index, segments: &'a Segments) -> Self {
        let database_count = index.0.databases.load(std::sync::atomic::Ordering::Relaxed);
        Self {
            index,
            segments,
            changed: BTreeMap::new(),
            databases: ByName::default(),
            database_count,
            kept: Vec::new(),
            markers: Vec::new(),
            swept: Vec::new(),
            rights: ByName::default(),
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
        let mut cells = ChangedCells::of(self, op, at, number, is_flat);
        let mut merged = merge::merge(&mut cells, op)?;
        let Noticed { met, moved, hidden, lost } = cells.noticed();
        // What is hidden still counts as a live write of its operation, until the sweep comes by.
        merged.known |= hidden > 0;
        merged.live += hidden;
        for (order, at) in lost {
            match order.op == op.id() {
                true => merged.live = merged.live.saturating_sub(1),
                false => self.lose(op.db(), number, &order, at)?,
            }
        }
        if let Some((.., before)) = moved.first() {
            let moved =
                |at, is_kept| KeptChange { database: number, stamp: op.stamp(), id: op.id(), at, is_kept };
            self.tell(op.db(), moved(*before, false));
            self.tell(op.db(), moved(at, true));
        }
        self.changed.extend(moved.into_iter().map(|(key, value, _)| (key, Some(value))));
        self.count(op, &merged, number, at, &met)?;
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
        met: &HashMap<OpId, Position>,
    ) -> Result<(), StoreError> {
        for displaced in &merged.displaced {
            let at = met
                .get(&displaced.op)
                .ok_or_else(|| StoreError::Index("the merge took away what it was not shown".to_owned()))?;
            self.lose(op.db(), number, displaced, *at)?;
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
            let change = KeptChange { database: number, stamp: op.stamp(), id: op.id(), at, is_kept: true };
            self.tell(op.db(), change);
        }
        Ok(())
    }

    /// Keeps account of a live write that is live no longer; its operation lies at this place in the journal.
    pub(crate) fn lose(
        &mut self,
        db: &DbName,
        number: u32,
        order: &Order,
        at: Position,
    ) -> Result<(), StoreError> {
        let key = entry::writes_left_key(number, &order.op);
        // An operation of a single write has no such entry: it is gone with that write.
        let before = self.get(&key)?.map(|value| WritesLeft::decode(&value)).transpose()?;
        let after = before.as_ref().and_then(WritesLeft::one_less);
        if before.is_some() {
            self.changed.insert(key, after.as_ref().map(WritesLeft::encode));
        }
        if after.is_none() {
            let change =
                KeptChange { database: number, stamp: order.stamp, id: order.op, at, is_kept: false };
            self.tell(db, change);
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

    /// What is known of a database that was asked for, to be changed.
    pub(super) fn database_mut(&mut self, name: &DbName) -> Option<&mut Database> {
        self.databases.get_mut(name).map(|touched| {
            touched.is_changed = true;
            &mut touched.database
        })
    }

    /// Takes away all live writes of an operation and returns those they were, by index.
    pub(crate) fn void(&mut self, op: &Operation) -> Result<Vec<usize>, StoreError> {
        let Database { number, .. } = self.database(op.db())?;
        let (mut voided, mut lay) = (Vec::new(), None);
        for (at, (index, write)) in (0u16..).zip(op.writes()).enumerate() {
            let placed = Placed::of(op, index, write);
            let key = entry::key(number, &placed);
            if let Some(value) = self.get(&key)?
                && Entry::decode(&key, &value)?.into_cell().placed().order == placed.order
            {
                lay = Some(self.take(&key, &value, number)?.at());
                voided.push(at);
            }
        }
        if let Some(at) = lay {
            if op.writes().len() > 1 {
                self.changed.insert(entry::writes_left_key(number, &op.id()), None);
            }
            self.tell(
                op.db(),
                KeptChange { database: number, stamp: op.stamp(), id: op.id(), at, is_kept: false },
            );
        }
        Ok(voided)
    }

    /// The rights in a database as they will be, to be changed.
    pub(crate) fn rights(&mut self, db: &DbName) -> Result<&mut Arc<Rights>, StoreError> {
        let (index, segments, foreseen) = (self.index, self.segments, &mut self.foreseen);
        self.rights.get_or_try_insert(db, || match foreseen {
            Some(foreseen) => Ok(foreseen.remove(db).unwrap_or_else(|| Arc::new(Rights::new(db)))),
            None => index.rights().get_or_load(index, segments, db),
        })
    }

    /// What is known of a database, which gets a number if it has none.
    pub(crate) fn database(&mut self, name: &DbName) -> Result<Database, StoreError> {
        let (index, count) = (self.index, &mut self.database_count);
        let touched = self.databases.get_or_try_insert(name, || {
            Ok::<_, StoreError>(match index.database(name)? {
                Some(database) => Touched { database, is_changed: false, is_weighed: None },
                None => {
                    let database = Database::new(*count);
                    *count += 1;
                    Touched { database, is_changed: true, is_weighed: Some(false) }
                }
            })
        })?;
        Ok(touched.database)
    }

    /// Whether operations of a database that was asked for are to be weighed again. Every operation of somebody else than
    /// the owner asks, so the index is asked once.
    pub(crate) fn is_weighed(&mut self, name: &DbName) -> Result<bool, StoreError> {
        let Some(touched) = self.databases.get_mut(name) else { return Ok(false) };
        let key = Work::Weighing.key(touched.database.number, &[]);
        if let Some(note) = self.changed.get(&key) {
            return Ok(note.is_some());
        }
        match touched.is_weighed {
            Some(is_weighed) => Ok(is_weighed),
            None => Ok(*touched.is_weighed.insert(self.index.get(&key)?.is_some())),
        }
    }

    /// Takes a live write away, with what else the index has of it; says which it was. To keep account is the caller's.
    fn take(&mut self, key: &[u8], value: &[u8], number: u32) -> Result<IndexedCell, StoreError> {
        let cell = Entry::decode(key, value)?.into_cell();
        let placed = cell.placed();
        if measured::is_measured(placed.kind, &placed.path)
            && let Some(body) = cell.copied_body()
            && let Some(measured) = measured::key(number, placed.kind, &placed.path, &body?)
        {
            self.changed.insert(measured, None);
        }
        if let Some(hash) = cell.blob()? {
            self.refer_no_more(number, &hash)?;
        }
        self.changed.insert(key.to_vec(), None);
        Ok(cell)
    }

    /// The value that a key will have.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.index.get(key),
        }
    }

    /// The entry of a live write that a key will have.
    fn cell(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.get(key) {
            Some(value) => Ok(value.clone()),
            None if self.index.filter().may_have(key) => self.index.get(key),
            None => Ok(None),
        }
    }

    /// Whether it is known, without looking, that nothing will live below the place with this key, which is that of a key.
    fn has_nothing_below(&self, key: &[u8]) -> bool {
        let below = (Bound::Excluded(key), Bound::Unbounded);
        let next = self.changed.range::<[u8], _>(below).next();
        !next.is_some_and(|(next, _)| next.starts_with(entry::key_of(key)))
            && self.index.has_nothing_below(key)
    }

    /// Gives a key another value, or none.
    pub(crate) fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.changed.insert(key, value);
    }

    /// Shows the entries of a range as they will be.
    pub(crate) fn range(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        let bounds = (Bound::Included(start), Bound::Excluded(end));
        let show = |visitor: TryVisitor<'_>| self.index.range(start, end, visitor);
        overlay(self.changed.range::<[u8], _>(bounds), Ordering::Less, show, visitor)
    }

    /// The same, in descending order.
    fn range_back(&self, start: &[u8], end: &[u8], visitor: TryVisitor<'_>) -> Result<(), StoreError> {
        let bounds = (Bound::Included(start), Bound::Excluded(end));
        let show = |visitor: TryVisitor<'_>| self.index.range_back(start, end, visitor);
        overlay(self.changed.range::<[u8], _>(bounds).rev(), Ordering::Greater, show, visitor)
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
        let swept = std::mem::take(&mut self.swept);
        if !self.markers.is_empty() {
            self.index.markers().publish(self.markers.drain(..));
        }
        let mut changed = std::mem::take(&mut self.changed);
        for (name, touched) in self.databases.drain() {
            if touched.is_changed {
                changed.insert(entry::database_key(&name), Some(touched.database.encode()));
            }
        }
        changed.insert(entry::META.to_vec(), Some(entry::encode_meta(applied, self.database_count)));
        self.index.apply(changed.into_iter().collect(), self.database_count)?;
        if !swept.is_empty() {
            self.index.markers().retire(&swept);
        }
        if self.foreseen.is_none() {
            self.index.rights().keep(self.rights.drain());
        }
        Ok(kept)
    }
}

/// Shows what is below with changes laid over it. Both come in the same order, in which a key that compares with another
/// as `before` comes before it.
fn overlay<'c>(
    changed: impl Iterator<Item = (&'c Vec<u8>, &'c Option<Vec<u8>>)>,
    before: Ordering,
    below: impl FnOnce(TryVisitor<'_>) -> Result<(), StoreError>,
    visitor: TryVisitor<'_>,
) -> Result<(), StoreError> {
    let mut changed = changed.peekable();
    let mut is_over = false;
    below(&mut |key, value| {
        while let Some((changed, new)) = changed.next_if(|(changed, _)| changed.as_slice().cmp(key) == before)
        {
            if let Some(new) = new
                && visitor(changed, new)?.is_break()
            {
                is_over = true;
                return Ok(ControlFlow::Break(()));
            }
        }
        let flow = match changed.next_if(|(changed, _)| changed.as_slice() == key) {
            Some((_, None)) => ControlFlow::Continue(()),
            Some((_, Some(new))) => visitor(key, new)?,
            None => visitor(key, value)?,
        };
        is_over = flow.is_break();
        Ok(flow)
    })?;
    for (changed, new) in changed {
        if is_over {
            break;
        }
        if let Some(new) = new {
            is_over = visitor(changed, new)?.is_break();
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
