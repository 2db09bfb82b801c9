//! The one writer: a thread that commits operations in groups.
//!
//! Whoever comes while a group is on its way to the disk waits and goes with the next one, so that one wait for the disk
//! serves them all.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvError, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cyberfly_core::{ErrorCode, Operation};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::{GROUP_LIMIT, Outcome, Store, Urgency};
use tokio::sync::oneshot;

use super::Origin;
use super::gate::Pass;
use super::known::is_known;
use super::trouble::Trouble;
use crate::failure::store_error;
use crate::observer::{Committed, Observer};
use crate::rests::{RestsOn, Written};

/// How many bytes of operations go into one group at most, so that memory stays flat.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// How many cells or operations the store looks at between two groups, in work that it has put off.
const SETTLE_BUDGET: usize = 256;

pub(super) type Answer = Result<Outcome, ErrorBody>;

struct Waiting {
    operation: Operation,
    origin: Origin,
    since: Instant,
    rests_on: Option<RestsOn>,
    pass: Pass,
    answer: oneshot::Sender<Answer>,
}

/// The way to the writer's thread.
pub(super) struct Writer {
    /// As many as the gate lets in at most.
    queue: Sender<Waiting>,
}

impl Writer {
    /// Starts the thread. It ends when the last `Writer` is dropped and all that waited is committed.
    pub(super) fn start(
        store: Arc<Store>,
        observer: Arc<Observer>,
    ) -> Result<(Self, JoinHandle<()>), ErrorBody> {
        let (queue, waiting) = mpsc::channel();
        let thread =
            thread::Builder::new().name("writer".to_owned()).spawn(move || run(&store, &observer, &waiting));
        let failed = |error| ErrorBody::new(ErrorCode::Internal, format!("starting the writer: {error}"));
        Ok((Self { queue }, thread.map_err(failed)?))
    }

    /// Hands an operation to the writer. The answer comes when it is durable; if what it rests on does not hold when its
    /// turn comes, it is `conflict` and nothing is stored.
    pub(super) fn begin(
        &self,
        operation: Operation,
        origin: Origin,
        rests_on: Option<RestsOn>,
        pass: Pass,
    ) -> Result<oneshot::Receiver<Answer>, ErrorBody> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { operation, origin, since: Instant::now(), rests_on, pass, answer };
        self.queue.send(waiting).map_err(|_| stopped())?;
        Ok(answered)
    }
}

pub(super) fn stopped() -> ErrorBody {
    ErrorBody::new(
        ErrorCode::Unavailable,
        "the node is stopping; whether the operation was stored is not known",
    )
    .hint("hand it in again: the same operation twice has one effect")
}

fn run(store: &Store, observer: &Observer, waiting: &Receiver<Waiting>) {
    let mut sync_due = None;
    let mut held_back = None;
    let (mut commits, mut settling) = (Trouble::default(), Trouble::default());
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
            Ok(first) => held_back = commit_group(store, observer, &mut commits, first, waiting),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // A little in each round, so that neither commits nor this wait for the other to end.
        is_unsettled = match store.settle(SETTLE_BUDGET) {
            Ok(is_unsettled) => {
                settling.worked();
                is_unsettled
            }
            Err(error) => {
                if let Some(untold) = settling.failed(&error, Instant::now()) {
                    tracing::error!(%error, untold, "work that was put off waits for the next commit");
                }
                false
            }
        };
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

/// Who waits for an answer, with a place on the write path.
struct Caller {
    pass: Pass,
    answer: oneshot::Sender<Answer>,
}

impl Caller {
    /// Whoever hears the answer finds the place free again.
    fn tell(self, answer: Answer) {
        drop(self.pass);
        // Whoever asked may have gone away.
        let _gone = self.answer.send(answer);
    }
}

/// Operations on their way to the disk together.
#[derive(Default)]
struct Group {
    operations: Vec<Operation>,
    origins: Vec<Origin>,
    callers: Vec<Caller>,
    bytes: usize,
    written: Written,
}

impl Group {
    /// Takes an operation, or answers it if what it rests on does not hold any more.
    fn take(&mut self, store: &Store, observer: &Observer, waiting: Waiting) {
        let Waiting { operation, origin, since, rests_on, pass, answer } = waiting;
        let caller = Caller { pass, answer };
        observer.metrics.waited(since.elapsed());
        if let Some(refusal) = rests_on.and_then(|rests_on| rests_on.refusal(store, operation.db()))
            // What has changed may be its own doing: it was handed in twice.
            && !is_known(store, operation.draft(), operation.author(), operation.id()).unwrap_or(false)
        {
            caller.tell(Err(refusal));
            return;
        }
        self.bytes += operation.bytes().len();
        self.operations.push(operation);
        self.origins.push(origin);
        self.callers.push(caller);
    }

    /// Whether somebody waits for the disk.
    fn urgency(&self) -> Urgency {
        match self.origins.iter().any(|origin| matches!(origin, Origin::Door(_))) {
            true => Urgency::Acknowledged,
            false => Urgency::CanBeFetchedAgain,
        }
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
    trouble: &mut Trouble,
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
    let urgency = group.urgency();
    let Group { operations, origins, callers, .. } = group;
    if operations.is_empty() {
        return held_back;
    }
    let began = Instant::now();
    match store.commit_for(&operations, urgency) {
        Ok(outcomes) => {
            let took = began.elapsed();
            if let Some(untold) = trouble.worked() {
                tracing::info!(untold, "groups are committed again");
            }
            let told: Vec<_> = outcomes.iter().map(told).collect();
            let done = Committed { end: store.end_place(), took, synced: store.last_sync() };
            observer.committed(&operations, &told, &origins, &done);
            for (caller, outcome) in callers.into_iter().zip(outcomes) {
                caller.tell(Ok(outcome));
            }
        }
        Err(error) => {
            if let Some(untold) = trouble.failed(&error, Instant::now()) {
                tracing::error!(%error, operations = operations.len(), untold, "a group was not committed");
            }
            observer.metrics.group_failed();
            for caller in callers {
                caller.tell(Err(store_error(&error)));
            }
        }
    }
    held_back
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
