//! A single write: what it is about (kind, key, field) and what it says (body), and how that is encoded.
//!
//! `docs/format.md` gives the same in CDDL. A kind's body is decoded into a type of its own here, so that whatever
//! comes after the decoder cannot meet a body that does not fit its kind.

use crate::cbor::{Reader, Shape, Writer};
use crate::clock::Stamp;
use crate::error::ErrorCode;
use crate::key::{DeviceId, PublicKey};
use crate::name::{Key, Strategy};
use crate::op::Refused;

/// The longest field, in bytes: a hash field, a set member, a JSON path, a label.
pub const FIELD_LIMIT: usize = 1024;
/// The longest field of a list element, in bytes: its position and what keeps it apart.
pub const LIST_FIELD_LIMIT: usize = 256;
/// The longest inline body, in bytes as encoded. What is larger goes into a blob.
pub const INLINE_LIMIT: usize = 64 * 1024;
/// The longest content type, in bytes.
pub const CONTENT_TYPE_LIMIT: usize = 255;
/// The largest time in milliseconds that `expires` and a TTL can name, plus one.
pub const TIME_LIMIT_MS: u64 = 1 << 48;
/// What follows the position in a list field: stamp, author and write index of the write that made the element.
pub const LIST_SUFFIX: usize = 8 + 32 + 2;

macro_rules! kinds {
    ($($name:ident = $number:literal $word:literal $doc:literal,)*) => {
        /// What a write is about. A kind this version does not know is valid, stored and merged, but shown to no one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $doc] $name,)*
            /// A kind of a later version. Never one of the numbers above.
            Unknown(u16),
        }

        impl Kind {
            /// The kind with this number.
            pub const fn from_number(number: u16) -> Kind {
                match number { $($number => Kind::$name,)* other => Kind::Unknown(other) }
            }

            /// The number that stands for the kind in encoded operations.
            pub const fn number(self) -> u16 {
                match self { $(Kind::$name => $number,)* Kind::Unknown(other) => other }
            }

            /// The word for the kind everywhere a person or script sees it.
            pub const fn word(self) -> &'static str {
                match self { $(Kind::$name => $word,)* Kind::Unknown(_) => "unknown" }
            }

            /// The known kind with this word.
            pub fn from_word(word: &str) -> Option<Kind> {
                match word { $($word => Some(Kind::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    Del = 0 "del" "Deletes a key with all that it holds.",
    String = 1 "string" "The value of a key.",
    Blob = 2 "blob" "A reference to a file.",
    Hash = 3 "hash" "A field of a hash.",
    Set = 4 "set" "A member of a set.",
    SortedSet = 5 "sortedset" "A member of a sorted set, with its score.",
    List = 6 "list" "An element of a list.",
    Json = 7 "json" "The value at a path of a JSON document.",
    Stream = 8 "stream" "An entry of a stream, or a trim of it.",
    TimeSeries = 9 "timeseries" "A sample of a time series.",
    Geo = 10 "geo" "A member with its position.",
    Counter = 11 "counter" "The totals of one writer of a counter.",
    Ttl = 12 "ttl" "When a key ends.",
    Rights = 13 "rights" "A grant or a revocation.",
}

impl Kind {
    /// Whether writes of this kind live at the key itself rather than below it.
    pub const fn lives_at_key(self) -> bool {
        matches!(self, Kind::Del | Kind::String | Kind::Blob)
    }
}

/// A number in a body under `~max/`: compared as an exact real, whatever its encoding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer between -2^64 and 2^64 - 1.
    Integer(i128),
    /// A float; not NaN.
    Float(f64),
}

/// The identity of a stream entry: milliseconds and a sequence number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// Milliseconds.
    pub ms: u64,
    /// The number within the millisecond.
    pub seq: u64,
}

impl StreamId {
    /// Sixteen bytes whose order is the order of ids.
    pub fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.ms.to_be_bytes());
        bytes[8..].copy_from_slice(&self.seq.to_be_bytes());
        bytes
    }

    /// The id these bytes stand for.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let joined = u128::from_be_bytes(bytes);
        #[expect(clippy::cast_possible_truncation, reason = "the two halves are what is wanted")]
        Self { ms: (joined >> 64) as u64, seq: joined as u64 }
    }
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.ms, self.seq)
    }
}

/// Points to bytes that are kept as a file: by hash, size and content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// BLAKE3-256 of the bytes.
    pub hash: [u8; 32],
    /// How many bytes.
    pub size: u64,
    /// Their content type; may be empty.
    pub content_type: String,
}

/// What someone may do in a database. Each role includes those before it, but that admins and writers of a private
/// database read it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May read a private database.
    Reader,
    /// May write.
    Writer,
    /// May write, and grant and revoke reading and writing.
    Admin,
}

impl Role {
    const fn number(self) -> u64 {
        match self {
            Role::Reader => 0,
            Role::Writer => 1,
            Role::Admin => 2,
        }
    }

    const fn from_number(number: u64) -> Option<Role> {
        match number {
            0 => Some(Role::Reader),
            1 => Some(Role::Writer),
            2 => Some(Role::Admin),
            _ => None,
        }
    }
}

/// What a write says. The variants fit the kinds: [`Write::check`] refuses every other pairing.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing: a delete.
    Delete,
    /// Bytes: a string, a hash value, a list element.
    Bytes(Vec<u8>),
    /// A value too large to be inline, or a file.
    Blob(BlobRef),
    /// A number under `~max/`.
    Number(Number),
    /// A member of a set is there.
    Present,
    /// A score, or the value of a sample.
    Score(f64),
    /// A JSON value, as its text.
    Json(String),
    /// The fields of a stream entry.
    Entry(Vec<(Vec<u8>, Vec<u8>)>),
    /// Everything in the stream below this id goes.
    Trim(StreamId),
    /// A position in degrees.
    Position {
        /// East of Greenwich.
        longitude: f64,
        /// North of the equator.
        latitude: f64,
    },
    /// The totals of one writer.
    Totals {
        /// All that was added.
        added: u64,
        /// All that was taken away.
        taken: u64,
    },
    /// When the key ends, and below which stamp its cells are gone for good.
    Ttl {
        /// Unix milliseconds, or none.
        ends: Option<u64>,
        /// Cells with a smaller stamp are hidden for ever.
        floor: Stamp,
    },
    /// The subject in the field gets a role.
    Grant(Role),
    /// The subject in the field loses a role, for all stamps from this one on.
    Revoke(Role, Stamp),
    /// The body of a kind this version does not know, in canonical CBOR.
    Unknown(Vec<u8>),
}

/// One write of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What it is about.
    pub kind: Kind,
    /// The key it belongs to.
    pub key: Key,
    /// Which part of the key; none is the whole of the kind, or the key itself.
    pub field: Option<Vec<u8>>,
    /// What it says.
    pub body: Body,
}

impl Write {
    /// A string value at a key.
    pub fn string(key: Key, value: Vec<u8>) -> Self {
        Self { kind: Kind::String, key, field: None, body: Body::Bytes(value) }
    }

    /// The delete of a key with all that it holds.
    pub fn del(key: Key) -> Self {
        Self { kind: Kind::Del, key, field: None, body: Body::Delete }
    }

    /// Appends the encoding of this write.
    pub fn encode(&self, w: &mut Writer) {
        w.array(4).unsigned(u64::from(self.kind.number())).text(self.key.as_str());
        match &self.field {
            Some(field) => w.bytes(field),
            None => w.null(),
        };
        self.body.encode(w);
    }

    /// Reads one write and checks all about it that does not depend on the rest of the operation.
    pub fn decode(r: &mut Reader<'_>) -> Result<Self, Refused> {
        if r.array()? != 4 {
            return Err(Refused::form("a write is [kind, key, field, body]"));
        }
        let kind =
            u16::try_from(r.unsigned()?).map_err(|_| Refused::form("a kind is a number below 65536"))?;
        let kind = Kind::from_number(kind);
        let text = r.text()?;
        let key = if kind == Kind::Rights {
            Key::rights(text).ok_or_else(|| Refused::form("rights are written at their own key"))?
        } else {
            Key::new(text)?
        };
        let field = if r.null_comes()? { None } else { Some(r.bytes()?) };
        if field.is_some_and(|field| field.len() > FIELD_LIMIT) {
            return Err(Refused::limit(format!("a field has at most {FIELD_LIMIT} bytes")));
        }
        let before = r.position();
        let body = Body::decode(kind, key.strategy(), field.is_some(), r)?;
        if r.position() - before > INLINE_LIMIT + 5 {
            return Err(Refused::limit(format!(
                "a body has at most {INLINE_LIMIT} bytes; larger values are blobs"
            )));
        }
        let write = Self { kind, key, field: field.map(<[u8]>::to_vec), body };
        write.check()?;
        Ok(write)
    }

    /// Whether kind, key, field and body fit each other. What was decoded always does.
    pub fn check(&self) -> Result<(), Refused> {
        self.check_strategy()?;
        self.check_body()?;
        self.check_field()
    }

    fn check_strategy(&self) -> Result<(), Refused> {
        match (self.key.strategy(), self.kind) {
            (Strategy::First, Kind::Ttl | Kind::Stream) => {
                Err(Refused::form("a key under ~first/ holds neither a TTL nor a stream"))
            }
            (Strategy::Max, Kind::Del | Kind::String | Kind::Hash | Kind::SortedSet | Kind::Unknown(_))
            | (Strategy::First | Strategy::Last, _) => Ok(()),
            (Strategy::Max, _) => {
                Err(Refused::form("a key under ~max/ holds a number, a hash or a sorted set of numbers"))
            }
        }
    }

    fn check_body(&self) -> Result<(), Refused> {
        let max = self.key.strategy() == Strategy::Max;
        let whole = self.field.is_none();
        let fits = match (self.kind, &self.body) {
            (Kind::Del, Body::Delete) => true,
            (Kind::String, Body::Delete) | (Kind::Blob, Body::Delete) | (Kind::Del, _) => false,
            (Kind::String | Kind::Hash | Kind::SortedSet | Kind::Unknown(_), Body::Number(_)) => max,
            (Kind::String, Body::Bytes(_) | Body::Blob(_)) => !max,
            (Kind::Hash | Kind::List, Body::Bytes(_) | Body::Blob(_)) => !max && !whole,
            (Kind::Blob, Body::Blob(_)) => true,
            (Kind::Set, Body::Present) | (Kind::Geo, Body::Position { .. }) => !whole,
            (Kind::SortedSet | Kind::TimeSeries, Body::Score(_)) => !max && !whole,
            (Kind::Json, Body::Json(_) | Body::Blob(_)) => true,
            (Kind::Stream, Body::Entry(_)) | (Kind::Stream, Body::Delete) => !whole,
            (Kind::Stream, Body::Trim(_)) => whole,
            (Kind::Counter, Body::Totals { .. }) => !whole,
            (Kind::Ttl, Body::Ttl { .. }) => whole,
            (Kind::Rights, Body::Grant(_) | Body::Revoke(..)) => !whole,
            (Kind::Counter | Kind::Ttl | Kind::Rights, _) => false,
            (Kind::Unknown(_), Body::Unknown(_)) => !max,
            (_, Body::Delete) => true,
            _ => false,
        };
        if !fits {
            return Err(Refused::form(format!(
                "this body does not belong into a write of kind {}",
                self.kind.word()
            )));
        }
        if self.body.inline_bytes() > INLINE_LIMIT {
            return Err(Refused::limit(format!(
                "an inline value has at most {INLINE_LIMIT} bytes, this one has {}",
                self.body.inline_bytes()
            )));
        }
        // What is wrapped or has many parts takes more room encoded, and a decoder limits that.
        if matches!(self.body, Body::Entry(_) | Body::Json(_)) && self.body.encoded_bytes() > INLINE_LIMIT + 5
        {
            return Err(Refused::limit(format!("a body has at most {INLINE_LIMIT} bytes, as encoded")));
        }
        match &self.body {
            Body::Position { longitude, latitude }
                if !(longitude.abs() <= 180.0 && latitude.abs() <= LATITUDE_LIMIT) =>
            {
                Err(Refused::form(format!("a position lies within 180 and {LATITUDE_LIMIT} degrees")))
            }
            Body::Score(score) | Body::Number(Number::Float(score)) if score.is_nan() => {
                Err(Refused::form("a score that is not a number"))
            }
            Body::Ttl { ends: Some(ends), .. } if *ends >= TIME_LIMIT_MS => {
                Err(Refused::form("a TTL ends below 2^48 ms"))
            }
            Body::Entry(fields) if fields.is_empty() => Err(Refused::form("a stream entry has a field")),
            Body::Blob(blob) if blob.content_type.len() > CONTENT_TYPE_LIMIT => {
                Err(Refused::limit(format!("a content type has at most {CONTENT_TYPE_LIMIT} bytes")))
            }
            Body::Json(text) => {
                crate::query::json::parse_json(text.as_bytes(), crate::query::json::JSON_DEPTH_LIMIT)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn check_field(&self) -> Result<(), Refused> {
        let Some(field) = &self.field else { return Ok(()) };
        if field.len() > FIELD_LIMIT {
            return Err(Refused::limit(format!("a field has at most {FIELD_LIMIT} bytes")));
        }
        let fits = match self.kind {
            Kind::Del | Kind::String | Kind::Blob | Kind::Ttl => false,
            Kind::List => {
                if field.len() > LIST_FIELD_LIMIT {
                    return Err(Refused::limit(format!(
                        "a list position has at most {LIST_FIELD_LIMIT} bytes"
                    )));
                }
                let position = field.len().checked_sub(LIST_SUFFIX).and_then(|end| field.get(..end));
                position.and_then(<[u8]>::last).is_some_and(|last| *last != 0)
            }
            Kind::Json => json_path_segments(field).is_some_and(|segments| !segments.is_empty()),
            Kind::Stream => field.len() == 48,
            Kind::TimeSeries => field.len() >= 8,
            Kind::Counter => field.len() == 40,
            Kind::Rights => field.len() == 32,
            Kind::Hash | Kind::Set | Kind::SortedSet | Kind::Geo | Kind::Unknown(_) => true,
        };
        if fits {
            Ok(())
        } else {
            Err(Refused::form(format!("this field does not belong to kind {}", self.kind.word())))
        }
    }

    /// Refuses what only another author, or the same author with another device, could write.
    pub fn check_author(&self, author: PublicKey, device: Option<DeviceId>) -> Result<(), Refused> {
        let field = self.field.as_deref().unwrap_or_default();
        match (self.kind, &self.body) {
            (Kind::Counter, _) => {
                let Some(device) = device else {
                    return Err(Refused::form("a counter needs the writer's device"));
                };
                if field == [author.as_bytes().as_slice(), device.as_bytes()].concat() {
                    Ok(())
                } else {
                    Err(Refused::author(
                        "a writer has totals of its own in a counter, under its key and device",
                    ))
                }
            }
            (Kind::Stream, Body::Entry(_)) if field.get(16..) != Some(author.as_bytes()) => {
                Err(Refused::author("a stream entry carries the key of its author"))
            }
            _ => Ok(()),
        }
    }
}

/// The greatest latitude that geohashes cover, as in Redis.
pub const LATITUDE_LIMIT: f64 = 85.051_128_78;

/// The byte that ends each segment of a JSON path. UTF-8 never has it, so no path is a prefix of another by accident.
pub const JSON_SEGMENT_END: u8 = 0xff;
/// How many members deep a JSON path may lead.
pub const JSON_PATH_LIMIT: usize = 64;

/// The field of a JSON path: each member's name, each followed by [`JSON_SEGMENT_END`]. The root is no field at all.
pub fn json_path_field(segments: &[&str]) -> Option<Vec<u8>> {
    if segments.is_empty() {
        return None;
    }
    let mut field = Vec::new();
    for segment in segments {
        field.extend_from_slice(segment.as_bytes());
        field.push(JSON_SEGMENT_END);
    }
    Some(field)
}

/// The members a JSON path leads through; none if the bytes are no path or lead deeper than [`JSON_PATH_LIMIT`].
pub fn json_path_segments(field: &[u8]) -> Option<Vec<&str>> {
    let inner = match field {
        [] => return Some(Vec::new()),
        [inner @ .., JSON_SEGMENT_END] => inner,
        _ => return None,
    };
    let mut segments = Vec::new();
    for segment in inner.split(|b| *b == JSON_SEGMENT_END) {
        if segments.len() == JSON_PATH_LIMIT {
            return None;
        }
        segments.push(std::str::from_utf8(segment).ok()?);
    }
    Some(segments)
}

impl Body {
    /// How many bytes of content are held inline.
    fn inline_bytes(&self) -> usize {
        match self {
            Body::Bytes(bytes) | Body::Unknown(bytes) => bytes.len(),
            Body::Json(text) => text.len(),
            Body::Entry(fields) => fields.iter().map(|(name, value)| name.len() + value.len()).sum(),
            _ => 0,
        }
    }

    fn encoded_bytes(&self) -> usize {
        let mut w = Writer::default();
        self.encode(&mut w);
        w.into_bytes().len()
    }

    fn encode(&self, w: &mut Writer) {
        match self {
            Body::Delete => w.null(),
            Body::Bytes(bytes) => w.bytes(bytes),
            Body::Blob(blob) => w
                .map(3)
                .unsigned(0)
                .bytes(&blob.hash)
                .unsigned(1)
                .unsigned(blob.size)
                .unsigned(2)
                .text(&blob.content_type),
            Body::Number(Number::Integer(number)) => w.integer(*number),
            Body::Number(Number::Float(number)) | Body::Score(number) => w.float(*number),
            Body::Present => w.bool(true),
            Body::Json(text) => w.array(1).text(text),
            Body::Entry(fields) => {
                w.array(fields.len() * 2);
                fields.iter().for_each(|(name, value)| {
                    w.bytes(name).bytes(value);
                });
                w
            }
            Body::Trim(id) => w.bytes(&id.to_bytes()),
            Body::Position { longitude, latitude } => w.array(2).float(*longitude).float(*latitude),
            Body::Totals { added, taken } => w.array(2).unsigned(*added).unsigned(*taken),
            Body::Ttl { ends, floor } => {
                w.array(2);
                match ends {
                    Some(ends) => w.unsigned(*ends),
                    None => w.null(),
                };
                w.unsigned(floor.as_u64())
            }
            Body::Grant(role) => w.array(2).unsigned(0).unsigned(role.number()),
            Body::Revoke(role, from) => {
                w.array(3).unsigned(1).unsigned(role.number()).unsigned(from.as_u64())
            }
            Body::Unknown(item) => w.raw(item),
        };
    }

    fn decode(kind: Kind, strategy: Strategy, has_field: bool, r: &mut Reader<'_>) -> Result<Body, Refused> {
        if r.null_comes()? {
            return Ok(Body::Delete);
        }
        if strategy == Strategy::Max && kind != Kind::Rights {
            return Ok(Body::Number(match r.shape()? {
                Shape::Integer => Number::Integer(r.integer()?),
                Shape::Float => Number::Float(r.float()?),
                _ => return Err(Refused::form("a body under ~max/ is a number")),
            }));
        }
        if r.shape()? == Shape::Map
            && matches!(kind, Kind::String | Kind::Blob | Kind::Hash | Kind::List | Kind::Json)
        {
            return decode_blob_ref(r).map(Body::Blob);
        }
        Ok(match kind {
            Kind::Del => return Err(Refused::form("a delete has a null body")),
            Kind::String | Kind::Hash | Kind::List => Body::Bytes(r.bytes()?.to_vec()),
            Kind::Blob => return Err(Refused::form("a blob is {0: hash, 1: size, 2: type}")),
            Kind::Set => match r.bool()? {
                true => Body::Present,
                false => return Err(Refused::form("a member of a set is true or null")),
            },
            Kind::SortedSet | Kind::TimeSeries => Body::Score(r.float()?),
            Kind::Json => {
                tuple(r, 1, "a JSON value is [text]")?;
                Body::Json(r.text()?.to_owned())
            }
            Kind::Stream if !has_field => Body::Trim(StreamId::from_bytes(r.fixed_bytes()?)),
            Kind::Stream => decode_entry(r)?,
            Kind::Geo => {
                tuple(r, 2, "a position is [longitude, latitude]")?;
                Body::Position { longitude: r.float()?, latitude: r.float()? }
            }
            Kind::Counter => {
                tuple(r, 2, "totals are [added, taken]")?;
                Body::Totals { added: r.unsigned()?, taken: r.unsigned()? }
            }
            Kind::Ttl => {
                tuple(r, 2, "a TTL is [end or null, floor]")?;
                let ends = if r.null_comes()? { None } else { Some(r.unsigned()?) };
                Body::Ttl { ends, floor: decode_stamp(r)? }
            }
            Kind::Rights => decode_rights(r)?,
            Kind::Unknown(_) => Body::Unknown(r.any()?.to_vec()),
        })
    }
}

fn tuple(r: &mut Reader<'_>, items: usize, form: &'static str) -> Result<(), Refused> {
    if r.array()? == items { Ok(()) } else { Err(Refused::form(form)) }
}

fn decode_stamp(r: &mut Reader<'_>) -> Result<Stamp, Refused> {
    Stamp::new(r.unsigned()?).ok_or_else(|| Refused::form("the greatest number is no stamp"))
}

fn decode_blob_ref(r: &mut Reader<'_>) -> Result<BlobRef, Refused> {
    const FORM: &str = "a blob is {0: hash, 1: size, 2: type}";
    let due = |r: &mut Reader<'_>, key: u64| -> Result<(), Refused> {
        if r.unsigned()? == key { Ok(()) } else { Err(Refused::form(FORM)) }
    };
    if r.map()? != 3 {
        return Err(Refused::form(FORM));
    }
    due(r, 0)?;
    let hash = r.fixed_bytes()?;
    due(r, 1)?;
    let size = r.unsigned()?;
    due(r, 2)?;
    Ok(BlobRef { hash, size, content_type: r.text()?.to_owned() })
}

fn decode_entry(r: &mut Reader<'_>) -> Result<Body, Refused> {
    let items = r.array()?;
    if items % 2 != 0 {
        return Err(Refused::form("a stream entry is [name, value, name, value, ...]"));
    }
    let pairs = (0..items / 2).map(|_| Ok::<_, Refused>((r.bytes()?.to_vec(), r.bytes()?.to_vec())));
    Ok(Body::Entry(pairs.collect::<Result<_, _>>()?))
}

fn decode_rights(r: &mut Reader<'_>) -> Result<Body, Refused> {
    const FORM: &str = "rights are [0, role] or [1, role, from]";
    let items = r.array()?;
    let revokes = match (items, r.unsigned()?) {
        (2, 0) => false,
        (3, 1) => true,
        _ => return Err(Refused::form(FORM)),
    };
    let role = Role::from_number(r.unsigned()?).ok_or_else(|| Refused::form(FORM))?;
    Ok(if revokes { Body::Revoke(role, decode_stamp(r)?) } else { Body::Grant(role) })
}

impl From<crate::name::NameError> for Refused {
    fn from(error: crate::name::NameError) -> Self {
        Refused::new(error.code(), error.to_string())
    }
}

impl From<crate::cbor::CborError> for Refused {
    fn from(error: crate::cbor::CborError) -> Self {
        Refused::new(ErrorCode::NotCanonical, error.to_string())
    }
}

impl From<crate::query::QueryError> for Refused {
    fn from(error: crate::query::QueryError) -> Self {
        let code = match error.code() {
            crate::query::QueryErrorCode::BadRequest => ErrorCode::BadRequest,
            crate::query::QueryErrorCode::LimitExceeded => ErrorCode::LimitExceeded,
        };
        Refused::new(code, error.to_string())
    }
}
