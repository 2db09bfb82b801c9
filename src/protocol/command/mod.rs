//! Commands: what an author can say of a key without knowing how it is stored.
//!
//! A command is planned by a node, which turns it into writes; several commands become one operation, all or nothing.
//! The word of a command is the same here, in JSON and in documents; on the command line it stands in two words, such
//! as `hash set` for `hash_set`. What each means between nodes is said in `cyberfly_core::types`.

use cyberfly_core::{Key, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod answer;
mod blob;
mod counter;
mod geo;
mod hash;
mod json;
mod list;
mod rights;
mod set;
mod stream;
mod string;
mod ts;
mod zset;

pub use answer::{CommandAnswer, Insertion};
pub use blob::BlobPut;
pub use counter::CounterIncr;
pub use geo::{GeoAdd, GeoRem, Place};
pub use hash::{HashDel, HashField, HashIncr, HashSet};
pub use json::{JsonDel, JsonMerge, JsonSet, JsonSetBlob};
pub use list::{ListInsert, ListPop, ListPush, ListRemove, ListSet, ListShift, ListTrim, ListUnshift};
pub use rights::{Grant, Revoke, Role};
pub use set::{SetAdd, SetRem};
pub use stream::{Keep, Pair, StreamAdd, StreamTrim};
pub use string::{Del, Expire, ExpireAt, Persist, Put};
pub use ts::{Sample, TsAdd, TsDel};
pub use zset::{Scored, ZsetAdd, ZsetIncr, ZsetRem};

/// Defines commands on a key: each struct gets the key as its first member.
macro_rules! on_a_key {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The key.
            #[schemars(with = "String", regex(pattern = crate::KEY_PATTERN))]
            pub key: Key,
            $($(#[$of])* pub $field: $type,)*
        }

        impl $crate::command::About for $name {
            fn key(&self) -> Option<&Key> {
                Some(&self.key)
            }
        }
    )*};
}
use on_a_key;

/// What a command is about.
trait About {
    /// The key; none for what is about rights.
    fn key(&self) -> Option<&Key>;
}

macro_rules! commands {
    ($($name:ident $word:literal $meaning:literal,)*) => {
        /// A command. Its member `command` says which.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "command")]
        pub enum Command {
            $(#[doc = $meaning] #[serde(rename = $word)] $name($name),)*
        }

        impl Command {
            /// The words of all commands.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word for this one.
            pub const fn word(&self) -> &'static str {
                match self { $(Command::$name(_) => $word,)* }
            }

            /// The key it is about; none for what is about rights.
            pub fn key(&self) -> Option<&Key> {
                match self { $(Command::$name(command) => command.key(),)* }
            }
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self {
                Command::$name(command)
            }
        })*
    };
}

commands! {
    Put "put" "Puts a value at a key.",
    Del "del" "Deletes a key with all that it holds.",
    Expire "expire" "Lets a key end after a time.",
    ExpireAt "expire_at" "Lets a key end at a time.",
    Persist "persist" "Takes the end of a key away.",
    HashSet "hash_set" "Writes fields of a hash.",
    HashDel "hash_del" "Deletes fields of a hash.",
    HashIncr "hash_incr" "Adds to the whole number in a field of a hash.",
    ListPush "list_push" "Pushes values at the right end of a list.",
    ListUnshift "list_unshift" "Pushes values at the left end of a list.",
    ListPop "list_pop" "Takes elements off the right end of a list.",
    ListShift "list_shift" "Takes elements off the left end of a list.",
    ListSet "list_set" "Replaces the element at an index of a list.",
    ListInsert "list_insert" "Inserts a value beside an element of a list.",
    ListRemove "list_remove" "Removes elements of a list that have a value.",
    ListTrim "list_trim" "Removes all but a range of a list.",
    SetAdd "set_add" "Adds members to a set.",
    SetRem "set_rem" "Removes members from a set.",
    ZsetAdd "zset_add" "Adds members to a sorted set, or changes their scores.",
    ZsetRem "zset_rem" "Removes members from a sorted set.",
    ZsetIncr "zset_incr" "Adds to the score of a member of a sorted set.",
    JsonSet "json_set" "Sets the value at a place of a JSON document.",
    JsonSetBlob "json_set_blob" "Sets the value at a place of a JSON document to what a blob holds.",
    JsonMerge "json_merge" "Merges a patch (RFC 7396) into a JSON document.",
    JsonDel "json_del" "Deletes what is at a place of a JSON document.",
    StreamAdd "stream_add" "Adds an entry to a stream.",
    StreamTrim "stream_trim" "Removes the oldest entries of a stream.",
    TsAdd "ts_add" "Adds samples to a time series.",
    TsDel "ts_del" "Deletes the samples of a time series within a window.",
    GeoAdd "geo_add" "Puts members at positions.",
    GeoRem "geo_rem" "Removes members with a position.",
    CounterIncr "counter_incr" "Adds to a counter, or takes away.",
    BlobPut "blob_put" "Puts a file at a key, whose bytes were handed in before.",
    Grant "grant" "Gives a key a role in the database.",
    Revoke "revoke" "Takes a role in the database from a key.",
}

impl Command {
    /// Whose rights it is about, if it grants or revokes.
    pub const fn subject(&self) -> Option<PublicKey> {
        match self {
            Command::Grant(Grant { subject, .. }) | Command::Revoke(Revoke { subject, .. }) => Some(*subject),
            _ => None,
        }
    }
}
