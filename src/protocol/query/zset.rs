//! Queries about sorted sets.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Bytes;
use crate::words::Rank;

const fn last() -> i64 {
    -1
}

fn least() -> String {
    "-inf".to_owned()
}

fn greatest() -> String {
    "+inf".to_owned()
}

on_a_key! {
    /// The members between two ranks, both included.
    ZsetRange {
        /// The first rank, negative from the end.
        #[serde(default)]
        start: i64,
        /// The last rank, negative from the end.
        #[serde(default = "last")]
        stop: i64,
        /// In which order.
        #[serde(default)]
        order: Rank,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }

    /// The members between two scores.
    ZsetRangeByScore {
        /// The least score; `(` before it excludes it.
        #[serde(default = "least")]
        min: String,
        /// The greatest score; `(` before it excludes it.
        #[serde(default = "greatest")]
        max: String,
        /// In which order.
        #[serde(default)]
        order: Rank,
        /// How many to pass over.
        #[serde(default)]
        offset: u32,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }

    /// The rank of a member, from 0, and its score.
    ZsetRank {
        /// The member.
        member: Bytes,
        /// In which order.
        #[serde(default)]
        order: Rank,
    }

    /// The scores of some members, in the order of the question; null for one that is not there.
    ZsetScore {
        /// The members.
        members: Vec<Bytes>,
    }

    /// How many members a sorted set has.
    ZsetCard {}
}
