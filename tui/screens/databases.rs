//! The databases of the node, and the keys of one.

use cyberfly_core::DbName;
use cyberfly_protocol::QueryAnswer;

use super::{Piece, TableBody};
use crate::ask::{Question, ROWS};
use crate::heard::Answer;
use crate::model::Model;
use crate::table::{Column, Look, Row, Table};
use crate::theme::Role;
use crate::value::{Value, short_database};

const COLUMNS: &[Column] = &[
    Column::new("name", "DATABASE", 20, 0).growing(),
    Column::new("operations", "OPS", 11, 1),
    Column::new("growth", "GROWTH", 9, 3),
    Column::new("keys", "KEYS", 9, 2),
    Column::new("size", "SIZE", 9, 2),
    Column::new("private", "READERS", 7, 5),
    Column::new("settled", "SETTLED", 9, 4),
    Column::new("digest", "DIGEST", 10, 5),
];

const KEY_COLUMNS: &[Column] =
    &[Column::new("key", "KEY", 20, 0).growing(), Column::new("type", "TYPE", 10, 1)];

/// What is said in the place of rows while there are none.
pub(super) fn in_place_of_rows(model: &Model, question: &Question, nothing: &str) -> String {
    match model.answer(question).map(|(_, answer)| answer.as_ref()) {
        Some(Err(error)) => match &error.hint {
            Some(hint) => format!("{}; {hint}", error.message),
            None => error.message.clone(),
        },
        Some(Ok(_)) => nothing.to_owned(),
        None if model.playing.is_some() => "this is not in the recording".to_owned(),
        None => "the node is being asked".to_owned(),
    }
}

/// How many operations came in a second since the database was first seen.
#[expect(clippy::cast_precision_loss, reason = "a rate")]
fn growth(model: &Model, name: &str, asked_ms: u64, operations: u64) -> Value {
    let Some((since_ms, before, _)) = model.first_seen.get(name) else { return Value::Unknown };
    let seconds = asked_ms.saturating_sub(*since_ms) as f64 / 1000.0;
    if seconds < 1.0 || operations < *before {
        return Value::Unknown;
    }
    Value::PerSecond((operations - before) as f64 / seconds)
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let mut rows = Vec::new();
    let mut is_more = false;
    if let Some(Answer::Data(QueryAnswer::Databases { databases, next_cursor })) =
        model.told(&Question::Databases)
    {
        is_more = next_cursor.is_some();
        for database in databases {
            let info = model.answer(&Question::Database { db: database.name.clone() });
            let mut cells = vec![Value::Unknown; COLUMNS.len()];
            cells[0] = Value::Database(database.name.to_string());
            cells[5] = Value::Word(if database.private { "granted" } else { "all" }.to_owned());
            let mut row = Row { id: database.name.to_string(), cells, roles: vec![(5, Role::Label)] };
            if let Some((asked_ms, answer)) = info
                && let Ok(Answer::Data(QueryAnswer::DbInfo {
                    operations,
                    keys,
                    bytes,
                    digest,
                    unsettled,
                    ..
                })) = answer.as_ref()
            {
                row.cells[1] = Value::Count(*operations);
                row.cells[2] = growth(model, &row.id, *asked_ms, *operations);
                row.cells[3] = Value::count(*keys);
                row.cells[4] = Value::bytes(*bytes);
                row.cells[6] = Value::Word(if *unsettled { "unsettled" } else { "settled" }.to_owned());
                row.cells[7] = Value::Id(digest.clone());
                row = row.role(6, if *unsettled { Role::Warn } else { Role::Text }).role(7, Role::Dim);
            }
            rows.push(row);
        }
    }
    let nothing = "there is no database yet: cyberfly data put KEY VALUE makes one";
    let empty = in_place_of_rows(model, &Question::Databases, nothing);
    let table = Table::new("databases", COLUMNS, &rows, look, empty);
    let detail = table.chosen_row().map(|row| ("name".to_owned(), Piece::new(row.id.clone(), Role::Text)));
    let mut title = vec![Piece::new("Databases", Role::Title)];
    if is_more {
        title.push(Piece::new(format!("the first {ROWS}"), Role::Warn));
    }
    TableBody { title, table, detail: detail.into_iter().collect(), charts: Vec::new() }
}

pub(super) fn keys(model: &Model, db: &DbName, look: &Look) -> TableBody {
    let question = Question::Keys { db: db.clone() };
    let mut rows = Vec::new();
    let mut title =
        vec![Piece::new("Databases", Role::Label), Piece::new(short_database(db.as_str()), Role::Title)];
    if let Some(Answer::Data(QueryAnswer::Keys { keys, next_cursor })) = model.told(&question) {
        rows.extend(keys.iter().map(|row| Row {
            id: row.key.to_string(),
            cells: vec![Value::Text(row.key.to_string()), Value::Word(row.kind.clone())],
            roles: vec![(1, Role::Label)],
        }));
        if next_cursor.is_some() {
            title.push(Piece::new(format!("the first {}", rows.len()), Role::Warn));
        }
    }
    let empty = in_place_of_rows(model, &question, "the database holds no key");
    let table = Table::new("keys", KEY_COLUMNS, &rows, look, empty);
    TableBody { title, table, detail: Vec::new(), charts: Vec::new() }
}
