//! Commands on time series.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::time::Time;
use crate::value::{Bytes, Float};

/// A number at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// When.
    pub time: Time,
    /// The number.
    pub value: Float,
}

fn lowest() -> String {
    "-".to_owned()
}

fn highest() -> String {
    "+".to_owned()
}

on_a_key! {
    /// Adds samples to a time series; a second one at the same time replaces the first. Answers how many times are new.
    TsAdd {
        /// The label of the series; may be empty.
        #[serde(default)]
        label: Bytes,
        /// The samples. A time lies below 2^48.
        samples: Vec<Sample>,
    }

    /// Deletes the samples within a window. Answers how many there were.
    TsDel {
        /// The label of the series; may be empty.
        #[serde(default)]
        label: Bytes,
        /// The first time, in RFC 3339 or Unix milliseconds; `(` before it excludes it, `-` is the beginning.
        #[serde(default = "lowest")]
        from: String,
        /// The last time; `(` before it excludes it, `+` is the end.
        #[serde(default = "highest")]
        to: String,
    }
}
