//! A token bucket: so many bytes a second in the mean. Who is urgent takes on credit and waits afterwards; everybody else
//! waits until there is no debt, so urgent bytes go first and the mean is kept all the same.

/// What flows into the bucket in so many milliseconds is what may be taken at once after a pause.
const BURST_MS: u64 = 50;

/// A bucket. Its unit is a byte; it keeps thousandths, so that no rate loses by rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Bytes a second; zero is no limit.
    rate: u64,
    /// Thousandths of bytes that may be taken; negative is debt.
    level: i128,
    filled_us: u64,
}

impl Bucket {
    /// A full bucket of so many bytes a second at this moment, in microseconds of a clock that never goes back. A rate of
    /// zero is no limit.
    pub const fn new(rate: u64, now_us: u64) -> Self {
        Self { rate, level: Self::burst(rate), filled_us: now_us }
    }

    const fn burst(rate: u64) -> i128 {
        // At least a packet, or a small rate could never be used.
        let burst = rate as i128 * BURST_MS as i128;
        if burst < 1_500_000 { 1_500_000 } else { burst }
    }

    /// The rate in bytes a second; zero is no limit.
    pub const fn rate(&self) -> u64 {
        self.rate
    }

    /// Goes on at another rate. Debt stays.
    pub fn set_rate(&mut self, rate: u64, now_us: u64) {
        self.fill(now_us);
        self.rate = rate;
        self.level = self.level.min(Self::burst(rate));
    }

    fn fill(&mut self, now_us: u64) {
        let passed = now_us.saturating_sub(self.filled_us);
        // Bytes a second are thousandths of bytes a millisecond.
        self.level += i128::from(self.rate) * i128::from(passed) / 1_000;
        self.level = self.level.min(Self::burst(self.rate));
        self.filled_us = self.filled_us.max(now_us);
    }

    /// Takes bytes if there is no debt, and makes debt if there are not so many. Otherwise nothing is taken, and it says in
    /// how many microseconds to ask again.
    pub fn take(&mut self, bytes: u64, now_us: u64) -> Result<(), u64> {
        if self.rate == 0 {
            return Ok(());
        }
        self.fill(now_us);
        if self.level < 0 {
            return Err(self.debt_us());
        }
        self.level -= i128::from(bytes) * 1_000;
        Ok(())
    }

    /// Takes bytes in any case; says how many microseconds the debt lasts.
    pub fn take_on_credit(&mut self, bytes: u64, now_us: u64) -> u64 {
        if self.rate == 0 {
            return 0;
        }
        self.fill(now_us);
        self.level -= i128::from(bytes) * 1_000;
        self.debt_us()
    }

    fn debt_us(&self) -> u64 {
        if self.level >= 0 {
            return 0;
        }
        let debt = self.level.unsigned_abs() * 1_000;
        u64::try_from(debt.div_ceil(u128::from(self.rate.max(1)))).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// How many bytes go through in ten seconds, in parts of this size, by somebody who asks again when told to.
    fn through(rate: u64, part: u64) -> u64 {
        let (mut bucket, mut now, mut sent) = (Bucket::new(rate, 0), 0, 0);
        while now < 10_000_000 {
            match bucket.take(part, now) {
                Ok(()) => sent += part,
                Err(wait) => now += wait,
            }
        }
        sent
    }

    #[test]
    fn urgent_bytes_go_first_and_the_others_pay_for_them() {
        let mut bucket = Bucket::new(1_000_000, 0);
        assert_eq!(bucket.take(50_000, 0), Ok(()));
        assert_eq!(bucket.take(1, 0), Ok(()), "exactly empty is no debt");
        assert_eq!(bucket.take_on_credit(100_000, 0), 100_001, "a tenth of a second of debt");
        assert_eq!(bucket.take(1, 50_000), Err(50_001));
        assert_eq!(bucket.take(1, 100_001), Ok(()));
    }

    #[test]
    fn without_a_rate_nobody_waits() {
        let mut bucket = Bucket::new(0, 0);
        assert_eq!((bucket.take(u64::MAX, 0), bucket.take_on_credit(u64::MAX, 0)), (Ok(()), 0));
    }

    #[test]
    fn another_rate_holds_at_once() {
        let mut bucket = Bucket::new(1_000, 0);
        bucket.take_on_credit(10_000, 0);
        bucket.set_rate(1_000_000, 0);
        let wait = bucket.take(1, 0).unwrap_err();
        assert!(wait < 10_000, "{wait}");
    }

    proptest! {
        #[test]
        fn the_mean_is_kept_within_a_few_percent_whatever_is_sent(
            rate in 10_000_u64..100_000_000, part in 100_u64..65_536,
        ) {
            let (sent, allowed) = (through(rate, part), rate * 10);
            let slack = rate / 10 + 2 * part + 1_500;
            prop_assert!(sent >= allowed - slack.min(allowed) && sent <= allowed + slack, "{sent} of {allowed}");
        }
    }
}
