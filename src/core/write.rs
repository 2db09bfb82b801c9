//! A single write: what it is about (kind, key, field) and what it says (body), and how that is encoded.
//!
//! `docs/format.md` gives the same in CDDL. A kind's body is decoded into a type of its own here, so that whatever
//! comes after the decoder cannot meet a body that does not fit its kind.

use crate::cbor::{Reader, Writer};
use crate::error::Refused;
use crate::key::{DeviceId, PublicKey};
use crate::name::{Key, RIGHTS_KEY, Strategy, WITNESS_KEY};

mod body;

pub use body::{
    BlobRef, Body, CONTENT_TYPE_LIMIT, ENTRY_LIMIT, INLINE_LIMIT, LATITUDE_LIMIT, LONGITUDE_LIMIT, Number,
    Role, StreamId, TIME_LIMIT_MS,
};

/// The longest field, in bytes: a hash field, a set member, a JSON path, a label.
pub const FIELD_LIMIT: usize = 1024;
/// The longest field of a list element, in bytes: its position and what keeps it apart.
pub const LIST_FIELD_LIMIT: usize = 256;
/// What follows the position in a list field: stamp, author, device and write index of the write that made the element.
pub const LIST_SUFFIX: usize = 8 + 32 + 8 + 2;

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
    Witness = 14 "witness" "The signature of an author over the write before it, which another one stamped.",
}

impl Kind {
    /// Whether writes of this kind live at the key itself rather than below it.
    pub const fn lives_at_key(self) -> bool {
        matches!(self, Kind::Del | Kind::String | Kind::Blob)
    }
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
        let key = match kind {
            Kind::Rights => {
                Key::rights(text).ok_or_else(|| Refused::form("rights are written at their own key"))?
            }
            Kind::Witness => {
                Key::witness(text).ok_or_else(|| Refused::form("testimonies are written at their own key"))?
            }
            _ => Key::new(text)?,
        };
        let field = if r.null_comes()? { None } else { Some(r.bytes()?) };
        field.map_or(Ok(()), |field| check_field_length(kind, field))?;
        let body = Body::decode(kind, key.strategy(), field.is_some(), r)?;
        let write = Self { kind, key, field: field.map(<[u8]>::to_vec), body };
        write.check()?;
        Ok(write)
    }

    /// How many fields of a stream entry it holds.
    pub fn stream_fields(&self) -> usize {
        match &self.body {
            Body::Entry(fields) => fields.len(),
            _ => 0,
        }
    }

    /// Whether kind, key, field and body fit each other. What was decoded always does.
    pub fn check(&self) -> Result<(), Refused> {
        if Kind::from_number(self.kind.number()) != self.kind {
            return Err(Refused::form("a known kind under the name of an unknown one"));
        }
        if (self.kind == Kind::Rights) != (self.key.as_str() == RIGHTS_KEY) {
            return Err(Refused::form("rights are written at their own key, and nothing else is"));
        }
        if (self.kind == Kind::Witness) != (self.key.as_str() == WITNESS_KEY) {
            return Err(Refused::form("testimonies are written at their own key, and nothing else is"));
        }
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
            (Kind::String | Kind::Unknown(_), Body::Number(_)) => max,
            (Kind::Hash | Kind::SortedSet, Body::Number(_)) => max && !whole,
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
            (Kind::Witness, Body::Testimony(_)) => !whole,
            (Kind::Counter | Kind::Ttl | Kind::Rights | Kind::Witness, _) => false,
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
        self.body.check()
    }

    fn check_field(&self) -> Result<(), Refused> {
        let Some(field) = &self.field else { return Ok(()) };
        check_field_length(self.kind, field)?;
        let fits = match self.kind {
            Kind::Del | Kind::String | Kind::Blob | Kind::Ttl => false,
            Kind::List => {
                let position = field.len().checked_sub(LIST_SUFFIX).and_then(|end| field.get(..end));
                position.and_then(<[u8]>::last).is_some_and(|last| *last != 0)
            }
            Kind::Json => json_path_segments(field).is_some_and(|segments| !segments.is_empty()),
            Kind::Stream => field.len() == 48,
            Kind::TimeSeries => field.len() >= 8,
            Kind::Counter => field.len() == 40,
            Kind::Rights | Kind::Witness => field.len() == 32,
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

fn check_field_length(kind: Kind, field: &[u8]) -> Result<(), Refused> {
    if field.len() > FIELD_LIMIT {
        return Err(Refused::limit(format!("a field has at most {FIELD_LIMIT} bytes")));
    }
    if kind == Kind::List && field.len() > LIST_FIELD_LIMIT {
        return Err(Refused::limit(format!(
            "the field of a list element has at most {LIST_FIELD_LIMIT} bytes"
        )));
    }
    Ok(())
}

impl From<crate::name::NameError> for Refused {
    fn from(error: crate::name::NameError) -> Self {
        Refused::new(error.code(), error.to_string())
    }
}

impl From<crate::cbor::CborError> for Refused {
    fn from(error: crate::cbor::CborError) -> Self {
        Refused::new(error.code(), error.to_string())
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
