//! Fetching one file from one peer, from behind what is here of it already.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_core::session::Reason;
use tokio::time::timeout;

use super::piece::{self, PIECE};
use super::queue::Wanted;
use super::wire::Message;
use crate::link::Purpose;
use crate::replica::Replica;
use crate::stream::{Broken, Connection, Incoming, Outgoing};
use crate::sync::blocking;

/// How many pieces are asked for before the first has come.
const AHEAD: u64 = 4;
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
    let (opened, name) = (Arc::clone(replica), *hash);
    let partial = Arc::new(blocking(move || opened.open_partial_blob(&name)).await?);
    // What was verified and written before is there up to its last whole piece.
    let there = partial.metadata().map_or(0, |meta| meta.len()).min(size) / PIECE * PIECE;
    let (mut next, mut done) = (there, there);
    has_come(done, size);
    // Before the first piece the peer reads all of the file.
    let mut patience = PATIENCE + Duration::from_secs(size / READ_A_SECOND);
    while done < size || size == 0 && next == 0 {
        while next < size.max(1) && next < done + AHEAD * PIECE {
            to.send(Message::Piece { offset: next }.encode()).await.map_err(broken)?;
            next += PIECE;
        }
        let frame = received(&mut from, patience, "the peer does not go on").await?;
        patience = PATIENCE;
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
        has_come(done, size);
    }
    to.finish();
    let (replica, db, hash) = (Arc::clone(replica), db.clone(), *hash);
    Ok(blocking(move || replica.finish_blob(&db, &hash)).await?)
}

/// The next frame of a peer that is in no hurry, but not silent either.
async fn received(from: &mut impl Incoming, patience: Duration, silence: &str) -> Result<Vec<u8>, Reason> {
    let frame = timeout(patience, from.receive()).await.map_err(|_| failed(silence))?;
    frame.map_err(|broken| failed(&broken.to_string()))?.ok_or_else(|| failed("the peer hung up"))
}
