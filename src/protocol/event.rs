//! What happens in a node, as those hear it who asked to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{HealthState, NodeState, Outcome, SyncSession, TaskName};

/// How many of the keys that an operation touches are named in its event.
pub const TOUCHED_LIMIT: usize = 16;

/// An event and its number. The numbers of a node's events have no gaps from its start to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Numbered {
    /// The number.
    pub sequence: u64,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An operation was committed.
    Committed(Change),
    /// A committed operation grants or revokes rights.
    RightsChanged {
        /// The database.
        db: String,
        /// Who granted or revoked.
        author: String,
        /// In which operation.
        op_id: String,
    },
    /// A check finds another state than before.
    HealthChanged {
        /// The check.
        check: String,
        /// The part of the node it is about.
        component: String,
        /// The state before.
        from: HealthState,
        /// The state now.
        to: HealthState,
        /// The finding.
        summary: String,
    },
    /// Something was refused because of a limit, this many times since it was told last.
    LimitHit {
        /// The limit.
        limit: String,
        /// How often.
        times: u64,
    },
    /// There is a connection with a peer.
    PeerUp {
        /// The peer.
        peer: String,
        /// Whether this node has dialled.
        dialled: bool,
    },
    /// The connection with a peer has ended.
    PeerDown {
        /// The peer.
        peer: String,
        /// Why, in one word.
        reason: String,
        /// The same in a sentence.
        detail: String,
    },
    /// This node will not have a peer, or the peer will not have this node.
    PeerRefused {
        /// The peer.
        peer: String,
        /// Which of the two, in one word.
        reason: String,
        /// Why, in a sentence.
        detail: String,
    },
    /// Two nodes run with the same key: one of them must get a key of its own.
    SameKey {
        /// The key.
        id: String,
    },
    /// The node has done something by its schedule, or could not.
    TaskEnded {
        /// What.
        task: TaskName,
        /// Whether it did what it should and found nothing wrong.
        good: bool,
        /// What it did, or why it did not, in a sentence.
        summary: String,
    },
    /// A session with a peer is over. Told if something differed, and if it is the first of several that failed.
    SyncEnded(SyncSession),
    /// The node enters another state of its life.
    Lifecycle {
        /// The state.
        state: NodeState,
    },
}

/// A committed operation, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Where to go on from behind it.
    pub cursor: String,
    /// The database.
    pub db: String,
    /// The operation's identity.
    pub op_id: String,
    /// Its stamp, in decimal.
    pub stamp: String,
    /// Who wrote it.
    pub author: String,
    /// What became of it when it was committed; null where that is not remembered.
    pub outcome: Option<Outcome>,
    /// The keys it touches, [`TOUCHED_LIMIT`] at most.
    pub keys: Vec<Touched>,
    /// How many of its writes are not in `keys`.
    pub more: u64,
}

/// What an operation touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Touched {
    /// The key.
    pub key: String,
    /// The word of the kind of the write.
    #[serde(rename = "type")]
    pub kind: String,
}
