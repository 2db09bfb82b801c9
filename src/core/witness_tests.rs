use super::*;
use crate::clock::Stamp;
use crate::error::ErrorCode;
use crate::key::SecretKey;
use crate::name::DbName;
use crate::op::{Claimed, Operation};
use crate::signature::KnownKeys;
use crate::write::StreamId;

fn author() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn node() -> SecretKey {
    SecretKey::from_seed(&[9; 32])
}

fn db() -> DbName {
    DbName::new("default", author().public()).unwrap()
}

fn write(kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    Write { kind, key: Key::new("k").unwrap(), field: field.map(<[u8]>::to_vec), body }
}

fn put(value: &str) -> Write {
    write(Kind::String, None, Body::Bytes(value.as_bytes().to_vec()))
}

/// What the author says of this value.
fn testimony(value: &str, text: Option<&str>) -> Testimony {
    let signature = author().sign(&signed_text(db().as_str(), "k", value.as_bytes()));
    Testimony { author: author().public(), signature, text: text.map(str::to_owned) }
}

fn draft(writes: Vec<Write>) -> Draft {
    Draft { db: db(), stamp: Stamp::at_millis(7), writes, expires: None, device: None }
}

/// The operation as it comes from elsewhere.
fn comes(write: Write, testimony: Testimony) -> Result<Operation, ErrorCode> {
    let signed =
        draft(vec![write, testimony.write().unwrap()]).sign(&node()).map_err(|refused| refused.code())?;
    Claimed::decode(signed.bytes()).and_then(Claimed::verify).map_err(|refused| refused.code())
}

#[test]
fn a_value_of_each_kind_is_taken_with_the_signature_over_its_text() {
    let entry = || Body::Entry(vec![(b"name".to_vec(), b"value".to_vec())]);
    let mine = [StreamId { ms: 1, seq: 0 }.to_bytes().as_slice(), node().public().as_bytes()].concat();
    let list = [&[1][..], &[0; 50]].concat();
    for (write, value, text) in [
        (put("v"), "v", None),
        (write(Kind::Hash, Some(b"f"), Body::Bytes(b"v".to_vec())), "v", None),
        (write(Kind::List, Some(&list), Body::Bytes(b"v".to_vec())), "v", None),
        (write(Kind::Set, Some(b"v"), Body::Present), "v", None),
        (write(Kind::SortedSet, Some(b"v"), Body::Score(0.5)), "v", None),
        (write(Kind::Json, None, Body::Json("{ \"a\": 1.0 }".to_owned())), "{ \"a\": 1.0 }", None),
        (write(Kind::Geo, Some(b"v"), Body::Position { longitude: 1.0, latitude: 2.0 }), "v", None),
        (write(Kind::TimeSeries, Some(&[0; 8]), Body::Score(1.5)), "1.50", Some("1.50")),
        (write(Kind::Stream, Some(&mine), entry()), "whatever", Some("whatever")),
    ] {
        let kind = write.kind;
        let operation =
            comes(write.clone(), testimony(value, text)).unwrap_or_else(|code| panic!("{kind:?}: {code}"));
        assert_eq!(operation.author(), node().public());
        assert_eq!(operation.testimony().unwrap().author, author().public());
        assert_eq!(comes(write, testimony("another", text)).err(), Some(ErrorCode::BadSignature), "{kind:?}");
    }
}

#[test]
fn a_testimony_is_about_one_value_and_says_what_was_signed_once() {
    let refused = |writes: Vec<Write>| draft(writes).sign(&node()).err().map(|refused| refused.code());
    let about = |value: &str, text: Option<&str>| testimony(value, text).write().unwrap();
    let bad = Some(ErrorCode::BadRequest);
    assert_eq!(refused(vec![about("v", None)]), bad);
    assert_eq!(refused(vec![about("v", None), put("v")]), bad);
    assert_eq!(refused(vec![put("v"), put("v"), about("v", None)]), bad);
    assert_eq!(refused(vec![put("v"), about("v", None), about("v", None)]), bad);
    assert_eq!(refused(vec![put("v"), about("v", Some("v"))]), bad);
    assert_eq!(refused(vec![Write::del(Key::new("k").unwrap()), about("", None)]), bad);
    let sample = || write(Kind::TimeSeries, Some(&[0; 8]), Body::Score(1.5));
    assert_eq!(refused(vec![sample(), about("1.5", None)]), bad);
    assert_eq!(refused(vec![sample(), about("1.6", Some("1.6"))]), bad);
    let mut elsewhere = about("v", None);
    elsewhere.field = Some(vec![7; 32]);
    assert_eq!(refused(vec![put("v"), elsewhere]), bad);
    let mut at_a_key = about("v", None);
    at_a_key.key = Key::new("k").unwrap();
    assert_eq!(refused(vec![put("v"), at_a_key]), bad);
    let expires = Draft { expires: Some(9), ..draft(vec![put("v"), about("v", None)]) };
    assert!(expires.sign(&node()).is_err());
}

#[test]
fn together_with_others_a_false_testimony_is_found_and_the_others_are_not_blamed() {
    let sign = |testimony: Testimony| {
        let signed = draft(vec![put("v"), testimony.write().unwrap()]).sign(&node()).unwrap();
        Claimed::decode(signed.bytes()).unwrap()
    };
    let plain = Claimed::decode(draft(vec![put("v")]).sign(&node()).unwrap().bytes()).unwrap();
    let claims = vec![
        plain.clone(),
        sign(testimony("v", None)),
        sign(testimony("w", None)),
        plain,
        sign(Testimony { author: PublicKey::from_bytes([0; 32]), ..testimony("v", None) }),
    ];
    let verdicts = Claimed::verify_all(claims, &mut KnownKeys::new(), &[7; 32]);
    let codes: Vec<_> = verdicts.iter().map(|verdict| verdict.as_ref().err().map(Refused::code)).collect();
    assert_eq!(codes, [None, None, Some(ErrorCode::BadSignature), None, Some(ErrorCode::WeakKey)]);
}
