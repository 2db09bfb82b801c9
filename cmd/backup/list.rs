//! `cyberfly backup list`.

use cyberfly_protocol::{Snapshot, Snapshots};

use super::shelf::Shelf;
use crate::cli::{Global, RepoArgs};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

fn state(row: &Snapshot) -> Cell {
    match (&row.error, &row.verified) {
        (Some(_), _) => Cell::State("unreadable", Tone::Bad),
        (None, None) => Cell::State("not verified", Tone::Attention),
        (None, Some(verified)) if !verified.clean => Cell::State("damaged", Tone::Bad),
        (None, Some(verified)) => Cell::State(verified.level.word(), Tone::Good),
    }
}

fn cells(row: &Snapshot) -> Vec<Cell> {
    vec![
        Cell::Text(row.id.clone()),
        Cell::maybe(row.created.clone()),
        row.bytes.map_or(Cell::Unknown, Cell::Bytes),
        row.operations.map_or(Cell::Unknown, Cell::Count),
        state(row),
        Cell::maybe(row.verified.as_ref().map(|verified| verified.at.clone())),
        Cell::Text(row.tags.join(",")),
    ]
}

/// How many digits of an id are enough for people; scripts get all.
const DIGITS: usize = 8;

pub(super) async fn run(ui: &mut Ui, global: &Global, repo: &RepoArgs) -> Result<u8, Failure> {
    let shelf = Shelf::find(ui, global, repo)?;
    let Snapshots { mut snapshots, missing, .. } = shelf.snapshots().await?;
    for missing in missing {
        ui.note(&format!("warning: the snapshot {missing} is missing, though nobody forgot it"));
    }
    if ui.is_table() {
        snapshots.iter_mut().for_each(|row| row.id.truncate(DIGITS));
    }
    for row in &snapshots {
        if let Some(error) = &row.error {
            ui.note(&format!("{}: {error}", row.id));
        }
    }
    if snapshots.is_empty() {
        ui.note("there are no snapshots; make one: cyberfly backup create");
    }
    ui.listing(&Listing {
        plural: "snapshots",
        single: None,
        columns: &["id", "created", "size", "operations", "verified", "at", "tags"],
        rows: &snapshots,
        cells,
        next_cursor: None,
    })?;
    Ok(0)
}
