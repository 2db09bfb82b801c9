//! Cells that may be read only so far, so that no question or command costs more than its limit.

use std::cell;
use std::ops::{ControlFlow, RangeInclusive};

use crate::cells::{Cells, PathRange};
use crate::measure::Measure;
use crate::name::Key;
use crate::view::Direction;
use crate::write::{Body, Kind};

/// How much may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many cells, counting each time one is shown, and each look.
    pub cells: u64,
    /// How many bytes of content of their bodies.
    pub bytes: u64,
}

/// Why a read of metered cells ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended<F> {
    /// The cells of the budget are used up.
    Cells,
    /// The bytes of the budget are used up.
    Bytes,
    /// The store failed, and says how.
    Fault(F),
}

/// The live writes of a database, or of one that has none, under a budget. Once it is used up every read fails.
#[derive(Debug)]
pub struct Metered<'a, C> {
    cells: Option<&'a C>,
    left: cell::Cell<Budget>,
}

impl<'a, C: Cells> Metered<'a, C> {
    /// These cells under a budget; without any, an empty database.
    pub const fn over(cells: Option<&'a C>, budget: Budget) -> Self {
        Self { cells, left: cell::Cell::new(budget) }
    }

    /// What is left of the budget.
    pub const fn left(&self) -> Budget {
        self.left.get()
    }

    fn take_cell(&self) -> Result<(), Ended<C::Fault>> {
        let Budget { cells, bytes } = self.left.get();
        let cells = cells.checked_sub(1).ok_or(Ended::Cells)?;
        self.left.set(Budget { cells, bytes });
        Ok(())
    }

    /// Counts each cell before it is shown.
    fn counted(
        &self,
        visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
        read: impl FnOnce(&C, &mut dyn FnMut(&C::Cell) -> ControlFlow<()>) -> Result<(), C::Fault>,
    ) -> Result<(), Ended<C::Fault>> {
        let Some(cells) = self.cells else { return Ok(()) };
        // A look that finds nothing costs something too.
        self.take_cell()?;
        let mut counted = Ok(());
        let read = read(cells, &mut |cell| {
            counted = self.take_cell();
            if counted.is_ok() { visitor(cell) } else { ControlFlow::Break(()) }
        });
        read.map_err(Ended::Fault)?;
        counted
    }
}

impl<C: Cells> Cells for Metered<'_, C> {
    type Fault = Ended<C::Fault>;
    type Cell = C::Cell;

    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.counted(visitor, |cells, visitor| cells.visit(range, visitor))
    }

    fn visit_key(
        &self,
        key: &Key,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.counted(visitor, |cells, visitor| cells.visit_key(key, visitor))
    }

    fn visit_place(
        &self,
        path: &[u8],
        visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.counted(visitor, |cells, visitor| cells.visit_place(path, visitor))
    }

    fn visit_back(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.counted(visitor, |cells, visitor| cells.visit_back(range, visitor))
    }

    fn visit_measured(
        &self,
        key: &Key,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        self.counted(visitor, |cells, visitor| cells.visit_measured(key, kind, measures, direction, visitor))
    }

    fn body(&self, cell: &C::Cell) -> Result<Body, Self::Fault> {
        let Some(cells) = self.cells else { return Ok(Body::Delete) };
        let body = cells.body(cell).map_err(Ended::Fault)?;
        let left = self.left.get();
        let bytes = left.bytes.checked_sub(body.inline_bytes() as u64).ok_or(Ended::Bytes)?;
        self.left.set(Budget { bytes, ..left });
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::hash::Hash;
    use crate::types::testing::{Node, bytes, key, write};
    use crate::view::{Failed, KeyView};

    fn read(cells: u64, bytes: u64) -> Result<usize, Ended<std::convert::Infallible>> {
        let (mut node, k) = (Node::new(1), key("k"));
        let fields = [b"a", b"b", b"c"].map(|field| write(&k, Kind::Hash, Some(field), self::bytes("1234")));
        node.sign(fields.to_vec(), None);
        let metered = Metered::over(Some(&node.cells), Budget { cells, bytes });
        let failed = |error| match error {
            Failed::Fault(ended) => ended,
            Failed::Refused(refused) => panic!("{refused}"),
        };
        let view = KeyView::open(&metered, &k, node.now).map_err(failed)?;
        let entries = Hash::of(&view).unwrap().entries(None, 10).map_err(failed)?;
        Ok(entries.items.len())
    }

    #[test]
    fn a_read_ends_where_its_budget_does() {
        assert_eq!(read(100, 12), Ok(3));
        assert_eq!(read(100, 11), Err(Ended::Bytes));
        assert_eq!(read(4, 12), Err(Ended::Cells));
    }

    #[test]
    fn a_database_without_cells_is_empty() {
        let metered = Metered::<crate::memory::MemoryCells>::over(None, Budget { cells: 0, bytes: 0 });
        assert_eq!(KeyView::open(&metered, &key("k"), 0).unwrap().kind(), None);
    }
}
