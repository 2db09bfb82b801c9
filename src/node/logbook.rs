//! The latest lines of the log, in memory, for those who ask by a door.
//!
//! Whoever sets the application's log up writes each line here too; the node only keeps and shows them. What is kept is
//! bounded by lines and by bytes, and nobody who reads holds up one who writes for longer than a copy of some lines takes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_protocol::{LogLine, LogStream, Logged, Logs, reply_stream};
use tokio::sync::watch;

use crate::node::{Node, Phase};

/// How many lines are remembered.
pub const LINES_KEPT: usize = 1000;
/// How many bytes they have together at most; a line that is longer by itself is not remembered.
const BYTES_KEPT: usize = 1024 * 1024;
/// How many lines are copied for a reader at a time.
const COPIED: usize = 100;

/// The latest lines of a log.
#[derive(Debug)]
pub struct LogBook {
    lines: Mutex<Lines>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<Arc<LogLine>>,
    bytes: usize,
    /// The number of the newest line, whether it is kept or not.
    newest: u64,
}

impl Default for LogBook {
    fn default() -> Self {
        Self { lines: Mutex::default(), newest: watch::channel(0).0 }
    }
}

/// What a line takes, about.
fn size(line: &LogLine) -> usize {
    let fields = line.fields.iter().map(|(name, value)| name.len() + value.len() + 64);
    size_of::<LogLine>() + line.message.len() + fields.sum::<usize>()
}

impl LogBook {
    /// Writes a line; its number is given to it here.
    pub fn write(&self, mut line: LogLine) {
        let mut lines = self.lines();
        lines.newest += 1;
        line.sequence = lines.newest;
        let size = size(&line);
        if size <= BYTES_KEPT {
            lines.bytes += size;
            lines.kept.push_back(Arc::new(line));
        }
        while lines.kept.len() > LINES_KEPT || lines.bytes > BYTES_KEPT {
            let Some(oldest) = lines.kept.pop_front() else { break };
            lines.bytes -= self::size(&oldest);
        }
        self.newest.send_replace(lines.newest);
    }

    /// All lines that are remembered, the oldest first.
    pub fn lines_kept(&self) -> Vec<LogLine> {
        self.lines().kept.iter().map(|line| LogLine::clone(line)).collect()
    }

    /// Some lines behind a number, and the number of the newest of all.
    fn behind(&self, number: u64) -> (Vec<Arc<LogLine>>, u64) {
        let lines = self.lines();
        let from = lines.kept.partition_point(|line| line.sequence <= number);
        (lines.kept.iter().skip(from).take(COPIED).cloned().collect(), lines.newest)
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Reader {
    book: Arc<LogBook>,
    newest: watch::Receiver<u64>,
    phase: watch::Receiver<Phase>,
    wanted: Logs,
    /// Every line up to here was told or is not wanted.
    at: u64,
    ready: VecDeque<Logged>,
}

/// Begins to read.
pub(crate) fn read(node: &Node, wanted: Logs) -> LogStream {
    let book = Arc::clone(&node.0.logbook);
    // A number that no line has yet is another process's: then everything is new.
    let known = wanted.since.filter(|since| *since <= book.lines().newest);
    let oldest = book.lines().kept.front().map_or(0, |line| line.sequence - 1);
    let reader = Reader {
        newest: book.newest.subscribe(),
        phase: node.phase(),
        at: known.unwrap_or(oldest),
        book,
        wanted,
        ready: VecDeque::new(),
    };
    reply_stream(reader, async |mut reader: Reader| {
        let told = reader.next().await?;
        Some((Ok(told), reader))
    })
}

impl Reader {
    /// The next thing to tell; none at the end.
    async fn next(&mut self) -> Option<Logged> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.copy() {
                continue;
            }
            if !self.wanted.follow || *self.phase.borrow() == Phase::Draining {
                return None;
            }
            let at = self.at;
            tokio::select! {
                newest = self.newest.wait_for(|newest| *newest > at) => drop(newest.ok()?),
                _ = self.phase.wait_for(|phase| *phase == Phase::Draining) => {}
            }
        }
    }

    /// Copies some lines, and says whether there were any.
    fn copy(&mut self) -> bool {
        let (lines, newest) = self.book.behind(self.at);
        for line in &lines {
            self.pass_over(line.sequence - 1);
            self.at = line.sequence;
            if is_wanted(&self.wanted, line) {
                self.ready.push_back(Logged::Line(LogLine::clone(line)));
            }
        }
        if lines.is_empty() {
            self.pass_over(newest);
        }
        !lines.is_empty() || !self.ready.is_empty()
    }

    /// Tells of lines up to a number that are gone.
    fn pass_over(&mut self, number: u64) {
        if number > self.at {
            self.ready.push_back(Logged::Lagged { missed: number - self.at });
            self.at = number;
        }
    }
}

fn is_wanted(wanted: &Logs, line: &LogLine) -> bool {
    let is_about = |id: &String| line.request_id.as_ref() == Some(id);
    wanted.level.is_none_or(|level| line.level <= level) && wanted.request_id.as_ref().is_none_or(is_about)
}

#[cfg(test)]
mod tests;
