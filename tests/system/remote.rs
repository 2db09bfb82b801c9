//! Nodes that are named: by URL, by a saved context, by a socket elsewhere.

use std::fs;
use std::io::Write;

use serde_json::Value;

use crate::lab::{Done, Lab, Node};

/// A lab with a node whose operator is the default key, and a second home from which it is somewhere else.
pub(crate) struct Two {
    pub(crate) here: Lab,
    pub(crate) there: Lab,
}

impl Two {
    pub(crate) fn new() -> Self {
        Self { here: Lab::new().with_key(), there: Lab::new() }
    }

    /// Starts the node over there, and says its URL and its id.
    fn start(&self) -> (Node<'_>, String, String) {
        self.start_with(&[])
    }

    /// Starts it with these settings beside that of its operator.
    pub(crate) fn start_with(&self, settings: &[(&str, &str)]) -> (Node<'_>, String, String) {
        let key = self.here.run("key show --json").ok().json()["public_key"].as_str().unwrap().to_owned();
        let settings = [&[("CYBERFLY_NODE__OPERATORS", key.as_str())], settings].concat();
        let node = self.there.start_with(&settings);
        let status = node.status();
        let url = format!("http://{}", status["listen"]["http"].as_str().unwrap());
        let id = status["node_id"].as_str().unwrap().to_owned();
        (node, url, id)
    }

    /// The public key and data of the key over here, written through the node over there.
    fn run(&self, line: &str) -> Done {
        self.here.run(line)
    }
}

#[test]
fn a_saved_context_takes_every_command_to_the_node_there_and_none_to_this_machine() {
    let two = Two::new();
    let (_node, url, id) = two.start();
    two.run(&format!("context add lab --url {url} --node {id}")).ok();
    assert_eq!(two.run("--context lab status --json").ok().json()["node_id"], Value::from(id.as_str()));
    two.run("status").code_is(3);
    two.run("context use lab").ok();
    two.run("wait --ready --timeout 5s").ok();
    two.run("data put k v").ok();
    assert_eq!(two.run("data get k").ok().out, b"v");
    assert!(!two.here.data().exists(), "nothing was made here");
    let told = two.run("data get k -v").ok().err;
    assert!(told.contains(&url) && told.contains("context lab"), "{told}");
    two.run("doctor").ok();
    two.run("check").ok();
    // A directory that is named says which node is meant; so does `local`.
    two.run("status --data-dir elsewhere").code_is(3);
    two.run("status --context local").code_is(3);
    two.run("data get k --offline --context lab").fails(2, "leave out --url and --context");
    two.run("start --context lab").fails(2, "leave out --url and --context");
    two.run("context previous").ok();
    two.run("status").code_is(3);
    two.run("context previous").ok();
    two.run("stop").ok();
    two.run("status").code_is(5);
    two.run("data get k").fails(5, "hint: ");
}

#[test]
fn a_token_file_opens_the_operators_routes_and_without_one_they_are_shut() {
    let two = Two::new();
    let (_node, url, id) = two.start();
    two.run(&format!("status --url {url}")).code_is(6);
    two.run(&format!("stop --url {url}")).fails(6, "");
    let pem = two.here.home().join(".config/cyberfly/keys/default.pem");
    let key = cyberfly_core::SecretKey::from_pem(&fs::read_to_string(pem).unwrap()).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let scope = cyberfly_core::token::Scope::Operator;
    let token = cyberfly_core::Token::fresh(id.parse().unwrap(), scope, now).sign(&key);
    write(&two.here, "token", &token);
    two.run(&format!("status --url {url} --token-file token")).ok();
    two.run(&format!("context add t --url {url} --token-file token")).ok();
    let mut elsewhere = two.here.command(["status"]);
    elsewhere.env("CYBERFLY_CONTEXT", "t").current_dir("/");
    Done::from(elsewhere.output().unwrap()).ok();
}

#[test]
fn a_context_that_points_nowhere_is_exit_5_with_a_hint() {
    let lab = Lab::new().with_key();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    lab.run(&format!("context add gone --url http://{free}")).ok();
    lab.run("context add shut --socket nowhere.sock").ok();
    for context in ["gone", "shut"] {
        lab.run(&format!("data get k --context {context}")).fails(5, "hint: ");
        lab.run(&format!("stop --context {context}")).fails(5, "hint: ");
        lab.run(&format!("status --context {context}")).code_is(5);
        lab.run(&format!("wait --timeout 50ms --context {context}")).fails(5, "no node was ready");
        lab.run(&format!("doctor --context {context}")).code_is(11);
        lab.run(&format!("check --context {context}")).code_is(2);
    }
    lab.run("status --context nothing").fails(4, "hint: cyberfly context list");
}

#[test]
fn two_ways_to_name_a_node_at_once_are_refused_and_a_flag_beats_the_environment() {
    let lab = Lab::new();
    lab.run("status --url http://127.0.0.1:1 --context x").fails(2, "--url and --context both name a node");
    lab.run("--socket s status --url http://127.0.0.1:1").fails(2, "--socket and --url both name a node");
    let with = |line: &str| -> Done {
        let mut command = lab.command(line.split(' '));
        command.env("CYBERFLY_URL", "http://127.0.0.1:1").output().unwrap().into()
    };
    assert_eq!(with("status").code, 5);
    assert_eq!(with("status --socket s").code, 3);
    assert_eq!(with("status --data-dir d").code, 3);
    lab.run("status --url ftp://node.example").fails(10, "speak http and https, not ftp");
    lab.run("context add x --url nonsense").fails(10, "no address of a node");
}

#[test]
fn contexts_are_listed_shown_and_removed_and_the_file_is_its_owners_alone() {
    let lab = Lab::new();
    lab.run("context add a --url http://127.0.0.1:1").ok();
    lab.run("context add b --socket /run/b.sock").ok();
    lab.run("context add a --url http://127.0.0.1:2").fails(1, "hint: remove it first");
    lab.run("context add local --url http://127.0.0.1:2").fails(2, "choose another name");
    lab.run("context add c").fails(2, "--help has examples");
    lab.run("context use b").ok();
    let list = lab.run("context list --json").ok().json();
    let names: Vec<_> =
        list["contexts"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["local", "a", "b"]);
    assert_eq!(list["contexts"][2]["current"], true);
    assert_eq!(lab.run("context show --json").ok().json()["socket"], "/run/b.sock");
    lab.run("context remove b").ok();
    assert_eq!(lab.run("context show --json").ok().json()["name"], "local");
    lab.run("context remove b").fails(4, "no context");
    let file = lab.home().join(".config/cyberfly/contexts.toml");
    write_at(&file, "current = 5\n");
    lab.run("context list").fails(2, "contexts.toml:1: ");
    lab.run("status").fails(2, "hint: mend the file");
}

#[test]
fn ten_commands_at_once_lose_no_context() {
    let lab = Lab::new();
    std::thread::scope(|scope| {
        for count in 0..10 {
            let lab = &lab;
            scope.spawn(move || lab.run(&format!("context add c{count} --url http://127.0.0.1:1")).ok());
        }
    });
    assert_eq!(lab.run("context list").ok().text().lines().count(), 11);
}

fn write(lab: &Lab, name: &str, text: &str) {
    write_at(&lab.home().join(name), text);
}

fn write_at(path: &std::path::Path, text: &str) {
    fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}
