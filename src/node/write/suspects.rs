//! Who has sent bad signatures lately.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_core::PublicKey;

use crate::address::Address;

/// How long whoever sent a bad signature is checked apart from the others.
const SUSPECT_FOR: Duration = Duration::from_secs(60);
/// The most suspects that are remembered.
const SUSPECTS_LIMIT: usize = 4096;

/// Who answers for a signature before it is checked. An author can be named by anyone, an address cannot: where callers
/// have addresses of their own it is the address, and on this machine, where all have the same one or none, the author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    Address(Address),
    Author(PublicKey),
    /// A peer has proven its key.
    Peer(PublicKey),
}

impl Source {
    pub(crate) fn of(from: Option<IpAddr>, author: PublicKey) -> Self {
        match from {
            Some(ip) if !ip.to_canonical().is_loopback() => Self::Address(ip.into()),
            _ => Self::Author(author),
        }
    }
}

/// Whose signatures are checked one by one, so that a bad one costs nobody else.
#[derive(Debug, Default)]
pub(crate) struct Suspects(Mutex<HashMap<Source, Instant>>);

impl Suspects {
    /// Notes a bad signature. When there are too many suspects, those of long ago are forgotten; if that is none, the new
    /// one is let go: a batch finds the bad ones in it all the same.
    pub(crate) fn note(&self, source: Source, now: Instant) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= SUSPECTS_LIMIT {
            until.retain(|_, until| *until > now);
        }
        if until.len() < SUSPECTS_LIMIT || until.contains_key(&source) {
            until.insert(source, now + SUSPECT_FOR);
        }
    }

    /// Whether this one sent a bad signature lately.
    pub(crate) fn has(&self, source: Source, now: Instant) -> bool {
        let until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(&source).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    fn author(number: u16) -> PublicKey {
        let mut seed = [0; 32];
        seed[..2].copy_from_slice(&number.to_be_bytes());
        SecretKey::from_seed(&seed).public()
    }

    #[test]
    fn a_suspect_is_one_for_a_while_and_nobody_else_is() {
        let (suspects, now) = (Suspects::default(), Instant::now());
        let (one, other) = (Source::of(None, author(1)), Source::of(None, author(2)));
        suspects.note(one, now);
        assert!(suspects.has(one, now) && !suspects.has(other, now));
        assert!(!suspects.has(one, now + SUSPECT_FOR));
    }

    #[test]
    fn whoever_names_another_as_the_author_is_known_by_the_own_address() {
        let there = Some("2001:db8::1".parse().unwrap());
        let next_door = Some("2001:db8::2".parse().unwrap());
        assert_eq!(Source::of(there, author(1)), Source::of(next_door, author(2)));
        let here = Some("127.0.0.1".parse().unwrap());
        assert_ne!(Source::of(here, author(1)), Source::of(here, author(2)));
    }

    #[test]
    fn it_never_remembers_more_than_its_limit() {
        let (suspects, now) = (Suspects::default(), Instant::now());
        let limit = u32::try_from(SUSPECTS_LIMIT).unwrap();
        let at = |n: u32| Source::of(Some(IpAddr::from((0x0a00_0000 + n).to_be_bytes())), author(0));
        (0..=limit).for_each(|n| suspects.note(at(n), now));
        assert_eq!(suspects.0.lock().unwrap().len(), SUSPECTS_LIMIT);
        assert!(suspects.has(at(0), now) && !suspects.has(at(limit), now));
        let later = now + SUSPECT_FOR;
        suspects.note(at(limit), later);
        assert_eq!(suspects.0.lock().unwrap().len(), 1);
    }
}
