//! Streams.

use cyberfly_core::query::range::stream_range;
use cyberfly_core::types::stream::{Entry, Stream};
use cyberfly_core::{Key, Refused};
use cyberfly_protocol::command::Pair;
use cyberfly_protocol::query::{StreamEntry, StreamRange, StreamRead};
use cyberfly_protocol::{Bytes, ErrorBody, QueryAnswer};

use super::{Asked, row_limit};
use crate::failure::failed;

fn answer(entries: Vec<Entry>, next_cursor: Option<String>) -> QueryAnswer {
    let pair = |(name, value)| Pair { name: Bytes(name), value: Bytes(value) };
    let row = |Entry { id, author, pairs }| StreamEntry {
        id,
        author,
        pairs: pairs.into_iter().map(pair).collect(),
    };
    QueryAnswer::Entries { entries: entries.into_iter().map(row).collect(), next_cursor }
}

fn size(entry: &Entry) -> usize {
    entry.pairs.iter().map(|(name, value)| name.len() + value.len() + 32).sum()
}

pub(super) fn range(asked: &Asked<'_>, query: &StreamRange) -> Result<QueryAnswer, ErrorBody> {
    let ids = stream_range(&query.from, &query.to).map_err(Refused::from)?;
    let view = asked.view(&query.key)?;
    let stream = Stream::of(&view)?;
    let (entries, next_cursor) = asked
        .fill(&query.page, size, |cursor, limit| stream.range(&ids, query.direction.into(), cursor, limit))?;
    Ok(answer(entries, next_cursor))
}

pub(super) fn read(asked: &Asked<'_>, query: &StreamRead) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let entries = Stream::of(&view)?.read_after(query.after, row_limit(query.limit)?).map_err(failed)?;
    Ok(answer(entries, None))
}

pub(super) fn len(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let count = Stream::of(&asked.view(key)?)?.len().map_err(failed)?;
    Ok(QueryAnswer::Count { count: count as u64 })
}
