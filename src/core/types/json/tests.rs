use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::types::testing::{NOW, Node, bytes, code, exchange, key, write};

const NONE: &Blobs<'static> = &|_| None;

fn place(text: &str) -> Place {
    text.parse().unwrap()
}

fn set(node: &mut Node, k: &Key, at: &str, value: Value) -> bool {
    set_if(node, k, at, value, Condition::Always)
}

fn set_if(node: &mut Node, k: &Key, at: &str, value: Value, condition: Condition) -> bool {
    let plan = Json::of(&node.view(k), NONE).unwrap().plan_set(&place(at), value, condition).unwrap();
    node.commit(plan)
}

fn del(node: &mut Node, k: &Key, at: &str) -> usize {
    let plan = Json::of(&node.view(k), NONE).unwrap().plan_del(&place(at)).unwrap();
    node.commit(plan)
}

fn merge(node: &mut Node, k: &Key, at: &str, patch: &Value) -> bool {
    let plan = Json::of(&node.view(k), NONE).unwrap().plan_merge(&place(at), patch).unwrap();
    node.commit(plan)
}

fn document(node: &Node, k: &Key) -> Option<Value> {
    Json::of(&node.view(k), NONE).unwrap().document().unwrap()
}

#[test]
fn places_are_written_in_several_ways_and_wildcards_are_refused() {
    let member = |name: &str| Segment::Member(name.to_owned());
    for root in ["$", ".", "", "$."] {
        assert_eq!(place(root), Place::root(), "{root:?}");
    }
    for text in ["$.a.b", ".a.b", "a.b", "$['a'].b", "$[\"a\"]['b']", "['a'].b"] {
        assert_eq!(place(text).segments(), [member("a"), member("b")], "{text:?}");
    }
    let odd = place(r#"$['a.b'][0]["it\"s"][-1].é"#);
    let expected = [member("a.b"), Segment::Index(0), member("it\"s"), Segment::Index(-1), member("é")];
    assert_eq!(odd.segments(), expected);
    for bad in ["$..a", "$.*", "$[*]", "$.a[", "$['a]", "$.a b", "$[1:2]", "$[?@.a]", "a..b", "$a", "$[+1]"] {
        let parsed = bad.parse::<Place>();
        assert!(parsed.is_err_and(|e| e.code() == ErrorCode::BadRequest), "{bad}");
    }
    let deep = "$".to_owned() + &".a".repeat(65);
    assert_eq!(deep.parse::<Place>().unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn a_document_is_set_and_got_and_changed_at_its_members() {
    let (mut node, k) = (Node::new(1), key("doc"));
    assert_eq!(document(&node, &k), None);
    set(&mut node, &k, "$", json!({"a": 2, "b": {"c": null}}));
    set(&mut node, &k, "$.a", json!(3));
    set(&mut node, &k, "$.b.d", json!([1, 2]));
    assert_eq!(document(&node, &k), Some(json!({"a": 3, "b": {"c": null, "d": [1, 2]}})));
    let view = node.view(&k);
    let doc = Json::of(&view, NONE).unwrap();
    assert_eq!(doc.get(&place("$.b.c")).unwrap(), Some(Value::Null));
    assert_eq!(doc.get(&place("$.b.d[-1]")).unwrap(), Some(json!(2)));
    assert_eq!(doc.get(&place("$.b.d[2]")).unwrap(), None);
    assert_eq!(doc.get(&place("$.b.d[-3]")).unwrap(), None);
}

#[test]
fn conditions_look_at_the_place() {
    let (mut node, k) = (Node::new(1), key("doc"));
    assert!(!set_if(&mut node, &k, "$", json!({}), Condition::IfPresent));
    assert!(set_if(&mut node, &k, "$", json!({"a": null}), Condition::IfAbsent));
    assert!(!set_if(&mut node, &k, "$.a", json!(1), Condition::IfAbsent), "a null is there");
    assert!(set_if(&mut node, &k, "$.a", json!(1), Condition::IfPresent));
    assert!(set_if(&mut node, &k, "$.b", json!(2), Condition::IfAbsent));
    assert_eq!(document(&node, &k), Some(json!({"a": 1, "b": 2})));
}

#[test]
fn members_on_the_way_are_made_but_no_value_is_run_over() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$.a.b", json!(1));
    assert_eq!(document(&node, &k), Some(json!({"a": {"b": 1}})));
    let view = node.view(&k);
    let doc = Json::of(&view, NONE).unwrap();
    let through = |at: &str| code(doc.plan_set(&place(at), json!(1), Condition::Always));
    assert_eq!(through("$.a.b.c"), ErrorCode::BadRequest);
    assert_eq!(through("$.a[0]"), ErrorCode::BadRequest);
    assert_eq!(through("$.new[0]"), ErrorCode::BadRequest);
}

#[test]
fn what_was_only_made_on_the_way_to_a_member_vanishes_with_it() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$.a.b", json!(1));
    assert_eq!(del(&mut node, &k, "$.a.b"), 1);
    assert_eq!(document(&node, &k), None);
    set(&mut node, &k, "$", json!({"a": {}}));
    set(&mut node, &k, "$.a.b", json!(1));
    del(&mut node, &k, "$.a.b");
    assert_eq!(document(&node, &k), Some(json!({"a": {}})), "what was written as an object stays one");
}

#[test]
fn a_write_into_an_array_writes_the_array() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$", json!({"list": [{"n": 1}, {"n": 2}, [3]]}));
    set(&mut node, &k, "$.list[0].n", json!(10));
    set(&mut node, &k, "$.list[-1][0]", json!(30));
    assert_eq!(del(&mut node, &k, "$.list[1]"), 1);
    assert_eq!(document(&node, &k), Some(json!({"list": [{"n": 10}, [30]]})));
    assert_eq!(del(&mut node, &k, "$.list[7]"), 0);
    merge(&mut node, &k, "$.list[0]", &json!({"m": 1, "n": null}));
    assert_eq!(document(&node, &k), Some(json!({"list": [{"m": 1}, [30]]})));
    let beyond =
        Json::of(&node.view(&k), NONE).unwrap().plan_set(&place("$.list[2]"), json!(1), Condition::Always);
    assert_eq!(code(beyond), ErrorCode::NotFound);
}

#[test]
fn members_are_deleted_and_the_root_takes_the_key() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$", json!({"a": 1, "b": {"c": 2}}));
    assert_eq!(del(&mut node, &k, "$.b.c"), 1);
    assert_eq!(del(&mut node, &k, "$.b.c"), 0);
    assert_eq!(del(&mut node, &k, "$.a.x"), 0);
    assert_eq!(document(&node, &k), Some(json!({"a": 1, "b": {}})));
    assert_eq!(del(&mut node, &k, "$"), 1);
    assert_eq!((document(&node, &k), node.view(&k).kind()), (None, None));
    assert_eq!(del(&mut node, &k, "$"), 0);
}

#[test]
fn the_examples_of_the_standard_for_merge_patches_hold() {
    // RFC 7396, appendix A, but for patches that are null at the top.
    for (target, patch, result) in [
        (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
        (json!({"a":"b"}), json!({"a":null}), json!({})),
        (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
        (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
        (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
        (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"a":"b"}), json!(["c"]), json!(["c"])),
        (json!({"a":"foo"}), json!("bar"), json!("bar")),
        (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
        (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
        (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
    ] {
        let (mut node, k) = (Node::new(1), key("doc"));
        set(&mut node, &k, "$", target.clone());
        merge(&mut node, &k, "$", &patch);
        assert_eq!(document(&node, &k), Some(result), "{target} {patch}");
    }
    let (mut node, k) = (Node::new(1), key("doc"));
    assert!(merge(&mut node, &k, "$", &json!({"a": {"b": 1, "c": null}})));
    assert_eq!(document(&node, &k), Some(json!({"a": {"b": 1}})));
    assert!(!merge(&mut node, &k, "$.a", &json!({})), "there is nothing to do");
    assert!(merge(&mut node, &k, "$.a", &Value::Null));
    assert!(!merge(&mut node, &k, "$.a", &Value::Null));
}

#[test]
fn a_query_selects_by_path() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$", json!({"books": [{"price": 5}, {"price": 9}]}));
    let view = node.view(&k);
    let doc = Json::of(&view, NONE).unwrap();
    let path = JsonPath::new("$.books[?@.price < 8]").unwrap();
    let selected = doc.query(&path, 10).unwrap().unwrap();
    assert_eq!(selected.nodes, [("$['books'][0]".to_owned(), json!({"price": 5}))]);
    let first = doc.query(&JsonPath::new("$..price").unwrap(), 1).unwrap().unwrap();
    assert_eq!((first.nodes.len(), first.total), (1, 2));
}

#[test]
fn a_part_that_is_a_blob_is_read_from_where_blobs_are() {
    let (mut node, k) = (Node::new(1), key("doc"));
    let blob = BlobRef { hash: [1; 32], size: 9, content_type: "application/json".to_owned() };
    let plan = Json::of(&node.view(&k), NONE).unwrap().plan_set_blob(&place("$.big"), blob.clone()).unwrap();
    node.commit(plan);
    let view = node.view(&k);
    assert_eq!(code(Json::of(&view, NONE).unwrap().document()), ErrorCode::Unavailable);
    let here = |asked: &BlobRef| (*asked == blob).then(|| b"[1, 2, 3]".to_vec());
    assert_eq!(Json::of(&view, &here).unwrap().document().unwrap(), Some(json!({"big": [1, 2, 3]})));
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let (node, k) = (Node::new(1), key("doc"));
    let nested = |levels| (0..levels).fold(Value::Null, |inner, _| json!([inner]));
    let view = node.view(&k);
    let doc = Json::of(&view, NONE).unwrap();
    assert!(doc.plan_set(&place("$.a.b"), nested(62), Condition::Always).is_ok());
    let deeper = doc.plan_set(&place("$.a.b"), nested(63), Condition::Always);
    assert_eq!(code(deeper), ErrorCode::LimitExceeded);
}

#[test]
fn writes_apply_in_their_order_and_deletes_create_nothing() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("doc"));
    set(&mut a, &k, "$", json!({"x": {"y": 1}, "n": 5}));
    b.learn(&a);
    b.now = a.now + 5;
    // The older write makes a scalar of what the newer one, elsewhere, still knows as an object.
    set(&mut a, &k, "$.x", json!("scalar"));
    set(&mut b, &k, "$.x.z", json!(2));
    exchange(&mut a, &mut b);
    assert_eq!(document(&a, &k), Some(json!({"x": {"z": 2}, "n": 5})));
    let field = |members: &[&str]| json_path_field(members);
    a.sign(vec![write(&k, KIND, field(&["n", "m", "o"]).as_deref(), Body::Delete)], None);
    assert_eq!(document(&a, &k), Some(json!({"x": {"z": 2}, "n": {}})));
    a.sign(vec![write(&k, KIND, field(&["new", "m"]).as_deref(), Body::Delete)], None);
    assert_eq!(document(&a, &k), Some(json!({"x": {"z": 2}, "n": {}})));
}

#[test]
fn an_expired_part_shows_what_other_operations_left_around_it() {
    let (mut node, k) = (Node::new(1), key("doc"));
    let json_text = |text: &str| Body::Json(text.to_owned());
    let field = |members: &[&str]| json_path_field(members);
    node.sign(vec![write(&k, KIND, None, json_text(r#"{"a": 1}"#))], None);
    node.sign(vec![write(&k, KIND, field(&["b"]).as_deref(), json_text("{}"))], Some(NOW + 100));
    node.sign(vec![write(&k, KIND, field(&["b", "c"]).as_deref(), json_text("2"))], None);
    assert_eq!(document(&node, &k), Some(json!({"a": 1, "b": {"c": 2}})));
    node.now = NOW + 100;
    assert_eq!(document(&node, &k), Some(json!({"a": 1, "b": {"c": 2}})));
    node.sign(vec![write(&k, KIND, field(&["b", "c"]).as_deref(), Body::Delete)], None);
    assert_eq!(document(&node, &k), Some(json!({"a": 1})));
}

#[test]
fn under_first_the_oldest_value_stays_and_deletes_are_final() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("~first/doc"));
    set(&mut b, &k, "$.a", json!("old"));
    a.now = b.now + 5;
    set(&mut a, &k, "$", json!({"a": "new", "b": 1}));
    exchange(&mut a, &mut b);
    assert_eq!(document(&a, &k), Some(json!({"a": "old", "b": 1})));
    del(&mut a, &k, "$.b");
    set(&mut a, &k, "$.b", json!(2));
    assert_eq!(document(&a, &k), Some(json!({"a": "old"})));
}

#[test]
fn a_key_of_another_kind_is_refused_and_a_change_beside_is_no_conflict() {
    let (mut node, k) = (Node::new(1), key("doc"));
    set(&mut node, &k, "$", json!({"a": {"b": 1}}));
    let plan = |node: &Node, at: &str| {
        Json::of(&node.view(&k), NONE).unwrap().plan_set(&place(at), json!(2), Condition::Always).unwrap()
    };
    let plans = ["$.a.b", "$.a", "$.c", "$.a.b"].map(|at| plan(&node, at));
    set(&mut node, &k, "$.a.b", json!(3));
    let hold = plans.map(|plan| plan.holds(&node.cells).unwrap());
    assert_eq!(hold, [false, false, true, false]);
    node.sign(vec![write(&k, Kind::Hash, Some(b"f"), bytes("v"))], None);
    assert_eq!(Json::of(&node.view(&k), NONE).unwrap_err().code(), ErrorCode::WrongType);
}

#[derive(Clone, Debug)]
enum Step {
    Set(Vec<String>, Value),
    Del(Vec<String>),
    Merge(Vec<String>, Value),
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), (0..3).prop_map(Value::from), Just(json!([1]))];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop::collection::btree_map("[ab]", inner, 0..3)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let members = || prop::collection::vec("[ab]".prop_map(String::from), 0..4);
    prop_oneof![
        (members(), any_value()).prop_map(|(at, value)| Step::Set(at, value)),
        members().prop_map(Step::Del),
        (members(), any_value()).prop_map(|(at, patch)| Step::Merge(at, patch)),
    ]
}

/// Does a step if it is allowed; says whether it was.
fn perform(node: &mut Node, k: &Key, step: &Step) -> bool {
    let at = |members: &[String]| place(&format!("$.{}", members.join(".")));
    let view = node.view(k);
    let doc = Json::of(&view, NONE).unwrap();
    let plan = match step {
        Step::Set(members, value) => doc.plan_set(&at(members), value.clone(), Condition::Always),
        Step::Del(members) => doc.plan_del(&at(members)).map(|plan| plan.map(|count| count > 0)),
        Step::Merge(members, patch) => doc.plan_merge(&at(members), patch),
    };
    match plan {
        Ok(plan) => {
            node.commit(plan);
            true
        }
        Err(_) => false,
    }
}

/// What a step does to a plain value. What is nothing has no members.
fn model(value: Option<Value>, members: &[String], step: &Step) -> Option<Value> {
    if let Some((first, rest)) = members.split_first() {
        let removes = matches!(step, Step::Del(_) | Step::Merge(_, Value::Null));
        let mut object = match value {
            Some(Value::Object(object)) => object,
            other if removes => return other,
            _ => serde_json::Map::new(),
        };
        let inner = object.remove(first);
        if inner.is_none() && removes {
            return Some(Value::Object(object));
        }
        object.extend(model(inner, rest, step).map(|inner| (first.clone(), inner)));
        return Some(Value::Object(object));
    }
    match step {
        Step::Set(_, value) => Some(value.clone()),
        Step::Del(_) | Step::Merge(_, Value::Null) => None,
        Step::Merge(_, patch) => Some(patched(value, patch)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_document_on_one_node_changes_like_a_plain_value(steps in prop::collection::vec(any_step(), 1..25)) {
        let (mut node, k) = (Node::new(1), key("doc"));
        set(&mut node, &k, "$", json!({}));
        let mut expected = Some(json!({}));
        for step in &steps {
            // As in Redis, what has no parent yet is not written here; see the test above for what is made on the way.
            let (Step::Set(members, _) | Step::Del(members) | Step::Merge(members, _)) = step;
            let parent = members.split_last().map(|(_, parents)| place(&format!("$.{}", parents.join("."))));
            let parent = parent.map(|at| expected.as_ref().and_then(|e| at.find(e)).cloned());
            if parent.is_some_and(|parent| !parent.is_some_and(|parent| parent.is_object())) {
                continue;
            }
            if perform(&mut node, &k, step) {
                expected = model(expected, members, step);
            }
            prop_assert_eq!(&document(&node, &k), &expected, "after {:?}", step);
        }
    }

    #[test]
    fn documents_changed_apart_read_the_same_after_merging(
        steps in prop::collection::vec((any::<bool>(), any_step(), prop::bool::weighted(0.2)), 1..20),
        first in any::<bool>(),
    ) {
        let k = key(if first { "~first/doc" } else { "doc" });
        let (mut a, mut b) = (Node::new(1), Node::new(2));
        for (here, step, meet) in &steps {
            perform(if *here { &mut a } else { &mut b }, &k, step);
            if *meet {
                exchange(&mut a, &mut b);
            }
        }
        exchange(&mut a, &mut b);
        prop_assert_eq!(document(&a, &k), document(&b, &k));
    }
}
