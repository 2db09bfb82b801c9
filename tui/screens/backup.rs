//! The snapshots in the node's repository, and what the node does by its schedule: backups, and what verifies them and the store.

use cyberfly_protocol::{LastVerified, Snapshot, Snapshots, Task, TaskName};
use serde_json::{Map, Value as Json, json};

use super::databases::in_place_of_rows;
use super::{Piece, TableBody};
use crate::ask::{Question, ROWS};
use crate::heard::Answer;
use crate::model::{BackupView, Model, moment};
use crate::table::{Column, Look, Row, Rows, Table};
use crate::theme::Role;
use crate::value::{Value, bytes, duration, grouped, many, short_database};

const SNAPSHOTS: &[Column] = &[
    Column::new("verified", "VERIFIED", 15, 0),
    Column::new("id", "SNAPSHOT", 10, 0),
    Column::new("age", "MADE AGO", 9, 0),
    Column::new("created", "AT", 20, 5),
    Column::new("databases", "DBS", 6, 3),
    Column::new("operations", "OPS", 11, 4),
    Column::new("size", "SIZE", 9, 1),
    Column::new("verified_age", "CHECKED AGO", 11, 2),
    Column::new("parent", "PARENT", 10, 6),
    Column::new("tags", "TAGS", 12, 3).growing(),
];

const TASKS: &[Column] = &[
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

fn told_tasks(model: &Model) -> &[Task] {
    match model.told(&Question::Tasks) {
        Some(Answer::Tasks(tasks)) => &tasks.tasks,
        _ => &[],
    }
}

fn told_snapshots(model: &Model) -> Option<&Snapshots> {
    match model.told(&Question::Snapshots) {
        Some(Answer::Snapshots(snapshots)) => Some(snapshots),
        _ => None,
    }
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    body_of(model, model.backup_view, look)
}

fn body_of(model: &Model, view: BackupView, look: &Look) -> TableBody {
    let (table, detail) = match view {
        BackupView::Snapshots => snapshots(model, look),
        BackupView::Schedule => tasks(model, look),
    };
    TableBody { title: title(model, view), table, detail, charts: Vec::new() }
}

fn title(model: &Model, view: BackupView) -> Vec<Piece> {
    let mut title = vec![Piece::new("Backup", Role::Title)];
    let views = [(BackupView::Snapshots, "snapshots"), (BackupView::Schedule, "schedule")];
    title
        .extend(views.map(|(of, word)| Piece::new(word, if of == view { Role::Title } else { Role::Label })));
    if let Some(told) = told_snapshots(model) {
        if told.next_cursor.is_some() {
            title.push(Piece::new(format!("the last {ROWS}"), Role::Warn));
        }
        match told.missing.as_slice() {
            [] => {}
            [one] => title.push(Piece::new(
                format!("{} is missing, though nobody forgot it", Value::Id(one.clone()).shown()),
                Role::Bad,
            )),
            many => title.push(Piece::new(
                format!("{} are missing, though nobody forgot them", many.len()),
                Role::Bad,
            )),
        }
    }
    if let Some(backup) = told_tasks(model).iter().find(|task| task.name == TaskName::Backup) {
        title.extend(last_and_next(model, backup));
    }
    title
}

/// When the node made a backup by itself last, what became of it, and when it makes the next.
fn last_and_next(model: &Model, task: &Task) -> Vec<Piece> {
    let now_ms = Some(model.shown_ms());
    let ago = |moment_ms| between(moment_ms, now_ms).map(duration).unwrap_or_default();
    let last = task.last.as_ref().map(|last| match last.good {
        true => Piece::new(format!("last by itself {} ago", ago(moment(&last.ended))), Role::Good),
        false => Piece::new(format!("failed {} ago: {}", ago(moment(&last.ended)), last.summary), Role::Bad),
    });
    let next = match task.next.as_deref().and_then(moment) {
        Some(next_ms) => {
            let wait = between(now_ms, Some(next_ms)).map(duration).unwrap_or_default();
            Piece::new(format!("next in {wait}"), Role::Label)
        }
        None => Piece::new("no schedule", Role::Label),
    };
    last.into_iter().chain([next]).collect()
}

/// How a snapshot stands, in a word, and how that looks.
const fn standing(snapshot: &Snapshot) -> (&'static str, Role) {
    match (&snapshot.error, &snapshot.verified) {
        (Some(_), _) => ("unreadable", Role::Bad),
        (None, None) => ("not verified", Role::Label),
        (None, Some(LastVerified { clean: false, .. })) => ("damaged", Role::Bad),
        (None, Some(verified)) => (verified.level.word(), Role::Good),
    }
}

/// The snapshots as rows.
struct Known<'a> {
    model: &'a Model,
    snapshots: &'a [Snapshot],
}

impl Rows for Known<'_> {
    fn count(&self) -> usize {
        self.snapshots.len()
    }

    fn row(&self, place: usize) -> Row {
        let Some(one) = self.snapshots.get(place) else { return Row::default() };
        let signs = &self.model.settings.glyphs;
        let (word, role) = standing(one);
        let sign = match role {
            Role::Good => signs.good,
            Role::Bad => signs.bad,
            _ => signs.between,
        };
        let ago = |at: Option<&str>| between(at.and_then(moment), Some(self.model.shown_ms()));
        let cells = vec![
            Value::Signed(sign, word.to_owned()),
            Value::Id(one.id.clone()),
            Value::duration(ago(one.created.as_deref())),
            Value::text(one.created.as_ref().map(|at| at.get(..19).unwrap_or(at).replace('T', " "))),
            Value::count(one.databases.as_ref().map(|databases| databases.len() as u64)),
            Value::count(one.operations),
            Value::bytes(one.bytes),
            Value::duration(ago(one.verified.as_ref().map(|verified| verified.at.as_str()))),
            one.parent.clone().map_or(Value::Unknown, Value::Id),
            Value::text((!one.tags.is_empty()).then(|| one.tags.join(" "))),
        ];
        let looks = Row { id: one.id.clone(), cells, roles: Vec::new() };
        looks.role(0, role).role(3, Role::Label).role(8, Role::Dim).role(9, Role::Label)
    }
}

fn snapshots(model: &Model, look: &Look) -> (Table, Detail) {
    let snapshots = told_snapshots(model).map_or(&[][..], |told| told.snapshots.as_slice());
    let nothing = "there are no snapshots: cyberfly backup create makes one";
    let empty = in_place_of_rows(model, &Question::Snapshots, nothing);
    let table = Table::new("snapshots", SNAPSHOTS, &Known { model, snapshots }, look, empty);
    let detail = table.chosen_of(snapshots).map(of_snapshot).unwrap_or_default();
    (table, detail)
}

type Detail = Vec<(String, Piece)>;

/// How many databases of the chosen snapshot are named.
const NAMED: usize = 4;

fn of_snapshot(snapshot: &Snapshot) -> Detail {
    let mut lines = Vec::new();
    let mut line = |label: &str, text: String, role| lines.push((label.to_owned(), Piece::new(text, role)));
    line("id", snapshot.id.clone(), Role::Text);
    if let Some(error) = &snapshot.error {
        line("error", error.clone(), Role::Bad);
        return lines;
    }
    let of = snapshot.db.as_ref().map_or("all databases".to_owned(), |db| short_database(db));
    let size = snapshot.bytes.map(bytes).unwrap_or_default();
    let without = if snapshot.blobs == Some(false) { ", without blobs" } else { "" };
    let made = snapshot.created.as_deref().unwrap_or_default();
    line("made", format!("{made}, of {of}, {size}{without}"), Role::Text);
    match &snapshot.verified {
        None => line("verified", "never: cyberfly backup verify".to_owned(), Role::Label),
        Some(LastVerified { level, at, clean: true, .. }) => {
            line("verified", format!("{at} ({}): nothing is wrong", level.word()), Role::Good);
        }
        Some(LastVerified { level, at, faults, .. }) => {
            let text = format!(
                "{at} ({}): {} faults; cyberfly backup verify {} lists them",
                level.word(),
                grouped(*faults),
                snapshot.id.get(..8).unwrap_or(&snapshot.id)
            );
            line("verified", text, Role::Bad);
        }
    }
    let databases = snapshot.databases.as_deref().unwrap_or_default();
    for database in databases.iter().take(NAMED) {
        let text = format!("{}, digest {}", many(database.operations, "operation"), database.digest);
        line(&short_database(&database.name), text, Role::Text);
    }
    if databases.len() > NAMED {
        line("", format!("and {} more", databases.len() - NAMED), Role::Label);
    }
    lines
}

fn tasks(model: &Model, look: &Look) -> (Table, Detail) {
    let known = told_tasks(model);
    let rows: Vec<Row> = known.iter().map(|task| row(model, task)).collect();
    let empty = in_place_of_rows(model, &Question::Tasks, "the node does nothing by a schedule");
    let table = Table::new("tasks", TASKS, &rows, look, empty);
    let detail = table.chosen_of(known).map(|task| detail(model, task)).unwrap_or_default();
    (table, detail)
}

/// Both sides as the members of a document.
pub(super) fn document(model: &Model) -> Map<String, Json> {
    let rows = |view| body_of(model, view, &Look::whole()).table.json();
    let told = told_snapshots(model);
    let mut document = Map::new();
    document.insert("snapshots".to_owned(), rows(BackupView::Snapshots));
    document.insert("missing".to_owned(), json!(told.map(|told| told.missing.clone())));
    document.insert("tasks".to_owned(), rows(BackupView::Schedule));
    document
}

fn detail(model: &Model, task: &Task) -> Detail {
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
    match task.name {
        TaskName::Backup => "backup.schedule",
        TaskName::BackupVerification => "backup.verify_schedule",
        TaskName::Verification => "storage.verify_schedule",
    }
}
