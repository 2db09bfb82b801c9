//! JSON text, read so that nothing about it is lost or ambiguous.
//!
//! What is refused here, though other parsers let it through:
//!
//! - nesting beyond a limit, found before anything is built, so that no text can exhaust the stack;
//! - the same key twice in one object, because readers disagree on which one counts (RFC 8259, section 4);
//! - a whole number that fits neither in 64 bits signed nor unsigned, because it would silently become a
//!   double near it. As a text, or with an exponent, its writer can say which is meant.
//!
//! Numbers with a fraction or exponent are rounded to the nearest double, as everywhere; one beyond the
//! range of doubles is refused, so there is no infinity, and JSON has no NaN. -0 is read as 0.
//!
//! The order of keys in an object is not kept: keys are sorted by their bytes.

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::QueryError;

/// The deepest nesting of arrays and objects in a document: `[[1]]` has two levels.
///
/// It keeps a good distance from 128, where `serde_json` itself gives up.
pub const JSON_DEPTH_LIMIT: usize = 64;

/// The deepest nesting of a request or answer that carries a document: a document, and what is around it.
pub const MESSAGE_DEPTH_LIMIT: usize = JSON_DEPTH_LIMIT + 8;

/// The longest text of a document, in bytes.
pub const JSON_BYTES_LIMIT: usize = 10 * 1024 * 1024;

/// How many characters of a key are repeated in an error.
const KEY_SHOWN_LIMIT: usize = 64;

const WHAT: &str = "JSON document";

/// Reads one document, nested at most `max_depth` levels and never more than [`JSON_DEPTH_LIMIT`].
pub fn parse_json(bytes: &[u8], max_depth: usize) -> Result<Value, QueryError> {
    read(bytes, max_depth.min(JSON_DEPTH_LIMIT))
}

/// Reads a request as strictly as a document, which it may carry: nested at most [`MESSAGE_DEPTH_LIMIT`] levels.
pub fn parse_message(bytes: &[u8]) -> Result<Value, QueryError> {
    read(bytes, MESSAGE_DEPTH_LIMIT)
}

fn read(bytes: &[u8], max_depth: usize) -> Result<Value, QueryError> {
    if bytes.len() > JSON_BYTES_LIMIT {
        return Err(QueryError::limit("length of a JSON document in bytes", JSON_BYTES_LIMIT));
    }
    scan(bytes, max_depth)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Lossless.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| QueryError::syntax(WHAT, offset(bytes, &error), strip_place(&error)))
}

/// The number of levels of arrays and objects in a value, or an error beyond `max_depth`.
///
/// It never goes deeper than that itself, so it may be asked about any value.
pub fn check_depth(value: &Value, max_depth: usize) -> Result<usize, QueryError> {
    let Some(inner) = max_depth.checked_sub(1) else {
        let nested = value.is_array() || value.is_object();
        return if nested { Err(too_deep(max_depth)) } else { Ok(0) };
    };
    let deepest = |depth: Result<usize, QueryError>, child| {
        let (depth, child) = (depth?, check_depth(child, inner));
        child.map(|child| depth.max(child + 1)).map_err(|_| too_deep(max_depth))
    };
    match value {
        Value::Array(items) => items.iter().fold(Ok(1), deepest),
        Value::Object(members) => members.values().fold(Ok(1), deepest),
        _ => Ok(0),
    }
}

fn too_deep(limit: usize) -> QueryError {
    QueryError::limit("nesting of a JSON document", limit)
}

/// Looks at the text as a flat row of tokens and refuses what must not reach the parser: deep nesting, which
/// it would follow with its stack, and great whole numbers, which it would round. All else is left to it.
fn scan(bytes: &[u8], max_depth: usize) -> Result<(), QueryError> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > max_depth {
                    return Err(too_deep(max_depth));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => at = string_end(bytes, at),
            b'-' | b'0'..=b'9' => {
                let length = bytes[at..].iter().take_while(|byte| is_part_of_number(**byte)).count();
                check_number(&bytes[at..at + length], at)?;
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The index of the quote that ends the string that begins at `start`, or of the last byte.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_part_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

fn check_number(token: &[u8], at: usize) -> Result<(), QueryError> {
    let is_whole =
        token.iter().enumerate().all(|(n, byte)| byte.is_ascii_digit() || (n == 0 && *byte == b'-'));
    let fits = |text: &str| text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
    if !is_whole || token == b"-" || std::str::from_utf8(token).is_ok_and(fits) {
        return Ok(());
    }
    Err(QueryError::syntax(
        WHAT,
        at,
        "a whole number beyond 64 bits cannot be held exactly: write it as a string",
    ))
}

/// Where in the text an error was found.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let before: usize = lines.map(<[u8]>::len).sum();
    (before + error.column().saturating_sub(1)).min(bytes.len())
}

/// The error without its ` at line 1 column 2`, which our own errors say in bytes.
fn strip_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).map_or_else(|| text.clone(), str::to_owned)
}

/// Builds a [`Value`] and refuses duplicate keys.
struct Lossless;

impl<'de> DeserializeSeed<'de> for Lossless {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Lossless {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // Adding 0 turns -0 into 0.
        Number::from_f64(value + 0.0).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Lossless)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                let shown: String = key.chars().take(KEY_SHOWN_LIMIT).collect();
                return Err(A::Error::custom(format!("the key {shown:?} stands twice in one object")));
            }
            members.insert(key, access.next_value_seed(Lossless)?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests;
