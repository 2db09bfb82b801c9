//! The hybrid logical clock: stamps that follow the wall clock, and still grow when it does not.
//!
//! A stamp is 48 bits of Unix milliseconds and 16 bits of counter. Nothing here reads a clock: `now` comes in as
//! milliseconds. Two bounds keep one bad clock from spreading: a remote stamp moves the own clock at most one second
//! ahead of `now`, and a write that has to be newer than what it replaces may be stamped at most four minutes ahead,
//! one less than what others accept.

use std::fmt;

use crate::error::ErrorCode;

/// How far ahead of the receiver's clock an arriving stamp may lie.
pub const SKEW_LIMIT_MS: u64 = 5 * 60 * 1000;
/// How far ahead of `now` a writer may stamp in order to replace a newer cell.
pub const OVERWRITE_LIMIT_MS: u64 = 4 * 60 * 1000;
/// How far ahead of `now` remote stamps and the own past may push the clock.
pub const DRIFT_LIMIT_MS: u64 = 1000;
/// The largest number of milliseconds that fits a stamp (the year 10889).
pub const MILLIS_LIMIT: u64 = (1 << 48) - 1;

/// When an operation was made, by the clock of its author: 48 bits of Unix milliseconds, 16 bits of counter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// The smallest stamp.
    pub const ZERO: Stamp = Stamp(0);

    /// The stamp with this value; none for `u64::MAX`, which is not a stamp.
    pub const fn new(value: u64) -> Option<Self> {
        if value == u64::MAX { None } else { Some(Self(value)) }
    }

    /// The first stamp of a millisecond. Times beyond the year 10889 give the last one.
    pub const fn at_millis(millis: u64) -> Self {
        let millis = if millis > MILLIS_LIMIT { MILLIS_LIMIT } else { millis };
        Self(millis << 16)
    }

    /// The value as it is signed and stored.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// Unix milliseconds.
    pub const fn millis(self) -> u64 {
        self.0 >> 16
    }

    /// The next smaller stamp, if there is one.
    pub const fn before(self) -> Option<Self> {
        match self.0.checked_sub(1) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// The next greater stamp, if there is one.
    pub const fn next(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stamp({}+{})", self.millis(), self.0 & 0xffff)
    }
}

/// A stamp lies too far ahead of the clock it was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stamp lies {ahead_ms} ms ahead of this clock, at most {limit_ms} ms are accepted")]
pub struct FutureStamp {
    /// How far ahead it lies, in milliseconds.
    pub ahead_ms: u64,
    /// How far it may lie.
    pub limit_ms: u64,
}

impl FutureStamp {
    /// Always `future_stamp`.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::FutureStamp
    }

    /// How long to wait until the stamp is within the limit.
    pub const fn retry_after_ms(&self) -> u64 {
        self.ahead_ms.saturating_sub(self.limit_ms)
    }
}

fn within(stamp: Stamp, now_ms: u64, limit_ms: u64) -> Result<(), FutureStamp> {
    let ahead_ms = stamp.millis().saturating_sub(now_ms);
    if ahead_ms > limit_ms { Err(FutureStamp { ahead_ms, limit_ms }) } else { Ok(()) }
}

/// Whether an arriving operation may be accepted now. For arrival only: what is stored is never judged by a clock
/// again.
pub fn check_arrival(stamp: Stamp, now_ms: u64) -> Result<(), FutureStamp> {
    within(stamp, now_ms, SKEW_LIMIT_MS)
}

/// The clock of one writer.
#[derive(Clone, Debug)]
pub struct Clock {
    last: Stamp,
}

impl Default for Clock {
    fn default() -> Self {
        Self { last: Stamp::ZERO }
    }
}

impl Clock {
    /// A stamp for a new write: greater than the last one of this clock, unless the wall clock has been set back by
    /// more than [`DRIFT_LIMIT_MS`]; then the clock follows it rather than keep stamping a future that was a mistake.
    pub fn tick(&mut self, now_ms: u64) -> Stamp {
        let now = Stamp::at_millis(now_ms);
        let after_last = self.last.next().filter(|s| within(*s, now_ms, DRIFT_LIMIT_MS).is_ok());
        self.last = after_last.map_or(now, |next| next.max(now));
        self.last
    }

    /// A stamp for a write that must be newer than `seen`. Fails, and leaves the clock as it was, when that would lie
    /// more than [`OVERWRITE_LIMIT_MS`] ahead.
    pub fn tick_above(&mut self, seen: Stamp, now_ms: u64) -> Result<Stamp, FutureStamp> {
        let before = self.last;
        let stamp = self.tick(now_ms);
        if stamp > seen {
            return Ok(stamp);
        }
        self.last = before;
        let above = seen.next().unwrap_or(seen);
        within(above, now_ms, OVERWRITE_LIMIT_MS)?;
        self.observe(above, now_ms);
        Ok(above)
    }

    /// Learns of a stamp from elsewhere. It moves this clock at most to `now` + [`DRIFT_LIMIT_MS`].
    pub fn observe(&mut self, seen: Stamp, now_ms: u64) {
        let ceiling = Stamp::at_millis(now_ms.saturating_add(DRIFT_LIMIT_MS));
        self.last = self.last.max(seen.min(ceiling));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    #[test]
    fn stamps_of_one_clock_grow_within_a_millisecond() {
        let mut clock = Clock::default();
        let stamps: Vec<_> = (0..70_000).map(|_| clock.tick(NOW)).collect();
        assert!(stamps.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(stamps[0], Stamp::at_millis(NOW));
    }

    #[test]
    fn a_clock_set_back_a_little_still_grows_and_far_follows() {
        let mut clock = Clock::default();
        let first = clock.tick(NOW);
        assert!(clock.tick(NOW - 500) > first);
        let day_back = NOW - 86_400_000;
        assert_eq!(clock.tick(day_back), Stamp::at_millis(day_back));
        assert!(clock.tick(day_back) > Stamp::at_millis(day_back));
    }

    #[test]
    fn a_peer_at_the_edge_of_the_skew_moves_the_clock_one_second_at_most() {
        let mut clock = Clock::default();
        clock.observe(Stamp::at_millis(NOW + SKEW_LIMIT_MS), NOW);
        assert!(clock.tick(NOW).millis() <= NOW + DRIFT_LIMIT_MS);
    }

    #[test]
    fn a_cell_at_the_edge_of_the_skew_can_be_replaced_a_minute_later() {
        let mut clock = Clock::default();
        let edge = Stamp::at_millis(NOW + SKEW_LIMIT_MS);
        let refused = clock.tick_above(edge, NOW).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::FutureStamp);
        let later = NOW + refused.retry_after_ms();
        let stamp = clock.tick_above(edge, later).unwrap();
        assert!(stamp > edge && check_arrival(stamp, later).is_ok());
        assert!(clock.tick(later).millis() <= later + DRIFT_LIMIT_MS, "the own clock is not dragged along");
    }

    #[test]
    fn arrival_is_judged_to_the_millisecond() {
        assert!(check_arrival(Stamp::at_millis(NOW + SKEW_LIMIT_MS), NOW).is_ok());
        assert!(check_arrival(Stamp::at_millis(NOW + SKEW_LIMIT_MS + 1), NOW).is_err());
        assert!(check_arrival(Stamp::ZERO, NOW).is_ok());
        assert!(Stamp::new(u64::MAX).is_none());
    }
}
