//! Keys as a whole: value, type, end; and counters, which are but a value.

use cyberfly_core::metered::Ended;
use cyberfly_core::types::Value;
use cyberfly_core::types::counter::Counter;
use cyberfly_core::types::ttl::{self, Remaining};
use cyberfly_core::write::BlobRef;
use cyberfly_core::{ErrorCode, Key, Kind};
use cyberfly_protocol::{Entry, ErrorBody, Integer, QueryAnswer, SCHEMA_VERSION, Span, Time, VALUE_LIMIT};

use super::Asked;
use crate::failure::{failed, spent};

/// The string or file at a key.
pub(super) fn get(asked: &Asked<'_>, key: &Key) -> Result<Entry, ErrorBody> {
    let view = asked.view(key)?;
    let kind = if view.kind() == Some(Kind::Blob) { Kind::Blob } else { Kind::String };
    view.expect(kind)?;
    let missing = || asked.no_key(key);
    let (order, body) = view.whole(kind).map_err(failed)?.ok_or_else(missing)?;
    let bytes = match Value::from_body(body).ok_or_else(missing)? {
        Value::Blob(blob) => read_blob(asked, key, &blob)?,
        small => small.into_bytes().ok_or_else(missing)?,
    };
    let entry = Entry {
        schema_version: SCHEMA_VERSION,
        db: asked.db.to_string(),
        key: key.to_string(),
        kind: kind.word().to_owned(),
        value: None,
        value_base64: None,
        stamp: order.stamp.to_string(),
        author: order.author.to_string(),
        op_id: order.op.to_string(),
    };
    Ok(entry.with_value(bytes))
}

fn read_blob(asked: &Asked<'_>, key: &Key, blob: &BlobRef) -> Result<Vec<u8>, ErrorBody> {
    if blob.size > VALUE_LIMIT as u64 {
        let message =
            format!("{key} holds a file of {} bytes, and a value has at most {VALUE_LIMIT}", blob.size);
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message)
            .hint(format!("cyberfly data blob get {key} --out FILE")));
    }
    if blob.size > asked.cells.left().bytes {
        return Err(spent(&Ended::Bytes));
    }
    asked.bytes_of(key, blob)
}

pub(super) fn kind(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let kind = asked.view(key)?.kind().ok_or_else(|| asked.no_key(key))?;
    Ok(QueryAnswer::Type { kind: kind.word().to_owned() })
}

pub(super) fn ttl(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let ends = match ttl::remaining(&asked.view(key)?) {
        Remaining::NoKey => return Err(asked.no_key(key)),
        Remaining::NoEnd => None,
        Remaining::EndsAt(ends) => Some(ends),
    };
    Ok(QueryAnswer::Ttl {
        ends: ends.map(Time),
        remaining_seconds: ends.map(|ends| Span::from_ms(ends.saturating_sub(asked.now))),
    })
}

pub(super) fn counter(asked: &Asked<'_>, key: &Key) -> Result<QueryAnswer, ErrorBody> {
    let value = Counter::of(&asked.view(key)?)?.get().map_err(failed)?;
    Ok(QueryAnswer::Integer { value: Integer(value.ok_or_else(|| asked.no_key(key))?) })
}
