//! Who is told of what the write path does, counts it and passes it on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use cyberfly_core::Operation;
use cyberfly_protocol::Outcome;
use cyberfly_store::{Place, Synced};
use tokio::sync::Notify;

use crate::events::Events;
use crate::metrics::Metrics;
use crate::observe::Observers;
use crate::refusals::Refusals;
use crate::shown;
use crate::write::Origin;

/// The numbers and the events of one node.
pub(crate) struct Observer {
    pub(crate) metrics: Metrics,
    pub(crate) events: Events,
    pub(crate) refusals: Refusals,
    pub(crate) observers: Observers,
    /// The newest stamp that was written here, in Unix milliseconds.
    newest_ms: AtomicU64,
    last_sync: Mutex<Option<Synced>>,
    /// Who passes on to peers what was written; it must not wait for anything.
    spread: OnceLock<Spread>,
    /// Who tells of the HTTP door.
    pub(crate) door: OnceLock<shown::Source>,
    /// Tells the HTTP door that somebody asked for a reload.
    pub(crate) reloads: Notify,
}

/// Passes an operation on.
pub(crate) type Spread = Box<dyn Fn(&Operation, Origin) + Send + Sync>;

impl Observer {
    pub(crate) fn new() -> Self {
        Self {
            metrics: Metrics::new(),
            events: Events::new(),
            refusals: Refusals::default(),
            observers: Observers::default(),
            newest_ms: AtomicU64::new(0),
            last_sync: Mutex::default(),
            spread: OnceLock::new(),
            door: OnceLock::new(),
            reloads: Notify::new(),
        }
    }

    /// From now on all that is committed is passed on by this. There is one who does it, for the life of the node.
    pub(crate) fn spreads(&self, spread: Spread) {
        if self.spread.set(spread).is_err() {
            tracing::error!("what is written is passed on by somebody already");
        }
    }

    /// The newest stamp that was written since the node began, in Unix milliseconds; zero if none was.
    pub(crate) fn newest_ms(&self) -> u64 {
        self.newest_ms.load(Ordering::Relaxed)
    }

    /// The last wait for the disk that ended well since the node began.
    pub(crate) fn last_sync(&self) -> Option<Synced> {
        *self.last_sync.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last wait for the disk as the store knows it; it is counted once.
    pub(crate) fn synced(&self, last: Option<Synced>) {
        let mut known = self.last_sync.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last
            && *known != Some(last)
        {
            self.metrics.synced(last.took);
            *known = Some(last);
        }
    }

    /// A group was committed.
    pub(crate) fn committed(
        &self,
        operations: &[Operation],
        outcomes: &[Option<Outcome>],
        origins: &[Origin],
        done: &Committed,
    ) {
        let newest = operations.iter().map(|operation| operation.stamp().millis()).max().unwrap_or(0);
        self.newest_ms.fetch_max(newest, Ordering::Relaxed);
        self.metrics.group(operations.len(), done.took, outcomes.iter().copied().flatten());
        self.synced(done.synced);
        let told = self.events.committed(operations, outcomes, done.end);
        self.metrics.told(told);
        if let Some(spread) = self.spread.get() {
            for ((operation, outcome), origin) in operations.iter().zip(outcomes).zip(origins) {
                if matches!(outcome, Some(Outcome::Applied | Outcome::Dominated)) {
                    spread(operation, *origin);
                }
            }
        }
    }
}

/// How a group was committed.
pub(crate) struct Committed {
    /// The place behind it.
    pub(crate) end: Place,
    /// How long it took.
    pub(crate) took: Duration,
    /// The last wait for the disk.
    pub(crate) synced: Option<Synced>,
}
