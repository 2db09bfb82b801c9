//! Queries about time series.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Page, on_a_key};
use crate::time::{Span, Time};
use crate::value::Bytes;
use crate::words::Direction;

fn lowest() -> String {
    "-".to_owned()
}

fn highest() -> String {
    "+".to_owned()
}

on_a_key! {
    /// The samples within a window.
    TsRange {
        /// The label of the series; may be empty.
        #[serde(default)]
        label: Bytes,
        /// The first time, in RFC 3339 or Unix milliseconds; `(` before it excludes it, `-` is the beginning.
        #[serde(default = "lowest")]
        from: String,
        /// The last time; `(` before it excludes it, `+` is the end.
        #[serde(default = "highest")]
        to: String,
        /// Which way.
        #[serde(default)]
        direction: Direction,
        /// Which part.
        #[serde(default)]
        page: Page,
    }

    /// The latest sample.
    TsLatest {
        /// The label of the series; may be empty.
        #[serde(default)]
        label: Bytes,
    }

    /// What the samples within a window add up to, bucket by bucket.
    TsAgg {
        /// The label of the series; may be empty.
        #[serde(default)]
        label: Bytes,
        /// The first time, in RFC 3339 or Unix milliseconds; `(` before it excludes it, `-` is the beginning.
        #[serde(default = "lowest")]
        from: String,
        /// The last time; `(` before it excludes it, `+` is the end.
        #[serde(default = "highest")]
        to: String,
        /// What to compute: `count`, `sum`, `avg`, `min`, `max`, `first`, `last` or a percentile such as `p99`.
        aggregates: Vec<String>,
        /// How wide a bucket is, in seconds; one for all without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bucket_seconds: Option<Span>,
        /// When one of the buckets begins.
        #[serde(default)]
        align: Time,
        /// Which part.
        #[serde(default)]
        page: Page,
    }
}
