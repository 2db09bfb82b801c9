//! How many announced differences are taken into memory: in one session, and in all of a node together. A peer can announce
//! what there is not, so this is a budget for strangers and friends alike.

use std::sync::{Arc, Mutex, PoisonError};

/// How many all sessions of a node take together.
const TOGETHER: u64 = 1_000_000;
/// How many one session takes.
const SESSION: u64 = 200_000;
/// So many a database may always have, so that everything goes on, if slowly.
pub(super) const LEAST: u64 = 4_096;

/// What is left to be given, to the sessions of a node or to the databases of a session.
#[derive(Debug)]
pub(super) struct Pool {
    left: Mutex<u64>,
    above: Option<Arc<Pool>>,
}

impl Default for Pool {
    fn default() -> Self {
        Self { left: Mutex::new(TOGETHER), above: None }
    }
}

impl Pool {
    /// The pool of one session, out of that of the node.
    pub(super) fn of_session(node: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self { left: Mutex::new(SESSION), above: Some(Arc::clone(node)) })
    }

    /// Room for so many differences of a database, or for as many as are left, but never for fewer than [`LEAST`].
    pub(super) fn take(self: &Arc<Self>, wanted: u64) -> Allowance {
        let room = self.room().min(wanted);
        let taken = if room > LEAST { self.lower(room) } else { 0 };
        Allowance { pool: Arc::clone(self), taken }
    }

    fn room(&self) -> u64 {
        let left = *self.left.lock().unwrap_or_else(PoisonError::into_inner);
        self.above.as_ref().map_or(left, |above| above.room().min(left))
    }

    /// Takes as many as there are of these; all of what was taken in each pool is the same.
    fn lower(&self, count: u64) -> u64 {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let count = count.min(*left);
        let count = self.above.as_ref().map_or(count, |above| above.lower(count));
        *left -= count;
        count
    }

    fn give_back(&self, count: u64) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) += count;
        if let Some(above) = &self.above {
            above.give_back(count);
        }
    }
}

/// Room for some differences. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Allowance {
    pool: Arc<Pool>,
    taken: u64,
}

impl Allowance {
    /// For how many.
    pub(super) fn differences(&self) -> u64 {
        self.taken.max(LEAST)
    }
}

impl Drop for Allowance {
    fn drop(&mut self) {
        self.pool.give_back(self.taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_session_takes_a_part_and_all_together_no_more_than_there_is() {
        let node = Arc::default();
        let mut taken = Vec::new();
        for _ in 0..8 {
            let session = Pool::of_session(&node);
            let of_three: Vec<_> = (0..3).map(|_| session.take(100_000)).collect();
            taken.extend(of_three);
        }
        let of: Vec<u64> = taken.iter().map(Allowance::differences).collect();
        assert_eq!(of[..3], [100_000, 100_000, LEAST], "a session has its limit");
        assert_eq!(of[15..18], [LEAST; 3], "the sixth session finds nothing left, and goes on all the same");
        drop(taken);
        assert_eq!(Pool::of_session(&node).take(100_000).differences(), 100_000);
    }
}
