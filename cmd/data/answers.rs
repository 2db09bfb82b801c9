//! Showing what commands and queries answer: the one place that knows how each looks.

use cyberfly_client::Done;
use cyberfly_core::{ErrorCode, Stamp};
use cyberfly_protocol::command::Insertion;
use cyberfly_protocol::query::{BlobRow, Member};
use cyberfly_protocol::{
    Bytes, Command, CommandAnswer, ErrorBody, Float, QueryAnswer, QueryDocument, Receipt, SCHEMA_VERSION,
    Time, Value,
};
use data_encoding::HEXLOWER;
use schemars::JsonSchema;
use serde::Serialize;

use super::page::next_cursor;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing};

/// Exit code: what was asked for is not there.
const NOTHING: u8 = 4;

pub(crate) use crate::ui::listing::Part;

/// What came of commands, as a document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DoneDocument<'a> {
    /// The version of this document.
    schema_version: u32,
    /// The acknowledgement of the operation; null if there was nothing to write.
    receipt: Option<&'a Receipt>,
    /// What each command answers.
    answers: &'a [CommandAnswer],
}

/// Shows what came of commands. Returns the exit code, or fails if the only one did not find what it needs.
pub(super) fn done(ui: &mut Ui, commands: &[Command], done: &Done) -> Result<u8, Failure> {
    if let ([command], [answer]) = (commands, done.answers.as_slice()) {
        unmet(command, answer)?;
    }
    if !ui.document(&DoneDocument {
        schema_version: SCHEMA_VERSION,
        receipt: done.receipt.as_ref(),
        answers: &done.answers,
    })? {
        done.answers.iter().try_for_each(|answer| command(ui, answer))?;
    }
    match &done.receipt {
        Some(receipt) => ui.detail(&format!("stored as operation {}", receipt.op_id)),
        None => ui.detail("there was nothing to change"),
    }
    Ok(0)
}

/// The answers that say that a command did not find what it needs.
fn unmet(command: &Command, answer: &CommandAnswer) -> Result<(), Failure> {
    let key = command.key().map(ToString::to_string).unwrap_or_default();
    let nothing = |what: &str| Err(ErrorBody::new(ErrorCode::NotFound, what.to_owned()).into());
    match (command, answer) {
        (
            Command::Put(_) | Command::BlobPut(_) | Command::HashSet(_),
            CommandAnswer::Done { done: false },
        ) => {
            let message = format!("there is a value at {key} already; nothing was stored");
            Err(ErrorBody::new(ErrorCode::Conflict, message).into())
        }
        (Command::Expire(_), CommandAnswer::Done { done: false }) => {
            nothing(&format!("there is no key {key}"))
        }
        (Command::Persist(_), CommandAnswer::Done { done: false }) => {
            nothing(&format!("there is no key {key}, or it has no end"))
        }
        (_, CommandAnswer::Values { values }) if values.is_empty() => {
            nothing(&format!("{key} has no elements"))
        }
        (_, CommandAnswer::Inserted { inserted: Insertion::NoList }) => {
            nothing(&format!("there is no list {key}"))
        }
        (_, CommandAnswer::Inserted { inserted: Insertion::NoPivot }) => {
            nothing(&format!("no element of {key} has the value to insert beside; nothing was inserted"))
        }
        _ => Ok(()),
    }
}

fn command(ui: &mut Ui, answer: &CommandAnswer) -> Result<(), Failure> {
    match answer {
        CommandAnswer::Done { .. } | CommandAnswer::Inserted { .. } => Ok(()),
        CommandAnswer::Count { count } => ui.line(&count.to_string()),
        CommandAnswer::Added { new, .. } => ui.line(&new.to_string()),
        CommandAnswer::Integer { value } => ui.line(&value.0.to_string()),
        CommandAnswer::Score { score } => ui.line(&score.map(float).unwrap_or_default()),
        CommandAnswer::Values { values } => {
            values.iter().try_for_each(|value| ui.line_of(&value_cell(value)))
        }
        CommandAnswer::Id { id } => ui.line(&id.to_string()),
    }
}

/// A stamp: people see when it was given.
fn stamp(text: &str) -> Cell {
    let at = text.parse().ok().and_then(Stamp::new).map(|stamp| Time(stamp.millis()));
    let people = at.map_or_else(|| text.to_owned(), |at| at.to_string());
    Cell::Worded { plain: text.to_owned(), people }
}

/// Shows a page of an answer, or all of a short one. Returns the exit code.
pub(crate) fn shown(ui: &mut Ui, answer: &QueryAnswer, part: Part) -> Result<u8, Failure> {
    let next = next_cursor(answer).map(str::to_owned);
    macro_rules! list {
        ($plural:literal, $single:expr, $columns:expr, $rows:expr, $cells:expr) => {{
            let listing = Listing {
                plural: $plural,
                single: $single,
                columns: $columns,
                rows: $rows,
                cells: $cells,
                next_cursor: next,
            };
            ui.page(&listing, part)?
        }};
    }
    let mut code = 0;
    match answer {
        QueryAnswer::Keys { keys, .. } if keys.iter().any(|row| row.value.is_some()) => {
            list!("keys", None, &["key", "value"], keys, |row| {
                vec![Cell::Text(row.key.to_string()), row.value.as_ref().map_or(Cell::Unknown, value_cell)]
            });
        }
        QueryAnswer::Keys { keys, .. } => {
            list!("keys", None, &["key"], keys, |row| vec![Cell::Text(row.key.to_string())]);
        }
        QueryAnswer::Values { values } => {
            if !values.is_empty() && values.iter().all(Option::is_none) {
                code = NOTHING;
            }
            list!("values", Some("value"), &["value"], values, |value| {
                vec![value.as_ref().map_or(Cell::Unknown, value_cell)]
            });
        }
        QueryAnswer::Fields { fields, .. } => {
            list!("fields", None, &["field", "value"], fields, |row| vec![
                bytes(&row.field),
                value_cell(&row.value)
            ]);
        }
        QueryAnswer::Members { members, .. } => {
            list!("members", Some("member"), &["member"], members, |member| vec![bytes(member)]);
        }
        QueryAnswer::Flags { flags } => {
            if !flags.contains(&true) {
                code = NOTHING;
            }
            list!("flags", Some("flag"), &["there"], flags, |flag| vec![Cell::Text(flag.to_string())]);
        }
        QueryAnswer::Scored { members } => {
            list!("members", None, &["member", "score"], members, |row| {
                vec![bytes(&row.member), Cell::Text(float(row.score))]
            });
        }
        QueryAnswer::Scores { scores } => {
            if scores.iter().all(Option::is_none) {
                code = NOTHING;
            }
            list!("scores", Some("score"), &["score"], scores, |score| vec![Cell::maybe(score.map(float))]);
        }
        QueryAnswer::Nodes { nodes, total } => {
            if *total == 0 {
                ui.note("nothing is at that path");
                code = NOTHING;
            }
            list!("nodes", None, &["value"], nodes, |node| vec![Cell::Text(node.value.to_string())]);
        }
        QueryAnswer::Entries { entries, .. } => {
            list!("entries", None, &["id", "pairs"], entries, |entry| {
                let pairs = entry.pairs.iter().flat_map(|pair| [bytes(&pair.name), bytes(&pair.value)]);
                std::iter::once(Cell::Text(entry.id.to_string())).chain(pairs).collect()
            });
        }
        QueryAnswer::Samples { samples, .. } => {
            list!("samples", None, &["time", "value"], samples, |sample| {
                vec![Cell::clock(sample.time), Cell::Text(float(sample.value))]
            });
        }
        QueryAnswer::Rows { rows, .. } => {
            list!("rows", None, &["start", "count", "values"], rows, |row| {
                let values = row.values.iter().map(|value| Cell::maybe(value.map(float)));
                [Cell::clock(row.start), Cell::Count(row.count)].into_iter().chain(values).collect()
            });
        }
        QueryAnswer::Positions { positions } => {
            if positions.iter().all(Option::is_none) {
                code = NOTHING;
            }
            list!("positions", Some("position"), &["east", "north"], positions, |place| match place {
                Some(place) =>
                    vec![Cell::Text(place.longitude.to_string()), Cell::Text(place.latitude.to_string())],
                None => vec![Cell::Unknown],
            });
        }
        QueryAnswer::Hits { hits } => {
            list!("hits", None, &["member", "distance"], hits, |hit| {
                vec![bytes(&hit.place.member), Cell::Text(hit.distance.to_string())]
            });
        }
        QueryAnswer::Blobs { blobs, .. } => {
            list!("blobs", None, &["key", "size", "type", "here"], blobs, blob_cells);
        }
        QueryAnswer::History { history, .. } => {
            list!("history", None, &["stamp", "author", "operation", "write"], history, |row| {
                let texts = [row.author.to_string(), row.op_id.clone(), row.write.to_string()];
                std::iter::once(stamp(&row.stamp)).chain(texts.map(Cell::Text)).collect()
            });
        }
        QueryAnswer::Databases { databases, .. } => {
            list!("databases", None, &["name", "private"], databases, |row| {
                vec![Cell::Text(row.name.to_string()), Cell::Text(row.private.to_string())]
            });
        }
        short => return single(ui, short).map(|()| 0),
    }
    Ok(code)
}

/// Shows an answer that is one thing.
fn single(ui: &mut Ui, answer: &QueryAnswer) -> Result<(), Failure> {
    let document = QueryDocument { schema_version: SCHEMA_VERSION, answer: answer.clone() };
    if ui.document(&document)? {
        return Ok(());
    }
    match answer {
        QueryAnswer::Type { kind } => ui.line(kind),
        QueryAnswer::Ttl { remaining_seconds, .. } => match remaining_seconds {
            Some(left) => ui.line(&left.ms().div_ceil(1000).to_string()),
            None => Ok(()),
        },
        QueryAnswer::Count { count } => ui.line(&count.to_string()),
        QueryAnswer::Rank { rank, .. } => ui.line(&rank.to_string()),
        QueryAnswer::Document { value } => ui.line(&value.to_string()),
        QueryAnswer::Distance { distance } => ui.line(&distance.to_string()),
        QueryAnswer::Integer { value } => ui.line(&value.0.to_string()),
        QueryAnswer::Blob { blob: BlobRow { key, blob, here } } => ui.pairs(&[
            ("key", key.to_string()),
            ("size", blob.size.to_string()),
            ("type", blob.content_type.clone()),
            ("hash", HEXLOWER.encode(&blob.hash)),
            ("here", here.to_string()),
        ]),
        QueryAnswer::DbInfo { name, owner, private, operations, keys, bytes, digest, unsettled } => {
            let known =
                |figure: &Option<u64>| figure.map_or_else(|| "-".to_owned(), |figure| figure.to_string());
            ui.pairs(&[
                ("name", name.to_string()),
                ("owner", owner.to_string()),
                ("private", private.to_string()),
                ("operations", operations.to_string()),
                ("keys", known(keys)),
                ("bytes", known(bytes)),
                ("digest", digest.clone()),
                ("unsettled", unsettled.to_string()),
            ])
        }
        QueryAnswer::Acl { owner, members } => {
            ui.line(&format!("{owner}\towner"))?;
            members.iter().try_for_each(|Member { key, role }| {
                ui.line(&format!("{key}\t{}", cyberfly_core::write::Role::from(*role).word()))
            })
        }
        other => Err(Failure::internal(format!("this answer has no form of its own: {other:?}"))),
    }
}

fn bytes(bytes: &Bytes) -> Cell {
    Cell::Raw(bytes.0.clone())
}

/// A value, or, if it is too large to come with the answer, which one it is.
fn value_cell(value: &Value) -> Cell {
    match value {
        Value::Bytes(value) => bytes(value),
        Value::Blob { blob } => Cell::Text(format!("blob {} {}", HEXLOWER.encode(&blob.hash), blob.size)),
    }
}

fn blob_cells(row: &BlobRow) -> Vec<Cell> {
    let content_type = Cell::Text(row.blob.content_type.clone());
    vec![
        Cell::Text(row.key.to_string()),
        Cell::Bytes(row.blob.size),
        content_type,
        Cell::Text(row.here.to_string()),
    ]
}

/// A number as it is typed.
fn float(float: Float) -> String {
    float.0.to_string()
}
