//! Ranges as users of Redis write them: by index, by score, by member, by time and by stream id.
//!
//! All but the index range parse into one type, [`Interval`], so that there is one rule for what lies between
//! two bounds. A range whose bounds are crossed is not an error: it is empty.

use std::borrow::Borrow;
use std::ops::Range;

use super::QueryError;
pub use crate::write::StreamId;

/// The longest member that can be named as a lexical bound, in bytes.
pub const LEX_BOUND_LIMIT: usize = 64 * 1024;

/// The longest text of a score, time or stream bound, in bytes; no number needs more.
pub const NUMBER_BOUND_LIMIT: usize = 512;

/// The elements between two inclusive indexes of a sequence of `len` elements, or `None` if there are none.
///
/// Negative indexes count from the end: -1 is the last element. Indexes beyond either end are moved to it.
///
/// ```
/// use cyberfly_core::query::range::slice;
/// assert_eq!(slice(5, 0, -1), Some(0..5));
/// assert_eq!(slice(5, -2, 100), Some(3..5));
/// assert_eq!(slice(5, 3, 1), None);
/// ```
pub fn slice(len: usize, start: i64, stop: i64) -> Option<Range<usize>> {
    // Wide enough that neither a length nor an index can overflow.
    let length = i128::try_from(len).ok()?;
    let from_front = |index: i64| if index < 0 { length + i128::from(index) } else { i128::from(index) };
    let first = from_front(start).max(0);
    let last = from_front(stop).min(length - 1);
    if first > last {
        return None;
    }
    Some(usize::try_from(first).ok()?..usize::try_from(last + 1).ok()?)
}

/// One end of an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge<T> {
    /// Below every value; written `-`.
    Lowest,
    /// Above every value; written `+`.
    Highest,
    /// This value, itself within the interval.
    Included(T),
    /// This value, itself outside the interval.
    Excluded(T),
}

/// The values between two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval<T> {
    /// The lower end.
    pub from: Edge<T>,
    /// The upper end.
    pub to: Edge<T>,
}

impl<T> Interval<T> {
    /// The interval that holds everything.
    pub const fn all() -> Self {
        Self { from: Edge::Lowest, to: Edge::Highest }
    }

    /// Whether `value` lies between the edges.
    pub fn contains<Q>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
        Q: PartialOrd + ?Sized,
    {
        let above = match &self.from {
            Edge::Lowest => true,
            Edge::Highest => false,
            Edge::Included(edge) => value >= edge.borrow(),
            Edge::Excluded(edge) => value > edge.borrow(),
        };
        above && !self.ends_before(value)
    }

    /// Whether `value` and all that is greater lies above the interval: a scan in ascending order stops here.
    pub fn ends_before<Q>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
        Q: PartialOrd + ?Sized,
    {
        match &self.to {
            Edge::Highest => false,
            Edge::Lowest => true,
            Edge::Included(edge) => value > edge.borrow(),
            Edge::Excluded(edge) => value >= edge.borrow(),
        }
    }
}

/// Values that can be counted, so that an exclusive edge has an inclusive neighbour.
pub trait Discrete: Copy + Ord {
    /// The smallest value.
    const LOWEST: Self;
    /// The greatest value.
    const HIGHEST: Self;
    /// The next greater value, if there is one.
    fn after(self) -> Option<Self>;
    /// The next smaller value, if there is one.
    fn before(self) -> Option<Self>;
}

impl Discrete for u64 {
    const LOWEST: Self = u64::MIN;
    const HIGHEST: Self = u64::MAX;

    fn after(self) -> Option<Self> {
        self.checked_add(1)
    }

    fn before(self) -> Option<Self> {
        self.checked_sub(1)
    }
}

impl<T: Discrete> Interval<T> {
    /// The first and the last value of the interval, both within it, or `None` if it is empty.
    pub fn ends(&self) -> Option<(T, T)> {
        let first = match self.from {
            Edge::Lowest => T::LOWEST,
            Edge::Highest => return None,
            Edge::Included(edge) => edge,
            Edge::Excluded(edge) => edge.after()?,
        };
        let last = match self.to {
            Edge::Highest => T::HIGHEST,
            Edge::Lowest => return None,
            Edge::Included(edge) => edge,
            Edge::Excluded(edge) => edge.before()?,
        };
        (first <= last).then_some((first, last))
    }
}

impl Discrete for StreamId {
    const LOWEST: Self = Self { ms: 0, seq: 0 };
    const HIGHEST: Self = Self { ms: u64::MAX, seq: u64::MAX };

    fn after(self) -> Option<Self> {
        match self.seq.checked_add(1) {
            Some(seq) => Some(Self { seq, ..self }),
            None => self.ms.checked_add(1).map(|ms| Self { ms, seq: 0 }),
        }
    }

    fn before(self) -> Option<Self> {
        match self.seq.checked_sub(1) {
            Some(seq) => Some(Self { seq, ..self }),
            None => self.ms.checked_sub(1).map(|ms| Self { ms, seq: u64::MAX }),
        }
    }
}

/// Score bounds: `1.5`, `(1.5` for exclusive, `-inf`, `+inf`.
///
/// An infinite score is a score like any other, so `(+inf` is below it. Not a number, and a number too great
/// for a double, are refused. -0 is read as 0.
pub fn score_range(min: &str, max: &str) -> Result<Interval<f64>, QueryError> {
    Ok(Interval { from: score_edge(min)?, to: score_edge(max)? })
}

fn score_edge(text: &str) -> Result<Edge<f64>, QueryError> {
    const WHAT: &str = "score bound";
    let (exclusive, number) = split_exclusive(text, WHAT)?;
    let position = text.len() - number.len();
    let value: f64 = number.parse().map_err(|_| {
        QueryError::syntax(WHAT, position, "expected a number such as 1.5, (1.5, -inf or +inf")
    })?;
    if value.is_nan() {
        return Err(QueryError::syntax(WHAT, position, "a score is never NaN"));
    }
    if value.is_infinite() && number.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(QueryError::syntax(WHAT, position, "the number is too great; write inf for infinity"));
    }
    // Adding 0 turns -0 into 0, so that a bound has one form.
    Ok(edge(exclusive, value + 0.0))
}

/// Lexical bounds over bytes: `[a` inclusive, `(a` exclusive, `-` below and `+` above everything.
pub fn lex_range(min: &[u8], max: &[u8]) -> Result<Interval<Vec<u8>>, QueryError> {
    Ok(Interval { from: lex_edge(min)?, to: lex_edge(max)? })
}

fn lex_edge(text: &[u8]) -> Result<Edge<Vec<u8>>, QueryError> {
    if text.len() > LEX_BOUND_LIMIT + 1 {
        return Err(QueryError::limit("length of a lexical bound in bytes", LEX_BOUND_LIMIT));
    }
    match text {
        b"-" => Ok(Edge::Lowest),
        b"+" => Ok(Edge::Highest),
        [b'[', member @ ..] => Ok(Edge::Included(member.to_vec())),
        [b'(', member @ ..] => Ok(Edge::Excluded(member.to_vec())),
        _ => Err(QueryError::syntax("lexical bound", 0, "expected [member, (member, - or +")),
    }
}

/// A window of time in Unix milliseconds, both ends within it; `(` excludes an end, `-` and `+` are open.
pub fn time_window(from: &str, to: &str) -> Result<Interval<u64>, QueryError> {
    Ok(Interval { from: time_edge(from)?, to: time_edge(to)? })
}

fn time_edge(text: &str) -> Result<Edge<u64>, QueryError> {
    const WHAT: &str = "time bound";
    match text {
        "-" => Ok(Edge::Lowest),
        "+" => Ok(Edge::Highest),
        _ => {
            let (exclusive, number) = split_exclusive(text, WHAT)?;
            let position = text.len() - number.len();
            Ok(edge(exclusive, whole_number(number, WHAT, position)?))
        }
    }
}

/// Bounds of stream ids: `ms-seq`, `(ms-seq` for exclusive, `-`, `+`, and `ms` alone.
///
/// A lower bound without its sequence number starts at 0, an upper bound ends at the greatest one.
pub fn stream_range(start: &str, end: &str) -> Result<Interval<StreamId>, QueryError> {
    Ok(Interval { from: stream_edge(start, 0)?, to: stream_edge(end, u64::MAX)? })
}

fn stream_edge(text: &str, missing_seq: u64) -> Result<Edge<StreamId>, QueryError> {
    const WHAT: &str = "stream id bound";
    match text {
        "-" => return Ok(Edge::Lowest),
        "+" => return Ok(Edge::Highest),
        _ => {}
    }
    let (exclusive, id) = split_exclusive(text, WHAT)?;
    let position = text.len() - id.len();
    let id = match id.split_once('-') {
        Some((ms, seq)) => StreamId {
            ms: whole_number(ms, WHAT, position)?,
            seq: whole_number(seq, WHAT, position + ms.len() + 1)?,
        },
        None => StreamId { ms: whole_number(id, WHAT, position)?, seq: missing_seq },
    };
    Ok(edge(exclusive, id))
}

fn edge<T>(exclusive: bool, value: T) -> Edge<T> {
    if exclusive { Edge::Excluded(value) } else { Edge::Included(value) }
}

/// Splits the `(` of an exclusive bound from what follows it.
fn split_exclusive<'t>(text: &'t str, what: &'static str) -> Result<(bool, &'t str), QueryError> {
    if text.len() > NUMBER_BOUND_LIMIT {
        return Err(QueryError::Limit { what, limit: NUMBER_BOUND_LIMIT as u64 });
    }
    Ok(text.strip_prefix('(').map_or((false, text), |rest| (true, rest)))
}

fn whole_number(text: &str, what: &'static str, position: usize) -> Result<u64, QueryError> {
    // `parse` alone would let a leading plus through.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(QueryError::syntax(what, position, "expected a whole number"));
    }
    text.parse().map_err(|_| QueryError::syntax(what, position, "the number does not fit in 64 bits"))
}

#[cfg(test)]
mod tests;
