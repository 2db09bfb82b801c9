use std::cell::Cell as Flag;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cyberfly_core::cells::{Cell, Cells, Order, Path as CellPath, PathRange};
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::replica::{Replica, Standing};
use cyberfly_core::sim::dice::{Dice, Seeded};
use cyberfly_core::sim::generate::{BASE_MS, Cast, Moment, Theme, operation};
use cyberfly_core::write::Role;
use cyberfly_core::{Body, Key, Kind, OpId, Operation, Stamp, Write};

use super::*;
use crate::index::{EngineKind, Unauthorised};
use crate::journal::Journal;
use crate::options::Options;
use crate::store::Outcome;

thread_local! {
    /// Whether commits of this thread leave all weighing for later.
    pub(super) static LEAVE_FOR_LATER: Flag<bool> = const { Flag::new(false) };
}

const OWNER: usize = 0;
const ANN: usize = 1;
const BOB: usize = 2;

fn cast() -> Cast {
    Cast::new(3).unwrap()
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, disk_floor: 0, ..Options::default() }).unwrap()
}

fn at(ms: u64) -> Stamp {
    Stamp::at_millis(BASE_MS + ms)
}

fn claim(subject: usize, body: Body) -> Write {
    let field = Some(cast().publics()[subject].as_bytes().to_vec());
    Write { kind: Kind::Rights, key: Key::rights(RIGHTS_KEY).unwrap(), field, body }
}

fn grant(author: usize, ms: u64, subject: usize, role: Role) -> Operation {
    cast().sign(author, at(ms), vec![claim(subject, Body::Grant(role))], None, None).unwrap()
}

fn revoke(author: usize, ms: u64, subject: usize, role: Role, from: Stamp) -> Operation {
    cast().sign(author, at(ms), vec![claim(subject, Body::Revoke(role, from))], None, None).unwrap()
}

fn put(author: usize, ms: u64, keys: &[&str]) -> Operation {
    let write = |key: &&str| Write::string(Key::new(*key).unwrap(), ms.to_be_bytes().to_vec());
    cast().sign(author, at(ms), keys.iter().map(write).collect(), None, None).unwrap()
}

fn settle(store: &Store) {
    while store.settle(1).unwrap() {}
}

fn live(store: &Store) -> BTreeMap<(CellPath, Order), Body> {
    let Some(cells) = store.cells(cast().db()).unwrap() else { return BTreeMap::new() };
    let mut found = Vec::new();
    cells
        .visit(&PathRange { start: vec![0], end: vec![0xff; 300] }, &mut |cell| {
            found.push(cell.clone());
            ControlFlow::Continue(())
        })
        .unwrap();
    let body = |cell: &_| cells.body(cell).unwrap();
    found.iter().map(|cell| ((cell.placed().path.clone(), cell.placed().order), body(cell))).collect()
}

fn unauthorised(store: &Store) -> BTreeSet<OpId> {
    let entries = store.index().entries().unwrap();
    let entries = entries.iter().filter(|(key, _)| key[0] == b'x');
    entries.map(|(key, value)| Unauthorised::decode(key, value).unwrap().id).collect()
}

/// That a settled store holds what a replica holds that was given the same operations.
fn agrees(store: &Store, replica: &Replica) {
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(*store.rights(cast().db()).unwrap(), *replica.rights());
    let expected = replica.cells().iter();
    let expected = expected.map(|(placed, body)| ((placed.path.clone(), placed.order), body.clone()));
    assert_eq!(live(store), expected.collect());
    assert_eq!(store.digest(cast().db()).unwrap(), replica.digest());
    let ids = replica.remembered().map(|op| op.id());
    let out = ids.filter(|id| replica.standing(id) == Some(Standing::Unauthorised));
    assert_eq!(unauthorised(store), out.collect());
    for op in replica.kept().filter(|op| op.writes().len() > 1) {
        let left = store.index().writes_left(cast().db(), &op.id()).unwrap();
        assert_eq!(left.map(usize::from), replica.writes_left(&op.id()));
    }
    let several = replica.kept().filter(|op| op.writes().len() > 1).count();
    assert_eq!(store.index().entries().unwrap().keys().filter(|key| key[0] == b'w').count(), several);
}

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// That two indexes are the same, entry by entry.
fn same(found: &Entries, grown: &Entries, seed: u64) {
    let keys: BTreeSet<_> = found.keys().chain(grown.keys()).collect();
    for key in keys {
        let shown = key.escape_ascii();
        assert_eq!(found.get(key), grown.get(key), "seed {seed}: {shown}");
    }
}

/// Operations of several authors about rights and data, in any order, on few keys.
fn any_operations(dice: &mut Seeded) -> Vec<Operation> {
    let theme = dice.chance(2).then(|| Theme::any(dice));
    let count = 10 + dice.index(40);
    (0..count)
        .map(|_| {
            let moment = Moment::crowded(dice, theme);
            operation(dice, &cast(), moment).unwrap()
        })
        .collect()
}

/// Commits operations in groups, some of them twice, with everything in between that may happen to a store, and holds it
/// against a replica after each step.
fn holds_against_a_replica(engine: EngineKind, seed: u64) {
    let dice = &mut Seeded::new(seed);
    let ops = any_operations(dice);
    let temp = tempfile::tempdir().unwrap();
    let mut store = open(temp.path(), engine);
    let mut replica = Replica::new(cast().db().clone());
    let mut next = 0;
    LEAVE_FOR_LATER.set(dice.chance(2));
    while next < ops.len() {
        let end = ops.len().min(next + 1 + dice.index(6));
        let again = dice.index(next + 1);
        let group = [&ops[next..end], &ops[again..ops.len().min(again + 2)]].concat();
        for (op, outcome) in group.iter().zip(store.commit(&group).unwrap()) {
            let received = replica.receive(&std::sync::Arc::new(op.clone())).unwrap();
            assert!(received.known || outcome != Outcome::Duplicate, "seed {seed}: what is new is taken");
        }
        next = end;
        assert_eq!(*store.rights(cast().db()).unwrap(), *replica.rights(), "seed {seed}");
        if dice.chance(3) {
            store.settle(1 + dice.index(4)).unwrap();
        }
        if dice.chance(4) {
            store.with_journal(Journal::seal);
        }
        if dice.chance(5) {
            drop(store);
            store = open(temp.path(), engine);
        }
        if dice.chance(2) {
            settle(&store);
            agrees(&store, &replica);
        }
    }
    let last = put(OWNER, 9, &["last"]);
    store.commit(std::slice::from_ref(&last)).unwrap();
    replica.receive(&last.into()).unwrap();
    settle(&store);
    agrees(&store, &replica);
    let grown = store.index().entries().unwrap();
    drop(store);
    let store = open(temp.path(), engine);
    settle(&store);
    agrees(&store, &replica);
    same(&store.index().entries().unwrap(), &grown, seed);
    drop(store);
    fs::remove_dir_all(temp.path().join("index")).unwrap_or_default();
    let store = open(temp.path(), EngineKind::Memory);
    settle(&store);
    agrees(&store, &replica);
    same(&store.index().entries().unwrap(), &grown, seed);
    LEAVE_FOR_LATER.set(false);
}

#[test]
fn the_store_holds_what_a_replica_holds_in_memory() {
    (0..40).for_each(|seed| holds_against_a_replica(EngineKind::Memory, seed));
}

#[test]
fn the_store_holds_what_a_replica_holds_on_sled() {
    (1000..1008).for_each(|seed| holds_against_a_replica(EngineKind::Sled, seed));
}

#[test]
fn the_store_holds_what_a_replica_holds_on_fjall() {
    (2000..2008).for_each(|seed| holds_against_a_replica(EngineKind::Fjall, seed));
}
