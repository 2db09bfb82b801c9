//! How a node is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Health;

/// The state of a node. The last three are what a client sees when it gets no answer from the node itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeState {
    /// It opens its store and its doors.
    Starting,
    /// It serves.
    Ready,
    /// It finishes what it has begun and takes nothing new.
    Draining,
    /// No process owns the data directory.
    NotRunning,
    /// A process is there, but does not answer.
    Unreachable,
    /// It answers, but not to this caller.
    Unauthorised,
}

impl NodeState {
    /// The word for the state.
    pub const fn word(self) -> &'static str {
        match self {
            NodeState::Starting => "starting",
            NodeState::Ready => "ready",
            NodeState::Draining => "draining",
            NodeState::NotRunning => "not_running",
            NodeState::Unreachable => "unreachable",
            NodeState::Unauthorised => "unauthorised",
        }
    }
}

/// Where a node can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listen {
    /// The admin socket.
    pub socket: Option<String>,
    /// The address of the HTTP door.
    pub http: Option<String>,
    /// The addresses where connections of other nodes are taken.
    #[serde(default)]
    pub quic: Vec<String>,
}

/// The certificate that the HTTP door shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TlsStatus {
    /// Whose it is.
    pub subject: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// From when on it holds.
    #[schemars(with = "crate::Time")]
    pub not_before: String,
    /// Until when it holds.
    #[schemars(with = "crate::Time")]
    pub not_after: String,
    /// Why the files that are there now are not used in place of those it was read from.
    pub refused: Option<String>,
}

/// How a node is: what `status` shows. What a node does not know is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// The version of this document.
    pub schema_version: u32,
    /// The state.
    pub state: NodeState,
    /// The node's public key.
    pub node_id: Option<String>,
    /// The version of the program.
    pub version: Option<String>,
    /// The process.
    pub pid: Option<u32>,
    /// How long it has been running.
    pub uptime_seconds: Option<u64>,
    /// Where its data lie.
    pub data_dir: Option<String>,
    /// The network it belongs to.
    pub network: Option<String>,
    /// Where it can be reached.
    pub listen: Option<Listen>,
    /// The certificate that the HTTP door shows; null if it speaks no TLS.
    #[serde(default)]
    pub tls: Option<TlsStatus>,
    /// How many peers there are in each state.
    pub peers: Option<BTreeMap<String, u64>>,
    /// How healthy it is.
    pub health: Option<Health>,
    /// How many operations its journal holds.
    pub operations: Option<u64>,
}

impl Status {
    /// The address of the HTTP door as one types it; none where there is no such door.
    pub fn url(&self) -> Option<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.listen.as_ref()?.http.as_ref().map(|address| format!("{scheme}://{address}"))
    }

    /// What a client knows of a node that gave no answer.
    pub fn without_answer(state: NodeState) -> Self {
        Self {
            schema_version: crate::SCHEMA_VERSION,
            state,
            node_id: None,
            version: None,
            pid: None,
            uptime_seconds: None,
            data_dir: None,
            network: None,
            listen: None,
            tls: None,
            peers: None,
            health: None,
            operations: None,
        }
    }
}

/// The answer to a request to stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoppingReceipt {
    /// The version of this document.
    pub schema_version: u32,
    /// The process that is stopping.
    pub pid: u32,
}
