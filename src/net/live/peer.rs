//! A peer on the live stream: what it wants to hear of, and what waits to be sent to it.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cyberfly_core::trace::TraceParent;
use cyberfly_core::{DbName, OpId, PublicKey};
use tokio::sync::mpsc;

use super::wire::{MANY, Message, TAGS, Tag};
use crate::replica::Interest;
use crate::stream::{Broken, Outgoing};

/// How many items wait for a peer at most, and how many bytes of operations.
const QUEUE: usize = 4_096;
const QUEUE_BYTES: usize = 4 * 1024 * 1024;
/// How many bytes of operations go into one message, unless one alone is longer.
const MESSAGE_BYTES: usize = 64 * 1024;

/// What waits to be sent.
pub(super) enum Item {
    Message(Message),
    Operation(Arc<[u8]>, Option<TraceParent>),
    Id(DbName, OpId),
}

/// The near end of a peer's queue.
pub(super) struct Peer {
    pub(super) readers: Vec<PublicKey>,
    names: [u8; 32],
    everything: bool,
    tags: HashSet<Tag>,
    queue: mpsc::Sender<Item>,
    waiting: Arc<AtomicUsize>,
    /// Whether something was left out, since the queue was full.
    pub(super) missed: Arc<AtomicBool>,
}

/// The far end.
pub(super) struct Queue {
    items: mpsc::Receiver<Item>,
    /// Whether the peer takes traces.
    traces: bool,
    waiting: Arc<AtomicUsize>,
}

impl Peer {
    /// `names` is a key that these two nodes have alone; `traces` says whether the peer takes traces.
    pub(super) fn new(readers: Vec<PublicKey>, names: [u8; 32], traces: bool) -> (Self, Queue) {
        let (queue, items) = mpsc::channel(QUEUE);
        let waiting = Arc::new(AtomicUsize::new(0));
        let peer = Self {
            readers,
            names,
            everything: false,
            tags: HashSet::new(),
            queue,
            waiting: Arc::clone(&waiting),
            missed: Arc::default(),
        };
        (peer, Queue { items, traces, waiting })
    }

    /// The peer says what it wants to hear of.
    pub(super) fn is_interested_in(&mut self, everything: bool, tags: Vec<Tag>) {
        self.everything = everything;
        self.tags = tags.into_iter().collect();
    }

    /// Whether the peer wants to hear of a database.
    pub(super) fn wants(&self, db: &DbName) -> bool {
        self.everything
            || self.tags.contains(&self.tag(db.as_str().as_bytes()))
            || self.tags.contains(&self.tag(db.owner().as_bytes()))
    }

    /// What this node wants to hear of, as this peer is told.
    pub(super) fn interest(&self, interest: &Interest) -> Message {
        let named = interest.databases.iter().map(|db| self.tag(db.as_str().as_bytes()));
        let tags: Vec<Tag> =
            named.chain(interest.owners.iter().map(|owner| self.tag(owner.as_bytes()))).collect();
        match interest.everything || tags.len() > TAGS {
            true => Message::Interest { everything: true, tags: Vec::new() },
            false => Message::Interest { everything: false, tags },
        }
    }

    fn tag(&self, name: &[u8]) -> Tag {
        let mut tag = Tag::default();
        tag.copy_from_slice(&blake3::keyed_hash(&self.names, name).as_bytes()[..16]);
        tag
    }

    /// Puts something into the queue; when that is full it is left out, and remembered that it was.
    pub(super) fn push(&self, item: Item) {
        let bytes = match &item {
            Item::Operation(bytes, _) => bytes.len(),
            _ => 0,
        };
        let is_full = self.waiting.fetch_add(bytes, Ordering::Relaxed) > QUEUE_BYTES;
        if is_full || self.queue.try_send(item).is_err() {
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
            self.missed.store(true, Ordering::Relaxed);
        }
    }
}

impl Queue {
    /// Sends what comes into the queue, several things together where they wait. Ends when the peer is forgotten.
    pub(super) async fn send_all(mut self, to: &mut impl Outgoing) -> Result<(), Broken> {
        let mut items = Vec::new();
        while self.items.recv_many(&mut items, MANY).await > 0 {
            let mut messages = Vec::new();
            for item in items.drain(..) {
                self.add(&mut messages, item);
            }
            for message in messages {
                to.send(message.encode()).await?;
            }
        }
        Ok(())
    }

    /// Puts an item behind what is to be sent, into the last message if it fits.
    fn add(&self, messages: &mut Vec<Message>, item: Item) {
        match item {
            Item::Message(message) => messages.push(message),
            Item::Operation(bytes, trace) => {
                self.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
                let trace = trace.filter(|_| self.traces);
                let fits = |before: usize| before + bytes.len() <= MESSAGE_BYTES;
                match (messages.last_mut(), trace) {
                    (Some(Message::Operations(operations)), None)
                        if fits(operations.iter().map(Vec::len).sum()) =>
                    {
                        operations.push(bytes.to_vec());
                    }
                    (Some(Message::Traced(operations)), _)
                        if fits(operations.iter().map(|(_, operation)| operation.len()).sum()) =>
                    {
                        operations.push((trace, bytes.to_vec()));
                    }
                    (_, None) => messages.push(Message::Operations(vec![bytes.to_vec()])),
                    (_, Some(_)) => messages.push(Message::Traced(vec![(trace, bytes.to_vec())])),
                }
            }
            Item::Id(db, id) => match messages.last_mut() {
                Some(Message::Have { db: last, ask: false, ids }) if *last == db && ids.len() < MANY => {
                    ids.push(id);
                }
                _ => messages.push(Message::Have { db, ask: false, ids: vec![id] }),
            },
        }
    }
}
