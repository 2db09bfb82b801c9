use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::types::string::plan_put;
use crate::types::testing::{Node, code, exchange, key};

fn set(node: &mut Node, k: &Key, pairs: &[(&str, &str)]) -> usize {
    let pairs = pairs.iter().map(|(f, v)| (f.as_bytes().to_vec(), Value::from(*v))).collect();
    let plan = Hash::of(&node.view(k)).unwrap().plan_set(pairs).unwrap();
    node.commit(plan)
}

fn del(node: &mut Node, k: &Key, fields: &[&[u8]]) -> usize {
    let plan = Hash::of(&node.view(k)).unwrap().plan_del(fields).unwrap();
    node.commit(plan)
}

fn incr(node: &mut Node, k: &Key, by: i64) -> i64 {
    let plan = Hash::of(&node.view(k)).unwrap().plan_incr(b"n", by).unwrap();
    node.commit(plan)
}

fn get(node: &Node, k: &Key, field: &str) -> Option<Value> {
    Hash::of(&node.view(k)).unwrap().get(field.as_bytes()).unwrap()
}

#[test]
fn fields_are_set_and_got_and_counted_as_new_once() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    assert_eq!(set(&mut node, &k, &[("field1", "Hello"), ("field2", "Hi"), ("field1", "Again")]), 2);
    assert_eq!(set(&mut node, &k, &[("field2", "World"), ("field3", "!")]), 1);
    assert_eq!(get(&node, &k, "field1"), Some("Again".into()));
    assert_eq!(get(&node, &k, "field2"), Some("World".into()));
    let view = node.view(&k);
    let hash = Hash::of(&view).unwrap();
    let many = hash.get_many(&[b"field3", b"nofield", b"field1"]).unwrap();
    assert_eq!(many, [Some("!".into()), None, Some("Again".into())]);
    assert_eq!(hash.len().unwrap(), 3);
    assert!(hash.has(b"field3").unwrap() && !hash.has(b"nofield").unwrap());
}

#[test]
fn deleted_fields_are_gone_and_the_last_takes_the_key_with_it() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    set(&mut node, &k, &[("a", "1"), ("b", "2")]);
    assert_eq!(del(&mut node, &k, &[b"a", b"a", b"nofield"]), 1);
    assert_eq!(node.view(&k).kind(), Some(Kind::Hash));
    assert_eq!(del(&mut node, &k, &[b"b"]), 1);
    assert_eq!(node.view(&k).kind(), None);
    assert!(Hash::of(&node.view(&k)).unwrap().is_empty());
}

#[test]
fn pages_go_on_where_the_one_before_ended() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    set(&mut node, &k, &[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", "5")]);
    del(&mut node, &k, &[b"c"]);
    let view = node.view(&k);
    let hash = Hash::of(&view).unwrap();
    let first = hash.keys(None, 2).unwrap();
    assert_eq!(first, Page { items: vec![b"a".to_vec(), b"b".to_vec()], next: Some(b"b".to_vec()) });
    let second = hash.entries(first.next.as_deref(), 2).unwrap();
    let expected = [("d", "4"), ("e", "5")].map(|(f, v)| (f.as_bytes().to_vec(), Value::from(v)));
    assert_eq!(second, Page { items: expected.to_vec(), next: None });
    assert_eq!(hash.keys(None, 0).unwrap().next, Some(Vec::new()));
}

#[test]
fn a_field_is_set_only_if_absent() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    for (value, done) in [("Hello", true), ("World", false)] {
        let view = node.view(&k);
        let hash = Hash::of(&view).unwrap();
        let plan = hash.plan_set_if(b"field".to_vec(), value.into(), Condition::IfAbsent).unwrap();
        assert_eq!(node.commit(plan), done);
    }
    assert_eq!(get(&node, &k, "field"), Some("Hello".into()));
}

#[test]
fn increments_add_up_on_one_node() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    assert_eq!(incr(&mut node, &k, 5), 5);
    assert_eq!(incr(&mut node, &k, 1), 6);
    assert_eq!(incr(&mut node, &k, -16), -10);
    assert_eq!(get(&node, &k, "n"), Some("-10".into()));
}

#[test]
fn an_increment_of_no_number_or_beyond_all_numbers_is_refused() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    set(&mut node, &k, &[("word", "ten"), ("most", "9223372036854775807")]);
    let view = node.view(&k);
    let hash = Hash::of(&view).unwrap();
    assert_eq!(code(hash.plan_incr(b"word", 1)), ErrorCode::BadRequest);
    assert_eq!(code(hash.plan_incr(b"most", 1)), ErrorCode::LimitExceeded);
    assert_eq!(hash.plan_incr(b"most", -1).unwrap().answer, i64::MAX - 1);
}

#[test]
fn a_key_of_another_kind_is_refused() {
    let (mut node, k) = (Node::new(1), key("k"));
    let plan = plan_put(&node.view(&k), &node.context(), "x".into(), Condition::Always, None).unwrap();
    node.commit(plan);
    assert_eq!(Hash::of(&node.view(&k)).unwrap_err().code(), ErrorCode::WrongType);
}

#[test]
fn two_plans_for_one_field_cannot_both_be_committed() {
    let (mut node, k) = (Node::new(1), key("myhash"));
    let one = Hash::of(&node.view(&k)).unwrap().plan_incr(b"n", 1).unwrap();
    let other = one.clone();
    let elsewhere = Hash::of(&node.view(&k)).unwrap().plan_set(vec![(b"m".to_vec(), "x".into())]).unwrap();
    node.commit(one);
    assert!(!other.holds(&node.cells).unwrap(), "an increment would be lost");
    assert!(elsewhere.holds(&node.cells).unwrap(), "another field is no conflict");
}

#[test]
fn a_plan_does_not_hold_when_the_key_has_become_another_kind() {
    let (mut node, k) = (Node::new(1), key("k"));
    let plan = Hash::of(&node.view(&k)).unwrap().plan_set(vec![(b"f".to_vec(), "v".into())]).unwrap();
    let add = crate::types::set::Set::of(&node.view(&k)).unwrap().plan_add(&[b"m"]).unwrap();
    node.commit(add);
    assert!(!plan.holds(&node.cells).unwrap());
}

#[test]
fn of_two_increments_made_apart_the_newer_stays_and_fields_merge_one_by_one() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("myhash"));
    incr(&mut a, &k, 10);
    b.learn(&a);
    b.now += 10;
    assert_eq!((incr(&mut a, &k, 1), incr(&mut b, &k, 5)), (11, 15));
    set(&mut a, &k, &[("a", "1")]);
    set(&mut b, &k, &[("b", "1")]);
    exchange(&mut a, &mut b);
    assert_eq!(get(&a, &k, "n"), Some("15".into()), "one increment is lost between nodes: use a counter");
    assert_eq!(Hash::of(&b.view(&k)).unwrap().len().unwrap(), 3);
}

#[test]
fn under_first_a_field_keeps_its_value_and_cannot_be_incremented() {
    let (mut node, k) = (Node::new(1), key("~first/h"));
    assert_eq!(incr(&mut node, &k, 1), 1);
    set(&mut node, &k, &[("n", "7")]);
    assert_eq!(get(&node, &k, "n"), Some("1".into()));
    assert_eq!(code(Hash::of(&node.view(&k)).unwrap().plan_incr(b"n", 1)), ErrorCode::BadRequest);
}

#[test]
fn under_max_a_field_only_grows() {
    let (mut node, k) = (Node::new(1), key("~max/h"));
    assert_eq!((incr(&mut node, &k, 3), incr(&mut node, &k, 4)), (3, 7));
    set(&mut node, &k, &[("n", "5")]);
    assert_eq!(get(&node, &k, "n").unwrap().to_integer(), Some(7));
    assert_eq!(code(Hash::of(&node.view(&k)).unwrap().plan_incr(b"n", -1)), ErrorCode::BadRequest);
    assert_eq!(del(&mut node, &k, &[b"n"]), 1);
    assert_eq!(get(&node, &k, "n"), None);
}

#[test]
fn an_operation_never_has_more_writes_than_its_limit() {
    let (node, k) = (Node::new(1), key("h"));
    let pairs = |count: u32| (0..count).map(|n| (n.to_be_bytes().to_vec(), Value::from("x"))).collect();
    let view = node.view(&k);
    let hash = Hash::of(&view).unwrap();
    assert_eq!(hash.plan_set(pairs(4096)).unwrap().writes.len(), 4096);
    assert_eq!(code(hash.plan_set(pairs(4097))), ErrorCode::LimitExceeded);
    let long = vec![(vec![0; 1025], Value::from("x"))];
    assert!(hash.plan_set(long).is_err());
}
