//! Files that operations refer to: fetched from peers piece by piece, each piece verified before it is kept.
//!
//! A stream carries one file. The side that fetches names database and hash; the other says how long the file is, if it
//! has it for that database and the peer may read it. Then pieces are asked for and come with the hashes that lead from
//! them to the root of the tree (BLAKE3 is a tree hash; bao is its encoding), so that no byte is kept which is not the
//! file's. What has come stays when a stream breaks: the next one goes on behind it, with whatever peer.

mod piece;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::session::Reason;
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

use crate::link::Purpose;
use crate::replica::Replica;
use crate::stream::{Connection, Incoming, Outgoing};
use piece::{PIECE, Source};
use wire::Message;

/// How many files are fetched at once, and how many are given at once.
const FETCHING: usize = 4;
const GIVING: usize = 8;
/// How many pieces are asked for before the first has come.
const AHEAD: u64 = 4;
/// How many files are waited for; what goes beyond is found again at the next start.
const WANTED: usize = 65_536;
/// How long a piece may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long after a try in vain the next one comes, unless a peer connects before.
const AGAIN: Duration = Duration::from_secs(10);

/// A file that is wanted.
type Wanted = (DbName, [u8; 32]);

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
    wanted: BTreeSet<Wanted>,
    fetching: BTreeSet<Wanted>,
}

impl<R: Replica, C: Connection> Blobs<R, C> {
    /// Nobody is connected yet. To be made within a runtime; the fetching ends when the last clone is dropped.
    pub(crate) fn new(replica: Arc<R>) -> Self {
        let state = State { peers: BTreeMap::new(), wanted: BTreeSet::new(), fetching: BTreeSet::new() };
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
        self.state().peers.insert(connection.peer(), connection);
        self.0.wake.notify_one();
    }

    pub(crate) fn down(&self, peer: PublicKey) {
        self.state().peers.remove(&peer);
    }

    /// A file is referred to and is not here: it is fetched as soon as a peer gives it.
    pub(crate) fn want(&self, db: DbName, hash: [u8; 32]) {
        let mut state = self.state();
        if state.wanted.len() < WANTED {
            state.wanted.insert((db, hash));
            self.0.wake.notify_one();
        }
    }

    /// How many files are waited for.
    pub(crate) fn wanted(&self) -> usize {
        self.state().wanted.len()
    }

    /// Gives a file to a peer that asks for it on a stream.
    pub(crate) async fn give(&self, connection: C, mut to: C::Outgoing, mut from: C::Incoming) {
        let Ok(_turn) = self.0.giving.acquire().await else { return };
        let given = async {
            let first = timeout(PATIENCE, from.receive()).await.ok()?.ok()??;
            let Ok(Message::Want { db, hash }) = Message::decode(&first) else { return None };
            let source = self.source(&connection, db, hash).await;
            let Some(source) = source else {
                to.send(Message::NotHere.encode()).await.ok()?;
                to.finish();
                return Some(());
            };
            to.send(Message::Here { size: source.size() }.encode()).await.ok()?;
            let source = Arc::new(source);
            while let Some(frame) = timeout(PATIENCE, from.receive()).await.ok()?.ok()? {
                let Ok(Message::Piece { offset }) = Message::decode(&frame) else { return None };
                let source = Arc::clone(&source);
                let piece = tokio::task::spawn_blocking(move || source.piece(offset)).await.ok()?;
                to.send(piece.ok()?).await.ok()?;
            }
            to.finish();
            Some(())
        };
        if given.await.is_none() {
            tracing::debug!(peer = %connection.peer(), "a file was not given to its end");
        }
    }

    /// A file, if it is here for this database and the peer may read that.
    async fn source(&self, connection: &C, db: DbName, hash: [u8; 32]) -> Option<Source> {
        let (replica, readers) = (Arc::clone(&self.0.replica), connection.readers().to_vec());
        let look = move || {
            let may = replica.wants(&db) && replica.may_read(&readers, &db);
            let file = may.then(|| replica.open_blob(&db, &hash).ok().flatten()).flatten()?;
            Source::of(file, hash).ok()
        };
        tokio::task::spawn_blocking(look).await.ok()?
    }
}

impl<R, C> Shared<R, C> {
    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Fetches what is wanted, some files at once.
async fn fetch_all<R: Replica, C: Connection>(shared: std::sync::Weak<Shared<R, C>>) {
    let places = Arc::new(Semaphore::new(FETCHING));
    if let Some(shared) = shared.upgrade() {
        let replica = Arc::clone(&shared.replica);
        let missing = tokio::task::spawn_blocking(move || replica.missing_blobs(WANTED)).await;
        match missing {
            Ok(Ok(missing)) => shared.state().wanted.extend(missing),
            Ok(Err(reason)) => tracing::warn!(reason = %reason.text, "which files are missing is not known"),
            Err(_) => {}
        }
    }
    loop {
        let Some(strong) = shared.upgrade() else { return };
        let next: Vec<Wanted> = {
            let state = strong.state();
            let free = state.wanted.difference(&state.fetching);
            if state.peers.is_empty() { Vec::new() } else { free.take(FETCHING).cloned().collect() }
        };
        let mut any = false;
        for wanted in next {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            any = true;
            strong.state().fetching.insert(wanted.clone());
            let shared = Arc::clone(&strong);
            tokio::spawn(async move {
                let _place = place;
                let peers: Vec<C> = shared.state().peers.values().cloned().collect();
                let mut is_here = false;
                for peer in peers {
                    match fetch(&shared.replica, &peer, &wanted).await {
                        Ok(()) => {
                            is_here = true;
                            break;
                        }
                        Err(reason) => {
                            tracing::debug!(peer = %peer.peer(), "a file was not fetched: {}", reason.text);
                        }
                    }
                }
                let mut state = shared.state();
                if is_here {
                    state.wanted.remove(&wanted);
                    state.fetching.remove(&wanted);
                }
                drop(state);
                shared.wake.notify_one();
            });
        }
        if any {
            continue;
        }
        let woken = timeout(AGAIN, strong.wake.notified()).await;
        if woken.is_err() {
            // What was tried in vain is tried again.
            strong.state().fetching.clear();
        }
    }
}

/// Fetches a file from one peer, from behind what is here already.
async fn fetch<R: Replica, C: Connection>(
    replica: &Arc<R>,
    peer: &C,
    (db, hash): &Wanted,
) -> Result<(), Reason> {
    let failed = |what: &str| Reason { code: ErrorCode::Unavailable, text: what.to_owned().into() };
    let (mut to, mut from) = peer.open(Purpose::Blob).await.map_err(|broken| failed(&broken.to_string()))?;
    let want = Message::Want { db: db.clone(), hash: *hash };
    to.send(want.encode()).await.map_err(|broken| failed(&broken.to_string()))?;
    let first = timeout(PATIENCE, from.receive()).await.map_err(|_| failed("the peer does not answer"))?;
    let first =
        first.map_err(|broken| failed(&broken.to_string()))?.ok_or_else(|| failed("the peer hung up"))?;
    let size = match Message::decode(&first) {
        Ok(Message::Here { size }) => size,
        Ok(Message::NotHere) => return Err(failed("the peer does not have it")),
        _ => return Err(failed("the peer answered something else")),
    };
    let (opened, name) = (Arc::clone(replica), *hash);
    let partial = blocking(move || opened.open_partial_blob(&name)).await?;
    let partial = Arc::new(partial);
    // What was verified and written before is there up to its last whole piece.
    let there = partial.metadata().map_or(0, |meta| meta.len()).min(size) / PIECE * PIECE;
    let (mut next, mut done) = (there, there);
    while done < size || size == 0 && done == 0 && next == 0 {
        while next < size.max(1) && next < done + AHEAD * PIECE {
            to.send(Message::Piece { offset: next }.encode())
                .await
                .map_err(|broken| failed(&broken.to_string()))?;
            next += PIECE;
        }
        let frame = timeout(PATIENCE, from.receive()).await.map_err(|_| failed("the peer does not go on"))?;
        let frame =
            frame.map_err(|broken| failed(&broken.to_string()))?.ok_or_else(|| failed("the peer hung up"))?;
        let (target, replica, root) = (Arc::clone(&partial), Arc::clone(replica), *hash);
        blocking(move || {
            let bytes = piece::open(&frame, &root, size, done).map_err(|_| Reason {
                code: ErrorCode::BadSignature,
                text: "the peer sent what is not of this file".into(),
            })?;
            replica.write_partial_blob(&target, done, &bytes)
        })
        .await?;
        done = (done + PIECE).min(size);
        if size == 0 {
            break;
        }
    }
    to.finish();
    let (replica, db, hash) = (Arc::clone(replica), db.clone(), *hash);
    blocking(move || replica.finish_blob(&db, &hash)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Reason> + Send + 'static,
) -> Result<T, Reason> {
    crate::sync::blocking(work).await
}
