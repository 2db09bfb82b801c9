//! What the node does by itself, by a schedule: backups, and verifications of them and of the store.
//!
//! A thread looks now and then whether a task is due, and begins a job for it. What became of it is remembered over a
//! restart, so that a task that was missed, or broken off, is caught up with once.

mod memory;
mod work;

use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_core::schedule::{Due, jitter};
use cyberfly_protocol::{ErrorBody, Event, SCHEMA_VERSION, Task, TaskName, TaskRun, Tasks};

use crate::background::Background;
use crate::config::{Config, Timing};
use crate::jobs::Outcome;
use crate::node::{Node, Phase, WeakNode};
use crate::system::rfc3339;
pub(crate) use memory::{Memory, Run};

/// How long the thread rests at most: as soon as that it notices that a schedule, or the clock, was changed.
const REST: Duration = Duration::from_secs(15);
/// How long it rests while a task is due that cannot begin, because another job is at work.
const BUSY: Duration = Duration::from_secs(1);
/// How long after a task was begun it is begun again if nothing came of it: somebody else held the repository.
const AGAIN: Duration = Duration::from_secs(60);

/// What is known of a task, for the checks of health.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFacts {
    /// Whether it has a schedule.
    pub is_scheduled: bool,
    /// When it last ended, and what became of it; none if it never did.
    pub last: Option<(String, Result<String, String>)>,
}

/// Starts to look after the tasks.
pub(crate) fn start(node: WeakNode) -> Result<Background, ErrorBody> {
    Background::start("tasks", move || node.upgrade().map_or(REST, |node| node.look_at_tasks()))
}

/// The schedule of a task.
fn timing(config: &Config, task: TaskName) -> &Timing {
    match task {
        TaskName::Backup => &config.backup.schedule,
        TaskName::BackupVerification => &config.backup.verify_schedule,
        TaskName::Verification => &config.storage.verify_schedule,
    }
}

impl Node {
    /// How much later than a moment of its schedule a task begins.
    fn delay(&self, config: &Config, task: TaskName, at: u64) -> u64 {
        let id = self.id().map(|id| *id.as_bytes()).unwrap_or_default();
        jitter(&[&id, task.word().as_bytes()].concat(), at, config.backup.jitter.0)
    }

    /// Begins what is due, and says how long to rest.
    pub(crate) fn look_at_tasks(&self) -> Duration {
        if *self.0.phase.borrow() == Phase::Draining {
            return REST;
        }
        let _nobody_else_looks = self.0.tasks.look();
        let config = self.0.settings.borrow().clone();
        let (mut rest, now) = (REST, self.0.time.now_ms());
        let mut due = Vec::new();
        for task in TaskName::ALL {
            let timing = timing(&config, task);
            let Some(schedule) = &timing.0 else { continue };
            let may_begin = self.0.tasks.may_begin(task, AGAIN);
            let since = self.0.tasks.since(task, &timing.to_string(), now);
            match schedule.due(since, now, |at| self.delay(&config, task, at)) {
                Due::Now => due.push((since, task, may_begin)),
                Due::At(at) => rest = rest.min(Duration::from_millis(at.saturating_sub(now))),
            }
        }
        // There is one job at a time. The one that was done longest ago comes first, so that none waits for ever; where
        // another job is still at work, nobody else takes its turn.
        due.sort_unstable();
        if !due.is_empty() {
            rest = rest.min(BUSY);
        }
        if let Some((_, task, _)) = due.into_iter().find(|(.., may_begin)| *may_begin) {
            self.0.tasks.begins(task);
            if let Err(error) = self.begin_task(task, now) {
                tracing::debug!(task = task.word(), %error, "a task waits");
                self.0.tasks.has_not_begun(task);
            }
        }
        rest
    }

    fn begin_task(&self, task: TaskName, began: u64) -> Result<(), ErrorBody> {
        let job = self.begin_job(task.word(), move |node| {
            let done = node.carry_out(task);
            node.task_ended(task, began, done.as_ref().map(|done| done.summary.as_str()));
            done.map(|done| done.outcome)
        });
        job.map(drop)
    }

    /// Remembers and tells what became of a task, unless it was not done at all: then it is still due.
    fn task_ended(&self, task: TaskName, began: u64, done: Result<&str, &ErrorBody>) {
        let (good, summary) = match done {
            Ok(summary) => (true, summary.to_owned()),
            Err(error) if matches!(error.code(), ErrorCode::Locked | ErrorCode::Unavailable) => {
                tracing::warn!(task = task.word(), %error, "a task was not done; it is tried again");
                return;
            }
            Err(error) => (false, error.to_string()),
        };
        match good {
            true => tracing::info!(task = task.word(), "{summary}"),
            false => tracing::error!(task = task.word(), "{summary}"),
        }
        let ended = self.0.time.now_ms();
        self.0.tasks.ended(task, Run { began_ms: began, ended_ms: ended, good, summary: summary.clone() });
        let seconds = ended.saturating_sub(began) / 1000;
        self.metrics().task_ended(task, good, Duration::from_secs(seconds));
        self.0.observer.events.tell(Event::TaskEnded { task, good, summary });
    }

    /// Every task as it stands.
    pub fn tasks(&self) -> Tasks {
        let config = self.0.settings.borrow().clone();
        let now = self.0.time.now_ms();
        let task = |name| {
            let timing = timing(&config, name);
            let known = self.0.tasks.of(name);
            let since = known.since(&timing.to_string(), now);
            let next = timing.0.as_ref().map(|schedule| {
                match schedule.due(since, now, |at| self.delay(&config, name, at)) {
                    Due::Now => now,
                    Due::At(at) => at,
                }
            });
            Task {
                name,
                schedule: timing.0.is_some().then(|| timing.to_string()),
                next: next.map(rfc3339),
                last: known.last.map(|run| TaskRun {
                    began: rfc3339(run.began_ms),
                    ended: rfc3339(run.ended_ms),
                    good: run.good,
                    summary: run.summary,
                }),
                last_good: known.good_ms.map(rfc3339),
            }
        };
        Tasks { schema_version: SCHEMA_VERSION, tasks: TaskName::ALL.map(task).into() }
    }

    /// When each task last ended well, in Unix milliseconds.
    pub(crate) fn tasks_good(&self) -> Vec<(TaskName, u64)> {
        TaskName::ALL.into_iter().filter_map(|task| Some((task, self.0.tasks.of(task).good_ms?))).collect()
    }

    /// What the checks of health know of the tasks, in the order of [`TaskName::ALL`].
    pub(crate) fn task_facts(&self) -> [TaskFacts; 3] {
        let config = self.0.settings.borrow().clone();
        TaskName::ALL.map(|task| {
            let last = self.0.tasks.of(task).last.map(|run| {
                (rfc3339(run.ended_ms), if run.good { Ok(run.summary) } else { Err(run.summary) })
            });
            TaskFacts { is_scheduled: timing(&config, task).0.is_some(), last }
        })
    }
}

/// What a task did.
pub(crate) struct Done {
    outcome: Outcome,
    summary: String,
}

#[cfg(test)]
mod tests;
