//! Commands on sets.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Bytes;

on_a_key! {
    /// Adds members to a set. Answers how many are new.
    SetAdd {
        /// The members.
        members: Vec<Bytes>,
    }

    /// Removes members from a set. Answers how many there were.
    SetRem {
        /// The members.
        members: Vec<Bytes>,
    }
}
