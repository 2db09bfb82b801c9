//! Long work, one piece at a time: each in a thread of its own, watched by whoever wants to know how far it has come.

pub(crate) mod backup;
mod drop;
mod verify;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{
    DropReceipt, ErrorBody, Forgotten, Job, JobState, SCHEMA_VERSION, SnapshotReceipt, SnapshotVerified,
    StoreReport,
};
use tokio::sync::watch;

use crate::node::Node;
use crate::write::stopping;

/// How long somebody who asks how far a job is waits for news at most.
const NEWS_WAIT: Duration = Duration::from_secs(2);

/// What came of a job.
pub(crate) enum Outcome {
    Snapshot(SnapshotReceipt),
    Verification(StoreReport),
    Checked(SnapshotVerified),
    Forgotten(Forgotten),
    Drop(DropReceipt),
    /// Nothing that a job tells.
    Nothing,
}

/// The job that is at work, or was last.
pub(crate) struct Jobs {
    last: watch::Sender<Option<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    stop: AtomicBool,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { last: watch::channel(None).0, thread: Mutex::default(), stop: AtomicBool::new(false) }
    }

    /// Has the job that is at work end, and waits for that. No other begins.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a job ended with a fault");
        }
    }

    pub(crate) const fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// Says how far the job is.
    pub(crate) fn tell(&self, stage: &str, done: u64, total: Option<u64>) {
        self.last.send_if_modified(|job| {
            let Some(job) = job else { return false };
            if job.stage.as_deref() != Some(stage) {
                job.stage = Some(stage.to_owned());
            }
            (job.done, job.total) = (done, total);
            true
        });
    }

    fn end(&self, outcome: Result<Outcome, ErrorBody>) {
        self.last.send_modify(|job| {
            let Some(job) = job else { return };
            job.state = JobState::Done;
            match outcome {
                Ok(Outcome::Snapshot(receipt)) => job.snapshot = Some(receipt),
                Ok(Outcome::Verification(report)) => job.verification = Some(report),
                Ok(Outcome::Checked(report)) => job.checked = Some(report),
                Ok(Outcome::Forgotten(forgotten)) => job.forgotten = Some(forgotten),
                Ok(Outcome::Drop(receipt)) => job.dropped = Some(receipt),
                Ok(Outcome::Nothing) => {}
                Err(error) => (job.state, job.error) = (JobState::Failed, Some(error)),
            }
        });
    }
}

impl Node {
    /// Begins a job, unless one is at work. The work tells how far it is by [`Jobs::tell`], and ends when
    /// [`Jobs::stop`] says so.
    pub(crate) fn begin_job(
        &self,
        name: &str,
        work: impl FnOnce(&Node) -> Result<Outcome, ErrorBody> + Send + 'static,
    ) -> Result<Job, ErrorBody> {
        let jobs = &self.0.jobs;
        let mut thread = jobs.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.stop.load(Ordering::Relaxed) {
            return Err(stopping());
        }
        let last = jobs.last.borrow().clone();
        if let Some(last) = &last
            && last.state == JobState::Running
        {
            let message = "the node is at another backup, verification or drop; this one was not begun";
            return Err(ErrorBody::new(ErrorCode::Locked, message).hint("try again when that has ended"));
        }
        let job = Job {
            schema_version: SCHEMA_VERSION,
            id: last.map_or(1, |last| last.id + 1),
            state: JobState::Running,
            stage: None,
            done: 0,
            total: None,
            snapshot: None,
            verification: None,
            checked: None,
            forgotten: None,
            dropped: None,
            error: None,
        };
        jobs.last.send_replace(Some(job.clone()));
        let node = self.clone();
        let run = move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&node)));
            let fault = || ErrorBody::new(ErrorCode::Internal, "the job ended with a fault");
            node.0.jobs.end(outcome.unwrap_or_else(|_| Err(fault())));
        };
        match thread::Builder::new().name(name.to_owned()).spawn(run) {
            Ok(spawned) => *thread = Some(spawned),
            Err(error) => {
                let error = ErrorBody::new(ErrorCode::Internal, format!("starting {name}: {error}"));
                jobs.end(Err(error.clone()));
                return Err(error);
            }
        }
        Ok(job)
    }

    /// How far a job is: at once if it has ended, else when there is news, or after a moment.
    pub async fn job(&self, id: u64) -> Result<Job, ErrorBody> {
        let mut last = self.0.jobs.last.subscribe();
        let known = |last: &Option<Job>| last.clone().filter(|job| job.id == id);
        let gone =
            || ErrorBody::new(ErrorCode::NotFound, format!("there is no job {id}, or another came since"));
        let job = known(&last.borrow_and_update()).ok_or_else(gone)?;
        if job.state != JobState::Running {
            return Ok(job);
        }
        let ended = last
            .wait_for(|last| last.as_ref().is_none_or(|job| job.id != id || job.state != JobState::Running));
        // Progress is told a few times a second, not as often as there is some.
        let _in_time = tokio::time::timeout(NEWS_WAIT / 8, ended).await.is_ok();
        known(&self.0.jobs.last.borrow()).ok_or_else(gone)
    }
}
