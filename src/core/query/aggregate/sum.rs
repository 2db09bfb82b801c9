//! A sum that neither order nor magnitude ruins.

/// Values from here on are summed apart and scaled down, so that no intermediate result overflows.
const HUGE: f64 = f64::from_bits((1023 + 940) << 52);
/// 2^-80: more than 2^64 values of the greatest magnitude, scaled by this, still fit.
const DOWN: f64 = f64::from_bits((1023 - 80) << 52);
/// 2^80, which undoes it.
const UP: f64 = f64::from_bits((1023 + 80) << 52);

/// A running sum of values that are not NaN.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    /// Of the values below [`HUGE`].
    ordinary: Compensated,
    /// Of the others, each times [`DOWN`]; a power of two changes no digit.
    huge: Compensated,
    plus_infinity: bool,
    minus_infinity: bool,
}

impl Sum {
    pub(super) fn add(&mut self, value: f64) {
        if value == f64::INFINITY {
            self.plus_infinity = true;
        } else if value == f64::NEG_INFINITY {
            self.minus_infinity = true;
        } else if value.abs() >= HUGE {
            self.huge.add(value * DOWN);
        } else {
            self.ordinary.add(value);
        }
    }

    /// The sum; `None` if both infinities are in it.
    pub(super) fn total(&self) -> Option<f64> {
        self.divided_by(1.0)
    }

    /// The sum over `count`, which is finite wherever it fits, even if the sum itself does not.
    pub(super) fn divided_by(&self, count: f64) -> Option<f64> {
        match (self.plus_infinity, self.minus_infinity) {
            (true, true) => return None,
            (true, false) => return Some(f64::INFINITY),
            (false, true) => return Some(f64::NEG_INFINITY),
            (false, false) => {}
        }
        let huge = self.huge.total();
        if huge == 0.0 {
            return Some(self.ordinary.total() / count);
        }
        let mut scaled = self.huge.clone();
        scaled.add(self.ordinary.value * DOWN);
        scaled.add(self.ordinary.lost * DOWN);
        Some(scaled.total() / count * UP)
    }
}

/// Neumaier's summation: what rounding drops from the sum is kept beside it.
#[derive(Debug, Clone, Default)]
struct Compensated {
    value: f64,
    lost: f64,
}

impl Compensated {
    fn add(&mut self, value: f64) {
        let sum = self.value + value;
        self.lost += if self.value.abs() >= value.abs() {
            (self.value - sum) + value
        } else {
            (value - sum) + self.value
        };
        self.value = sum;
    }

    fn total(&self) -> f64 {
        self.value + self.lost
    }
}
