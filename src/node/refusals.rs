//! Limits as they stand: how much of each is in use, and how often it was the reason of a refusal. The node's own, and
//! those of its doors.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cyberfly_net::CallerLimit;
use cyberfly_protocol::LimitUse;

/// Each limit with how often it refused since the node began.
pub type Counts = Vec<(&'static str, u64)>;
/// Somebody who keeps limits of its own.
type Source = Arc<dyn Fn() -> Vec<LimitNow> + Send + Sync>;

/// A limit as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitNow {
    /// Its name.
    pub name: &'static str,
    /// Its value, as the configuration has it; none where each route has its own.
    pub limit: Option<String>,
    /// How much of it is in use; none for limits that nothing is held of.
    pub in_use: Option<u64>,
    /// How often it was the reason of a refusal since the node began.
    pub refused: u64,
}

impl From<LimitNow> for LimitUse {
    fn from(LimitNow { name, limit, in_use, refused }: LimitNow) -> Self {
        Self { name: name.to_owned(), limit, in_use, refused }
    }
}

impl From<CallerLimit> for LimitNow {
    fn from(CallerLimit { name, limit, in_use, refused }: CallerLimit) -> Self {
        Self { name, limit: Some(limit.to_string()), in_use: Some(in_use), refused }
    }
}

/// Counts of refusals.
#[derive(Default)]
pub(crate) struct Refusals {
    queue: AtomicU64,
    watchers: AtomicU64,
    observers: AtomicU64,
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

    /// There were as many observers as there may be.
    pub(crate) fn observers(&self) {
        self.observers.fetch_add(1, Ordering::Relaxed);
    }

    /// Asks this one too from now on.
    pub(crate) fn also_from(&self, source: Source) {
        *self.doors.lock().unwrap_or_else(PoisonError::into_inner) = Some(source);
    }

    /// The limits of the doors.
    pub(crate) fn of_doors(&self) -> Vec<LimitNow> {
        let source = self.doors.lock().unwrap_or_else(PoisonError::into_inner).clone();
        source.map_or_else(Vec::new, |source| source())
    }

    /// The node's own limits, with what is in use of them.
    pub(crate) fn of_node(&self, queue: Held, watchers: Held, observers: Held) -> Vec<LimitNow> {
        let limit = |name, held: Held, refused: &AtomicU64| LimitNow {
            name,
            limit: Some(held.limit.to_string()),
            in_use: Some(held.in_use),
            refused: refused.load(Ordering::Relaxed),
        };
        vec![
            limit("queue", queue, &self.queue),
            limit("watchers", watchers, &self.watchers),
            limit("observers", observers, &self.observers),
        ]
    }
}

/// How much there is of something, and how much of it is in use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) limit: u64,
    pub(crate) in_use: u64,
}
