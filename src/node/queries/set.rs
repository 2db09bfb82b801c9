//! Sets.

use cyberfly_core::Key;
use cyberfly_core::types::Page as Part;
use cyberfly_core::types::set::{self, Set};
use cyberfly_core::view::Outcome;
use cyberfly_protocol::query::{Page, SetHas, SetMembers};
use cyberfly_protocol::{Bytes, ErrorBody, QueryAnswer};

use super::{Asked, Cells, check_named};
use crate::failure::failed;

fn answer((members, next_cursor): (Vec<Vec<u8>>, Option<String>)) -> QueryAnswer {
    QueryAnswer::Members { members: members.into_iter().map(Bytes).collect(), next_cursor }
}

pub(super) fn members(asked: &Asked<'_>, query: &SetMembers) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let set = Set::of(&view)?;
    asked.fill(&query.page, Vec::len, |after, limit| set.members(after, limit)).map(answer)
}

pub(super) fn has(asked: &Asked<'_>, query: &SetHas) -> Result<QueryAnswer, ErrorBody> {
    check_named(query.members.len())?;
    let view = asked.view(&query.key)?;
    let set = Set::of(&view)?;
    let flags = query.members.iter().map(|member| set.has(&member.0)).collect::<Result<_, _>>();
    Ok(QueryAnswer::Flags { flags: flags.map_err(failed)? })
}

pub(super) fn card(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let count = Set::of(&asked.view(key)?)?.card().map_err(failed)?;
    Ok(QueryAnswer::Count { count: count as u64 })
}

/// A page of what several sets come to together.
fn together<'a>(
    asked: &Asked<'a>,
    keys: &[Key],
    page: &Page,
    read: impl Fn(&[Set<'_, '_, Cells<'a>>], Option<&[u8]>, usize) -> Outcome<Part<Vec<u8>>, Cells<'a>>,
) -> Result<QueryAnswer, ErrorBody> {
    check_named(keys.len())?;
    let views = keys.iter().map(|key| asked.view(key)).collect::<Result<Vec<_>, _>>()?;
    let sets = views.iter().map(Set::of).collect::<Result<Vec<_>, _>>()?;
    asked.fill(page, Vec::len, |after, limit| read(&sets, after, limit)).map(answer)
}

pub(super) fn inter(asked: &Asked<'_>, keys: &[Key], page: &Page) -> Result<QueryAnswer, ErrorBody> {
    together(asked, keys, page, set::inter)
}

pub(super) fn union(asked: &Asked<'_>, keys: &[Key], page: &Page) -> Result<QueryAnswer, ErrorBody> {
    together(asked, keys, page, set::union)
}

pub(super) fn diff(asked: &Asked<'_>, keys: &[Key], page: &Page) -> Result<QueryAnswer, ErrorBody> {
    together(asked, keys, page, set::diff)
}
