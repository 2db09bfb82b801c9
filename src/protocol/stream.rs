//! Answers that go on: a stream made out of steps.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::ErrorBody;

/// What a door answers for as long as it is asked. It ends after an error.
pub type ReplyStream<T> = Pin<Box<dyn Stream<Item = Result<T, ErrorBody>> + Send>>;

/// Bytes that come in pieces. Behind an error comes nothing, and what came before it is not the whole.
pub type ByteStream = ReplyStream<Vec<u8>>;

/// Bytes that are at hand, as one piece.
pub fn bytes_at_once(bytes: Vec<u8>) -> ByteStream {
    reply_stream(Some(bytes), async |left: Option<Vec<u8>>| Some((Ok(left?), None)))
}

type Step<T, S> = Pin<Box<dyn Future<Output = Option<(Result<T, ErrorBody>, S)>> + Send>>;

struct Steps<T, S, F> {
    next: F,
    step: Option<Step<T, S>>,
}

/// A stream out of steps: each takes a state and gives an item and the state after it; none is the end.
pub fn reply_stream<T, S, F, N>(state: S, next: F) -> ReplyStream<T>
where
    T: 'static,
    S: 'static,
    F: Fn(S) -> N + Send + Unpin + 'static,
    N: Future<Output = Option<(Result<T, ErrorBody>, S)>> + Send + 'static,
{
    let step: Step<T, S> = Box::pin(next(state));
    Box::pin(Steps { next, step: Some(step) })
}

impl<T, S, F, N> Stream for Steps<T, S, F>
where
    F: Fn(S) -> N + Unpin,
    N: Future<Output = Option<(Result<T, ErrorBody>, S)>> + Send + 'static,
{
    type Item = Result<T, ErrorBody>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(step) = &mut self.step else { return Poll::Ready(None) };
        let Poll::Ready(done) = step.as_mut().poll(context) else { return Poll::Pending };
        self.step = None;
        let Some((item, state)) = done else { return Poll::Ready(None) };
        if item.is_ok() {
            self.step = Some(Box::pin((self.next)(state)));
        }
        Poll::Ready(Some(item))
    }
}
