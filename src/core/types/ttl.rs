//! When a key ends: EXPIRE, PERSIST, TTL.
//!
//! A TTL is one cell of the key, with a time and a floor. When the time has come, all that is stamped before it is
//! hidden; nothing is deleted, and nobody has to be awake. Every new TTL carries the floor it saw, raised to the time
//! that has passed, so that neither a longer TTL nor PERSIST brings back what had expired.
//!
//! Differences from Redis: keys under `~first/` and `~max/` have no TTL (it is refused), for their values never make
//! way; a time not after the stamp deletes the key, as in Redis, but on every node for good.
//!
//! *Between nodes*: the newest TTL wins, whole. A write made elsewhere before the key ended, and heard of afterwards,
//! is hidden with the rest. An EXPIRE made apart from a put that is newer is gone with the old value.

use super::plan::Planning;
use super::{Plan, PlanContext};
use crate::cells::{Cells, Path};
use crate::error::Refused;
use crate::name::Strategy;
use crate::view::{KeyView, Outcome};
use crate::write::{Body, Kind, TIME_LIMIT_MS};

/// What is known of the end of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remaining {
    /// There is no such key (-2 in Redis).
    NoKey,
    /// The key has no end (-1 in Redis).
    NoEnd,
    /// The key ends then, in Unix milliseconds.
    EndsAt(u64),
}

/// When a TTL is to be set, beside that there must be a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// In any case.
    #[default]
    Always,
    /// Only if the key has no end (NX).
    IfNone,
    /// Only if it has one (XX).
    IfSome,
    /// Only if the new end is later (GT). No end is later than any.
    IfLater,
    /// Only if the new end is earlier (LT).
    IfEarlier,
}

impl Only {
    fn is_met(self, ends: Option<u64>, new: u64) -> bool {
        match self {
            Only::Always => true,
            Only::IfNone => ends.is_none(),
            Only::IfSome => ends.is_some(),
            Only::IfLater => ends.is_some_and(|ends| new > ends),
            Only::IfEarlier => ends.is_none_or(|ends| new < ends),
        }
    }
}

/// When the key ends (TTL, PTTL, EXPIRETIME).
pub fn remaining<C: Cells>(view: &KeyView<'_, C>) -> Remaining {
    match (view.kind(), view.ends()) {
        (None, _) => Remaining::NoKey,
        (_, None) => Remaining::NoEnd,
        (_, Some(ends)) => Remaining::EndsAt(ends),
    }
}

/// Lets the key end `after_ms` from now (EXPIRE). See [`plan_expire_at`].
pub fn plan_expire<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    after_ms: i64,
    only: Only,
) -> Outcome<Plan<bool>, C> {
    let ends = context.now.checked_add_signed(after_ms);
    // Before 1970 is as past as past can be; after all times is refused like any time too large.
    let ends = ends.unwrap_or(if after_ms < 0 { 0 } else { u64::MAX });
    plan_expire_at(view, context, ends, only)
}

/// Lets the key end at a time in Unix milliseconds (EXPIREAT). The answer says whether there is such a key and the
/// condition was met. A time not after the stamp deletes the key.
pub fn plan_expire_at<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    ends: u64,
    only: Only,
) -> Outcome<Plan<bool>, C> {
    refuse_strategy(view)?;
    let past = is_past(ends, context)?;
    let mut planning = seeing(view)?;
    let met = view.kind().is_some() && only.is_met(view.ends(), ends);
    if met && past {
        planning.exceed(&Path::of_key(view.key()).range())?;
        planning.write(Kind::Del, None, Body::Delete)?;
    } else if met {
        planning.write(Kind::Ttl, None, Body::Ttl { ends: Some(ends), floor: view.floor() })?;
    }
    Ok(planning.answer(met))
}

/// Takes the end away (PERSIST). The answer says whether there was one to take.
pub fn plan_persist<C: Cells>(view: &KeyView<'_, C>) -> Outcome<Plan<bool>, C> {
    refuse_strategy(view)?;
    let mut planning = seeing(view)?;
    let had = view.ends().is_some();
    if had {
        planning.write(Kind::Ttl, None, Body::Ttl { ends: None, floor: view.floor() })?;
    }
    Ok(planning.answer(had))
}

/// A plan that rests on the TTL and on what is at the key itself.
fn seeing<'v, 'a, C: Cells>(view: &'v KeyView<'a, C>) -> Outcome<Planning<'v, 'a, C>, C> {
    let mut planning = Planning::new(view);
    planning.see(Path::of_key(view.key()).only())?;
    planning.see(Path::of_kind(view.key(), Kind::Ttl).only())?;
    Ok(planning)
}

/// Whether a time is not after the stamp, so that setting it deletes.
pub(super) fn is_past(ends: u64, context: &PlanContext) -> Result<bool, Refused> {
    if ends >= TIME_LIMIT_MS {
        return Err(Refused::limit("a TTL ends below 2^48 ms"));
    }
    Ok(ends <= context.stamp.millis())
}

pub(super) fn no_ttl_here() -> Refused {
    Refused::form("a key under ~first/ or ~max/ has no TTL")
}

fn refuse_strategy<C: Cells>(view: &KeyView<'_, C>) -> Result<(), Refused> {
    if view.strategy() == Strategy::Last { Ok(()) } else { Err(no_ttl_here()) }
}

#[cfg(test)]
#[path = "ttl_tests.rs"]
mod tests;
