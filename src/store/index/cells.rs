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
    /// In the journal, from where it was read together with the rest.
    Read(Arc<Body>),
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

    /// The body, if it is at hand: the index has a copy of it, or it was read already.
    pub(crate) fn copied_body(&self) -> Option<Result<Body, StoreError>> {
        match &self.held {
            Held::Inline(bytes) => Some(entry::decode_body(&self.placed, bytes)),
            Held::Read(body) => Some(Ok(Body::clone(body))),
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
        Held::Read(body) => Ok(Body::clone(body)),
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
    /// Whether what lies at a known place of the journal is read there, and the engine not asked.
    pub(crate) is_by_place: bool,
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

    fn show(cell: &IndexedCell, veil: &mut Veil<'_>, visitor: Visitor<'_>) -> ControlFlow<()> {
        if veil.hides(cell.placed()) { ControlFlow::Continue(()) } else { visitor(cell) }
    }

    /// The live write with this key, which no other can have.
    fn only(&self, key: &[u8]) -> Result<Option<IndexedCell>, StoreError> {
        self.index.live_write(key, |at| if self.is_by_place { self.read_as(key, at) } else { None })
    }

    /// What the index has at this key, made from the operation that lies at this place; none if that is not what was written
    /// there, or cannot be read. What then is wrong is told to whoever follows the index to that place.
    fn read_as(&self, key: &[u8], at: Position) -> Option<IndexedCell> {
        let bytes = self.segments.peek(at).ok()?;
        let op = Claimed::decode(&bytes).ok()?.already_verified();
        let [write] = op.writes() else { return None };
        let placed = Placed::of(&op, 0, write);
        let is_here = entry::key(self.number, &placed) == key;
        if !is_here || self.index.number_of(op.db()).ok()? != Some(self.number) {
            return None;
        }
        let refers_to_blob = matches!(write.body, Body::Blob(_));
        Some(IndexedCell { placed, at, held: Held::Read(Arc::new(write.body.clone())), refers_to_blob })
    }
}

#[cfg(test)]
impl DatabaseCells {
    /// Whether what lies at this place of the journal is taken for the live write at a path.
    pub(crate) fn finds_at(&self, path: &CellPath, at: Position) -> bool {
        let only = entry::only_key(self.number, &path.only()).unwrap();
        self.read_as(&only.key, at).is_some()
    }
}

impl Cells for DatabaseCells {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let mut veil = Veil::over(&self.index.0.markers, self.number);
        if let Some(OnlyKey { key, .. }) = entry::only_key(self.number, range) {
            if let Some(cell) = self.only(&key)? {
                let _only_one = Self::show(&cell, &mut veil, visitor);
            }
            return Ok(());
        }
        let (start, end) = entry::key_range(self.number, range);
        self.index.range(&start, &end, &mut |key, value| {
            Ok(Self::show(&IndexedCell::of(key, value)?, &mut veil, visitor))
        })
    }

    fn visit_key(&self, key: &Key, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let path = CellPath::of_key(key);
        if let Some(OnlyKey { key: at, .. }) = entry::only_key(self.number, &path.only())
            && let begun = self.index.begun()
            && self.index.has_nothing_below(&at)
        {
            let mut veil = Veil::over(&self.index.0.markers, self.number);
            let cell = self.only(&at)?;
            // Whoever writes below notes that before it can be seen: asked again, this shows no half of a batch.
            if self.index.begun() == begun || self.index.has_nothing_below(&at) {
                if let Some(cell) = cell {
                    let _only_one = Self::show(&cell, &mut veil, visitor);
                }
                return Ok(());
            }
        }
        self.visit(&path.range(), visitor)
    }

    fn visit_back(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let mut veil = Veil::over(&self.index.0.markers, self.number);
        let (start, end) = entry::key_range(self.number, range);
        self.index.range_back(&start, &end, &mut |key, value| {
            Ok(Self::show(&IndexedCell::of(key, value)?, &mut veil, visitor))
        })
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
