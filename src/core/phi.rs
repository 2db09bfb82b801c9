//! Failure detection by suspicion that grows with silence (phi accrual, Hayashibara and others, 2004).
//!
//! The intervals between heartbeats are taken for normally distributed. Phi is `-log10` of the probability that a peer in
//! good health is silent for even longer: at phi 1 the suspicion is wrong one time in ten, at phi 8 one time in a
//! hundred million. The probability is the true tail of the normal distribution; far out, where it is smaller than any
//! float, its logarithm is computed and never the tail itself, so phi goes on rising instead of jumping to infinity.

use std::collections::VecDeque;
use std::f64::consts::{LN_10, PI};

/// How a detector judges. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How many of the last intervals count; at least one does.
    pub window: usize,
    /// What to expect before there are intervals to learn from.
    pub first_interval_ms: u32,
    /// The least deviation to reckon with: a peer as regular as a clock is not suspected for a little delay. At least 1.
    pub least_deviation_ms: u32,
    /// A longer interval counts as one of this length: an outage must not teach that silence is normal.
    pub longest_interval_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window: 100, first_interval_ms: 1_000, least_deviation_ms: 100, longest_interval_ms: 10_000 }
    }
}

/// What is known of the heartbeats of one peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Detector {
    settings: Settings,
    intervals: VecDeque<u32>,
    /// Sums of the intervals and of their squares, as whole numbers: they stay exact however long it runs.
    sum: u64,
    squares: u128,
    last_ms: Option<u64>,
}

impl Detector {
    /// A detector that has heard nothing.
    pub const fn new(settings: Settings) -> Self {
        Self { settings, intervals: VecDeque::new(), sum: 0, squares: 0, last_ms: None }
    }

    /// A heartbeat arrived. A clock that was set back makes for an interval of zero.
    pub fn heartbeat(&mut self, now_ms: u64) {
        match self.last_ms {
            Some(last_ms) => {
                let interval = u32::try_from(now_ms.saturating_sub(last_ms)).unwrap_or(u32::MAX);
                self.learn(interval.min(self.settings.longest_interval_ms));
            }
            // The first: two imagined intervals whose mean is the expected one and whose deviation is a quarter of it.
            None => {
                let first = self.settings.first_interval_ms.min(self.settings.longest_interval_ms);
                self.learn(first - first / 4);
                self.learn(first.saturating_add(first / 4));
            }
        }
        self.last_ms = Some(now_ms);
    }

    fn learn(&mut self, interval: u32) {
        while self.intervals.len() >= self.settings.window.max(1)
            && let Some(oldest) = self.intervals.pop_front()
        {
            self.sum -= u64::from(oldest);
            self.squares -= u128::from(oldest) * u128::from(oldest);
        }
        self.intervals.push_back(interval);
        self.sum += u64::from(interval);
        self.squares += u128::from(interval) * u128::from(interval);
    }

    /// How strongly the peer is suspected; none before its first heartbeat. Never negative, never NaN, and never less
    /// after a longer silence.
    pub fn phi(&self, now_ms: u64) -> Option<f64> {
        let silence = now_ms.saturating_sub(self.last_ms?);
        let (mean, deviation) = self.normal();
        #[expect(
            clippy::cast_precision_loss,
            reason = "a silence of 2^53 milliseconds and more is long enough"
        )]
        let silence = silence as f64;
        Some(-ln_tail((silence - mean) / deviation) / LN_10)
    }

    /// Mean and deviation of the intervals.
    #[expect(clippy::cast_precision_loss, reason = "the exact whole numbers are rounded once, here")]
    fn normal(&self) -> (f64, f64) {
        let count = self.intervals.len().max(1) as f64;
        let mean = self.sum as f64 / count;
        // n * squares - sum^2 is exact and not negative; both fit, since intervals have 32 bits.
        let spread =
            (self.intervals.len() as u128 * self.squares).saturating_sub(u128::from(self.sum).pow(2));
        let deviation = (spread as f64).sqrt() / count;
        (mean, deviation.max(f64::from(self.settings.least_deviation_ms.max(1))))
    }
}

/// From here on the continued fraction is used; below, the series converges fast and cancels little.
const FAR_OUT: f64 = 2.0;

/// The natural logarithm of the probability that a standard normal variable is greater than `z`.
fn ln_tail(z: f64) -> f64 {
    if z < 0.0 {
        // 1 - Q(-z), by the symmetry of the distribution.
        return (-ln_tail(-z).exp()).ln_1p();
    }
    let ln_density = -0.5 * (z * z + (2.0 * PI).ln());
    if z >= FAR_OUT {
        // Q(z) = density / (z + 1/(z + 2/(z + 3/(z + ...)))), from the inside out.
        let fraction = (1..=120).rev().fold(z, |inner, n| z + f64::from(n) / inner);
        return ln_density - fraction.ln();
    }
    // Q(z) = 1/2 - density * (z + z^3/3 + z^5/(3*5) + ...).
    let (mut term, mut series) = (z, z);
    for n in 1..40 {
        term *= z * z / f64::from(2 * n + 1);
        series += term;
    }
    (0.5 - ln_density.exp() * series).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A detector that heard so many beats, one each second, the last at 0 s on its clock plus all of them.
    fn regular(beats: u64) -> (Detector, u64) {
        let mut detector = Detector::new(Settings::default());
        (0..=beats).for_each(|beat| detector.heartbeat(beat * 1_000));
        (detector, beats * 1_000)
    }

    #[test]
    fn the_tail_is_that_of_the_normal_distribution() {
        // Values of Q(z) from tables, to many digits; far out its logarithm.
        for (z, tail) in [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457_05),
            (1.99, 0.023_295_467_750_211_83),
            (2.0, 0.022_750_131_948_179_21),
            (3.0, 1.349_898_031_630_094_6e-3),
            (6.0, 9.865_876_450_376_98e-10),
            (-1.0, 0.841_344_746_068_542_9),
        ] {
            let found = ln_tail(z).exp();
            assert!((found / tail - 1.0).abs() < 1e-11, "Q({z}) = {found}, not {tail}");
        }
        // ln Q(40) by its asymptotic series, whose error is below its last term.
        let (z, square) = (40.0_f64, 1_600.0_f64);
        let series = 1.0 - 1.0 / square + 3.0 / square.powi(2) - 15.0 / square.powi(3);
        let expected = -z * z / 2.0 - (z * (2.0 * PI).sqrt()).ln() + series.ln();
        assert!((ln_tail(z) - expected).abs() < 1e-9, "{} is not {expected}", ln_tail(z));
    }

    #[test]
    fn a_peer_that_was_never_heard_is_not_suspected_but_unknown() {
        assert_eq!(Detector::new(Settings::default()).phi(5_000), None);
    }

    #[test]
    fn after_the_first_heartbeat_the_expected_interval_counts() {
        let (detector, last) = regular(0);
        let phi = |after| detector.phi(last + after).unwrap();
        assert!(phi(1_000) < 0.5, "{}", phi(1_000));
        assert!(phi(5_000) > 8.0, "{}", phi(5_000));
    }

    #[test]
    fn a_peer_in_rhythm_is_not_suspected_and_a_silent_one_soon_is() {
        let (detector, last) = regular(200);
        let phi = |after| detector.phi(last + after).unwrap();
        assert!(phi(1_000) < 0.4, "{}", phi(1_000));
        assert!(phi(2_000) > 8.0, "{}", phi(2_000));
    }

    #[test]
    fn a_perfect_rhythm_leaves_room_for_a_little_delay() {
        let (detector, last) = regular(200);
        assert!(detector.phi(last + 1_100).unwrap() < 1.0, "the deviation has a floor");
    }

    #[test]
    fn a_peer_of_changing_rhythm_is_given_more_time() {
        let mut uneven = Detector::new(Settings::default());
        let mut now_ms = 0;
        for beat in 0..200 {
            now_ms += if beat % 2 == 0 { 200 } else { 1_800 };
            uneven.heartbeat(now_ms);
        }
        let (even, last) = regular(200);
        assert!(uneven.phi(now_ms + 2_000).unwrap() < even.phi(last + 2_000).unwrap() / 4.0);
    }

    #[test]
    fn an_outage_does_not_teach_that_silence_is_normal() {
        let (mut detector, last) = regular(200);
        let back = last + 3_600_000;
        detector.heartbeat(back);
        assert!(detector.phi(back + 10_000).unwrap() > 8.0);
    }

    #[test]
    fn suspicion_rises_where_no_float_can_hold_the_probability() {
        let (detector, last) = regular(200);
        let phi = |after| detector.phi(last + after).unwrap();
        let (long, longer) = (phi(1_000_000), phi(1_000_001));
        assert!(long > 1e6 && longer > long && phi(u64::MAX / 2).is_finite(), "{long} {longer}");
    }

    #[test]
    fn only_the_window_counts() {
        let mut fresh = Detector::new(Settings { window: 3, ..Settings::default() });
        let mut old = fresh.clone();
        (0..50).for_each(|beat| old.heartbeat(beat * 7));
        (0..4).for_each(|beat| old.heartbeat(10_000 + beat * 500));
        (0..4).for_each(|beat| fresh.heartbeat(10_000 + beat * 500));
        assert_eq!(old.phi(12_000), fresh.phi(12_000));
    }

    proptest! {
        #[test]
        fn suspicion_never_falls_with_silence_and_is_always_a_number(
            beats in proptest::collection::vec(prop_oneof![0..3_000_u64, any::<u64>()], 1..40),
            window in 0..20_usize, first_interval_ms in any::<u32>(), least_deviation_ms in any::<u32>(),
            longest_interval_ms in any::<u32>(),
            silences in proptest::collection::vec(prop_oneof![0..20_000_u64, any::<u64>()], 2..20),
        ) {
            let settings = Settings { window, first_interval_ms, least_deviation_ms, longest_interval_ms };
            let mut detector = Detector::new(settings);
            let mut now_ms = 0_u64;
            for beat in beats {
                now_ms = now_ms.saturating_add(beat);
                detector.heartbeat(now_ms);
            }
            let mut silences = silences;
            silences.sort_unstable();
            let mut before = 0.0;
            for silence in silences {
                let phi = detector.phi(now_ms.saturating_add(silence)).unwrap();
                prop_assert!(phi.is_finite() && phi >= before - before * 1e-12, "{} after {}", phi, before);
                before = phi;
            }
        }
    }
}
