//! The one writer: a thread that commits operations in groups.
//!
//! Whoever comes while a group is on its way to the disk waits in a bounded queue and goes with the next one, so that
//! one wait for the disk serves them all.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvError, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use cyberfly_core::{ErrorCode, Operation};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::{GROUP_LIMIT, Outcome, Store};
use tokio::sync::oneshot;

use crate::observer::{Committed, Observer};
use crate::queries;

/// How many operations may wait. Whoever comes when they are this many hears `overloaded`.
pub(crate) const QUEUE_LIMIT: usize = 1024;
/// How many bytes of operations go into one group at most, so that memory stays flat.
const GROUP_BYTES: usize = 8 * 1024 * 1024;

type Answer = Result<Outcome, ErrorBody>;

struct Waiting {
    operation: Operation,
    since: Instant,
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

    /// Hands an operation to the writer and waits until it is durable.
    pub(crate) async fn commit(&self, operation: Operation) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.observer.queued();
        let sent = self.queue.try_send(Waiting { operation, since: Instant::now(), answer });
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
    loop {
        let next = match sync_due {
            None => waiting.recv().map_err(|RecvError| RecvTimeoutError::Disconnected),
            Some(due) => waiting.recv_timeout(Instant::saturating_duration_since(&due, Instant::now())),
        };
        match next {
            Ok(first) => commit_group(store, observer, first, waiting),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        sync_due = store.sync_if_due(Instant::now()).unwrap_or_else(|error| {
            tracing::error!(%error, "what was acknowledged lately may not be on the disk");
            None
        });
        observer.synced(store.last_sync());
    }
}

/// What became of an operation, as it is told.
pub(crate) const fn outcome(outcome: &Outcome) -> cyberfly_protocol::Outcome {
    match outcome {
        Outcome::Applied => cyberfly_protocol::Outcome::Applied,
        Outcome::Dominated(_) => cyberfly_protocol::Outcome::Dominated,
        Outcome::Duplicate => cyberfly_protocol::Outcome::Duplicate,
    }
}

/// Commits an operation together with those that have come meanwhile, and answers all of them.
fn commit_group(store: &Store, observer: &Observer, first: Waiting, waiting: &Receiver<Waiting>) {
    let taken = |waiting: &Waiting| {
        observer.left_queue();
        observer.metrics.waited(waiting.since.elapsed());
    };
    taken(&first);
    let mut bytes = first.operation.bytes().len();
    let mut operations = vec![first.operation];
    let mut answers = vec![first.answer];
    while operations.len() < GROUP_LIMIT && bytes < GROUP_BYTES {
        let Ok(next) = waiting.try_recv() else { break };
        taken(&next);
        bytes += next.operation.bytes().len();
        operations.push(next.operation);
        answers.push(next.answer);
    }
    let began = Instant::now();
    match store.commit(&operations) {
        Ok(outcomes) => {
            let took = began.elapsed();
            let told: Vec<_> = outcomes.iter().map(outcome).collect();
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
                let _gone = answer.send(Err(queries::store_error(&error)));
            }
        }
    }
}
