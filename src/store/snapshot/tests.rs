use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::index::EngineKind;
use crate::journal::Journal;
use crate::kept::tests::{db, del, open, put, sign};
use cyberfly_core::write::BlobRef;
use cyberfly_core::{Key, Kind, Operation, Write};

const ENGINES: [EngineKind; 3] = EngineKind::ALL;

/// Writes to two databases, overwrites and deletes of the same few keys, some of several keys at once.
fn history(from: u64, to: u64) -> Vec<Operation> {
    let key = |at: u64| u8::try_from(at % 37).unwrap();
    let each = |at: u64| match at % 5 {
        0 => sign("a", at, vec![del(key(at / 5))]),
        1 => sign("b", at, vec![put(key(at), at)]),
        2 => sign("a", at, vec![put(key(at), at), put(key(at + 1), at)]),
        _ => sign("a", at, vec![put(key(3 * at), at)]),
    };
    (from..to).map(each).collect()
}

/// A new store with the operations of a snapshot has the digests that the snapshot names.
fn check_restored(snapshot: &Snapshot) {
    let temp = tempfile::tempdir().unwrap();
    let restored = open(temp.path(), EngineKind::Memory);
    let bytes: Vec<Vec<u8>> = snapshot.operations(None).map(Result::unwrap).collect();
    let ops: Vec<Operation> =
        bytes.iter().map(|bytes| Claimed::decode(bytes).unwrap().verify().unwrap()).collect();
    restored.commit(&ops).unwrap();
    let mut kept = 0;
    for (name, digest) in snapshot.databases() {
        assert_eq!(restored.digest(name).unwrap(), digest, "{name}");
        let own: Vec<Vec<u8>> = snapshot.operations(Some(name)).map(Result::unwrap).collect();
        assert!(own.iter().all(|bytes| Claimed::decode(bytes).unwrap().db() == name));
        assert_eq!(own.len() as u64, digest.count());
        kept += digest.count();
    }
    assert_eq!(ops.len() as u64, kept);
}

#[test]
fn a_snapshot_is_of_one_moment_while_writes_go_on() {
    for engine in ENGINES {
        let temp = tempfile::tempdir().unwrap();
        let store = open(temp.path(), engine);
        store.commit(&history(0, 100)).unwrap();
        store.with_journal(Journal::seal);
        store.commit(&history(100, 200)).unwrap();
        let (is_over, written) = (AtomicBool::new(false), AtomicU64::new(0));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut at = 200;
                while !is_over.load(Ordering::Relaxed) {
                    store.commit(&history(at, at + 7)).unwrap();
                    at += 7;
                    if at % 20 == 0 {
                        store.with_journal(Journal::seal);
                    }
                    written.store(at, Ordering::Relaxed);
                }
            });
            for _ in 0..5 {
                let before = written.load(Ordering::Relaxed);
                let snapshot = store.snapshot().unwrap();
                while written.load(Ordering::Relaxed) <= before {
                    std::thread::yield_now();
                }
                check_restored(&snapshot);
            }
            is_over.store(true, Ordering::Relaxed);
        });
    }
}

#[test]
fn the_segments_of_a_snapshot_are_the_journal_of_that_moment_and_stay_while_it_lives() {
    let (temp, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(temp.path(), EngineKind::Memory);
    store.commit(&history(0, 50)).unwrap();
    store.with_journal(Journal::seal);
    store.commit(&history(50, 60)).unwrap();
    let snapshot = store.snapshot().unwrap();
    store.commit(&history(60, 90)).unwrap();
    store.with_journal(Journal::seal);
    assert_eq!(snapshot.segments().iter().map(|segment| segment.number).collect::<Vec<_>>(), [1, 2]);
    drop(open(copy.path(), EngineKind::Memory));
    for &SnapshotSegment { number, length, hash, .. } in snapshot.segments() {
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        snapshot.read_segment(number, 0, &mut bytes).unwrap();
        assert_eq!(hash, (number == 1).then(|| *blake3::hash(&bytes).as_bytes()));
        let path = copy.path().join(format!("journal/{number:010}.seg"));
        std::io::Write::write_all(&mut File::create(path).unwrap(), &bytes).unwrap();
        assert!(store.segments().pins().holds(number));
    }
    let copied = open(copy.path(), EngineKind::Memory);
    assert_eq!(copied.operations(), 60);
    assert!(copied.damage().is_empty());
    assert_eq!(copied.snapshot().unwrap().end(), snapshot.end());
    let digests = |snapshot: &Snapshot| -> Vec<_> {
        snapshot.databases().map(|(name, digest)| (name.clone(), digest)).collect()
    };
    assert_eq!(digests(&copied.snapshot().unwrap()), digests(&snapshot));
    drop(snapshot);
    assert!(!store.segments().pins().holds(1));
}

#[test]
fn the_blobs_of_a_snapshot_are_those_that_kept_operations_of_the_database_refer_to() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let refer = |label, stamp, key: &str, hash| {
        let body = Body::Blob(BlobRef { hash: [hash; 32], size: 70_000, content_type: String::new() });
        sign(label, stamp, vec![Write { kind: Kind::Blob, key: Key::new(key).unwrap(), field: None, body }])
    };
    let ops = [refer("a", 1, "k", 1), refer("a", 2, "k", 2), refer("a", 3, "j", 3), refer("b", 4, "k", 4)];
    store.commit(&ops).unwrap();
    let snapshot = store.snapshot().unwrap();
    store.commit(&[refer("a", 5, "j", 5)]).unwrap();
    assert_eq!(snapshot.blobs(&db("a")).unwrap(), BTreeSet::from([[2; 32], [3; 32]]));
    assert_eq!(snapshot.blobs(&db("b")).unwrap(), BTreeSet::from([[4; 32]]));
    assert_eq!(snapshot.blobs(&db("never-written-to")).unwrap(), BTreeSet::new());
}

#[test]
fn a_damaged_operation_is_told_and_the_others_come_all_the_same() {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    store.commit(&history(1, 4)).unwrap();
    let snapshot = store.snapshot().unwrap();
    let at = u64::from(snapshot.view.places(1, None).unwrap()[1].offset);
    let file = File::options().write(true).open(temp.path().join("journal/0000000001.seg")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &[0xff], at + 60).unwrap();
    let read: Vec<bool> = snapshot.operations(None).map(|bytes| bytes.is_ok()).collect();
    assert_eq!(read, [true, false, true]);
}
