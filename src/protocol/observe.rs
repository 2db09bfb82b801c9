//! Observing a node: what a dashboard draws. A sample of its figures every so often, and every event as it happens.
//!
//! Counters count from the start of the node, so that whoever has two samples has the rate between them, and one that was
//! missed costs nothing. Whatever the node does not know is null.

use std::ops::RangeInclusive;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{HealthReport, LimitUse, Numbered, ReplyStream, Status, SyncFigures};

/// How often there can be a sample.
pub const INTERVALS: RangeInclusive<Duration> = Duration::from_millis(250)..=Duration::from_secs(60);

/// What to observe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observe {
    /// How often a sample is wanted; within [`INTERVALS`].
    pub interval: Duration,
    /// Whether each committed operation is wanted too. A busy node has thousands a second; the samples count them anyway.
    pub committed: bool,
}

impl Default for Observe {
    fn default() -> Self {
        Self { interval: Duration::from_secs(1), committed: true }
    }
}

/// What an observer hears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "observed", rename_all = "snake_case")]
pub enum Observed {
    /// The figures of the node as of now. The first comes at once, the last when the node begins to stop.
    Sample(Box<Sample>),
    /// Something happened.
    Event(Numbered),
    /// So many events went by unheard. They do not come again; the figures are right all the same.
    Lagged {
        /// How many.
        missed: u64,
    },
}

/// What an observer hears, as it comes. It ends after an error, or when the node stops.
pub type ObserveStream = ReplyStream<Observed>;

/// The figures of a node at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// The version of this document.
    pub schema_version: u32,
    /// When it was taken.
    #[schemars(with = "crate::Time")]
    pub at: String,
    /// How long before it the sample before was taken; null in the first.
    pub since_seconds: Option<f64>,
    /// How the node is.
    pub status: Status,
    /// What was counted since the node started.
    pub counters: Counters,
    /// How long things took since the sample before.
    pub latencies: Latencies,
    /// What the store holds.
    pub store: StoreFigures,
    /// What the process takes of the machine.
    pub process: ProcessFigures,
    /// Open connections.
    pub connections: Connections,
    /// Sync with peers; null for a node that does not connect with others.
    pub sync: Option<SyncFigures>,
    /// Each limit, and how much of it is in use.
    pub limits: Vec<LimitUse>,
    /// Every check of the node's health: in the first sample, and whenever one of them finds something else; else null.
    pub health: Option<HealthReport>,
}

/// What was counted since the node started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counters {
    /// Operations that were handed in.
    pub operations_received: u64,
    /// Operations that were refused, for whatever reason.
    pub operations_refused: u64,
    /// Operations that were stored and changed what readers see.
    pub operations_applied: u64,
    /// Operations that were stored under something newer.
    pub operations_dominated: u64,
    /// Operations that were here already.
    pub operations_duplicate: u64,
    /// Requests that were answered, by any door.
    pub requests: u64,
    /// Those of them that were refused (status 4xx).
    pub requests_refused: u64,
    /// Those of them that failed here (status 5xx).
    pub requests_failed: u64,
    /// Bytes that came in by the doors.
    pub bytes_received: u64,
    /// Bytes that went out by them.
    pub bytes_sent: u64,
    /// Events that were told.
    pub events: u64,
}

/// How long things took since the sample before; null where nothing happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latencies {
    /// From the head of a request to the head of its answer.
    pub request: Option<Quantiles>,
    /// From when an operation was handed in until its receipt.
    pub write: Option<Quantiles>,
    /// The wait of operations for the writer.
    pub queue: Option<Quantiles>,
    /// The commit of a group.
    pub commit: Option<Quantiles>,
    /// The wait for the disk.
    pub sync: Option<Quantiles>,
}

/// Quantiles in seconds. Each is at most an eighth above the true one, and never below it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantiles {
    /// How many they are of.
    pub count: u64,
    /// Half of them took no longer.
    pub p50: f64,
    /// Nine of ten took no longer.
    pub p90: f64,
    /// Ninety-nine of a hundred took no longer.
    pub p99: f64,
    /// None took longer.
    pub max: f64,
}

/// What the store holds. What takes a walk to find out is some seconds old, and null before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreFigures {
    /// Operations in the journal.
    pub operations: u64,
    /// Bytes of the journal that kept operations take.
    pub live_bytes: Option<u64>,
    /// Bytes of operations that are not kept, within the undo window.
    pub undo_bytes: Option<u64>,
    /// Bytes that compaction may drop.
    pub dead_bytes: Option<u64>,
    /// Segments of the journal.
    pub segments: Option<u64>,
    /// Bytes of the index.
    pub index_bytes: Option<u64>,
    /// Files of blobs.
    pub blobs: Option<u64>,
    /// Bytes of blobs.
    pub blob_bytes: Option<u64>,
    /// Bytes that can still be written to the disk.
    pub disk_free: Option<u64>,
    /// Bytes of them that are left free.
    pub disk_floor: u64,
}

/// What the process takes of the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProcessFigures {
    /// Bytes of memory it has.
    pub resident_bytes: Option<u64>,
    /// The most it ever had.
    pub peak_bytes: Option<u64>,
    /// Seconds of processor time it has used.
    pub cpu_seconds: Option<f64>,
    /// Threads.
    pub threads: Option<u64>,
    /// Files and sockets that are open.
    pub open_files: Option<u64>,
}

/// Open connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Connections {
    /// To the HTTP door.
    pub http: u64,
    /// To the admin socket.
    pub socket: u64,
    /// Watchers of databases among them, and in the process itself.
    pub watchers: u64,
}
