//! The system's clock and its randomness, which core takes as arguments.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Unix milliseconds. Before 1970 it is 0.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A number spread evenly over all numbers. Where the system has no randomness to give, the clock must do.
pub(crate) fn random() -> u64 {
    getrandom::u64().unwrap_or_else(|_| now_ms().wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
