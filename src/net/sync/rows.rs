//! What the book tells: a peer, a database between two nodes, a session that is over, and all of it in figures.

use std::collections::BTreeMap;

use cyberfly_core::session::{Progress, Reason, State};
use cyberfly_core::{DbName, ErrorCode, PublicKey};

use super::session::Done;

/// A database between this node and a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseRow {
    /// The database.
    pub name: DbName,
    /// How many operations are missing here, as far as the session under way has found, or the last one had left.
    pub missing_here: u64,
    /// How many were missing there.
    pub missing_there: u64,
    /// How many came, since the node began.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub bytes_in: u64,
    /// Bytes of those that were sent.
    pub bytes_out: u64,
    /// How many are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// When a session went through it to the end, in Unix milliseconds.
    pub last_success_ms: Option<u64>,
}

impl DatabaseRow {
    /// One of which nothing is known but its name.
    pub(super) const fn of(name: DbName) -> Self {
        Self {
            name,
            missing_here: 0,
            missing_there: 0,
            received: 0,
            sent: 0,
            bytes_in: 0,
            bytes_out: 0,
            too_early: 0,
            last_success_ms: None,
        }
    }
}

/// A peer, as far as sessions go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerRow {
    /// Its node id.
    pub peer: PublicKey,
    /// Whether there is a connection.
    pub is_connected: bool,
    /// Where the session with it stands.
    pub state: State,
    /// When both were last found to hold the same of all that both replicate, in Unix milliseconds.
    pub equal_at_ms: Option<u64>,
    /// When a session last ended well.
    pub last_success_ms: Option<u64>,
    /// When the session that is under way, or the last one, began.
    pub began_ms: Option<u64>,
    /// How long the last one that ended took.
    pub took_ms: Option<u64>,
    /// How many sessions failed in a row.
    pub failures: u32,
    /// How many operations came, since the node began.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub bytes_in: u64,
    /// Bytes of those that were sent.
    pub bytes_out: u64,
    /// The databases that both replicate as far as sessions have seen them, by name: those that differed, and those
    /// that were equal.
    pub databases: Vec<DatabaseRow>,
}

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its number; they ascend.
    pub number: u64,
    /// With whom.
    pub peer: PublicKey,
    /// Whether this node began it.
    pub began_here: bool,
    /// When it began, in Unix milliseconds.
    pub began_ms: u64,
    /// How long it took.
    pub took_ms: u64,
    /// What it came to.
    pub done: Done,
    /// Why it failed, if it did.
    pub failure: Option<(ErrorCode, String)>,
}

/// How many sessions ended in which way since the node began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Both sides held the same.
    pub equal: u64,
    /// Something differed, and was moved as far as it could be.
    pub moved: u64,
    /// Something was in the way.
    pub failed: u64,
}

/// What went over the wire in sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many operations came.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub bytes_in: u64,
    /// Bytes of those that were sent.
    pub bytes_out: u64,
}

/// A session that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// With whom.
    pub peer: PublicKey,
    /// Where it stands.
    pub state: State,
    /// When it began, in Unix milliseconds.
    pub began_ms: Option<u64>,
}

impl UnderWay {
    /// How far it is, once something is known to differ.
    pub const fn progress(&self) -> Option<Progress> {
        match self.state {
            State::Transferring(progress) => Some(progress),
            _ => None,
        }
    }
}

/// All sessions in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Whether no sessions are held, since the operator has paused them.
    pub paused: bool,
    /// How many connected peers have their session in which state, by the state's word.
    pub peers: BTreeMap<&'static str, u64>,
    /// The sessions that are under way.
    pub under_way: Vec<UnderWay>,
    /// The sessions that are over.
    pub ended: Ended,
    /// What they and those under way have moved.
    pub totals: Totals,
    /// How many operations are missing here of what any one connected peer has, all databases together.
    pub missing_here: u64,
    /// How many are missing at that connected peer which lacks most, for each database.
    pub missing_there: u64,
    /// How many are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// The connected peers with which sessions fail again and again, each with what was in the way last.
    pub failing: Vec<(PublicKey, Reason)>,
    /// Of the connected peers, when the one that was found equal longest ago was; none if one never was.
    pub all_equal_at_ms: Option<u64>,
}
