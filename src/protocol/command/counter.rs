//! Commands on counters.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Integer;

on_a_key! {
    /// Adds to a counter, or takes away. The operation needs a device. Answers the new value as this node knows it.
    CounterIncr {
        /// What to add; negative to take away. Within 64 bits.
        by: Integer,
    }
}
