//! How it stands with a peer, for those who ask.

use std::time::Duration;

use cyberfly_core::PublicKey;
use cyberfly_core::hello::Capabilities;
use cyberfly_core::network::Side;
use cyberfly_core::peer::{Address, PeerState, Source};
use iroh::endpoint::Connection;

use crate::link::Link;
use crate::reason::Reason;

/// How it stands with a peer. What is not known is none.
#[derive(Clone, Debug)]
pub struct PeerReport {
    /// The peer.
    pub id: PublicKey,
    /// The state.
    pub state: PeerState,
    /// Since when it is in this state, in Unix milliseconds.
    pub since_ms: u64,
    /// Who told of it, the most reliable first.
    pub sources: Vec<Source>,
    /// Where it may be reached.
    pub addresses: Vec<Address>,
    /// Why there is no connection, or why the last one ended.
    pub reason: Option<Reason>,
    /// When the next try comes, in Unix milliseconds.
    pub next_try_ms: Option<u64>,
    /// How many tries failed in a row.
    pub failures: u32,
    /// The state of the breaker, in one word.
    pub breaker: &'static str,
    /// Its place among those to connect to, the first being 1: whom a person wants, then who could be reached and is near.
    pub rank: u32,
    /// How long a round trip takes in the mean, as far as one was measured since the start.
    pub rtt: Option<Duration>,
    /// The part of the tries to connect that succeeded since the start, the latest counting most.
    pub reached: Option<f64>,
    /// Whether another node with the same key was seen: then one of the two must get a key of its own.
    pub has_double: bool,
    /// How strongly it is suspected to be gone; none without a connection.
    pub phi: Option<f64>,
    /// Whether it is about to be known if there is a connection to be had: the first try since the start, or since the last
    /// connection, is under way or comes at once.
    pub is_being_tried: bool,
    /// The connection.
    pub link: Option<LinkReport>,
}

/// A connection with a peer.
#[derive(Clone, Debug)]
pub struct LinkReport {
    /// Which side this node is on.
    pub side: Side,
    /// Since when it is there, in Unix milliseconds.
    pub since_ms: u64,
    /// The version of the peer's program.
    pub program: String,
    /// The version of the protocol.
    pub version: u64,
    /// What both sides can do.
    pub capabilities: Capabilities,
    /// By how many milliseconds the peer's clock was ahead when the connection was made, the way of its hello included.
    pub clock_ahead_ms: i64,
    /// How long the last answer to a ping took.
    pub ping: Option<Duration>,
    /// The authors who have certified that the peer may read what they may.
    pub readers: Vec<PublicKey>,
    /// The way that packets take.
    pub path: Option<Path>,
    /// Bytes that were sent, with everything around them.
    pub sent_bytes: u64,
    /// Bytes that were received.
    pub received_bytes: u64,
    /// Packets that were sent.
    pub sent_packets: u64,
    /// Packets of them that were lost.
    pub lost_packets: u64,
}

/// The way that packets take.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Whether a relay passes them on.
    pub relayed: bool,
    /// The address at its end.
    pub address: String,
    /// How long a packet and its receipt take.
    pub rtt: Duration,
}

impl LinkReport {
    pub(crate) fn of(
        link: &Link,
        since_ms: u64,
        ping: Option<Duration>,
        clock_ahead_ms: i64,
    ) -> Option<Self> {
        let (hello, agreement) = link.0.hello.get()?;
        let stats = link.0.connection.stats();
        Some(Self {
            side: link.0.side,
            since_ms,
            program: hello.program.clone(),
            version: agreement.version,
            capabilities: agreement.capabilities.clone(),
            clock_ahead_ms,
            ping,
            readers: link.readers().to_vec(),
            path: path(&link.0.connection),
            sent_bytes: stats.udp_tx.bytes,
            received_bytes: stats.udp_rx.bytes,
            sent_packets: stats.sent_packets,
            lost_packets: stats.lost_packets,
        })
    }
}

/// The path in use.
pub(crate) fn path(connection: &Connection) -> Option<Path> {
    let paths = connection.paths();
    let path = paths.iter().find(iroh::endpoint::Path::is_selected).or_else(|| paths.iter().next())?;
    let address = match path.remote_addr() {
        iroh::TransportAddr::Ip(address) => address.to_string(),
        iroh::TransportAddr::Relay(url) => url.to_string(),
        other => format!("{other:?}"),
    };
    Some(Path { relayed: path.is_relay(), address, rtt: path.rtt() })
}
