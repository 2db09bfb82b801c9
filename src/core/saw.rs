//! What a prepared operation rests on, on its way to the one who signs it and back to the committer.
//!
//! A command is planned against what its key holds at that moment. By the time its operation is signed and handed in,
//! something else may have been written. So the plan names the ranges it looked at, each with a digest; the committer
//! compares them with the cells as they are then, and answers `conflict` if one differs. Whoever forges this harms
//! nobody else: the operation could have been handed in without it.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;

use crate::cbor::{Reader, Writer};
use crate::cells::{Cells, Path, PathRange};
use crate::error::{ErrorCode, Refused};
use crate::name::Key;
use crate::types::Seen;

/// The most ranges that an operation can rest on: a few for each of its writes.
pub const SAW_RANGES_LIMIT: usize = 4 * crate::op::WRITES_LIMIT;
/// The longest text of what an operation rests on, in characters.
pub const SAW_TEXT_LIMIT: usize = 4 * 1024 * 1024;

const VERSION: u64 = 1;
const CHECKSUM: usize = 8;

/// Ranges of cells, each within one key, with a digest of what was live there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saw(BTreeMap<(Vec<u8>, Vec<u8>), [u8; 32]>);

impl Saw {
    /// Adds what one more command looked at. A range that was looked at before keeps its first digest: if they differ,
    /// something changed in between, and the first will be found not to hold.
    pub fn add(&mut self, seen: Vec<Seen>) -> Result<(), Refused> {
        for Seen { range, digest, .. } in seen {
            self.0.entry((range.start, range.end)).or_insert(digest);
        }
        if self.0.len() > SAW_RANGES_LIMIT {
            return Err(Refused::limit(format!(
                "the commands of an operation rest on at most {SAW_RANGES_LIMIT} places of their keys"
            )));
        }
        Ok(())
    }

    /// Whether it rests on nothing: then there can be no conflict.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every range still holds what was seen there.
    pub fn holds<C: Cells>(&self, cells: &C) -> Result<bool, C::Fault> {
        for ((start, end), digest) in &self.0 {
            let range = PathRange { start: start.clone(), end: end.clone() };
            if Seen::now(cells, range)?.digest != *digest {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The texts of the keys it looks at, ascending; one that has several ranges comes several times.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|(start, _)| key_text(start))
    }

    /// The text that a client hands back as it is.
    pub fn to_text(&self) -> String {
        let mut w = Writer::with_capacity(128 * self.0.len());
        w.array(2).unsigned(VERSION).array(self.0.len());
        for ((start, end), digest) in &self.0 {
            w.array(3).bytes(start);
            match *end == PathRange::only(start).end {
                true => w.null(),
                false => w.bytes(end),
            };
            w.bytes(digest);
        }
        let content = w.into_bytes();
        BASE64URL_NOPAD.encode(&[checksum(&content).as_slice(), &content].concat())
    }

    /// Reads what [`Saw::to_text`] gave. Anything else is refused with `bad_request`, more than there can be with
    /// `limit_exceeded`.
    pub fn from_text(text: &str) -> Result<Self, Refused> {
        if text.len() > SAW_TEXT_LIMIT {
            return Err(Refused::limit(format!("`saw` has at most {SAW_TEXT_LIMIT} characters")));
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| changed())?;
        let (sum, content) = bytes.split_first_chunk::<CHECKSUM>().ok_or_else(changed)?;
        if *sum != checksum(content) {
            return Err(changed());
        }
        let mut r = Reader::new(content);
        if r.array()? != 2 || r.unsigned()? != VERSION {
            return Err(Refused::new(ErrorCode::Unsupported, "`saw` is of another version: prepare again"));
        }
        let mut saw = Self::default();
        for _ in 0..r.array()? {
            if r.array()? != 3 {
                return Err(changed());
            }
            let start = r.bytes()?.to_vec();
            let end = match r.null_comes()? {
                true => PathRange::only(&start).end,
                false => r.bytes()?.to_vec(),
            };
            // No path of another key lies between these two.
            let read = |text: &str| Key::witness(text).or_else(|| text.parse::<Key>().ok());
            let key = key_text(&start).and_then(read).ok_or_else(changed)?;
            if end > Path::of_key(&key).range().end {
                return Err(changed());
            }
            saw.0.insert((start, end), r.fixed_bytes()?);
            if saw.0.len() > SAW_RANGES_LIMIT {
                return Err(Refused::limit(format!("`saw` has at most {SAW_RANGES_LIMIT} ranges")));
            }
        }
        r.end()?;
        Ok(saw)
    }
}

/// The text of the key in whose cells a range begins.
fn key_text(start: &[u8]) -> Option<&str> {
    let end = start.iter().position(|byte| *byte == 0)?;
    std::str::from_utf8(start.get(..end)?).ok()
}

fn changed() -> Refused {
    Refused::form("`saw` is to be handed in exactly as it was prepared; nothing was stored")
}

fn checksum(content: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&blake3::hash(content).as_bytes()[..CHECKSUM]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::hash::Hash;
    use crate::types::testing::{Node, bytes, key, write};
    use crate::write::Kind;

    fn saw(node: &Node) -> Saw {
        let k = key("k");
        let mut saw = Saw::default();
        let view = node.view(&k);
        saw.add(Hash::of(&view).unwrap().plan_incr(b"n", 1).unwrap().saw).unwrap();
        saw
    }

    #[test]
    fn it_comes_back_as_it_was_and_holds_until_something_changes() {
        let mut node = Node::new(1);
        let before = saw(&node);
        let read = Saw::from_text(&before.to_text()).unwrap();
        assert_eq!(read, before);
        assert!(read.holds(&node.cells).unwrap());
        node.sign(vec![write(&key("k"), Kind::Hash, Some(b"other"), bytes("1"))], None);
        assert!(read.holds(&node.cells).unwrap(), "it did not look there");
        node.sign(vec![write(&key("k"), Kind::Hash, Some(b"n"), bytes("1"))], None);
        assert!(!read.holds(&node.cells).unwrap());
        assert_eq!(read.keys().collect::<std::collections::BTreeSet<_>>().len(), 1);
    }

    #[test]
    fn a_changed_text_is_refused() {
        let text = saw(&Node::new(1)).to_text();
        for at in 0..text.len() {
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            let changed = [&text[..at], other, &text[at + 1..]].concat();
            assert!(Saw::from_text(&changed).is_err(), "at {at}");
        }
        for bad in ["", "AAAA", "!", "é"] {
            assert_eq!(Saw::from_text(bad).unwrap_err().code(), ErrorCode::BadRequest);
        }
    }

    #[test]
    fn a_range_over_many_keys_is_refused() {
        let wide = Saw(BTreeMap::from([((b"a\0".to_vec(), b"z\0".to_vec()), [0; 32])]));
        assert!(Saw::from_text(&wide.to_text()).is_err());
        let no_key = Saw(BTreeMap::from([((b"a".to_vec(), b"b".to_vec()), [0; 32])]));
        assert!(Saw::from_text(&no_key.to_text()).is_err());
    }
}
