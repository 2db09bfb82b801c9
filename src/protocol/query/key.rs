//! Queries about keys as a whole.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, in_a_database, on_a_key};

on_a_key! {
    /// The value of a key.
    Get {}

    /// Of which type a key is.
    Type {}

    /// When a key ends.
    Ttl {}

    /// The value of a counter.
    CounterGet {}
}

in_a_database! {
    /// The keys of a database, in the order of their bytes.
    Scan {
        /// What the keys begin with.
        #[serde(default)]
        prefix: String,
        /// A pattern that the whole key matches, as in Redis: `*`, `?`, `[a-z]`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        glob: Option<String>,
        /// Whether to give the values of strings too.
        #[serde(default)]
        values: bool,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}
