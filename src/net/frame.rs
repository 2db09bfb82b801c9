//! The two halves of a stream, which carry frames: a length in four bytes, big-endian, then so many bytes.

use std::sync::Arc;

use iroh::endpoint::{ReadError, ReadExactError, RecvStream, SendStream, VarInt, WriteError};

use crate::link::{LinkError, Shared};
use crate::reason::Reason;

/// How urgent what goes over a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// What somebody waits for now. It goes first.
    Live,
    /// What can take its time.
    Bulk,
}

/// So many bytes are taken into memory at once; a length that a peer claims is not believed before its bytes are there.
const CHUNK: usize = 16 * 1024;
/// What a stream is reset with when its half is dropped before its end.
const BROKEN_OFF: VarInt = VarInt::from_u32(1);

/// The half that sends. Dropped without [`SendHalf::finish`], the peer sees the stream broken off.
pub struct SendHalf {
    stream: SendStream,
    link: Arc<Shared>,
    priority: Priority,
    is_finished: bool,
}

/// The half that receives. Dropped before the end, the peer is told to stop sending.
pub struct RecvHalf {
    stream: RecvStream,
    link: Arc<Shared>,
}

impl SendHalf {
    pub(crate) const fn new(stream: SendStream, link: Arc<Shared>) -> Self {
        Self { stream, link, priority: Priority::Bulk, is_finished: false }
    }

    /// How urgent what is sent from now on is.
    pub fn priority(&mut self, priority: Priority) {
        let order = match priority {
            Priority::Live => 1,
            Priority::Bulk => 0,
        };
        self.priority = priority;
        // It fails only on a stream that has ended.
        let _ended = self.stream.set_priority(order);
    }

    /// Sends a frame; returns when it is on its way, which is when the peer has room for it. After an error the stream is
    /// of no more use.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), LinkError> {
        let length =
            u32::try_from(frame.len()).map_err(|_| LinkError::TooLong { limit: u32::MAX as usize })?;
        self.write(&length.to_be_bytes()).await?;
        self.write(frame).await
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        for part in bytes.chunks(CHUNK) {
            for pace in &self.link.paces {
                pace.up(part.len(), self.priority).await;
            }
            self.stream.write_all(part).await.map_err(|error| self.wrong(&error))?;
        }
        Ok(())
    }

    /// Says that nothing more comes.
    pub fn finish(mut self) {
        self.is_finished = true;
        // It fails only on a stream that the peer does not want any more.
        let _ended = self.stream.finish();
    }

    fn wrong(&self, error: &WriteError) -> LinkError {
        match error {
            WriteError::ConnectionLost(_) => LinkError::Closed(self.link.reason()),
            _ => LinkError::BrokenOff,
        }
    }
}

impl Drop for SendHalf {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ended = self.stream.reset(BROKEN_OFF);
        }
    }
}

impl RecvHalf {
    pub(crate) const fn new(stream: RecvStream, link: Arc<Shared>) -> Self {
        Self { stream, link }
    }

    /// Waits for the next frame; none when the peer has finished. Dropped half-way, the stream is of no more use. A frame longer than `limit` is an error, and is not read.
    pub async fn next(&mut self, limit: usize) -> Result<Option<Vec<u8>>, LinkError> {
        let mut head = [0; 4];
        match self.stream.read_exact(&mut head).await {
            Ok(()) => {}
            Err(ReadExactError::FinishedEarly(0)) => return Ok(None),
            Err(error) => return Err(self.wrong(&error)),
        }
        let length = u32::from_be_bytes(head) as usize;
        if length > limit {
            return Err(LinkError::TooLong { limit });
        }
        let mut frame = Vec::new();
        while frame.len() < length {
            let had = frame.len();
            // Room for four times what is there at most, so that a long frame is moved a few times and not at each chunk.
            if frame.capacity() < length.min(had + CHUNK) {
                frame.reserve_exact(length.min(4 * (had + CHUNK)) - had);
            }
            frame.resize(length.min(had + CHUNK), 0);
            self.stream.read_exact(&mut frame[had..]).await.map_err(|error| self.wrong(&error))?;
            for pace in &self.link.paces {
                pace.down(frame.len() - had).await;
            }
        }
        Ok(Some(frame))
    }

    pub(crate) async fn byte(&mut self) -> Result<u8, LinkError> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte).await.map_err(|error| self.wrong(&error))?;
        Ok(byte[0])
    }

    fn wrong(&self, error: &ReadExactError) -> LinkError {
        match error {
            ReadExactError::ReadError(ReadError::ConnectionLost(_)) => LinkError::Closed(self.link.reason()),
            ReadExactError::FinishedEarly(_) => LinkError::Fault("a stream ends inside a frame"),
            ReadExactError::ReadError(_) => LinkError::BrokenOff,
        }
    }
}

/// Why a connection that is over is over.
impl Shared {
    fn reason(&self) -> Reason {
        self.ended().unwrap_or_else(|| Reason::Lost("the connection was lost".to_owned()))
    }
}
