//! The dashboard in a real pseudo-terminal, which is as it was before on every way out.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process};

use crate::lab::{Lab, binary, until};
use crate::terminal::Terminal;

/// The dashboard on a terminal.
struct Top {
    terminal: Terminal,
    child: Child,
}

impl Top {
    fn start(lab: &Lab, arguments: &[&str]) -> Self {
        let terminal = Terminal::open();
        let mut command = Command::new(binary());
        command.arg("top").args(arguments).env("HOME", lab.home()).current_dir(lab.home());
        command.envs([("PATH", "/usr/bin:/bin"), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]);
        let child = terminal.start(&command);
        Self { terminal, child }
    }

    fn press(&mut self, keys: &str) {
        self.terminal.press(keys);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end and returns the exit code.
    fn ends(&mut self) -> i32 {
        let status = self.child.wait().unwrap();
        // The last that was drawn is on its way while the process is gone already.
        let drawn = self.terminal.drawn.clone();
        until("the terminal is given back", || {
            let drawn = drawn.lock().unwrap();
            String::from_utf8_lossy(&drawn).contains("\x1b[?1049l") || self.terminal.keyboard.is_none()
        });
        status.code().unwrap_or_else(|| 128 + status.signal().unwrap())
    }
}

impl Drop for Top {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[test]
fn every_way_out_leaves_the_terminal_as_it_was() {
    let lab = Lab::new();
    let _node = lab.start();
    type Leave = fn(&mut Top);
    let ways: [(&str, Leave, i32); 4] = [
        ("q", |top| top.press("q"), 0),
        ("Ctrl-C", |top| top.press("\x03"), 0),
        ("SIGINT", |top| top.signal(Signal::INT), 130),
        ("SIGTERM", |top| top.signal(Signal::TERM), 143),
    ];
    for (name, leave, code) in ways {
        let mut top = Top::start(&lab, &[]);
        top.terminal.shows("ready");
        assert!(top.terminal.is_raw(), "{name}");
        leave(&mut top);
        assert_eq!(top.ends(), code, "{name}");
        top.terminal.is_as_before();
    }
}

/// The other half of the test below, which runs it on a terminal: whoever took that over, and panics.
#[test]
#[ignore = "run by a_panic_gives_the_terminal_back_before_it_is_told"]
#[should_panic(expected = "the sky falls")]
fn a_dashboard_that_panics() {
    let _taken = cyberfly_tui::terminal::Taken::take(true).unwrap();
    panic!("the sky falls");
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let terminal = Terminal::open();
    let mut half = Command::new(std::env::current_exe().unwrap());
    half.args(["--ignored", "--exact", "top::a_dashboard_that_panics", "--nocapture"]);
    assert!(terminal.start(&half).wait().unwrap().success());
    until("the panic is told", || terminal.text().contains("the sky falls"));
    terminal.is_as_before();
    let drawn = String::from_utf8_lossy(&terminal.drawn.lock().unwrap()).into_owned();
    let (taken, given_back) = (drawn.find("\x1b[?1049h"), drawn.find("\x1b[?1049l"));
    assert!(taken.is_some() && taken < given_back && given_back < drawn.find("the sky falls"), "{drawn:?}");
}

#[test]
fn a_node_that_goes_away_is_waited_for_and_found_again() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    let mut top = Top::start(&lab, &[]);
    top.terminal.shows("ready");
    node.kill();
    top.terminal.shows("NOT HEARD");
    let _node = lab.start();
    lab.run("data put found-again v").ok();
    // What is written to the new node is told as it happens.
    until("the new node is heard", || {
        lab.run("data put found-again v").ok();
        top.terminal.text().contains("found-again")
    });
    top.press("q");
    assert_eq!(top.ends(), 0);
    top.terminal.is_as_before();
}

#[test]
fn without_a_node_it_says_so_and_can_be_left() {
    let lab = Lab::new();
    let mut top = Top::start(&lab, &["--basic"]);
    top.terminal.shows("--detach");
    assert!(top.terminal.text().is_ascii());
    top.press("q");
    assert_eq!(top.ends(), 0);
    top.terminal.is_as_before();
}

#[test]
fn a_terminal_that_is_closed_ends_it() {
    let lab = Lab::new();
    let _node = lab.start();
    let mut top = Top::start(&lab, &[]);
    top.terminal.shows("ready");
    // The window is gone: whoever it belonged to hears of it.
    top.signal(Signal::HUP);
    assert_eq!(top.ends(), 129);
    top.terminal.is_as_before();
}

#[test]
fn suspended_it_gives_the_terminal_back_and_takes_it_again() {
    let lab = Lab::new();
    let _node = lab.start();
    let mut top = Top::start(&lab, &[]);
    top.terminal.shows("ready");
    for by_key in [true, false] {
        if by_key {
            top.press("\x1a");
        } else {
            top.signal(Signal::TSTP);
        }
        until("it stops", || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", top.child.id())).unwrap();
            stat.rsplit(')').next().unwrap().trim_start().starts_with('T')
        });
        top.terminal.is_as_before();
        top.signal(Signal::CONT);
        until("it is back", || top.terminal.is_raw());
    }
    top.press("q");
    assert_eq!(top.ends(), 0);
    top.terminal.is_as_before();
}

#[test]
fn a_storm_of_sizes_down_to_one_cell_and_back_ends_in_a_whole_picture() {
    let lab = Lab::new();
    let _node = lab.start();
    let mut top = Top::start(&lab, &[]);
    top.terminal.shows("ready");
    for step in 0..200_u16 {
        top.terminal.resize(step * 37 % 200 + 1, step * 23 % 60 + 1);
        top.signal(Signal::WINCH);
    }
    top.terminal.resize(1, 1);
    top.signal(Signal::WINCH);
    top.terminal.drawn.lock().unwrap().clear();
    top.terminal.resize(100, 30);
    top.signal(Signal::WINCH);
    top.terminal.shows("happens");
    top.press("q");
    assert_eq!(top.ends(), 0);
    top.terminal.is_as_before();
}

#[test]
fn a_recording_shows_without_a_node_what_was_seen() {
    let lab = Lab::new();
    let node = lab.start();
    let id = node.status()["node_id"].clone();
    let mut top = Top::start(&lab, &["--record", "night.ndjson"]);
    top.terminal.shows("ready");
    top.press("q");
    assert_eq!(top.ends(), 0);
    drop(node);
    let seen = lab.run("top --once --replay night.ndjson --json").ok().json();
    assert_eq!((&seen["node_id"], &seen["health"]["overall"]), (&id, &"ok".into()));
    lab.run("top --once --replay no-such-file").fails(10, "cannot be played");
    let mut top = Top::start(&lab, &["--replay", "night.ndjson", "--speed", "8"]);
    top.terminal.shows("END");
    top.press("q");
    assert_eq!(top.ends(), 0);
    top.terminal.is_as_before();
    let mut top = Top::start(&lab, &["--record", "night.ndjson"]);
    assert_ne!(top.child.wait().unwrap().code(), Some(0), "a recording is not written over");
}

#[test]
fn once_prints_a_picture_or_a_document_and_says_when_there_is_no_node() {
    let lab = Lab::new().with_key();
    lab.run("top --once").fails(3, "no node");
    lab.run("top").fails(2, "terminal");
    let _node = lab.start();
    lab.run("data put k v").ok();
    let picture = lab.run("top --once").ok();
    assert!(picture.text().contains("ready") && !picture.text().contains('\x1b'), "{picture:?}");
    for screen in ["overview", "peers", "sync", "health", "databases", "events", "metrics", "backup"] {
        let document = lab.run(&format!("top --once --screen {screen} --json")).ok().json();
        assert_eq!((&document["schema_version"], &document["screen"]), (&1.into(), &screen.into()));
    }
    let databases = lab.run("top --once --screen databases --json").ok().json();
    assert_eq!(databases["databases"][0]["keys"], 1, "{databases}");
}

#[test]
fn keys_and_colours_of_the_configuration_hold_and_wrong_ones_are_told() {
    let lab = Lab::new();
    let with = |name: &str, value: &str, line: &str| {
        let mut command = lab.command(line.split_whitespace());
        crate::lab::Done::from(command.env(name, value).output().unwrap())
    };
    let printed = with("CYBERFLY_TOP__KEYS", "freeze = f5", "top --print-keys").ok();
    assert!(printed.text().contains("\"freeze = f5\""), "{printed:?}");
    with("CYBERFLY_TOP__KEYS", "freeze = q", "top --print-keys").fails(2, "both quit and freeze");
    with("CYBERFLY_TOP__COLORS", "bad = reddish", "top --print-theme").fails(2, "reddish");
    let checked = with("CYBERFLY_TOP__KEYS", "frieze = f5", "config check").code_is(2);
    assert!(checked.text().contains("frieze"), "{checked:?}");
}
