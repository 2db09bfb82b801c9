//! Every figure that the node tells, found by a few letters of its name, over time.

use super::{Chart, Piece, TableBody};
use crate::model::{Model, is_counter};
use crate::table::{Column, Look, Row, Rows, Table};
use crate::theme::Role;
use crate::value::{Value, whole};

const COLUMNS: &[Column] = &[
    Column::new("metric", "METRIC", 24, 0).growing(),
    Column::new("now", "NOW", 11, 1),
    Column::new("least", "LEAST", 11, 3),
    Column::new("mean", "MEAN", 11, 2),
    Column::new("most", "MOST", 11, 3),
];

/// How long the chart and the columns look back.
const SPAN_MS: u64 = 10 * 60 * 1000;
/// In how many pieces.
const PIECES: usize = 240;

/// A figure as a value with the unit that its name says.
pub(super) fn value(path: &str, figure: f64) -> Value {
    let name = path.rsplit('.').next().unwrap_or_default();
    let is_bytes = name.contains("bytes") || name == "disk_free" || name == "disk_floor";
    if name == "cpu_seconds" {
        return Value::Share(figure);
    }
    match (is_counter(path), is_bytes) {
        (true, true) => Value::BytesPerSecond(figure),
        (true, false) => Value::PerSecond(figure),
        (false, true) => Value::Bytes(whole(figure)),
        (false, false) if path.starts_with("latencies.") && name != "count" => Value::Latency(figure),
        (false, false) if name.ends_with("_seconds") => Value::Duration(figure),
        (false, false) => Value::Number(figure),
    }
}

/// The figures as rows: what they were over time is looked up for those that are looked at.
struct Figures<'a> {
    model: &'a Model,
    names: Vec<&'a str>,
}

impl Rows for Figures<'_> {
    fn count(&self) -> usize {
        self.names.len()
    }

    fn row(&self, place: usize) -> Row {
        self.names.get(place).map_or_else(Row::default, |path| row(self.model, path))
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.names.iter().position(|path| *path == id)
    }
}

fn row(model: &Model, path: &str) -> Row {
    let at_ms = model.scene().map_or(0, |scene| scene.at_ms);
    let figure = |figure: Option<f64>| figure.map_or(Value::Unknown, |figure| value(path, figure));
    let summary = model.history.summary(path, at_ms, SPAN_MS);
    let of = |place: usize| figure(summary.map(|summary| summary[place]));
    let cells = vec![Value::Text(path.to_owned()), figure(model.figure(path)), of(0), of(1), of(2)];
    Row { id: path.to_owned(), cells, roles: Vec::new() }
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let figures = Figures { model, names: model.history.names().collect() };
    let table = Table::new("metrics", COLUMNS, &figures, look, "no figure was heard yet");
    let chosen = table.chosen_of(&figures.names).map(|path| (*path).to_owned());
    let chart = chosen.map(|path| Chart {
        points: model.history.over(&path, model.shown_ms(), SPAN_MS, PIECES),
        unit: value(&path, 0.0),
        title: path,
        piece_ms: SPAN_MS / PIECES as u64,
        until_ms: model.shown_ms(),
    });
    let span = Piece::new("the last ten minutes; counters as rates", Role::Label);
    let title = vec![Piece::new("Metrics", Role::Title), span];
    TableBody { title, table, detail: Vec::new(), charts: chart.into_iter().collect() }
}
