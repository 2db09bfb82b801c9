use std::cell::Cell as Flag;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cyberfly_core::cells::{Cell, Cells, Order, Path as CellPath, PathRange};
use cyberfly_core::digest::Digest;
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

pub(super) const OWNER: usize = 0;
pub(super) const ANN: usize = 1;
pub(super) const BOB: usize = 2;

pub(super) fn cast() -> Cast {
    Cast::new(3).unwrap()
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, disk_floor: 0, ..Options::default() }).unwrap()
}

pub(super) fn at(ms: u64) -> Stamp {
    Stamp::at_millis(BASE_MS + ms)
}

fn claim(subject: usize, body: Body) -> Write {
    let field = Some(cast().publics()[subject].as_bytes().to_vec());
    Write { kind: Kind::Rights, key: Key::rights(RIGHTS_KEY).unwrap(), field, body }
}

pub(super) fn grant(author: usize, ms: u64, subject: usize, role: Role) -> Operation {
    cast().sign(author, at(ms), vec![claim(subject, Body::Grant(role))], None, None).unwrap()
}

pub(super) fn revoke(author: usize, ms: u64, subject: usize, role: Role, from: Stamp) -> Operation {
    cast().sign(author, at(ms), vec![claim(subject, Body::Revoke(role, from))], None, None).unwrap()
}

pub(super) fn put(author: usize, ms: u64, keys: &[&str]) -> Operation {
    let write = |key: &&str| Write::string(Key::new(*key).unwrap(), ms.to_be_bytes().to_vec());
    cast().sign(author, at(ms), keys.iter().map(write).collect(), None, None).unwrap()
}

pub(super) fn settle(store: &Store) {
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
pub(super) fn agrees(store: &Store, replica: &Replica) {
    assert_eq!(store.unsettled().unwrap(), []);
    let sums = store.sums(replica.db()).unwrap();
    assert_eq!(sums.map_or(Digest::EMPTY, |sums| sums.digest()), replica.digest());
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

pub(super) type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// That two indexes are the same, entry by entry.
pub(super) fn same(found: &Entries, grown: &Entries, seed: u64) {
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
    crate::sweep::set_at_once([0, 1, 2, 1000][dice.index(4)]);
    while next < ops.len() {
        let end = ops.len().min(next + 1 + dice.index(6));
        let again = dice.index(next + 1);
        let group = [&ops[next..end], &ops[again..ops.len().min(again + 2)]].concat();
        for (op, outcome) in group.iter().zip(store.commit(&group).unwrap()) {
            let received = replica.receive(&Arc::new(op.clone())).unwrap();
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
    (0..30).for_each(|seed| holds_against_a_replica(EngineKind::Memory, seed));
}

#[test]
fn the_store_holds_what_a_replica_holds_on_sled() {
    (1000..1005).for_each(|seed| holds_against_a_replica(EngineKind::Sled, seed));
}

#[test]
fn the_store_holds_what_a_replica_holds_on_fjall() {
    (2000..2005).for_each(|seed| holds_against_a_replica(EngineKind::Fjall, seed));
}

#[test]
fn a_stranger_is_remembered_has_no_part_and_is_taken_in_by_a_late_grant() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let (mine, theirs) = (put(OWNER, 3, &["k"]), put(ANN, 5, &["k"]));
    let outcomes = store.commit(&[mine.clone(), theirs.clone()]).unwrap();
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Unauthorised]);
    assert_eq!(store.commit(std::slice::from_ref(&theirs)).unwrap(), [Outcome::Duplicate]);
    assert_eq!(store.digest(cast().db()).unwrap(), [mine.id()].iter().collect());
    let admit = grant(OWNER, 4, ANN, Role::Writer);
    store.commit(std::slice::from_ref(&admit)).unwrap();
    assert_eq!(store.unsettled().unwrap(), [], "what is little is done at once");
    assert_eq!(store.digest(cast().db()).unwrap(), [admit.id(), theirs.id()].iter().collect());
    assert_eq!(store.operations(), 3);
}

#[test]
fn a_revocation_brings_back_what_it_struck_had_replaced_as_far_back_as_it_reaches() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let mine = put(OWNER, 3, &["k", "l"]);
    let (early, late) = (put(ANN, 5, &["k"]), put(ANN, 8, &["l"]));
    let admit = grant(OWNER, 4, ANN, Role::Writer);
    store.commit(&[admit.clone(), mine.clone(), early.clone(), late.clone()]).unwrap();
    let digest = |ops: &[&Operation]| ops.iter().map(|op| op.id()).collect::<Vec<_>>().iter().collect();
    assert_eq!(store.digest(cast().db()).unwrap(), digest(&[&admit, &early, &late]));
    let strike = revoke(OWNER, 9, ANN, Role::Writer, at(6));
    store.commit(std::slice::from_ref(&strike)).unwrap();
    assert_eq!(store.digest(cast().db()).unwrap(), digest(&[&admit, &strike, &early, &mine]));
    assert_eq!(unauthorised(&store), [late.id()].into());
    assert_eq!(store.index().writes_left(cast().db(), &mine.id()).unwrap(), Some(1));
}

#[test]
fn what_is_much_is_left_for_later_and_told_until_it_is_done() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let large = |ms: u64| {
        let write = Write::string(Key::new(format!("k{ms}")).unwrap(), vec![7; 60_000]);
        cast().sign(ANN, at(ms), vec![write], None, None).unwrap()
    };
    let data: Vec<_> = (10..40).map(large).collect();
    store.commit(&[grant(OWNER, 1, ANN, Role::Writer)]).unwrap();
    store.commit(&data).unwrap();
    store.commit(&[revoke(OWNER, 50, ANN, Role::Writer, Stamp::ZERO)]).unwrap();
    assert_eq!(store.unsettled().unwrap(), [cast().db().clone()]);
    assert!(!store.rights(cast().db()).unwrap().authorises(&data[0]), "rights change at once");
    assert_eq!(store.digest(cast().db()).unwrap().count(), 32);
    assert!(store.settle(10).unwrap());
    assert!(store.digest(cast().db()).unwrap().count() <= 22);
    // What comes meanwhile is judged by the rights as they are.
    let (mine, theirs) = (put(OWNER, 2, &["k39"]), put(ANN, 60, &["k10"]));
    assert_eq!(
        store.commit(&[mine.clone(), theirs]).unwrap()[1..],
        [Outcome::Unauthorised],
        "{mine:?} may be dominated still"
    );
    settle(&store);
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(store.digest(cast().db()).unwrap().count(), 3);
}

#[test]
fn what_waits_for_a_weighing_and_comes_again_is_known() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    LEAVE_FOR_LATER.set(true);
    let theirs = put(ANN, 5, &["k"]);
    store.commit(&[theirs.clone(), grant(OWNER, 4, ANN, Role::Writer)]).unwrap();
    assert_eq!(store.commit(std::slice::from_ref(&theirs)).unwrap(), [Outcome::Duplicate]);
    settle(&store);
    assert_eq!((store.operations(), store.digest(cast().db()).unwrap().count()), (2, 2));
    LEAVE_FOR_LATER.set(false);
}

#[test]
fn entries_name_the_first_place_of_an_operation_that_came_again_during_a_weighing() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    LEAVE_FOR_LATER.set(true);
    let (mine, theirs) = (put(OWNER, 3, &["k", "l"]), put(ANN, 5, &["k", "l"]));
    store.commit(&[grant(OWNER, 4, ANN, Role::Writer), mine.clone(), theirs]).unwrap();
    store.commit(&[revoke(OWNER, 9, ANN, Role::Writer, Stamp::ZERO)]).unwrap();
    assert!(store.settle(1).unwrap());
    let again = store.commit(std::slice::from_ref(&mine)).unwrap();
    assert_eq!(again, [Outcome::Applied], "what replaced it is voided, and it is not restored yet");
    settle(&store);
    let grown = store.index().entries().unwrap();
    drop(store);
    let store = open(temp.path(), EngineKind::Memory);
    settle(&store);
    same(&store.index().entries().unwrap(), &grown, 0);
    LEAVE_FOR_LATER.set(false);
}

#[test]
fn rights_are_the_same_when_they_are_read_from_the_index_again() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled);
    let by_no_admin = grant(BOB, 3, ANN, Role::Writer);
    let ops = [grant(OWNER, 1, ANN, Role::Admin), grant(ANN, 2, 3, Role::Writer), by_no_admin];
    store.commit(&ops).unwrap();
    let rights = store.rights(cast().db()).unwrap();
    // Others push it out.
    for label in ["a", "b", "c"] {
        let db = DbName::new(label, cast().publics()[OWNER]).unwrap();
        assert_eq!(*store.rights(&db).unwrap(), Rights::new(&db));
        let secret = cyberfly_core::SecretKey::from_seed(&[1; 32]);
        let draft = cyberfly_core::Draft { db, ..ops[0].draft().clone() };
        store.commit(&[draft.sign(&secret).unwrap()]).unwrap();
    }
    assert!(store.index().rights().get(cast().db()).is_none());
    assert_eq!(*store.rights(cast().db()).unwrap(), *rights);
    // One that did not count is still known: with its author made an admin it does.
    store.commit(&[grant(OWNER, 1, BOB, Role::Admin)]).unwrap();
    assert_eq!(store.digest(cast().db()).unwrap().count(), 4);
    let rights = store.rights(cast().db()).unwrap();
    drop(store);
    assert_eq!(*open(temp.path(), EngineKind::Sled).rights(cast().db()).unwrap(), *rights);
}

#[test]
fn only_so_many_bytes_of_rights_that_do_not_count_are_remembered_and_the_oldest_go() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let many: Vec<_> = (0..120).map(|ms| grant(BOB, 120 - ms, ANN, Role::Writer)).collect();
    store.commit(&many).unwrap();
    let bytes = |ops: &[Operation]| ops.iter().map(|op| op.bytes().len() as u64).sum::<u64>();
    assert!(bytes(&many) > CANDIDATES_LIMIT);
    let kept = unauthorised(&store);
    let newest: Vec<_> = many.iter().take(kept.len()).cloned().collect();
    assert_eq!(newest.iter().map(Operation::id).collect::<BTreeSet<_>>(), kept);
    assert!(bytes(&newest) <= CANDIDATES_LIMIT && bytes(&many[..=kept.len()]) > CANDIDATES_LIMIT);
    let mut expected = Rights::new(cast().db());
    newest.iter().for_each(|op| drop(expected.apply(op)));
    assert_eq!(*store.rights(cast().db()).unwrap(), expected);
    let again = store.commit(&[many[0].clone(), many[119].clone()]).unwrap();
    assert_eq!(again, [Outcome::Duplicate, Outcome::Unauthorised], "what was forgotten is new again");
}

#[test]
fn only_so_many_bytes_that_nobody_authorised_are_remembered_and_the_oldest_go() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled);
    let many: Vec<_> = (0..500).map(|ms| put(ANN, 1000 - ms, &["k"])).collect();
    let bytes = |ops: &[Operation]| ops.iter().map(|op| op.bytes().len() as u64).sum::<u64>();
    assert!(bytes(&many) > SET_ASIDE_LIMIT);
    many.chunks(7).for_each(|ops| drop(store.commit(ops).unwrap()));
    let kept = unauthorised(&store);
    let remembered: Vec<_> = many.iter().filter(|op| kept.contains(&op.id())).cloned().collect();
    let database = store.index().database(cast().db()).unwrap().unwrap();
    assert_eq!((database.set_aside, database.has_forgotten), (bytes(&remembered), true));
    assert!((SET_ASIDE_LIMIT / 2..=SET_ASIDE_LIMIT).contains(&database.set_aside));
    assert_eq!(store.commit(&many[..1]).unwrap(), [Outcome::Duplicate], "the newest stays");
    let settings = crate::VerifySettings::default();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let report = crate::Verifier::new(&store, settings).run(&mut |_| {}, &stop).unwrap();
    assert!(report.is_clean(), "{report:?}");
    // With a grant they are taken in, and count as set aside no longer.
    store.commit(&[grant(OWNER, 1, ANN, Role::Writer)]).unwrap();
    while store.settle(1000).unwrap() {}
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(store.index().database(cast().db()).unwrap().unwrap().set_aside, 0);
    assert_eq!(unauthorised(&store), BTreeSet::new());
}

#[test]
fn an_unauthorised_operation_that_is_damaged_is_left_out_and_taken_again() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let theirs = put(ANN, 5, &["k"]);
    store.commit(std::slice::from_ref(&theirs)).unwrap();
    let path = store.folder().journal().join("0000000001.seg");
    let mut bytes = fs::read(&path).unwrap();
    let found = bytes.windows(64).position(|bytes| theirs.bytes().ends_with(bytes)).unwrap();
    bytes[found] ^= 1;
    std::io::Write::write_all(&mut fs::File::options().write(true).open(&path).unwrap(), &bytes).unwrap();
    let admit = grant(OWNER, 4, ANN, Role::Writer);
    store.commit(std::slice::from_ref(&admit)).unwrap();
    assert_eq!((store.unsettled().unwrap(), store.damage().len()), (Vec::new(), 1));
    assert_eq!(store.digest(cast().db()).unwrap(), [admit.id()].iter().collect());
    assert_eq!(store.commit(std::slice::from_ref(&theirs)).unwrap(), [Outcome::Applied]);
}
