//! Every check: how it is, since when, and what to do.

use cyberfly_protocol::HealthState;

use super::overview::role_of;
use super::{Piece, TableBody};
use crate::model::Model;
use crate::table::{Column, Look, Row, Table};
use crate::theme::Role;
use crate::value::{Value, clock};

const COLUMNS: &[Column] = &[
    Column::new("state", "STATE", 10, 0),
    Column::new("check", "CHECK", 13, 0),
    Column::new("component", "PART", 9, 3),
    Column::new("for", "FOR", 8, 2),
    Column::new("finding", "FINDING", 24, 1).growing(),
];

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let report = model.scene().and_then(|scene| Some((scene, scene.health.clone()?)));
    let Some((scene, report)) = report else {
        let table = Table::new("checks", COLUMNS, &Vec::new(), look, "the checks were not told yet");
        return TableBody {
            title: vec![Piece::new("Health", Role::Title)],
            table,
            detail: Vec::new(),
            charts: Vec::new(),
        };
    };
    let rows = report.checks.iter().zip(scene.since_ms.iter()).map(|(check, since_ms)| {
        let sign = match check.state {
            HealthState::Ok => model.settings.glyphs.good,
            HealthState::Degraded => model.settings.glyphs.warn,
            HealthState::Failing => model.settings.glyphs.bad,
        };
        let role = role_of(check.state);
        let cells = vec![
            Value::Signed(sign, check.state.word().to_owned()),
            Value::Text(check.name.clone()),
            Value::Text(check.component.clone()),
            #[expect(clippy::cast_precision_loss, reason = "seconds of a session")]
            Value::Duration((model.shown_ms().saturating_sub(*since_ms) / 1000) as f64),
            Value::Text(check.summary.clone()),
        ];
        let finding = if check.state == HealthState::Ok { Role::Text } else { role };
        let row = Row { id: check.name.clone(), cells, roles: Vec::new() };
        row.role(0, role).role(2, Role::Label).role(3, Role::Dim).role(4, finding)
    });
    // What is not well comes first, as long as nobody wants another order.
    let mut rows: Vec<Row> = rows.collect();
    let state = |row: &Row| report.checks.iter().find(|check| check.name == row.id).map(|check| check.state);
    rows.sort_by_key(|row| std::cmp::Reverse(state(row)));
    let table = Table::new("checks", COLUMNS, &rows, look, "there are no checks");
    let check = table.chosen_row().and_then(|row| report.checks.iter().find(|check| check.name == row.id));
    let mut detail = Vec::new();
    if let Some(check) = check {
        let place = report.checks.iter().position(|other| other.name == check.name).unwrap_or(0);
        let since_ms = scene.since_ms.get(place).copied().unwrap_or(scene.at_ms);
        let line = |label: &str, text: &str, role| (label.to_owned(), Piece::new(text, role));
        detail.push(line("finding", &check.summary, role_of(check.state)));
        let seen = format!("{} since {}Z at least, as seen from here", check.state.word(), clock(since_ms));
        detail.push(line("state", &seen, Role::Text));
        if let Some(meaning) = &check.detail {
            detail.push(line("means", meaning, Role::Text));
        }
        if let Some(hint) = &check.hint {
            detail.push(line("remedy", hint, Role::Key));
        }
    }
    let title =
        vec![Piece::new("Health", Role::Title), super::overview::state_piece(model, Some(report.overall))];
    TableBody { title, table, detail, charts: Vec::new() }
}
