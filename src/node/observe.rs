//! Observing the node itself: its figures every so often, and its events as they happen.

mod sample;
mod survey;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, Event, INTERVALS, Observe, ObserveStream, Observed, reply_stream};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::events::{Heard, Listener};
use crate::node::{Node, Phase, WeakNode};
use crate::observer::Observer;

use sample::Sampler;
pub(crate) use survey::Survey;

/// How many observers there may be. Another one hears `resource_exhausted`.
pub const OBSERVERS_LIMIT: usize = 32;

/// How many observers there are.
#[derive(Default)]
pub(crate) struct Observers(AtomicUsize);

impl Observers {
    pub(crate) fn open(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// An observer is counted for as long as it lives.
struct Counted(Arc<Observer>);

impl Counted {
    fn new(observer: &Arc<Observer>) -> Result<Self, ErrorBody> {
        let before = observer.observers.0.fetch_add(1, Ordering::Relaxed);
        let counted = Self(Arc::clone(observer));
        if before >= OBSERVERS_LIMIT {
            observer.refusals.observers();
            let message = format!("{OBSERVERS_LIMIT} observers are there already");
            return Err(ErrorBody::new(ErrorCode::ResourceExhausted, message).hint("close another dashboard"));
        }
        Ok(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.observers.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Observing {
    node: WeakNode,
    wanted: Observe,
    beat: Interval,
    events: Listener,
    phase: watch::Receiver<Phase>,
    sampler: Sampler,
    ready: VecDeque<Observed>,
    is_over: bool,
    _counted: Counted,
}

/// Begins to observe. The stream does not keep the node, and ends with it.
pub(crate) fn observe(node: &Node, wanted: Observe) -> Result<ObserveStream, ErrorBody> {
    if !INTERVALS.contains(&wanted.interval) {
        let (shortest, longest) = (INTERVALS.start().as_millis(), INTERVALS.end().as_millis());
        let message = format!(
            "{} ms is no interval between samples: it is from {shortest} to {longest} ms",
            wanted.interval.as_millis()
        );
        return Err(ErrorBody::new(ErrorCode::BadRequest, message));
    }
    let counted = Counted::new(&node.0.observer)?;
    let mut beat = interval(wanted.interval);
    // Whoever reads slowly gets fewer samples, not several at once.
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let observing = Observing {
        node: node.downgrade(),
        wanted,
        beat,
        events: node.listen(),
        phase: node.phase(),
        sampler: Sampler::default(),
        ready: VecDeque::new(),
        is_over: false,
        _counted: counted,
    };
    Ok(reply_stream(observing, step))
}

/// The next thing to tell, and the observer after it; none at the end.
async fn step(mut observing: Observing) -> Option<(Result<Observed, ErrorBody>, Observing)> {
    loop {
        if let Some(ready) = observing.ready.pop_front() {
            return Some((Ok(ready), observing));
        }
        if observing.is_over {
            return None;
        }
        let came = tokio::select! {
            _ = observing.beat.tick() => Came::Beat,
            heard = observing.events.next() => Came::Event(heard?),
            _ = observing.phase.wait_for(|phase| *phase == Phase::Draining) => Came::End,
        };
        match came {
            Came::Beat => observing.ready.push_back(observing.sampler.take(&observing.node).await?),
            Came::Event(heard) => observing.hear(heard),
            Came::End => observing.end().await,
        }
    }
}

/// What an observer waits for.
enum Came {
    Beat,
    Event(Heard),
    End,
}

impl Observing {
    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Event(event) if self.wanted.committed || !matches!(event.event, Event::Committed(_)) => {
                self.ready.push_back(Observed::Event(event));
            }
            Heard::Event(_) => {}
            Heard::Lagged { missed } => self.ready.push_back(Observed::Lagged { missed }),
        }
    }

    /// The node stops: what was said already, a last sample, and nothing more.
    async fn end(&mut self) {
        while let Some(heard) = self.events.next_now() {
            self.hear(heard);
        }
        self.ready.extend(self.sampler.take(&self.node).await);
        self.is_over = true;
    }
}

#[cfg(test)]
mod tests;
