//! When sessions are held, and with whom: on connecting, from time to time, on demand, and when something was missed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::backoff::{Backoff, Schedule};
use cyberfly_core::session::{Event, Reason};
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore, mpsc, oneshot, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};

use super::allowance::Pool;
use super::book::Book;
use super::claims::Claims;
use super::exchange::lost;
use super::leisure::Leisure;
use super::pack::PACKED;
use super::rows::{Figures, SessionRow};
use super::session::{Done, Terms, Wish};
use super::wire::Message;
use crate::link::Purpose;
use crate::replica::Replica;
use crate::stream::{Connection, Incoming, Outgoing};

/// How many sessions this node holds at once.
const SESSIONS: usize = 16;
/// How many orders for sessions with one peer wait.
const ORDERS: usize = 16;
/// Every so many sessions with a peer, databases are looked into though their digests are equal: sums can be made to
/// collide, ranges of them cannot.
const THOROUGH: u64 = 16;
/// How long to wait for a session that the peer has under way before trying again.
const WHILE_BUSY: Duration = Duration::from_millis(50);
/// What separates the keys of sessions from other keys of a connection.
const LABEL: &[u8] = b"sync";

/// How often sessions are held.
#[derive(Clone, Copy, Debug)]
pub struct Tempo {
    /// How long after a session the next one begins by itself; by chance up to a quarter more.
    pub interval: Duration,
    /// How long the side that was dialled waits for the other to begin.
    pub patience: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self { interval: Duration::from_secs(30), patience: Duration::from_secs(2) }
    }
}

/// Holds the sessions of a node. Clones are the same.
pub struct Syncer<R: Replica, C: Connection>(Arc<Shared<R, C>>);

impl<R: Replica, C: Connection> Clone for Syncer<R, C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Shared<R: Replica, C: Connection> {
    replica: Arc<R>,
    tempo: Tempo,
    book: Arc<Book>,
    claims: Arc<Claims>,
    pool: Arc<Pool>,
    peers: Mutex<BTreeMap<PublicKey, Peer<C>>>,
    paused: watch::Sender<bool>,
    places: Semaphore,
}

/// A peer that is connected.
struct Peer<C> {
    connection: C,
    orders: mpsc::Sender<Order>,
    wake: Arc<Notify>,
    /// Held while there is a session, whoever began it.
    turn: Arc<AsyncMutex<()>>,
    keeper: AbortHandle,
}

/// Somebody wants a session now.
struct Order {
    only: Option<DbName>,
    answer: oneshot::Sender<Result<Done, Reason>>,
}

impl<R: Replica, C: Connection> Syncer<R, C> {
    /// Nobody is connected yet.
    pub fn new(replica: Arc<R>, tempo: Tempo) -> Self {
        Self(Arc::new(Shared {
            replica,
            tempo,
            book: Arc::default(),
            claims: Arc::default(),
            pool: Arc::default(),
            peers: Mutex::default(),
            paused: watch::channel(false).0,
            places: Semaphore::new(SESSIONS),
        }))
    }

    /// What is known of all sessions.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.0.book)
    }

    /// All sessions in figures.
    pub fn figures(&self) -> Figures {
        Figures { paused: self.is_paused(), ..self.0.book.figures() }
    }

    fn peers(&self) -> MutexGuard<'_, BTreeMap<PublicKey, Peer<C>>> {
        self.0.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There is a connection. The side that has dialled begins the first session.
    pub fn up(&self, connection: C) {
        let peer = connection.peer();
        let (orders, waiting) = mpsc::channel(ORDERS);
        let (wake, turn) = (Arc::new(Notify::new()), Arc::new(AsyncMutex::new(())));
        let keeper = Keeper {
            syncer: self.clone(),
            connection: connection.clone(),
            wake: Arc::clone(&wake),
            turn: Arc::clone(&turn),
            backoff: Backoff::new(Schedule::default()),
            sessions: 0,
        };
        let keeper = tokio::spawn(keeper.run(waiting)).abort_handle();
        let entry = Peer { connection, orders, wake, turn, keeper };
        if let Some(before) = self.peers().insert(peer, entry) {
            before.keeper.abort();
        }
        self.0.book.connected(peer, true);
    }

    /// The connection with a peer is gone.
    pub fn down(&self, peer: PublicKey) {
        if let Some(gone) = self.peers().remove(&peer) {
            gone.keeper.abort();
            self.0.book.connected(peer, false);
            self.0.book.event(
                peer,
                Event::Failed { until_ms: self.0.replica.now_ms(), reason: lost("the peer is gone") },
            );
        }
    }

    /// Who is connected.
    pub fn connected(&self) -> Vec<PublicKey> {
        self.peers().keys().copied().collect()
    }

    /// Holds a session with a peer now, after the one that is under way if there is one.
    pub async fn now(&self, peer: PublicKey, only: Option<DbName>) -> Result<Done, Reason> {
        let gone = || Reason { code: ErrorCode::Unavailable, text: "The peer is not connected.".into() };
        let orders = self.peers().get(&peer).map(|peer| peer.orders.clone()).ok_or_else(gone)?;
        let (answer, answered) = oneshot::channel();
        orders.send(Order { only, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Something may have been missed from a peer, or it may lack something: a session is held soon.
    pub fn soon(&self, peer: PublicKey) {
        if let Some(peer) = self.peers().get(&peer) {
            peer.wake.notify_one();
        }
    }

    /// The same with all peers but one.
    fn soon_with_others(&self, than: PublicKey) {
        self.peers().iter().filter(|(peer, _)| **peer != than).for_each(|(_, peer)| peer.wake.notify_one());
    }

    /// Holds no sessions any more, and breaks off those that are under way. What came by them stays.
    pub fn pause(&self) {
        self.0.paused.send_replace(true);
    }

    /// Holds sessions again, with all peers at once.
    pub fn resume(&self) {
        if self.0.paused.send_replace(false) {
            self.peers().values().for_each(|peer| peer.wake.notify_one());
        }
    }

    /// Whether no sessions are held.
    pub fn is_paused(&self) -> bool {
        *self.0.paused.borrow()
    }

    /// Answers a session that a peer begins on a stream.
    pub async fn accept(&self, connection: C, to: C::Outgoing, from: C::Incoming) {
        let peer = connection.peer();
        let found =
            self.peers().get(&peer).map(|found| (Arc::clone(&found.turn), found.connection.is_initiator()));
        let Some((turn, dialled)) = found else { return };
        let mut from = from;
        let Ok(Some(first)) = from.receive().await else { return };
        // Both have begun: the side that has dialled goes on with its own.
        let turn = match turn.try_lock() {
            Ok(turn) => Some(turn),
            Err(_) if dialled => None,
            Err(_) => Some(turn.lock().await),
        };
        let place = self.0.places.try_acquire();
        if turn.is_none() || place.is_err() || self.is_paused() {
            let mut to = to;
            if to.send(Message::Busy.encode()).await.is_ok() {
                to.finish();
            }
            return;
        }
        let terms = self.terms(&connection);
        let session = terms.respond(to, from, &first);
        let _failed = self.hold(&terms, false, 0, session).await;
    }

    fn terms(&self, connection: &C) -> Terms<R> {
        Terms {
            replica: Arc::clone(&self.0.replica),
            peer: connection.peer(),
            readers: connection.readers().to_vec(),
            packs: connection.can(PACKED),
            exporter: connection.export_key(LABEL),
            claims: Arc::clone(&self.0.claims),
            pool: Arc::clone(&self.0.pool),
            book: Arc::clone(&self.0.book),
            done: Mutex::default(),
        }
    }

    /// Runs a session and writes down what came of it.
    async fn hold(
        &self,
        terms: &Terms<R>,
        began_here: bool,
        retry_ms: u64,
        session: impl Future<Output = Result<Done, Reason>>,
    ) -> Result<Done, Reason> {
        let (book, peer) = (&self.0.book, terms.peer);
        let (began_ms, began) = (self.0.replica.now_ms(), Instant::now());
        book.begin(peer, began_ms);
        let mut paused = self.0.paused.subscribe();
        let ended = tokio::select! {
            ended = session => ended,
            _ = paused.wait_for(|paused| *paused) => Err(was_paused()),
        };
        let done = match &ended {
            Ok(done) if done.busy => return ended,
            Ok(done) => *done,
            Err(_) => *terms.done.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let now_ms = self.0.replica.now_ms();
        let failure = ended.as_ref().err().map(|reason| (reason.code, reason.text.to_string()));
        let row = SessionRow { number: 0, peer, began_here, began_ms, took_ms, done, failure };
        match &ended {
            Ok(_) => book.event(peer, Event::Finished { at_ms: now_ms }),
            Err(reason) if *reason == was_paused() => book.event(peer, Event::Stopped),
            Err(reason) => {
                tracing::debug!(%peer, code = %reason.code, "a sync session failed: {}", reason.text);
                book.event(peer, Event::Failed { until_ms: now_ms + retry_ms, reason: reason.clone() });
            }
        }
        book.over(row);
        if done.received > 0 {
            self.soon_with_others(peer);
        }
        ended
    }
}

fn was_paused() -> Reason {
    Reason { code: ErrorCode::Unavailable, text: "Sync is paused.".into() }
}

/// Holds the sessions with one peer that this node begins.
struct Keeper<R: Replica, C: Connection> {
    syncer: Syncer<R, C>,
    connection: C,
    wake: Arc<Notify>,
    turn: Arc<AsyncMutex<()>>,
    backoff: Backoff,
    sessions: u64,
}

impl<R: Replica, C: Connection> Keeper<R, C> {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let tempo = self.syncer.0.tempo;
        let mut wait = if self.connection.is_initiator() { Duration::ZERO } else { tempo.patience };
        let (mut leisure, mut not_before) = (Leisure::default(), Instant::now());
        loop {
            let by_itself = async {
                sleep_until(not_before).await;
                tokio::select! {
                    () = self.wake.notified() => {}
                    () = sleep(wait) => {}
                }
            };
            let order = tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => Some(order),
                    None => return,
                },
                () = by_itself => None,
            };
            let mut paused = self.syncer.0.paused.subscribe();
            if order.is_none() && paused.wait_for(|paused| !*paused).await.is_err() {
                return;
            }
            let wish = Wish {
                thorough: self.sessions % THOROUGH == THOROUGH - 1,
                only: order.as_ref().and_then(|order| order.only.clone()),
            };
            let ended = if self.syncer.is_paused() { Err(was_paused()) } else { self.session(wish).await };
            wait = match &ended {
                // What differed is looked at again at once, but not if nothing could be done about it.
                Ok(done) if done.received + done.sent > 0 => Duration::ZERO,
                Ok(_) => tempo.interval + tempo.interval.mul_f64(chance() / 4.0),
                Err(_) => Duration::from_millis(self.backoff.failed(random())),
            };
            if ended.is_ok() {
                self.backoff = Backoff::new(Schedule::default());
            }
            match order {
                Some(order) => {
                    let _gone = order.answer.send(ended);
                }
                None => not_before = leisure.after(&ended, Instant::now().into_std()).into(),
            }
        }
    }

    /// Begins a session, again and again while the peer is busy.
    async fn session(&mut self, wish: Wish) -> Result<Done, Reason> {
        loop {
            let turn = self.turn.lock().await;
            let place = self.syncer.0.places.acquire().await;
            let terms = self.syncer.terms(&self.connection);
            let (to, from) = match self.connection.open(Purpose::Sync).await {
                Ok(halves) => halves,
                Err(broken) => return Err(lost(&broken.0)),
            };
            let session = terms.initiate(to, from, wish.clone());
            let ended = self.syncer.hold(&terms, true, self.backoff.ceiling_ms(), session).await;
            drop((turn, place));
            match ended {
                Ok(done) if done.busy => sleep(WHILE_BUSY.mul_f64(0.5 + chance())).await,
                ended => {
                    self.sessions += 1;
                    return ended;
                }
            }
        }
    }
}

/// A number spread evenly over all.
fn random() -> u64 {
    // Where there is no randomness to be had, the longest wait is as good as any.
    getrandom::u64().unwrap_or(u64::MAX)
}

/// A number from nought to one.
#[expect(clippy::cast_precision_loss, reason = "a chance need not be exact")]
fn chance() -> f64 {
    random() as f64 / u64::MAX as f64
}
