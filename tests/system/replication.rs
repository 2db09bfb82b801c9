//! Two nodes and more that hold the same data.

use std::fs;
use std::io::Write;
use std::path::Path;

use cyberfly_protocol::{Door, Event, Observe, Observed};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::lab::{Lab, Node, until};
use crate::observe::{block_on, client, get, heard};

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
fn who_connects_to_a_node_and_keeps_nothing_of_it_is_told_so() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    first.run("data put greeting hello").ok();
    let start = format!("start --detach --http 127.0.0.1:0 --listen 127.0.0.1:0 --peer {}", ticket(&first));
    let started = other.run(&start).ok();
    assert!(started.err.contains("--replicate all"), "{started:?}");
    for look in ["sync --wait --until-converged", "sync", "sync databases"] {
        let told = other.run(look).ok();
        assert!(told.err.contains("nothing is replicated"), "{look}: {told:?}");
    }
    other.run("config set replicate.databases all").ok();
    let pid =
        Pid::from_raw(other.run("status --json").ok().json()["pid"].as_i64().unwrap().try_into().unwrap());
    kill_process(pid.unwrap(), Signal::HUP).unwrap();
    let db = default_db(&first);
    until("it came", || other.run(&format!("data get greeting --db {db}")).code == 0);
    assert!(!other.run("sync").ok().err.contains("nothing is replicated"));
    other.run("stop").ok();
}

#[test]
fn a_node_that_begins_again_has_not_converged_before_it_reached_who_it_knows() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    let joined = join(&other, &ticket(&first));
    converged(&other);
    let remembered = other.data().join("network/peers");
    until("the peer is remembered", || fs::read_to_string(&remembered).is_ok_and(|text| !text.is_empty()));
    drop(joined);
    let file = first.home().join("lines");
    lines(&file, 500);
    first.run(&format!("data import {}", file.display())).ok();
    let db = default_db(&first);
    // Nobody names the peer this time.
    let all = [("CYBERFLY_REPLICATE__DATABASES", "all")];
    let again = other.start_with(&all);
    let answer = other.run("sync --wait --until-converged --timeout 30s --json").ok().json();
    assert_eq!(answer["compared"], 1);
    assert_eq!(digest(&other, &db), digest(&first, &db));
    // With nobody else there, one that is away is missed.
    first.run("stop").ok();
    other.run("sync --wait --until-converged --timeout 1s").fails(5, "not converged");
    drop(again);
    let _again = other.start_with(&all);
    other.run("sync --wait --until-converged --timeout 1s").fails(5, "not converged");
    // Whom it bans does not count.
    let known = other.run("peers list --json").ok().json();
    other.run(&format!("peers ban {}", known["peers"][0]["id"].as_str().unwrap())).ok();
    assert!(other.run("sync --wait --until-converged").ok().err.contains("banned peers only"));
    // Who knows nobody has nothing to wait for, and is told so.
    let alone = Lab::new();
    let _alone = alone.start();
    assert!(alone.run("sync --wait --until-converged").ok().err.contains("knows no peer"));
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
fn what_repeats_takes_less_on_the_wire_than_it_is_long() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let file = first.home().join("readings");
    let mut to = fs::File::create(&file).unwrap();
    for n in 0..3_000 {
        let value =
            format!("{{\"sensor\": \"hall-{}\", \"celsius\": {}.5, \"state\": \"nominal\"}}", n % 10, n % 40);
        let line = serde_json::json!({ "key": format!("readings/{n}"), "type": "string", "value": value });
        writeln!(to, "{line}").unwrap();
    }
    first.run(&format!("data import {} --batch 1", file.display())).ok();
    let _first = first.start();
    let db = default_db(&first);
    let _other = join(&other, &ticket(&first));
    converged(&other);
    assert_eq!(digest(&other, &db), digest(&first, &db));
    let operations = other.run("sync --json").ok().json()["peers"][0]["received_bytes"].as_u64().unwrap();
    let wire = &other.run("peers list --json").ok().json()["peers"][0]["connection"]["received_bytes"];
    let wire = wire.as_u64().unwrap();
    assert!(wire < operations / 2, "{wire} bytes for {operations} bytes of operations");
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

fn converged(lab: &Lab) {
    lab.run("sync --wait --until-converged --timeout 30s").ok();
}

#[test]
fn large_values_pass_with_their_bytes_and_replication_goes_on() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    let large: Vec<u8> = (0..5 * 1024 * 1024_u32).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect();
    put_file(&first, "large", &large);
    let db = default_db(&first);
    let _other = join(&other, &ticket(&first));
    converged(&other);
    assert!(other.run(&format!("data get large --db {db}")).ok().out == large);
    put_file(&first, "large", &large[1..]);
    first.run("data put after x --wait-replicas 1").ok();
    converged(&other);
    assert!(other.run(&format!("data get large --db {db}")).ok().out == large[1..]);
    assert_eq!(other.run(&format!("data get after --db {db}")).ok().text(), "x");
}

#[test]
fn an_operator_sees_pauses_and_waits() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    first.run("sync").fails(3, "no node");
    let _first = first.start();
    // A node alone has nobody to agree with.
    converged(&first);
    first.run("data put k v --wait-replicas 1 --timeout 100ms").fails(5, "stored here, but 0 of 1");
    let db = default_db(&first);
    let running = join(&other, &ticket(&first));
    converged(&other);
    converged(&first);
    let status = other.run("sync status --json").ok().json();
    assert_eq!((&status["paused"], &status["replicate"]), (&Value::from(false), &Value::from("all")));
    let peer = &status["peers"][0];
    assert_eq!((&peer["state"], &peer["connected"]), (&Value::from("complete"), &Value::from(true)));
    assert_eq!(peer["databases"][0]["name"], *db);
    other.run("wait --synced --timeout 30s").ok();
    let row = other.run("sync databases --json").ok().json()["databases"][0].clone();
    assert_eq!(
        (&row["name"], &row["missing_here"], &row["received"]),
        (&db.clone().into(), &0.into(), &1.into())
    );
    let history = other.run("sync history --json").ok().json();
    assert!(history["sessions"].as_array().unwrap().iter().any(|session| session["received"] == 1));
    assert_eq!(other.run("sync pause --json").ok().json()["paused"], true);
    other.run("sync now").code_is(5);
    assert_eq!(other.run("sync resume --json").ok().json()["paused"], false);
    other.run("sync now").ok();
    let id = peer["id"].as_str().unwrap();
    other.run(&format!("sync now {id} --db {db}")).ok();
    other.run("sync now nonsense").code_is(2);
    running.kill();
    let gone = first.run("data put later v --wait-replicas 1 --timeout 100ms");
    gone.fails(5, "stored here, but 0 of 1");
}

#[test]
fn an_observer_hears_of_sessions_and_sees_their_figures() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    first.run("data put k v").ok();
    let client = client(&first);
    let _other = block_on(async {
        let mut stream = client.observe(Observe::default()).await.unwrap();
        let Some(Observed::Sample(alone)) = heard(&mut stream).await else { panic!("no sample") };
        let alone = alone.sync.unwrap();
        assert_eq!((alone.peers["complete"], alone.sent, alone.all_equal_at), (0, 0, None));
        let peers = ticket(&first);
        let running = join(&other, &peers);
        let (mut is_told, mut is_shown) = (false, false);
        while !is_told || !is_shown {
            match heard(&mut stream).await.unwrap() {
                Observed::Event(event) => {
                    let Event::SyncEnded(session) = event.event else { continue };
                    is_told |=
                        (session.state.as_str(), session.sent, session.databases) == ("complete", 1, 1);
                }
                Observed::Sample(sample) => {
                    let sync = sample.sync.unwrap();
                    is_shown |= sync.sent == 1 && sync.peers["complete"] == 1 && sync.all_equal_at.is_some();
                }
                Observed::Lagged { .. } => panic!("it is read on"),
            }
        }
        running
    });
    let numbers = get(&first, "/metrics");
    for line in [
        "cyberfly_sync_operations_total{direction=\"sent\"} 1",
        "cyberfly_sync_sessions_total{outcome=\"failed\"} 0",
        "cyberfly_sync{what=\"missing_there\"} 0",
    ] {
        assert!(numbers.contains(line), "{line} is not in {numbers}");
    }
}

#[test]
fn where_there_is_no_room_both_sides_say_so_and_what_there_is_room_for_comes() {
    let (first, full) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    for n in 0..10 {
        first.run(&format!("data put k{n} v")).ok();
    }
    first.run("data put k v --db small").ok();
    let name = |short: &str| {
        let told = first.run(&format!("db info {short} --json")).ok().json();
        told["name"].as_str().unwrap().to_owned()
    };
    let (large, small) = (name("default"), name("small"));
    let _full = full.start_with(&[
        ("CYBERFLY_NETWORK__PEERS", &ticket(&first)),
        ("CYBERFLY_REPLICATE__DATABASES", "all"),
        ("CYBERFLY_LIMITS__DATABASE_OPERATIONS", "5"),
    ]);
    // What comes together may pass the limit together; then it holds.
    let has_all = |db: &str| digest(&full, db) == digest(&first, db);
    until("both have come", || has_all(&large) && has_all(&small));
    first.run("data put k10 v").ok();
    first.run("data put l v --db small").ok();
    full.run("sync now").code_is(5);
    let reason = |lab: &Lab| lab.run("sync status --json").ok().json()["peers"][0]["reason"].clone();
    let says_so = |lab: &Lab| reason(lab) == "resource_exhausted";
    until("both sides say so", || says_so(&first) && says_so(&full));
    until("the other one goes on", || has_all(&small));
    until("it is told before anybody asks", || {
        full.run("check health --format json").text().contains("sync with connected peers fails")
    });
    full.run("sync --wait --until-converged --timeout 1s").fails(5, "no room");
    // What makes room is let in.
    first.run("data del k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 k10").ok();
    until("there is room again", || has_all(&large));
    converged(&full);
}

#[test]
fn both_sides_write_while_they_are_apart_and_agree_when_they_meet_again() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    first.run("data put shared 1").ok();
    let db = default_db(&first);
    share_key(&first, &other);
    let peers = ticket(&first);
    let running = join(&other, &peers);
    converged(&other);
    running.kill();
    // One of them writes without a node meanwhile.
    for n in 0..20 {
        first.run(&format!("data put first{n} x")).ok();
        other.run(&format!("data put other{n} y")).ok();
    }
    first.run("data put shared 2").ok();
    other.run("data put shared 3").ok();
    let _other = join(&other, &peers);
    until("digests are equal", || {
        digest(&first, &db).is_some() && digest(&first, &db) == digest(&other, &db)
    });
    converged(&first);
    assert_eq!(first.run("data get shared").ok().text(), "3");
    assert_eq!(other.run("data scan").ok().text().lines().count(), 41);
}

#[test]
fn a_receiver_that_is_killed_again_and_again_in_mid_transfer_has_everything_in_the_end() {
    let (first, other) = (Lab::new().with_key(), Lab::new());
    let _first = first.start();
    let file = first.home().join("lines");
    lines(&file, 500);
    first.run(&format!("data import {} --batch 1", file.display())).ok();
    let db = default_db(&first);
    let peers = ticket(&first);
    let count = |lab: &Lab| {
        let info = lab.run(&format!("db info {db} --json"));
        if info.code == 0 { info.json()["operations"].as_u64().unwrap() } else { 0 }
    };
    let mut before = 0;
    for _ in 0..3 {
        let running = join(&other, &peers);
        until("some more has come", || count(&other) > before || count(&other) == 500);
        running.kill();
        before = count(&other);
    }
    let _other = join(&other, &peers);
    until("digests are equal", || digest(&first, &db) == digest(&other, &db));
    assert_eq!(count(&other), 500);
}
