//! What a node writes down about itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ReplyStream;

/// How serious a line of the log is; the most serious is the least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
#[schemars(!try_from)]
pub enum Level {
    /// Something does not work.
    Error,
    /// Something needs attention.
    Warn,
    /// What an operator wants to know.
    #[default]
    Info,
    /// What a developer wants to know.
    Debug,
    /// Everything.
    Trace,
}

impl TryFrom<String> for Level {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let levels = [Level::Error, Level::Warn, Level::Info, Level::Debug, Level::Trace];
        let level = levels.into_iter().find(|level| level.word() == word);
        level.ok_or_else(|| format!("{word:?} is no level: there are error, warn, info, debug and trace"))
    }
}

impl Level {
    /// The word for the level.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Trace => "trace",
        }
    }
}

/// The least serious level that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogLevel {
    /// The level.
    pub level: Level,
}

/// Which lines of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// The least serious level that is wanted; none is everything that is logged.
    pub level: Option<Level>,
    /// Only lines about this request.
    pub request_id: Option<String>,
    /// Only lines behind the one with this number.
    pub since: Option<u64>,
    /// Whether to go on with the lines that come.
    pub follow: bool,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogLine {
    /// Its number: the first since the node started is 1.
    pub sequence: u64,
    /// When it was written.
    #[schemars(with = "crate::Time")]
    pub at: String,
    /// How serious it is.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// The request it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What else it names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// What a reader of the log hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "log", rename_all = "snake_case")]
pub enum Logged {
    /// A line.
    Line(LogLine),
    /// So many lines, of whatever level, are not remembered any more.
    Lagged {
        /// How many.
        missed: u64,
    },
}

/// What a reader of the log hears, as it comes. It ends behind the last line, or when the node stops.
pub type LogStream = ReplyStream<Logged>;
