//! How long things took, counted finely enough to read quantiles of any stretch of time off it.
//!
//! The histograms of Prometheus have few buckets, since each is a series that somebody stores. These have eight for each
//! doubling and are never sent; whoever has two readings has what happened between them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cyberfly_protocol::Quantiles;

/// Buckets for each doubling: what is read off is an eighth above the truth at most.
const STEPS: u32 = 8;
/// The longest time that is told from longer ones: 2^27 microseconds, two minutes.
const LONGEST: u64 = (1 << 27) - 1;
const BUCKETS: usize = 200;

/// How long something took, each time.
#[derive(Debug)]
pub(crate) struct Latency([AtomicU64; BUCKETS]);

/// All counts at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading([u64; BUCKETS]);

impl Default for Latency {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

/// The bucket of a time in microseconds.
fn bucket(micros: u64) -> usize {
    let micros = micros.min(LONGEST);
    let doubling = micros.max(1).ilog2();
    let bucket = match doubling {
        0..3 => micros,
        _ => u64::from((doubling - 2) * STEPS) + (micros >> (doubling - 3)) % u64::from(STEPS),
    };
    usize::try_from(bucket).unwrap_or(BUCKETS - 1)
}

/// The longest time of a bucket, in microseconds.
fn longest(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    let (doubling, step) = (bucket / u64::from(STEPS), bucket % u64::from(STEPS));
    match doubling {
        0 => step,
        _ => ((u64::from(STEPS) + step + 1) << (doubling - 1)) - 1,
    }
}

impl Latency {
    /// It took this long.
    pub(crate) fn took(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        if let Some(count) = self.0.get(bucket(micros)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All counts as of now.
    pub(crate) fn read(&self) -> Reading {
        Reading(std::array::from_fn(|bucket| self.0[bucket].load(Ordering::Relaxed)))
    }
}

impl Reading {
    /// The quantiles of what happened between an earlier reading and this one; none if nothing did.
    pub(crate) fn since(&self, before: &Self) -> Option<Quantiles> {
        let counts: [u64; BUCKETS] =
            std::array::from_fn(|bucket| self.0[bucket].saturating_sub(before.0[bucket]));
        let count: u64 = counts.iter().sum();
        let last = counts.iter().rposition(|count| *count > 0)?;
        let quantile = |percent: u64| {
            let (wanted, mut seen) = ((count * percent).div_ceil(100).max(1), 0);
            let found = counts.iter().position(|count| {
                seen += count;
                seen >= wanted
            });
            seconds(longest(found.unwrap_or(last)))
        };
        let (p50, p90, p99) = (quantile(50), quantile(90), quantile(99));
        Some(Quantiles { count, p50, p90, p99, max: seconds(longest(last)) })
    }
}

fn seconds(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_one_bucket_and_no_bucket_is_wider_than_an_eighth() {
        let mut last = 0;
        for micros in (0..5000).chain((13..27).flat_map(|power| [(1 << power) - 1, 1 << power])) {
            let found = bucket(micros);
            assert!(found >= last, "{micros}");
            let above = longest(found);
            assert!(above >= micros && (above - micros) * 8 <= micros.max(8), "{micros} in {above}");
            last = found;
        }
        assert_eq!(bucket(LONGEST), BUCKETS - 1);
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn quantiles_are_those_of_the_time_between_two_readings() {
        let latency = Latency::default();
        latency.took(Duration::from_secs(60));
        let before = latency.read();
        assert_eq!(before.since(&before), None);
        for millis in 1..=100 {
            latency.took(Duration::from_millis(millis));
        }
        let found = latency.read().since(&before).unwrap();
        assert_eq!(found.count, 100);
        for (found, truth) in [(found.p50, 0.05), (found.p90, 0.09), (found.p99, 0.099), (found.max, 0.1)] {
            assert!(found >= truth && found <= truth * 1.126, "{found} for {truth}");
        }
    }
}
