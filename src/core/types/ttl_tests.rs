use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::types::hash::Hash;
use crate::types::string::{Condition, get, plan_del, plan_put};
use crate::types::testing::{NOW, Node, code, exchange, key};

fn put(node: &mut Node, k: &Key, text: &str) {
    let plan = plan_put(&node.view(k), &node.context(), text.into(), Condition::Always, None).unwrap();
    node.commit(plan);
}

fn hset(node: &mut Node, k: &Key, field: &str) {
    let pairs = vec![(field.as_bytes().to_vec(), "v".into())];
    let plan = Hash::of(&node.view(k)).unwrap().plan_set(pairs).unwrap();
    node.commit(plan);
}

fn hdel(node: &mut Node, k: &Key, field: &str) {
    let plan = Hash::of(&node.view(k)).unwrap().plan_del(&[field.as_bytes()]).unwrap();
    node.commit(plan);
}

fn expire(node: &mut Node, k: &Key, after_ms: i64, only: Only) -> bool {
    let plan = plan_expire(&node.view(k), &node.context(), after_ms, only).unwrap();
    node.commit(plan)
}

fn persist(node: &mut Node, k: &Key) -> bool {
    let plan = plan_persist(&node.view(k)).unwrap();
    node.commit(plan)
}

fn keys(node: &Node, k: &Key) -> Vec<Vec<u8>> {
    Hash::of(&node.view(k)).unwrap().keys(None, 100).unwrap().items
}

#[test]
fn a_key_ends_when_its_time_has_come() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    assert!(!expire(&mut node, &k, 10_000, Only::Always), "there is no such key");
    assert_eq!(remaining(&node.view(&k)), Remaining::NoKey);
    put(&mut node, &k, "Hello");
    assert_eq!(remaining(&node.view(&k)), Remaining::NoEnd);
    let ends = node.now + 10_000;
    assert!(expire(&mut node, &k, 10_000, Only::Always));
    assert_eq!(remaining(&node.view(&k)), Remaining::EndsAt(ends));
    node.now = ends - 1;
    assert!(get(&node.view(&k)).unwrap().is_some());
    node.now = ends;
    assert!(get(&node.view(&k)).unwrap().is_none());
    assert_eq!(remaining(&node.view(&k)), Remaining::NoKey);
}

#[test]
fn persist_takes_the_end_away() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    put(&mut node, &k, "Hello");
    assert!(!persist(&mut node, &k));
    expire(&mut node, &k, 10_000, Only::Always);
    assert!(persist(&mut node, &k));
    node.now += 20_000;
    assert_eq!(remaining(&node.view(&k)), Remaining::NoEnd);
}

#[test]
fn an_end_that_is_past_deletes_the_key() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    for after in [0, -1, i64::MIN] {
        put(&mut node, &k, "Hello");
        assert!(expire(&mut node, &k, after, Only::Always));
        assert_eq!(remaining(&node.view(&k)), Remaining::NoKey);
    }
    put(&mut node, &k, "Hello");
    let too_late = plan_expire(&node.view(&k), &node.context(), i64::MAX, Only::Always);
    assert_eq!(code(too_late), ErrorCode::LimitExceeded);
}

#[test]
fn the_conditions_of_expire_are_those_of_redis() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    put(&mut node, &k, "Hello");
    assert!(!expire(&mut node, &k, 10_000, Only::IfSome));
    assert!(!expire(&mut node, &k, 10_000, Only::IfLater), "no end is later than any");
    assert!(expire(&mut node, &k, 10_000, Only::IfNone));
    assert!(!expire(&mut node, &k, 20_000, Only::IfNone));
    assert!(!expire(&mut node, &k, 20_000, Only::IfEarlier));
    assert!(expire(&mut node, &k, 20_000, Only::IfLater));
    assert!(expire(&mut node, &k, 5_000, Only::IfEarlier));
    assert!(expire(&mut node, &k, 6_000, Only::IfSome));
}

#[test]
fn nothing_that_expired_comes_back_by_a_new_end_or_by_persist() {
    let (mut node, k) = (Node::new(1), key("k"));
    hset(&mut node, &k, "old");
    expire(&mut node, &k, 1000, Only::Always);
    node.now += 2000;
    hset(&mut node, &k, "new");
    assert_eq!(keys(&node, &k), [b"new"]);
    assert!(!persist(&mut node, &k), "the end has passed, there is none to take away");
    expire(&mut node, &k, 100_000, Only::Always);
    assert_eq!(keys(&node, &k), [b"new"]);
    assert!(persist(&mut node, &k));
    assert_eq!(keys(&node, &k), [b"new"]);
}

#[test]
fn a_key_that_comes_into_being_has_no_end() {
    let (mut node, k) = (Node::new(1), key("k"));
    hset(&mut node, &k, "f");
    expire(&mut node, &k, 10_000, Only::Always);
    hset(&mut node, &k, "g");
    assert!(node.view(&k).ends().is_some(), "a write to a key keeps its end");
    hdel(&mut node, &k, "f");
    hdel(&mut node, &k, "g");
    assert_eq!(remaining(&node.view(&k)), Remaining::NoKey);
    hset(&mut node, &k, "h");
    assert_eq!(remaining(&node.view(&k)), Remaining::NoEnd);
    node.now += 20_000;
    assert_eq!(keys(&node, &k), [b"h"]);
}

#[test]
fn a_delete_takes_the_end_with_it() {
    let (mut node, k) = (Node::new(1), key("k"));
    hset(&mut node, &k, "f");
    expire(&mut node, &k, 10_000, Only::Always);
    let plan = plan_del(&node.view(&k)).unwrap();
    node.commit(plan);
    hset(&mut node, &k, "g");
    assert_eq!(remaining(&node.view(&k)), Remaining::NoEnd);
}

#[test]
fn keys_that_never_make_way_have_no_end() {
    for name in ["~first/k", "~max/k"] {
        let (mut node, k) = (Node::new(1), key(name));
        put(&mut node, &k, "1");
        let context = node.context();
        assert_eq!(code(plan_expire(&node.view(&k), &context, 1000, Only::Always)), ErrorCode::BadRequest);
        assert_eq!(code(plan_persist(&node.view(&k))), ErrorCode::BadRequest);
    }
}

#[test]
fn a_write_made_elsewhere_before_the_end_is_hidden_with_the_rest() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("k"));
    hset(&mut a, &k, "a");
    expire(&mut a, &k, 1000, Only::Always);
    b.now = NOW + 500;
    hset(&mut b, &k, "b");
    a.now = NOW + 2000;
    hset(&mut a, &k, "c");
    exchange(&mut a, &mut b);
    assert_eq!(keys(&a, &k), [b"c"]);
}

#[test]
fn of_two_ends_set_apart_the_newer_stays() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("k"));
    put(&mut a, &k, "x");
    b.learn(&a);
    b.now += 10;
    expire(&mut a, &k, 1000, Only::Always);
    expire(&mut b, &k, 5000, Only::Always);
    exchange(&mut a, &mut b);
    assert_eq!(remaining(&a.view(&k)), Remaining::EndsAt(NOW + 10 + 5000));
}
