//! Which files are wanted, and how it stands with each. Decides what is fetched next and does nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cyberfly_core::session::Reason;
use cyberfly_core::{DbName, ErrorCode};
use tokio::sync::watch;

/// How many files are fetched at once by themselves, and how many beside them that somebody waits for.
const BY_ITSELF: usize = 4;
const ASKED: usize = 4;
/// How many files are waited for; what goes beyond is found again at the next start.
pub(super) const WANTED_LIMIT: usize = 65_536;
/// How many files somebody may ask for before the first of them has come.
const ASKED_LIMIT: usize = 256;

/// A file that is wanted.
pub(super) type Wanted = (DbName, [u8; 32]);

/// How it stands with a file that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coming {
    /// Nobody has said that they have it, so far.
    Sought,
    /// It comes.
    UnderWay {
        /// How many of its first bytes were verified and lie in the file of what is here of it.
        done: u64,
        /// How many it has.
        size: u64,
    },
    /// It is here.
    Whole,
    /// Nobody gives it. What has come of it stays, and the next who asks goes on behind it.
    Failed(Reason),
}

/// What became of a try with all peers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is here.
    Whole,
    /// It is larger than what is fetched by itself.
    TooLarge,
    /// No peer gave it.
    Failed(Reason),
}

/// The files that are wanted.
#[derive(Default)]
pub(super) struct Queue {
    /// Those that are fetched by themselves and were not tried since a peer came.
    waiting: BTreeSet<Wanted>,
    /// Those that were tried in vain.
    tried: BTreeSet<Wanted>,
    /// Those that somebody waits for, and the order in which it is their turn, as far as they are not under way.
    asked: BTreeMap<Wanted, watch::Sender<Coming>>,
    turns: VecDeque<Wanted>,
    /// Those that are being fetched, and whether that is by themselves.
    under_way: BTreeMap<Wanted, bool>,
}

impl Queue {
    /// A file is to be fetched by itself.
    pub(super) fn want(&mut self, wanted: Wanted) {
        let is_known = self.tried.contains(&wanted) || self.under_way.contains_key(&wanted);
        if !is_known && self.count() < WANTED_LIMIT {
            self.waiting.insert(wanted);
        }
    }

    /// Somebody asks for a file and hears how it stands with it. Refused if too many wait already.
    pub(super) fn ask(&mut self, wanted: Wanted) -> Result<watch::Receiver<Coming>, Reason> {
        if let Some(told) = self.asked.get(&wanted) {
            return Ok(told.subscribe());
        }
        if self.asked.len() >= ASKED_LIMIT {
            let text = "as many files are asked for as may be; ask again when some of them have come";
            return Err(Reason { code: ErrorCode::Overloaded, text: text.into() });
        }
        let (told, heard) = watch::channel(Coming::Sought);
        if !self.under_way.contains_key(&wanted) {
            self.turns.push_back(wanted.clone());
        }
        self.asked.insert(wanted, told);
        Ok(heard)
    }

    /// What is to be fetched now: first what somebody waits for. It is under way from now on.
    pub(super) fn next(&mut self) -> Option<Wanted> {
        let busy = |by_itself| self.under_way.values().filter(|is| **is == by_itself).count();
        // What comes for one database is written where it would be for another.
        let is_free = |(_, hash): &&Wanted| !self.under_way.keys().any(|(_, other)| other == hash);
        if busy(false) < ASKED
            && let Some(at) = self.turns.iter().position(|wanted| is_free(&wanted))
            && let Some(wanted) = self.turns.remove(at)
        {
            let was_wanted = self.waiting.remove(&wanted) | self.tried.remove(&wanted);
            self.under_way.insert(wanted.clone(), was_wanted);
            return Some(wanted);
        }
        if busy(true) < BY_ITSELF
            && let Some(wanted) = self.waiting.iter().find(is_free).cloned()
        {
            self.waiting.remove(&wanted);
            self.turns.retain(|turn| *turn != wanted);
            self.under_way.insert(wanted.clone(), true);
            return Some(wanted);
        }
        None
    }

    /// Whether somebody waits for it, whatever its size.
    pub(super) fn is_asked(&self, wanted: &Wanted) -> bool {
        self.asked.contains_key(wanted)
    }

    /// So much of a file is here.
    pub(super) fn has_come(&self, wanted: &Wanted, done: u64, size: u64) {
        if let Some(told) = self.asked.get(wanted) {
            told.send_replace(Coming::UnderWay { done, size });
        }
    }

    /// A try is over.
    pub(super) fn over(&mut self, wanted: Wanted, outcome: Outcome) {
        let by_itself = self.under_way.remove(&wanted).unwrap_or_default();
        match outcome {
            // It was asked for after it was found to be too large for nobody.
            Outcome::TooLarge if self.is_asked(&wanted) => self.turns.push_back(wanted),
            Outcome::TooLarge => {}
            Outcome::Whole => self.tell(&wanted, Coming::Whole),
            Outcome::Failed(reason) => {
                self.tell(&wanted, Coming::Failed(reason));
                if by_itself {
                    self.tried.insert(wanted);
                }
            }
        }
    }

    fn tell(&mut self, wanted: &Wanted, how: Coming) {
        if let Some(told) = self.asked.remove(wanted) {
            told.send_replace(how);
        }
    }

    /// There is nobody to ask: whoever waits hears of it.
    pub(super) fn nobody_is_there(&mut self) {
        let reason = Reason { code: ErrorCode::Unavailable, text: "no peer is connected".into() };
        while let Some(wanted) = self.turns.pop_front() {
            self.tell(&wanted, Coming::Failed(reason.clone()));
        }
    }

    /// What was tried in vain may be tried again.
    pub(super) fn again(&mut self) {
        self.waiting.append(&mut self.tried);
    }

    /// How many files are wanted by themselves.
    pub(super) fn count(&self) -> usize {
        let under_way = self.under_way.values().filter(|by_itself| **by_itself).count();
        self.waiting.len() + self.tried.len() + under_way
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::db;

    fn file(seed: u8) -> Wanted {
        (db("a", 1), [seed; 32])
    }

    fn failed() -> Outcome {
        Outcome::Failed(Reason { code: ErrorCode::Unavailable, text: "nobody has it".into() })
    }

    #[test]
    fn what_somebody_waits_for_goes_before_what_is_fetched_by_itself() {
        let mut queue = Queue::default();
        (0..8).for_each(|seed| queue.want(file(seed)));
        let heard = queue.ask(file(7)).unwrap();
        assert_eq!(queue.next(), Some(file(7)));
        let rest: Vec<_> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(
            rest,
            [file(0), file(1), file(2)],
            "four at a time, the one that was asked for among them"
        );
        let _asked_beside = queue.ask(file(9)).unwrap();
        assert_eq!(queue.next(), Some(file(9)), "it has a place of its own");
        queue.has_come(&file(7), 1, 2);
        assert_eq!(*heard.borrow(), Coming::UnderWay { done: 1, size: 2 });
        queue.over(file(7), Outcome::Whole);
        assert_eq!((&*heard.borrow(), queue.count()), (&Coming::Whole, 7));
    }

    #[test]
    fn what_was_tried_in_vain_rests_and_who_waits_for_it_hears_of_it() {
        let mut queue = Queue::default();
        queue.want(file(1));
        let heard = queue.ask(file(1)).unwrap();
        let other = queue.ask(file(2)).unwrap();
        for seed in [1, 2] {
            assert_eq!(queue.next(), Some(file(seed)));
            queue.over(file(seed), failed());
        }
        assert!(matches!(*heard.borrow(), Coming::Failed(_)) && matches!(*other.borrow(), Coming::Failed(_)));
        assert_eq!((queue.next(), queue.count()), (None, 1), "what was only asked for is forgotten");
        queue.again();
        assert_eq!(queue.next(), Some(file(1)));
        queue.want(file(1));
        assert_eq!(queue.next(), None, "it is under way");
    }

    #[test]
    fn one_content_is_fetched_for_one_database_after_the_other() {
        let mut queue = Queue::default();
        let [one, other] = ["a", "b"].map(|label| (db(label, 1), [1; 32]));
        queue.want(one.clone());
        let _heard = queue.ask(other.clone()).unwrap();
        assert_eq!((queue.next(), queue.next()), (Some(other.clone()), None));
        queue.over(other, Outcome::Whole);
        assert_eq!(queue.next(), Some(one));
    }

    #[test]
    fn what_is_too_large_is_left_until_somebody_asks() {
        let mut queue = Queue::default();
        queue.want(file(1));
        queue.want(file(2));
        assert_eq!((queue.next(), queue.next()), (Some(file(1)), Some(file(2))));
        let heard = queue.ask(file(2)).unwrap();
        queue.over(file(1), Outcome::TooLarge);
        queue.over(file(2), Outcome::TooLarge);
        assert_eq!(queue.next(), Some(file(2)), "it was asked for just then");
        queue.over(file(2), failed());
        assert!(matches!(*heard.borrow(), Coming::Failed(_)));
        assert_eq!((queue.next(), queue.count()), (None, 0));
    }

    #[test]
    fn no_more_is_kept_than_may_be_and_without_peers_nobody_waits() {
        let mut queue = Queue::default();
        let numbered = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_le_bytes());
            (db("a", 1), hash)
        };
        let heard: Vec<_> = (0..ASKED_LIMIT).map(|n| queue.ask(numbered(n)).unwrap()).collect();
        assert_eq!(queue.ask((db("b", 1), [0; 32])).unwrap_err().code, ErrorCode::Overloaded);
        queue.nobody_is_there();
        assert!(heard.iter().all(|heard| matches!(*heard.borrow(), Coming::Failed(_))));
        assert!(queue.ask((db("b", 1), [0; 32])).is_ok());
        (0..WANTED_LIMIT + 10).for_each(|n| queue.want(numbered(n)));
        assert_eq!(queue.count(), WANTED_LIMIT);
    }
}
