//! Searches: which members lie within a shape, the nearest or farthest first, and how many of them.

use std::ops::RangeInclusive;

use super::cover::cover;
use super::{EARTH_RADIUS_M, Position};
use crate::query::QueryError;

/// The most members in one answer.
pub const GEO_RESULTS_LIMIT: usize = 10_000;

/// The area around the centre of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Everything at most so far away.
    Radius {
        /// In metres.
        metres: f64,
    },
    /// Everything at most half the height to the north or south, and at most half the width to the east
    /// or west, where the width is measured along the member's own parallel.
    Box {
        /// From west to east, in metres.
        width: f64,
        /// From south to north, in metres.
        height: f64,
    },
}

/// In which order members are answered. Members at the same distance keep the order in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoOrder {
    /// The nearest first.
    Nearest,
    /// The farthest first.
    Farthest,
}

/// A search around a place.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoSearch {
    center: Position,
    shape: Shape,
    order: Option<GeoOrder>,
    count: Option<usize>,
    any: bool,
}

/// A member that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoHit<M> {
    /// The member.
    pub member: M,
    /// Where it is.
    pub position: Position,
    /// How far that is from the centre, in metres.
    pub distance_m: f64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoHits<M> {
    /// The members, in the order that was asked for.
    pub hits: Vec<GeoHit<M>>,
    /// Whether members that match are missing because of [`GEO_RESULTS_LIMIT`], not because of a count.
    pub truncated: bool,
}

impl GeoSearch {
    /// A search for everything within `shape` around `center`. Lengths are finite and not negative.
    pub fn new(center: Position, shape: Shape) -> Result<Self, QueryError> {
        let lengths = match shape {
            Shape::Radius { metres } => [metres, metres],
            Shape::Box { width, height } => [width, height],
        };
        if lengths.iter().any(|length| !(length.is_finite() && *length >= 0.0)) {
            return Err(QueryError::invalid("search area", "a length must be finite and not negative"));
        }
        Ok(Self { center, shape, order: None, count: None, any: false })
    }

    /// Asks for an order; without one, members come as they are found, or the nearest first with a count.
    pub fn ordered(mut self, order: GeoOrder) -> Self {
        self.order = Some(order);
        self
    }

    /// Asks for at most `count` members, 1 to [`GEO_RESULTS_LIMIT`]: the first in the order, or with `any`
    /// those that are found first, which need not be the nearest but end the search early.
    pub fn limited(mut self, count: usize, any: bool) -> Result<Self, QueryError> {
        if count == 0 {
            return Err(QueryError::invalid("count", "it must be at least 1"));
        }
        if count > GEO_RESULTS_LIMIT {
            return Err(QueryError::limit("count of a geo search", GEO_RESULTS_LIMIT));
        }
        if !any && self.order.is_none() {
            self.order = Some(GeoOrder::Nearest);
        }
        (self.count, self.any) = (Some(count), any);
        Ok(self)
    }

    /// The distance of a place that matches, in metres; `None` if it does not.
    pub fn distance_of(&self, position: Position) -> Option<f64> {
        let distance = self.center.distance_m(position);
        let within = match self.shape {
            Shape::Radius { metres } => distance <= metres,
            Shape::Box { width, height } => {
                let north =
                    (position.latitude() - self.center.latitude()).to_radians().abs() * EARTH_RADIUS_M;
                let due_east = Position { latitude: position.latitude(), ..self.center };
                north <= height / 2.0 && due_east.distance_m(position) <= width / 2.0
            }
        };
        within.then_some(distance)
    }

    /// The geohash ranges that a scan has to read: ascending, apart, at most
    /// [`GEO_COVER_LIMIT`](super::GEO_COVER_LIMIT). They hold the cell of every place that matches, and also
    /// places that do not.
    pub fn cover(&self) -> Vec<RangeInclusive<u64>> {
        cover(self.center, self.shape)
    }

    /// With how many members that match a scan may end early, if it may: when any will do.
    pub fn enough(&self) -> Option<usize> {
        self.count.filter(|_| self.any)
    }

    /// Picks the answer from candidates, such as all that a scan of [`cover`](Self::cover) finds. It holds
    /// at most twice as many members as it answers.
    pub fn run<M>(&self, candidates: impl IntoIterator<Item = (M, Position)>) -> GeoHits<M> {
        let most = self.count.unwrap_or(GEO_RESULTS_LIMIT);
        let mut hits = Vec::new();
        let mut truncated = false;
        for (member, position) in candidates {
            let Some(distance_m) = self.distance_of(position) else { continue };
            if hits.len() == most && self.order.is_none() {
                truncated = self.count.is_none();
                break;
            }
            hits.push(GeoHit { member, position, distance_m });
            if self.any && hits.len() == most {
                break;
            }
            if hits.len() > most {
                truncated = self.count.is_none();
                // Sorting only now and then keeps the cost of each member low.
                if hits.len() >= 2 * most {
                    self.sort(&mut hits);
                    hits.truncate(most);
                }
            }
        }
        self.sort(&mut hits);
        hits.truncate(most);
        GeoHits { hits, truncated }
    }

    /// Sorts hits if there is an order. The sort is stable, so equals stay as they came.
    fn sort<M>(&self, hits: &mut [GeoHit<M>]) {
        match self.order {
            None => {}
            Some(GeoOrder::Nearest) => hits.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m)),
            Some(GeoOrder::Farthest) => hits.sort_by(|a, b| b.distance_m.total_cmp(&a.distance_m)),
        }
    }
}
