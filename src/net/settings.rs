//! What a network is started with.

use std::net::SocketAddr;
use std::path::PathBuf;

use cyberfly_core::firewall::Rule;
use cyberfly_core::hello::Capabilities;
use cyberfly_core::network::{NetworkName, NetworkSecret};
use cyberfly_core::peer::{PeerAddress, Reach};

use crate::pace::Bandwidth;

/// What a network is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where connections are taken. Port 0 takes a free one. Under [`Reach::Local`] all must be on loopback.
    pub listen: Vec<SocketAddr>,
    /// How far the node talks.
    pub reach: Reach,
    /// The network it belongs to.
    pub name: NetworkName,
    /// The secret of the network, if it has one.
    pub secret: Option<NetworkSecret>,
    /// The peers to connect to.
    pub peers: Vec<PeerAddress>,
    /// How many connections there may be at once, whoever made them.
    pub max_peers: usize,
    /// What is spoken over links, in words that both sides must have.
    pub capabilities: Capabilities,
    /// The version of the program, for the operators of peers.
    pub program: String,
    /// Where bans, certificates and peers are remembered; without it they are not.
    pub folder: Option<PathBuf>,
    /// A file of peers, which is followed.
    pub peers_file: Option<PathBuf>,
    /// Whether nodes tell each other of further nodes.
    pub exchange: bool,
    /// What can change while the network runs.
    pub changeable: Changeable,
}

/// What can change while the network runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changeable {
    /// Who may connect.
    pub rules: Vec<Rule>,
    /// How much may be sent and received.
    pub bandwidth: Bandwidth,
}
