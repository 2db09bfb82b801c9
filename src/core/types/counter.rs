//! Counters: a number that several writers change at once, and none of them loses.
//!
//! Each writer, that is each device of each author, has a cell of its own with the totals of what it added and took.
//! The value is the sum over all of them. Only a writer itself can write its totals; a device is mandatory.
//!
//! *Between nodes*: additions made apart all count, that is the point. Two limits: one device signs on one node at a
//! time (its totals are a value like any other, of which the newer wins), and a delete starts over only the writers who
//! know of it: one who adds later, not having heard of it, brings the own totals of before back.
//!
//! Difference from Redis: a counter is a type of its own, not a string that spells a number, and its value may go beyond
//! 64 bits.

use std::ops::ControlFlow;

use super::plan::Planning;
use super::string::refuse_change;
use super::{Plan, PlanContext};
use crate::cells::Cells;
use crate::error::Refused;
use crate::view::{Direction, Fields, KeyView, Outcome};
use crate::write::{Body, Kind};

const KIND: Kind = Kind::Counter;

/// A counter, or a key that could become one.
#[derive(Debug)]
pub struct Counter<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> Counter<'v, 'a, C> {
    /// The counter at a key; at zero if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// The value; none if there is no counter. Reads one cell for each writer.
    pub fn get(&self) -> Outcome<Option<i128>, C> {
        if self.0.kind().is_none() {
            return Ok(None);
        }
        let mut sum = 0_i128;
        self.0.scan(KIND, &Fields::all(), Direction::Forward, &mut |shown| {
            if let Body::Totals { added, taken } = shown.body()? {
                // No number of writers that could ever be stored comes near the end of 128 bits.
                sum = sum.saturating_add(i128::from(added)).saturating_sub(i128::from(taken));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(Some(sum))
    }

    /// Adds to the counter, or takes away if `by` is negative (INCRBY, DECRBY). The answer is the new value as this node
    /// knows it. Refused with `limit_exceeded` when the writer's own totals would pass 64 bits.
    pub fn plan_incr(&self, context: &PlanContext, by: i64) -> Outcome<Plan<i128>, C> {
        let device = context.device.ok_or_else(|| Refused::form("a counter needs the writer's device"))?;
        let field = [context.author.as_bytes().as_slice(), device.as_bytes()].concat();
        let mut planning = Planning::of_kind(self.0, KIND)?;
        // What others add meanwhile does not matter; the own totals do.
        planning.see_field(KIND, &field)?;
        let own = self.0.field(KIND, &field)?;
        refuse_change(self.0, own.is_some())?;
        let (added, taken) = match own {
            Some((_, Body::Totals { added, taken })) => (added, taken),
            _ => (0, 0),
        };
        let (more, less) = if by < 0 { (0, by.unsigned_abs()) } else { (by.unsigned_abs(), 0) };
        let full = || Refused::limit("the totals of this writer are beyond 64 bits");
        let added = added.checked_add(more).ok_or_else(full)?;
        let taken = taken.checked_add(less).ok_or_else(full)?;
        let before = self.get()?.unwrap_or_default();
        planning.write(KIND, Some(field), Body::Totals { added, taken })?;
        Ok(planning.answer(before.saturating_add(i128::from(by))))
    }
}

#[cfg(test)]
#[path = "counter_tests.rs"]
mod tests;
