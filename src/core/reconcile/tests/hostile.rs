//! Peers that send what they may not send, and sets that cannot be read.

use std::ops::Range;

use super::*;

fn responder(entries: &[Entry]) -> Reconciler<MemorySums> {
    Reconciler::responder(sums(entries), BOUND, key(1), Limits::default())
}

fn fault(bytes: &[u8]) -> Fault {
    let mut responder = responder(&(0..100).map(|n| entry(n, Stamp::at_millis(n))).collect::<Vec<_>>());
    let refused = responder.step(bytes);
    assert_eq!(responder.step(&[0]), Err(ReconcileError::Over), "after a fault nothing is taken in");
    match refused {
        Err(ReconcileError::Peer(fault)) => fault,
        other => panic!("{bytes:02x?}: {other:?}"),
    }
}

/// A range up to a millisecond, relative to the end of the one before, with one byte of mode.
fn range(millis: u8, mode: u8, rest: &[u8]) -> Vec<u8> {
    [&[millis << 1, mode << 6], rest].concat()
}

fn message(ranges: &[Vec<u8>]) -> Vec<u8> {
    [&[0][..], &ranges.concat()].concat()
}

#[test]
fn every_malformed_message_has_its_word() {
    let print = [0; 8];
    let cases: &[(Vec<u8>, &str)] = &[
        (vec![], "truncated"),
        (vec![3], "malformed"),
        (vec![0; MESSAGE_BYTES + 1], "too_long"),
        (message(&[range(9, 1, &print[1..])]), "truncated"),
        (message(&[range(9, 2, &[2, 0, 0])]), "truncated"),
        (message(&[range(9, 2, &[33])]), "too_many_entries"),
        (message(&[range(9, 3, &[0, 0x81, 0x08])]), "too_many_entries"),
        // A length that takes one byte, written in two; one of eleven bytes; one that overflows.
        (message(&[range(9, 2, &[0x80, 0])]), "malformed"),
        (message(&[range(9, 2, &[0xff; 11])]), "malformed"),
        // Nothing follows what is skipped; two are skipped; a session that is cut short and goes on.
        (message(&[range(9, 0, &[])]), "malformed"),
        (message(&[range(9, 0, &[]), range(9, 0, &[]), range(9, 1, &print)]), "malformed"),
        ([&[2][..], &range(9, 1, &print)].concat(), "malformed"),
        // A counter of zero that is written, and one beyond 16 bits; an id that ends in zeros, and a long one.
        (vec![0, 3, 0, 1 << 6], "malformed"),
        (vec![0, 3, 0x80, 0x80, 4, 1 << 6], "malformed"),
        (vec![0, 2, 1 << 6 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], "malformed"),
        ([&[0, 2, 1 << 6 | 33][..], &[1; 41]].concat(), "malformed"),
        (message(&[range(0, 1, &print)]), "not_ascending"),
        (message(&[range(9, 1, &print), range(0, 1, &print)]), "not_ascending"),
        (vec![0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 1 << 6], "beyond_bound"),
        (vec![0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1 << 6], "beyond_bound"),
        (message(&[range(9, 2, &[vec![2], vec![7; 16]].concat())]), "repeated"),
        // An answer about what this side would never have listed, or about the fourth of three.
        (message(&[range(60, 3, &[0, 0])]), "unasked"),
        (message(&[range(3, 3, &[8, 0])]), "unasked"),
        (message(&[range(3, 3, &[0xff, 0xff, 0xff, 0xff, 0xff, 1, 0])]), "unasked"),
    ];
    for (bytes, word) in cases {
        assert_eq!(fault(bytes).word(), *word, "{bytes:02x?}");
    }
}

#[test]
fn more_ranges_than_a_message_may_have_are_refused() {
    let ranges: Vec<_> = (0..=MESSAGE_RANGES).map(|_| range(1, 1, &[0; 8])).collect();
    assert_eq!(fault(&message(&ranges)).word(), "too_many_ranges");
}

#[test]
fn a_peer_cannot_offer_what_this_side_holds() {
    let held = entry(2, Stamp::at_millis(2));
    let Tag(tag) = key(1).tag(&held.id);
    assert_eq!(fault(&message(&[range(5, 3, &[&[0, 1][..], &tag].concat())])).word(), "repeated");
}

#[test]
fn a_range_that_waits_for_its_reply_is_not_asked_about_again() {
    let entries: Vec<_> = (0..5_000).map(|n| entry(n, Stamp::at_millis(n))).collect();
    let limits = Limits { message_ranges: CUTS, ..Limits::default() };
    let mut responder = Reconciler::responder(sums(&entries), BOUND, key(1), limits);
    let asks = message(&(0..40).map(|_| range(50, 1, &[0; 8])).collect::<Vec<_>>());
    assert_eq!(responder.step(&asks).unwrap().ended, None);
    assert_eq!(responder.step(&asks), Err(ReconcileError::Peer(Fault::Overlapping)));
}

#[test]
fn a_peer_that_only_asks_is_left_when_too_much_waits() {
    let limits = Limits { message_ranges: CUTS, ..Limits::default() };
    let mut responder = Reconciler::responder(sums(&[]), BOUND, key(1), limits);
    let tags: Vec<Tag> = (0..32).map(|n| Tag([n; 8])).collect();
    let mut last = Step::default();
    // As many lists as a message holds, each above the one before; more of them in a message than replies.
    let mut lists = (0..).map(|n| {
        let at = |n| Entry::before(Stamp::at_millis(n));
        Span { range: at(n)..at(n + 1), says: Says::List(tags.clone()) }
    });
    let most = WAITING / LIST_ENTRIES / 900 + 2;
    for _ in 0..most {
        let spans = lists.by_ref().take(900).collect();
        last = responder.step(&Message { turn: Turn::More, spans }.encode()).unwrap();
        if last.ended.is_some() {
            break;
        }
    }
    assert_eq!((last.ended, last.send), (Some(Ended::CutShort), Some(vec![2])));
}

#[test]
fn a_peer_that_offers_a_million_fake_ids_is_left_at_the_limit() {
    let limits = Limits { differences: 3_000, ..Limits::default() };
    let (mut initiator, _) = Reconciler::initiator(sums(&[]), BOUND, key(1), limits).unwrap();
    let mut fake = (0..1_000_000_u64).map(|n| Tag(n.to_le_bytes()));
    let (mut needed, mut last) = (0, Step::default());
    for n in 0..1_000 {
        let missing = fake.by_ref().take(ANSWER_ENTRIES).collect();
        let range = Entry::before(Stamp::at_millis(n))..Entry::before(Stamp::at_millis(n + 1));
        let spans = vec![Span { range, says: Says::Answer { missing, wanted: 0 } }];
        last = initiator.step(&Message { turn: Turn::More, spans }.encode()).unwrap();
        needed += last.need.len();
        if last.ended.is_some() {
            break;
        }
    }
    assert_eq!((last.ended, last.send), (Some(Ended::CutShort), Some(vec![2])));
    assert_eq!(needed, 3 * ANSWER_ENTRIES, "the message that reaches the limit is the last");
}

#[test]
fn an_error_of_the_own_set_ends_the_session_and_is_told_as_such() {
    struct Unreadable;
    impl Sums for Unreadable {
        type Error = &'static str;
        fn digest(&self, _: &Range<Entry>) -> Result<Digest, Self::Error> {
            Err("the disk is gone")
        }
        fn nth(&self, _: &Range<Entry>, _: u64) -> Result<Option<Entry>, Self::Error> {
            Err("the disk is gone")
        }
        fn entries(&self, _: &Range<Entry>, _: usize) -> Result<Vec<Entry>, Self::Error> {
            Err("the disk is gone")
        }
    }
    let mut responder = Reconciler::responder(Unreadable, BOUND, key(1), Limits::default());
    let asks = message(&[range(9, 1, &[0; 8])]);
    assert_eq!(responder.step(&asks), Err(ReconcileError::Sums("the disk is gone")));
    assert_eq!(responder.step(&asks), Err(ReconcileError::Over));
    assert!(Reconciler::initiator(Unreadable, BOUND, key(1), Limits::default()).is_err());
}

#[test]
fn a_list_of_nothing_over_everything_is_answered_in_bounded_pieces() {
    let entries: Vec<_> = (0..100_000).map(|n| entry(n, Stamp::at_millis(n))).collect();
    let everything = Span { range: Entry::FIRST..Entry::before(BOUND), says: Says::List(vec![]) };
    let asks = Message { turn: Turn::Done, spans: vec![everything] };
    let sent = responder(&entries).step(&asks.encode()).unwrap().send.unwrap();
    let message = Message::decode(&sent, &Entry::before(BOUND)).unwrap();
    assert_eq!(message.spans.len(), CUTS);
    assert!(message.spans.iter().all(|span| matches!(span.says, Says::Fingerprint(_))));
}
