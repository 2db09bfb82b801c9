//! The path as a whole, over a store on the disk.

use std::path::Path;

use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::write::Role;
use cyberfly_core::{Key, Kind, SecretKey, Stamp, Write};
use cyberfly_store::Options;

use super::*;

fn secret(author: u8) -> SecretKey {
    SecretKey::from_seed(&[author; 32])
}

fn sign(label: &str, author: u8, ms: u64, writes: Vec<Write>) -> Vec<u8> {
    let db = DbName::new(label, secret(1).public()).unwrap();
    let draft = Draft { db, stamp: Stamp::at_millis(ms), writes, expires: None, device: None };
    draft.sign(&secret(author)).unwrap().bytes().to_vec()
}

fn put(author: u8, ms: u64, key: &str) -> Vec<u8> {
    sign("shared", author, ms, vec![Write::string(Key::new(key).unwrap(), b"v".to_vec())])
}

fn grant(ms: u64) -> Vec<u8> {
    let field = Some(secret(2).public().as_bytes().to_vec());
    let key = Key::rights(RIGHTS_KEY).unwrap();
    sign("shared", 1, ms, vec![Write { kind: Kind::Rights, key, field, body: Body::Grant(Role::Writer) }])
}

/// With another signature, which is none.
fn forge(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.len() - 40;
    bytes[at] ^= 1;
    bytes
}

fn open(root: &Path) -> Node {
    Node::open_for_command(root, Options { disk_floor: 0, ..Options::default() }).unwrap()
}

fn outcome(answer: Result<Receipt, ErrorBody>) -> Result<Outcome, ErrorCode> {
    answer.map(|receipt| receipt.outcome).map_err(|error| error.code())
}

async fn take(node: &Node, bytes: Vec<u8>) -> Result<Outcome, ErrorCode> {
    outcome(node.take(HandedIn { bytes, ..HandedIn::default() }).await)
}

#[tokio::test]
async fn the_same_operation_ten_times_has_one_effect_over_a_restart() {
    let temp = tempfile::tempdir().unwrap();
    let (node, op) = (open(temp.path()), put(1, 5, "k"));
    assert_eq!(take(&node, op.clone()).await, Ok(Outcome::Applied));
    for _ in 0..4 {
        assert_eq!(take(&node, op.clone()).await, Ok(Outcome::Duplicate));
    }
    node.close().unwrap();
    drop(node);
    let node = open(temp.path());
    for _ in 0..5 {
        assert_eq!(take(&node, op.clone()).await, Ok(Outcome::Duplicate));
    }
    assert_eq!(node.0.store.operations(), 1);
    node.close().unwrap();
}

#[tokio::test]
async fn what_a_cell_proves_to_be_here_is_not_checked_again_unless_that_would_tell_a_secret() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let write = || vec![Write::string(Key::new("k").unwrap(), b"v".to_vec())];
    for (label, expected) in
        [("shared", Ok(Outcome::Duplicate)), ("private.one", Err(ErrorCode::BadSignature))]
    {
        let op = sign(label, 1, 5, write());
        assert_eq!(take(&node, op.clone()).await, Ok(Outcome::Applied));
        assert_eq!(take(&node, forge(op.clone())).await, expected, "{label}");
        assert_eq!(take(&node, op).await, Ok(Outcome::Duplicate));
    }
    node.close().unwrap();
}

#[tokio::test]
async fn each_of_many_is_answered_by_itself_in_order_and_a_grant_counts_for_those_behind_it() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let theirs = put(2, 9, "theirs");
    let many = vec![
        put(1, 5, "a"),
        b"nonsense".to_vec(),
        theirs.clone(),
        forge(put(1, 6, "b")),
        grant(8),
        theirs,
        put(1, 5, "a"),
        put(1, 4, "a"),
    ];
    let answers: Vec<_> = node.take_many(many, None).await.into_iter().map(outcome).collect();
    let expected = [
        Ok(Outcome::Applied),
        Err(ErrorCode::NotCanonical),
        Err(ErrorCode::NotAllowed),
        Err(ErrorCode::BadSignature),
        Ok(Outcome::Applied),
        Ok(Outcome::Applied),
        Ok(Outcome::Duplicate),
        Ok(Outcome::Dominated),
    ];
    assert_eq!(answers, expected);
    assert_eq!(node.0.gate.taken(), 0);
    node.close().unwrap();
}

#[tokio::test]
async fn a_full_path_refuses_with_overloaded_stores_nothing_and_goes_on_when_there_is_room() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let passes: Vec<_> = std::iter::from_fn(|| node.0.gate.enter(0)).collect();
    assert_eq!(passes.len(), PATH_LIMIT);
    assert_eq!(take(&node, put(1, 5, "k")).await, Err(ErrorCode::Overloaded));
    assert_eq!(node.0.store.operations(), 0);
    drop(passes);
    assert_eq!(take(&node, put(1, 5, "k")).await, Ok(Outcome::Applied));
    node.close().unwrap();
}
