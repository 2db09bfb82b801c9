//! How often limits were the reason of a refusal: the node's own, and those that its doors count.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Each limit with how often it refused since the node began.
pub type Counts = Vec<(&'static str, u64)>;
/// Somebody who counts refusals of its own.
type Source = Arc<dyn Fn() -> Counts + Send + Sync>;

/// Counts of refusals.
#[derive(Default)]
pub(crate) struct Refusals {
    queue: AtomicU64,
    watchers: AtomicU64,
    doors: Mutex<Option<Source>>,
}

impl Refusals {
    /// The write path was full.
    pub(crate) fn queue(&self) {
        self.queue.fetch_add(1, Ordering::Relaxed);
    }

    /// There were as many watchers as there may be.
    pub(crate) fn watchers(&self) {
        self.watchers.fetch_add(1, Ordering::Relaxed);
    }

    /// Asks this one too from now on.
    pub(crate) fn also_from(&self, source: Source) {
        *self.doors.lock().unwrap_or_else(PoisonError::into_inner) = Some(source);
    }

    /// All counts.
    pub(crate) fn all(&self) -> Counts {
        let source = self.doors.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut counts = source.map_or_else(Vec::new, |source| source());
        counts.push(("queue", self.queue.load(Ordering::Relaxed)));
        counts.push(("watchers", self.watchers.load(Ordering::Relaxed)));
        counts
    }
}
