//! Peer exchange: nodes say signed where they are and with whom they are connected, and pass on what others said.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use cyberfly_core::PublicKey;
use cyberfly_core::announcement::{self, AGE_LIMIT_MS, Announcement};
use cyberfly_core::peer::{Address, PeerAddress, Source};
use tokio::time::timeout;

use crate::clock::now_ms;
use crate::control::Order;
use crate::inner::Inner;
use crate::table::PEERS_LIMIT;

/// The word for it among capabilities.
pub(crate) const CAPABILITY: &str = "exchange";
/// How long changes are gathered before they are told.
const GATHER: Duration = Duration::from_millis(500);
/// How often a node says anew what it said.
const SAY_EVERY: Duration = Duration::from_secs(60);
/// How many announcements go into one message, and how many one peer may send in [`BUDGET_PERIOD`].
pub(crate) const MESSAGE_ITEMS: usize = 12;
const BUDGET: usize = 240;
const BUDGET_PERIOD: Duration = Duration::from_secs(10);
/// How many peers are known from others alone.
const HEARSAY_LIMIT: usize = 256;

/// What was announced, by whom; and to whom it was passed on.
#[derive(Default)]
pub(crate) struct Announced {
    pub(crate) said: BTreeMap<PublicKey, Said>,
    told: BTreeMap<PublicKey, BTreeMap<PublicKey, u64>>,
}

/// What a node said last.
pub(crate) struct Said {
    pub(crate) announcement: Announcement,
    bytes: Vec<u8>,
}

/// How much a peer has sent.
pub(crate) struct Budget {
    since: Instant,
    items: usize,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), items: 0 }
    }

    fn take(&mut self) -> bool {
        if self.since.elapsed() >= BUDGET_PERIOD {
            *self = Self::new();
        }
        self.items += 1;
        self.items <= BUDGET
    }
}

/// Announces this node whenever its connections change, and passes on what others say, until the network is gone.
pub(crate) async fn run(network: Weak<Inner>) {
    let Some(mut changes) = network.upgrade().map(|inner| inner.changes.subscribe()) else { return };
    let mut said: Option<(BTreeSet<PublicKey>, Instant)> = None;
    loop {
        let Some(inner) = network.upgrade() else { return };
        let links = inner.linked();
        if said.as_ref().is_none_or(|(before, at)| *before != links || at.elapsed() >= SAY_EVERY) {
            inner.announce(&links);
            said = Some((links, Instant::now()));
        }
        inner.pass_on();
        drop(inner);
        if matches!(timeout(SAY_EVERY, changes.changed()).await, Ok(Err(_))) {
            return;
        }
        tokio::time::sleep(GATHER).await;
    }
}

impl Inner {
    fn linked(&self) -> BTreeSet<PublicKey> {
        let table = self.table();
        table.peers.iter().filter(|(_, entry)| entry.active.is_some()).map(|(id, _)| *id).collect()
    }

    fn announce(&self, links: &BTreeSet<PublicKey>) {
        let ticket = self.ticket();
        let addresses = ticket.peer.addresses.iter().filter_map(|address| match address {
            Address::Ip(address) => Some(*address),
            _ => None,
        });
        let announcement = Announcement {
            network: self.settings.name.clone(),
            at_ms: now_ms(),
            addresses: addresses.take(announcement::ADDRESSES_LIMIT).collect(),
            links: links.iter().copied().take(announcement::LINKS_LIMIT).collect(),
        };
        let bytes = announcement.sign(&self.key);
        self.announced().said.insert(self.id, Said { announcement, bytes });
    }

    /// Sends each peer what it has not heard yet.
    fn pass_on(&self) {
        let links: Vec<_> = {
            let table = self.table();
            let active = table.peers.values().filter_map(|entry| entry.active.as_ref());
            active
                .map(|active| active.link.clone())
                .filter(|link| link.capabilities().has(CAPABILITY))
                .collect()
        };
        let mut announced = self.announced();
        let now = now_ms();
        announced.said.retain(|_, said| said.announcement.at_ms.saturating_add(AGE_LIMIT_MS) > now);
        let Announced { said, told } = &mut *announced;
        told.retain(|peer, _| links.iter().any(|link| link.peer() == *peer));
        for link in links {
            let told = told.entry(link.peer()).or_default();
            told.retain(|id, _| said.contains_key(id));
            let news = said.iter().filter(|(id, said)| {
                **id != link.peer() && told.get(*id).is_none_or(|at| *at < said.announcement.at_ms)
            });
            let news: Vec<_> =
                news.map(|(id, said)| (*id, said.announcement.at_ms, said.bytes.clone())).collect();
            for part in news.chunks(MESSAGE_ITEMS) {
                let items = part.iter().map(|(_, _, bytes)| bytes.clone()).collect();
                // A peer that takes nothing hears the rest at the next time.
                if link.0.orders.try_send(Order::Say(items)).is_err() {
                    break;
                }
                told.extend(part.iter().map(|(id, at_ms, _)| (*id, *at_ms)));
            }
        }
    }

    /// A peer has passed on what nodes say of themselves. What does not hold is dropped; whoever passed it on may not know.
    pub(crate) fn heard_of(self: &Arc<Self>, from: PublicKey, items: &[Vec<u8>], budget: &mut Budget) {
        let now = now_ms();
        let mut is_news = false;
        for bytes in items {
            if !budget.take() {
                return;
            }
            let checked = Announcement::check(bytes, &self.settings.name, now);
            let Ok((id, announcement)) = checked.inspect_err(|refused| {
                tracing::debug!(peer = %from, %refused, "an announcement was dropped");
            }) else {
                continue;
            };
            if id == self.id || !self.keep(from, id, announcement, bytes) {
                continue;
            }
            is_news = true;
        }
        if is_news {
            self.changed();
        }
    }

    /// Keeps an announcement that is newer than what is known; says whether it is.
    fn keep(
        self: &Arc<Self>,
        from: PublicKey,
        id: PublicKey,
        announcement: Announcement,
        bytes: &[u8],
    ) -> bool {
        let mut announced = self.announced();
        announced.told.entry(from).or_default().insert(id, announcement.at_ms);
        let known = announced.said.get(&id).map(|said| said.announcement.at_ms);
        let is_full = known.is_none() && announced.said.len() >= PEERS_LIMIT;
        if is_full || known.is_some_and(|at| at >= announcement.at_ms) {
            return false;
        }
        let reach = self.settings.reach;
        let within = |address: &&SocketAddr| reach.covers(address.ip()) && address.port() != 0;
        let addresses: Vec<_> =
            announcement.addresses.iter().filter(within).map(|at| Address::Ip(*at)).collect();
        announced.said.insert(id, Said { announcement, bytes: bytes.to_vec() });
        drop(announced);
        let hearsay = {
            let table = self.table();
            let only = |entry: &&crate::table::Entry| entry.sources.iter().eq([&Source::Exchange]);
            !table.peers.contains_key(&id) && table.peers.values().filter(only).count() >= HEARSAY_LIMIT
        };
        if !addresses.is_empty() && !hearsay {
            self.learn(&PeerAddress { id, addresses }, Source::Exchange);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_floods_is_not_listened_to_until_its_time_is_over() {
        let mut budget = Budget::new();
        assert_eq!((0..10_000).filter(|_| budget.take()).count(), BUDGET);
        budget.since = Instant::now().checked_sub(BUDGET_PERIOD).unwrap();
        assert!(budget.take());
    }
}
