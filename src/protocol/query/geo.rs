//! Queries about members with a position.

use cyberfly_core::{DbName, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::on_a_key;
use crate::value::Bytes;
use crate::words::{Distance, Unit};

on_a_key! {
    /// Where some members are, in the order of the question; null for one that is not there.
    GeoPos {
        /// The members.
        members: Vec<Bytes>,
    }

    /// How far two members are apart.
    GeoDist {
        /// One member.
        from: Bytes,
        /// The other.
        to: Bytes,
        /// The unit of the answer.
        #[serde(default)]
        unit: Unit,
    }

    /// The members within a distance of a place.
    GeoRadius {
        /// The place, in degrees east.
        longitude: f64,
        /// The place, in degrees north.
        latitude: f64,
        /// The distance.
        radius: f64,
        /// Its unit, and that of the answer.
        #[serde(default)]
        unit: Unit,
        /// In which order.
        #[serde(default)]
        order: Distance,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }

    /// The members within a box around a place.
    GeoBox {
        /// The place, in degrees east.
        longitude: f64,
        /// The place, in degrees north.
        latitude: f64,
        /// From west to east.
        width: f64,
        /// From south to north.
        height: f64,
        /// The unit of both, and of the answer.
        #[serde(default)]
        unit: Unit,
        /// In which order.
        #[serde(default)]
        order: Distance,
        /// How many at most; 100 without it, never more than 1,000.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }
}
