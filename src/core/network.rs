//! Networks: who belongs together. A network is a name, which is no secret, and a secret, if its operators want one. Nodes
//! of other networks are refused in the handshake; nothing about databases is said before.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::error::Refused;

/// The longest name of a network, in bytes.
pub const NETWORK_NAME_LIMIT: usize = 63;
/// The shortest secret, in bytes. Who has made a connection can try secrets offline, so it must not be a guessable word.
pub const SECRET_LEAST: usize = 16;
/// The longest secret, in bytes.
pub const SECRET_LIMIT: usize = 1024;

/// The name of a network: 1 to 63 bytes of lower-case letters, digits, `.`, `_` and `-`, the first a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkName(String);

impl NetworkName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for NetworkName {
    fn default() -> Self {
        Self("main".to_owned())
    }
}

impl FromStr for NetworkName {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        // The same rule as for the short names of databases.
        match text.len() <= NETWORK_NAME_LIMIT && crate::name::check_label(text).is_ok() {
            true => Ok(Self(text.to_owned())),
            false => Err(Refused::form(format!(
                "{:?} is no name of a network: 1 to {NETWORK_NAME_LIMIT} of a-z, 0-9, '.', '_' and '-', the first a \
                 letter or digit",
                text.chars().take(80).collect::<String>()
            ))),
        }
    }
}

impl fmt::Display for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The secret that the nodes of a network share. Its bytes are wiped when it is dropped; `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct NetworkSecret(Zeroizing<String>);

impl NetworkSecret {
    /// The secret as text, to be kept from everybody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NetworkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NetworkSecret")
    }
}

impl FromStr for NetworkSecret {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        match (SECRET_LEAST..=SECRET_LIMIT).contains(&text.len()) {
            true => Ok(Self(Zeroizing::new(text.to_owned()))),
            false => Err(Refused::form(format!(
                "a network's secret has {SECRET_LEAST} to {SECRET_LIMIT} bytes; openssl rand -hex 32 makes a good one"
            ))),
        }
    }
}

/// Which side of a connection somebody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It dialled.
    Dialler,
    /// It was called.
    Acceptor,
}

impl Side {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Side::Dialler => Side::Acceptor,
            Side::Acceptor => Side::Dialler,
        }
    }
}

/// Shows that one side knows the name and the secret of the network. `exporter` is what this connection's TLS handshake
/// gave both ends and nobody else (RFC 5705), so a proof is of no use on another connection; the side is in it, so that
/// it cannot be sent back as the other side's.
pub fn proof(
    name: &NetworkName,
    secret: Option<&NetworkSecret>,
    exporter: &[u8; 32],
    side: Side,
) -> [u8; 32] {
    let mut key = blake3::Hasher::new_derive_key("cyberfly 1 network membership");
    key.update(&(name.as_str().len() as u64).to_le_bytes()).update(name.as_str().as_bytes());
    key.update(secret.map_or("", NetworkSecret::reveal).as_bytes());
    let side = match side {
        Side::Dialler => 0,
        Side::Acceptor => 1,
    };
    let mut message = [side; 33];
    message[1..].copy_from_slice(exporter);
    blake3::keyed_hash(key.finalize().as_bytes(), &message).into()
}

/// Whether a proof is that of the side, compared in constant time.
pub fn proves(
    name: &NetworkName,
    secret: Option<&NetworkSecret>,
    exporter: &[u8; 32],
    side: Side,
    shown: &[u8; 32],
) -> bool {
    blake3::Hash::from_bytes(proof(name, secret, exporter, side)) == *shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> NetworkSecret {
        text.parse().unwrap()
    }

    #[test]
    fn a_proof_is_good_for_its_side_of_its_connection_in_its_network_alone() {
        let (name, other) = ("main".parse().unwrap(), "main2".parse().unwrap());
        let (mine, theirs) = (secret("correct horse battery"), secret("another secret of some length"));
        let shown = proof(&name, Some(&mine), &[1; 32], Side::Dialler);
        let holds = |name, secret, exporter: u8, side| proves(name, secret, &[exporter; 32], side, &shown);
        assert!(holds(&name, Some(&mine), 1, Side::Dialler));
        assert!(!holds(&name, Some(&mine), 1, Side::Acceptor), "sent back");
        assert!(!holds(&name, Some(&mine), 2, Side::Dialler), "on another connection");
        assert!(!holds(&name, Some(&theirs), 1, Side::Dialler));
        assert!(!holds(&name, None, 1, Side::Dialler));
        assert!(!holds(&other, Some(&mine), 1, Side::Dialler));
    }

    #[test]
    fn a_guessable_secret_is_refused_and_none_is_shown() {
        assert!("password".parse::<NetworkSecret>().is_err());
        assert!("x".repeat(SECRET_LIMIT + 1).parse::<NetworkSecret>().is_err());
        assert_eq!(format!("{:?}", secret("correct horse battery")), "NetworkSecret");
    }

    #[test]
    fn a_network_has_a_plain_name() {
        for bad in ["", "Main", "-x", "a b", "a\n", &"x".repeat(64), "é"] {
            assert!(bad.parse::<NetworkName>().is_err(), "{bad:?}");
        }
        assert_eq!("plant-7.eu".parse::<NetworkName>().unwrap().to_string(), "plant-7.eu");
    }
}
