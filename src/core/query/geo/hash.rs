//! Geohashes: one number for a place, in which places that share their leading bits lie in one cell.

use super::{LATITUDE_LIMIT, LONGITUDE_LIMIT, Position};

/// The bits of a [`GeoHash`].
pub const GEO_HASH_BITS: u32 = 52;

/// Bits for each of the two axes.
pub(super) const AXIS_BITS: u32 = GEO_HASH_BITS / 2;

/// The latitude up to which the public geohash text counts; it knows the poles.
const TEXT_LATITUDE_LIMIT: f64 = 90.0;

/// A cell of the finest grid, about 0.6 m wide: 26 bits of longitude and of latitude, interleaved, longitude
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeoHash(u64);

impl GeoHash {
    /// The cell of a place. The eastern and northern edges of the map belong to the last cell there.
    pub fn new(position: Position) -> Self {
        Self(interleave(
            column(position.longitude(), LONGITUDE_LIMIT),
            column(position.latitude(), LATITUDE_LIMIT),
        ))
    }

    /// The cell with this number, if it has no more than [`GEO_HASH_BITS`] bits.
    pub fn from_bits(bits: u64) -> Option<Self> {
        (bits >> GEO_HASH_BITS == 0).then_some(Self(bits))
    }

    /// The number of the cell.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The middle of the cell, at most 0.6 m from every place within it.
    pub fn position(self) -> Position {
        Position {
            longitude: middle(gather(self.0 >> 1), LONGITUDE_LIMIT),
            latitude: middle(gather(self.0), LATITUDE_LIMIT),
        }
    }

    /// The public geohash text of 11 characters, as geohash.org and `GEOHASH` write it.
    ///
    /// It is made from the middle of the cell; its last character is always `0`, because 52 bits do not
    /// fill 11 characters of 5.
    pub fn to_text(self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
        let middle = self.position();
        // The text divides latitude from pole to pole, so the bits are not our own.
        let bits = interleave(
            column(middle.longitude(), LONGITUDE_LIMIT),
            column(middle.latitude(), TEXT_LATITUDE_LIMIT),
        );
        let digit = |shift: u32| char::from(ALPHABET[usize::try_from(bits >> shift & 31).unwrap_or(0)]);
        (1..=10).map(|place| digit(GEO_HASH_BITS - 5 * place)).chain(['0']).collect()
    }
}

/// Which of the 2^26 columns between `-limit` and `limit` holds these degrees.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn column(degrees: f64, limit: f64) -> u32 {
    let share = (degrees + limit) / (2.0 * limit);
    // Conversion from float clamps at 0; the last column takes its own upper edge.
    ((share * f64::from(1u32 << AXIS_BITS)) as u32).min((1 << AXIS_BITS) - 1)
}

fn middle(column: u32, limit: f64) -> f64 {
    let share = (f64::from(column) + 0.5) / f64::from(1u32 << AXIS_BITS);
    share.mul_add(2.0 * limit, -limit)
}

/// Longitude takes the odd bits, latitude the even ones.
pub(super) fn interleave(longitude: u32, latitude: u32) -> u64 {
    spread(longitude) << 1 | spread(latitude)
}

/// Moves bit n to bit 2n.
fn spread(bits: u32) -> u64 {
    let mut x = u64::from(bits);
    x = (x | x << 16) & 0x0000_ffff_0000_ffff;
    x = (x | x << 8) & 0x00ff_00ff_00ff_00ff;
    x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    x = (x | x << 2) & 0x3333_3333_3333_3333;
    (x | x << 1) & 0x5555_5555_5555_5555
}

/// Moves bit 2n to bit n; the odd bits are dropped.
#[allow(clippy::cast_possible_truncation)]
fn gather(bits: u64) -> u32 {
    let mut x = bits & 0x5555_5555_5555_5555;
    x = (x | x >> 1) & 0x3333_3333_3333_3333;
    x = (x | x >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    x = (x | x >> 4) & 0x00ff_00ff_00ff_00ff;
    x = (x | x >> 8) & 0x0000_ffff_0000_ffff;
    (x | x >> 16) as u32
}
