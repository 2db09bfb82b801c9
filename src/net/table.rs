//! What is known of each peer. The table decides nothing about time and does nothing: the network asks and tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::PublicKey;
use cyberfly_core::backoff::{Backoff, Schedule};
use cyberfly_core::breaker::{Breaker, Policy};
use cyberfly_core::peer::{ADDRESSES_LIMIT, Address, PeerState, Source};
use cyberfly_core::phi::{self, Detector};
use cyberfly_core::rank::{Quality, Rank};
use tokio::sync::Notify;

use crate::link::Link;
use crate::reason::Reason;
use crate::report::{LinkReport, PeerReport};

/// How many peers are remembered. Beyond that nobody new is, but whom a person wants.
pub(crate) const PEERS_LIMIT: usize = 1024;
/// From this suspicion on a peer is shown as suspected: in good health it is wrong one time in a hundred million.
pub(crate) const SUSPICION: f64 = 8.0;

/// What is being done about a peer with which there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Known,
    Connecting,
    BackingOff { until_ms: u64 },
    Refused { until_ms: u64 },
}

/// A peer.
pub(crate) struct Entry {
    pub(crate) addresses: Vec<Address>,
    pub(crate) sources: BTreeSet<Source>,
    pub(crate) phase: Phase,
    pub(crate) phase_since_ms: u64,
    pub(crate) reason: Option<Reason>,
    pub(crate) backoff: Backoff,
    pub(crate) breaker: Breaker,
    /// How well it could be reached so far.
    pub(crate) quality: Quality,
    pub(crate) active: Option<Active>,
    /// Told when something has changed for whoever keeps the connection.
    pub(crate) wake: Arc<Notify>,
    /// Whether somebody keeps it.
    pub(crate) is_kept: bool,
    /// Whether there was a connection since the start.
    pub(crate) was_active: bool,
    /// Whether another node with the same key was seen.
    pub(crate) has_double: bool,
}

/// A connection with a peer.
pub(crate) struct Active {
    pub(crate) link: Link,
    pub(crate) since_ms: u64,
    pub(crate) clock_ahead_ms: i64,
    pub(crate) detector: Detector,
    pub(crate) ping: Option<Duration>,
}

impl Active {
    pub(crate) fn new(link: Link, now_ms: u64) -> Self {
        let theirs = link.0.hello.get().map_or(now_ms, |(hello, _)| hello.clock_ms);
        let ahead = i128::from(theirs) - i128::from(now_ms);
        let clock_ahead_ms = i64::try_from(ahead).unwrap_or(if ahead < 0 { i64::MIN } else { i64::MAX });
        Self {
            link,
            since_ms: now_ms,
            clock_ahead_ms,
            detector: Detector::new(phi::Settings::default()),
            ping: None,
        }
    }
}

impl Entry {
    pub(crate) fn new(now_ms: u64) -> Self {
        Self {
            addresses: Vec::new(),
            sources: BTreeSet::new(),
            phase: Phase::Known,
            phase_since_ms: now_ms,
            reason: None,
            backoff: Backoff::new(Schedule::default()),
            breaker: Breaker::new(Policy::default()),
            quality: Quality::default(),
            active: None,
            wake: Arc::new(Notify::new()),
            is_kept: false,
            was_active: false,
            has_double: false,
        }
    }

    pub(crate) fn enter(&mut self, phase: Phase, now_ms: u64) {
        self.phase = phase;
        self.phase_since_ms = now_ms;
    }

    /// What went wrong before counts no more, and whoever keeps the connection goes on at once.
    pub(crate) fn forgive(&mut self, now_ms: u64) {
        self.backoff = Backoff::new(Schedule::default());
        self.breaker = Breaker::new(Policy::default());
        self.enter(Phase::Known, now_ms);
        self.wake.notify_one();
    }

    pub(crate) fn state(&self, is_banned: bool, now_ms: u64) -> PeerState {
        match (&self.active, self.phase) {
            (None, _) if is_banned => PeerState::Banned,
            (Some(active), _) => match active.detector.phi(now_ms) {
                Some(phi) if phi >= SUSPICION => PeerState::Suspected,
                _ => PeerState::Active,
            },
            (None, Phase::Known) => PeerState::Known,
            (None, Phase::Connecting) => PeerState::Connecting,
            (None, Phase::BackingOff { .. }) => PeerState::BackingOff,
            (None, Phase::Refused { .. }) => PeerState::Refused,
        }
    }

    pub(crate) fn report(&self, id: PublicKey, is_banned: bool, now_ms: u64) -> PeerReport {
        let is_tried = self.active.is_none() && self.is_kept && !is_banned;
        let next_try_ms = match self.phase {
            Phase::BackingOff { until_ms } | Phase::Refused { until_ms } if is_tried => Some(until_ms),
            _ => None,
        };
        let active = self.active.as_ref();
        PeerReport {
            id,
            state: self.state(is_banned, now_ms),
            since_ms: active.map_or(self.phase_since_ms, |active| active.since_ms),
            sources: self.sources.iter().copied().collect(),
            addresses: self.addresses.clone(),
            reason: self.reason.clone().filter(|_| active.is_none()),
            next_try_ms,
            failures: self.backoff.failures(),
            breaker: self.breaker.state().word(),
            rank: 0,
            rtt: self.quality.rtt(),
            reached: self.quality.reached(),
            has_double: self.has_double,
            phi: active.and_then(|active| active.detector.phi(now_ms)),
            is_being_tried: false,
            link: active.and_then(|active| {
                LinkReport::of(&active.link, active.since_ms, active.ping, active.clock_ahead_ms)
            }),
        }
    }
}

impl Entry {
    /// Its place among those to connect to.
    pub(crate) fn rank(&self) -> Rank {
        self.quality.rank(self.is_wanted())
    }

    /// Whether a person wants it.
    pub(crate) fn is_wanted(&self) -> bool {
        self.sources.iter().any(|source| source.is_wanted())
    }
}

/// All peers.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) peers: BTreeMap<PublicKey, Entry>,
}

impl Table {
    /// Forgets a caller that was never connected and that nobody keeps. None if there is no such one.
    fn make_room(&mut self) -> Option<()> {
        let idle = |(_, entry): &(&PublicKey, &Entry)| !entry.is_kept && entry.active.is_none();
        let oldest = self.peers.iter().filter(idle).min_by_key(|(_, entry)| entry.phase_since_ms);
        let id = oldest.map(|(id, _)| *id)?;
        self.peers.remove(&id).map(drop)
    }

    /// Learns of a peer, or more of one. None if there is no room for another one.
    pub(crate) fn learn(
        &mut self,
        id: PublicKey,
        addresses: &[Address],
        source: Source,
        now_ms: u64,
    ) -> Option<&mut Entry> {
        if !self.peers.contains_key(&id) && self.peers.len() >= PEERS_LIMIT && !source.is_wanted() {
            self.make_room()?;
        }
        let entry = self.peers.entry(id).or_insert_with(|| Entry::new(now_ms));
        entry.sources.insert(source);
        for address in addresses {
            // What was told last is tried first.
            entry.addresses.retain(|known| known != address);
            entry.addresses.insert(0, address.clone());
        }
        entry.addresses.truncate(ADDRESSES_LIMIT);
        Some(entry)
    }
}
