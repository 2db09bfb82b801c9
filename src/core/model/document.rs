//! What a JSON document is: its live writes, applied one after another.

use serde_json::{Map, Value};

use crate::model::{Fact, Seen};
use crate::name::Strategy;
use crate::write::{BlobRef, Body, Kind};

/// The document of a key that is seen; none if it is no document. The values that lie in files are the caller's.
///
/// Writes are applied in ascending order; under `~first/` the values in descending order and then the deletes. A value
/// makes objects of its parents where they are none. A delete does so too where they are there, and makes none.
pub fn document(seen: &Seen, file: &dyn Fn(&BlobRef) -> Value) -> Option<Value> {
    let first = seen.facts.first()?.strategy() == Strategy::First;
    let mut facts: Vec<&Fact> = seen.facts.iter().filter(|_| seen.kind == Kind::Json).collect();
    facts.sort_by_key(|fact| fact.order);
    if first {
        facts.reverse();
        facts.sort_by_key(|fact| fact.body == Body::Delete);
    }
    facts.into_iter().fold(None, |document, fact| {
        let path = members(fact);
        match &fact.body {
            Body::Delete => without(document, &path),
            Body::Blob(blob) => Some(with(document, &path, file(blob))),
            Body::Json(text) => Some(with(document, &path, serde_json::from_str(text).ok()?)),
            _ => document,
        }
    })
}

fn members(fact: &Fact) -> Vec<String> {
    let field = fact.field().unwrap_or_default();
    let members = field.split_inclusive(|byte| *byte == 0xff);
    members.map(|member| String::from_utf8_lossy(&member[..member.len() - 1]).into_owned()).collect()
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn with(value: Option<Value>, path: &[String], new: Value) -> Value {
    let Some((member, rest)) = path.split_first() else { return new };
    let mut members = object(value);
    let below = members.remove(member);
    members.insert(member.clone(), with(below, rest, new));
    Value::Object(members)
}

fn without(value: Option<Value>, path: &[String]) -> Option<Value> {
    let (member, rest) = path.split_first()?;
    let mut members = object(Some(value?));
    if let Some(below) = without(members.remove(member), rest) {
        members.insert(member.clone(), below);
    }
    Some(Value::Object(members))
}
