//! The two halves of a session's stream, and what waits to be sent.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use crate::stream::{Broken, Incoming, Outgoing};

/// How many bytes of operations wait to be sent before more are read.
const WAITING_BYTES: usize = 1024 * 1024;

/// Messages in order. What goes in is bounded by what goes out: words of a comparison by the turns that its sides take,
/// operations by [`Outbox::has_room`].
#[derive(Debug, Default)]
pub(super) struct Outbox {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
}

impl Outbox {
    pub(super) fn push(&mut self, frame: Vec<u8>) {
        self.bytes += frame.len();
        self.frames.push_back(frame);
    }

    pub(super) fn pop(&mut self) -> Option<Vec<u8>> {
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether operations are to be read for the other side.
    pub(super) const fn has_room(&self) -> bool {
        self.bytes < WAITING_BYTES
    }
}

/// Sends frames one after the other until nobody has any more.
pub(super) async fn write_all(
    mut to: impl Outgoing,
    mut frames: mpsc::Receiver<Vec<u8>>,
) -> Result<(), Broken> {
    while let Some(frame) = frames.recv().await {
        to.send(frame).await?;
    }
    to.finish();
    Ok(())
}

/// Hands frames on one after the other until none comes any more, or nobody takes them.
pub(super) async fn read_all(mut from: impl Incoming, frames: mpsc::Sender<Result<Vec<u8>, Broken>>) {
    while let Some(frame) = from.receive().await.transpose() {
        let is_broken = frame.is_err();
        if frames.send(frame).await.is_err() || is_broken {
            return;
        }
    }
}
