//! Cells in memory: the simplest store there is, for tests, simulations and planning against a copy.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::convert::Infallible;
use std::ops::{Bound, ControlFlow};

use crate::cells::{Cell, Cells, CellsMut, Path, PathRange, Placed};
use crate::write::Body;

/// The live writes of one database in memory: those at each path, in ascending order; almost always there is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryCells {
    places: BTreeMap<Path, Vec<MemoryCell>>,
    live: usize,
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
        self.places.values().flatten().map(|cell| (&cell.placed, &cell.body))
    }

    /// How many writes are live.
    pub const fn len(&self) -> usize {
        self.live
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    pub(crate) fn within(&self, range: &PathRange) -> impl DoubleEndedIterator<Item = &MemoryCell> {
        let start = range.start.as_slice();
        let end = range.end.as_slice().max(start);
        let places = self.places.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end)));
        places.flat_map(|(_, place)| place)
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
                vacant.insert(vec![cell]);
                self.live += 1;
            }
            Entry::Occupied(occupied) => {
                let place = occupied.into_mut();
                match place.binary_search_by_key(&cell.placed.order, |other| other.placed.order) {
                    Ok(at) => place[at] = cell,
                    Err(at) => {
                        place.insert(at, cell);
                        self.live += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), Infallible> {
        if let Some(place) = self.places.get_mut(placed.path.as_bytes()) {
            let before = place.len();
            place.retain(|cell| cell.placed.order != placed.order);
            self.live -= before - place.len();
            if place.is_empty() {
                self.places.remove(placed.path.as_bytes());
            }
        }
        Ok(())
    }

    fn replace(&mut self, old: &Placed, new: Placed, body: &Body) -> Result<(), Infallible> {
        if let Some([only]) = self.places.get_mut(old.path.as_bytes()).map(Vec::as_mut_slice)
            && only.placed.order == old.order
        {
            *only = MemoryCell { placed: new, body: body.clone() };
            return Ok(());
        }
        self.remove(old)?;
        self.put(new, body)
    }
}
