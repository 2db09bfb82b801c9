//! `cyberfly config init`: a file that explains itself, with every key in it.

use std::fmt::Write as _;
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_node::config::{self, Loaded, Setting};
use cyberfly_protocol::ErrorBody;

use super::as_text;
use crate::cli::Global;
use crate::documents::{ConfigPath, document};
use crate::failure::Failure;
use crate::ui::{Ui, prompt};
use crate::{files, places};

/// What a person is asked; everything else is in the file to be read.
const QUESTIONS: [(&str, &str); 4] = [
    ("http.listen", "Where does the HTTP door listen?"),
    ("storage.durability", "When is a write acknowledged? (always, or interval:200ms)"),
    ("storage.disk_floor", "How much of the disk is left free?"),
    ("log.level", "What is logged? (error, warn, info, debug, trace)"),
];

pub(super) fn run(ui: &mut Ui, global: &Global, dry_run: bool) -> Result<u8, Failure> {
    let path = places::config_file(global)?;
    if path.extension().is_none_or(|ending| ending != "toml") {
        let message =
            format!("a new configuration is TOML, and {} would be none; nothing was written", path.display());
        return Err(Failure::misuse(message, "name a file that ends in .toml"));
    }
    let exists = || {
        let message = format!("{} is there already; it was left as it is", path.display());
        Failure::from(ErrorBody::new(ErrorCode::Conflict, message).hint("change it: cyberfly config edit"))
    };
    // Nobody is asked for what could not be written.
    if path.exists() {
        return Err(exists());
    }
    let text = page(&answers(&path, global)?);
    if dry_run {
        return ui.would(&format!("write {}", path.display()));
    }
    let held = files::Held::of(&path)?;
    if held.read()?.is_some() {
        return Err(exists());
    }
    held.replace(&text)?;
    if !ui.document(&document(ConfigPath { path: path.display().to_string(), exists: true }))? {
        ui.line(&path.display().to_string())?;
    }
    Ok(0)
}

/// What a person says, where one can be asked. A default that was kept is not said.
fn answers(path: &Path, global: &Global) -> Result<Vec<(String, String)>, Failure> {
    if global.yes || !prompt::can_ask(global) {
        return Ok(Vec::new());
    }
    let mut said = Vec::new();
    for (key, question) in QUESTIONS {
        let default = as_text(&super::setting(key)?.default);
        let is_right = |answer: &String| {
            let text = page(&[(key.to_owned(), answer.clone())]);
            Loaded::of_text(path, &text).map(drop).map_err(|error| match error.problems.first() {
                Some(problem) => problem.what.clone(),
                None => error.to_string(),
            })
        };
        let answer = prompt::text(question, &default, is_right)?;
        if answer != default {
            said.push((key.to_owned(), answer));
        }
    }
    Ok(said)
}

/// The file: every key with what it means; those that were said are set, the others are comments with their defaults.
pub(super) fn page(said: &[(String, String)]) -> String {
    let mut page =
        "# The configuration of a cyberfly node. A line that begins with #: is a setting with its default.\n"
            .to_owned();
    let (schema, mut section) = (config::schema(), String::new());
    for setting in config::settings() {
        let (begins, name) = setting.key.split_once('.').unwrap_or(("", &setting.key));
        // Writing to a string cannot fail.
        if begins != section {
            begins.clone_into(&mut section);
            page.push('\n');
            comment(&mut page, schema["properties"][begins]["description"].as_str().unwrap_or_default());
            let _infallible = writeln!(page, "[{section}]");
        }
        comment(&mut page, &meaning(&setting));
        let answer = said.iter().find(|(key, _)| *key == setting.key);
        let _infallible = match answer {
            Some((_, word)) => writeln!(page, "{name} = {}", written(&setting, word)),
            None => writeln!(page, "#: {name} = {}", written(&setting, &as_text(&setting.default))),
        };
    }
    page
}

fn comment(page: &mut String, text: &str) {
    for line in text.split('\n') {
        let _infallible = writeln!(page, "# {}", line.trim_end());
    }
}

fn meaning(setting: &Setting) -> String {
    match setting.words.as_slice() {
        [] => setting.meaning.clone(),
        words => format!("{} One of: {}.", setting.meaning, words.join(", ")),
    }
}

/// A value as TOML.
fn written(setting: &Setting, word: &str) -> String {
    super::set::typed(setting, word).to_string().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_node::config::Config;
    use serde_json::Value;

    #[test]
    fn the_page_says_nothing_but_the_defaults_and_would_say_them_if_its_settings_were_no_comments() {
        let path = Path::new("c.toml");
        assert_eq!(Loaded::of_text(path, &page(&[])).unwrap().config, Config::default());
        let open = page(&[]).replace("\n#: ", "\n");
        let loaded = Loaded::of_text(path, &open).unwrap();
        assert_eq!(loaded.config, Config::default());
        for setting in config::settings() {
            assert_ne!(loaded.origin(&setting.key), &config::Origin::Default, "{}", setting.key);
        }
    }

    #[test]
    fn what_was_answered_is_set() {
        let said = [("log.level".to_owned(), "debug".to_owned())];
        let loaded = Loaded::of_text(Path::new("c.toml"), &page(&said)).unwrap();
        assert_eq!(loaded.config.told()["log.level"], Value::from("debug"));
    }
}
