//! What waits to be sent: a bounded queue, and the thread that empties it. Who ends a step never waits, whatever the collector
//! does.

use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanExporter, SpanProcessor};
use tokio::runtime::Runtime;

use crate::COUNTS;

/// How many steps wait at most, of some hundred bytes each; what comes beyond that is dropped, and counted.
const QUEUE: usize = 4_096;
/// How many are sent together at most.
const TOGETHER: usize = 512;
/// How long a step waits for others to go with it.
const GATHER: Duration = Duration::from_secs(1);
/// How long a collector may take.
pub(crate) const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the log tells that it takes nothing.
const TELL_AGAIN: Duration = Duration::from_secs(300);

/// The near end. Clones are the same queue.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    jobs: Sender<Job>,
    /// How many steps wait. The channel needs no other bound.
    waiting: Arc<AtomicUsize>,
}

enum Job {
    Step(Box<SpanData>),
    /// Send what came before, then say so.
    Flush(SyncSender<()>),
}

impl Queue {
    /// Starts the thread. It ends when the last clone is dropped and what waited was sent.
    pub(crate) fn start(
        mut exporter: impl SpanExporter + 'static,
        resource: &Resource,
    ) -> Result<Self, io::Error> {
        exporter.set_resource(resource);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (jobs, todo) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let sender =
            Worker { exporter, runtime, waiting: Arc::clone(&waiting), told: None, batch: Vec::new() };
        thread::Builder::new().name("telemetry".to_owned()).spawn(move || sender.run(&todo))?;
        Ok(Self { jobs, waiting })
    }

    /// Sends what waits, for so long at most.
    pub(crate) fn flush(&self, within: Duration) {
        let (done, wait) = mpsc::sync_channel(1);
        if self.jobs.send(Job::Flush(done)).is_ok() {
            // Late or not: whoever asks goes on.
            let _late = wait.recv_timeout(within);
        }
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, step: SpanData) {
        if !step.span_context.is_sampled() {
            return;
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE
            || self.jobs.send(Job::Step(Box::new(step))).is_err()
        {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            COUNTS.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.flush(EXPORT_TIMEOUT);
        Ok(())
    }

    /// Whoever ends the process flushes with a patience of its own, see [`crate::Exporter::finish`].
    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// The far end.
struct Worker<E> {
    exporter: E,
    runtime: Runtime,
    waiting: Arc<AtomicUsize>,
    /// When it was last told that the collector takes nothing.
    told: Option<Instant>,
    batch: Vec<SpanData>,
}

impl<E: SpanExporter> Worker<E> {
    fn run(mut self, jobs: &Receiver<Job>) {
        let mut due = None;
        loop {
            let next = match due {
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => jobs.recv_timeout(Instant::saturating_duration_since(&due, Instant::now())),
            };
            match next {
                Ok(Job::Step(step)) => {
                    self.batch.push(*step);
                    due.get_or_insert_with(|| Instant::now() + GATHER);
                    if self.batch.len() < TOGETHER {
                        continue;
                    }
                    self.send();
                }
                Ok(Job::Flush(done)) => {
                    self.send();
                    // Whoever asked may have lost patience.
                    let _gone = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => self.send(),
                Err(RecvTimeoutError::Disconnected) => return self.send(),
            }
            due = None;
        }
    }

    fn send(&mut self) {
        let batch = mem::take(&mut self.batch);
        let steps = batch.len();
        if steps == 0 {
            return;
        }
        let sending = self.exporter.export(batch);
        let sent = self.runtime.block_on(async { tokio::time::timeout(EXPORT_TIMEOUT, sending).await });
        // They take a place in the queue until now, so that what waits is bounded wherever it waits.
        self.waiting.fetch_sub(steps, Ordering::Relaxed);
        let steps = steps as u64;
        let failed = match sent {
            Ok(Ok(())) => {
                COUNTS.sent.fetch_add(steps, Ordering::Relaxed);
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer in time".to_owned(),
        };
        COUNTS.failed.fetch_add(steps, Ordering::Relaxed);
        if self.told.is_none_or(|told| told.elapsed() >= TELL_AGAIN) {
            self.told = Some(Instant::now());
            tracing::warn!(
                steps,
                error = failed,
                "the collector of traces takes nothing; its steps are lost"
            );
        }
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
