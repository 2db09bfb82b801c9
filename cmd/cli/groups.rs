//! The commands as the first page of the help shows them: by what one wants to do.

use std::fmt::Write as _;

use clap::Command;

/// What one may want to do, and the commands for it. One that is in no group is shown in the last.
const GROUPS: &[(&str, &[&str])] = &[
    ("Run a node", &["start", "stop", "status", "wait", "top"]),
    ("Read and write", &["keygen", "key", "data", "db"]),
    ("Work with other nodes", &["peers", "ticket", "topology", "sync", "context"]),
    ("Keep data safe", &["backup", "restore", "verify", "audit"]),
    ("Find out what is wrong", &["doctor", "check"]),
    ("Set up", &["config", "completions", "man", "schema", "version", "help"]),
];

/// Lets the help of the program show its commands in groups.
pub(super) fn grouped(program: Command) -> Command {
    let styles = program.get_styles();
    let (header, literal) = (*styles.get_header(), *styles.get_literal());
    let shown: Vec<&Command> = program.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    let width = shown.iter().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut text = String::from("{about-with-newline}\n{usage-heading} {usage}\n");
    for (nth, (title, names)) in GROUPS.iter().enumerate() {
        let is_last = nth + 1 == GROUPS.len();
        let known = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
        let named = names.iter().filter_map(|name| shown.iter().find(|command| command.get_name() == *name));
        let others = shown.iter().filter(|command| is_last && !known(command.get_name()));
        let commands: Vec<_> = named.chain(others).collect();
        if commands.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        let _infallible = write!(text, "\n{header}{title}:{header:#}\n");
        for command in commands {
            let (name, about) = (command.get_name(), command.get_about().map(ToString::to_string));
            let about = about.unwrap_or_default();
            let _infallible = writeln!(text, "  {literal}{name:<width$}{literal:#}  {about}");
        }
    }
    let _infallible = write!(text, "\n{header}Global options:{header:#}\n{{options}}{{after-help}}");
    program.help_template(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group() {
        let program = crate::cli::definition();
        for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&command.get_name())).count();
            assert_eq!(groups, 1, "{}", command.get_name());
        }
    }

    #[test]
    fn the_first_page_fits_eighty_columns() {
        let page = crate::cli::definition().term_width(80).render_help().to_string();
        let long: Vec<_> = page.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:?}");
        assert!(page.contains("Run a node:\n  start"), "{page}");
    }
}
