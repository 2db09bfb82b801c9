use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cyberfly_core::cells::{Cell, Cells, PathRange};
use cyberfly_core::digest::Digest;
use cyberfly_core::{Body, DbName, Draft, Key, OpId, Operation, SecretKey, Stamp, Write};
use proptest::prelude::*;

use super::*;
use crate::folder::DataFolder;
use crate::index::EngineKind;
use crate::journal::FIRST_COMPACTED;
use crate::options::Options;
use crate::store::engine_tests::any_operations;
use crate::verify::{Report, Verifier, VerifySettings};

mod window;

pub(super) const START: u64 = 1_700_000_000_000;
pub(super) const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const LIMIT: u32 = 8000;

pub(super) fn db() -> DbName {
    DbName::new("default", SecretKey::from_seed(&[1; 32]).public()).unwrap()
}

/// A signed put; stamps and values follow from the number.
pub(super) fn put(number: u64, key: &str) -> Operation {
    let mut value = number.to_be_bytes().to_vec();
    value.resize(if number.is_multiple_of(5) { 400 } else { 100 }, 7);
    let writes = vec![Write::string(Key::new(key).unwrap(), value)];
    let draft = Draft { db: db(), stamp: Stamp::at_millis(number), writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[1; 32])).unwrap()
}

fn options(engine: EngineKind, window: Duration) -> Options {
    Options { engine, undo_window: window, disk_floor: 0, ..Options::default() }
}

/// Segments end soon, so that there are many.
pub(super) fn shorten(store: &Store, window: Duration, undo_bytes: u64) {
    store.with_journal(|journal| journal.limit_segments(LIMIT));
    let segment_limit = u64::from(LIMIT);
    store.compactor().set(CompactionSettings { window, undo_bytes, segment_limit });
}

fn open(root: &Path, engine: EngineKind, window: Duration) -> Store {
    let store = Store::open_with(root, options(engine, window)).unwrap();
    shorten(&store, window, 1 << 30);
    store
}

/// Works until there is nothing to do.
pub(super) fn compact(store: &Store, now: u64) {
    while !matches!(store.compact_step(now, 3000).unwrap(), CompactStep::Idle) {}
}

fn compactions(store: &Store) -> usize {
    store.sealed_segments().unwrap().iter().filter(|number| **number >= FIRST_COMPACTED).count()
}

fn verify(store: &Store) -> Report {
    Verifier::new(store, VerifySettings::default()).run(&mut |_| {}, &AtomicBool::new(false)).unwrap()
}

fn journal_bytes(root: &Path) -> u64 {
    let files = std::fs::read_dir(root.join("journal")).unwrap().map(|entry| entry.unwrap());
    files.map(|file| file.metadata().unwrap().len()).sum()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &copied);
        } else {
            assert!(std::fs::copy(&path, &copied).is_ok());
        }
    }
}

/// All live writes, with their bodies.
pub(super) fn contents(store: &Store, db: &DbName) -> BTreeMap<Vec<u8>, (OpId, Body)> {
    let Some(cells) = store.cells(db).unwrap() else { return BTreeMap::new() };
    let mut found = Vec::new();
    cells
        .visit(&PathRange { start: vec![0], end: vec![0xff; 300] }, &mut |cell| {
            found.push(cell.clone());
            ControlFlow::Continue(())
        })
        .unwrap();
    let held = |cell: &crate::IndexedCell| {
        let placed = cell.placed();
        let place = [placed.path.as_bytes(), format!("{:?}", placed.order).as_bytes()].concat();
        (place, (placed.order.op, cells.body(cell).unwrap()))
    };
    found.iter().map(held).collect()
}

/// All operations that the journal has, kept or not, sealed or not.
fn journal_ids(store: &Store) -> BTreeSet<OpId> {
    store.with_journal(crate::journal::Journal::seal);
    let sealed = store.sealed_segments().unwrap();
    sealed.iter().flat_map(|number| store.listing(*number).unwrap()).map(|listed| listed.id).collect()
}

/// Overwrites forty keys again and again, one key in a hundred keeps its first value.
fn overwrite(store: &Store, rounds: u64) {
    for round in 0..rounds {
        let hot = |at: u64| put(round * 100 + at, &format!("k{at}"));
        let mut group: Vec<_> = (0..40).map(hot).collect();
        group.push(put(round * 100 + 50, &format!("cold{round}")));
        store.commit(&group).unwrap();
    }
}

fn disk_is_near_what_is_kept_and_nothing_else_changes(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine, Duration::ZERO);
    overwrite(&store, 30);
    let (held, digest, before) =
        (contents(&store, &db()), store.digest(&db()).unwrap(), journal_bytes(temp.path()));
    compact(&store, START);
    assert_eq!((contents(&store, &db()), store.digest(&db()).unwrap()), (held.clone(), digest));
    let statistics = store.statistics().unwrap();
    let live: u64 = 70 * 400;
    assert!(statistics.live_bytes < live * 2 && statistics.undo_bytes == 0, "{statistics:?}");
    assert!(statistics.dead_bytes * 2 < statistics.live_bytes, "{statistics:?}");
    assert!(statistics.operations < 200, "{statistics:?}");
    assert!(journal_bytes(temp.path()) * 4 < before);
    let report = verify(&store);
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!(report.operations, statistics.operations);
    assert_eq!(store.damage(), []);
    assert_eq!(store.sums(&db()).unwrap().unwrap().digest(), digest);
    let snapshot = store.snapshot().unwrap();
    let kept =
        snapshot.operations(None).map(|bytes| cyberfly_core::Claimed::decode(&bytes.unwrap()).unwrap().id());
    assert_eq!(kept.collect::<BTreeSet<OpId>>().iter().collect::<Digest>(), digest);
    drop(snapshot);
    for number in store.sealed_segments().unwrap() {
        assert!(store.check_segment(number).unwrap());
    }
    // It goes on, now and after a restart.
    store.commit(&[put(9000, "k1")]).unwrap();
    let held = contents(&store, &db());
    let entries = store.index().entries().unwrap();
    store.close().unwrap();
    drop(store);
    let store = open(temp.path(), engine, Duration::ZERO);
    assert_eq!(store.index().entries().unwrap(), entries);
    drop(store);
    let store = Store::rebuild_index(temp.path(), options(EngineKind::Memory, Duration::ZERO)).unwrap();
    assert_eq!(store.index().entries().unwrap(), entries);
    assert_eq!(contents(&store, &db()), held);
    assert!(verify(&store).is_clean());
}

#[test]
fn disk_is_near_what_is_kept_with_sled() {
    disk_is_near_what_is_kept_and_nothing_else_changes(EngineKind::Sled);
}

#[test]
fn disk_is_near_what_is_kept_with_fjall() {
    disk_is_near_what_is_kept_and_nothing_else_changes(EngineKind::Fjall);
}

#[test]
fn disk_is_near_what_is_kept_in_memory() {
    disk_is_near_what_is_kept_and_nothing_else_changes(EngineKind::Memory);
}

#[test]
fn a_hot_key_takes_no_more_disk_however_often_it_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    let mut most = 0;
    for round in 0..200u64 {
        let group: Vec<_> = (0..20).map(|at| put(1 + round * 20 + at, "hot")).collect();
        store.commit(&group).unwrap();
        compact(&store, START + round * 1000);
        most = most.max(journal_bytes(temp.path()));
    }
    assert!(most < 8 * u64::from(LIMIT), "{most}");
    assert!(store.sealed_segments().unwrap().len() <= 3);
    assert_eq!(contents(&store, &db()).len(), 1);
    assert!(verify(&store).is_clean());
}

#[test]
fn a_reader_who_holds_a_place_that_moved_is_served() {
    for let_go in [false, true] {
        let temp = tempfile::tempdir().unwrap();
        let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
        store.commit(&[put(1, "still")]).unwrap();
        overwrite(&store, 10);
        let cells = store.cells(&db()).unwrap().unwrap();
        let mut read = Vec::new();
        cells
            .visit(&PathRange { start: vec![0], end: vec![0xff] }, &mut |cell| {
                read.push((cell.clone(), cells.body(cell).unwrap()));
                ControlFlow::Continue(())
            })
            .unwrap();
        loop {
            let step = store.compact_step(START, 1 << 20).unwrap();
            if matches!(step, CompactStep::Finished { .. }) {
                break;
            }
        }
        if let_go {
            compact(&store, START);
        }
        assert!(read.iter().any(|(cell, _)| store.segments().is_replaced(cell.at().segment)));
        for (cell, body) in &read {
            assert_eq!(cells.body(cell).unwrap(), *body);
        }
        assert_eq!(store.damage(), []);
    }
}

#[test]
fn readers_and_writers_go_on_while_it_is_compacted() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled, Duration::ZERO);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut rounds = 0;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                // A value that is replaced and compacted away while it is read is the one exception.
                if let Some(cells) = store.cells(&db()).unwrap() {
                    let range = PathRange { start: b"cold".to_vec(), end: b"colf".to_vec() };
                    let mut found = Vec::new();
                    cells
                        .visit(&range, &mut |cell| {
                            found.push(cell.clone());
                            ControlFlow::Continue(())
                        })
                        .unwrap();
                    found.iter().for_each(|cell| drop(cells.body(cell).unwrap()));
                    rounds += 1;
                }
            }
            rounds
        });
        let compactor = scope.spawn(|| {
            let mut finished = 0;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                let step = store.compact_step(START, 5000).unwrap();
                finished += usize::from(matches!(step, CompactStep::Finished { .. }));
            }
            finished
        });
        overwrite(&store, 60);
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
        assert!(compactor.join().unwrap() > 0);
    });
    compact(&store, START);
    assert_eq!(contents(&store, &db()).len(), 100);
    assert_eq!(store.damage(), []);
    assert!(verify(&store).is_clean());
}

#[test]
fn a_damaged_segment_is_left_alone_and_the_others_are_not() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled, Duration::ZERO);
    overwrite(&store, 10);
    drop(store);
    let path = temp.path().join("journal/0000000002.seg");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[1000] ^= 1;
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), &bytes).unwrap();
    let store = open(temp.path(), EngineKind::Sled, Duration::ZERO);
    assert_eq!(store.damage(), []);
    compact(&store, START);
    assert!(store.damage().iter().any(|damage| damage.segment == 2));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert!(compactions(&store) > 0 && store.sealed_segments().unwrap().contains(&2));
}

#[test]
fn nothing_is_replaced_while_it_is_pinned() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    overwrite(&store, 10);
    let before = store.sealed_segments().unwrap();
    let (pin, _) = store.segments().pin().unwrap();
    for _ in 0..100 {
        store.compact_step(START, 3000).unwrap();
    }
    assert_eq!(store.sealed_segments().unwrap(), before);
    drop(pin);
    // Pinned after the new file has its name: the old ones stay until the pin goes.
    while compactions(&store) == 0 {
        store.compact_step(START, 3000).unwrap();
    }
    let (pin, _) = store.segments().pin().unwrap();
    for _ in 0..100 {
        store.compact_step(START, 3000).unwrap();
    }
    let replaced = store.segments().catalogue().unwrap().replaced;
    assert!(!replaced.is_empty());
    drop(pin);
    compact(&store, START);
    assert!(store.segments().catalogue().unwrap().replaced.is_empty());
}

#[test]
fn a_flipped_bit_anywhere_in_a_compacted_segment_is_found_and_costs_at_most_one_operation() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    overwrite(&store, 12);
    compact(&store, START);
    let number = store.sealed_segments().unwrap()[0];
    assert!(number >= FIRST_COMPACTED);
    let held = contents(&store, &db());
    let part = store.segments().catalogue().unwrap().part(number).unwrap();
    let path = temp.path().join("journal").join(part.name());
    drop(store);
    let intact = std::fs::read(&path).unwrap();
    for at in (0..intact.len()).step_by(97) {
        let mut bytes = intact.clone();
        bytes[at] ^= 1 << (at % 8);
        std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), &bytes).unwrap();
        let _ = std::fs::remove_file(temp.path().join("journal/damage"));
        let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
        let now = contents(&store, &db());
        assert!(
            now.len() + 1 >= held.len() && now.iter().all(|cell| held.get(cell.0) == Some(cell.1)),
            "byte {at}"
        );
        let damage = store.damage();
        assert_eq!(damage.len(), 1, "byte {at}: {damage:?}");
        assert_eq!(damage[0].segment, number, "byte {at}");
        assert!(!store.check_segment(number).unwrap());
        let report = verify(&store);
        assert!(report.faults.iter().any(|fault| fault.segment == number), "byte {at}");
    }
}

#[test]
fn what_is_missing_beside_a_compacted_segment_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    overwrite(&store, 12);
    compact(&store, START);
    store.commit(&[put(9000, "new")]).unwrap();
    store.with_journal(crate::journal::Journal::seal);
    store.commit(&[put(9001, "newer")]).unwrap();
    let newest = store.end().segment;
    drop(store);
    std::fs::remove_file(temp.path().join(format!("journal/{:010}.seg", newest - 1))).unwrap();
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    assert!(store.damage().iter().any(|damage| damage.reason == crate::Reason::Missing));
    assert!(!verify(&store).is_clean());
    drop(store);
    // The newest one, so that a compacted one is the last: the journal goes on behind it.
    std::fs::remove_file(temp.path().join(format!("journal/{newest:010}.seg"))).unwrap();
    for entry in std::fs::read_dir(temp.path().join("journal")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.len() == 14 && name.ends_with(".seg") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    store.commit(&[put(9002, "again")]).unwrap();
    let held = contents(&store, &db());
    drop(store);
    let store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
    assert_eq!(contents(&store, &db()), held);
    let missing = store.damage();
    assert!(matches!(missing[..], [crate::Damage { reason: crate::Reason::Missing, .. }]), "{missing:?}");
}

#[test]
fn a_full_disk_stops_a_compaction_and_costs_nothing() {
    use crate::disk::RealDisk;
    use crate::disk::faulty::FaultyDisk;
    let temp = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(temp.path()).unwrap();
    let disk = FaultyDisk::new(Arc::new(RealDisk::new(&folder.journal())));
    let options = options(EngineKind::Memory, Duration::ZERO);
    let store = Store::open_on(Arc::new(disk.clone()), folder, options).unwrap();
    shorten(&store, Duration::ZERO, 0);
    overwrite(&store, 12);
    let held = contents(&store, &db());
    disk.leave_space(Some(700));
    let refused = (0..50).find_map(|_| store.compact_step(START, 3000).err());
    assert!(matches!(refused, Some(StoreError::DiskFull { .. })), "{refused:?}");
    assert_eq!(compactions(&store), 0);
    assert_eq!(contents(&store, &db()), held);
    disk.leave_space(None);
    compact(&store, START);
    assert!(compactions(&store) > 0);
    assert_eq!(contents(&store, &db()), held);
}

/// Entries of an index without what compaction may change: places, what is counted in the journal, the numbers of
/// databases, which follow from whose operation comes first, whether it is worth looking below keys, and what nobody
/// authorised.
fn without_places(store: &Store) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut entries = store.index().entries().unwrap();
    // A database in which nothing is kept may be gone with its last operation.
    entries.retain(|key, value| key[0] != b'd' || value[4..12] != [0; 8]);
    let databases: Vec<Vec<u8>> =
        entries.iter().filter(|(key, _)| key[0] == b'd').map(|(_, value)| value[..4].to_vec()).collect();
    let rank =
        |number: &[u8]| u8::try_from(databases.iter().position(|other| other == number).unwrap()).unwrap();
    let plain =
        entries.into_iter().filter(|(key, _)| !matches!(key[0], b'm' | b'x')).map(|(mut key, mut value)| {
            match key[0] {
                // The flags, and how much was set aside, tell of what is gone.
                b'd' => (key, value[4..value.len() - 9].to_vec()),
                _ => {
                    let number = rank(&key[1..5]);
                    key.splice(1..5, [number]);
                    (key, value.split_off(value.len().min(8)))
                }
            }
        });
    plain.collect()
}

#[test]
fn whatever_is_compacted_whenever_the_store_says_the_same() {
    let steps = prop::collection::vec((1..12usize, 0..40usize, any::<bool>()), 1..8);
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |((ops, steps) in (any_operations(), steps))| {
        let (temp, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
        let plain = open(other.path(), EngineKind::Memory, Duration::ZERO);
        let mut next = 0;
        for (length, work, restart) in steps.into_iter().cycle() {
            if next >= ops.len() {
                break;
            }
            let end = (next + length).min(ops.len());
            // Some come twice.
            for ops in [&ops[next..end], &ops[next / 2..end]] {
                plain.commit(ops).unwrap();
                store.commit(ops).unwrap();
            }
            next = end;
            store.with_journal(crate::journal::Journal::seal);
            for _ in 0..work {
                store.compact_step(START, 500).unwrap();
            }
            if restart {
                drop(store);
                store = open(temp.path(), EngineKind::Memory, Duration::ZERO);
            }
        }
        compact(&store, START);
        prop_assert!(without_places(&store) == without_places(&plain));
        prop_assert_eq!(verify(&store).faults, []);
        let operations = store.operations();
        drop(store);
        let rebuilt = open(temp.path(), EngineKind::Memory, Duration::ZERO);
        prop_assert!(without_places(&rebuilt) == without_places(&plain));
        prop_assert_eq!(rebuilt.operations(), operations);
    });
}
