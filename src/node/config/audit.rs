//! The section `audit`: what is remembered of who did what.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Period, Size, as_text};

/// The audit log: who did what, in `audit/` of the data directory. What operators do and what is refused to whom is recorded
/// always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Whether there is one.
    pub enabled: bool,
    /// Whether writes are recorded too.
    pub writes: bool,
    /// Whether reads are recorded too.
    pub reads: bool,
    /// How large a file becomes before the next is begun.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub file_bytes: Size,
    /// How long lines are kept. They go by whole files, when a new one is begun.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub keep: Period,
    /// How much is kept at most.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub keep_bytes: Size,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            enabled: true,
            writes: false,
            reads: false,
            file_bytes: Size(16 * 1024 * 1024),
            keep: Period(Duration::from_secs(400 * 24 * 60 * 60)),
            keep_bytes: Size(1024 * 1024 * 1024),
        }
    }
}
