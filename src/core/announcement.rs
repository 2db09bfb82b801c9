//! What a node says of itself to others who pass it on: where it can be reached, and with whom it is connected. Nodes learn
//! of peers from it (peer exchange), and operators see the shape of the network in it (topology).
//!
//! It is signed by the node's key, so who passes it on can keep it back but not change it. What it says of addresses is
//! believed only so far that somebody dials there and asks for that key.

use std::net::SocketAddr;

use crate::cbor::{Reader, Writer};
use crate::clock::SKEW_LIMIT_MS;
use crate::cose;
use crate::error::{ErrorCode, Refused};
use crate::key::{PublicKey, SecretKey};
use crate::network::NetworkName;
use crate::signature;

/// What every signature of an announcement covers beside it: format and version.
pub const EXTERNAL_AAD: &[u8; 19] = b"cyberfly/announce/1";
/// The longest announcement, in bytes.
pub const ANNOUNCEMENT_LIMIT: usize = 4096;
/// How many addresses it has at most.
pub const ADDRESSES_LIMIT: usize = 8;
/// How many connections it tells of at most.
pub const LINKS_LIMIT: usize = 64;
/// An announcement that is older says nothing any more.
pub const AGE_LIMIT_MS: u64 = 60 * 60 * 1000;

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The network it belongs to.
    pub network: NetworkName,
    /// When it was said, in Unix milliseconds. Of two, the later one counts.
    pub at_ms: u64,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
    /// With whom it is connected.
    pub links: Vec<PublicKey>,
}

impl Announcement {
    /// The announcement signed by the node's key.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let mut w = Writer::with_capacity(256);
        w.array(4).text(self.network.as_str()).unsigned(self.at_ms);
        w.array(self.addresses.len().min(ADDRESSES_LIMIT));
        self.addresses.iter().take(ADDRESSES_LIMIT).for_each(|address| {
            w.text(&address.to_string());
        });
        w.array(self.links.len().min(LINKS_LIMIT));
        self.links.iter().take(LINKS_LIMIT).for_each(|link| {
            w.bytes(link.as_bytes());
        });
        let (protected, payload) = (cose::protected(key.public()), w.into_bytes());
        let signature = key.sign(&cose::signed_bytes(EXTERNAL_AAD, &protected, &payload));
        cose::seal(&protected, &payload, signature)
    }

    /// The node that said it and what it said, if it is of this network and of this hour. The signature is looked at last.
    pub fn check(bytes: &[u8], network: &NetworkName, now_ms: u64) -> Result<(PublicKey, Self), Refused> {
        if bytes.len() > ANNOUNCEMENT_LIMIT {
            return Err(Refused::limit(format!("an announcement has at most {ANNOUNCEMENT_LIMIT} bytes")));
        }
        let envelope = cose::open(bytes)?;
        let announcement = Self::decode(envelope.payload)?;
        if announcement.network != *network {
            return Err(Refused::new(ErrorCode::WrongNetwork, "the announcement is of another network"));
        }
        if announcement.at_ms > now_ms.saturating_add(SKEW_LIMIT_MS) {
            return Err(Refused::new(ErrorCode::FutureStamp, "the announcement is from the future"));
        }
        if announcement.at_ms.saturating_add(AGE_LIMIT_MS) < now_ms {
            return Err(Refused::form("the announcement is too old"));
        }
        let signed = cose::signed_bytes(EXTERNAL_AAD, envelope.protected, envelope.payload);
        signature::verify(envelope.author.as_bytes(), &signed, envelope.signature.as_bytes())
            .map_err(|fault| Refused::new(ErrorCode::BadSignature, fault.to_string()))?;
        Ok((envelope.author, announcement))
    }

    fn decode(payload: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(payload);
        if r.array()? != 4 {
            return Err(Refused::form("an announcement has four parts"));
        }
        let network = r.text()?.parse()?;
        let at_ms = r.unsigned()?;
        let count = r.array()?;
        if count > ADDRESSES_LIMIT {
            return Err(Refused::limit("too many addresses"));
        }
        let address = |text: &str| text.parse().map_err(|_| Refused::form("no address of a peer"));
        let addresses = (0..count).map(|_| address(r.text()?)).collect::<Result<_, Refused>>()?;
        let count = r.array()?;
        if count > LINKS_LIMIT {
            return Err(Refused::limit("too many connections"));
        }
        let links = (0..count).map(|_| Ok(PublicKey::from_bytes(r.fixed_bytes()?)));
        let links = links.collect::<Result<_, Refused>>()?;
        r.end()?;
        Ok(Self { network, at_ms, addresses, links })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> (SecretKey, Announcement) {
        let network = "main".parse().unwrap();
        let addresses = vec!["127.0.0.1:7421".parse().unwrap()];
        let links = vec![PublicKey::from_bytes([3; 32])];
        (SecretKey::from_seed(&[1; 32]), Announcement { network, at_ms: 10_000_000, addresses, links })
    }

    #[test]
    fn an_announcement_passes_through_other_hands_unchanged() {
        let (key, said) = said();
        let bytes = said.sign(&key);
        let heard = Announcement::check(&bytes, &said.network, said.at_ms + 1_000);
        assert_eq!(heard, Ok((key.public(), said.clone())));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Announcement::check(&changed, &said.network, said.at_ms).is_err(), "byte {at}");
        }
    }

    #[test]
    fn one_of_another_network_or_another_hour_says_nothing() {
        let (key, said) = said();
        let bytes = said.sign(&key);
        let code = |network: &str, now_ms| {
            Announcement::check(&bytes, &network.parse().unwrap(), now_ms).unwrap_err().code()
        };
        assert_eq!(code("test", said.at_ms), ErrorCode::WrongNetwork);
        assert_eq!(code("main", said.at_ms + AGE_LIMIT_MS + 1), ErrorCode::BadRequest);
        assert_eq!(code("main", said.at_ms - SKEW_LIMIT_MS - 1), ErrorCode::FutureStamp);
    }

    #[test]
    fn the_longest_that_can_be_said_fits() {
        let (key, mut said) = said();
        said.addresses = vec!["[2001:db8:1111:2222:3333:4444:5555:6666]:65535".parse().unwrap(); 100];
        said.links = vec![PublicKey::from_bytes([9; 32]); 100];
        let bytes = said.sign(&key);
        let (_, heard) = Announcement::check(&bytes, &said.network, said.at_ms).unwrap();
        assert_eq!((heard.addresses.len(), heard.links.len()), (ADDRESSES_LIMIT, LINKS_LIMIT));
    }
}
