//! Cells in memory: the simplest store there is, for tests, simulations and planning against a copy.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::convert::Infallible;
use std::ops::{Bound, ControlFlow};

use crate::cells::{Cell, Cells, CellsMut, Path, PathRange, Placed};
use crate::write::Body;

/// The live writes of one database in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryCells {
    places: BTreeMap<Path, Place>,
    live: usize,
}

/// The live writes at one path, in ascending order. Almost always there is one, so the first needs no room elsewhere.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    first: MemoryCell,
    more: Vec<MemoryCell>,
}

impl Place {
    fn iter(&self) -> impl Iterator<Item = &MemoryCell> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// Puts a cell into its place in the order and tells whether it is new there.
    fn put(&mut self, mut cell: MemoryCell) -> bool {
        let order = |cell: &MemoryCell| cell.placed.order;
        if order(&cell) == order(&self.first) {
            self.first = cell;
            return false;
        }
        if order(&cell) < order(&self.first) {
            std::mem::swap(&mut self.first, &mut cell);
        }
        match self.more.binary_search_by_key(&order(&cell), order) {
            Ok(at) => {
                self.more[at] = cell;
                false
            }
            Err(at) => {
                self.more.insert(at, cell);
                true
            }
        }
    }
}

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
        self.places.values().flat_map(Place::iter).map(|cell| (&cell.placed, &cell.body))
    }

    /// How many writes are live.
    pub const fn len(&self) -> usize {
        self.live
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }
}

impl Cells for MemoryCells {
    type Fault = Infallible;
    type Cell = MemoryCell;

    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&MemoryCell) -> ControlFlow<()>,
    ) -> Result<(), Infallible> {
        let (start, end) = (range.start.as_slice(), range.end.as_slice());
        if start < end {
            let places = self.places.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end)));
            let _ = places.flat_map(|(_, place)| place.iter()).try_for_each(visitor);
        }
        Ok(())
    }

    fn visit_place(
        &self,
        path: &[u8],
        visitor: &mut dyn FnMut(&MemoryCell) -> ControlFlow<()>,
    ) -> Result<(), Infallible> {
        if let Some(place) = self.places.get(path) {
            let _ = place.iter().try_for_each(visitor);
        }
        Ok(())
    }

    fn body(&self, cell: &MemoryCell) -> Result<Body, Infallible> {
        Ok(cell.body.clone())
    }
}

impl CellsMut for MemoryCells {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), Infallible> {
        let cell = MemoryCell { placed, body: body.clone() };
        match self.places.entry(cell.placed.path.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(Place { first: cell, more: Vec::new() });
                self.live += 1;
            }
            Entry::Occupied(occupied) => self.live += usize::from(occupied.into_mut().put(cell)),
        }
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), Infallible> {
        let Some(place) = self.places.get_mut(placed.path.as_bytes()) else { return Ok(()) };
        if place.first.placed.order == placed.order {
            if place.more.is_empty() {
                self.places.remove(placed.path.as_bytes());
            } else {
                place.first = place.more.remove(0);
            }
            self.live -= 1;
        } else {
            let before = place.more.len();
            place.more.retain(|cell| cell.placed.order != placed.order);
            self.live -= before - place.more.len();
        }
        Ok(())
    }
}
