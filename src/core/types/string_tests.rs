use super::*;
use crate::clock::Stamp;
use crate::error::ErrorCode;
use crate::types::hash::Hash;
use crate::types::testing::{NOW, Node, code, exchange, key};
use crate::write::Number;

fn put(node: &mut Node, k: &crate::name::Key, text: &str, condition: Condition) -> bool {
    let plan = plan_put(&node.view(k), &node.context(), text.into(), condition, None).unwrap();
    node.commit(plan)
}

fn text(node: &Node, k: &crate::name::Key) -> Option<String> {
    let value = get(&node.view(k)).unwrap()?;
    Some(String::from_utf8(value.into_bytes()?).unwrap())
}

#[test]
fn what_is_put_is_got_and_what_is_deleted_is_gone() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    assert_eq!(text(&node, &k), None);
    assert!(put(&mut node, &k, "Hello", Condition::Always));
    assert_eq!(text(&node, &k).as_deref(), Some("Hello"));
    let plan = plan_del(&node.view(&k)).unwrap();
    assert!(node.commit(plan));
    assert_eq!(text(&node, &k), None);
    let plan = plan_del(&node.view(&k)).unwrap();
    assert!(plan.writes.is_empty(), "there is nothing to delete");
    assert!(!node.commit(plan));
}

#[test]
fn if_absent_and_if_present_put_only_then() {
    let (mut node, k) = (Node::new(1), key("mykey"));
    assert!(!put(&mut node, &k, "x", Condition::IfPresent));
    assert!(put(&mut node, &k, "Hello", Condition::IfAbsent));
    assert!(!put(&mut node, &k, "World", Condition::IfAbsent));
    assert_eq!(text(&node, &k).as_deref(), Some("Hello"));
    assert!(put(&mut node, &k, "World", Condition::IfPresent));
    assert_eq!(text(&node, &k).as_deref(), Some("World"));
}

#[test]
fn a_put_replaces_a_key_of_any_kind_but_a_get_refuses_it() {
    let (mut node, k) = (Node::new(1), key("k"));
    let plan = Hash::of(&node.view(&k)).unwrap().plan_set(vec![(b"f".to_vec(), "v".into())]).unwrap();
    node.commit(plan);
    assert_eq!(code(get(&node.view(&k))), ErrorCode::WrongType);
    assert!(!put(&mut node, &k, "x", Condition::IfAbsent), "something is there, whatever it is");
    assert!(put(&mut node, &k, "x", Condition::Always));
    assert_eq!(text(&node, &k).as_deref(), Some("x"));
    assert!(Hash::of(&node.view(&k)).is_err());
}

#[test]
fn a_put_takes_the_ttl_away_unless_it_brings_its_own() {
    let (mut node, k) = (Node::new(1), key("k"));
    let ends = NOW + 1000;
    let plan = plan_put(&node.view(&k), &node.context(), "a".into(), Condition::Always, Some(ends)).unwrap();
    assert!(node.commit(plan));
    assert_eq!(node.view(&k).ends(), Some(ends));
    put(&mut node, &k, "b", Condition::Always);
    assert_eq!(node.view(&k).ends(), None);
    node.now = ends + 1;
    assert_eq!(text(&node, &k).as_deref(), Some("b"));
}

#[test]
fn a_put_that_has_ended_when_it_is_made_deletes() {
    let (mut node, k) = (Node::new(1), key("k"));
    put(&mut node, &k, "a", Condition::Always);
    let (view, context) = (node.view(&k), node.context());
    let plan = plan_put(&view, &context, "b".into(), Condition::Always, Some(node.now)).unwrap();
    assert!(node.commit(plan));
    assert_eq!(text(&node, &k), None);
    let plan = plan_put(&node.view(&k), &node.context(), "b".into(), Condition::Always, Some(1 << 48));
    assert_eq!(code(plan), ErrorCode::LimitExceeded);
}

#[test]
fn a_file_is_a_kind_of_its_own() {
    let (mut node, k) = (Node::new(1), key("k"));
    let file = BlobRef { hash: [3; 32], size: 1 << 30, content_type: "video/mp4".to_owned() };
    let plan = plan_put_blob(&node.view(&k), &node.context(), file.clone(), Condition::Always, None).unwrap();
    node.commit(plan);
    assert_eq!(blob(&node.view(&k)).unwrap(), Some(file.clone()));
    assert_eq!(code(get(&node.view(&k))), ErrorCode::WrongType);
    let large = Value::Blob(file);
    let plan = plan_put(&node.view(&k), &node.context(), large.clone(), Condition::Always, None).unwrap();
    node.commit(plan);
    assert_eq!(get(&node.view(&k)).unwrap(), Some(large));
    assert_eq!(code(blob(&node.view(&k))), ErrorCode::WrongType);
}

#[test]
fn a_value_beyond_the_inline_limit_is_refused() {
    let (node, k) = (Node::new(1), key("k"));
    let plan =
        plan_put(&node.view(&k), &node.context(), Value::Bytes(vec![0; 65537]), Condition::Always, None);
    assert_eq!(code(plan), ErrorCode::LimitExceeded);
}

#[test]
fn of_two_puts_made_apart_both_nodes_see_the_newer() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("k"));
    assert!(put(&mut a, &k, "first", Condition::IfAbsent));
    b.now += 5;
    assert!(put(&mut b, &k, "second", Condition::IfAbsent), "neither knows of the other");
    exchange(&mut a, &mut b);
    assert_eq!((text(&a, &k), text(&b, &k)), (Some("second".into()), Some("second".into())));
}

#[test]
fn under_first_the_older_put_stays_and_a_delete_is_final() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("~first/k"));
    put(&mut a, &k, "first", Condition::Always);
    b.now += 5;
    put(&mut b, &k, "second", Condition::Always);
    exchange(&mut a, &mut b);
    assert_eq!(text(&b, &k).as_deref(), Some("first"));
    let plan = plan_del(&a.view(&k)).unwrap();
    a.commit(plan);
    put(&mut a, &k, "third", Condition::Always);
    assert_eq!(text(&a, &k), None);
    let with_end = plan_put(&a.view(&k), &a.context(), "x".into(), Condition::Always, Some(a.now + 9));
    assert_eq!(code(with_end), ErrorCode::BadRequest);
}

#[test]
fn under_max_the_greatest_number_stays() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("~max/k"));
    put(&mut a, &k, "10", Condition::Always);
    b.now += 5;
    put(&mut b, &k, "9.5", Condition::Always);
    exchange(&mut a, &mut b);
    assert_eq!(get(&b.view(&k)).unwrap(), Some(Value::Number(Number::Integer(10))));
    let words = plan_put(&a.view(&k), &a.context(), "ten".into(), Condition::Always, None);
    assert_eq!(code(words), ErrorCode::BadRequest);
}

#[test]
fn a_plan_no_longer_holds_when_what_it_saw_has_changed() {
    let (mut node, k) = (Node::new(1), key("k"));
    let early = plan_put(&node.view(&k), &node.context(), "a".into(), Condition::IfAbsent, None).unwrap();
    let blind = plan_put(&node.view(&k), &node.context(), "b".into(), Condition::Always, None).unwrap();
    let plan = Hash::of(&node.view(&k)).unwrap().plan_set(vec![(b"f".to_vec(), "v".into())]).unwrap();
    node.commit(plan);
    assert!(!early.holds(&node.cells).unwrap());
    assert!(blind.holds(&node.cells).unwrap(), "a blind put rests on nothing");
}

#[test]
fn a_plan_names_the_stamp_above_what_it_replaces() {
    let (mut ahead, mut behind, k) = (Node::new(1), Node::new(2), key("k"));
    ahead.now += 60_000;
    put(&mut ahead, &k, "a", Condition::Always);
    behind.learn(&ahead);
    let plan = plan_put(&behind.view(&k), &behind.context(), "b".into(), Condition::Always, None).unwrap();
    assert_eq!(Some(plan.least_stamp), Stamp::at_millis(NOW + 60_000).next());
    behind.now += 60_001;
    put(&mut behind, &k, "b", Condition::Always);
    assert_eq!(text(&behind, &k).as_deref(), Some("b"));
}

#[test]
fn a_delete_and_a_put_are_newer_than_every_field_they_replace() {
    let (mut ahead, mut behind, k) = (Node::new(1), Node::new(2), key("k"));
    ahead.now += 60_000;
    let plan = Hash::of(&ahead.view(&k)).unwrap().plan_set(vec![(b"f".to_vec(), "v".into())]).unwrap();
    ahead.commit(plan);
    behind.learn(&ahead);
    let above = Stamp::at_millis(NOW + 60_000).next();
    assert_eq!(Some(plan_del(&behind.view(&k)).unwrap().least_stamp), above);
    let plan = plan_put(&behind.view(&k), &behind.context(), "b".into(), Condition::Always, None).unwrap();
    assert_eq!(Some(plan.least_stamp), above);
}
