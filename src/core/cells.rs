//! Where writes live: paths, orders, and the port through which the merge and the readers see a store of cells.
//!
//! A database is a tree. A string, a blob and the delete of a key live at the key; every other write lives below it, at
//! key / kind, or key / kind / field; a JSON document goes on downwards, one level for each member. A path is a byte
//! string made so that "below" is "begins with", and so that the cells of a key lie side by side.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, RangeInclusive};

use crate::clock::Stamp;
use crate::key::{OpId, PublicKey};
use crate::measure::{self, Measure};
use crate::merge;
use crate::name::{Key, Strategy};
use crate::op::Operation;
use crate::view::Direction;
use crate::write::{Body, JSON_SEGMENT_END, Kind, Number, StreamId, Write};

/// The total order of all writes: by stamp, then author, then operation, then place in the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    /// When, by the author's clock.
    pub stamp: Stamp,
    /// Who.
    pub author: PublicKey,
    /// In which operation.
    pub op: OpId,
    /// The how many-th write of it.
    pub index: u16,
}

/// The place of a write: `key 00`, then for what lives below a key its kind in two bytes, then for what has a field
/// `01 field`. Keys have no control characters, so no key's paths mix with another's.
#[derive(Clone)]
pub struct Path(PathBytes);

/// Most paths are short. Those are kept where the path is, because to compare paths is most of what a tree of cells
/// does, and what lies elsewhere in memory takes long to fetch.
#[derive(Clone)]
enum PathBytes {
    Short { length: u8, bytes: [u8; SHORT_PATH] },
    Long(Box<[u8]>),
}

/// How long a short path is at most: what makes a path 48 bytes in all.
const SHORT_PATH: usize = 46;

const KEY_END: u8 = 0x00;
const FIELD_START: u8 = 0x01;

impl Path {
    /// The place whose bytes are these one after another.
    fn join(parts: &[&[u8]]) -> Self {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let Some(short) = u8::try_from(length).ok().filter(|_| length <= SHORT_PATH) else {
            return Self(PathBytes::Long(parts.concat().into_boxed_slice()));
        };
        let mut bytes = [0; SHORT_PATH];
        let mut rest = bytes.as_mut_slice();
        for part in parts {
            let (here, after) = rest.split_at_mut(part.len());
            here.copy_from_slice(part);
            rest = after;
        }
        Self(PathBytes::Short { length: short, bytes })
    }

    /// The place of a key itself.
    pub fn of_key(key: &Key) -> Self {
        Self::join(&[key.as_str().as_bytes(), &[KEY_END]])
    }

    /// The place of all of one kind at a key.
    pub fn of_kind(key: &Key, kind: Kind) -> Self {
        Self::join(&[key.as_str().as_bytes(), &[KEY_END], &kind.number().to_be_bytes()])
    }

    /// The place of one field. For JSON the field is a path of members.
    pub fn of_field(key: &Key, kind: Kind, field: &[u8]) -> Self {
        let (key, kind) = (key.as_str().as_bytes(), kind.number().to_be_bytes());
        Self::join(&[key, &[KEY_END], &kind, &[FIELD_START], field])
    }

    /// The place of a write.
    pub fn of(write: &Write) -> Self {
        match &write.field {
            _ if write.kind.lives_at_key() => Self::of_key(&write.key),
            None => Self::of_kind(&write.key, write.kind),
            Some(field) => Self::of_field(&write.key, write.kind, field),
        }
    }

    /// Takes bytes that [`Path::as_bytes`] gave.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self::join(&[bytes.as_ref()])
    }

    /// The bytes; their order is the order of cells.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            PathBytes::Short { length, bytes } => &bytes[..usize::from(*length)],
            PathBytes::Long(bytes) => bytes,
        }
    }

    fn key_end(&self) -> usize {
        let bytes = self.as_bytes();
        bytes.iter().position(|b| *b == KEY_END).map_or(bytes.len(), |at| at + 1)
    }

    /// The text of the key.
    pub fn key(&self) -> &str {
        let end = self.key_end().saturating_sub(1);
        self.as_bytes().get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The kind, for what lives below the key.
    pub fn kind(&self) -> Option<Kind> {
        let at = self.key_end();
        let bytes = self.as_bytes().get(at..at + 2)?;
        Some(Kind::from_number(u16::from_be_bytes([bytes[0], bytes[1]])))
    }

    /// The field, for what has one.
    pub fn field(&self) -> Option<&[u8]> {
        self.as_bytes().get(self.key_end() + 3..)
    }

    /// All places above this one, the key first.
    pub fn above(&self) -> Vec<Path> {
        self.places_above().map(Path::from_bytes).collect()
    }

    /// The bytes of all places above this one, the key first.
    pub fn places_above(&self) -> impl Iterator<Item = &[u8]> {
        let key_end = self.key_end();
        let json = if self.kind() == Some(Kind::Json) { self.field() } else { None };
        let members = json.unwrap_or_default().iter().enumerate();
        let steps = members.filter(|(_, b)| **b == JSON_SEGMENT_END).map(move |(at, _)| key_end + 3 + at + 1);
        let ends = [key_end, key_end + 2].into_iter().chain(steps);
        let bytes = self.as_bytes();
        ends.take_while(|end| *end < bytes.len()).filter_map(|end| bytes.get(..end))
    }

    /// Whether this place is the other one or lies above it.
    pub fn reaches(&self, other: &Path) -> bool {
        other.as_bytes().starts_with(self.as_bytes())
            && (other.as_bytes().len() == self.as_bytes().len() || self.has_below())
    }

    /// Whether anything can live below this place: true for keys, kinds and JSON paths.
    pub fn has_below(&self) -> bool {
        self.field().is_none() || self.kind() == Some(Kind::Json)
    }

    /// The range of path bytes that holds this place and all below it.
    pub fn range(&self) -> PathRange {
        if !self.has_below() {
            return self.only();
        }
        let mut end = self.as_bytes().to_vec();
        while let Some(last) = end.pop() {
            if last < 0xff {
                end.push(last + 1);
                break;
            }
        }
        PathRange { start: self.as_bytes().to_vec(), end }
    }

    /// The range of path bytes that holds this place alone.
    pub fn only(&self) -> PathRange {
        PathRange::only(self.as_bytes())
    }
}

impl Borrow<[u8]> for Path {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Path {}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Path {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Path {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({})", self.as_bytes().escape_ascii())
    }
}

/// A range of path bytes: from `start`, included, to `end`, excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRange {
    /// The first place that is in it.
    pub start: Vec<u8>,
    /// The first place that is not.
    pub end: Vec<u8>,
}

impl PathRange {
    /// The range that holds one place alone.
    pub fn only(path: &[u8]) -> Self {
        Self { start: path.to_vec(), end: [path, &[0]].concat() }
    }

    /// Whether it holds this place.
    pub fn contains(&self, path: &Path) -> bool {
        let path = path.as_bytes();
        self.start.as_slice() <= path && path < self.end.as_slice()
    }
}

/// As much of a body as the merge has to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weight {
    /// A delete.
    Delete,
    /// Some value.
    Value,
    /// A number under `~max/`.
    Number(Number),
    /// A trim of a stream.
    Trim(StreamId),
    /// The end of a key.
    Ttl {
        /// Unix milliseconds, or none.
        ends: Option<u64>,
        /// Cells with a smaller stamp are hidden for ever.
        floor: Stamp,
    },
    /// A grant, a revocation or a testimony: what stays, whatever else is written.
    Rights,
}

impl Weight {
    /// What the merge has to know of a body.
    pub const fn of(body: &Body) -> Self {
        match body {
            Body::Delete => Weight::Delete,
            Body::Number(number) => Weight::Number(*number),
            Body::Trim(id) => Weight::Trim(*id),
            Body::Ttl { ends, floor } => Weight::Ttl { ends: *ends, floor: *floor },
            Body::Grant(_) | Body::Revoke(..) | Body::Testimony(_) => Weight::Rights,
            _ => Weight::Value,
        }
    }

    /// Whether this is a value that a reader could see: neither a delete, nor a TTL, a trim, a grant or a revocation.
    pub const fn is_value(&self) -> bool {
        matches!(self, Weight::Value | Weight::Number(_))
    }
}

/// A write in its place, without its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Where it lives.
    pub path: Path,
    /// Its place in the order of all writes.
    pub order: Order,
    /// What it is about.
    pub kind: Kind,
    /// As much of its body as the merge has to know.
    pub weight: Weight,
    /// When its operation expires.
    pub expires: Option<u64>,
}

impl Placed {
    /// The write of an operation at this index.
    pub fn of(op: &Operation, index: u16, write: &Write) -> Self {
        Self {
            path: Path::of(write),
            order: Order { stamp: op.stamp(), author: op.author(), op: op.id(), index },
            kind: write.kind,
            weight: Weight::of(&write.body),
            expires: op.expires(),
        }
    }

    /// Where the writes lie below its own place that it may dominate; none if nothing can lie there. A trim need not look
    /// beyond its bound.
    pub fn below(&self) -> Option<PathRange> {
        if !self.path.has_below() {
            return None;
        }
        let PathRange { mut start, mut end } = self.path.range();
        if let Weight::Trim(bound) = self.weight {
            end = [self.path.as_bytes(), &[FIELD_START], &bound.to_bytes()].concat();
        }
        start.push(0);
        Some(PathRange { start, end })
    }
}

/// A live write as a store hands it out.
pub trait Cell: Clone + fmt::Debug {
    /// The write, without its body.
    fn placed(&self) -> &Placed;
}

/// The live writes of one database, in the order of their paths. Implemented by every store, in memory and on disk.
pub trait Cells {
    /// What can go wrong in this store.
    type Fault;
    /// A live write, with whatever the store needs to find its body.
    type Cell: Cell;

    /// Shows the live writes of a range in ascending order of path until the visitor breaks off.
    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault>;

    /// Shows the live writes at one place and none of those below it. A store that finds a place faster than a range
    /// says so here.
    fn visit_place(
        &self,
        path: &[u8],
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.visit(&PathRange::only(path), visitor)
    }

    /// Shows the live writes at a key and below it, as [`Cells::visit`] does. A store that can tell that there are none
    /// below says so here.
    fn visit_key(
        &self,
        key: &Key,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.visit(&Path::of_key(key).range(), visitor)
    }

    /// Shows the live writes of a range in descending order of path until the visitor breaks off; those of one path
    /// come together. A store that can read backwards does so; what is here reads the range forwards first.
    fn visit_back(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        let mut paths: Vec<Path> = Vec::new();
        self.visit(range, &mut |cell| {
            if paths.last() != Some(&cell.placed().path) {
                paths.push(cell.placed().path.clone());
            }
            ControlFlow::Continue(())
        })?;
        let mut flow = ControlFlow::Continue(());
        for path in paths.iter().rev() {
            self.visit(&path.only(), &mut |cell| {
                flow = visitor(cell);
                flow
            })?;
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Shows the live writes of a range as [`Cells::visit`] does, but those that are stored: where some are only planned
    /// (see [`Overlay`](crate::overlay::Overlay)), what is beneath them.
    fn visit_stored(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.visit(range, visitor)
    }

    /// Shows the live values of one kind at a key whose [`Measure`] lies in a range, by measure and among equals by path,
    /// until the visitor breaks off. Deletes are not shown. A store that keeps them sorted so says so here; what is here
    /// reads all of the kind first.
    fn visit_measured(
        &self,
        key: &Key,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault>
    where
        Self: Sized,
    {
        measure::visit_by_reading(self, key, kind, measures, direction, visitor)
    }

    /// The body of a live write.
    fn body(&self, cell: &Self::Cell) -> Result<Body, Self::Fault>;
}

/// Cells that can change.
pub trait CellsMut: Cells {
    /// Makes a write live. A write of the same path and order is replaced, by itself.
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), Self::Fault>;

    /// Takes a live write away.
    fn remove(&mut self, placed: &Placed) -> Result<(), Self::Fault>;

    /// Makes a write live in the place of another one with the same path. A store that can do so in one step says so
    /// here.
    fn replace(&mut self, old: &Placed, new: Placed, body: &Body) -> Result<(), Self::Fault> {
        self.remove(old)?;
        self.put(new, body)
    }

    /// Takes away what a write dominates below its own place, and tells what that was. A store may put off as much of it
    /// as it likes, if from now on it shows none of it; what was put off is not told.
    fn sweep(&mut self, by: &Placed, strategy: Strategy) -> Result<Vec<Placed>, Self::Fault>
    where
        Self: Sized,
    {
        merge::sweep_at_once(self, by, strategy)
    }
}
