//! Operations that break one rule each, properly signed unless the signature is what is wrong.

use super::forge::{
    AAD, NULL, STAMP, TRUE, blob, cbor, db, envelope, me, number, op, payload, plus_order, protected, put,
    reference, sealed, signature, string, testimony, usual, with, write, writes,
};
use super::{Invalid, secret};
use crate::cbor::Writer;
use crate::error::ErrorCode::{
    self, BadAuthor, BadRequest, BadSignature, LimitExceeded, NotCanonical, WeakKey,
};
use crate::key::SecretKey;
use crate::op::{OP_LIMIT, STREAM_FIELDS_LIMIT};
use crate::write::{ENTRY_LIMIT, FIELD_LIMIT, INLINE_LIMIT, JSON_PATH_LIMIT, LIST_FIELD_LIMIT, LIST_SUFFIX};

/// All invalid vectors.
pub(super) fn all() -> Vec<Invalid> {
    let decode = [
        envelopes(),
        payloads(),
        names(),
        shapes(),
        fields(),
        bodies(),
        authors(),
        encodings(),
        limits(),
        witnessed(),
    ];
    let at = |stage| {
        move |(name, code, bytes): (&'static str, ErrorCode, Vec<u8>)| Invalid { name, bytes, code, stage }
    };
    decode.into_iter().flatten().map(at("decode")).chain(signatures().into_iter().map(at("verify"))).collect()
}

fn witnessed() -> Rows {
    let of = |all: &[Vec<u8>]| sealed(&payload(&usual(&db(), number(STAMP), all)));
    let good = testimony("v", NULL);
    let sample = write(9, "k", &blob(&[0; 8]), &[0xf9, 0x3c, 0]);
    let mut expires = usual(&db(), number(STAMP), &[put(), good.clone()]);
    expires.push((4, number(1)));
    let elsewhere = |key: &str, field: &[u8]| {
        let inner = SecretKey::from_seed(&[2; 32]);
        let body = cbor(|w| {
            w.array(3).bytes(inner.public().as_bytes()).bytes(&[7; 64]).null();
        });
        of(&[put(), write(14, key, field, &body)])
    };
    vec![
        ("testimony-alone", BadRequest, of(std::slice::from_ref(&good))),
        ("testimony-first", BadRequest, of(&[good.clone(), put()])),
        ("testimony-of-two", BadRequest, of(&[put(), put(), good.clone()])),
        ("testimony-with-a-text-too-many", BadRequest, of(&[put(), testimony("v", &string("v"))])),
        ("testimony-about-a-delete", BadRequest, of(&[write(0, "k", NULL, NULL), good.clone()])),
        ("testimony-of-another-number", BadRequest, of(&[sample.clone(), testimony("2", &string("2"))])),
        ("testimony-without-a-text", BadRequest, of(&[sample, testimony("1", NULL)])),
        (
            "testimony-of-two-items",
            BadRequest,
            of(&[put(), write(14, "~witness", &blob(&[7; 32]), &[0x82, 0x40, 0x40])]),
        ),
        ("testimony-that-expires", BadRequest, sealed(&payload(&expires))),
        ("testimony-elsewhere", BadRequest, elsewhere("~witness", &blob(&[7; 32]))),
        ("testimony-at-a-key", BadRequest, elsewhere("k", &blob(&[7; 32]))),
        ("testimony-null", BadRequest, of(&[put(), write(14, "~witness", &blob(&[7; 32]), NULL)])),
        ("value-at-the-key-of-testimonies", BadRequest, of(&[write(1, "~witness", NULL, &blob(b"v"))])),
    ]
}

type Rows = Vec<(&'static str, ErrorCode, Vec<u8>)>;

fn envelopes() -> Rows {
    let good = op(&put());
    let payload = payload(&usual(&db(), number(STAMP), &[put()]));
    let header = |protected: &[u8]| envelope(protected, &payload, &signature(protected, AAD, &payload));
    let head = |write: &dyn Fn(&mut Writer)| header(&cbor(write));
    let signed = signature(&protected(), AAD, &payload);
    let raw = |write: &dyn Fn(&mut Writer)| cbor(write);
    vec![
        ("nothing", NotCanonical, vec![]),
        ("not-cbor", NotCanonical, b"hello".to_vec()),
        ("cut-short", NotCanonical, good[..good.len() - 1].to_vec()),
        ("byte-after", NotCanonical, [&good[..], &[0]].concat()),
        ("tagged", NotCanonical, [&[0xd2], &good[..]].concat()),
        ("indefinite-array", NotCanonical, [&[0x9f], &good[1..], &[0xff]].concat()),
        ("long-array-head", NotCanonical, [&[0x98, 4], &good[1..]].concat()),
        (
            "three-items",
            BadRequest,
            raw(&|w| {
                w.array(3).bytes(&protected()).map(0).bytes(&payload);
            }),
        ),
        (
            "five-items",
            BadRequest,
            raw(&|w| {
                w.array(5).bytes(&protected()).map(0).bytes(&payload).bytes(&signed).null();
            }),
        ),
        (
            "unprotected-entry",
            BadRequest,
            raw(&|w| {
                w.array(4).bytes(&protected()).map(1).unsigned(4).bytes(&me()).bytes(&payload).bytes(&signed);
            }),
        ),
        (
            "protected-not-wrapped",
            NotCanonical,
            raw(&|w| {
                w.array(4).raw(&protected()).map(0).bytes(&payload).bytes(&signed);
            }),
        ),
        (
            "payload-detached",
            NotCanonical,
            raw(&|w| {
                w.array(4).bytes(&protected()).map(0).null().bytes(&signed);
            }),
        ),
        ("signature-63-bytes", NotCanonical, envelope(&protected(), &payload, &signed[..63])),
        ("signature-65-bytes", NotCanonical, envelope(&protected(), &payload, &[&signed[..], &[0]].concat())),
        ("protected-empty", NotCanonical, header(&[])),
        (
            "protected-without-author",
            BadRequest,
            head(&|w| {
                w.map(1).unsigned(1).integer(-19);
            }),
        ),
        (
            "protected-eddsa",
            BadRequest,
            head(&|w| {
                w.map(2).unsigned(1).integer(-8).unsigned(4).bytes(&me());
            }),
        ),
        (
            "protected-algorithm-in-words",
            NotCanonical,
            head(&|w| {
                w.map(2).unsigned(1).text("Ed25519").unsigned(4).bytes(&me());
            }),
        ),
        (
            "protected-third-entry",
            BadRequest,
            head(&|w| {
                w.map(3).unsigned(1).integer(-19).unsigned(4).bytes(&me()).unsigned(5).null();
            }),
        ),
        (
            "protected-other-order",
            BadRequest,
            head(&|w| {
                w.map(2).unsigned(4).bytes(&me()).unsigned(1).integer(-19);
            }),
        ),
        (
            "protected-author-31-bytes",
            NotCanonical,
            head(&|w| {
                w.map(2).unsigned(1).integer(-19).unsigned(4).bytes(&me()[1..]);
            }),
        ),
        ("protected-byte-after", NotCanonical, header(&[&protected()[..], &[0]].concat())),
        ("too-large", LimitExceeded, vec![0; OP_LIMIT + 1]),
    ]
}

fn payloads() -> Rows {
    let usual = || usual(&db(), number(STAMP), &[put()]);
    let without =
        |label: u64| sealed(&payload(&usual().into_iter().filter(|e| e.0 != label).collect::<Vec<_>>()));
    let swapped = |a: usize, b: usize| {
        let mut entries = usual();
        entries.swap(a, b);
        sealed(&payload(&entries))
    };
    let stamp = |stamp: Vec<u8>| sealed(&payload(&super::invalid::usual(&db(), stamp, &[put()])));
    let good = payload(&usual());
    let grant = |entries: &[(u64, Vec<u8>)], all: &[Vec<u8>]| {
        let mut whole = super::invalid::usual(&db(), number(STAMP), all);
        whole.extend_from_slice(entries);
        sealed(&payload(&whole))
    };
    let right = write(13, "~rights", &blob(&[7; 32]), &[0x82, 0, 1]);
    let ttl = write(12, "k", NULL, &[0x82, 0xf6, 0]);
    vec![
        ("payload-empty", NotCanonical, sealed(&[])),
        ("payload-array", NotCanonical, sealed(&[0x80])),
        ("payload-byte-after", NotCanonical, sealed(&[&good[..], &[0]].concat())),
        ("payload-without-db", BadRequest, without(1)),
        ("payload-without-stamp", BadRequest, without(2)),
        ("payload-without-writes", BadRequest, without(3)),
        ("payload-entry-zero", BadRequest, sealed(&payload(&[&[(0, number(0))], &usual()[..]].concat()))),
        ("payload-entry-six", BadRequest, with(&[(6, number(0))])),
        ("payload-entry-twice", NotCanonical, with(&[(3, writes(&[put()]))])),
        ("payload-entries-swapped", NotCanonical, swapped(0, 1)),
        ("payload-text-label", NotCanonical, sealed(&[&[0xa1], &string("db")[..], &string(&db())].concat())),
        (
            "payload-more-entries-than-bytes",
            NotCanonical,
            sealed(&[0xbb, 255, 255, 255, 255, 255, 255, 255, 255]),
        ),
        ("stamp-all-ones", BadRequest, stamp(number(u64::MAX))),
        ("stamp-negative", NotCanonical, stamp(vec![0x20])),
        ("stamp-text", NotCanonical, stamp(string("1"))),
        ("stamp-long", NotCanonical, stamp(vec![0x18, 0x17])),
        ("expires-2-to-48", BadRequest, with(&[(4, number(1 << 48))])),
        ("expires-null", NotCanonical, with(&[(4, NULL.to_vec())])),
        ("device-7-bytes", NotCanonical, with(&[(5, blob(&[0; 7]))])),
        ("device-9-bytes", NotCanonical, with(&[(5, blob(&[0; 9]))])),
        ("rights-beside-others", BadRequest, grant(&[], &[right.clone(), put()])),
        ("rights-that-expire", BadRequest, grant(&[(4, number(5))], &[right])),
        ("ttl-in-what-expires", BadRequest, grant(&[(4, number(5))], &[ttl])),
    ]
}

fn names() -> Rows {
    let owner = secret().public().to_string();
    let of = |db: &str| sealed(&payload(&usual(db, number(STAMP), &[put()])));
    let key = |key: &str| op(&write(1, key, NULL, &blob(b"v")));
    vec![
        ("db-without-owner", BadRequest, of("default")),
        ("db-owner-upper-case", BadRequest, of(&format!("default-{}", owner.to_uppercase()))),
        ("db-owner-short", BadRequest, of(&format!("default-{}", &owner[1..]))),
        ("db-label-empty", LimitExceeded, of(&format!("-{owner}"))),
        ("db-label-64-bytes", LimitExceeded, of(&format!("{}-{owner}", "x".repeat(64)))),
        ("db-label-upper-case", BadRequest, of(&format!("Default-{owner}"))),
        ("db-label-begins-with-dash", BadRequest, of(&format!("-x-{owner}"))),
        ("db-label-umlaut", BadRequest, of(&format!("d\u{fc}-{owner}"))),
        ("key-empty", LimitExceeded, key("")),
        ("key-257-bytes", LimitExceeded, key(&"k".repeat(257))),
        ("key-control-character", BadRequest, key("a\nb")),
        ("key-zero-byte", BadRequest, key("a\0b")),
        ("key-c1-control", BadRequest, key("a\u{85}b")),
        ("key-reserved", BadRequest, key("~mine/x")),
        ("key-of-rights", BadRequest, key("~rights")),
        ("key-bytes", NotCanonical, op(&[&[0x84, 0x01, 0x41, 0x6b, 0xf6], &blob(b"v")[..]].concat())),
        ("key-not-utf8", NotCanonical, op(&[&[0x84, 0x01, 0x61, 0xff, 0xf6], &blob(b"v")[..]].concat())),
        ("rights-at-another-key", BadRequest, op(&write(13, "k", &blob(&[7; 32]), &[0x82, 0, 1]))),
    ]
}

fn shapes() -> Rows {
    let many = |count: usize| sealed(&payload(&usual(&db(), number(STAMP), &vec![put(); count])));
    let empty = sealed(&payload(&usual(&db(), number(STAMP), &[])));
    let field = |field: &[u8]| op(&write(4, "k", field, TRUE));
    let kind = |kind: u64, field: &[u8], body: &[u8]| op(&write(kind, "k", field, body));
    vec![
        ("writes-none", BadRequest, empty),
        ("writes-4097", LimitExceeded, many(4097)),
        ("write-three-items", BadRequest, op(&[0x83, 0x00, 0x61, 0x6b, 0xf6])),
        ("write-five-items", BadRequest, op(&[0x85, 0x00, 0x61, 0x6b, 0xf6, 0xf6, 0xf6])),
        ("write-map", NotCanonical, op(&[0xa0])),
        ("kind-65536", BadRequest, kind(65_536, NULL, NULL)),
        ("kind-negative", NotCanonical, op(&[0x84, 0x20, 0x61, 0x6b, 0xf6, 0xf6])),
        ("field-text", NotCanonical, field(&string("f"))),
        ("field-1025-bytes", LimitExceeded, field(&blob(&[b'f'; FIELD_LIMIT + 1]))),
        ("del-with-value", BadRequest, kind(0, NULL, &blob(b"v"))),
        ("del-with-field", BadRequest, kind(0, &blob(b"f"), NULL)),
        ("string-null", BadRequest, kind(1, NULL, NULL)),
        ("string-with-field", BadRequest, kind(1, &blob(b"f"), &blob(b"v"))),
        ("string-text-item", NotCanonical, kind(1, NULL, &string("v"))),
        ("blob-null", BadRequest, kind(2, NULL, NULL)),
        ("blob-inline", BadRequest, kind(2, NULL, &blob(b"v"))),
        ("hash-value-without-field", BadRequest, kind(3, NULL, &blob(b"v"))),
        ("set-member-without-field", BadRequest, kind(4, NULL, TRUE)),
        ("set-false", BadRequest, kind(4, &blob(b"f"), &[0xf4])),
        ("set-one", NotCanonical, kind(4, &blob(b"f"), &[0x01])),
        ("sortedset-integer", NotCanonical, kind(5, &blob(b"f"), &[0x01])),
        ("sortedset-blob", NotCanonical, kind(5, &blob(b"f"), &reference(3, 0, &[7; 32], "x"))),
        ("sortedset-without-field", BadRequest, kind(5, NULL, &[0xf9, 0x3c, 0])),
        ("list-value-without-field", BadRequest, kind(6, NULL, &blob(b"v"))),
        ("stream-entry-without-field", NotCanonical, kind(8, NULL, &[0x82, 0x40, 0x40])),
        ("stream-null-without-field", BadRequest, kind(8, NULL, NULL)),
        ("stream-trim-15-bytes", NotCanonical, kind(8, NULL, &blob(&[0; 15]))),
        ("stream-trim-in-a-field", NotCanonical, kind(8, &blob(&[0; 48]), &blob(&[0; 16]))),
        ("counter-null", BadRequest, kind(11, &blob(&[0; 40]), NULL)),
        ("counter-without-field", BadRequest, kind(11, NULL, &[0x82, 1, 0])),
        ("ttl-null", BadRequest, kind(12, NULL, NULL)),
        ("ttl-with-field", BadRequest, kind(12, &blob(b"f"), &[0x82, 0xf6, 0])),
        ("rights-null", BadRequest, op(&write(13, "~rights", &blob(&[7; 32]), NULL))),
        ("rights-without-subject", BadRequest, op(&write(13, "~rights", NULL, &[0x82, 0, 1]))),
    ]
}

fn fields() -> Rows {
    let list = |position: &[u8], suffix: usize| {
        op(&write(6, "k", &blob(&[position, &vec![1; suffix]].concat()), &blob(b"v")))
    };
    let json = |path: &[u8]| op(&write(7, "k", &blob(path), &[0x81, 0x61, b'1']));
    let deep = [b'a', 0xff].repeat(JSON_PATH_LIMIT + 1);
    vec![
        ("list-position-missing", BadRequest, list(&[], LIST_SUFFIX)),
        ("list-position-trailing-zero", BadRequest, list(&[0x80, 0], LIST_SUFFIX)),
        (
            "list-field-257-bytes",
            LimitExceeded,
            list(&[0x80; LIST_FIELD_LIMIT - LIST_SUFFIX + 1], LIST_SUFFIX),
        ),
        ("json-path-empty", BadRequest, json(b"")),
        ("json-path-not-ended", BadRequest, json(b"a\xffb")),
        ("json-path-not-utf8", BadRequest, json(b"\xfe\xff")),
        ("json-path-too-deep", BadRequest, json(&deep)),
        ("stream-field-47-bytes", BadRequest, op(&write(8, "k", &blob(&[0; 47]), &[0x82, 0x40, 0x40]))),
        ("timeseries-field-7-bytes", BadRequest, op(&write(9, "k", &blob(&[0; 7]), &[0xf9, 0, 0]))),
        ("counter-field-39-bytes", BadRequest, op(&write(11, "k", &blob(&[0; 39]), &[0x82, 1, 0]))),
        ("rights-subject-31-bytes", BadRequest, op(&write(13, "~rights", &blob(&[7; 31]), &[0x82, 0, 1]))),
    ]
}

fn bodies() -> Rows {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let kind = |kind: u64, field: &[u8], body: &[u8]| op(&write(kind, "k", field, body));
    let under = |key: &str, kind: u64, field: &[u8], body: &[u8]| op(&write(kind, key, field, body));
    let geo = |longitude: f64, latitude: f64| {
        let body = cbor(|w| {
            w.array(2).float(longitude).float(latitude);
        });
        kind(10, &blob(b"m"), &body)
    };
    let json = |text: &str| kind(7, NULL, &[&[0x81], &string(text)[..]].concat());
    let ttl = |ends: Vec<u8>, floor: Vec<u8>| kind(12, NULL, &[&[0x82], &ends[..], &floor].concat());
    let right = |body: &[u8]| under("~rights", 13, &blob(&[7; 32]), body);
    let entry = |body: &[u8]| kind(8, &blob(&[&[0; 16][..], &me()].concat()), body);
    vec![
        ("blob-two-entries", BadRequest, kind(2, NULL, &[0xa2, 0, 0x40, 1, 0])),
        ("blob-other-keys", BadRequest, kind(2, NULL, &reference(3, 1, &[7; 32], "x"))),
        ("blob-type-with-line-break", BadRequest, kind(2, NULL, &reference(3, 0, &[7; 32], "a\r\nb"))),
        ("blob-hash-31-bytes", NotCanonical, kind(2, NULL, &reference(3, 0, &[7; 31], "x"))),
        (
            "blob-content-type-256-bytes",
            LimitExceeded,
            kind(2, NULL, &reference(3, 0, &[7; 32], &"x".repeat(256))),
        ),
        ("json-not-wrapped", NotCanonical, kind(7, NULL, &string("1"))),
        ("json-two-texts", BadRequest, kind(7, NULL, &[0x82, 0x61, b'1', 0x61, b'1'])),
        ("json-empty", BadRequest, json("")),
        ("json-cut", BadRequest, json("{\"a\":")),
        ("json-two-values", BadRequest, json("1 2")),
        ("json-nan", BadRequest, json("NaN")),
        ("json-member-twice", BadRequest, json("{\"a\":1,\"a\":2}")),
        ("json-whole-number-beyond-64-bits", BadRequest, json("18446744073709551616")),
        ("json-whole-number-below-64-bits", BadRequest, json("[-9223372036854775809]")),
        ("json-number-beyond-double", BadRequest, json("1e400")),
        ("json-65-levels", LimitExceeded, json(&nested(65))),
        ("json-10000-levels", LimitExceeded, json(&nested(10_000))),
        ("json-lone-surrogate", BadRequest, json("\"\\ud800\"")),
        ("geo-latitude-999", BadRequest, geo(0.0, 999.0)),
        ("geo-latitude-86", BadRequest, geo(0.0, 86.0)),
        ("geo-longitude-181", BadRequest, geo(-181.0, 0.0)),
        ("geo-infinite", BadRequest, geo(f64::INFINITY, 0.0)),
        ("geo-three-numbers", BadRequest, kind(10, &blob(b"m"), &[0x83, 0xf9, 0, 0, 0xf9, 0, 0, 0xf9, 0, 0])),
        ("geo-integers", NotCanonical, kind(10, &blob(b"m"), &[0x82, 0, 0])),
        ("counter-one-total", BadRequest, kind(11, &blob(&[0; 40]), &[0x81, 1])),
        ("counter-negative", NotCanonical, kind(11, &blob(&[0; 40]), &[0x82, 0x20, 0])),
        ("ttl-one-item", BadRequest, kind(12, NULL, &[0x81, 0xf6])),
        ("ttl-ends-2-to-48", BadRequest, ttl(number(1 << 48), number(0))),
        ("ttl-floor-above-own-stamp", BadRequest, ttl(number(0), number(u64::MAX - 1))),
        ("ttl-floor-all-ones", BadRequest, ttl(number(0), number(u64::MAX))),
        ("rights-role-3", BadRequest, right(&[0x82, 0, 3])),
        ("rights-grant-with-from", BadRequest, right(&[0x83, 0, 1, 0])),
        ("rights-revoke-without-from", BadRequest, right(&[0x82, 1, 1])),
        ("rights-revoke-from-all-ones", BadRequest, right(&[&[0x83, 1, 1], &number(u64::MAX)[..]].concat())),
        ("stream-entry-odd", BadRequest, entry(&[0x83, 0x40, 0x40, 0x40])),
        ("stream-entry-empty", BadRequest, entry(&[0x80])),
        ("stream-entry-text", NotCanonical, entry(&[0x82, 0x61, b'n', 0x61, b'v'])),
        ("first-ttl", BadRequest, under("~first/k", 12, NULL, &[0x82, 0xf6, 0])),
        ("first-stream", BadRequest, under("~first/k", 8, NULL, &blob(&[0; 16]))),
        ("max-bytes", BadRequest, under("~max/k", 1, NULL, &blob(b"1"))),
        ("max-set", BadRequest, under("~max/k", 4, &blob(b"m"), &[0x01])),
        ("max-ttl", BadRequest, under("~max/k", 12, NULL, NULL)),
        ("max-hash-without-field", BadRequest, under("~max/k", 3, NULL, &[0x01])),
        ("max-unknown-kind-text", BadRequest, under("~max/k", 14, NULL, &string("1"))),
        ("max-nan", NotCanonical, under("~max/k", 1, NULL, &[0xf9, 0x7e, 0])),
        ("max-bignum", NotCanonical, under("~max/k", 1, NULL, &[0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
    ]
}

fn authors() -> Rows {
    let other = *SecretKey::from_seed(&[2; 32]).public().as_bytes();
    let counter = |author: &[u8; 32], device: Option<[u8; 8]>| {
        let field = blob(&[&author[..], &[0xd0; 8]].concat());
        let mut entries = usual(&db(), number(STAMP), &[write(11, "k", &field, &[0x82, 1, 0])]);
        entries.extend(device.map(|device| (5, blob(&device))));
        sealed(&payload(&entries))
    };
    let entry = write(8, "k", &blob(&[&[0; 16][..], &other].concat()), &[0x82, 0x40, 0x40]);
    vec![
        ("counter-of-another", BadAuthor, counter(&other, Some([0xd0; 8]))),
        ("counter-of-another-device", BadAuthor, counter(&me(), Some([0xd1; 8]))),
        ("counter-without-device", BadRequest, counter(&me(), None)),
        ("stream-entry-of-another", BadAuthor, op(&entry)),
    ]
}

/// Every way in which CBOR can be other than canonical, in the body of an unknown kind.
fn encodings() -> Rows {
    let item = |bytes: &[u8]| op(&write(15, "k", NULL, bytes));
    let not_canonical: [(&'static str, &[u8]); 27] = [
        ("cbor-integer-in-two-bytes", &[0x18, 0x17]),
        ("cbor-integer-in-three-bytes", &[0x19, 0x00, 0xff]),
        ("cbor-integer-in-five-bytes", &[0x1a, 0x00, 0x00, 0xff, 0xff]),
        ("cbor-integer-in-nine-bytes", &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
        ("cbor-negative-in-two-bytes", &[0x38, 0x17]),
        ("cbor-long-length", &[0x58, 0x01, 0x00]),
        ("cbor-indefinite-bytes", &[0x5f, 0xff]),
        ("cbor-indefinite-text", &[0x7f, 0xff]),
        ("cbor-indefinite-array", &[0x9f, 0xff]),
        ("cbor-indefinite-map", &[0xbf, 0xff]),
        ("cbor-tag", &[0xc0, 0x00]),
        ("cbor-undefined", &[0xf7]),
        ("cbor-simple", &[0xe0]),
        ("cbor-simple-two-bytes", &[0xf8, 0xff]),
        ("cbor-break", &[0xff]),
        ("cbor-nan", &[0xf9, 0x7e, 0x00]),
        ("cbor-nan-payload", &[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 1]),
        ("cbor-negative-zero", &[0xf9, 0x80, 0x00]),
        ("cbor-float-in-four-bytes", &[0xfa, 0x3f, 0x80, 0x00, 0x00]),
        ("cbor-float-in-eight-bytes", &[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]),
        ("cbor-infinity-in-four-bytes", &[0xfa, 0x7f, 0x80, 0x00, 0x00]),
        ("cbor-map-descending", &[0xa2, 0x02, 0x00, 0x01, 0x00]),
        ("cbor-map-key-twice", &[0xa2, 0x01, 0x00, 0x01, 0x00]),
        ("cbor-map-text-key", &[0xa1, 0x61, 0x61, 0x00]),
        ("cbor-text-not-utf8", &[0x61, 0xff]),
        ("cbor-reserved-length", &[0x1c]),
        ("cbor-array-longer-than-input", &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    let mut rows: Rows =
        not_canonical.iter().map(|(name, bytes)| (*name, NotCanonical, item(bytes))).collect();
    rows.push((
        "cbor-bytes-longer-than-input",
        NotCanonical,
        item(&[0x5b, 0x7f, 255, 255, 255, 255, 255, 255, 255]),
    ));
    rows.push(("cbor-17-levels", LimitExceeded, item(&[[0x81; 17].as_slice(), &[0]].concat())));
    rows.push(("cbor-100000-levels", LimitExceeded, item(&[0x81; 100_000])));
    rows
}

fn limits() -> Rows {
    let large = INLINE_LIMIT + 1;
    let mine = blob(&[&[0; 16][..], &me()].concat());
    let entry = |fields: usize| {
        cbor(|w| {
            w.array(fields * 2);
            (0..fields * 2).for_each(|_| {
                w.bytes(b"");
            });
        })
    };
    let full = write(8, "k", &mine, &entry(ENTRY_LIMIT));
    let mut fields = vec![full; STREAM_FIELDS_LIMIT / ENTRY_LIMIT];
    fields.push(write(8, "k", &mine, &entry(1)));
    let together = sealed(&payload(&usual(&db(), number(STAMP), &fields)));
    let two_halves = cbor(|w| {
        w.array(4).bytes(&vec![0; large - 40_000]).bytes(b"").bytes(b"").bytes(&[0; 40_000]);
    });
    let json = [&[0x81], &string(&format!("\"{}\"", "x".repeat(large - 2)))[..]].concat();
    vec![
        ("string-65537-bytes", LimitExceeded, op(&write(1, "k", NULL, &blob(&vec![0; large])))),
        ("hash-value-65537-bytes", LimitExceeded, op(&write(3, "k", &blob(b"f"), &blob(&vec![0; large])))),
        ("json-65537-bytes", LimitExceeded, op(&write(7, "k", NULL, &json))),
        ("stream-entry-65537-bytes", LimitExceeded, op(&write(8, "k", &mine, &two_halves))),
        ("stream-entry-1025-fields", LimitExceeded, op(&write(8, "k", &mine, &entry(ENTRY_LIMIT + 1)))),
        ("stream-entry-250000-fields", LimitExceeded, op(&write(8, "k", &mine, &entry(250_000)))),
        ("stream-fields-16385", LimitExceeded, together),
        ("unknown-body-65537-bytes", LimitExceeded, op(&write(15, "k", NULL, &blob(&vec![0; large - 3])))),
    ]
}

fn signatures() -> Rows {
    let payload = payload(&usual(&db(), number(STAMP), &[put()]));
    let good = signature(&protected(), AAD, &payload);
    let with = |signature: &[u8]| envelope(&protected(), &payload, signature);
    let half = |r: &[u8], s: &[u8]| with(&[r, s].concat());
    let author = |author: [u8; 32]| {
        let protected = cbor(|w| {
            w.map(2).unsigned(1).integer(-19).unsigned(4).bytes(&author);
        });
        envelope(&protected, &payload, &good)
    };
    let mut flipped = good.clone();
    flipped[40] ^= 1;
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut above_p = [0xff; 32];
    (above_p[0], above_p[31]) = (0xf1, 0x7f);
    let off_the_curve = {
        let mut y = [0; 32];
        y[0] = 2;
        y
    };
    let other_payload = super::forge::payload(&usual(&db(), number(STAMP + 1), &[put()]));
    vec![
        (
            "testimony-of-another-value",
            BadSignature,
            sealed(&super::forge::payload(&usual(&db(), number(STAMP), &[put(), testimony("w", NULL)]))),
        ),
        ("signature-flipped-bit", BadSignature, with(&flipped)),
        ("signature-zero", BadSignature, with(&[0; 64])),
        ("signature-other-payload", BadSignature, with(&signature(&protected(), AAD, &other_payload))),
        ("signature-other-context", BadSignature, with(&signature(&protected(), b"cyberfly/op/2", &payload))),
        ("signature-payload-alone", BadSignature, with(secret().sign(&payload).as_bytes())),
        ("signature-other-author", BadSignature, author(*SecretKey::from_seed(&[2; 32]).public().as_bytes())),
        ("signature-s-plus-order", BadSignature, half(&good[..32], &plus_order(&good[32..]))),
        ("signature-r-of-small-order", BadSignature, half(&identity, &good[32..])),
        ("signature-r-not-reduced", BadSignature, half(&above_p, &good[32..])),
        ("author-of-small-order", WeakKey, author(identity)),
        ("author-zero", WeakKey, author([0; 32])),
        ("author-not-reduced", WeakKey, author(above_p)),
        ("author-off-the-curve", WeakKey, author(off_the_curve)),
    ]
}
