//! What fails again and again is told now and then and not each time: on a full disk the log would grow fastest of all.

use std::time::{Duration, Instant};

/// How long the same failure is not told again.
const QUIET: Duration = Duration::from_secs(10);

/// How something goes that is done again and again.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    told: Option<Told>,
}

#[derive(Debug)]
struct Told {
    error: String,
    at: Instant,
    untold: u64,
}

impl Trouble {
    /// It failed. If that is to be told, returns how many failures were not since the last one that was. Another error than
    /// the last one is always told.
    pub(super) fn failed(&mut self, error: &impl ToString, now: Instant) -> Option<u64> {
        let error = error.to_string();
        match &mut self.told {
            Some(told) if told.error == error && now.saturating_duration_since(told.at) < QUIET => {
                told.untold += 1;
                None
            }
            told => {
                let before = told.replace(Told { error, at: now, untold: 0 });
                Some(before.map_or(0, |before| before.untold))
            }
        }
    }

    /// It went well. If it had failed before, returns how many failures were not told since the last one that was.
    pub(super) fn worked(&mut self) -> Option<u64> {
        self.told.take().map(|told| told.untold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_failure_is_told_now_and_then_and_says_how_often_it_was_not() {
        let (begun, mut trouble) = (Instant::now(), Trouble::default());
        let mut failed = |error: &str, after: u64| trouble.failed(&error, begun + Duration::from_secs(after));
        assert_eq!(failed("the disk is full", 0), Some(0));
        assert_eq!(failed("the disk is full", 1), None);
        assert_eq!(failed("the disk is full", 9), None);
        assert_eq!(failed("the disk is full", 10), Some(2));
        assert_eq!(failed("the disk is full", 11), None);
        assert_eq!(failed("the index failed", 12), Some(1), "another one is told at once");
    }

    #[test]
    fn that_it_works_is_news_only_after_it_has_failed() {
        let mut trouble = Trouble::default();
        assert_eq!(trouble.worked(), None);
        let now = Instant::now();
        trouble.failed(&"the disk is full", now);
        trouble.failed(&"the disk is full", now);
        assert_eq!(trouble.worked(), Some(1));
        assert_eq!(trouble.worked(), None);
        assert_eq!(trouble.failed(&"the disk is full", now), Some(0), "and then it is told again at once");
    }
}
