//! Whether this node will have a peer that belongs to its network: the operator's word, room, and that no other node with
//! the same key is connected.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cyberfly_core::hello::{Hello, Verdict};
use cyberfly_core::{ErrorCode, PublicKey, Refused};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

use crate::control::Order;
use crate::event::Event;
use crate::handshake::Admission;
use crate::inner::Inner;
use crate::link::{Link, Shared};
use crate::reason::Reason;

/// How long the node at the other end of an older connection may take to show that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// What a node hears that comes with a key that is connected already.
const SAME_KEY: &str =
    "another node with the same key is connected: one of the two must get a key of its own";

/// Whether there is room for a peer that belongs here; holds the place it found.
pub(crate) struct Gate {
    inner: Arc<Inner>,
    from: Option<IpAddr>,
    slot: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Gate {
    pub(crate) fn new(inner: Arc<Inner>, from: Option<IpAddr>) -> Self {
        Self { inner, from, slot: Mutex::default() }
    }

    /// The place that was found.
    pub(crate) fn into_slot(self) -> Option<OwnedSemaphorePermit> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        if slot.is_some() {
            // Nobody came in: there is room again.
            drop(slot);
            self.inner.turns.pass();
        }
    }
}

impl Admission for Gate {
    async fn admit(&self, link: &Shared, hello: &Hello) -> Verdict {
        self.inner.gatekeeper.admits(link.peer, self.from)?;
        if let Some(older) = self.inner.older(link.peer, hello)
            && answers(&older).await
        {
            self.inner.same_key(link.peer, &older);
            return Err(Refused::new(ErrorCode::Conflict, SAME_KEY));
        }
        let Ok(slot) = Arc::clone(&self.inner.slots).try_acquire_owned() else {
            let limit = self.inner.settings.max_peers;
            let reason = format!("there are as many connections as there may be ({limit})");
            return Err(Refused::new(ErrorCode::ResourceExhausted, reason));
        };
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(slot);
        Ok(())
    }
}

/// Whether the other end of a link is still there.
async fn answers(link: &Link) -> bool {
    let (waiting, answered) = oneshot::channel();
    if link.0.orders.try_send(Order::Ping(waiting)).is_err() {
        return false;
    }
    matches!(timeout(SIGN_OF_LIFE, answered).await, Ok(Ok(_)))
}

/// Whether a refusal says that this node's own key is used by another one.
pub(crate) fn is_about_own_key(reason: &Reason) -> bool {
    matches!(reason, Reason::RefusedByPeer(refused) if refused.code() == ErrorCode::Conflict)
}

impl Inner {
    /// A connection with the same key, made by another process than the one that comes now.
    fn older(&self, peer: PublicKey, hello: &Hello) -> Option<Link> {
        let table = self.table();
        let active = table.peers.get(&peer)?.active.as_ref()?;
        let (known, _) = active.link.0.hello.get()?;
        let is_other = known.instance != hello.instance && active.link.0.ended().is_none();
        is_other.then(|| active.link.clone())
    }

    fn same_key(&self, peer: PublicKey, older: &Link) {
        tracing::error!(%peer, "two nodes run with the same key: one of them must get a key of its own");
        if let Some(entry) = self.table().peers.get_mut(&peer) {
            entry.has_double = true;
        }
        // It hears of it at the next time if it has too much to do.
        let _busy = older.0.orders.try_send(Order::SameKey);
        self.tell(Event::SameKey { id: peer });
        self.changed();
    }

    /// Somebody says that another node runs with this node's key.
    pub(crate) fn own_key_is_doubled(&self) {
        if !self.own_double.swap(true, std::sync::atomic::Ordering::Relaxed) {
            tracing::error!(
                "another node runs with this node's key: stop one of them and give it a key of its own"
            );
            self.tell(Event::SameKey { id: self.id });
            self.changed();
        }
    }
}
