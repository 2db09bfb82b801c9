//! Commands on JSON documents. A place is written `$.name`, `$['any name']` or `$.name[0]`, without wildcards.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Blob;
use crate::words::Condition;

/// The whole document.
fn root() -> String {
    "$".to_owned()
}

on_a_key! {
    /// Sets the value at a place; members that are missing on the way are made. Answers whether it was set.
    JsonSet {
        /// The place.
        #[serde(default = "root")]
        path: String,
        /// The value, of at most 64 KiB as text.
        value: serde_json::Value,
        /// When to set it.
        #[serde(default)]
        condition: Condition,
    }

    /// Sets the value at a place to the document that a blob holds: the way for values of more than 64 KiB.
    JsonSetBlob {
        /// The place. It leads through members only.
        #[serde(default = "root")]
        path: String,
        /// The blob, handed in before.
        blob: Blob,
    }

    /// Merges a patch (RFC 7396) into the value at a place: its members replace, a null deletes. Answers whether there
    /// was anything to do.
    JsonMerge {
        /// The place.
        #[serde(default = "root")]
        path: String,
        /// The patch.
        patch: serde_json::Value,
    }

    /// Deletes what is at a place, at the root the key. Answers how many values went.
    JsonDel {
        /// The place.
        #[serde(default = "root")]
        path: String,
    }
}
