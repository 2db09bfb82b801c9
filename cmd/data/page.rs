//! Going through a long answer page by page.

use cyberfly_core::write::StreamId;
use cyberfly_protocol::{Query, QueryAnswer};

/// The most rows that one page has.
const PAGE_LIMIT: u64 = 1_000;

/// How a query goes on behind a page.
enum GoesOn<'q> {
    /// By the cursor of the page.
    Cursor(&'q mut Option<String>),
    /// By the index behind the last row, which only holds if it is counted from the head.
    Start(&'q mut i64),
    /// By passing over the rows that came.
    Offset(&'q mut u32),
    /// By the id of the last row.
    After(&'q mut StreamId),
    /// Not at all: one page is all that there can be.
    Not,
}

/// Says of a query how many rows it asks for and how it goes on; none for one whose answer is short.
fn paging(query: &mut Query) -> Option<(&mut Option<u32>, GoesOn<'_>)> {
    macro_rules! by_cursor {
        ($query:ident) => {
            Some((&mut $query.page.limit, GoesOn::Cursor(&mut $query.page.cursor)))
        };
    }
    match query {
        Query::Scan(query) => by_cursor!(query),
        Query::HashAll(query) => by_cursor!(query),
        Query::SetMembers(query) => by_cursor!(query),
        Query::SetInter(query) => by_cursor!(query),
        Query::SetUnion(query) => by_cursor!(query),
        Query::SetDiff(query) => by_cursor!(query),
        Query::StreamRange(query) => by_cursor!(query),
        Query::TsRange(query) => by_cursor!(query),
        Query::TsAgg(query) => by_cursor!(query),
        Query::BlobList(query) => by_cursor!(query),
        Query::History(query) => by_cursor!(query),
        Query::Databases(query) => by_cursor!(query),
        Query::Export(query) => by_cursor!(query),
        Query::Operations(query) => by_cursor!(query),
        Query::ListRange(query) => Some((&mut query.limit, GoesOn::Start(&mut query.start))),
        Query::ZsetRange(query) => Some((&mut query.limit, GoesOn::Start(&mut query.start))),
        Query::ZsetRangeByScore(query) => Some((&mut query.limit, GoesOn::Offset(&mut query.offset))),
        Query::StreamRead(query) => Some((&mut query.limit, GoesOn::After(&mut query.after))),
        Query::JsonQuery(query) => Some((&mut query.limit, GoesOn::Not)),
        Query::GeoRadius(query) => Some((&mut query.limit, GoesOn::Not)),
        Query::GeoBox(query) => Some((&mut query.limit, GoesOn::Not)),
        _ => None,
    }
}

/// Asks for as many rows as one page can have, of those that are still wanted.
pub(super) fn want(query: &mut Query, rows: Option<u64>) {
    if let Some((limit, _)) = paging(query) {
        let rows = rows.map_or(PAGE_LIMIT, |rows| rows.min(PAGE_LIMIT));
        *limit = u32::try_from(rows).ok();
    }
}

/// Makes the query that goes on behind this page. Says whether there may be more.
pub(super) fn go_on(query: &mut Query, answer: &QueryAnswer) -> bool {
    let got = rows(answer);
    let Some((limit, goes_on)) = paging(query) else { return false };
    let is_full = limit.is_some_and(|limit| got >= u64::from(limit));
    match goes_on {
        GoesOn::Cursor(cursor) => {
            *cursor = next_cursor(answer).map(str::to_owned);
            cursor.is_some()
        }
        GoesOn::Start(start) => {
            *start = start.saturating_add(i64::try_from(got).unwrap_or(i64::MAX));
            is_full
        }
        GoesOn::Offset(offset) => {
            *offset = offset.saturating_add(u32::try_from(got).unwrap_or(u32::MAX));
            is_full
        }
        GoesOn::After(after) => match answer {
            QueryAnswer::Entries { entries, .. } => {
                *after = entries.last().map_or(*after, |entry| entry.id);
                is_full
            }
            _ => false,
        },
        GoesOn::Not => false,
    }
}

/// The rows of a page that is full and the last there can be: there may be more, which cannot be asked for.
pub(super) fn is_cut(query: &mut Query, answer: &QueryAnswer) -> bool {
    let got = rows(answer);
    matches!(paging(query), Some((Some(limit), GoesOn::Not)) if got >= u64::from(*limit))
}

/// How many rows an answer has.
pub(super) fn rows(answer: &QueryAnswer) -> u64 {
    let rows = match answer {
        QueryAnswer::Keys { keys, .. } => keys.len(),
        QueryAnswer::Values { values } => values.len(),
        QueryAnswer::Fields { fields, .. } => fields.len(),
        QueryAnswer::Members { members, .. } => members.len(),
        QueryAnswer::Scored { members } => members.len(),
        QueryAnswer::Nodes { nodes, .. } => nodes.len(),
        QueryAnswer::Entries { entries, .. } => entries.len(),
        QueryAnswer::Samples { samples, .. } => samples.len(),
        QueryAnswer::Rows { rows, .. } => rows.len(),
        QueryAnswer::Hits { hits } => hits.len(),
        QueryAnswer::Blobs { blobs, .. } => blobs.len(),
        QueryAnswer::History { history, .. } => history.len(),
        QueryAnswer::Databases { databases, .. } => databases.len(),
        QueryAnswer::Lines { lines, .. } => lines.len(),
        QueryAnswer::Signed { signed, .. } => signed.len(),
        _ => 1,
    };
    rows as u64
}

/// Where an answer goes on.
pub(super) fn next_cursor(answer: &QueryAnswer) -> Option<&str> {
    match answer {
        QueryAnswer::Keys { next_cursor, .. }
        | QueryAnswer::Fields { next_cursor, .. }
        | QueryAnswer::Members { next_cursor, .. }
        | QueryAnswer::Entries { next_cursor, .. }
        | QueryAnswer::Samples { next_cursor, .. }
        | QueryAnswer::Rows { next_cursor, .. }
        | QueryAnswer::Blobs { next_cursor, .. }
        | QueryAnswer::History { next_cursor, .. }
        | QueryAnswer::Databases { next_cursor, .. }
        | QueryAnswer::Lines { next_cursor, .. }
        | QueryAnswer::Signed { next_cursor, .. } => next_cursor.as_deref(),
        _ => None,
    }
}
