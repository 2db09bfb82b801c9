//! When something is to be done again and again: by a cron expression or at intervals. Pure: the time is an argument.
//!
//! Times are Unix milliseconds and days are those of UTC. So there is no hour that a change of the clocks leaves out or
//! brings twice, and the same text means the same moments on every machine.

mod cron;

use std::fmt;
use std::time::Duration;

pub use cron::{Cron, NotCron};

/// The shortest interval.
pub const SHORTEST: Duration = Duration::from_secs(1);

/// When something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// So long after it was done last; not less than [`SHORTEST`].
    Every(Duration),
    /// Whenever the expression says.
    Cron(Cron),
}

/// What a schedule says at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is time. However many times went by meanwhile, this is once.
    Now,
    /// It is time at this moment.
    At(u64),
}

impl Schedule {
    /// The first moment behind this one that the schedule names.
    pub fn next_after(&self, ms: u64) -> u64 {
        match self {
            Schedule::Every(interval) => ms.saturating_add(whole_ms((*interval).max(SHORTEST))),
            Schedule::Cron(cron) => cron.next_after(ms),
        }
    }

    /// Whether it is time, given the moment at which it was done last, or at which the schedule began. `delay` says for a
    /// moment that the schedule names how much later it is done.
    ///
    /// A moment in the future, which a clock that was set back leaves behind, counts as now: whoever keeps it must keep
    /// now in its place, or it would never be time.
    pub fn due(&self, last: u64, now: u64, delay: impl FnOnce(u64) -> u64) -> Due {
        let at = self.next_after(last.min(now));
        let at = at.saturating_add(delay(at));
        if at <= now { Due::Now } else { Due::At(at) }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Every(interval) => write!(f, "every {interval:?}"),
            Schedule::Cron(cron) => write!(f, "{cron}"),
        }
    }
}

/// How much later than a moment something is done, up to `most`: another time for every moment and everyone who does it,
/// so that not all begin at once, and the same whenever it is asked for.
pub fn jitter(who: &[u8], at: u64, most: Duration) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&at.to_be_bytes()).update(who);
    let mut drawn = [0; 8];
    hasher.finalize_xof().fill(&mut drawn);
    // A remainder of 64 bits by a span of days is as even as anybody can tell.
    u64::from_be_bytes(drawn) % whole_ms(most).saturating_add(1)
}

fn whole_ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
