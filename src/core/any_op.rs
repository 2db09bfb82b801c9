//! Random drafts of every kind and body form, for the property tests. All of them sign.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cbor::Writer;
use crate::clock::Stamp;
use crate::key::{DeviceId, SecretKey};
use crate::name::{DbName, Key, RIGHTS_KEY};
use crate::op::Draft;
use crate::write::{BlobRef, Body, Kind, Number, Role, StreamId, Write, json_path_field};

type Field = Option<Vec<u8>>;

pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([0xd7; 8]);

/// The author of all random drafts.
pub(crate) fn secret() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

pub(crate) fn any_draft() -> impl Strategy<Value = Draft> {
    let ordinary = (vec(any_write(), 1..6), prop::option::of(0u64..1 << 48)).prop_map(|(writes, expires)| {
        let ttl = writes.iter().any(|write| write.kind == Kind::Ttl);
        (writes, expires.filter(|_| !ttl))
    });
    let rights = vec(any_rights(), 1..6).prop_map(|writes| (writes, None));
    (prop_oneof![9 => ordinary, 1 => rights], "[a-z0-9][a-z0-9._-]{0,20}", any_stamp()).prop_map(
        |((mut writes, expires), label, stamp)| {
            for write in &mut writes {
                if let Body::Ttl { floor, .. } = &mut write.body {
                    *floor = stamp.min(*floor);
                }
            }
            let db = DbName::new(&label, secret().public()).unwrap();
            Draft { db, stamp, writes, expires, device: Some(DEVICE) }
        },
    )
}

pub(crate) fn any_write() -> impl Strategy<Value = Write> {
    let plain = prop_oneof![Just(""), Just("~first/")];
    let plain = (plain, any_key_text(), any_plain()).prop_map(|(prefix, key, (kind, field, body))| {
        let unfit = matches!(kind, Kind::Ttl | Kind::Stream);
        write(if unfit { "" } else { prefix }, &key, kind, field, body)
    });
    let max = (any_key_text(), any_max())
        .prop_map(|(key, (kind, field, body))| write("~max/", &key, kind, field, body));
    prop_oneof![6 => plain, 1 => max]
}

fn write(prefix: &str, key: &str, kind: Kind, field: Field, body: Body) -> Write {
    Write { kind, key: Key::new(format!("{prefix}{key}")).unwrap(), field, body }
}

fn any_key_text() -> impl Strategy<Value = String> {
    "[a-zäöü€𝄞/ :]{1,12}"
}

fn any_stamp() -> impl Strategy<Value = Stamp> {
    prop_oneof![0..u64::MAX, Just(0), Just(u64::MAX - 1)].prop_map(|value| Stamp::new(value).unwrap())
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..40), ".{0,10}".prop_map(String::into_bytes)]
}

fn any_float() -> impl Strategy<Value = f64> {
    let not_nan = |value: f64| if value.is_nan() { 0.5 } else { value };
    prop_oneof![
        any::<u64>().prop_map(move |bits| not_nan(f64::from_bits(bits))),
        any::<f32>().prop_map(move |value| not_nan(f64::from(value))),
        (-1000i32..1000).prop_map(f64::from),
        select(vec![0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, 5e-324]),
    ]
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any_float().prop_map(Number::Float),
        any::<i64>().prop_map(|value| Number::Integer(value.into())),
        any::<u64>().prop_map(|value| Number::Integer(value.into())),
        any::<u64>().prop_map(|value| Number::Integer(-1 - i128::from(value))),
    ]
}

fn any_blob() -> impl Strategy<Value = Body> {
    (any::<[u8; 32]>(), any::<u64>(), "[a-z/+;=]{0,20}")
        .prop_map(|(hash, size, content_type)| Body::Blob(BlobRef { hash, size, content_type }))
}

fn any_value() -> impl Strategy<Value = Body> {
    prop_oneof![3 => any_bytes().prop_map(Body::Bytes), 1 => any_blob()]
}

/// Some of the bodies, and the delete.
fn or_delete(body: impl Strategy<Value = Body> + 'static) -> BoxedStrategy<Body> {
    prop_oneof![4 => body, 1 => Just(Body::Delete)].boxed()
}

fn below(kind: Kind, field: BoxedStrategy<Vec<u8>>, body: BoxedStrategy<Body>) -> BoxedStrategy<Fitting> {
    prop_oneof![
        8 => (field, body).prop_map(move |(field, body)| (kind, Some(field), body)),
        1 => Just((kind, None, Body::Delete)),
    ]
    .boxed()
}

type Fitting = (Kind, Field, Body);

fn any_plain() -> BoxedStrategy<Fitting> {
    let whole = |kind: Kind, body: BoxedStrategy<Body>| body.prop_map(move |body| (kind, None, body)).boxed();
    let score = || or_delete(any_float().prop_map(Body::Score));
    let list_field = (vec(any::<u8>(), 0..20), 1u8.., any::<[u8; 32]>(), any::<[u8; 18]>()).prop_map(
        |(mut field, last, author, rest)| {
            field.push(last);
            field.extend_from_slice(&rest[..8]);
            field.extend_from_slice(&author);
            field.extend_from_slice(&rest[8..]);
            field
        },
    );
    let path = vec(".{0,8}", 1..5)
        .prop_map(|path| json_path_field(&path.iter().map(String::as_str).collect::<Vec<_>>()).unwrap());
    let json = select(vec!["null", "1", " [1, 2.50]", "{\"a\":{\"b\":\"\\u0041\"}}", "\"text\"", "-1e3"]);
    let json = prop_oneof![4 => json.prop_map(|text| Body::Json(text.to_owned())), 1 => any_blob()];
    let json_root = json.clone().prop_map(|body| (Kind::Json, None, body)).boxed();
    let mine = |id: StreamId| [id.to_bytes().as_slice(), secret().public().as_bytes()].concat();
    let sample = (any::<u64>(), any_bytes()).prop_map(|(ms, label)| [&ms.to_be_bytes()[..], &label].concat());
    let ttl =
        (prop::option::of(0u64..1 << 48), any_stamp()).prop_map(|(ends, floor)| Body::Ttl { ends, floor });
    let entry = vec((any_bytes(), any_bytes()), 1..5).prop_map(Body::Entry);
    let position = (-180.0f64..=180.0, -85.0f64..=85.0)
        .prop_map(|(longitude, latitude)| Body::Position { longitude, latitude });
    let totals = (any::<u64>(), any::<u64>()).prop_map(|(added, taken)| Body::Totals { added, taken });
    let writer = [secret().public().as_bytes().as_slice(), DEVICE.as_bytes()].concat();
    let any_id = || (any::<u64>(), any::<u64>()).prop_map(|(ms, seq)| StreamId { ms, seq });
    prop_oneof![
        whole(Kind::Del, Just(Body::Delete).boxed()),
        whole(Kind::String, any_value().boxed()),
        whole(Kind::Blob, any_blob().boxed()),
        below(Kind::Hash, any_bytes().boxed(), or_delete(any_value())),
        below(Kind::Set, any_bytes().boxed(), or_delete(Just(Body::Present))),
        below(Kind::SortedSet, any_bytes().boxed(), score()),
        below(Kind::List, list_field.boxed(), or_delete(any_value())),
        below(Kind::Json, path.boxed(), or_delete(json)),
        json_root,
        (any_id(), or_delete(entry)).prop_map(move |(id, body)| (Kind::Stream, Some(mine(id)), body)),
        whole(Kind::Stream, any_id().prop_map(Body::Trim).boxed()),
        below(Kind::TimeSeries, sample.boxed(), score()),
        below(Kind::Geo, any_bytes().boxed(), or_delete(position)),
        totals.prop_map(move |body| (Kind::Counter, Some(writer.clone()), body)),
        whole(Kind::Ttl, ttl.boxed()),
        (15u16.., prop::option::of(any_bytes()), or_delete(any_item().prop_map(Body::Unknown)))
            .prop_map(|(kind, field, body)| (Kind::Unknown(kind), field, body)),
    ]
    .boxed()
}

fn any_max() -> impl Strategy<Value = Fitting> {
    let number = || or_delete(any_number().prop_map(Body::Number));
    prop_oneof![
        any_number().prop_map(|number| (Kind::String, None, Body::Number(number))),
        below(Kind::Hash, any_bytes().boxed(), number()),
        below(Kind::SortedSet, any_bytes().boxed(), number()),
        (15u16.., prop::option::of(any_bytes()), number()).prop_map(|(kind, field, body)| (
            Kind::Unknown(kind),
            field,
            body
        )),
    ]
}

fn any_rights() -> impl Strategy<Value = Write> {
    let role = || select(vec![Role::Reader, Role::Writer, Role::Admin]);
    let body = prop_oneof![
        role().prop_map(Body::Grant),
        (role(), any_stamp()).prop_map(|(role, from)| Body::Revoke(role, from)),
    ];
    (any::<[u8; 32]>(), body).prop_map(|(subject, body)| Write {
        kind: Kind::Rights,
        key: Key::rights(RIGHTS_KEY).unwrap(),
        field: Some(subject.to_vec()),
        body,
    })
}

/// One item of canonical CBOR other than the null.
fn any_item() -> impl Strategy<Value = Vec<u8>> {
    let encoded = |write: &dyn Fn(&mut Writer)| {
        let mut w = Writer::default();
        write(&mut w);
        w.into_bytes()
    };
    let leaf = prop_oneof![
        any::<i64>().prop_map(move |value| encoded(&|w| {
            w.integer(value.into());
        })),
        any_float().prop_map(move |value| encoded(&|w| {
            w.float(value);
        })),
        any_bytes().prop_map(move |value| encoded(&|w| {
            w.bytes(&value);
        })),
        ".{0,8}".prop_map(move |value| encoded(&|w| {
            w.text(&value);
        })),
        any::<bool>().prop_map(move |value| encoded(&|w| {
            w.bool(value);
        })),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let map = prop::collection::btree_map(any::<u64>(), inner.clone(), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(move |items| {
                encoded(&|w| {
                    w.array(items.len());
                    items.iter().for_each(|item| {
                        w.raw(item);
                    });
                })
            }),
            map.prop_map(move |pairs| {
                encoded(&|w| {
                    w.map(pairs.len());
                    pairs.iter().for_each(|(key, item)| {
                        w.unsigned(*key).raw(item);
                    });
                })
            }),
        ]
    })
}
