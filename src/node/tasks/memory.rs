//! What is remembered of tasks, in one small file of the data directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_protocol::TaskName;
use serde::{Deserialize, Serialize};

use crate::keepsake;

/// The file in the data directory.
const NAME: &str = "tasks.json";
/// The longest summary that is kept, in characters.
const SUMMARY_LIMIT: usize = 1000;

/// What became of a task once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) began_ms: u64,
    pub(crate) ended_ms: u64,
    pub(crate) good: bool,
    pub(crate) summary: String,
}

/// What is known of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Known {
    /// The schedule that it had when somebody looked last.
    schedule: String,
    /// When it was done last by that, or when that was seen first.
    since_ms: u64,
    pub(crate) last: Option<Run>,
    /// When it last ended well.
    pub(crate) good_ms: Option<u64>,
    /// The repository that the last backup went to.
    pub(crate) repository: Option<PathBuf>,
}

impl Known {
    /// From when on the schedule counts. One that is new begins now, and so does one whose last moment is in the future,
    /// because the clock was set back.
    pub(crate) fn since(&self, schedule: &str, now: u64) -> u64 {
        if self.schedule == schedule { self.since_ms.min(now) } else { now }
    }
}

/// What is known of all tasks. The file is a reminder: what cannot be read of it is forgotten, and where it cannot be
/// written, a restart begins anew.
#[derive(Debug)]
pub(crate) struct Memory {
    path: PathBuf,
    known: Mutex<BTreeMap<TaskName, Known>>,
    /// When each was begun of which nothing has come yet.
    begun: Mutex<BTreeMap<TaskName, Instant>>,
    /// Held by who looks what is due: between its look and what it begins nobody else begins anything.
    looking: Mutex<()>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    /// What is remembered in a data directory. Changes nothing.
    pub(crate) fn open(data: &Path) -> Self {
        let path = data.join(NAME);
        let known = keepsake::read(&path).unwrap_or_else(|error| {
            tracing::warn!(%error, path = %path.display(), "what was remembered of tasks is forgotten");
            None
        });
        let known = known.unwrap_or_default();
        Self { path, known: Mutex::new(known), begun: Mutex::default(), looking: Mutex::default() }
    }

    /// What is known of a task.
    pub(crate) fn of(&self, task: TaskName) -> Known {
        held(&self.known).get(&task).cloned().unwrap_or_default()
    }

    /// From when on a schedule counts; that it does is remembered.
    pub(crate) fn since(&self, task: TaskName, schedule: &str, now: u64) -> u64 {
        let mut known = held(&self.known);
        let of_task = known.entry(task).or_default();
        let since = of_task.since(schedule, now);
        if (of_task.since_ms, of_task.schedule.as_str()) != (since, schedule) {
            (of_task.since_ms, of_task.schedule) = (since, schedule.to_owned());
            self.keep(&known);
        }
        since
    }

    /// Has whoever looks what is due do so alone.
    pub(crate) fn look(&self) -> MutexGuard<'_, ()> {
        held(&self.looking)
    }

    /// Whether a task may begin if it is due; not while one that was begun may still be at work, or has just come to
    /// nothing. To be asked before [`Memory::since`]: what ends between the two is then not taken for due once more.
    pub(crate) fn may_begin(&self, task: TaskName, again: Duration) -> bool {
        held(&self.begun).get(&task).is_none_or(|at| at.elapsed() >= again)
    }

    /// It begins.
    pub(crate) fn begins(&self, task: TaskName) {
        held(&self.begun).insert(task, Instant::now());
    }

    /// A backup went to this repository. That is kept with what becomes of the task.
    pub(crate) fn went_to(&self, repository: &Path) {
        held(&self.known).entry(TaskName::Backup).or_default().repository = Some(repository.to_path_buf());
    }

    /// It could not begin.
    pub(crate) fn has_not_begun(&self, task: TaskName) {
        held(&self.begun).remove(&task);
    }

    /// Remembers what became of a task. It counts as done from when it began.
    pub(crate) fn ended(&self, task: TaskName, mut run: Run) {
        if let Some((end, _)) = run.summary.char_indices().nth(SUMMARY_LIMIT) {
            run.summary.truncate(end);
        }
        let mut known = held(&self.known);
        let of_task = known.entry(task).or_default();
        of_task.since_ms = run.began_ms;
        if run.good {
            of_task.good_ms = Some(run.ended_ms);
        }
        of_task.last = Some(run);
        self.keep(&known);
        drop(known);
        // Only now that it is known may it begin again.
        held(&self.begun).remove(&task);
    }

    fn keep(&self, known: &BTreeMap<TaskName, Known>) {
        if let Err(error) = keepsake::write(&self.path, known) {
            tracing::warn!(%error, path = %self.path.display(), "what became of tasks is not remembered");
        }
    }
}
