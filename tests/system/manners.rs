//! How every command behaves in a pipe, without a terminal, with nowhere to write.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use crate::lab::{Done, Lab};

/// Every command there is, as the program itself lists them.
pub(crate) fn commands() -> Vec<String> {
    let lab = Lab::new();
    let folder = lab.home().join("man");
    lab.run("man --out man").ok();
    let mut commands: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| {
            name.trim_end_matches(".1").replacen("cyberfly", "", 1).replace('-', " ").trim().to_owned()
        })
        .collect();
    commands.sort();
    assert!(commands.len() > 10, "{commands:?}");
    commands
}

#[test]
fn every_command_explains_itself() {
    let lab = Lab::new();
    for command in commands() {
        let help = lab.run(&format!("{command} --help")).ok();
        assert!(help.text().contains("Usage: cyberfly"), "{command}");
        assert!(!help.text().contains('\x1b'), "{command}: no escape off a terminal");
        assert_eq!(help.err, "");
        let done: Done = lab.command(format!("help {command}").split_whitespace()).output().unwrap().into();
        done.ok();
    }
}

#[test]
fn a_reader_that_goes_away_ends_a_command_quietly() {
    let lab = Lab::new();
    for command in commands() {
        let line = format!("{command} --help");
        let mut child = lab
            .command(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0]).unwrap();
        drop(out);
        let done: Done = child.wait_with_output().unwrap().into();
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{command}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure_with_a_message() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    let helps = commands().into_iter().map(|command| format!("{command} --help"));
    let results =
        ["version", "help exit-codes", "data get k", "completions bash", "status"].map(str::to_owned);
    for line in helps.chain(results) {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let done: Done = lab.command(line.split_whitespace()).stdout(full).output().unwrap().into();
        done.fails(1, "standard output cannot be written");
    }
    let full = File::options().write(true).open("/dev/full").unwrap();
    let done: Done = lab.command(["data", "get", "k", "--json"]).stdout(full).output().unwrap().into();
    assert!(done.code == 1 && done.err.contains(r#""exit_code":1"#), "{done:?}");
}

#[test]
fn in_json_mode_a_result_is_one_document_and_an_error_one_object() {
    let lab = Lab::new().with_key();
    for line in ["version", "help exit-codes", "data put k v", "data get k", "data del k", "keygen another"] {
        let json = lab.run(&format!("{line} --json")).ok().json();
        assert_eq!(json["schema_version"], 1, "{line}");
    }
    for (line, exit) in [
        ("data get k --json", 4),
        ("data get k -o ndjson", 4),
        ("keygen --json", 1),
        ("stop --output json", 3),
        ("no-such-command --json", 2),
        ("data put --json", 2),
    ] {
        let done = lab.run(line);
        let error: serde_json::Value =
            serde_json::from_str(&done.err).unwrap_or_else(|_| panic!("{line}: {done:?}"));
        assert_eq!((done.code, &error["exit_code"]), (exit, &serde_json::json!(exit)), "{line}");
        assert!(
            error["code"].is_string() && error["message"].is_string() && error["schema_version"] == 1,
            "{line}"
        );
        assert_eq!(done.out, b"", "{line}");
    }
}

#[test]
fn twenty_columns_and_no_locale_break_nothing() {
    let lab = Lab::new();
    for command in commands() {
        let line = format!("{command} --help");
        let mut command = lab.command(line.split_whitespace());
        let done: Done =
            command.env("COLUMNS", "20").env("LC_ALL", "C").env("NO_COLOR", "1").output().unwrap().into();
        done.ok();
    }
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let lab = Lab::new();
    let done = lab.run("statsu");
    assert_eq!(done.code, 2);
    assert!(done.err.contains("status"), "{done:?}");
}
