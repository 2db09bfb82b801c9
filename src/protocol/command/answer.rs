//! What commands answer.

use cyberfly_core::write::StreamId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Float, Integer, Value};

/// What a command answers. Its member `answer` says in which form. It holds if the operation is committed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum CommandAnswer {
    /// Whether it was done: what was asked for was there, or the condition was met.
    Done {
        /// Whether it was.
        done: bool,
    },
    /// How many fields, members, elements, entries or samples are new, or went.
    Count {
        /// How many.
        count: u64,
    },
    /// What an addition changed.
    Added {
        /// How many members are new.
        new: u64,
        /// How many are new or not as before.
        changed: u64,
    },
    /// A new value.
    Integer {
        /// The value.
        value: Integer,
    },
    /// A new score; null if a condition was not met.
    Score {
        /// The score.
        score: Option<Float>,
    },
    /// The values that were taken, the outermost first.
    Values {
        /// The values.
        values: Vec<Value>,
    },
    /// What came of an insertion.
    Inserted {
        /// What.
        inserted: Insertion,
    },
    /// The id of a new stream entry.
    Id {
        /// The id.
        #[schemars(with = "String")]
        id: StreamId,
    },
}

/// What came of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Insertion {
    /// The value was inserted.
    Done,
    /// No element has the value to insert beside.
    NoPivot,
    /// There is no list.
    NoList,
}

impl CommandAnswer {
    /// So many.
    pub fn count(count: usize) -> Self {
        CommandAnswer::Count { count: count as u64 }
    }
}
