//! What goes in and out by a door.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;

/// The connections of a door, and the bytes that pass. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    pub(super) received: Counter,
    pub(super) sent: Counter,
    pub(super) open: Gauge<u64, AtomicU64>,
}

/// An open connection. It is counted until this is dropped.
#[derive(Debug)]
pub struct Open(Traffic);

impl Traffic {
    /// A connection was opened.
    pub fn open(&self) -> Open {
        self.open.inc();
        Open(self.clone())
    }
}

impl Open {
    /// Bytes came in.
    pub fn received(&self, bytes: usize) {
        self.0.received.inc_by(bytes as u64);
    }

    /// Bytes went out.
    pub fn sent(&self, bytes: usize) {
        self.0.sent.inc_by(bytes as u64);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.dec();
    }
}
