//! The bytes of the index: keys whose order is the order of paths, and values as small as they can be.

use std::ops::Bound;

use cyberfly_core::cbor::{Reader, Writer};
use cyberfly_core::cells::{Order, Path, PathRange, Placed, Weight};
use cyberfly_core::{Body, Kind, OpId, PublicKey, Stamp, Strategy};

use super::{Applied, CELL, Held, IndexedCell, KeyRange};
use crate::error::StoreError;
use crate::journal::{Mark, Position};

/// A body with at most this many encoded bytes is copied into the index; a larger one stays in the journal alone.
const SMALL_BODY: usize = 256;

/// Zero bytes in a path are followed by this one, so that the end can be told: two zeros.
const ESCAPE: u8 = 0xff;

fn escape(path: &[u8], key: &mut Vec<u8>) {
    for byte in path {
        key.push(*byte);
        if *byte == 0 {
            key.push(ESCAPE);
        }
    }
}

fn unescape(escaped: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut path = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    loop {
        match rest {
            [0, 0, after @ ..] => return Some((path, after)),
            [0, ESCAPE, after @ ..] => {
                path.push(0);
                rest = after;
            }
            [0, ..] | [] => return None,
            [byte, after @ ..] => {
                path.push(*byte);
                rest = after;
            }
        }
    }
}

fn prefix(number: u32) -> Vec<u8> {
    let mut key = Vec::with_capacity(64);
    key.push(CELL);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The key of a live write. Where several can be live at one path, its order tells them apart.
pub(super) fn key(number: u32, placed: &Placed) -> Vec<u8> {
    let mut key = prefix(number);
    escape(placed.path.as_bytes(), &mut key);
    key.extend_from_slice(&[0, 0]);
    if shares_its_place(placed) {
        key.extend_from_slice(&encode_order(&placed.order));
    }
    key
}

fn shares_its_place(placed: &Placed) -> bool {
    let max = placed.path.key().starts_with("~max/") && Strategy::Max == strategy_of(placed);
    max || matches!(placed.weight, Weight::Trim(_) | Weight::Rights)
}

fn strategy_of(placed: &Placed) -> Strategy {
    cyberfly_core::Key::new(placed.path.key()).map_or(Strategy::Last, |key| key.strategy())
}

/// The keys of all live writes whose paths lie in the range.
pub(super) fn key_range(number: u32, range: &PathRange) -> KeyRange {
    let bound = |path: &[u8]| {
        let mut key = prefix(number);
        escape(path, &mut key);
        key
    };
    (Bound::Included(bound(&range.start)), Bound::Excluded(bound(&range.end)))
}

const ORDER: usize = 8 + 32 + 32 + 2;

fn encode_order(order: &Order) -> [u8; ORDER] {
    let mut bytes = [0; ORDER];
    bytes[..8].copy_from_slice(&order.stamp.as_u64().to_be_bytes());
    bytes[8..40].copy_from_slice(order.author.as_bytes());
    bytes[40..72].copy_from_slice(order.op.as_bytes());
    bytes[72..].copy_from_slice(&order.index.to_be_bytes());
    bytes
}

/// Takes fixed-size pieces from the front of an entry.
struct Pieces<'a>(&'a [u8]);

impl Pieces<'_> {
    fn next<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (piece, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*piece)
    }

    fn u64(&mut self) -> Option<u64> {
        self.next().map(u64::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.next().map(u32::from_be_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.next().map(u16::from_be_bytes)
    }
}

/// An entry's value: kind, order, place in the journal, expiry, and the body or none.
pub(super) struct Entry(IndexedCell);

const EXPIRES: u8 = 1;
const INLINE: u8 = 2;

impl Entry {
    pub(super) fn encode(placed: &Placed, body: &Body, at: Position) -> Vec<u8> {
        let mut writer = Writer::default();
        body.encode(&mut writer);
        let body = writer.into_bytes();
        let inline = body.len() <= SMALL_BODY || placed.weight != Weight::Value;
        let mut value = Vec::with_capacity(128);
        value.push(u8::from(placed.expires.is_some()) * EXPIRES + u8::from(inline) * INLINE);
        value.extend_from_slice(&placed.kind.number().to_be_bytes());
        value.extend_from_slice(&encode_order(&placed.order));
        value.extend_from_slice(&at.segment.to_be_bytes());
        value.extend_from_slice(&at.offset.to_be_bytes());
        if let Some(expires) = placed.expires {
            value.extend_from_slice(&expires.to_be_bytes());
        }
        if inline {
            value.extend_from_slice(&body);
        }
        value
    }

    pub(super) fn decode(key: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        Self::try_decode(key, value)
            .ok_or_else(|| StoreError::Index("an entry that cannot be read".to_owned()))
    }

    fn try_decode(key: &[u8], value: &[u8]) -> Option<Self> {
        let (path, _) = unescape(key.get(5..)?)?;
        let mut pieces = Pieces(value);
        let [flags] = pieces.next()?;
        let kind = Kind::from_number(pieces.u16()?);
        let order = Order {
            stamp: Stamp::new(pieces.u64()?)?,
            author: PublicKey::from_bytes(pieces.next()?),
            op: OpId::from_bytes(pieces.next()?),
            index: pieces.u16()?,
        };
        let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
        let expires = if flags & EXPIRES != 0 { Some(pieces.u64()?) } else { None };
        let path = Path::from_bytes(&path);
        let mut placed = Placed { path, order, kind, weight: Weight::Value, expires };
        let held = if flags & INLINE != 0 {
            placed.weight = Weight::of(&decode_body(&placed, pieces.0).ok()?);
            Held::Inline(pieces.0.to_vec())
        } else {
            Held::InJournal
        };
        Some(Self(IndexedCell { placed, at, held }))
    }

    pub(super) fn into_cell(self) -> IndexedCell {
        self.0
    }
}

pub(super) fn decode_body(placed: &Placed, bytes: &[u8]) -> Result<Body, StoreError> {
    let has_field = placed.path.field().is_some();
    Body::decode(placed.kind, strategy_of(placed), has_field, &mut Reader::new(bytes))
        .map_err(|error| StoreError::Index(error.to_string()))
}

pub(super) fn encode_applied(applied: &Applied) -> Vec<u8> {
    let mark = applied.mark;
    let mut bytes = Vec::with_capacity(56);
    bytes.extend_from_slice(&mark.segment.to_be_bytes());
    bytes.extend_from_slice(&mark.offset.to_be_bytes());
    bytes.extend_from_slice(&mark.sequence.to_be_bytes());
    bytes.extend_from_slice(&mark.chain);
    bytes.extend_from_slice(&applied.operations.to_be_bytes());
    bytes
}

pub(super) fn decode_applied(bytes: &[u8]) -> Option<Applied> {
    let mut pieces = Pieces(bytes);
    let mark = Mark {
        segment: pieces.u32()?,
        offset: pieces.u32()?,
        sequence: pieces.u64()?,
        chain: pieces.next()?,
    };
    Some(Applied { mark, operations: pieces.u64()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::{DbName, Draft, Key, SecretKey, Write};

    fn placed(key: &str, value: &[u8]) -> (Placed, Body) {
        let secret = SecretKey::from_seed(&[3; 32]);
        let write = Write::string(Key::new(key).unwrap(), value.to_vec());
        let db = DbName::new("x", secret.public()).unwrap();
        let draft =
            Draft { db, stamp: Stamp::at_millis(5), writes: vec![write], expires: Some(9), device: None };
        let op = draft.sign(&secret).unwrap();
        (Placed::of(&op, 0, &op.writes()[0]), op.writes()[0].body.clone())
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let at = Position { segment: 3, offset: 77 };
        for (size, inline) in [(0, true), (200, true), (1000, false)] {
            let (placed, body) = placed("some key", &vec![7; size]);
            let value = Entry::encode(&placed, &body, at);
            let cell = Entry::decode(&key(9, &placed), &value).unwrap().into_cell();
            assert_eq!(cell.placed, placed);
            assert_eq!(matches!(cell.held, Held::Inline(_)), inline);
        }
    }

    #[test]
    fn keys_sort_as_paths_do_and_a_range_holds_its_place_alone() {
        let paths: Vec<_> = ["a", "a b", "a!", "b"].iter().map(|text| placed(text, b"v").0).collect();
        let mut by_path = paths.clone();
        by_path.sort_by(|a, b| a.path.cmp(&b.path));
        let mut by_key = paths;
        by_key.sort_by_key(|placed| key(1, placed));
        assert_eq!(by_path, by_key);
        for placed in &by_key {
            let (Bound::Included(start), Bound::Excluded(end)) = key_range(1, &placed.path.only()) else {
                panic!()
            };
            let held: Vec<_> =
                by_key.iter().filter(|p| (start.clone()..end.clone()).contains(&key(1, p))).collect();
            assert_eq!(held, [placed]);
        }
    }
}
