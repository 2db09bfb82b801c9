//! What a write says: the body of every kind, its limits and its encoding.

use crate::cbor::{Reader, Shape, Writer};
use crate::clock::Stamp;
use crate::error::Refused;
use crate::key::{PublicKey, Signature};
use crate::name::Strategy;
use crate::query::json::{JSON_DEPTH_LIMIT, parse_json};
use crate::witness::Testimony;

use super::Kind;

/// The longest inline content, in bytes: of a value, a JSON text, all names and values of a stream entry together, or
/// the encoded body of an unknown kind. What is larger goes into a blob.
pub const INLINE_LIMIT: usize = 64 * 1024;
/// The most fields in a stream entry. An operation has a limit of its own on all fields together,
/// [`STREAM_FIELDS_LIMIT`](crate::op::STREAM_FIELDS_LIMIT).
pub const ENTRY_LIMIT: usize = 1024;
/// The longest content type, in bytes.
pub const CONTENT_TYPE_LIMIT: usize = 255;
/// The largest time in milliseconds that `expires` and a TTL can name, plus one.
pub const TIME_LIMIT_MS: u64 = 1 << 48;

const INTEGERS: std::ops::RangeInclusive<i128> = -(1 << 64)..=(1 << 64) - 1;

/// The greatest longitude there is, in degrees.
pub const LONGITUDE_LIMIT: f64 = 180.0;
/// The greatest latitude that geohashes cover, as in Redis.
pub const LATITUDE_LIMIT: f64 = 85.051_128_78;

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
    /// The word for the role everywhere a person or script sees it.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Writer => "writer",
            Role::Admin => "admin",
        }
    }

    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Role> {
        [Role::Reader, Role::Writer, Role::Admin].into_iter().find(|role| role.word() == word)
    }

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

/// What a write says. The variants fit the kinds: [`Write::check`](super::Write::check) refuses every other pairing.
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
    /// What an author signed of the write before it.
    Testimony(Testimony),
    /// The body of a kind this version does not know, in canonical CBOR.
    Unknown(Vec<u8>),
}

impl Body {
    /// Whether the body keeps the rules that do not depend on kind and key, its limits first.
    pub(super) fn check(&self) -> Result<(), Refused> {
        check_inline(self.inline_bytes())?;
        match self {
            Body::Position { longitude, latitude }
                if !(longitude.abs() <= LONGITUDE_LIMIT && latitude.abs() <= LATITUDE_LIMIT) =>
            {
                Err(Refused::form(format!(
                    "a position lies within {LONGITUDE_LIMIT} and {LATITUDE_LIMIT} degrees"
                )))
            }
            Body::Score(score) | Body::Number(Number::Float(score)) if score.is_nan() => {
                Err(Refused::form("a score that is not a number"))
            }
            Body::Number(Number::Integer(integer)) if !INTEGERS.contains(integer) => {
                Err(Refused::form("an integer lies between -2^64 and 2^64 - 1"))
            }
            Body::Ttl { ends: Some(ends), .. } if *ends >= TIME_LIMIT_MS => {
                Err(Refused::form("a TTL ends below 2^48 ms"))
            }
            Body::Entry(fields) => check_entry(fields.len()),
            Body::Blob(blob) => check_content_type(&blob.content_type),
            Body::Json(text) => check_json(text),
            Body::Unknown(item) => check_item(item),
            _ => Ok(()),
        }
    }

    /// How many bytes of content there are, inline or in a blob; 0 for what is but a number.
    pub fn content_bytes(&self) -> u64 {
        match self {
            Body::Blob(blob) => blob.size,
            inline => inline.inline_bytes() as u64,
        }
    }

    /// How many bytes of content are held inline.
    pub(crate) fn inline_bytes(&self) -> usize {
        match self {
            Body::Bytes(bytes) | Body::Unknown(bytes) => bytes.len(),
            Body::Json(text) => text.len(),
            Body::Testimony(testimony) => testimony.text.as_ref().map_or(0, String::len),
            Body::Entry(fields) => fields.iter().map(|(name, value)| name.len() + value.len()).sum(),
            _ => 0,
        }
    }

    /// Appends the encoding of this body.
    pub fn encode(&self, w: &mut Writer) {
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
            Body::Testimony(Testimony { author, signature, text }) => {
                w.array(3).bytes(author.as_bytes()).bytes(signature.as_bytes());
                match text {
                    Some(text) => w.text(text),
                    None => w.null(),
                }
            }
            Body::Unknown(item) => w.raw(item),
        };
    }

    /// Reads the body of a write of this kind, under this strategy, with or without a field.
    pub fn decode(
        kind: Kind,
        strategy: Strategy,
        has_field: bool,
        r: &mut Reader<'_>,
    ) -> Result<Body, Refused> {
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
            Kind::String | Kind::Hash | Kind::List => Body::Bytes(inline(r.bytes()?)?.to_vec()),
            Kind::Blob => return Err(Refused::form("a blob is {0: hash, 1: size, 2: type}")),
            Kind::Set => match r.bool()? {
                true => Body::Present,
                false => return Err(Refused::form("a member of a set is true or null")),
            },
            Kind::SortedSet | Kind::TimeSeries => Body::Score(r.float()?),
            Kind::Json => {
                tuple(r, 1, "a JSON value is [text]")?;
                let text = r.text()?;
                check_inline(text.len())?;
                Body::Json(text.to_owned())
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
            Kind::Witness => {
                tuple(r, 3, "a testimony is [author, signature, text or null]")?;
                let author = PublicKey::from_bytes(r.fixed_bytes()?);
                let signature = Signature::from_bytes(r.fixed_bytes()?);
                let text = if r.null_comes()? { None } else { Some(r.text()?) };
                check_inline(text.map_or(0, str::len))?;
                Body::Testimony(Testimony { author, signature, text: text.map(str::to_owned) })
            }
            Kind::Unknown(_) => Body::Unknown(inline(r.any()?)?.to_vec()),
        })
    }
}

fn check_inline(bytes: usize) -> Result<(), Refused> {
    if bytes > INLINE_LIMIT {
        return Err(Refused::limit(format!(
            "an inline value has at most {INLINE_LIMIT} bytes, larger ones are blobs"
        )));
    }
    Ok(())
}

fn inline(content: &[u8]) -> Result<&[u8], Refused> {
    check_inline(content.len()).map(|()| content)
}

fn check_entry(fields: usize) -> Result<(), Refused> {
    match fields {
        0 => Err(Refused::form("a stream entry has a field")),
        1..=ENTRY_LIMIT => Ok(()),
        _ => Err(Refused::limit(format!("a stream entry has at most {ENTRY_LIMIT} fields"))),
    }
}

fn check_content_type(text: &str) -> Result<(), Refused> {
    if text.len() > CONTENT_TYPE_LIMIT {
        return Err(Refused::limit(format!("a content type has at most {CONTENT_TYPE_LIMIT} bytes")));
    }
    // It ends up in a header of an answer, where a line break would begin another one.
    if text.chars().any(char::is_control) {
        return Err(Refused::form("a content type is text without control characters"));
    }
    Ok(())
}

fn check_json(text: &str) -> Result<(), Refused> {
    Ok(parse_json(text.as_bytes(), JSON_DEPTH_LIMIT).map(drop)?)
}

/// Whether the bytes are one item of canonical CBOR and not the null, which would be a delete.
fn check_item(item: &[u8]) -> Result<(), Refused> {
    let mut r = Reader::new(item);
    if r.null_comes()? {
        return Err(Refused::form("the null is a delete and no value"));
    }
    r.any()?;
    Ok(r.end()?)
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
    let content_type = r.text()?;
    check_content_type(content_type)?;
    Ok(BlobRef { hash, size, content_type: content_type.to_owned() })
}

fn decode_entry(r: &mut Reader<'_>) -> Result<Body, Refused> {
    let items = r.array()?;
    if items % 2 != 0 {
        return Err(Refused::form("a stream entry is [name, value, name, value, ...]"));
    }
    check_entry(items / 2)?;
    let mut pairs = Vec::with_capacity(items / 2);
    let mut content = 0;
    for _ in 0..items / 2 {
        let (name, value) = (r.bytes()?, r.bytes()?);
        content += name.len() + value.len();
        check_inline(content)?;
        pairs.push((name.to_vec(), value.to_vec()));
    }
    Ok(Body::Entry(pairs))
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

impl From<crate::query::QueryError> for Refused {
    fn from(error: crate::query::QueryError) -> Self {
        Refused::new(error.code(), error.to_string())
    }
}
