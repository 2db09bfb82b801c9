//! Nodes that end in the middle of something, halt, or are two in one.

use std::fs;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Door, Handled};
use rustix::process::Signal;

use super::camp::{Camp, PATIENCE};

/// Hands so many operations in at a node, a thousand at a time, each for itself. Returns the name of their database.
fn burst(camp: &Camp, machine: usize, count: u64) -> String {
    let secret = SecretKey::from_seed(&[7; 32]);
    let db = DbName::new("burst", secret.public()).unwrap();
    let began = cyberfly_node::now_ms() - count;
    let operation = |n: u64| {
        let writes = vec![Write::string(Key::new(format!("k{n}")).unwrap(), n.to_string().into_bytes())];
        let stamp = Stamp::at_millis(began + n);
        let draft = Draft { db: db.clone(), stamp, writes, expires: None, device: None };
        draft.sign(&secret).unwrap().bytes().to_vec()
    };
    let socket = camp.field.data(machine).join("admin.sock");
    let Ok(Connect::Listening(door)) = NodeClient::at_socket(&socket, PATIENCE) else {
        panic!("nobody listens")
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for first in (0..count).step_by(1_000) {
        let many = (first..count.min(first + 1_000)).map(operation).collect();
        let receipts = runtime.block_on(door.submit_many(many)).unwrap();
        assert!(receipts.operations.iter().all(|handled| matches!(handled, Handled::Receipt(_))));
    }
    db.to_string()
}

#[test]
fn both_ends_are_killed_again_and_again_in_mid_transfer_and_agree_in_the_end() {
    let Some(mut camp) = Camp::pitch(2) else { return };
    // So slow that each kill comes in the middle, packed as they are.
    let slow = [("CYBERFLY_NETWORK__UPLOAD", "64KiB"), ("CYBERFLY_NETWORK__DOWNLOAD", "64KiB")];
    camp.start_with(0, &[], &slow);
    let db = burst(&camp, 0, 4_000);
    let known = [camp.ticket(0)];
    camp.start_with(1, &known, &slow);
    let mut before = 0;
    for round in 0..6 {
        camp.until("some more has come", || camp.count(1, &db) > before + 50);
        before = camp.count(1, &db);
        assert!(before < 4_000, "round {round}: it is all there already, so nothing is shown by a kill");
        let (killed, peers): (_, &[String]) = if round % 2 == 0 { (0, &[]) } else { (1, &known) };
        camp.kill(killed);
        camp.start_with(killed, peers, &slow);
    }
    camp.kill(1);
    camp.kill(0);
    camp.start(0, &[]);
    camp.start(1, &known);
    camp.agree(&[0, 1], &db);
    assert_eq!(camp.count(1, &db), 4_000);
    camp.run(1, "verify --offline --timeout 1s").code_is(7);
    camp.run(1, "verify").ok();
}

#[test]
fn a_peer_that_does_not_read_holds_nobody_up_and_has_everything_when_it_reads_again() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    camp.start_all();
    let db = camp.make_db(0);
    camp.agree(&[0, 1, 2], &db);
    let halted = camp.id(2);
    camp.signal(2, Signal::STOP);
    // More than any queue for a peer holds.
    let flood = burst(&camp, 0, 6_000);
    camp.agree(&[0, 1], &flood);
    camp.run(0, "data put after x --wait-replicas 1 --timeout 20s").ok();
    camp.until("it is noticed", || !camp.is_connected(0, &halted));
    camp.signal(2, Signal::CONT);
    camp.agree(&[0, 1, 2], &flood);
    camp.agree(&[0, 1, 2], &db);
    assert_eq!(camp.count(2, &flood), 6_000);
}

#[test]
fn a_burst_of_thirty_thousand_operations_arrives_whole() {
    let Some(mut camp) = Camp::pitch(2) else { return };
    camp.start_all();
    let db = burst(&camp, 0, 30_000);
    camp.agree(&[0, 1], &db);
    assert_eq!(camp.count(1, &db), 30_000);
}

#[test]
fn two_nodes_with_the_same_key_are_told_of_on_every_side_until_one_has_a_key_of_its_own() {
    let Some(mut camp) = Camp::pitch(3) else { return };
    camp.start(0, &[]);
    let hub = [camp.ticket(0)];
    camp.start(1, &hub);
    fs::create_dir_all(camp.field.data(2)).unwrap();
    let key = |machine| camp.field.data(machine).join("node.key");
    fs::copy(key(1), key(2)).unwrap();
    camp.start(2, &hub);
    let doubled = camp.id(1);
    let says = |machine: usize| {
        let told = camp.run(machine, "check health --format json");
        told.text().contains(&format!("two nodes run with the same key: {doubled}"))
    };
    camp.until("all three say so", || (0..3).all(says));
    camp.run(0, "status").code_is(11);
    assert!(camp.log(0).contains("same key"), "{}", camp.log(0));
    // What the check advises.
    camp.kill(2);
    fs::remove_file(camp.field.data(2).join("node.key")).unwrap();
    camp.start(2, &hub);
    let own = camp.id(2);
    assert_ne!(own, doubled);
    camp.until("it is a node like any other", || {
        camp.is_connected(0, &own) && camp.is_connected(0, &doubled)
    });
    let db = camp.make_db(2);
    camp.agree(&[0, 1, 2], &db);
}
