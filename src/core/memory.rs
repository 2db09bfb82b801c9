//! Cells in memory: the simplest store there is, for tests, simulations and planning against a copy.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, CellsMut, Order, Path, PathRange, Placed};
use crate::clock::Stamp;
use crate::key::{OpId, PublicKey};
use crate::write::Body;

/// The live writes of one database in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryCells(BTreeMap<(Path, Order), MemoryCell>);

/// A live write in memory, body and all.
#[derive(Clone, Debug, PartialEq)]
pub struct MemoryCell {
    placed: Placed,
    body: Body,
}

impl Cell for MemoryCell {
    fn placed(&self) -> &Placed {
        &self.placed
    }
}

impl MemoryCells {
    /// All live writes in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Placed, &Body)> {
        self.0.values().map(|cell| (&cell.placed, &cell.body))
    }

    /// How many writes are live.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn within(&self, range: &PathRange) -> impl DoubleEndedIterator<Item = &MemoryCell> {
        let start = (Path::from_bytes(range.start.clone()), LEAST);
        let end = (Path::from_bytes(range.end.clone()), LEAST).max(start.clone());
        self.0.range(start..end).map(|(_, cell)| cell)
    }
}

/// Smaller than every order that a write can have, so that `(path, LEAST)` comes before all writes at that path.
const LEAST: Order = Order {
    stamp: Stamp::ZERO,
    author: PublicKey::from_bytes([0; 32]),
    op: OpId::from_bytes([0; 32]),
    index: 0,
};

impl Cells for MemoryCells {
    type Fault = Infallible;
    type Cell = MemoryCell;

    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&MemoryCell) -> ControlFlow<()>,
    ) -> Result<(), Infallible> {
        let _ = self.within(range).try_for_each(visitor);
        Ok(())
    }

    fn visit_back(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&MemoryCell) -> ControlFlow<()>,
    ) -> Result<(), Infallible> {
        let _ = self.within(range).rev().try_for_each(visitor);
        Ok(())
    }

    fn body(&self, cell: &MemoryCell) -> Result<Body, Infallible> {
        Ok(cell.body.clone())
    }
}

impl CellsMut for MemoryCells {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), Infallible> {
        let cell = MemoryCell { placed: placed.clone(), body: body.clone() };
        self.0.insert((placed.path, placed.order), cell);
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), Infallible> {
        self.0.remove(&(placed.path.clone(), placed.order));
        Ok(())
    }
}
