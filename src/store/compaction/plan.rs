//! Which segments to compact: a decision over numbers.

use std::collections::BTreeMap;

/// A segment is worth compacting when so many of its bytes, one part in this many, may go.
const WORTH: u64 = 4;
/// A neighbour is taken along when what is left of it is at most one part in this many of a whole segment.
const SMALL: u64 = 8;

/// How many bytes and operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) bytes: u64,
    pub(super) operations: u64,
}

impl Tally {
    pub(super) const fn add(&mut self, bytes: u32) {
        self.bytes += bytes as u64;
        self.operations += 1;
    }
}

/// What is to be known of a sealed segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Weighed {
    /// How many bytes the file has.
    pub(super) bytes: u64,
    /// How many of them may go.
    pub(super) dead: u64,
    /// Whether it may be compacted at all.
    pub(super) is_free: bool,
}

impl Weighed {
    const fn left(&self) -> u64 {
        self.bytes.saturating_sub(self.dead)
    }

    const fn is_worth_it(&self) -> bool {
        self.is_free && self.dead > 0 && self.dead.saturating_mul(WORTH) >= self.bytes
    }
}

/// Up to when operations have to be dropped to be dead: those that the window no longer holds, and the oldest of the
/// others as far as they take more than so many bytes. `undo` has what was dropped, by time.
pub(super) fn horizon(undo: &BTreeMap<u64, Tally>, now: u64, window: u64, cap: u64) -> Option<u64> {
    if window == 0 {
        return Some(u64::MAX - 1);
    }
    let mut horizon = now.checked_sub(window);
    let is_out = |since: u64, horizon: Option<u64>| horizon.is_some_and(|horizon| since <= horizon);
    let mut bytes: u64 =
        undo.iter().filter(|(since, _)| !is_out(**since, horizon)).map(|(_, tally)| tally.bytes).sum();
    for (since, tally) in undo {
        if bytes <= cap {
            break;
        }
        if !is_out(*since, horizon) {
            bytes -= tally.bytes;
            horizon = Some(*since);
        }
    }
    horizon
}

/// Picks the segment of which the greatest part may go, if it is worth it, with the neighbours that are compacted into
/// the same file: those that are small or worth it themselves, as long as all together fit. `segments` lie side by side
/// in the order of the journal.
pub(super) fn choose(segments: &[Weighed], limit: u64) -> Option<std::ops::Range<usize>> {
    let share = |weighed: &Weighed| u128::from(weighed.dead) * 1_000_000 / u128::from(weighed.bytes.max(1));
    let worth = segments.iter().enumerate().filter(|(_, weighed)| weighed.is_worth_it());
    let (best, weighed) = worth.max_by_key(|(_, weighed)| share(weighed))?;
    let mut left = weighed.left();
    let mut fits = |neighbour: &Weighed| {
        let is_small = neighbour.is_free && neighbour.left().saturating_mul(SMALL) <= limit;
        let taken = (is_small || neighbour.is_worth_it()) && left + neighbour.left() <= limit;
        left += if taken { neighbour.left() } else { 0 };
        taken
    };
    let (before, after) = (&segments[..best], &segments[best + 1..]);
    let first = best - before.iter().rev().take_while(|neighbour| fits(neighbour)).count();
    let end = best + 1 + after.iter().take_while(|neighbour| fits(neighbour)).count();
    Some(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(bytes: u64, dead: u64) -> Weighed {
        Weighed { bytes, dead, is_free: true }
    }

    #[test]
    fn the_segment_with_the_greatest_dead_part_is_chosen_if_it_is_worth_it() {
        assert_eq!(choose(&[], 1000), None);
        assert_eq!(choose(&[weighed(1000, 0), weighed(1000, 249)], 1000), None);
        assert_eq!(choose(&[weighed(1000, 250), weighed(1000, 0), weighed(1000, 300)], 1000), Some(2..3));
        let pinned = Weighed { is_free: false, ..weighed(1000, 999) };
        assert_eq!(choose(&[pinned, weighed(1000, 500)], 1000), Some(1..2));
    }

    #[test]
    fn neighbours_go_along_when_they_are_small_or_worth_it_and_fit() {
        let small = weighed(100, 0);
        let all = [small.clone(), weighed(1000, 400), weighed(1000, 900), small.clone(), weighed(1000, 0)];
        assert_eq!(choose(&all, 1000), Some(0..4));
        assert_eq!(choose(&all, 750), Some(1..3), "small is measured by the limit");
        assert_eq!(choose(&[small, weighed(1000, 250)], 800), Some(1..2));
    }

    #[test]
    fn the_window_holds_what_is_young_and_the_cap_lets_the_oldest_go_first() {
        let tally = |bytes| Tally { bytes, operations: 1 };
        let undo = BTreeMap::from([(10, tally(100)), (20, tally(100)), (30, tally(100))]);
        assert_eq!(horizon(&undo, 5, 15, 1000), None);
        assert_eq!(horizon(&undo, 35, 15, 1000), Some(20));
        assert_eq!(horizon(&undo, 5, 15, 299), Some(10));
        assert_eq!(horizon(&undo, 5, 15, 0), Some(30));
        assert_eq!(horizon(&undo, 26, 15, 150), Some(20));
        assert!(horizon(&undo, 5, 0, 1000) >= Some(30));
    }
}
