//! Lists: elements in an order, pushed and popped at both ends and inserted between.
//!
//! Each element is a cell of its own, so elements merge one by one; `list/position.rs` says how they come to stand in order.
//!
//! Differences from Redis: pushes answer where the new elements are instead of how many there are now, which would mean
//! to count them ([`List::len`] does); LREM looks through all elements; a trim or pop removes at most what one
//! operation has writes, except for a trim that leaves nothing.
//!
//! *Between nodes*: what is pushed apart is all there after merging, one run after the other. Two nodes that do not hear
//! each other can pop the same element (it is gone once, and was answered twice), so a list is a queue for workers on one
//! node only. LSET made apart from a pop of the same element: the newer wins. Where an insertion had to make room (see
//! [`List::plan_insert`]), a change made apart to one of the elements moved is lost or leaves that element twice.

use std::ops::ControlFlow;

use super::hash::page;
use super::plan::Planning;
use super::string::refuse_change;
use super::{Page, Plan, PlanContext, Value};
use crate::cells::{Cell, Cells};
use crate::error::{ErrorCode, Refused};
use crate::op::WRITES_LIMIT;
use crate::view::{Direction, Fields, KeyView, Outcome, successor};
use crate::write::{Body, Kind, LIST_FIELD_LIMIT, LIST_SUFFIX};

mod position;
mod room;

const KIND: Kind = Kind::List;

/// An end of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The head.
    Left,
    /// The tail.
    Right,
}

impl End {
    const fn inwards(self) -> Direction {
        match self {
            End::Left => Direction::Forward,
            End::Right => Direction::Backward,
        }
    }
}

/// A side of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Towards the head.
    Before,
    /// Towards the tail.
    After,
}

/// What came of an insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// The new element has this field.
    At(Vec<u8>),
    /// No element has the value to insert beside (-1 in Redis).
    NoPivot,
    /// There is no list (0 in Redis).
    NoList,
}

/// A list, or a key that could become one.
#[derive(Debug)]
pub struct List<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

type Element = (Vec<u8>, Value);

impl<'v, 'a, C: Cells> List<'v, 'a, C> {
    /// The list at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// How many elements there are (LLEN). Reads them all, without their values.
    pub fn len(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.0.kind().is_none()
    }

    /// Elements with their fields, from the head on, behind a cursor.
    pub fn elements(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<Element>, C> {
        page(self.0, KIND, after, limit, |field, body| {
            Ok(Value::from_body(body()?).map(|value| (field.to_vec(), value)))
        })
    }

    /// The values between two indexes, both included, negative ones from the tail (LRANGE); at most the first `limit`.
    pub fn range(&self, start: i64, stop: i64, limit: usize) -> Outcome<Vec<Value>, C> {
        let from_tail = |index: i64| usize::try_from(-1 - i128::from(index)).ok();
        let mut values = Vec::new();
        if let (Some(first), Some(last)) = (from_tail(start), from_tail(stop))
            && first < limit
        {
            self.each(Direction::Backward, last, first, &mut |_, value| values.push(value))?;
            values.reverse();
            return Ok(values);
        }
        let Some((first, last)) = self.indexes(start, stop)? else { return Ok(values) };
        let Some(most) = limit.checked_sub(1) else { return Ok(values) };
        let last = last.min(first.saturating_add(most));
        self.each(Direction::Forward, first, last, &mut |_, value| values.push(value))?;
        Ok(values)
    }

    /// The value at an index, negative ones from the tail (LINDEX).
    pub fn index(&self, index: i64) -> Outcome<Option<Value>, C> {
        Ok(self.nth(index)?.map(|(_, value)| value))
    }

    fn nth(&self, index: i64) -> Outcome<Option<Element>, C> {
        let (direction, distance) = match usize::try_from(index) {
            Ok(distance) => (Direction::Forward, distance),
            Err(_) => (Direction::Backward, usize::try_from(-1 - index).unwrap_or(usize::MAX)),
        };
        let mut found = None;
        self.each(direction, distance, distance, &mut |field, value| found = Some((field.to_vec(), value)))?;
        Ok(found)
    }

    /// The first and last index of a range, counted from the head; none if nothing is in it. Counts the elements only
    /// if it has to.
    fn indexes(&self, start: i64, stop: i64) -> Outcome<Option<(usize, usize)>, C> {
        let len = if start < 0 || stop < 0 { i128::try_from(self.len()?).unwrap_or(i128::MAX) } else { 0 };
        let from_head = |index: i64| i128::from(index) + if index < 0 { len } else { 0 };
        let (first, last) = (from_head(start).max(0), from_head(stop));
        if first > last {
            return Ok(None);
        }
        Ok(usize::try_from(first).ok().zip(usize::try_from(last).ok()))
    }

    /// Shows the elements between two distances from an end.
    fn each(
        &self,
        direction: Direction,
        first: usize,
        last: usize,
        visitor: &mut dyn FnMut(&[u8], Value),
    ) -> Outcome<(), C> {
        let mut at = 0;
        self.0.scan(KIND, &Fields::all(), direction, &mut |shown| {
            if at >= first
                && at <= last
                && let Some(value) = Value::from_body(shown.body()?)
            {
                visitor(shown.field(), value);
            }
            at += 1;
            Ok(if at > last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
    }

    /// Pushes values at an end (LPUSH, RPUSH), one after the other, so that the last one stands outermost; with
    /// `only_if_there`, only if there is a list (LPUSHX, RPUSHX). The answer is the fields of the new elements, in the
    /// order of the values.
    pub fn plan_push(
        &self,
        context: &PlanContext,
        end: End,
        values: Vec<Value>,
        only_if_there: bool,
    ) -> Outcome<Plan<Vec<Vec<u8>>>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        if only_if_there && self.is_empty() {
            planning.see_fields(KIND, &Fields::all())?;
            return Ok(planning.answer(Vec::new()));
        }
        let outermost = self.outermost(end)?;
        let position = match end {
            End::Left => self.position(None, outermost.as_deref())?,
            End::Right => self.position(outermost.as_deref(), None)?,
        };
        let mut fields = Vec::new();
        // A run is in the order of its writes; pushed from the left, the last value comes first.
        let mut values = values;
        if end == End::Left {
            values.reverse();
        }
        for value in values {
            fields.push(self.write_new(&mut planning, context, &position, value)?);
        }
        if end == End::Left {
            fields.reverse();
        }
        Ok(planning.answer(fields))
    }

    /// The field of the outermost write at an end, be it seen or not: what is pushed stands beyond.
    fn outermost(&self, end: End) -> Outcome<Option<Vec<u8>>, C> {
        let direction = end.inwards();
        let mut field = None;
        self.0.raw_scan(&self.0.range(KIND, &Fields::all()), direction, &mut |cell| {
            field = cell.placed().path.field().map(<[u8]>::to_vec);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(field)
    }

    fn position(&self, left: Option<&[u8]>, right: Option<&[u8]>) -> Result<Vec<u8>, Refused> {
        position::place(left, right)
            .filter(|position| position.len() + LIST_SUFFIX <= LIST_FIELD_LIMIT)
            .ok_or_else(|| Refused::limit("there is no room left at this place of the list"))
    }

    fn write_new(
        &self,
        planning: &mut Planning<'_, '_, C>,
        context: &PlanContext,
        position: &[u8],
        value: Value,
    ) -> Result<Vec<u8>, Refused> {
        let index = context.index(planning.len())?;
        let field = position::field(position, context.stamp, context.author, context.device, index);
        planning.write(KIND, Some(field.clone()), value.into_body(self.0.strategy())?)?;
        Ok(field)
    }

    /// Takes up to `count` elements off an end (LPOP, RPOP). The answer is their values, the outermost first.
    pub fn plan_pop(&self, end: End, count: usize) -> Outcome<Plan<Vec<Value>>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut popped = Vec::new();
        let Some(last) = count.checked_sub(1) else { return Ok(planning.answer(popped)) };
        let mut fields = Vec::new();
        self.each(end.inwards(), 0, last.min(WRITES_LIMIT), &mut |field, value| {
            fields.push(field.to_vec());
            popped.push(value);
        })?;
        planning.see_fields(KIND, &self.up_to(end, fields.last().filter(|_| fields.len() == count)))?;
        for field in fields {
            planning.write(KIND, Some(field), Body::Delete)?;
        }
        Ok(planning.answer(popped))
    }

    /// The fields from an end up to one, or all of them.
    fn up_to(&self, end: End, field: Option<&Vec<u8>>) -> Fields {
        match (end, field) {
            (_, None) => Fields::all(),
            (End::Left, Some(field)) => Fields::between(Vec::new(), successor(field)),
            (End::Right, Some(field)) => Fields { start: field.clone(), end: None },
        }
    }

    /// Replaces the value at an index (LSET). Refused with `not_found` if there is no such element.
    pub fn plan_set(&self, index: i64, value: Value) -> Outcome<Plan<()>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let Some((field, _)) = self.nth(index)? else {
            return Err(Refused::new(ErrorCode::NotFound, "the list has no element at this index").into());
        };
        refuse_change(self.0, true)?;
        let end = if index < 0 { End::Right } else { End::Left };
        planning.see_fields(KIND, &self.up_to(end, Some(&field)))?;
        planning.write(KIND, Some(field), value.into_body(self.0.strategy())?)?;
        Ok(planning.answer(()))
    }

    /// Inserts a value beside the first element that has another one (LINSERT).
    ///
    /// Where so much has been inserted at one point that positions reach their limit, the plan makes room: it deletes
    /// the elements around and makes them anew, in the same order, at one short position, as many as it takes (at most
    /// about 1,000 on each side). Refused with `limit_exceeded` if that does not fit into an operation.
    pub fn plan_insert(
        &self,
        context: &PlanContext,
        side: Side,
        pivot: &[u8],
        value: Value,
    ) -> Outcome<Plan<Inserted>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let (mut left, mut right, mut found) = (None, None, false);
        self.0.scan(KIND, &Fields::all(), Direction::Forward, &mut |shown| {
            let field = shown.field().to_vec();
            if found {
                right = Some(field);
                return Ok(ControlFlow::Break(()));
            }
            found = shown.body()? == Body::Bytes(pivot.to_vec());
            if found && side == Side::Before {
                right = Some(field);
                return Ok(ControlFlow::Break(()));
            }
            left = Some(field);
            Ok(ControlFlow::Continue(()))
        })?;
        planning.see_fields(KIND, &self.up_to(End::Left, right.as_ref().filter(|_| found)))?;
        if !found {
            let answer = if self.is_empty() { Inserted::NoList } else { Inserted::NoPivot };
            return Ok(planning.answer(answer));
        }
        let field = match self.position(left.as_deref(), right.as_deref()) {
            Ok(position) => self.write_new(&mut planning, context, &position, value)?,
            Err(_) => self.make_room(&mut planning, context, [left, right], value)?,
        };
        Ok(planning.answer(Inserted::At(field)))
    }

    /// Removes elements that have a value (LREM): the first `count` from the head, or from the tail if it is negative,
    /// or all for 0. The answer is how many there were.
    pub fn plan_remove(&self, count: i64, value: &[u8]) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let end = if count < 0 { End::Right } else { End::Left };
        let most = match usize::try_from(count.unsigned_abs()) {
            Ok(0) | Err(_) => usize::MAX,
            Ok(most) => most,
        };
        let mut fields = Vec::new();
        self.0.scan(KIND, &Fields::all(), end.inwards(), &mut |shown| {
            if shown.body()? == Body::Bytes(value.to_vec()) {
                fields.push(shown.field().to_vec());
            }
            let done = fields.len() == most || fields.len() > WRITES_LIMIT;
            Ok(if done { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        planning.see_fields(KIND, &self.up_to(end, fields.last().filter(|_| fields.len() == most)))?;
        let removed = fields.len();
        for field in fields {
            planning.write(KIND, Some(field), Body::Delete)?;
        }
        Ok(planning.answer(removed))
    }

    /// Removes all but the elements between two indexes, both included (LTRIM). The answer is how many went. If none
    /// stays, the list is deleted as a whole; otherwise at most what one operation can delete may go, else it is
    /// refused with `limit_exceeded`.
    pub fn plan_trim(&self, start: i64, stop: i64) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        planning.see_fields(KIND, &Fields::all())?;
        let kept = self.indexes(start, stop)?;
        let (mut fields, mut at, mut stays) = (Vec::new(), 0, false);
        self.0.scan(KIND, &Fields::all(), Direction::Forward, &mut |shown| {
            match kept {
                Some((first, last)) if (first..=last).contains(&at) => stays = true,
                // One more than can be deleted is enough to know that it is too much.
                _ if fields.len() <= WRITES_LIMIT => fields.push(shown.field().to_vec()),
                _ => {}
            }
            at += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        if !stays {
            if at > 0 {
                planning.write(KIND, None, Body::Delete)?;
            }
            return Ok(planning.answer(at));
        }
        let removed = fields.len();
        for field in fields {
            planning.write(KIND, Some(field), Body::Delete)?;
        }
        Ok(planning.answer(removed))
    }
}

#[cfg(test)]
#[path = "list/tests.rs"]
mod tests;
