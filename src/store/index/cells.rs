//! The live writes as whoever reads sees them, and where the body of each lies.

use std::ops::{ControlFlow, Range, RangeInclusive};
use std::sync::Arc;

use cyberfly_core::cells::{Cell, Cells, Path as CellPath, PathRange, Placed};
use cyberfly_core::measure::{self, Measure};
use cyberfly_core::view::Direction;
use cyberfly_core::{Body, Claimed, Key, Kind};

use super::Index;
use super::entry::{self, Entry, OnlyKey};
use super::markers::Veil;
use super::measured;
use crate::error::StoreError;
use crate::journal::{Position, Segments};

/// A live write as the index hands it out.
#[derive(Clone, Debug)]
pub struct IndexedCell {
    pub(super) placed: Placed,
    /// Where its operation lies.
    pub(super) at: Position,
    pub(super) held: Held,
    /// Whether the body refers to a blob; then the index has a copy of it.
    pub(super) refers_to_blob: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Held {
    Inline(Vec<u8>),
    InJournal,
    /// In the journal, in a part of its operation.
    InPart(Part),
}

/// Where the body of a write lies in its operation, which has many: so that it can be read without the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Behind so many bytes of the operation.
    pub(super) offset: u32,
    /// So many bytes.
    pub(super) length: u32,
    /// Their CRC32C. That of the record covers the whole operation.
    pub(super) checksum: u32,
}

impl Part {
    /// This part of an operation.
    pub(super) fn of(operation: &[u8], span: Range<usize>) -> Option<Self> {
        let checksum = crc32c::crc32c(operation.get(span.clone())?);
        Some(Self {
            offset: u32::try_from(span.start).ok()?,
            length: u32::try_from(span.len()).ok()?,
            checksum,
        })
    }

    /// Reads it; none where it is not what it was, which whoever reads the whole operation can tell of.
    fn read(self, segments: &Segments, at: Position) -> Option<Vec<u8>> {
        let bytes = segments.read_part(at, self.offset, self.length)?;
        (crc32c::crc32c(&bytes) == self.checksum).then_some(bytes)
    }
}

impl IndexedCell {
    /// What the engine shows of a live write.
    pub(crate) fn of(key: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        Ok(Entry::decode(key, value)?.into_cell())
    }

    /// Where its operation lies.
    pub(crate) const fn at(&self) -> Position {
        self.at
    }

    /// The body, if the index has a copy of it.
    pub(crate) fn copied_body(&self) -> Option<Result<Body, StoreError>> {
        match &self.held {
            Held::Inline(bytes) => Some(entry::decode_body(&self.placed, bytes)),
            Held::InJournal | Held::InPart(_) => None,
        }
    }
}

impl Cell for IndexedCell {
    fn placed(&self) -> &Placed {
        &self.placed
    }
}

pub(super) fn body(segments: &Segments, cell: &IndexedCell) -> Result<Body, StoreError> {
    if let Held::InPart(part) = cell.held
        && let Some(bytes) = part.read(segments, cell.at)
    {
        return entry::decode_body(&cell.placed, &bytes);
    }
    match &cell.held {
        Held::Inline(bytes) => entry::decode_body(&cell.placed, bytes),
        Held::InJournal | Held::InPart(_) => {
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

pub(super) type Visitor<'v> = &'v mut dyn FnMut(&IndexedCell) -> ControlFlow<()>;

/// The live writes of one database, for reading. What a sweep has still to take away is not among them.
#[derive(Clone, Debug)]
pub struct DatabaseCells {
    pub(crate) index: Index,
    pub(crate) segments: Arc<Segments>,
    pub(crate) number: u32,
}

impl DatabaseCells {
    /// The bytes of the whole operation that a live write is a part of.
    pub fn operation(&self, cell: &IndexedCell) -> Result<Vec<u8>, StoreError> {
        self.wherever_it_lies(cell, |segments, cell| segments.read(cell.at))
    }

    /// Reads at the place of a cell, and if that was moved meanwhile, where it is now.
    fn wherever_it_lies<T>(
        &self,
        cell: &IndexedCell,
        read: impl Fn(&Segments, &IndexedCell) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.index.guarded(|_| read(&self.segments, cell)) {
            Err(moved @ StoreError::Moved { .. }) => {
                // Compaction tells the index where to before it removes anything.
                let key = entry::key(self.number, &cell.placed);
                let entry = self.index.get(&key)?.map(|value| Entry::decode(&key, &value)).transpose()?;
                let now = entry.map(Entry::into_cell).filter(|now| now.placed.order == cell.placed.order);
                now.map_or(Err(moved), |now| self.index.guarded(|_| read(&self.segments, &now)))
            }
            read => read,
        }
    }

    fn show(
        key: &[u8],
        value: &[u8],
        veil: &mut Veil<'_>,
        visitor: Visitor<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let cell = Entry::decode(key, value)?.into_cell();
        Ok(if veil.hides(cell.placed()) { ControlFlow::Continue(()) } else { visitor(&cell) })
    }
}

impl Cells for DatabaseCells {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let mut veil = Veil::over(&self.index.0.markers, self.number);
        let mut show = |key: &[u8], value: &[u8]| Self::show(key, value, &mut veil, visitor);
        if let Some(OnlyKey { key, .. }) = entry::only_key(self.number, range) {
            return match self.index.get(&key)? {
                Some(value) => self.index.guarded(|_| show(&key, &value)).map(drop),
                None => Ok(()),
            };
        }
        let (start, end) = entry::key_range(self.number, range);
        self.index.range(&start, &end, &mut show)
    }

    fn visit_key(&self, key: &Key, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let path = CellPath::of_key(key);
        if let Some(OnlyKey { key: at, .. }) = entry::only_key(self.number, &path.only())
            && self.index.has_nothing_below(&at)
        {
            let mut veil = Veil::over(&self.index.0.markers, self.number);
            let value = self.index.get(&at)?;
            // Whoever writes below notes that before it can be seen: asked again, this shows no half of a batch.
            if self.index.has_nothing_below(&at) {
                let Some(value) = value else { return Ok(()) };
                return self.index.guarded(|_| Self::show(&at, &value, &mut veil, visitor)).map(drop);
            }
        }
        self.visit(&path.range(), visitor)
    }

    fn visit_back(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let mut veil = Veil::over(&self.index.0.markers, self.number);
        let (start, end) = entry::key_range(self.number, range);
        self.index.range_back(&start, &end, &mut |key, value| Self::show(key, value, &mut veil, visitor))
    }

    fn visit_measured(
        &self,
        key: &Key,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: Visitor<'_>,
    ) -> Result<(), StoreError> {
        let kind_path = CellPath::of_kind(key, kind);
        if measured::is_measured(kind, &kind_path) {
            return self.visit_indexed(key, kind, measures, direction, visitor);
        }
        measure::visit_by_reading(self, key, kind, measures, direction, visitor)
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        self.wherever_it_lies(cell, body)
    }
}
