//! The kept operations one by one, as side files and the newest segment list them, at one moment.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use cyberfly_core::{DbName, OpId, Stamp, reconcile};

use super::bits::{Bitmaps, Bits};
use super::point::Point;
use super::recent::{Recent, Row};
use crate::error::StoreError;
use crate::index::KeptChange;
use crate::journal::{DatabaseKey, ListedRange, Pin, Position, Segments};

/// A database, as the index and as the side files call it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Database {
    pub(super) number: u32,
    pub(super) key: DatabaseKey,
}

impl Database {
    pub(crate) fn new(name: &DbName, number: u32) -> Self {
        Self { number, key: DatabaseKey::of(name) }
    }
}

/// A kept operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) stamp: Stamp,
    pub(super) id: OpId,
    pub(super) at: Position,
}

impl Entry {
    /// The same, without its place in the journal.
    pub(super) const fn placed(&self) -> reconcile::Entry {
        reconcile::Entry { stamp: self.stamp, id: self.id }
    }

    pub(super) const fn point(&self) -> Point {
        Point::of(self.stamp, &self.id)
    }
}

/// Which operations are kept. A clone is cheap and stays as it is.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(super) segments: Arc<Segments>,
    pub(super) bitmaps: Bitmaps,
    pub(super) recent: Recent,
}

impl View {
    pub(super) fn new(segments: &Arc<Segments>) -> Self {
        Self { segments: Arc::clone(segments), bitmaps: Bitmaps::default(), recent: Recent::default() }
    }

    /// Keeps the segments in which something is kept from being removed.
    pub(super) fn pin(&self) -> Pin {
        self.segments.pins().pin(self.numbers())
    }

    /// About how many bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bitmaps.bytes() + self.recent.bytes()
    }

    /// From now on this is the segment that grows.
    pub(super) fn grow(&mut self, newest: u32) {
        if self.recent.segment() != newest {
            self.recent = Recent::of_segment(newest);
        }
    }

    /// Notes that an operation became kept or ceased to be, and says whether that is new.
    pub(super) fn set(&mut self, change: &KeptChange) -> bool {
        let KeptChange { database, stamp, id, at, is_kept } = *change;
        let is_new = self.bitmaps.set(at, is_kept);
        if is_kept && at.segment == self.recent.segment() {
            let bitmaps = &self.bitmaps;
            let still = |row: &Row| bitmaps.holds(Position { segment: at.segment, offset: row.offset });
            self.recent.push(Row { database, stamp, id, offset: at.offset }, still);
        }
        is_new
    }

    /// The journal in which they lie.
    pub(crate) fn segments(&self) -> &Segments {
        &self.segments
    }

    /// Whether the operation at this place is kept.
    pub(crate) fn is_kept(&self, at: Position) -> bool {
        self.bitmaps.holds(at)
    }

    /// Which operations of a segment are kept; none if no operation is.
    pub(crate) fn bits(&self, number: u32) -> Option<&Arc<Bits>> {
        self.bitmaps.of(number)
    }

    /// The segments in which something is kept, ascending.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.bitmaps.segments().map(|(number, _)| number)
    }

    /// The numbers of the databases that have kept operations in the newest segment.
    pub(crate) fn recent_databases(&self) -> BTreeSet<u32> {
        self.recent.rows().map(|row| row.database).collect()
    }

    /// Where the kept operations of a segment lie, of one database or of all, ascending.
    pub(crate) fn places(
        &self,
        number: u32,
        database: Option<&Database>,
    ) -> Result<Vec<Position>, StoreError> {
        let mut places = Vec::new();
        if number == self.recent.segment() {
            let ours = |row: &&Row| database.is_none_or(|database| database.number == row.database);
            let rows = self.recent.rows().filter(ours);
            places.extend(rows.map(|row| Position { segment: number, offset: row.offset }));
        } else if let Some(Database { key, .. }) = database {
            let mut range = self.segments.listed_range(number, key, 0, u64::MAX)?;
            while let Some(block) = range.next_block(&self.segments)? {
                let ours = block.iter().filter(|listed| listed.database == *key);
                places.extend(ours.map(|listed| listed.at(number)));
            }
        } else {
            places.extend(self.segments.listing(number)?.iter().map(|listed| listed.at(number)));
        }
        places.retain(|at| self.is_kept(*at));
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    /// The kept operations of a database from one point to another, the latter excluded, in order.
    pub(super) fn entries(
        &self,
        database: &Database,
        from: &Point,
        to: &Point,
    ) -> Result<Entries<'_>, StoreError> {
        let mut entries = Entries {
            view: self,
            database: database.key,
            from: *from,
            to: *to,
            sources: Vec::new(),
            heads: BinaryHeap::new(),
            last: None,
        };
        if from >= to {
            return Ok(entries);
        }
        let newest = self.recent.segment();
        for (number, _) in self.bitmaps.segments().filter(|(number, _)| *number != newest) {
            let range = self.segments.listed_range(number, &database.key, from.stamp(), to.stamp())?;
            entries.sources.push(Source { number, waiting: Vec::new(), more: Some(range) });
        }
        for mut rows in self.recent.within(database.number, from, to) {
            rows.reverse();
            let waiting = rows.into_iter().map(|row| entries.recent(&row)).collect();
            entries.sources.push(Source { number: newest, waiting, more: None });
        }
        for source in 0..entries.sources.len() {
            entries.advance(source)?;
        }
        Ok(entries)
    }
}

/// Kept operations of one database, in order.
pub(super) struct Entries<'v> {
    view: &'v View,
    database: DatabaseKey,
    from: Point,
    to: Point,
    sources: Vec<Source>,
    /// The next entry of each source, the least on top.
    heads: BinaryHeap<Reverse<(Entry, usize)>>,
    last: Option<(Stamp, OpId)>,
}

/// One of the lists that are merged.
struct Source {
    number: u32,
    /// The next ones, the first of them last.
    waiting: Vec<Entry>,
    more: Option<ListedRange>,
}

impl Entries<'_> {
    const fn recent(&self, row: &Row) -> Entry {
        let segment = self.view.recent.segment();
        Entry { stamp: row.stamp, id: row.id, at: Position { segment, offset: row.offset } }
    }

    /// Puts the next kept entry of a source among the heads, if there is one.
    fn advance(&mut self, number: usize) -> Result<(), StoreError> {
        let (view, from, to) = (self.view, self.from, self.to);
        let Some(source) = self.sources.get_mut(number) else { return Ok(()) };
        loop {
            while let Some(entry) = source.waiting.pop() {
                if view.is_kept(entry.at) {
                    self.heads.push(Reverse((entry, number)));
                    return Ok(());
                }
            }
            let Some(more) = &mut source.more else { return Ok(()) };
            let Some(block) = more.next_block(&view.segments)? else {
                source.more = None;
                return Ok(());
            };
            let ours = block.iter().rev().filter(|listed| listed.database == self.database);
            let entries =
                ours.map(|listed| Entry { stamp: listed.stamp, id: listed.id, at: listed.at(source.number) });
            source.waiting.extend(entries.filter(|entry| (from..to).contains(&entry.point())));
        }
    }

    fn try_next(&mut self) -> Result<Option<Entry>, StoreError> {
        while let Some(Reverse((entry, source))) = self.heads.pop() {
            self.advance(source)?;
            // One that ceased to be kept and was again is in the newest segment's lists twice.
            if self.last.replace((entry.stamp, entry.id)) != Some((entry.stamp, entry.id)) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
