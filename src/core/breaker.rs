//! A circuit breaker: whoever failed too often in a row is left alone for a while, then tried by one call, and trusted
//! again when that succeeds.

/// The rule of a breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// So many failures in a row open it.
    pub failures: u32,
    /// How long it stays open, in milliseconds. A probe of which nothing is heard for as long is given up.
    pub cool_down_ms: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { failures: 5, cool_down_ms: 30_000 }
    }
}

/// Where a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Calls pass.
    Closed {
        /// Failures in a row so far.
        failures: u32,
    },
    /// No call passes.
    Open {
        /// Until when, in Unix milliseconds.
        until_ms: u64,
    },
    /// One call passes, the probe; its outcome decides.
    HalfOpen {
        /// Until when its outcome is waited for, in Unix milliseconds.
        until_ms: u64,
    },
}

impl State {
    /// The word for the state everywhere a person or script sees it.
    pub const fn word(self) -> &'static str {
        match self {
            State::Closed { .. } => "closed",
            State::Open { .. } => "open",
            State::HalfOpen { .. } => "half_open",
        }
    }
}

/// What a call needs to pass, and gives back with its outcome. It cannot be copied: each call has one outcome.
#[must_use = "the outcome of the call is to be told"]
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    era: u64,
}

/// No call passes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it failed too often and is left alone for {retry_after_ms} ms")]
pub struct BreakerOpen {
    /// When a call may pass again at the earliest.
    pub retry_after_ms: u64,
}

/// A breaker for one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaker {
    policy: Policy,
    state: State,
    /// Grows with every change of the state, so that the outcome of a call from before does not count after it.
    era: u64,
    opened: u64,
    refused: u64,
}

impl Breaker {
    /// A closed breaker.
    pub const fn new(policy: Policy) -> Self {
        Self { policy, state: State::Closed { failures: 0 }, era: 0, opened: 0, refused: 0 }
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// How often it opened.
    pub const fn opened(&self) -> u64 {
        self.opened
    }

    /// How many calls it refused.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// Asks whether a call may pass. `now_ms` is Unix milliseconds, as everywhere here.
    pub fn permit(&mut self, now_ms: u64) -> Result<Permit, BreakerOpen> {
        match self.state {
            State::Open { until_ms } | State::HalfOpen { until_ms } if now_ms < until_ms => {
                self.refused = self.refused.saturating_add(1);
                return Err(BreakerOpen { retry_after_ms: until_ms - now_ms });
            }
            State::Open { .. } | State::HalfOpen { .. } => {
                self.enter(State::HalfOpen { until_ms: now_ms.saturating_add(self.policy.cool_down_ms) });
            }
            State::Closed { .. } => {}
        }
        Ok(Permit { era: self.era })
    }

    /// The call succeeded: the failures are forgotten, and a probe closes the breaker.
    pub fn succeeded(&mut self, permit: Permit) {
        if permit.era == self.era {
            match self.state {
                State::Closed { .. } => self.state = State::Closed { failures: 0 },
                State::Open { .. } | State::HalfOpen { .. } => self.enter(State::Closed { failures: 0 }),
            }
        }
    }

    /// The call failed: one failure more, or the end of a probe.
    pub fn failed(&mut self, permit: Permit, now_ms: u64) {
        if permit.era != self.era {
            return;
        }
        let failures = match self.state {
            State::Closed { failures } => failures.saturating_add(1),
            State::Open { .. } | State::HalfOpen { .. } => u32::MAX,
        };
        if failures >= self.policy.failures {
            self.opened = self.opened.saturating_add(1);
            self.enter(State::Open { until_ms: now_ms.saturating_add(self.policy.cool_down_ms) });
        } else {
            self.state = State::Closed { failures };
        }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.era = self.era.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: Policy = Policy { failures: 3, cool_down_ms: 100 };

    fn fail(breaker: &mut Breaker, now_ms: u64) {
        let permit = breaker.permit(now_ms).unwrap();
        breaker.failed(permit, now_ms);
    }

    /// A breaker that opened at 0.
    fn open() -> Breaker {
        let mut breaker = Breaker::new(POLICY);
        (0..3).for_each(|_| fail(&mut breaker, 0));
        breaker
    }

    #[test]
    fn it_opens_after_so_many_failures_in_a_row() {
        let mut breaker = Breaker::new(POLICY);
        fail(&mut breaker, 0);
        fail(&mut breaker, 0);
        let permit = breaker.permit(0).unwrap();
        breaker.succeeded(permit);
        fail(&mut breaker, 0);
        fail(&mut breaker, 0);
        assert_eq!(breaker.state().word(), "closed", "a success between them forgets the failures");
        fail(&mut breaker, 0);
        assert_eq!((breaker.state().word(), breaker.opened()), ("open", 1));
    }

    #[test]
    fn while_it_is_open_calls_are_refused_and_told_how_long() {
        let mut breaker = open();
        assert_eq!(breaker.permit(40), Err(BreakerOpen { retry_after_ms: 60 }));
        assert_eq!(breaker.refused(), 1);
    }

    #[test]
    fn after_the_cool_down_one_probe_passes_and_closes_it() {
        let mut breaker = open();
        let probe = breaker.permit(100).unwrap();
        assert_eq!(breaker.state().word(), "half_open");
        assert!(breaker.permit(199).is_err(), "one probe at a time");
        breaker.succeeded(probe);
        assert_eq!(breaker.state(), State::Closed { failures: 0 });
    }

    #[test]
    fn a_probe_that_fails_opens_it_for_another_cool_down() {
        let mut breaker = open();
        fail(&mut breaker, 100);
        assert_eq!((breaker.state(), breaker.opened()), (State::Open { until_ms: 200 }, 2));
    }

    #[test]
    fn a_probe_of_which_nothing_is_heard_makes_room_for_the_next() {
        let mut breaker = open();
        let lost = breaker.permit(100).unwrap();
        let next = breaker.permit(200).unwrap();
        breaker.succeeded(lost);
        assert_eq!(breaker.state().word(), "half_open", "the lost one has no say any more");
        breaker.succeeded(next);
        assert_eq!(breaker.state().word(), "closed");
    }

    #[test]
    fn the_outcome_of_a_call_from_before_it_opened_does_not_count() {
        let mut breaker = Breaker::new(POLICY);
        let (slow, other) = (breaker.permit(0).unwrap(), breaker.permit(0).unwrap());
        (0..3).for_each(|_| fail(&mut breaker, 0));
        breaker.succeeded(slow);
        assert_eq!(breaker.state(), State::Open { until_ms: 100 });
        let _probe = breaker.permit(100).unwrap();
        breaker.failed(other, 100);
        assert_eq!(breaker.state().word(), "half_open");
    }

    proptest! {
        #[test]
        fn whatever_happens_at_most_one_call_passes_while_it_is_not_closed(
            steps in proptest::collection::vec((0..3_u8, 0..60_u64), 0..80),
        ) {
            let (mut breaker, mut now_ms, mut permits) = (Breaker::new(POLICY), 0, Vec::new());
            let mut probes_at = Vec::new();
            for (step, after_ms) in steps {
                now_ms += after_ms;
                let was_closed = breaker.state().word() == "closed";
                match (step, permits.pop()) {
                    (0, Some(permit)) => breaker.succeeded(permit),
                    (1, Some(permit)) => breaker.failed(permit, now_ms),
                    (_, held) => {
                        permits.extend(held);
                        if let Ok(permit) = breaker.permit(now_ms) {
                            permits.push(permit);
                            if !was_closed {
                                probes_at.push(now_ms);
                            }
                        }
                    }
                }
                if breaker.state().word() == "closed" {
                    probes_at.clear();
                }
            }
            prop_assert!(probes_at.windows(2).all(|two| two[1] - two[0] >= POLICY.cool_down_ms));
        }
    }
}
