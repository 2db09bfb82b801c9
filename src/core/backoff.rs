//! How long to wait before the next try: twice as long after each failure, up to a limit, and by chance anything below
//! that ("full jitter"), so that many who lost the same peer do not all come back at once.

/// The rule, all times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The longest wait after the first failure.
    pub base_ms: u64,
    /// The longest wait ever.
    pub cap_ms: u64,
    /// How long a connection has to last to be taken for a good one. One that ends earlier is a failure like any
    /// other: a peer that accepts and hangs up is not called in a tight loop.
    pub steady_ms: u64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { base_ms: 500, cap_ms: 60_000, steady_ms: 10_000 }
    }
}

/// The failures in a row so far, and what follows from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    schedule: Schedule,
    failures: u32,
}

impl Backoff {
    /// No failure so far.
    pub const fn new(schedule: Schedule) -> Self {
        Self { schedule, failures: 0 }
    }

    /// How many failures there were in a row.
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// The longest wait that the next failure can bring.
    pub fn ceiling_ms(&self) -> u64 {
        // Where the shift would lose bits, the product lies beyond any limit.
        let doubled =
            1_u64.checked_shl(self.failures).map_or(u64::MAX, |by| self.schedule.base_ms.saturating_mul(by));
        doubled.min(self.schedule.cap_ms)
    }

    /// A try failed: how long to wait before the next. `random` is to be spread evenly over all numbers.
    pub fn failed(&mut self, random: u64) -> u64 {
        let choices = u128::from(self.ceiling_ms()) + 1;
        self.failures = self.failures.saturating_add(1);
        // The upper half of the product: evenly spread over 0..choices, without the bias of a remainder.
        u64::try_from((u128::from(random) * choices) >> 64).unwrap_or(u64::MAX)
    }

    /// A connection ended that had lasted so long. If it was a good one the failures before it are forgotten.
    pub fn lasted(&mut self, connected_ms: u64) {
        if connected_ms >= self.schedule.steady_ms {
            self.failures = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCHEDULE: Schedule = Schedule { base_ms: 100, cap_ms: 1_000, steady_ms: 5_000 };

    #[test]
    fn the_ceiling_doubles_with_each_failure_up_to_the_cap() {
        let mut backoff = Backoff::new(SCHEDULE);
        let ceilings = [0; 6].map(|random| {
            let ceiling = backoff.ceiling_ms();
            backoff.failed(random);
            ceiling
        });
        assert_eq!(ceilings, [100, 200, 400, 800, 1_000, 1_000]);
    }

    #[test]
    fn the_wait_goes_from_nothing_to_the_ceiling() {
        let wait = |random| Backoff::new(SCHEDULE).failed(random);
        assert_eq!([wait(0), wait(u64::MAX / 2), wait(u64::MAX)], [0, 50, 100]);
    }

    #[test]
    fn only_a_connection_that_lasted_forgets_the_failures() {
        let mut backoff = Backoff::new(SCHEDULE);
        backoff.failed(0);
        backoff.failed(0);
        backoff.lasted(4_999);
        assert_eq!(backoff.failures(), 2);
        backoff.lasted(5_000);
        assert_eq!(backoff, Backoff::new(SCHEDULE));
    }

    proptest! {
        #[test]
        fn no_wait_is_beyond_the_cap_however_often_it_failed(
            base_ms in any::<u64>(), cap_ms in any::<u64>(), failures in any::<u32>(), random in any::<u64>(),
        ) {
            let mut backoff = Backoff { schedule: Schedule { base_ms, cap_ms, steady_ms: 0 }, failures };
            let ceiling = backoff.ceiling_ms();
            prop_assert!(backoff.failed(random) <= ceiling && ceiling <= cap_ms);
            prop_assert!(backoff.ceiling_ms() >= ceiling, "the ceiling never falls");
        }
    }
}
