//! The one place in a document that a command writes at.

use serde_json::{Map, Value};

use crate::error::Refused;
use crate::write::JSON_PATH_LIMIT;

/// The longest text of a place, in bytes.
pub const PLACE_LIMIT: usize = 1024;

/// One step downwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Into the member of an object.
    Member(String),
    /// Into the element of an array, counted from its end if negative.
    Index(i64),
}

/// A place in a document: `$` or `.` is all of it, `$.a.b`, `.a.b` and `a.b` name members, `$['a b']` and `$["a b"]`
/// members with any characters (`\` before a quote or a `\`), `$.a[0]` and `$.a[-1]` elements. There are no wildcards
/// and no filters, because a write needs to know its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Segment>);

impl Place {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps, from the outside in.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// What is at this place of a document.
    pub fn find<'d>(&self, document: &'d Value) -> Option<&'d Value> {
        self.0.iter().try_fold(document, |at, segment| match (segment, at) {
            (Segment::Member(name), Value::Object(members)) => members.get(name),
            (Segment::Index(index), Value::Array(items)) => items.get(index_in(items, *index)?),
            _ => None,
        })
    }
}

impl std::str::FromStr for Place {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        if text.len() > PLACE_LIMIT {
            return Err(Refused::limit(format!("a place in a document has at most {PLACE_LIMIT} bytes")));
        }
        let mut rest = text.strip_prefix('$').unwrap_or(text);
        if rest == "." {
            rest = "";
        }
        let mut segments = Vec::new();
        while !rest.is_empty() {
            if segments.len() == JSON_PATH_LIMIT {
                return Err(Refused::limit(format!("a place lies at most {JSON_PATH_LIMIT} levels deep")));
            }
            let bare = segments.is_empty() && !text.starts_with('$') && !rest.starts_with(['.', '[']);
            let (segment, after) = match rest.strip_prefix('[') {
                Some(inner) => bracketed(inner)?,
                None => named(if bare { rest } else { rest.strip_prefix('.').ok_or_else(bad_place)? })?,
            };
            segments.push(segment);
            rest = after;
        }
        Ok(Self(segments))
    }
}

fn bad_place() -> Refused {
    Refused::form("a place to write at is written $.name, $['any name'] or $.name[0], without wildcards")
}

/// Reads a name that stands without quotes.
fn named(text: &str) -> Result<(Segment, &str), Refused> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let end = text.find(|c| !plain(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() || !(rest.is_empty() || rest.starts_with(['.', '['])) {
        return Err(bad_place());
    }
    Ok((Segment::Member(name.to_owned()), rest))
}

/// Reads what follows a bracket: a quoted name or an index, and the closing bracket.
fn bracketed(text: &str) -> Result<(Segment, &str), Refused> {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
        let (index, rest) = text.split_once(']').ok_or_else(bad_place)?;
        let digits = index.strip_prefix('-').unwrap_or(index);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad_place());
        }
        return Ok((Segment::Index(index.parse().map_err(|_| bad_place())?), rest));
    };
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, c @ ('\'' | '"' | '\\'))) => name.push(c),
                _ => return Err(bad_place()),
            },
            c if c == quote => {
                let rest =
                    text.get(at + 1..).and_then(|rest| rest.strip_prefix(']')).ok_or_else(bad_place)?;
                return Ok((Segment::Member(name), rest));
            }
            c => name.push(c),
        }
    }
    Err(bad_place())
}

/// The index of an element, counted from the front; none if it is before that.
fn index_in(items: &[Value], index: i64) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => items.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// Where a write at a place goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'p> {
    /// To the members that lead there: a place of its own.
    Members(Vec<&'p str>),
    /// Into the array that these members lead to, and there further on: the array is written anew.
    Inside(Vec<&'p str>, &'p [Segment]),
}

impl<'p> Target<'p> {
    /// Finds out where a write goes. Members that are missing on the way can be made; what is on the way and is neither
    /// object nor array is refused.
    pub(super) fn find(document: Option<&Value>, place: &'p Place) -> Result<Self, Refused> {
        let mut members = Vec::new();
        let mut at = document;
        for (depth, segment) in place.0.iter().enumerate() {
            match (segment, at) {
                (Segment::Member(name), None) => members.push(name.as_str()),
                (Segment::Member(name), Some(Value::Object(object))) => {
                    members.push(name.as_str());
                    at = object.get(name);
                }
                (_, Some(Value::Array(_))) => {
                    return Ok(Target::Inside(members, place.0.get(depth..).unwrap_or_default()));
                }
                _ => {
                    return Err(Refused::form(format!(
                        "step {} of the place does not lead through an object or array",
                        depth + 1
                    )));
                }
            }
        }
        Ok(Target::Members(members))
    }
}

/// Puts a value at a place within an array; none if there is no such place.
pub(super) fn put_inside(within: &mut Value, steps: &[Segment], value: Value) -> Option<()> {
    let (last, steps) = steps.split_last()?;
    match (last, walk(within, steps)?) {
        (Segment::Member(name), Value::Object(members)) => drop(members.insert(name.clone(), value)),
        (Segment::Index(index), Value::Array(items)) => {
            let index = index_in(items, *index)?;
            *items.get_mut(index)? = value;
        }
        _ => return None,
    }
    Some(())
}

/// Removes what is at a place within an array; none if there is nothing.
pub(super) fn remove_inside(within: &mut Value, steps: &[Segment]) -> Option<()> {
    let (last, steps) = steps.split_last()?;
    match (last, walk(within, steps)?) {
        (Segment::Member(name), Value::Object(members)) => drop(members.remove(name)?),
        (Segment::Index(index), Value::Array(items)) => {
            let index = index_in(items, *index).filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(())
}

fn walk<'d>(within: &'d mut Value, steps: &[Segment]) -> Option<&'d mut Value> {
    steps.iter().try_fold(within, |at, step| match (step, at) {
        (Segment::Member(name), Value::Object(members)) => members.get_mut(name),
        (Segment::Index(index), Value::Array(items)) => {
            let index = index_in(items, *index)?;
            items.get_mut(index)
        }
        _ => None,
    })
}

/// A merge patch (RFC 7396) applied to a value, or to nothing.
pub(super) fn patched(target: Option<Value>, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut members = match target {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (name, part) in patch {
        if part.is_null() {
            members.remove(name);
        } else {
            let before = members.remove(name);
            members.insert(name.clone(), patched(before, part));
        }
    }
    Value::Object(members)
}
