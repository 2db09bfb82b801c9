//! `cyberfly audit`, by the real binary.

#![allow(clippy::disallowed_methods, reason = "what is to be found is done to files here")]

use std::fs;
use std::path::PathBuf;

use crate::lab::Lab;

/// The newest file of the log.
fn newest(lab: &Lab) -> PathBuf {
    let mut files: Vec<_> = fs::read_dir(lab.data().join("audit"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .collect();
    files.sort();
    files.pop().unwrap()
}

#[test]
fn what_an_operator_did_and_what_a_stranger_was_refused_is_shown_found_and_verified() {
    let lab = Lab::new();
    let node = lab.start();
    let address = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    // A stranger asks for what is an operator's.
    assert_ne!(lab.run(&format!("status --url http://{address}")).code, 0);
    lab.run("audit verify").ok();
    lab.run("stop").ok();
    drop(node);
    let found = lab.run("audit search stop --json").ok().json();
    let line = &found["lines"][0];
    assert_eq!(
        (&line["who"], &line["what"], &line["result"], &line["from"]),
        (&"operator".into(), &"stop".into(), &"ok".into(), &"socket".into())
    );
    let refusals = lab.run("audit search --kind refusal --who anyone --since 1h --json").ok().json();
    assert_eq!(refusals["lines"][0]["result"], "unauthenticated");
    assert_eq!(refusals["lines"][0]["which"], "/api/v1/status");
    assert_eq!(
        lab.run("audit -o plain").ok().text().lines().last().unwrap().split('\t').nth(4),
        Some("stopped")
    );
    lab.run("audit search nothing-like-this").fails(4, "no such line");

    let verified = lab.run("audit verify --json").ok().json();
    assert_eq!((&verified["intact"], &verified["unsigned"]), (&true.into(), &0.into()));
    let path = newest(&lab);
    let whole = fs::read_to_string(&path).unwrap();
    let without: Vec<_> = whole.lines().filter(|line| !line.contains("unauthenticated")).collect();
    fs::write(&path, without.join("\n") + "\n").unwrap();
    let broken = lab.run("audit verify").code_is(8);
    assert!(broken.text().contains("removed"), "{broken:?}");
    fs::write(&path, whole.replace("\"socket\"", "\"nobody\"")).unwrap();
    lab.run("audit verify").code_is(8);
    fs::write(&path, &whole).unwrap();
    lab.run("audit verify").ok();
}

#[test]
fn the_log_holds_after_a_kill_and_goes_on() {
    let lab = Lab::new();
    for _ in 0..3 {
        lab.start().kill();
        lab.run("audit verify").ok();
    }
    let node = lab.start();
    lab.run("stop").ok();
    drop(node);
    let starts = lab.run("audit search started --json").ok().json();
    assert_eq!(starts["lines"].as_array().unwrap().len(), 4);
}

#[test]
fn without_a_log_there_is_nothing_to_show_and_nothing_wrong() {
    let lab = Lab::new();
    lab.run("audit").fails(4, "no data directory");
    lab.run("audit verify --by zz").code_is(2);
    lab.run("audit search --kind nonsense").code_is(2);
}
