//! Every figure that the node told, over time: one series for each, found by its path in the sample.
//!
//! Whatever a sample carries becomes a series, also what this version of the dashboard has never heard of. Counters become
//! rates. What the node did not know leaves a gap, and so does a time in which it was not heard.

use std::collections::{BTreeMap, VecDeque};

use cyberfly_protocol::Sample;
use serde_json::Value as Json;

/// How many series there can be.
const SERIES_LIMIT: usize = 400;
/// How many samples are remembered, however often they come.
const SAMPLES_LIMIT: usize = 90_000;

/// The states of peers, as the protocol names them.
const PEER_STATES: [&str; 7] =
    ["known", "connecting", "active", "suspected", "backing_off", "refused", "banned"];

/// Series of figures, all at the same moments.
#[derive(Clone, Debug, Default)]
pub struct History {
    retention_ms: u64,
    moments: VecDeque<u64>,
    series: BTreeMap<String, VecDeque<f32>>,
    counted: BTreeMap<String, f64>,
}

/// Whether a figure counts from the start of the node, so that its rate is what is worth looking at.
pub fn is_counter(path: &str) -> bool {
    path.starts_with("counters.") || path.ends_with("_total") || path.ends_with("cpu_seconds")
}

impl History {
    /// A history that reaches this far back.
    pub fn new(retention_ms: u64) -> Self {
        Self { retention_ms, ..Self::default() }
    }

    /// Takes the figures of a sample in.
    pub fn push(&mut self, at_ms: u64, sample: &Sample) {
        let mut figures = BTreeMap::new();
        let mut whole = serde_json::to_value(sample).unwrap_or_default();
        if let Json::Object(parts) = &mut whole {
            parts.retain(|name, _| {
                !matches!(name.as_str(), "schema_version" | "since_seconds" | "status" | "health")
            });
            parts.iter().for_each(|(name, part)| flatten(name, part, &mut figures));
        }
        if let Some(peers) = &sample.status.peers {
            // Where a state is not named, no peer is in it.
            let named = PEER_STATES.iter().map(|state| (*state, peers.get(*state).copied().unwrap_or(0)));
            named.for_each(|(state, count)| flatten(&format!("peers.{state}"), &count.into(), &mut figures));
        }
        for limit in &sample.limits {
            if let Some(in_use) = limit.in_use {
                flatten(&format!("limits.{}", limit.name), &in_use.into(), &mut figures);
            }
        }
        self.push_figures(at_ms, figures);
    }

    /// Takes figures in, by their paths.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a chart shows fewer digits"
    )]
    fn push_figures(&mut self, at_ms: u64, figures: BTreeMap<String, f64>) {
        let elapsed =
            self.moments.back().map(|last| at_ms.saturating_sub(*last)).filter(|elapsed| *elapsed > 0);
        let mut row = BTreeMap::new();
        let mut counted = BTreeMap::new();
        for (path, figure) in figures {
            if !is_counter(&path) {
                row.insert(path, figure);
                continue;
            }
            let before = self.counted.get(&path).copied();
            // A counter that went back was begun anew: of that second nothing is known.
            if let (Some(before), Some(elapsed)) = (before.filter(|before| *before <= figure), elapsed) {
                row.insert(path.clone(), (figure - before) / (elapsed as f64 / 1000.0));
            }
            counted.insert(path, figure);
        }
        self.counted = counted;
        let length = self.moments.len();
        for path in row.keys() {
            if !self.series.contains_key(path) && self.series.len() < SERIES_LIMIT {
                self.series.insert(path.clone(), std::iter::repeat_n(f32::NAN, length).collect());
            }
        }
        self.moments.push_back(at_ms);
        for (path, series) in &mut self.series {
            series.push_back(row.get(path).map_or(f32::NAN, |figure| *figure as f32));
        }
        while self.moments.len() > SAMPLES_LIMIT
            || self.moments.front().is_some_and(|first| first.saturating_add(self.retention_ms) < at_ms)
        {
            self.moments.pop_front();
            self.series.values_mut().for_each(|series| {
                series.pop_front();
            });
        }
        self.series.retain(|_, series| series.iter().any(|figure| !figure.is_nan()));
    }

    /// The figures that there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.series.keys().map(String::as_str)
    }

    /// The first moment that is remembered.
    pub fn first_ms(&self) -> Option<u64> {
        self.moments.front().copied()
    }

    /// How many moments are remembered.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether nothing was heard yet.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// A figure at the last moment that is not after this one.
    pub fn at(&self, path: &str, at_ms: u64) -> Option<f64> {
        let place = self.moments.partition_point(|moment| *moment <= at_ms).checked_sub(1)?;
        let figure = f64::from(*self.series.get(path)?.get(place)?);
        (!figure.is_nan()).then_some(figure)
    }

    /// A figure over a span that ends at a moment, in this many pieces: the mean of each, none where nothing is known.
    pub fn over(&self, path: &str, until_ms: u64, span_ms: u64, pieces: usize) -> Vec<Option<f64>> {
        let mut sums = vec![(0.0, 0_u32); pieces];
        let Some(series) = self.series.get(path) else { return vec![None; pieces] };
        let width = (span_ms / pieces.max(1) as u64).max(1);
        // Pieces begin at multiples of their width, so that a chart moves on in whole steps and does not flicker.
        let end = (until_ms / width + 1) * width;
        let begin = end.saturating_sub(width.saturating_mul(pieces as u64));
        let first = self.moments.partition_point(|moment| *moment < begin);
        let known = self.moments.iter().zip(series).skip(first);
        for (moment, figure) in known.take_while(|(moment, _)| **moment <= until_ms) {
            let figure = f64::from(*figure);
            let piece = usize::try_from((moment - begin) / width).unwrap_or(usize::MAX);
            if let Some(sum) = sums.get_mut(piece).filter(|_| !figure.is_nan()) {
                *sum = (sum.0 + figure, sum.1 + 1);
            }
        }
        sums.into_iter().map(|(sum, count)| (count > 0).then(|| sum / f64::from(count))).collect()
    }

    /// The least, mean and greatest of a figure over a span that ends at a moment.
    pub fn summary(&self, path: &str, until_ms: u64, span_ms: u64) -> Option<[f64; 3]> {
        let series = self.series.get(path)?;
        let first = self.moments.partition_point(|moment| *moment < until_ms.saturating_sub(span_ms));
        let last = self.moments.partition_point(|moment| *moment <= until_ms);
        let known = || series.range(first..last.max(first)).map(|f| f64::from(*f)).filter(|f| !f.is_nan());
        let (sum, count) = known().fold((0.0, 0.0), |(sum, count), figure| (sum + figure, count + 1.0));
        (count > 0.0)
            .then(|| [known().fold(f64::MAX, f64::min), sum / count, known().fold(f64::MIN, f64::max)])
    }
}

/// Every number below a name, with its path.
fn flatten(path: &str, json: &Json, figures: &mut BTreeMap<String, f64>) {
    match json {
        Json::Number(number) => {
            if let Some(number) = number.as_f64() {
                figures.insert(path.to_owned(), number);
            }
        }
        Json::Object(parts) => {
            parts.iter().for_each(|(name, part)| flatten(&format!("{path}.{name}"), part, figures));
        }
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(history: &mut History, at_ms: u64, figures: &[(&str, f64)]) {
        let figures = figures.iter().map(|(path, figure)| ((*path).to_owned(), *figure)).collect();
        history.push_figures(at_ms, figures);
    }

    #[test]
    fn counters_become_rates_and_a_restart_is_a_gap_not_a_fall() {
        let mut history = History::new(60_000);
        for (at_ms, count) in [(1000, 10.0), (3000, 30.0), (4000, 5.0), (5000, 6.0)] {
            push(&mut history, at_ms, &[("counters.requests", count)]);
        }
        let at = |at_ms| history.at("counters.requests", at_ms);
        assert_eq!([at(1000), at(3000), at(4000), at(5000)], [None, Some(10.0), None, Some(1.0)]);
    }

    #[test]
    fn what_was_not_known_is_a_gap() {
        let mut history = History::new(60_000);
        push(&mut history, 1000, &[("store.a", 1.0)]);
        push(&mut history, 2000, &[]);
        push(&mut history, 3000, &[("store.a", 3.0), ("store.b", 9.0)]);
        assert_eq!(history.over("store.a", 3999, 4000, 4), [None, Some(1.0), None, Some(3.0)]);
        assert_eq!(history.over("store.b", 3999, 4000, 4), [None, None, None, Some(9.0)]);
        assert_eq!(history.over("store.c", 3999, 4000, 2), [None, None]);
        assert_eq!(history.summary("store.a", 3000, 5000), Some([1.0, 2.0, 3.0]));
        assert_eq!(history.at("store.a", 500), None);
    }

    #[test]
    fn what_is_older_than_the_retention_is_forgotten_and_series_too() {
        let mut history = History::new(10_000);
        push(&mut history, 0, &[("store.once", 1.0)]);
        for second in 1..1000 {
            push(&mut history, second * 1000, &[("store.a", 1.0)]);
        }
        assert_eq!((history.len(), history.names().collect::<Vec<_>>()), (11, vec!["store.a"]));
        assert_eq!(history.first_ms(), Some(989_000));
    }

    #[test]
    fn a_node_with_endless_figures_does_not_fill_the_memory() {
        let mut history = History::new(1000);
        let many: Vec<String> = (0..2000).map(|number| format!("limits.{number}")).collect();
        let figures: Vec<(&str, f64)> = many.iter().map(|name| (name.as_str(), 1.0)).collect();
        push(&mut history, 1, &figures);
        assert_eq!(history.names().count(), SERIES_LIMIT);
    }
}
