//! GraphQL over WebSocket, by both protocols that are in use: `graphql-transport-ws` and the older `graphql-ws`.
//!
//! A socket is a connection like any other: it has its place among them, a clock for each thing that may take too long, and
//! ends with a reason. Who takes nothing of what waits for it is dropped after `limits.send_timeout`; nobody else notices,
//! and nothing piles up meanwhile, since what comes next is asked for only when there is room.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_graphql::http::{ALL_WEBSOCKET_PROTOCOLS, ClientMessage, WebSocket, WsMessage};
use async_graphql::{Data, Executor, Request, Response as Answer};
use axum::body::{Body, Bytes};
use axum::http::header::{AUTHORIZATION, CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use cyberfly_core::ErrorCode;
use cyberfly_node::{Phase, now_ms};
use cyberfly_protocol::ErrorBody;
use futures_util::SinkExt;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use schemars::SchemaGenerator;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::answers::{refusal, with_codes};
use super::document::Refused;
use super::told;
use crate::call::Call;
use crate::caller::Identified;
use crate::input::{Asked, Asks, Input};
use crate::limits::Limit;
use crate::output::{Gives, Output, SWITCHING};
use crate::refusal::Refusal;

/// The longest message from a caller.
const MESSAGE_LIMIT: usize = 1024 * 1024;
/// How much may wait to be sent before the next thing is asked for.
const WRITE_BUFFER: usize = 64 * 1024;
/// The close code for who may not go on: clients of both protocols come again with a fresh token.
const FORBIDDEN: u16 = 4403;
/// How long the last word may take.
const PARTING: Duration = Duration::from_secs(1);

/// A stream of bytes that a connection leaves behind when it is upgraded.
pub(crate) trait Line: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Line for S {}

type Talk = Box<dyn FnOnce(Box<dyn Line>, Bytes) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// What an upgraded connection goes on with. It travels with the answer that says so; only the first who takes it has it.
#[derive(Clone)]
pub(crate) struct Upgraded(Arc<Mutex<Option<Talk>>>);

impl Upgraded {
    /// Goes on over this stream, with what was read of it already.
    pub(crate) async fn go_on(self, line: Box<dyn Line>, read: Bytes) {
        let talk = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(talk) = talk {
            talk(line, read).await;
        }
    }
}

/// The wish of a request to go on as a WebSocket.
pub(crate) struct Handshake {
    accept: String,
    /// The page that wishes it, if a browser says so, and the host it was told to ask.
    from: Option<(String, String)>,
    protocol: async_graphql::http::WebSocketProtocols,
}

impl Input for Handshake {
    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks::default()
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let names = |header: &str, word: &str| {
            let words = asked.header(header).unwrap_or_default().split(',');
            words.map(str::trim).any(|found| found.eq_ignore_ascii_case(word))
        };
        if !names("connection", "upgrade") || !names("upgrade", "websocket") {
            return Err(Refusal::upgrade("this route is a WebSocket; nothing was done"));
        }
        if asked.header("sec-websocket-version") != Some("13") {
            return Err(Refusal::upgrade("a WebSocket of version 13 is spoken here; nothing was done"));
        }
        let bad = |message: &str| Refusal::from(ErrorBody::new(ErrorCode::BadRequest, message));
        let key = asked.header("sec-websocket-key");
        let key = key.ok_or_else(|| bad("the handshake has no sec-websocket-key; nothing was done"))?;
        let wanted = asked.header("sec-websocket-protocol").unwrap_or_default().split(',').map(str::trim);
        let protocol = wanted.filter_map(|word| word.parse().ok()).next();
        let protocol = protocol.ok_or_else(|| {
            bad(&format!(
                "the protocols spoken here are {}; nothing was done",
                ALL_WEBSOCKET_PROTOCOLS.join(" and ")
            ))
        })?;
        let host = asked.header("host").unwrap_or_default().to_owned();
        let from = asked.header("origin").map(|origin| (origin.to_owned(), host));
        Ok(Self { accept: derive_accept_key(key.as_bytes()), from, protocol })
    }
}

impl Handshake {
    /// Refuses a page from elsewhere: a browser lets any page open a socket to any address, and only the server can tell.
    fn check_origin(&self, allowed: &[String]) -> Result<(), ErrorBody> {
        let Some((origin, host)) = &self.from else { return Ok(()) };
        let is_own = origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host));
        if is_own || allowed.iter().any(|allowed| allowed == "*" || allowed == origin) {
            return Ok(());
        }
        let message = format!("the page at {origin} may not open a socket here; nothing was done");
        Err(ErrorBody::new(ErrorCode::NotAllowed, message).hint("name its origin in http.cors_origins"))
    }
}

/// The answer that turns the connection into a socket.
pub(crate) struct Switching {
    handshake: Handshake,
    upgraded: Upgraded,
}

impl Output for Switching {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "application/json", schema: None, statuses: &[SWITCHING] }
    }

    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        let protocol = HeaderValue::from_static(self.handshake.protocol.sec_websocket_protocol());
        headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
        if let Ok(accept) = HeaderValue::from_str(&self.handshake.accept) {
            headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
        }
        response.extensions_mut().insert(self.upgraded);
        response
    }
}

pub(crate) async fn upgrade(call: Call, handshake: Handshake) -> crate::table::Answer<Switching> {
    handshake.check_origin(&call.door.origins)?;
    let protocol = handshake.protocol;
    let talk: Talk = Box::new(move |line, read| Box::pin(talk(call, protocol, line, read)));
    Ok(Switching { handshake, upgraded: Upgraded(Arc::new(Mutex::new(Some(talk)))) })
}

/// Who speaks over a socket, and what is asked over it.
#[derive(Clone)]
struct Session(Arc<Speaking>);

struct Speaking {
    /// Who connected.
    connected: Call,
    /// Who they have said to be since.
    known: OnceLock<Call>,
    /// They have said who they are.
    said: Notify,
    open: Arc<AtomicUsize>,
}

/// A subscription, counted while it is there.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Session {
    fn call(&self) -> &Call {
        self.0.known.get().unwrap_or(&self.0.connected)
    }

    /// What a caller says when the conversation begins: perhaps who they are, as `authorization`.
    fn begins(&self, payload: &serde_json::Value) -> async_graphql::Result<Data> {
        let said = ["authorization", "Authorization"].iter().find_map(|name| payload.get(name)?.as_str());
        if let Some(said) = said {
            let call = &self.0.connected;
            let bad = |_| ErrorBody::new(ErrorCode::Unauthenticated, "the credentials are no token");
            let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(said).map_err(bad)?)]);
            let Identified { caller, standing } =
                call.door.callers.identify(call.peer, &headers, now_ms() / 1000)?;
            let _said_before = self.0.known.set(Call { caller, standing, ..call.clone() });
            self.0.said.notify_one();
        }
        Ok(Data::default())
    }

    /// Waits until who speaks is not any more who they were.
    async fn ends(&self) -> ErrorBody {
        loop {
            tokio::select! {
                ended = self.call().ends() => return ended,
                () = self.0.said.notified() => {}
            }
        }
    }

    fn count(&self) -> Result<Counted, ErrorBody> {
        let limits = &self.call().door.limits;
        let most = limits.settings().subscriptions_per_connection.get();
        let counted = Counted(Arc::clone(&self.0.open));
        if self.0.open.fetch_add(1, Ordering::Relaxed) < most {
            return Ok(counted);
        }
        limits.note(Limit::SubscriptionsPerConnection);
        let message = format!("a connection has at most {most} operations at once; this one was not begun");
        Err(ErrorBody::new(ErrorCode::ResourceExhausted, message).hint("end one, or open another connection"))
    }
}

impl Executor for Session {
    async fn execute(&self, request: Request) -> Answer {
        let graph = self.call().graph();
        match graph.admit(self.call(), request) {
            Ok(request) => graph.execute(self.call(), request).await,
            Err(refused) => refused_answer(refused),
        }
    }

    fn execute_stream(&self, request: Request, _: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let refuse = |answer| stream::once(ready(answer)).boxed();
        let counted = match self.count() {
            Ok(counted) => counted,
            Err(error) => return refuse(refusal(error)),
        };
        let graph = self.call().graph();
        match graph.admit(self.call(), request) {
            Ok(request) => {
                let (answers, call) = (graph.root.execute_stream(request), self.call().clone());
                answers
                    .map(move |answer| {
                        let _ = &counted;
                        told(&call, with_codes(answer))
                    })
                    .boxed()
            }
            Err(refused) => refuse(refused_answer(refused)),
        }
    }
}

fn refused_answer(refused: Refused) -> Answer {
    match refused {
        Refused::Document(error) => refusal(error),
        Refused::Caller(error) => refusal(error.into_body()),
    }
}

/// Why a socket ends.
enum End {
    /// The caller has gone, or said goodbye.
    Gone,
    /// For this reason.
    Reason(u16, String),
    /// The caller takes nothing.
    Deaf,
}

async fn talk(
    call: Call,
    protocol: async_graphql::http::WebSocketProtocols,
    line: Box<dyn Line>,
    read: Bytes,
) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_LIMIT))
        .max_frame_size(Some(MESSAGE_LIMIT))
        .write_buffer_size(0)
        .max_write_buffer_size(MESSAGE_LIMIT * 16 + WRITE_BUFFER);
    let socket = WebSocketStream::from_partially_read(line, read.to_vec(), Role::Server, Some(config)).await;
    let limits = Arc::clone(&call.door.limits);
    let (send_timeout, idle) = (limits.settings().send_timeout.0, limits.settings().idle_timeout.0);
    let begin_within = limits.settings().head_timeout.0;
    let mut phase = call.node.phase();
    let (mut sink, messages) = socket.split();
    let heard = Arc::new(Heard::new());
    let (pings, mut pinged) = tokio::sync::mpsc::channel::<Bytes>(1);
    let session = Session(Arc::new(Speaking {
        connected: call,
        known: OnceLock::new(),
        said: Notify::new(),
        open: Arc::new(AtomicUsize::new(0)),
    }));
    let begins = {
        let (session, heard) = (session.clone(), Arc::clone(&heard));
        move |payload: serde_json::Value| {
            let begun = session.begins(&payload);
            heard.begun();
            ready(begun)
        }
    };
    let known = session.clone();
    let mut ends = std::pin::pin!(known.ends());
    let said = client_messages(messages, Arc::clone(&heard), pings);
    let conversation = WebSocket::from_message_stream(session, said, protocol).on_connection_init(begins);
    let mut conversation = std::pin::pin!(conversation);
    let mut clock = tokio::time::interval((idle / 2).min(begin_within).max(Duration::from_millis(10)));
    let end = loop {
        let message = tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase == Phase::Draining) => {
                break End::Reason(1001, "the node is stopping".to_owned());
            }
            ended = &mut ends => break End::Reason(FORBIDDEN, ended.message),
            Some(payload) = pinged.recv() => Message::Pong(payload),
            _ = clock.tick() => match heard.look(begin_within, idle) {
                Silence::Short => continue,
                Silence::Long => Message::Ping(Bytes::new()),
                Silence::TooLong(limit, code, why) => {
                    limits.note(limit);
                    break End::Reason(code, why.to_owned());
                }
            },
            said = conversation.next() => match said {
                None => break End::Gone,
                Some(WsMessage::Text(text)) => Message::Text(text.into()),
                Some(WsMessage::Close(code, reason)) => break End::Reason(code, reason),
            },
        };
        match timeout(send_timeout, sink.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => break End::Gone,
            Err(_) => break End::Deaf,
        }
    };
    let close = match end {
        End::Gone => None,
        End::Reason(code, reason) => Some((code, reason)),
        End::Deaf => {
            limits.note(Limit::SendTimeout);
            tracing::info!(
                "a subscriber took none of its messages within limits.send_timeout and was dropped"
            );
            Some((4408, "you did not take your messages in time".to_owned()))
        }
    };
    let reason = close.map(|(code, reason)| CloseFrame { code: CloseCode::from(code), reason: cut(reason) });
    // Whoever does not take this would not take anything else either.
    let _gone = timeout(PARTING, async {
        let _ = sink.send(Message::Close(reason)).await;
        let _ = sink.close().await;
    })
    .await;
}

/// A reason fits into a control frame: 123 bytes.
fn cut(reason: String) -> Utf8Bytes {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    reason.get(..end).unwrap_or_default().to_owned().into()
}

/// When something was heard last, and whether the conversation has begun.
struct Heard(Mutex<(Instant, bool)>);

enum Silence {
    Short,
    Long,
    TooLong(Limit, u16, &'static str),
}

impl Heard {
    fn new() -> Self {
        Self(Mutex::new((Instant::now(), false)))
    }

    fn something(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Before it has begun, only the beginning counts.
        if state.1 {
            state.0 = Instant::now();
        }
    }

    fn begun(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), true);
    }

    fn look(&self, begin_within: Duration, idle: Duration) -> Silence {
        let (since, has_begun) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let silent = since.elapsed();
        match has_begun {
            false if silent > begin_within => {
                Silence::TooLong(Limit::HeadTimeout, 4408, "connection initialisation timeout")
            }
            true if silent > idle => Silence::TooLong(Limit::IdleTimeout, 4408, "nothing was heard of you"),
            true if silent > idle / 3 => Silence::Long,
            _ => Silence::Short,
        }
    }
}

/// What a caller says, in the words of the protocols.
fn client_messages(
    messages: impl Stream<Item = tokio_tungstenite::tungstenite::Result<Message>> + Send,
    heard: Arc<Heard>,
    pings: tokio::sync::mpsc::Sender<Bytes>,
) -> impl Stream<Item = serde_json::Result<ClientMessage>> + Send {
    let words = messages.take_while(|message| ready(message.is_ok())).filter_map(move |message| {
        heard.something();
        let word = match message {
            Ok(Message::Text(text)) => Some(serde_json::from_str(&text)),
            Ok(Message::Binary(bytes)) => Some(serde_json::from_slice(&bytes)),
            Ok(Message::Ping(payload)) => {
                // One answer is enough for as many as wait.
                let _full = pings.try_send(payload);
                None
            }
            _ => None,
        };
        ready(word)
    });
    Box::pin(words)
}
