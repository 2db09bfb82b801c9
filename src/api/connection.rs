//! One connection, from its first byte to its last.
//!
//! hyper reads and writes HTTP/1.1; around it are the clocks that end a connection whose other side is too slow, an answer
//! in our own words for what hyper cannot read as a request, and an end that lets the other side read its last answer.

mod farewells;
mod line;
mod parting;
mod pulse;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use axum::body::Body;
use cyberfly_core::ErrorCode;
use cyberfly_node::Phase;
use cyberfly_protocol::ErrorBody;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::door::{Door, Peer};
use crate::graphql::Upgraded;
use crate::limits::Limit;
use crate::refusal::Refusal;
use crate::request_id::{REQUEST_ID, RequestId};
use crate::serve::Served;
use crate::tls::Terms;
pub(crate) use farewells::Farewells;
use line::Line;
pub(crate) use parting::part;
use pulse::{Late, Patience, Pulse};

/// The most headers of a request: hyper's own limit, as it takes memory for each request where it is given another.
const HEADERS_LIMIT: usize = 100;
/// The most that is read ahead of what a handler takes, and kept of an answer until it is sent.
const BUFFER_LIMIT: usize = 64 * 1024;
/// How a connection ended.
enum End {
    /// By hyper's judgement.
    Done(hyper::Result<()>),
    /// The other side was too slow.
    Late(Late),
}

/// Serves a connection until it ends. When the node drains, or the terms change, no further request is taken.
pub(crate) async fn serve<S>(stream: S, peer: Peer, door: &Door, served: &Served, mut terms: Terms)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (limits, mut phase) = (&*served.limits, served.node.phase());
    let open = served.node.metrics().traffic(peer.door()).open();
    let upgraded: Mutex<Option<Upgraded>> = Mutex::default();
    let (pulse, shown) = (Arc::new(Pulse::new()), terms.clone());
    let service = {
        let (pulse, upgraded, terms) = (&pulse, &upgraded, &shown);
        service_fn(move |request: hyper::Request<Incoming>| {
            let answering = pulse.begin();
            // In a box, since hyper moves it about.
            Box::pin(async move {
                let mut response = door.answer(request.map(Body::new), peer, terms).await;
                if let Some(talk) = response.extensions_mut().remove() {
                    *upgraded.lock().unwrap_or_else(PoisonError::into_inner) = Some(talk);
                }
                Ok::<_, Infallible>(response.map(|body| answering.over(body)))
            })
        })
    };
    let head_limit = usize::try_from(limits.settings().head_bytes.0).unwrap_or(usize::MAX);
    let mut builder = http1::Builder::new();
    builder.max_header_size(head_limit).max_buf_size(head_limit.max(BUFFER_LIMIT));
    let mut connection =
        builder.serve_connection(TokioIo::new(Line::new(stream, Arc::clone(&pulse), open)), service);
    let mut patience = Patience::new(limits);
    let mut is_told = false;
    let end = loop {
        let ended = std::future::poll_fn(|context| match connection.poll_without_shutdown(context) {
            Poll::Ready(done) => Poll::Ready(End::Done(done)),
            Poll::Pending => patience.poll_late(&pulse, context).map(End::Late),
        });
        tokio::select! {
            biased;
            ended = ended => break ended,
            // An error means that the node is gone, which is the same to a connection.
            _ = phase.wait_for(|phase| *phase == Phase::Draining), if !is_told => is_told = true,
            () = terms.change(), if !is_told => is_told = true,
        }
        Pin::new(&mut connection).graceful_shutdown();
    };
    let parts = connection.into_parts();
    let stream = parts.io.into_inner().into_stream();
    let talk = upgraded.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let (End::Done(Ok(())), Some(talk)) = (&end, talk) {
        talk.go_on(Box::new(stream), parts.read_buf).await;
        return;
    }
    let refusal = match end {
        End::Late(late) => {
            limits.note(late.limit());
            match late {
                // Whoever takes nothing would not take this either.
                Late::Send => return,
                Late::Idle => None,
                Late::Head => {
                    Some(Refusal::slow("the head of the request did not come in time; nothing was done"))
                }
            }
        }
        End::Done(Err(error)) if error.is_parse_too_large() && !pulse.is_busy() => {
            limits.note(Limit::HeadBytes);
            Some(Refusal::long_head(&limits.settings().head_bytes.to_string(), HEADERS_LIMIT))
        }
        End::Done(Err(error)) if error.is_parse() && !pulse.is_busy() => Some(unreadable(&error)),
        End::Done(_) => None,
    };
    let word = match refusal {
        Some(refusal) => in_full(refusal).await,
        None => Vec::new(),
    };
    part(stream, &word).await;
}

fn unreadable(error: &hyper::Error) -> Refusal {
    let message = format!("this is no request of HTTP/1.1: {error}; nothing was done");
    ErrorBody::new(ErrorCode::BadRequest, message).into()
}

/// A refusal as the bytes of a whole answer, after which the connection ends.
pub(crate) async fn in_full(refusal: Refusal) -> Vec<u8> {
    let id = RequestId::made();
    refusal.log();
    let (head, body) = refusal.answer(id.as_str()).into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let mut text = format!("HTTP/1.1 {}\r\n{REQUEST_ID}: {id}\r\nconnection: close\r\n", head.status);
    for (name, value) in head.headers.iter().filter(|(name, _)| *name != hyper::header::CONNECTION) {
        let _infallible = write!(text, "{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    text.push_str("\r\n");
    [text.as_bytes(), &body].concat()
}
