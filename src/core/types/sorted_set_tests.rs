use proptest::prelude::*;

use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::query::range::score_range;
use crate::types::testing::{Node, code, exchange, key};

const PLAIN: AddOptions = AddOptions { only: AddOnly::Always, update: Update::Always };
const NX: AddOptions = AddOptions { only: AddOnly::New, update: Update::Always };
const XX: AddOptions = AddOptions { only: AddOnly::There, update: Update::Always };
const GT: AddOptions = AddOptions { only: AddOnly::Always, update: Update::Greater };
const LT: AddOptions = AddOptions { only: AddOnly::Always, update: Update::Less };

fn add(node: &mut Node, k: &Key, pairs: &[(&str, f64)], options: AddOptions) -> (usize, usize) {
    let pairs = pairs.iter().map(|(m, s)| (m.as_bytes().to_vec(), *s)).collect();
    let plan = SortedSet::of(&node.view(k)).unwrap().plan_add(pairs, options).unwrap();
    let Added { new, changed } = node.commit(plan);
    (new, changed)
}

fn incr(node: &mut Node, k: &Key, member: &str, by: f64, options: AddOptions) -> Option<f64> {
    let plan = SortedSet::of(&node.view(k)).unwrap().plan_incr(member.as_bytes(), by, options).unwrap();
    node.commit(plan)
}

fn names(members: Vec<Scored>) -> Vec<String> {
    members.into_iter().map(|(name, _)| String::from_utf8(name).unwrap()).collect()
}

fn range(node: &Node, k: &Key, start: i64, stop: i64, order: Rank) -> Vec<String> {
    names(SortedSet::of(&node.view(k)).unwrap().range(start, stop, order, 100).unwrap())
}

fn by_score(node: &Node, k: &Key, min: &str, max: &str) -> Vec<String> {
    let scores = score_range(min, max).unwrap();
    let view = node.view(k);
    names(SortedSet::of(&view).unwrap().range_by_score(&scores, Rank::Ascending, 0, 100).unwrap())
}

fn score(node: &Node, k: &Key, member: &str) -> Option<f64> {
    SortedSet::of(&node.view(k)).unwrap().score(member.as_bytes()).unwrap()
}

#[test]
fn members_stand_in_the_order_of_scores_and_then_of_bytes() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    assert_eq!(
        add(&mut node, &k, &[("two", 2.0), ("one", 1.0), ("uno", 1.0), ("three", 3.0)], PLAIN),
        (4, 4)
    );
    assert_eq!(range(&node, &k, 0, -1, Rank::Ascending), ["one", "uno", "two", "three"]);
    assert_eq!(range(&node, &k, 0, -1, Rank::Descending), ["three", "two", "uno", "one"]);
    assert_eq!(range(&node, &k, 2, 3, Rank::Ascending), ["two", "three"]);
    assert_eq!(range(&node, &k, -2, -1, Rank::Ascending), ["two", "three"]);
    assert_eq!(range(&node, &k, 0, 1, Rank::Descending), ["three", "two"]);
    assert_eq!(range(&node, &k, 9, 1, Rank::Ascending), [""; 0]);
    let view = node.view(&k);
    let set = SortedSet::of(&view).unwrap();
    assert_eq!(names(set.range(0, -1, Rank::Ascending, 2).unwrap()), ["one", "uno"]);
    assert_eq!(set.card().unwrap(), 4);
    assert_eq!(set.rank(b"two", Rank::Ascending).unwrap(), Some((2, 2.0)));
    assert_eq!(set.rank(b"two", Rank::Descending).unwrap(), Some((1, 2.0)));
    assert_eq!(set.rank(b"four", Rank::Ascending).unwrap(), None);
    assert_eq!(names(set.members(Some(b"one"), 2).unwrap().items), ["three", "two"]);
}

#[test]
fn ranges_of_scores_have_open_ends_infinities_and_limits() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    let pairs =
        [("one", 1.0), ("two", 2.0), ("three", 3.0), ("most", f64::INFINITY), ("least", -f64::INFINITY)];
    add(&mut node, &k, &pairs, PLAIN);
    assert_eq!(by_score(&node, &k, "-inf", "+inf"), ["least", "one", "two", "three", "most"]);
    assert_eq!(by_score(&node, &k, "(-inf", "(+inf"), ["one", "two", "three"]);
    assert_eq!(by_score(&node, &k, "1", "2"), ["one", "two"]);
    assert_eq!(by_score(&node, &k, "(1", "2"), ["two"]);
    assert_eq!(by_score(&node, &k, "(1", "(2"), [""; 0]);
    assert_eq!(by_score(&node, &k, "3", "1"), [""; 0]);
    let view = node.view(&k);
    let set = SortedSet::of(&view).unwrap();
    let all = Interval::all();
    assert_eq!(names(set.range_by_score(&all, Rank::Descending, 1, 2).unwrap()), ["three", "two"]);
    assert_eq!(set.count(&score_range("(1", "3").unwrap()).unwrap(), 2);
}

#[test]
fn adding_counts_new_members_and_changed_scores() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    assert_eq!(add(&mut node, &k, &[("a", 1.0), ("b", 1.0)], PLAIN), (2, 2));
    assert_eq!(add(&mut node, &k, &[("a", 2.0), ("b", 1.0), ("c", 1.0)], PLAIN), (1, 2));
    assert_eq!(add(&mut node, &k, &[("d", 1.0), ("d", 2.0)], PLAIN), (1, 2));
    assert_eq!(score(&node, &k, "d"), Some(2.0));
}

#[test]
fn the_conditions_of_adding_are_those_of_redis() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    assert_eq!(add(&mut node, &k, &[("a", 1.0)], XX), (0, 0));
    assert_eq!(add(&mut node, &k, &[("a", 1.0)], GT), (1, 1), "GT and LT do not prevent new members");
    assert_eq!(add(&mut node, &k, &[("a", 5.0), ("b", 5.0)], NX), (1, 1));
    assert_eq!(score(&node, &k, "a"), Some(1.0));
    assert_eq!(add(&mut node, &k, &[("a", 0.0)], GT), (0, 0));
    assert_eq!(add(&mut node, &k, &[("a", 2.0)], GT), (0, 1));
    assert_eq!(add(&mut node, &k, &[("a", 3.0)], LT), (0, 0));
    assert_eq!(add(&mut node, &k, &[("a", 1.0)], LT), (0, 1));
    assert_eq!(add(&mut node, &k, &[("a", 9.0), ("z", 9.0)], XX), (0, 1));
    assert_eq!((score(&node, &k, "a"), score(&node, &k, "z")), (Some(9.0), None));
    let both = AddOptions { only: AddOnly::New, update: Update::Greater };
    assert_eq!(code(SortedSet::of(&node.view(&k)).unwrap().plan_add(vec![], both)), ErrorCode::BadRequest);
}

#[test]
fn increments_start_at_zero_and_keep_their_conditions() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    assert_eq!(incr(&mut node, &k, "a", 2.5, PLAIN), Some(2.5));
    assert_eq!(incr(&mut node, &k, "a", -1.0, PLAIN), Some(1.5));
    assert_eq!(incr(&mut node, &k, "a", -1.0, GT), None);
    assert_eq!(incr(&mut node, &k, "a", 1.0, NX), None);
    assert_eq!(incr(&mut node, &k, "b", 1.0, XX), None);
    assert_eq!(incr(&mut node, &k, "inf", f64::INFINITY, PLAIN), Some(f64::INFINITY));
    let view = node.view(&k);
    let set = SortedSet::of(&view).unwrap();
    assert_eq!(code(set.plan_incr(b"inf", -f64::INFINITY, PLAIN)), ErrorCode::BadRequest);
    assert_eq!(code(set.plan_add(vec![(b"x".to_vec(), f64::NAN)], PLAIN)), ErrorCode::BadRequest);
}

#[test]
fn an_increment_of_new_members_only_leaves_the_others_alone_whatever_the_sum_would_be() {
    let (mut node, k) = (Node::new(1), key("scores"));
    add(&mut node, &k, &[("a", f64::NEG_INFINITY)], PLAIN);
    assert_eq!(incr(&mut node, &k, "a", f64::INFINITY, NX), None);
    let plan = SortedSet::of(&node.view(&k)).unwrap().plan_incr(b"a", f64::INFINITY, PLAIN);
    assert_eq!(code(plan), ErrorCode::BadRequest);
    let first = key("~first/scores");
    add(&mut node, &first, &[("a", 1.0)], PLAIN);
    assert_eq!(incr(&mut node, &first, "a", 1.0, NX), None);
}

#[test]
fn members_are_removed_and_popped_from_both_ends() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    add(&mut node, &k, &[("a", 1.0), ("b", 2.0), ("c", 3.0), ("d", 4.0)], PLAIN);
    let plan = SortedSet::of(&node.view(&k)).unwrap().plan_rem(&[b"b", b"x"]).unwrap();
    assert_eq!(node.commit(plan), 1);
    let plan = SortedSet::of(&node.view(&k)).unwrap().plan_pop(Rank::Descending, 1).unwrap();
    assert_eq!(names(node.commit(plan)), ["d"]);
    let plan = SortedSet::of(&node.view(&k)).unwrap().plan_pop(Rank::Ascending, 5).unwrap();
    assert_eq!(names(node.commit(plan)), ["a", "c"]);
    assert_eq!(node.view(&k).kind(), None);
}

#[test]
fn a_negative_zero_is_zero() {
    let (mut node, k) = (Node::new(1), key("myzset"));
    add(&mut node, &k, &[("a", -0.0)], PLAIN);
    assert!(score(&node, &k, "a").unwrap().is_sign_positive());
    assert_eq!(by_score(&node, &k, "0", "0"), ["a"]);
}

#[test]
fn of_two_scores_given_apart_the_newer_stays_and_under_max_the_greater() {
    for (name, expected) in [("z", 1.0), ("~max/z", 5.0)] {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key(name));
        add(&mut a, &k, &[("m", 5.0)], PLAIN);
        b.now += 5;
        add(&mut b, &k, &[("m", 1.0)], PLAIN);
        exchange(&mut a, &mut b);
        assert_eq!(score(&a, &k, "m"), Some(expected));
        assert_eq!(range(&a, &k, 0, -1, Rank::Ascending), ["m"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ranges_equal_those_of_a_sorted_vector(
        pairs in prop::collection::vec(("[a-e]{1,2}", -3i8..3), 1..12),
        start in -8i64..8, stop in -8i64..8,
    ) {
        let (mut node, k) = (Node::new(1), key("z"));
        let mut model = BTreeMap::new();
        for (member, score) in &pairs {
            model.insert(member.clone(), f64::from(*score));
        }
        let pairs: Vec<_> = pairs.iter().map(|(m, s)| (m.as_str(), f64::from(*s))).collect();
        let (new, _) = add(&mut node, &k, &pairs, PLAIN);
        prop_assert_eq!(new, model.len());
        let mut sorted: Vec<_> = model.into_iter().collect();
        sorted.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        for order in [Rank::Ascending, Rank::Descending] {
            let members = sorted.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            let expected = slice(members.len(), start, stop).map_or(Vec::new(), |r| members[r].to_vec());
            prop_assert_eq!(range(&node, &k, start, stop, order), expected);
            sorted.reverse();
        }
    }
}
