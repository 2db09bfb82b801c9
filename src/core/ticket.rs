//! Tickets: one line that says which node to connect to, where it can be reached and which network it belongs to. It is
//! what one operator pastes to another. It holds no secret and proves nothing: whoever answers there has to show the
//! node's key, and both sides the network's secret, if there is one.
//!
//! ```text
//! ticket = "cfly1" base32-lower( body ++ first 4 bytes of BLAKE3(body) )       ; RFC 4648, without padding
//! body   = CBOR [ id: bstr .size 32, reach: tstr, network: tstr, [* address: tstr] ]
//! ```

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;

use crate::cbor::{Reader, Writer};
use crate::error::Refused;
use crate::key::PublicKey;
use crate::network::NetworkName;
use crate::peer::{ADDRESSES_LIMIT, Address, PeerAddress, Reach};

/// What every ticket begins with: the product and the version of the form.
const PREFIX: &str = "cfly1";
/// The longest ticket, in characters.
pub const TICKET_LIMIT: usize = 4096;
const CHECKSUM: usize = 4;

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The node, and where it can be reached.
    pub peer: PeerAddress,
    /// The network it belongs to.
    pub network: NetworkName,
    /// How far it talks.
    pub reach: Reach,
}

impl Ticket {
    fn body(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(128);
        w.array(4).bytes(self.peer.id.as_bytes()).text(self.reach.word()).text(self.network.as_str());
        let addresses = self.peer.addresses.iter().take(ADDRESSES_LIMIT);
        w.array(addresses.len());
        addresses.for_each(|address| {
            w.text(&address.to_string());
        });
        w.into_bytes()
    }

    fn of_body(body: &[u8]) -> Result<Self, Refused> {
        let mut r = Reader::new(body);
        if r.array()? != 4 {
            return Err(Refused::form("a ticket has four parts"));
        }
        let id = PublicKey::from_bytes(r.fixed_bytes()?);
        let reach = Reach::from_word(r.text()?).ok_or_else(|| Refused::form("an unknown reach"))?;
        let network = r.text()?.parse()?;
        let count = r.array()?;
        if count > ADDRESSES_LIMIT {
            return Err(Refused::limit(format!("a ticket has at most {ADDRESSES_LIMIT} addresses")));
        }
        let addresses = (0..count).map(|_| r.text()?.parse::<Address>()).collect::<Result<_, Refused>>()?;
        r.end()?;
        Ok(Self { peer: PeerAddress { id, addresses }, network, reach })
    }

    /// Whether a text means to be a ticket, whole or damaged.
    pub fn is_meant(text: &str) -> bool {
        text.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
    }
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&blake3::hash(body).as_bytes()[..CHECKSUM]);
    sum
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let text = BASE32_NOPAD.encode(&[body.as_slice(), &checksum(&body)].concat());
        write!(f, "{PREFIX}{}", text.to_ascii_lowercase())
    }
}

impl FromStr for Ticket {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let damaged = || Refused::form("the ticket is damaged: copy it again, the whole line");
        if text.len() > TICKET_LIMIT {
            return Err(Refused::limit(format!("a ticket has at most {TICKET_LIMIT} characters")));
        }
        if !Self::is_meant(text) {
            return Err(Refused::form(format!("a ticket begins with {PREFIX}")));
        }
        let encoded = text.get(PREFIX.len()..).unwrap_or_default().to_ascii_uppercase();
        let bytes = BASE32_NOPAD.decode(encoded.as_bytes()).map_err(|_| damaged())?;
        let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(damaged)?;
        if *sum != checksum(body) {
            return Err(damaged());
        }
        Self::of_body(body)
    }
}

/// A peer as an operator names it: a ticket, or `ID@HOST:PORT`.
pub fn read_peer(text: &str) -> Result<(PeerAddress, Option<NetworkName>), Refused> {
    if Ticket::is_meant(text) {
        let ticket: Ticket = text.parse()?;
        return Ok((ticket.peer, Some(ticket.network)));
    }
    Ok((text.parse()?, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn ticket() -> Ticket {
        let id = SecretKey::from_seed(&[7; 32]).public();
        let addresses = vec!["192.0.2.7:7421".parse().unwrap(), "[2001:db8::1]:7421".parse().unwrap()];
        let network = "main".parse().unwrap();
        Ticket { peer: PeerAddress { id, addresses }, network, reach: Reach::Lan }
    }

    #[test]
    fn a_ticket_is_one_word_that_says_the_same_when_it_is_read() {
        let text = ticket().to_string();
        assert!(text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{text}");
        assert!(text.len() < 200, "it fits two lines of a terminal: {}", text.len());
        assert_eq!(text.parse(), Ok(ticket()));
        assert_eq!(text.to_uppercase().parse(), Ok(ticket()), "whatever a chat or a phone makes of it");
    }

    #[test]
    fn every_changed_or_missing_character_is_noticed() {
        let text = ticket().to_string();
        for at in 0..text.len() {
            for to in ["a", "7", "", "é"] {
                let changed = [&text[..at], to, &text[at + 1..]].concat();
                assert!(changed == text || changed.parse::<Ticket>().is_err(), "{changed}");
            }
        }
        assert!(format!("{text}a").parse::<Ticket>().is_err());
        assert!("cfly1".parse::<Ticket>().is_err());
        assert!(format!("cfly1{}", "a".repeat(TICKET_LIMIT)).parse::<Ticket>().is_err());
    }

    #[test]
    fn an_operator_names_a_peer_by_ticket_or_by_id_and_address() {
        let (peer, network) = read_peer(&ticket().to_string()).unwrap();
        assert_eq!((peer.clone(), network), (ticket().peer, Some("main".parse().unwrap())));
        let (named, network) = read_peer(&format!("{}@192.0.2.7:7421", peer.id)).unwrap();
        assert_eq!((named.id, named.addresses.len(), network), (peer.id, 1, None));
        assert!(read_peer("hello").is_err());
    }
}
