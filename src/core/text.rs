//! The one text form of names, keys, stamps and ids, read and written where they appear in documents.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Stamp;
use crate::error::Refused;
use crate::key::{DeviceId, OpId, PublicKey, Signature};
use crate::name::{DbName, Key};
use crate::write::{Role, StreamId};

macro_rules! text_form {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

text_form!(DbName, Key, Stamp, PublicKey, OpId, DeviceId, Signature, StreamId, Role);

impl FromStr for Stamp {
    type Err = Refused;

    /// Reads the decimal form.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let stamp = whole(text).and_then(Stamp::new);
        stamp.ok_or_else(|| Refused::form("a stamp is a whole number below 2^64 - 1, in decimal"))
    }
}

impl FromStr for StreamId {
    type Err = Refused;

    /// Reads `ms-seq`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let id = text.split_once('-').and_then(|(ms, seq)| Some(Self { ms: whole(ms)?, seq: whole(seq)? }));
        id.ok_or_else(|| Refused::form("the id of a stream entry is ms-seq, two whole numbers"))
    }
}

impl FromStr for Role {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        Role::from_word(text).ok_or_else(|| Refused::form("a role is reader, writer or admin"))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A whole number of digits alone: `parse` would let a plus through.
fn whole(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_form_comes_back_and_no_other_is_read() {
        let id: StreamId = serde_json::from_str("\"7-9\"").unwrap();
        assert_eq!((id.ms, id.seq), (7, 9));
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"7-9\"");
        let stamp: Stamp = serde_json::from_str("\"18446744073709551614\"").unwrap();
        assert_eq!(serde_json::to_string(&stamp).unwrap(), "\"18446744073709551614\"");
        for bad in ["", "+1", "-1", "1.0", " 1", "18446744073709551615"] {
            assert!(bad.parse::<Stamp>().is_err(), "{bad:?}");
        }
        for bad in ["7", "7-", "-9", "7-9-1", "+7-9"] {
            assert!(bad.parse::<StreamId>().is_err(), "{bad:?}");
        }
        assert!(serde_json::from_str::<Key>("\"a\\u0000\"").is_err());
        assert_eq!("admin".parse::<Role>().unwrap().to_string(), "admin");
        assert!("Admin".parse::<Role>().is_err());
    }
}
