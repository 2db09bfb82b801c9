//! What was written to a key.

use std::time::{Duration, Instant};

use cyberfly_core::{ErrorCode, json};
use cyberfly_protocol::query::{History, WriteRow};
use cyberfly_protocol::{ErrorBody, QueryAnswer, Time};
use cyberfly_store::{Written, WrittenLimits};

use super::{Asked, PAGE_BYTES, Wanted};
use crate::failure::store_error;

/// How many bytes of the journal one page reads at most; at least one segment is read.
const JOURNAL_BYTES: u64 = 256 * 1024 * 1024;
/// How long one page may take before it ends with a cursor.
const TIME: Duration = Duration::from_secs(2);

pub(super) fn history(asked: &Asked<'_>, query: &History, is_there: bool) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    if !is_there {
        return Ok(QueryAnswer::History { history: Vec::new(), next_cursor: None });
    }
    let unfit = |_| ErrorBody::new(ErrorCode::BadRequest, "the cursor names no place in the journal");
    let before = after.map(|after| after.try_into().map(u64::from_be_bytes)).transpose().map_err(unfit)?;
    let limits =
        WrittenLimits { operations: limit, journal_bytes: JOURNAL_BYTES, until: Instant::now() + TIME };
    let part = asked.store.written(asked.db, &query.key, before, &limits);
    let part = part.map_err(|error| store_error(&error))?;
    let (mut rows, mut bytes, mut next) = (Vec::new(), 0, part.next);
    for Written { operation, at } in part.operations {
        // An operation is shown whole or on the next page.
        if rows.len() >= limit || bytes >= PAGE_BYTES {
            next = Some(at + 1);
            break;
        }
        let testimony = operation.draft().testimony();
        let writes = operation.draft().writes.iter().rev().filter(|write| write.key == query.key);
        for write in writes {
            bytes += usize::try_from(write.body.content_bytes()).unwrap_or(PAGE_BYTES).min(PAGE_BYTES);
            rows.push(WriteRow {
                op_id: operation.id().to_string(),
                stamp: operation.stamp().to_string(),
                at: Time(operation.stamp().millis()),
                author: testimony.map_or_else(|| operation.author(), |testimony| testimony.author),
                witness: testimony.map(|_| operation.author()),
                signature: testimony.map(|testimony| testimony.signature.to_string()),
                write: json::write_to_json(write),
            });
        }
    }
    Ok(QueryAnswer::History {
        history: rows,
        next_cursor: next.map(|place| asked.cursor(&place.to_be_bytes())),
    })
}
