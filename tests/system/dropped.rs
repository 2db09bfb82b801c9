//! A replica that is dropped is gone from this node alone, for as long as nobody here wants it again.

use std::fs;
use std::process::Stdio;

use crate::lab::{Lab, until};
use crate::replication::{default_db, digest, join, ticket};

/// Writes to two databases, enough that a drop takes a moment.
fn furnish(lab: &Lab) {
    let lines = |of: &str| -> String {
        let line = |n: usize| {
            format!("{{\"key\":\"{of}/{n}\",\"type\":\"string\",\"value\":\"{}\"}}\n", "x".repeat(300))
        };
        (0..800).map(line).collect()
    };
    lab.feed("data import --batch 20", lines("stays").as_bytes()).ok();
    lab.feed("data import --batch 20 --db goes", lines("goes").as_bytes()).ok();
    lab.feed("data blob put file - --db goes", &[0xff; 70_000]).ok();
}

fn journal_bytes(lab: &Lab) -> u64 {
    let files = fs::read_dir(lab.data().join("journal")).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "seg"))
        .map(|path| fs::metadata(path).unwrap().len())
        .sum()
}

/// That the one database is gone and the other whole, with an index that was kept and one that was built anew.
fn is_gone(lab: &Lab, stays: &serde_json::Value) {
    for with_index in [true, false] {
        if !with_index {
            fs::remove_dir_all(lab.data().join("index")).unwrap();
        }
        lab.run("db info goes").code_is(4);
        assert_eq!(&lab.run("db info default --json").ok().json(), stays);
        lab.run("verify").ok();
    }
    assert!(!lab.data().join("DROPPING").exists());
}

#[test]
fn a_replica_is_dropped_from_a_data_directory_and_from_a_running_node() {
    for has_node in [false, true] {
        let lab = Lab::new().with_key();
        furnish(&lab);
        let stays = lab.run("db info default --json").ok().json();
        let kept = lab.run("db info goes --json").ok().json();
        let before = journal_bytes(&lab);
        let node = has_node.then(|| lab.start());
        let would = lab.run("db drop goes --dry-run --json").ok().json();
        assert_eq!(would["dry_run"], true, "{would}");
        lab.run("db drop goes").fails(2, "say yes beforehand");
        assert_eq!(lab.run("db info goes --json").ok().json(), kept, "nothing was dropped yet");
        let dropped = lab.run("db drop goes --yes --json").ok().json();
        assert_eq!(dropped["operations"], kept["operations"]);
        assert!(dropped["freed_bytes"].as_u64() > Some(100_000), "{dropped}");
        lab.run("db info goes").code_is(4);
        lab.run("data blob get file --db goes").code_is(4);
        lab.run("db drop goes --yes").code_is(4);
        drop(node);
        assert!(journal_bytes(&lab) < before / 4 * 3, "{before}, {}", journal_bytes(&lab));
        is_gone(&lab, &stays);
        lab.run("data put k v --db goes").ok();
        assert_eq!(lab.run("data scan --db goes").ok().text(), "k\n");
    }
}

#[test]
fn a_drop_that_is_killed_is_brought_to_its_end_by_whoever_opens_the_directory_next() {
    let lab = Lab::new().with_key();
    furnish(&lab);
    let stays = lab.run("db info default --json").ok().json();
    let note = lab.data().join("DROPPING");
    let mut drop = lab.command(["db", "drop", "goes", "--yes"]);
    let mut child = drop.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("it is begun", || note.exists() || child.try_wait().unwrap().is_some());
    child.kill().unwrap();
    child.wait().unwrap();
    fs::remove_dir_all(lab.data().join("index")).unwrap();
    is_gone(&lab, &stays);
}

#[test]
fn another_node_keeps_its_replica_and_does_not_give_it_back_until_it_is_wanted() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let node = first.start();
    first.run("data put k v").ok();
    let db = default_db(&first);
    first.run("data put k v --db second").ok();
    let peer = ticket(&first);
    let joined = join(&other, &peer);
    until("both hold it", || digest(&other, &db).is_some_and(|there| Some(there) == digest(&first, &db)));
    other.run(&format!("db drop {db} --yes")).ok();
    assert!(digest(&first, &db).is_some(), "the first keeps its own");
    first.run("data put later w").ok();
    first.run("data put after w --db second").ok();
    let second = first.run("db info second --json").ok().json()["name"].as_str().unwrap().to_owned();
    other.run("sync now").ok();
    until("the rest goes on", || other.run(&format!("data get after --db {second}")).code == 0);
    assert!(digest(&other, &db).is_none(), "it came back");
    drop(joined);
    let _joined = join(&other, &peer);
    first.run("data put third w --db second").ok();
    until("it goes on after a restart", || other.run(&format!("data get third --db {second}")).code == 0);
    other.run("sync now").ok();
    assert!(digest(&other, &db).is_none(), "it came back after a restart");
    other.run(&format!("sync now --db {db}")).ok();
    until("it is here again", || digest(&other, &db).is_some_and(|there| Some(there) == digest(&first, &db)));
    first.run(&format!("db drop {db} --everywhere --yes")).ok();
    until("the deletes arrive", || {
        let keys = other.run(&format!("data scan --db {db}"));
        keys.code == 0 && keys.out.is_empty()
    });
    drop(node);
}
