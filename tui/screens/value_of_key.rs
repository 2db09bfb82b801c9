//! What is at a key, in the form that its type has: each type is a table of its own elements.

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::command::{HashField, Place, Sample, Scored};
use cyberfly_protocol::query::StreamEntry;
use cyberfly_protocol::{Bytes, QueryAnswer, Value as Held, counted};

use super::databases::in_place_of_rows;
use super::{Piece, TableBody};
use crate::ask::Question;
use crate::heard::Answer;
use crate::model::Model;
use crate::table::{Column, Look, Row, Table};
use crate::theme::Role;
use crate::value::{self, Value, short_database};

const COLUMNS: &[Column] =
    &[Column::new("element", "ELEMENT", 18, 0), Column::new("value", "VALUE", 20, 0).growing()];

/// How many lines of a text or a document are shown.
const LINES: usize = 1000;

pub(super) fn body(model: &Model, (db, key, kind): &(&DbName, &Key, &str), look: &Look) -> TableBody {
    let question = Question::Value { db: (*db).clone(), key: (*key).clone(), kind: (*kind).to_owned() };
    let answer = model.answer(&question).map(|(_, answer)| answer.as_ref());
    let elements = match answer {
        Some(Ok(Answer::Data(answer))) => elements(answer),
        _ => Vec::new(),
    };
    let rows = elements.into_iter().enumerate().map(|(place, (name, value))| Row {
        id: place.to_string(),
        cells: vec![name, value],
        roles: vec![(0, Role::Label)],
    });
    let empty = in_place_of_rows(model, &question, "it is empty");
    let table = Table::new("elements", COLUMNS, &rows.collect::<Vec<_>>(), look, empty);
    let mut title = vec![
        Piece::new(short_database(db.as_str()), Role::Label),
        Piece::new(key.to_string(), Role::Title),
        Piece::new(*kind, Role::Label),
    ];
    title.extend(ttl(model, db, key));
    if let Some(Ok(Answer::Data(QueryAnswer::Entry { entry }))) = answer {
        title.push(Piece::new(format!("by {}", Value::Id(entry.author.clone()).shown()), Role::Dim));
    }
    TableBody { title, table, detail: Vec::new(), charts: Vec::new() }
}

#[expect(clippy::cast_precision_loss, reason = "a duration to read")]
fn ttl(model: &Model, db: &DbName, key: &Key) -> Option<Piece> {
    let (asked_ms, answer) = model.answer(&Question::Ttl { db: db.clone(), key: key.clone() })?;
    let Ok(Answer::Data(QueryAnswer::Ttl { remaining_seconds, .. })) = answer.as_ref() else { return None };
    let left = (*remaining_seconds)?.ms().saturating_sub(model.now_ms.saturating_sub(*asked_ms));
    Some(Piece::new(format!("ends in {}", value::duration((left / 1000) as f64)), Role::Warn))
}

type Element = (Value, Value);

fn elements(answer: &QueryAnswer) -> Vec<Element> {
    match answer {
        QueryAnswer::Entry { entry } => match (&entry.value, &entry.value_base64) {
            (Some(text), _) => lines(text),
            (None, Some(base64)) => vec![(text("base64"), text(base64))],
            (None, None) => Vec::new(),
        },
        QueryAnswer::Fields { fields, .. } => {
            fields.iter().map(|HashField { field, value }| (bytes(field), held(value))).collect()
        }
        QueryAnswer::Values { values } => {
            let value = |value: &Option<Held>| value.as_ref().map_or(Value::Unknown, held);
            values.iter().enumerate().map(|(place, one)| (text(&place.to_string()), value(one))).collect()
        }
        QueryAnswer::Members { members, .. } => {
            members.iter().map(|member| (bytes(member), Value::Unknown)).collect()
        }
        QueryAnswer::Scored { members } => {
            members.iter().map(|Scored { member, score }| (bytes(member), Value::Number(score.0))).collect()
        }
        QueryAnswer::Document { value } => lines(&serde_json::to_string_pretty(value).unwrap_or_default()),
        QueryAnswer::Entries { entries, .. } => entries.iter().map(entry).collect(),
        QueryAnswer::Samples { samples, .. } => {
            let sample = |Sample { time, value }: &Sample| (text(&time.to_string()), Value::Number(value.0));
            samples.iter().map(sample).collect()
        }
        QueryAnswer::Hits { hits } => hits.iter().map(|hit| place(&hit.place)).collect(),
        QueryAnswer::Integer { value } => vec![(text("value"), text(&value.0.to_string()))],
        QueryAnswer::Blob { blob } => vec![
            (text("size"), Value::Bytes(blob.blob.size)),
            (text("type"), text(&blob.blob.content_type)),
            (text("here"), text(if blob.here { "yes" } else { "not on this node" })),
        ],
        _ => Vec::new(),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn bytes(Bytes(bytes): &Bytes) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(clear) => text(clear),
        Err(_) => Value::Text(format!("no text: {}", counted(bytes.len(), "byte"))),
    }
}

fn held(value: &Held) -> Value {
    match value {
        Held::Bytes(inline) => bytes(inline),
        Held::Blob { blob } => Value::Text(format!("{} as a file", value::bytes(blob.size))),
    }
}

fn lines(all: &str) -> Vec<Element> {
    let numbered = all.lines().take(LINES).enumerate();
    numbered.map(|(number, line)| (Value::Count(number as u64 + 1), text(line))).collect()
}

fn entry(entry: &StreamEntry) -> Element {
    let pair = |pair: &cyberfly_protocol::command::Pair| {
        format!("{}={}", bytes(&pair.name).shown(), bytes(&pair.value).shown())
    };
    let pairs: Vec<_> = entry.pairs.iter().map(pair).collect();
    (text(&entry.id.to_string()), Value::Text(pairs.join(" ")))
}

fn place(Place { member, longitude, latitude }: &Place) -> Element {
    (bytes(member), Value::Text(format!("{latitude:.6} {longitude:.6}")))
}
