//! The number by which a value is sought: the score of a member, the geohash of a place.
//!
//! A store that keeps its values sorted by measure too answers a range of scores, or a search around a place, without
//! reading the rest. See [`Cells::visit_measured`](crate::cells::Cells::visit_measured).

use std::ops::{ControlFlow, RangeInclusive};

use crate::cells::{Cell, Cells, Order, Path};
use crate::name::Key;
use crate::query::geo::{GeoHash, Position};
use crate::query::range::{Discrete, Edge, Interval};
use crate::view::Direction;
use crate::write::{Body, Kind, Number};

/// The measure of a value: 64 bits whose order is the order of scores, or of geohashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure(u64);

const SIGN: u64 = 1 << 63;

impl Measure {
    /// What a value of this kind is sought by; none if values of the kind are not, or if the body is no value.
    pub fn of(kind: Kind, body: &Body) -> Option<Self> {
        match (kind, body) {
            (Kind::SortedSet, body) => score_of(body).map(Self::of_score),
            (Kind::Geo, Body::Position { longitude, latitude }) => {
                Position::new(*longitude, *latitude).ok().map(Self::of_place)
            }
            _ => None,
        }
    }

    /// The measure of a score. The two zeros have one measure.
    pub fn of_score(score: f64) -> Self {
        let bits = (score + 0.0).to_bits();
        // Of two negative floats the smaller one has the greater bits.
        Self(if bits & SIGN == 0 { bits | SIGN } else { !bits })
    }

    /// The measure of a place: its geohash.
    pub fn of_place(place: Position) -> Self {
        Self(GeoHash::new(place).bits())
    }

    /// The measures of all scores in an interval, from the first to the last; none if it is empty.
    pub fn of_scores(scores: &Interval<f64>) -> Option<RangeInclusive<Self>> {
        let edge = |edge: Edge<f64>| match edge {
            Edge::Lowest => Edge::Lowest,
            Edge::Highest => Edge::Highest,
            Edge::Included(score) => Edge::Included(Self::of_score(score)),
            Edge::Excluded(score) => Edge::Excluded(Self::of_score(score)),
        };
        let (first, last) = Interval { from: edge(scores.from), to: edge(scores.to) }.ends()?;
        Some(first..=last)
    }

    /// The measures of a range of geohashes, by their bits.
    pub fn of_hashes(hashes: &RangeInclusive<u64>) -> RangeInclusive<Self> {
        Self(*hashes.start())..=Self(*hashes.end())
    }

    /// All there are.
    pub const fn all() -> RangeInclusive<Self> {
        Self(u64::MIN)..=Self(u64::MAX)
    }

    /// Eight bytes whose order is the order of measures.
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }
}

impl Discrete for Measure {
    const LOWEST: Self = Self(u64::MIN);
    const HIGHEST: Self = Self(u64::MAX);

    fn after(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    fn before(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

/// The score in a body, if it holds one.
pub fn score_of(body: &Body) -> Option<f64> {
    match body {
        Body::Score(score) | Body::Number(Number::Float(score)) => Some(*score),
        #[expect(clippy::cast_precision_loss, reason = "a score is a float; beyond 2^53 it is the nearest")]
        Body::Number(Number::Integer(score)) => Some(*score as f64),
        _ => None,
    }
}

/// [`Cells::visit_measured`] for a store, or a part of one, without an index of measures: reads all of the kind first.
pub fn visit_by_reading<C: Cells>(
    cells: &C,
    key: &Key,
    kind: Kind,
    measures: &RangeInclusive<Measure>,
    direction: Direction,
    visitor: &mut dyn FnMut(&C::Cell) -> ControlFlow<()>,
) -> Result<(), C::Fault> {
    let mut found: Vec<(Measure, Path, Order)> = Vec::new();
    let mut read = Ok(());
    cells.visit(&Path::of_kind(key, kind).range(), &mut |cell| match cells.body(cell) {
        Ok(body) => {
            let measure = Measure::of(kind, &body).filter(|measure| measures.contains(measure));
            found.extend(measure.map(|at| (at, cell.placed().path.clone(), cell.placed().order)));
            ControlFlow::Continue(())
        }
        Err(fault) => {
            read = Err(fault);
            ControlFlow::Break(())
        }
    })?;
    read?;
    found.sort_unstable();
    if direction == Direction::Backward {
        found.reverse();
    }
    let mut flow = ControlFlow::Continue(());
    for (_, path, order) in found {
        cells.visit_place(path.as_bytes(), &mut |cell| {
            if cell.placed().order == order {
                flow = visitor(cell);
            }
            flow
        })?;
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn measures_sort_as_scores_do(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert_eq!(Some(Measure::of_score(a).cmp(&Measure::of_score(b))), a.partial_cmp(&b));
        }

        #[test]
        fn a_range_of_measures_holds_the_scores_of_its_interval_and_no_others(
            scores in prop::array::uniform3(prop_oneof![-2.0..2.0, Just(0.0), Just(-0.0), Just(f64::INFINITY),
                Just(f64::NEG_INFINITY), Just(f64::MIN_POSITIVE)]),
            shapes in prop::array::uniform2(0..4usize),
        ) {
            let edge = |shape, score| [Edge::Lowest, Edge::Highest, Edge::Included(score), Edge::Excluded(score)][shape];
            let interval = Interval { from: edge(shapes[0], scores[0]), to: edge(shapes[1], scores[1]) };
            let within = Measure::of_scores(&interval).is_some_and(|range| range.contains(&Measure::of_score(scores[2])));
            prop_assert_eq!(within, interval.contains(&scores[2]));
        }
    }

    #[test]
    fn only_scores_and_places_are_measured() {
        let place = Body::Position { longitude: 13.4, latitude: 52.5 };
        assert!(Measure::of(Kind::Geo, &place).is_some());
        assert!(Measure::of(Kind::SortedSet, &Body::Score(1.0)).is_some());
        assert_eq!(Measure::of(Kind::TimeSeries, &Body::Score(1.0)), None);
        assert_eq!(Measure::of(Kind::SortedSet, &Body::Delete), None);
    }
}
