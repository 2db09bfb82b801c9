//! How far a long command is, as whoever waits for it sees it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::lab::{Done, Lab, until};

const LINE: &[u8] = b"{\"key\":\"k\",\"type\":\"string\",\"value\":\"v\"}\n";
/// SIGUSR1 in the mask that the kernel shows of a process.
const USR1: u64 = 1 << (10 - 1);

/// An import that waits for more on its standard input.
fn waiting_import(lab: &Lab, flags: &str) -> Child {
    let mut command = lab.command(format!("data import --offline {flags}").split_whitespace());
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(LINE).unwrap();
    until("the import listens to SIGUSR1", || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() & USR1 != 0 && lab.data().join("FORMAT").exists()
    });
    child
}

#[test]
fn a_signal_asks_a_long_command_how_far_it_is() {
    let lab = Lab::new().with_key();
    for flags in ["", "--no-progress", "--json"] {
        let mut import = waiting_import(&lab, flags);
        kill_process(Pid::from_child(&import), Signal::USR1).unwrap();
        let mut told = String::new();
        BufReader::new(import.stderr.take().unwrap()).read_line(&mut told).unwrap();
        if flags == "--json" {
            let told: serde_json::Value = serde_json::from_str(&told).unwrap();
            assert_eq!((&told["schema_version"], &told["total"]), (&1.into(), &().into()), "{told}");
        } else {
            assert!(told.starts_with("importing: ") || told.starts_with("opening the data: "), "{told}");
        }
        drop(import.stdin.take());
        Done::from(import.wait_with_output().unwrap()).ok();
    }
}

#[test]
fn a_quiet_command_survives_the_question_and_says_nothing() {
    let lab = Lab::new().with_key();
    let import = waiting_import(&lab, "--quiet");
    kill_process(Pid::from_child(&import), Signal::USR1).unwrap();
    let done = Done::from(import.wait_with_output().unwrap()).ok();
    assert_eq!((done.text(), done.err.as_str()), ("", ""));
    assert_eq!(lab.run("data get k").ok().text(), "v");
}
