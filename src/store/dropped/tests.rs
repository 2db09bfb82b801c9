use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cyberfly_core::cells::{Cells, PathRange};
use cyberfly_core::digest::Digest;
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::write::{BlobRef, Role};
use cyberfly_core::{Body, Draft, Key, Kind, SecretKey, Stamp, Write};

use super::*;
use crate::disk::faulty::{Call, FaultyDisk};
use crate::disk::memory::MemoryDisk;
use crate::folder::DataFolder;
use crate::index::EngineKind;
use crate::options::Options;
use crate::store::Outcome;
use crate::verify::{Verifier, VerifySettings};

fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn db(label: &str) -> DbName {
    DbName::new(label, secret(1).public()).unwrap()
}

fn sign(label: &str, author: u8, stamp: u64, writes: Vec<Write>) -> Operation {
    let stamp = Stamp::at_millis(stamp);
    Draft { db: db(label), stamp, writes, expires: None, device: None }.sign(&secret(author)).unwrap()
}

fn put(label: &str, stamp: u64) -> Operation {
    let write = |n: u64| Write::string(Key::new(format!("k{}", n % 7)).unwrap(), vec![7; 200]);
    sign(label, 1, stamp, vec![write(stamp), write(stamp + 1)])
}

/// Of every kind of thing that an index has an entry for: several writes, ranks, rights, what nobody authorised, a blob.
fn life(store: &Store, label: &str) -> Vec<Operation> {
    let bytes = format!("the file of {label}");
    let kept = store.blobs().keep(&db(label), &mut bytes.as_bytes(), 100).unwrap();
    let blob = BlobRef { hash: kept.hash, size: kept.size, content_type: String::new() };
    let file =
        Write { kind: Kind::Blob, key: Key::new("file").unwrap(), field: None, body: Body::Blob(blob) };
    let score = Write {
        kind: Kind::SortedSet,
        key: Key::new("z").unwrap(),
        field: Some(b"m".to_vec()),
        body: Body::Score(1.5),
    };
    let grant = Write {
        kind: Kind::Rights,
        key: Key::rights(RIGHTS_KEY).unwrap(),
        field: Some(secret(2).public().as_bytes().to_vec()),
        body: Body::Grant(Role::Writer),
    };
    let by = |author, stamp| {
        sign(label, author, stamp, vec![Write::string(Key::new("by").unwrap(), vec![author; 100])])
    };
    let mut all: Vec<_> = (1..30).map(|stamp| put(label, stamp)).collect();
    all.extend([
        sign(label, 1, 40, vec![file, score]),
        sign(label, 1, 41, vec![grant]),
        by(2, 42),
        by(3, 43),
    ]);
    all
}

fn options(engine: EngineKind) -> Options {
    Options { engine, disk_floor: 0, ..Options::default() }
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, options(engine)).unwrap()
}

fn fill(store: &Store) {
    store.with_journal(|journal| journal.limit_segments(4000));
    let (first, second) = (life(store, "first"), life(store, "second"));
    for (a, b) in first.chunks(3).zip(second.chunks(3)) {
        store.commit(a).unwrap();
        store.commit(b).unwrap();
    }
}

fn drop_first(store: &Store) -> Result<Dropped, StoreError> {
    store.drop_database(&db("first"), &AtomicBool::new(false), &|_, _| {})
}

fn is_clean(store: &Store) -> bool {
    let mut verifier = Verifier::new(store, VerifySettings::default());
    verifier.run(&mut |_| {}, &AtomicBool::new(false)).unwrap().faults_total == 0
}

/// That nothing of the first database is left, and all of the second.
fn is_dropped(store: &Store, second: Digest) {
    assert_eq!(store.dropping(), None);
    assert_eq!(store.digest(&db("first")).unwrap(), Digest::EMPTY);
    assert!(store.cells(&db("first")).unwrap().is_none());
    assert_eq!(store.database_count(), 1);
    assert_eq!(
        store.databases().unwrap().into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
        [db("second")]
    );
    assert_eq!(store.digest(&db("second")).unwrap(), second);
    let hash = *blake3::hash(b"the file of first").as_bytes();
    assert!(!store.blobs().possesses(&db("first"), &hash));
    let other = *blake3::hash(b"the file of second").as_bytes();
    assert!(store.blobs().possesses(&db("second"), &other));
    for segment in store.sealed_segments().unwrap() {
        let key = crate::journal::DatabaseKey::of(&db("first"));
        assert!(store.listing(segment).unwrap().iter().all(|listed| listed.database != key), "{segment}");
    }
}

fn dropped_as_if_it_had_never_been(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    fill(&store);
    let (operations, second) = (store.operations(), store.digest(&db("second")).unwrap());
    let kept = store.digest(&db("first")).unwrap().count();
    let sums = store.sums(&db("second")).unwrap();
    drop(sums);
    let dropped = drop_first(&store).unwrap();
    assert_eq!(dropped.operations, kept);
    assert!(dropped.bytes > 5000, "{dropped:?}");
    assert_eq!(store.operations(), operations - 33);
    is_dropped(&store, second);
    let alone = tempfile::tempdir().unwrap();
    let other = open(alone.path(), engine);
    other.commit(&life(&other, "second")).unwrap();
    assert_eq!(store.digest(&db("second")).unwrap(), other.digest(&db("second")).unwrap());
    assert_eq!(store.rights(&db("first")).unwrap(), other.rights(&db("first")).unwrap());
    assert_eq!(drop_first(&store).unwrap(), Dropped::default(), "what is not here is dropped at once");
    store.commit(&[put("second", 100)]).unwrap();
    let second = store.digest(&db("second")).unwrap();
    assert!(is_clean(&store));
    store.close().unwrap();
    drop(store);
    is_dropped(&open(temp.path(), engine), second);
    is_dropped(&Store::rebuild_index(temp.path(), options(engine)).unwrap(), second);
    let store = open(temp.path(), engine);
    let again = life(&store, "first");
    let outcomes = store.commit(&again).unwrap();
    assert!(!outcomes.contains(&Outcome::Duplicate), "{outcomes:?}");
    assert_eq!(outcomes.last(), Some(&Outcome::Unauthorised));
    assert_eq!(store.digest(&db("first")).unwrap().count(), kept);
    assert!(is_clean(&store));
}

#[test]
fn a_database_is_dropped_as_if_it_had_never_been() {
    dropped_as_if_it_had_never_been(EngineKind::Memory);
    dropped_as_if_it_had_never_been(EngineKind::Sled);
    dropped_as_if_it_had_never_been(EngineKind::Fjall);
}

#[test]
fn while_it_is_dropped_nothing_is_written_to_it_and_all_else_goes_on() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled);
    fill(&store);
    let stopped = store.drop_database(&db("first"), &AtomicBool::new(true), &|_, _| {});
    assert!(matches!(stopped, Err(StoreError::Dropping { .. })));
    assert!(matches!(store.commit(&[put("first", 200)]), Err(StoreError::Dropping { .. })));
    store.commit(&[put("second", 200)]).unwrap();
    let elsewhere = store.drop_database(&db("second"), &AtomicBool::new(false), &|_, _| {});
    assert!(matches!(elsewhere, Err(StoreError::Dropping { .. })), "one after the other");
    let second = store.digest(&db("second")).unwrap();
    drop(store);
    is_dropped(&open(temp.path(), EngineKind::Sled), second);
}

#[test]
fn a_reader_of_the_other_database_keeps_what_it_reads() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    fill(&store);
    let cells = store.cells(&db("second")).unwrap().unwrap();
    let all = PathRange { start: vec![0], end: vec![0xff; 300] };
    let read = || {
        let mut bodies = Vec::new();
        let mut note = |cell: &crate::IndexedCell| {
            bodies.push(cells.body(cell).unwrap());
            ControlFlow::Continue(())
        };
        cells.visit(&all, &mut note).unwrap();
        bodies
    };
    let before = read();
    drop_first(&store).unwrap();
    assert_eq!(read(), before);
}

#[test]
fn a_loss_of_power_at_any_call_leaves_it_whole_or_dropped() {
    let (temp, memory) = (tempfile::tempdir().unwrap(), MemoryDisk::default());
    let disk = FaultyDisk::new(Arc::new(memory.clone()));
    let crashes = Arc::new(Mutex::new(Vec::new()));
    let (seen, image, note) = (Arc::clone(&crashes), memory.clone(), temp.path().join("DROPPING"));
    let store = Store::open_on(
        Arc::new(disk.clone()),
        DataFolder::open(temp.path()).unwrap(),
        options(EngineKind::Memory),
    )
    .unwrap();
    fill(&store);
    let (first, second) = (store.digest(&db("first")).unwrap(), store.digest(&db("second")).unwrap());
    disk.watch(Box::new(move |call| {
        if !matches!(call, Call::Names | Call::Open | Call::Length | Call::FreeSpace | Call::Read) {
            let mut seen = seen.lock().unwrap();
            let crash = image.after_power_loss(seen.len() as u64);
            seen.push((crash, note.exists()));
        }
    }));
    drop_first(&store).unwrap();
    let crashes = std::mem::take(&mut *crashes.lock().unwrap());
    assert!(crashes.len() > 20, "{}", crashes.len());
    for (disk, is_noted) in crashes {
        let temp = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(temp.path()).unwrap();
        let bytes = store.blobs();
        assert!(bytes.possesses(&db("second"), blake3::hash(b"the file of second").as_bytes()));
        folder.note_dropping(Some(&db("first")).filter(|_| is_noted)).unwrap();
        let again = Store::open_on(Arc::new(disk), folder, options(EngineKind::Memory)).unwrap();
        assert_eq!(again.digest(&db("second")).unwrap(), second);
        let left = again.digest(&db("first")).unwrap();
        assert!(left == Digest::EMPTY || (!is_noted && left == first), "{is_noted}");
        assert_eq!(again.dropping(), None);
        assert!(again.damage().is_empty());
    }
}
