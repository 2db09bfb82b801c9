//! Keeping a connection with one peer: dial, hold, and dial again when it is lost, with growing patience.

use std::sync::{Arc, Weak};
use std::time::Duration;

use cyberfly_core::PublicKey;
use cyberfly_core::breaker::Permit;
use cyberfly_core::network::Side;
use cyberfly_core::peer::{Address, PeerState, Reach};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::clock::{now_ms, random};
use crate::inner::{CONNECT_TIMEOUT, Inner};
use crate::reason::Reason;
use crate::table::{Entry, Phase};
use crate::{dial, handshake};

/// How long a peer that was refused, or refuses, is left alone at least.
const REFUSED_REST_MS: u64 = 30_000;

/// After so many failures in a row a peer is forgotten that no person named: about half an hour.
const FAILURES_LIMIT: u32 = 40;

/// What to do next about a peer.
enum Step {
    /// It is not known any more.
    End,
    /// Wait until something changes for it.
    Hold,
    /// Wait so long.
    Rest(Duration),
    /// Dial.
    Dial,
}

/// Keeps a connection with a peer until it is forgotten.
pub(crate) async fn keep(network: Weak<Inner>, id: PublicKey) {
    loop {
        let Some(inner) = network.upgrade() else { return };
        let (step, wake) = inner.next_step(id);
        match step {
            Step::End => return,
            Step::Dial => inner.dial(id).await,
            Step::Hold => {
                drop(inner);
                wake.notified().await;
            }
            Step::Rest(rest) => {
                drop(inner);
                let _woken = timeout(rest, wake.notified()).await;
            }
        }
    }
}

impl Inner {
    fn next_step(&self, id: PublicKey) -> (Step, Arc<Notify>) {
        let mut table = self.table();
        let Some(entry) = table.peers.get_mut(&id) else { return (Step::End, Arc::new(Notify::new())) };
        let wake = Arc::clone(&entry.wake);
        if entry.active.is_some() || !self.can_be_dialled(entry) || self.gatekeeper.is_banned(id) {
            return (Step::Hold, wake);
        }
        let now = now_ms();
        if let Phase::BackingOff { until_ms } | Phase::Refused { until_ms } = entry.phase
            && until_ms > now
        {
            return (Step::Rest(Duration::from_millis(until_ms - now)), wake);
        }
        // It may be long until there is room for it.
        if self.slots.available_permits() == 0 {
            entry.enter(Phase::Known, now);
        }
        (Step::Dial, wake)
    }

    fn can_be_dialled(&self, entry: &Entry) -> bool {
        let by_id_alone = self.settings.reach == Reach::Internet;
        !entry.addresses.is_empty() || by_id_alone
    }

    /// Whether it will soon be known if there is a connection to be had: none of the tries since the start, or since a
    /// connection that lasted, has failed yet.
    pub(crate) fn is_being_tried(&self, entry: &Entry, state: PeerState) -> bool {
        let is_next = match state {
            PeerState::Connecting => true,
            PeerState::Known => self.can_be_dialled(entry) && self.slots.available_permits() > 0,
            _ => false,
        };
        is_next && entry.is_kept && entry.backoff.failures() == 0
    }

    async fn dial(self: &Arc<Self>, id: PublicKey) {
        let Some((rank, wake)) =
            self.table().peers.get(&id).map(|entry| (entry.rank(), Arc::clone(&entry.wake)))
        else {
            return;
        };
        // What changes for it meanwhile may make its turn superfluous.
        let _turn = tokio::select! {
            turn = self.turns.wait(rank) => turn,
            () = wake.notified() => return,
        };
        let Some((permit, addresses)) = self.begin_try(id) else { return };
        let tried = timeout(CONNECT_TIMEOUT, self.try_once(id, &addresses)).await;
        let tried = tried.unwrap_or_else(|_| {
            let seconds = CONNECT_TIMEOUT.as_secs();
            Err(Reason::Lost(format!("it did not answer within {seconds} s")))
        });
        self.end_try(id, permit, tried);
    }

    /// Marks the peer as being dialled. None if that is not to be, after all.
    fn begin_try(&self, id: PublicKey) -> Option<(Permit, Vec<Address>)> {
        let now = now_ms();
        let mut table = self.table();
        let entry = table.peers.get_mut(&id)?;
        if entry.active.is_some() {
            return None;
        }
        let permit = match entry.breaker.permit(now) {
            Ok(permit) => permit,
            Err(open) => {
                entry.enter(Phase::BackingOff { until_ms: now.saturating_add(open.retry_after_ms) }, now);
                return None;
            }
        };
        entry.enter(Phase::Connecting, now);
        let addresses = entry.addresses.clone();
        drop(table);
        self.changed();
        Some((permit, addresses))
    }

    async fn try_once(self: &Arc<Self>, id: PublicKey, addresses: &[Address]) -> Result<(), Reason> {
        let connection = dial::connect(&self.endpoint, self.settings.reach, id, addresses).await?;
        let (shared, orders) = self.shared(connection, Side::Dialler);
        let gate = self.gate(None);
        let control = handshake::dial(&shared, &self.me(), &gate).await;
        match control {
            Ok(control) => self.establish(shared, control, orders, gate, None),
            Err(reason) => {
                shared.close(reason.clone());
                Err(reason)
            }
        }
    }

    fn end_try(&self, id: PublicKey, permit: Permit, tried: Result<(), Reason>) {
        let now = now_ms();
        let mut table = self.table();
        let Some(entry) = table.peers.get_mut(&id) else { return };
        match tried {
            Ok(()) => {
                entry.breaker.succeeded(permit);
                entry.quality.succeeded();
            }
            // The peer answers; that the other connection is kept is no failure.
            Err(Reason::Replaced) => {
                entry.breaker.succeeded(permit);
                entry.fail(Reason::Replaced, now);
            }
            Err(reason) => {
                match reason {
                    // Who refuses is there and well.
                    Reason::Refused(_) | Reason::RefusedByPeer(_) => entry.breaker.succeeded(permit),
                    _ => {
                        entry.breaker.failed(permit, now);
                        entry.quality.failed();
                    }
                }
                tracing::debug!(peer = %id, %reason, "no connection");
                let refused =
                    (reason.is_refusal() && entry.reason.as_ref() != Some(&reason)).then(|| reason.clone());
                entry.fail(reason, now);
                // Who was never wanted by a person, and is not there, is forgotten in the end.
                let is_lost = entry.backoff.failures() >= FAILURES_LIMIT
                    && !entry.is_wanted()
                    && entry.active.is_none();
                if is_lost {
                    table.peers.remove(&id);
                }
                if let Some(reason) = refused {
                    drop(table);
                    self.refused(id, reason);
                    return self.changed();
                }
            }
        }
        drop(table);
        self.changed();
    }
}

impl Entry {
    /// A try failed, or a connection was lost: rest before the next.
    pub(crate) fn fail(&mut self, reason: Reason, now_ms: u64) {
        let rest = self.backoff.failed(random());
        let is_refusal = reason.is_refusal();
        self.reason = Some(reason);
        if self.active.is_some() {
            return;
        }
        let phase = if is_refusal {
            Phase::Refused { until_ms: now_ms.saturating_add(REFUSED_REST_MS).saturating_add(rest) }
        } else {
            Phase::BackingOff { until_ms: now_ms.saturating_add(rest) }
        };
        self.enter(phase, now_ms);
    }
}
