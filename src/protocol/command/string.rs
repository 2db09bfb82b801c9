//! Commands on a key as a whole: its value and its end.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::time::{Span, Time};
use crate::value::Value;
use crate::words::{Condition, ExpireOnly};

on_a_key! {
    /// Puts a value at a key, whatever the key held; takes its end away. Answers whether it was put.
    Put {
        /// The value.
        value: Value,
        /// When to put it.
        #[serde(default)]
        condition: Condition,
        /// After how many seconds the key is to end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ttl_seconds: Option<Span>,
    }

    /// Deletes a key with all that it holds. Answers whether it held anything.
    Del {}

    /// Lets a key end after some seconds; a time that is not ahead deletes it. Answers whether it was set.
    Expire {
        /// After how many seconds.
        ttl_seconds: Span,
        /// When to set it.
        #[serde(default)]
        only: ExpireOnly,
    }

    /// Lets a key end at a time; a time that is not ahead deletes it. Answers whether it was set.
    ExpireAt {
        /// When it ends.
        ends: Time,
        /// When to set it.
        #[serde(default)]
        only: ExpireOnly,
    }

    /// Takes the end of a key away. Answers whether there was one to take.
    Persist {}
}
