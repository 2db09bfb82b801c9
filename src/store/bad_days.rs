//! Days on which everything goes wrong at once: the small forms run with all tests, the large ones by hand with
//! `cargo test --release -p cyberfly-store --lib bad_days -- --ignored`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cyberfly_core::cells::{Cell, Cells, PathRange};
use cyberfly_core::key::Signature;
use cyberfly_core::sim::dice::{Dice, Seeded};
use cyberfly_core::{Body, DbName, Draft, Key, Kind, Operation, SecretKey, Stamp, Write};

use crate::compaction::{CompactStep, CompactionSettings};
use crate::error::StoreError;
use crate::index::EngineKind;
use crate::options::Options;
use crate::store::{Outcome, Store};
use crate::verify::{Verifier, VerifySettings};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const NOW: u64 = 1_700_000_000_000;
const DISK_ENGINES: [EngineKind; 2] = [EngineKind::Sled, EngineKind::Fjall];

fn owner() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn db(label: &str) -> DbName {
    DbName::new(label, owner().public()).unwrap()
}

fn draft(label: &str, stamp: u64, writes: Vec<Write>) -> Draft {
    Draft { db: db(label), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None }
}

/// Signed by nobody, because a million signatures take long and nobody looks at them here.
fn unsigned(label: &str, stamp: u64, writes: Vec<Write>) -> Operation {
    let claim = draft(label, stamp, writes).claim(owner().public(), |_| Signature::from_bytes([7; 64]));
    claim.unwrap().already_verified()
}

fn string(key: &str, value: &[u8]) -> Write {
    Write::string(Key::new(key).unwrap(), value.to_vec())
}

fn options(engine: EngineKind) -> Options {
    Options { engine, disk_floor: 0, ..Options::default() }
}

fn folder_bytes(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| file.metadata().unwrap().len()).sum()
}

/// The values of all keys; of one whose bytes are damaged, that it is.
fn values(store: &Store, label: &str) -> Result<BTreeMap<String, Option<Vec<u8>>>, StoreError> {
    let Some(cells) = store.cells(&db(label))? else { return Ok(BTreeMap::new()) };
    let mut found = Vec::new();
    cells.visit(&PathRange { start: Vec::new(), end: vec![0xff] }, &mut |cell| {
        found.push(cell.clone());
        ControlFlow::Continue(())
    })?;
    let value = |cell| match cells.body(cell) {
        Ok(Body::Bytes(bytes)) => Ok(Some(bytes)),
        Ok(_) | Err(StoreError::Damaged { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    found.iter().map(|cell| Ok((cell.placed().path.key().to_owned(), value(cell)?))).collect()
}

fn is_clean(store: &Store) -> bool {
    Verifier::new(store, VerifySettings::default())
        .run(&mut |_| {}, &AtomicBool::new(false))
        .unwrap()
        .is_clean()
}

/// Overwrites one key so many times, compacting after each so many; the journal stays within the undo and twice a segment.
fn overwrite_a_hot_key(engine: EngineKind, times: u64, segment_limit: u32, undo_bytes: u64) {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open_with(temp.path(), options(engine)).unwrap();
    store.with_journal(|journal| journal.limit_segments(segment_limit));
    let window = Duration::from_secs(30 * 24 * 3600);
    let limit = u64::from(segment_limit);
    store.compactor().set(CompactionSettings { window, undo_bytes, segment_limit: limit });
    let mut greatest = 0;
    for round in 0..times / 1000 {
        let ops: Vec<_> = (round * 1000..(round + 1) * 1000)
            .map(|at| unsigned("a", at + 1, vec![string("hot", &at.to_be_bytes())]))
            .collect();
        for group in ops.chunks(100) {
            store.commit(group).unwrap();
        }
        while store.compact_step(NOW + round * HOUR, MIB).unwrap() != CompactStep::Idle {}
        greatest = greatest.max(folder_bytes(&temp.path().join("journal")));
    }
    // What is being written, what is not looked at yet, and ledgers, beside the undo itself.
    assert!(greatest <= 2 * undo_bytes + 8 * limit, "{greatest}");
    assert_eq!(store.digest(&db("a")).unwrap().count(), 1);
    let newest = (times / 1000 * 1000 - 1).to_be_bytes().to_vec();
    assert_eq!(values(&store, "a").unwrap(), BTreeMap::from([("hot".to_owned(), Some(newest))]));
}

#[test]
fn a_hot_key_takes_no_more_disk_than_its_undo_and_some_segments() {
    overwrite_a_hot_key(EngineKind::Memory, 12_000, 64 * 1024, 256 * KIB);
}

#[test]
#[ignore = "takes minutes"]
fn a_hot_key_overwritten_a_million_times_takes_no_more_disk_than_its_undo_and_some_segments() {
    overwrite_a_hot_key(EngineKind::Fjall, 1_000_000, 4 * 1024 * 1024, 16 * MIB);
}

/// A hash of so many fields comes and goes.
fn delete_a_large_hash(engine: EngineKind, fields: u64) {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open_with(temp.path(), options(engine)).unwrap();
    let write = |at: u64| Write {
        kind: Kind::Hash,
        key: Key::new("large").unwrap(),
        field: Some(at.to_be_bytes().to_vec()),
        body: Body::Bytes(b"v".to_vec()),
    };
    for first in (0..fields).step_by(1000) {
        let op = unsigned("a", first + 1, (first..first + 1000).map(write).collect());
        assert_eq!(store.commit(&[op]).unwrap(), [Outcome::Applied]);
    }
    assert_eq!(store.digest(&db("a")).unwrap().count(), fields / 1000);
    let delete = unsigned("a", fields + 1, vec![Write::del(Key::new("large").unwrap())]);
    store.commit(&[delete]).unwrap();
    // Gone for readers at once, and unsettled until it is.
    assert_eq!(values(&store, "a").unwrap().len(), 1);
    assert!(store.unsettled().unwrap().contains(&db("a")));
    // A restart in the middle goes on.
    store.settle(1).unwrap();
    drop(store);
    let store = Store::open_with(temp.path(), options(engine)).unwrap();
    while store.settle(256).unwrap() {}
    assert!(store.unsettled().unwrap().is_empty());
    assert_eq!(store.digest(&db("a")).unwrap().count(), 1);
    let left = store.index().entries().unwrap().into_keys().filter(|key| key[0] == b'c').count();
    assert_eq!(left, 1);
    let recount = store.kept().recount(&store, 2, &|(), _, _| Ok(ControlFlow::Continue(()))).unwrap();
    assert_eq!(recount.unwrap().0.differences, []);
}

#[test]
fn a_large_hash_is_deleted_at_once_and_swept_across_a_restart() {
    delete_a_large_hash(EngineKind::Sled, 5_000);
}

#[test]
#[ignore = "takes minutes"]
fn a_hash_of_a_million_fields_is_deleted_at_once_and_swept_across_a_restart() {
    delete_a_large_hash(EngineKind::Fjall, 1_000_000);
}

/// How many bytes of memory this process takes.
fn resident() -> u64 {
    let pages: u64 =
        fs::read_to_string("/proc/self/statm").unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[test]
#[ignore = "measures the memory of the process, so it runs alone"]
fn ten_thousand_databases_open_in_little_memory() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open_with(temp.path(), options(EngineKind::Fjall)).unwrap();
    let ops: Vec<_> = (0..10_000u64)
        .map(|at| unsigned(&format!("d{at}"), at + 1, vec![string("k", &at.to_be_bytes())]))
        .collect();
    store.commit(&ops).unwrap();
    store.close().unwrap();
    drop(store);
    let before = resident();
    let store = Store::open_with(temp.path(), options(EngineKind::Fjall)).unwrap();
    for op in &ops {
        assert_eq!(store.digest(op.db()).unwrap().count(), 1);
        assert_eq!(store.sums(op.db()).unwrap().unwrap().digest().count(), 1);
    }
    assert!(resident().saturating_sub(before) < 64 * MIB, "{} bytes", resident() - before);
}

/// A small disk of its own, while this lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where this process may not mount one.
    fn mount(folder: &Path, bytes: u64) -> Option<Self> {
        let size = format!("size={bytes}");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output().ok()?;
        mount.status.success().then(|| Self(folder.to_path_buf()))
    }

    /// Takes all space but this much, until the file is removed.
    fn fill_up(&self, but: u64) -> PathBuf {
        let path = self.0.join("filler");
        let free = crate::disk::free_space(&self.0).unwrap();
        let filler = File::create(&path).unwrap();
        let zeros = vec![0; 4096];
        // The engine writes too, so there may be less than that.
        (0..free.saturating_sub(but) / 4096).all(|page| filler.write_all_at(&zeros, page * 4096).is_ok());
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// However much is left, a start without an index has one in the end, or says that the disk is full: never what an engine says.
#[test]
fn where_there_is_no_room_to_build_the_index_the_start_says_so() {
    for engine in [EngineKind::Sled, EngineKind::Fjall] {
        let temp = tempfile::tempdir().unwrap();
        let Some(disk) = SmallDisk::mount(temp.path(), 32 * MIB) else { return };
        let root = temp.path().join("data");
        let options = Options { disk_floor: MIB, ..options(engine) };
        let store = Store::open_with(&root, options.clone()).unwrap();
        let op =
            |at: u64| draft("a", at + 1, vec![string(&format!("k{at}"), &[7; 100])]).sign(&owner()).unwrap();
        let ops: Vec<_> = (0..2_000).map(op).collect();
        store.commit(&ops).unwrap();
        store.close().unwrap();
        drop(store);
        let full = [0, 16, 64, 256].map(|kib| {
            fs::remove_dir_all(root.join("index")).unwrap();
            let filler = disk.fill_up(kib * KIB);
            let is_full = match Store::open_with(&root, options.clone()) {
                Ok(_) => false,
                Err(StoreError::DiskFull { .. }) => true,
                Err(other) => panic!("{engine} with {kib} KiB left: {other}"),
            };
            fs::remove_file(filler).unwrap();
            is_full
        });
        assert!(full[0], "{engine}");
        let store = Store::open_with(&root, options).unwrap();
        assert_eq!(values(&store, "a").unwrap().len(), 2_000);
    }
}

/// Writes until the disk is full, with so much left at the beginning; then there is room again.
fn fill_a_disk(engine: EngineKind, left: u64) -> bool {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(temp.path(), 24 * MIB) else { return false };
    let root = temp.path().join("data");
    // Signed: where the index fails, a rebuild looks at every signature.
    let op = |at: u64| {
        let put = draft("a", at + 1, vec![string(&format!("k{at}"), &[7; 1000])]);
        put.sign(&owner()).unwrap()
    };
    let store = Store::open_with(&root, options(engine)).unwrap();
    let mut acknowledged: BTreeSet<u64> = (0..20).filter(|at| store.commit(&[op(*at)]).is_ok()).collect();
    assert_eq!(acknowledged.len(), 20);
    let filler = disk.fill_up(left);
    let refused = (20..20_000).find_map(|at| match store.commit(&[op(at)]) {
        Ok(_) => {
            acknowledged.insert(at);
            None
        }
        Err(error) => Some(error),
    });
    match refused.unwrap() {
        StoreError::DiskFull { .. } | StoreError::Index(_) => {}
        other => panic!("{other}"),
    }
    let all_of = |store: &Store, acknowledged: &BTreeSet<u64>| {
        let found = values(store, "a")?;
        assert!(acknowledged.iter().all(|at| found.contains_key(&format!("k{at}"))), "{engine} {left}");
        Ok(())
    };
    // The engine writes on its own too. Where it met the full disk, it says so, at once or later.
    let failed = |store: &Store, done: Result<(), StoreError>| match done {
        Ok(()) => store.is_read_only(),
        Err(error) => {
            assert!(matches!(error, StoreError::Index(_)) && store.is_read_only(), "{error}");
            true
        }
    };
    // While it is full a start says so too, or serves what there is; nothing is lost by it.
    let store = if failed(&store, all_of(&store, &acknowledged)) {
        drop(store);
        if let Ok(store) = Store::open_with(&root, options(engine)) {
            failed(&store, all_of(&store, &acknowledged));
        }
        fs::remove_file(&filler).unwrap();
        Store::open_with(&root, options(engine)).unwrap()
    } else {
        fs::remove_file(&filler).unwrap();
        store
    };
    // With room again writes are taken, if need be after a start.
    let written = store.commit(&[op(30_000)]).and_then(|_| all_of(&store, &acknowledged));
    let store = if failed(&store, written) {
        drop(store);
        let store = Store::open_with(&root, options(engine)).unwrap();
        store.commit(&[op(30_000)]).unwrap();
        store
    } else {
        store
    };
    acknowledged.insert(30_000);
    drop(store);
    let store = Store::open_with(&root, options(engine)).unwrap();
    all_of(&store, &acknowledged).unwrap();
    true
}

#[test]
fn a_disk_that_is_full_refuses_clearly_and_recovers_when_there_is_room() {
    for engine in DISK_ENGINES {
        for left in [0, 4 * KIB, 40 * KIB] {
            if !fill_a_disk(engine, left) {
                tracing::warn!("no disk can be mounted here: not tested");
                return;
            }
        }
    }
}

#[test]
#[ignore = "takes minutes"]
fn a_disk_that_is_full_at_any_step_refuses_clearly_and_recovers_when_there_is_room() {
    for engine in DISK_ENGINES {
        (0..2 * MIB).step_by(12 * 1024).for_each(|left| assert!(fill_a_disk(engine, left)));
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else if path.metadata().unwrap().len() > 0 {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            assert!(fs::copy(&path, &copied).is_ok());
        }
    }
}

/// Flips a bit in each of several copies of a store, and looks at what it says then.
fn flip_bits(engine: EngineKind, rounds: u64) {
    let base = tempfile::tempdir().unwrap();
    let mut history = BTreeMap::<String, Vec<Vec<u8>>>::new();
    let store = Store::open_with(base.path(), options(engine)).unwrap();
    for at in 1..=120u64 {
        let (key, value) = (
            format!("k{}", at % 40),
            vec![u8::try_from(at).unwrap(); if at.is_multiple_of(3) { 700 } else { 30 }],
        );
        let op = draft("a", at, vec![string(&key, &value)]).sign(&owner()).unwrap();
        history.entry(key).or_default().push(value);
        store.commit(&[op]).unwrap();
        if at % 30 == 0 {
            store.with_journal(crate::journal::Journal::seal);
        }
    }
    store.close().unwrap();
    drop(store);
    let right: BTreeMap<_, _> = history.iter().map(|(key, all)| (key.clone(), all.last().cloned())).collect();
    for round in 0..rounds {
        let mut dice = Seeded::new(round);
        let temp = tempfile::tempdir().unwrap();
        copy(base.path(), temp.path());
        let part = if round % 2 == 0 { "index" } else { "journal" };
        let files = files_in(&temp.path().join(part));
        let path = &files[usize::try_from(dice.roll(files.len() as u64)).unwrap()];
        let file = File::options().read(true).write(true).open(path).unwrap();
        // Engines take space ahead; what is in use lies in front.
        let at = dice.roll(file.metadata().unwrap().len().min(64 * KIB));
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).unwrap();
        byte[0] ^= 1 << dice.roll(8);
        file.write_all_at(&byte, at).unwrap();
        drop(file);
        let what = format!("{engine}, round {round}: byte {at} of {}", path.display());

        let mut store = Store::open_with(temp.path(), options(engine)).unwrap();
        let mut found = values(&store, "a");
        if matches!(found, Err(StoreError::Index(_))) {
            drop(store);
            store = Store::open_with(temp.path(), options(engine)).unwrap();
            found = values(&store, "a");
        }
        let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
        if part == "index" {
            assert!(found == right, "{what}");
        } else {
            for (key, value) in &found {
                assert!(value.as_ref().is_none_or(|value| history[key].contains(value)), "{what}");
            }
            assert!(found == right || !is_clean(&store), "{what}");
        }
    }
}

#[test]
fn a_flipped_bit_anywhere_is_found_or_harmless_and_nothing_wrong_is_served() {
    DISK_ENGINES.into_iter().for_each(|engine| flip_bits(engine, 24));
}

#[test]
#[ignore = "takes minutes"]
fn thousands_of_flipped_bits_are_found_or_harmless_and_nothing_wrong_is_served() {
    DISK_ENGINES.into_iter().for_each(|engine| flip_bits(engine, 2_000));
}

#[test]
fn a_clock_that_is_set_back_a_day_loses_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open_with(temp.path(), options(EngineKind::Memory)).unwrap();
    let hash = store.blobs().keep(&db("a"), &mut b"bytes".as_slice(), 100).unwrap().hash;
    let put = |stamp: u64, key: &str| unsigned("a", stamp, vec![string(key, &stamp.to_be_bytes())]);
    let maintain = |now: u64| {
        store.with_journal(crate::journal::Journal::seal);
        while store.compact_step(now, MIB).unwrap() != CompactStep::Idle {}
        while store.collect_blobs(now, 100).unwrap() {}
    };
    store.commit(&[put(NOW, "before"), put(NOW, "both")]).unwrap();
    maintain(NOW);
    // What is written now has stamps of yesterday: what is new counts, what is older than what is there is dominated.
    let outcomes = store.commit(&[put(NOW - DAY, "after"), put(NOW - DAY, "both")]).unwrap();
    assert!(matches!(outcomes[..], [Outcome::Applied, Outcome::Dominated(_)]));
    for hour in 0..30 {
        maintain(NOW - DAY + hour * HOUR);
    }
    let expected = [("after", NOW - DAY), ("before", NOW), ("both", NOW)];
    let expected = expected.map(|(key, stamp)| (key.to_owned(), Some(stamp.to_be_bytes().to_vec())));
    assert_eq!(values(&store, "a").unwrap(), BTreeMap::from(expected));
    assert_eq!(store.operations(), 4);
    assert!(store.blobs().possesses(&db("a"), &hash));
}

#[test]
fn a_journal_that_is_gone_is_not_taken_for_a_new_one_and_comes_back() {
    for engine in DISK_ENGINES {
        let temp = tempfile::tempdir().unwrap();
        let store = Store::open_with(temp.path(), options(engine)).unwrap();
        store.commit(&[unsigned("a", 1, vec![string("k", b"v")])]).unwrap();
        store.close().unwrap();
        drop(store);
        let (journal, away) = (temp.path().join("journal"), temp.path().join("away"));
        fs::rename(&journal, &away).unwrap();
        let refused = Store::open_with(temp.path(), options(engine)).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
        fs::remove_dir_all(&journal).unwrap();
        fs::rename(&away, &journal).unwrap();
        let store = Store::open_with(temp.path(), options(engine)).unwrap();
        assert_eq!(values(&store, "a").unwrap(), BTreeMap::from([("k".to_owned(), Some(b"v".to_vec()))]));
    }
}
