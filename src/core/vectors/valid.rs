//! One valid operation for every kind, every body form and every edge of a limit.

use super::{Valid, secret};
use crate::clock::Stamp;
use crate::key::{DeviceId, SecretKey};
use crate::name::{DB_LABEL_LIMIT, DbName, KEY_LIMIT, Key, RIGHTS_KEY};
use crate::op::{Draft, STREAM_FIELDS_LIMIT, WRITES_LIMIT};
use crate::query::json::JSON_DEPTH_LIMIT;
use crate::witness::{Testimony, signed_text};
use crate::write::{
    BlobRef, Body, ENTRY_LIMIT, FIELD_LIMIT, INLINE_LIMIT, JSON_PATH_LIMIT, Kind, LIST_FIELD_LIMIT,
    LIST_SUFFIX, Number, Role, StreamId, Write, json_path_field,
};

const NOW: u64 = 1_700_000_000_000;
const DEVICE: DeviceId = DeviceId::from_bytes([0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);

fn draft(writes: Vec<Write>) -> Draft {
    let db = DbName::new("default", secret().public()).unwrap();
    Draft { db, stamp: Stamp::at_millis(NOW), writes, expires: None, device: None }
}

fn at(key: &str, kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    let key = Key::rights(key).unwrap_or_else(|| Key::new(key).unwrap());
    Write { kind, key, field: field.map(<[u8]>::to_vec), body }
}

fn text(value: &str) -> Body {
    Body::Bytes(value.as_bytes().to_vec())
}

fn blob() -> Body {
    Body::Blob(BlobRef { hash: [0xb1; 32], size: 5_000_000, content_type: "image/png".to_owned() })
}

fn me(before: &[u8], after: &[u8]) -> Vec<u8> {
    [before, secret().public().as_bytes(), after].concat()
}

fn list_field(position: &[u8]) -> Vec<u8> {
    [position, &Stamp::at_millis(NOW).as_u64().to_be_bytes(), &me(&[], &[0; 10])].concat()
}

fn path(segments: &[&str]) -> Option<Vec<u8>> {
    json_path_field(segments)
}

/// All valid vectors.
pub(super) fn all() -> Vec<Valid> {
    let mut all = singles();
    all.extend(strategies());
    all.extend(rights());
    all.extend(witnessed());
    all.extend(wholes());
    all.extend(edges());
    all
}

fn one(name: &'static str, write: Write) -> Valid {
    Valid { name, draft: draft(vec![write]) }
}

fn singles() -> Vec<Valid> {
    let entry_id = me(&StreamId { ms: NOW, seq: 7 }.to_bytes(), &[]);
    let entry = Body::Entry(vec![(b"temp".to_vec(), b"21.5".to_vec()), (b"raw".to_vec(), vec![0xff, 0])]);
    let score = |score| Body::Score(score);
    let sample = [&NOW.to_be_bytes()[..], b"indoor"].concat();
    let position = Body::Position { longitude: 13.361_389, latitude: 38.115_556 };
    let ttl = |ends| Body::Ttl { ends, floor: Stamp::at_millis(NOW - 1000) };
    let json = |text: &str| Body::Json(text.to_owned());
    let item = vec![0xa2, 0x00, 0x82, 0x20, 0xf5, 0x18, 0x18, 0x61, 0x78];
    vec![
        one("del", at("user:1", Kind::Del, None, Body::Delete)),
        one("string-text", at("user:1", Kind::String, None, text("hello"))),
        one("string-binary", at("user:1", Kind::String, None, Body::Bytes(vec![0, 0xff, 0x80]))),
        one("string-empty", at("user:1", Kind::String, None, text(""))),
        one("string-blob", at("user:1", Kind::String, None, blob())),
        one("blob", at("photo", Kind::Blob, None, blob())),
        one("hash-field", at("user:1", Kind::Hash, Some(b"name"), text("Ann"))),
        one("hash-field-blob", at("user:1", Kind::Hash, Some(b"photo"), blob())),
        one("hash-field-delete", at("user:1", Kind::Hash, Some(b"name"), Body::Delete)),
        one("hash-field-binary", at("user:1", Kind::Hash, Some(&[0xff, 0xfe]), text("x"))),
        one("hash-field-empty", at("user:1", Kind::Hash, Some(b""), text("x"))),
        one("hash-delete", at("user:1", Kind::Hash, None, Body::Delete)),
        one("set-member", at("tags", Kind::Set, Some(b"red"), Body::Present)),
        one("set-member-delete", at("tags", Kind::Set, Some(b"red"), Body::Delete)),
        one("set-delete", at("tags", Kind::Set, None, Body::Delete)),
        one("sortedset-half", at("rank", Kind::SortedSet, Some(b"ann"), score(1.5))),
        one("sortedset-single", at("rank", Kind::SortedSet, Some(b"ann"), score(100_000.0))),
        one("sortedset-double", at("rank", Kind::SortedSet, Some(b"ann"), score(0.1))),
        one("sortedset-zero", at("rank", Kind::SortedSet, Some(b"ann"), score(0.0))),
        one("sortedset-infinite", at("rank", Kind::SortedSet, Some(b"ann"), score(f64::INFINITY))),
        one("sortedset-least", at("rank", Kind::SortedSet, Some(b"ann"), score(f64::NEG_INFINITY))),
        one("sortedset-smallest", at("rank", Kind::SortedSet, Some(b"ann"), score(5e-324))),
        one("sortedset-member-delete", at("rank", Kind::SortedSet, Some(b"ann"), Body::Delete)),
        one("list-element", at("queue", Kind::List, Some(&list_field(&[0x80])), text("job"))),
        one("list-element-blob", at("queue", Kind::List, Some(&list_field(&[0x80, 1])), blob())),
        one("list-element-delete", at("queue", Kind::List, Some(&list_field(&[0x80])), Body::Delete)),
        one("list-delete", at("queue", Kind::List, None, Body::Delete)),
        one("json-root", at("doc", Kind::Json, None, json("{\"a\": [1, 2.5, null]}"))),
        one("json-path", at("doc", Kind::Json, path(&["a", "b c"]).as_deref(), json("true"))),
        one("json-path-empty-name", at("doc", Kind::Json, path(&[""]).as_deref(), json("1"))),
        one("json-null-value", at("doc", Kind::Json, path(&["a"]).as_deref(), json("null"))),
        one("json-blob", at("doc", Kind::Json, path(&["a"]).as_deref(), blob())),
        one("json-path-delete", at("doc", Kind::Json, path(&["a"]).as_deref(), Body::Delete)),
        one("json-delete", at("doc", Kind::Json, None, Body::Delete)),
        one("stream-entry", at("log", Kind::Stream, Some(&entry_id), entry)),
        one("stream-entry-delete", at("log", Kind::Stream, Some(&entry_id), Body::Delete)),
        one("stream-trim", at("log", Kind::Stream, None, Body::Trim(StreamId { ms: NOW, seq: 0 }))),
        one("timeseries-sample", at("temp", Kind::TimeSeries, Some(&sample), score(21.5))),
        one("timeseries-no-label", at("temp", Kind::TimeSeries, Some(&NOW.to_be_bytes()), score(-3.0))),
        one("timeseries-sample-delete", at("temp", Kind::TimeSeries, Some(&sample), Body::Delete)),
        one("geo-member", at("cities", Kind::Geo, Some(b"Palermo"), position)),
        one("geo-member-delete", at("cities", Kind::Geo, Some(b"Palermo"), Body::Delete)),
        Valid {
            name: "counter-totals",
            draft: Draft {
                device: Some(DEVICE),
                ..draft(vec![at(
                    "visits",
                    Kind::Counter,
                    Some(&me(&[], DEVICE.as_bytes())),
                    Body::Totals { added: 300, taken: u64::MAX },
                )])
            },
        },
        one("ttl-ends", at("session", Kind::Ttl, None, ttl(Some(NOW + 60_000)))),
        one("ttl-persist", at("session", Kind::Ttl, None, ttl(None))),
        one("unknown-kind", at("future", Kind::Unknown(15), None, Body::Unknown(item))),
        one("unknown-kind-field", at("future", Kind::Unknown(999), Some(b"f"), Body::Unknown(vec![0x00]))),
        one("unknown-kind-delete", at("future", Kind::Unknown(u16::MAX), Some(b"f"), Body::Delete)),
    ]
}

fn strategies() -> Vec<Valid> {
    let integer = |integer| Body::Number(Number::Integer(integer));
    let float = |float| Body::Number(Number::Float(float));
    vec![
        one("first-string", at("~first/owner", Kind::String, None, text("me"))),
        one("first-del", at("~first/owner", Kind::Del, None, Body::Delete)),
        one("max-integer", at("~max/height", Kind::String, None, integer(8848))),
        one("max-integer-negative", at("~max/height", Kind::String, None, integer(-11_034))),
        one("max-integer-greatest", at("~max/height", Kind::String, None, integer((1 << 64) - 1))),
        one("max-integer-least", at("~max/height", Kind::String, None, integer(-(1 << 64)))),
        one("max-float", at("~max/height", Kind::String, None, float(8848.86))),
        one("max-hash", at("~max/best", Kind::Hash, Some(b"ann"), integer(1))),
        one("max-hash-field-delete", at("~max/best", Kind::Hash, Some(b"ann"), Body::Delete)),
        one("max-sortedset", at("~max/best", Kind::SortedSet, Some(b"ann"), float(0.5))),
        one("max-unknown-kind", at("~max/best", Kind::Unknown(15), None, integer(0))),
    ]
}

fn rights() -> Vec<Valid> {
    let right = |name, body| one(name, at(RIGHTS_KEY, Kind::Rights, Some(&[0x5b; 32]), body));
    vec![
        right("grant-reader", Body::Grant(Role::Reader)),
        right("grant-writer", Body::Grant(Role::Writer)),
        right("grant-admin", Body::Grant(Role::Admin)),
        right("revoke-writer", Body::Revoke(Role::Writer, Stamp::at_millis(NOW))),
        right("revoke-from-the-beginning", Body::Revoke(Role::Admin, Stamp::ZERO)),
    ]
}

/// Of an author with another key than the one that signs all.
fn witnessed() -> Vec<Valid> {
    let of = |name, write: Write, value: &str, text: Option<&str>| {
        let inner = SecretKey::from_seed(&[2; 32]);
        let db = draft(Vec::new()).db;
        let signature = inner.sign(&signed_text(db.as_str(), write.key.as_str(), value.as_bytes()));
        let testimony = Testimony { author: inner.public(), signature, text: text.map(str::to_owned) };
        Valid { name, draft: draft(vec![write, testimony.write().unwrap()]) }
    };
    let time = 1_700_000_000_000_u64.to_be_bytes();
    vec![
        of("witnessed-string", at("user:1", Kind::String, None, text("hello")), "hello", None),
        of("witnessed-set", at("tags", Kind::Set, Some(b"red"), Body::Present), "red", None),
        of("witnessed-json", at("doc", Kind::Json, None, Body::Json("[1.0]".to_owned())), "[1.0]", None),
        of(
            "witnessed-sample",
            at("temp", Kind::TimeSeries, Some(&time), Body::Score(21.5)),
            "21.50",
            Some("21.50"),
        ),
    ]
}

fn wholes() -> Vec<Valid> {
    let put = |key: &str| at(key, Kind::String, None, text("v"));
    let plain = || draft(vec![put("k")]);
    let long = format!("x{}", "-".repeat(DB_LABEL_LIMIT - 1));
    let long = DbName::new(&long, secret().public()).unwrap();
    vec![
        Valid { name: "several-writes", draft: draft(vec![put("a"), put("b"), put("a")]) },
        Valid { name: "expires", draft: Draft { expires: Some(NOW + 1), ..plain() } },
        Valid { name: "expires-last", draft: Draft { expires: Some((1 << 48) - 1), ..plain() } },
        Valid { name: "device", draft: Draft { device: Some(DEVICE), ..plain() } },
        Valid {
            name: "expires-and-device",
            draft: Draft { expires: Some(0), device: Some(DEVICE), ..plain() },
        },
        Valid { name: "stamp-zero", draft: Draft { stamp: Stamp::ZERO, ..plain() } },
        Valid {
            name: "stamp-greatest",
            draft: Draft { stamp: Stamp::new(u64::MAX - 1).unwrap(), ..plain() },
        },
        Valid { name: "db-longest", draft: Draft { db: long, ..plain() } },
        one("key-longest", put(&"k".repeat(KEY_LIMIT))),
        one("key-unicode-composed", put("caf\u{e9} \u{1d11e}")),
        one("key-unicode-decomposed", put("cafe\u{301} \u{1d11e}")),
    ]
}

fn edges() -> Vec<Valid> {
    let put = at("k", Kind::String, None, text("v"));
    let list = vec![0x80; LIST_FIELD_LIMIT - LIST_SUFFIX];
    let entry = Body::Entry(vec![(vec![], vec![]); ENTRY_LIMIT]);
    let entry_id = me(&StreamId { ms: 0, seq: 0 }.to_bytes(), &[]);
    let full = at("k", Kind::Stream, Some(&entry_id), entry.clone());
    let json = format!("\"{}\"", "x".repeat(INLINE_LIMIT - 2));
    let nested = format!("{}{}", "[".repeat(JSON_DEPTH_LIMIT), "]".repeat(JSON_DEPTH_LIMIT));
    let deep = path(&["a"; JSON_PATH_LIMIT]);
    let corner = Body::Position { longitude: -180.0, latitude: crate::write::LATITUDE_LIMIT };
    vec![
        Valid { name: "writes-most", draft: draft(vec![put; WRITES_LIMIT]) },
        one("field-longest", at("k", Kind::Set, Some(&[b'f'; FIELD_LIMIT]), Body::Present)),
        one("list-field-longest", at("k", Kind::List, Some(&list_field(&list)), text(""))),
        one("inline-largest", at("k", Kind::String, None, Body::Bytes(vec![0; INLINE_LIMIT]))),
        one("json-largest", at("k", Kind::Json, None, Body::Json(json))),
        one("json-path-deepest", at("k", Kind::Json, deep.as_deref(), Body::Json("0".to_owned()))),
        one("stream-entry-most-fields", at("k", Kind::Stream, Some(&entry_id), entry)),
        one("json-levels-most", at("k", Kind::Json, None, Body::Json(nested))),
        Valid { name: "stream-fields-most", draft: draft(vec![full; STREAM_FIELDS_LIMIT / ENTRY_LIMIT]) },
        one("geo-corner", at("k", Kind::Geo, Some(b"m"), corner)),
        one(
            "unknown-deepest",
            at("k", Kind::Unknown(15), None, {
                Body::Unknown([[0x81; crate::cbor::DEPTH_LIMIT].as_slice(), &[0]].concat())
            }),
        ),
    ]
}
