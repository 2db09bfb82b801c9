//! Other nodes, as operators see them. What the node does not know is null.

use async_graphql::{Context, Object, SimpleObject};
use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_node::now_ms;
use cyberfly_protocol::{ErrorBody, Peer};

use super::super::ask::{call, operator};
use crate::table::Answer;

/// Other nodes.
#[derive(Default)]
pub(super) struct PeerQueries;

/// The state of a peer that is there.
const ACTIVE: &str = "active";

/// A peer.
#[derive(SimpleObject)]
struct PeerInfo {
    /// Its node id, in hex.
    peer_id: String,
    /// Its state: `known`, `connecting`, `active`, `suspected`, `backing_off`, `refused` or `banned`.
    connection_status: String,
    /// When it was there last, in Unix milliseconds: now while it is; null if that is not known.
    last_seen: Option<String>,
    /// Where it may be reached.
    address: Option<String>,
}

/// All that is known of a peer.
#[derive(SimpleObject)]
struct PeerDetail {
    /// Its node id, in hex.
    peer_id: String,
    /// When it was there first: null, since nobody remembers.
    first_seen: Option<String>,
    /// When it was there last, in Unix milliseconds: now while it is; null if that is not known.
    last_seen: Option<String>,
    /// Where it may be reached.
    address: Option<String>,
    /// Where in the world it is: null, since it does not say.
    region: Option<String>,
    /// Its state, as `connectionStatus` of a peer.
    status: String,
    /// How many tries to connect failed in a row.
    failure_count: u32,
    /// Whether it was configured, or stands in a file of peers.
    is_bootstrap: bool,
    /// Whether it passes messages of a broker on; null while it is not connected.
    supports_mqtt: Option<bool>,
    /// Whether it takes streams of operations; null while it is not connected.
    supports_streams: Option<bool>,
}

/// How many peers there are.
#[derive(SimpleObject)]
struct MeshSummary {
    /// All that are known.
    total_peers: usize,
    /// Those that are active.
    connected_peers: usize,
    /// Those that are known or being connected to.
    idle_peers: usize,
    /// Those that are suspected to be gone, or are left alone for a while.
    stale_peers: usize,
    /// Those that were configured, or stand in a file of peers.
    bootstrap_peers: usize,
    /// Those of which an address is known.
    peers_with_address: usize,
    /// Where in the world they are: null, since they do not say.
    regions: Option<Vec<String>>,
}

/// The circuit breaker of a peer.
#[derive(SimpleObject)]
struct CircuitBreaker {
    /// The peer's node id, in hex.
    peer_id: String,
    /// `closed`, `open` or `half_open`.
    state: String,
}

/// The circuit breakers of all peers.
#[derive(SimpleObject)]
struct CircuitBreakerSummary {
    /// How many peers are known.
    total_peers: usize,
    /// How many breakers are closed.
    closed: usize,
    /// How many are open.
    open: usize,
    /// How many let one try pass.
    half_open: usize,
}

/// What goes over the connections that there are now.
#[derive(SimpleObject)]
struct BandwidthStats {
    /// Bytes that were sent.
    total_uploaded: String,
    /// Bytes that were received.
    total_downloaded: String,
    /// What is left of a limit: null without one.
    upload_available: Option<String>,
    /// What is left of a limit: null without one.
    download_available: Option<String>,
    /// Bytes that may be sent in a second: null without a limit.
    upload_limit_bps: Option<String>,
    /// Bytes that may be received in a second: null without a limit.
    download_limit_bps: Option<String>,
}

fn address(peer: &Peer) -> Option<String> {
    let connected = peer.connection.as_ref().and_then(|connection| connection.address.clone());
    connected.or_else(|| peer.addresses.first().cloned())
}

fn last_seen(peer: &Peer) -> Option<String> {
    (peer.state == ACTIVE).then(|| now_ms().to_string())
}

fn is_bootstrap(peer: &Peer) -> bool {
    peer.sources.iter().any(|source| matches!(source.as_str(), "configured" | "file"))
}

impl From<Peer> for PeerInfo {
    fn from(peer: Peer) -> Self {
        let (last_seen, address) = (last_seen(&peer), address(&peer));
        Self { peer_id: peer.id.to_string(), connection_status: peer.state, last_seen, address }
    }
}

impl From<Peer> for PeerDetail {
    fn from(peer: Peer) -> Self {
        let can = |what: &str| {
            let connection = peer.connection.as_ref()?;
            Some(connection.capabilities.iter().any(|capability| capability == what))
        };
        Self {
            peer_id: peer.id.to_string(),
            first_seen: None,
            last_seen: last_seen(&peer),
            address: address(&peer),
            region: None,
            failure_count: peer.failures,
            is_bootstrap: is_bootstrap(&peer),
            supports_mqtt: can("mqtt"),
            supports_streams: can("streams"),
            status: peer.state,
        }
    }
}

/// The peers, if an operator asks.
fn peers(context: &Context<'_>, what: &str) -> Answer<Vec<Peer>> {
    operator(context, what)?;
    Ok(call(context)?.node.peers().peers)
}

#[Object]
impl PeerQueries {
    /// The peers that are connected. For operators.
    async fn get_connected_peers(&self, context: &Context<'_>) -> Answer<Vec<PeerInfo>> {
        let peers = peers(context, "getConnectedPeers")?.into_iter();
        Ok(peers.filter(|peer| peer.state == ACTIVE).map(PeerInfo::from).collect())
    }

    /// The peers that are known. For operators.
    async fn get_discovered_peers(&self, context: &Context<'_>) -> Answer<Vec<PeerInfo>> {
        Ok(peers(context, "getDiscoveredPeers")?.into_iter().map(PeerInfo::from).collect())
    }

    /// All that is known of the peers. For operators.
    async fn get_peer_details(&self, context: &Context<'_>) -> Answer<Vec<PeerDetail>> {
        Ok(peers(context, "getPeerDetails")?.into_iter().map(PeerDetail::from).collect())
    }

    /// How many peers there are. For operators.
    async fn get_peer_mesh_summary(&self, context: &Context<'_>) -> Answer<MeshSummary> {
        let peers = peers(context, "getPeerMeshSummary")?;
        let count = |is: &dyn Fn(&Peer) -> bool| peers.iter().filter(|peer| is(peer)).count();
        let of = |states: [&str; 2]| count(&|peer| states.contains(&peer.state.as_str()));
        Ok(MeshSummary {
            total_peers: peers.len(),
            connected_peers: of([ACTIVE, ACTIVE]),
            idle_peers: of(["known", "connecting"]),
            stale_peers: of(["suspected", "backing_off"]),
            bootstrap_peers: count(&is_bootstrap),
            peers_with_address: count(&|peer| address(peer).is_some()),
            regions: None,
        })
    }

    /// The states of all circuit breakers. For operators.
    async fn get_circuit_breaker_summary(&self, context: &Context<'_>) -> Answer<CircuitBreakerSummary> {
        let peers = peers(context, "getCircuitBreakerSummary")?;
        let of = |state| peers.iter().filter(|peer| peer.breaker == state).count();
        let (closed, open, half_open) = (of("closed"), of("open"), of("half_open"));
        Ok(CircuitBreakerSummary { total_peers: peers.len(), closed, open, half_open })
    }

    /// The state of a peer's circuit breaker; null for one that is not known. For operators.
    async fn get_circuit_breaker_state(
        &self,
        context: &Context<'_>,
        peer_id: String,
    ) -> Answer<Option<CircuitBreaker>> {
        let peers = peers(context, "getCircuitBreakerState")?;
        let id = peer_id.parse::<PublicKey>();
        let id = id.map_err(|bad| ErrorBody::new(ErrorCode::BadRequest, format!("peerId: {bad}")))?;
        let peer = peers.into_iter().find(|peer| peer.id == id);
        Ok(peer.map(|peer| CircuitBreaker { peer_id: peer.id.to_string(), state: peer.breaker }))
    }

    /// What goes over the connections that there are now. For operators.
    async fn get_bandwidth_stats(&self, context: &Context<'_>) -> Answer<BandwidthStats> {
        let peers = peers(context, "getBandwidthStats")?;
        let connections = || peers.iter().filter_map(|peer| peer.connection.as_ref());
        Ok(BandwidthStats {
            total_uploaded: connections().map(|each| each.sent_bytes).sum::<u64>().to_string(),
            total_downloaded: connections().map(|each| each.received_bytes).sum::<u64>().to_string(),
            upload_available: None,
            download_available: None,
            upload_limit_bps: None,
            download_limit_bps: None,
        })
    }
}
