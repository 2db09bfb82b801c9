//! Queries about JSON documents.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;

fn root() -> String {
    "$".to_owned()
}

on_a_key! {
    /// What is at a place of a document.
    JsonGet {
        /// The place: `$.name`, `$['any name']` or `$.name[0]`, without wildcards.
        #[serde(default = "root")]
        path: String,
    }

    /// What a JSONPath selects in a document.
    JsonQuery {
        /// The path, as in RFC 9535.
        path: String,
        /// How many nodes at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }
}
