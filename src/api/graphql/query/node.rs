//! The node itself. What it does not know is null.

use async_graphql::{Context, Object, SimpleObject};
use cyberfly_node::metrics::Format;
use cyberfly_protocol::Door;

use super::super::ask::call;
use crate::table::Answer;

/// The node.
#[derive(Default)]
pub(super) struct NodeQueries;

/// What a node is.
#[derive(SimpleObject)]
struct NodeInfo {
    /// The node's public key, in hex.
    node_id: Option<String>,
    /// The same: it names the node to its peers.
    peer_id: Option<String>,
    /// `ok`, `degraded` or `failing`.
    health: Option<String>,
    /// How many peers it is connected with.
    connected_peers: Option<u64>,
    /// How many peers it knows.
    discovered_peers: Option<u64>,
    /// How long it has been running.
    uptime_seconds: Option<u64>,
    /// The relay through which it can be reached; null without one.
    relay_url: Option<String>,
    /// Where in the world it is: null, since it does not know.
    region: Option<String>,
}

/// How healthy a node is. Each part is `ok`, `degraded` or `failing`, and null where there is none.
#[derive(SimpleObject)]
struct NodeHealth {
    /// The whole.
    status: String,
    /// The node's public key, in hex.
    node_id: Option<String>,
    /// How long it has been running.
    uptime_seconds: Option<u64>,
    /// The store.
    storage: Option<String>,
    /// The network.
    network: Option<String>,
    /// Synchronisation.
    sync: Option<String>,
    /// Each check.
    checks: Vec<HealthCheck>,
}

/// What one check found.
#[derive(SimpleObject)]
struct HealthCheck {
    /// The check.
    name: String,
    /// The part of the node it is about.
    component: String,
    /// `ok`, `degraded` or `failing`.
    state: String,
    /// The finding.
    summary: String,
    /// What to do about it.
    hint: Option<String>,
}

#[Object]
impl NodeQueries {
    /// What the node is.
    async fn get_node_info(&self, context: &Context<'_>) -> Answer<NodeInfo> {
        let status = call(context)?.node.status().await?;
        let peers = status.peers;
        Ok(NodeInfo {
            node_id: status.node_id.clone(),
            peer_id: status.node_id,
            health: status.health.map(|health| health.overall.word().to_owned()),
            connected_peers: peers.as_ref().map(|states| states.get("active").copied().unwrap_or(0)),
            discovered_peers: peers.map(|states| states.values().sum()),
            uptime_seconds: status.uptime_seconds,
            relay_url: None,
            region: None,
        })
    }

    /// How healthy the node is.
    async fn get_health(&self, context: &Context<'_>) -> Answer<NodeHealth> {
        let node = &call(context)?.node;
        let (status, report) = (node.status().await?, node.health());
        let components = report.health().components;
        let part = |name| components.get(name).map(|state| state.word().to_owned());
        Ok(NodeHealth {
            status: report.overall.word().to_owned(),
            node_id: status.node_id,
            uptime_seconds: status.uptime_seconds,
            storage: part("store"),
            network: part("network"),
            sync: part("sync"),
            checks: report
                .checks
                .into_iter()
                .map(|check| HealthCheck {
                    name: check.name,
                    component: check.component,
                    state: check.state.word().to_owned(),
                    summary: check.summary,
                    hint: check.hint,
                })
                .collect(),
        })
    }

    /// Numbers for Prometheus, in its text format.
    async fn get_metrics(&self, context: &Context<'_>) -> Answer<String> {
        call(context)?.node.write_metrics(Format::accepted("")).await
    }
}
