//! Positions on earth: distances, 52-bit geohashes, and searches by radius or box.
//!
//! The numbers are those of Redis: the same radius of the earth, the same limits of latitude, the same cells
//! and the same tests, so that an application that moves here gets the same answers.

use super::QueryError;

mod cover;
mod hash;
mod search;

pub use cover::GEO_COVER_LIMIT;
pub use hash::{GEO_HASH_BITS, GeoHash};
pub use search::{GEO_RESULTS_LIMIT, GeoHit, GeoHits, GeoOrder, GeoSearch, Shape};

/// The radius of the earth in metres.
pub const EARTH_RADIUS_M: f64 = 6_372_797.560_856;

/// The greatest latitude, north or south, in degrees: the edge of the web's square map.
pub const LATITUDE_LIMIT: f64 = 85.051_128_78;

/// The greatest longitude, east or west, in degrees.
pub const LONGITUDE_LIMIT: f64 = 180.0;

/// A place on earth, within the limits of latitude and longitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    longitude: f64,
    latitude: f64,
}

impl Position {
    /// The place at these degrees; refused beyond [`LONGITUDE_LIMIT`] or [`LATITUDE_LIMIT`].
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, QueryError> {
        check_degrees("longitude", longitude, LONGITUDE_LIMIT)?;
        check_degrees("latitude", latitude, LATITUDE_LIMIT)?;
        Ok(Self { longitude, latitude })
    }

    /// Degrees east.
    pub const fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub const fn latitude(self) -> f64 {
        self.latitude
    }

    /// The distance to another place along the surface, in metres, by the haversine formula.
    pub fn distance_m(self, other: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_north = ((to - from) / 2.0).sin();
        let half_east = ((other.longitude.to_radians() - self.longitude.to_radians()) / 2.0).sin();
        let a = half_north * half_north + from.cos() * to.cos() * half_east * half_east;
        // Rounding can carry the root of opposite places just past 1, where there is no arc sine.
        2.0 * EARTH_RADIUS_M * a.sqrt().min(1.0).asin()
    }
}

fn check_degrees(what: &'static str, degrees: f64, limit: f64) -> Result<(), QueryError> {
    // A NaN lies in no range and is refused with the rest.
    if (-limit..=limit).contains(&degrees) {
        return Ok(());
    }
    Err(QueryError::invalid(what, format!("{degrees} does not lie between -{limit} and {limit} degrees")))
}

/// A unit of length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LengthUnit {
    /// `m`
    Metre,
    /// `km`
    Kilometre,
    /// `mi`
    Mile,
    /// `ft`
    Foot,
}

impl LengthUnit {
    /// How many metres one of this unit is.
    pub const fn metres(self) -> f64 {
        match self {
            Self::Metre => 1.0,
            Self::Kilometre => 1000.0,
            Self::Mile => 1609.34,
            Self::Foot => 0.3048,
        }
    }
}

impl std::str::FromStr for LengthUnit {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        [("m", Self::Metre), ("km", Self::Kilometre), ("mi", Self::Mile), ("ft", Self::Foot)]
            .into_iter()
            .find_map(|(name, unit)| text.eq_ignore_ascii_case(name).then_some(unit))
            .ok_or_else(|| QueryError::syntax("unit of length", 0, "expected m, km, mi or ft"))
    }
}

#[cfg(test)]
mod tests;
