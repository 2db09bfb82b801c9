//! How often each of many may come, in memory that does not grow with how many they are.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// The most names that are remembered with what they have left.
const NAMES_LIMIT: usize = 16 * 1024;

/// An allowance for each name, filled again with time. Whoever has not come for long is forgotten, which changes nothing:
/// their allowance was full. When more than [`NAMES_LIMIT`] come at once, the new ones share one allowance.
pub(super) struct Rate<N: Clone + Eq + Hash> {
    each: DefaultKeyedRateLimiter<Option<N>>,
    most: u32,
}

impl<N: Clone + Eq + Hash> Rate<N> {
    pub(super) fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { each: RateLimiter::keyed(quota), most: burst.get() }
    }

    /// Takes this much out of the allowance, or says how long it is until there is enough; then nothing was taken.
    pub(super) fn take(&self, name: N, weight: u32) -> Result<(), Duration> {
        let name = self.room_for(name);
        let Some(weight) = NonZeroU32::new(weight.min(self.most)) else { return Ok(()) };
        match self.each.check_key_n(&name, weight) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_yet)) => Err(not_yet.wait_time_from(DefaultClock::default().now())),
            // The weight is at most the burst, so there is always a time when it fits.
            Err(_) => Err(Duration::from_secs(1)),
        }
    }

    fn room_for(&self, name: N) -> Option<N> {
        if self.each.len() < NAMES_LIMIT {
            return Some(name);
        }
        self.each.retain_recent();
        (self.each.len() < NAMES_LIMIT).then_some(name)
    }
}

/// Who has taken more than its allowance, and until when.
pub(super) struct Debts<N>(HashMap<N, Instant>);

impl<N> Default for Debts<N> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<N: Eq + Hash> Debts<N> {
    /// Until when this name owes; perhaps in the past.
    pub(super) fn until(&self, name: &N) -> Option<Instant> {
        self.0.get(name).copied()
    }

    /// Notes a debt. When there are too many, those that are paid are forgotten; if that is none, the new one is let go.
    pub(super) fn owe(&mut self, name: N, until: Instant, now: Instant) {
        if self.0.len() >= NAMES_LIMIT {
            self.0.retain(|_, until| *until > now);
        }
        if self.0.len() < NAMES_LIMIT {
            self.0.insert(name, until);
        }
    }
}
