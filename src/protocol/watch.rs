//! Watching a database: what was committed since a place, and then what is.

use cyberfly_core::DbName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Change, ReplyStream};

/// What to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The database.
    pub db: DbName,
    /// Only keys that begin with this; an empty one is every key.
    pub prefix: String,
    /// Where to go on from: a cursor that an earlier watch gave, or `0` for the beginning. None is from now on.
    pub since: Option<String>,
}

/// What a watcher hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Watched {
    /// The watch has begun; what comes is behind this place.
    Started {
        /// The place.
        cursor: String,
    },
    /// An operation that touches a watched key was committed. Each comes once, in the order of the journal.
    Change(Change),
    /// So many events went by unheard. Nothing is missing: they are read from the journal and come now.
    Lagged {
        /// How many, of this and other databases.
        missed: u64,
    },
    /// The place to go on from is not in this node's journal, or not any more: read the database anew. What comes is behind
    /// the place that is given here.
    Reset {
        /// The place.
        cursor: String,
    },
}

/// What a watcher hears, as it comes. It ends after an error, or when the node stops.
pub type WatchStream = ReplyStream<Watched>;
