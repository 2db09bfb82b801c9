//! How it stands with what is replicated.

use cyberfly_core::{DbName, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// When the next try comes at the latest, after a failure, in Unix milliseconds.
    pub next_try_ms: Option<u64>,
    /// When both were last found to hold the same of all that both replicate, in Unix milliseconds.
    pub equal_at_ms: Option<u64>,
    /// When a session last ended well, in Unix milliseconds.
    pub last_success_ms: Option<u64>,
    /// How long the last session took, in milliseconds.
    pub took_ms: Option<u64>,
    /// How many operations came in sessions since the node began.
    pub received: u64,
    /// How many were sent in sessions.
    pub sent: u64,
    /// Bytes of those that came.
    pub received_bytes: u64,
    /// Bytes of those that were sent.
    pub sent_bytes: u64,
    /// The databases that differed since the node began, up to 1,024 that did so last.
    pub databases: Vec<SyncDatabase>,
}

/// How far a transfer is, both directions together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncProgress {
    /// How many operations are dealt with.
    pub done: u64,
    /// How many are known to differ.
    pub of: u64,
    /// How many bytes of operations went over the wire.
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
    /// How many operations were missing here when the last session had ended.
    pub missing_here: u64,
    /// How many were missing there.
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
    /// When a session went through it to the end, in Unix milliseconds.
    pub last_success_ms: Option<u64>,
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
    /// When it began, in Unix milliseconds.
    pub began_ms: Option<u64>,
    /// How long it took, in milliseconds.
    pub took_ms: Option<u64>,
    /// How many databases differed.
    pub databases: u64,
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
    /// How long to wait, in milliseconds.
    pub patience_ms: u64,
}

/// Whether this node and its peers hold the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Converged {
    /// The version of this document.
    pub schema_version: u32,
    /// Whether every configured or known live peer was reached since the question came, and held the same of all that
    /// both replicate.
    pub converged: bool,
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

/// Who has an operation on the disk? Waits until so many peers do: at most `patience_ms`, and no longer than ten seconds.
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
    /// How long to wait, in milliseconds.
    pub patience_ms: u64,
}

/// How many peers have an operation on their disks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replicas {
    /// The version of this document.
    pub schema_version: u32,
    /// How many.
    pub replicas: u64,
}
