//! Strings, and files at a key: one value that replaces whatever the key held.
//!
//! As in Redis a put needs no key of the right type and takes the TTL away. Differences: a value above 64 KiB is a
//! reference to a blob (the node makes it one); a file put as such is a kind of its own, with a content type; under
//! `~max/` the value is a number.
//!
//! *Between nodes*: of two puts made apart the newer one wins, whole. `--if-absent` (SETNX) is decided by the node that
//! plans it: two nodes that do not hear each other can both say yes, and then the newer value stays. Under `~first/`
//! the older one stays instead; yet a writer can date a write back, so neither is a lock.

use super::plan::Planning;
use super::{Plan, PlanContext, Value, ttl};
use crate::cells::{Cells, Path};
use crate::error::Refused;
use crate::view::{KeyView, Outcome};
use crate::write::{BlobRef, Body, Kind};

/// When a put is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// In any case.
    #[default]
    Always,
    /// Only if there is nothing (NX).
    IfAbsent,
    /// Only if there is something (XX).
    IfPresent,
}

impl Condition {
    /// Whether it is met where something is, or is not, there.
    pub const fn is_met(self, present: bool) -> bool {
        match self {
            Condition::Always => true,
            Condition::IfAbsent => !present,
            Condition::IfPresent => present,
        }
    }
}

/// The value of the key (GET); none if there is none, refused if it is of another kind.
pub fn get<C: Cells>(view: &KeyView<'_, C>) -> Outcome<Option<Value>, C> {
    view.expect(Kind::String)?;
    Ok(view.whole(Kind::String)?.and_then(|(_, body)| Value::from_body(body)))
}

/// Puts a value (SET), if the condition is met; `ends`, in Unix milliseconds, gives the key an end. The answer says
/// whether it was put. An end that is not after the stamp deletes the key instead.
pub fn plan_put<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    value: Value,
    condition: Condition,
    ends: Option<u64>,
) -> Outcome<Plan<bool>, C> {
    let body = value.into_body(view.strategy())?;
    plan_whole(view, context, Kind::String, body, condition, ends)
}

/// The file at the key; none if there is none, refused if the key is of another kind.
pub fn blob<C: Cells>(view: &KeyView<'_, C>) -> Outcome<Option<BlobRef>, C> {
    view.expect(Kind::Blob)?;
    Ok(match view.whole(Kind::Blob)? {
        Some((_, Body::Blob(blob))) => Some(blob),
        _ => None,
    })
}

/// Puts a file at the key, as [`plan_put`] does a value. Whether its bytes are held is for the caller to know.
pub fn plan_put_blob<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    blob: BlobRef,
    condition: Condition,
    ends: Option<u64>,
) -> Outcome<Plan<bool>, C> {
    plan_whole(view, context, Kind::Blob, Body::Blob(blob), condition, ends)
}

fn plan_whole<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    kind: Kind,
    body: Body,
    condition: Condition,
    ends: Option<u64>,
) -> Outcome<Plan<bool>, C> {
    if !condition.is_met(view.kind().is_some()) {
        let mut planning = Planning::new(view);
        planning.see(presence(view))?;
        return Ok(planning.answer(false));
    }
    let mut planning = Planning::new(view);
    // A blind put rests on nothing; it only has to be newer than all that it replaces.
    if condition != Condition::Always {
        planning.see(presence(view))?;
    }
    planning.exceed(&Path::of_key(view.key()).range())?;
    match ends {
        Some(_) if view.strategy() != crate::name::Strategy::Last => return Err(ttl::no_ttl_here().into()),
        Some(ends) if ttl::is_past(ends, context)? => planning.write(Kind::Del, None, Body::Delete)?,
        Some(ends) => {
            planning.write(kind, None, body)?;
            planning.write(Kind::Ttl, None, Body::Ttl { ends: Some(ends), floor: view.floor() })?;
        }
        None => planning.write(kind, None, body)?,
    }
    Ok(planning.answer(true))
}

/// What tells whether the key holds anything: all of it while it holds nothing, else what is at the key itself, so that
/// a change to one of its many fields is no conflict.
fn presence<C: Cells>(view: &KeyView<'_, C>) -> crate::cells::PathRange {
    let path = Path::of_key(view.key());
    if view.kind().is_some() { path.only() } else { path.range() }
}

/// Deletes the key with all that it holds (DEL). The answer says whether it held anything; if not, nothing is written.
///
/// *Between nodes*: what others wrote before the delete goes, seen here or not; what they write after it stays. Under
/// `~first/` a delete is final.
pub fn plan_del<C: Cells>(view: &KeyView<'_, C>) -> Outcome<Plan<bool>, C> {
    let mut planning = Planning::new(view);
    planning.see(presence(view))?;
    let present = view.kind().is_some();
    if present {
        planning.exceed(&Path::of_key(view.key()).range())?;
        planning.write(Kind::Del, None, Body::Delete)?;
    }
    Ok(planning.answer(present))
}

/// Refuses to change a value under `~first/`, where the change would be lost and the answer wrong.
pub(super) fn refuse_change<C: Cells>(view: &KeyView<'_, C>, present: bool) -> Result<(), Refused> {
    if present && view.strategy() == crate::name::Strategy::First {
        return Err(Refused::form("a key under ~first/ keeps its first value"));
    }
    Ok(())
}

#[cfg(test)]
#[path = "string_tests.rs"]
mod tests;
