//! Two sides talk until both are done; what they found is compared with what the sets themselves say.

mod databases;
mod hostile;

use std::collections::BTreeSet;
use std::convert::Infallible;

use proptest::prelude::*;

use super::*;
use crate::clock::Stamp;
use crate::digest::Digest;
use crate::key::OpId;
use crate::sim::dice::{Dice, Seeded};

const BOUND: Stamp = Stamp::at_millis(2_000_000_000_000);

fn key(session: u64) -> SessionKey {
    SessionKey::new(&[7; 32], &session.to_be_bytes())
}

/// An operation that follows from its number.
fn entry(number: u64, stamp: Stamp) -> Entry {
    Entry { stamp, id: OpId::from_bytes(blake3::hash(&number.to_le_bytes()).into()) }
}

/// What one side found, and how it ended.
#[derive(Debug, Default)]
struct Found {
    have: Vec<Entry>,
    need: Vec<Tag>,
    ended: Option<Ended>,
}

impl Found {
    /// Takes in a step and gives what is to be sent.
    fn take(&mut self, step: Step) -> Option<Vec<u8>> {
        self.have.extend(step.have);
        self.need.extend(step.need);
        self.ended = step.ended;
        step.send
    }
}

#[derive(Debug, Default)]
struct Talk {
    initiator: Found,
    responder: Found,
    bytes: usize,
    messages: u32,
}

/// A whole session between two sets.
fn talk(
    ours: &MemorySums,
    theirs: &MemorySums,
    session: u64,
    limits: [Limits; 2],
) -> Result<Talk, ReconcileError<Infallible>> {
    let (mut initiator, first) =
        Reconciler::initiator(ours, BOUND, key(session), limits[0]).map_err(ReconcileError::Sums)?;
    let mut responder = Reconciler::responder(theirs, BOUND, key(session), limits[1]);
    let mut talk = Talk::default();
    let mut next = Some(first);
    while let Some(message) = next {
        let sender = usize::try_from(talk.messages % 2).unwrap();
        assert!(message.len() <= limits[sender].within_bounds().message_bytes);
        let ranges = Message::decode(&message, &Entry::before(BOUND)).unwrap().spans.len();
        assert!(ranges <= limits[sender].within_bounds().message_ranges);
        talk.bytes += message.len();
        talk.messages += 1;
        next = if sender == 0 {
            talk.responder.take(responder.step(&message)?)
        } else {
            talk.initiator.take(initiator.step(&message)?)
        };
    }
    assert_eq!(initiator.step(&[0]), Err(ReconcileError::Over), "both know that it is over");
    assert_eq!(responder.step(&[0]), Err(ReconcileError::Over), "both know that it is over");
    Ok(talk)
}

/// Two sets that share `common` entries and have some of their own.
#[derive(Clone, Debug)]
struct Sets {
    seed: u64,
    common: u64,
    ours: u64,
    theirs: u64,
    /// Over how many milliseconds the stamps are spread: with 1, only ids tell entries apart.
    spread_ms: u64,
    /// Whether what differs is newer than what is common.
    recent: bool,
}

impl Sets {
    fn make(&self) -> [Vec<Entry>; 2] {
        let mut dice = Seeded::new(self.seed);
        let mut stamp = |differs: bool| {
            let base = if differs && self.recent { 1_000_000 + self.spread_ms } else { 1_000_000 };
            let counter = if dice.chance(4) { dice.roll(3) } else { 0 };
            Stamp::new(Stamp::at_millis(base + dice.roll(self.spread_ms)).as_u64() + counter).unwrap()
        };
        let (only_ours, all) = (self.common + self.ours, self.common + self.ours + self.theirs);
        let entries: Vec<Entry> = (0..all).map(|n| entry(n, stamp(n >= self.common))).collect();
        let split = |n: u64| usize::try_from(n).unwrap();
        let common = &entries[..split(self.common)];
        [
            [common, &entries[split(self.common)..split(only_ours)]].concat(),
            [common, &entries[split(only_ours)..]].concat(),
        ]
    }
}

fn sums(entries: &[Entry]) -> MemorySums {
    entries.iter().copied().collect()
}

/// What differs is found, each of it once, on both sides.
fn assert_exact(talk: &Talk, sets: &[Vec<Entry>; 2], session: u64) {
    let [ours, theirs] = sets.each_ref().map(|set| set.iter().copied().collect::<BTreeSet<_>>());
    for (found, mine, others) in [(&talk.initiator, &ours, &theirs), (&talk.responder, &theirs, &ours)] {
        assert_eq!(found.ended, Some(Ended::Complete));
        let have: Vec<Entry> = mine.difference(others).copied().collect();
        assert_eq!(sorted(found.have.clone()), have, "what the other lacks");
        let need = others.difference(mine).map(|entry| key(session).tag(&entry.id)).collect();
        assert_eq!(sorted(found.need.clone()), sorted(need), "what is lacking here");
    }
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items
}

fn any_sets() -> impl Strategy<Value = Sets> {
    let few_or_many = || prop_oneof![0..3_u64, 0..40_u64, 0..1_500_u64];
    let spread = prop_oneof![Just(1_u64), Just(20), Just(5_000_000)];
    (any::<u64>(), prop_oneof![0..40_u64, 0..3_000_u64], few_or_many(), few_or_many(), spread, any::<bool>())
        .prop_map(|(seed, common, ours, theirs, spread_ms, recent)| Sets {
            seed,
            common,
            ours,
            theirs,
            spread_ms,
            recent,
        })
}

/// Limits on messages only: they change how long a session takes, never what it finds.
fn any_limits() -> impl Strategy<Value = Limits> {
    (0..40_000_usize, prop_oneof![0..40_usize, 0..1_000_usize]).prop_map(|(message_bytes, message_ranges)| {
        Limits { message_bytes, message_ranges, ..Limits::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn both_sides_find_exactly_what_differs(
        sets in any_sets(), ours in any_limits(), theirs in any_limits(), session in any::<u64>(),
    ) {
        let sets = sets.make();
        let talk = talk(&sums(&sets[0]), &sums(&sets[1]), session, [ours, theirs]).unwrap();
        assert_exact(&talk, &sets, session);
    }

    #[test]
    fn a_session_at_its_limit_is_cut_short_and_what_it_found_is_true(
        sets in any_sets(), differences in 1..50_u64, messages in 1..4_u32,
    ) {
        let [ours, theirs] = sets.make();
        let limits = Limits { differences, messages, ..Limits::default() };
        let talk = talk(&sums(&ours), &sums(&theirs), 1, [limits, Limits::default()]).unwrap();
        prop_assert_eq!(talk.initiator.ended, talk.responder.ended);
        // An answer that the peer heard and its author did not send, or the other way round, there is none.
        let tags = |found: &Found| sorted(found.have.iter().map(|entry| key(1).tag(&entry.id)).collect());
        prop_assert_eq!(tags(&talk.initiator), sorted(talk.responder.need.clone()));
        prop_assert_eq!(tags(&talk.responder), sorted(talk.initiator.need.clone()));
        let (a, b): (BTreeSet<_>, BTreeSet<_>) = (ours.iter().collect(), theirs.iter().collect());
        prop_assert!(talk.initiator.have.iter().all(|entry| a.contains(entry) && !b.contains(entry)));
        prop_assert!(talk.responder.have.iter().all(|entry| b.contains(entry) && !a.contains(entry)));
        // At most three messages of the initiator, the one that cuts short, and the replies.
        prop_assert!(talk.messages <= 2 * messages + 2);
    }

    #[test]
    fn sums_in_memory_are_those_of_the_entries(numbers in proptest::collection::vec(0..500_u64, 0..300), from in 0..120_u64, to in 0..120_u64) {
        let entries: BTreeSet<Entry> = numbers.iter().map(|n| entry(*n, Stamp::at_millis(n / 5))).collect();
        let sums: MemorySums = entries.iter().copied().collect();
        let range = Entry::before(Stamp::at_millis(from))..Entry::before(Stamp::at_millis(to));
        let inside: Vec<Entry> = entries.into_iter().filter(|entry| range.contains(entry)).collect();
        let digest: Digest = inside.iter().map(|entry| &entry.id).collect();
        prop_assert_eq!(sums.digest(&range).unwrap(), digest);
        prop_assert_eq!(sums.entries(&range, 7).unwrap(), inside.iter().take(7).copied().collect::<Vec<_>>());
        for nth in 0..=inside.len() {
            prop_assert_eq!(sums.nth(&range, nth as u64).unwrap(), inside.get(nth).copied());
        }
    }

    #[test]
    fn a_short_cut_lies_between_what_it_cuts(a in 0..9_u64, b in 0..9_u64, low in any::<u16>(), high in any::<u16>()) {
        let at = |n, counter: u16| entry(n, Stamp::new(5 << 16 | u64::from(counter % 3)).unwrap());
        let (below, above) = (at(a, low).min(at(b, high)), at(a, low).max(at(b, high)));
        if below < above {
            let cut = above.short_cut(below);
            prop_assert!(below < cut && cut <= above);
        }
    }
}

#[test]
fn equal_sets_part_after_one_round_and_less_than_a_kilobyte() {
    let sets = Sets { seed: 1, common: 20_000, ours: 0, theirs: 0, spread_ms: 1 << 40, recent: false }.make();
    let sums = sums(&sets[0]);
    let talk = talk(&sums, &sums, 1, [Limits::default(); 2]).unwrap();
    assert_exact(&talk, &sets, 1);
    assert_eq!(talk.messages, 2);
    assert!(talk.bytes <= 1_024, "{} bytes", talk.bytes);
}

#[test]
fn an_empty_node_learns_how_much_it_lacks_at_ten_bytes_each() {
    for (ours, theirs) in [(20_000, 0), (0, 20_000)] {
        let sets = Sets { seed: 1, common: 0, ours, theirs, spread_ms: 1 << 30, recent: false }.make();
        let talk = talk(&sums(&sets[0]), &sums(&sets[1]), 1, [Limits::default(); 2]).unwrap();
        assert_exact(&talk, &sets, 1);
        assert!(talk.bytes <= 200_000, "{} bytes", talk.bytes);
    }
}

#[test]
fn what_lies_above_the_bound_is_not_spoken_of() {
    let late = |n| entry(n, Stamp::new(BOUND.as_u64() + n).unwrap());
    let ours = sums(&[late(0), late(1)]);
    let talk = talk(&ours, &sums(&[late(2)]), 1, [Limits::default(); 2]).unwrap();
    assert_exact(&talk, &[vec![], vec![]], 1);
}

#[test]
fn with_a_bound_of_nothing_there_is_nothing_to_say() {
    let sums = sums(&[entry(0, Stamp::ZERO)]);
    let (mut initiator, first) =
        Reconciler::initiator(&sums, Stamp::ZERO, key(1), Limits::default()).unwrap();
    let mut responder = Reconciler::responder(&sums, Stamp::ZERO, key(1), Limits::default());
    let step = responder.step(&first).unwrap();
    assert_eq!(step.ended, Some(Ended::Complete));
    assert_eq!(initiator.step(&step.send.unwrap()).unwrap().ended, Some(Ended::Complete));
}

/// Two sets of equal count and equal sum: what one has more in one id, it has less in the next.
#[test]
fn crafted_sums_show_when_a_cut_falls_among_them() {
    let honest = (0..3_000).map(|n| entry(n, Stamp::at_millis(n)));
    let crafted = |n: u8, by: i8| {
        let mut id = [9; 32];
        (id[31], id[0]) = (n, 100_u8.saturating_add_signed(by));
        Entry { stamp: Stamp::at_millis(1_600), id: OpId::from_bytes(id) }
    };
    let ours: MemorySums =
        honest.clone().chain((0..100).map(|n| crafted(n, if n % 2 == 0 { 1 } else { -1 }))).collect();
    let theirs: MemorySums = honest.chain((0..100).map(|n| crafted(n, 0))).collect();
    let whole = Entry::FIRST..Entry::before(BOUND);
    assert_eq!(ours.digest(&whole), theirs.digest(&whole), "the sums do collide");
    let shown = |session| {
        let talk = talk(&ours, &theirs, session, [Limits::default(); 2]).unwrap();
        !talk.initiator.have.is_empty()
    };
    let sessions: Vec<bool> = (0..20).map(shown).collect();
    assert!(sessions.contains(&true), "cuts follow from the key, so some session shows them");
    assert!(sessions.contains(&false), "and some do not: the sums alone hide them");
}

#[test]
fn what_is_sent_in_one_session_says_nothing_in_another() {
    let (id, digest) = (OpId::from_bytes([3; 32]), Digest::from_parts(1, [3; 32]));
    assert_eq!(key(1).tag(&id), key(1).tag(&id));
    assert_ne!(key(1).tag(&id), key(2).tag(&id));
    assert_ne!(key(1).fingerprint(&digest), key(2).fingerprint(&digest));
    assert_ne!(key(1).tag(&id), SessionKey::new(&[8; 32], &1_u64.to_be_bytes()).tag(&id));
    assert_eq!(format!("{:?}", key(1)), "SessionKey");
}

#[test]
fn count_and_sum_both_matter_to_a_fingerprint() {
    let of = |count, sum| key(1).fingerprint(&Digest::from_parts(count, [sum; 32]));
    assert_ne!(of(1, 0), of(2, 0));
    assert_ne!(of(1, 0), of(1, 1));
}
