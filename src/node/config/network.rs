//! The section `network`: other nodes.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::str::FromStr;

use cyberfly_core::firewall::Rule;
use cyberfly_core::network::{NetworkName, NetworkSecret};
use cyberfly_core::peer::{PeerAddress, Reach};
use cyberfly_core::ticket;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Size, as_text, as_texts};

/// Other nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkSettings {
    /// Whether this node connects with others at all.
    pub enabled: bool,
    /// Where connections of other nodes are taken, by QUIC on UDP: `HOST:PORT`, or `*:PORT` for as far as the reach goes:
    /// loopback under `local`, all interfaces otherwise. Port 0 takes a free one.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub listen: ListenAt,
    /// How far the node talks: `local`, with this machine alone; `lan`, with the local network, which it searches by mDNS;
    /// `internet`, with everyone, by the relays and look-ups of n0 where nothing else works.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("enum" = ["local", "lan", "internet"]))]
    pub reach: Reach,
    /// The network that this node belongs to. Nodes of others are refused.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub name: NetworkName,
    /// A secret that the nodes of the network share, 16 bytes or more; nothing is none. Nodes that do not know it are
    /// refused.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-secret" = true))]
    pub secret: MaybeSecret,
    /// The peers to connect to, as tickets or `ID@HOST:PORT`.
    #[serde(with = "as_texts")]
    #[schemars(with = "Vec<String>")]
    pub peers: Vec<PeerName>,
    /// A file of further peers, one a line; it is read again whenever it changes. Nothing is none.
    pub peers_file: String,
    /// Whether nodes tell each other of further nodes, and with whom they are connected.
    pub exchange: bool,
    /// Who may connect: `deny 192.0.2.0/24`, `allow ID`, `deny all`. The first rule that matches decides; where none does, a
    /// peer is welcome.
    #[serde(with = "as_texts")]
    #[schemars(with = "Vec<String>", extend("x-reload" = true))]
    pub rules: Vec<Rule>,
    /// How many bytes a second are sent to all peers together; `0B` is no limit.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub upload: Size,
    /// How many bytes a second are received from all peers together; `0B` is no limit.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub download: Size,
    /// How many bytes a second are sent to one peer; `0B` is no limit.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub upload_per_peer: Size,
    /// How many bytes a second are received from one peer; `0B` is no limit.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub download_per_peer: Size,
    /// How many connections with peers there may be at once. One more is told so and refused.
    pub max_peers: NonZeroUsize,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            listen: ListenAt { ip: None, port: 7421 },
            reach: Reach::default(),
            name: NetworkName::default(),
            secret: MaybeSecret::default(),
            peers: Vec::new(),
            peers_file: String::new(),
            exchange: true,
            rules: Vec::new(),
            upload: Size(0),
            download: Size(0),
            upload_per_peer: Size(0),
            download_per_peer: Size(0),
            max_peers: const { NonZeroUsize::new(64).unwrap() },
        }
    }
}

/// Where connections are taken: an address, or as far as the reach goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenAt {
    ip: Option<IpAddr>,
    port: u16,
}

impl ListenAt {
    /// The addresses for a reach.
    pub fn addresses(self, reach: Reach) -> Vec<SocketAddr> {
        let at = |ip: IpAddr| SocketAddr::new(ip, self.port);
        match (self.ip, reach) {
            (Some(ip), _) => vec![at(ip)],
            (None, Reach::Local) => vec![at(Ipv4Addr::LOCALHOST.into())],
            // Two sockets cannot be told to take the same free port.
            (None, _) if self.port == 0 => vec![at(Ipv4Addr::UNSPECIFIED.into())],
            (None, _) => vec![at(Ipv4Addr::UNSPECIFIED.into()), at(Ipv6Addr::UNSPECIFIED.into())],
        }
    }
}

impl fmt::Display for ListenAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ip {
            Some(ip) => write!(f, "{}", SocketAddr::new(ip, self.port)),
            None => write!(f, "*:{}", self.port),
        }
    }
}

impl FromStr for ListenAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is no address to listen on: write *:7421 or 127.0.0.1:7421");
        if let Some(port) = text.strip_prefix("*:") {
            return Ok(Self { ip: None, port: port.parse().map_err(|_| bad())? });
        }
        let address: SocketAddr = text.parse().map_err(|_| bad())?;
        Ok(Self { ip: Some(address.ip()), port: address.port() })
    }
}

/// The secret of a network, if it has one. `Debug` shows nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaybeSecret(pub Option<NetworkSecret>);

impl fmt::Display for MaybeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("", NetworkSecret::reveal))
    }
}

impl FromStr for MaybeSecret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        text.parse()
            .map(|secret| Self(Some(secret)))
            .map_err(|refused: cyberfly_core::Refused| refused.to_string())
    }
}

/// A peer as an operator names it, and what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerName {
    text: String,
    /// The peer, and where it can be reached.
    pub peer: PeerAddress,
    /// The network that it belongs to, where the name says so.
    pub network: Option<NetworkName>,
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for PeerName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (peer, network) = ticket::read_peer(text.trim()).map_err(|refused| refused.to_string())?;
        Ok(Self { text: text.trim().to_owned(), peer, network })
    }
}
