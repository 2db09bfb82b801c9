//! Bytes of a file in pieces.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Blob, ByteStream, ErrorBody, reply_stream};

use crate::data::put::unreadable;
use crate::failure::Failure;
use crate::ui::progress::{Meter, Unit};

/// How many bytes are read at once.
const PIECE: u64 = 256 * 1024;

/// Where bytes come from.
pub(super) struct Source {
    from: Box<dyn Read + Send>,
    /// How it is called in an error.
    name: String,
    /// How many there are, if that is known before.
    size: Option<u64>,
    /// What was read ahead.
    ahead: Vec<u8>,
}

impl Source {
    /// A file, or standard input, which must not be empty: most often the command before the pipe has failed then.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file else {
            if io::stdin().is_terminal() {
                return Err(Failure::misuse("no file was given", "name it after the key, or pipe it in"));
            }
            let name = "standard input".to_owned();
            let mut source = Self { from: Box::new(io::stdin()), name, size: None, ahead: Vec::new() };
            source.ahead = source.read()?;
            if source.ahead.is_empty() {
                let body =
                    ErrorBody::new(ErrorCode::BadRequest, "standard input was empty; nothing was stored");
                return Err(body
                    .hint("to store an empty file, name one: cyberfly data blob put KEY FILE")
                    .into());
            }
            return Ok(source);
        };
        let name = path.display().to_string();
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (known, file) = opened.map_err(|error| unreadable(&name, &error))?;
        let size = known.is_file().then_some(known.len());
        Ok(Self { from: Box::new(file), name, size, ahead: Vec::new() })
    }

    /// The next piece; an empty one at the end.
    fn read(&mut self) -> Result<Vec<u8>, ErrorBody> {
        if !self.ahead.is_empty() {
            return Ok(std::mem::take(&mut self.ahead));
        }
        let mut piece = Vec::new();
        let read = self.from.by_ref().take(PIECE).read_to_end(&mut piece);
        read.map_err(|error| unreadable(&self.name, &error))?;
        Ok(piece)
    }

    /// The hash of all of it, and how many bytes it has.
    pub(super) fn hash(mut self, meter: &Meter) -> Result<([u8; 32], u64), Failure> {
        self.size.iter().for_each(|size| meter.expect(*size));
        let (mut hasher, mut size) = (blake3::Hasher::new(), 0);
        loop {
            let piece = self.read()?;
            if piece.is_empty() {
                return Ok((*hasher.finalize().as_bytes(), size));
            }
            hasher.update(&piece);
            size += piece.len() as u64;
            meter.reach(size);
        }
    }

    /// The pieces, read as they are wanted. The meter counts them.
    pub(super) fn pieces(self, meter: Arc<Meter>) -> ByteStream {
        self.size.iter().for_each(|size| meter.expect(*size));
        reply_stream((self, meter), async |(mut source, meter): (Self, Arc<Meter>)| {
            // A pipe may keep one waiting.
            let read = tokio::task::spawn_blocking(move || (source.read(), source)).await;
            let (piece, source) = read.ok()?;
            match piece {
                Ok(piece) if piece.is_empty() => None,
                piece => {
                    meter.advance(piece.as_ref().map_or(0, |piece| piece.len() as u64));
                    Some((piece, (source, meter)))
                }
            }
        })
    }
}

/// The bytes of a file that is open.
pub(crate) fn bytes_of(file: File) -> ByteStream {
    let name = "a file of the snapshot".to_owned();
    let source = Source { from: Box::new(file), name, size: None, ahead: Vec::new() };
    source.pieces(Arc::new(Meter::new("reading", Unit::Bytes)))
}

/// Hands pieces on as they come, and fails at the end if all together are not the file. So an error may come behind bytes that
/// were handed on.
pub(super) async fn checked(
    mut pieces: ByteStream,
    blob: &Blob,
    mut each: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut hasher = blake3::Hasher::new();
    while let Some(piece) = poll_fn(|context| pieces.as_mut().poll_next(context)).await {
        let piece = piece?;
        hasher.update(&piece);
        each(&piece)?;
    }
    match *hasher.finalize().as_bytes() == blob.hash {
        true => Ok(()),
        false => {
            let message = "what came is not the file with this hash; do not use it";
            Err(ErrorBody::new(ErrorCode::Corrupt, message).hint("get it again, or from another node").into())
        }
    }
}
