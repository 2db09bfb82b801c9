//! `cyberfly config set` and `unset`: change one value in the file and nothing else.

use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_node::config::{Loaded, Origin, Setting};
use cyberfly_protocol::ErrorBody;
use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

use super::setting;
use crate::cli::Global;
use crate::documents::{ConfigSet, document};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::{files, places, settings};

/// What becomes of the value of a key.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    /// It is this one.
    Set(&'a str),
    /// The file says nothing of it: what the environment or the defaults say holds.
    Unset,
}

pub(super) fn run(
    ui: &mut Ui,
    global: &Global,
    key: &str,
    change: Change<'_>,
    dry_run: bool,
) -> Result<u8, Failure> {
    let setting = setting(key)?;
    let path = places::config_file(global)?;
    refuse_other_forms(&path)?;
    let (was, is) = if dry_run {
        let was = files::read(&path)?.unwrap_or_default();
        let is = changed(&path, &was, &setting, change)?;
        (was, is)
    } else {
        let held = files::Held::of(&path)?;
        let was = held.read()?.unwrap_or_default();
        let is = changed(&path, &was, &setting, change)?;
        // To unset what is not set makes no file.
        if was != is || matches!(change, Change::Set(_)) {
            held.replace(&is)?;
        }
        (was, is)
    };
    let set = ConfigSet {
        key: &setting.key,
        value: match change {
            Change::Set(word) => Some(word),
            Change::Unset => None,
        },
        path: path.display().to_string(),
        takes_effect: if setting.reload { "reload" } else { "restart" },
        dry_run,
    };
    if !ui.document(&document(set))? {
        let file = path.display();
        match (dry_run, change) {
            (_, Change::Unset) if was == is => ui.note(&format!("{} was not set in {file}", setting.key)),
            (true, _) => ui.note("it could be done; nothing was changed"),
            (false, Change::Set(_)) => ui.note(&format!("set {} in {file}", setting.key)),
            (false, Change::Unset) => ui.note(&format!("{} is no longer set in {file}", setting.key)),
        }
        if was != is {
            ui.note(match setting.reload {
                true => "a running node takes it over at a reload (SIGHUP)",
                false => "a running node takes it over at its next start",
            });
        }
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

/// The text with the key changed, if the whole of it is right then.
fn changed(path: &Path, text: &str, setting: &Setting, change: Change<'_>) -> Result<String, Failure> {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return Err(refused(path, text)) };
    let done = match change {
        Change::Set(word) => set(document.as_table_mut(), &setting.key, typed(setting, word)),
        Change::Unset => unset(document.as_table_mut(), &setting.key),
    };
    let text = if done.is_some() { document.to_string() } else { text.to_owned() };
    match (done, Loaded::of_text(path, &text)) {
        (Some(()), Ok(_)) => Ok(text),
        _ => Err(refused(path, &text)),
    }
}

/// Sets a key, and makes the sections that it takes. None if something else is in the way.
fn set(document: &mut Table, key: &str, item: Item) -> Option<()> {
    let (sections, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut place: &mut dyn TableLike = document;
    for section in sections.split('.').filter(|section| !section.is_empty()) {
        place = place.entry(section).or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()?;
    }
    match place.get_mut(name).and_then(Item::as_value_mut) {
        // What stands around the value stays: a comment behind it, and how it is set.
        Some(old) => {
            let around = old.decor().clone();
            *old = item.into_value().ok()?;
            *old.decor_mut() = around;
        }
        None => {
            place.insert(name, item);
        }
    }
    Some(())
}

/// Takes a key out with the comment behind it; comments above it go with it, for they are about it. None if something
/// else is where its section would be.
fn unset(document: &mut Table, key: &str) -> Option<()> {
    let (sections, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut place: &mut dyn TableLike = document;
    for section in sections.split('.').filter(|section| !section.is_empty()) {
        place = match place.get_mut(section) {
            Some(item) => item.as_table_like_mut()?,
            None => return Some(()),
        };
    }
    place.remove(name);
    Some(())
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
            // In a part with a comma the commas between parts would be lost.
            if let Ok(parts) = serde_json::from_str::<Vec<String>>(word) {
                return value(parts.into_iter().collect::<Array>());
            }
            // JSON that was cut off, and no address in brackets.
            if word.trim_start().starts_with("[\"") {
                return text();
            }
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

    fn after(text: &str, key: &str, change: Change<'_>) -> Result<String, Failure> {
        changed(Path::new("c.toml"), text, &setting(key).unwrap(), change)
    }

    fn set(text: &str, key: &str, word: &str) -> Result<String, Failure> {
        after(text, key, Change::Set(word))
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
    fn one_value_is_taken_out_and_everything_around_it_stays() {
        let text = "# ours\n[log]\nlevel = 'info'   # for now\nformat = 'text'\n\n[http]\nenabled = false\n";
        let unset = |text, key| after(text, key, Change::Unset);
        assert_eq!(unset(text, "log.level").unwrap(), text.replace("level = 'info'   # for now\n", ""));
        assert_eq!(unset(text, "http.enabled").unwrap(), text.replace("enabled = false\n", ""));
        assert_eq!(unset("http = { enabled = false }\n", "http.enabled").unwrap(), "http = {}\n");
        for not_there in [text, "", "# alone\n"] {
            assert_eq!(unset(not_there, "http.listen").unwrap(), not_there);
        }
    }

    #[test]
    fn a_list_is_written_with_commas_or_as_json() {
        let list = "[network]\nrules = [\"deny 192.0.2.0/24\", \"allow all\"]\n";
        for word in ["deny 192.0.2.0/24,allow all", r#"["deny 192.0.2.0/24", "allow all"]"#] {
            assert_eq!(set("", "network.rules", word).unwrap(), list);
        }
        assert!(set("", "http.hosts", r#"["a"#).is_err(), "JSON that was cut off");
        assert_eq!(set("", "http.hosts", "[::1],a").unwrap(), "[http]\nhosts = [\"[::1]\", \"a\"]\n");
        for empty in ["", "[]"] {
            assert_eq!(set("", "http.hosts", empty).unwrap(), "[http]\nhosts = []\n");
        }
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
        for text in ["[log]\nlevle = 'info'\nlevel = 'info'\n", "log = 5\n", "no toml"] {
            let Err(Failure::Error { body, exit: 2 }) = after(text, "log.level", Change::Unset) else {
                panic!("{text}")
            };
            assert!(body.message.contains("left as it was"), "{}", body.message);
        }
    }
}
