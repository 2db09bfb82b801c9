//! What is told of peers.

use std::collections::BTreeMap;
use std::time::Duration;

use cyberfly_core::certificate::{self, Certificate};
use cyberfly_core::network::Side;
use cyberfly_core::peer::Reach;
use cyberfly_core::{ErrorCode, PublicKey, ticket};
use cyberfly_net::{self as net, LinkReport, PeerReport};
use cyberfly_protocol::{
    Certified, ChangePeer, Connection, ErrorBody, NodeCertificate, OnePeer, Peer, PeerAction, PeerChanged,
    PeerRule, PeerRules, Peers, Pong, SCHEMA_VERSION, Span, TicketAnswer, Time, TopologyDocument,
    TopologyLink, TopologyNode,
};

use crate::node::Node;

impl Node {
    /// How it stands with every peer.
    pub fn peers(&self) -> Peers {
        let peers = self.network().map(|network| network.peers()).unwrap_or_default();
        Peers { schema_version: SCHEMA_VERSION, peers: peers.into_iter().map(told).collect() }
    }

    /// How it stands with one peer.
    pub fn peer(&self, id: PublicKey) -> Result<OnePeer, ErrorBody> {
        let reports = self.joined()?.peers();
        let report = reports.into_iter().find(|report| report.id == id).ok_or_else(|| unknown(id))?;
        Ok(OnePeer { schema_version: SCHEMA_VERSION, peer: told(report) })
    }

    /// Connects to a peer: a ticket, or `ID@HOST:PORT`. It is not waited for.
    pub fn add_peer(&self, peer: &str) -> Result<PeerChanged, ErrorBody> {
        let network = self.joined()?;
        let (peer, theirs) = ticket::read_peer(peer.trim()).map_err(ErrorBody::from)?;
        let ours = self.0.settings.borrow().network.name.clone();
        if let Some(theirs) = theirs.filter(|theirs| *theirs != ours) {
            let message = format!("the ticket is for the network {theirs}, and this node belongs to {ours}");
            return Err(ErrorBody::new(ErrorCode::WrongNetwork, message)
                .hint("ask for a ticket of a node in this network"));
        }
        network.add(&peer).map_err(ErrorBody::from)?;
        Ok(PeerChanged { schema_version: SCHEMA_VERSION, id: peer.id, changed: true })
    }

    /// Removes, bans, unbans or reconnects a peer. On an error nothing has changed.
    pub fn change_peer(&self, change: ChangePeer) -> Result<PeerChanged, ErrorBody> {
        let network = self.joined()?;
        let ChangePeer { id, action } = change;
        if Some(id) == self.id() {
            let message = "this is the node itself; nothing was changed";
            return Err(ErrorBody::new(ErrorCode::BadRequest, message));
        }
        let kept = |error: std::io::Error| {
            let message = format!("the ban cannot be kept: {error}; nothing was changed");
            ErrorBody::new(ErrorCode::Internal, message).hint("look at the disk and the data directory")
        };
        let changed = match action {
            PeerAction::Remove => match network.remove(id) {
                true => true,
                false => return Err(unknown(id)),
            },
            PeerAction::Reconnect => match network.reconnect(id) {
                true => true,
                false => return Err(unknown(id)),
            },
            PeerAction::Ban => network.ban(id).map_err(kept)?,
            PeerAction::Unban => network.unban(id).map_err(kept)?,
        };
        Ok(PeerChanged { schema_version: SCHEMA_VERSION, id, changed })
    }

    /// Asks a peer whether it is there.
    pub async fn ping(&self, id: PublicKey) -> Result<Pong, ErrorBody> {
        let network = self.joined()?;
        let report = self.peer(id)?;
        let no_answer = |error: &dyn std::fmt::Display| {
            let detail = report.peer.detail.as_ref().map_or_else(|| error.to_string(), Clone::clone);
            ErrorBody::new(ErrorCode::Unavailable, format!("{id} does not answer: {detail}"))
                .hint(format!("see cyberfly peers show {id}"))
        };
        match tokio::time::timeout(PING_TIMEOUT, network.ping(id)).await {
            Ok(Ok(took)) => Ok(Pong { schema_version: SCHEMA_VERSION, id, seconds: in_seconds(took) }),
            Ok(Err(error)) => Err(no_answer(&error)),
            Err(elapsed) => Err(no_answer(&elapsed)),
        }
    }

    /// The rules about who may connect, and how often each decided.
    pub fn peer_rules(&self) -> PeerRules {
        let rules = self.network().map(|network| network.rules()).unwrap_or_default();
        let told = (1..).zip(rules).map(|(number, report)| PeerRule {
            number,
            rule: report.rule.to_string(),
            hits: report.hits,
        });
        PeerRules { schema_version: SCHEMA_VERSION, rules: told.collect() }
    }

    /// Shows a certificate to peers from now on: its author lets this node read what the author may.
    pub fn certify(&self, certificate: &NodeCertificate) -> Result<Certified, ErrorBody> {
        let bytes = certificate::read(&certificate.certificate).map_err(ErrorBody::from)?;
        let (author, certificate) = self.joined()?.certify(bytes).map_err(ErrorBody::from)?;
        let Certificate { node, expires_at } = certificate;
        Ok(Certified {
            schema_version: SCHEMA_VERSION,
            node,
            author,
            expires_at: Time::from_seconds(expires_at),
        })
    }

    /// Who is connected to whom, as far as this node knows.
    pub fn topology(&self) -> TopologyDocument {
        let known = self.network().map(|network| network.topology()).unwrap_or_default();
        let node = |node: net::TopologyNode| TopologyNode {
            id: node.id,
            state: node.state.map(|state| state.word().to_owned()),
            said: node.said_ms.map(Time),
        };
        let link = |((from, to), own)| TopologyLink { from, to, own };
        TopologyDocument {
            schema_version: SCHEMA_VERSION,
            node_id: self.id(),
            nodes: known.nodes.into_iter().map(node).collect(),
            links: known.links.into_iter().map(link).collect(),
        }
    }

    fn joined(&self) -> Result<net::Network, ErrorBody> {
        self.network().ok_or_else(alone)
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
        let ticket = self.joined()?.ticket();
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

/// How long a peer may take to answer.
const PING_TIMEOUT: Duration = Duration::from_secs(5);

fn unknown(id: PublicKey) -> ErrorBody {
    ErrorBody::new(ErrorCode::NotFound, format!("no peer {id} is known; nothing was changed"))
        .hint("cyberfly peers list shows those that are")
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
        since: Time(report.since_ms),
        source: report.sources.first().map(|source| source.word().to_owned()).unwrap_or_default(),
        sources: report.sources.iter().map(|source| source.word().to_owned()).collect(),
        addresses: report.addresses.iter().map(ToString::to_string).collect(),
        reason: report.reason.as_ref().map(|reason| reason.word().to_owned()),
        detail: report.reason.as_ref().map(ToString::to_string),
        next_try: report.next_try_ms.map(Time),
        failures: report.failures,
        breaker: report.breaker.to_owned(),
        rank: report.rank,
        rtt_seconds: report.rtt.map(in_seconds),
        reached: report.reached,
        has_double: report.has_double,
        phi: report.phi.filter(|phi| phi.is_finite()),
        connection: report.link.map(connection),
    }
}

fn connection(link: LinkReport) -> Connection {
    let path = link.path.as_ref();
    Connection {
        dialled: link.side == Side::Dialler,
        since: Time(link.since_ms),
        program: link.program,
        protocol: link.version,
        capabilities: link.capabilities.words().map(str::to_owned).collect(),
        clock_ahead_seconds: Span(link.clock_ahead_ms),
        ping_seconds: link.ping.map(in_seconds),
        readers: link.readers,
        relayed: path.map(|path| path.relayed),
        address: path.map(|path| path.address.clone()),
        rtt_seconds: path.map(|path| in_seconds(path.rtt)),
        sent_bytes: link.sent_bytes,
        received_bytes: link.received_bytes,
        sent_packets: link.sent_packets,
        lost_packets: link.lost_packets,
    }
}

/// Seconds, to the microsecond.
fn in_seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e6
}
