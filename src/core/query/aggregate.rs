//! What a time series adds up to, as one pass over its points in ascending order of time.
//!
//! A [`Fold`] takes points one at a time and hands back a [`Row`] whenever a bucket of time is complete, so
//! that a series of any length is answered from the memory of one bucket. Buckets without points have no row.
//!
//! Infinite values count like any other. Where they leave no answer (the sum of both infinities, and what
//! follows from it) the answer is `None`, because a stored or answered number is never NaN. A sum or average
//! of finite values is rounded once or nearly so, whatever their magnitudes and order, and is infinite only
//! if it does not fit in a double.

use super::QueryError;

mod percentile;
mod sum;

use percentile::percentile;
use sum::Sum;

/// The most values of one bucket that are held for exact percentiles (8 MB).
pub const PERCENTILE_VALUES_LIMIT: usize = 1_000_000;

/// The most aggregates in one query.
pub const AGGREGATES_LIMIT: usize = 32;

/// One number to compute for each bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aggregate {
    /// How many points there are.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Avg,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// The value of the earliest point; of the first that came, if several share its time.
    First,
    /// The value of the latest point; of the last that came, if several share its time.
    Last,
    /// The value below which this share of the values lies, from 0 (the least) to 100 (the greatest). Between
    /// two values it is interpolated linearly, as numpy does unless told otherwise.
    Percentile(f64),
}

impl std::str::FromStr for Aggregate {
    type Err = QueryError;

    /// Reads `count`, `sum`, `avg`, `min`, `max`, `first`, `last`, or a percentile such as `p95` or `p99.9`.
    fn from_str(text: &str) -> Result<Self, QueryError> {
        const WHAT: &str = "aggregate";
        Ok(match text {
            "count" => Self::Count,
            "sum" => Self::Sum,
            "avg" => Self::Avg,
            "min" => Self::Min,
            "max" => Self::Max,
            "first" => Self::First,
            "last" => Self::Last,
            _ => {
                let share = text.strip_prefix('p').and_then(|share| share.parse().ok()).ok_or_else(|| {
                    let known = "count, sum, avg, min, max, first, last or a percentile such as p99";
                    QueryError::syntax(WHAT, 0, format!("expected {known}"))
                })?;
                check_percentile(share)?;
                Self::Percentile(share)
            }
        })
    }
}

fn check_percentile(share: f64) -> Result<(), QueryError> {
    if (0.0..=100.0).contains(&share) {
        return Ok(());
    }
    Err(QueryError::invalid("percentile", "it must lie between 0 and 100"))
}

/// How time is cut into buckets of equal width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buckets {
    width: u64,
    offset: u64,
}

impl Buckets {
    /// Buckets of `width` milliseconds, one of which begins at `align` (0: aligned to the Unix epoch).
    pub fn new(width: u64, align: u64) -> Result<Self, QueryError> {
        if width == 0 {
            return Err(QueryError::invalid("bucket width", "it must be at least one millisecond"));
        }
        Ok(Self { width, offset: align % width })
    }

    /// When the bucket that holds `time` begins. The first bucket may have begun before time 0 and says 0.
    pub const fn start_of(&self, time: u64) -> u64 {
        match time.checked_sub(self.offset) {
            Some(since_offset) => time - since_offset % self.width,
            None => 0,
        }
    }
}

/// The answer for one bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// When the bucket begins; without buckets, the time of the first point.
    pub start: u64,
    /// How many points it holds; never 0.
    pub count: u64,
    /// One value for each aggregate that was asked for, in that order; `None` where infinities leave none.
    pub values: Vec<Option<f64>>,
}

/// A running aggregation.
#[derive(Debug, Clone)]
pub struct Fold {
    aggregates: Vec<Aggregate>,
    buckets: Option<Buckets>,
    keeps_values: bool,
    values_limit: usize,
    current: Option<Bucket>,
}

/// What is known of the bucket that is being filled.
#[derive(Debug, Clone)]
struct Bucket {
    start: u64,
    latest: u64,
    count: u64,
    sum: Sum,
    min: f64,
    max: f64,
    first: f64,
    last: f64,
    /// Filled only if a percentile is asked for.
    values: Vec<f64>,
}

impl Fold {
    /// Starts an aggregation into `buckets`, or into one row for everything.
    pub fn new(aggregates: &[Aggregate], buckets: Option<Buckets>) -> Result<Self, QueryError> {
        if aggregates.is_empty() {
            return Err(QueryError::invalid("aggregation", "it names no aggregate"));
        }
        if aggregates.len() > AGGREGATES_LIMIT {
            return Err(QueryError::limit("number of aggregates", AGGREGATES_LIMIT));
        }
        let mut keeps_values = false;
        for aggregate in aggregates {
            if let Aggregate::Percentile(share) = aggregate {
                check_percentile(*share)?;
                keeps_values = true;
            }
        }
        Ok(Self {
            aggregates: aggregates.to_vec(),
            buckets,
            keeps_values,
            values_limit: PERCENTILE_VALUES_LIMIT,
            current: None,
        })
    }

    /// Takes the next point, and gives the row of the bucket before it if this point begins another.
    ///
    /// Refused, without effect: a NaN, a point earlier than the one before it, and with percentiles a point
    /// beyond [`PERCENTILE_VALUES_LIMIT`] in one bucket.
    pub fn push(&mut self, time: u64, value: f64) -> Result<Option<Row>, QueryError> {
        if value.is_nan() {
            return Err(QueryError::invalid("point", "its value is not a number"));
        }
        let start = match (&self.buckets, &self.current) {
            (Some(buckets), _) => buckets.start_of(time),
            (None, Some(bucket)) => bucket.start,
            (None, None) => time,
        };
        match &mut self.current {
            Some(bucket) if time < bucket.latest => {
                Err(QueryError::invalid("point", "it is earlier than the point before it"))
            }
            Some(bucket) if bucket.start == start => {
                if self.keeps_values {
                    if bucket.values.len() >= self.values_limit {
                        let what = "number of values in one bucket of a percentile";
                        return Err(QueryError::limit(what, self.values_limit));
                    }
                    bucket.values.push(value);
                }
                bucket.add(time, value);
                Ok(None)
            }
            current => {
                let mut bucket = Bucket::new(start, time, value);
                if self.keeps_values {
                    bucket.values.push(value);
                }
                let complete = current.replace(bucket);
                Ok(complete.map(|bucket| bucket.into_row(&self.aggregates)))
            }
        }
    }

    /// Ends the aggregation with the row of the last bucket; `None` if there was no point at all.
    pub fn finish(self) -> Option<Row> {
        self.current.map(|bucket| bucket.into_row(&self.aggregates))
    }

    /// The rows of a whole series, made as its points are drawn. It ends after the first error.
    pub fn rows<I: Iterator<Item = (u64, f64)>>(self, points: I) -> Rows<I> {
        Rows { fold: Some(self), points }
    }
}

/// The rows of a series; see [`Fold::rows`].
#[derive(Debug)]
pub struct Rows<I> {
    fold: Option<Fold>,
    points: I,
}

impl<I: Iterator<Item = (u64, f64)>> Iterator for Rows<I> {
    type Item = Result<Row, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let fold = self.fold.as_mut()?;
        for (time, value) in self.points.by_ref() {
            match fold.push(time, value) {
                Ok(None) => {}
                Ok(Some(row)) => return Some(Ok(row)),
                Err(error) => {
                    self.fold = None;
                    return Some(Err(error));
                }
            }
        }
        self.fold.take().and_then(Fold::finish).map(Ok)
    }
}

impl Bucket {
    fn new(start: u64, time: u64, value: f64) -> Self {
        let mut sum = Sum::default();
        sum.add(value);
        Self {
            start,
            latest: time,
            count: 1,
            sum,
            min: value,
            max: value,
            first: value,
            last: value,
            values: Vec::new(),
        }
    }

    fn add(&mut self, time: u64, value: f64) {
        self.latest = time;
        self.count += 1;
        self.sum.add(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.last = value;
    }

    fn into_row(mut self, aggregates: &[Aggregate]) -> Row {
        self.values.sort_unstable_by(f64::total_cmp);
        let values = aggregates
            .iter()
            .map(|aggregate| match aggregate {
                Aggregate::Count => Some(as_f64(self.count)),
                Aggregate::Sum => self.sum.total(),
                Aggregate::Avg => self.sum.divided_by(as_f64(self.count)),
                Aggregate::Min => Some(self.min),
                Aggregate::Max => Some(self.max),
                Aggregate::First => Some(self.first),
                Aggregate::Last => Some(self.last),
                Aggregate::Percentile(share) => percentile(&self.values, *share),
            })
            // Adding 0 turns -0 into 0: no answer has two forms.
            .map(|value| value.map(|value| value + 0.0))
            .collect();
        Row { start: self.start, count: self.count, values }
    }
}

/// Exact below 2^53, which a count does not reach.
#[allow(clippy::cast_precision_loss)]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
