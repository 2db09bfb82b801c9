//! Sorted sets.

use cyberfly_core::query::range::score_range;
use cyberfly_core::types::sorted_set::SortedSet;
use cyberfly_core::{Key, Refused};
use cyberfly_protocol::command::Scored;
use cyberfly_protocol::query::{ZsetRange, ZsetRangeByScore, ZsetRank, ZsetScore};
use cyberfly_protocol::{Bytes, ErrorBody, Float, QueryAnswer};

use super::{Asked, check_named, not_found, row_limit};
use crate::failure::failed;

fn answer(members: Vec<(Vec<u8>, f64)>) -> QueryAnswer {
    let row = |(member, score)| Scored { member: Bytes(member), score: Float(score) };
    QueryAnswer::Scored { members: members.into_iter().map(row).collect() }
}

pub(super) fn range(asked: &Asked<'_>, query: &ZsetRange) -> Result<QueryAnswer, ErrorBody> {
    let limit = row_limit(query.limit)?;
    let view = asked.view(&query.key)?;
    let members = SortedSet::of(&view)?.range(query.start, query.stop, query.order.into(), limit);
    Ok(answer(members.map_err(failed)?))
}

pub(super) fn range_by_score(asked: &Asked<'_>, query: &ZsetRangeByScore) -> Result<QueryAnswer, ErrorBody> {
    let limit = row_limit(query.limit)?;
    let scores = score_range(&query.min, &query.max).map_err(Refused::from)?;
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let view = asked.view(&query.key)?;
    let members = SortedSet::of(&view)?.range_by_score(&scores, query.order.into(), offset, limit);
    Ok(answer(members.map_err(failed)?))
}

pub(super) fn rank(asked: &Asked<'_>, query: &ZsetRank) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let found = SortedSet::of(&view)?.rank(&query.member.0, query.order.into()).map_err(failed)?;
    let missing = || not_found(format!("{} has no such member", query.key));
    let (rank, score) = found.ok_or_else(missing)?;
    Ok(QueryAnswer::Rank { rank: rank as u64, score: Float(score) })
}

pub(super) fn score(asked: &Asked<'_>, query: &ZsetScore) -> Result<QueryAnswer, ErrorBody> {
    check_named(query.members.len())?;
    let view = asked.view(&query.key)?;
    let set = SortedSet::of(&view)?;
    let scores = query.members.iter().map(|member| Ok(set.score(&member.0)?.map(Float)));
    Ok(QueryAnswer::Scores { scores: scores.collect::<Result<_, _>>().map_err(failed)? })
}

pub(super) fn card(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let count = SortedSet::of(&asked.view(key)?)?.card().map_err(failed)?;
    Ok(QueryAnswer::Count { count: count as u64 })
}
