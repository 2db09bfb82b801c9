//! Operations put together byte by byte, past every check that a draft goes through.

use super::secret;
use crate::cbor::Writer;
use crate::key::SecretKey;

pub(super) const STAMP: u64 = 1_700_000_000_000 << 16;
pub(super) const AAD: &[u8] = b"cyberfly/op/1";

pub(super) fn cbor(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::default();
    write(&mut w);
    w.into_bytes()
}

pub(super) fn me() -> [u8; 32] {
    *secret().public().as_bytes()
}

pub(super) fn db() -> String {
    format!("default-{}", secret().public())
}

pub(super) fn protected() -> Vec<u8> {
    cbor(|w| {
        w.map(2).unsigned(1).integer(-19).unsigned(4).bytes(&me());
    })
}

pub(super) fn signature(protected: &[u8], aad: &[u8], payload: &[u8]) -> Vec<u8> {
    let signed = cbor(|w| {
        w.array(4).text("Signature1").bytes(protected).bytes(aad).bytes(payload);
    });
    secret().sign(&signed).as_bytes().to_vec()
}

pub(super) fn envelope(protected: &[u8], payload: &[u8], signature: &[u8]) -> Vec<u8> {
    cbor(|w| {
        w.array(4).bytes(protected).map(0).bytes(payload).bytes(signature);
    })
}

pub(super) fn sealed(payload: &[u8]) -> Vec<u8> {
    envelope(&protected(), payload, &signature(&protected(), AAD, payload))
}

/// A payload of these entries, each a label and an encoded value.
pub(super) fn payload(entries: &[(u64, Vec<u8>)]) -> Vec<u8> {
    cbor(|w| {
        w.map(entries.len());
        entries.iter().for_each(|(label, value)| {
            w.unsigned(*label).raw(value);
        });
    })
}

pub(super) fn number(value: u64) -> Vec<u8> {
    cbor(|w| {
        w.unsigned(value);
    })
}

pub(super) fn string(value: &str) -> Vec<u8> {
    cbor(|w| {
        w.text(value);
    })
}

pub(super) fn blob(value: &[u8]) -> Vec<u8> {
    cbor(|w| {
        w.bytes(value);
    })
}

pub(super) fn writes(writes: &[Vec<u8>]) -> Vec<u8> {
    cbor(|w| {
        w.array(writes.len());
        writes.iter().for_each(|write| {
            w.raw(write);
        });
    })
}

/// An encoded write; field and body are encoded items.
pub(super) fn write(kind: u64, key: &str, field: &[u8], body: &[u8]) -> Vec<u8> {
    cbor(|w| {
        w.array(4).unsigned(kind).text(key).raw(field).raw(body);
    })
}

pub(super) const NULL: &[u8] = &[0xf6];
pub(super) const TRUE: &[u8] = &[0xf5];

pub(super) fn put() -> Vec<u8> {
    write(1, "k", NULL, &blob(b"v"))
}

pub(super) fn usual(db: &str, stamp: Vec<u8>, all: &[Vec<u8>]) -> Vec<(u64, Vec<u8>)> {
    vec![(1, string(db)), (2, stamp), (3, writes(all))]
}

/// A signed operation of this one write.
pub(super) fn op(one: &[u8]) -> Vec<u8> {
    sealed(&payload(&usual(&db(), number(STAMP), &[one.to_vec()])))
}

pub(super) fn with(entries: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut all = usual(&db(), number(STAMP), &[put()]);
    all.extend_from_slice(entries);
    sealed(&payload(&all))
}

/// A testimony for the usual write with this value, which is of another author, in the form of an encoded write.
pub(super) fn testimony(value: &str, text: &[u8]) -> Vec<u8> {
    let inner = SecretKey::from_seed(&[2; 32]);
    let signature = inner.sign(format!("{}:k:{value}", db()).as_bytes());
    let body = cbor(|w| {
        w.array(3).bytes(inner.public().as_bytes()).bytes(signature.as_bytes()).raw(text);
    });
    write(14, "~witness", &blob(blake3::hash(signature.as_bytes()).as_bytes()), &body)
}

/// A blob reference with its first key, size and content type as given.
pub(super) fn reference(pairs: usize, first: u64, hash: &[u8], content_type: &str) -> Vec<u8> {
    cbor(|w| {
        w.map(pairs).unsigned(first).bytes(hash).unsigned(first + 1).unsigned(5).unsigned(first + 2);
        w.text(content_type);
    })
}

/// The order of the base point, little-endian.
pub(super) const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(super) fn plus_order(s: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let sum = s.iter().zip(ORDER).map(|(a, b)| {
        carry += u16::from(*a) + u16::from(b);
        let byte = carry.to_le_bytes()[0];
        carry >>= 8;
        byte
    });
    sum.collect()
}
