//! Which peers this node will have, by rules over node ids and addresses. The first rule that matches decides; where none
//! does, the peer is welcome.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::error::{ErrorCode, Refused};
use crate::key::PublicKey;

/// How many rules there may be.
pub const RULES_LIMIT: usize = 1024;

/// Whom a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    All,
    Id(PublicKey),
    Range { network: u128, bits: u8 },
}

/// A rule, written as `deny 192.0.2.0/24`, `allow ID` or `deny all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    allows: bool,
    subject: Subject,
}

/// What the rules say of a peer of which this much is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is welcome, by the rule with this index or by none.
    Allowed(Option<usize>),
    /// It is not, by the rule with this index.
    Denied(usize),
    /// It depends on its id, which is not known yet.
    DependsOnId,
}

/// IPv4 addresses lie in the IPv6 addresses that stand for them.
const V4_BITS: u8 = 96;

fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

const fn mask(bits: u8) -> u128 {
    if bits == 0 { 0 } else { u128::MAX << (128 - bits) }
}

impl Subject {
    /// Whether a peer is meant; none if that depends on what is not known.
    fn means(&self, id: Option<PublicKey>, ip: Option<IpAddr>) -> Option<bool> {
        match self {
            Subject::All => Some(true),
            Subject::Id(meant) => id.map(|id| id == *meant),
            // A peer behind a relay has no address that a range could mean.
            Subject::Range { network, bits } => {
                Some(ip.is_some_and(|ip| number(ip.to_canonical()) & mask(*bits) == *network))
            }
        }
    }
}

/// What rules say of a peer.
pub fn judge(rules: &[Rule], id: Option<PublicKey>, ip: Option<IpAddr>) -> Judgement {
    for (index, rule) in rules.iter().enumerate() {
        match rule.subject.means(id, ip) {
            Some(true) if rule.allows => return Judgement::Allowed(Some(index)),
            Some(true) => return Judgement::Denied(index),
            Some(false) => {}
            None => return Judgement::DependsOnId,
        }
    }
    Judgement::Allowed(None)
}

/// The refusal of a peer by the rule with this index. People count from 1.
pub fn denied(index: usize) -> Refused {
    Refused::new(ErrorCode::NotAllowed, format!("denied by rule {}", index + 1))
}

impl FromStr for Rule {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let bad = || {
            Refused::form(format!(
                "{text:?} is no rule: write allow or deny, then all, a node's id, an address, or a range as 192.0.2.0/24"
            ))
        };
        let (word, subject) = text.trim().split_once(' ').ok_or_else(bad)?;
        let allows = match word {
            "allow" => true,
            "deny" => false,
            _ => return Err(bad()),
        };
        Ok(Self { allows, subject: subject.trim().parse().map_err(|()| bad())? })
    }
}

impl FromStr for Subject {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "all" {
            return Ok(Subject::All);
        }
        if let Ok(id) = text.parse() {
            return Ok(Subject::Id(id));
        }
        let (ip, bits) = match text.split_once('/') {
            Some((ip, bits)) => (ip, Some(bits.parse::<u8>().map_err(drop)?)),
            None => (text, None),
        };
        let ip: IpAddr = ip.parse().map_err(drop)?;
        let (least, most) = if ip.is_ipv4() { (V4_BITS, 32) } else { (0, 128) };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(());
        }
        let bits = least + bits;
        Ok(Subject::Range { network: number(ip) & mask(bits), bits })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.allows { "allow" } else { "deny" };
        match self.subject {
            Subject::All => write!(f, "{word} all"),
            Subject::Id(id) => write!(f, "{word} {id}"),
            Subject::Range { network, bits } => {
                let ip = std::net::Ipv6Addr::from_bits(network);
                match ip.to_ipv4_mapped() {
                    Some(v4) if bits >= V4_BITS => write!(f, "{word} {v4}/{}", bits - V4_BITS),
                    _ => write!(f, "{word} {ip}/{bits}"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(texts: &[&str]) -> Vec<Rule> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn id(byte: u8) -> PublicKey {
        PublicKey::from_bytes([byte; 32])
    }

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn the_first_rule_that_matches_decides_and_without_one_a_peer_is_welcome() {
        let rules = rules(&["allow 192.0.2.7", "deny 192.0.2.0/24", "deny 2001:db8::/32"]);
        assert_eq!(judge(&rules, Some(id(1)), ip("192.0.2.7")), Judgement::Allowed(Some(0)));
        assert_eq!(judge(&rules, Some(id(1)), ip("192.0.2.8")), Judgement::Denied(1));
        assert_eq!(
            judge(&rules, Some(id(1)), ip("::ffff:192.0.2.8")),
            Judgement::Denied(1),
            "the same address"
        );
        assert_eq!(judge(&rules, Some(id(1)), ip("2001:db8:1::1")), Judgement::Denied(2));
        assert_eq!(judge(&rules, Some(id(1)), ip("192.0.3.1")), Judgement::Allowed(None));
        assert_eq!(denied(2).to_string(), "denied by rule 3");
    }

    #[test]
    fn a_rule_about_an_id_waits_until_the_id_is_known() {
        let rules = rules(&[&format!("allow {}", id(1)), "deny all"]);
        assert_eq!(judge(&rules, None, ip("192.0.2.7")), Judgement::DependsOnId);
        assert_eq!(judge(&rules, Some(id(1)), None), Judgement::Allowed(Some(0)));
        assert_eq!(judge(&rules, Some(id(2)), None), Judgement::Denied(1));
    }

    #[test]
    fn a_rule_has_one_form_and_nonsense_has_none() {
        for text in ["deny 192.0.2.0/24", "allow ::/0", "deny all", "deny 10.0.0.1/32", "deny 0.0.0.0/0"] {
            assert_eq!(text.parse::<Rule>().unwrap().to_string(), text);
        }
        assert_eq!("deny 192.0.2.9/24".parse::<Rule>().unwrap().to_string(), "deny 192.0.2.0/24");
        for text in
            ["", "deny", "refuse all", "deny 192.0.2.0/33", "deny x", "deny 1.2.3", "deny 192.0.2.0/-1"]
        {
            assert!(text.parse::<Rule>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_rule_about_all_ipv4_addresses_means_no_ipv6_address() {
        let rules = rules(&["deny 0.0.0.0/0"]);
        assert_eq!(judge(&rules, None, ip("10.0.0.1")), Judgement::Denied(0));
        assert_eq!(judge(&rules, None, ip("2001:db8::1")), Judgement::Allowed(None));
    }
}
