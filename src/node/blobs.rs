//! Files on their way in and out, of whatever length: a few pieces at a time are in memory.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read};
use std::time::Duration;

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_net::Coming;
use cyberfly_protocol::{BlobReceipt, ByteStream, ErrorBody, SCHEMA_VERSION, reply_stream};
use data_encoding::HEXLOWER;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::failure::store_error;
use crate::node::Node;
use crate::quotas::Whose;

/// How many pieces wait for the disk.
const WAITING: usize = 4;
/// How many bytes are read at once.
const PIECE: usize = 256 * 1024;

/// What comes in. That nothing more comes is said: a sender that is gone was interrupted.
enum Piece {
    Bytes(Vec<u8>),
    End,
}

/// Pieces that come in, for a thread that reads.
struct Incoming {
    pieces: mpsc::Receiver<Piece>,
    piece: io::Cursor<Vec<u8>>,
    has_ended: bool,
}

impl Read for Incoming {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(into)?;
            if read > 0 || self.has_ended || into.is_empty() {
                return Ok(read);
            }
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.piece = io::Cursor::new(bytes),
                Some(Piece::End) => self.has_ended = true,
                None => return Err(io::Error::new(ErrorKind::ConnectionAborted, "they ended too early")),
            }
        }
    }
}

/// Keeps the bytes that come. When this returns they are on the disk; on an error, or if this is not waited for to its end,
/// nothing is kept that was not there before.
pub(crate) async fn keep(node: &Node, db: &DbName, bytes: ByteStream) -> Result<BlobReceipt, ErrorBody> {
    let inner = &node.0;
    node.refuse_while_draining()?;
    inner.quotas.spare_memory()?;
    let (send, pieces) = mpsc::channel(WAITING);
    let (blobs, db) = (inner.store.blobs(), db.clone());
    let keeping = tokio::task::spawn_blocking(move || {
        let mut incoming = Incoming { pieces, piece: io::Cursor::default(), has_ended: false };
        blobs.keep(&db, &mut incoming, u64::MAX)
    });
    // What the writer says of an end that came too early says less than why it came.
    let fed = feed(node, bytes, send).await;
    let kept = keeping.await;
    fed?;
    let kept =
        kept.map_err(|error| ErrorBody::new(ErrorCode::Internal, format!("keeping a blob: {error}")))?;
    let kept = kept.map_err(|error| store_error(&error))?;
    let hash = HEXLOWER.encode(&kept.hash);
    Ok(BlobReceipt { schema_version: SCHEMA_VERSION, hash, size: kept.size })
}

/// Hands the pieces on as they come, as long as there is room for them.
async fn feed(node: &Node, mut bytes: ByteStream, send: mpsc::Sender<Piece>) -> Result<(), ErrorBody> {
    let mut taken = 0;
    loop {
        node.0.quotas.spare_disk(Whose::Own, taken)?;
        let piece = match poll_fn(|context| bytes.as_mut().poll_next(context)).await.transpose()? {
            Some(bytes) => {
                taken += bytes.len() as u64;
                Piece::Bytes(bytes)
            }
            None => Piece::End,
        };
        node.refuse_while_draining()?;
        let is_end = matches!(piece, Piece::End);
        // A writer that takes no more has its reason, and tells it.
        if send.send(piece).await.is_err() || is_end {
            return Ok(());
        }
    }
}

/// A file that is read, and what is known of it so far.
struct Outgoing {
    file: File,
    hasher: blake3::Hasher,
    hash: [u8; 32],
    /// How many of its bytes were read.
    read: u64,
    /// What was read last. It goes out when the next piece was read, or all of them fit the hash.
    held: Option<Vec<u8>>,
}

impl Outgoing {
    fn of(file: File, hash: [u8; 32]) -> Self {
        Self { file, hasher: blake3::Hasher::new(), hash, read: 0, held: None }
    }

    /// The next piece, from the bytes before a place; none if that is their end.
    fn next(&mut self, end: u64) -> Result<Option<Vec<u8>>, ErrorBody> {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let most = end.saturating_sub(self.read).min(PIECE as u64);
            self.file.by_ref().take(most).read_to_end(&mut piece).map_err(|error| unread(&error))?;
            if piece.is_empty() {
                return match *self.hasher.finalize().as_bytes() == self.hash {
                    true => Ok(self.held.take()),
                    false => Err(damaged()),
                };
            }
            self.hasher.update(&piece);
            self.read += piece.len() as u64;
            if let Some(held) = self.held.replace(piece) {
                return Ok(Some(held));
            }
        }
    }
}

fn unread(error: &io::Error) -> ErrorBody {
    ErrorBody::new(ErrorCode::Internal, format!("reading a blob: {error}"))
}

fn damaged() -> ErrorBody {
    ErrorBody::new(
        ErrorCode::Corrupt,
        "the bytes of this blob are not those of its hash; the rest was not sent",
    )
    .hint("cyberfly verify tells what else is damaged; a peer may have it whole")
}

/// How many bytes a file has, and they, of which the last piece comes when all of them are known to be those of the hash.
pub(crate) fn pieces(file: File, hash: [u8; 32]) -> Result<(u64, ByteStream), ErrorBody> {
    let known = file.metadata().map_err(|error| unread(&error))?;
    let outgoing = Outgoing::of(file, hash);
    let pieces = reply_stream(outgoing, async |outgoing: Outgoing| read_on(outgoing, u64::MAX).await);
    Ok((known.len(), pieces))
}

/// Reads the next piece of the bytes before a place.
async fn read_on(mut outgoing: Outgoing, end: u64) -> Option<(Result<Vec<u8>, ErrorBody>, Outgoing)> {
    let read = tokio::task::spawn_blocking(move || (outgoing.next(end), outgoing)).await;
    let (next, outgoing) = read.ok()?;
    next.transpose().map(|next| (next, outgoing))
}

/// A file that comes from a peer, and how far it has come.
struct Following {
    outgoing: Outgoing,
    size: u64,
    coming: watch::Receiver<Coming>,
    patience: Duration,
}

/// The bytes of a file of this size, as they come. An error comes among them if no more come.
pub(crate) fn following(
    file: File,
    size: u64,
    hash: [u8; 32],
    coming: watch::Receiver<Coming>,
    patience: Duration,
) -> ByteStream {
    let following = Following { outgoing: Outgoing::of(file, hash), size, coming, patience };
    reply_stream(following, async |mut following: Following| {
        let end = match following.more().await {
            Ok(end) => end,
            Err(error) => return Some((Err(error), following)),
        };
        let Following { outgoing, size, coming, patience } = following;
        let (piece, outgoing) = read_on(outgoing, end).await?;
        Some((piece, Following { outgoing, size, coming, patience }))
    })
}

impl Following {
    /// Waits until there is another piece to read, or all of them are there; says up to where there are bytes.
    async fn more(&mut self) -> Result<u64, ErrorBody> {
        // One piece is held back, so that the last is not given before all are known to be right.
        let enough = (self.outgoing.read + 2 * PIECE as u64).min(self.size);
        let there = self.coming.wait_for(|now| match now {
            Coming::UnderWay { done, .. } => *done >= enough,
            Coming::Whole | Coming::Failed(_) => true,
            Coming::Sought => false,
        });
        let stalled = |why: &str| {
            let what = format!("the rest of the file did not come: {why}; what has come stays here");
            ErrorBody::new(ErrorCode::Unavailable, what).hint("ask again: it goes on from there")
        };
        match timeout(self.patience, there).await {
            Ok(Ok(now)) => match &*now {
                Coming::UnderWay { done, .. } => Ok(*done),
                Coming::Failed(why) => Err(stalled(&why.text)),
                _ => Ok(self.size),
            },
            Ok(Err(_)) => Err(stalled("the node is stopping")),
            Err(_) => Err(stalled("the peer is silent")),
        }
    }
}
