//! Commands on streams.

use cyberfly_core::Key;
use cyberfly_core::write::StreamId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Bytes;

/// A name and a value of a stream entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The name; it may come twice.
    pub name: Bytes,
    /// The value.
    pub value: Bytes,
}

/// Which entries a trim keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The last so many.
    Last(u64),
    /// This one and those with greater ids.
    From(#[schemars(with = "String")] StreamId),
}

fn automatic() -> String {
    "*".to_owned()
}

on_a_key! {
    /// Adds an entry to a stream. Answers its id.
    StreamAdd {
        /// The id: `*` for the next one, `ms-*` for the next of a millisecond, or `ms-seq`.
        #[serde(default = "automatic")]
        id: String,
        /// What it says, in order.
        pairs: Vec<Pair>,
    }

    /// Removes the oldest entries of a stream. Answers how many there were.
    StreamTrim {
        /// Which stay.
        keep: Keep,
    }
}
