//! Values as commands take and answer them.

use crate::error::Refused;
use crate::name::Strategy;
use crate::write::{BlobRef, Body, Number};

/// The value of a string, of a hash field or of a list element.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Bytes.
    Bytes(Vec<u8>),
    /// A value too large to be inline, kept as a file.
    Blob(BlobRef),
    /// A number under `~max/`.
    Number(Number),
}

impl Value {
    /// The value that a body holds, if it holds one of these.
    pub fn from_body(body: Body) -> Option<Self> {
        match body {
            Body::Bytes(bytes) => Some(Value::Bytes(bytes)),
            Body::Blob(blob) => Some(Value::Blob(blob)),
            Body::Number(number) => Some(Value::Number(number)),
            _ => None,
        }
    }

    /// The body to write. Under `~max/` text is read as a number: a whole number within 2^64 exactly, any other as a
    /// float; what is no number is refused there.
    pub fn into_body(self, strategy: Strategy) -> Result<Body, Refused> {
        match (strategy, self) {
            (Strategy::Max, Value::Bytes(text)) => parse_number(&text).map(Body::Number),
            (Strategy::Max, Value::Number(number)) => Ok(Body::Number(number)),
            (Strategy::Max, Value::Blob(_)) => Err(not_a_number()),
            (_, Value::Bytes(bytes)) => Ok(Body::Bytes(bytes)),
            (_, Value::Blob(blob)) => Ok(Body::Blob(blob)),
            (_, Value::Number(number)) => Ok(Body::Bytes(number_text(number).into_bytes())),
        }
    }

    /// The bytes: those of an inline value, or the text of a number. None for a blob.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            Value::Number(number) => Some(number_text(number).into_bytes()),
            Value::Blob(_) => None,
        }
    }

    /// The whole number that the value spells, as Redis reads it: no spaces, no plus, no leading zero.
    pub fn to_integer(&self) -> Option<i64> {
        match self {
            Value::Bytes(bytes) => parse_integer(bytes),
            Value::Number(Number::Integer(number)) => i64::try_from(*number).ok(),
            Value::Number(Number::Float(_)) | Value::Blob(_) => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Bytes(text.as_bytes().to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}

/// A part of many results.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The results, at most as many as the limit.
    pub items: Vec<T>,
    /// What to pass in order to go on; none if there is no more.
    pub next: Option<Vec<u8>>,
}

/// The text of a number: digits, and for floats the shortest that reads back the same.
pub(crate) fn number_text(number: Number) -> String {
    match number {
        Number::Integer(number) => number.to_string(),
        Number::Float(number) => number.to_string(),
    }
}

fn not_a_number() -> Refused {
    Refused::form("a value under ~max/ is a number")
}

fn parse_number(text: &[u8]) -> Result<Number, Refused> {
    let text = std::str::from_utf8(text).map_err(|_| not_a_number())?;
    let whole = text.strip_prefix('-').unwrap_or(text);
    if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
        let within = |n: &i128| (-(1 << 64)..1 << 64).contains(n);
        let number = text.parse().ok().filter(within);
        return number
            .map(Number::Integer)
            .ok_or_else(|| Refused::form("a whole number under ~max/ lies within 2^64"));
    }
    let number: f64 = text.parse().map_err(|_| not_a_number())?;
    if number.is_nan() { Err(not_a_number()) } else { Ok(Number::Float(number + 0.0)) }
}

fn parse_integer(bytes: &[u8]) -> Option<i64> {
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let canonical = bytes == b"0" || digits.first().is_some_and(|first| (b'1'..=b'9').contains(first));
    if !canonical || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_redis_reads_them() {
        for (text, number) in [("0", 0), ("-1", -1), ("9223372036854775807", i64::MAX)] {
            assert_eq!(Value::from(text).to_integer(), Some(number));
        }
        for bad in ["", "-", "+1", " 1", "1 ", "01", "-0", "1.0", "9223372036854775808", "0x1"] {
            assert_eq!(Value::from(bad).to_integer(), None, "{bad:?}");
        }
    }

    #[test]
    fn under_max_only_numbers_are_values() {
        let body = |text: &str| Value::from(text).into_body(Strategy::Max);
        assert_eq!(body("18446744073709551615"), Ok(Body::Number(Number::Integer((1 << 64) - 1))));
        assert_eq!(body("-1.5"), Ok(Body::Number(Number::Float(-1.5))));
        assert_eq!(body("inf"), Ok(Body::Number(Number::Float(f64::INFINITY))));
        for bad in ["", "x", "nan", "1 ", "18446744073709551616", "-"] {
            assert!(body(bad).is_err(), "{bad:?}");
        }
    }
}
