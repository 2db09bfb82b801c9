//! The words that cross a door: requests, answers, errors and states, and the one trait that every way to a node
//! implements.
//!
//! A word that is used here is used everywhere: in JSON, on the command line, on screens and in documents. The types
//! carry data and know how to be written as JSON; they do nothing and decide nothing.

mod audit;
mod caller;
pub mod command;
mod config;
mod counted;
mod door;
mod entry;
mod error;
mod event;
mod health;
mod job;
mod limits;
mod log;
mod observe;
mod peers;
mod prepare;
pub mod query;
mod receipt;
mod sequence;
mod snapshots;
mod status;
mod stream;
mod sync;
mod tasks;
mod time;
mod value;
mod watch;
mod words;

pub use audit::{AuditChain, AuditKind, AuditLine, AuditLines};
pub use caller::Caller;
pub use command::{Command, CommandAnswer};
pub use config::RunningConfig;
pub use counted::{counted, noun_of, sized};
pub use door::{Door, Reply};
pub use entry::Entry;
pub use error::{ErrorBody, exit_code, http_status};
pub use event::{Change, Event, Numbered, TOUCHED_LIMIT, Touched};
pub use health::{Check, Health, HealthReport, HealthState, Readiness};
pub use job::{
    BackupRequest, DropReceipt, DropRequest, Job, JobState, Secret, SnapshotDatabase, SnapshotReceipt,
    StoreFault, StoreReport, VerifyRequest,
};
pub use limits::{LimitUse, LimitsReport};
pub use log::{Level, LogLevel, LogLine, LogStream, Logged, Logs};
pub use observe::{
    Connections, Counters, INTERVALS, Latencies, Observe, ObserveStream, Observed, ProcessFigures, Quantiles,
    Sample, StoreFigures,
};
pub use peers::{
    AddPeer, Certified, ChangePeer, Connection, NodeCertificate, OnePeer, Peer, PeerAction, PeerChanged,
    PeerRule, PeerRules, Peers, Pong, TicketAnswer, TopologyDocument, TopologyLink, TopologyNode,
};
pub use prepare::{COMMANDS_LIMIT, Prepare, Prepared, Submission};
pub use query::{Query, QueryAnswer, QueryDocument};
pub use receipt::{BlobReceipt, Handled, Outcome, Receipt, Receipts};
pub use sequence::{OPERATIONS_LIMIT, SEQUENCE_LIMIT, read_sequence, write_sequence};
pub use snapshots::{
    ComparedDatabase, ForgetRequest, Forgotten, LastVerified, Snapshot, SnapshotDetails, SnapshotFault,
    SnapshotFile, SnapshotLevel, SnapshotPack, SnapshotRequest, SnapshotVerdict, SnapshotVerified, Snapshots,
    SnapshotsRequest, VERDICTS_LIMIT, VerifySnapshotRequest,
};
pub use status::{Listen, NodeState, Status, StoppingReceipt, TlsStatus};
pub use stream::{ByteStream, ReplyStream, bytes_at_once, reply_stream};
pub use sync::{
    AwaitReplicas, Converge, Converged, NotConverged, Replicas, SyncDatabase, SyncFigures, SyncNow, SyncPeer,
    SyncProgress, SyncSession, SyncSessions, SyncStatus, SyncUnderWay,
};
pub use tasks::{Task, TaskName, TaskRun, Tasks};
pub use time::{Span, Time};
pub use value::{Blob, Bytes, Float, Integer, Value};
pub use watch::{Watch, WatchStream, Watched};
pub use words::{AddOnly, Condition, Direction, Distance, ExpireOnly, Rank, ScoreUpdate, Side, Unit};

/// The largest value of a key, in bytes. Files can be larger.
pub const VALUE_LIMIT: usize = 10 * 1024 * 1024;

/// The version of every JSON document that leaves this program.
pub const SCHEMA_VERSION: u32 = 1;

/// What the full name of a database looks like, as a regular expression for schemas.
pub const DB_PATTERN: &str = "^[a-z0-9][a-z0-9._-]{0,62}-[0-9a-f]{64}$";

/// What a key looks like, as a regular expression for schemas. That it has at most 256 bytes is not said by it.
pub const KEY_PATTERN: &str =
    "^(~(first|max)/|[^~\\u0000-\\u001f\\u007f-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]{0,255}$";
