use std::path::Path;
use std::time::Duration;

use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::write::Role;
use cyberfly_core::{Body, Draft, Kind, Operation, Stamp, Write};
use cyberfly_protocol::Outcome;

use super::*;

fn secret(author: u8) -> SecretKey {
    SecretKey::from_seed(&[author; 32])
}

fn db() -> DbName {
    DbName::new("shared", secret(1).public()).unwrap()
}

fn sign(author: u8, ms: u64, write: Write) -> Operation {
    let draft =
        Draft { db: db(), stamp: Stamp::at_millis(ms), writes: vec![write], expires: None, device: None };
    draft.sign(&secret(author)).unwrap()
}

fn put(author: u8, ms: u64, key: &str, value: &[u8]) -> Operation {
    sign(author, ms, Write::string(Key::new(key).unwrap(), value.to_vec()))
}

/// What the owner says about the second author.
fn claim(ms: u64, body: Body) -> Operation {
    let field = Some(secret(2).public().as_bytes().to_vec());
    sign(1, ms, Write { kind: Kind::Rights, key: Key::rights(RIGHTS_KEY).unwrap(), field, body })
}

fn open(root: &Path) -> Node {
    Node::open_for_command(root, Options { disk_floor: 0, ..Options::default() }).unwrap()
}

fn submit(node: &Node, op: &Operation) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(node.submit(op.bytes().to_vec()));
    answer.map(|receipt| receipt.outcome).map_err(|error| error.code)
}

fn not_allowed() -> Result<Outcome, String> {
    Err(ErrorCode::NotAllowed.as_str().to_owned())
}

fn value(node: &Node, key: &str) -> Option<String> {
    queries::get(&node.0.store, Caller::Operator, &db(), &Key::new(key).unwrap(), 0, &Absent::default())
        .ok()?
        .value
}

#[test]
fn whoever_is_granted_the_right_writes_and_nobody_else() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    assert_eq!(submit(&node, &put(2, 5, "k", b"theirs")), not_allowed());
    assert_eq!(node.0.store.operations(), 0, "nothing was stored");
    submit(&node, &claim(3, Body::Grant(Role::Writer))).unwrap();
    assert_eq!(submit(&node, &put(2, 2, "k", b"before the grant")), not_allowed());
    assert_eq!(submit(&node, &put(2, 5, "k", b"theirs")), Ok(Outcome::Applied));
    let theirs = claim(6, Body::Grant(Role::Writer)).draft().clone().sign(&secret(2)).unwrap();
    assert_eq!(submit(&node, &theirs), not_allowed(), "a writer is no admin");
    node.close().unwrap();
    drop(node);
    let node = open(temp.path());
    assert_eq!(submit(&node, &put(2, 6, "k", b"after a restart")), Ok(Outcome::Applied));
    node.close().unwrap();
}

#[test]
fn a_node_that_has_nothing_else_to_do_weighs_again_what_a_revocation_touches() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    submit(&node, &claim(3, Body::Grant(Role::Writer))).unwrap();
    submit(&node, &put(1, 4, "k0", b"mine")).unwrap();
    // Too much to be done within the commit.
    for at in 0..30 {
        submit(&node, &put(2, 10 + at, &format!("k{at}"), &[b'v'; 50_000])).unwrap();
    }
    submit(&node, &claim(50, Body::Revoke(Role::Writer, Stamp::ZERO))).unwrap();
    let begun = Instant::now();
    while !node.0.store.unsettled().unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never ends");
        std::thread::yield_now();
    }
    assert_eq!((value(&node, "k0").as_deref(), value(&node, "k1")), (Some("mine"), None));
    node.close().unwrap();
}
