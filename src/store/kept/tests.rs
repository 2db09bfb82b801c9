//! Random histories, held against a sorted list of what is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;
use crate::index::EngineKind;
use crate::options::Options;
use crate::store::Store;
use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{self, Entry};
use cyberfly_core::{Draft, Key, Kind, OpId, Operation, SecretKey, Stamp, Write};

macro_rules! for_each_engine {
    ($($promise:ident)*) => {
        mod sled { $(#[test] fn $promise() { super::$promise(super::EngineKind::Sled); })* }
        mod fjall { $(#[test] fn $promise() { super::$promise(super::EngineKind::Fjall); })* }
        mod memory { $(#[test] fn $promise() { super::$promise(super::EngineKind::Memory); })* }
    };
}

for_each_engine! {
    sums_are_those_of_a_sorted_list_of_what_is_kept
    a_handle_stays_as_it_was_while_others_write
    nothing_that_is_written_during_a_scan_is_missed
    what_was_written_down_at_the_close_is_taken_once_and_only_where_it_is_true
}

pub(crate) fn db(label: &str) -> DbName {
    DbName::new(label, SecretKey::from_seed(&[1; 32]).public()).unwrap()
}

pub(crate) fn sign(label: &str, stamp: u64, writes: Vec<Write>) -> Operation {
    let draft = Draft { db: db(label), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[1; 32])).unwrap()
}

pub(crate) fn put(key: u8, value: u64) -> Write {
    Write::string(Key::new(format!("k{key}")).unwrap(), value.to_be_bytes().to_vec())
}

pub(crate) fn del(key: u8) -> Write {
    Write::del(Key::new(format!("k{key}")).unwrap())
}

pub(crate) fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, disk_floor: 0, ..Options::default() }).unwrap()
}

/// What a database should hold: of the operations of the tests, those that wrote something last.
#[derive(Clone, Default)]
struct Expected(BTreeMap<(String, String), (Entry, bool)>, BTreeMap<Entry, Operation>);

impl Expected {
    fn commit(&mut self, op: &Operation) {
        let order = entry(op);
        self.1.insert(order, op.clone());
        for write in op.writes() {
            let place = (op.db().to_string(), write.key.as_str().to_owned());
            let newest = self.0.entry(place).or_insert((order, write.kind == Kind::Del));
            *newest = (*newest).max((order, write.kind == Kind::Del));
        }
    }

    fn kept(&self, db: &DbName) -> Vec<Entry> {
        let here = self.0.iter().filter(|((name, _), _)| *name == db.to_string());
        here.map(|(_, (order, _))| *order).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn entry(op: &Operation) -> Entry {
    Entry { stamp: op.stamp(), id: op.id() }
}

fn digest(kept: &[Entry]) -> Digest {
    kept.iter().map(|entry| &entry.id).collect()
}

/// Holds everything a handle says against the sorted list.
fn check(sums: &Sums, expected: &Expected, name: &DbName, probes: &[u64]) {
    let kept = expected.kept(name);
    assert_eq!(sums.digest(), digest(&kept));
    assert_eq!(sums.count(), kept.len() as u64);
    let mut points = vec![Point::START, Point::END];
    points.extend(probes.iter().map(|at| Point::from(Entry::before(Stamp::at_millis(*at)))));
    points.extend(kept.iter().step_by(3).map(|entry| Point::from(*entry)));
    for from in &points {
        let here = |to: &Point| -> Vec<_> {
            kept.iter().filter(|entry| (from..to).contains(&&Point::from(**entry))).copied().collect()
        };
        assert_eq!(sums.rank(from).unwrap(), kept.len() as u64 - here(&Point::END).len() as u64);
        for to in &points {
            assert_eq!(sums.digest_between(from, to).unwrap(), digest(&here(to)));
            assert_eq!(sums.entries_between(from, to, usize::MAX).unwrap(), here(to));
            assert_eq!(
                sums.entries_between(from, to, 3).unwrap(),
                here(to).into_iter().take(3).collect::<Vec<_>>()
            );
        }
    }
    for (index, entry) in kept.iter().enumerate() {
        assert_eq!(sums.nth_of_all(index as u64).unwrap(), Some(*entry));
    }
    assert_eq!(sums.nth_of_all(kept.len() as u64).unwrap(), None);
    let reference: reconcile::MemorySums = kept.iter().copied().collect();
    for (from, to) in kept.iter().step_by(3).flat_map(|from| kept.iter().step_by(5).map(|to| (*from, *to))) {
        let range = from..to;
        let (Ok(digest), Ok(entries)) =
            (reconcile::Sums::digest(&reference, &range), reconcile::Sums::entries(&reference, &range, 4));
        assert_eq!(reconcile::Sums::digest(sums, &range).unwrap(), digest);
        assert_eq!(reconcile::Sums::entries(sums, &range, 4).unwrap(), entries);
        for index in 0..4 {
            let Ok(nth) = reconcile::Sums::nth(&reference, &range, index);
            assert_eq!(reconcile::Sums::nth(sums, &range, index).unwrap(), nth);
        }
    }
    let wanted: Vec<_> = expected.1.keys().copied().collect();
    for (entry, bytes) in wanted.iter().zip(sums.operations(&wanted).unwrap()) {
        let op = &expected.1[entry];
        let is_kept = op.db() == name && kept.binary_search(entry).is_ok();
        assert_eq!(bytes.as_deref(), is_kept.then_some(op.bytes()));
    }
}

fn check_all(store: &Store, expected: &Expected, probes: &[u64]) {
    for name in [db("a"), db("b")] {
        let sums = store.sums(&name).unwrap();
        assert_eq!(sums.is_some(), expected.1.values().any(|op| *op.db() == name));
        if let Some(sums) = sums {
            assert_eq!(sums.digest(), store.digest(&name).unwrap());
            check(&sums, expected, &name, probes);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<Operation>),
    /// The newest segment is full.
    Seal,
    /// A handle is asked for, so that sums exist that have to follow.
    Ask,
    Close,
    Kill,
    RebuildIndex,
    /// Side files go missing.
    LoseListings,
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let write = (0..40u8, any::<u64>(), 0..8u8).prop_map(|(key, value, kind)| match kind {
        0 => del(key),
        _ => put(key, value),
    });
    (any::<bool>(), 0..60u64, prop::collection::vec(write, 1..4)).prop_map(|(label, stamp, mut writes)| {
        writes.dedup_by_key(|write| write.key.clone());
        writes.sort_by_key(|write| write.key.as_str().to_owned());
        writes.dedup_by_key(|write| write.key.clone());
        sign(if label { "a" } else { "b" }, stamp, writes)
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => prop::collection::vec(any_operation(), 1..30).prop_map(Step::Commit),
        3 => Just(Step::Seal),
        3 => Just(Step::Ask),
        1 => Just(Step::Close),
        1 => Just(Step::Kill),
        1 => Just(Step::RebuildIndex),
        1 => Just(Step::LoseListings),
    ]
}

fn remove_listings(root: &Path) {
    for entry in fs::read_dir(root.join("journal")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "ops") {
            fs::remove_file(path).unwrap();
        }
    }
}

fn sums_are_those_of_a_sorted_list_of_what_is_kept(engine: EngineKind) {
    let cases = if engine == EngineKind::Memory { 48 } else { 8 };
    let strategy = (prop::collection::vec(any_step(), 1..16), prop::collection::vec(0..60u64, 3));
    proptest!(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() },
        |((steps, probes) in strategy)| {
        let temp = tempfile::tempdir().unwrap();
        let mut store = open(temp.path(), engine);
        let mut expected = Expected::default();
        let mut frozen = None;
        for step in steps {
            let before = expected.clone();
            match step {
                Step::Commit(ops) => {
                    store.commit(&ops).unwrap();
                    ops.iter().for_each(|op| expected.commit(op));
                }
                Step::Seal => store.with_journal(crate::journal::Journal::seal),
                Step::Ask => frozen = store.sums(&db("a")).unwrap().map(|sums| (sums, before)),
                Step::Close => {
                    store.close().unwrap();
                    drop(store);
                    store = open(temp.path(), engine);
                    assert!(!temp.path().join("index").join(CHECKPOINT).exists());
                }
                Step::Kill => {
                    drop(store);
                    store = open(temp.path(), engine);
                }
                Step::RebuildIndex => {
                    drop(store);
                    let options = Options { engine, disk_floor: 0, ..Options::default() };
                    store = Store::rebuild_index(temp.path(), options).unwrap();
                }
                Step::LoseListings => remove_listings(temp.path()),
            }
        }
        if let Some((sums, then)) = frozen {
            check(&sums, &then, &db("a"), &probes);
        }
        check_all(&store, &expected, &probes);
    });
}

fn a_handle_stays_as_it_was_while_others_write(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    let mut expected = Expected::default();
    let first: Vec<_> = (0..40).map(|at| sign("a", at, vec![put(u8::try_from(at).unwrap(), at)])).collect();
    store.commit(&first).unwrap();
    first.iter().for_each(|op| expected.commit(op));
    let sums = store.sums(&db("a")).unwrap().unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                check(&sums, &expected, &db("a"), &[10]);
            }
        });
        for round in 0..60u64 {
            let key = u8::try_from(round % 40).unwrap();
            store
                .commit(&[sign("a", 100 + round, vec![put(key, round)]), sign("b", round, vec![put(key, 1)])])
                .unwrap();
            if round % 16 == 7 {
                store.with_journal(crate::journal::Journal::seal);
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    check(&sums, &expected, &db("a"), &[10]);
}

fn nothing_that_is_written_during_a_scan_is_missed(engine: EngineKind) {
    let key = |at: u64| {
        vec![Write::string(Key::new(format!("key {}", at % 700)).unwrap(), at.to_be_bytes().to_vec())]
    };
    let temp = tempfile::tempdir().unwrap();
    let mut store = open(temp.path(), engine);
    let first: Vec<_> = (0..700).map(|at| sign("a", at, key(at))).collect();
    store.commit(&first).unwrap();
    for round in 1..6u64 {
        drop(store);
        store = open(temp.path(), engine);
        assert!(engine == EngineKind::Memory || store.kept().known().is_none());
        let is_asked = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut at = round * 1000;
                while at < round * 1000 + 4 || !is_asked.load(Ordering::Relaxed) {
                    store.commit(&[sign("a", at, key(at * 31))]).unwrap();
                    if at % 50 == 0 {
                        store.with_journal(crate::journal::Journal::seal);
                    }
                    at += 1;
                }
            });
            scope.spawn(|| store.sums(&db("a")).unwrap());
            store.sums(&db("a")).unwrap();
            is_asked.store(true, Ordering::Relaxed);
        });
        let sums = store.sums(&db("a")).unwrap().unwrap();
        assert_eq!(sums.digest(), store.digest(&db("a")).unwrap());
        let entries = sums.entries_between(&Point::START, &Point::END, usize::MAX).unwrap();
        assert_eq!(digest(&entries), sums.digest());
        assert!(entries.is_sorted());
    }
}

fn what_was_written_down_at_the_close_is_taken_once_and_only_where_it_is_true(engine: EngineKind) {
    if engine == EngineKind::Memory {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("index").join(CHECKPOINT);
    let ops =
        |from: u64| (from..from + 30).map(|at| sign("a", at, vec![put(u8::try_from(at % 20).unwrap(), at)]));
    let store = open(temp.path(), engine);
    store.commit(&ops(0).collect::<Vec<_>>()).unwrap();
    store.sums(&db("a")).unwrap();
    store.close().unwrap();
    let written = fs::read(&file).unwrap();
    store.commit(&ops(30).collect::<Vec<_>>()).unwrap();
    assert!(!file.exists(), "a write after the close makes it wrong");
    store.close().unwrap();
    let newer = fs::read(&file).unwrap();
    drop(store);
    let open_with = |bytes: &[u8]| {
        std::io::Write::write_all(&mut fs::File::create(&file).unwrap(), bytes).unwrap();
        let store = open(temp.path(), engine);
        assert!(!file.exists());
        let known = store.kept().known();
        let sums = store.sums(&db("a")).unwrap().unwrap();
        assert_eq!(sums.digest(), store.digest(&db("a")).unwrap());
        assert_eq!(digest(&sums.entries_between(&Point::START, &Point::END, 99).unwrap()), sums.digest());
        known
    };
    assert_eq!(open_with(&newer), Some(vec![0]));
    assert_eq!(open_with(&written), None, "of another place in the journal");
    let store = open(temp.path(), engine);
    let (key, sound) = store.index().entries().unwrap().into_iter().find(|(key, _)| key[0] == b'd').unwrap();
    let mut other = sound.clone();
    other[20] ^= 1;
    store.index().forge(&key, Some(&other));
    store.index().sync().unwrap();
    drop(store);
    std::io::Write::write_all(&mut fs::File::create(&file).unwrap(), &newer).unwrap();
    let store = open(temp.path(), engine);
    assert_eq!(store.kept().known(), None, "of another state of the index");
    store.index().forge(&key, Some(&sound));
    store.index().sync().unwrap();
    drop(store);
    for at in (0..newer.len()).step_by(newer.len() / 8) {
        let mut damaged = newer.clone();
        damaged[at] ^= 1;
        assert_eq!(open_with(&damaged), None, "byte {at}");
        assert_eq!(open_with(&newer[..at]), None, "{at} bytes");
    }
}

#[test]
fn a_side_file_that_is_damaged_while_it_is_read_is_made_anew() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let ops: Vec<_> = (0..30).map(|at| sign("a", at, vec![put(u8::try_from(at).unwrap(), at)])).collect();
    store.commit(&ops).unwrap();
    store.with_journal(crate::journal::Journal::seal);
    let path = temp.path().join("journal/0000000001.ops");
    let sound = fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let sums = store.sums(&db("a")).unwrap().unwrap();
        let mut damaged = sound.clone();
        damaged[at] ^= 1;
        std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), &damaged).unwrap();
        let entries = sums.entries_between(&Point::START, &Point::END, 99).unwrap();
        assert_eq!(digest(&entries), sums.digest(), "byte {at}");
    }
}

#[test]
fn a_damaged_operation_is_not_listed_and_writes_and_questions_go_on() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let ops: Vec<_> = (0..40).map(|at| sign("a", at, vec![put(u8::try_from(at).unwrap(), at)])).collect();
    store.commit(&ops).unwrap();
    store.with_journal(crate::journal::Journal::seal);
    store.sums(&db("a")).unwrap();
    let at = store.kept().view(store.index()).unwrap().places(1, None).unwrap()[20];
    let file = fs::File::options().write(true).open(temp.path().join("journal/0000000001.seg")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &[0xff], u64::from(at.offset) + 60).unwrap();
    let sums = store.sums(&db("a")).unwrap().unwrap();
    assert_eq!(sums.operation(&entry(&ops[20])).unwrap(), None);
    // So many more among them that every bucket is split.
    let more: Vec<_> = (0..160)
        .map(|at| {
            let key = Key::new(format!("more {at}")).unwrap();
            sign("a", at / 4, vec![Write::string(key, vec![1])])
        })
        .collect();
    store.commit(&more).unwrap();
    let sums = store.sums(&db("a")).unwrap().unwrap();
    let expected: BTreeSet<OpId> =
        ops.iter().chain(&more).map(Operation::id).filter(|id| *id != ops[20].id()).collect();
    let entries = sums.entries_between(&Point::START, &Point::END, usize::MAX).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.id).collect::<BTreeSet<_>>(), expected);
    assert_eq!(sums.digest(), expected.iter().collect());
}
