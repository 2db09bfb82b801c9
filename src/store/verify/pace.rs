//! Reading at a bounded rate.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Whoever waits looks this often whether that is still wanted.
const GLANCE: Duration = Duration::from_millis(50);

/// How many bytes were looked at, and how many may be in a second.
#[derive(Debug)]
pub(super) struct Pace {
    begun: Instant,
    bytes_per_second: NonZeroU64,
    bytes: AtomicU64,
}

impl Pace {
    pub(super) fn of(bytes_per_second: NonZeroU64) -> Self {
        Self { begun: Instant::now(), bytes_per_second, bytes: AtomicU64::new(0) }
    }

    /// Waits until so many more bytes may have been looked at, or it is over.
    pub(super) fn wait_for(&self, bytes: u64, is_over: &dyn Fn() -> bool) {
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let due = Duration::from_millis(bytes.saturating_mul(1000) / self.bytes_per_second);
        let (_kept, never) = mpsc::channel::<()>();
        loop {
            let rest = due.saturating_sub(self.begun.elapsed());
            if rest.is_zero() || is_over() {
                return;
            }
            let _nobody_sends = never.recv_timeout(rest.min(GLANCE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_read_more_than_may_be_waits_unless_it_is_over() {
        let pace = Pace::of(NonZeroU64::new(1_000_000).unwrap());
        pace.wait_for(20_000, &|| false);
        pace.wait_for(20_000, &|| false);
        assert!(pace.begun.elapsed() >= Duration::from_millis(40));
        pace.wait_for(u64::MAX, &|| true);
        assert!(pace.begun.elapsed() < Duration::from_secs(60));
    }
}
