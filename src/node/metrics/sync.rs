//! The numbers of sync sessions, which are counted where they are held.

use cyberfly_core::session::State;
use cyberfly_net::sync::{Ended, Figures, Totals};

use super::{Metrics, count, set};

impl Metrics {
    /// Sets them to what they are now.
    pub(super) fn set_sync(&self, figures: &Figures, files_wanted: u64) {
        for word in State::WORDS {
            let peers = figures.peers.get(word).copied().unwrap_or(0);
            self.sync_peers.get_or_create(&[("state", word)]).set(peers);
        }
        let Ended { equal, moved, failed } = figures.ended;
        count(&self.sync_sessions, "outcome", [("equal", equal), ("moved", moved), ("failed", failed)]);
        let Totals { received, sent, bytes_in, bytes_out } = figures.totals;
        count(&self.sync_operations, "direction", [("sent", sent), ("received", received)]);
        count(&self.sync_bytes, "direction", [("sent", bytes_out), ("received", bytes_in)]);
        set(&self.sync, "missing_here", Some(figures.missing_here));
        set(&self.sync, "missing_there", Some(figures.missing_there));
        set(&self.sync, "too_early", Some(figures.too_early));
        set(&self.sync, "files_wanted", Some(files_wanted));
        set(&self.sync, "failing_peers", Some(figures.failing.len() as u64));
        set(&self.sync, "paused", Some(u64::from(figures.paused)));
    }
}
