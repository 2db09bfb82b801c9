//! Two nodes and more that hold the same data.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::lab::{Lab, Node, until};

/// What another node's `--peer` takes.
pub(crate) fn ticket(lab: &Lab) -> String {
    lab.run("ticket").ok().text().trim().to_owned()
}

/// Starts a node that knows another one and replicates all.
pub(crate) fn join<'a>(lab: &'a Lab, peers: &str) -> Node<'a> {
    lab.start_with(&[("CYBERFLY_NETWORK__PEERS", peers), ("CYBERFLY_REPLICATE__DATABASES", "all")])
}

/// Gives a home the key of another.
pub(crate) fn share_key(from: &Lab, to: &Lab) {
    let keys = |lab: &Lab| lab.home().join(".config/cyberfly/keys");
    fs::create_dir_all(keys(to)).unwrap();
    for entry in fs::read_dir(keys(from)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, keys(to).join(path.file_name().unwrap())).unwrap();
    }
}

/// The digest of a database on a node.
pub(crate) fn digest(lab: &Lab, db: &str) -> Option<Value> {
    let info = lab.run(&format!("db info {db} --json"));
    (info.code == 0).then(|| info.json()["digest"].clone())
}

/// The full name of the default key's default database.
pub(crate) fn default_db(lab: &Lab) -> String {
    lab.run("db list --json").ok().json()["databases"][0]["name"].as_str().unwrap().to_owned()
}

fn put_file(lab: &Lab, key: &str, bytes: &[u8]) {
    let path = lab.home().join("value");
    fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    lab.run(&format!("data put {key} --file {}", path.display())).ok();
}

fn lines(path: &Path, count: usize) {
    let line = |n: usize| format!("{{\"key\": \"k{n}\", \"type\": \"string\", \"value\": \"v{n}\"}}\n");
    let text: String = (0..count).map(line).collect();
    fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_late_joiner_gets_everything_and_what_is_written_later_on_either_side() {
    let (first, late) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    first.run("data put greeting hello").ok();
    first.run("data hash set h f v").ok();
    put_file(&first, "five-kilobytes", &[b'x'; 5 * 1024]);
    let db = default_db(&first);
    share_key(&first, &late);
    // The database belongs to a key of the late one's operator: the default policy has it.
    let _late = late.start_with(&[("CYBERFLY_NETWORK__PEERS", &ticket(&first))]);
    until("the late one holds the same", || digest(&late, &db) == digest(&first, &db));
    assert_eq!(late.run("data get greeting").ok().text(), "hello");
    assert_eq!(late.run("data get five-kilobytes").ok().out.len(), 5 * 1024);
    late.run("data put from-late x").ok();
    first.run("data put from-first y").ok();
    until("both have both", || {
        late.run("data get from-first").code == 0 && first.run("data get from-late").code == 0
    });
    until("digests are equal", || digest(&late, &db) == digest(&first, &db));
}

#[test]
fn a_burst_arrives_whole() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    first.run("data put first x").ok();
    let db = default_db(&first);
    let _other = join(&other, &ticket(&first));
    let file = first.home().join("lines");
    lines(&file, 3_000);
    first.run(&format!("data import {}", file.display())).ok();
    until("all of it is there", || {
        digest(&other, &db).is_some_and(|there| Some(there) == digest(&first, &db))
    });
    assert_eq!(other.run(&format!("db info {db} --json")).ok().json()["keys"], 3_001);
}

#[test]
fn what_is_not_ones_own_is_not_fetched_by_default() {
    let (first, stranger) = (Lab::new().with_key(), Lab::new().with_key());
    let _first = first.start();
    first.run("data put k v").ok();
    let db = default_db(&first);
    let _stranger = stranger.start_with(&[("CYBERFLY_NETWORK__PEERS", &ticket(&first))]);
    stranger.run("data put mine v").ok();
    let active = |lab: &Lab| lab.run("status --json").ok().json()["peers"]["active"] == 1;
    until("they are connected", || active(&first) && active(&stranger));
    // A third one that takes all shows that sessions were held since.
    let all = Lab::new();
    let _all = join(&all, &format!("{},{}", ticket(&first), ticket(&stranger)));
    let mine = default_db(&stranger);
    until("the third has both", || digest(&all, &db).is_some() && digest(&all, &mine).is_some());
    assert!(digest(&stranger, &db).is_none() && digest(&first, &mine).is_none());
}
