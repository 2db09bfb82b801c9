//! Other nodes, as they are told of.

use cyberfly_core::PublicKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The peers of a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Peers {
    /// The version of this document.
    pub schema_version: u32,
    /// Each with how it stands with it.
    pub peers: Vec<Peer>,
}

/// How it stands with a peer. What is not known is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Peer {
    /// Its node id.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// The state: `known`, `connecting`, `active`, `suspected`, `backing_off`, `refused` or `banned`.
    pub state: String,
    /// Since when, in Unix milliseconds.
    pub since_ms: u64,
    /// Who told of it first of all: the most reliable of `sources`.
    pub source: String,
    /// Everyone who told of it: `configured`, `added`, `file`, `mdns`, `exchange`, `incoming`, `remembered`.
    pub sources: Vec<String>,
    /// Where it may be reached.
    pub addresses: Vec<String>,
    /// Why there is no connection, or why the last one ended, in one word.
    pub reason: Option<String>,
    /// The same in a sentence.
    pub detail: Option<String>,
    /// When the next try comes, in Unix milliseconds.
    pub next_try_ms: Option<u64>,
    /// How many tries failed in a row.
    pub failures: u32,
    /// The state of its circuit breaker: `closed`, `open` or `half_open`.
    pub breaker: String,
    /// How strongly it is suspected to be gone: at 1 that is wrong one time in ten, at 8 one time in a hundred million.
    pub phi: Option<f64>,
    /// The connection, if there is one.
    pub connection: Option<Connection>,
}

/// A connection with a peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Connection {
    /// Whether this node has dialled.
    pub dialled: bool,
    /// Since when it is there, in Unix milliseconds.
    pub since_ms: u64,
    /// The version of the peer's program.
    pub program: String,
    /// The version of the protocol.
    pub protocol: u64,
    /// What both sides can do.
    pub capabilities: Vec<String>,
    /// By how many milliseconds the peer's clock was ahead when the connection was made, the time of its hello on the way
    /// included.
    pub clock_ahead_ms: i64,
    /// How long the last answer to a ping took, in milliseconds.
    pub ping_ms: Option<f64>,
    /// The authors who have certified that the peer may read what they may.
    #[schemars(with = "Vec<String>")]
    pub readers: Vec<PublicKey>,
    /// Whether a relay passes the packets on.
    pub relayed: Option<bool>,
    /// The address at the other end of the path in use.
    pub address: Option<String>,
    /// How long a packet and its receipt take on it, in milliseconds.
    pub rtt_ms: Option<f64>,
    /// Bytes that were sent, with everything around them.
    pub sent_bytes: u64,
    /// Bytes that were received.
    pub received_bytes: u64,
    /// Packets that were sent.
    pub sent_packets: u64,
    /// Packets of them that were lost.
    pub lost_packets: u64,
}

/// What another node needs to connect to this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketAnswer {
    /// The version of this document.
    pub schema_version: u32,
    /// The ticket: one line.
    pub ticket: String,
    /// The node's id.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// Where it can be reached.
    pub addresses: Vec<String>,
    /// The network it belongs to.
    pub network: String,
    /// How far it talks: `local`, `lan` or `internet`.
    pub reach: String,
    /// What keeps the ticket from being of use elsewhere, if something does.
    pub warning: Option<String>,
}
