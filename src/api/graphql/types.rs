//! What queries answer, as the schema names it. A field whose comment says so is null where the node does not know.

use async_graphql::{Json, SimpleObject};
use cyberfly_protocol::query::Hit as Found;
use cyberfly_protocol::{Bytes, ErrorBody, Outcome, command, query};
use data_encoding::BASE64;
use serde_json::Value;

/// The value of a key, of a field or at a place in a document.
#[derive(Clone, Debug, Default, SimpleObject)]
pub(super) struct QueryResult {
    /// `dbName:key`, of a hash `dbName:key:field`.
    pub(super) key: String,
    /// The value as text; null where there is none, or it is no text.
    pub(super) value: Option<String>,
    /// The value in base64, where it is no text.
    pub(super) value_base64: Option<String>,
    /// Where the bytes of a large value are, where they are not here.
    pub(super) blob: Option<Blob>,
}

/// A reference to bytes; they are at `/blobs/{hash}?db=`.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Blob {
    /// BLAKE3-256 of the bytes, in hex.
    hash: String,
    /// How many they are.
    size: String,
    /// Their content type; may be empty.
    content_type: String,
}

impl From<cyberfly_protocol::Blob> for Blob {
    fn from(blob: cyberfly_protocol::Blob) -> Self {
        Self {
            hash: data_encoding::HEXLOWER.encode(&blob.hash),
            size: blob.size.to_string(),
            content_type: blob.content_type,
        }
    }
}

impl QueryResult {
    /// Nothing under this name.
    pub(super) fn none(key: String) -> Self {
        Self { key, ..Self::default() }
    }

    /// A value under this name.
    pub(super) fn of(key: String, value: cyberfly_protocol::Value) -> Self {
        match value {
            cyberfly_protocol::Value::Blob { blob } => Self { blob: Some(blob.into()), ..Self::none(key) },
            cyberfly_protocol::Value::Bytes(Bytes(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Self { value: Some(text), ..Self::none(key) },
                Err(error) => Self { value_base64: Some(BASE64.encode(error.as_bytes())), ..Self::none(key) },
            },
        }
    }
}

/// Bytes: a text where they are one, else in base64.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Octets {
    /// The bytes as text; null where they are none.
    pub(super) text: Option<String>,
    /// The bytes in base64, where they are no text.
    pub(super) base64: Option<String>,
}

impl From<Bytes> for Octets {
    fn from(Bytes(bytes): Bytes) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self { text: Some(text), base64: None },
            Err(error) => Self { text: None, base64: Some(BASE64.encode(error.as_bytes())) },
        }
    }
}

/// A member of a sorted set.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct SortedSetEntry {
    /// The member.
    pub(super) value: String,
    /// Its score; an infinite one is the greatest or least number there is.
    pub(super) score: f64,
}

/// An entry of a stream.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct StreamEntry {
    /// Its id, `milliseconds-sequence`.
    pub(super) id: String,
    /// What it says, in order.
    pub(super) fields: Vec<StreamField>,
}

/// A name and a value of a stream entry.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct StreamField {
    /// The name.
    pub(super) key: String,
    /// The value.
    pub(super) value: String,
}

/// A sample of a time series.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct TimeSeriesPoint {
    /// When, in Unix milliseconds.
    pub(super) timestamp: String,
    /// The number.
    pub(super) value: f64,
}

impl From<command::Sample> for TimeSeriesPoint {
    fn from(sample: command::Sample) -> Self {
        Self { timestamp: sample.time.0.to_string(), value: finite(sample.value.0) }
    }
}

/// A member with a position.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct GeoLocation {
    /// The member.
    pub(super) member: String,
    /// Degrees east.
    pub(super) longitude: f64,
    /// Degrees north.
    pub(super) latitude: f64,
}

impl TryFrom<command::Place> for GeoLocation {
    type Error = ErrorBody;

    fn try_from(place: command::Place) -> Result<Self, ErrorBody> {
        let command::Place { member, longitude, latitude } = place;
        Ok(Self { member: super::ask::text(member)?, longitude, latitude })
    }
}

impl TryFrom<Found> for GeoLocation {
    type Error = ErrorBody;

    fn try_from(found: Found) -> Result<Self, ErrorBody> {
        found.place.try_into()
    }
}

/// A number that GraphQL can carry: it has no infinities.
pub(super) fn finite(number: f64) -> f64 {
    number.clamp(f64::MIN, f64::MAX)
}

/// What a key holds.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct StoredEntry {
    /// The key.
    pub(super) key: String,
    /// The type: `String`, `Hash`, `List`, `Set`, `SortedSet`, `Json`, `Stream`, `TimeSeries`, `Geo`, `Counter`, `Blob`.
    pub(super) store_type: String,
    /// What it holds.
    pub(super) value: Json<Value>,
    /// Who signed the newest of it, in hex. What others have signed is in the history of the key.
    pub(super) public_key: String,
    /// The signature, in hex, over that operation; of a write without a stamp, over `dbName:key:value`.
    pub(super) signature: String,
}

/// Defines what the queries for one type over a whole database answer.
macro_rules! typed_entries {
    ($($(#[$doc:meta])* $name:ident $member:ident: $type:ty,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub(super) struct $name {
            /// The key.
            pub(super) key: String,
            /// What it holds.
            pub(super) $member: $type,
            /// Who signed the newest of it, in hex.
            pub(super) public_key: String,
            /// The signature, in hex, over that operation; of a write without a stamp, over `dbName:key:value`.
            pub(super) signature: String,
        }

        impl $name {
            /// What a key holds.
            pub(super) fn new(key: String, $member: $type, signer: query::Signer) -> Self {
                let query::Signer { author, signature, .. } = signer;
                Self { key, $member, public_key: author.to_string(), signature }
            }
        }
    )*};
}

typed_entries! {
    /// A string.
    StringEntry value: String,
    /// A hash, as an object.
    HashEntry fields: Json<Value>,
    /// A list.
    ListEntry items: Json<Value>,
    /// A set.
    SetEntry members: Json<Value>,
    /// A sorted set: `[[member, score]]`.
    SortedSetEntries members: Json<Value>,
    /// A document.
    JsonEntry data: Json<Value>,
    /// A stream: `[[id, [[field, value]]]]`.
    StreamEntries entries: Json<Value>,
    /// A time series: `[[timestamp, value]]`.
    TimeSeriesEntries points: Json<Value>,
    /// Members with positions: `[[member, longitude, latitude]]`.
    GeoEntries locations: Json<Value>,
}

/// A write of a stored operation.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct BlobOperation {
    /// The operation's identity.
    pub(super) op_id: String,
    /// When it was signed, in Unix milliseconds.
    pub(super) timestamp: String,
    /// The database.
    pub(super) db_name: String,
    /// The key.
    pub(super) key: String,
    /// The value; empty for a delete.
    pub(super) value: String,
    /// The type.
    pub(super) store_type: String,
    /// The field of a hash.
    pub(super) field: Option<String>,
    /// The score of a member of a sorted set.
    pub(super) score: Option<f64>,
    /// The place in a document.
    pub(super) json_path: Option<String>,
    /// What a stream entry says, as a text in JSON: `[{"key", "value"}]`.
    pub(super) stream_fields: Option<String>,
    /// The time of a sample, in Unix milliseconds.
    pub(super) ts_timestamp: Option<String>,
    /// Degrees east.
    pub(super) longitude: Option<f64>,
    /// Degrees north.
    pub(super) latitude: Option<f64>,
    /// Who signed it, in hex.
    pub(super) public_key: String,
    /// The signature over the whole operation, in hex.
    pub(super) signature: String,
}

/// What became of a write.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct StorageResult {
    /// Whether it was stored.
    pub(super) success: bool,
    /// What became of it, in words.
    pub(super) message: String,
}

/// What became of a wish for sync.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct SyncResult {
    /// Whether every session was held to its end.
    pub(super) success: bool,
    /// What became of it, in words.
    pub(super) message: String,
    /// The peer that was asked; none if all were.
    pub(super) peer_id: Option<String>,
    /// How many operations came.
    pub(super) operations_requested: Option<u64>,
}

/// When a key ends.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct TtlResult {
    /// Whether the key is there.
    pub(super) success: bool,
    /// `dbName:key`.
    pub(super) key: String,
    /// When it ends, in words.
    pub(super) message: String,
    /// When it ends, in Unix milliseconds; null if it does not.
    pub(super) ends_ms: Option<String>,
    /// How many milliseconds are left; null if it does not end.
    pub(super) remaining_ms: Option<String>,
}

/// The acknowledgement of an operation.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Receipt {
    /// The operation's identity.
    op_id: String,
    /// Its stamp.
    stamp: String,
    /// Whether it survives a loss of power from now on.
    durable: bool,
    /// `applied`, `dominated` or `duplicate`.
    outcome: String,
    /// When it is dominated: the stamp to sign above.
    winner: Option<String>,
}

impl From<cyberfly_protocol::Receipt> for Receipt {
    fn from(receipt: cyberfly_protocol::Receipt) -> Self {
        let cyberfly_protocol::Receipt { op_id, stamp, durable, outcome, winner, .. } = receipt;
        Self { op_id, stamp, durable, outcome: outcome.word().to_owned(), winner }
    }
}

/// What became of one of several operations.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Handled {
    /// The acknowledgement; null if it was not stored.
    pub(super) receipt: Option<Receipt>,
    /// Why it was not stored.
    pub(super) error: Option<Refusal>,
}

impl From<Result<cyberfly_protocol::Receipt, ErrorBody>> for Handled {
    fn from(answer: Result<cyberfly_protocol::Receipt, ErrorBody>) -> Self {
        match answer {
            Ok(receipt) => Self { receipt: Some(receipt.into()), error: None },
            Err(error) => Self { receipt: None, error: Some(error.into()) },
        }
    }
}

/// Why something was refused.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Refusal {
    /// The stable code.
    code: String,
    /// What happened, and what was left untouched.
    message: String,
    /// What to do next, if there is something.
    hint: Option<String>,
}

impl From<ErrorBody> for Refusal {
    fn from(ErrorBody { code, message, hint, .. }: ErrorBody) -> Self {
        Self { code, message, hint }
    }
}

/// An operation that is drawn up, to be looked at and signed.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Prepared {
    /// The exact bytes to sign, in base64; null if there is nothing to write.
    to_sign: Option<String>,
    /// What the bytes say, for the eye. Sign what the bytes say.
    operation: Option<Json<Value>>,
    /// What the operation rests on, to be handed in with it as it is.
    saw: String,
    /// What each command answers if the operation is committed.
    answers: Json<Value>,
}

impl From<cyberfly_protocol::Prepared> for Prepared {
    fn from(prepared: cyberfly_protocol::Prepared) -> Self {
        Self {
            to_sign: prepared.to_sign,
            operation: prepared.operation.map(Json),
            saw: prepared.saw,
            answers: Json(serde_json::to_value(prepared.answers).unwrap_or_default()),
        }
    }
}

/// Where a connection goes on.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct PageInfo {
    /// Whether there is more.
    has_next_page: bool,
    /// Where to go on: the argument `after` of the same field.
    end_cursor: Option<String>,
}

impl PageInfo {
    pub(super) const fn new(cursor: Option<String>) -> Self {
        Self { has_next_page: cursor.is_some(), end_cursor: cursor }
    }
}

/// Defines connections: a page of rows and where to go on.
macro_rules! connections {
    ($($(#[$doc:meta])* $name:ident of $node:ty,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub(super) struct $name {
            /// The rows. A page may be shorter than was asked for, and even empty, and still not be the last.
            nodes: Vec<$node>,
            /// Where to go on.
            page_info: PageInfo,
        }

        impl $name {
            /// A page.
            pub(super) fn new(nodes: Vec<$node>, cursor: Option<String>) -> Self {
                Self { nodes, page_info: PageInfo::new(cursor) }
            }
        }
    )*};
}

connections! {
    /// Keys.
    KeyConnection of KeyNode,
    /// What keys hold; a key that holds much comes in several rows.
    EntryConnection of EntryNode,
    /// Fields of a hash.
    FieldConnection of FieldNode,
    /// Members of a set.
    MemberConnection of Octets,
    /// Entries of a stream.
    StreamConnection of StreamNode,
    /// Samples of a time series.
    PointConnection of TimeSeriesPoint,
    /// Writes, the latest to arrive first.
    WriteConnection of WriteNode,
}

/// A key.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct KeyNode {
    /// The key.
    key: String,
    /// The word for its type.
    #[graphql(name = "type")]
    kind: String,
    /// Its value, if it is a string.
    value: Option<QueryResult>,
}

impl From<query::KeyRow> for KeyNode {
    fn from(row: query::KeyRow) -> Self {
        let key = row.key.to_string();
        Self { value: row.value.map(|value| QueryResult::of(key.clone(), value)), key, kind: row.kind }
    }
}

/// What a key holds, or a part of it.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct EntryNode {
    /// The key.
    key: String,
    /// The word for its type.
    #[graphql(name = "type")]
    kind: Option<String>,
    /// What it holds, as a line of an export has it.
    value: Json<Value>,
    /// When the key ends, in Unix milliseconds; it stands in the last row of a key.
    ends_ms: Option<String>,
    /// Whether this adds to the row before.
    more: bool,
}

impl From<query::Line> for EntryNode {
    fn from(line: query::Line) -> Self {
        let query::Line { key, contents, ends, more, signer: _ } = line;
        let mut contents = serde_json::to_value(contents).unwrap_or_default();
        Self {
            key: key.to_string(),
            kind: contents["type"].as_str().map(str::to_owned),
            value: Json(contents["value"].take()),
            ends_ms: ends.map(|ends| ends.0.to_string()),
            more,
        }
    }
}

/// A field of a hash.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct FieldNode {
    /// The field.
    field: Octets,
    /// Its value.
    value: Option<Octets>,
    /// Where the bytes of a large value are.
    blob: Option<Blob>,
}

impl From<command::HashField> for FieldNode {
    fn from(command::HashField { field, value }: command::HashField) -> Self {
        let (value, blob) = match value {
            cyberfly_protocol::Value::Bytes(bytes) => (Some(bytes.into()), None),
            cyberfly_protocol::Value::Blob { blob } => (None, Some(blob.into())),
        };
        Self { field: field.into(), value, blob }
    }
}

/// An entry of a stream.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct StreamNode {
    /// Its id.
    id: String,
    /// Who wrote it, in hex.
    author: String,
    /// What it says, in order.
    fields: Vec<PairNode>,
}

/// A name and a value.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct PairNode {
    /// The name.
    name: Octets,
    /// The value.
    value: Octets,
}

impl From<query::StreamEntry> for StreamNode {
    fn from(entry: query::StreamEntry) -> Self {
        let pair = |pair: command::Pair| PairNode { name: pair.name.into(), value: pair.value.into() };
        Self {
            id: entry.id.to_string(),
            author: entry.author.to_string(),
            fields: entry.pairs.into_iter().map(pair).collect(),
        }
    }
}

/// A write.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct WriteNode {
    /// In which operation.
    op_id: String,
    /// Its stamp.
    stamp: String,
    /// Who signed it, in hex.
    author: String,
    /// The write, as `docs/format.md` writes it in JSON.
    write: Json<Value>,
}

impl From<query::WriteRow> for WriteNode {
    fn from(row: query::WriteRow) -> Self {
        Self { op_id: row.op_id, stamp: row.stamp, author: row.author.to_string(), write: Json(row.write) }
    }
}

/// The word for an outcome.
pub(super) fn outcome_word(outcome: Option<Outcome>) -> Option<String> {
    outcome.map(|outcome| outcome.word().to_owned())
}
