//! Valid operations to test with: of every kind, over few keys, fields, authors and stamps, so that they collide.

use crate::clock::Stamp;
use crate::error::Refused;
use crate::key::{DeviceId, PublicKey, SecretKey};
use crate::name::{DbName, Key, NameError, RIGHTS_KEY, Strategy};
use crate::op::{Draft, Operation};
use crate::sim::dice::Dice;
use crate::write::{BlobRef, Body, Kind, Number, Role, StreamId, Write, json_path_field};

/// A moment in the years these operations are from, in Unix milliseconds.
pub const BASE_MS: u64 = 1_800_000_000_000;

/// A database and those who write in it; the first author is the owner.
#[derive(Clone, Debug)]
pub struct Cast {
    db: DbName,
    secrets: Vec<SecretKey>,
    publics: Vec<PublicKey>,
}

impl Cast {
    /// An owner and this many others. The same number always gives the same keys.
    pub fn new(others: u8) -> Result<Self, NameError> {
        let secrets: Vec<_> = (0..=others).map(|n| SecretKey::from_seed(&[n + 1; 32])).collect();
        let publics: Vec<_> = secrets.iter().map(SecretKey::public).collect();
        let owner = publics.first().copied().unwrap_or(PublicKey::from_bytes([0; 32]));
        Ok(Self { db: DbName::new("simulated", owner)?, secrets, publics })
    }

    /// The database.
    pub const fn db(&self) -> &DbName {
        &self.db
    }

    /// The public keys; the first is the owner's.
    pub fn publics(&self) -> &[PublicKey] {
        &self.publics
    }

    /// An operation that this author signs.
    pub fn sign(
        &self,
        author: usize,
        stamp: Stamp,
        writes: Vec<Write>,
        expires: Option<u64>,
        device: Option<DeviceId>,
    ) -> Result<Operation, Refused> {
        let secret = self.secrets.get(author).or(self.secrets.first());
        let secret = secret.ok_or_else(|| Refused::form("a cast has an owner"))?;
        Draft { db: self.db.clone(), stamp, writes, expires, device }.sign(secret)
    }
}

/// What operations are mostly about, so that a few of them already collide.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    key: &'static str,
    kind: Kind,
}

impl Theme {
    /// Any of them.
    pub fn any(dice: &mut impl Dice) -> Self {
        let key = dice.pick(&KEYS).copied().unwrap_or("a");
        let kinds = if key == "~max/a" { &MAX_KINDS[..] } else { &KINDS };
        Self { key, kind: dice.pick(kinds).copied().unwrap_or(Kind::String) }
    }
}

/// When an operation is made, how far apart the times lie that it names, and what it is mostly about.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The stamp of the operation.
    pub stamp: Stamp,
    /// Times in the operation lie at most this many milliseconds before its stamp and twice as many after it.
    pub spread_ms: u64,
    /// What it is mostly about, if it is about anything more than about another.
    pub theme: Option<Theme>,
}

impl Moment {
    /// One of few stamps close to each other.
    pub fn crowded(dice: &mut impl Dice, theme: Option<Theme>) -> Self {
        let stamp = Stamp::at_millis(BASE_MS + dice.roll(5)).as_u64() + dice.roll(2);
        Self { stamp: Stamp::new(stamp).unwrap_or(Stamp::ZERO), spread_ms: 4, theme }
    }

    fn time(self, dice: &mut impl Dice) -> u64 {
        (self.stamp.millis() + dice.roll(3 * self.spread_ms + 1)).saturating_sub(self.spread_ms)
    }

    fn stamp_nearby(self, dice: &mut impl Dice) -> Stamp {
        Stamp::new(Stamp::at_millis(self.time(dice)).as_u64() + dice.roll(2)).unwrap_or(Stamp::ZERO)
    }
}

/// An operation of any author about anything; about a quarter of them are about rights.
pub fn operation(dice: &mut impl Dice, cast: &Cast, moment: Moment) -> Result<Operation, Refused> {
    if dice.chance(4) { rights(dice, cast, moment) } else { data(dice, cast, moment) }
}

/// A grant or a revocation, or several, most by the owner, of which some take effect before their stamp or after it.
pub fn rights(dice: &mut impl Dice, cast: &Cast, moment: Moment) -> Result<Operation, Refused> {
    let author = if dice.chance(3) { dice.index(cast.publics.len()) } else { 0 };
    let count = 1 + usize::from(dice.chance(3)) + usize::from(dice.chance(6));
    let writes = (0..count).map(|_| rights_write(dice, cast, moment)).collect::<Result<_, _>>()?;
    cast.sign(author, moment.stamp, writes, None, None)
}

fn rights_write(dice: &mut impl Dice, cast: &Cast, moment: Moment) -> Result<Write, Refused> {
    let others = cast.publics.get(1..).unwrap_or_default();
    let subject = dice.pick(others).copied().unwrap_or(cast.db.owner());
    let roles = [Role::Writer, Role::Admin, Role::Writer, Role::Admin, Role::Reader];
    let role = dice.pick(&roles).copied().unwrap_or(Role::Writer);
    let body = match dice.roll(5) {
        0..=2 => Body::Grant(role),
        3 => Body::Revoke(role, moment.stamp_nearby(dice)),
        _ => Body::Revoke(role, Stamp::ZERO),
    };
    let key = Key::rights(RIGHTS_KEY).ok_or_else(|| Refused::form("rights have a key"))?;
    Ok(Write { kind: Kind::Rights, key, field: Some(subject.as_bytes().to_vec()), body })
}

/// One to four writes of any author, often at the same key, sometimes with an end.
pub fn data(dice: &mut impl Dice, cast: &Cast, moment: Moment) -> Result<Operation, Refused> {
    let author = dice.index(cast.publics.len());
    let device = DeviceId::from_bytes([u8::try_from(dice.roll(2)).unwrap_or(0); 8]);
    let count = 1 + usize::from(dice.chance(3)) + usize::from(dice.chance(4)) + usize::from(dice.chance(6));
    let author_key = cast.publics.get(author).copied().unwrap_or(cast.db.owner());
    let mut key = a_key(dice, moment)?;
    let mut writes = Vec::with_capacity(count);
    for _ in 0..count {
        writes.push(a_write(dice, cast, moment, key.clone(), author_key, device));
        if dice.chance(3) {
            key = a_key(dice, moment)?;
        }
    }
    let expires = if dice.chance(5) { Some(moment.time(dice)) } else { None };
    let expires = expires.filter(|_| writes.iter().all(|write| write.kind != Kind::Ttl));
    cast.sign(author, moment.stamp, writes, expires, Some(device))
}

/// One is the beginning of another; plain keys come up most.
const KEYS: [&str; 9] = ["a", "a", "ab", "a", "ab", "~first/a", "~max/a", "~first/a", "~max/a"];
/// Those that `~first/` refuses come last.
const KINDS: [Kind; 17] = [
    Kind::String,
    Kind::Hash,
    Kind::Json,
    Kind::Json,
    Kind::Del,
    Kind::List,
    Kind::Set,
    Kind::SortedSet,
    Kind::Counter,
    Kind::Geo,
    Kind::TimeSeries,
    Kind::Blob,
    Kind::Unknown(999),
    Kind::Stream,
    Kind::Stream,
    Kind::Stream,
    Kind::Ttl,
];
const FIRST_KINDS: usize = 13;
const MAX_KINDS: [Kind; 5] = [Kind::String, Kind::Hash, Kind::SortedSet, Kind::Del, Kind::Unknown(999)];

fn a_key(dice: &mut impl Dice, moment: Moment) -> Result<Key, NameError> {
    match moment.theme {
        Some(theme) if !dice.chance(6) => Key::new(theme.key),
        _ => Key::new(dice.pick(&KEYS).copied().unwrap_or("a")),
    }
}

/// A kind that may be written at a key with this strategy.
fn a_kind(dice: &mut impl Dice, strategy: Strategy, moment: Moment) -> Kind {
    let kinds = match strategy {
        Strategy::Last => &KINDS[..],
        Strategy::First => &KINDS[..FIRST_KINDS],
        Strategy::Max => &MAX_KINDS,
    };
    match moment.theme {
        Some(theme) if kinds.contains(&theme.kind) && !dice.chance(3) => theme.kind,
        _ => dice.pick(kinds).copied().unwrap_or(Kind::String),
    }
}

fn a_write(
    dice: &mut impl Dice,
    cast: &Cast,
    moment: Moment,
    key: Key,
    author: PublicKey,
    device: DeviceId,
) -> Write {
    let kind = a_kind(dice, key.strategy(), moment);
    if key.strategy() == Strategy::Max {
        return a_max_write(dice, key, kind);
    }
    let (field, body) = match kind {
        Kind::Ttl => {
            let ends = if dice.chance(4) { None } else { Some(moment.time(dice)) };
            let floor =
                if dice.chance(3) { moment.stamp_nearby(dice).min(moment.stamp) } else { Stamp::ZERO };
            (None, Body::Ttl { ends, floor })
        }
        Kind::Stream if dice.chance(3) => (None, Body::Trim(a_stream_id(dice))),
        Kind::Stream => a_stream_write(dice, cast, author),
        Kind::Counter => {
            let field = [author.as_bytes().as_slice(), device.as_bytes()].concat();
            (Some(field), Body::Totals { added: dice.roll(9), taken: dice.roll(4) })
        }
        _ => (a_field(dice, cast, kind), a_body(dice, kind)),
    };
    let marker = field.is_none() && !matches!(kind, Kind::String | Kind::Blob | Kind::Ttl | Kind::Stream);
    let marker = marker && !matches!(kind, Kind::Json | Kind::Unknown(_));
    Write { kind, key, field, body: if marker { Body::Delete } else { body } }
}

fn a_max_write(dice: &mut impl Dice, key: Key, kind: Kind) -> Write {
    let whole = kind.lives_at_key() || dice.chance(4);
    let field = if whole { None } else { Some(dice.pick(&FIELDS).copied().unwrap_or_default().to_vec()) };
    let deletes = kind == Kind::Del || (kind != Kind::String && (whole || dice.chance(4)));
    let body = if deletes { Body::Delete } else { Body::Number(a_number(dice)) };
    Write { kind, key, field, body }
}

/// Numbers next to each other where floats cannot tell them apart, equal ones in both encodings, and the ends.
fn a_number(dice: &mut impl Dice) -> Number {
    const EDGE: i128 = 1 << 53;
    const EDGE_FLOAT: f64 = 9_007_199_254_740_992.0;
    let numbers = [
        Number::Integer(1),
        Number::Float(1.0),
        Number::Integer(0),
        Number::Float(0.0),
        Number::Float(0.5),
        Number::Float(-0.5),
        Number::Integer(-1),
        Number::Integer(EDGE),
        Number::Integer(EDGE + 1),
        Number::Float(EDGE_FLOAT),
        Number::Float(EDGE_FLOAT + 2.0),
        Number::Integer((1 << 64) - 1),
        Number::Float(18_446_744_073_709_551_616.0),
        Number::Integer(-(1 << 64)),
        Number::Float(-18_446_744_073_709_551_616.0),
        Number::Float(f64::INFINITY),
        Number::Float(f64::NEG_INFINITY),
        Number::Float(5e-324),
        Number::Float(f64::MAX),
    ];
    dice.pick(&numbers).copied().unwrap_or(Number::Integer(1))
}

const FIELDS: [&[u8]; 6] = [b"x", b"y", b"", b"\0", b"x\xff", b"x\xffy\xff"];
const MEMBERS: [&[&str]; 8] =
    [&[], &["a"], &["a", "b"], &["a", "b", "c"], &["b"], &["ab"], &[""], &["a", ""]];

fn a_field(dice: &mut impl Dice, cast: &Cast, kind: Kind) -> Option<Vec<u8>> {
    if kind.lives_at_key() {
        return None;
    }
    if kind == Kind::Json {
        return json_path_field(dice.pick(&MEMBERS).copied().unwrap_or_default());
    }
    if dice.chance(6) {
        return None;
    }
    let field = dice.pick(&FIELDS).copied().unwrap_or_default();
    Some(match kind {
        Kind::List => {
            let positions: [&[u8]; 3] = [&[0x80], &[0x80, 0x40], &[0x7f]];
            let position = dice.pick(&positions).copied().unwrap_or(&[0x80]);
            let maker = dice.pick(&cast.publics).copied().unwrap_or(cast.db.owner());
            [position, &[0; 7], &[1], maker.as_bytes(), &[0; 8], &[0, 0]].concat()
        }
        Kind::TimeSeries => [&[0; 8], field].concat(),
        _ => field.to_vec(),
    })
}

fn a_body(dice: &mut impl Dice, kind: Kind) -> Body {
    let value = u8::try_from(dice.roll(4)).unwrap_or(0);
    let deletes = !matches!(kind, Kind::String | Kind::Blob) && dice.chance(4);
    let in_a_file = matches!(kind, Kind::Blob)
        || (matches!(kind, Kind::String | Kind::Hash | Kind::List | Kind::Json) && dice.chance(6));
    match kind {
        Kind::Del => Body::Delete,
        _ if deletes => Body::Delete,
        _ if in_a_file => {
            Body::Blob(BlobRef { hash: [value; 32], size: 100_000, content_type: String::new() })
        }
        Kind::Set => Body::Present,
        Kind::SortedSet | Kind::TimeSeries => Body::Score(f64::from(value) / 2.0),
        Kind::Geo => Body::Position { longitude: f64::from(value), latitude: 45.0 },
        Kind::Json => {
            let values = ["{}", r#"{"a":{"b":1},"c":2}"#, "7", "[1,2]", "null", r#"{"b":{"c":3}}"#];
            Body::Json((*dice.pick(&values).unwrap_or(&"{}")).to_owned())
        }
        Kind::Unknown(_) => Body::Unknown(vec![value]),
        _ => Body::Bytes(vec![value]),
    }
}

fn a_stream_id(dice: &mut impl Dice) -> StreamId {
    StreamId { ms: dice.roll(3), seq: dice.roll(3) }
}

/// An entry of one's own, or the delete of anybody's.
fn a_stream_write(dice: &mut impl Dice, cast: &Cast, author: PublicKey) -> (Option<Vec<u8>>, Body) {
    let id = a_stream_id(dice).to_bytes();
    if dice.chance(4) {
        let of = dice.pick(&cast.publics).copied().unwrap_or(author);
        return (Some([id.as_slice(), of.as_bytes()].concat()), Body::Delete);
    }
    let value = vec![u8::try_from(dice.roll(3)).unwrap_or(0)];
    (Some([id.as_slice(), author.as_bytes()].concat()), Body::Entry(vec![(b"f".to_vec(), value)]))
}
