//! Every command, as the program itself lists them, in every bad surrounding there is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use serde_json::Value;

use crate::lab::{Done, Lab, PATIENCE};
use crate::manners::commands;

/// With which arguments a command is tried; without a line here, with none.
const ARGUMENTS: &[(&str, &str)] = &[
    ("start", "--http 192.0.2.1:1"),
    ("wait", "--timeout 1ms"),
    ("keygen", "another"),
    ("key sign", "file"),
    ("key verify", "file"),
    ("key import", "again file"),
    ("key export", "--out out.pem"),
    ("key remove", "--yes"),
    ("data put", "k v"),
    ("data get", "k"),
    ("data del", "k"),
    ("data import", "lines"),
    ("data batch", "batch"),
    ("data blob put", "b file --content-type a/b"),
    ("data hash set", "h f v"),
    ("data list push", "l a b"),
    ("data set add", "s m"),
    ("data zset add", "z 1 m"),
    ("data json set", "j $ {}"),
    ("data stream add", "st * n v"),
    ("data ts add", "t 1 2"),
    ("data geo add", "g 1 2 m"),
    ("data counter incr", "c"),
    ("data expire", "k 1h"),
    ("db create", "another"),
    ("db grant", "default d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a writer"),
    ("db revoke", "default d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    ("db drop", "another --everywhere --yes"),
    ("db info", "default"),
    ("db acl", "default"),
    ("man", "--out pages"),
    ("config get", "log.level"),
    ("config set", "log.level debug"),
    ("config unset", "log.level"),
    ("context add", "lab --url http://127.0.0.1:1"),
    ("context use", "local"),
    ("context remove", "lab"),
    ("completions", "bash"),
];

/// What is text whatever is asked for, because a shell or a pager reads it.
const NOT_JSON: &[&str] = &["completions", "man", "help"];

/// The exit codes of `cyberfly help exit-codes`, without those of signals.
const CODES: std::ops::RangeInclusive<i32> = 0..=11;

/// The commands that do something, with arguments: not those that only have commands below them.
fn lines() -> Vec<(String, String)> {
    let all = commands();
    let is_group = |command: &String| {
        command.is_empty() || all.iter().any(|other| other.starts_with(&format!("{command} ")))
    };
    let with_arguments = |command: &String| {
        let arguments = ARGUMENTS.iter().find(|(name, _)| name == command).map_or("", |(_, words)| words);
        (command.clone(), format!("{command} {arguments}"))
    };
    all.iter().filter(|command| !is_group(command)).map(with_arguments).collect()
}

/// Tries every command in a home of its own with a key and a file in it, several at a time.
fn sweep(attempt: impl Fn(&Lab, &str, &str) + Sync) {
    let lines = lines();
    assert!(lines.len() > 25, "{lines:?}");
    for (name, _) in ARGUMENTS {
        assert!(lines.iter().any(|(command, _)| command == name), "there is no command {name}");
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let model = Lab::new().with_key();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((command, line)) =
                    lines.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    let lab = furnished(&model);
                    attempt(&lab, command, line);
                }
            });
        }
    });
}

/// A new home with the key of another one and a file in it.
fn furnished(model: &Lab) -> Lab {
    let lab = Lab::new();
    let keys = ".config/cyberfly/keys";
    fs::create_dir_all(lab.home().join(keys)).unwrap();
    for name in ["default.pem", "default.device"] {
        fs::copy(model.home().join(keys).join(name), lab.home().join(keys).join(name)).unwrap();
    }
    fs::copy("/etc/hostname", lab.home().join("file")).unwrap();
    lab.file("lines", "{\"key\":\"i\",\"type\":\"string\",\"value\":\"v\"}\n");
    lab.file("batch", "put b1 v\nput b2 v\n");
    lab
}

/// Runs it to its end, which it has to find by itself.
#[track_caller]
fn ends(command: &mut Command, line: &str) -> Done {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = ended.recv_timeout(PATIENCE) else {
        let _gone = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        panic!("{line} does not end");
    };
    let done = Done::from(output.unwrap());
    assert!(CODES.contains(&done.code), "{line}: {done:?}");
    assert!(!done.out.contains(&0x1b) && !done.err.contains('\x1b'), "{line}: an escape byte in {done:?}");
    assert!(!done.err.contains("panicked"), "{line}: {done:?}");
    done
}

fn run(lab: &Lab, line: &str) -> Done {
    ends(&mut lab.command(line.split_whitespace()), line)
}

/// Every file below a folder with what is in it, but for locks, which say who looked last.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => found.extend(contents(&path)),
            kind if kind.is_file() && !path.ends_with("lock") => {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_command_ends_by_itself_with_a_code_from_the_table_wherever_it_is_run() {
    sweep(|lab, _, line| {
        run(lab, line);
        ends(lab.command(line.split_whitespace()).env_clear(), &format!("env -i {line}"));
        let mut narrow = lab.command(line.split_whitespace());
        ends(narrow.envs([("COLUMNS", "20"), ("LC_ALL", "C"), ("NO_COLOR", "1"), ("TERM", "xterm")]), line);
        // Not even root can write there.
        let done = ends(
            lab.command(line.split_whitespace()).env("HOME", "/proc/1"),
            &format!("HOME=/proc/1 {line}"),
        );
        assert!(done.code == 0 || !done.err.is_empty() || !done.out.is_empty(), "{line}: {done:?}");
    });
}

#[test]
fn in_json_mode_every_result_is_one_document_and_every_error_one_object() {
    sweep(|lab, command, line| {
        if NOT_JSON.contains(&command) {
            return;
        }
        let done = run(lab, &format!("{line} --json"));
        if done.out.is_empty() {
            let error: Value =
                serde_json::from_str(&done.err).unwrap_or_else(|error| panic!("{line}: {error}: {done:?}"));
            assert_eq!(error["exit_code"], done.code, "{line}: {done:?}");
            assert!(error["code"].is_string() && error["schema_version"] == 1, "{line}: {done:?}");
        } else if command != "config schema" && command != "data get" {
            assert_eq!(done.json()["schema_version"], 1, "{line}: {done:?}");
        }
        let done = run(lab, &format!("{line} --no-such-flag --json"));
        let error: Value = serde_json::from_str(&done.err).unwrap_or_else(|_| panic!("{line}: {done:?}"));
        assert_eq!((done.code, &error["exit_code"]), (2, &Value::from(2)), "{line}");
    });
}

#[test]
fn a_result_that_cannot_be_written_is_told_and_a_reader_that_goes_away_is_not() {
    let model = Lab::new().with_key();
    sweep(|lab, command, line| {
        let normal = run(lab, line);
        if normal.out.is_empty() || normal.code != 0 {
            return;
        }
        let other = furnished(&model);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let done: Done = other.command(line.split_whitespace()).stdout(full).output().unwrap().into();
        assert!(
            done.code == 1 && done.err.contains("standard output cannot be written"),
            "{command}: {done:?}"
        );
        let other = furnished(&model);
        let mut child = other
            .command(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done: Done = child.wait_with_output().unwrap().into();
        assert!(done.code == 0 && !done.err.contains("error"), "{command}: {done:?}");
    });
}

#[test]
fn two_of_every_command_at_once_do_no_harm() {
    sweep(|lab, _, line| {
        lab.run("data put before here").ok();
        std::thread::scope(|scope| {
            scope.spawn(|| run(lab, line));
            run(lab, line);
        });
        if !line.starts_with("key remove") {
            assert_eq!(lab.run("data get before").ok().out, b"here", "{line}");
        }
        lab.run("config check").ok();
        lab.run("context list").ok();
    });
}

/// What a key may be.
fn good_keys() -> Vec<String> {
    let texts = [
        "two  words",
        "it's \"quoted\" $HOME `x` \\",
        "\u{1f41d}",
        "-dash",
        "--long-dash",
        "a:b/c=d",
        "*?[]{}#!;&|",
    ];
    let longest = ["k".repeat(256), "\u{1f41d}".repeat(64)];
    texts.into_iter().map(str::to_owned).chain(longest).collect()
}

/// What it may not be.
fn bad_keys() -> Vec<String> {
    let texts = ["", "a\nb", "a\tb", "\u{7f}", "~other"];
    let longer = ["k".repeat(257), "\u{1f41d}".repeat(65)];
    texts.into_iter().map(str::to_owned).chain(longer).collect()
}

#[test]
fn the_same_keys_are_taken_and_refused_by_every_command() {
    let tried = std::sync::atomic::AtomicUsize::new(0);
    sweep(|lab, command, line| {
        let takes_a_key = command.starts_with("data ")
            && !["data import", "data batch"].contains(&command)
            && ARGUMENTS.iter().any(|(name, _)| *name == command);
        if !takes_a_key {
            return;
        }
        tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let words: Vec<&str> = line.split_whitespace().collect();
        let key = command.split(' ').count();
        let flags = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
        let with = |key_bytes: &std::ffi::OsStr| {
            let mut line = lab.command(&words[..key]);
            line.args(&words[flags..]).arg("--").arg(key_bytes).args(&words[key + 1..flags]);
            ends(&mut line, &format!("{command} {key_bytes:?}"))
        };
        for key in good_keys() {
            let done = with(key.as_ref());
            // To look for what is not there, or to let it end, is no error of the key.
            assert!(done.code == 0 || done.code == 4, "{command} {key:?}: {done:?}");
        }
        for key in bad_keys() {
            let done = with(key.as_ref());
            assert!(done.code == 10 && done.err.starts_with("error: "), "{command} {key:?}: {done:?}");
        }
        let done = with(std::os::unix::ffi::OsStrExt::from_bytes(b"k\xff"));
        assert_eq!(done.code, 2, "{command}: {done:?}");
        let kept = lab.run("data scan --json");
        let keys = if kept.code == 0 { kept.json()["keys"].as_array().unwrap().len() } else { 0 };
        assert!(keys == 0 || keys == good_keys().len(), "{command}: {keys} keys are there");
    });
    assert!(tried.into_inner() >= 14);
}

/// The commands that change nothing, whatever they are given, and so have no dry run.
const HARMLESS: &[&str] = &[
    "audit search",
    "audit tail",
    "audit verify",
    "backup diff",
    "backup list",
    "backup schedule",
    "backup show",
    "backup verify",
    "check",
    "completions",
    "doctor",
    "help",
    "key list",
    "status",
    "ticket",
    "top",
    "topology",
    "version",
    "wait",
];

#[test]
fn a_dry_run_changes_no_byte() {
    let tried = std::sync::atomic::AtomicUsize::new(0);
    // To look at data in this process is to open the index, which is no truth and keeps accounts of its own.
    let but_the_index = |folder: &Path| {
        let mut all = contents(folder);
        all.retain(|path, _| !path.contains("/index/"));
        all
    };
    sweep(|lab, command, line| {
        if !lab.run(&format!("{command} --help")).ok().text().contains("--dry-run") {
            assert!(HARMLESS.contains(&command), "{command} has no --dry-run");
            return;
        }
        lab.run("data put k v").ok();
        if command != "config init" {
            lab.run("config init").ok();
            // A door at an address of somebody else's.
            lab.run("config set http.allow_plain true").ok();
        }
        if command == "context remove" {
            lab.run("context add lab --url http://127.0.0.1:1").ok();
        }
        if command == "db drop" {
            lab.run("data put k v --db another").ok();
        }
        let before = contents(lab.home());
        let done = run(lab, &format!("{line} --dry-run"));
        let opens_data =
            ["data ", "db ", "key rotate", "verify"].iter().any(|group| command.starts_with(group));
        match opens_data {
            true => {
                let after = but_the_index(lab.home());
                let before: BTreeMap<_, _> =
                    before.into_iter().filter(|(path, _)| !path.contains("/index/")).collect();
                assert!(after == before, "{line} --dry-run changed something");
            }
            false => assert!(contents(lab.home()) == before, "{line} --dry-run changed something"),
        }
        if ARGUMENTS.iter().any(|(name, _)| *name == command)
            && !["key verify", "key import"].contains(&command)
        {
            assert_eq!(done.code, 0, "{line} --dry-run: {done:?}");
        }
        tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(tried.into_inner() > 20);
}

#[test]
fn a_dry_run_changes_nothing_of_a_node_that_runs() {
    let lab = Lab::new().with_key();
    let _node = lab.start();
    let peer = format!("{}@127.0.0.1:1", "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
    lab.run(&format!("peers add {peer}")).ok();
    let known = |lab: &Lab| {
        let peers = lab.run("peers list --json").ok().json();
        let paused = lab.run("sync status --json").ok().json()["paused"].clone();
        (peers["peers"].as_array().unwrap().len(), peers["peers"][0]["id"].clone(), paused)
    };
    let before = known(&lab);
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    for line in [
        &format!("peers add {other}@127.0.0.1:1"),
        "peers remove 3b6a",
        "peers ban 3b6a",
        "peers certify",
        "sync pause",
        "sync now",
        "backup create",
    ] {
        let would = lab.run(&format!("{line} --dry-run --json")).ok().json();
        assert_eq!(would["dry_run"], true, "{line}");
    }
    lab.run("peers add nonsense --dry-run").fails(10, "nonsense");
    assert_eq!(known(&lab), before);
    assert!(!lab.home().join(".local/state/backups").exists());
}

#[test]
fn a_dry_run_says_what_would_come_of_it_and_needs_no_data_directory() {
    let lab = Lab::new().with_key();
    let done = lab.run("data counter incr hits 5 --dry-run").ok();
    assert!(done.text() == "5\n" && done.err.contains("nothing was stored"), "{done:?}");
    assert!(!lab.data().exists(), "no data directory was made");
    lab.run("data counter incr hits 2").ok();
    let _node = lab.start();
    assert_eq!(lab.run("data counter incr hits 5 --dry-run").ok().text(), "7\n");
    assert_eq!(lab.run("data counter get hits").ok().text(), "2\n");
    let would = lab.run("stop --dry-run --json").ok().json();
    assert_eq!((&would["dry_run"], &would["schema_version"]), (&true.into(), &1.into()));
    lab.run("status").ok();
}
