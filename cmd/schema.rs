//! `cyberfly schema`: the JSON Schemas of what commands print, from the types that they print.

mod table;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use serde_json::Value;

use self::table::{Entry, table};
use crate::cli::SchemaArgs;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing};

pub(crate) fn run(ui: &mut Ui, args: &SchemaArgs) -> Result<u8, Failure> {
    if let Some(folder) = &args.out {
        if args.dry.dry_run {
            return ui.would(&format!("write a schema for each document to {}", folder.display()));
        }
        write(folder).map_err(|error| {
            let message = format!("writing schemas to {}: {error}", folder.display());
            Failure::from(
                ErrorBody::new(ErrorCode::Internal, message).hint("name a directory you may write to"),
            )
        })?;
        return Ok(0);
    }
    if args.command.is_empty() {
        return list(ui);
    }
    let name = args.command.join(" ");
    let entries = table();
    let found =
        entries.iter().find(|entry| entry.document == name || entry.commands.contains(&name.as_str()));
    match found {
        Some(entry) => ui.json(&entry.schema()).map(|()| 0),
        None => {
            let message = format!("nothing is known of what {name:?} prints");
            Err(Failure::misuse(message, "cyberfly schema lists the documents"))
        }
    }
}

fn list(ui: &mut Ui) -> Result<u8, Failure> {
    ui.listing(&Listing {
        plural: "schemas",
        single: None,
        columns: &["document", "printed by"],
        rows: &table(),
        cells: |entry| vec![Cell::Text(entry.document.to_owned()), Cell::Text(entry.commands.join(", "))],
        next_cursor: None,
    })?;
    Ok(0)
}

fn write(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut page = String::from(
        "# What commands print\n\nWritten by `cyberfly schema --out`; `scripts/generate` renews it. With `--json` a command prints one \
        of these documents.\nWith `-o ndjson` a line is `$defs/line` of a list, and the document itself of everything else.\n\n\
        A moment is RFC 3339 in UTC (`format: date-time`), to the millisecond; behind the year 9999, where that ends, it is \
        a number of Unix\nmilliseconds. A length of time is a number of seconds, under a name that ends in `seconds`. Bytes \
        are a number of bytes. The same\nholds for what is sent to a node; a moment may be sent in Unix milliseconds too. \
        GraphQL alone has both in decimal milliseconds, in\nfields and arguments whose names end in `Ms` and in \
        `timestamp`, as clients of the predecessor know them.\n\n\
        | document | printed by |\n|---|---|\n",
    );
    for entry in table() {
        let name = entry.document;
        File::create(folder.join(format!("{name}.json")))?.write_all(text(&entry.schema())?.as_bytes())?;
        let commands: Vec<_> = entry.commands.iter().map(|command| format!("`{command}`")).collect();
        page += &format!("| [{name}]({name}.json) | {} |\n", commands.join(", "));
    }
    File::create(folder.join("README.md"))?.write_all(page.as_bytes())
}

fn text(schema: &Value) -> std::io::Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

impl Entry {
    /// The schema, with the document's name as its title.
    fn schema(&self) -> Value {
        let mut schema = (self.schema)();
        if let Some(members) = schema.as_object_mut() {
            members.insert("title".to_owned(), Value::from(self.document));
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What prints text for other programs, or a schema.
    const TEXT: &[&str] = &["completions", "config schema", "help", "man"];

    fn leaves(command: &clap::Command, name: &str, found: &mut Vec<String>) {
        let mut commands = command.get_subcommands().filter(|sub| sub.get_name() != "help").peekable();
        if commands.peek().is_none() {
            found.push(name.trim().to_owned());
        }
        commands.for_each(|sub| leaves(sub, &format!("{name} {}", sub.get_name()), found));
    }

    #[test]
    fn every_command_has_a_schema_and_every_schema_a_command() {
        let mut all = Vec::new();
        leaves(&crate::cli::definition(), "", &mut all);
        let table = table();
        for command in all.iter().filter(|command| !TEXT.contains(&command.as_str())) {
            let tells = |told: &str| told == command || told == format!("{command} --once");
            let rows = table.iter().filter(|entry| entry.commands.iter().any(|told| tells(told))).count();
            assert_eq!(rows, 1, "of {command}");
        }
        for command in table.iter().flat_map(|entry| entry.commands) {
            let name = command.split(" --").next().unwrap_or_default();
            // Some groups do something by themselves.
            let is_there = |known: &String| known == name || known.starts_with(&format!("{name} "));
            assert!(name == "help exit-codes" || all.iter().any(is_there), "there is no command {command}");
        }
    }
}
