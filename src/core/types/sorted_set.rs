//! Sorted sets: members with a score, in the order of scores, and of their bytes among equal scores.
//!
//! Members are read in the order of their scores through the store's index of [measures](crate::measure), which keeps no
//! counts. So a range costs what lies in it and what is skipped before it, and a rank costs the members before it.
//! Counting from both ends at once (`ZRANGE 5 -5`) and taking members off an end read them all.
//!
//! Differences from Redis: an answer holds at most [`MEMBERS_LIMIT`] members, beyond that it is refused with
//! `limit_exceeded`; a member has at most 1,024 bytes; under `~max/` a score only grows, only deletes take it back, and
//! every read by score or rank reads all members.
//!
//! *Between nodes*: for each member the newer of its writes wins. ZADD with a condition and ZINCRBY are decided by the
//! node that plans them; of two increments made apart the newer wins and the other is lost.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::hash::{page, plan_remove};
use super::plan::Planning;
use super::string::refuse_change;
use super::{Page, Plan};
use crate::cells::Cells;
use crate::error::Refused;
use crate::measure::{Measure, score_of};
use crate::name::Strategy;
use crate::query::range::{Interval, slice};
use crate::view::{Direction, Fields, KeyView, Outcome};
use crate::write::{Body, Kind, Number};

const KIND: Kind = Kind::SortedSet;

/// The most members in one answer.
pub const MEMBERS_LIMIT: usize = 1_000_000;

/// A member and its score.
pub type Scored = (Vec<u8>, f64);

/// Which members ZADD touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddOnly {
    /// All.
    #[default]
    Always,
    /// Those that are new (NX).
    New,
    /// Those that are there (XX).
    There,
}

/// Which new scores ZADD takes over for members that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// All.
    #[default]
    Always,
    /// Greater ones (GT).
    Greater,
    /// Smaller ones (LT).
    Less,
}

/// The conditions of ZADD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddOptions {
    /// Which members.
    pub only: AddOnly,
    /// Which scores.
    pub update: Update,
}

impl AddOptions {
    fn check(self) -> Result<(), Refused> {
        if self.only == AddOnly::New && self.update != Update::Always {
            return Err(Refused::form("NX goes neither with GT nor with LT"));
        }
        Ok(())
    }

    /// Whether a member with this score, or without, gets the new one.
    fn takes(self, old: Option<f64>, new: f64) -> bool {
        let Some(old) = old else { return self.only != AddOnly::There };
        self.only != AddOnly::New
            && match self.update {
                Update::Always => true,
                Update::Greater => new > old,
                Update::Less => new < old,
            }
    }
}

/// What ZADD did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// How many members are new.
    pub new: usize,
    /// How many are new or have another score than before (the answer with CH).
    pub changed: usize,
}

/// In which order members are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// From the smallest score to the greatest.
    Ascending,
    /// From the greatest score to the smallest, and from the greatest member to the smallest among equals.
    Descending,
}

impl Rank {
    const fn reversed(self) -> Self {
        match self {
            Rank::Ascending => Rank::Descending,
            Rank::Descending => Rank::Ascending,
        }
    }
}

/// A sorted set, or a key that could become one.
#[derive(Debug)]
pub struct SortedSet<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> SortedSet<'v, 'a, C> {
    /// The sorted set at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// The score of a member (ZSCORE).
    pub fn score(&self, member: &[u8]) -> Outcome<Option<f64>, C> {
        Ok(self.0.field(KIND, member)?.and_then(|(_, body)| score_of(&body)))
    }

    /// How many members there are (ZCARD). Reads them all.
    pub fn card(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Members with scores in the order of the members, behind a cursor (ZSCAN).
    pub fn members(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<Scored>, C> {
        page(self.0, KIND, after, limit, |member, body| {
            Ok(score_of(&body()?).map(|score| (member.to_vec(), score)))
        })
    }

    /// Shows the members within an interval of scores, in order, until the visitor breaks off.
    fn each(
        &self,
        scores: &Interval<f64>,
        order: Rank,
        visitor: &mut dyn FnMut(&[u8], f64) -> ControlFlow<()>,
    ) -> Outcome<(), C> {
        let Some(measures) = Measure::of_scores(scores) else { return Ok(()) };
        let direction = match order {
            Rank::Ascending => Direction::Forward,
            Rank::Descending => Direction::Backward,
        };
        self.0.scan_measured(KIND, &measures, direction, &mut |shown| {
            let score = score_of(&shown.body()?);
            Ok(score.map_or(ControlFlow::Continue(()), |score| visitor(shown.field(), score)))
        })
    }

    /// The members between two ranks, both included, negative ones from the end (ZRANGE); at most the first `limit`.
    pub fn range(&self, start: i64, stop: i64, order: Rank, limit: usize) -> Outcome<Vec<Scored>, C> {
        if start < 0 && stop < 0 {
            // Both count from the end, so that is where to begin.
            let (first, last) = (-1 - stop, -1 - start);
            let mut members = self.range(first, last, order.reversed(), usize::MAX)?;
            members.reverse();
            members.truncate(limit);
            return Ok(members);
        }
        let is_open = start >= 0 && stop >= -1;
        // How many there are need be known only to count from both ends.
        let length = if is_open { usize::MAX } else { self.card()? };
        let range = slice(length, start, stop).unwrap_or(0..0);
        self.range_by_score(&Interval::all(), order, range.start, range.len().min(limit))
    }

    /// The members within an interval of scores (ZRANGE BYSCORE), without the first `offset`, at most `limit`.
    pub fn range_by_score(
        &self,
        scores: &Interval<f64>,
        order: Rank,
        offset: usize,
        limit: usize,
    ) -> Outcome<Vec<Scored>, C> {
        let (mut members, mut skipped, mut is_too_long) = (Vec::new(), 0, false);
        if limit == 0 {
            return Ok(members);
        }
        self.each(scores, order, &mut |member, score| {
            if skipped < offset {
                skipped += 1;
                return ControlFlow::Continue(());
            }
            is_too_long = members.len() == MEMBERS_LIMIT;
            if is_too_long {
                return ControlFlow::Break(());
            }
            members.push((member.to_vec(), score));
            if members.len() == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if is_too_long {
            let message = format!("the answer would hold more than {MEMBERS_LIMIT} members; ask for fewer");
            return Err(Refused::limit(message).into());
        }
        Ok(members)
    }

    /// How many members have a score within an interval (ZCOUNT). Reads them.
    pub fn count(&self, scores: &Interval<f64>) -> Outcome<usize, C> {
        let mut count = 0;
        self.each(scores, Rank::Ascending, &mut |_, _| {
            count += 1;
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    /// The rank of a member, from 0, with its score (ZRANK, ZREVRANK). Reads the members before it.
    pub fn rank(&self, member: &[u8], order: Rank) -> Outcome<Option<(usize, f64)>, C> {
        let Some(score) = self.score(member)? else { return Ok(None) };
        let (mut rank, mut found) = (0, None);
        self.each(&Interval::all(), order, &mut |other, _| {
            if other == member {
                found = Some((rank, score));
                return ControlFlow::Break(());
            }
            rank += 1;
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Adds members or changes their scores, under conditions (ZADD). A member named twice is taken one after the other.
    pub fn plan_add(&self, pairs: Vec<(Vec<u8>, f64)>, options: AddOptions) -> Outcome<Plan<Added>, C> {
        options.check()?;
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut planned: BTreeMap<Vec<u8>, Option<f64>> = BTreeMap::new();
        let mut added = Added::default();
        for (member, score) in pairs {
            let score = checked(score)?;
            let old = match planned.get(&member) {
                Some(score) => *score,
                None => {
                    planning.see_field(KIND, &member)?;
                    self.score(&member)?
                }
            };
            let takes = options.takes(old, score);
            if takes {
                added.new += usize::from(old.is_none());
                added.changed += usize::from(old != Some(score));
                planning.write(KIND, Some(member.clone()), self.body(score))?;
            }
            planned.insert(member, if takes { Some(score) } else { old });
        }
        Ok(planning.answer(added))
    }

    /// Adds to the score of a member, 0 if it is new, under conditions (ZINCRBY, ZADD INCR). The answer is the new
    /// score, or none if a condition was not met.
    pub fn plan_incr(&self, member: &[u8], by: f64, options: AddOptions) -> Outcome<Plan<Option<f64>>, C> {
        options.check()?;
        let mut planning = Planning::of_kind(self.0, KIND)?;
        planning.see_field(KIND, member)?;
        let old = self.score(member)?;
        if options.only == AddOnly::New && old.is_some() {
            return Ok(planning.answer(None));
        }
        refuse_change(self.0, old.is_some())?;
        let new = checked(old.unwrap_or_default() + checked(by)?)?;
        if self.0.strategy() == Strategy::Max && old.is_some_and(|old| new < old) {
            return Err(Refused::form("a number under ~max/ only grows").into());
        }
        let takes = options.takes(old, new);
        if takes {
            planning.write(KIND, Some(member.to_vec()), self.body(new))?;
        }
        Ok(planning.answer(takes.then_some(new)))
    }

    /// Removes members (ZREM). The answer is how many there were.
    pub fn plan_rem(&self, members: &[&[u8]]) -> Outcome<Plan<usize>, C> {
        plan_remove(self.0, KIND, members)
    }

    /// Takes up to `count` members off an end: those with the smallest scores (ZPOPMIN), or with the greatest in
    /// descending order (ZPOPMAX).
    pub fn plan_pop(&self, order: Rank, count: usize) -> Outcome<Plan<Vec<Scored>>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        planning.see_fields(KIND, &Fields::all())?;
        let popped = self.range_by_score(&Interval::all(), order, 0, count)?;
        for (member, _) in &popped {
            planning.write(KIND, Some(member.clone()), Body::Delete)?;
        }
        Ok(planning.answer(popped))
    }

    fn body(&self, score: f64) -> Body {
        if self.0.strategy() == Strategy::Max {
            Body::Number(Number::Float(score))
        } else {
            Body::Score(score)
        }
    }
}

/// A score in its one form: never NaN, and no negative zero.
fn checked(score: f64) -> Result<f64, Refused> {
    if score.is_nan() { Err(Refused::form("a score that is not a number")) } else { Ok(score + 0.0) }
}

#[cfg(test)]
#[path = "sorted_set_tests.rs"]
mod tests;
