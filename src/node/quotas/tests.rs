use cyberfly_core::{Claimed, Key, SecretKey, Stamp, Write};
use cyberfly_net::{Arrival, Received};
use cyberfly_protocol::{Door, HealthState, Listen, bytes_at_once};
use tempfile::TempDir;

use super::*;
use crate::Node;
use crate::config::Config;

fn secret() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn open(change: impl FnOnce(&mut Limits)) -> (TempDir, Node) {
    let temp = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    change(&mut config.limits);
    let node = Node::builder(temp.path()).config(config).open().unwrap();
    node.serves_at(Listen::default());
    (temp, node)
}

fn draft(db: &str, key: &str, value: Option<&[u8]>, millis: u64) -> Draft {
    let key = Key::new(key).unwrap();
    let write = match value {
        Some(value) => Write::string(key, value.to_vec()),
        None => Write::del(key),
    };
    let db = DbName::new(db, secret().public()).unwrap();
    Draft { db, stamp: Stamp::at_millis(millis), writes: vec![write], expires: None, device: None }
}

async fn submit(node: &Node, draft: Draft) -> Result<(), ErrorCode> {
    let operation = draft.sign(&secret()).unwrap().bytes().to_vec();
    node.submit(operation).await.map(drop).map_err(|error| error.code())
}

/// What is in use of a limit, and how often it refused.
fn used(node: &Node, name: &str) -> (Option<u64>, u64) {
    let limits = node.limits().limits;
    let found = limits.iter().find(|limit| limit.name == name).unwrap();
    (found.in_use, found.refused)
}

const FULL: Result<(), ErrorCode> = Err(ErrorCode::ResourceExhausted);

/// What becomes of an operation that a peer sends.
async fn send(node: &Node, draft: Draft) -> Received {
    let bytes = draft.sign(&secret()).unwrap().bytes().to_vec();
    let claim = Claimed::decode(&bytes).unwrap();
    let peer = SecretKey::from_seed(&[9; 32]).public();
    node.take_from_peer(peer, Arrival::Sync, vec![claim.into()]).await.remove(0)
}

#[tokio::test]
async fn what_peers_send_of_databases_that_are_not_ones_own_leaves_a_quarter_of_the_room() {
    let (_temp, node) = open(|limits| limits.databases = 4.try_into().unwrap());
    for name in ["a", "b", "c"] {
        assert_eq!(send(&node, draft(name, "k", Some(b"v"), 1)).await, Received::Stored, "{name}");
    }
    let Received::NoRoom(reason) = send(&node, draft("d", "k", Some(b"v"), 1)).await else { panic!() };
    assert!(reason.text.contains("as many as leave room for its own"), "{}", reason.text);
    assert_eq!(send(&node, draft("a", "l", Some(b"v"), 1)).await, Received::Stored, "others go on");
    assert_eq!(submit(&node, draft("own", "k", Some(b"v"), 1)).await, Ok(()), "there is room for it");
    assert_eq!(used(&node, "databases"), (Some(4), 1));
    // What belongs to this node may fill what the others may not.
    let (_temp, node) = open(|limits| limits.databases = 1.try_into().unwrap());
    assert_eq!(submit(&node, draft("own", "k", Some(b"v"), 1)).await, Ok(()));
    assert_eq!(send(&node, draft("own", "l", Some(b"v"), 1)).await, Received::Stored);
}

#[tokio::test]
async fn a_full_database_takes_from_peers_what_makes_room() {
    let (_temp, node) = open(|limits| limits.database_operations = 2.try_into().unwrap());
    for key in ["a", "b"] {
        assert_eq!(send(&node, draft("x", key, Some(b"v"), 1)).await, Received::Stored);
    }
    assert!(matches!(send(&node, draft("x", "c", Some(b"v"), 1)).await, Received::NoRoom(_)));
    // What makes room lets nothing else in that comes with it.
    let (del, put) = (draft("x", "z", None, 1), draft("x", "d", Some(b"v"), 1));
    let claims = [del, put].map(|draft| Claimed::decode(draft.sign(&secret()).unwrap().bytes()).unwrap());
    let peer = SecretKey::from_seed(&[9; 32]).public();
    let answers =
        node.take_from_peer(peer, Arrival::Sync, claims.iter().cloned().map(Into::into).collect()).await;
    assert!(matches!(answers[..], [Received::Stored, Received::NoRoom(_)]), "{answers:?}");
    let both = Draft {
        writes: ["a", "b", "z"].map(|key| Write::del(Key::new(key).unwrap())).to_vec(),
        ..draft("x", "a", None, 2)
    };
    assert_eq!(send(&node, both).await, Received::Stored);
    assert_eq!(send(&node, draft("x", "c", Some(b"v"), 3)).await, Received::Stored);
}

#[tokio::test]
async fn beyond_the_count_of_databases_no_new_one_is_made_and_the_others_go_on() {
    let (_temp, node) = open(|limits| limits.databases = 2.try_into().unwrap());
    for name in ["a", "b", "a"] {
        assert_eq!(submit(&node, draft(name, "k", Some(b"v"), 1)).await, Ok(()));
    }
    for name in ["c", "private.c"] {
        assert_eq!(submit(&node, draft(name, "k", Some(b"v"), 2)).await, FULL, "{name}");
    }
    assert_eq!(submit(&node, draft("b", "k", Some(b"w"), 2)).await, Ok(()));
    assert_eq!(used(&node, "databases"), (Some(2), 2));
    assert_eq!(node.health().overall, HealthState::Degraded, "it is told before anybody asks");
}

#[tokio::test]
async fn of_new_databases_that_come_at_once_no_more_are_made_than_there_is_room_for() {
    let (_temp, node) = open(|limits| limits.databases = 3.try_into().unwrap());
    let operations = (0..64).map(|number| {
        let draft = draft(&format!("d{}", number % 8), &format!("k{number}"), Some(b"v"), 1);
        draft.sign(&secret()).unwrap().bytes().to_vec()
    });
    let answers = node.take_many(operations.collect(), None).await;
    assert_eq!(node.0.store.database_count(), 3);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 24, "each eighth has one");
    assert!(node.0.quotas.coming.places().is_empty(), "every place was given back");
}

#[tokio::test]
async fn a_full_database_takes_deletes_and_then_writes_again() {
    let (_temp, node) = open(|limits| limits.database_operations = 2.try_into().unwrap());
    assert_eq!(submit(&node, draft("a", "one", Some(b"v"), 1)).await, Ok(()));
    assert_eq!(submit(&node, draft("a", "two", Some(b"v"), 1)).await, Ok(()));
    assert_eq!(submit(&node, draft("a", "three", Some(b"v"), 1)).await, FULL);
    assert_eq!(submit(&node, draft("a", "one", None, 2)).await, Ok(()));
    assert_eq!(used(&node, "database_operations"), (None, 1));
    assert_eq!(submit(&node, draft("b", "one", Some(b"v"), 1)).await, Ok(()), "another has room");
}

#[tokio::test]
async fn a_full_store_refuses_bytes_and_takes_deletes() {
    let (_temp, node) = open(|limits| limits.store_bytes = Size(1));
    // Whether the node has looked at the disk before it is a matter of chance.
    let first = submit(&node, draft("a", "k", Some(b"v"), 1)).await;
    node.sample();
    assert_eq!(submit(&node, draft("a", "k", Some(b"w"), 2)).await, FULL);
    let db = DbName::new("a", secret().public()).unwrap();
    assert_eq!(
        node.keep_blob(&db, bytes_at_once(b"bytes".to_vec())).await.unwrap_err().code(),
        ErrorCode::ResourceExhausted
    );
    assert_eq!(submit(&node, draft("a", "k", None, 3)).await, Ok(()));
    let (taken, refused) = used(&node, "store_bytes");
    assert!(taken > Some(0) && refused == 2 + u64::from(first.is_err()));
}

#[tokio::test]
async fn a_node_over_its_memory_refuses_what_takes_more_and_still_answers_reads() {
    let (_temp, node) = open(|limits| limits.memory = Size(1));
    assert_eq!(submit(&node, draft("a", "k", Some(b"v"), 1)).await, FULL);
    let db = DbName::new("a", secret().public()).unwrap();
    let read = node.get(&db, &Key::new("k").unwrap()).await.unwrap_err();
    assert_eq!(read.code(), ErrorCode::NotFound);
    let (taken, refused) = used(&node, "memory");
    assert!(taken > Some(1) && refused == 1);
    let checks = node.health().checks;
    let check = checks.iter().find(|check| check.name == "memory_limit").unwrap();
    assert_eq!(check.state, HealthState::Failing);
}

#[test]
fn without_a_setting_memory_ends_below_what_the_machine_has() {
    let there_is = system::memory_there_is().unwrap();
    let limit = Memory::new(Size(0)).limit.unwrap();
    assert!(limit < there_is && limit > there_is / 2);
    assert_eq!(Memory::new(Size(7)).limit, Some(7));
}
