//! Commands on hashes.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::{Bytes, Integer, Value};
use crate::words::Condition;

/// A field of a hash and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashField {
    /// The field.
    pub field: Bytes,
    /// The value.
    pub value: Value,
}

on_a_key! {
    /// Writes fields of a hash; of a field that is named twice the last value stays. Answers how many are new; with a
    /// condition, which goes with one field alone, whether it was met.
    HashSet {
        /// The fields with their values.
        fields: Vec<HashField>,
        /// When to write.
        #[serde(default)]
        condition: Condition,
    }

    /// Deletes fields of a hash. Answers how many there were.
    HashDel {
        /// The fields.
        fields: Vec<Bytes>,
    }

    /// Adds to the whole number in a field, 0 if there is none. Answers the new value.
    HashIncr {
        /// The field.
        field: Bytes,
        /// What to add; negative to take away. Within 64 bits.
        by: Integer,
    }
}
