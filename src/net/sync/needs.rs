//! What this side lacks of one database, and in which order it asks for it.

use std::collections::{BTreeSet, HashMap, HashSet};

use cyberfly_core::OpId;
use cyberfly_core::reconcile::{SessionKey, Tag};

use super::wire::RANGES;

/// How many are remembered that came from elsewhere while the sides are being compared; more may come twice.
const EARLY: usize = 65_536;

/// From which end the differences are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// What is lacking, by number. Each is *open* until it is asked for, then *asked* until it comes or is struck out.
#[derive(Debug)]
pub(super) struct Needs {
    key: SessionKey,
    direction: Direction,
    numbers: HashMap<Tag, u32>,
    next: u32,
    open: BTreeSet<u32>,
    asked: HashMap<u32, Tag>,
    tags: HashMap<u32, Tag>,
    /// How many were asked for and have neither come nor been called lost.
    outstanding: usize,
    /// What came from elsewhere before it was found to be lacking; none when all is found.
    early: Option<HashSet<Tag>>,
    /// How many came and are being stored.
    storing: usize,
}

impl Needs {
    pub(super) fn new(key: SessionKey) -> Self {
        Self {
            key,
            direction: Direction::Up,
            numbers: HashMap::new(),
            next: 0,
            open: BTreeSet::new(),
            asked: HashMap::new(),
            tags: HashMap::new(),
            outstanding: 0,
            early: Some(HashSet::new()),
            storing: 0,
        }
    }

    /// These were found to be lacking, in this order.
    pub(super) fn found(&mut self, tags: &[Tag]) {
        for tag in tags {
            let number = self.next;
            self.next += 1;
            if self.early.as_ref().is_some_and(|early| early.contains(tag)) {
                continue;
            }
            // One that is announced twice has one number that counts.
            if self.numbers.insert(*tag, number).is_none() {
                self.tags.insert(number, *tag);
                self.open.insert(number);
            }
        }
    }

    /// Nothing more will be found.
    pub(super) fn all_found(&mut self) {
        self.early = None;
    }

    /// The next ones to ask for behind the first so many, at most `limit`, as ranges of numbers.
    pub(super) fn ask(&mut self, limit: usize, behind: usize) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        let mut count = 0;
        let next: Vec<u32> = match self.direction {
            Direction::Up => self.open.iter().skip(behind).take(limit).copied().collect(),
            Direction::Down => self.open.iter().rev().skip(behind).take(limit).copied().collect(),
        };
        for next in next {
            let is_full = ranges.len() == RANGES;
            match ranges.last_mut() {
                Some((first, length)) if first.checked_add(*length) == Some(next) => *length += 1,
                Some((first, length)) if next.checked_add(1) == Some(*first) => {
                    (*first, *length) = (next, *length + 1);
                }
                _ if is_full => break,
                _ => ranges.push((next, 1)),
            }
            self.open.remove(&next);
            if let Some(tag) = self.tags.get(&next) {
                self.asked.insert(next, *tag);
            }
            count += 1;
        }
        self.outstanding += count;
        ranges
    }

    /// An operation came in answer. Whether it was lacking still; an error if nothing was asked for.
    pub(super) fn came(&mut self, id: &OpId) -> Result<bool, NotAsked> {
        self.outstanding = self.outstanding.checked_sub(1).ok_or(NotAsked)?;
        self.storing += 1;
        Ok(self.strike(id))
    }

    /// So many of those that came are stored, or will not be.
    pub(super) fn dealt_with(&mut self, count: usize) {
        self.storing = self.storing.saturating_sub(count);
    }

    /// How many were asked for that others may soon find to be here.
    pub(super) const fn awaited(&self) -> usize {
        self.outstanding + self.storing
    }

    /// One that was asked for does not come.
    pub(super) fn lost(&mut self, number: u32) -> Result<(), NotAsked> {
        self.outstanding = self.outstanding.checked_sub(1).ok_or(NotAsked)?;
        if let Some(tag) = self.asked.remove(&number) {
            self.numbers.remove(&tag);
            self.tags.remove(&number);
        }
        Ok(())
    }

    /// This operation is here now, wherever it came from. Whether it was lacking.
    pub(super) fn strike(&mut self, id: &OpId) -> bool {
        let tag = self.key.tag(id);
        let Some(number) = self.numbers.remove(&tag) else {
            if let Some(early) = self.early.as_mut().filter(|early| early.len() < EARLY) {
                early.insert(tag);
            }
            return false;
        };
        self.tags.remove(&number);
        let was_open = self.open.remove(&number);
        let was_asked = self.asked.remove(&number).is_some();
        was_open || was_asked
    }

    /// From now on the newest are asked for first.
    pub(super) const fn newest_first(&mut self) {
        self.direction = Direction::Down;
    }

    /// Nothing more is asked for; says how many that would have been.
    pub(super) fn give_up(&mut self) -> usize {
        let open = std::mem::take(&mut self.open);
        for number in &open {
            if let Some(tag) = self.tags.remove(number) {
                self.numbers.remove(&tag);
            }
        }
        open.len()
    }

    /// How many answers are awaited.
    pub(super) const fn outstanding(&self) -> usize {
        self.outstanding
    }

    /// Whether something waits to be asked for.
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// How many wait to be asked for.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    /// How many are lacking still.
    #[cfg(test)]
    fn left(&self) -> usize {
        self.open.len() + self.asked.len()
    }
}

/// What came was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peer sent operations that were not asked for")]
pub(super) struct NotAsked;

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SessionKey {
        SessionKey::new(&[1; 32], b"session")
    }

    fn id(number: u8) -> OpId {
        OpId::from_bytes([number; 32])
    }

    fn needs(count: u8) -> Needs {
        let mut needs = Needs::new(key());
        needs.found(&(0..count).map(|number| key().tag(&id(number))).collect::<Vec<_>>());
        needs
    }

    #[test]
    fn from_either_end_each_is_asked_for_once() {
        let mut up = needs(5);
        assert_eq!((up.ask(2, 0), up.ask(9, 0), up.ask(9, 0)), (vec![(0, 2)], vec![(2, 3)], vec![]));
        let mut down = needs(5);
        down.newest_first();
        assert_eq!((down.ask(2, 0), down.ask(9, 0), down.ask(9, 0)), (vec![(3, 2)], vec![(0, 3)], vec![]));
        assert_eq!((up.outstanding(), down.outstanding()), (5, 5));
    }

    #[test]
    fn what_others_have_asked_for_is_passed_over() {
        let mut needs = needs(5);
        assert_eq!((needs.ask(2, 2), needs.ask(9, 2), needs.ask(9, 2)), (vec![(2, 2)], vec![(4, 1)], vec![]));
        assert_eq!((needs.open(), needs.ask(9, 0)), (2, vec![(0, 2)]));
    }

    #[test]
    fn what_came_from_elsewhere_is_not_asked_for() {
        let mut needs = needs(5);
        assert!(
            needs.strike(&id(1)) && needs.strike(&id(3)) && !needs.strike(&id(3)) && !needs.strike(&id(9))
        );
        assert_eq!(needs.ask(9, 0), [(0, 1), (2, 1), (4, 1)]);
        assert_eq!(needs.left(), 3);
    }

    #[test]
    fn what_came_from_elsewhere_while_it_was_asked_for_is_no_lack_when_it_comes() {
        let mut needs = needs(2);
        needs.ask(2, 0);
        assert!(needs.strike(&id(0)));
        assert_eq!((needs.came(&id(0)), needs.came(&id(1))), (Ok(false), Ok(true)));
        assert_eq!((needs.outstanding(), needs.left()), (0, 0));
    }

    #[test]
    fn nobody_can_send_more_than_was_asked_for() {
        let mut needs = needs(3);
        assert_eq!(needs.came(&id(0)), Err(NotAsked));
        needs.ask(1, 0);
        assert_eq!(needs.came(&id(0)), Ok(true));
        assert_eq!((needs.came(&id(1)), needs.lost(1)), (Err(NotAsked), Err(NotAsked)));
    }

    #[test]
    fn what_is_lost_is_lacking_no_longer_in_this_session() {
        let mut needs = needs(2);
        needs.ask(2, 0);
        assert_eq!((needs.lost(1), needs.left(), needs.outstanding()), (Ok(()), 1, 1));
    }

    #[test]
    fn where_there_is_no_room_the_newest_come_first_and_then_nothing_more_is_asked_for() {
        let mut needs = needs(5);
        needs.ask(1, 0);
        needs.newest_first();
        assert_eq!(needs.ask(1, 0), [(4, 1)]);
        assert_eq!((needs.give_up(), needs.ask(9, 0), needs.outstanding()), (3, vec![], 2));
        assert_eq!((needs.came(&id(0)), needs.came(&id(4)), needs.left()), (Ok(true), Ok(true), 0));
    }

    #[test]
    fn one_that_is_announced_twice_is_asked_for_once() {
        let mut needs = needs(2);
        needs.found(&[key().tag(&id(0))]);
        assert_eq!(needs.ask(9, 0), [(0, 2)]);
    }
}
