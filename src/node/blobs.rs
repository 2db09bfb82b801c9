//! Files on their way in and out, of whatever length: a few pieces at a time are in memory.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read};

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{BlobReceipt, ByteStream, ErrorBody, SCHEMA_VERSION, reply_stream};
use data_encoding::HEXLOWER;
use tokio::sync::mpsc;

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
    /// What was read last. It goes out when the next piece was read, or all of them fit the hash.
    held: Option<Vec<u8>>,
}

impl Outgoing {
    /// The next piece; none at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, ErrorBody> {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            self.file.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(|error| unread(&error))?;
            if piece.is_empty() {
                return match *self.hasher.finalize().as_bytes() == self.hash {
                    true => Ok(self.held.take()),
                    false => Err(damaged()),
                };
            }
            self.hasher.update(&piece);
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
    let outgoing = Outgoing { file, hasher: blake3::Hasher::new(), hash, held: None };
    let pieces = reply_stream(outgoing, async |mut outgoing: Outgoing| {
        let read = tokio::task::spawn_blocking(move || (outgoing.next(), outgoing)).await;
        match read {
            Ok((next, outgoing)) => Some((next.transpose()?, outgoing)),
            Err(_) => None,
        }
    });
    Ok((known.len(), pieces))
}
