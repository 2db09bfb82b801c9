//! What happens in the node, and what its log says, as one list: the newest first.

use cyberfly_protocol::Level;

use super::{Piece, TableBody};
use crate::model::{Line, LineFrom, Model};
use crate::table::{Column, Row, Table};
use crate::theme::Role;
use crate::value::{Value, rfc3339};

const COLUMNS: &[Column] = &[
    Column::new("time", "TIME", 8, 1),
    Column::new("level", "LEVEL", 5, 3),
    Column::new("from", "FROM", 5, 4),
    Column::new("kind", "KIND", 14, 2),
    Column::new("request", "REQUEST", 10, 5),
    Column::new("text", "TEXT", 20, 0).growing(),
];

/// How a level looks.
pub(crate) const fn role_of(level: Level) -> Role {
    match level {
        Level::Error => Role::Bad,
        Level::Warn => Role::Warn,
        Level::Info => Role::Text,
        Level::Debug | Level::Trace => Role::Label,
    }
}

fn row(line: &Line) -> Row {
    let from = match line.from {
        LineFrom::Event => "event",
        LineFrom::Log => "log",
    };
    let cells = vec![
        Value::Moment(line.at_ms),
        Value::Word(line.level.word().to_owned()),
        Value::Word(from.to_owned()),
        Value::Word(line.kind.to_owned()),
        line.request_id.clone().map_or(Value::Unknown, Value::Id),
        Value::Text(line.text.clone()),
    ];
    let role = role_of(line.level);
    let row = Row { id: line.number.to_string(), cells, roles: Vec::new() };
    row.role(0, Role::Dim).role(1, role).role(2, Role::Dim).role(3, Role::Label).role(5, role)
}

pub(super) fn body(model: &Model) -> TableBody {
    let choice = model.choice();
    let shown = model.lines.until(model.shown_ms()).filter(|line| line.level <= model.level);
    let rows = shown.map(row).collect();
    let table = Table::new("lines", COLUMNS, rows, &choice, "nothing has happened since this was opened");
    let chosen = table.chosen().and_then(|place| table.rows.get(place));
    let line =
        chosen.and_then(|row| model.lines.until(u64::MAX).find(|line| line.number.to_string() == row.id));
    let mut detail = Vec::new();
    if let Some(line) = line.filter(|_| model.choice().chosen.is_some()) {
        detail.push(("time".to_owned(), Piece::new(rfc3339(line.at_ms), Role::Text)));
        if let Some(id) = &line.request_id {
            detail.push(("request".to_owned(), Piece::new(id.clone(), Role::Text)));
        }
        detail.push((line.kind.to_owned(), Piece::new(line.text.clone(), role_of(line.level))));
    }
    let follows = if choice.chosen.is_none() { "following" } else { "at a line" };
    let title = vec![
        Piece::new("Events and log", Role::Title),
        Piece::new(format!("level {} and worse", model.level.word()), Role::Label),
        Piece::new(follows, Role::Dim),
    ];
    TableBody { title, table, detail, charts: Vec::new() }
}
