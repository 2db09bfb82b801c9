//! How it stands with what is replicated.

use std::collections::BTreeMap;

use cyberfly_core::{DbName, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Span, Time};

/// How it stands with sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncStatus {
    /// The version of this document.
    pub schema_version: u32,
    /// Whether the operator has paused it.
    pub paused: bool,
    /// Which databases are replicated: the setting `replicate.databases`.
    pub replicate: String,
    /// Each peer that there were sessions with.
    pub peers: Vec<SyncPeer>,
}

/// How it stands with one peer. What is not known is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncPeer {
    /// Its node id.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// Whether there is a connection.
    pub connected: bool,
    /// The state: `idle`, `connecting`, `reconciling`, `transferring`, `complete` or `failed`.
    pub state: String,
    /// How far a transfer is.
    pub progress: Option<SyncProgress>,
    /// The stable code of what was in the way.
    pub reason: Option<String>,
    /// The same in a sentence.
    pub detail: Option<String>,
    /// When the next try comes at the latest, after a failure.
    pub next_try: Option<Time>,
    /// When both were last found to hold the same of all that both replicate.
    pub equal_at: Option<Time>,
    /// When a session last ended well.
    pub last_success: Option<Time>,
    /// When the session that is under way, or the last one, began.
    pub began: Option<Time>,
    /// How long the last session took, in seconds.
    pub took_seconds: Option<Span>,
    /// How many sessions failed in a row.
    pub failures: u32,
    /// How many operations came in sessions since the node began.
    pub received: u64,
    /// How many were sent in sessions.
    pub sent: u64,
    /// Bytes of those that came.
    pub received_bytes: u64,
    /// Bytes of those that were sent.
    pub sent_bytes: u64,
    /// The databases that both replicate, as far as sessions have seen them since the node began: up to 1,024, before
    /// all those that differed last.
    pub databases: Vec<SyncDatabase>,
}

/// How far a transfer is, both directions together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncProgress {
    /// How many operations are dealt with.
    pub done: u64,
    /// How many are known to differ.
    pub of: u64,
    /// How many bytes of operations came and went; packed, fewer go over the wire.
    pub bytes: u64,
    /// Bytes a second, since the session began.
    pub bytes_per_second: Option<u64>,
}

/// A database between this node and a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncDatabase {
    /// Its name.
    #[schemars(with = "String")]
    pub name: DbName,
    /// How many operations are missing here, as far as the session under way has found, or the last one had left.
    pub missing_here: u64,
    /// How many are missing there.
    pub missing_there: u64,
    /// How many came.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub received_bytes: u64,
    /// Bytes of those that were sent.
    pub sent_bytes: u64,
    /// How many are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// When a session went through it to the end.
    pub last_success: Option<Time>,
}

/// Sync in figures, as a dashboard draws it. What is missing where is told of each peer and database by [`SyncStatus`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncFigures {
    /// Whether the operator has paused it.
    pub paused: bool,
    /// How many connected peers have their session in which state; every state is there.
    pub peers: BTreeMap<String, u64>,
    /// The sessions that are under way.
    pub under_way: Vec<SyncUnderWay>,
    /// Sessions since the node began that found both sides equal.
    pub sessions_equal: u64,
    /// Sessions that found differences and moved them.
    pub sessions_moved: u64,
    /// Sessions in which something was in the way.
    pub sessions_failed: u64,
    /// Operations that came in sessions since the node began.
    pub received: u64,
    /// Operations that were sent in sessions.
    pub sent: u64,
    /// Bytes of those that came.
    pub received_bytes: u64,
    /// Bytes of those that were sent.
    pub sent_bytes: u64,
    /// Operations that are missing here of what any one connected peer has, all databases together.
    pub missing_here: u64,
    /// Operations that are missing at the connected peer that lacks most, for each database.
    pub missing_there: u64,
    /// Operations that are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// Connected peers with which sessions fail again and again.
    pub failing: Vec<NotConverged>,
    /// Of the connected peers, when the one that was found equal longest ago was; null if one never
    /// was, or none is connected.
    pub all_equal_at: Option<Time>,
    /// Files that are referred to and are not here yet.
    pub files_wanted: u64,
}

/// A session that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncUnderWay {
    /// With whom.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// The state: `connecting`, `reconciling` or `transferring`.
    pub state: String,
    /// When it began.
    pub began: Option<Time>,
    /// How far the transfer is.
    pub progress: Option<SyncProgress>,
}

/// A request for sessions now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyncNow {
    /// With this peer; without one, with all that are connected.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub peer: Option<PublicKey>,
    /// Of this database alone.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub db: Option<DbName>,
}

/// Sessions that are over, the last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSessions {
    /// The version of this document.
    pub schema_version: u32,
    /// Each of them.
    pub sessions: Vec<SyncSession>,
}

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSession {
    /// With whom.
    #[schemars(with = "String")]
    pub peer: PublicKey,
    /// Whether this node began it; null where it was not held.
    pub began_here: Option<bool>,
    /// When it began, or was asked for.
    pub began: Option<Time>,
    /// How long it took, in seconds.
    pub took_seconds: Option<Span>,
    /// How many databases differed.
    pub databases: u64,
    /// How often the two asked each other until it was clear what differs, in the database that took longest.
    #[serde(default)]
    pub rounds: u64,
    /// How many operations came.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub received_bytes: u64,
    /// Bytes of those that were sent.
    pub sent_bytes: u64,
    /// Whether something was left to the next session.
    pub cut_short: bool,
    /// `complete` or `failed`.
    pub state: String,
    /// The stable code of what was in the way.
    pub reason: Option<String>,
    /// The same in a sentence.
    pub detail: Option<String>,
}

/// A question that waits for its answer: at most this long, and no longer than ten seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Converge {
    /// How long to wait, in seconds.
    pub patience_seconds: Span,
}

/// Whether this node and its peers hold the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Converged {
    /// The version of this document.
    pub schema_version: u32,
    /// Whether every peer that counts was reached since the question came, and held the same of all that both replicate.
    /// Those count that a person named, those that are connected, and those that are just being tried; where none of these
    /// was reached, those too that are known and away. A node that knows nobody has converged.
    pub converged: bool,
    /// How many peers were reached and held the same.
    pub compared: u64,
    /// The peers of which that is not known, each with what is in the way.
    pub waiting: Vec<NotConverged>,
}

/// A peer that does not hold the same, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotConverged {
    /// Its node id.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// What is in the way.
    pub detail: String,
}

/// Who has an operation on the disk? Waits until so many peers do: at most `patience_seconds`, and no longer than ten seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaitReplicas {
    /// The database.
    #[schemars(with = "String")]
    pub db: DbName,
    /// The operation's id.
    pub op_id: String,
    /// Its stamp, in decimal.
    pub stamp: String,
    /// How many peers are to have it.
    pub count: u64,
    /// How long to wait, in seconds.
    pub patience_seconds: Span,
}

/// How many peers have an operation on their disks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replicas {
    /// The version of this document.
    pub schema_version: u32,
    /// How many.
    pub replicas: u64,
}
