//! Checking signatures: threads that take what waits, together, since many signatures in one equation cost far less than
//! each in its own.
//!
//! Nobody waits for a batch to fill: a thread that has nothing to do takes what is there, be it one. An operation that is
//! alone on the write path is checked on the spot by whoever hands it in: no other thread has to be woken, twice, for what
//! takes no longer than that. Who has sent a bad signature lately is checked one by one, in a lane of its own, so that the
//! search for the bad ones in a batch is rare.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use cyberfly_core::signature::KnownKeys;
use cyberfly_core::{Claimed, ErrorCode, Operation};
use cyberfly_protocol::ErrorBody;
use tokio::sync::oneshot;

use super::gate::Pass;
use super::suspects::{Source, Suspects};
use crate::observer::Observer;

/// The most threads that check signatures; each remembers a number of authors' keys.
const THREADS_LIMIT: usize = 16;
/// How many operations are checked together. A larger equation would be cheaper for each, but they all wait for it.
const TOGETHER: usize = 256;
/// How many operations may wait in the slow lane. Its traffic is to take few of the places of all.
const SLOW_LIMIT: usize = 256;
/// The longest operation that is checked on the spot. A signature is over all of it, and requests are answered in the
/// same threads.
const ON_THE_SPOT_BYTES: usize = 16 * 1024;

/// An operation that was let in, whose signature is not checked yet.
pub(crate) struct Admitted {
    pub(crate) claim: Claimed,
    pub(crate) source: Source,
    pub(crate) pass: Pass,
}

/// An operation whose signature holds.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) operation: Operation,
    pub(crate) pass: Pass,
}

/// What comes of a check.
pub(crate) type Verdict = Result<Verified, ErrorBody>;

/// One waiting check.
struct Job {
    admitted: Admitted,
    since: Instant,
    answer: oneshot::Sender<Verdict>,
}

/// The threads that check signatures. They end, when nothing waits any more, after this is dropped.
pub(crate) struct Verifier {
    fast: Arc<Lane>,
    slow: Arc<Lane>,
    suspects: Arc<Suspects>,
    observer: Arc<Observer>,
    seed: [u8; 32],
    /// The keys that those know who check on the spot.
    on_the_spot: Mutex<KnownKeys>,
}

impl Verifier {
    /// Starts the threads: one for each core, and one for the slow lane.
    pub(crate) fn start(observer: &Arc<Observer>) -> Result<Self, ErrorBody> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| cannot_start(&error))?;
        let verifier = Self {
            fast: Arc::new(Lane::of(TOGETHER)),
            slow: Arc::new(Lane::of(1)),
            suspects: Arc::default(),
            observer: Arc::clone(observer),
            seed,
            on_the_spot: Mutex::new(KnownKeys::new()),
        };
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_LIMIT);
        for lane in std::iter::repeat_n(&verifier.fast, cores).chain([&verifier.slow]) {
            let (lane, suspects) = (Arc::clone(lane), Arc::clone(&verifier.suspects));
            let observer = Arc::clone(observer);
            let check = move || run(&lane, &suspects, &observer, &seed);
            let thread = thread::Builder::new().name("verifier".to_owned()).spawn(check);
            thread.map_err(|error| cannot_start(&error))?;
        }
        Ok(verifier)
    }

    /// Has a signature checked. The verdict comes later, or is there when this returns; an error now is `overloaded`.
    pub(crate) fn begin(&self, admitted: Admitted) -> Result<oneshot::Receiver<Verdict>, ErrorBody> {
        let since = Instant::now();
        let is_suspect = self.suspects.has(admitted.source, since);
        let (answer, verdict) = oneshot::channel();
        let job = Job { admitted, since, answer };
        if !is_suspect {
            if job.admitted.pass.is_alone()
                && job.admitted.claim.bytes().len() <= ON_THE_SPOT_BYTES
                && let Ok(mut known) = self.on_the_spot.try_lock()
            {
                check(vec![job], &mut known, &self.suspects, &self.observer, &self.seed);
                return Ok(verdict);
            }
            self.fast.waiting().jobs.push_back(job);
            self.fast.filled.notify_one();
            return Ok(verdict);
        }
        self.observer.metrics.suspected();
        let mut waiting = self.slow.waiting();
        if waiting.jobs.len() >= SLOW_LIMIT {
            self.observer.refusals.queue();
            let message = "bad signatures came from the same source lately, and those that wait to be checked \
                           one by one are too many; this one was not stored";
            return Err(ErrorBody::new(ErrorCode::Overloaded, message).hint("try again in a second"));
        }
        waiting.jobs.push_back(job);
        self.slow.filled.notify_one();
        Ok(verdict)
    }
}

impl Drop for Verifier {
    fn drop(&mut self) {
        for lane in [&self.fast, &self.slow] {
            lane.waiting().is_closed = true;
            lane.filled.notify_all();
        }
    }
}

fn cannot_start(error: &dyn std::fmt::Display) -> ErrorBody {
    ErrorBody::new(ErrorCode::Internal, format!("starting to check signatures: {error}"))
}

/// Operations that wait for the same threads.
struct Lane {
    waiting: Mutex<Waiting>,
    filled: Condvar,
    /// How many are checked together at most.
    together: usize,
}

#[derive(Default)]
struct Waiting {
    /// As many as the gate lets in at most.
    jobs: VecDeque<Job>,
    is_closed: bool,
}

impl Lane {
    fn of(together: usize) -> Self {
        Self { waiting: Mutex::default(), filled: Condvar::new(), together }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits, as much as is checked together, as soon as something does; nothing when the lane is closed.
    fn take(&self) -> Vec<Job> {
        let waiting =
            self.filled.wait_while(self.waiting(), |waiting| waiting.jobs.is_empty() && !waiting.is_closed);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let count = waiting.jobs.len().min(self.together);
        waiting.jobs.drain(..count).collect()
    }
}

fn run(lane: &Lane, suspects: &Suspects, observer: &Observer, seed: &[u8; 32]) {
    let mut known = KnownKeys::new();
    loop {
        let jobs = lane.take();
        if jobs.is_empty() {
            return;
        }
        check(jobs, &mut known, suspects, observer, seed);
    }
}

/// Checks some together and answers each.
fn check(jobs: Vec<Job>, known: &mut KnownKeys, suspects: &Suspects, observer: &Observer, seed: &[u8; 32]) {
    let began = Instant::now();
    let longest = jobs.iter().map(|job| began.saturating_duration_since(job.since)).max();
    observer.metrics.verifying(jobs.len(), longest.unwrap_or_default());
    let (mut claims, mut rest) = (Vec::with_capacity(jobs.len()), Vec::with_capacity(jobs.len()));
    for Job { admitted: Admitted { claim, source, pass }, answer, .. } in jobs {
        claims.push(claim);
        rest.push((source, pass, answer));
    }
    let verdicts = Claimed::verify_all(claims, known, seed);
    for (verdict, (source, pass, answer)) in verdicts.into_iter().zip(rest) {
        let verdict = match verdict {
            Ok(operation) => {
                observer.metrics.verified();
                Ok(Verified { operation, pass })
            }
            Err(refused) => {
                suspects.note(source, began);
                Err(refused.into())
            }
        };
        // Whoever asked may have gone away.
        let _gone = answer.send(verdict);
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
