//! Limits on bandwidth: for the whole node and for each peer, up and down. What is urgent goes first.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_core::bucket::Bucket;

use crate::frame::Priority;

/// Limits in bytes a second; zero is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bandwidth {
    /// What is sent, to all peers together.
    pub up: u64,
    /// What is received, from all peers together.
    pub down: u64,
    /// What is sent to one peer.
    pub up_per_peer: u64,
    /// What is received from one peer.
    pub down_per_peer: u64,
}

/// The two directions of a node, or of a link.
pub(crate) struct Pace {
    since: Instant,
    up: Mutex<Bucket>,
    down: Mutex<Bucket>,
}

impl Pace {
    pub(crate) fn new(up: u64, down: u64) -> Self {
        let bucket = |rate| Mutex::new(Bucket::new(rate, 0));
        Self { since: Instant::now(), up: bucket(up), down: bucket(down) }
    }

    pub(crate) fn set(&self, up: u64, down: u64) {
        self.with(&self.up, |bucket, now| bucket.set_rate(up, now));
        self.with(&self.down, |bucket, now| bucket.set_rate(down, now));
    }

    /// Waits until so many bytes may be sent.
    pub(crate) async fn up(&self, bytes: usize, priority: Priority) {
        let bytes = bytes as u64;
        if priority == Priority::Live {
            // On credit: bulk waits until it is paid.
            self.with(&self.up, |bucket, now| bucket.take_on_credit(bytes, now));
            return;
        }
        while let Err(wait_us) = self.with(&self.up, |bucket, now| bucket.take(bytes, now)) {
            tokio::time::sleep(Duration::from_micros(wait_us)).await;
        }
    }

    /// So many bytes were received: waits until more may be.
    pub(crate) async fn down(&self, bytes: usize) {
        let debt_us = self.with(&self.down, |bucket, now| bucket.take_on_credit(bytes as u64, now));
        if debt_us > 0 {
            tokio::time::sleep(Duration::from_micros(debt_us)).await;
        }
    }

    fn with<T>(&self, bucket: &Mutex<Bucket>, act: impl FnOnce(&mut Bucket, u64) -> T) -> T {
        let now = u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        act(&mut bucket.lock().unwrap_or_else(PoisonError::into_inner), now)
    }
}
