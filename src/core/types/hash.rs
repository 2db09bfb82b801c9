//! Hashes: fields with values. Each field merges for itself.
//!
//! Differences from Redis: fields come in the order of their bytes, so a page can go on where another ended; a field
//! has at most 1,024 bytes; a value above 64 KiB is a reference to a blob.
//!
//! *Between nodes*: for each field the newer write wins. HINCRBY reads, adds and writes a value: on one node no
//! increment is lost, but of two made apart on two nodes the newer one wins and the other is lost. What is to be counted
//! on several nodes belongs into a [counter](super::counter). HSETNX is decided by the node that plans it, and the
//! newer of two stays.

use std::ops::ControlFlow;

use super::plan::Planning;
use super::string::{Condition, refuse_change};
use super::{Page, Plan, Value};
use crate::cells::Cells;
use crate::error::Refused;
use crate::view::{Direction, Fields, KeyView, Outcome};
use crate::write::{Body, Kind};

const KIND: Kind = Kind::Hash;

/// A hash, or a key that could become one.
#[derive(Debug)]
pub struct Hash<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> Hash<'v, 'a, C> {
    /// The hash at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// The value of a field (HGET).
    pub fn get(&self, field: &[u8]) -> Outcome<Option<Value>, C> {
        Ok(self.0.field(KIND, field)?.and_then(|(_, body)| Value::from_body(body)))
    }

    /// The values of some fields, in the order of the question (HMGET).
    pub fn get_many(&self, fields: &[&[u8]]) -> Outcome<Vec<Option<Value>>, C> {
        fields.iter().map(|field| self.get(field)).collect()
    }

    /// Whether a field has a value (HEXISTS).
    pub fn has(&self, field: &[u8]) -> Outcome<bool, C> {
        self.0.has(KIND, field)
    }

    /// How many fields there are (HLEN). Reads them all, without their values.
    pub fn len(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.kind().is_none()
    }

    /// Fields with their values, in the order of the fields, behind a cursor (HGETALL, HSCAN).
    pub fn entries(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<(Vec<u8>, Value)>, C> {
        page(self.0, KIND, after, limit, |field, body| {
            Ok(Value::from_body(body()?).map(|value| (field.to_vec(), value)))
        })
    }

    /// Names of fields in their order, behind a cursor (HKEYS).
    pub fn keys(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<Vec<u8>>, C> {
        page(self.0, KIND, after, limit, |field, _| Ok(Some(field.to_vec())))
    }

    /// Writes fields (HSET); of a field that is named twice the last value stays. The answer is how many are new.
    pub fn plan_set(&self, pairs: Vec<(Vec<u8>, Value)>) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut new = std::collections::BTreeSet::new();
        for (field, value) in pairs {
            planning.see_field(KIND, &field)?;
            if !self.has(&field)? {
                new.insert(field.clone());
            }
            planning.write(KIND, Some(field), value.into_body(self.0.strategy())?)?;
        }
        Ok(planning.answer(new.len()))
    }

    /// Writes one field if the condition is met (HSETNX). The answer says whether it was.
    pub fn plan_set_if(&self, field: Vec<u8>, value: Value, condition: Condition) -> Outcome<Plan<bool>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        planning.see_field(KIND, &field)?;
        let met = condition.is_met(self.has(&field)?);
        if met {
            planning.write(KIND, Some(field), value.into_body(self.0.strategy())?)?;
        }
        Ok(planning.answer(met))
    }

    /// Deletes fields (HDEL). The answer is how many there were.
    pub fn plan_del(&self, fields: &[&[u8]]) -> Outcome<Plan<usize>, C> {
        plan_remove(self.0, KIND, fields)
    }

    /// Adds to the whole number in a field, 0 if there is none (HINCRBY). The answer is the new value. Refused if the
    /// value is no whole number, or the sum none of 64 bits. Under `~max/`, where only greater values count, it is
    /// refused to subtract, and under `~first/` to change.
    pub fn plan_incr(&self, field: &[u8], by: i64) -> Outcome<Plan<i64>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        planning.see_field(KIND, field)?;
        let before = self.get(field)?;
        refuse_change(self.0, before.is_some())?;
        if by < 0 && before.is_some() && self.0.strategy() == crate::name::Strategy::Max {
            return Err(Refused::form("a number under ~max/ only grows").into());
        }
        let before = match before {
            None => 0,
            Some(value) => {
                value.to_integer().ok_or_else(|| Refused::form("the hash value is not an integer"))?
            }
        };
        let after = before
            .checked_add(by)
            .ok_or_else(|| Refused::limit("the sum is beyond the integers of 64 bits"))?;
        let body = Value::Bytes(after.to_string().into_bytes()).into_body(self.0.strategy())?;
        planning.write(KIND, Some(field.to_vec()), body)?;
        Ok(planning.answer(after))
    }
}

/// Reads one page of fields. Entries that `read` gives nothing for are left out.
pub(super) fn page<C: Cells, T>(
    view: &KeyView<'_, C>,
    kind: Kind,
    after: Option<&[u8]>,
    limit: usize,
    mut read: impl FnMut(&[u8], &mut dyn FnMut() -> Outcome<Body, C>) -> Outcome<Option<T>, C>,
) -> Outcome<Page<T>, C> {
    let mut items = Vec::new();
    let (mut last, mut more) = (None, false);
    view.scan(kind, &Fields::after(after), Direction::Forward, &mut |shown| {
        if items.len() >= limit {
            more = true;
            return Ok(ControlFlow::Break(()));
        }
        items.extend(read(shown.field(), &mut || shown.body())?);
        last = Some(shown.field().to_vec());
        Ok(ControlFlow::Continue(()))
    })?;
    // A limit of 0 asks for nothing and goes on where it began.
    let next = more.then(|| last.or_else(|| after.map(<[u8]>::to_vec)).unwrap_or_default());
    Ok(Page { items, next })
}

/// Deletes those of some fields that have a value. The answer is how many that were.
pub(super) fn plan_remove<C: Cells>(
    view: &KeyView<'_, C>,
    kind: Kind,
    fields: &[&[u8]],
) -> Outcome<Plan<usize>, C> {
    let mut planning = Planning::of_kind(view, kind)?;
    let fields: std::collections::BTreeSet<&[u8]> = fields.iter().copied().collect();
    for field in fields {
        planning.see_field(kind, field)?;
        if view.has(kind, field)? {
            planning.write(kind, Some(field.to_vec()), Body::Delete)?;
        }
    }
    let removed = planning.len();
    Ok(planning.answer(removed))
}

#[cfg(test)]
#[path = "hash_tests.rs"]
mod tests;
