//! `cyberfly backup list`.

use cyberfly_backup::{Listed, Repository, Verified};
use cyberfly_protocol::SnapshotDatabase;
use serde::Serialize;

use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A snapshot as it is told. One that cannot be read is a row with its error.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    created: Option<String>,
    #[serde(skip)]
    created_ms: Option<u64>,
    node_id: Option<String>,
    parent: Option<String>,
    tags: Vec<String>,
    db: Option<String>,
    blobs: Option<bool>,
    identity: Option<bool>,
    bytes: Option<u64>,
    operations: Option<u64>,
    pub(super) databases: Option<Vec<SnapshotDatabase>>,
    verified: Option<Verified>,
    error: Option<String>,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Self {
        let id = listed.id.to_string();
        let (about, error) = match listed.about {
            Ok(about) => (Some(about), None),
            Err(error) => (None, Some(error)),
        };
        let databases = about.as_ref().map(|about| {
            let databases = about.databases.iter().map(|database| SnapshotDatabase {
                name: database.name.to_string(),
                operations: database.operations,
                digest: database.digest.to_string(),
            });
            databases.collect::<Vec<_>>()
        });
        let operations = databases.iter().flatten().map(|database| database.operations).sum();
        Self {
            id,
            created: about.as_ref().map(|about| about.created.clone()),
            created_ms: about.as_ref().map(|about| about.created_ms),
            node_id: about.as_ref().map(|about| about.node.to_string()),
            parent: about.as_ref().and_then(|about| about.parent).map(|parent| parent.to_string()),
            tags: about.as_ref().map(|about| about.tags.clone()).unwrap_or_default(),
            db: about.as_ref().and_then(|about| about.only.as_ref()).map(ToString::to_string),
            blobs: about.as_ref().map(|about| about.blobs),
            identity: about.as_ref().map(|about| about.identity),
            bytes: about.as_ref().map(|about| about.bytes),
            operations: databases.is_some().then_some(operations),
            databases,
            verified: listed.verified,
            error,
        }
    }
}

impl Row {
    fn state(&self) -> Cell {
        match (&self.error, &self.verified) {
            (Some(_), _) => Cell::State("unreadable", Tone::Bad),
            (None, None) => Cell::State("not verified", Tone::Attention),
            (None, Some(verified)) if !verified.clean => Cell::State("damaged", Tone::Bad),
            (None, Some(verified)) => Cell::State(verified.level.word(), Tone::Good),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.id.clone()),
            self.created_ms.map_or(Cell::Unknown, Cell::Time),
            self.bytes.map_or(Cell::Unknown, Cell::Bytes),
            self.operations.map_or(Cell::Unknown, Cell::Count),
            self.state(),
            Cell::maybe(self.verified.as_ref().map(|verified| verified.at.clone())),
            Cell::Text(self.tags.join(",")),
        ]
    }

    /// For people eight digits are enough; scripts get all.
    fn short(mut row: Self, is_for_people: bool) -> Self {
        if is_for_people {
            row.id.truncate(8);
        }
        row
    }
}

pub(super) fn run(ui: &mut Ui, repository: &Repository) -> Result<u8, Failure> {
    let listed = repository.list()?;
    let is_table = ui.is_table();
    for missing in repository.missing()? {
        ui.note(&format!("warning: the snapshot {missing} is missing, though nobody forgot it"));
    }
    let rows: Vec<Row> = listed.into_iter().map(Row::from).map(|row| Row::short(row, is_table)).collect();
    for row in &rows {
        if let Some(error) = &row.error {
            ui.note(&format!("{}: {error}", row.id));
        }
    }
    if rows.is_empty() {
        ui.note("there are no snapshots; make one: cyberfly backup create");
    }
    ui.listing(&Listing {
        plural: "snapshots",
        single: None,
        columns: &["id", "created", "size", "operations", "verified", "at", "tags"],
        rows: &rows,
        cells: Row::cells,
        next_cursor: None,
    })?;
    Ok(0)
}
