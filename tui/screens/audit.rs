//! Who did what on the node, the newest first, and how the chain of the lines stands.

use cyberfly_protocol::{AuditChain, AuditKind, AuditLine};

use super::databases::in_place_of_rows;
use super::{Piece, TableBody};
use crate::ask::Question;
use crate::model::Model;
use crate::table::{Column, Look, Row, Rows, Table};
use crate::theme::Role;
use crate::value::{Value, grouped, many, rfc3339};

const COLUMNS: &[Column] = &[
    Column::new("time", "TIME", 8, 1),
    Column::new("kind", "KIND", 10, 2),
    Column::new("who", "WHO", 10, 0),
    Column::new("what", "WHAT", 16, 0),
    Column::new("result", "RESULT", 15, 1),
    Column::new("from", "FROM", 15, 3),
    Column::new("which", "WHICH", 16, 4).growing(),
    Column::new("line", "LINE", 9, 5),
];

/// How the result of a line looks.
fn role_of(line: &AuditLine) -> Role {
    match (line.kind, line.result.as_str()) {
        (AuditKind::Refusal, _) => Role::Bad,
        (_, "ok") => Role::Good,
        _ => Role::Warn,
    }
}

/// A key is known by its beginning.
fn who(line: &AuditLine) -> Value {
    if line.who.len() == 64 { Value::Id(line.who.clone()) } else { Value::Word(line.who.clone()) }
}

/// The lines as rows.
struct Shown<'a>(Vec<&'a AuditLine>);

impl Rows for Shown<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn row(&self, place: usize) -> Row {
        let Some(line) = self.0.get(place) else { return Row::default() };
        let cells = vec![
            Value::Moment(line.at.0),
            Value::Word(line.kind.word().to_owned()),
            who(line),
            Value::Word(line.what.clone()),
            Value::Word(line.result.clone()),
            Value::text(line.from.clone()),
            Value::text(line.which.clone()),
            Value::Count(line.n),
        ];
        let row = Row { id: line.n.to_string(), cells, roles: Vec::new() };
        let kind = if line.kind == AuditKind::Refusal { Role::Bad } else { Role::Label };
        row.role(0, Role::Dim).role(1, kind).role(4, role_of(line)).role(5, Role::Label).role(7, Role::Dim)
    }

    fn find(&self, id: &str) -> Option<usize> {
        let number: u64 = id.parse().ok()?;
        self.0.iter().position(|line| line.n == number)
    }
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let takes = |line: &&AuditLine| match model.audit_kind {
        None => line.kind != AuditKind::Checkpoint,
        Some(kind) => line.kind == kind,
    };
    let until_ms = model.shown_ms();
    let lines = model.audit.lines().rev().filter(|line| line.at.0 <= until_ms || model.frozen_ms.is_none());
    let shown = Shown(lines.filter(takes).collect());
    let nothing = match &model.audit.chain() {
        Some(_) => "nothing of the kind was recorded",
        None => "the node keeps no audit log: cyberfly config set audit.enabled true, and a restart",
    };
    let empty = in_place_of_rows(model, &Question::Audit { behind: 0, limit: 0 }, nothing);
    let table = Table::new("audit", COLUMNS, &shown, look, empty);
    let line = table.chosen_of(&shown.0).filter(|_| look.choice.chosen.is_some());
    let detail = line.map(|line| detail(line)).unwrap_or_default();
    let kind = model.audit_kind.map_or("all but checkpoints", AuditKind::word);
    let follows = if look.choice.chosen.is_none() { "following" } else { "at a line" };
    let mut title = vec![
        Piece::new("Audit log", Role::Title),
        Piece::new(kind, Role::Label),
        Piece::new(follows, Role::Dim),
    ];
    title.extend(model.audit.chain().map(chain).unwrap_or_default());
    if model.audit.has_gap() {
        title.push(Piece::new("some lines went by: cyberfly audit search has them", Role::Warn));
    }
    TableBody { title, table, detail, charts: Vec::new() }
}

/// How the chain stands: up to where it is signed, and what is wrong with the log.
fn chain(chain: &AuditChain) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if chain.broken {
        let text = "the log cannot be written: nothing more is recorded until a restart";
        pieces.push(Piece::new(text, Role::Bad));
    }
    let (signed, waiting) = (grouped(chain.signed), chain.last.saturating_sub(chain.signed));
    pieces.push(match waiting {
        0 => Piece::new(format!("signed to line {signed}"), Role::Good),
        waiting => Piece::new(format!("signed to line {signed}, {waiting} behind it"), Role::Label),
    });
    if chain.missed > 0 {
        pieces.push(Piece::new(format!("{} found no room", many(chain.missed, "record")), Role::Warn));
    }
    pieces
}

fn detail(line: &AuditLine) -> Vec<(String, Piece)> {
    let who = Piece::new(line.who.clone(), Role::Text);
    let mut lines = vec![
        ("time".to_owned(), Piece::new(rfc3339(line.at.0), Role::Text)),
        ("who".to_owned(), who),
        ("result".to_owned(), Piece::new(format!("{}: {}", line.what, line.result), role_of(line))),
    ];
    let more = [("which", &line.which), ("from", &line.from), ("request", &line.request_id)];
    lines.extend(
        more.into_iter()
            .filter_map(|(label, text)| Some((label.to_owned(), Piece::new(text.clone()?, Role::Text)))),
    );
    lines
}
