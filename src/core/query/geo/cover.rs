//! The few ranges of geohashes that hold everything a search can match.
//!
//! The search is first enclosed in a rectangle of latitude and longitude, one or two intervals wide (two when
//! it crosses the antimeridian). Then the map is quartered again and again, dropping the quarters that the
//! rectangle does not touch, for as long as the rest makes few enough ranges.

use std::ops::RangeInclusive;

use super::hash::{AXIS_BITS, GEO_HASH_BITS, column, interleave};
use super::{EARTH_RADIUS_M, LATITUDE_LIMIT, LONGITUDE_LIMIT, Position, Shape};

/// The most ranges in a cover.
pub const GEO_COVER_LIMIT: usize = 16;

/// Degrees by which the rectangle is widened, some 0.1 mm, so that rounding loses no match at its edge.
const MARGIN_DEGREES: f64 = 1e-9;

/// Geohash ranges, ascending and apart, that hold the cell of every place within `shape` around `center`.
pub(super) fn cover(center: Position, shape: Shape) -> Vec<RangeInclusive<u64>> {
    let bounds = Bounds::new(center, shape);
    let mut best = vec![Cell { level: 0, longitude: 0, latitude: 0 }];
    let mut ranges = merge(&best);
    for _ in 0..AXIS_BITS {
        let finer: Vec<Cell> = best
            .iter()
            .flat_map(|cell| if bounds.encloses(cell) { vec![*cell] } else { cell.quarters().to_vec() })
            .filter(|cell| bounds.touches(cell))
            .collect();
        let finer_ranges = merge(&finer);
        if finer_ranges.len() > GEO_COVER_LIMIT {
            break;
        }
        (best, ranges) = (finer, finer_ranges);
    }
    ranges
}

/// A rectangle of columns of the finest grid.
struct Bounds {
    latitude: RangeInclusive<u32>,
    longitudes: Vec<RangeInclusive<u32>>,
}

impl Bounds {
    fn new(center: Position, shape: Shape) -> Self {
        // How far the search reaches to the north and south, as an angle.
        let reach = match shape {
            Shape::Radius { metres } => metres,
            Shape::Box { height, .. } => height / 2.0,
        } / EARTH_RADIUS_M;
        let reach_degrees = reach.to_degrees() + MARGIN_DEGREES;
        let south = (center.latitude() - reach_degrees).max(-LATITUDE_LIMIT);
        let north = (center.latitude() + reach_degrees).min(LATITUDE_LIMIT);
        let half_width = match shape {
            // The meridians that touch a circle, unless it holds a pole and so touches all.
            Shape::Radius { .. } => {
                let to_pole = 90.0 - center.latitude().abs();
                let sine = reach.sin() / center.latitude().to_radians().cos();
                if reach_degrees < to_pole && sine < 1.0 { sine.asin().to_degrees() } else { LONGITUDE_LIMIT }
            }
            // A box measures its width along a member's own parallel, so it spans most degrees where it
            // comes nearest to a pole.
            Shape::Box { width, .. } => {
                let angle = width / (4.0 * EARTH_RADIUS_M);
                let sine = angle.sin() / south.abs().max(north.abs()).to_radians().cos();
                let reaches_round = angle >= std::f64::consts::FRAC_PI_2 || sine >= 1.0;
                if reaches_round { LONGITUDE_LIMIT } else { 2.0 * sine.asin().to_degrees() }
            }
        } + MARGIN_DEGREES;
        Self {
            latitude: column(south, LATITUDE_LIMIT)..=column(north, LATITUDE_LIMIT),
            longitudes: longitudes(center.longitude() - half_width, center.longitude() + half_width),
        }
    }

    fn touches(&self, cell: &Cell) -> bool {
        let overlap =
            |a: &RangeInclusive<u32>, b: &RangeInclusive<u32>| a.start() <= b.end() && b.start() <= a.end();
        overlap(&self.latitude, &cell.latitudes())
            && self.longitudes.iter().any(|bound| overlap(bound, &cell.longitudes()))
    }

    fn encloses(&self, cell: &Cell) -> bool {
        let within =
            |a: &RangeInclusive<u32>, b: &RangeInclusive<u32>| b.start() <= a.start() && a.end() <= b.end();
        within(&cell.latitudes(), &self.latitude)
            && self.longitudes.iter().any(|bound| within(&cell.longitudes(), bound))
    }
}

/// The columns between two meridians, which may lie beyond the antimeridian and then come round.
fn longitudes(west: f64, east: f64) -> Vec<RangeInclusive<u32>> {
    let columns = |west, east| column(west, LONGITUDE_LIMIT)..=column(east, LONGITUDE_LIMIT);
    let (first, last) = (-LONGITUDE_LIMIT, LONGITUDE_LIMIT);
    if east - west >= 2.0 * LONGITUDE_LIMIT {
        vec![columns(first, last)]
    } else if west < first {
        vec![columns(first, east), columns(west + 2.0 * LONGITUDE_LIMIT, last)]
    } else if east > last {
        vec![columns(first, east - 2.0 * LONGITUDE_LIMIT), columns(west, last)]
    } else {
        vec![columns(west, east)]
    }
}

/// A square of the map, quartered `level` times.
#[derive(Clone, Copy)]
struct Cell {
    level: u32,
    longitude: u32,
    latitude: u32,
}

impl Cell {
    /// In ascending order of their geohashes.
    fn quarters(&self) -> [Self; 4] {
        [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(east, north)| Self {
            level: self.level + 1,
            longitude: self.longitude << 1 | east,
            latitude: self.latitude << 1 | north,
        })
    }

    fn longitudes(&self) -> RangeInclusive<u32> {
        self.columns(self.longitude)
    }

    fn latitudes(&self) -> RangeInclusive<u32> {
        self.columns(self.latitude)
    }

    fn columns(&self, index: u32) -> RangeInclusive<u32> {
        let finer = AXIS_BITS - self.level;
        let first = index << finer;
        first..=first | ((1 << finer) - 1)
    }

    fn hashes(&self) -> RangeInclusive<u64> {
        let finer = GEO_HASH_BITS - 2 * self.level;
        let first = interleave(self.longitude, self.latitude) << finer;
        first..=first | ((1 << finer) - 1)
    }
}

/// The ranges of cells in ascending order, neighbours joined.
fn merge(cells: &[Cell]) -> Vec<RangeInclusive<u64>> {
    let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
    for cell in cells {
        let hashes = cell.hashes();
        match ranges.last_mut() {
            Some(last) if last.end() + 1 == *hashes.start() => *last = *last.start()..=*hashes.end(),
            _ => ranges.push(hashes),
        }
    }
    ranges
}
