//! JSONPath (RFC 9535): which nodes of a document a path selects, and where they are.
//!
//! The grammar and its meaning are those of the RFC, by the crate `serde_json_path`, within these limits:
//!
//! - a path has at most [`JSONPATH_TEXT_LIMIT`] bytes and nests brackets at most [`JSONPATH_NESTING_LIMIT`]
//!   deep, because each level doubles the time to read it;
//! - a document is nested at most [`JSON_DEPTH_LIMIT`] levels;
//! - a path that might be more than [`JSONPATH_WORK_LIMIT`] of work on the document at hand, or select more
//!   than [`JSONPATH_NODES_LIMIT`] nodes on the way, is refused before it begins;
//! - the pattern of `match` and `search` is a plain text in the path. (The RFC also lets it come from the
//!   document, which would let whoever wrote that decide how much work it is.)

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::QueryError;
use super::json::{JSON_DEPTH_LIMIT, check_depth};
use super::jsonpath_cost::{Size, estimate};

/// The longest path, in bytes.
pub const JSONPATH_TEXT_LIMIT: usize = 1024;

/// The deepest nesting of brackets, round and square together.
pub const JSONPATH_NESTING_LIMIT: usize = 8;

/// The most results in one answer.
pub const JSONPATH_RESULTS_LIMIT: usize = 10_000;

/// The most bytes of normalised paths in one answer: a long name stands in the path of everything below it.
pub const JSONPATH_PATHS_LIMIT: usize = 16 * 1024 * 1024;

/// The most work for one path on one document, in nodes visited, selected, compared or read.
///
/// Of twenty hostile paths on seven kinds of documents, each as large as it was let through, the slowest took
/// 1.1 s in a release build.
pub const JSONPATH_WORK_LIMIT: usize = 50_000_000;

/// The most nodes that a path may select on its way.
pub const JSONPATH_NODES_LIMIT: usize = 4_000_000;

const WHAT: &str = "JSONPath";

/// A path, ready to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPath {
    text: String,
    path: serde_json_path::JsonPath,
}

/// What a path selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection<'d> {
    /// The first nodes, in the order of the RFC. A node that the path selects twice is there twice.
    pub nodes: Vec<Node<'d>>,
    /// How many nodes the path selects in all; more than are here if a cap left some out.
    pub total: usize,
}

impl Selection<'_> {
    /// Whether nodes were left out.
    pub fn is_truncated(&self) -> bool {
        self.nodes.len() < self.total
    }
}

/// One selected node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'d> {
    /// Its normalised path, such as `$['store']['book'][0]`: one and the same for each place.
    pub path: String,
    /// What is there.
    pub value: &'d Value,
}

impl JsonPath {
    /// Reads a path.
    pub fn new(text: &str) -> Result<Self, QueryError> {
        if text.len() > JSONPATH_TEXT_LIMIT {
            return Err(QueryError::limit("length of a JSONPath in bytes", JSONPATH_TEXT_LIMIT));
        }
        if nesting(text) > JSONPATH_NESTING_LIMIT {
            return Err(QueryError::limit("nesting of a JSONPath", JSONPATH_NESTING_LIMIT));
        }
        let path = serde_json_path::JsonPath::parse(text)
            .map_err(|error| QueryError::syntax(WHAT, error.position(), error.message()))?;
        // Against an empty document this costs nothing, but it finds the patterns that are not allowed.
        estimate(text, Size::default())?;
        Ok(Self { text: text.to_owned(), path })
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The nodes of a document that this path selects: the first `cap`, never more than
    /// [`JSONPATH_RESULTS_LIMIT`], and how many there are in all.
    pub fn select<'d>(&self, document: &'d Value, cap: usize) -> Result<Selection<'d>, QueryError> {
        let levels = check_depth(document, JSON_DEPTH_LIMIT)? + 1;
        let size = Size { weight: as_f64(weight(document)), levels: as_f64(levels) };
        let cost = estimate(&self.text, size)?;
        if cost.work > as_f64(JSONPATH_WORK_LIMIT) {
            return Err(QueryError::limit("work of this JSONPath on this document", JSONPATH_WORK_LIMIT));
        }
        if cost.longest > as_f64(JSONPATH_NODES_LIMIT) {
            return Err(QueryError::limit(
                "number of nodes this JSONPath selects on its way",
                JSONPATH_NODES_LIMIT,
            ));
        }
        let found = self.path.query(document).all();
        let total = found.len();
        let first = &found[..total.min(cap).min(JSONPATH_RESULTS_LIMIT)];
        let mut places = Places { wanted: BTreeMap::new(), room: JSONPATH_PATHS_LIMIT };
        for value in first {
            places.wanted.entry(std::ptr::from_ref(*value)).or_default().times += 1;
        }
        places.locate(document, &mut String::from("$"))?;
        let nodes = first.iter().map(|value| Node { path: places.path_of(value), value }).collect();
        Ok(Selection { nodes, total })
    }
}

/// The deepest nesting of brackets outside of quoted texts.
fn nesting(path: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut quote = None;
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'[' | b'(') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, b']' | b')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

/// The values of a document, and an eighth of the bytes of its texts, which comparing has to read.
fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len() / 8,
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.iter().map(|(key, value)| key.len() / 8 + weight(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// The normalised paths of selected values, which are known by where they are in memory.
///
/// The evaluator could say where they are too, but it copies a path for every node that it only passes, and
/// does not escape a backslash in a name.
struct Places {
    wanted: BTreeMap<*const Value, Place>,
    /// How many bytes of paths may still be written.
    room: usize,
}

#[derive(Default)]
struct Place {
    /// How often it was selected.
    times: usize,
    path: String,
}

impl Places {
    /// Writes down the paths of all wanted values within `value`, whose own path is `path`.
    fn locate(&mut self, value: &Value, path: &mut String) -> Result<(), QueryError> {
        if let Some(place) = self.wanted.get_mut(&std::ptr::from_ref(value)) {
            self.room = self
                .room
                .checked_sub(path.len().saturating_mul(place.times))
                .ok_or_else(|| QueryError::limit("bytes of paths in one answer", JSONPATH_PATHS_LIMIT))?;
            place.path.clone_from(path);
        }
        let length = path.len();
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    // Writing to a string does not fail.
                    let _ = write!(path, "[{index}]");
                    self.locate(item, path)?;
                    path.truncate(length);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    push_name(path, name);
                    self.locate(member, path)?;
                    path.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    fn path_of(&self, value: &Value) -> String {
        self.wanted.get(&std::ptr::from_ref(value)).map(|place| place.path.clone()).unwrap_or_default()
    }
}

/// Appends `['name']` with the one escape that RFC 9535, section 2.7, allows for each character.
fn push_name(path: &mut String, name: &str) {
    path.push_str("['");
    for c in name.chars() {
        match c {
            '\u{8}' => path.push_str("\\b"),
            '\t' => path.push_str("\\t"),
            '\n' => path.push_str("\\n"),
            '\u{c}' => path.push_str("\\f"),
            '\r' => path.push_str("\\r"),
            '\'' => path.push_str("\\'"),
            '\\' => path.push_str("\\\\"),
            '\0'..'\u{20}' => {
                let _ = write!(path, "\\u{:04x}", u32::from(c));
            }
            _ => path.push(c),
        }
    }
    path.push_str("']");
}

/// Exact below 2^53, which no document reaches.
#[allow(clippy::cast_precision_loss)]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
