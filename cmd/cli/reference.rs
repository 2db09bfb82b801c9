//! `docs/cli.md`, read off the definition of the command line. `scripts/generate` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command};

use super::groups::GROUPS;

/// A flag or argument as it is typed.
fn typed(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().join("> <");
    let value = match (argument.get_num_args().is_some_and(|many| many.takes_values()), values.as_str()) {
        (true, names) if !names.is_empty() => format!(" <{names}>"),
        _ => String::new(),
    };
    match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}{value}"),
        (None, Some(long)) => format!("--{long}{value}"),
        (Some(short), None) => format!("-{short}{value}"),
        (None, None) => value.trim().to_owned(),
    }
}

/// A table of arguments, or nothing if there are none.
fn table<'a>(page: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    let rows: Vec<_> = arguments
        .filter(|argument| !argument.is_hide_set() && argument.get_id() != "help")
        .map(|argument| {
            let words = argument.get_possible_values();
            let is_flag = !argument.get_action().takes_values();
            let words = match words
                .iter()
                .map(clap::builder::PossibleValue::get_name)
                .collect::<Vec<_>>()
                .join("`, `")
            {
                words if words.is_empty() || is_flag => String::new(),
                words => format!(" One of `{words}`."),
            };
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            format!("| `{}` | {}.{words} |", typed(argument), help)
                .replace("<NAME-or-FILE>", "<NAME or FILE>")
        })
        .collect();
    if !rows.is_empty() {
        let _infallible = write!(page, "\n| argument | meaning |\n|---|---|\n{}\n", rows.join("\n"));
    }
}

fn command(page: &mut String, command: &Command) {
    let name = command.get_display_name().unwrap_or(command.get_name()).replace('-', " ");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _infallible = writeln!(page, "\n### {name}\n\n{about}.");
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).map(str::trim_end).collect();
    let examples = examples.iter().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect::<Vec<_>>();
    if !examples.is_empty() {
        let _infallible = write!(page, "\n```text\n{}\n```\n", examples.join("\n"));
    }
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("  ")) {
        if line != "Examples:" {
            let _infallible = writeln!(page, "\n{line}");
        }
    }
    let is_everywhere = |argument: &&Arg| !argument.is_global_set();
    let positional = command.get_positionals();
    table(page, positional.chain(command.get_opts()).chain(flags(command)).filter(is_everywhere));
    for below in command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set())
    {
        self::command(page, below);
    }
}

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !argument.is_positional() && !argument.get_action().takes_values())
}

/// The page as the code says it now.
fn page() -> String {
    let mut program = super::definition();
    program.build();
    let mut page = String::from(
        "# Commands\n\nGenerated from the code by `scripts/generate`; a test fails when it is not current. \
         `cyberfly COMMAND --help` says the same, and so do the manual pages. Every command takes the flags at the end of this page; \
         `cyberfly help exit-codes` lists what the exit codes mean.\n",
    );
    for (title, names) in GROUPS {
        let _infallible = writeln!(page, "\n## {title}");
        for name in *names {
            if let Some(found) = program.find_subcommand(name) {
                command(&mut page, found);
            }
        }
    }
    page.push_str("\n## Flags of all commands\n");
    table(&mut page, program.get_arguments().filter(|argument| argument.is_global_set()));
    page
}

#[test]
fn the_page_in_docs_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let now = page();
    if std::env::var_os("CYBERFLY_GENERATE").is_some() {
        let mut file = std::fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, now.as_bytes()).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == now, "docs/cli.md is not what the code says: run scripts/generate");
}
