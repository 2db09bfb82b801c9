//! The network as the node holds it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::hello::{Hello, Verdict};
use cyberfly_core::network::Side;
use cyberfly_core::peer::{Address, PeerAddress, Source};
use cyberfly_core::ticket::Ticket;
use cyberfly_core::{ErrorCode, PublicKey, Refused, SecretKey};
use iroh::Endpoint;
use iroh::endpoint::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::clock::now_ms;
use crate::control::{self, ORDERS_LIMIT, Order};
use crate::endpoint::{self, BindError};
use crate::handshake::{self, Admission, ControlStream, Myself};
use crate::link::{Link, LinkError, Purpose, Shared};
use crate::reason::Reason;
use crate::report::PeerReport;
use crate::settings::Settings;
use crate::table::{Active, Phase, Table};
use crate::{Protocols, accept, keeper};

/// How long a connection may take to be made, its handshake included.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How many peers are dialled at once.
const DIALLING_LIMIT: usize = 16;
/// How long closing may take: peers are told, nobody is waited for longer.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The network. Clones are the same one; it goes on until [`Network::close`].
#[derive(Clone)]
pub struct Network(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) endpoint: Endpoint,
    pub(crate) settings: Settings,
    pub(crate) me: Myself,
    id: PublicKey,
    protocols: Arc<dyn Protocols>,
    table: Mutex<Table>,
    /// Held while the sync side is told of links, so that it hears of them in the order in which they come and go.
    telling: Mutex<()>,
    /// A place for each connection there may be.
    pub(crate) slots: Arc<Semaphore>,
    pub(crate) dialling: Semaphore,
    /// Grows with every change of the table.
    pub(crate) changes: watch::Sender<u64>,
    tasks: Mutex<JoinSet<()>>,
}

/// Whether there is room for a peer that belongs here; holds the place it found.
pub(crate) struct Gate {
    inner: Arc<Inner>,
    slot: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Network {
    /// Opens the endpoint, takes calls and dials. Nothing is waited for but the sockets; on an error nothing is open.
    pub async fn start(
        settings: Settings,
        key: &SecretKey,
        protocols: Arc<dyn Protocols>,
    ) -> Result<Self, BindError> {
        let endpoint = endpoint::bind(&settings.listen, settings.reach, key).await?;
        let mut instance = [0; 16];
        getrandom::fill(&mut instance).map_err(|error| BindError::Other(error.to_string()))?;
        let port = endpoint.bound_sockets().first().map_or(0, SocketAddr::port);
        let me = Myself {
            name: settings.name.clone(),
            secret: settings.secret.clone(),
            capabilities: settings.capabilities.clone(),
            instance,
            program: settings.program.clone(),
            port,
        };
        let inner = Arc::new(Inner {
            endpoint: endpoint.clone(),
            me,
            id: key.public(),
            protocols,
            table: Mutex::default(),
            telling: Mutex::default(),
            slots: Arc::new(Semaphore::new(settings.max_peers)),
            dialling: Semaphore::new(DIALLING_LIMIT),
            changes: watch::channel(0).0,
            tasks: Mutex::default(),
            settings,
        });
        inner.spawn(accept::take_calls(Arc::downgrade(&inner), endpoint));
        for peer in &inner.settings.peers {
            inner.learn(peer, Source::Configured);
        }
        Ok(Self(inner))
    }

    /// The addresses where connections are taken.
    pub fn listens_at(&self) -> Vec<SocketAddr> {
        self.0.endpoint.bound_sockets()
    }

    /// How it stands with every peer.
    pub fn peers(&self) -> Vec<PeerReport> {
        self.0.table().reports(now_ms())
    }

    /// The link with a peer, if there is one.
    pub fn link(&self, peer: PublicKey) -> Option<Link> {
        Some(self.0.table().peers.get(&peer)?.active.as_ref()?.link.clone())
    }

    /// Changes whenever something about a peer does.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Connects to a peer, at once if it is known already. This node itself is refused.
    pub fn add(&self, peer: &PeerAddress) -> Result<(), Refused> {
        if peer.id == self.0.id {
            return Err(Refused::new(ErrorCode::BadRequest, "this is the node itself; nothing was changed"));
        }
        self.0.learn(peer, Source::Added);
        Ok(())
    }

    /// Ends the connection with a peer and forgets it. It may come back by itself. Says whether it was known.
    pub fn remove(&self, peer: PublicKey) -> bool {
        let Some(entry) = self.0.table().peers.remove(&peer) else { return false };
        entry.wake.notify_one();
        if let Some(active) = entry.active {
            self.0.tell_down(&active.link, &Reason::Removed);
            active.link.0.close(Reason::Removed);
        }
        self.0.changed();
        true
    }

    /// Asks a peer whether it is there; returns how long its answer took.
    pub async fn ping(&self, peer: PublicKey) -> Result<Duration, LinkError> {
        let lost = || LinkError::Closed(Reason::Lost("there is no connection with it".to_owned()));
        let link = self.link(peer).ok_or_else(lost)?;
        let (waiting, answered) = oneshot::channel();
        link.0.orders.send(Order::Ping(waiting)).await.map_err(|_| lost())?;
        answered.await.map_err(|_| lost())
    }

    /// What another node needs to connect to this one.
    pub fn ticket(&self) -> Ticket {
        let settings = &self.0.settings;
        let mut addresses: Vec<Address> = Vec::new();
        let reachable = self.0.endpoint.addr();
        for bound in self.0.endpoint.bound_sockets().into_iter().filter(|bound| !bound.ip().is_unspecified())
        {
            addresses.push(Address::Ip(bound));
        }
        for address in reachable.ip_addrs().filter(|address| settings.reach.covers(address.ip())) {
            if !addresses.contains(&Address::Ip(*address)) {
                addresses.push(Address::Ip(*address));
            }
        }
        addresses.extend(reachable.relay_urls().map(|url| Address::Relay(url.to_string())));
        Ticket {
            peer: PeerAddress { id: self.0.id, addresses },
            network: settings.name.clone(),
            reach: settings.reach,
        }
    }

    /// Tells every peer that this node leaves, and closes the endpoint. Afterwards nothing runs any more.
    pub async fn close(&self) {
        let links: Vec<Link> = {
            let mut table = self.0.table();
            table
                .peers
                .values_mut()
                .filter_map(|entry| entry.active.take())
                .map(|active| active.link)
                .collect()
        };
        for link in links {
            self.0.tell_down(&link, &Reason::Closing);
            link.0.close(Reason::Closing);
        }
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.abort_all();
        if tokio::time::timeout(CLOSE_TIMEOUT, self.0.endpoint.close()).await.is_err() {
            tracing::warn!("some peers did not hear in time that this node leaves");
        }
        self.0.changed();
    }
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

    pub(crate) fn gate(self: &Arc<Self>) -> Gate {
        Gate { inner: Arc::clone(self), slot: Mutex::default() }
    }

    pub(crate) fn shared(&self, connection: Connection, side: Side) -> (Arc<Shared>, mpsc::Receiver<Order>) {
        let (orders, taken) = mpsc::channel(ORDERS_LIMIT);
        (Shared::new(connection, side, orders), taken)
    }

    pub(crate) async fn handshake_as_acceptor(
        self: Arc<Self>,
        connection: Connection,
        from: Option<SocketAddr>,
    ) {
        let (shared, orders) = self.shared(connection, Side::Acceptor);
        let gate = self.gate();
        let peer = shared.peer;
        let taken = match handshake::accept(&shared, &self.me, &gate).await {
            Ok(control) => self.establish(Arc::clone(&shared), control, orders, gate, from),
            Err(reason) => Err(reason),
        };
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
            entry.reason = Some(reason.clone());
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
        let slot = gate.slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced = self.enter(&link, from)?;
        if let Some(old) = replaced {
            self.protocols.down(link.peer(), &Reason::Replaced);
            old.0.close(Reason::Replaced);
        }
        self.protocols.up(link.clone());
        tracing::info!(peer = %link.peer(), dialled = link.is_initiator(), "connected");
        let inner = Arc::clone(self);
        self.spawn(async move {
            let why = inner.serve(&link, control, orders).await;
            inner.ended(&link, why);
            drop(slot);
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
        let listener = Heard { inner: self, link };
        tokio::select! {
            error = control::serve(control, orders, &listener) => {
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
        self.protocols.down(link.peer(), &why);
    }

    fn tell_down(&self, link: &Link, why: &Reason) {
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        self.protocols.down(link.peer(), why);
    }
}

impl Admission for Gate {
    async fn admit(&self, _link: &Shared, _hello: &Hello) -> Verdict {
        let Ok(slot) = Arc::clone(&self.inner.slots).try_acquire_owned() else {
            let reason =
                format!("there are as many connections as there may be ({})", self.inner.settings.max_peers);
            return Err(Refused::new(ErrorCode::ResourceExhausted, reason));
        };
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(slot);
        Ok(())
    }
}

/// Hears what comes over the control stream of a link.
struct Heard<'a> {
    inner: &'a Inner,
    link: &'a Link,
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
        }
    }
}
