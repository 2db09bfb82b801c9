//! Results that are longer than the screen, on a real terminal.

use std::process::{Child, Command};

use crate::lab::{Lab, binary, until};
use crate::terminal::Terminal;

/// A command on a terminal of ten lines, with this in its environment.
fn show(lab: &Lab, line: &str, environment: &[(&str, &str)]) -> (Terminal, Child) {
    let terminal = Terminal::open();
    terminal.resize(80, 10);
    let mut command = Command::new(binary());
    command.args(line.split_whitespace()).env("HOME", lab.home()).current_dir(lab.home());
    command.env("PATH", "/usr/bin:/bin").env("TERM", "xterm").envs(environment.iter().copied());
    let child = terminal.start(&command);
    (terminal, child)
}

fn ends(child: &mut Child) -> Option<i32> {
    until("the command ends", || child.try_wait().unwrap().is_some());
    child.wait().unwrap().code()
}

const LONG: &str = "config show";

#[test]
fn a_long_table_goes_through_the_pager_that_was_chosen() {
    let lab = Lab::new();
    for environment in [
        &[("PAGER", "sed s/^/paged:/")][..],
        &[("CYBERFLY_PAGER", "sed s/^/paged:/"), ("PAGER", "")],
        &[("PAGER", "sed s/^/paged:/"), ("NO_COLOR", "1")],
    ] {
        for line in [LONG, "config show -q", "--help"] {
            let (terminal, mut child) = show(&lab, line, environment);
            terminal.shows("paged:");
            assert_eq!(ends(&mut child), Some(0), "{line} {environment:?}");
        }
    }
}

#[test]
fn whoever_wants_no_pager_sees_all_at_once() {
    let lab = Lab::new();
    for (line, environment) in [
        (LONG, &[("PAGER", "")][..]),
        (LONG, &[("CYBERFLY_PAGER", ""), ("PAGER", "sed s/^/paged:/")]),
        (LONG, &[("PAGER", "cat")]),
        (LONG, &[("PAGER", "no-such-pager")]),
        // Where less is not installed.
        (LONG, &[("PATH", "/nowhere")]),
        ("config show --no-pager", &[("PAGER", "sed s/^/paged:/")]),
        ("config show -o plain", &[("PAGER", "sed s/^/paged:/")]),
        ("config show --json", &[("PAGER", "sed s/^/paged:/")]),
        // It fits.
        ("config path", &[("PAGER", "sed s/^/paged:/")]),
    ] {
        let (terminal, mut child) = show(&lab, line, environment);
        assert_eq!(ends(&mut child), Some(0), "{line} {environment:?}");
        terminal.shows(if line == "config path" { "config.toml" } else { "top." });
        assert!(!terminal.text().contains("paged:"), "{line} {environment:?}");
    }
}

#[test]
fn less_shows_a_page_and_can_be_left_early() {
    let lab = Lab::new();
    let (mut terminal, mut child) = show(&lab, LONG, &[]);
    terminal.shows("KEY");
    terminal.shows(":");
    assert!(!terminal.text().contains("top."), "the rest is not shown yet");
    terminal.press(" ");
    terminal.press("q");
    assert_eq!(ends(&mut child), Some(0));
    assert!(!terminal.text().contains("error"), "{}", terminal.text());
}

#[test]
fn colours_are_for_a_terminal_and_for_who_wants_them() {
    let lab = Lab::new();
    let bold =
        |terminal: &Terminal| terminal.drawn.lock().unwrap().windows(3).any(|bytes| bytes == b"\x1b[1");
    for (environment, line, colours) in [
        (&[("PAGER", "")][..], "context list", true),
        (&[("PAGER", ""), ("NO_COLOR", "1")], "context list", false),
        (&[("PAGER", ""), ("TERM", "dumb")], "context list", false),
        (&[("PAGER", ""), ("NO_COLOR", "1")], "context list --color always", true),
        (&[("PAGER", "")], "context list --color never", false),
    ] {
        let (terminal, mut child) = show(&lab, line, environment);
        assert_eq!(ends(&mut child), Some(0));
        terminal.shows("local");
        assert_eq!(bold(&terminal), colours, "{line} {environment:?}");
    }
}
