use super::*;
use crate::any_op::{any_draft, secret};
use crate::error::ErrorCode;
use proptest::prelude::*;

fn put() -> Write {
    Write::string(Key::new("k").unwrap(), b"v".to_vec())
}

fn example() -> Value {
    let db = DbName::new("default", secret().public()).unwrap();
    let draft = Draft { db, stamp: Stamp::ZERO, writes: vec![put()], expires: None, device: None };
    to_json(&draft.sign(&secret()).unwrap())
}

proptest! {
    #[test]
    fn every_operation_comes_back_from_json_text_byte_for_byte(draft in any_draft()) {
        let op = draft.sign(&secret()).unwrap();
        let text = to_json(&op).to_string();
        let claim = from_json(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(claim.bytes(), op.bytes());
        prop_assert_eq!(claim.id(), op.id());
        prop_assert!(claim.verify().is_ok());
    }

    #[test]
    fn every_draft_comes_back_from_json_text_and_signs_to_the_same_bytes(draft in any_draft()) {
        let text = draft_to_json(&draft).to_string();
        let again = draft_from_json(&serde_json::from_str(&text).unwrap()).unwrap();
        let (again, op) = (again.sign(&secret()).unwrap(), draft.sign(&secret()).unwrap());
        prop_assert_eq!(again.bytes(), op.bytes());
    }
}

#[test]
fn a_member_that_nobody_knows_is_refused_at_every_level() {
    let good = example();
    assert!(from_json(&good).is_ok());
    let mut outer = good.clone();
    outer["note"] = "unsigned".into();
    let mut write = good.clone();
    write["writes"][0]["note"] = "unsigned".into();
    let mut body = good.clone();
    body["writes"][0]["body"]["note"] = "unsigned".into();
    let mut blob = good;
    blob["writes"][0]["body"] =
        json!({"blob": {"hash": "00".repeat(32), "size": "1", "content_type": "", "note": "unsigned"}});
    for bad in [outer, write, body, blob] {
        assert_eq!(from_json(&bad).unwrap_err().code(), ErrorCode::BadRequest, "{bad}");
    }
}

#[test]
fn a_member_that_is_missing_is_refused_but_for_the_id() {
    for name in ["author", "signature", "db", "stamp", "writes"] {
        let mut bad = example();
        bad.as_object_mut().unwrap().remove(name);
        assert_eq!(from_json(&bad).unwrap_err().code(), ErrorCode::BadRequest, "{name}");
    }
    let mut without_id = example();
    without_id.as_object_mut().unwrap().remove("id");
    assert_eq!(from_json(&without_id).unwrap().id().to_string(), example()["id"]);
}

#[test]
fn an_id_of_another_operation_is_refused() {
    let mut bad = example();
    bad["id"] = "00".repeat(32).into();
    assert_eq!(from_json(&bad).unwrap_err().code(), ErrorCode::BadRequest);
}

#[test]
fn a_changed_value_does_not_verify() {
    let mut changed = example();
    changed.as_object_mut().unwrap().remove("id");
    changed["writes"][0]["body"] = json!({"text": "w"});
    assert_eq!(from_json(&changed).unwrap().verify().unwrap_err().code(), ErrorCode::BadSignature);
}

#[test]
fn numbers_and_words_in_another_form_are_refused() {
    for (at, bad) in [
        ("/stamp", json!(0)),
        ("/stamp", json!("00")),
        ("/stamp", json!("+1")),
        ("/stamp", json!("-1")),
        ("/stamp", json!("18446744073709551615")),
        ("/stamp", json!("18446744073709551616")),
        ("/writes", json!({})),
        ("/writes", json!([])),
        ("/writes/0", json!([1, "k", null, "v"])),
        ("/writes/0/kind", json!("unknown")),
        ("/writes/0/kind", json!(1)),
        ("/writes/0/kind", json!(65536)),
        ("/writes/0/key", json!("~other/x")),
        ("/writes/0/key", json!("~rights")),
        ("/writes/0/body", json!("v")),
        ("/writes/0/body", json!({})),
        ("/writes/0/body", json!({"text": 1})),
        ("/writes/0/body", json!({"base64": "YQ"})),
        ("/writes/0/body", json!({"score": "1"})),
        ("/writes/0/body", json!({"score": "nan"})),
        ("/writes/0/body", json!({"score": null})),
        ("/writes/0/body", json!({"float": "infinity"})),
        ("/writes/0/body", json!({"present": false})),
        ("/writes/0/body", json!({"entry": [["a", "b"]]})),
        ("/author", json!("AB".repeat(32))),
        ("/signature", json!("ab")),
        ("/db", json!("default")),
    ] {
        let mut value = example();
        value.as_object_mut().unwrap().remove("id");
        *value.pointer_mut(at).unwrap() = bad.clone();
        assert_eq!(from_json(&value).unwrap_err().code(), ErrorCode::BadRequest, "{at} {bad}");
    }
}

#[test]
fn limits_hold_before_the_writes_are_read() {
    let mut value = example();
    value["writes"] = vec![Value::Null; WRITES_LIMIT + 1].into();
    assert_eq!(from_json(&value).unwrap_err().code(), ErrorCode::LimitExceeded);
}

#[test]
fn a_body_cannot_smuggle_a_second_item_into_the_encoding() {
    let mut value = example();
    value.as_object_mut().unwrap().remove("id");
    for item in [&[0x00, 0x00][..], &[], &[0xf6], &[0x18, 0x01], &[0x82, 0x00]] {
        value["writes"][0] = json!({"kind": 99, "key": "k", "body": {"cbor": BASE64.encode(item)}});
        assert!(from_json(&value).is_err(), "{item:?}");
    }
}

#[test]
fn members_are_named_for_what_they_hold() {
    let db = DbName::new("default", secret().public()).unwrap();
    let path = json_path_field(&["a", "b"]);
    let json = Write { kind: Kind::Json, key: put().key, field: path, body: Body::Json("null".to_owned()) };
    let score = Write {
        kind: Kind::SortedSet,
        key: put().key,
        field: Some(vec![0xff]),
        body: Body::Score(f64::NEG_INFINITY),
    };
    let draft = Draft { db, stamp: Stamp::ZERO, writes: vec![json, score], expires: None, device: None };
    assert_eq!(
        draft_to_json(&draft)["writes"],
        json!([
            {"kind": "json", "key": "k", "path": ["a", "b"], "body": {"json": "null"}},
            {"kind": "sortedset", "key": "k", "field_base64": "/w==", "body": {"score": "-inf"}},
        ])
    );
}
