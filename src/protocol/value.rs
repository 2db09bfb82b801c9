//! Bytes and numbers as JSON can carry them without loss.

use std::borrow::Cow;
use std::fmt;

use cyberfly_core::types;
use cyberfly_core::write::BlobRef;
use data_encoding::{BASE64, HEXLOWER};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Raw bytes: a text where they are UTF-8, else `{"base64": "..."}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BytesForm<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Base64(Base64Form),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base64Form {
    base64: String,
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = match std::str::from_utf8(&self.0) {
            Ok(text) => BytesForm::Text(Cow::Borrowed(text)),
            Err(_) => BytesForm::Base64(Base64Form { base64: BASE64.encode(&self.0) }),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = BytesForm::deserialize(deserializer);
        match form.map_err(|_| D::Error::custom("bytes are a text or {\"base64\": \"...\"}"))? {
            BytesForm::Text(text) => Ok(Self(text.into_owned().into_bytes())),
            BytesForm::Base64(Base64Form { base64 }) => {
                let bytes = BASE64.decode(base64.as_bytes());
                bytes.map(Self).map_err(|_| D::Error::custom("what is called base64 is not, with padding"))
            }
        }
    }
}

impl JsonSchema for Bytes {
    fn schema_name() -> Cow<'static, str> {
        "Bytes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Raw bytes: a text where they are UTF-8, else base64 with padding.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "base64": { "type": "string", "contentEncoding": "base64" } },
                    "required": ["base64"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

/// A whole number that may go beyond 2^53: written as a decimal text, read as a text or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Integer(pub i128);

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntegerVisitor).map(Self)
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, as a decimal text or a JSON number")
    }

    fn visit_i64<E>(self, value: i64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<i128, E> {
        let number = text.parse::<i128>().ok().filter(|number| number.to_string() == text);
        number.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

impl JsonSchema for Integer {
    fn schema_name() -> Cow<'static, str> {
        "Integer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, written as a decimal text because it may go beyond 2^53.",
            "anyOf": [{ "type": "string", "pattern": "^(0|-?[1-9][0-9]*)$" }, { "type": "integer" }]
        })
    }
}

/// A number that may be infinite: a JSON number, `"inf"` or `"-inf"`. Never NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Float(pub f64);

impl Serialize for Float {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            f64::INFINITY => serializer.serialize_str("inf"),
            f64::NEG_INFINITY => serializer.serialize_str("-inf"),
            number => serializer.serialize_f64(number),
        }
    }
}

impl<'de> Deserialize<'de> for Float {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FloatVisitor).map(Self)
    }
}

struct FloatVisitor;

impl Visitor<'_> for FloatVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"inf\" or \"-inf\"")
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number in JSON is a float; beyond 2^53 it is the nearest"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number in JSON is a float; beyond 2^53 it is the nearest"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<f64, E> {
        match text {
            "inf" => Ok(f64::INFINITY),
            "-inf" => Ok(f64::NEG_INFINITY),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }
}

impl JsonSchema for Float {
    fn schema_name() -> Cow<'static, str> {
        "Float".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number; infinities are texts.",
            "anyOf": [{ "type": "number" }, { "enum": ["inf", "-inf"] }]
        })
    }
}

/// A reference to bytes that were handed in before, or that a key holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blob {
    /// BLAKE3-256 of the bytes, in hex.
    #[serde(with = "hash_text")]
    #[schemars(with = "String", regex(pattern = "^[0-9a-f]{64}$"))]
    pub hash: [u8; 32],
    /// How many they are.
    pub size: u64,
    /// Their content type; may be empty.
    #[serde(default)]
    pub content_type: String,
}

mod hash_text {
    use super::{Cow, Deserialize, Deserializer, HEXLOWER, Serializer};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| D::Error::custom("a hash is 64 lower-case hexadecimal digits"))
    }
}

impl From<BlobRef> for Blob {
    fn from(BlobRef { hash, size, content_type }: BlobRef) -> Self {
        Self { hash, size, content_type }
    }
}

impl From<Blob> for BlobRef {
    fn from(Blob { hash, size, content_type }: Blob) -> Self {
        Self { hash, size, content_type }
    }
}

/// The value of a string, a hash field or a list element: bytes, or a reference to those that are too many to be inline,
/// `{"blob": {...}}`. Under `~max/` it is the text of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// The bytes themselves.
    Bytes(Bytes),
    /// Where they are.
    Blob {
        /// The reference.
        blob: Blob,
    },
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Bytes(text.into())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Bytes(bytes))
    }
}

impl From<Value> for types::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Bytes(Bytes(bytes)) => types::Value::Bytes(bytes),
            Value::Blob { blob } => types::Value::Blob(blob.into()),
        }
    }
}

impl From<types::Value> for Value {
    fn from(value: types::Value) -> Self {
        match value {
            types::Value::Blob(blob) => Value::Blob { blob: blob.into() },
            // Whatever is no blob has bytes: a number has those of its text.
            inline => Value::Bytes(Bytes(inline.into_bytes().unwrap_or_default())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: Serialize + for<'a> Deserialize<'a> + PartialEq + fmt::Debug>(value: &T, text: &str) {
        assert_eq!(serde_json::to_string(value).unwrap(), text);
        assert_eq!(serde_json::from_str::<T>(text).unwrap(), *value);
    }

    #[test]
    fn bytes_are_text_where_they_can_be() {
        round(&Bytes::from("a\"b\n"), r#""a\"b\n""#);
        round(&Bytes(vec![0xff, 0]), r#"{"base64":"/wA="}"#);
        for bad in [r#"{"base64":"/wA"}"#, r#"{"base64":"/wA=","x":1}"#, "1", "null", "{}"] {
            assert!(serde_json::from_str::<Bytes>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_integer_loses_a_digit() {
        for number in [0, -1, i128::from(u64::MAX), i128::MIN] {
            round(&Integer(number), &format!("\"{number}\""));
        }
        assert_eq!(serde_json::from_str::<Integer>("-7").unwrap(), Integer(-7));
        for bad in ["1.5", "\"+1\"", "\"01\"", "\"\"", "true"] {
            assert!(serde_json::from_str::<Integer>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn infinities_are_texts() {
        round(&Float(f64::INFINITY), "\"inf\"");
        round(&Float(-1.5), "-1.5");
        assert_eq!(serde_json::from_str::<Float>("3").unwrap(), Float(3.0));
        assert!(serde_json::from_str::<Float>("\"NaN\"").is_err());
    }

    #[test]
    fn a_value_is_bytes_or_names_a_blob() {
        let blob = Blob { hash: [1; 32], size: 3, content_type: String::new() };
        let text = serde_json::to_string(&Value::Blob { blob: blob.clone() }).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Blob { blob });
        round(&Value::from("x"), "\"x\"");
        assert!(serde_json::from_str::<Value>(r#"{"blob":{"hash":"01","size":1}}"#).is_err());
    }
}
