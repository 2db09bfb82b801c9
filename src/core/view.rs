//! What a reader sees of one key at one moment: a function of the live writes and `now`, and of nothing else.
//!
//! Three things stand between the live writes of a key and its view:
//!
//! 1. *The end of the key.* Once the time T of its TTL has come, what is ordered below `T << 16` is hidden; what is
//!    ordered below the TTL's floor is hidden always. What is written after T is seen again.
//! 2. *The end of an operation.* The values of an operation past its `expires` read as if they were not there, and
//!    hide nothing of other operations. Its deletes stay deletes.
//! 3. *The kind of the key*: that of its newest value that the first two leave (under `~first/` its oldest). An
//!    unknown kind counts; deletes, TTLs, trims and rights do not. Values of other kinds are hidden.
//!
//! A view reads as little as it can: one look-up shows all of a key that has few writes. Of others one field is one look-up, a
//! range ends where the visitor ends it, and finding the kind takes a few look-ups unless two kinds have values at once,
//! which only writers who did not know of each other can bring about.

use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, Order, Path, PathRange, Placed, Weight};
use crate::clock::Stamp;
use crate::error::{ErrorCode, Refused};
use crate::merge::compare_numbers;
use crate::name::{Key, Strategy};
use crate::write::{Body, Kind, Number};

mod measured;
mod scan;

pub use scan::{Direction, Failed, Fields, Outcome, RawVisitor, Shown, Visitor, successor};

/// Of a key with so many live writes or fewer all are read at once: a value and its TTL.
const FEW: usize = 2;

/// The live TTL of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ttl {
    ends: Option<u64>,
    floor: Stamp,
}

/// One key at one moment.
#[derive(Debug)]
pub struct KeyView<'a, C: Cells> {
    cells: &'a C,
    key: &'a Key,
    now: u64,
    ends: Option<u64>,
    floor: Stamp,
    kind: Option<Kind>,
    /// Its first live writes, and whether these are all.
    first: Vec<C::Cell>,
    are_all: bool,
}

impl<'a, C: Cells> KeyView<'a, C> {
    /// The key as it is seen at `now`, in Unix milliseconds.
    pub fn open(cells: &'a C, key: &'a Key, now: u64) -> Outcome<Self, C> {
        let mut view = Self {
            cells,
            key,
            now,
            ends: None,
            floor: Stamp::ZERO,
            kind: None,
            first: Vec::new(),
            are_all: false,
        };
        view.first = view.read_first()?;
        view.are_all = view.first.len() <= FEW;
        if let Some(ttl) = view.find_ttl()? {
            view.floor = ttl.floor;
            match ttl.ends {
                Some(ends) if ends <= now => view.floor = ttl.floor.max(Stamp::at_millis(ends)),
                ends => view.ends = ends,
            }
        }
        view.kind = view.find_kind()?;
        Ok(view)
    }

    /// The cells it looks at.
    pub const fn cells(&self) -> &'a C {
        self.cells
    }

    /// The key.
    pub const fn key(&self) -> &'a Key {
        self.key
    }

    /// The moment, in Unix milliseconds.
    pub const fn now(&self) -> u64 {
        self.now
    }

    /// How writes to the key merge.
    pub fn strategy(&self) -> Strategy {
        self.key.strategy()
    }

    /// The kind of the key; none if it holds nothing that is seen.
    pub const fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// When the key ends, if it holds something and that time is yet to come.
    pub const fn ends(&self) -> Option<u64> {
        if self.kind.is_some() { self.ends } else { None }
    }

    /// Whether a TTL is set that is yet to come, be there anything to end or not.
    pub(crate) const fn has_ttl(&self) -> bool {
        self.ends.is_some()
    }

    /// Writes stamped below this are hidden. It has been raised to the TTL's time if that has passed, so a new TTL
    /// that carries it brings nothing back.
    pub const fn floor(&self) -> Stamp {
        self.floor
    }

    /// Refuses a key that holds a value of another kind.
    pub fn expect(&self, kind: Kind) -> Result<(), Refused> {
        match self.kind {
            Some(other) if other != kind => Err(Refused::new(
                ErrorCode::WrongType,
                format!("the key holds a value of kind {}, not {}", other.word(), kind.word()),
            )),
            _ => Ok(()),
        }
    }

    /// Whether the key's end hides this write.
    pub fn hides(&self, placed: &Placed) -> bool {
        placed.order.stamp < self.floor
    }

    /// Whether this write is a value that neither the key's end nor its operation's hides.
    pub fn shows(&self, placed: &Placed) -> bool {
        let expired = placed.expires.is_some_and(|expires| expires <= self.now);
        placed.weight.is_value() && !expired && !self.hides(placed)
    }

    /// Where these fields of a kind live.
    pub fn range(&self, kind: Kind, fields: &Fields) -> PathRange {
        let end = match &fields.end {
            Some(end) => Path::of_field(self.key, kind, end).as_bytes().to_vec(),
            None => Path::of_kind(self.key, kind).range().end,
        };
        PathRange { start: Path::of_field(self.key, kind, &fields.start).as_bytes().to_vec(), end }
    }

    /// The value at the key itself, or at the whole of a kind, if it is of this kind.
    pub fn whole(&self, kind: Kind) -> Outcome<Option<(Order, Body)>, C> {
        let path = if kind.lives_at_key() { Path::of_key(self.key) } else { Path::of_kind(self.key, kind) };
        self.point(kind, &path.only())
    }

    /// The value of one field: one look-up.
    pub fn field(&self, kind: Kind, field: &[u8]) -> Outcome<Option<(Order, Body)>, C> {
        self.point(kind, &Path::of_field(self.key, kind, field).only())
    }

    /// Whether a field has a value, without fetching it.
    pub fn has(&self, kind: Kind, field: &[u8]) -> Outcome<bool, C> {
        let mut found = false;
        self.scan_range(
            kind,
            &Path::of_field(self.key, kind, field).only(),
            Direction::Forward,
            &mut |_| {
                found = true;
                Ok(ControlFlow::Break(()))
            },
        )?;
        Ok(found)
    }

    fn point(&self, kind: Kind, range: &PathRange) -> Outcome<Option<(Order, Body)>, C> {
        let mut found = None;
        self.scan_range(kind, range, Direction::Forward, &mut |shown| {
            found = Some((shown.order(), shown.body()?));
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// Shows the values of a range of fields in order, until the visitor breaks off. Nothing is shown of a kind that
    /// is not the key's.
    pub fn scan(
        &self,
        kind: Kind,
        fields: &Fields,
        direction: Direction,
        visitor: &mut Visitor<'_, C>,
    ) -> Outcome<(), C> {
        self.scan_range(kind, &self.range(kind, fields), direction, visitor)
    }

    /// How many fields of the kind have a value. Reads them all, without their bodies.
    pub fn count(&self, kind: Kind) -> Outcome<usize, C> {
        let mut count = 0;
        self.scan(kind, &Fields::all(), Direction::Forward, &mut |_| {
            count += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    fn scan_range(
        &self,
        kind: Kind,
        range: &PathRange,
        direction: Direction,
        visitor: &mut Visitor<'_, C>,
    ) -> Outcome<(), C> {
        if self.kind != Some(kind) {
            return Ok(());
        }
        match self.strategy() {
            Strategy::Max => self.scan_greatest(kind, range, direction, visitor),
            Strategy::Last | Strategy::First => self.raw_scan(range, direction, &mut |cell| {
                let placed = cell.placed();
                if placed.kind != kind || !self.shows(placed) {
                    return Ok(ControlFlow::Continue(()));
                }
                let field = placed.path.field().unwrap_or_default();
                visitor(Shown::cell(self.cells, cell, field))
            }),
        }
    }

    /// Under `~max/` a place may have several live numbers; the greatest of those that are not hidden is shown.
    fn scan_greatest(
        &self,
        kind: Kind,
        range: &PathRange,
        direction: Direction,
        visitor: &mut Visitor<'_, C>,
    ) -> Outcome<(), C> {
        let mut greatest: Option<(Path, Order, Number)> = None;
        let mut broken = false;
        let mut show = |path: &Path, order, number| {
            let field = path.field().unwrap_or_default();
            visitor(Shown::number(self.cells, field, order, number))
        };
        self.raw_scan(range, direction, &mut |cell| {
            let placed = cell.placed();
            let Weight::Number(number) = placed.weight else { return Ok(ControlFlow::Continue(())) };
            if placed.kind != kind || !self.shows(placed) {
                return Ok(ControlFlow::Continue(()));
            }
            match &mut greatest {
                Some((path, order, held)) if *path == placed.path => {
                    if compare_numbers(number, *held).then(placed.order.cmp(order)).is_gt() {
                        (*order, *held) = (placed.order, number);
                    }
                    Ok(ControlFlow::Continue(()))
                }
                _ => {
                    let before = greatest.replace((placed.path.clone(), placed.order, number));
                    let Some((path, order, held)) = before else { return Ok(ControlFlow::Continue(())) };
                    let flow = show(&path, order, held)?;
                    broken = flow.is_break();
                    Ok(flow)
                }
            }
        })?;
        if let (Some((path, order, number)), false) = (greatest, broken) {
            let _ = show(&path, order, number)?;
        }
        Ok(())
    }

    /// Shows every live write of a range, hidden or not.
    pub fn raw_scan(
        &self,
        range: &PathRange,
        direction: Direction,
        visitor: &mut RawVisitor<'_, C>,
    ) -> Outcome<(), C> {
        if self.are_all {
            let mut within = self.first.iter().filter(|cell| range.contains(&cell.placed().path));
            let mut next = || match direction {
                Direction::Forward => within.next(),
                Direction::Backward => within.next_back(),
            };
            while let Some(cell) = next() {
                if visitor(cell)?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        self.each_cell(
            |cells, _, step| match direction {
                Direction::Forward => cells.visit(range, step),
                Direction::Backward => cells.visit_back(range, step),
            },
            visitor,
        )
    }

    /// The first live writes of the key, one more than [`FEW`] at most.
    fn read_first(&self) -> Outcome<Vec<C::Cell>, C> {
        let mut first = Vec::with_capacity(FEW + 1);
        self.each_cell(|cells, key, step| cells.visit_key(key, step), &mut |cell| {
            first.push(cell.clone());
            Ok(if first.len() > FEW { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(first)
    }

    /// Visits cells with a visitor that can fail.
    fn each_cell(
        &self,
        visit: impl FnOnce(&C, &Key, &mut dyn FnMut(&C::Cell) -> ControlFlow<()>) -> Result<(), C::Fault>,
        visitor: &mut RawVisitor<'_, C>,
    ) -> Outcome<(), C> {
        let mut failed = None;
        let mut step = |cell: &C::Cell| match visitor(cell) {
            Ok(flow) => flow,
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        };
        visit(self.cells, self.key, &mut step).map_err(Failed::Fault)?;
        failed.map_or(Ok(()), Err)
    }

    fn find_ttl(&self) -> Outcome<Option<Ttl>, C> {
        let mut ttl = None;
        let range = Path::of_kind(self.key, Kind::Ttl).only();
        self.raw_scan(&range, Direction::Forward, &mut |cell| {
            if let Weight::Ttl { ends, floor } = cell.placed().weight {
                ttl = Some(Ttl { ends, floor });
            }
            Ok(ControlFlow::Break(()))
        })?;
        Ok(ttl)
    }

    fn find_kind(&self) -> Outcome<Option<Kind>, C> {
        let key = Path::of_key(self.key);
        let end = key.range().end;
        let mut start = key.as_bytes().to_vec();
        let mut found: Vec<(Kind, PathRange)> = Vec::new();
        let mut known =
            self.first.iter().map(Cell::placed).find(|placed| self.shows(placed)).map(|placed| placed.kind);
        while let Some(kind) = match known.take() {
            Some(kind) => Some(kind),
            None => self.first_kind(&PathRange { start: start.clone(), end: end.clone() })?,
        } {
            let range = if kind.lives_at_key() { key.only() } else { Path::of_kind(self.key, kind).range() };
            start.clone_from(&range.end);
            found.push((kind, range));
        }
        if let [(kind, _)] = found.as_slice() {
            return Ok(Some(*kind));
        }
        let first = self.strategy() == Strategy::First;
        let mut winner: Option<(Order, Kind)> = None;
        for (_, range) in &found {
            self.raw_scan(range, Direction::Forward, &mut |cell| {
                let placed = cell.placed();
                let wins = winner.is_none_or(|(order, _)| (placed.order < order) == first);
                if wins && self.shows(placed) {
                    winner = Some((placed.order, placed.kind));
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(winner.map(|(_, kind)| kind))
    }

    /// The kind of the first value in a range that is not hidden.
    fn first_kind(&self, range: &PathRange) -> Outcome<Option<Kind>, C> {
        let mut kind = None;
        self.raw_scan(range, Direction::Forward, &mut |cell| {
            if !self.shows(cell.placed()) {
                return Ok(ControlFlow::Continue(()));
            }
            kind = Some(cell.placed().kind);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(kind)
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
