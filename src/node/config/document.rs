//! The configuration as a page to read.

use std::fmt::Write as _;

use serde_json::Value;

use super::{schema, settings};

const HEAD: &str = "\
# Configuration

A node runs with no configuration at all. Where one is wanted, it comes from four places; a later one beats an earlier one:

1. the defaults below,
2. a file in TOML, YAML or JSON, named with `--config FILE` or `CYBERFLY_CONFIG`; without a name `config.toml` in
   `$CONFIGURATION_DIRECTORY` or else in `$XDG_CONFIG_HOME/cyberfly`, if it is there,
3. variables of the environment: `CYBERFLY_SECTION__KEY`, so `CYBERFLY_LOG__LEVEL=debug` sets `log.level`; a list is written with commas,
4. flags of the command line.

A key that does not exist is refused, and the one that was probably meant is named. Everything is checked before anything is
opened, and everything that is wrong is told at once. `SIGHUP` makes a node read its sources again: it takes what can change
while it runs (the last column) and says in its log what changed and what needs a restart; if anything is wrong, nothing changes.
Durations are written as `500ms 20s 5m 2h 30d`, sizes as `512B 64KiB 10MiB 1GiB`.

<!-- Generated from src/node/config.rs by scripts/generate. -->
";

/// The page `docs/configuration.md`.
pub fn document() -> String {
    let (mut page, mut section) = (HEAD.to_owned(), String::new());
    let schema = schema();
    for setting in settings() {
        let (begins, name) = setting.key.split_once('.').unwrap_or(("", &setting.key));
        // Writing to a string cannot fail.
        if begins != section {
            let meaning = schema["properties"][begins]["description"].as_str().unwrap_or_default();
            let table = "| key | default | meaning | changes |\n|---|---|---|---|";
            let _infallible = writeln!(page, "\n## `{begins}`\n\n{meaning}\n\n{table}");
            begins.clone_into(&mut section);
        }
        let words: Vec<_> = setting.words.iter().map(|word| format!("`{word}`")).collect();
        let words = if words.is_empty() { String::new() } else { format!(" One of {}.", words.join(", ")) };
        let default = match &setting.default {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let changes = if setting.reload { "while it runs" } else { "at a restart" };
        let _infallible =
            writeln!(page, "| `{name}` | `{default}` | {}{words} | {changes} |", setting.meaning);
    }
    page
}
