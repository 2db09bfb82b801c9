//! How soon a session with a peer may follow another one.
//!
//! While somebody writes all the time, two nodes are never equal: something is always on its way live. A session finds just
//! that, and what it brings has to be found by sessions everywhere else, since only what came live is passed on live. Were
//! each session followed by another at once, nodes would soon do nothing else. So they are held a few times in a row and then
//! at leisure. One that had to leave something is followed at once, for that is catching up.

use std::time::{Duration, Instant};

use cyberfly_core::session::Reason;

use super::session::Done;

/// How far apart sessions are in the mean.
const APART: Duration = Duration::from_secs(2);
/// After a pause, so many may follow each other at once.
const IN_A_ROW: u32 = 4;

/// When the next session may begin.
#[derive(Debug, Default)]
pub(super) struct Leisure {
    /// Until then the sessions so far would have lasted, had each taken its share of time.
    owed: Option<Instant>,
}

impl Leisure {
    /// A session that nobody ordered is over now; when the next one may begin, if nobody orders it.
    pub(super) fn after(&mut self, ended: &Result<Done, Reason>, now: Instant) -> Instant {
        if ended.as_ref().is_ok_and(|done| done.cut_short) {
            return now;
        }
        let owed = self.owed.map_or(now, |owed| owed.max(now)) + APART;
        self.owed = Some(owed);
        owed.checked_sub(APART * IN_A_ROW).map_or(now, |next| next.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Result<Done, Reason> {
        Ok(Done { differed: 1, received: 1_000, ..Done::default() })
    }

    /// How long each of so many sessions, which take no time, is put off after the one before it.
    fn put_off(
        leisure: &mut Leisure,
        ended: &Result<Done, Reason>,
        now: &mut Instant,
        count: usize,
    ) -> Vec<u64> {
        let mut waits = Vec::new();
        for _ in 0..count {
            let next = leisure.after(ended, *now);
            waits.push((next - *now).as_secs());
            *now = next;
        }
        waits
    }

    #[test]
    fn sessions_follow_each_other_a_few_times_and_then_at_leisure() {
        let (mut leisure, mut now) = (Leisure::default(), Instant::now());
        assert_eq!(put_off(&mut leisure, &complete(), &mut now, 7), [0, 0, 0, 0, 2, 2, 2]);
        now += APART * IN_A_ROW;
        assert_eq!(
            put_off(&mut leisure, &complete(), &mut now, 6),
            [0, 0, 0, 0, 2, 2],
            "a pause is a new beginning"
        );
    }

    #[test]
    fn those_that_fail_do_too() {
        let failed = Err(super::super::exchange::lost("the peer is gone"));
        let (mut leisure, mut now) = (Leisure::default(), Instant::now());
        assert_eq!(put_off(&mut leisure, &failed, &mut now, 6), [0, 0, 0, 0, 2, 2]);
    }

    #[test]
    fn catching_up_goes_on_at_once_however_long_it_takes() {
        let (mut leisure, mut now) = (Leisure::default(), Instant::now());
        put_off(&mut leisure, &complete(), &mut now, 9);
        let left = Ok(Done { cut_short: true, ..Done::default() });
        assert_eq!(put_off(&mut leisure, &left, &mut now, 100), [0; 100]);
    }
}
