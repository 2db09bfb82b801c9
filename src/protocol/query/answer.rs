//! What queries answer.

use cyberfly_core::write::StreamId;
use cyberfly_core::{DbName, Key, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{HashField, Pair, Place, Role, Sample, Scored};
use crate::entry::Entry;
use crate::query::export::{Line, Signed};
use crate::time::{Span, Time};
use crate::value::{Blob, Bytes, Float, Integer, Value};

/// What a query answers. Its member `answer` says in which form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum QueryAnswer {
    /// The value of a key.
    Entry {
        /// The value, and who wrote it when.
        entry: Entry,
    },
    /// Of which type a key is.
    Type {
        /// The word for it.
        #[serde(rename = "type")]
        kind: String,
    },
    /// When a key ends.
    Ttl {
        /// When; null if it has no end.
        ends: Option<Time>,
        /// How many seconds are left; null if it has no end.
        remaining_seconds: Option<Span>,
    },
    /// Keys.
    Keys {
        /// The keys.
        keys: Vec<KeyRow>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Values; null for what is not there.
    Values {
        /// The values.
        values: Vec<Option<Value>>,
    },
    /// Fields of a hash.
    Fields {
        /// The fields with their values.
        fields: Vec<HashField>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// How many there are.
    Count {
        /// How many.
        count: u64,
    },
    /// Members of a set.
    Members {
        /// The members.
        members: Vec<Bytes>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Whether each is there.
    Flags {
        /// In the order of the question.
        flags: Vec<bool>,
    },
    /// Members of a sorted set.
    Scored {
        /// The members with their scores.
        members: Vec<Scored>,
    },
    /// The rank of a member.
    Rank {
        /// The rank, from 0.
        rank: u64,
        /// Its score.
        score: Float,
    },
    /// Scores; null for a member that is not there.
    Scores {
        /// In the order of the question.
        scores: Vec<Option<Float>>,
    },
    /// A part of a JSON document.
    Document {
        /// The value.
        value: serde_json::Value,
    },
    /// What a JSONPath selects.
    Nodes {
        /// The first nodes.
        nodes: Vec<SelectedNode>,
        /// How many it selects in all.
        total: u64,
    },
    /// Entries of a stream.
    Entries {
        /// The entries.
        entries: Vec<StreamEntry>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Samples of a time series.
    Samples {
        /// The samples.
        samples: Vec<Sample>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// What samples add up to.
    Rows {
        /// One row for each bucket that has samples.
        rows: Vec<AggregateRow>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Positions; null for a member that is not there.
    Positions {
        /// In the order of the question.
        positions: Vec<Option<Place>>,
    },
    /// A distance.
    Distance {
        /// In the unit of the question.
        distance: f64,
    },
    /// Members found around a place.
    Hits {
        /// The members.
        hits: Vec<Hit>,
    },
    /// A whole number.
    Integer {
        /// The number.
        value: Integer,
    },
    /// A file.
    Blob {
        /// What is known of it.
        blob: BlobRow,
    },
    /// Keys that hold files.
    Blobs {
        /// The files.
        blobs: Vec<BlobRow>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// What was written to a key.
    History {
        /// The writes, the latest to arrive first.
        history: Vec<WriteRow>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Databases.
    Databases {
        /// The databases.
        databases: Vec<DatabaseRow>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// What is known of a database.
    DbInfo {
        /// Its name.
        #[schemars(with = "String")]
        name: DbName,
        /// Its owner's key, in hex.
        #[schemars(with = "String")]
        owner: PublicKey,
        /// Whether only those who hold a role may read it.
        private: bool,
        /// How many operations are kept.
        operations: u64,
        /// How many keys hold something; null if they are too many to be counted.
        keys: Option<u64>,
        /// How many bytes the shown values have, blobs included; null if they are too many to be counted.
        bytes: Option<u64>,
        /// The digest of the kept operations, in hex: two replicas are equal when theirs are.
        digest: String,
        /// Whether an earlier change is still being carried out, so that it may not show yet what its operations say.
        unsettled: bool,
    },
    /// Who may do what.
    Acl {
        /// The owner's key, in hex; the owner may do everything.
        #[schemars(with = "String")]
        owner: PublicKey,
        /// All others who hold a role.
        members: Vec<Member>,
    },
    /// What keys hold.
    Lines {
        /// A line for each key, or several.
        lines: Vec<Line>,
        /// Where to go on.
        next_cursor: Option<String>,
    },
    /// Signed operations and the bytes that they refer to.
    Signed {
        /// In the order in which another node takes them.
        signed: Vec<Signed>,
        /// How many files that these operations refer to are left out: they are longer than a line can hold, or they have
        /// not come to this node yet.
        #[serde(default)]
        left_out: u64,
        /// Where to go on.
        next_cursor: Option<String>,
    },
}

/// An answer as a document of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryDocument {
    /// The version of this document.
    pub schema_version: u32,
    /// The answer.
    #[serde(flatten)]
    pub answer: QueryAnswer,
}

/// A key in a scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRow {
    /// The key.
    #[schemars(with = "String")]
    pub key: Key,
    /// The word for its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its value, if values were asked for and it is a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// A node that a JSONPath selects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelectedNode {
    /// Its normalised path.
    pub path: String,
    /// What is there.
    pub value: serde_json::Value,
}

/// An entry of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StreamEntry {
    /// Its id.
    #[schemars(with = "String")]
    pub id: StreamId,
    /// Who wrote it, in hex.
    #[schemars(with = "String")]
    pub author: PublicKey,
    /// What it says, in order.
    pub pairs: Vec<Pair>,
}

/// What the samples of a bucket add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AggregateRow {
    /// When the bucket begins; without buckets, the time of the first sample.
    pub start: Time,
    /// How many samples it holds.
    pub count: u64,
    /// One value for each aggregate, in the order of the question; null where infinities leave none.
    pub values: Vec<Option<Float>>,
}

/// A member found around a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// The member and where it is.
    pub place: Place,
    /// How far that is from the place, in the unit of the question.
    pub distance: f64,
}

/// A file at a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlobRow {
    /// The key.
    #[schemars(with = "String")]
    pub key: Key,
    /// The file.
    pub blob: Blob,
    /// Whether its bytes are on this node.
    pub here: bool,
}

/// A write in the history of a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriteRow {
    /// In which operation, in hex.
    pub op_id: String,
    /// Its stamp, in decimal.
    pub stamp: String,
    /// When it was signed, as the clock of its stamp says.
    pub at: Time,
    /// Who wrote it, in hex.
    #[schemars(with = "String")]
    pub author: PublicKey,
    /// The node that stamped and signed it as the author's witness, where that was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub witness: Option<PublicKey>,
    /// Then the author's signature, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The write, as `docs/format.md` writes it in JSON.
    pub write: serde_json::Value,
}

/// A database in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DatabaseRow {
    /// Its name.
    #[schemars(with = "String")]
    pub name: DbName,
    /// Its owner's key, in hex.
    #[schemars(with = "String")]
    pub owner: PublicKey,
    /// Whether only those who hold a role may read it.
    pub private: bool,
}

/// Someone who holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Whose key, in hex.
    #[schemars(with = "String")]
    pub key: PublicKey,
    /// The greatest role it holds.
    pub role: Role,
}
