//! Other nodes, as they are told of.

use cyberfly_core::PublicKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Span, Time};

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
    /// Since when.
    pub since: Time,
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
    /// When the next try comes.
    pub next_try: Option<Time>,
    /// How many tries failed in a row.
    pub failures: u32,
    /// The state of its circuit breaker: `closed`, `open` or `half_open`.
    pub breaker: String,
    /// Its place among those to connect to, the first being 1: whom a person wants before whom others told of, and among
    /// them who could be reached and is near before who is far, is not known yet, or could not be reached.
    pub rank: u32,
    /// How long a round trip takes in the mean, in seconds, as far as one was measured since the node began.
    pub rtt_seconds: Option<f64>,
    /// The part of the tries to connect that succeeded since the node began, from 0 to 1, the latest counting most.
    pub reached: Option<f64>,
    /// Whether another node with the same key was seen.
    pub has_double: bool,
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
    /// Since when it is there.
    pub since: Time,
    /// The version of the peer's program.
    pub program: String,
    /// The version of the protocol.
    pub protocol: u64,
    /// What both sides can do.
    pub capabilities: Vec<String>,
    /// By how many seconds the peer's clock was ahead when the connection was made, the time of its hello on the way
    /// included.
    pub clock_ahead_seconds: Span,
    /// How long the last answer to a ping took, in seconds.
    pub ping_seconds: Option<f64>,
    /// The authors who have certified that the peer may read what they may.
    #[schemars(with = "Vec<String>")]
    pub readers: Vec<PublicKey>,
    /// Whether a relay passes the packets on.
    pub relayed: Option<bool>,
    /// The address at the other end of the path in use.
    pub address: Option<String>,
    /// How long a packet and its receipt take on it, in seconds.
    pub rtt_seconds: Option<f64>,
    /// Bytes that were sent, with everything around them.
    pub sent_bytes: u64,
    /// Bytes that were received.
    pub received_bytes: u64,
    /// Packets that were sent.
    pub sent_packets: u64,
    /// Packets of them that were lost.
    pub lost_packets: u64,
}

/// One peer by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OnePeer {
    /// The version of this document.
    pub schema_version: u32,
    /// The peer.
    #[serde(flatten)]
    pub peer: Peer,
}

/// A peer to connect to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPeer {
    /// Its ticket, or `ID@HOST:PORT`.
    pub peer: String,
}

/// What is to be done about a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeerAction {
    /// End the connection and forget it.
    Remove,
    /// End the connection and have none with it any more.
    Ban,
    /// Take a ban back.
    Unban,
    /// Make the connection anew; without one, try at once.
    Reconnect,
}

/// What is to be done about which peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePeer {
    /// The peer.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// What is to be done.
    pub action: PeerAction,
}

/// What became of a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeerChanged {
    /// The version of this document.
    pub schema_version: u32,
    /// The peer.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// Whether that changed something.
    pub changed: bool,
}

/// The answer of a peer to a ping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pong {
    /// The version of this document.
    pub schema_version: u32,
    /// The peer.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// The rules about who may connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeerRules {
    /// The version of this document.
    pub schema_version: u32,
    /// The rules, in their order: the first that matches decides.
    pub rules: Vec<PeerRule>,
}

/// A rule about who may connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeerRule {
    /// Its number, from 1.
    pub number: u64,
    /// The rule.
    pub rule: String,
    /// How often it decided since it holds.
    pub hits: u64,
}

/// A certificate by which an author lets a node read what the author may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeCertificate {
    /// The certificate, in base64url.
    pub certificate: String,
}

/// A certificate that a node shows to peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certified {
    /// The version of this document.
    pub schema_version: u32,
    /// The node that may read.
    #[schemars(with = "String")]
    pub node: PublicKey,
    /// The author who lets it.
    #[schemars(with = "String")]
    pub author: PublicKey,
    /// Until when.
    pub expires_at: Time,
}

/// Who is connected to whom, as far as a node knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopologyDocument {
    /// The version of this document.
    pub schema_version: u32,
    /// The node that says so.
    #[schemars(with = "Option<String>")]
    pub node_id: Option<PublicKey>,
    /// The nodes that are known.
    pub nodes: Vec<TopologyNode>,
    /// The connections, each once.
    pub links: Vec<TopologyLink>,
}

/// A node of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopologyNode {
    /// Its id.
    #[schemars(with = "String")]
    pub id: PublicKey,
    /// How it stands with it, in the words of peers; null for the node itself and for one that is known from others alone.
    pub state: Option<String>,
    /// When it last said something of itself.
    pub said: Option<Time>,
}

/// A connection between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopologyLink {
    /// One end, the smaller id.
    #[schemars(with = "String")]
    pub from: PublicKey,
    /// The other end.
    #[schemars(with = "String")]
    pub to: PublicKey,
    /// Whether the node that is asked is one of the ends; otherwise one of them has said so.
    pub own: bool,
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
