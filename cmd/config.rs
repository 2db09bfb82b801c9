//! `cyberfly config`: look at the configuration, change it, compare it.

pub(crate) mod check;
pub(crate) mod diff;
mod edit;
mod init;
mod set;
pub(crate) mod show;

use cyberfly_node::config::{self, Setting};
use serde_json::Value;

use crate::cli::{ConfigArgs, ConfigCommand, Global};
use crate::documents::{ConfigPath, document};
use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;
use set::Change;

pub(crate) fn run(ui: &mut Ui, global: &Global, args: ConfigArgs) -> Result<u8, Failure> {
    let dry_run = args.dry.dry_run;
    match args.command {
        ConfigCommand::Init => init::run(ui, global, dry_run),
        ConfigCommand::Show(args) => show::run(ui, global, &args),
        ConfigCommand::Get(args) => show::get(ui, global, &args.key),
        ConfigCommand::Set(args) => set::run(ui, global, &args.key, Change::Set(&args.value), dry_run),
        ConfigCommand::Unset(args) => set::run(ui, global, &args.key, Change::Unset, dry_run),
        ConfigCommand::Edit => edit::run(ui, global, dry_run),
        ConfigCommand::Check(args) => check::run(ui, global, args.file.as_deref()),
        ConfigCommand::Path => path(ui, global),
        ConfigCommand::Schema => {
            ui.json(&config::schema())?;
            Ok(0)
        }
        ConfigCommand::Diff => crate::block_on(diff::run(ui, global)),
    }
}

fn path(ui: &mut Ui, global: &Global) -> Result<u8, Failure> {
    let file = places::config_file(global)?;
    let exists = file.exists();
    if !ui.document(&document(ConfigPath { path: file.display().to_string(), exists }))? {
        ui.line(&file.display().to_string())?;
        if !exists {
            ui.note("it is not there; cyberfly config init makes it");
        }
    }
    Ok(0)
}

/// The key of this name.
fn setting(key: &str) -> Result<Setting, Failure> {
    let known = config::settings();
    let nearest = config::nearest(&known, key);
    known.into_iter().find(|setting| setting.key == key).ok_or_else(|| {
        let hint = nearest.map_or_else(
            || "cyberfly config show lists every key".to_owned(),
            |nearest| format!("did you mean {nearest}?"),
        );
        Failure::misuse(format!("there is no key {key:?}; nothing was changed"), hint)
    })
}

/// A value as one would write it to `config set`.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(as_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
