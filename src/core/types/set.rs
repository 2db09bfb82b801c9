//! Sets: members, each of which is there or not.
//!
//! Differences from Redis: members come in the order of their bytes and have at most 1,024 bytes; there is no random
//! member.
//!
//! *Between nodes*: for each member the newer of an addition and a removal wins. SADD says whether the member is new on
//! the node that plans it; two nodes can both say so.

use std::collections::BTreeSet;

use super::hash::{page, plan_remove};
use super::plan::Planning;
use super::{Page, Plan};
use crate::cells::Cells;
use crate::error::Refused;
use crate::view::{KeyView, Outcome};
use crate::write::{Body, Kind};

const KIND: Kind = Kind::Set;

/// A set, or a key that could become one.
#[derive(Debug)]
pub struct Set<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> Set<'v, 'a, C> {
    /// The set at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// Whether it has a member (SISMEMBER).
    pub fn has(&self, member: &[u8]) -> Outcome<bool, C> {
        self.0.has(KIND, member)
    }

    /// How many members it has (SCARD). Reads them all.
    pub fn card(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Members in order, behind a cursor (SMEMBERS, SSCAN).
    pub fn members(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<Vec<u8>>, C> {
        page(self.0, KIND, after, limit, |member, _| Ok(Some(member.to_vec())))
    }

    /// Adds members (SADD). The answer is how many are new.
    pub fn plan_add(&self, members: &[&[u8]]) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut new = 0;
        let members: BTreeSet<&[u8]> = members.iter().copied().collect();
        for member in members {
            planning.see_field(KIND, member)?;
            new += usize::from(!self.has(member)?);
            planning.write(KIND, Some(member.to_vec()), Body::Present)?;
        }
        Ok(planning.answer(new))
    }

    /// Removes members (SREM). The answer is how many there were.
    pub fn plan_rem(&self, members: &[&[u8]]) -> Outcome<Plan<usize>, C> {
        plan_remove(self.0, KIND, members)
    }
}

/// Members of the first set that are in all others too, in order, behind a cursor (SINTER). It reads the first set and
/// looks up in the others, so name the smallest first. No sets have no members in common.
pub fn inter<C: Cells>(
    sets: &[Set<'_, '_, C>],
    after: Option<&[u8]>,
    limit: usize,
) -> Outcome<Page<Vec<u8>>, C> {
    chosen(sets, after, limit, |others, member| all(others, |set| set.has(member)))
}

/// Members of the first set that are in none of the others, in order, behind a cursor (SDIFF).
pub fn diff<C: Cells>(
    sets: &[Set<'_, '_, C>],
    after: Option<&[u8]>,
    limit: usize,
) -> Outcome<Page<Vec<u8>>, C> {
    chosen(sets, after, limit, |others, member| all(others, |set| Ok(!set.has(member)?)))
}

/// Members of any of the sets, in order, behind a cursor (SUNION).
pub fn union<C: Cells>(
    sets: &[Set<'_, '_, C>],
    after: Option<&[u8]>,
    limit: usize,
) -> Outcome<Page<Vec<u8>>, C> {
    let mut members = BTreeSet::new();
    let mut more = false;
    for set in sets {
        // The first of the union are among the first of each.
        let page = set.members(after, limit)?;
        more |= page.next.is_some();
        members.extend(page.items);
    }
    more |= members.len() > limit;
    let items: Vec<_> = members.into_iter().take(limit).collect();
    let last = items.last().cloned().or_else(|| after.map(<[u8]>::to_vec));
    Ok(Page { next: more.then(|| last.unwrap_or_default()), items })
}

/// Members of the first set that a test lets through, given the others.
fn chosen<'s, 'v, 'a, C: Cells>(
    sets: &'s [Set<'v, 'a, C>],
    after: Option<&[u8]>,
    limit: usize,
    test: impl Fn(&'s [Set<'v, 'a, C>], &[u8]) -> Outcome<bool, C>,
) -> Outcome<Page<Vec<u8>>, C> {
    let Some((first, others)) = sets.split_first() else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let mut items = Vec::new();
    let mut cursor = after.map(<[u8]>::to_vec);
    loop {
        let part = first.members(cursor.as_deref(), limit)?;
        for member in part.items {
            if test(others, &member)? {
                items.push(member);
            }
            if items.len() == limit {
                return Ok(Page { next: items.last().cloned(), items });
            }
        }
        if part.next.is_none() || limit == 0 {
            return Ok(Page { items, next: part.next });
        }
        cursor = part.next;
    }
}

fn all<C: Cells>(
    sets: &[Set<'_, '_, C>],
    test: impl Fn(&Set<'_, '_, C>) -> Outcome<bool, C>,
) -> Outcome<bool, C> {
    for set in sets {
        if !test(set)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
#[path = "set_tests.rs"]
mod tests;
