//! Live replication: what is written goes to peers at once.
//!
//! Each connection has one live stream, on which both sides say what they want to hear of and send what is new. To whom
//! an operation goes whole and to whom by its id is decided by [`cyberfly_core::broadcast`]. A node passes on what it has
//! checked and stored, so that an operation which is not valid is its sender's own fault. Whatever is lost on the way,
//! because a peer does not read or is not there, is found by a session soon after.
//!
//! A peer can be asked to tell when an operation is on its disk: [`Live::replicas`].

mod peer;
mod recent;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::broadcast::{Broadcast, Heard};
use cyberfly_core::reconcile::Entry;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::{Claimed, DbName, OpId, PublicKey};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::link::Purpose;
use crate::replica::{Arrival, Arrived, Operations, Received, Replica};
use crate::stream::{Connection, Incoming};
use peer::{Item, Peer};
use recent::{Passed, Recent};
use wire::{MANY, Message, Sent};

/// The capability of a peer that takes the trace that an operation is a part of.
pub(crate) const TRACES: &str = "traces";
/// Operations of at most so many bytes are sent whole; larger ones are announced, and sent to whoever asks.
const WHOLE_BYTES: usize = 16 * 1024;
/// How many bytes of what was written wait to be passed on.
const WAITING_BYTES: usize = 16 * 1024 * 1024;
/// How many operations peers may want to know the durability of.
const PROMISES: usize = 4_096;
/// How long to wait before a live stream that broke is opened again.
const AGAIN: Duration = Duration::from_secs(1);

/// An operation that was stored here.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its id.
    pub id: OpId,
    /// Its database.
    pub db: DbName,
    /// The peer that it came from, if it did not begin here.
    pub from: Option<PublicKey>,
    /// The step of a trace that it was stored in.
    pub trace: Option<TraceParent>,
}

/// Tells that a session with a peer is needed, since something was missed.
pub(crate) type Missed = Box<dyn Fn(PublicKey) + Send + Sync>;

/// Live replication of a node. Clones are the same.
pub(crate) struct Live<R>(Arc<Shared<R>>);

impl<R> Clone for Live<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Shared<R> {
    replica: Arc<R>,
    began: Instant,
    state: Mutex<State>,
    written: mpsc::UnboundedSender<Written>,
    waiting: AtomicUsize,
    /// Something is awaited from now on.
    awaits: watch::Sender<()>,
    missed: Missed,
}

struct State {
    broadcast: Broadcast,
    peers: BTreeMap<PublicKey, Peer>,
    recent: Recent,
    /// What peers want to know the durability of, once it is here.
    promised: BTreeMap<OpId, BTreeSet<PublicKey>>,
    /// Who has told that an operation is on its disk, while somebody here waits for it.
    durable: HashMap<OpId, watch::Sender<BTreeSet<PublicKey>>>,
}

impl<R: Replica> Live<R> {
    /// Nobody is connected yet. To be made within a runtime: what is written is passed on by a task, until the last clone
    /// is dropped.
    pub(crate) fn new(replica: Arc<R>, me: PublicKey, missed: Missed) -> Self {
        let (written, waiting) = mpsc::unbounded_channel();
        let state = State {
            broadcast: Broadcast::new(me),
            peers: BTreeMap::new(),
            recent: Recent::default(),
            promised: BTreeMap::new(),
            durable: HashMap::new(),
        };
        let shared = Arc::new(Shared {
            replica,
            began: Instant::now(),
            state: Mutex::new(state),
            written,
            waiting: AtomicUsize::new(0),
            awaits: watch::channel(()).0,
            missed,
        });
        tokio::spawn(pass_on(Arc::downgrade(&shared), waiting, shared.awaits.subscribe()));
        Self(shared)
    }

    /// Something was stored and is to be passed on. Returns at once; when too much waits it is left to sessions.
    pub(crate) fn written(&self, written: Written) {
        let bytes = written.bytes.len();
        if self.0.waiting.fetch_add(bytes, Ordering::Relaxed) > WAITING_BYTES
            || self.0.written.send(written).is_err()
        {
            self.0.waiting.fetch_sub(bytes, Ordering::Relaxed);
            let peers: Vec<_> = self.0.state().peers.keys().copied().collect();
            peers.into_iter().for_each(|peer| (self.0.missed)(peer));
        }
    }

    /// This node wants to hear of other things than before: all peers are told.
    pub(crate) fn interest_changed(&self) {
        let interest = self.0.replica.interest();
        for peer in self.0.state().peers.values() {
            peer.push(Item::Message(peer.interest(&interest)));
        }
    }

    /// Keeps a live stream open on a connection that this side has made; ends when the connection does.
    pub(crate) async fn keep(&self, connection: impl Connection) {
        while let Ok((to, from)) = connection.open(Purpose::Live).await {
            self.speak(connection.clone(), to, from).await;
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Speaks on a live stream until it ends.
    pub(crate) async fn speak<C: Connection>(
        &self,
        connection: C,
        mut to: C::Outgoing,
        mut from: C::Incoming,
    ) {
        let id = connection.peer();
        let names = connection.export_key(b"live names");
        let (peer, queue) = Peer::new(connection.readers().to_vec(), names, connection.can(TRACES));
        peer.push(Item::Message(peer.interest(&self.0.replica.interest())));
        let missed = Arc::clone(&peer.missed);
        self.0.state().peers.insert(id, peer);
        let hear = async {
            while let Ok(Some(frame)) = from.receive().await {
                if let Err(fault) = self.hear(id, &frame).await {
                    tracing::warn!(peer = %id, "a peer does not keep to the rules: {fault}");
                    connection.fault(fault);
                    return;
                }
                // What was left out while the peer did not read is found by a session now that it does.
                if missed.swap(false, Ordering::Relaxed) {
                    (self.0.missed)(id);
                }
            }
        };
        tokio::select! {
            () = hear => {}
            _sent = queue.send_all(&mut to) => {}
        }
        let mut state = self.0.state();
        // Another stream may have taken its place.
        if state.peers.get(&id).is_some_and(|peer| Arc::ptr_eq(&peer.missed, &missed)) {
            state.peers.remove(&id);
            state.broadcast.gone(id);
        }
    }

    async fn hear(&self, from: PublicKey, frame: &[u8]) -> Result<(), &'static str> {
        let message = Message::decode(frame).map_err(|_| "it sent what is no message")?;
        match message {
            Message::Interest { everything, tags } => {
                if let Some(peer) = self.0.state().peers.get_mut(&from) {
                    peer.is_interested_in(everything, tags);
                }
            }
            Message::Operations(operations) => {
                let operations = operations.into_iter().map(|operation| (None, operation));
                self.operations(from, operations.collect()).await?;
            }
            Message::Traced(operations) => self.operations(from, operations).await?,
            Message::Have { db, ask, ids } => self.announced(from, &db, ask, &ids),
            Message::Ask(ids) => {
                let replica = &self.0.replica;
                let may_read =
                    |peer: &Peer, db: &DbName| !db.is_private() || replica.may_read(&peer.readers, db);
                self.0.state().asked(from, &ids, may_read);
            }
            Message::Quiet(db) => self.0.state().broadcast.be_quiet(&db, from),
            Message::WhenDurable { db, entry } => self.promise(from, db, entry).await,
            Message::Durable(id) => {
                if let Some(told) = self.0.state().durable.get(&id) {
                    told.send_modify(|peers| {
                        peers.insert(from);
                    });
                }
            }
        }
        Ok(())
    }

    async fn operations(&self, from: PublicKey, operations: Vec<Sent>) -> Result<(), &'static str> {
        let (mut new, mut again) = (Vec::new(), BTreeSet::new());
        for (trace, operation) in operations {
            let claim = Claimed::decode(&operation).map_err(|_| "it passes on what is no operation")?;
            if !self.0.replica.wants(claim.db()) {
                continue;
            }
            match self.0.state().broadcast.heard(claim.db(), &claim.id(), from) {
                Heard::New => new.push(Arrived { claim, trace }),
                Heard::Again => drop(again.insert(claim.db().clone())),
            }
        }
        self.0.state().tell(from, again.into_iter().map(Message::Quiet));
        if new.is_empty() {
            return Ok(());
        }
        let ids: Vec<OpId> = new.iter().map(|arrived| arrived.claim.id()).collect();
        let received = self.0.replica.receive(from, Arrival::Live, new).await;
        for (id, received) in ids.iter().zip(received) {
            match received {
                Received::Stored | Received::SetAside | Received::Known => {}
                Received::TooEarly | Received::Unwanted | Received::NoRoom(_) => {
                    self.0.state().broadcast.forget(id);
                }
                Received::Failed(_) => {
                    self.0.state().broadcast.forget(id);
                    (self.0.missed)(from);
                }
                Received::Invalid(_) => {
                    self.0.state().broadcast.forget(id);
                    return Err("it passes on what is not valid");
                }
            }
        }
        Ok(())
    }

    fn announced(&self, from: PublicKey, db: &DbName, ask: bool, ids: &[OpId]) {
        if !self.0.replica.wants(db) {
            return;
        }
        let now = self.0.now_ms();
        let mut state = self.0.state();
        for id in ids {
            // What does not come by itself is overdue at once.
            let heard_at = if ask { 0 } else { now };
            state.broadcast.announced(db, id, from, heard_at);
        }
        if ask {
            state.ask_for_overdue(now);
        }
        drop(state);
        self.0.awaits.send_replace(());
    }

    /// A peer wants to know when an operation is on this node's disk.
    async fn promise(&self, from: PublicKey, db: DbName, entry: Entry) {
        // Of a private database nothing is said to whoever has not proven that it may read it.
        let readers = self.0.state().peers.get(&from).map(|peer| peer.readers.clone()).unwrap_or_default();
        if db.is_private() && !self.0.replica.may_read(&readers, &db) {
            return;
        }
        let is_here = self.0.state().recent.get(&entry.id).is_some() || self.0.holds(db, entry).await;
        if is_here {
            self.0.tell_durable(entry.id, BTreeSet::from([from])).await;
            return;
        }
        let mut state = self.0.state();
        if state.promised.len() < PROMISES {
            state.promised.entry(entry.id).or_default().insert(from);
        }
    }

    /// Waits until so many peers have an operation on their disks, or the time is up; says how many have.
    pub(crate) async fn replicas(&self, db: &DbName, entry: Entry, count: usize, until: Instant) -> usize {
        let mut told = {
            let mut state = self.0.state();
            let told = state.durable.entry(entry.id).or_insert_with(|| watch::channel(BTreeSet::new()).0);
            let told = told.subscribe();
            let asked = Message::WhenDurable { db: db.clone(), entry };
            let interested = self.0.interested(&state, db);
            interested.into_iter().for_each(|peer| state.tell(peer, [asked.clone()]));
            told
        };
        let enough = tokio::time::timeout_at(until, told.wait_for(|peers| peers.len() >= count));
        let _late = enough.await.is_ok();
        let have = told.borrow().len();
        drop(told);
        let mut state = self.0.state();
        if state.durable.get(&entry.id).is_some_and(|told| told.receiver_count() == 0) {
            state.durable.remove(&entry.id);
        }
        have
    }
}

impl State {
    fn tell(&self, peer: PublicKey, messages: impl IntoIterator<Item = Message>) {
        if let Some(peer) = self.peers.get(&peer) {
            messages.into_iter().for_each(|message| peer.push(Item::Message(message)));
        }
    }

    /// A peer asks for operations. `may_read` says whether it may have those of a private database.
    fn asked(&mut self, from: PublicKey, ids: &[OpId], may_read: impl Fn(&Peer, &DbName) -> bool) {
        for id in ids {
            let Some(Passed { db, bytes, trace }) = self.recent.get(id) else { continue };
            let Some(peer) = self.peers.get(&from).filter(|peer| may_read(peer, db)) else { continue };
            self.broadcast.be_loud(db, from);
            peer.push(Item::Operation(Arc::clone(bytes), *trace));
        }
    }

    fn ask_for_overdue(&mut self, now_ms: u64) {
        let mut by_peer: BTreeMap<PublicKey, Vec<OpId>> = BTreeMap::new();
        for (peer, id) in self.broadcast.overdue(now_ms) {
            by_peer.entry(peer).or_default().push(id);
        }
        for (peer, ids) in by_peer {
            self.tell(peer, ids.chunks(MANY).map(|ids| Message::Ask(ids.to_vec())));
        }
    }
}

impl<R: Replica> Shared<R> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> u64 {
        // From one on, so that nought lies before all.
        u64::try_from(self.began.elapsed().as_millis()).map_or(u64::MAX, |ms| ms + 1_000)
    }

    /// The peers that want to hear of a database and may.
    fn interested(&self, state: &State, db: &DbName) -> Vec<PublicKey> {
        let wants = state.peers.iter().filter(|(_, peer)| peer.wants(db));
        let may = wants.filter(|(_, peer)| !db.is_private() || self.replica.may_read(&peer.readers, db));
        may.map(|(id, _)| *id).collect()
    }

    /// Passes an operation on.
    fn spread(&self, written: &Written) -> BTreeSet<PublicKey> {
        let Written { bytes, id, db, from, trace } = written;
        let mut state = self.state();
        let interested = self.interested(&state, db);
        let audience = state.broadcast.spread(db, id, interested, *from);
        let is_large = bytes.len() > WHOLE_BYTES;
        for peer in audience.whole.iter().filter_map(|peer| state.peers.get(peer)) {
            peer.push(match is_large {
                true => Item::Message(Message::Have { db: db.clone(), ask: true, ids: vec![*id] }),
                false => Item::Operation(Arc::clone(bytes), *trace),
            });
        }
        for peer in audience.by_id.iter().filter_map(|peer| state.peers.get(peer)) {
            peer.push(Item::Id(db.clone(), *id));
        }
        state.recent.add(*id, Passed { db: db.clone(), bytes: Arc::clone(bytes), trace: *trace });
        state.promised.remove(id).unwrap_or_default()
    }

    async fn tell_durable(&self, id: OpId, to: BTreeSet<PublicKey>) {
        if self.replica.make_durable().await.is_ok() {
            let state = self.state();
            to.into_iter().for_each(|peer| state.tell(peer, [Message::Durable(id)]));
        }
    }

    async fn holds(&self, db: DbName, entry: Entry) -> bool {
        let replica = Arc::clone(&self.replica);
        let look = move || {
            let held = replica.kept(&db).and_then(|kept| kept.operations(&[entry]));
            held.is_ok_and(|held| held.first().is_some_and(Option::is_some))
        };
        tokio::task::spawn_blocking(look).await.unwrap_or(false)
    }
}

/// Passes on what was written, and asks for what was announced and did not come.
async fn pass_on<R: Replica>(
    live: std::sync::Weak<Shared<R>>,
    mut written: mpsc::UnboundedReceiver<Written>,
    mut awaits: watch::Receiver<()>,
) {
    loop {
        let due = {
            let Some(live) = live.upgrade() else { return };
            let due = live.state().broadcast.due_ms();
            due.map(|due| Duration::from_millis(due.saturating_sub(live.now_ms()).max(1)))
        };
        tokio::select! {
            next = written.recv() => {
                let (Some(next), Some(live)) = (next, live.upgrade()) else { return };
                live.waiting.fetch_sub(next.bytes.len(), Ordering::Relaxed);
                let promised = live.spread(&next);
                if !promised.is_empty() {
                    tokio::spawn(async move { live.tell_durable(next.id, promised).await });
                }
            }
            () = tokio::time::sleep(due.unwrap_or(Duration::MAX)), if due.is_some() => {
                let Some(live) = live.upgrade() else { return };
                let now = live.now_ms();
                live.state().ask_for_overdue(now);
            }
            changed = awaits.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}
