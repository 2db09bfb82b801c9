//! Queries that give all that a database holds, so that it can be made again elsewhere.

use cyberfly_core::write::StreamId;
use cyberfly_core::{DbName, Key, PublicKey, Stamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, in_a_database};
use crate::command::{HashField, Pair, Place, Scored};
use crate::time::Time;
use crate::value::{Bytes, Float, Integer};

in_a_database! {
    /// What the keys of a database hold, in the order of their bytes. A key that holds much comes in several lines.
    Export {
        /// What the keys begin with.
        #[serde(default)]
        prefix: String,
        /// Whether each line says who signed the newest of what it holds.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        signers: bool,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}

in_a_database! {
    /// The signed operations that a database keeps, in the order of their stamps, with the bytes that they refer to: what
    /// another node takes unchanged.
    Operations {
        /// Only those that write to a key that begins so, each whole, and all that are about rights.
        #[serde(default)]
        prefix: String,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}

/// Something to hand in at another node, in this order: bytes first, then the operation that refers to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Signed {
    /// An operation.
    Operation {
        /// Its bytes, in base64 with padding.
        op: String,
    },
    /// Bytes too large for an operation.
    Blob {
        /// The bytes, in base64 with padding.
        blob: String,
        /// The database whose operations refer to them.
        #[schemars(with = "String", regex(pattern = crate::DB_PATTERN))]
        db: DbName,
    },
}

/// What a key holds, or a part of it: a line of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// The key.
    #[schemars(with = "String", regex(pattern = crate::KEY_PATTERN))]
    pub key: Key,
    /// What it holds.
    #[serde(flatten)]
    pub contents: Contents,
    /// When the key ends; it stands in the last line of a key.
    #[serde(default, alias = "ends_ms", skip_serializing_if = "Option::is_none")]
    pub ends: Option<Time>,
    /// Whether this adds to the line before instead of replacing what the key held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Who signed the newest of what it holds, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<Signer>,
}

/// Who signed something, and the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The author, in hex: behind a witness, who signed the value.
    #[schemars(with = "String")]
    pub author: PublicKey,
    /// The author's signature, in hex.
    pub signature: String,
    /// The stamp of the operation, in decimal.
    #[schemars(with = "String")]
    pub stamp: Stamp,
}

/// What a key holds. Large values stand here with their bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "value", rename_all = "lowercase")]
pub enum Contents {
    /// A value.
    String(Bytes),
    /// A file.
    Blob(FileContents),
    /// Fields with their values.
    Hash(Vec<HashField>),
    /// Members.
    Set(Vec<Bytes>),
    /// Members with their scores.
    SortedSet(Vec<Scored>),
    /// Values in their order.
    List(Vec<Bytes>),
    /// A document.
    Json(serde_json::Value),
    /// Entries, the oldest first.
    Stream(Vec<EntryContents>),
    /// Samples, the oldest first.
    TimeSeries(Vec<SampleContents>),
    /// Members with their positions.
    Geo(Vec<Place>),
    /// A sum.
    Counter(Integer),
}

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileContents {
    /// Its content type; may be empty.
    #[serde(default)]
    pub content_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// An entry of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryContents {
    /// Its id.
    #[schemars(with = "String")]
    pub id: StreamId,
    /// What it says, in order.
    pub pairs: Vec<Pair>,
}

/// A sample of one of the series of a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleContents {
    /// The label of the series; may be empty.
    #[serde(default)]
    pub label: Bytes,
    /// When.
    #[serde(alias = "time_ms")]
    pub time: Time,
    /// The number.
    pub value: Float,
}
