use std::fs;
use std::ops::ControlFlow;

use super::*;
use cyberfly_core::cells::{Cell, Cells, Placed};
use cyberfly_core::{Body, Draft, Key, SecretKey, Stamp, Write};

fn secret() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn db() -> DbName {
    DbName::new("default", secret().public()).unwrap()
}

fn op(stamp: u64, writes: Vec<Write>) -> Operation {
    let draft = Draft { db: db(), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None };
    draft.sign(&secret()).unwrap()
}

fn put(stamp: u64, key: &str, value: &[u8]) -> Operation {
    op(stamp, vec![Write::string(Key::new(key).unwrap(), value.to_vec())])
}

fn del(stamp: u64, key: &str) -> Operation {
    op(stamp, vec![Write::del(Key::new(key).unwrap())])
}

fn value(store: &Store, key: &str) -> Option<Vec<u8>> {
    let cells = store.cells(&db()).unwrap()?;
    let path = cyberfly_core::cells::Path::of_key(&Key::new(key).unwrap());
    let mut found = None;
    cells
        .visit(&path.only(), &mut |cell| {
            found = Some(cell.clone());
            ControlFlow::Break(())
        })
        .unwrap();
    match cells.body(&found?).unwrap() {
        Body::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn contents(store: &Store) -> Vec<(Placed, Body)> {
    let cells = store.cells(&db()).unwrap().unwrap();
    let mut found = Vec::new();
    let all = cyberfly_core::cells::PathRange { start: vec![0], end: vec![0xff; 300] };
    cells
        .visit(&all, &mut |cell| {
            found.push(cell.clone());
            ControlFlow::Continue(())
        })
        .unwrap();
    found.into_iter().map(|cell| (cell.placed().clone(), cells.body(&cell).unwrap())).collect()
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let large = vec![9; 60_000];
    store.commit(&[put(1, "small", b"v"), put(1, "large", &large)]).unwrap();
    drop(store);
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(value(&store, "small").as_deref(), Some(&b"v"[..]));
    assert_eq!(value(&store, "large"), Some(large));
    assert_eq!(store.operations(), 2);
}

#[test]
fn the_newest_write_wins_whatever_came_first() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let outcomes =
        store.commit(&[put(5, "k", b"new"), put(3, "k", b"old"), put(3, "j", b"old"), del(4, "j")]).unwrap();
    assert_eq!(outcomes[0], Outcome::Applied);
    assert!(matches!(outcomes[1], Outcome::Dominated(order) if order.stamp == Stamp::at_millis(5)));
    assert_eq!((value(&store, "k").as_deref(), value(&store, "j")), (Some(&b"new"[..]), None));
}

#[test]
fn the_same_operation_again_is_a_duplicate_and_not_written_again() {
    let temp = tempfile::tempdir().unwrap();
    let again = put(1, "k", b"v");
    let store = Store::open(temp.path()).unwrap();
    let first = store.commit(&[again.clone(), again.clone()]).unwrap();
    assert_eq!(first, [Outcome::Applied, Outcome::Duplicate]);
    drop(store);
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(store.commit(&[again]).unwrap(), [Outcome::Duplicate]);
    assert_eq!(store.operations(), 1);
}

#[test]
fn a_rebuilt_index_equals_the_one_that_grew() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    for round in 0..50u64 {
        let key = format!("k{}", round % 7);
        let mut group = vec![put(1000 - round, &key, &round.to_be_bytes()), put(round, "hot", &[1; 400])];
        if round % 5 == 0 {
            group.push(del(500 + round, &key));
        }
        store.commit(&group).unwrap();
    }
    let grown = contents(&store);
    let operations = store.operations();
    let index = store.folder().index();
    drop(store);
    fs::remove_dir_all(index).unwrap();
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(contents(&store), grown);
    assert_eq!(store.operations(), operations);
}

#[test]
fn an_index_of_another_journal_is_rebuilt() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(here.path()).unwrap();
    store.commit(&[put(1, "k", b"here")]).unwrap();
    let other = Store::open(there.path()).unwrap();
    other.commit(&[put(1, "k", b"there")]).unwrap();
    other.commit(&[put(2, "j", b"there")]).unwrap();
    let (index, other_index) = (store.folder().index(), other.folder().index());
    drop((store, other));
    fs::remove_dir_all(&index).unwrap();
    fs::rename(other_index, index).unwrap();
    let store = Store::open(here.path()).unwrap();
    assert_eq!((value(&store, "k").as_deref(), value(&store, "j")), (Some(&b"here"[..]), None));
}

#[test]
fn an_index_full_of_garbage_is_rebuilt() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    store.commit(&[put(1, "k", b"v")]).unwrap();
    let index = store.folder().index();
    drop(store);
    for name in ["db", "conf"] {
        let path = index.join("sled").join(name);
        let length = fs::metadata(&path).unwrap().len();
        let garbage = vec![0xa5; usize::try_from(length).unwrap().min(100_000)];
        std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), &garbage).unwrap();
    }
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(value(&store, "k").as_deref(), Some(&b"v"[..]));
}
