//! `cyberfly config diff`: what is written here beside what the node runs with.

use cyberfly_node::config::settings;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::as_text;
use crate::cli::Global;
use crate::door::target::Target;
use crate::failure::Failure;
use crate::settings;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A setting that the node runs with otherwise.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The key.
    key: String,
    /// What is written here.
    here: Value,
    /// What the node runs with; null if its version does not know the key.
    node: Value,
    /// Where it is written.
    origin: String,
    /// When the node takes it over: at a reload or a restart.
    takes_effect: &'static str,
}

pub(super) async fn run(ui: &mut Ui, global: &Global) -> Result<u8, Failure> {
    let loaded = settings::load_with_origins(global, Vec::new())?;
    let mut running = Target::choose(global)?.client(ui, global)?.running_config().await?.settings;
    let mut here = loaded.config.told();
    let mut rows = Vec::new();
    for setting in settings() {
        let written = here.remove(&setting.key).unwrap_or_default();
        let runs = running.remove(&setting.key).unwrap_or_default();
        if written != runs {
            let origin = loaded.origin(&setting.key).to_string();
            let takes_effect = if setting.reload { "reload" } else { "restart" };
            rows.push(Row { key: setting.key, here: written, node: runs, origin, takes_effect });
        }
    }
    ui.listing(&Listing {
        plural: "differences",
        single: None,
        columns: &["key", "here", "node", "from", "takes"],
        rows: &rows,
        cells: |row| {
            vec![
                Cell::Text(row.key.clone()),
                Cell::Text(as_text(&row.here)),
                Cell::Text(as_text(&row.node)),
                Cell::Text(row.origin.clone()),
                Cell::State(row.takes_effect, Tone::Attention),
            ]
        },
        next_cursor: None,
    })?;
    if rows.is_empty() {
        ui.note("the node runs with what is written here");
    }
    Ok(0)
}
