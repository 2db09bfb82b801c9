//! How much those may take who have not shown yet that they belong here: by where they call from, and by their key once it is
//! known. Keys and sources of single packets cost nothing, so neither counts for much alone: who has not shown to be where it
//! says it is may use up a part of what its range has, and no more.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// How many ranges, or keys, are remembered. The fullest of those that hold nothing is forgotten for a new one.
pub const REMEMBERED_LIMIT: usize = 4_096;
/// How many calls of one range are answered at once.
pub const AT_ONCE: u32 = 16;
/// How many calls of one range, or with one key, may come to nothing at once, and how long it takes until there is one more.
pub const IN_VAIN: u32 = 64;
const ONE_MORE_MS: u64 = 250;

/// Addresses that most often are one party's: 256 of IPv4, or a site of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range(u128);

impl Range {
    /// The range of an address.
    pub fn of(ip: IpAddr) -> Self {
        Self(match ip.to_canonical() {
            IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits() & (u128::MAX << 8),
            IpAddr::V6(ip) => ip.to_bits() & (u128::MAX << 72),
        })
    }
}

/// What to do with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is answered; [`Strangers::over`] is to be called when it is clear what became of it.
    Take,
    /// The caller is to show first that it is where it says it is. Nothing was counted.
    ShowAddress,
    /// Its range, or key, has used up what it has.
    Refuse,
}

/// What one range, or key, has taken.
#[derive(Clone, Copy, Debug)]
struct Taken {
    /// Calls that are being answered.
    at_once: u32,
    /// How many more may come to nothing, as of a moment.
    left: u32,
    at_ms: u64,
}

impl Taken {
    const fn nothing(now_ms: u64) -> Self {
        Self { at_once: 0, left: IN_VAIN, at_ms: now_ms }
    }

    fn fill(&mut self, now_ms: u64) {
        let more = now_ms.saturating_sub(self.at_ms) / ONE_MORE_MS;
        self.left = self.left.saturating_add(u32::try_from(more).unwrap_or(u32::MAX)).min(IN_VAIN);
        // What has passed of the next one counts, too.
        self.at_ms = if self.left == IN_VAIN { now_ms } else { self.at_ms + more * ONE_MORE_MS };
    }
}

/// The books of what strangers take, by range of addresses or by key.
#[derive(Clone, Debug)]
pub struct Strangers<K> {
    taken: BTreeMap<K, Taken>,
    at_once_limit: u32,
    refused: u64,
}

impl<K: Copy + Ord> Strangers<K> {
    /// Nobody has taken anything. So many calls of each may be answered at once.
    pub const fn new(at_once_limit: u32) -> Self {
        Self { taken: BTreeMap::new(), at_once_limit, refused: 0 }
    }

    /// Somebody calls. Time is in milliseconds of a clock that never goes back.
    pub fn call(&mut self, who: K, has_shown_address: bool, now_ms: u64) -> Answer {
        if !self.taken.contains_key(&who) && !self.make_room(now_ms) {
            self.refused += 1;
            return Answer::Refuse;
        }
        let limit = self.at_once_limit;
        let taken = self.taken.entry(who).or_insert(Taken::nothing(now_ms));
        taken.fill(now_ms);
        if taken.at_once >= limit || taken.left == 0 {
            self.refused += 1;
            return Answer::Refuse;
        }
        let is_easy = taken.at_once < limit / 2 && taken.left > IN_VAIN / 2;
        if !is_easy && !has_shown_address {
            return Answer::ShowAddress;
        }
        taken.at_once += 1;
        taken.left -= 1;
        Answer::Take
    }

    /// It is clear what became of a call that was taken. What came to something counts for nothing.
    pub fn over(&mut self, who: K, came_to_something: bool) {
        if let Some(taken) = self.taken.get_mut(&who) {
            taken.at_once = taken.at_once.saturating_sub(1);
            if came_to_something {
                taken.left = taken.left.saturating_add(1).min(IN_VAIN);
            }
        }
    }

    /// Whether there is room for one more.
    fn make_room(&mut self, now_ms: u64) -> bool {
        if self.taken.len() < REMEMBERED_LIMIT {
            return true;
        }
        self.taken.values_mut().for_each(|taken| taken.fill(now_ms));
        self.taken.retain(|_, taken| taken.at_once > 0 || taken.left < IN_VAIN);
        if self.taken.len() < REMEMBERED_LIMIT {
            return true;
        }
        // Who has the most left loses the least by being forgotten.
        let idle = self.taken.iter().filter(|(_, taken)| taken.at_once == 0);
        let Some(fullest) = idle.max_by_key(|(_, taken)| taken.left).map(|(who, _)| *who) else {
            return false;
        };
        self.taken.remove(&fullest).is_some()
    }

    /// How many calls of the range, or key, that has most are being answered.
    pub fn most_at_once(&self) -> u32 {
        self.taken.values().map(|taken| taken.at_once).max().unwrap_or_default()
    }

    /// How many calls were refused.
    pub const fn refused(&self) -> u64 {
        self.refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::of(text.parse().unwrap())
    }

    #[test]
    fn a_range_is_256_addresses_or_a_site() {
        assert_eq!(range("192.0.2.1"), range("192.0.2.250"));
        assert_eq!(range("192.0.2.1"), range("::ffff:192.0.2.7"));
        assert_ne!(range("192.0.2.1"), range("192.0.3.1"));
        assert_eq!(range("2001:db8:1:2::1"), range("2001:db8:1:ff::9"));
        assert_ne!(range("2001:db8:1::1"), range("2001:db8:1:100::1"));
    }

    #[test]
    fn who_floods_uses_up_its_own_range_and_no_other() {
        let mut strangers = Strangers::new(AT_ONCE);
        let (bad, good) = (range("192.0.2.1"), range("198.51.100.1"));
        let taken = (0..1_000).filter(|_| strangers.call(bad, true, 0) == Answer::Take).count();
        assert_eq!((taken, strangers.most_at_once()), (AT_ONCE as usize, AT_ONCE));
        assert_eq!(strangers.call(good, false, 0), Answer::Take);
        assert_eq!(strangers.refused(), 1_000 - u64::from(AT_ONCE));
        strangers.over(bad, false);
        assert_eq!(strangers.call(bad, true, 0), Answer::Take);
    }

    #[test]
    fn what_comes_to_nothing_again_and_again_is_slowed_down() {
        let mut strangers = Strangers::new(AT_ONCE);
        let who = range("192.0.2.1");
        let mut in_vain = |now| {
            let answer = strangers.call(who, true, now);
            if answer == Answer::Take {
                strangers.over(who, false);
            }
            answer == Answer::Take
        };
        assert_eq!((0..1_000).filter(|_| in_vain(0)).count(), IN_VAIN as usize);
        let more: u64 = (0..10_000).map(|ms| u64::from(in_vain(ms))).sum();
        assert_eq!(more, 10_000 / ONE_MORE_MS - 1);
    }

    #[test]
    fn what_comes_to_something_is_never_slowed_down() {
        let mut strangers = Strangers::new(AT_ONCE);
        for _ in 0..1_000 {
            assert_eq!(strangers.call(range("192.0.2.1"), true, 0), Answer::Take);
            strangers.over(range("192.0.2.1"), true);
        }
    }

    #[test]
    fn packets_with_forged_sources_do_not_lock_out_whoever_is_there() {
        let mut strangers = Strangers::new(AT_ONCE);
        let who = range("192.0.2.1");
        while strangers.call(who, false, 0) == Answer::Take {}
        assert_eq!(strangers.call(who, false, 0), Answer::ShowAddress);
        assert_eq!(strangers.call(who, true, 0), Answer::Take);
        // Calls in vain that showed nothing, however many.
        let mut strangers = Strangers::new(AT_ONCE);
        while strangers.call(who, false, 0) == Answer::Take {
            strangers.over(who, false);
        }
        assert_eq!(strangers.call(who, true, 0), Answer::Take);
    }

    #[test]
    fn no_more_is_remembered_than_may_be_and_a_new_one_is_heard() {
        let mut strangers = Strangers::new(AT_ONCE);
        for n in 0..REMEMBERED_LIMIT {
            assert_eq!(strangers.call(n, true, 0), Answer::Take);
            strangers.over(n, n == 7);
        }
        assert_eq!(
            strangers.call(usize::MAX, true, 0),
            Answer::Take,
            "one that has all it may have is forgotten"
        );
        assert_eq!(strangers.call(usize::MAX - 1, true, 0), Answer::Take);
        assert!(strangers.taken.len() <= REMEMBERED_LIMIT);
    }
}
