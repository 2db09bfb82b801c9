//! Bytes to a node and from it, however many: as they come, and with as much patience for each piece as for an answer.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ByteStream, ErrorBody, reply_stream};
use futures_core::Stream;
use reqwest::{Body, Response};

/// What is known of an upload beside its body.
#[derive(Clone, Default)]
pub(crate) struct Upload(Arc<Known>);

#[derive(Default)]
struct Known {
    /// How many pieces the node has taken.
    pieces: AtomicU64,
    /// What went wrong where the bytes come from.
    failure: Mutex<Option<ErrorBody>>,
}

/// The bytes as the body of a request, and what can be known of it while it is sent.
pub(crate) fn upload(bytes: ByteStream) -> (Body, Upload) {
    let upload = Upload::default();
    (Body::wrap_stream(Sent { bytes, upload: upload.clone() }), upload)
}

struct Sent {
    bytes: ByteStream,
    upload: Upload,
}

impl Stream for Sent {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.bytes.as_mut().poll_next(context);
        next.map(|next| {
            let known = &self.upload.0;
            known.pieces.fetch_add(1, Ordering::Relaxed);
            next.map(|piece| {
                piece.map_err(|failure| {
                    *known.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
                    io::Error::other("the bytes to send ended with an error")
                })
            })
        })
    }
}

impl Upload {
    /// Waits for the answer, as long as the node goes on taking bytes. What went wrong where they come from is told rather
    /// than what the node made of that.
    pub(crate) async fn until<T>(
        self,
        answer: impl Future<Output = Result<T, ErrorBody>>,
        patience: Duration,
    ) -> Result<T, ErrorBody> {
        let answered = tokio::select! {
            answered = answer => answered,
            () = self.stalls(patience) => Err(silent()),
        };
        let failure = self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.map_or(answered, Err)
    }

    async fn stalls(&self, patience: Duration) {
        let mut taken = 0;
        loop {
            tokio::time::sleep(patience).await;
            let now = self.0.pieces.load(Ordering::Relaxed);
            if now == taken {
                return;
            }
            taken = now;
        }
    }
}

/// The body of an answer as it comes.
pub(crate) fn download(response: Response, patience: Duration) -> ByteStream {
    reply_stream(response, move |mut response: Response| async move {
        let next = match tokio::time::timeout(patience, response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk?.to_vec()),
            Ok(Err(error)) => Err(broken_off(&error)),
            Err(_) => Err(silent()),
        };
        Some((next, response))
    })
}

fn broken_off(error: &reqwest::Error) -> ErrorBody {
    let why = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    ErrorBody::new(ErrorCode::Unavailable, format!("the node broke off: {why}"))
        .hint("the log of the node says why")
}

pub(crate) fn silent() -> ErrorBody {
    ErrorBody::new(ErrorCode::Timeout, "the node fell silent").hint("try again with a longer --timeout")
}
