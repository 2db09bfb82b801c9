//! `cyberfly backup diff`: in which databases two snapshots differ.

use std::collections::BTreeMap;

use cyberfly_protocol::SnapshotDatabase;
use schemars::JsonSchema;
use serde::Serialize;

use super::shelf::Shelf;
use crate::cli::{BackupDiffArgs, Global, RepoArgs};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A database in which they differ.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// `added`, `removed` or `changed`.
    change: &'static str,
    /// Its full name.
    name: String,
    /// How many operations it had in the one snapshot; null if it was not there.
    operations_before: Option<u64>,
    /// How many it has in the other; null if it is not there.
    operations_after: Option<u64>,
    /// Their digest in the one, in hex.
    digest_before: Option<String>,
    /// Their digest in the other, in hex.
    digest_after: Option<String>,
}

impl Row {
    fn of(name: &str, before: Option<&SnapshotDatabase>, after: Option<&SnapshotDatabase>) -> Option<Self> {
        let change = match (before, after) {
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            (Some(a), Some(b)) if a.digest != b.digest || a.operations != b.operations => "changed",
            _ => return None,
        };
        Some(Self {
            change,
            name: name.to_owned(),
            operations_before: before.map(|database| database.operations),
            operations_after: after.map(|database| database.operations),
            digest_before: before.map(|database| database.digest.clone()),
            digest_after: after.map(|database| database.digest.clone()),
        })
    }

    fn cells(&self) -> Vec<Cell> {
        let tone = if self.change == "removed" { Tone::Attention } else { Tone::Good };
        vec![
            Cell::State(self.change, tone),
            Cell::Text(self.name.clone()),
            self.operations_before.map_or(Cell::Unknown, Cell::Count),
            self.operations_after.map_or(Cell::Unknown, Cell::Count),
        ]
    }
}

async fn databases(shelf: &Shelf, wanted: &str) -> Result<BTreeMap<String, SnapshotDatabase>, Failure> {
    let databases = shelf.show(wanted, true).await?.databases.into_iter();
    Ok(databases.map(|database| (database.name.clone(), database)).collect())
}

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    repo: &RepoArgs,
    args: &BackupDiffArgs,
) -> Result<u8, Failure> {
    let shelf = Shelf::find(ui, global, repo)?;
    let (before, after) = (databases(&shelf, &args.a).await?, databases(&shelf, &args.b).await?);
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let rows = names.into_iter().filter_map(|name| Row::of(name, before.get(name), after.get(name)));
    let rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        ui.note("they do not differ");
    }
    ui.listing(&Listing {
        plural: "differences",
        single: None,
        columns: &["change", "database", "before", "after"],
        rows: &rows,
        cells: Row::cells,
        next_cursor: None,
    })?;
    Ok(0)
}
