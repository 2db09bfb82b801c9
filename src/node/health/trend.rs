//! What only shows over time: how fast the disk fills, and whether the system's clock was set.

use std::collections::VecDeque;
use std::time::Duration;

/// How far back is looked.
const WINDOW: Duration = Duration::from_secs(60 * 60);
/// How far apart the remembered samples of free space are at least.
const SPACING: Duration = Duration::from_secs(30);
/// From how long a time a trend is read at least.
const SHORTEST: Duration = Duration::from_secs(5 * 60);
/// How many steps of the clock are remembered at most; the oldest goes first.
const STEPS_LIMIT: usize = 64;
/// Less than this is no step: two clocks are never read at exactly the same time.
const STEP_MS: u64 = 500;

/// What was seen at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The moment, by a clock that is never set.
    pub at: Duration,
    /// The same by the system's clock, in Unix milliseconds.
    pub wall_ms: u64,
    /// How many bytes were free on the disk.
    pub free: Option<u64>,
}

/// What was seen within the last hour.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    last: Option<Sample>,
    free: VecDeque<(Duration, u64)>,
    steps: VecDeque<(Duration, i64)>,
}

impl Trend {
    /// Takes in what is seen now.
    pub fn observe(&mut self, now: Sample) {
        let is_old = |at: Duration| now.at.saturating_sub(at) > WINDOW;
        while self.free.front().is_some_and(|(at, _)| is_old(*at)) {
            self.free.pop_front();
        }
        while self.steps.front().is_some_and(|(at, _)| is_old(*at)) || self.steps.len() > STEPS_LIMIT {
            self.steps.pop_front();
        }
        if let Some(last) = self.last {
            let passed = u64::try_from(now.at.saturating_sub(last.at).as_millis()).unwrap_or(u64::MAX);
            let expected = last.wall_ms.saturating_add(passed);
            let ahead = i64::try_from(now.wall_ms.saturating_sub(expected)).unwrap_or(i64::MAX);
            let behind = i64::try_from(expected.saturating_sub(now.wall_ms)).unwrap_or(i64::MAX);
            if now.wall_ms.abs_diff(expected) >= STEP_MS {
                self.steps.push_back((now.at, ahead - behind));
            }
        }
        self.last = Some(now);
        let is_due = self.free.back().is_none_or(|(at, _)| now.at.saturating_sub(*at) >= SPACING);
        if let Some(free) = now.free
            && is_due
        {
            self.free.push_back((now.at, free));
        }
    }

    /// When nothing but the floor is free if writing goes on as within the last hour; none if the disk does not fill or it
    /// is too early to tell.
    pub fn time_to_full(&self, floor: u64) -> Option<Duration> {
        let ((from, had), (to, has)) = (*self.free.front()?, *self.free.back()?);
        let passed = to.saturating_sub(from);
        let taken = had.checked_sub(has).filter(|taken| *taken > 0 && passed >= SHORTEST)?;
        let left = u128::from(has.saturating_sub(floor)) * passed.as_millis() / u128::from(taken);
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX)))
    }

    /// By how many milliseconds the clock was set within the last hour, where it was set furthest; zero if it was not.
    pub fn clock_step_ms(&self) -> i64 {
        let steps = self.steps.iter().map(|(_, step)| *step);
        steps.max_by_key(|step| step.unsigned_abs()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(at_s: u64, wall_ms: u64, free: u64) -> Sample {
        Sample { at: Duration::from_secs(at_s), wall_ms, free: Some(free) }
    }

    #[test]
    fn a_disk_that_fills_evenly_is_full_when_the_line_says() {
        let mut trend = Trend::default();
        for minute in 0..=10 {
            trend.observe(sample(60 * minute, 60_000 * minute, 10_000 - 100 * minute));
        }
        assert_eq!(trend.time_to_full(1_000), Some(Duration::from_secs(80 * 60)));
        assert_eq!(trend.time_to_full(9_500), Some(Duration::ZERO));
    }

    #[test]
    fn no_trend_is_read_from_a_short_time_or_from_a_disk_that_empties() {
        let mut trend = Trend::default();
        trend.observe(sample(0, 0, 1_000));
        trend.observe(sample(299, 299_000, 1));
        assert_eq!(trend.time_to_full(0), None);
        let mut trend = Trend::default();
        trend.observe(sample(0, 0, 1_000));
        trend.observe(sample(600, 600_000, 2_000));
        assert_eq!(trend.time_to_full(0), None);
    }

    #[test]
    fn a_clock_that_is_set_is_told_for_an_hour() {
        let mut trend = Trend::default();
        trend.observe(sample(0, 1_000_000, 1));
        trend.observe(sample(5, 1_005_400, 1));
        assert_eq!(trend.clock_step_ms(), 0, "two clocks are never read at the same time");
        trend.observe(sample(10, 1_000_000, 1));
        assert_eq!(trend.clock_step_ms(), -10_400);
        trend.observe(sample(15, 1_006_000, 1));
        assert_eq!(trend.clock_step_ms(), -10_400, "the furthest one");
        trend.observe(sample(3_600, 1_000_000 + 3_591_000, 1));
        assert_eq!(trend.clock_step_ms(), -10_400);
        trend.observe(sample(3_700, 1_000_000 + 3_691_000, 1));
        assert_eq!(trend.clock_step_ms(), 0);
    }

    #[test]
    fn a_trend_never_remembers_more_than_its_limits() {
        let mut trend = Trend::default();
        for second in 0..100_000 {
            trend.observe(sample(second, second % 7 * 10_000, 1));
        }
        assert!(trend.free.len() <= 122 && trend.steps.len() <= STEPS_LIMIT + 1);
    }
}
