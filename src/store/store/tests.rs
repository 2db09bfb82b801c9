use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

use super::*;
use crate::disk::faulty::{Call, Fault, FaultyDisk};
use crate::quarantine::Reason;
use cyberfly_core::cells::{Cell, Cells, Placed};
use cyberfly_core::key::Signature;
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
        io::Write::write_all(&mut fs::File::create(&path).unwrap(), &garbage).unwrap();
    }
    let store = Store::open(temp.path()).unwrap();
    assert_eq!(value(&store, "k").as_deref(), Some(&b"v"[..]));
}

/// A store on a real disk that can be told to fail.
fn faulty(root: &Path, options: Options) -> (Store, FaultyDisk) {
    let folder = DataFolder::open(root).unwrap();
    let disk = FaultyDisk::new(Arc::new(RealDisk::new(&folder.journal())));
    (Store::open_on(Arc::new(disk.clone()), folder, options).unwrap(), disk)
}

#[test]
fn writes_are_refused_before_the_disk_is_full_and_taken_again_when_there_is_room() {
    let temp = tempfile::tempdir().unwrap();
    let (store, disk) = faulty(temp.path(), Options { disk_floor: 10_000, ..Options::default() });
    store.commit(&[put(1, "k", b"before")]).unwrap();
    disk.leave_space(Some(10_100));
    let refused = store.commit(&[put(2, "k", b"refused")]).unwrap_err();
    assert_eq!(refused.code(), cyberfly_core::ErrorCode::DiskFull);
    assert_eq!(value(&store, "k").as_deref(), Some(&b"before"[..]));
    assert_eq!(store.commit(&[put(1, "k", b"before")]).unwrap(), [Outcome::Duplicate]);
    assert!(!store.is_read_only());
    disk.leave_space(Some(20_000));
    store.commit(&[put(2, "k", b"after")]).unwrap();
    assert_eq!(value(&store, "k").as_deref(), Some(&b"after"[..]));
}

#[test]
fn a_disk_that_fills_in_the_middle_of_a_write_costs_that_group_alone() {
    let temp = tempfile::tempdir().unwrap();
    let (store, disk) = faulty(temp.path(), Options { disk_floor: 0, ..Options::default() });
    store.commit(&[put(1, "k", b"before")]).unwrap();
    disk.leave_space(Some(300));
    let refused = store.commit(&[put(2, "k", &[1; 200]), put(2, "j", &[1; 200])]).unwrap_err();
    assert_eq!(refused.code(), cyberfly_core::ErrorCode::DiskFull);
    disk.leave_space(None);
    store.commit(&[put(3, "i", b"after")]).unwrap();
    drop(store);
    let store = Store::open(temp.path()).unwrap();
    assert_eq!((store.operations(), store.damage()), (2, vec![]));
    assert_eq!((value(&store, "k").as_deref(), value(&store, "j")), (Some(&b"before"[..]), None));
    assert_eq!(value(&store, "i").as_deref(), Some(&b"after"[..]));
}

#[test]
fn a_failed_sync_makes_the_store_read_only_until_it_is_opened_again() {
    let temp = tempfile::tempdir().unwrap();
    let (store, disk) = faulty(temp.path(), Options::default());
    store.commit(&[put(1, "k", b"v")]).unwrap();
    disk.fail(Call::Sync, 0, Fault::Error(io::ErrorKind::Other));
    assert!(matches!(store.commit(&[put(2, "k", b"lost?")]), Err(StoreError::NotSynced { .. })));
    assert!(store.is_read_only());
    assert!(matches!(store.commit(&[put(3, "k", b"no")]), Err(StoreError::ReadOnly)));
    assert_eq!(value(&store, "k").as_deref(), Some(&b"v"[..]));
    drop(store);
    let store = Store::open(temp.path()).unwrap();
    assert!(!store.is_read_only());
    store.commit(&[put(4, "k", b"again")]).unwrap();
}

#[test]
fn with_an_interval_the_disk_is_waited_for_when_it_is_due_and_at_the_end() {
    let temp = tempfile::tempdir().unwrap();
    let durability = Durability::Interval(Duration::from_secs(60));
    let (store, disk) = faulty(temp.path(), Options { durability, disk_floor: 0, ..Options::default() });
    let syncs = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&syncs);
    disk.watch(Box::new(move |call| {
        counted.fetch_add(u64::from(call == Call::Sync), Ordering::Relaxed);
    }));
    let syncs = || syncs.load(Ordering::Relaxed);
    assert_eq!(store.sync_if_due(Instant::now()).unwrap(), None);
    store.commit(&[put(1, "k", b"v")]).unwrap();
    let due = store.sync_if_due(Instant::now()).unwrap().unwrap();
    assert_eq!((syncs(), value(&store, "k").as_deref()), (0, Some(&b"v"[..])));
    assert_eq!((store.sync_if_due(due).unwrap(), syncs()), (None, 1));
    store.commit(&[put(2, "k", b"w")]).unwrap();
    store.close().unwrap();
    assert_eq!(syncs(), 2);
    store.close().unwrap();
    assert_eq!(syncs(), 2);
    disk.fail(Call::Sync, 0, Fault::Error(io::ErrorKind::Other));
    store.commit(&[put(3, "k", b"x")]).unwrap();
    let due = store.sync_if_due(Instant::now()).unwrap().unwrap();
    assert!(store.sync_if_due(due).is_err() && store.is_read_only());
    assert_eq!(store.sync_if_due(due).unwrap(), None);
}

#[test]
fn damage_is_told_and_neither_served_nor_in_the_way() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let large = |byte| vec![byte; 5000];
    for (stamp, key) in [(1, "a"), (2, "b"), (3, "c")] {
        store.commit(&[put(stamp, key, &large(key.as_bytes()[0]))]).unwrap();
    }
    let path = store.folder().journal().join("0000000001.seg");
    let index = store.folder().index();
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(9).position(|bytes| bytes == [b'b'; 9]).unwrap();
    bytes[at] ^= 1;
    io::Write::write_all(&mut fs::File::create(&path).unwrap(), &bytes).unwrap();
    let told = |store: &Store| {
        assert_eq!((value(store, "a"), value(store, "c")), (Some(large(b'a')), Some(large(b'c'))));
        let damage = store.damage();
        assert_eq!((damage.len(), damage[0].reason), (1, Reason::Checksum));
        assert!((damage[0].offset..damage[0].offset + damage[0].length).contains(&(at as u64)));
    };
    // The index still knows the value; the journal no longer has it.
    let store = Store::open(temp.path()).unwrap();
    let key = cyberfly_core::cells::Path::of_key(&Key::new("b").unwrap());
    let cells = store.cells(&db()).unwrap().unwrap();
    cells
        .visit(&key.only(), &mut |cell| {
            assert!(matches!(cells.body(cell), Err(StoreError::Damaged { .. })));
            ControlFlow::Continue(())
        })
        .unwrap();
    told(&store);
    drop((store, cells));
    told(&Store::open(temp.path()).unwrap());
    fs::remove_dir_all(index).unwrap();
    let store = Store::open(temp.path()).unwrap();
    told(&store);
    assert_eq!((value(&store, "b"), store.operations()), (None, 2));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    // What comes from a peer again is taken.
    store.commit(&[put(2, "b", &large(b'b'))]).unwrap();
    assert_eq!(value(&store, "b"), Some(large(b'b')));
}

#[test]
fn what_was_forged_with_an_intact_checksum_gets_into_no_index_that_catches_up_or_is_rebuilt() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    store.commit(&[put(1, "k", b"mine")]).unwrap();
    let stranger = SecretKey::from_seed(&[9; 32]);
    let forged = |writes| {
        let draft = Draft { db: db(), stamp: Stamp::at_millis(5), writes, expires: None, device: None };
        let claim = draft.claim(secret().public(), |_| Signature::from_bytes([7; 64])).unwrap();
        claim.bytes().to_vec()
    };
    let value_forged = forged(vec![Write::string(Key::new("k").unwrap(), b"forged".to_vec())]);
    let grant_forged = forged(vec![Write {
        kind: cyberfly_core::Kind::Rights,
        key: Key::rights("~rights").unwrap(),
        field: Some(stranger.public().as_bytes().to_vec()),
        body: Body::Grant(cyberfly_core::write::Role::Writer),
    }]);
    let writes = vec![Write::string(Key::new("l").unwrap(), b"v".to_vec())];
    let granted = Draft { db: db(), stamp: Stamp::at_millis(6), writes, expires: None, device: None };
    let granted = granted.sign(&stranger).unwrap();
    let genuine: Vec<_> = (0..20).map(|stamp| put(10 + stamp, &format!("k{stamp}"), b"v")).collect();
    let mut planted: Vec<&[u8]> = genuine.iter().map(Operation::bytes).collect();
    planted.insert(3, &value_forged);
    planted.insert(9, &grant_forged);
    planted.push(granted.bytes());
    let at = store.with_journal(|journal| journal.append_forged(&planted));
    let served = |store: &Store| {
        assert_eq!(value(store, "k").as_deref(), Some(&b"mine"[..]));
        assert_eq!((value(store, "k19").as_deref(), value(store, "l")), (Some(&b"v"[..]), None));
        let told: Vec<_> = store.damage().iter().map(|damage| (damage.offset, damage.reason)).collect();
        let forged = |place: usize| (u64::from(at[place].offset), Reason::Signature);
        assert_eq!(told, [forged(3), forged(9)]);
        assert_eq!(store.operations(), 22, "what is set aside does not count");
    };
    drop(store);
    served(&Store::open(temp.path()).unwrap());
    fs::remove_file(temp.path().join("journal").join("damage")).unwrap();
    served(&Store::rebuild_index(temp.path(), Options::default()).unwrap());
    served(&Store::rebuild_index(temp.path(), Options::default()).unwrap());
}

#[test]
fn the_newest_segments_are_missed_once_they_are_gone_and_for_ever() {
    let temp = tempfile::tempdir().unwrap();
    let open = || Store::open(temp.path()).unwrap();
    let commit = |store: &Store, from: u64| {
        store.commit(&(from..from + 10).map(|stamp| put(stamp, "k", b"v")).collect::<Vec<_>>()).unwrap();
        store.with_journal(Journal::seal);
    };
    let store = open();
    (0..4).for_each(|nth| commit(&store, 1 + 10 * nth));
    store.commit(&[put(41, "k", b"v")]).unwrap();
    store.close().unwrap();
    drop(store);
    let segment = |number: u32| temp.path().join(format!("journal/{number:010}.seg"));
    [4, 5].iter().for_each(|number| fs::remove_file(segment(*number)).unwrap());
    // What is missing is told, what is written from now on does not take its place, and no start forgets.
    for (nth, operations) in [(0, 30), (1, 40), (2, 50)] {
        let store = open();
        assert_eq!(store.damage(), [Damage::missing(5)]);
        assert_eq!(store.operations(), operations);
        commit(&store, 100 + 10 * nth);
        drop(store);
        assert!(!segment(5).exists() && segment(6).exists());
    }
    assert_eq!(Store::rebuild_index(temp.path(), Options::default()).unwrap().damage(), [Damage::missing(5)]);
}

#[test]
fn a_journal_that_is_gone_with_its_index_is_not_taken_for_a_new_one() {
    let temp = tempfile::tempdir().unwrap();
    Store::open(temp.path()).unwrap().commit(&[put(1, "k", b"v")]).unwrap();
    ["index", "journal"].iter().for_each(|part| fs::remove_dir_all(temp.path().join(part)).unwrap());
    let refused = Store::open(temp.path()).unwrap_err().to_string();
    assert!(refused.contains("put them back"), "{refused}");
    fs::remove_file(temp.path().join("BEGUN")).unwrap();
    assert_eq!(Store::open(temp.path()).unwrap().operations(), 0);
}

#[test]
fn a_store_that_is_only_read_learns_too_and_then_reads_by_key_alone() {
    let temp = tempfile::tempdir().unwrap();
    let puts: Vec<_> = (0..100).map(|nth| put(nth, &format!("k{nth}"), b"v")).collect();
    Store::open(temp.path()).unwrap().commit(&puts).unwrap();
    let store = Store::open(temp.path()).unwrap();
    let ranged = |store: &Store| {
        let (before, mut found) = (store.index().shown(), 0);
        let cells = store.cells(&db()).unwrap().unwrap();
        let mut count = |_: &_| {
            found += 1;
            ControlFlow::Continue(())
        };
        cells.visit_key(&Key::new("k7").unwrap(), &mut count).unwrap();
        assert_eq!(found, 1);
        store.index().shown() - before
    };
    assert!(ranged(&store) > 0);
    let mut steps = 1;
    while store.learn(30).unwrap() {
        steps += 1;
    }
    assert_eq!((steps, ranged(&store), store.learn(30).unwrap()), (4, 0, false));
}

#[test]
fn what_was_there_before_a_start_is_found_while_the_index_is_learned_and_after() {
    let temp = tempfile::tempdir().unwrap();
    let key = |nth: u64| format!("k{}", nth % 300);
    let field = |nth: u64| {
        let (kind, key) = (cyberfly_core::Kind::Hash, Key::new(key(nth)).unwrap());
        Write { kind, key, field: Some(b"f".to_vec()), body: Body::Bytes(nth.to_be_bytes().to_vec()) }
    };
    let first = |nth: u64| match nth < 200 {
        true => put(nth, &key(nth), b"old"),
        false => op(nth, vec![field(nth)]),
    };
    Store::open(temp.path()).unwrap().commit(&(0..300).map(first).collect::<Vec<_>>()).unwrap();
    // One by one: the first commits know little of the index, the last ones all of it.
    let store = Store::open(temp.path()).unwrap();
    for nth in 0..300 {
        let again = store.commit(&[first(nth), put(nth, "k0", b"older")]).unwrap();
        assert_eq!(again[0], Outcome::Duplicate, "{nth}");
        assert!(matches!(again[1], Outcome::Dominated(_)) || nth == 0, "{nth}");
        assert_eq!(store.commit(&[put(10_000 + nth, &key(nth), b"new")]).unwrap(), [Outcome::Applied]);
        assert_eq!(value(&store, &key(nth)), Some(b"new".to_vec()));
    }
    assert_eq!(store.digest(&db()).unwrap().count(), 300, "nothing was overlooked");
}
