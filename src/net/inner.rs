//! What the network is made of, and the life of a link: entered, served, ended.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::network::Side;
use cyberfly_core::peer::{Address, PeerAddress, Source};
use cyberfly_core::ticket::Ticket;
use cyberfly_core::{ErrorCode, PublicKey, Refused, SecretKey};
use iroh::Endpoint;
use iroh::endpoint::{Connection, VarInt};
use tokio::sync::{Semaphore, broadcast, mpsc, watch};
use tokio::task::JoinSet;

use crate::admission::{Gate, is_about_own_key};
use crate::book::Book;
use crate::clock::now_ms;
use crate::control::{self, ORDERS_LIMIT, Order};
use crate::doorstep::{Caller, Doorstep};
use crate::endpoint::WINDOW;
use crate::event::Event;
use crate::find::exchange::{Announced, Budget};
use crate::gatekeeper::Gatekeeper;
use crate::handshake::{self, ControlStream, Myself};
use crate::link::{Link, LinkError, Purpose, Shared};
use crate::pace::{Bandwidth, Pace};
use crate::reason::Reason;
use crate::settings::{Changeable, Settings};
use crate::table::{Active, Phase, Table};
use crate::turns::Turns;
use crate::{Protocols, keeper};

/// How long a connection may take to be made, its handshake included.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Inner {
    pub(crate) endpoint: Endpoint,
    pub(crate) settings: Settings,
    pub(crate) changeable: Mutex<Changeable>,
    pub(crate) me: Myself,
    pub(crate) id: PublicKey,
    pub(crate) key: SecretKey,
    pub(crate) protocols: Arc<dyn Protocols>,
    pub(crate) table: Mutex<Table>,
    pub(crate) announced: Mutex<Announced>,
    pub(crate) gatekeeper: Gatekeeper,
    pub(crate) book: Book,
    pub(crate) certificates: Mutex<Vec<Vec<u8>>>,
    /// Held while the sync side is told of links, so that it hears of them in the order in which they come and go.
    pub(crate) telling: Mutex<()>,
    /// A place for each connection there may be.
    pub(crate) slots: Arc<Semaphore>,
    pub(crate) turns: Arc<Turns>,
    /// Those who call and have not shown yet that they belong here.
    pub(crate) doorstep: Arc<Doorstep>,
    pub(crate) pace: Arc<Pace>,
    /// Grows with every change of the table.
    pub(crate) changes: watch::Sender<u64>,
    pub(crate) events: broadcast::Sender<Event>,
    /// Bytes over links that have ended.
    pub(crate) sent: AtomicU64,
    pub(crate) received: AtomicU64,
    /// Whether another node runs with this node's key.
    pub(crate) own_double: AtomicBool,
    pub(crate) tasks: Mutex<JoinSet<()>>,
}

impl Inner {
    pub(crate) fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs something until it ends or the network is closed.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    pub(crate) fn changed(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Learns of a peer and sees to it that somebody keeps a connection with it.
    pub(crate) fn learn(self: &Arc<Self>, peer: &PeerAddress, source: Source) {
        if peer.id == self.id {
            return;
        }
        let mut table = self.table();
        let Some(entry) = table.learn(peer.id, &peer.addresses, source, now_ms()) else { return };
        let is_kept = std::mem::replace(&mut entry.is_kept, true);
        // Who was told of anew is tried anew.
        if source.is_wanted() && entry.active.is_none() && !matches!(entry.phase, Phase::Connecting) {
            entry.enter(Phase::Known, now_ms());
        }
        entry.wake.notify_one();
        drop(table);
        if !is_kept {
            self.spawn(keeper::keep(Arc::downgrade(self), peer.id));
        }
        self.changed();
    }

    pub(crate) fn gate(self: &Arc<Self>, from: Option<SocketAddr>) -> Gate {
        Gate::new(Arc::clone(self), from.map(|from| from.ip()))
    }

    pub(crate) fn shared(&self, connection: Connection, side: Side) -> (Arc<Shared>, mpsc::Receiver<Order>) {
        let (orders, taken) = mpsc::channel(ORDERS_LIMIT);
        let limits = self.changeable.lock().unwrap_or_else(PoisonError::into_inner).bandwidth;
        let own = Arc::new(Pace::new(limits.up_per_peer, limits.down_per_peer));
        limit_window(&connection, limits);
        (Shared::new(connection, side, orders, [Arc::clone(&self.pace), own]), taken)
    }

    pub(crate) async fn handshake_as_acceptor(
        self: Arc<Self>,
        connection: Connection,
        from: Option<SocketAddr>,
        mut caller: Caller,
    ) {
        let (shared, orders) = self.shared(connection, Side::Acceptor);
        let gate = self.gate(from);
        let peer = shared.peer;
        if let Err(refused) = caller.is(peer) {
            tracing::debug!(%peer, ?from, %refused, "a call was not taken");
            return shared.close(Reason::Refused(refused));
        }
        let taken = match handshake::accept(&shared, &self.me(), &gate).await {
            Ok(control) => self.establish(Arc::clone(&shared), control, orders, gate, from),
            Err(reason) => Err(reason),
        };
        match &taken {
            // Whoever has dialled at the same time belongs here, too.
            Ok(()) | Err(Reason::Replaced) => caller.belongs_here(),
            Err(_) => drop(caller),
        }
        if let Err(reason) = taken {
            tracing::info!(%peer, ?from, %reason, "a call was not taken");
            self.note_refusal(peer, &reason);
            shared.close(reason);
        }
    }

    /// Remembers why there is no connection with a peer that called.
    fn note_refusal(&self, peer: PublicKey, reason: &Reason) {
        if !reason.is_refusal() {
            return;
        }
        let now = now_ms();
        let mut table = self.table();
        if let Some(entry) = table.learn(peer, &[], Source::Incoming, now)
            && entry.active.is_none()
        {
            let is_news = entry.reason.as_ref() != Some(reason);
            entry.reason = Some(reason.clone());
            if is_news {
                self.tell(Event::Refused { peer, reason: reason.clone() });
            }
            if !matches!(entry.phase, Phase::Connecting) {
                let until_ms = match entry.phase {
                    Phase::BackingOff { until_ms } | Phase::Refused { until_ms } => until_ms,
                    _ => now,
                };
                entry.enter(Phase::Refused { until_ms }, now);
            }
        }
        drop(table);
        self.changed();
    }

    /// Enters a connection whose handshake has ended well, and serves it. Refused if another one is kept.
    pub(crate) fn establish(
        self: &Arc<Self>,
        shared: Arc<Shared>,
        control: ControlStream,
        orders: mpsc::Receiver<Order>,
        gate: Gate,
        from: Option<SocketAddr>,
    ) -> Result<(), Reason> {
        let link = Link(shared);
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced = self.enter(&link, from)?;
        let slot = gate.into_slot();
        if let Some(old) = replaced {
            self.protocols.down(link.peer(), &Reason::Replaced);
            old.0.close(Reason::Replaced);
        }
        self.protocols.up(link.clone());
        self.tell(Event::Up { peer: link.peer(), dialled: link.is_initiator() });
        tracing::info!(peer = %link.peer(), dialled = link.is_initiator(), "connected");
        let inner = Arc::clone(self);
        self.spawn(async move {
            let why = inner.serve(&link, control, orders).await;
            inner.ended(&link, why);
            drop(slot);
            inner.turns.pass();
            inner.changed();
        });
        self.changed();
        Ok(())
    }

    /// Puts a link into the table; returns the one that it replaces.
    fn enter(self: &Arc<Self>, link: &Link, from: Option<SocketAddr>) -> Result<Option<Link>, Reason> {
        let now = now_ms();
        let port = link.0.hello.get().map_or(0, |(hello, _)| hello.port);
        // The peer takes calls where it called from.
        let address = from.filter(|_| port != 0).map(|from| Address::Ip(SocketAddr::new(from.ip(), port)));
        let mut table = self.table();
        let full = || {
            let reason = "as many peers are known here as may be";
            Reason::Refused(Refused::new(ErrorCode::ResourceExhausted, reason))
        };
        let entry = match (link.is_initiator(), table.peers.get_mut(&link.peer())) {
            (true, Some(entry)) => entry,
            // It was removed while it was dialled.
            (true, None) => return Err(Reason::Removed),
            (false, _) => {
                table.learn(link.peer(), address.as_slice(), Source::Incoming, now).ok_or_else(full)?
            }
        };
        let old = match &entry.active {
            Some(active) if !self.prefers(link, &active.link) => return Err(Reason::Replaced),
            _ => entry.active.take().map(|active| active.link),
        };
        entry.active = Some(Active::new(link.clone(), now));
        entry.reason = None;
        entry.was_active = true;
        entry.enter(Phase::Known, now);
        let is_kept = std::mem::replace(&mut entry.is_kept, true);
        drop(table);
        if !is_kept {
            self.spawn(keeper::keep(Arc::downgrade(self), link.peer()));
        }
        Ok(old)
    }

    /// Whether a new link is to replace the one there is. Both sides must come to the same: of two connections that were
    /// dialled from both sides at once, the one that the smaller id dialled is kept; of two from the same side, the newer.
    fn prefers(&self, new: &Link, old: &Link) -> bool {
        let same_instance = |link: &Link| link.0.hello.get().map(|(hello, _)| hello.instance);
        if old.0.ended().is_some() || same_instance(new) != same_instance(old) {
            return true;
        }
        new.is_initiator() == old.is_initiator() || new.is_initiator() == (self.id < new.peer())
    }

    /// Serves a link until it ends.
    async fn serve(
        self: &Arc<Self>,
        link: &Link,
        control: ControlStream,
        orders: mpsc::Receiver<Order>,
    ) -> Reason {
        let mut listener = Heard { inner: self, link, budget: Budget::new() };
        tokio::select! {
            error = control::serve(control, orders, &mut listener) => {
                let why = match error {
                    LinkError::Closed(reason) => reason,
                    other => Reason::Fault(other.to_string()),
                };
                link.0.close(why);
            }
            () = self.take_streams(link) => {}
            _ = link.closed() => {}
        }
        link.closed().await
    }

    /// Takes the streams that the peer opens, each on a task of its own. How many there may be is told to the peer by QUIC.
    async fn take_streams(self: &Arc<Self>, link: &Link) {
        let mut streams = JoinSet::new();
        while let Ok((send, recv)) = link.0.connection.accept_bi().await {
            while streams.try_join_next().is_some() {}
            let send = crate::frame::SendHalf::new(send, Arc::clone(&link.0));
            let mut recv = crate::frame::RecvHalf::new(recv, Arc::clone(&link.0));
            let (link, protocols) = (link.clone(), Arc::clone(&self.protocols));
            streams.spawn(async move {
                match recv.byte().await.map(Purpose::of_byte) {
                    Ok(Some(Purpose::Control)) => link.fault("it opens a second control stream"),
                    Ok(Some(purpose)) => protocols.accept(link, purpose, send, recv).await,
                    // A purpose of a later version: the stream is broken off, which says so.
                    Ok(None) | Err(_) => {}
                }
            });
        }
    }

    /// A link has ended.
    fn ended(&self, link: &Link, why: Reason) {
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now_ms();
        let mut table = self.table();
        let Some(entry) = table.peers.get_mut(&link.peer()) else { return };
        let Some(active) = entry.active.take_if(|active| Arc::ptr_eq(&active.link.0, &link.0)) else {
            return;
        };
        tracing::info!(peer = %link.peer(), %why, "disconnected");
        let lasted = now.saturating_sub(active.since_ms);
        entry.backoff.lasted(lasted);
        entry.reason = Some(why.clone());
        if entry.backoff.failures() == 0 && lasted > 0 {
            entry.enter(Phase::Known, now);
        } else {
            entry.fail(why.clone(), now);
        }
        entry.wake.notify_one();
        drop(table);
        self.count(link);
        self.protocols.down(link.peer(), &why);
        self.tell(Event::Down { peer: link.peer(), reason: why });
    }

    /// Ends a link that was taken out of the table.
    pub(crate) fn end(&self, link: &Link, why: Reason) {
        let telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        self.count(link);
        self.protocols.down(link.peer(), &why);
        drop(telling);
        link.0.close(why.clone());
        self.tell(Event::Down { peer: link.peer(), reason: why });
    }

    /// Keeps the figures of a link that has ended.
    fn count(&self, link: &Link) {
        let stats = link.0.connection.stats();
        self.sent.fetch_add(stats.udp_tx.bytes, Ordering::Relaxed);
        self.received.fetch_add(stats.udp_rx.bytes, Ordering::Relaxed);
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listens: then nobody misses it.
        let _nobody = self.events.send(event);
    }

    /// One side will not have the other: told once, not at every try.
    pub(crate) fn refused(&self, peer: PublicKey, reason: Reason) {
        if is_about_own_key(&reason) {
            self.own_key_is_doubled();
        }
        tracing::warn!(%peer, %reason, "no connection");
        self.tell(Event::Refused { peer, reason });
    }

    /// What this node says of itself in handshakes.
    pub(crate) fn me(&self) -> Myself {
        let certificates = self.certificates.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Myself { certificates, ..self.me.clone() }
    }

    pub(crate) fn announced(&self) -> MutexGuard<'_, Announced> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of peers does not name this one any more.
    pub(crate) fn no_longer_in_file(&self, id: PublicKey) {
        let mut table = self.table();
        let Some(entry) = table.peers.get_mut(&id) else { return };
        entry.sources.remove(&Source::File);
        // Whoever else told of it is only a memory of the same.
        let others = [Source::Configured, Source::Added, Source::Mdns, Source::Exchange];
        let stays = others.iter().any(|source| entry.sources.contains(source));
        drop(table);
        if !stays {
            self.forget(id);
        }
    }

    /// Ends the connection with a peer and forgets it. Says whether it was known.
    pub(crate) fn forget(&self, peer: PublicKey) -> bool {
        let Some(entry) = self.table().peers.remove(&peer) else { return false };
        entry.wake.notify_one();
        if let Some(active) = entry.active {
            self.end(&active.link, Reason::Removed);
        }
        self.changed();
        true
    }

    /// What another node needs to connect to this one.
    pub(crate) fn ticket(&self) -> Ticket {
        let settings = &self.settings;
        let reachable = self.endpoint.addr();
        let bound = self.endpoint.bound_sockets().into_iter().filter(|bound| !bound.ip().is_unspecified());
        let mut addresses: Vec<_> = bound.map(Address::Ip).collect();
        for address in reachable.ip_addrs().filter(|address| settings.reach.covers(address.ip())) {
            if !addresses.contains(&Address::Ip(*address)) {
                addresses.push(Address::Ip(*address));
            }
        }
        addresses.extend(reachable.relay_urls().map(|url| Address::Relay(url.to_string())));
        Ticket {
            peer: PeerAddress { id: self.id, addresses },
            network: settings.name.clone(),
            reach: settings.reach,
        }
    }
}

/// Hears what comes over the control stream of a link.
struct Heard<'a> {
    inner: &'a Arc<Inner>,
    link: &'a Link,
    budget: Budget,
}

impl control::Listener for Heard<'_> {
    fn heard(&self, took: Duration) {
        let mut table = self.inner.table();
        let Some(entry) = table.peers.get_mut(&self.link.peer()) else { return };
        if let Some(active) = &mut entry.active
            && Arc::ptr_eq(&active.link.0, &self.link.0)
        {
            active.detector.heartbeat(now_ms());
            active.ping = Some(took);
            entry.quality.measured(took);
        }
    }

    fn passed_on(&mut self, items: &[Vec<u8>]) {
        if self.inner.settings.exchange {
            self.inner.heard_of(self.link.peer(), items, &mut self.budget);
        }
    }

    fn same_key(&self) {
        self.inner.own_key_is_doubled();
    }
}

/// A peer that may send little in all is not given room to send much ahead.
pub(crate) fn limit_window(connection: &Connection, limits: Bandwidth) {
    let least = |a: u64, b: u64| match (a, b) {
        (0, rate) | (rate, 0) => rate,
        (a, b) => a.min(b),
    };
    let window = match least(limits.down, limits.down_per_peer) {
        0 => WINDOW,
        // A tenth of a second, but room for a few packets.
        rate => u32::try_from(rate / 10).unwrap_or(WINDOW).clamp(64 * 1024, WINDOW),
    };
    connection.set_receive_window(VarInt::from_u32(window));
}
