//! `cyberfly backup schedule`: what the node does by itself, when next, and what became of it last.

use cyberfly_protocol::{Task, TaskRun, Tasks};

use crate::cli::{BackupScheduleArgs, Global};
use crate::door::{self, Intent, Way, Ways};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

pub(super) async fn run(ui: &mut Ui, global: &Global, args: &BackupScheduleArgs) -> Result<u8, Failure> {
    let way = door::find(ui, global, Ways::from(&args.ways), Intent::Read).await?;
    let told = match &way {
        Way::Client(client) => client.tasks().await,
        Way::InProcess(node) | Way::Nowhere(node, _) => Ok(node.tasks()),
    };
    way.close()?;
    let Tasks { tasks, .. } = told?;
    if tasks.iter().all(|task| task.schedule.is_none()) {
        ui.note(
            "the node does nothing by itself; give it a schedule: cyberfly config set backup.schedule @daily",
        );
    }
    ui.listing(&Listing {
        plural: "tasks",
        single: None,
        columns: &["task", "schedule", "next", "last", "", "what became of it"],
        rows: &tasks,
        cells,
        next_cursor: None,
    })?;
    Ok(0)
}

fn cells(task: &Task) -> Vec<Cell> {
    let state = match &task.last {
        None => Cell::Unknown,
        Some(TaskRun { good: true, .. }) => Cell::State("good", Tone::Good),
        Some(TaskRun { good: false, .. }) => Cell::State("bad", Tone::Bad),
    };
    let last = task.last.as_ref();
    vec![
        Cell::Text(task.name.word().to_owned()),
        Cell::maybe(task.schedule.clone()),
        Cell::maybe(task.next.clone()),
        Cell::maybe(last.map(|run| run.ended.clone())),
        state,
        Cell::maybe(last.map(|run| run.summary.clone())),
    ]
}
