//! Queries about streams.

use cyberfly_core::write::StreamId;
use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, on_a_key};
use crate::words::Direction;

fn lowest() -> String {
    "-".to_owned()
}

fn highest() -> String {
    "+".to_owned()
}

on_a_key! {
    /// The entries between two ids.
    StreamRange {
        /// The least id, `ms-seq` or `ms`; `(` before it excludes it, `-` is the beginning.
        #[serde(default = "lowest")]
        from: String,
        /// The greatest id; `(` before it excludes it, `+` is the end.
        #[serde(default = "highest")]
        to: String,
        /// Which way.
        #[serde(default)]
        direction: Direction,
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// The entries with ids greater than this one.
    StreamRead {
        /// The id.
        #[schemars(with = "String")]
        after: StreamId,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }

    /// How many entries a stream has.
    StreamLen {}
}
