//! Operations as JSON, for people and for programs in other languages: everything an operation has, in readable form.
//!
//! The form loses nothing: an operation written with [`to_json`] comes back from [`from_json`] with the same bytes. It
//! is no second format: what comes back is encoded, and then keeps the same rules as bytes from anywhere. What a
//! reader does not know is refused, so that nobody signs for a member that was silently left out.
//!
//! Integers that may exceed 2^53 are decimal texts, keys and hashes are lower-case hexadecimal, bytes are a text where
//! they are UTF-8 and base64 where they are not, and infinities are `"inf"` and `"-inf"`. `docs/format.md` has the
//! whole form.

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Map, Value, json};

use crate::clock::Stamp;
use crate::error::Refused;
use crate::key::{DeviceId, OpId, PublicKey, Signature};
use crate::name::{DbName, Key};
use crate::op::{Claimed, Draft, Operation, WRITES_LIMIT};
use crate::witness::Testimony;
use crate::write::{
    BlobRef, Body, ENTRY_LIMIT, Kind, Number, Role, StreamId, Write, json_path_field, json_path_segments,
};

type Result<T> = std::result::Result<T, Refused>;

/// The JSON form of an operation.
pub fn to_json(op: &Operation) -> Value {
    let mut object = draft_members(op.draft());
    object.insert("author".to_owned(), op.author().to_string().into());
    object.insert("id".to_owned(), op.id().to_string().into());
    object.insert("signature".to_owned(), op.signature().to_string().into());
    Value::Object(object)
}

/// The operation of this JSON form. Its `id` may be left out, for those who have no BLAKE3 at hand; where it is given,
/// it is the right one. The signature is not checked: that is the business of [`Claimed::verify`]. A parser that takes a
/// member twice has lost one of them before this can see it; [`crate::query::json::parse_json`] does not.
pub fn from_json(value: &Value) -> Result<Claimed> {
    let mut members = Members::of(value, "an operation")?;
    let author: PublicKey = parse(members.text("author")?, "author")?;
    let signature: Signature = parse(members.text("signature")?, "signature")?;
    let id: Option<OpId> = members.optional("id").map(|id| parse(text(id, "id")?, "id")).transpose()?;
    let claim = read_draft(members)?.claim(author, |_| signature)?;
    if id.is_some_and(|id| id != claim.id()) {
        return Err(Refused::form("the id is not that of this operation"));
    }
    Ok(claim)
}

/// The JSON form of what is still to be signed: that of an operation without author, id and signature.
pub fn draft_to_json(draft: &Draft) -> Value {
    Value::Object(draft_members(draft))
}

/// The draft of this JSON form. Whether it keeps every rule shows when it is signed.
pub fn draft_from_json(value: &Value) -> Result<Draft> {
    read_draft(Members::of(value, "a draft")?)
}

fn draft_members(draft: &Draft) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("db".to_owned(), draft.db.as_str().into());
    object.insert("stamp".to_owned(), draft.stamp.to_string().into());
    object.insert("writes".to_owned(), draft.writes.iter().map(write_to_json).collect());
    if let Some(expires) = draft.expires {
        object.insert("expires".to_owned(), expires.into());
    }
    if let Some(device) = draft.device {
        object.insert("device".to_owned(), device.to_string().into());
    }
    object
}

fn read_draft(mut members: Members<'_>) -> Result<Draft> {
    let db: DbName = members.text("db")?.parse()?;
    let stamp = read_stamp(members.due("stamp")?)?;
    let writes = array(members.due("writes")?, "writes", WRITES_LIMIT)?;
    let expires = members.optional("expires").map(|value| read_millis(value, "expires")).transpose()?;
    let device = members.optional("device").map(|value| parse::<DeviceId>(text(value, "device")?, "device"));
    let device = device.transpose()?;
    members.end()?;
    let writes = writes.iter().map(write_from_json).collect::<Result<_>>()?;
    Ok(Draft { db, stamp, writes, expires, device })
}

/// The JSON form of a single write.
pub fn write_to_json(write: &Write) -> Value {
    let kind = match write.kind {
        Kind::Unknown(number) => number.into(),
        known => known.word().into(),
    };
    let mut object = Map::new();
    object.insert("kind".to_owned(), kind);
    object.insert("key".to_owned(), write.key.as_str().into());
    if let Some(field) = &write.field {
        let (name, value) = field_to_json(write.kind, field);
        object.insert(name.to_owned(), value);
    }
    object.insert("body".to_owned(), body_to_json(&write.body));
    Value::Object(object)
}

fn write_from_json(value: &Value) -> Result<Write> {
    let mut members = Members::of(value, "a write")?;
    let kind = read_kind(members.due("kind")?)?;
    let key = members.text("key")?;
    let own = match kind {
        Kind::Rights => Key::rights(key),
        Kind::Witness => Key::witness(key),
        _ => None,
    };
    let key = own.map_or_else(|| Key::new(key), Ok)?;
    let field = field_from_json(kind, &mut members)?;
    let body = body_from_json(members.due("body")?)?;
    members.end()?;
    Ok(Write { kind, key, field, body })
}

fn read_kind(value: &Value) -> Result<Kind> {
    let known = value.as_str().and_then(Kind::from_word);
    let unknown = || value.as_u64().and_then(|number| u16::try_from(number).ok()).map(Kind::from_number);
    known
        .or_else(|| unknown().filter(|kind| matches!(kind, Kind::Unknown(_))))
        .ok_or_else(|| Refused::form("a kind is a known word, or the number of an unknown kind"))
}

/// A field under the name that says in which form it is: for JSON the members it leads through, for rights the
/// subject's key, else text or base64.
fn field_to_json(kind: Kind, field: &[u8]) -> (&'static str, Value) {
    match kind {
        Kind::Json => ("path", json_path_segments(field).unwrap_or_default().into()),
        Kind::Rights => ("subject", HEXLOWER.encode(field).into()),
        _ => match std::str::from_utf8(field) {
            Ok(text) => ("field", text.into()),
            Err(_) => ("field_base64", BASE64.encode(field).into()),
        },
    }
}

fn field_from_json(kind: Kind, members: &mut Members<'_>) -> Result<Option<Vec<u8>>> {
    match kind {
        Kind::Json => members.optional("path").map(read_path).transpose(),
        Kind::Rights => {
            let subject: PublicKey = parse(members.text("subject")?, "subject")?;
            Ok(Some(subject.as_bytes().to_vec()))
        }
        _ => match (members.optional("field"), members.optional("field_base64")) {
            (None, None) => Ok(None),
            (Some(field), None) => Ok(Some(text(field, "field")?.as_bytes().to_vec())),
            (None, Some(field)) => Ok(Some(base64(field, "field_base64")?)),
            (Some(_), Some(_)) => Err(Refused::form("a field is given once, as text or in base64")),
        },
    }
}

fn read_path(value: &Value) -> Result<Vec<u8>> {
    let segments = array(value, "path", crate::write::JSON_PATH_LIMIT)?;
    let segments: Vec<_> = segments.iter().map(|segment| text(segment, "path")).collect::<Result<_>>()?;
    json_path_field(&segments)
        .ok_or_else(|| Refused::form("the root of a document is written without a path"))
}

fn body_to_json(body: &Body) -> Value {
    match body {
        Body::Delete => Value::Null,
        Body::Bytes(bytes) => bytes_to_json(bytes),
        Body::Blob(blob) => json!({"blob": {
            "hash": HEXLOWER.encode(&blob.hash),
            "size": blob.size.to_string(),
            "content_type": blob.content_type,
        }}),
        Body::Number(Number::Integer(integer)) => json!({"integer": integer.to_string()}),
        Body::Number(Number::Float(float)) => json!({"float": float_to_json(*float)}),
        Body::Present => json!({"present": true}),
        Body::Score(score) => json!({"score": float_to_json(*score)}),
        Body::Json(text) => json!({"json": text}),
        Body::Entry(fields) => {
            let pair =
                |(name, value): &(Vec<u8>, Vec<u8>)| json!([bytes_to_json(name), bytes_to_json(value)]);
            json!({"entry": fields.iter().map(pair).collect::<Vec<_>>()})
        }
        Body::Trim(id) => json!({"trim": id.to_string()}),
        Body::Position { longitude, latitude } => json!({"position": {
            "longitude": float_to_json(*longitude),
            "latitude": float_to_json(*latitude),
        }}),
        Body::Totals { added, taken } => json!({"totals": {
            "added": added.to_string(),
            "taken": taken.to_string(),
        }}),
        Body::Ttl { ends, floor } => json!({"ttl": {"ends": ends, "floor": floor.to_string()}}),
        Body::Grant(role) => json!({"grant": role.word()}),
        Body::Revoke(role, from) => json!({"revoke": {"role": role.word(), "from": from.to_string()}}),
        Body::Testimony(Testimony { author, signature, text }) => json!({"testimony": {
            "author": author.to_string(),
            "signature": signature.to_string(),
            "text": text,
        }}),
        Body::Unknown(item) => json!({"cbor": BASE64.encode(item)}),
    }
}

/// A body is null, or an object of one member that names its form.
fn body_from_json(value: &Value) -> Result<Body> {
    if value.is_null() {
        return Ok(Body::Delete);
    }
    let object = value.as_object().filter(|object| object.len() == 1);
    let Some((form, value)) = object.and_then(|object| object.iter().next()) else {
        return Err(Refused::form("a body is null or an object with one member, which names its form"));
    };
    Ok(match form.as_str() {
        "text" | "base64" => Body::Bytes(read_bytes(form, value)?),
        "blob" => read_blob(value)?,
        "integer" => Body::Number(Number::Integer(decimal(value, "integer")?)),
        "float" => Body::Number(Number::Float(read_float(value)?)),
        "present" if *value == Value::Bool(true) => Body::Present,
        "score" => Body::Score(read_float(value)?),
        "json" => Body::Json(text(value, "json")?.to_owned()),
        "entry" => {
            let pairs = array(value, "entry", ENTRY_LIMIT)?;
            Body::Entry(pairs.iter().map(read_pair).collect::<Result<_>>()?)
        }
        "trim" => Body::Trim(read_stream_id(text(value, "trim")?)?),
        "position" => {
            let mut members = Members::of(value, "a position")?;
            let (longitude, latitude) = (members.due("longitude")?, members.due("latitude")?);
            members.end()?;
            Body::Position { longitude: read_float(longitude)?, latitude: read_float(latitude)? }
        }
        "totals" => {
            let mut members = Members::of(value, "totals")?;
            let (added, taken) = (members.due("added")?, members.due("taken")?);
            members.end()?;
            Body::Totals { added: decimal(added, "added")?, taken: decimal(taken, "taken")? }
        }
        "ttl" => {
            let mut members = Members::of(value, "a TTL")?;
            let (ends, floor) = (members.due("ends")?, read_stamp(members.due("floor")?)?);
            members.end()?;
            let ends = if ends.is_null() { None } else { Some(read_millis(ends, "ends")?) };
            Body::Ttl { ends, floor }
        }
        "grant" => Body::Grant(read_role(value)?),
        "revoke" => {
            let mut members = Members::of(value, "a revocation")?;
            let (role, from) = (read_role(members.due("role")?)?, read_stamp(members.due("from")?)?);
            members.end()?;
            Body::Revoke(role, from)
        }
        "testimony" => {
            let mut members = Members::of(value, "a testimony")?;
            let author: PublicKey = parse(members.text("author")?, "author")?;
            let signature: Signature = parse(members.text("signature")?, "signature")?;
            let said = members.due("text")?;
            members.end()?;
            let said = if said.is_null() { None } else { Some(text(said, "text")?.to_owned()) };
            Body::Testimony(Testimony { author, signature, text: said })
        }
        "cbor" => Body::Unknown(base64(value, "cbor")?),
        _ => return Err(Refused::form(format!("there is no body of the form {form:?}"))),
    })
}

fn bytes_to_json(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!({"text": text}),
        Err(_) => json!({"base64": BASE64.encode(bytes)}),
    }
}

fn read_bytes(form: &str, value: &Value) -> Result<Vec<u8>> {
    match form {
        "text" => Ok(text(value, "text")?.as_bytes().to_vec()),
        "base64" => base64(value, "base64"),
        _ => Err(Refused::form("bytes are {\"text\": ...} or {\"base64\": ...}")),
    }
}

fn read_pair(pair: &Value) -> Result<(Vec<u8>, Vec<u8>)> {
    let one = |value: &Value| {
        let object = value.as_object().filter(|object| object.len() == 1);
        let (form, value) = object.and_then(|object| object.iter().next())?;
        Some(read_bytes(form, value))
    };
    match pair.as_array().map(Vec::as_slice) {
        Some([name, value]) => one(name).zip(one(value)),
        _ => None,
    }
    .map_or_else(|| Err(Refused::form("a stream entry is a row of [name, value]")), |(n, v)| Ok((n?, v?)))
}

fn read_blob(value: &Value) -> Result<Body> {
    let mut members = Members::of(value, "a blob")?;
    let hash: OpId = parse(members.text("hash")?, "hash")?;
    let size = decimal(members.due("size")?, "size")?;
    let content_type = members.text("content_type")?.to_owned();
    members.end()?;
    Ok(Body::Blob(BlobRef { hash: *hash.as_bytes(), size, content_type }))
}

fn float_to_json(float: f64) -> Value {
    if float.is_finite() {
        return float.into();
    }
    if float > 0.0 { "inf".into() } else { "-inf".into() }
}

fn read_float(value: &Value) -> Result<f64> {
    match value {
        Value::String(text) if text == "inf" => Ok(f64::INFINITY),
        Value::String(text) if text == "-inf" => Ok(f64::NEG_INFINITY),
        _ => value.as_f64().ok_or_else(|| Refused::form("a float is a number, \"inf\" or \"-inf\"")),
    }
}

fn read_stream_id(text: &str) -> Result<StreamId> {
    let id = text.split_once('-').and_then(|(ms, seq)| Some((plain_decimal(ms)?, plain_decimal(seq)?)));
    let (ms, seq) = id.ok_or_else(|| Refused::form("the id of a stream entry is \"<ms>-<seq>\""))?;
    Ok(StreamId { ms, seq })
}

fn read_stamp(value: &Value) -> Result<Stamp> {
    Stamp::new(decimal(value, "stamp")?).ok_or_else(|| Refused::form("the greatest number is no stamp"))
}

fn read_role(value: &Value) -> Result<Role> {
    let role = value.as_str().and_then(Role::from_word);
    role.ok_or_else(|| Refused::form("a role is \"reader\", \"writer\" or \"admin\""))
}

fn read_millis(value: &Value, what: &str) -> Result<u64> {
    value.as_u64().ok_or_else(|| Refused::form(format!("{what} is a number of milliseconds")))
}

fn text<'a>(value: &'a Value, what: &str) -> Result<&'a str> {
    value.as_str().ok_or_else(|| Refused::form(format!("{what} is a text")))
}

fn array<'a>(value: &'a Value, what: &str, limit: usize) -> Result<&'a [Value]> {
    let items = value.as_array().ok_or_else(|| Refused::form(format!("{what} is an array")))?;
    if items.len() > limit {
        return Err(Refused::limit(format!("{what} has at most {limit} items")));
    }
    Ok(items)
}

fn base64(value: &Value, what: &str) -> Result<Vec<u8>> {
    let bytes = BASE64.decode(text(value, what)?.as_bytes());
    bytes.map_err(|_| Refused::form(format!("{what} is base64 with padding")))
}

fn parse<T: std::str::FromStr>(text: &str, what: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| Refused::form(format!("{what}: {error}")))
}

/// An integer as a decimal text, without signs or zeros that say nothing: one text for each integer.
fn decimal<T: std::str::FromStr + ToString>(value: &Value, what: &str) -> Result<T> {
    let number = value.as_str().and_then(plain_decimal);
    number.ok_or_else(|| Refused::form(format!("{what} is an integer in range, as a decimal text")))
}

fn plain_decimal<T: std::str::FromStr + ToString>(text: &str) -> Option<T> {
    text.parse().ok().filter(|number: &T| number.to_string() == text)
}

/// The members of an object, each read once; what nobody asked for is refused.
struct Members<'a> {
    what: &'static str,
    object: &'a Map<String, Value>,
    read: usize,
}

impl<'a> Members<'a> {
    fn of(value: &'a Value, what: &'static str) -> Result<Self> {
        let object = value.as_object().ok_or_else(|| Refused::form(format!("{what} is an object")))?;
        Ok(Self { what, object, read: 0 })
    }

    fn optional(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.object.get(name);
        self.read += usize::from(value.is_some());
        value
    }

    fn due(&mut self, name: &str) -> Result<&'a Value> {
        let what = self.what;
        self.optional(name).ok_or_else(|| Refused::form(format!("{what} has a member {name:?}")))
    }

    fn text(&mut self, name: &str) -> Result<&'a str> {
        text(self.due(name)?, name)
    }

    fn end(&self) -> Result<()> {
        if self.read == self.object.len() {
            return Ok(());
        }
        Err(Refused::form(format!("{} has a member that this version does not know", self.what)))
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
