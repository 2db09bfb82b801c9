//! What is told of peers.

use std::collections::BTreeMap;
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_core::network::Side;
use cyberfly_core::peer::Reach;
use cyberfly_net::{LinkReport, PeerReport};
use cyberfly_protocol::{Connection, ErrorBody, Peer, Peers, SCHEMA_VERSION, TicketAnswer};

use crate::node::Node;

impl Node {
    /// How it stands with every peer.
    pub fn peers(&self) -> Peers {
        let peers = self.network().map(|network| network.peers()).unwrap_or_default();
        Peers { schema_version: SCHEMA_VERSION, peers: peers.into_iter().map(told).collect() }
    }

    /// How many peers there are in each state.
    pub(crate) fn peer_counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for peer in self.network().map(|network| network.peers()).unwrap_or_default() {
            *counts.entry(peer.state.word().to_owned()).or_default() += 1;
        }
        counts
    }

    /// What another node needs to connect to this one.
    pub fn ticket(&self) -> Result<TicketAnswer, ErrorBody> {
        let network = self.network().ok_or_else(alone)?;
        let ticket = network.ticket();
        let warning = (ticket.reach == Reach::Local).then(|| {
            "this node talks to this machine alone, so the ticket is of use here only: see --reach".to_owned()
        });
        Ok(TicketAnswer {
            schema_version: SCHEMA_VERSION,
            ticket: ticket.to_string(),
            id: ticket.peer.id,
            addresses: ticket.peer.addresses.iter().map(ToString::to_string).collect(),
            network: ticket.network.to_string(),
            reach: ticket.reach.word().to_owned(),
            warning,
        })
    }
}

/// The node has no network.
fn alone() -> ErrorBody {
    ErrorBody::new(ErrorCode::Unavailable, "this node does not connect with others")
        .hint("set network.enabled = true, and restart it")
}

fn told(report: PeerReport) -> Peer {
    Peer {
        id: report.id,
        state: report.state.word().to_owned(),
        since_ms: report.since_ms,
        source: report.sources.first().map(|source| source.word().to_owned()).unwrap_or_default(),
        sources: report.sources.iter().map(|source| source.word().to_owned()).collect(),
        addresses: report.addresses.iter().map(ToString::to_string).collect(),
        reason: report.reason.as_ref().map(|reason| reason.word().to_owned()),
        detail: report.reason.as_ref().map(ToString::to_string),
        next_try_ms: report.next_try_ms,
        failures: report.failures,
        breaker: report.breaker.to_owned(),
        phi: report.phi.filter(|phi| phi.is_finite()),
        connection: report.link.map(connection),
    }
}

fn connection(link: LinkReport) -> Connection {
    let path = link.path.as_ref();
    Connection {
        dialled: link.side == Side::Dialler,
        since_ms: link.since_ms,
        program: link.program,
        protocol: link.version,
        capabilities: link.capabilities.words().map(str::to_owned).collect(),
        clock_ahead_ms: link.clock_ahead_ms,
        ping_ms: link.ping.map(in_ms),
        readers: link.readers,
        relayed: path.map(|path| path.relayed),
        address: path.map(|path| path.address.clone()),
        rtt_ms: path.map(|path| in_ms(path.rtt)),
        sent_bytes: link.sent_bytes,
        received_bytes: link.received_bytes,
        sent_packets: link.sent_packets,
        lost_packets: link.lost_packets,
    }
}

/// Milliseconds with microseconds behind the point.
fn in_ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
