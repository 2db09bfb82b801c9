//! The words about peers: where one can be reached, who told of it, how it stands with it. They are the same in the
//! code, on the command line, in JSON, in metrics and on screens.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use crate::error::Refused;
use crate::key::PublicKey;

/// The longest name of a host, in bytes.
pub const HOST_LIMIT: usize = 253;
/// How many addresses of one peer are kept.
pub const ADDRESSES_LIMIT: usize = 16;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of])* $word,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$word,)*];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }

            /// The one with this word, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$word),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = Refused;

            fn from_str(text: &str) -> Result<Self, Refused> {
                Self::from_word(text).ok_or_else(|| {
                    let words: Vec<_> = Self::ALL.iter().map(|one| one.word()).collect();
                    Refused::form(format!("{text:?} is none of {}", words.join(", ")))
                })
            }
        }
    )*};
}

words! {
    /// How it stands with a peer.
    PeerState {
        /// It is known, and nothing is tried: there are as many connections as there may be.
        Known = "known",
        /// A connection is being made.
        Connecting = "connecting",
        /// There is a connection, and it answers.
        Active = "active",
        /// There is a connection, and it has been silent for longer than it should be.
        Suspected = "suspected",
        /// There was no connection to be had; the next try comes later.
        BackingOff = "backing_off",
        /// One side will not have the other, and says why; another try comes much later.
        Refused = "refused",
        /// This node will not have it, because the operator says so.
        Banned = "banned",
    }
    /// Who told of a peer.
    Source {
        /// The configuration, or `--peer`.
        Configured = "configured",
        /// The operator, while the node runs.
        Added = "added",
        /// The file of peers.
        File = "file",
        /// The local network.
        Mdns = "mdns",
        /// Another peer.
        Exchange = "exchange",
        /// The peer itself, which came.
        Incoming = "incoming",
        /// The node, which had a connection with it before it was started.
        Remembered = "remembered",
    }
    /// How far a node talks.
    #[derive(Default)]
    Reach {
        /// With this machine alone.
        #[default]
        Local = "local",
        /// With the local network.
        Lan = "lan",
        /// With everyone, by relays and look-ups where nothing else works.
        Internet = "internet",
    }
}

impl Source {
    /// Whether a person wants this peer: then it is never forgotten.
    pub const fn is_wanted(self) -> bool {
        matches!(self, Source::Configured | Source::Added | Source::File)
    }
}

impl Reach {
    /// Whether a node with this reach may talk to an address.
    pub fn covers(self, ip: IpAddr) -> bool {
        match self {
            Reach::Local => ip.to_canonical().is_loopback(),
            Reach::Lan | Reach::Internet => !ip.is_unspecified() && !ip.is_multicast(),
        }
    }
}

/// Where a peer can be reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// An IP address and a port.
    Ip(SocketAddr),
    /// The name of a host and a port, to be looked up at each try.
    Host(String, u16),
    /// A relay that passes on to it.
    Relay(String),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Ip(address) => write!(f, "{address}"),
            Address::Host(name, port) => write!(f, "{name}:{port}"),
            Address::Relay(url) => f.write_str(url),
        }
    }
}

impl FromStr for Address {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let bad =
            || Refused::form(format!("{text:?} is no address of a peer: write HOST:PORT, as 192.0.2.7:7421"));
        if text.len() > HOST_LIMIT + 6 {
            return Err(Refused::limit("an address is longer than any host's name"));
        }
        if text.starts_with("https://") || text.starts_with("http://") {
            let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
            return if plain { Ok(Address::Relay(text.to_owned())) } else { Err(bad()) };
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            let usable = address.port() != 0 && !address.ip().is_unspecified();
            return if usable { Ok(Address::Ip(address)) } else { Err(bad()) };
        }
        let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
        let port = port.parse::<u16>().ok().filter(|port| *port != 0).ok_or_else(bad)?;
        let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        // What begins with a digit and is no address is a mistyped one.
        let is_host = host.bytes().all(good)
            && host.rsplit('.').find(|part| !part.is_empty()).is_some_and(|last| !is_number(last));
        if is_host { Ok(Address::Host(host.to_ascii_lowercase(), port)) } else { Err(bad()) }
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A peer and where it can be reached, written as `ID@HOST:PORT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress {
    /// The peer.
    pub id: PublicKey,
    /// Where it can be reached, the likeliest first; at most [`ADDRESSES_LIMIT`].
    pub addresses: Vec<Address>,
}

impl FromStr for PeerAddress {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let (id, address) = text.split_once('@').ok_or_else(|| {
            Refused::form(format!(
                "{text:?} is no peer: write ID@HOST:PORT, or a ticket as cyberfly ticket prints it"
            ))
        })?;
        let id = id.parse().map_err(|_| {
            Refused::form(format!("{id:?} is no node's id: that has 64 lower-case hexadecimal digits"))
        })?;
        Ok(Self { id, addresses: vec![address.parse()?] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    #[test]
    fn a_peer_is_an_id_and_an_address() {
        for address in ["127.0.0.1:7421", "[::1]:7421", "node-3.example:7421", "localhost:1"] {
            let text = format!("{ID}@{address}");
            let peer: PeerAddress = text.parse().unwrap();
            assert_eq!(format!("{}@{}", peer.id, peer.addresses[0]), text);
        }
    }

    #[test]
    fn what_is_mistyped_is_refused_and_not_looked_up() {
        for address in [
            "",
            "127.0.0.1",
            "127.0.0.1:0",
            "127.0.0.1:",
            "127.0.0.300:7421",
            "0.0.0.0:7421",
            "1.2.3:7421",
            ":7421",
            "host:70000",
            "a b:1",
            "host",
            "::1:7421",
            "-:",
            ".:1",
        ] {
            assert!(address.parse::<Address>().is_err(), "{address}");
        }
        for peer in ["", ID, "127.0.0.1:7421", "@127.0.0.1:7421", "abc@127.0.0.1:7421"] {
            assert!(peer.parse::<PeerAddress>().is_err(), "{peer}");
        }
        assert!(format!("{ID}@{}:1", "h".repeat(300)).parse::<PeerAddress>().is_err());
    }

    #[test]
    fn a_local_node_talks_to_this_machine_alone() {
        let covers = |reach: Reach, ip: &str| reach.covers(ip.parse().unwrap());
        assert!(covers(Reach::Local, "127.0.0.1") && covers(Reach::Local, "::1"));
        assert!(covers(Reach::Local, "::ffff:127.0.0.1"));
        assert!(!covers(Reach::Local, "10.0.0.1") && !covers(Reach::Local, "2001:db8::1"));
        assert!(covers(Reach::Lan, "10.0.0.1") && !covers(Reach::Lan, "0.0.0.0"));
        assert!(!covers(Reach::Internet, "224.0.0.251"));
    }

    #[test]
    fn every_word_leads_back_to_what_it_stands_for() {
        assert!(PeerState::ALL.iter().all(|state| PeerState::from_word(state.word()) == Some(*state)));
        assert!(Source::ALL.iter().all(|source| Source::from_word(source.word()) == Some(*source)));
        assert!(Reach::ALL.iter().all(|reach| Reach::from_word(reach.word()) == Some(*reach)));
    }
}
