//! The one writer: a thread that commits operations in groups.
//!
//! Whoever comes while a group is on its way to the disk waits in a bounded queue and goes with the next one, so that
//! one wait for the disk serves them all.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvError, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cyberfly_core::{ErrorCode, Operation};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::{GROUP_LIMIT, Outcome, Store};
use tokio::sync::oneshot;

use crate::failure::store_error;
use crate::observer::{Committed, Observer};
use crate::rests::{RestsOn, Written};

/// How many operations may wait. Whoever comes when they are this many hears `overloaded`.
pub(crate) const QUEUE_LIMIT: usize = 1024;
/// How many bytes of operations go into one group at most, so that memory stays flat.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// How many cells or operations the store looks at between two groups, in work that it has put off.
const SETTLE_BUDGET: usize = 256;

type Answer = Result<Outcome, ErrorBody>;

struct Waiting {
    operation: Operation,
    since: Instant,
    rests_on: Option<RestsOn>,
    answer: oneshot::Sender<Answer>,
}

/// The way to the writer's thread.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: SyncSender<Waiting>,
    observer: Arc<Observer>,
}

impl Writer {
    /// Starts the thread. It ends when the last `Writer` is dropped and all that waited is committed.
    pub(crate) fn start(
        store: Arc<Store>,
        observer: Arc<Observer>,
    ) -> Result<(Self, JoinHandle<()>), ErrorBody> {
        let (queue, waiting) = mpsc::sync_channel(QUEUE_LIMIT);
        let told = Arc::clone(&observer);
        let thread =
            thread::Builder::new().name("writer".to_owned()).spawn(move || run(&store, &told, &waiting));
        let failed = |error| ErrorBody::new(ErrorCode::Internal, format!("starting the writer: {error}"));
        Ok((Self { queue, observer }, thread.map_err(failed)?))
    }

    /// Hands an operation to the writer and waits until it is durable. If what it rests on does not hold when its turn
    /// comes, the answer is `conflict` and nothing is stored.
    pub(crate) async fn commit(&self, operation: Operation, rests_on: Option<RestsOn>) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.observer.queued();
        let sent = self.queue.try_send(Waiting { operation, since: Instant::now(), rests_on, answer });
        if sent.is_err() {
            self.observer.left_queue();
        }
        match sent {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                self.observer.refusals.queue();
                let message = format!("{QUEUE_LIMIT} operations wait already; this one was not stored");
                return Err(ErrorBody::new(ErrorCode::Overloaded, message).hint("try again in a second"));
            }
            Err(TrySendError::Disconnected(_)) => return Err(stopped()),
        }
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

fn stopped() -> ErrorBody {
    ErrorBody::new(
        ErrorCode::Unavailable,
        "the node is stopping; whether the operation was stored is not known",
    )
    .hint("hand it in again: the same operation twice has one effect")
}

fn run(store: &Store, observer: &Observer, waiting: &Receiver<Waiting>) {
    let mut sync_due = None;
    let mut held_back = None;
    // What an earlier process has left to do is done as well.
    let mut is_unsettled = true;
    loop {
        let next = match (held_back.take(), sync_due) {
            (Some(held_back), _) => Ok(held_back),
            _ if is_unsettled => waiting.recv_timeout(Duration::ZERO),
            (None, None) => waiting.recv().map_err(|RecvError| RecvTimeoutError::Disconnected),
            (None, Some(due)) => {
                waiting.recv_timeout(Instant::saturating_duration_since(&due, Instant::now()))
            }
        };
        match next {
            Ok(first) => held_back = commit_group(store, observer, first, waiting),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // A little in each round, so that neither commits nor this wait for the other to end.
        is_unsettled = store.settle(SETTLE_BUDGET).unwrap_or_else(|error| {
            tracing::error!(%error, "work that was put off waits for the next commit");
            false
        });
        sync_due = store.sync_if_due(Instant::now()).unwrap_or_else(|error| {
            tracing::error!(%error, "what was acknowledged lately may not be on the disk");
            None
        });
        observer.synced(store.last_sync());
    }
}

/// What became of an operation, as it is told; none if it is not, since its author has no right to it.
const fn told(outcome: &Outcome) -> Option<cyberfly_protocol::Outcome> {
    match outcome {
        Outcome::Applied => Some(cyberfly_protocol::Outcome::Applied),
        Outcome::Dominated(_) => Some(cyberfly_protocol::Outcome::Dominated),
        Outcome::Duplicate => Some(cyberfly_protocol::Outcome::Duplicate),
        Outcome::Unauthorised => None,
    }
}

/// Operations on their way to the disk together.
#[derive(Default)]
struct Group {
    operations: Vec<Operation>,
    answers: Vec<oneshot::Sender<Answer>>,
    bytes: usize,
    written: Written,
}

impl Group {
    /// Takes an operation, or answers it if what it rests on does not hold any more.
    fn take(&mut self, store: &Store, observer: &Observer, waiting: Waiting) {
        let Waiting { operation, since, rests_on, answer } = waiting;
        observer.left_queue();
        observer.metrics.waited(since.elapsed());
        if let Some(refusal) = rests_on.and_then(|rests_on| rests_on.refusal(store, operation.db())) {
            // Whoever asked may have gone away.
            let _gone = answer.send(Err(refusal));
            return;
        }
        self.bytes += operation.bytes().len();
        self.operations.push(operation);
        self.answers.push(answer);
    }

    fn has_room(&self) -> bool {
        self.operations.len() < GROUP_LIMIT && self.bytes < GROUP_BYTES
    }
}

/// Commits an operation together with those that have come meanwhile, and answers all of them. One that rests on what
/// this group changes is held back for the next: only then can it be seen whether it still holds.
fn commit_group(
    store: &Store,
    observer: &Observer,
    first: Waiting,
    waiting: &Receiver<Waiting>,
) -> Option<Waiting> {
    let (mut group, mut held_back) = (Group::default(), None);
    group.take(store, observer, first);
    while group.has_room() {
        let Ok(next) = waiting.try_recv() else { break };
        let (db, Group { operations, written, .. }) = (next.operation.db(), &mut group);
        if next.rests_on.as_ref().is_some_and(|rests_on| written.concerns(operations, db, rests_on)) {
            held_back = Some(next);
            break;
        }
        group.take(store, observer, next);
    }
    let Group { operations, answers, .. } = group;
    if operations.is_empty() {
        return held_back;
    }
    let began = Instant::now();
    match store.commit(&operations) {
        Ok(outcomes) => {
            let took = began.elapsed();
            let told: Vec<_> = outcomes.iter().map(told).collect();
            let done = Committed { end: store.end_place(), took, synced: store.last_sync() };
            observer.committed(&operations, &told, &done);
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // Whoever asked may have gone away; the operation is stored all the same.
                let _gone = answer.send(Ok(outcome));
            }
        }
        Err(error) => {
            tracing::error!(%error, operations = operations.len(), "a group was not committed");
            observer.metrics.group_failed();
            for answer in answers {
                let _gone = answer.send(Err(store_error(&error)));
            }
        }
    }
    held_back
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
