//! What the node does by its schedule: backups, and what verifies them and the store.

use cyberfly_protocol::Task;

use super::databases::in_place_of_rows;
use super::{Piece, TableBody};
use crate::ask::Question;
use crate::heard::Answer;
use crate::model::{Model, moment};
use crate::table::{Column, Row, Table};
use crate::theme::Role;
use crate::value::{Value, duration};

const COLUMNS: &[Column] = &[
    Column::new("state", "STATE", 13, 0),
    Column::new("task", "TASK", 19, 0),
    Column::new("last", "LAST AGO", 9, 1),
    Column::new("took", "TOOK", 8, 3),
    Column::new("next", "NEXT IN", 9, 2),
    Column::new("schedule", "SCHEDULE", 16, 4),
    Column::new("summary", "WHAT CAME OF IT", 16, 2).growing(),
];

/// How a task stands, in a word, and how that looks.
const fn state(task: &Task) -> (&'static str, Role) {
    match (&task.schedule, &task.last) {
        (_, Some(last)) if !last.good => ("failed", Role::Bad),
        (_, Some(_)) => ("good", Role::Good),
        (Some(_), None) => ("waiting", Role::Label),
        (None, None) => ("not planned", Role::Label),
    }
}

/// The seconds from one moment to another.
#[expect(clippy::cast_precision_loss, reason = "times to look at")]
fn between(earlier_ms: Option<u64>, later_ms: Option<u64>) -> Option<f64> {
    Some((later_ms?.saturating_sub(earlier_ms?) / 1000) as f64)
}

fn row(model: &Model, task: &Task) -> Row {
    let signs = &model.settings.glyphs;
    let (word, role) = state(task);
    let sign = match role {
        Role::Good => signs.good,
        Role::Bad => signs.bad,
        _ => signs.between,
    };
    let now_ms = Some(model.shown_ms());
    let last = task.last.as_ref();
    let ended_ms = last.and_then(|last| moment(&last.ended));
    let cells = vec![
        Value::Signed(sign, word.to_owned()),
        Value::Word(task.name.word().to_owned()),
        Value::duration(between(ended_ms, now_ms)),
        Value::duration(between(last.and_then(|last| moment(&last.began)), ended_ms)),
        Value::duration(between(now_ms, task.next.as_deref().and_then(moment))),
        Value::text(task.schedule.clone()),
        Value::text(last.map(|last| last.summary.clone())),
    ];
    let looks = if role == Role::Bad { Role::Bad } else { Role::Text };
    Row { id: task.name.word().to_owned(), cells, roles: Vec::new() }
        .role(0, role)
        .role(5, Role::Label)
        .role(6, looks)
}

pub(super) fn body(model: &Model) -> TableBody {
    let choice = model.choice();
    let known = match model.told(&Question::Tasks) {
        Some(Answer::Tasks(tasks)) => tasks.tasks.as_slice(),
        _ => &[],
    };
    let rows = known.iter().map(|task| row(model, task)).collect();
    let empty = in_place_of_rows(model, &Question::Tasks, "the node does nothing by a schedule");
    let table = Table::new("tasks", COLUMNS, rows, &choice, empty);
    let chosen = table.chosen().and_then(|place| table.rows.get(place));
    let task = chosen.and_then(|row| known.iter().find(|task| task.name.word() == row.id));
    let detail = task.map(|task| detail(model, task)).unwrap_or_default();
    TableBody { title: vec![Piece::new("Backup", Role::Title)], table, detail, charts: Vec::new() }
}

fn detail(model: &Model, task: &Task) -> Vec<(String, Piece)> {
    let mut lines = Vec::new();
    let mut line = |label: &str, text: String, role| lines.push((label.to_owned(), Piece::new(text, role)));
    if let Some(last) = &task.last {
        let looks = if last.good { Role::Text } else { Role::Bad };
        line("last", format!("{} to {}: {}", last.began, last.ended, last.summary), looks);
    }
    if let Some(good) = &task.last_good
        && task.last.as_ref().is_some_and(|last| !last.good)
    {
        let ago = between(moment(good), Some(model.shown_ms())).map(duration).unwrap_or_default();
        line("last good", format!("{ago} ago"), Role::Warn);
    }
    match (&task.schedule, &task.next) {
        (Some(schedule), Some(next)) => line("next", format!("{next}, by {schedule}"), Role::Text),
        _ => {
            let remedy = format!("cyberfly config set {} ... gives it a schedule", setting(task));
            line("planned", format!("no; {remedy}"), Role::Label);
        }
    }
    lines
}

/// The setting that holds the schedule of a task.
const fn setting(task: &Task) -> &'static str {
    use cyberfly_protocol::TaskName;
    match task.name {
        TaskName::Backup => "backup.schedule",
        TaskName::BackupVerification => "backup.verify_schedule",
        TaskName::Verification => "storage.verify_schedule",
    }
}
