//! Commands on members with a position.

use cyberfly_core::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Bytes;
use crate::words::AddOnly;

/// A member and where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The member.
    pub member: Bytes,
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
}

on_a_key! {
    /// Puts members at positions. Answers how many are new and how many changed.
    GeoAdd {
        /// The members with their positions.
        places: Vec<Place>,
        /// Which members.
        #[serde(default)]
        only: AddOnly,
    }

    /// Removes members. Answers how many there were.
    GeoRem {
        /// The members.
        members: Vec<Bytes>,
    }
}
