//! Time series.

use cyberfly_core::Refused;
use cyberfly_core::query::aggregate::{Aggregate, Buckets};
use cyberfly_core::query::range::{Edge, Interval, time_window};
use cyberfly_core::types::time_series::TimeSeries;
use cyberfly_protocol::command::Sample;
use cyberfly_protocol::query::{AggregateRow, TsAgg, TsLatest, TsRange};
use cyberfly_protocol::{Direction, ErrorBody, Float, QueryAnswer, Time};

use super::{Asked, Wanted, not_found};
use crate::failure::failed;

/// The window between two times: Unix milliseconds or RFC 3339, `(` before one excludes it, `-` and `+` are the ends.
pub(crate) fn window(from: &str, to: &str) -> Result<Interval<u64>, Refused> {
    let in_ms = |bound: &str| {
        let (mark, text) = bound.strip_prefix('(').map_or(("", bound), |text| ("(", text));
        Time::read(text).map_or_else(|| bound.to_owned(), |time| format!("{mark}{}", time.0))
    };
    time_window(&in_ms(from), &in_ms(to)).map_err(Refused::from)
}

/// A window cut short by a cursor, which is the time to go on from.
fn from_cursor(
    window: Interval<u64>,
    after: Option<Vec<u8>>,
    direction: Direction,
) -> Result<Interval<u64>, ErrorBody> {
    let Some(after) = after else { return Ok(window) };
    let unfit = |_| ErrorBody::new(cyberfly_core::ErrorCode::BadRequest, "the cursor names no time");
    let time = u64::from_be_bytes(after.try_into().map_err(unfit)?);
    Ok(match direction {
        Direction::Forward => Interval { from: Edge::Included(time), ..window },
        Direction::Backward => Interval { to: Edge::Included(time), ..window },
    })
}

fn sample((time, value): (u64, f64)) -> Sample {
    Sample { time: Time(time), value: Float(value) }
}

pub(super) fn range(asked: &Asked<'_>, query: &TsRange) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let window = window(&query.from, &query.to)?;
    let window = from_cursor(window, after, query.direction)?;
    let view = asked.view(&query.key)?;
    let series = TimeSeries::of(&view)?;
    // One more than asked for tells where to go on.
    let read = series.range(&query.label.0, &window, query.direction.into(), limit + 1);
    let mut samples = read.map_err(failed)?;
    let next = samples.get(limit).map(|(time, _)| asked.cursor(&time.to_be_bytes()));
    samples.truncate(limit);
    Ok(QueryAnswer::Samples { samples: samples.into_iter().map(sample).collect(), next_cursor: next })
}

pub(super) fn latest(asked: &Asked<'_>, query: &TsLatest) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let latest = TimeSeries::of(&view)?.latest(&query.label.0).map_err(failed)?;
    let missing = || not_found(format!("{} has no sample under this label", query.key));
    Ok(QueryAnswer::Samples { samples: vec![sample(latest.ok_or_else(missing)?)], next_cursor: None })
}

pub(super) fn aggregate(asked: &Asked<'_>, query: &TsAgg) -> Result<QueryAnswer, ErrorBody> {
    let Wanted { limit, after } = asked.wanted(&query.page)?;
    let window = window(&query.from, &query.to)?;
    let window = from_cursor(window, after, Direction::Forward)?;
    let aggregates = query.aggregates.iter().map(|name| name.parse()).collect::<Result<Vec<Aggregate>, _>>();
    let aggregates = aggregates.map_err(Refused::from)?;
    let buckets = query.bucket_seconds.map(|width| Buckets::new(width.ms(), query.align.0)).transpose();
    let buckets = buckets.map_err(Refused::from)?;
    let view = asked.view(&query.key)?;
    let found = TimeSeries::of(&view)?.aggregate(&query.label.0, &window, &aggregates, buckets, limit);
    let found = found.map_err(failed)?;
    let rows = found.rows.into_iter().map(|row| AggregateRow {
        start: Time(row.start),
        count: row.count,
        values: row.values.into_iter().map(|value| value.map(Float)).collect(),
    });
    let next_cursor = found.next.map(|time| asked.cursor(&time.to_be_bytes()));
    Ok(QueryAnswer::Rows { rows: rows.collect(), next_cursor })
}
