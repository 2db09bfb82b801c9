//! `cyberfly config show` and `get`: every value, or one.

use cyberfly_node::config::{Loaded, settings};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{as_text, setting};
use crate::cli::{ConfigShowArgs, Global};
use crate::documents::document;
use crate::failure::Failure;
use crate::settings;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing};

/// What is shown in place of a secret.
const HIDDEN: &str = "(secret)";

/// A setting.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The key.
    key: String,
    /// The value; null where it is a secret.
    value: Value,
    /// Whether it is one.
    secret: bool,
    /// Where the value comes from.
    origin: String,
}

impl Row {
    fn value(&self) -> String {
        if self.secret { HIDDEN.to_owned() } else { as_text(&self.value) }
    }
}

fn rows(loaded: &Loaded) -> Vec<Row> {
    let mut told = loaded.config.told();
    let row = |setting: cyberfly_node::config::Setting| Row {
        value: told.remove(&setting.key).unwrap_or_default(),
        secret: setting.secret,
        origin: loaded.origin(&setting.key).to_string(),
        key: setting.key,
    };
    settings().into_iter().map(row).collect()
}

pub(super) fn run(ui: &mut Ui, global: &Global, args: &ConfigShowArgs) -> Result<u8, Failure> {
    let rows = rows(&settings::load_with_origins(global, Vec::new())?);
    let (columns, cells): (&[_], fn(&Row) -> Vec<Cell>) = match args.origin {
        false => (&["key", "value"], |row| vec![Cell::Text(row.key.clone()), Cell::Text(row.value())]),
        true => (&["key", "value", "from"], |row| {
            vec![Cell::Text(row.key.clone()), Cell::Text(row.value()), Cell::Text(row.origin.clone())]
        }),
    };
    ui.listing(&Listing {
        plural: "settings",
        columns,
        rows: &rows,
        cells,
        single: None,
        next_cursor: None,
    })?;
    Ok(0)
}

pub(super) fn get(ui: &mut Ui, global: &Global, key: &str) -> Result<u8, Failure> {
    let key = setting(key)?.key;
    let rows = rows(&settings::load_with_origins(global, Vec::new())?);
    let Some(row) = rows.iter().find(|row| row.key == key) else {
        return Err(Failure::internal(format!("{key} is not in the configuration")));
    };
    if !ui.document(&document(row))? {
        ui.line(&row.value())?;
    }
    Ok(0)
}
