//! `cyberfly config set`: change one value in the file and nothing else.

use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_node::config::{Loaded, Origin, Setting};
use cyberfly_protocol::ErrorBody;
use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::setting;
use crate::cli::{ConfigSetArgs, Global};
use crate::documents::{ConfigSet, document};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::{files, places, settings};

pub(super) fn run(ui: &mut Ui, global: &Global, args: &ConfigSetArgs, dry_run: bool) -> Result<u8, Failure> {
    let setting = setting(&args.key)?;
    let path = places::config_file(global)?;
    refuse_other_forms(&path)?;
    if dry_run {
        changed(&path, &files::read(&path)?.unwrap_or_default(), &setting, &args.value)?;
    } else {
        let held = files::Held::of(&path)?;
        held.replace(&changed(&path, &held.read()?.unwrap_or_default(), &setting, &args.value)?)?;
    }
    let set = ConfigSet {
        key: &setting.key,
        value: &args.value,
        path: path.display().to_string(),
        takes_effect: if setting.reload { "reload" } else { "restart" },
        dry_run,
    };
    if !ui.document(&document(set))? {
        match dry_run {
            true => ui.note("it could be set; nothing was changed"),
            false => ui.note(&format!("set {} in {}", setting.key, path.display())),
        }
        ui.note(match setting.reload {
            true => "a running node takes it over at a reload (SIGHUP)",
            false => "a running node takes it over at its next start",
        });
        let loaded = settings::load_with_origins(global, Vec::new())?;
        if let Origin::Environment(name) = loaded.origin(&setting.key) {
            ui.note(&format!("but {name} is set here, and the environment beats the file"));
        }
    }
    Ok(0)
}

/// The others have comments or an order that would be lost.
fn refuse_other_forms(path: &Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|ending| ending == "toml") {
        return Ok(());
    }
    let message =
        format!("only TOML files are changed, and {} is none; it was left as it is", path.display());
    Err(ErrorBody::new(ErrorCode::Unsupported, message)
        .hint("change it by hand: cyberfly config edit")
        .into())
}

/// The text with the key set, if the whole of it is right then.
fn changed(path: &Path, text: &str, setting: &Setting, word: &str) -> Result<String, Failure> {
    let before: DocumentMut = match text.parse() {
        Ok(document) => document,
        Err(_) => return Err(refused(path, text)),
    };
    let mut document = before;
    let mut names: Vec<&str> = setting.key.split('.').collect();
    let Some(name) = names.pop() else { return Err(Failure::internal("a key without a name".to_owned())) };
    let mut place: &mut dyn toml_edit::TableLike = document.as_table_mut();
    for section in names {
        let item = place.entry(section).or_insert_with(|| Item::Table(Table::new()));
        let Some(table) = item.as_table_like_mut() else { return Err(refused(path, text)) };
        place = table;
    }
    let item = typed(setting, word);
    match place.get_mut(name).and_then(Item::as_value_mut) {
        // What stands around the value stays: a comment behind it, and how it is set.
        Some(old) => {
            let around = old.decor().clone();
            if let Ok(mut new) = item.into_value() {
                *new.decor_mut() = around;
                *old = new;
            }
        }
        None => {
            place.insert(name, item);
        }
    }
    let text = document.to_string();
    match Loaded::of_text(path, &text) {
        Ok(_) => Ok(text),
        Err(_) => Err(refused(path, &text)),
    }
}

/// Why a text cannot be the configuration.
fn refused(path: &Path, text: &str) -> Failure {
    match Loaded::of_text(path, text) {
        Err(error) => {
            Failure::misuse(format!("{error}; {} was left as it was", path.display()), error.hint())
        }
        Ok(_) => Failure::internal(format!("{} cannot be changed", path.display())),
    }
}

/// A word as a value of the form that the key has. What does not fit stays a text, so that the check says what is wrong.
pub(super) fn typed(setting: &Setting, word: &str) -> Item {
    let text = || value(word);
    match &setting.default {
        Value::Bool(_) => word.parse::<bool>().map_or_else(|_| text(), value),
        Value::Number(number) if number.is_f64() => word.parse::<f64>().map_or_else(|_| text(), value),
        Value::Number(_) => word.parse::<i64>().map_or_else(|_| text(), value),
        Value::Array(_) => {
            let parts = word.split(',').map(str::trim).filter(|part| !part.is_empty());
            value(parts.collect::<Array>())
        }
        _ => text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_node::config::settings;

    fn set(text: &str, key: &str, word: &str) -> Result<String, Failure> {
        changed(Path::new("c.toml"), text, &setting(key).unwrap(), word)
    }

    #[test]
    fn one_value_changes_and_everything_around_it_stays() {
        let text = "# ours\n[log] # loud\nlevel = 'info'   # for now\n\n[http]\nhosts = [\n  'a', # one\n]\n";
        let after = set(text, "log.level", "debug").unwrap();
        assert_eq!(after, text.replace("'info'", "\"debug\""));
        assert_eq!(set(text, "http.enabled", "false").unwrap(), format!("{text}enabled = false\n"));
        assert_eq!(set("http.enabled = true", "http.enabled", "false").unwrap(), "http.enabled = false\n");
        assert_eq!(set("http = {}", "http.enabled", "false").unwrap(), "http = { enabled = false }\n");
    }

    #[test]
    fn every_key_can_be_set_to_what_it_is_by_default() {
        for setting in settings() {
            let word = super::super::as_text(&setting.default);
            let text =
                set("", &setting.key, &word).unwrap_or_else(|error| panic!("{}: {error:?}", setting.key));
            assert_eq!(
                Loaded::of_text(Path::new("c.toml"), &text).unwrap().config,
                Default::default(),
                "{text}"
            );
        }
    }

    #[test]
    fn what_would_not_be_right_is_refused() {
        for (text, key, word) in [
            ("", "log.level", "loud"),
            ("", "http.enabled", "perhaps"),
            ("", "limits.connections", "-1"),
            ("[log]\nlevle = 'info'\n", "log.level", "info"),
            ("log = 5\n", "log.level", "info"),
            ("no toml", "log.level", "info"),
        ] {
            let Err(Failure::Error { body, exit: 2 }) = set(text, key, word) else {
                panic!("{text} {key} {word}")
            };
            assert!(body.message.contains("left as it was"), "{}", body.message);
        }
    }
}
