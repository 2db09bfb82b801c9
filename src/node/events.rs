//! What happens in the node, told to all who listen.
//!
//! The bus is bounded: who does not listen in time is told how many events went by, and nobody waits for a slow listener.
//! Events about data carry a place in the journal, so that a watcher that missed some reads them there.

mod cursor;
mod follow;
mod watcher;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::{Draft, Operation};
use cyberfly_protocol::{Change, Event, Numbered, Outcome, TOUCHED_LIMIT, Touched};
use cyberfly_store::Place;
use tokio::sync::{Semaphore, broadcast};

pub use follow::{Followed, Following};
pub(crate) use watcher::watch;

/// How many events are kept for listeners that are not there yet. Each takes some hundred bytes, rarely some thousand.
pub const EVENTS_KEPT: usize = 4096;
/// How many watchers there may be. Another one hears `resource_exhausted`.
pub const WATCHERS_LIMIT: usize = 20_000;
/// How many watchers read the journal at the same time; the others wait. A reader takes a few megabytes.
const READERS_LIMIT: usize = 2;

/// An event as it is on the bus.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) numbered: Numbered,
    /// For a committed operation: the place behind it.
    pub(crate) place: Option<Place>,
}

/// The bus.
pub(crate) struct Events {
    bus: broadcast::Sender<Arc<Told>>,
    state: Mutex<State>,
    watchers: AtomicUsize,
    readers: Semaphore,
}

struct State {
    /// The number of the next event.
    next: u64,
    /// The place behind everything that was told.
    end: Place,
}

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An event.
    Event(Numbered),
    /// So many events went by unheard.
    Lagged {
        /// How many.
        missed: u64,
    },
}

/// Somebody who listens to every event. Must be asked often enough, or it lags.
pub struct Listener(broadcast::Receiver<Arc<Told>>);

impl Listener {
    /// Waits for the next event; none when the node is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(told) => Some(Heard::Event(told.numbered.clone())),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some(Heard::Lagged { missed }),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next event that was told already; none if all were heard.
    pub(crate) fn next_now(&mut self) -> Option<Heard> {
        match self.0.try_recv() {
            Ok(told) => Some(Heard::Event(told.numbered.clone())),
            Err(broadcast::error::TryRecvError::Lagged(missed)) => Some(Heard::Lagged { missed }),
            Err(broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed) => None,
        }
    }
}

impl Events {
    /// A bus on which nothing was told yet.
    pub(crate) fn new() -> Self {
        let (bus, _) = broadcast::channel(EVENTS_KEPT);
        Self {
            bus,
            state: Mutex::new(State { next: 0, end: Place::START }),
            watchers: AtomicUsize::new(0),
            readers: Semaphore::new(READERS_LIMIT),
        }
    }

    /// Begins to listen. What is told from now on is heard.
    pub(crate) fn listen(&self) -> Listener {
        Listener(self.bus.subscribe())
    }

    /// How many watchers there are.
    pub(crate) fn watchers(&self) -> usize {
        self.watchers.load(Ordering::Relaxed)
    }

    /// Where the journal ends when the node begins.
    pub(crate) fn begins_at(&self, end: Place) {
        self.state().end = end;
    }

    /// Tells of something that is not about data.
    pub(crate) fn tell(&self, event: Event) {
        self.send(&mut self.state(), None, event);
    }

    /// Tells of a group that was committed, but not of operations without an outcome, which nobody may see. `end` is the
    /// place behind it. Returns how many events that were.
    pub(crate) fn committed(
        &self,
        operations: &[Operation],
        outcomes: &[Option<Outcome>],
        end: Place,
    ) -> u64 {
        let mut state = self.state();
        let first = state.next;
        let new =
            operations.iter().zip(outcomes).filter(|(_, outcome)| **outcome != Some(Outcome::Duplicate));
        for (index, (operation, outcome)) in (1..).zip(new) {
            let Some(outcome) = outcome else { continue };
            let place = end.at(index);
            if self.bus.receiver_count() == 0 {
                state.next += 1 + u64::from(operation.is_about_rights());
                continue;
            }
            let told =
                change(operation.draft(), &operation.id().to_string(), &operation.author().to_string());
            let told = Change { cursor: cursor::write(place), outcome: Some(*outcome), ..told };
            let rights = operation.is_about_rights().then(|| Event::RightsChanged {
                db: told.db.clone(),
                author: told.author.clone(),
                op_id: told.op_id.clone(),
            });
            self.send(&mut state, Some(place), Event::Committed(told));
            if let Some(rights) = rights {
                self.send(&mut state, None, rights);
            }
        }
        state.end = end;
        state.next - first
    }

    fn send(&self, state: &mut State, place: Option<Place>, event: Event) {
        let numbered = Numbered { sequence: state.next, event };
        state.next += 1;
        // Nobody listens: then nobody misses it.
        let _nobody = self.bus.send(Arc::new(Told { numbered, place }));
    }

    /// Begins to listen, and says behind which place everything will be heard.
    fn listen_behind(&self) -> (broadcast::Receiver<Arc<Told>>, Place) {
        let state = self.state();
        (self.bus.subscribe(), state.end)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An operation as it is told; its place and outcome are still to come.
fn change(draft: &Draft, op_id: &str, author: &str) -> Change {
    let touched: BTreeSet<_> = draft.writes.iter().map(|write| (&write.key, write.kind)).collect();
    let more = touched.len().saturating_sub(TOUCHED_LIMIT) as u64;
    let touched = touched.into_iter().take(TOUCHED_LIMIT);
    let touched = touched.map(|(key, kind)| Touched { key: key.to_string(), kind: kind.word().to_owned() });
    Change {
        cursor: String::new(),
        db: draft.db.to_string(),
        op_id: op_id.to_owned(),
        stamp: draft.stamp.to_string(),
        author: author.to_owned(),
        outcome: None,
        keys: touched.collect(),
        more,
    }
}

#[cfg(test)]
mod tests;
