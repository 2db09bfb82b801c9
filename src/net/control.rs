//! The control stream of a link: pings, by which each side knows that the other still answers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cyberfly_core::Refused;
use cyberfly_core::cbor::{Reader, Writer};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use crate::find::exchange::MESSAGE_ITEMS;
use crate::frame::{Priority, RecvHalf, SendHalf};
use crate::handshake::ControlStream;
use crate::link::LinkError;

/// How often a peer is asked whether it is there.
pub(crate) const PING_EVERY: Duration = Duration::from_secs(1);
/// How many orders wait for a link at most; more are refused.
pub(crate) const ORDERS_LIMIT: usize = 32;
/// The longest message, in bytes.
const MESSAGE_LIMIT: usize = 64 * 1024;
/// How many pings wait for their answer at most.
const PINGS_LIMIT: usize = 64;

/// What a link's control stream is asked to do.
pub(crate) enum Order {
    /// Ask the peer whether it is there, and tell how long the answer took.
    Ping(oneshot::Sender<Duration>),
    /// Pass on what nodes say of themselves.
    Say(Vec<Vec<u8>>),
    /// Tell the peer that another node runs with its key.
    SameKey,
}

/// What goes over the control stream.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Message {
    Ping(u64),
    Pong(u64),
    Announcements(Vec<Vec<u8>>),
    SameKey,
}

impl Message {
    fn encode(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(16);
        match self {
            Message::Ping(number) => w.array(2).unsigned(0).unsigned(*number),
            Message::Pong(number) => w.array(2).unsigned(1).unsigned(*number),
            Message::Announcements(items) => {
                w.array(2).unsigned(2).array(items.len());
                items.iter().for_each(|item| {
                    w.bytes(item);
                });
                &mut w
            }
            Message::SameKey => w.array(1).unsigned(3),
        };
        w.into_bytes()
    }

    /// Reads a message; none is one that a later version has and this one need not understand.
    fn decode(bytes: &[u8]) -> Result<Option<Self>, Refused> {
        let mut r = Reader::new(bytes);
        if r.array()? < 1 {
            return Err(Refused::new(cyberfly_core::ErrorCode::BadRequest, "an empty message"));
        }
        Ok(match r.unsigned()? {
            0 => Some(Message::Ping(r.unsigned()?)),
            1 => Some(Message::Pong(r.unsigned()?)),
            2 => {
                let count = r.array()?;
                if count > MESSAGE_ITEMS {
                    return Err(Refused::new(
                        cyberfly_core::ErrorCode::LimitExceeded,
                        "too many announcements",
                    ));
                }
                let items = (0..count).map(|_| Ok(r.bytes()?.to_vec()));
                Some(Message::Announcements(items.collect::<Result<_, Refused>>()?))
            }
            3 => Some(Message::SameKey),
            _ => None,
        })
    }
}

/// Who is told what the control stream hears.
pub(crate) trait Listener {
    /// The peer has answered a ping.
    fn heard(&self, took: Duration);

    /// The peer has passed on what nodes say of themselves.
    fn passed_on(&mut self, items: &[Vec<u8>]);

    /// The peer says that another node runs with this node's key.
    fn same_key(&self);
}

/// Serves the control stream until it fails; returns why it did.
pub(crate) async fn serve(
    (mut send, recv): ControlStream,
    mut orders: mpsc::Receiver<Order>,
    listener: &mut impl Listener,
) -> LinkError {
    send.priority(Priority::Live);
    let (heard, mut messages) = mpsc::channel(ORDERS_LIMIT);
    // A frame that was begun must be read to its end, so reading is never broken off by the other branches.
    let reading = read(recv, heard);
    tokio::pin!(reading);
    let mut tick = interval(PING_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut pings = Pings::default();
    loop {
        let sent = tokio::select! {
            error = &mut reading => return error,
            Some(message) = messages.recv() => match message {
                Message::Ping(number) => send.send(&Message::Pong(number).encode()).await,
                Message::Pong(number) => {
                    if let Some(took) = pings.answered(number) {
                        listener.heard(took);
                    }
                    Ok(())
                }
                Message::Announcements(items) => {
                    listener.passed_on(&items);
                    Ok(())
                }
                Message::SameKey => {
                    listener.same_key();
                    Ok(())
                }
            },
            Some(order) = orders.recv() => match order {
                Order::Ping(waiting) => ping(&mut send, &mut pings, Some(waiting)).await,
                Order::Say(items) => send.send(&Message::Announcements(items).encode()).await,
                Order::SameKey => send.send(&Message::SameKey.encode()).await,
            },
            _ = tick.tick() => ping(&mut send, &mut pings, None).await,
        };
        if let Err(error) = sent {
            return error;
        }
    }
}

async fn read(mut recv: RecvHalf, heard: mpsc::Sender<Message>) -> LinkError {
    loop {
        let bytes = match recv.next(MESSAGE_LIMIT).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return LinkError::Fault("the control stream has ended"),
            Err(error) => return error,
        };
        match Message::decode(&bytes) {
            // Nobody hears it any more only when the link is over.
            Ok(Some(message)) => drop(heard.send(message).await),
            Ok(None) => {}
            Err(_) => return LinkError::Fault("a message on the control stream cannot be read"),
        }
    }
}

async fn ping(
    send: &mut SendHalf,
    pings: &mut Pings,
    waiting: Option<oneshot::Sender<Duration>>,
) -> Result<(), LinkError> {
    let number = pings.begin(waiting);
    send.send(&Message::Ping(number).encode()).await
}

/// Pings that wait for their answer.
#[derive(Default)]
struct Pings {
    next: u64,
    open: BTreeMap<u64, (Instant, Option<oneshot::Sender<Duration>>)>,
}

impl Pings {
    fn begin(&mut self, waiting: Option<oneshot::Sender<Duration>>) -> u64 {
        if self.open.len() >= PINGS_LIMIT {
            self.open.pop_first();
        }
        self.next += 1;
        self.open.insert(self.next, (Instant::now(), waiting));
        self.next
    }

    /// How long the answer took; none if nothing was asked.
    fn answered(&mut self, number: u64) -> Option<Duration> {
        let (at, waiting) = self.open.remove(&number)?;
        let took = at.elapsed();
        if let Some(waiting) = waiting {
            // Who asked may have lost patience.
            let _gone = waiting.send(took);
        }
        Some(took)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_once_and_only_if_there_was_a_question() {
        let mut pings = Pings::default();
        let (waiting, mut told) = oneshot::channel();
        let number = pings.begin(Some(waiting));
        assert_eq!(pings.answered(number + 1), None);
        assert!(pings.answered(number).is_some());
        assert!(told.try_recv().is_ok());
        assert_eq!(pings.answered(number), None);
    }

    #[test]
    fn a_peer_that_never_answers_takes_no_more_memory_for_it() {
        let mut pings = Pings::default();
        (0..10_000).for_each(|_| {
            pings.begin(None);
        });
        assert_eq!(pings.open.len(), PINGS_LIMIT);
    }

    #[test]
    fn a_message_of_a_later_version_is_skipped_and_nonsense_is_not() {
        let items = Message::Announcements(vec![vec![1; 300], Vec::new()]);
        for message in [Message::Ping(7), Message::Pong(u64::MAX), items, Message::SameKey] {
            assert_eq!(Message::decode(&message.encode()), Ok(Some(message)));
        }
        let mut later = Writer::with_capacity(8);
        later.array(2).unsigned(99).text("news");
        assert_eq!(Message::decode(&later.into_bytes()), Ok(None));
        assert!(Message::decode(&[]).is_err() && Message::decode(&[0x80]).is_err());
    }
}
