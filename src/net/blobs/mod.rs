//! Files that operations refer to: fetched from peers piece by piece, each piece verified before it is kept.
//!
//! A stream carries one file. The side that fetches names database and hash; the other says how long the file is, if it
//! has it for that database and the peer may read it. Then pieces are asked for and come with the hashes that lead from
//! them to the root of the tree (BLAKE3 is a tree hash; bao is its encoding), so that no byte is kept which is not the
//! file's. What has come stays when a stream breaks: the next one goes on behind it, with whatever peer.
//!
//! Files below a size that the node chooses are fetched by themselves, larger ones when somebody asks for them.

mod fetch;
mod flush;
mod piece;
mod queue;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::session::Reason;
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::time::{Instant, timeout, timeout_at};

use crate::replica::Replica;
use crate::stream::{Connection, Incoming, Outgoing};
use fetch::{NotFetched, PATIENCE, fetch};
use piece::Source;
pub use queue::Coming;
use queue::{Outcome, Queue, WANTED_LIMIT, Wanted};
use wire::Message;

/// How many pieces are made before they can be sent.
const UNSENT: usize = 1;
/// How many files are given at once.
const GIVING: usize = 8;
/// How long after a try in vain the next one comes, unless a peer connects before.
const AGAIN: Duration = Duration::from_secs(10);

/// Fetches files and gives them. Clones are the same.
pub(crate) struct Blobs<R, C>(Arc<Shared<R, C>>);

impl<R, C> Clone for Blobs<R, C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Shared<R, C> {
    replica: Arc<R>,
    state: Mutex<State<C>>,
    wake: Notify,
    giving: Semaphore,
}

struct State<C> {
    peers: BTreeMap<PublicKey, C>,
    queue: Queue,
}

impl<R: Replica, C: Connection> Blobs<R, C> {
    /// Nobody is connected yet. To be made within a runtime; the fetching ends when the last clone is dropped.
    pub(crate) fn new(replica: Arc<R>) -> Self {
        let state = State { peers: BTreeMap::new(), queue: Queue::default() };
        let shared = Arc::new(Shared {
            replica,
            state: Mutex::new(state),
            wake: Notify::new(),
            giving: Semaphore::new(GIVING),
        });
        tokio::spawn(fetch_all(Arc::downgrade(&shared)));
        Self(shared)
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.0.state()
    }

    pub(crate) fn up(&self, connection: C) {
        let mut state = self.state();
        state.peers.insert(connection.peer(), connection);
        // It may have what the others do not.
        state.queue.again();
        self.0.wake.notify_one();
    }

    pub(crate) fn down(&self, peer: PublicKey) {
        self.state().peers.remove(&peer);
    }

    /// A file is referred to and is not here: it is fetched as soon as a peer gives it, if it is not too large for that.
    pub(crate) fn want(&self, db: DbName, hash: [u8; 32]) {
        self.state().queue.want((db, hash));
        self.0.wake.notify_one();
    }

    /// Has a file fetched whatever its size, and tells how it stands with it. All connected peers are asked once.
    pub(crate) fn ask(&self, db: DbName, hash: [u8; 32]) -> Result<watch::Receiver<Coming>, Reason> {
        let heard = self.state().queue.ask((db, hash));
        self.0.wake.notify_one();
        heard
    }

    /// Looks for files that are referred to and not here: more may be fetched by themselves than before.
    pub(crate) fn look_again(&self) {
        let shared = Arc::clone(&self.0);
        tokio::spawn(async move { shared.find_missing().await });
    }

    /// How many files are waited for that are fetched by themselves.
    pub(crate) fn wanted(&self) -> usize {
        self.state().queue.count()
    }

    /// Gives a file to a peer that asks for it on a stream.
    pub(crate) async fn give(&self, connection: C, mut to: C::Outgoing, mut from: C::Incoming) {
        let Ok(_turn) = self.0.giving.acquire().await else { return };
        let given = async {
            let first = timeout(PATIENCE, from.receive()).await.ok()?.ok()??;
            let Ok(Message::Want { db, hash }) = Message::decode(&first) else { return None };
            let Some((file, size)) = self.file(&connection, db, hash).await else {
                to.send(Message::NotHere.encode()).await.ok()?;
                to.finish();
                return Some(());
            };
            to.send(Message::Here { size }.encode()).await.ok()?;
            let (made, mut to_send) = mpsc::channel(UNSENT);
            // A piece is made while the one before it is sent.
            let making = async move {
                let (mut file, mut source) = (Some(file), None);
                while let Some(frame) = timeout(PATIENCE, from.receive()).await.ok()?.ok()? {
                    let Ok(Message::Piece { offset }) = Message::decode(&frame) else { return None };
                    // The hashes are made for whoever wants the file, not for who only asks how long it is.
                    if let Some(file) = file.take() {
                        let made = tokio::task::spawn_blocking(move || Source::of(file, hash)).await.ok()?;
                        source = Some(Arc::new(made.ok()?));
                    }
                    let source = Arc::clone(source.as_ref()?);
                    let piece = tokio::task::spawn_blocking(move || source.piece(offset)).await.ok()?;
                    made.send(piece.ok()?).await.ok()?;
                }
                Some(())
            };
            let sending = async move {
                while let Some(piece) = to_send.recv().await {
                    to.send(piece).await.ok()?;
                }
                Some(to)
            };
            let both = tokio::try_join!(async { making.await.ok_or(()) }, async { sending.await.ok_or(()) });
            let ((), to) = both.ok()?;
            to.finish();
            Some(())
        };
        if given.await.is_none() {
            tracing::debug!(peer = %connection.peer(), "a file was not given to its end");
        }
    }

    /// A file and its length, if it is here for this database and the peer may read that.
    async fn file(&self, connection: &C, db: DbName, hash: [u8; 32]) -> Option<(File, u64)> {
        let (replica, readers) = (Arc::clone(&self.0.replica), connection.readers().to_vec());
        let look = move || {
            let may = replica.wants(&db) && replica.may_read(&readers, &db);
            let file = may.then(|| replica.open_blob(&db, &hash).ok().flatten()).flatten()?;
            let size = file.metadata().ok()?.len();
            Some((file, size))
        };
        tokio::task::spawn_blocking(look).await.ok()?
    }
}

impl<R, C> Shared<R, C> {
    /// What is to be fetched now.
    fn next(&self) -> Option<Wanted> {
        let mut state = self.state();
        if state.peers.is_empty() {
            state.queue.nobody_is_there();
            return None;
        }
        state.queue.next()
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Replica, C: Connection> Shared<R, C> {
    /// Finds what is referred to and not here.
    async fn find_missing(&self) {
        let replica = Arc::clone(&self.replica);
        let missing = tokio::task::spawn_blocking(move || replica.missing_blobs(WANTED_LIMIT)).await;
        match missing {
            Ok(Ok(missing)) => {
                let mut state = self.state();
                missing.into_iter().for_each(|wanted| state.queue.want(wanted));
                drop(state);
                self.wake.notify_one();
            }
            Ok(Err(reason)) => tracing::warn!(reason = %reason.text, "which files are missing is not known"),
            Err(_) => {}
        }
    }

    /// Asks one peer after the other for a file.
    async fn fetch_from_any(&self, wanted: &Wanted) -> Outcome {
        let mut peers: Vec<C> = self.state().peers.values().cloned().collect();
        // The nearest are asked first.
        peers.sort_by_cached_key(|peer| peer.rtt().unwrap_or(Duration::MAX));
        let may_have =
            |size| size < self.replica.fetched_below(&wanted.0) || self.state().queue.is_asked(wanted);
        let has_come = |done, size| self.state().queue.has_come(wanted, done, size);
        let mut is_too_large = false;
        let mut why = Reason { code: ErrorCode::Unavailable, text: "no peer is connected".into() };
        let count = peers.len();
        for peer in peers {
            match fetch(&self.replica, &peer, wanted, may_have, has_come).await {
                Ok(()) => return Outcome::Whole,
                Err(NotFetched::TooLarge) => is_too_large = true,
                Err(NotFetched::Because(reason)) => {
                    tracing::debug!(peer = %peer.peer(), "a file was not fetched: {}", reason.text);
                    let text = format!("none of {count} connected peers gives it; the last: {}", reason.text);
                    why = Reason { code: reason.code, text: text.into() };
                }
            }
        }
        if is_too_large { Outcome::TooLarge } else { Outcome::Failed(why) }
    }
}

/// Fetches what is wanted, some files at once.
async fn fetch_all<R: Replica, C: Connection>(shared: std::sync::Weak<Shared<R, C>>) {
    if let Some(shared) = shared.upgrade() {
        shared.find_missing().await;
    }
    let mut again = Instant::now() + AGAIN;
    loop {
        let Some(strong) = shared.upgrade() else { return };
        while let Some(wanted) = strong.next() {
            let shared = Arc::clone(&strong);
            tokio::spawn(async move {
                let outcome = shared.fetch_from_any(&wanted).await;
                shared.state().queue.over(wanted, outcome);
                shared.wake.notify_one();
            });
        }
        if timeout_at(again, strong.wake.notified()).await.is_err() {
            strong.state().queue.again();
            again = Instant::now() + AGAIN;
        }
    }
}
