use proptest::prelude::*;

use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::query::range::stream_range;
use crate::types::string::plan_del;
use crate::types::testing::{NOW, Node, code, exchange, key};

const AUTO: NewId = NewId::Auto;

fn id(ms: u64, seq: u64) -> StreamId {
    StreamId { ms, seq }
}

fn pairs(text: &str) -> Pairs {
    vec![(b"name".to_vec(), text.as_bytes().to_vec())]
}

fn add(node: &mut Node, k: &Key, id: NewId, text: &str) -> StreamId {
    let plan = Stream::of(&node.view(k)).unwrap().plan_add(&node.context(), id, pairs(text)).unwrap();
    node.commit(plan)
}

fn texts(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| String::from_utf8(entry.pairs[0].1.clone()).unwrap()).collect()
}

fn range(node: &Node, k: &Key, from: &str, to: &str, direction: Direction) -> Vec<String> {
    let ids = stream_range(from, to).unwrap();
    let view = node.view(k);
    texts(&Stream::of(&view).unwrap().range(&ids, direction, None, 100).unwrap().items)
}

fn all(node: &Node, k: &Key) -> Vec<String> {
    range(node, k, "-", "+", Direction::Forward)
}

/// A stream with the entries a, b, c and d at 1-1, 1-2, 2-0 and 3-0.
fn four() -> (Node, Key) {
    let (mut node, k) = (Node::new(1), key("mystream"));
    for (text, at) in [("a", id(1, 1)), ("b", id(1, 2)), ("c", id(2, 0)), ("d", id(3, 0))] {
        assert_eq!(add(&mut node, &k, NewId::Exact(at), text), at);
    }
    (node, k)
}

#[test]
fn entries_are_read_by_ranges_of_ids_in_both_directions() {
    let (node, k) = four();
    assert_eq!(all(&node, &k), ["a", "b", "c", "d"]);
    assert_eq!(range(&node, &k, "-", "+", Direction::Backward), ["d", "c", "b", "a"]);
    assert_eq!(range(&node, &k, "1", "1", Direction::Forward), ["a", "b"]);
    assert_eq!(range(&node, &k, "(1-1", "(3-0", Direction::Forward), ["b", "c"]);
    assert_eq!(range(&node, &k, "4", "+", Direction::Forward), [""; 0]);
    let view = node.view(&k);
    let stream = Stream::of(&view).unwrap();
    assert_eq!(stream.len().unwrap(), 4);
    assert_eq!(texts(&stream.read_after(id(1, 2), 1).unwrap()), ["c"]);
    assert!(stream.read_after(StreamId::HIGHEST, 1).unwrap().is_empty());
}

#[test]
fn a_page_goes_on_in_its_direction() {
    let (node, k) = four();
    let view = node.view(&k);
    let stream = Stream::of(&view).unwrap();
    for (direction, expected) in [(Direction::Forward, ["b", "c"]), (Direction::Backward, ["c", "b"])] {
        let ids = stream_range("1-2", "2").unwrap();
        let first = stream.range(&ids, direction, None, 1).unwrap();
        let second = stream.range(&ids, direction, first.next.as_deref(), 5).unwrap();
        assert_eq!(
            (texts(&first.items), texts(&second.items)),
            (vec![expected[0].into()], vec![expected[1].into()])
        );
        assert_eq!(second.next, None);
    }
}

#[test]
fn an_id_is_greater_than_every_one_before_it_even_if_those_are_gone() {
    let (mut node, k) = four();
    let refused = |node: &Node, at| {
        let view = node.view(&k);
        let plan = Stream::of(&view).unwrap().plan_add(&node.context(), at, pairs("x"));
        plan.is_err_and(|error| error.code() == Some(ErrorCode::BadRequest))
    };
    assert!(refused(&node, NewId::Exact(id(3, 0))) && refused(&node, NewId::Exact(id(2, 9))));
    let plan = Stream::of(&node.view(&k)).unwrap().plan_del(&[id(3, 0), id(9, 9)]).unwrap();
    assert_eq!(node.commit(plan), 1);
    assert!(refused(&node, NewId::Exact(id(3, 0))), "its id was used");
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(0).unwrap();
    assert_eq!(node.commit(plan), 3);
    assert_eq!(node.view(&k).kind(), None);
    assert!(refused(&node, NewId::Exact(id(2, 0))) && refused(&node, NewId::AutoSeq(1)));
    add(&mut node, &k, NewId::Exact(id(3, 1)), "e");
    let plan = plan_del(&node.view(&k)).unwrap();
    node.commit(plan);
    assert!(refused(&node, NewId::Exact(id(0, 0))));
    add(&mut node, &k, NewId::Exact(id(0, 1)), "anew");
    assert_eq!(all(&node, &k), ["anew"]);
}

#[test]
fn ids_go_on_behind_those_that_a_trim_took_away() {
    let (mut node, k) = four();
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(0).unwrap();
    assert_eq!((node.commit(plan), node.view(&k).kind()), (4, None));
    let view = node.view(&k);
    let stream = Stream::of(&view).unwrap();
    assert_eq!(stream.last_id().unwrap(), Some(id(3, 0)));
    assert_eq!(
        code(stream.plan_add(&node.context(), NewId::Exact(id(3, 0)), pairs("x"))),
        ErrorCode::BadRequest
    );
    add(&mut node, &k, NewId::Exact(id(3, 1)), "e");
    assert_eq!(all(&node, &k), ["e"]);
}

#[test]
fn automatic_ids_follow_the_stamp_and_grow_within_it() {
    let (mut node, k) = (Node::new(1), key("mystream"));
    let first = add(&mut node, &k, AUTO, "a");
    assert_eq!(first.ms, NOW);
    node.now = NOW;
    let same_time = add(&mut node, &k, AUTO, "b");
    assert_eq!((same_time.ms, same_time.seq), (NOW, first.seq + (1 << 40)));
    let ahead = id(NOW + 9999, u64::MAX);
    add(&mut node, &k, NewId::Exact(ahead), "c");
    let beyond = add(&mut node, &k, AUTO, "d");
    assert_eq!((beyond.ms, beyond.seq), (NOW + 10_000, first.seq), "a used-up counter goes to the next ms");
    let chosen = add(&mut node, &k, NewId::AutoSeq(NOW + 20_000), "e");
    assert_eq!(chosen.ms, NOW + 20_000);
    assert!(add(&mut node, &k, NewId::AutoSeq(NOW + 20_000), "f") > chosen);
    assert_eq!(all(&node, &k), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn automatic_ids_of_two_writers_never_meet() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("mystream"));
    let mut other_device = PlanContext { device: None, ..a.context() };
    other_device.stamp = a.context().stamp;
    let ids = [
        add(&mut a, &k, AUTO, "a"),
        add(&mut b, &k, AUTO, "b"),
        Stream::of(&Node::new(3).view(&k)).unwrap().plan_add(&other_device, AUTO, pairs("c")).unwrap().answer,
    ];
    assert_eq!(ids.map(|id| id.ms), [NOW; 3]);
    assert!(ids[0].seq != ids[1].seq && ids[1].seq != ids[2].seq && ids[0].seq != ids[2].seq);
    exchange(&mut a, &mut b);
    assert_eq!(all(&a, &k).len(), 2);
}

#[test]
fn equal_explicit_ids_of_two_authors_are_both_kept_and_deleted_together() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("mystream"));
    add(&mut a, &k, NewId::Exact(id(1, 1)), "a");
    add(&mut b, &k, NewId::Exact(id(1, 1)), "b");
    exchange(&mut a, &mut b);
    assert_eq!(all(&a, &k).len(), 2);
    let plan = Stream::of(&a.view(&k)).unwrap().plan_del(&[id(1, 1)]).unwrap();
    assert_eq!(a.commit(plan), 2);
    assert_eq!(all(&a, &k), [""; 0]);
}

#[test]
fn trims_go_by_id_and_by_length() {
    let (mut node, k) = four();
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_below(id(1, 2)).unwrap();
    assert_eq!((plan.writes.len(), node.commit(plan)), (1, 1));
    assert_eq!(all(&node, &k), ["b", "c", "d"]);
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(3).unwrap();
    assert_eq!((plan.writes.len(), node.commit(plan)), (0, 0));
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(1).unwrap();
    assert_eq!(node.commit(plan), 2);
    assert_eq!(all(&node, &k), ["d"]);
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_below(StreamId::LOWEST).unwrap();
    assert_eq!(node.commit(plan), 0);
}

#[test]
fn a_trim_to_nothing_takes_the_entry_with_the_greatest_id_there_can_be() {
    let (mut node, k) = four();
    add(&mut node, &k, NewId::Exact(StreamId::HIGHEST), "e");
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(0).unwrap();
    assert_eq!(node.commit(plan), 5);
    assert_eq!(all(&node, &k), [""; 0]);
    let plan = Stream::of(&node.view(&k)).unwrap().plan_trim_to(0).unwrap();
    assert_eq!(node.commit(plan), 0);
}

#[test]
fn a_trim_to_a_length_keeps_what_is_added_meanwhile() {
    let (mut node, k) = four();
    let trim = Stream::of(&node.view(&k)).unwrap().plan_trim_to(2).unwrap();
    add(&mut node, &k, AUTO, "e");
    assert!(trim.holds(&node.cells).unwrap());
    node.commit(trim);
    assert_eq!(all(&node, &k), ["c", "d", "e"]);
}

#[test]
fn an_entry_with_its_trim_is_one_operation() {
    let (mut node, k) = four();
    let view = node.view(&k);
    let stream = Stream::of(&view).unwrap();
    let plan = stream.plan_add(&node.context(), AUTO, pairs("e")).unwrap();
    let plan = plan.then(stream.plan_trim_to(1).unwrap());
    let (_, trimmed) = node.commit(plan);
    assert_eq!((trimmed, all(&node, &k)), (3, vec!["d".to_owned(), "e".to_owned()]));
}

#[test]
fn automatic_additions_do_not_conflict_and_explicit_ones_do() {
    let (mut node, k) = four();
    let auto = Stream::of(&node.view(&k)).unwrap().plan_add(&node.context(), AUTO, pairs("x")).unwrap();
    let exact = NewId::Exact(id(4, 0));
    let exact = Stream::of(&node.view(&k)).unwrap().plan_add(&node.context(), exact, pairs("y")).unwrap();
    add(&mut node, &k, AUTO, "e");
    assert!(auto.holds(&node.cells).unwrap());
    assert!(!exact.holds(&node.cells).unwrap());
}

#[test]
fn an_entry_without_fields_and_a_stream_that_cannot_be_are_refused() {
    let (node, k) = (Node::new(1), key("s"));
    let plan = Stream::of(&node.view(&k)).unwrap().plan_add(&node.context(), AUTO, vec![]);
    assert_eq!(code(plan), ErrorCode::BadRequest);
    for name in ["~first/s", "~max/s"] {
        let k = key(name);
        let plan = Stream::of(&node.view(&k)).unwrap().plan_add(&node.context(), AUTO, pairs("x"));
        assert_eq!(code(plan), ErrorCode::BadRequest);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_that_was_added_apart_is_there_in_the_order_of_ids(
        steps in prop::collection::vec((any::<bool>(), 0u64..3, prop::bool::weighted(0.2)), 1..30),
    ) {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("s"));
        let mut made = Vec::new();
        for (n, (here, wait, meet)) in steps.iter().enumerate() {
            let node = if *here { &mut a } else { &mut b };
            node.now += wait;
            let before = Stream::of(&node.view(&k)).unwrap().last_id().unwrap();
            let new = add(node, &k, AUTO, &n.to_string());
            prop_assert!(Some(new) > before, "a new id is greater than all that its node knows");
            made.push((new, n.to_string()));
            if *meet {
                exchange(&mut a, &mut b);
            }
        }
        exchange(&mut a, &mut b);
        made.sort();
        let expected: Vec<_> = made.into_iter().map(|(_, text)| text).collect();
        prop_assert_eq!(&all(&a, &k), &expected);
        prop_assert_eq!(&all(&b, &k), &expected);
    }
}
