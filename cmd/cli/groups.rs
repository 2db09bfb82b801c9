//! How help is laid out: examples before everything else, and on the first page the commands by what one wants to do.

use std::fmt::Write as _;

use clap::Command;

/// What one may want to do, and the commands for it. One that is in no group is shown in the last.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    ("Run a node", &["start", "stop", "status", "wait", "top"]),
    ("Read and write", &["keygen", "key", "data", "db"]),
    ("Work with other nodes", &["peers", "ticket", "topology", "sync", "context"]),
    ("Keep data safe", &["backup", "restore", "verify", "audit"]),
    ("Find out what is wrong", &["doctor", "check"]),
    ("Set up", &["config", "completions", "man", "schema", "version", "help"]),
];

/// The help of a command: what it does, how it is used by example, and then every flag.
const EXAMPLES_FIRST: &str = "{before-help}{about}{after-help}\n\n{usage-heading} {usage}\n\n{all-args}";

/// What the first page shows by example.
const FIRST_STEPS: &[(&str, &str)] = &[
    ("cyberfly keygen", "make a key, which signs what you write"),
    ("cyberfly start --detach", "run a node in the background"),
    ("cyberfly data put greeting hello", "write; data get greeting reads it"),
];

/// Lets the help of a command and all below it begin with its examples.
pub(super) fn examples_first(command: Command) -> Command {
    command.help_template(EXAMPLES_FIRST).mut_subcommands(examples_first)
}

/// Lets the help of the program show its commands in groups.
pub(super) fn grouped(program: Command) -> Command {
    let styles = program.get_styles();
    let (header, literal) = (*styles.get_header(), *styles.get_literal());
    let shown: Vec<&Command> = program.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    let width = shown.iter().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut text = String::from("{about-with-newline}\nExamples:\n");
    for (example, what) in FIRST_STEPS {
        // Writing to a string cannot fail.
        let _infallible = writeln!(text, "  {example:<34}{what}");
    }
    text.push_str("\n{usage-heading} {usage}\n");
    for (nth, (title, names)) in GROUPS.iter().enumerate() {
        let is_last = nth + 1 == GROUPS.len();
        let known = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
        let named = names.iter().filter_map(|name| shown.iter().find(|command| command.get_name() == *name));
        let others = shown.iter().filter(|command| is_last && !known(command.get_name()));
        let commands: Vec<_> = named.chain(others).collect();
        if commands.is_empty() {
            continue;
        }
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

    fn each(command: &Command, look: &mut impl FnMut(&Command)) {
        look(command);
        command.get_subcommands().for_each(|below| each(below, look));
    }

    #[test]
    fn every_command_has_examples_that_fit_a_terminal_before_its_flags() {
        let mut wrong = Vec::new();
        let mut program = crate::cli::definition();
        program.build();
        each(&program, &mut |command| {
            let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
            let help = command.clone().term_width(80).render_long_help().to_string();
            let before = help.split("Usage:").next().unwrap_or_default();
            let is_shown = !command.is_hide_set() && command.get_name() != "help";
            if is_shown && !before.contains("Examples:\n  ") {
                wrong.push(format!("{name}: no examples first"));
            }
            // A paragraph is one line, which is broken where the terminal ends.
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
            for (line, next) in text.lines().zip(text.lines().skip(1).chain([""])) {
                if is_prose(line) && is_prose(next) {
                    wrong.push(format!("{name}: broken: {line}"));
                }
                if line.starts_with("  ") && line.chars().count() > 80 {
                    wrong.push(format!("{name}: too wide: {line}"));
                }
            }
        });
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// Stands for keys and ids that examples show cut.
    const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn stand_in(word: String) -> String {
        let cut = word.find("...").map(|at| &word[..at]);
        match cut {
            Some("cfly1") => format!("{KEY}@127.0.0.1:7421"),
            Some(begin) if begin.len() > 3 && begin.chars().all(|digit| digit.is_ascii_hexdigit()) => {
                KEY.to_owned()
            }
            _ if word.starts_with("$(") => format!("{KEY}@127.0.0.1:7421"),
            _ => word,
        }
    }

    /// The command that an example shows, without what stands beside it: other commands, files, words about it.
    fn of_this_program(line: &str) -> Option<&str> {
        let command = &line[line.find("cyberfly ").filter(|at| *at == 0 || line[..*at].ends_with("| "))?..];
        let mut is_quoted = false;
        let end = command.char_indices().find(|(at, character)| {
            is_quoted ^= *character == '\'';
            let ends = ["  ", " >", " < ", " | ", " && ", " || ", "; "];
            !is_quoted && ends.iter().any(|end| command[*at..].starts_with(end))
        });
        Some(&command[..end.map_or(command.len(), |(at, _)| at)])
    }

    #[test]
    fn every_example_is_a_line_that_the_program_takes() {
        let (mut wrong, mut tried) = (Vec::new(), 0);
        let mut program = crate::cli::definition();
        program.build();
        each(&program, &mut |command| {
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = text.lines().filter(|line| line.starts_with("  "));
            for example in examples.filter_map(|line| of_this_program(line.trim())) {
                let words =
                    crate::data::words::split(example).unwrap_or_else(|why| panic!("{example}: {why}"));
                let words = words.into_iter().map(stand_in);
                let parsed = crate::cli::definition().try_get_matches_from(words);
                if let Err(error) = parsed {
                    wrong.push(format!("{example}: {error}"));
                }
                tried += 1;
            }
        });
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(tried > 100, "{tried}");
    }

    #[test]
    fn the_first_page_fits_eighty_columns() {
        let page = crate::cli::definition().term_width(80).render_help().to_string();
        let long: Vec<_> = page.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:?}");
        assert!(page.contains("Run a node:\n  start"), "{page}");
    }
}
