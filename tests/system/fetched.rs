//! Files that come from other nodes: small ones by themselves, large ones when somebody asks, those of pinned databases all.

use serde_json::Value;

use crate::blobs::{bytes, save, saved};
use crate::lab::{Lab, Node, until};
use crate::replication::{default_db, ticket};

/// Starts a node that replicates all that another one has, and fetches files by itself that are smaller than 1 MiB.
fn sparing<'a>(lab: &'a Lab, peers: &str, more: &[(&str, &str)]) -> Node<'a> {
    let below = ("CYBERFLY_REPLICATE__BLOBS_EAGER_BELOW", "1MiB");
    let known = [("CYBERFLY_NETWORK__PEERS", peers), ("CYBERFLY_REPLICATE__DATABASES", "all"), below];
    lab.start_with(&[&known, more].concat())
}

fn converged(lab: &Lab) {
    lab.run("sync --wait --until-converged --timeout 60s").ok();
}

/// Which files are here, by key.
fn here(lab: &Lab, db: &str) -> Vec<(String, bool)> {
    let listed = lab.run(&format!("data blob list --json --db {db}")).ok().json();
    let row = |row: &Value| (row["key"].as_str().unwrap().to_owned(), row["here"].as_bool().unwrap());
    listed["blobs"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_large_file_comes_when_somebody_asks_for_it_and_is_shown_as_absent_before() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let node = first.start();
    let large = bytes(3);
    save(&first, "large", &large);
    first.run("data blob put large large").ok();
    first.run("data blob put again large").ok();
    first.file("small", "small");
    first.run("data blob put small small").ok();
    let db = default_db(&first);
    let _other = sparing(&other, &ticket(&first), &[]);
    // What is not fetched by itself is not waited for.
    converged(&other);
    let shown =
        |large| [("again", large), ("large", large), ("small", true)].map(|(key, is)| (key.into(), is));
    assert_eq!(here(&other, &db), shown(false));
    let table = other.run(&format!("data blob list -o plain --db {db}")).ok();
    assert!(table.text().contains("large\t3145728\t\tfalse"), "{table:?}");
    assert!(other.run(&format!("data blob get large --db {db}")).ok().out == large);
    until("it is here", || here(&other, &db) == shown(true));
    // It stays when its giver is gone.
    node.kill();
    other.run(&format!("data blob get again --out back --db {db}")).ok();
    assert!(saved(&other, "back") == large);
}

#[test]
fn what_nobody_gives_is_told_as_such_and_nothing_is_written() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let node = first.start();
    save(&first, "large", &bytes(2));
    first.run("data blob put large large").ok();
    let db = default_db(&first);
    let running = sparing(&other, &ticket(&first), &[]);
    converged(&other);
    node.kill();
    until("it is gone", || {
        let peers = other.run("peers list --json").ok().json();
        peers["peers"].as_array().unwrap().iter().all(|peer| peer["connection"].is_null())
    });
    let get = format!("data blob get large --out back --db {db}");
    other.run(&get).fails(5, "no peer is connected").fails(5, "cyberfly peers list");
    assert!(!other.home().join("back").exists());
    other.run(&format!("data get large --db {db}")).fails(5, "its 2097152 bytes are not here");
    other.run(&format!("data export --db {db}")).fails(5, "its 2097152 bytes are not here");
    running.kill();
    other.run(&format!("{get} --offline")).fails(5, "this node is connected with nobody");
    other.run(&format!("data blob get nothing --db {db}")).code_is(4);
}

#[test]
fn whatever_needs_the_bytes_of_a_value_has_them_fetched() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    let value = bytes(2);
    save(&first, "value", &value);
    for key in ["a", "b", "c"] {
        first.run(&format!("data put {key} --file value")).ok();
    }
    save(&first, "other", &value[1..]);
    first.run("data put d --file other").ok();
    let text = "x".repeat(2 << 20);
    let line = format!("{{\"key\": \"document\", \"type\": \"json\", \"value\": {{\"text\": \"{text}\"}}}}");
    first.feed("data import", line.as_bytes()).ok();
    let db = default_db(&first);
    let node = sparing(&other, &ticket(&first), &[]);
    converged(&other);
    let url = format!("http://{}", node.status()["listen"]["http"].as_str().unwrap());
    assert!(other.run(&format!("data get a --db {db} --url {url}")).ok().out == value);
    let exported = other.run(&format!("data export --db {db}")).ok().out;
    assert!(exported == first.run("data export").ok().out);
    assert_eq!(here(&other, &db).len(), 0, "they are strings and a document");
}

#[test]
fn every_file_of_a_pinned_database_is_fetched_whatever_its_size() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    save(&first, "large", &bytes(2));
    first.run("data blob put large large --db kept").ok();
    save(&first, "more", &bytes(3)[1..]);
    first.run("data blob put more more --db left").ok();
    let full = |short: &str| {
        let told = first.run(&format!("db info {short} --json")).ok().json();
        told["name"].as_str().unwrap().to_owned()
    };
    let (kept, left) = (full("kept"), full("left"));
    let pinned = ("CYBERFLY_REPLICATE__PINNED", "kept-*");
    let running = sparing(&other, &ticket(&first), &[pinned]);
    converged(&other);
    let is_here = |db: &str, key: &str, is| here(&other, db) == [(key.to_owned(), is)];
    assert!(is_here(&kept, "large", true) && is_here(&left, "more", false));
    // Whoever changes their mind gets what is missing.
    running.kill();
    let _other = sparing(&other, &ticket(&first), &[("CYBERFLY_REPLICATE__PINNED", "kept-*,left-*")]);
    until("the other one comes", || is_here(&left, "more", true));
}

#[test]
fn a_hundred_megabytes_pass_and_replication_goes_on_meanwhile() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    let large = bytes(100);
    save(&first, "large", &large);
    first.run("data put before x").ok();
    let db = default_db(&first);
    let node = other.start_with(&[
        ("CYBERFLY_NETWORK__PEERS", &ticket(&first)),
        ("CYBERFLY_REPLICATE__DATABASES", "all"),
    ]);
    converged(&other);
    first.run("data blob put large large").ok();
    // Writes pass while the file travels.
    for n in 0..20 {
        first.run(&format!("data put meanwhile{n} x --wait-replicas 1")).ok();
    }
    other.run("sync --wait --until-converged --timeout 5m").ok();
    assert_eq!(here(&other, &db), [("large".to_owned(), true)]);
    assert!(other.run(&format!("data get meanwhile19 --db {db}")).ok().text() == "x");
    other.run(&format!("data blob get large --out back --db {db}")).ok();
    assert!(saved(&other, "back") == large);
    drop(node);
    other.run(&format!("verify --db {db}")).ok();
}
