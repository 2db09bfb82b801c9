//! Planned writes laid over the cells of a store, so that the next command of an operation sees those before it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, CellsMut, Order, Path, PathRange, Placed, Weight};
use crate::memory::{MemoryCell, MemoryCells};
use crate::merge::merge_write;
use crate::name::Key;
use crate::write::{Body, Write};

/// The live writes of a database as they will be when some more are merged. The store beneath is not changed.
#[derive(Debug)]
pub struct Overlay<'a, C> {
    stored: &'a C,
    gone: BTreeMap<Path, Vec<Order>>,
    planned: MemoryCells,
}

/// A live write that is stored or planned.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "the cells of a store are about as large")]
pub enum Laid<T> {
    /// It is in the store.
    Stored(T),
    /// It is not yet.
    Planned(MemoryCell),
}

impl<T: Cell> Cell for Laid<T> {
    fn placed(&self) -> &Placed {
        match self {
            Laid::Stored(cell) => cell.placed(),
            Laid::Planned(cell) => cell.placed(),
        }
    }
}

impl<'a, C: Cells<Cell: Clone>> Overlay<'a, C> {
    /// These cells with nothing planned.
    pub fn over(stored: &'a C) -> Self {
        Self { stored, gone: BTreeMap::new(), planned: MemoryCells::default() }
    }

    /// Merges a planned write, which will have this place in the order of all writes.
    pub fn plan(&mut self, write: &Write, order: Order) -> Result<(), C::Fault> {
        let (path, weight) = (Path::of(write), Weight::of(&write.body));
        let placed = Placed { path, order, kind: write.kind, weight, expires: None };
        merge_write(self, placed, &write.body, write.key.strategy()).map(drop)
    }

    fn is_gone(&self, placed: &Placed) -> bool {
        self.gone.get(placed.path.as_bytes()).is_some_and(|orders| orders.contains(&placed.order))
    }

    /// Shows what one read of the store brings, with the planned writes where they belong.
    fn laid<'p>(
        &self,
        planned: impl Iterator<Item = &'p MemoryCell>,
        comes_first: impl Fn(&Placed, &Placed) -> bool,
        visitor: &mut dyn FnMut(&Laid<C::Cell>) -> ControlFlow<()>,
        read: impl FnOnce(&C, &mut dyn FnMut(&C::Cell) -> ControlFlow<()>) -> Result<(), C::Fault>,
    ) -> Result<(), C::Fault> {
        let mut planned = planned.peekable();
        let mut flow = ControlFlow::Continue(());
        read(self.stored, &mut |cell| {
            while let Some(before) = planned.next_if(|next| comes_first(next.placed(), cell.placed())) {
                flow = visitor(&Laid::Planned(before.clone()));
                if flow.is_break() {
                    return flow;
                }
            }
            if !self.is_gone(cell.placed()) {
                flow = visitor(&Laid::Stored(cell.clone()));
            }
            flow
        })?;
        while let (ControlFlow::Continue(()), Some(next)) = (flow, planned.next()) {
            flow = visitor(&Laid::Planned(next.clone()));
        }
        Ok(())
    }
}

fn rank(placed: &Placed) -> (&Path, Order) {
    (&placed.path, placed.order)
}

fn sure(done: Result<(), Infallible>) {
    match done {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

impl<C: Cells<Cell: Clone>> Cells for Overlay<'_, C> {
    type Fault = C::Fault;
    type Cell = Laid<C::Cell>;

    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), C::Fault> {
        let planned = self.planned.within(range);
        self.laid(planned, |a, b| rank(a) < rank(b), visitor, |stored, each| stored.visit(range, each))
    }

    fn visit_key(
        &self,
        key: &Key,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), C::Fault> {
        let range = Path::of_key(key).range();
        let planned = self.planned.within(&range);
        self.laid(planned, |a, b| rank(a) < rank(b), visitor, |stored, each| stored.visit_key(key, each))
    }

    fn visit_back(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), C::Fault> {
        let planned = self.planned.within(range).rev();
        self.laid(planned, |a, b| a.path > b.path, visitor, |stored, each| stored.visit_back(range, each))
    }

    fn visit_stored(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), C::Fault> {
        self.stored.visit_stored(range, &mut |cell| visitor(&Laid::Stored(cell.clone())))
    }

    fn body(&self, cell: &Self::Cell) -> Result<Body, C::Fault> {
        match cell {
            Laid::Stored(cell) => self.stored.body(cell),
            Laid::Planned(cell) => match self.planned.body(cell) {
                Ok(body) => Ok(body),
                Err(never) => match never {},
            },
        }
    }
}

impl<C: Cells<Cell: Clone>> CellsMut for Overlay<'_, C> {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), C::Fault> {
        sure(self.planned.put(placed, body));
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), C::Fault> {
        let before = self.planned.len();
        sure(self.planned.remove(placed));
        if self.planned.len() == before {
            self.gone.entry(placed.path.clone()).or_default().push(placed.order);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
