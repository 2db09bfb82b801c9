use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::index::EngineKind;
use crate::kept::tests::{db, del, sign};
use crate::options::Options;
use crate::verify::{Verifier, VerifySettings};
use cyberfly_core::cells::{Cells, PathRange};
use cyberfly_core::write::BlobRef;
use cyberfly_core::{Key, Kind, Write};

const HOUR: u64 = 3_600_000;
/// Five hours: the undo window and the grace time of these tests.
const KEEPS: u64 = 5 * HOUR;

fn options(engine: EngineKind) -> Options {
    let (undo_window, blob_grace) = (Duration::from_secs(3 * 3600), Duration::from_secs(2 * 3600));
    Options { engine, disk_floor: 0, undo_window, blob_grace, ..Options::default() }
}

fn store() -> (TempDir, Store) {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open_with(temp.path(), options(EngineKind::Memory)).unwrap();
    (temp, store)
}

fn refer(kind: Kind, key: &str, field: Option<&[u8]>, hash: [u8; 32]) -> Write {
    let body = Body::Blob(BlobRef { hash, size: 70_000, content_type: "c".repeat(255) });
    Write { kind, key: Key::new(key).unwrap(), field: field.map(<[u8]>::to_vec), body }
}

fn blob(key: u8, hash: [u8; 32]) -> Write {
    refer(Kind::Blob, &format!("k{key}"), None, hash)
}

fn hand_in(store: &Store, label: &str, bytes: &[u8]) -> [u8; 32] {
    store.blobs().keep(&db(label), &mut { bytes }, 1 << 20).unwrap().hash
}

/// A whole round.
fn collect(store: &Store, now_ms: u64) {
    while store.collect_blobs(now_ms, 3).unwrap() {}
}

fn files(temp: &TempDir) -> Vec<String> {
    let folders = fs::read_dir(temp.path().join("blobs")).unwrap().map(|folder| folder.unwrap().path());
    let names = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_blob_that_nothing_refers_to_goes_after_window_and_grace_with_its_possessions_and_not_before() {
    let (temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    hand_in(&store, "b", b"bytes");
    collect(&store, HOUR);
    collect(&store, HOUR + KEEPS - 1);
    assert!(store.blobs().possesses(&db("a"), &hash));
    collect(&store, HOUR + KEEPS);
    assert_eq!(files(&temp), Vec::<String>::new());
    assert_eq!(store.blobs().read(&db("a"), &hash, u64::MAX).unwrap(), None);
    assert_eq!(store.blob_statistics().unwrap(), BlobStatistics::default());
}

#[test]
fn a_live_write_of_any_database_keeps_a_blob_as_long_as_it_lives() {
    let (_temp, store) = store();
    let hashes: Vec<_> = (0..3u8).map(|at| hand_in(&store, "a", &[at; 10])).collect();
    store.commit(&[sign("a", 1, vec![blob(1, hashes[0])])]).unwrap();
    store.commit(&[sign("b", 1, vec![refer(Kind::Hash, "h", Some(b"f"), hashes[1])])]).unwrap();
    for hour in 1..20 {
        collect(&store, hour * HOUR);
    }
    assert!(hashes[..2].iter().all(|hash| store.blobs().possesses(&db("a"), hash)));
    assert!(!store.blobs().possesses(&db("a"), &hashes[2]));
    assert_eq!(
        store.blob_statistics().unwrap(),
        BlobStatistics { files: 2, bytes: 20, referenced: 2, waiting: 0 }
    );

    store.commit(&[sign("a", 2, vec![del(1)])]).unwrap();
    collect(&store, 20 * HOUR);
    assert_eq!(
        store.blob_statistics().unwrap(),
        BlobStatistics { files: 2, bytes: 20, referenced: 1, waiting: 1 }
    );
    collect(&store, 20 * HOUR + KEEPS);
    assert!(!store.blobs().possesses(&db("a"), &hashes[0]) && store.blobs().possesses(&db("a"), &hashes[1]));
}

#[test]
fn handing_in_again_and_any_operation_that_refers_to_it_begin_the_time_anew() {
    let (_temp, store) = store();
    let [handed_in, mentioned, left] = [b"1", b"2", b"3"].map(|bytes| hand_in(&store, "a", bytes));
    store.commit(&[sign("a", 9, vec![del(1)])]).unwrap();
    collect(&store, HOUR);
    collect(&store, KEEPS);
    hand_in(&store, "a", b"1");
    // It is dominated when it comes, and stays for the undo window.
    store.commit(&[sign("a", 8, vec![blob(1, mentioned)])]).unwrap();
    collect(&store, HOUR + KEEPS);
    let possesses = |hash| store.blobs().possesses(&db("a"), &hash);
    assert_eq!([handed_in, mentioned, left].map(possesses), [true, true, false]);
    collect(&store, 2 * KEEPS);
    assert_eq!([handed_in, mentioned].map(possesses), [true, true]);
    collect(&store, HOUR + 2 * KEEPS);
    assert_eq!([handed_in, mentioned].map(possesses), [false, false]);
}

#[test]
fn a_blob_that_is_written_while_it_waits_stays_however_long_it_has_waited() {
    let (_temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    collect(&store, HOUR);
    store.commit(&[sign("a", 1, vec![blob(1, hash)])]).unwrap();
    // As if the note had come back, which a loss of power can do.
    store.blobs.begin_waiting(&hash, 0).unwrap();
    collect(&store, 2 * KEEPS);
    assert!(store.blobs().possesses(&db("a"), &hash));
    assert_eq!(store.blobs.waiting_since(&hash).unwrap(), None);
}

#[test]
fn a_clock_that_jumps_takes_no_blob_away_early_and_neither_does_a_restart() {
    let (temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    collect(&store, 1000 * HOUR);
    collect(&store, 2000 * HOUR);
    collect(&store, 976 * HOUR);
    collect(&store, 977 * HOUR);
    store.close().unwrap();
    drop(store);
    let store = Store::open_with(temp.path(), options(EngineKind::Memory)).unwrap();
    collect(&store, 980 * HOUR);
    assert!(store.blobs().possesses(&db("a"), &hash));
    collect(&store, 981 * HOUR);
    assert!(!store.blobs().possesses(&db("a"), &hash));
}

#[test]
fn a_snapshot_holds_every_blob() {
    let (_temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    store.commit(&[sign("a", 1, vec![blob(1, hash)])]).unwrap();
    let snapshot = store.snapshot().unwrap();
    store.commit(&[sign("a", 2, vec![del(1)])]).unwrap();
    collect(&store, HOUR);
    collect(&store, HOUR + 2 * KEEPS);
    assert!(snapshot.blobs(&db("a")).unwrap().contains(&hash));
    assert_eq!(store.blobs().read(&db("a"), &hash, u64::MAX).unwrap().as_deref(), Some(b"bytes".as_slice()));
    drop(snapshot);
    collect(&store, HOUR + 2 * KEEPS);
    assert!(!store.blobs().possesses(&db("a"), &hash));
}

#[test]
fn a_removal_that_a_crash_interrupted_is_finished_and_gives_nobody_bytes_that_were_taken_from_him() {
    // What is there after each step: the possessions are gone, the bytes too, the note too; and, as a loss of power may
    // have it, a note that was never written.
    let steps: [&[&str]; 4] =
        [&["possession"], &["possession", "bytes"], &["possession", "bytes", "note"], &["note"]];
    for gone in steps {
        let (temp, store) = store();
        let hash = hand_in(&store, "a", b"bytes");
        collect(&store, HOUR);
        for part in gone {
            let path = match *part {
                "possession" => store.blobs.possession(&db("a"), &hash),
                "bytes" => store.blobs.path(&hash),
                _ => store.blobs.note(&hash),
            };
            fs::remove_file(path).unwrap();
        }
        drop(store);
        let store = Store::open_with(temp.path(), options(EngineKind::Memory)).unwrap();
        assert_eq!(store.blobs().possesses(&db("a"), &hash), *gone == ["note"], "{gone:?}");
        hand_in(&store, "b", b"bytes");
        assert_eq!(store.blobs().possesses(&db("a"), &hash), *gone == ["note"], "{gone:?}");
        assert!(store.blobs().possesses(&db("b"), &hash));
        collect(&store, HOUR);
        collect(&store, HOUR + KEEPS);
        assert_eq!(files(&temp), Vec::<String>::new(), "{gone:?}");
    }
}

#[test]
fn a_possession_without_bytes_goes_too() {
    let (temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    fs::remove_file(store.blobs.path(&hash)).unwrap();
    collect(&store, HOUR);
    collect(&store, HOUR + KEEPS);
    assert_eq!(files(&temp), Vec::<String>::new());
}

#[test]
fn a_note_that_is_damaged_begins_the_time_anew() {
    let (_temp, store) = store();
    let hash = hand_in(&store, "a", b"bytes");
    collect(&store, HOUR);
    File::create(store.blobs.note(&hash)).unwrap().write_all(&[0; NOTE]).unwrap();
    collect(&store, HOUR + KEEPS);
    assert!(store.blobs().possesses(&db("a"), &hash));
    collect(&store, HOUR + 2 * KEEPS);
    assert!(!store.blobs().possesses(&db("a"), &hash));
}

#[test]
fn small_steps_look_at_every_blob_and_at_no_more_than_they_were_told() {
    let (temp, store) = store();
    for at in 0..60u8 {
        hand_in(&store, "a", &[at]);
    }
    let waiting = || store.blob_statistics().unwrap().waiting;
    for step in 1..=8 {
        assert!(store.collect_blobs(HOUR, 7).unwrap());
        assert_eq!(waiting(), step * 7);
    }
    assert!(!store.collect_blobs(HOUR, 7).unwrap());
    assert_eq!(waiting(), 60);
    collect(&store, HOUR + KEEPS);
    assert_eq!(files(&temp), Vec::<String>::new());
}

#[test]
fn who_hands_in_and_writes_while_blobs_are_collected_loses_nothing() {
    let (_temp, store) = store();
    // An hour passes with each step. No more than four are granted at a time: longer is longer than the grace time, and who
    // waits so long has to hand in again.
    let (steps, granted, is_over) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let grant = || granted.store(steps.load(Ordering::SeqCst) + 4, Ordering::SeqCst);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                if steps.load(Ordering::SeqCst) < granted.load(Ordering::SeqCst) {
                    store.collect_blobs(steps.load(Ordering::SeqCst) * HOUR, 10_000).unwrap();
                    steps.fetch_add(1, Ordering::SeqCst);
                } else {
                    std::thread::yield_now();
                }
            }
        });
        let _over = Over(&is_over);
        for stamp in 1..=50 {
            grant();
            let hash = hand_in(&store, "a", b"bytes");
            store.commit(&[sign("a", 2 * stamp, vec![blob(1, hash)])]).unwrap();
            let read = store.blobs().read(&db("a"), &hash, u64::MAX).unwrap();
            assert_eq!(read.as_deref(), Some(b"bytes".as_slice()), "round {stamp}");
            store.commit(&[sign("a", 2 * stamp + 1, vec![del(1)])]).unwrap();
            let patience = Instant::now() + Duration::from_secs(60);
            while stamp % 8 == 0 && store.blobs().possesses(&db("a"), &hash) {
                assert!(Instant::now() < patience, "it is never collected");
                grant();
                std::thread::yield_now();
            }
        }
    });
}

/// Ends the other thread, also when an assertion fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The counts as the index has them, and as the live writes make them.
fn counts(store: &Store) -> [BTreeMap<(u32, [u8; 32]), u64>; 2] {
    let mut kept = BTreeMap::new();
    for (key, value) in store.index().entries().unwrap().iter().filter(|(key, _)| key[0] == b'b') {
        let number = u32::from_be_bytes(key[33..].try_into().unwrap());
        kept.insert(
            (number, key[1..33].try_into().unwrap()),
            u64::from_be_bytes(value[..].try_into().unwrap()),
        );
    }
    let mut counted = BTreeMap::new();
    for (name, _) in store.index().databases().unwrap() {
        let cells = store.cells(&name).unwrap().unwrap();
        let all = PathRange { start: Vec::new(), end: vec![0xff] };
        cells
            .visit(&all, &mut |cell| {
                if let Body::Blob(blob) = cells.body(cell).unwrap() {
                    *counted.entry((cells.number, blob.hash)).or_default() += 1;
                }
                ControlFlow::Continue(())
            })
            .unwrap();
    }
    [kept, counted]
}

fn write() -> impl Strategy<Value = Write> {
    let hash = (0..4u8).prop_map(|hash| [hash; 32]);
    prop_oneof![
        3 => (0..3u8, hash.clone()).prop_map(|(key, hash)| blob(key, hash)),
        3 => (0..3u8, 0..3u8, hash.clone()).prop_map(|(key, field, hash)| {
            refer(Kind::Hash, &format!("k{key}"), Some(&[field]), hash)
        }),
        2 => (0..2u8, hash).prop_map(|(key, hash)| refer(Kind::String, &format!("~first/k{key}"), None, hash)),
        1 => (0..3u8).prop_map(del),
        1 => (0..3u8).prop_map(|key| crate::kept::tests::put(key, 7)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn the_counts_are_those_of_the_live_writes_and_a_rebuilt_index_has_the_same(
        history in prop::collection::vec((any::<bool>(), 1..30u64, prop::collection::vec(write(), 1..5)), 1..40),
    ) {
        let temp = tempfile::tempdir().unwrap();
        let store = Store::open_with(temp.path(), options(EngineKind::Memory)).unwrap();
        let ops: Vec<_> = history
            .into_iter()
            .map(|(is_first, stamp, writes)| sign(if is_first { "a" } else { "b" }, stamp, writes))
            .collect();
        for group in ops.chunks(7) {
            store.commit(group).unwrap();
            let [kept, counted] = counts(&store);
            prop_assert_eq!(kept, counted);
        }
        let grown = store.index().entries().unwrap();
        drop(store);
        let rebuilt = Store::rebuild_index(temp.path(), options(EngineKind::Memory)).unwrap();
        prop_assert!(rebuilt.index().entries().unwrap() == grown);
    }
}

#[test]
fn a_count_that_is_missing_is_found() {
    let (_temp, store) = store();
    store.commit(&[sign("a", 1, vec![blob(1, [7; 32])])]).unwrap();
    let verify = || {
        Verifier::new(&store, VerifySettings::default()).run(&mut |_| {}, &AtomicBool::new(false)).unwrap()
    };
    assert!(verify().is_clean());
    let key = store.index().entries().unwrap().into_keys().find(|key| key[0] == b'b').unwrap();
    store.index().forge(&key, None);
    assert_eq!(verify().faults.len(), 1);
}
