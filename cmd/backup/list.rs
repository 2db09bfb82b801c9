//! `cyberfly backup list`.

use cyberfly_backup::{Listed, Repository, Verified};
use cyberfly_protocol::SnapshotDatabase;
use schemars::JsonSchema;
use serde::Serialize;

use super::documents::{LastVerified, databases};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A snapshot as it is told. One that cannot be read is a row with its error.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// Its id, in hex.
    pub(super) id: String,
    /// When it was made.
    created: Option<String>,
    #[serde(skip)]
    created_ms: Option<u64>,
    /// The node whose store it is of, in hex.
    node_id: Option<String>,
    /// The snapshot before, from which files were taken over.
    parent: Option<String>,
    /// What the operator called it.
    tags: Vec<String>,
    /// Only this database, if not all.
    db: Option<String>,
    /// Whether the files are in it that values refer to.
    blobs: Option<bool>,
    /// Whether the node's secret key is in it.
    identity: Option<bool>,
    /// How many bytes its files have together.
    bytes: Option<u64>,
    /// How many operations its databases have together.
    operations: Option<u64>,
    /// Its databases.
    pub(super) databases: Option<Vec<SnapshotDatabase>>,
    /// What a verification found last; null if there was none.
    #[schemars(with = "Option<LastVerified>")]
    verified: Option<Verified>,
    /// Why it cannot be read; null if it can.
    error: Option<String>,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Self {
        let id = listed.id.to_string();
        let (about, error) = match listed.about {
            Ok(about) => (Some(about), None),
            Err(error) => (None, Some(error)),
        };
        let databases = about.as_ref().map(|about| databases(&about.databases));
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
    for missing in repository.missing_of(&listed)? {
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
