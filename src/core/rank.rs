//! Whom to connect to first: who could be reached before, and is near.

use std::time::Duration;

/// How long a try in vain costs: what a connection may take to be made.
const IN_VAIN_US: f64 = 5_000_000.0;
/// What is taken for the round trip of a peer of which nothing is known.
const UNKNOWN_RTT_US: f64 = 100_000.0;
/// How much of an average the newest value is.
const WEIGHT: f64 = 0.25;
/// The least part of tries that is taken to succeed, so that nobody is beyond hope.
const LEAST: f64 = 0.02;

/// What is known of how well a peer can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    rtt_us: Option<f64>,
    /// The part of the tries that succeeded, the latest counting most; none before the first.
    reached: Option<f64>,
}

impl Quality {
    /// A try to connect succeeded.
    pub fn succeeded(&mut self) {
        self.tried(1.0);
    }

    /// A try to connect was in vain.
    pub fn failed(&mut self) {
        self.tried(0.0);
    }

    fn tried(&mut self, outcome: f64) {
        self.reached = Some(self.reached.map_or(outcome, |before| before + WEIGHT * (outcome - before)));
    }

    /// A round trip took so long.
    pub fn measured(&mut self, rtt: Duration) {
        let rtt = rtt.as_secs_f64() * 1e6;
        self.rtt_us = Some(self.rtt_us.map_or(rtt, |before| before + WEIGHT * (rtt - before)));
    }

    /// How long a round trip takes in the mean, as far as one was measured.
    pub fn rtt(&self) -> Option<Duration> {
        self.rtt_us.map(|us| Duration::from_secs_f64(us / 1e6))
    }

    /// The part of the tries to connect that succeeded, the latest counting most; none before the first.
    pub const fn reached(&self) -> Option<f64> {
        self.reached
    }

    /// What a connection costs, in microseconds: a round trip for each try that is needed, and the time of those in vain.
    /// Of whom nothing is known lies between whom could be reached and whom could not.
    fn cost(&self) -> f64 {
        let reached = self.reached.unwrap_or(0.5).clamp(LEAST, 1.0);
        let rtt = self.rtt_us.unwrap_or(UNKNOWN_RTT_US);
        (rtt + IN_VAIN_US * (1.0 - reached)) / reached
    }

    /// The place of a peer among those to connect to: whom a person wants comes first.
    pub fn rank(&self, is_wanted: bool) -> Rank {
        // A cost is positive and below a minute times fifty.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it fits by far")]
        let cost_us = self.cost() as u64;
        Rank { is_hearsay: !is_wanted, cost_us }
    }
}

/// The place of a peer among others: the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    is_hearsay: bool,
    cost_us: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rtt_ms: u64) -> Quality {
        let mut quality = Quality::default();
        quality.succeeded();
        quality.measured(Duration::from_millis(rtt_ms));
        quality
    }

    #[test]
    fn the_near_come_before_the_far_then_the_unknown_then_those_in_vain() {
        let mut lost = at(1);
        (0..10).for_each(|_| lost.failed());
        let ranks = [at(1), at(20), at(300), Quality::default(), lost].map(|quality| quality.rank(false));
        assert!(ranks.is_sorted() && ranks.iter().collect::<std::collections::BTreeSet<_>>().len() == 5);
        assert!(lost.rank(true) < at(1).rank(false), "whom a person wants comes first");
    }

    #[test]
    fn one_failure_is_no_verdict_and_one_success_no_absolution() {
        let mut once = at(10);
        once.failed();
        assert!(once.rank(false) < Quality::default().rank(false));
        let mut never = Quality::default();
        (0..10).for_each(|_| never.failed());
        let before = never.rank(false);
        never.succeeded();
        assert!(never.rank(false) < before && Quality::default().rank(false) < never.rank(false));
        (0..10).for_each(|_| never.succeeded());
        assert!(never.rank(false) < Quality::default().rank(false));
        assert!(never.reached().unwrap() > 0.9 && never.rtt().is_none());
    }

    #[test]
    fn a_round_trip_is_a_mean_that_follows() {
        let mut quality = at(10);
        (0..20).for_each(|_| quality.measured(Duration::from_millis(50)));
        let rtt = quality.rtt().unwrap();
        assert!(rtt > Duration::from_millis(48) && rtt <= Duration::from_millis(50), "{rtt:?}");
    }
}
