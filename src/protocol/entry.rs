//! What a reader gets for a key.

use data_encoding::BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The version of this document.
    pub schema_version: u32,
    /// The database.
    pub db: String,
    /// The key.
    pub key: String,
    /// The word of its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value, where it is UTF-8.
    pub value: Option<String>,
    /// The value in base64, where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_base64: Option<String>,
    /// When it was written, as a stamp in decimal.
    pub stamp: String,
    /// Who wrote it.
    pub author: String,
    /// In which operation.
    pub op_id: String,
}

impl Entry {
    /// Puts bytes where they belong: into `value` when they are UTF-8, into `value_base64` when they are not.
    pub fn with_value(mut self, bytes: Vec<u8>) -> Self {
        (self.value, self.value_base64) = match String::from_utf8(bytes) {
            Ok(text) => (Some(text), None),
            Err(error) => (None, Some(BASE64.encode(error.as_bytes()))),
        };
        self
    }

    /// The bytes of the value; none if what came is neither text nor base64.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match (self.value, self.value_base64) {
            (Some(text), _) => Some(text.into_bytes()),
            (None, Some(base64)) => BASE64.decode(base64.as_bytes()).ok(),
            (None, None) => None,
        }
    }
}
