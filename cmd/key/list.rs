//! `cyberfly key list`: every key that is kept, opened or not.

use cyberfly_client::KeptKey;
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A key that is kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// Its name.
    name: String,
    /// The public key, in hex; null while it is under a passphrase or cannot be used.
    public_key: Option<String>,
    /// Whether it is under a passphrase.
    encrypted: bool,
    /// The file that holds it.
    path: String,
    /// Why it cannot be used; null if it can.
    problem: Option<String>,
}

impl From<KeptKey> for Row {
    fn from(key: KeptKey) -> Self {
        let KeptKey { name, path, public, is_encrypted, problem } = key;
        let public_key = public.map(|public| public.to_string());
        Self { name, public_key, encrypted: is_encrypted, path: path.display().to_string(), problem }
    }
}

impl Row {
    fn state(&self) -> Cell {
        match (&self.problem, self.encrypted) {
            (Some(_), _) => Cell::State("unusable", Tone::Bad),
            (None, true) => Cell::State("encrypted", Tone::Good),
            (None, false) => Cell::State("open", Tone::Attention),
        }
    }
}

pub(super) fn run(ui: &mut Ui) -> Result<u8, Failure> {
    let rows: Vec<Row> = places::keys()?.list()?.into_iter().map(Row::from).collect();
    for row in &rows {
        if let Some(problem) = &row.problem {
            ui.note(&format!("{}: {problem}", row.name));
        }
    }
    if rows.is_empty() {
        ui.note("there are no keys; make one: cyberfly keygen");
    }
    ui.listing(&Listing {
        plural: "keys",
        single: None,
        columns: &["name", "state", "public key"],
        rows: &rows,
        cells: |row| vec![Cell::Text(row.name.clone()), row.state(), Cell::maybe(row.public_key.clone())],
        next_cursor: None,
    })?;
    Ok(0)
}
