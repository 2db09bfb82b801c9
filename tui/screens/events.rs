//! What happens in the node, and what its log says, as one list: the newest first.

use cyberfly_protocol::Level;

use super::{Piece, TableBody};
use crate::model::{Line, LineFrom, Model};
use crate::table::{Column, Look, Row, Rows, Table};
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

/// The lines as rows.
struct Shown<'a>(Vec<&'a Line>);

impl Rows for Shown<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn row(&self, place: usize) -> Row {
        self.0.get(place).map_or_else(Row::default, |line| row(line))
    }

    fn find(&self, id: &str) -> Option<usize> {
        let number: u64 = id.parse().ok()?;
        self.0.iter().position(|line| line.number == number)
    }
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let choice = &look.choice;
    let shown = model.lines.until(model.shown_ms()).filter(|line| line.level <= model.level);
    let shown = Shown(shown.collect());
    let table = Table::new("lines", COLUMNS, &shown, look, "nothing has happened since this was opened");
    let mut detail = Vec::new();
    if let Some(line) = table.chosen_of(&shown.0).filter(|_| choice.chosen.is_some()) {
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
