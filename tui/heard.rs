//! What the dashboard hears: everything that changes what it shows, but keys. What is recorded, and played again.

use cyberfly_protocol::{
    AuditLines, ErrorBody, Logged, NodeState, Observed, Peers, QueryAnswer, Snapshots, SyncSessions,
    SyncStatus, Tasks,
};
use serde::{Deserialize, Serialize};

use crate::ask::Question;
use crate::order::Order;

/// Something that was heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "heard", content = "what", rename_all = "snake_case")]
pub enum Heard {
    /// The way to the node is in another state.
    Link(Link),
    /// The node told something of itself.
    Observed(Observed),
    /// A line of its log.
    Logged(Logged),
    /// It answered a question.
    Answered(Box<Answered>),
    /// It did what someone wanted, or did not.
    Done(Box<Done>),
    /// The recording cannot go on. What was recorded stays.
    RecordingFailed {
        /// Why.
        why: String,
    },
}

/// The way to the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum Link {
    /// It is being looked for.
    Connecting,
    /// It tells of itself.
    Live,
    /// It does not.
    Lost {
        /// What it looks like from here: `not_running`, `unreachable` or `unauthorised`.
        state: NodeState,
        /// Why.
        why: Box<ErrorBody>,
        /// How often it was tried since it was heard last.
        attempts: u32,
        /// When it is tried again, in Unix milliseconds.
        again_at_ms: u64,
    },
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Result<Answer, ErrorBody>,
}

/// What someone wanted, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// What was wanted.
    pub order: Order,
    /// What came of it, in a few words.
    pub outcome: Result<String, ErrorBody>,
}

/// What a question can be answered with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", content = "told", rename_all = "snake_case")]
pub enum Answer {
    /// Data.
    Data(QueryAnswer),
    /// The peers.
    Peers(Peers),
    /// How it stands with sync.
    Sync(SyncStatus),
    /// The sessions that are over.
    Sessions(SyncSessions),
    /// What is done by a schedule.
    Tasks(Tasks),
    /// The snapshots in the node's repository, the last one first.
    Snapshots(Snapshots),
    /// The latest lines of the audit log.
    Audit(AuditLines),
}
