//! A write of an operation in the words of the predecessor's clients.

use cyberfly_core::write::{Number, json_path_segments};
use cyberfly_core::{Body, Kind, Operation, Write};
use serde_json::json;

use super::types::{BlobOperation, finite};

/// The name that the predecessor's clients have for a type.
pub(super) const fn store_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Del => "Delete",
        Kind::String => "String",
        Kind::Blob => "Blob",
        Kind::Hash => "Hash",
        Kind::Set => "Set",
        Kind::SortedSet => "SortedSet",
        Kind::List => "List",
        Kind::Json => "Json",
        Kind::Stream => "Stream",
        Kind::TimeSeries => "TimeSeries",
        Kind::Geo => "Geo",
        Kind::Counter => "Counter",
        Kind::Ttl => "Ttl",
        Kind::Rights => "Rights",
        Kind::Witness => "Witness",
        Kind::Unknown(_) => "Unknown",
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a write says, as text: the value, or the member where that is the value. Bytes that are no text come with the
/// replacement character; a delete is empty.
pub(super) fn value(write: &Write) -> String {
    let member = || write.field.as_deref().map(text).unwrap_or_default();
    match &write.body {
        Body::Delete => String::new(),
        Body::Bytes(bytes) => text(bytes),
        Body::Number(Number::Integer(number)) => number.to_string(),
        Body::Number(Number::Float(number)) => number.to_string(),
        Body::Score(score) if write.kind == Kind::TimeSeries => score.to_string(),
        Body::Present | Body::Score(_) | Body::Position { .. } => member(),
        Body::Json(document) => document.clone(),
        Body::Entry(fields) => pairs(fields),
        Body::Blob(_)
        | Body::Trim(_)
        | Body::Totals { .. }
        | Body::Ttl { .. }
        | Body::Grant(_)
        | Body::Revoke(..)
        | Body::Testimony(_)
        | Body::Unknown(_) => cyberfly_core::json::write_to_json(write)["body"].to_string(),
    }
}

fn pairs(fields: &[(Vec<u8>, Vec<u8>)]) -> String {
    let pair = |(name, value): &(Vec<u8>, Vec<u8>)| json!({"key": text(name), "value": text(value)});
    serde_json::Value::from_iter(fields.iter().map(pair)).to_string()
}

/// The writes of an operation to data, each as the predecessor's clients know an operation: what a database keeps of itself they
/// have no word for. Behind a witness stands the author, with the signature that it made.
pub(super) fn rows(operation: &Operation) -> Vec<BlobOperation> {
    let (author, signature) = match operation.testimony() {
        Some(testimony) => (testimony.author, testimony.signature),
        None => (operation.author(), operation.signature()),
    };
    let row = |write: &Write| {
        let (longitude, latitude) = match write.body {
            Body::Position { longitude, latitude } => (Some(longitude), Some(latitude)),
            _ => (None, None),
        };
        let score = match write.body {
            Body::Score(score) if write.kind == Kind::SortedSet => Some(finite(score)),
            _ => None,
        };
        let field = write.field.as_deref();
        BlobOperation {
            op_id: operation.id().to_string(),
            timestamp: operation.stamp().millis().to_string(),
            db_name: operation.db().to_string(),
            key: write.key.to_string(),
            value: value(write),
            store_type: store_type(write.kind).to_owned(),
            field: field.filter(|_| write.kind == Kind::Hash).map(text),
            score,
            json_path: (write.kind == Kind::Json).then(|| json_path(field)),
            stream_fields: match &write.body {
                Body::Entry(fields) => Some(pairs(fields)),
                _ => None,
            },
            ts_timestamp: field.filter(|_| write.kind == Kind::TimeSeries).and_then(sample_time),
            longitude,
            latitude,
            public_key: author.to_string(),
            signature: signature.to_string(),
        }
    };
    operation.writes().iter().filter(|write| !write.key.is_internal()).map(row).collect()
}

/// The place in a document, as a normalised path.
fn json_path(field: Option<&[u8]>) -> String {
    let segments = field.and_then(json_path_segments).unwrap_or_default();
    let quoted = segments.iter().map(|segment| format!("[{}]", serde_json::Value::from(segment.to_owned())));
    std::iter::once("$".to_owned()).chain(quoted).collect()
}

/// The field of a sample is its time and behind it the label.
fn sample_time(field: &[u8]) -> Option<String> {
    field.first_chunk().map(|time| u64::from_be_bytes(*time).to_string())
}
