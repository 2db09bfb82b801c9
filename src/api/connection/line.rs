//! The stream under a connection: it tells the pulse what passes, counts it, and lets nothing out before a request was read.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use cyberfly_node::metrics::Open;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::pulse::Pulse;

/// The stream under a connection.
///
/// What hyper writes while no request is being answered is its own answer to bytes that are none: a status without a word.
/// It is dropped here, and replaced by [`super::serve`] with one in our form. Nothing that a handler answered is ever lost:
/// a connection counts as busy from the moment a request was read until its answer has been flushed.
pub(super) struct Line<S> {
    stream: S,
    pulse: Arc<Pulse>,
    traffic: Open,
}

impl<S> Line<S> {
    pub(super) const fn new(stream: S, pulse: Arc<Pulse>, traffic: Open) -> Self {
        Self { stream, pulse, traffic }
    }

    pub(super) fn into_stream(self) -> S {
        self.stream
    }

    fn has_written(&self, written: &Poll<io::Result<usize>>) {
        self.pulse.has_written(written.is_ready());
        if let Poll::Ready(Ok(bytes)) = written {
            self.traffic.sent(*bytes);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = buffer.filled().len() - before;
        if read > 0 {
            self.pulse.has_read();
            self.traffic.received(read);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.pulse.is_busy() {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.has_written(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if !self.pulse.is_busy() {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.has_written(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A stream that encrypts takes what is written before the other side does.
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.pulse.has_written(flushed.is_ready());
        ready!(flushed)?;
        self.pulse.has_flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
