//! Commands on files.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::time::Span;
use crate::value::Blob;
use crate::words::Condition;

on_a_key! {
    /// Puts a file at a key, whatever the key held. Its bytes were handed in before. Answers whether it was put.
    BlobPut {
        /// The file.
        blob: Blob,
        /// When to put it.
        #[serde(default)]
        condition: Condition,
        /// After how many seconds the key is to end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ttl_seconds: Option<Span>,
    }
}
