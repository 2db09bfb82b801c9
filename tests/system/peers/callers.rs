//! Who calls at the door of a node, from where, with which key, and how often in vain. Every address that begins with 127 is
//! this machine: callers from several ranges need no machines of their own.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::hostile::Honest;
use super::stranger::Stranger;
use crate::lab::{Lab, until};
use crate::observe::get;
use crate::replication::{join, ticket};

/// How often a limit of this name has refused.
fn refused(lab: &Lab, name: &str) -> u64 {
    let answer = get(lab, "/api/v1/limits");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let limits: Value = serde_json::from_str(body).unwrap();
    let limit = limits["limits"].as_array().unwrap().iter().find(|limit| limit["name"] == name).unwrap();
    limit["refused"].as_u64().unwrap()
}

#[test]
fn a_key_that_calls_in_vain_from_everywhere_is_told_to_come_later_and_nobody_else_is() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let node = &honest.first;
    let callers: Vec<_> =
        (11..=17).map(|range| Stranger::at(&format!("127.0.{range}.1"), "elsewhere", 98, node)).collect();
    // One that is refused stays on the line until it has heard why, and takes a place as long.
    until("its key has used up what it has", || {
        callers.iter().for_each(Stranger::calls_again);
        callers.iter().any(|caller| caller.hears().contains("too many calls with this key"))
    });
    assert!(refused(node, "peer_handshakes_of_key") > 0);
    assert_eq!(refused(node, "peer_handshakes_of_range"), 0, "no range has used up what it has");
    // One of the same range that belongs here is let in, and those that are in notice nothing.
    Stranger::at("127.0.11.2", "main", 99, node).link();
    honest.go_on("meanwhile");
    until("one of them alone is heard again, and hears why it is not let in", || {
        callers[0].calls_again();
        callers[0].hears().contains("two networks")
    });
    honest.agree();
}

#[test]
fn a_range_that_calls_in_vain_with_many_keys_is_not_answered_and_others_are() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let node = &honest.first;
    let callers: Vec<_> =
        (1..=20).map(|n| Stranger::at(&format!("127.0.9.{n}"), "elsewhere", 100 + n, node)).collect();
    until("their range has used up what it has", || {
        callers.iter().for_each(Stranger::calls_again);
        refused(node, "peer_handshakes_of_range") > 0
    });
    until("one of them hears of it", || {
        callers.iter().for_each(Stranger::calls_again);
        callers.iter().any(|caller| caller.hears().contains("refused"))
    });
    assert_eq!(refused(node, "peer_handshakes_of_key"), 0, "no key has used up what it has");
    assert_eq!(refused(node, "peer_handshakes"), 0, "there are places left");
    honest.go_on("meanwhile");
    let newcomer = Lab::new();
    let _newcomer = join(&newcomer, &ticket(node));
    until("a newcomer is let in", || {
        newcomer.run("peers list --json").ok().json()["peers"][0]["state"] == "active"
    });
    honest.agree();
}

#[test]
fn rules_let_in_and_keep_out_by_range_and_count_what_they_decided() {
    let lab = Lab::new();
    let rules = |rules: &str| lab.file("c.toml", &format!("[network]\nrules = [{rules}]\n"));
    let hits = || -> Vec<(String, u64)> {
        let told = lab.run("peers rules --json").ok().json();
        let told = told["rules"].as_array().unwrap().iter();
        told.map(|rule| (rule["rule"].as_str().unwrap().to_owned(), rule["hits"].as_u64().unwrap())).collect()
    };
    rules(r#""allow 127.0.5.1", "deny 127.0.5.0/24""#);
    let started = lab.run("start --detach --http 127.0.0.1:0 --config c.toml --json").ok().json();
    let allowed = Stranger::at("127.0.5.1", "main", 110, &lab);
    let denied = Stranger::at("127.0.5.2", "main", 111, &lab);
    let other = Stranger::at("127.0.6.1", "main", 112, &lab);
    until("who is allowed is in, and whom no rule means", || allowed.is_in() && other.is_in());
    until("who is denied is counted", || hits()[1].1 > 0);
    until("and hears it", || denied.hears().contains("refused"));
    assert!(!denied.is_in());
    let before = hits();
    assert!(before[0].0 == "allow 127.0.5.1/32" && before[0].1 > 0, "{before:?}");
    // Rules that are new hold for those who are in; those that stay go on counting.
    rules(r#""deny 127.0.6.0/24", "allow 127.0.5.1", "deny 127.0.5.0/24""#);
    let pid = Pid::from_raw(i32::try_from(started["pid"].as_u64().unwrap()).unwrap()).unwrap();
    kill_process(pid, Signal::HUP).unwrap();
    until("who is denied now is out", || !other.is_in());
    until("and counted when it calls", || {
        other.calls_again();
        hits()[0].1 > 0
    });
    assert!(allowed.is_in() && !denied.is_in());
    let after = hits();
    for (after, before) in after[1..].iter().zip(&before) {
        assert!(after.0 == before.0 && after.1 >= before.1, "{before:?}, then {after:?}");
    }
    lab.run("stop").ok();
}
