//! The audit log: who did what to which, with which result, when and from where.
//!
//! Lines of JSON in `audit/` of the data directory, chained by their hashes; checkpoints signed by the node's key
//! (`line.rs`). One thread writes; whoever has something to record waits for nothing. What an operator does is on the disk
//! at once, the rest within a second; writes and reads are gathered for a moment before they are written. A line that found no room is counted, and the count is a line itself.

mod files;
mod line;
mod read;
mod verify;
mod writer;

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use cyberfly_core::{ErrorCode, SecretKey};
use cyberfly_protocol::{AuditChain, AuditKind as Kind, AuditLine as Line, ErrorBody};

pub use line::Record;
pub use read::{Reading, Wanted};
pub use verify::{Finding, Verified, verify};

use crate::{config, system};
use writer::Writer;

/// How many records may wait to be written.
const QUEUE_LIMIT: usize = 8192;
/// How long the writer lets writes and reads gather. To be woken for each of them would cost those who record more than all
/// that is done with it.
const GATHER: Duration = Duration::from_millis(20);
/// How many lines are kept in memory for those who look on.
const KEPT: usize = 1024;
/// How many refusals are recorded in a second, so that strangers cannot fill the disk; the rest is counted.
const REFUSALS_A_SECOND: u32 = 50;
/// How many at once.
const REFUSALS_BURST: u32 = 500;

/// The name of the line that says which lines were put away.
const RETIRED: &str = "retired";

/// What a line says was put away: the number of the last line, and its hash in hex.
fn retired_through(line: &Line) -> Option<(u64, String)> {
    if line.kind != Kind::Node || line.what != RETIRED {
        return None;
    }
    let (through, hash) = line.which.as_deref()?.split_once(' ')?;
    Some((through.parse().ok()?, hash.to_owned()))
}

/// The audit log of a node.
pub struct Audit {
    settings: config::Audit,
    queue: Mutex<Option<Queue>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    shared: Arc<Shared>,
    refusals: Mutex<Allowance>,
}

/// The way to the writer.
struct Queue {
    records: SyncSender<Waiting>,
    writer: Thread,
}

/// A record, and when it was made.
struct Waiting {
    record: Record,
    at_ms: u64,
}

impl Waiting {
    /// A record that was made now.
    fn since_now(record: Record) -> Self {
        Self { record, at_ms: system::now_ms() }
    }
}

/// Whether records of this kind may be gathered before they are written: there are many, and nobody waits for them.
const fn may_gather(kind: Kind) -> bool {
    matches!(kind, Kind::Write | Kind::Read)
}

/// What writer and readers have in common.
pub(crate) struct Shared {
    recent: Mutex<VecDeque<Line>>,
    /// Records that found no room, and are not in a line yet.
    missed: AtomicU64,
    chain: Mutex<AuditChain>,
}

/// How much is left of an allowance that time fills.
struct Allowance {
    left: f64,
    since: Instant,
}

impl Allowance {
    fn take(&mut self) -> bool {
        let now = Instant::now();
        let filled = now.duration_since(self.since).as_secs_f64() * f64::from(REFUSALS_A_SECOND);
        (self.left, self.since) = ((self.left + filled).min(f64::from(REFUSALS_BURST)), now);
        let has_room = self.left >= 1.0;
        if has_room {
            self.left -= 1.0;
        }
        has_room
    }
}

impl Audit {
    /// Opens the log of a node, or begins one; none without a key to sign it. A line that was cut by a crash is removed, and a
    /// line says so. A log that is there, on a disk without room, goes on once there is some; without room for a first file
    /// that is an error.
    pub(crate) fn open(
        data: &Path,
        settings: config::Audit,
        key: Option<SecretKey>,
    ) -> Result<Self, ErrorBody> {
        Self::gathering_for(GATHER, data, settings, key)
    }

    fn gathering_for(
        moment: Duration,
        data: &Path,
        settings: config::Audit,
        key: Option<SecretKey>,
    ) -> Result<Self, ErrorBody> {
        let shared =
            Arc::new(Shared { recent: Mutex::default(), missed: AtomicU64::new(0), chain: Mutex::default() });
        let (queue, thread) = match key.filter(|_| settings.enabled) {
            None => (None, None),
            Some(key) => {
                let failed = |what: std::io::Error| {
                    let (code, hint) = match what.kind() {
                        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                            (ErrorCode::DiskFull, "make room on the disk, or set audit.enabled = false")
                        }
                        _ => (
                            ErrorCode::Internal,
                            "look at audit/ in the data directory, or set audit.enabled = false",
                        ),
                    };
                    ErrorBody::new(code, format!("the audit log cannot be opened: {what}")).hint(hint)
                };
                let (queue, records) = sync_channel(QUEUE_LIMIT);
                let writer =
                    Writer::open(&data.join(files::FOLDER), settings.clone(), key, Arc::clone(&shared));
                let writer = writer.map_err(failed)?;
                let thread = std::thread::Builder::new().name("audit".to_owned());
                let thread = thread.spawn(move || writer.run(&records, moment)).map_err(failed)?;
                (Some(Queue { records: queue, writer: thread.thread().clone() }), Some(thread))
            }
        };
        let allowance = Allowance { left: REFUSALS_BURST.into(), since: Instant::now() };
        Ok(Self {
            settings,
            queue: Mutex::new(queue),
            thread: Mutex::new(thread),
            shared,
            refusals: Mutex::new(allowance),
        })
    }

    /// Whether things of this kind are recorded.
    pub fn records(&self, kind: Kind) -> bool {
        self.settings.enabled
            && match kind {
                Kind::Write => self.settings.writes,
                Kind::Read => self.settings.reads,
                Kind::Act | Kind::Refusal | Kind::Node | Kind::Checkpoint => true,
            }
    }

    /// Records something, if things of its kind are recorded. Waits for nothing.
    pub fn record(&self, record: Record) {
        if !self.records(record.kind) {
            return;
        }
        let has_room = record.kind != Kind::Refusal
            || self.refusals.lock().unwrap_or_else(PoisonError::into_inner).take();
        let may_gather = may_gather(record.kind);
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = &*queue else { return };
        if !(has_room && queue.records.try_send(Waiting::since_now(record)).is_ok()) {
            self.shared.missed.fetch_add(1, Ordering::Relaxed);
        }
        if !may_gather {
            queue.writer.unpark();
        }
    }

    /// The latest lines behind a number, at most so many, the oldest first. What is older is in the files.
    pub fn recent(&self, behind: u64, limit: usize) -> Vec<Line> {
        let recent = self.shared.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = recent.iter().filter(|line| line.n > behind);
        let passed_over = lines.clone().count().saturating_sub(limit);
        // Who asks for what is behind a line goes on from there; who asks for anything gets the newest.
        match behind {
            0 => lines.skip(passed_over).cloned().collect(),
            _ => lines.take(limit).cloned().collect(),
        }
    }

    /// How the chain stands; none if there is no log.
    pub fn chain(&self) -> Option<AuditChain> {
        let is_kept = self.queue.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        is_kept.then(|| *self.shared.chain.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes what waits and a last checkpoint.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = &thread {
            thread.thread().unpark();
        }
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer of the audit log ended with a fault");
        }
    }
}

impl Shared {
    /// Changes what is told of the chain.
    fn tell(&self, change: impl FnOnce(&mut AuditChain)) {
        change(&mut self.chain.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn keep(&self, lines: Vec<Line>) {
        self.tell(|chain| {
            for line in &lines {
                chain.last = line.n;
                if line.kind == Kind::Checkpoint {
                    chain.signed = line.n;
                }
            }
        });
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            if recent.len() == KEPT {
                recent.pop_front();
            }
            recent.push_back(line);
        }
    }
}

#[cfg(test)]
mod tests;
