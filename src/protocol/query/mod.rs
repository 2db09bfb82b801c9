//! Queries: what a reader can ask. They change nothing.
//!
//! What can be long comes in pages: `limit` says how many at most, and a page that is not the last carries
//! `next_cursor`, which goes into `cursor` of the same query to go on. A page may be shorter than its limit, and even
//! empty, and still not be the last: only a page without `next_cursor` is. On a private database only those get answers
//! who may read it; to others it is as if it held nothing.

use cyberfly_core::DbName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod answer;
mod blob;
mod database;
mod export;
mod fields;
mod geo;
mod json;
mod key;
mod stream;
mod ts;
mod zset;

pub use answer::{
    AggregateRow, BlobRow, DatabaseRow, Hit, KeyRow, Member, QueryAnswer, QueryDocument, SelectedNode,
    StreamEntry, WriteRow,
};
pub use blob::{BlobList, BlobStat};
pub use database::{Acl, Databases, DbInfo, History};
pub use export::{
    Contents, EntryContents, Export, FileContents, Line, Operations, SampleContents, Signed, Signer,
};
pub use fields::{
    HashAll, HashGet, ListLen, ListRange, SetCard, SetDiff, SetHas, SetInter, SetMembers, SetUnion,
};
pub use geo::{GeoBox, GeoDist, GeoPos, GeoRadius};
pub use json::{JsonGet, JsonQuery};
pub use key::{CounterGet, Get, Scan, Ttl, Type};
pub use stream::{StreamLen, StreamRange, StreamRead};
pub use ts::{TsAgg, TsLatest, TsRange};
pub use zset::{ZsetCard, ZsetRange, ZsetRangeByScore, ZsetRank, ZsetScore};

/// Which part of a long answer is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// How many at most; 100 without it, never more than 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Defines queries about a database: each struct gets the database as its first member.
macro_rules! in_a_database {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The database.
            #[schemars(with = "String", regex(pattern = crate::DB_PATTERN))]
            pub db: DbName,
            $($(#[$of])* pub $field: $type,)*
        }

        impl $crate::query::About for $name {
            fn db(&self) -> Option<&DbName> {
                Some(&self.db)
            }
        }
    )*};
}
use in_a_database;

/// What a query is about.
trait About {
    /// The database; none for what is about the node.
    fn db(&self) -> Option<&DbName>;
}

/// Defines queries about a key: each struct gets the database and the key as its first members.
macro_rules! on_a_key {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* })*) => {$(
        $crate::query::in_a_database! {
            $(#[$doc])*
            $name {
                /// The key.
                #[schemars(with = "String", regex(pattern = crate::KEY_PATTERN))]
                key: Key,
                $($(#[$of])* $field: $type,)*
            }
        }
    )*};
}
use on_a_key;

macro_rules! queries {
    ($($name:ident $word:literal $meaning:literal,)*) => {
        /// A query. Its member `query` says which.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "query")]
        pub enum Query {
            $(#[doc = $meaning] #[serde(rename = $word)] $name($name),)*
        }

        impl Query {
            /// The words of all queries.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word for this one.
            pub const fn word(&self) -> &'static str {
                match self { $(Query::$name(_) => $word,)* }
            }

            /// The database it is about; none for what is about the node.
            pub fn db(&self) -> Option<&DbName> {
                match self { $(Query::$name(query) => query.db(),)* }
            }
        }

        $(impl From<$name> for Query {
            fn from(query: $name) -> Self {
                Query::$name(query)
            }
        })*
    };
}

queries! {
    Get "get" "The value of a key.",
    Type "type" "Of which type a key is.",
    Ttl "ttl" "When a key ends.",
    Scan "scan" "The keys of a database, in order.",
    HashGet "hash_get" "The values of some fields of a hash.",
    HashAll "hash_all" "All fields of a hash with their values.",
    ListRange "list_range" "The elements of a list between two indexes.",
    ListLen "list_len" "How many elements a list has.",
    SetMembers "set_members" "The members of a set.",
    SetHas "set_has" "Whether a set has some members.",
    SetCard "set_card" "How many members a set has.",
    SetInter "set_inter" "What several sets have in common.",
    SetUnion "set_union" "What is in any of several sets.",
    SetDiff "set_diff" "What is in the first of several sets and in no other.",
    ZsetRange "zset_range" "The members of a sorted set between two ranks.",
    ZsetRangeByScore "zset_rangebyscore" "The members of a sorted set between two scores.",
    ZsetRank "zset_rank" "The rank of a member of a sorted set.",
    ZsetScore "zset_score" "The scores of some members of a sorted set.",
    ZsetCard "zset_card" "How many members a sorted set has.",
    JsonGet "json_get" "What is at a place of a JSON document.",
    JsonQuery "json_query" "What a JSONPath (RFC 9535) selects in a JSON document.",
    StreamRange "stream_range" "The entries of a stream between two ids.",
    StreamRead "stream_read" "The entries of a stream behind an id.",
    StreamLen "stream_len" "How many entries a stream has.",
    TsRange "ts_range" "The samples of a time series within a window.",
    TsLatest "ts_latest" "The latest sample of a time series.",
    TsAgg "ts_agg" "What the samples within a window add up to.",
    GeoPos "geo_pos" "Where some members are.",
    GeoDist "geo_dist" "How far two members are apart.",
    GeoRadius "geo_radius" "The members within a distance of a place.",
    GeoBox "geo_box" "The members within a box around a place.",
    CounterGet "counter_get" "The value of a counter.",
    BlobStat "blob_stat" "What is known of the file at a key.",
    BlobList "blob_list" "The keys that hold files.",
    History "history" "What was written to a key, the latest first.",
    Databases "databases" "The databases on this node.",
    DbInfo "db_info" "What is known of a database.",
    Acl "acl" "Who may do what in a database.",
    Export "export" "What the keys of a database hold.",
    Operations "operations" "The signed operations that a database keeps.",
}
