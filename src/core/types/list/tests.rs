use proptest::prelude::*;

use super::*;
use crate::name::Key;
use crate::types::testing::{Node, code, exchange, key};

fn values(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::from(*text)).collect()
}

fn push(node: &mut Node, k: &Key, end: End, texts: &[&str]) -> Vec<Vec<u8>> {
    let plan =
        List::of(&node.view(k)).unwrap().plan_push(&node.context(), end, values(texts), false).unwrap();
    node.commit(plan)
}

fn pop(node: &mut Node, k: &Key, end: End, count: usize) -> Vec<String> {
    let plan = List::of(&node.view(k)).unwrap().plan_pop(end, count).unwrap();
    texts(node.commit(plan))
}

fn insert(node: &mut Node, k: &Key, side: Side, pivot: &str, text: &str) -> Inserted {
    let (view, context) = (node.view(k), node.context());
    let plan = List::of(&view).unwrap().plan_insert(&context, side, pivot.as_bytes(), text.into()).unwrap();
    node.commit(plan)
}

fn set(node: &mut Node, k: &Key, index: i64, text: &str) {
    let plan = List::of(&node.view(k)).unwrap().plan_set(index, text.into()).unwrap();
    node.commit(plan);
}

fn remove(node: &mut Node, k: &Key, count: i64, text: &str) -> usize {
    let plan = List::of(&node.view(k)).unwrap().plan_remove(count, text.as_bytes()).unwrap();
    node.commit(plan)
}

fn trim(node: &mut Node, k: &Key, start: i64, stop: i64) -> usize {
    let plan = List::of(&node.view(k)).unwrap().plan_trim(start, stop).unwrap();
    node.commit(plan)
}

fn texts(values: Vec<Value>) -> Vec<String> {
    values.into_iter().map(|value| String::from_utf8(value.into_bytes().unwrap()).unwrap()).collect()
}

fn range(node: &Node, k: &Key, start: i64, stop: i64) -> Vec<String> {
    texts(List::of(&node.view(k)).unwrap().range(start, stop, 10_000).unwrap())
}

fn all(node: &Node, k: &Key) -> Vec<String> {
    range(node, k, 0, -1)
}

#[test]
fn pushes_stand_where_redis_puts_them() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["a", "b"]);
    let fields = push(&mut node, &k, End::Left, &["c", "d"]);
    assert_eq!(all(&node, &k), ["d", "c", "a", "b"]);
    assert!(fields[1] < fields[0], "the answer is in the order of the values");
    let view = node.view(&k);
    let list = List::of(&view).unwrap();
    assert_eq!(list.len().unwrap(), 4);
    let plan = list.plan_push(&node.context(), End::Right, values(&["e"]), true).unwrap();
    assert_eq!(plan.writes.len(), 1);
    let empty = key("nolist");
    let view = node.view(&empty);
    let plan = List::of(&view).unwrap().plan_push(&node.context(), End::Right, values(&["e"]), true);
    assert!(plan.unwrap().writes.is_empty());
}

#[test]
fn pops_take_from_either_end_and_the_last_takes_the_key() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["one", "two", "three", "four", "five"]);
    assert_eq!(pop(&mut node, &k, End::Left, 1), ["one"]);
    assert_eq!(pop(&mut node, &k, End::Left, 2), ["two", "three"]);
    assert_eq!(pop(&mut node, &k, End::Right, 1), ["five"]);
    assert_eq!(pop(&mut node, &k, End::Right, 0), [""; 0]);
    assert_eq!(pop(&mut node, &k, End::Right, 9), ["four"]);
    assert_eq!(node.view(&k).kind(), None);
    assert_eq!(pop(&mut node, &k, End::Left, 1), [""; 0]);
    push(&mut node, &k, End::Left, &["again"]);
    assert_eq!(all(&node, &k), ["again"]);
}

#[test]
fn ranges_take_negative_indexes_and_limits() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["one", "two", "three"]);
    assert_eq!(range(&node, &k, 0, 0), ["one"]);
    assert_eq!(range(&node, &k, -3, 2), ["one", "two", "three"]);
    assert_eq!(range(&node, &k, -100, 100), ["one", "two", "three"]);
    assert_eq!(range(&node, &k, 5, 10), [""; 0]);
    assert_eq!(range(&node, &k, -2, -1), ["two", "three"]);
    assert_eq!(range(&node, &k, -1, -2), [""; 0]);
    assert_eq!(range(&node, &k, 2, 1), [""; 0]);
    let view = node.view(&k);
    let list = List::of(&view).unwrap();
    assert_eq!(texts(list.range(0, -1, 2).unwrap()), ["one", "two"]);
    assert_eq!(texts(list.range(-3, -1, 2).unwrap()), ["one", "two"]);
    assert_eq!(list.range(0, -1, 0).unwrap(), []);
    assert_eq!(list.index(0).unwrap(), Some("one".into()));
    assert_eq!(list.index(-1).unwrap(), Some("three".into()));
    assert_eq!((list.index(3).unwrap(), list.index(-4).unwrap()), (None, None));
    assert_eq!(list.index(i64::MIN).unwrap(), None);
    let page = list.elements(None, 2).unwrap();
    let rest = list.elements(page.next.as_deref(), 2).unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
}

#[test]
fn an_element_is_set_by_its_index() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["one", "two", "three"]);
    set(&mut node, &k, 0, "four");
    set(&mut node, &k, -2, "five");
    assert_eq!(all(&node, &k), ["four", "five", "three"]);
    let beyond = List::of(&node.view(&k)).unwrap().plan_set(3, "x".into());
    assert_eq!(code(beyond), ErrorCode::NotFound);
}

#[test]
fn values_are_inserted_beside_the_first_pivot() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    assert_eq!(insert(&mut node, &k, Side::Before, "x", "y"), Inserted::NoList);
    push(&mut node, &k, End::Right, &["Hello", "World", "Hello"]);
    assert_eq!(insert(&mut node, &k, Side::Before, "nobody", "y"), Inserted::NoPivot);
    insert(&mut node, &k, Side::Before, "World", "There");
    insert(&mut node, &k, Side::After, "Hello", "after");
    insert(&mut node, &k, Side::Before, "Hello", "before");
    assert_eq!(all(&node, &k), ["before", "Hello", "after", "There", "World", "Hello"]);
    pop(&mut node, &k, End::Right, 1);
    insert(&mut node, &k, Side::After, "World", "end");
    assert_eq!(pop(&mut node, &k, End::Right, 1), ["end"]);
}

#[test]
fn values_are_removed_from_the_head_or_the_tail_or_all() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["hello", "hello", "foo", "hello", "bar", "hello"]);
    assert_eq!(remove(&mut node, &k, -2, "hello"), 2);
    assert_eq!(all(&node, &k), ["hello", "hello", "foo", "bar"]);
    assert_eq!(remove(&mut node, &k, 1, "hello"), 1);
    assert_eq!(all(&node, &k), ["hello", "foo", "bar"]);
    assert_eq!(remove(&mut node, &k, 0, "nobody"), 0);
    assert_eq!(remove(&mut node, &k, 0, "hello"), 1);
    assert_eq!(all(&node, &k), ["foo", "bar"]);
}

#[test]
fn a_trim_keeps_a_range_and_an_empty_one_deletes_the_list() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    push(&mut node, &k, End::Right, &["one", "two", "three", "four"]);
    assert_eq!(trim(&mut node, &k, 1, -2), 2);
    assert_eq!(all(&node, &k), ["two", "three"]);
    assert_eq!(trim(&mut node, &k, 0, 99), 0);
    assert_eq!(trim(&mut node, &k, 5, 9), 2);
    assert_eq!(node.view(&k).kind(), None);
    assert_eq!(trim(&mut node, &k, 0, 0), 0);
    push(&mut node, &k, End::Left, &["new"]);
    assert_eq!(all(&node, &k), ["new"]);
}

#[test]
fn a_trim_that_leaves_nothing_may_take_more_than_an_operation_has_writes() {
    let (mut node, k) = (Node::new(1), key("mylist"));
    for _ in 0..2 {
        let many: Vec<_> = (0..3000).map(|n| Value::from(n.to_string().as_str())).collect();
        let plan = List::of(&node.view(&k)).unwrap().plan_push(&node.context(), End::Right, many, false);
        node.commit(plan.unwrap());
    }
    assert_eq!(code(List::of(&node.view(&k)).unwrap().plan_trim(0, 0)), ErrorCode::LimitExceeded);
    assert_eq!(code(List::of(&node.view(&k)).unwrap().plan_pop(End::Left, 5000)), ErrorCode::LimitExceeded);
    assert_eq!(trim(&mut node, &k, 1, 0), 6000);
    assert_eq!(node.view(&k).kind(), None);
}

#[test]
fn two_workers_of_one_node_cannot_pop_the_same_element() {
    let (mut node, k) = (Node::new(1), key("queue"));
    push(&mut node, &k, End::Right, &["job", "other"]);
    let one = List::of(&node.view(&k)).unwrap().plan_pop(End::Left, 1).unwrap();
    let two = one.clone();
    let context = node.context();
    let more = values(&["more"]);
    let push = List::of(&node.view(&k)).unwrap().plan_push(&context, End::Right, more, false).unwrap();
    assert_eq!(texts(node.commit(one)), ["job"]);
    assert!(!two.holds(&node.cells).unwrap());
    assert!(push.holds(&node.cells).unwrap(), "a push does not mind a pop at the other end");
}

#[test]
fn runs_pushed_apart_stand_one_after_the_other() {
    for end in [End::Left, End::Right] {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("mylist"));
        push(&mut a, &k, End::Right, &["x"]);
        b.learn(&a);
        b.now = a.now;
        push(&mut a, &k, end, &["a1", "a2", "a3"]);
        push(&mut b, &k, end, &["b1", "b2", "b3"]);
        exchange(&mut a, &mut b);
        let mut seen = all(&a, &k).join(" ");
        if end == End::Left {
            seen = seen.split(' ').rev().collect::<Vec<_>>().join(" ");
        }
        let possible = ["x a1 a2 a3 b1 b2 b3", "x b1 b2 b3 a1 a2 a3"];
        assert!(possible.contains(&seen.as_str()), "{seen}");
    }
}

#[test]
fn an_element_popped_on_two_nodes_is_answered_twice_and_gone_once() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("mylist"));
    push(&mut a, &k, End::Right, &["one", "two"]);
    b.learn(&a);
    assert_eq!(pop(&mut a, &k, End::Left, 1), ["one"]);
    b.now += 5;
    assert_eq!(pop(&mut b, &k, End::Left, 1), ["one"]);
    exchange(&mut a, &mut b);
    assert_eq!(all(&a, &k), ["two"]);
}

#[test]
fn insertions_at_one_point_make_room_when_there_is_none_left() {
    for side in [Side::Before, Side::After] {
        let (mut node, k) = (Node::new(1), key("mylist"));
        push(&mut node, &k, End::Right, &["head", "pivot", "tail"]);
        let mut moved = 0;
        for n in 0..1400 {
            let (view, context) = (node.view(&k), node.context());
            let text = n.to_string();
            let plan =
                List::of(&view).unwrap().plan_insert(&context, side, b"pivot", text.as_str().into()).unwrap();
            moved = moved.max(plan.writes.len());
            node.commit(plan);
        }
        assert!(moved > 1, "room was never short");
        let numbers: Vec<_> = (0..1400).map(|n| n.to_string()).collect();
        let mut expected = vec!["head".to_owned()];
        if side == Side::Before {
            expected.extend(numbers);
            expected.push("pivot".to_owned());
        } else {
            expected.push("pivot".to_owned());
            expected.extend(numbers.into_iter().rev());
        }
        expected.push("tail".to_owned());
        assert_eq!(all(&node, &k), expected);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push(End, Vec<u8>),
    Pop(End, usize),
    Insert(Side, u8, u8),
    Set(i64, u8),
    Remove(i64, u8),
    Trim(i64, i64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let end = || prop_oneof![Just(End::Left), Just(End::Right)];
    let side = prop_oneof![Just(Side::Before), Just(Side::After)];
    let value = || 0u8..4;
    prop_oneof![
        4 => (end(), prop::collection::vec(value(), 1..4)).prop_map(|(end, run)| Step::Push(end, run)),
        1 => (end(), 0usize..3).prop_map(|(end, count)| Step::Pop(end, count)),
        4 => (side, value(), value()).prop_map(|(side, pivot, new)| Step::Insert(side, pivot, new)),
        1 => (-5i64..5, value()).prop_map(|(index, new)| Step::Set(index, new)),
        1 => (-2i64..3, value()).prop_map(|(count, old)| Step::Remove(count, old)),
        1 => (-6i64..4, -4i64..6).prop_map(|(start, stop)| Step::Trim(start, stop)),
    ]
}

/// What Redis does, on a vector.
fn model(list: &mut Vec<String>, step: &Step) {
    let place = |index: i64, len: usize| if index < 0 { index + i64::try_from(len).unwrap() } else { index };
    match step {
        Step::Push(End::Right, run) => list.extend(run.iter().map(u8::to_string)),
        Step::Push(End::Left, run) => run.iter().for_each(|n| list.insert(0, n.to_string())),
        Step::Pop(End::Left, count) => drop(list.drain(..list.len().min(*count))),
        Step::Pop(End::Right, count) => list.truncate(list.len().saturating_sub(*count)),
        Step::Insert(side, pivot, new) => {
            if let Some(at) = list.iter().position(|text| *text == pivot.to_string()) {
                list.insert(at + usize::from(*side == Side::After), new.to_string());
            }
        }
        Step::Set(index, new) => {
            let at = usize::try_from(place(*index, list.len())).ok();
            if let Some(element) = at.and_then(|at| list.get_mut(at)) {
                *element = new.to_string();
            }
        }
        Step::Remove(count, old) => {
            let mut left =
                if *count == 0 { usize::MAX } else { usize::try_from(count.unsigned_abs()).unwrap() };
            let mut keep = |text: &String| {
                let goes = *text == old.to_string() && left > 0;
                left -= usize::from(goes);
                !goes
            };
            if *count < 0 {
                list.reverse();
                list.retain(&mut keep);
                list.reverse();
            } else {
                list.retain(&mut keep);
            }
        }
        Step::Trim(start, stop) => {
            let (start, stop) = (place(*start, list.len()).max(0), place(*stop, list.len()));
            let kept = list
                .iter()
                .enumerate()
                .filter(|(at, _)| (start..=stop).contains(&i64::try_from(*at).unwrap()));
            *list = kept.map(|(_, text)| text.clone()).collect();
        }
    }
}

fn perform(node: &mut Node, k: &Key, step: &Step) {
    let text = |n: &u8| n.to_string();
    match step {
        Step::Push(end, run) => {
            let run: Vec<_> = run.iter().map(text).collect();
            push(node, k, *end, &run.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Step::Pop(end, count) => drop(pop(node, k, *end, *count)),
        Step::Insert(side, pivot, new) => drop(insert(node, k, *side, &text(pivot), &text(new))),
        Step::Set(index, new) => {
            let plan = List::of(&node.view(k)).unwrap().plan_set(*index, text(new).as_str().into());
            if let Ok(plan) = plan {
                node.commit(plan);
            }
        }
        Step::Remove(count, old) => drop(remove(node, k, *count, &text(old))),
        Step::Trim(start, stop) => drop(trim(node, k, *start, *stop)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_on_one_node_behaves_like_that_of_redis(steps in prop::collection::vec(any_step(), 1..40)) {
        let (mut node, k) = (Node::new(1), key("mylist"));
        let mut expected = Vec::new();
        for step in &steps {
            perform(&mut node, &k, step);
            model(&mut expected, step);
            prop_assert_eq!(&all(&node, &k), &expected, "after {:?}", step);
        }
    }

    #[test]
    fn lists_changed_apart_are_equal_after_merging_and_lose_no_push(
        shared in prop::collection::vec(any_step(), 0..10),
        apart in prop::collection::vec((any::<bool>(), any_step()), 1..20),
    ) {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("mylist"));
        shared.iter().for_each(|step| perform(&mut a, &k, step));
        b.learn(&a);
        b.now = a.now;
        let only_pushes = apart.iter().all(|(_, step)| matches!(step, Step::Push(..)));
        let before = all(&a, &k).len();
        for (here, step) in &apart {
            perform(if *here { &mut a } else { &mut b }, &k, step);
        }
        exchange(&mut a, &mut b);
        prop_assert_eq!(all(&a, &k), all(&b, &k));
        if only_pushes {
            let pushed: usize = apart.iter().map(|(_, step)| match step {
                Step::Push(_, run) => run.len(),
                _ => 0,
            }).sum();
            prop_assert_eq!(all(&a, &k).len(), before + pushed);
        }
    }
}
