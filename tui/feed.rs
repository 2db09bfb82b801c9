//! Listening to a node, for as long as someone wants to hear: it is lost and found again, and this never ends by itself.

use std::collections::hash_map::RandomState;
use std::future::poll_fn;
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;
use std::time::Duration;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_core::backoff::{Backoff, Schedule};
use cyberfly_protocol::{
    Door, ErrorBody, LogStream, Logged, Logs, NodeState, Observe, ObserveStream, Observed,
};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::ask::Wish;
use crate::heard::{Answered, Done, Heard, Link};
use crate::now_ms;

/// How long the first answer of a node may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The shortest wait between two tries.
const LEAST: Duration = Duration::from_millis(250);
/// A node that is gone is looked for at most this seldom.
const SCHEDULE: Schedule = Schedule { base_ms: 1_000, cap_ms: 15_000, steady_ms: 10_000 };

/// The way to a node.
#[derive(Clone, Debug)]
pub enum Way {
    /// Its admin socket. Whether someone listens there is seen at each try.
    Socket(PathBuf),
    /// A client that was made before, with whatever it proves itself by.
    Client(NodeClient),
}

/// Why a node is not heard.
#[derive(Debug)]
pub struct Lost {
    /// What it looks like from here.
    pub state: NodeState,
    /// Why.
    pub why: ErrorBody,
}

impl From<ErrorBody> for Lost {
    fn from(why: ErrorBody) -> Self {
        let state = match why.code() {
            ErrorCode::NotAllowed | ErrorCode::Unauthenticated => NodeState::Unauthorised,
            _ => NodeState::Unreachable,
        };
        Self { state, why }
    }
}

impl Way {
    /// A client for the node, if someone listens.
    pub fn client(&self) -> Result<NodeClient, Lost> {
        let socket = match self {
            Self::Client(client) => return Ok(client.clone()),
            Self::Socket(socket) => socket,
        };
        match NodeClient::at_socket(socket, PATIENCE)? {
            Connect::Listening(client) => Ok(client),
            Connect::Nobody => {
                let why = ErrorBody::new(
                    ErrorCode::Unavailable,
                    format!("no node listens at {}", socket.display()),
                );
                Err(Lost {
                    state: NodeState::NotRunning,
                    why: why.hint("start one: cyberfly start --detach"),
                })
            }
            Connect::NotAllowed => {
                let message = format!("{} belongs to another user", socket.display());
                let why = ErrorBody::new(ErrorCode::NotAllowed, message);
                Err(why.hint("run top as the user who runs the node").into())
            }
        }
    }
}

/// Listens to the node at the end of this way and tells what it hears; puts what comes by `wishes` to it. Ends when nobody
/// hears it any more.
pub async fn listen(way: Way, tell: Sender<Heard>, mut wishes: Receiver<Wish>) {
    let mut backoff = Backoff::new(SCHEDULE);
    let mut heard_log = None;
    loop {
        let begun = Instant::now();
        let (lost, was_live) = match hear(&way, &tell, &mut wishes, &mut heard_log).await {
            Ok(Gone::Nobody) => return,
            Ok(Gone::Ended(lost)) => (lost, true),
            Err(lost) => (lost, false),
        };
        if was_live {
            backoff.lasted(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
        }
        let random = RandomState::new().build_hasher().finish();
        let wait = Duration::from_millis(backoff.failed(random)).max(LEAST);
        let again_at_ms = now_ms().saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        let attempts = backoff.failures();
        let link = Link::Lost { state: lost.state, why: Box::new(lost.why), attempts, again_at_ms };
        if tell.send(Heard::Link(link)).await.is_err() {
            return;
        }
        // Questions that were put meanwhile are about what nobody knows now.
        let until = Instant::now() + wait;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => break,
                wish = wishes.recv() => match wish {
                    None => return,
                    Some(Wish::Know(_)) => {}
                    Some(Wish::Done(order)) => {
                        let why = ErrorBody::new(ErrorCode::Unavailable, "the node is not there; nothing was changed");
                        let done = Done { order, outcome: Err(why) };
                        if tell.send(Heard::Done(Box::new(done))).await.is_err() {
                            return;
                        }
                    }
                },
            }
        }
    }
}

enum Gone {
    /// The node is not heard any more.
    Ended(Lost),
    /// Nobody listens to us.
    Nobody,
}

async fn hear(
    way: &Way,
    tell: &Sender<Heard>,
    wishes: &mut Receiver<Wish>,
    heard_log: &mut Option<u64>,
) -> Result<Gone, Lost> {
    let client = way.client()?;
    let mut observed = within(client.observe(Observe::default())).await?;
    let first = next_observed(&mut observed).await?;
    let logs = Logs { level: None, request_id: None, since: *heard_log, follow: true };
    // Without its log a node is still worth looking at.
    let mut log = within(client.logs(logs)).await.ok();
    let mut answers = JoinSet::new();
    let mut told = vec![Heard::Link(Link::Live), Heard::Observed(first)];
    loop {
        for heard in told.drain(..) {
            if let Heard::Logged(Logged::Line(line)) = &heard {
                *heard_log = Some(line.sequence);
            }
            if tell.send(heard).await.is_err() {
                return Ok(Gone::Nobody);
            }
        }
        tokio::select! {
            next = next_observed(&mut observed) => match next {
                Ok(observed) => told.push(Heard::Observed(observed)),
                Err(lost) => {
                    // A node that began anew counts its lines anew.
                    *heard_log = None;
                    return Ok(Gone::Ended(lost));
                }
            },
            line = next_logged(&mut log) => match line {
                Some(line) => told.push(Heard::Logged(line)),
                None => log = None,
            },
            wish = wishes.recv() => {
                let Some(wish) = wish else { return Ok(Gone::Nobody) };
                let client = client.clone();
                answers.spawn(async move {
                    match wish {
                        Wish::Know(question) => {
                            let answer = question.put(&client).await;
                            Heard::Answered(Box::new(Answered { question, answer }))
                        }
                        Wish::Done(order) => {
                            let outcome = order.give(&client).await;
                            Heard::Done(Box::new(Done { order, outcome }))
                        }
                    }
                });
            }
            Some(answer) = answers.join_next() => {
                told.extend(answer.ok());
            }
        }
    }
}

async fn within<T>(reply: cyberfly_protocol::Reply<'_, T>) -> Result<T, Lost> {
    let late = |_| ErrorBody::new(ErrorCode::Timeout, "the node did not answer in time");
    Ok(tokio::time::timeout(PATIENCE, reply).await.map_err(late)??)
}

async fn next_observed(stream: &mut ObserveStream) -> Result<Observed, Lost> {
    match poll_fn(|context| stream.as_mut().poll_next(context)).await {
        Some(observed) => Ok(observed?),
        None => {
            Err(ErrorBody::new(ErrorCode::Unavailable, "the node has stopped, or the way to it is cut")
                .into())
        }
    }
}

/// The next line of the log; none if it has ended; never if there is none.
async fn next_logged(stream: &mut Option<LogStream>) -> Option<Logged> {
    let Some(stream) = stream else { return std::future::pending().await };
    poll_fn(|context| stream.as_mut().poll_next(context)).await?.ok()
}
