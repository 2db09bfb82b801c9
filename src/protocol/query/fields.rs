//! Queries about hashes, lists and sets.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, in_a_database, on_a_key};
use crate::value::Bytes;

const fn last() -> i64 {
    -1
}

/// Keys, in the form in which documents have them.
type Keys = Vec<Key>;

on_a_key! {
    /// The values of some fields of a hash, in the order of the question; null for a field that is not there.
    HashGet {
        /// The fields.
        fields: Vec<Bytes>,
    }

    /// All fields of a hash with their values, in the order of the fields.
    HashAll {
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// The elements between two indexes, both included.
    ListRange {
        /// The first index, negative from the tail.
        #[serde(default)]
        start: i64,
        /// The last index, negative from the tail.
        #[serde(default = "last")]
        stop: i64,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }

    /// How many elements a list has.
    ListLen {}

    /// The members of a set, in order.
    SetMembers {
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// Whether a set has some members, in the order of the question.
    SetHas {
        /// The members.
        members: Vec<Bytes>,
    }

    /// How many members a set has.
    SetCard {}
}

in_a_database! {
    /// The members that all of several sets have. Name the smallest first.
    SetInter {
        /// The keys of the sets.
        #[schemars(with = "Vec<String>")]
        keys: Keys,
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// The members that any of several sets has.
    SetUnion {
        /// The keys of the sets.
        #[schemars(with = "Vec<String>")]
        keys: Keys,
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// The members of the first set that no other has.
    SetDiff {
        /// The keys of the sets.
        #[schemars(with = "Vec<String>")]
        keys: Keys,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}
