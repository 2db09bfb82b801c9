//! The words of a scan: what is read, which way, what is shown, and how it can fail.

use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, Order};
use crate::error::{ErrorCode, Refused};
use crate::write::{Body, Number};

/// Why a command or a query did not come to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed<F> {
    /// It is refused, with a code and a reason. Nothing was changed.
    Refused(Refused),
    /// The store failed, and says how.
    Fault(F),
}

impl<F> From<Refused> for Failed<F> {
    fn from(refused: Refused) -> Self {
        Failed::Refused(refused)
    }
}

impl<F> From<crate::metered::Ended<F>> for Failed<crate::metered::Ended<F>> {
    fn from(ended: crate::metered::Ended<F>) -> Self {
        Failed::Fault(ended)
    }
}

impl<F> Failed<F> {
    /// The stable code, unless the store failed.
    pub const fn code(&self) -> Option<ErrorCode> {
        match self {
            Failed::Refused(refused) => Some(refused.code()),
            Failed::Fault(_) => None,
        }
    }
}

/// What a command or a query over these cells comes to.
pub type Outcome<T, C> = Result<T, Failed<<C as Cells>::Fault>>;

/// Which way a range is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the smallest field to the greatest.
    Forward,
    /// From the greatest field to the smallest.
    Backward,
}

/// A range of fields, by their bytes: from `start`, included, to `end`, excluded; without an end, to the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The first field that is in it.
    pub start: Vec<u8>,
    /// The first field that is not.
    pub end: Option<Vec<u8>>,
}

impl Fields {
    /// Every field.
    pub fn all() -> Self {
        Self::default()
    }

    /// The fields behind this one; every field if there is none. The way a cursor goes on.
    pub fn after(field: Option<&[u8]>) -> Self {
        Self { start: field.map(successor).unwrap_or_default(), end: None }
    }

    /// From one field, included, to another, excluded.
    pub fn between(start: Vec<u8>, end: Vec<u8>) -> Self {
        Self { start, end: Some(end) }
    }
}

/// The first byte string behind this one.
pub fn successor(field: &[u8]) -> Vec<u8> {
    [field, &[0]].concat()
}

/// A value that a reader sees, before its body is fetched.
#[derive(Debug)]
pub struct Shown<'c, C: Cells> {
    cells: &'c C,
    field: &'c [u8],
    order: Order,
    found: Found<'c, C::Cell>,
}

#[derive(Debug)]
enum Found<'c, Cell> {
    Cell(&'c Cell),
    Number(Number),
}

impl<'c, C: Cells> Shown<'c, C> {
    pub(super) fn cell(cells: &'c C, cell: &'c C::Cell, field: &'c [u8]) -> Self {
        Self { cells, field, order: cell.placed().order, found: Found::Cell(cell) }
    }

    pub(super) const fn number(cells: &'c C, field: &'c [u8], order: Order, number: Number) -> Self {
        Self { cells, field, order, found: Found::Number(number) }
    }

    /// The field it belongs to; empty for what lives at the key or the kind.
    pub const fn field(&self) -> &'c [u8] {
        self.field
    }

    /// The place of its write in the order of all writes.
    pub const fn order(&self) -> Order {
        self.order
    }

    /// The value itself.
    pub fn body(&self) -> Outcome<Body, C> {
        match self.found {
            Found::Cell(cell) => self.cells.body(cell).map_err(Failed::Fault),
            Found::Number(number) => Ok(Body::Number(number)),
        }
    }
}

/// What a scan calls for each value; it ends the scan by breaking off.
pub type Visitor<'v, C> = dyn FnMut(Shown<'_, C>) -> Outcome<ControlFlow<()>, C> + 'v;

/// What a scan of live writes calls for each, hidden or not.
pub type RawVisitor<'v, C> = dyn FnMut(&<C as Cells>::Cell) -> Outcome<ControlFlow<()>, C> + 'v;
