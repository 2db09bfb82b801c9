//! Time series: samples, each a number at a millisecond, under a label.
//!
//! A key holds any number of series, told apart by their labels; the label may be empty. The field of a sample is its
//! time in eight bytes and then its label, so that all samples of a key lie in the order of time. A read of one label
//! passes over those of the others in its window: series of many samples belong at keys of their own.
//!
//! Differences from Redis' module: a label is one byte string of at most 1,016 bytes, not a set of names and values; a
//! second sample at the same time replaces the first; nothing is thinned out by itself.
//!
//! *Between nodes*: samples merge one by one; of two at the same time under the same label the newer write wins.

use std::ops::ControlFlow;

use super::Plan;
use super::plan::Planning;
use crate::cells::Cells;
use crate::error::Refused;
use crate::op::WRITES_LIMIT;
use crate::query::aggregate::{Aggregate, Buckets, Fold, Row};
use crate::query::range::{Discrete, Interval};
use crate::view::{Direction, Fields, KeyView, Outcome};
use crate::write::{Body, Kind};

const KIND: Kind = Kind::TimeSeries;

/// A number at a time in Unix milliseconds.
pub type Sample = (u64, f64);

/// Rows of an aggregation, at most as many as the limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The rows, in the order of time.
    pub rows: Vec<Row>,
    /// The time of the first sample that is in none of them; none if all are.
    pub next: Option<u64>,
}

/// The time series at a key, or a key that could become some.
#[derive(Debug)]
pub struct TimeSeries<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> TimeSeries<'v, 'a, C> {
    /// The series at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// Shows the samples of a label within a window.
    fn each(
        &self,
        label: &[u8],
        window: &Interval<u64>,
        direction: Direction,
        visitor: &mut dyn FnMut(Sample) -> Outcome<ControlFlow<()>, C>,
    ) -> Outcome<(), C> {
        let Some(fields) = fields_of(window) else { return Ok(()) };
        self.0.scan(KIND, &fields, direction, &mut |shown| {
            let Some(time) = time_of(label, shown.field()) else { return Ok(ControlFlow::Continue(())) };
            match shown.body()? {
                Body::Score(value) => visitor((time, value)),
                _ => Ok(ControlFlow::Continue(())),
            }
        })
    }

    /// Samples within a window, in either direction, at most `limit` (TS.RANGE, TS.REVRANGE). To go on, ask from behind
    /// the time of the last one.
    pub fn range(
        &self,
        label: &[u8],
        window: &Interval<u64>,
        direction: Direction,
        limit: usize,
    ) -> Outcome<Vec<Sample>, C> {
        let mut samples = Vec::new();
        self.each(label, window, direction, &mut |sample| {
            if samples.len() >= limit {
                return Ok(ControlFlow::Break(()));
            }
            samples.push(sample);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(samples)
    }

    /// The latest sample (TS.GET).
    pub fn latest(&self, label: &[u8]) -> Outcome<Option<Sample>, C> {
        Ok(self.range(label, &Interval::all(), Direction::Backward, 1)?.pop())
    }

    /// What the samples within a window add up to, bucket by bucket, at most `limit` rows (TS.RANGE AGGREGATION).
    pub fn aggregate(
        &self,
        label: &[u8],
        window: &Interval<u64>,
        aggregates: &[Aggregate],
        buckets: Option<Buckets>,
        limit: usize,
    ) -> Outcome<Rows, C> {
        let mut fold = Fold::new(aggregates, buckets).map_err(Refused::from)?;
        let (mut rows, mut next) = (Vec::new(), None);
        if limit == 0 {
            return Ok(Rows {
                rows,
                next: self.range(label, window, Direction::Forward, 1)?.pop().map(|s| s.0),
            });
        }
        self.each(label, window, Direction::Forward, &mut |(time, value)| {
            rows.extend(fold.push(time, value).map_err(Refused::from)?);
            if rows.len() == limit {
                next = Some(time);
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if next.is_none() {
            rows.extend(fold.finish());
        }
        Ok(Rows { rows, next })
    }

    /// Adds samples (TS.ADD, TS.MADD). The answer is how many times are new.
    pub fn plan_add(&self, label: &[u8], samples: &[Sample]) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut new = std::collections::BTreeSet::new();
        for (time, value) in samples {
            let field = field_of(label, *time);
            planning.see_field(KIND, &field)?;
            if !self.0.has(KIND, &field)? {
                new.insert(*time);
            }
            planning.write(KIND, Some(field), Body::Score(value + 0.0))?;
        }
        Ok(planning.answer(new.len()))
    }

    /// Deletes the samples within a window (TS.DEL). The answer is how many there were; more than one operation can
    /// delete are refused with `limit_exceeded`.
    pub fn plan_del(&self, label: &[u8], window: &Interval<u64>) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        if let Some(fields) = fields_of(window) {
            planning.see_fields(KIND, &fields)?;
        }
        for (time, _) in self.range(label, window, Direction::Forward, WRITES_LIMIT + 1)? {
            planning.write(KIND, Some(field_of(label, time)), Body::Delete)?;
        }
        let deleted = planning.len();
        Ok(planning.answer(deleted))
    }
}

fn field_of(label: &[u8], time: u64) -> Vec<u8> {
    [&time.to_be_bytes(), label].concat()
}

/// The time in a field, if it is one of this label.
fn time_of(label: &[u8], field: &[u8]) -> Option<u64> {
    let (time, other) = field.split_first_chunk()?;
    (other == label).then(|| u64::from_be_bytes(*time))
}

/// The fields of all labels within a window; none if no time lies within.
fn fields_of(window: &Interval<u64>) -> Option<Fields> {
    let (first, last) = window.ends()?;
    let end = last.after().map(|end| end.to_be_bytes().to_vec());
    Some(Fields { start: first.to_be_bytes().to_vec(), end })
}

#[cfg(test)]
#[path = "time_series_tests.rs"]
mod tests;
