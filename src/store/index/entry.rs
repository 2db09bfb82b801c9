//! The bytes of the index: keys whose order is the order of paths, and values as small as they can be.

use cyberfly_core::cbor::{Reader, Writer};
use cyberfly_core::cells::{Order, Path, PathRange, Placed, Weight};
use cyberfly_core::digest::Digest;
use cyberfly_core::{Body, DbName, Kind, OpId, PublicKey, Stamp, Strategy};

use super::cells::{Held, Part};
use super::{Applied, IndexedCell, KeptChange};
use crate::error::StoreError;
use crate::journal::{Mark, Position};

/// A body with at most this many encoded bytes is copied into the index; a larger one stays in the journal alone.
const SMALL_BODY: usize = 64;

/// Zero bytes in a path are followed by this one, so that the end can be told: two zeros.
const ESCAPE: u8 = 0xff;

pub(super) fn escape(path: &[u8], key: &mut Vec<u8>) {
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

/// The key of what the index says of itself.
pub(super) const META: &[u8] = b"m";
const DATABASE: u8 = b'd';
const CELL: u8 = b'c';
const WRITES_LEFT: u8 = b'w';

/// The key of a database.
pub(super) fn database_key(name: &DbName) -> Vec<u8> {
    [&[DATABASE], name.as_str().as_bytes()].concat()
}

/// From the first to after the last key of a database.
pub(super) fn all_databases() -> (Vec<u8>, Vec<u8>) {
    (vec![DATABASE], vec![DATABASE + 1])
}

/// The name in the key of a database.
pub(super) fn database_name(key: &[u8]) -> Result<DbName, StoreError> {
    let name = key.get(1..).and_then(|name| std::str::from_utf8(name).ok()?.parse().ok());
    name.ok_or_else(|| StoreError::Index("a database that cannot be read".to_owned()))
}

/// From the first to after the last key of a live write.
pub(super) fn all_cells() -> (Vec<u8>, Vec<u8>) {
    (vec![CELL], vec![CELL + 1])
}

/// The key of how many writes of an operation are live.
pub(super) fn writes_left_key(number: u32, op: &OpId) -> Vec<u8> {
    [&[WRITES_LEFT], number.to_be_bytes().as_slice(), op.as_bytes()].concat()
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

pub(super) fn strategy_of(placed: &Placed) -> Strategy {
    cyberfly_core::Key::new(placed.path.key()).map_or(Strategy::Last, |key| key.strategy())
}

/// The one key of what lives at a path, if the range is that path alone and no two writes can share it.
pub(super) fn only_key(number: u32, range: &PathRange) -> Option<OnlyKey> {
    if range.end.split_last() != Some((&0, &range.start)) || range.start.starts_with(b"~max/") {
        return None;
    }
    let path = Path::from_bytes(range.start.clone());
    let may_share = match path.kind() {
        Some(Kind::Rights | Kind::Witness) => true,
        Some(Kind::Stream) => path.field().is_none(),
        _ => false,
    };
    if may_share {
        return None;
    }
    let mut key = prefix(number);
    escape(path.as_bytes(), &mut key);
    key.extend_from_slice(&[0, 0]);
    Some(OnlyKey { key, lives_at_key: path.kind().is_none() })
}

/// What [`only_key`] finds.
pub(super) struct OnlyKey {
    /// The key of the entry.
    pub(super) key: Vec<u8>,
    /// Whether the path is that of a key, with others below it.
    pub(super) lives_at_key: bool,
}

/// The first key of all live writes whose paths lie in the range, and the first key after them.
pub(super) fn key_range(number: u32, range: &PathRange) -> (Vec<u8>, Vec<u8>) {
    let bound = |path: &[u8]| {
        let mut key = prefix(number);
        escape(path, &mut key);
        key
    };
    (bound(&range.start), bound(&range.end))
}

/// From the first to after the last key of the live writes of the database with this number.
pub(super) fn number_range(number: u32) -> (Vec<u8>, Vec<u8>) {
    let end = number.checked_add(1).map_or_else(|| vec![CELL + 1], prefix);
    (prefix(number), end)
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
pub(super) struct Pieces<'a>(pub(super) &'a [u8]);

impl Pieces<'_> {
    pub(super) fn next<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (piece, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*piece)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.next().map(u64::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.next().map(u32::from_be_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.next().map(u16::from_be_bytes)
    }
}

pub(super) fn unreadable() -> StoreError {
    StoreError::Index("an entry that cannot be read".to_owned())
}

/// The bytes at the front of what lies somewhere in the journal: where.
const POSITION: usize = 8;

pub(super) fn encode_position(at: Position) -> [u8; POSITION] {
    let mut bytes = [0; POSITION];
    bytes[..4].copy_from_slice(&at.segment.to_be_bytes());
    bytes[4..].copy_from_slice(&at.offset.to_be_bytes());
    bytes
}

/// Where an entry of an operation points; none if it is of another operation.
pub(super) fn position_of(key: &[u8], value: &[u8], op: &OpId) -> Option<Position> {
    let mut pieces = Pieces(value);
    let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
    if is_of_live_write(key) {
        let _flags_kind_stamp_author: [u8; 1 + 2 + 8 + 32] = pieces.next()?;
        return (pieces.next()? == *op.as_bytes()).then_some(at);
    }
    Some(at)
}

/// Where a live write with this value lies, if it may be the only one of its operation, and whether its body is in the index too.
pub(super) fn place_alone(value: &[u8]) -> Option<(Position, bool)> {
    let mut pieces = Pieces(value);
    let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
    let [flags] = pieces.next()?;
    (flags & (FIRST | PART) == FIRST).then_some((at, flags & INLINE != 0))
}

/// Whether this is the key of a live write, which makes its operation a kept one.
pub(super) fn is_of_live_write(key: &[u8]) -> bool {
    key.first() == Some(&CELL)
}

/// How many bytes of the key of a live write come before its path.
const PREFIX: usize = 1 + 4;

/// The front of the key of a live write that it has in common with all that lives at the same key or below it.
pub(super) fn key_of(key: &[u8]) -> &[u8] {
    // The zero that ends the text is escaped.
    let text = key.iter().skip(PREFIX).position(|byte| *byte == 0);
    text.and_then(|end| key.get(..PREFIX + end + 2)).unwrap_or(key)
}

/// Whether a live write with this key lives at a key, and not below one.
pub(super) fn lives_at_key(key: &[u8]) -> bool {
    key.get(key_of(key).len()..).is_some_and(|rest| rest.starts_with(&[0, 0]))
}

/// Has an entry point elsewhere.
pub(super) fn relocate(value: &mut [u8], to: Position) {
    if let Some(front) = value.first_chunk_mut::<POSITION>() {
        *front = encode_position(to);
    }
}

/// Puts the real place where a pending one stands, in the value of a live write, of the writes left or of an
/// unauthorised operation.
pub(super) fn settle(value: &mut [u8], positions: &[Position]) {
    let Some(front) = value.first_chunk_mut::<POSITION>() else { return };
    let [a, b, c, d, slot @ ..] = *front;
    if [a, b, c, d] == [0xff; 4]
        && let Some(at) = positions.get(u32::from_be_bytes(slot) as usize)
    {
        *front = encode_position(*at);
    }
}

/// The value of a live write that lies at another place.
pub(super) fn moved(value: &[u8], at: Position) -> Vec<u8> {
    let mut moved = value.to_vec();
    if let Some(front) = moved.first_chunk_mut::<POSITION>() {
        *front = encode_position(at);
    }
    moved
}

/// The value of a live write: place in the journal, kind, order, expiry, and the body or none. What is usual is left
/// out, as the flags tell.
pub(super) struct Entry(IndexedCell);

const EXPIRES: u8 = 1;
const INLINE: u8 = 2;
/// It is the first write of its operation.
const FIRST: u8 = 4;
/// The merge need know no more of the body than that it is some value.
const VALUE: u8 = 8;
/// The body refers to a blob, and is not left out however long it is.
const BLOB: u8 = 16;
/// The body is left out, and where it lies in its operation follows.
const PART: u8 = 32;

impl Entry {
    /// `part` says where in its operation the body lies, where that is worth knowing.
    pub(super) fn encode(placed: &Placed, body: &Body, at: Position, part: Option<Part>) -> Vec<u8> {
        let refers_to_blob = matches!(body, Body::Blob(_));
        let body = match body {
            Body::Bytes(bytes) if bytes.len() > SMALL_BODY => Vec::new(),
            body => {
                let mut writer = Writer::default();
                body.encode(&mut writer);
                writer.into_bytes()
            }
        };
        let is_small = (1..=SMALL_BODY).contains(&body.len());
        let inline = placed.weight != Weight::Value || is_small || refers_to_blob;
        if let Some(Part { offset, length, checksum }) = part.filter(|_| !inline) {
            let mut value = Self::encode_with(placed, None, PART, at);
            [offset, length, checksum]
                .iter()
                .for_each(|number| value.extend_from_slice(&number.to_be_bytes()));
            return value;
        }
        Self::encode_with(placed, inline.then_some(&body), u8::from(refers_to_blob) * BLOB, at)
    }

    fn encode_with(placed: &Placed, body: Option<&[u8]>, flags: u8, at: Position) -> Vec<u8> {
        let order = &placed.order;
        let mut flags = flags;
        flags |= u8::from(placed.expires.is_some()) * EXPIRES;
        flags |= u8::from(body.is_some()) * INLINE;
        flags |= u8::from(order.index == 0) * FIRST;
        flags |= u8::from(placed.weight == Weight::Value) * VALUE;
        let mut value = Vec::with_capacity(128 + body.map_or(0, <[u8]>::len));
        value.extend_from_slice(&encode_position(at));
        value.push(flags);
        value.extend_from_slice(&placed.kind.number().to_be_bytes());
        value.extend_from_slice(&order.stamp.as_u64().to_be_bytes());
        value.extend_from_slice(order.author.as_bytes());
        value.extend_from_slice(order.op.as_bytes());
        if order.index != 0 {
            value.extend_from_slice(&order.index.to_be_bytes());
        }
        if let Some(expires) = placed.expires {
            value.extend_from_slice(&expires.to_be_bytes());
        }
        if let Some(body) = body {
            value.extend_from_slice(body);
        }
        value
    }

    pub(super) fn decode(key: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        Self::try_decode(key, value).ok_or_else(unreadable)
    }

    fn try_decode(key: &[u8], value: &[u8]) -> Option<Self> {
        let (path, _) = unescape(key.get(PREFIX..)?)?;
        let mut pieces = Pieces(value);
        let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
        let [flags] = pieces.next()?;
        let kind = Kind::from_number(pieces.u16()?);
        let order = Order {
            stamp: Stamp::new(pieces.u64()?)?,
            author: PublicKey::from_bytes(pieces.next()?),
            op: OpId::from_bytes(pieces.next()?),
            index: if flags & FIRST != 0 { 0 } else { pieces.u16()? },
        };
        let expires = if flags & EXPIRES != 0 { Some(pieces.u64()?) } else { None };
        let path = Path::from_bytes(&path);
        let mut placed = Placed { path, order, kind, weight: Weight::Value, expires };
        let held = if flags & INLINE != 0 {
            if flags & VALUE == 0 {
                placed.weight = Weight::of(&decode_body(&placed, pieces.0).ok()?);
            }
            Held::Inline(pieces.0.to_vec())
        } else if flags & PART != 0 {
            Held::InPart(Part { offset: pieces.u32()?, length: pieces.u32()?, checksum: pieces.u32()? })
        } else {
            Held::InJournal
        };
        Some(Self(IndexedCell { placed, at, held, refers_to_blob: flags & BLOB != 0 }))
    }

    pub(super) fn into_cell(self) -> IndexedCell {
        self.0
    }
}

/// Where a write stands in keys of its own: its place and its order.
pub(super) fn place_and_order(placed: &Placed) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    escape(placed.path.as_bytes(), &mut bytes);
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(&encode_order(&placed.order));
    bytes
}

/// A write without its body: what dominance asks for. None for a write that dominates nothing below its place.
pub(super) fn encode_placed(placed: &Placed) -> Option<Vec<u8>> {
    let nowhere = Position { segment: 0, offset: 0 };
    let body = match placed.weight {
        Weight::Value => return Some(Entry::encode_with(placed, None, 0, nowhere)),
        Weight::Delete => Body::Delete,
        Weight::Number(number) => Body::Number(number),
        Weight::Trim(bound) => Body::Trim(bound),
        Weight::Ttl { .. } | Weight::Rights => return None,
    };
    Some(Entry::encode(placed, &body, nowhere, None))
}

/// Takes what [`place_and_order`] and [`encode_placed`] gave.
pub(super) fn decode_placed(place: &[u8], placed: &[u8]) -> Option<Placed> {
    Entry::try_decode(&[&prefix(0), place].concat(), placed).map(|entry| entry.0.placed)
}

/// The operation of a live write, as one that became kept.
pub(super) fn kept(key: &[u8], value: &[u8]) -> Result<KeptChange, StoreError> {
    let mut pieces = Pieces(key.get(1..).unwrap_or_default());
    let database = pieces.u32();
    let mut pieces = Pieces(value);
    let mut read = || {
        let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
        let [_flags, _kind @ ..] = pieces.next::<3>()?;
        let stamp = Stamp::new(pieces.u64()?)?;
        let _author = pieces.next::<32>()?;
        Some(KeptChange {
            database: database?,
            stamp,
            id: OpId::from_bytes(pieces.next()?),
            at,
            is_kept: true,
        })
    };
    read().ok_or_else(unreadable)
}

/// How many writes of an operation of several are live: at least one, or the entry is not there.
pub(super) struct WritesLeft {
    /// Where the operation lies.
    pub(super) at: Position,
    /// How many.
    pub(super) live: u16,
}

impl WritesLeft {
    /// After one of them was displaced; none if that was the last.
    pub(super) fn one_less(&self) -> Option<Self> {
        let live = self.live.checked_sub(1).filter(|live| *live > 0)?;
        Some(Self { at: self.at, live })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        [encode_position(self.at).as_slice(), &self.live.to_be_bytes()].concat()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut pieces = Pieces(bytes);
        let mut read = || {
            let at = Position { segment: pieces.u32()?, offset: pieces.u32()? };
            Some(Self { at, live: pieces.u16()? })
        };
        read().ok_or_else(unreadable)
    }
}

/// What the index knows of a database as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Database {
    /// What stands for its name in keys.
    pub(crate) number: u32,
    /// The digest of its kept operations.
    pub(crate) digest: Digest,
    /// Whether no operation had a write below a key, rights aside: then to look below a key other than that of the
    /// rights is in vain.
    pub(super) is_flat: bool,
    /// How many bytes the operations have that nobody authorised and that the index remembers, those about rights aside.
    pub(crate) set_aside: u64,
    /// Whether there were so many of them that some were forgotten.
    pub(crate) has_forgotten: bool,
}

/// The flags of a database.
const FLAT: u8 = 1;
const FORGOTTEN: u8 = 2;

impl Database {
    pub(super) const fn new(number: u32) -> Self {
        Self { number, digest: Digest::EMPTY, is_flat: true, set_aside: 0, has_forgotten: false }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let (count, set_aside) = (self.digest.count().to_be_bytes(), self.set_aside.to_be_bytes());
        let flags = if self.is_flat { FLAT } else { 0 } | if self.has_forgotten { FORGOTTEN } else { 0 };
        [self.number.to_be_bytes().as_slice(), &count, &self.digest.sum(), &[flags], &set_aside].concat()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut pieces = Pieces(bytes);
        let mut read = || {
            let (number, count) = (pieces.u32()?, pieces.u64()?);
            let digest = Digest::from_parts(count, pieces.next()?);
            let [flags] = pieces.next()?;
            let (is_flat, has_forgotten) = (flags & FLAT != 0, flags & FORGOTTEN != 0);
            Some(Self { number, digest, is_flat, set_aside: pieces.u64()?, has_forgotten })
        };
        read().ok_or_else(unreadable)
    }
}

pub(super) fn decode_body(placed: &Placed, bytes: &[u8]) -> Result<Body, StoreError> {
    let has_field = placed.path.field().is_some();
    Body::decode(placed.kind, strategy_of(placed), has_field, &mut Reader::new(bytes))
        .map_err(|error| StoreError::Index(error.to_string()))
}

/// How far the index has come, and how many databases have a number.
pub(super) fn encode_meta(applied: &Applied, databases: u32) -> Vec<u8> {
    let mark = applied.mark;
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(&mark.segment.to_be_bytes());
    bytes.extend_from_slice(&mark.offset.to_be_bytes());
    bytes.extend_from_slice(&mark.sequence.to_be_bytes());
    bytes.extend_from_slice(&mark.chain);
    bytes.extend_from_slice(&applied.operations.to_be_bytes());
    bytes.extend_from_slice(&applied.compacted.to_be_bytes());
    bytes.extend_from_slice(&databases.to_be_bytes());
    bytes
}

pub(super) fn decode_meta(bytes: &[u8]) -> Result<(Applied, u32), StoreError> {
    let mut pieces = Pieces(bytes);
    let mut read = || {
        let mark = Mark {
            segment: pieces.u32()?,
            offset: pieces.u32()?,
            sequence: pieces.u64()?,
            chain: pieces.next()?,
        };
        Some((Applied { mark, operations: pieces.u64()?, compacted: pieces.u32()? }, pieces.u32()?))
    };
    read().ok_or_else(unreadable)
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
        for (size, inline) in [(0, true), (60, true), (100, false), (1000, false)] {
            let (placed, body) = placed("some key", &vec![7; size]);
            let part = Part { offset: 5, length: 6, checksum: 7 };
            for part in [None, Some(part)] {
                let value = Entry::encode(&placed, &body, at, part);
                let cell = Entry::decode(&key(9, &placed), &value).unwrap().into_cell();
                assert_eq!(cell.placed, placed);
                match cell.held {
                    Held::Inline(_) => assert!(inline),
                    Held::InJournal => assert!(!inline && part.is_none()),
                    Held::InPart(held) => assert!(!inline && Some(held) == part),
                    Held::Read(_) => panic!("an entry alone has read nothing"),
                }
                let is_alone = inline || part.is_none();
                assert_eq!(place_alone(&value), is_alone.then_some((at, inline)));
            }
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
            let (start, end) = key_range(1, &placed.path.only());
            let held: Vec<_> =
                by_key.iter().filter(|p| (start.clone()..end.clone()).contains(&key(1, p))).collect();
            assert_eq!(held, [placed]);
        }
    }
}
