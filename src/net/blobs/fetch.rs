//! Fetching one file from one peer, from behind what is here of it already.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_core::session::Reason;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::flush::Flush;
use super::piece::{self, PIECE};
use super::queue::Wanted;
use super::wire::Message;
use crate::link::Purpose;
use crate::replica::Replica;
use crate::stream::{Broken, Connection, Incoming, Outgoing};
use crate::sync::blocking;

/// How many pieces are asked for before the first has come.
const AHEAD: u64 = 4;
/// How many pieces that have come wait to be checked and written.
const UNWRITTEN: usize = 2;
/// How long a piece may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How many bytes a peer reads and hashes in a second at least.
const READ_A_SECOND: u64 = 64 * 1024 * 1024;

/// Why a file did not come from a peer.
pub(super) enum NotFetched {
    /// It is larger than it may be.
    TooLarge,
    /// Something else.
    Because(Reason),
}

impl From<Reason> for NotFetched {
    fn from(reason: Reason) -> Self {
        NotFetched::Because(reason)
    }
}

fn failed(what: &str) -> Reason {
    Reason { code: ErrorCode::Unavailable, text: what.to_owned().into() }
}

/// Fetches a file from a peer. `may_have` says how many bytes it may have, once the peer has said how many it has; `has_come`
/// is told how many of how many are here.
pub(super) async fn fetch<R: Replica, C: Connection>(
    replica: &Arc<R>,
    peer: &C,
    (db, hash): &Wanted,
    may_have: impl Fn(u64) -> bool,
    has_come: impl Fn(u64, u64),
) -> Result<(), NotFetched> {
    let broken = |broken: Broken| failed(&broken.to_string());
    let (mut to, mut from) = peer.open(Purpose::Blob).await.map_err(broken)?;
    to.send(Message::Want { db: db.clone(), hash: *hash }.encode()).await.map_err(broken)?;
    let first = received(&mut from, PATIENCE, "the peer does not answer").await?;
    let size = match Message::decode(&first) {
        Ok(Message::Here { size }) => size,
        Ok(Message::NotHere) => return Err(failed("the peer does not have it").into()),
        _ => return Err(failed("the peer answered something else").into()),
    };
    if !may_have(size) {
        return Err(NotFetched::TooLarge);
    }
    let (partial, there) = begin(replica, *hash, size).await?;
    let (mut next, mut arrived) = (there, there);
    has_come(there, size);
    // Before the first piece the peer reads all of the file.
    let mut patience = PATIENCE + Duration::from_secs(size / READ_A_SECOND);
    let (came, mut to_write) = mpsc::channel(UNWRITTEN);
    // What comes is received while what came before is checked and written.
    let receiving = async move {
        while arrived < size || size == 0 && next == 0 {
            while next < size.max(1) && next < arrived + AHEAD * PIECE {
                to.send(Message::Piece { offset: next }.encode()).await.map_err(broken)?;
                next += PIECE;
            }
            let frame = received(&mut from, patience, "the peer does not go on").await?;
            patience = PATIENCE;
            arrived += PIECE;
            came.send(frame).await.map_err(|_| failed("what came could not be written"))?;
        }
        to.finish();
        Ok::<(), Reason>(())
    };
    let writing = async {
        let mut flush = Flush::new(Arc::clone(&partial), there);
        let mut done = there;
        while let Some(frame) = to_write.recv().await {
            let (target, replica, root) = (Arc::clone(&partial), Arc::clone(replica), *hash);
            blocking(move || keep(replica.as_ref(), &frame, (&root, size), (&target, done))).await?;
            done = (done + PIECE).min(size);
            has_come(done, size);
            flush.has_come(done).await?;
        }
        flush.end().await
    };
    tokio::try_join!(receiving, writing)?;
    let (replica, db, hash) = (Arc::clone(replica), db.clone(), *hash);
    Ok(blocking(move || {
        // Now it is proven that it has so many bytes.
        partial.set_len(size).map_err(|error| unread(&error))?;
        // What an earlier stream brought was verified then, and may have suffered since.
        if there > 0 && !piece::has_hash(&partial, &hash).map_err(|error| unread(&error))? {
            partial.set_len(0).map_err(|error| unread(&error))?;
            let text = "a file that was fetched in parts is damaged, and is begun anew".into();
            return Err(Reason { code: ErrorCode::Corrupt, text });
        }
        replica.finish_blob(&db, &hash, &partial)
    })
    .await?)
}

/// What is here of a file, and how much of it can be kept: what was verified and written before, up to its last whole piece.
async fn begin<R: Replica>(replica: &Arc<R>, hash: [u8; 32], size: u64) -> Result<(Arc<File>, u64), Reason> {
    let replica = Arc::clone(replica);
    blocking(move || {
        let partial = replica.open_partial_blob(&hash)?;
        let there = partial.metadata().map_err(|error| unread(&error))?.len();
        Ok((Arc::new(partial), there.min(size) / PIECE * PIECE))
    })
    .await
}

fn unread(error: &std::io::Error) -> Reason {
    let text = format!("what is here of a file cannot be read: {error}");
    Reason { code: ErrorCode::Internal, text: text.into() }
}

/// Checks a piece of a file with this hash and size, and writes it to its place.
fn keep(
    replica: &impl Replica,
    frame: &[u8],
    (root, size): (&[u8; 32], u64),
    (target, offset): (&File, u64),
) -> Result<(), Reason> {
    let bytes = piece::open(frame, root, size, offset).map_err(|_| Reason {
        code: ErrorCode::BadSignature,
        text: "the peer sent what is not of this file".into(),
    })?;
    replica.write_partial_blob(target, offset, &bytes)
}

/// The next frame of a peer that is in no hurry, but not silent either.
async fn received(from: &mut impl Incoming, patience: Duration, silence: &str) -> Result<Vec<u8>, Reason> {
    let frame = timeout(patience, from.receive()).await.map_err(|_| failed(silence))?;
    frame.map_err(|broken| failed(&broken.to_string()))?.ok_or_else(|| failed("the peer hung up"))
}
