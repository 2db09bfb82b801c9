//! Who fetches what of one database from several peers at once, so that nothing is fetched twice.
//!
//! Two sessions cannot tell each other which operations they asked for: each knows them by tags of its own until they come.
//! But both find them in the same order and ask for them in that order, so whatever one has asked for and awaits are the
//! first that the other lacks too. The other passes over as many and asks for those behind them. Where nothing is behind
//! them it waits, and asks after all if what it waits for does not come.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::reconcile::SessionKey;
use cyberfly_core::{DbName, OpId};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::needs::Needs;

/// So long may nothing come while a session waits for what others asked for.
const QUIET: Duration = Duration::from_secs(2);
/// So long it waits in all: the others are slow.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the sessions of this node lack at the moment, by database.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<BTreeMap<DbName, Vec<Shared>>>);

/// What a session lacks, seen by all that fetch of the same database.
#[derive(Clone, Debug)]
struct Shared {
    needs: Arc<Mutex<Needs>>,
    /// Told when others have changed something of it.
    session: Arc<Notify>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Needs> {
        self.needs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claims {
    fn by_db(&self) -> MutexGuard<'_, BTreeMap<DbName, Vec<Shared>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one session lacks of one database, from before it looks what that is until it has it. Dropped, what it awaited is
/// free.
pub(super) struct Claim {
    claims: Arc<Claims>,
    db: DbName,
    mine: Shared,
    wait: Wait,
}

impl Claim {
    /// Nothing is known to be lacking yet. `session` is told when others have brought something, or ended.
    pub(super) fn new(claims: &Arc<Claims>, db: &DbName, key: SessionKey, session: &Arc<Notify>) -> Self {
        let mine = Shared { needs: Arc::new(Mutex::new(Needs::new(key))), session: Arc::clone(session) };
        claims.by_db().entry(db.clone()).or_default().push(mine.clone());
        Self { claims: Arc::clone(claims), db: db.clone(), mine, wait: Wait::default() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Needs> {
        self.mine.lock()
    }

    /// Whether it waits for what others have asked for, and is to look again though nothing came.
    pub(super) const fn is_waiting(&self) -> bool {
        self.wait.is_on()
    }

    /// The next ones to ask for, at most so many, as ranges of numbers.
    pub(super) fn ask(&mut self, limit: usize) -> Vec<(u32, u32)> {
        // Held to the end, so that of two who ask at once the second sees what the first has asked for.
        let by_db = self.claims.by_db();
        let all = by_db.get(&self.db).into_iter().flatten();
        let others = all.filter(|other| !Arc::ptr_eq(&other.needs, &self.mine.needs));
        let awaited = others.map(|other| other.lock().awaited()).sum();
        let mut needs = self.mine.lock();
        let ranges = needs.ask(limit, if self.wait.is_over { 0 } else { awaited });
        let is_waiting = ranges.is_empty() && needs.has_open() && needs.outstanding() == 0;
        self.wait.look(is_waiting.then(|| needs.open()), Instant::now());
        ranges
    }

    /// A batch of so many that came has been dealt with, and these of it are here now: nobody need ask for them any more.
    pub(super) fn dealt_with<'a>(&self, count: usize, here: impl Iterator<Item = &'a OpId> + Clone) {
        let by_db = self.claims.by_db();
        self.lock().dealt_with(count);
        for shared in by_db.get(&self.db).into_iter().flatten() {
            let mut needs = shared.lock();
            for id in here.clone() {
                needs.strike(id);
            }
            drop(needs);
            shared.session.notify_one();
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut by_db = self.claims.by_db();
        if let Some(all) = by_db.get_mut(&self.db) {
            all.retain(|other| !Arc::ptr_eq(&other.needs, &self.mine.needs));
            all.iter().for_each(|other| other.session.notify_one());
            if all.is_empty() {
                by_db.remove(&self.db);
            }
        }
    }
}

/// How a session waits in one database for what others have asked for.
#[derive(Debug, Default)]
struct Wait {
    /// Since when, how many were open when it was looked at last, and since when they are as many.
    waiting: Option<(Instant, usize, Instant)>,
    is_over: bool,
}

impl Wait {
    const fn is_on(&self) -> bool {
        self.waiting.is_some()
    }

    /// How many are open, if the session has nothing to do but to wait for them.
    fn look(&mut self, open: Option<usize>, now: Instant) {
        self.waiting = match (open, self.waiting) {
            (None, _) => None,
            (Some(open), None) => Some((now, open, now)),
            (Some(open), Some((since, before, quiet))) => {
                let quiet = if open == before { quiet } else { now };
                self.is_over |= now >= quiet + QUIET || now >= since + PATIENCE;
                Some((since, open, quiet))
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_asks_in_the_end_when_nothing_comes_or_it_comes_too_slowly() {
        let begin = Instant::now();
        let after = |wait: &mut Wait, open, seconds: f64| {
            wait.look(Some(open), begin + Duration::from_secs_f64(seconds));
            wait.is_over
        };
        let mut quiet = Wait::default();
        assert!(!after(&mut quiet, 9, 0.0) && !after(&mut quiet, 8, 1.9) && !after(&mut quiet, 8, 3.8));
        assert!(after(&mut quiet, 8, 3.9));
        let mut slow = Wait::default();
        assert!((0..20).all(|step| !after(&mut slow, 99 - step, step as f64 / 2.0)));
        assert!(after(&mut slow, 9, 10.0));
        let mut goes_on = Wait::default();
        assert!(!after(&mut goes_on, 9, 0.0));
        goes_on.look(None, begin);
        assert!(!goes_on.is_on() && !after(&mut goes_on, 9, 5.0) && goes_on.is_on());
    }
}
