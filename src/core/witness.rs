//! Writes that their author signed without a time.
//!
//! Clients of the predecessor sign the text `{db}:{key}:{value}` and nothing else. A node that is allowed to write stamps such a
//! write, puts the author's signature beside it, and signs the whole as its witness: an operation of two writes, the value and
//! the *testimony*. An operation with a testimony is valid only if both signatures hold, everywhere: a witness cannot put
//! words into the mouth of another. What the text does not say (the type, a field, a score, a path, a place, a time) is the
//! word of the witness alone.
//!
//! The testimony lives at a key of its own, [`WITNESS_KEY`], in a cell that the hash of the author's signature names. Like
//! rights it neither dominates nor is dominated, so it is there for ever, and no node takes the same signature again.

use crate::cells::Path;
use crate::error::Refused;
use crate::key::{PublicKey, Signature};
use crate::name::{Key, WITNESS_KEY};
use crate::op::Draft;
use crate::signature::{self, SignatureFault};
use crate::write::{Body, Kind, Write};

/// What an author signed, beside the write that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Testimony {
    /// Whose signature it is.
    pub author: PublicKey,
    /// The signature over [`signed_text`].
    pub signature: Signature,
    /// The value as it was signed, where the write does not hold it as it was: an entry of a stream, the number of a sample.
    pub text: Option<String>,
}

impl Testimony {
    /// The write that carries it; none only if the key for it were no key.
    pub fn write(self) -> Option<Write> {
        let field = Some(cell_of(&self.signature).to_vec());
        Some(Write {
            kind: Kind::Witness,
            key: Key::witness(WITNESS_KEY)?,
            field,
            body: Body::Testimony(self),
        })
    }
}

/// What names the cell of a signature: its hash.
pub fn cell_of(signature: &Signature) -> [u8; 32] {
    *blake3::hash(signature.as_bytes()).as_bytes()
}

/// Where the testimony with this signature lives in its database, if it was ever given.
pub fn path_of(signature: &Signature) -> Option<Path> {
    Some(Path::of_field(&Key::witness(WITNESS_KEY)?, Kind::Witness, &cell_of(signature)))
}

/// The bytes that an author signs.
pub fn signed_text(db: &str, key: &str, value: &[u8]) -> Vec<u8> {
    [db.as_bytes(), b":", key.as_bytes(), b":", value].concat()
}

/// Whether an author signed this, by the same rule as for operations.
pub fn verify(
    author: PublicKey,
    db: &str,
    key: &str,
    value: &[u8],
    signature: &Signature,
) -> Result<(), SignatureFault> {
    signature::verify(author.as_bytes(), &signed_text(db, key, value), signature.as_bytes())
}

/// The author's signature in an operation, ready to be checked.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    author: PublicKey,
    signature: Signature,
    message: Vec<u8>,
}

impl Inner {
    /// The one in a draft that keeps its rules, if there is one.
    pub(crate) fn of(draft: &Draft) -> Option<Self> {
        let [write, Write { body: Body::Testimony(testimony), .. }] = draft.writes.as_slice() else {
            return None;
        };
        let value = value_of(write, testimony).ok()?;
        let message = signed_text(draft.db.as_str(), write.key.as_str(), value);
        Some(Self { author: testimony.author, signature: testimony.signature, message })
    }

    pub(crate) fn to_check(&self) -> signature::Item<'_> {
        signature::Item {
            public: self.author.as_bytes(),
            message: &self.message,
            signature: self.signature.as_bytes(),
        }
    }
}

/// The rules that an operation with a testimony keeps.
pub(crate) fn check(draft: &Draft) -> Result<(), Refused> {
    if !draft.writes.iter().any(|write| write.kind == Kind::Witness) {
        return Ok(());
    }
    let [write, Write { field, body: Body::Testimony(testimony), .. }] = draft.writes.as_slice() else {
        return Err(Refused::form("a testimony is the second of two writes, behind the one it is about"));
    };
    if draft.expires.is_some() {
        return Err(Refused::form("an operation with a testimony never expires"));
    }
    if field.as_deref() != Some(&cell_of(&testimony.signature)) {
        return Err(Refused::form("a testimony lives where the hash of its signature says"));
    }
    value_of(write, testimony).map(drop)
}

/// The value that the author signed.
fn value_of<'a>(write: &'a Write, testimony: &'a Testimony) -> Result<&'a [u8], Refused> {
    let member = write.field.as_deref();
    let held = match (&write.body, write.kind) {
        (Body::Bytes(bytes), Kind::String | Kind::Hash | Kind::List) => Some(bytes.as_slice()),
        (Body::Json(text), Kind::Json) => Some(text.as_bytes()),
        (Body::Present, Kind::Set)
        | (Body::Score(_), Kind::SortedSet)
        | (Body::Position { .. }, Kind::Geo) => member,
        (Body::Entry(_), Kind::Stream) | (Body::Score(_), Kind::TimeSeries) => None,
        _ => return Err(Refused::form("a testimony is about a value, neither a delete nor a file")),
    };
    match (held, &testimony.text, &write.body) {
        (Some(held), None, _) => Ok(held),
        (None, Some(text), Body::Score(number)) if text.parse::<f64>().is_ok_and(|said| said == *number) => {
            Ok(text.as_bytes())
        }
        (None, Some(_), Body::Score(_)) => {
            Err(Refused::form("a testimony is about the number that was signed"))
        }
        (None, Some(text), _) => Ok(text.as_bytes()),
        (Some(_), Some(_), _) | (None, None, _) => Err(Refused::form(
            "a testimony has the text that was signed where the write does not, and only there",
        )),
    }
}

#[cfg(test)]
#[path = "witness_tests.rs"]
mod tests;
