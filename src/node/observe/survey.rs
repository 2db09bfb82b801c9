//! What takes a walk through the store to find out: looked at now and then, by one at a time, and never waited for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_protocol::StoreFigures;
use cyberfly_store::Store;

use crate::node::Node;

/// How long what was found is good for, at least. A walk that takes longer is made less often.
const GOOD_FOR: Duration = Duration::from_secs(5);
/// How many times as long as a walk takes there is none after it.
const REST: u32 = 20;

/// The last walk, and when there is to be the next.
#[derive(Debug, Default)]
pub(crate) struct Survey(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    found: StoreFigures,
    next: Option<Instant>,
    is_walking: bool,
}

impl Survey {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the last walk found, as far as it is known. If that is old, another walk is begun beside.
    pub(crate) fn figures(node: &Node) -> StoreFigures {
        let mut state = node.0.survey.state();
        let is_due = state.next.is_none_or(|next| next <= Instant::now());
        if is_due && !state.is_walking {
            state.is_walking = true;
            let node = node.clone();
            tokio::task::spawn_blocking(move || node.0.survey.walk(&node.0.store));
        }
        state.found
    }

    fn walk(&self, store: &Arc<Store>) {
        let began = Instant::now();
        let statistics = store.statistics().ok();
        let blobs = store.blob_statistics().ok();
        let found = StoreFigures {
            live_bytes: statistics.map(|found| found.live_bytes),
            undo_bytes: statistics.map(|found| found.undo_bytes),
            dead_bytes: statistics.map(|found| found.dead_bytes),
            segments: statistics.map(|found| found.segments),
            index_bytes: store.index_bytes().ok(),
            blobs: blobs.map(|found| found.files),
            blob_bytes: blobs.map(|found| found.bytes),
            ..StoreFigures::default()
        };
        let rest = GOOD_FOR.max(began.elapsed().saturating_mul(REST));
        *self.state() = State { found, next: Some(Instant::now() + rest), is_walking: false };
    }
}
