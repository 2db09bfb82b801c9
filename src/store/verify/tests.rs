use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cyberfly_core::key::Signature;
use cyberfly_core::sim::dice::{Dice, Seeded};
use cyberfly_core::sim::generate::{self, BASE_MS, Cast, Moment, Theme};
use cyberfly_core::{Body, Draft, Kind, Operation, SecretKey, Stamp, Write};
use tempfile::TempDir;

use super::*;
use crate::index::{Index, KeptChange, RawEntry};
use crate::journal::Journal;
use crate::options::Options;
use crate::quarantine::Reason;

mod cut_out;
mod runs;

fn owner() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn db() -> DbName {
    DbName::new("simulated", owner().public()).unwrap()
}

fn draft(stamp: u64, writes: Vec<Write>) -> Draft {
    Draft { db: db(), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None }
}

fn put(stamp: u64, key: &str, value: &[u8]) -> Operation {
    draft(stamp, vec![Write::string(key_of(key), value.to_vec())]).sign(&owner()).unwrap()
}

fn key_of(key: &str) -> cyberfly_core::Key {
    cyberfly_core::Key::new(key).unwrap()
}

fn field(stamp: u64, key: &str, field: &[u8]) -> Operation {
    let write = Write {
        kind: Kind::Hash,
        key: key_of(key),
        field: Some(field.to_vec()),
        body: Body::Bytes(b"v".to_vec()),
    };
    draft(stamp, vec![write]).sign(&owner()).unwrap()
}

fn forged(stamp: u64) -> Operation {
    let writes = vec![Write::string(key_of("forged"), b"v".to_vec())];
    let claim = draft(stamp, writes).claim(owner().public(), |_| Signature::from_bytes([7; 64])).unwrap();
    claim.already_verified()
}

/// Operations of every kind, all by those who may.
fn every_kind(seed: u64, count: usize) -> Vec<Operation> {
    let cast = Cast::new(0).unwrap();
    let mut dice = Seeded::new(seed);
    let mut all = Vec::new();
    while all.len() < count {
        let theme = dice.chance(2).then(|| Theme::any(&mut dice));
        let stamp = Stamp::at_millis(BASE_MS + dice.roll(200));
        let moment = Moment { stamp, spread_ms: 100, theme };
        all.extend(generate::operation(&mut dice, &cast, moment));
    }
    all
}

fn store() -> (TempDir, Store) {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    (temp, store)
}

/// A store of several segments with operations of every kind.
fn filled() -> (TempDir, Store) {
    let (temp, store) = store();
    for (round, group) in every_kind(7, 240).chunks(20).enumerate() {
        store.commit(group).unwrap();
        if round % 3 == 2 {
            store.with_journal(Journal::seal);
        }
    }
    (temp, store)
}

fn verify_with(store: &Store, settings: VerifySettings) -> Report {
    Verifier::new(store, settings).run(&mut |_| {}, &AtomicBool::new(false)).unwrap()
}

fn verify(store: &Store) -> Report {
    let report = verify_with(store, VerifySettings::default());
    assert!(report.finished);
    report
}

/// What was found, but for what follows from it: where live writes are not those that were counted, the counts do not fit.
fn words(report: &Report) -> Vec<&'static str> {
    let faults = report.faults.iter().filter(|fault| fault.what != FaultKind::Digest);
    faults.map(|fault| fault.what.as_str()).collect()
}

fn segment(temp: &TempDir, number: u32) -> PathBuf {
    temp.path().join("journal").join(format!("{number:010}.seg"))
}

/// Writes in place, as damage does.
fn rewrite(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::File::options().write(true).truncate(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

fn change(path: &Path, tamper: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    tamper(&mut bytes);
    rewrite(path, &bytes);
}

/// The keys and values of all live writes.
fn cells(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    store.index().entries().unwrap().into_iter().filter(|(key, _)| key[0] == b'c').collect()
}

fn reopened(temp: &TempDir, store: Store) -> Store {
    drop(store);
    Store::open(temp.path()).unwrap()
}

#[test]
fn a_healthy_store_of_every_kind_is_clean_and_everything_was_looked_at() {
    let (_temp, store) = filled();
    let report = verify(&store);
    assert_eq!(report.faults, []);
    assert_eq!((report.operations, report.segments, report.databases), (store.operations(), 5, 1));
    assert_eq!(report.entries, cells(&store).len() as u64);
    assert!(report.is_clean() && report.unauthorised == 0 && report.bytes > 20_000);
}

#[test]
fn an_empty_store_is_clean() {
    let (_temp, store) = store();
    let report = verify(&store);
    assert!(report.is_clean() && report.operations == 0 && report.segments == 1);
}

#[test]
fn nothing_is_a_fault_only_because_others_write_meanwhile() {
    let (_temp, store) = filled();
    let (is_over, later) = (AtomicBool::new(false), every_kind(8, 400));
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            later.chunks(3).for_each(|group| drop(store.commit(group).unwrap()));
            is_over.store(true, Ordering::Relaxed);
        });
        while !is_over.load(Ordering::Relaxed) {
            assert_eq!(verify(&store).faults, []);
        }
        writer.join().unwrap();
    });
    assert_eq!(verify(&store).faults, []);
}

#[test]
fn a_flipped_bit_in_a_record_is_found_in_sealed_segments_and_the_newest() {
    for number in [2, 5] {
        let (temp, store) = filled();
        store.commit(&every_kind(9, 40)).unwrap();
        change(&segment(&temp, number), |bytes| bytes[300] ^= 1);
        let report = verify(&store);
        let checksum = report.faults.iter().find(|fault| fault.what == FaultKind::Damaged(Reason::Checksum));
        let fault = checksum.unwrap();
        assert_eq!(fault.segment, number);
        assert!((fault.offset..fault.offset + fault.length).contains(&300));
        assert!(!fault.known && store.damage().is_empty(), "verification changes nothing");
    }
}

#[test]
fn segments_in_each_others_place_are_found() {
    let (temp, store) = filled();
    let (two, three) = (segment(&temp, 2), segment(&temp, 3));
    let bytes = (std::fs::read(&two).unwrap(), std::fs::read(&three).unwrap());
    rewrite(&two, &bytes.1);
    rewrite(&three, &bytes.0);
    let report = verify(&store);
    let headers = report.faults.iter().filter(|fault| fault.what == FaultKind::Damaged(Reason::Header));
    assert_eq!(headers.map(|fault| fault.segment).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_missing_segment_is_found_also_the_first() {
    for number in [1, 2] {
        let (temp, store) = filled();
        std::fs::remove_file(segment(&temp, number)).unwrap();
        let report = verify(&store);
        let missing = report.faults.iter().find(|fault| fault.what == FaultKind::Damaged(Reason::Missing));
        assert_eq!(missing.unwrap().segment, number);
        assert!(report.faults.iter().any(|fault| fault.what == FaultKind::Stray && fault.segment == number));
    }
}

#[test]
fn groups_in_each_others_place_break_the_chain() {
    let (temp, store) = store();
    let mut ends = vec![store.end().offset as usize];
    for stamp in 1..=3 {
        store.commit(&[put(stamp, &format!("k{stamp}"), b"v")]).unwrap();
        ends.push(store.end().offset as usize);
    }
    change(&segment(&temp, 1), |bytes| {
        let first = bytes[ends[0]..ends[1]].to_vec();
        bytes.copy_within(ends[1]..ends[2], ends[0]);
        bytes[ends[1]..ends[2]].copy_from_slice(&first);
    });
    let report = verify(&store);
    assert!(words(&report).contains(&"chain"), "{report:?}");
}

#[test]
fn a_byte_that_nothing_but_the_hash_of_the_segment_covers_is_found() {
    let (temp, store) = filled();
    change(&segment(&temp, 1), |bytes| {
        // How far the journal was synced, in the last commit record: length, checksum and type come before it, and the
        // sequence. The checksum is made to fit.
        let record = bytes.len() - (4 + 4 + 1 + 8 + 8 + 32);
        bytes[record + 4 + 4 + 1 + 8 + 7] ^= 1;
        let checksum = crc32c::crc32c(&bytes[record + 8..]);
        bytes[record + 4..record + 8].copy_from_slice(&checksum.to_be_bytes());
    });
    assert_eq!(words(&verify(&store)), ["hash"]);
}

#[test]
fn a_bad_signature_in_an_intact_record_is_found_set_aside_and_never_served_again() {
    let (temp, store) = store();
    store.commit(&[put(1, "k", b"v")]).unwrap();
    let op = forged(2);
    let at = store.with_journal(|journal| journal.append_forged(&[op.bytes()]))[0];
    let report = verify(&store);
    assert_eq!(words(&report), ["signature"], "it is not in the index yet");
    let fault = &report.faults[0];
    assert_eq!((fault.segment, fault.offset, &fault.db), (at.segment, u64::from(at.offset), &Some(db())));
    drop(store);

    let (store, repaired) = Store::repair(temp.path(), Options::default(), &report).unwrap();
    assert_eq!(repaired, Repaired { set_aside: 1, cut_out: 0, left: Vec::new(), unlisted: 0 });
    assert_eq!((cells(&store).len(), store.damage()), (1, Vec::new()));
    assert_eq!(verify(&store).faults, []);
    let store = reopened(&temp, store);
    drop(store);
    let store = Store::rebuild_index(temp.path(), Options::default()).unwrap();
    assert_eq!((cells(&store).len(), store.damage(), verify(&store).faults), (1, Vec::new(), Vec::new()));
}

#[test]
fn bytes_that_are_no_operation_are_found_and_do_not_keep_the_store_from_opening() {
    let (temp, store) = store();
    let op = put(1, "k", b"v");
    let at = store.with_journal(|journal| journal.append_forged(&[op.bytes(), b"no operation"]))[1];
    let report = verify(&store);
    assert_eq!(words(&report), ["absent", "form"], "the forged group is not in the index yet");
    let store = reopened(&temp, store);
    assert_eq!((cells(&store).len(), store.damage()[0].offset), (1, u64::from(at.offset)));
    let report = verify(&store);
    assert_eq!((words(&report), report.faults[0].known), (vec!["form"], true));
}

#[test]
fn who_has_no_right_is_found_only_while_it_has_a_part() {
    let (_temp, store) = store();
    let stranger = SecretKey::from_seed(&[9; 32]);
    let write = |key: &str| vec![Write::string(key_of(key), b"v".to_vec())];
    let live = draft(1, write("mine")).sign(&stranger).unwrap();
    let over = draft(2, write("k")).sign(&stranger).unwrap();
    store.commit(&[live.clone(), over, put(3, "k", b"w")]).unwrap();
    let report = verify(&store);
    assert_eq!((report.faults, report.unauthorised), (Vec::new(), 2));
    let claim = |body| Write {
        kind: Kind::Rights,
        key: cyberfly_core::Key::rights("~rights").unwrap(),
        field: Some(stranger.public().as_bytes().to_vec()),
        body,
    };

    // A grant allows it, also one that lies behind what it allows.
    let grant = claim(Body::Grant(cyberfly_core::write::Role::Writer));
    store.commit(&[draft(1, vec![grant]).sign(&owner()).unwrap()]).unwrap();
    let report = verify(&store);
    assert_eq!((report.faults, report.unauthorised), (Vec::new(), 0));
    let allowed = store.index().entries().unwrap();

    // What a revocation has voided is a fault only where it is left live, or not remembered.
    let revocation = claim(Body::Revoke(cyberfly_core::write::Role::Writer, Stamp::ZERO));
    store.commit(&[draft(4, vec![revocation]).sign(&owner()).unwrap()]).unwrap();
    let report = verify(&store);
    assert_eq!((report.faults, report.unauthorised), (Vec::new(), 2));
    let revoked = store.index().entries().unwrap();
    let mine = allowed.iter().find(|(key, _)| key[0] == b'c' && !revoked.contains_key(*key)).unwrap();
    store.index().forge(mine.0, Some(mine.1));
    let report = verify(&store);
    assert_eq!(words(&report), ["access"]);
    assert!(report.faults.iter().any(|fault| fault.detail.contains(&live.id().to_string())));
    store.index().forge(mine.0, None);
    let aside: Vec<_> = revoked.keys().filter(|key| key[0] == b'x').collect();
    store.index().forge(aside[0], None);
    assert_eq!((aside.len(), words(&verify(&store))), (2, vec!["absent"]));
}

type Tamper = fn(&Index, &(Vec<u8>, Vec<u8>));

#[test]
fn an_entry_that_was_removed_changed_or_added_is_found_and_a_rebuild_cures_it() {
    let (_, sample) = filled();
    let count = cells(&sample).len();
    let tampers: [(&str, Tamper); 5] = [
        ("absent", |index, (key, _)| index.forge(key, None)),
        ("changed", |index, (key, value)| {
            let mut value = value.clone();
            *value.last_mut().unwrap() ^= 1;
            index.forge(key, Some(&value));
        }),
        ("stray", |index, (key, value)| {
            // The last byte of the place in the journal, with which an entry begins.
            let mut value = value.clone();
            value[7] ^= 1;
            index.forge(key, Some(&value));
        }),
        ("changed", |index, (key, value)| {
            // At another path, and nothing is taken away.
            let mut key = key.clone();
            key.splice(5..5, *b"0");
            index.forge(&key, Some(value));
        }),
        ("unreadable", |index, (key, _)| index.forge(key, Some(b"?"))),
    ];
    // Also of values that are read where they are known to lie, without the entry: the last byte of theirs names the operation.
    for (value, second) in [(b"value".to_vec(), "changed"), (vec![7; 100], "stray")] {
        for (at, (word, tamper)) in tampers.iter().enumerate() {
            let word = if at == 1 { second } else { word };
            is_found_and_cured(word, *tamper, &value);
        }
    }
    assert!(count > 20);
}

fn is_found_and_cured(word: &str, tamper: Tamper, value: &[u8]) {
    let (temp, store) = store();
    store.commit(&(1..=9).map(|n| put(n, &format!("k{n}"), value)).collect::<Vec<_>>()).unwrap();
    tamper(store.index(), &cells(&store)[4]);
    let report = verify(&store);
    assert!(words(&report).contains(&word), "{word}: {report:?}");
    assert!(report.faults.iter().all(|fault| fault.db.as_ref().is_none_or(|named| *named == db())));
    drop(store);
    let (store, repaired) = Store::repair(temp.path(), Options::default(), &report).unwrap();
    assert_eq!(repaired.left, []);
    assert_eq!(verify(&store).faults, []);
}

#[test]
fn an_operation_that_is_not_there_leaves_no_entry_unnoticed() {
    let (_temp, store) = store();
    store.commit(&[put(1, "a", b"v"), put(2, "b", b"v")]).unwrap();
    let [(_, value), _] = &cells(&store)[..] else { panic!() };
    let mut value = value.clone();
    // The operation's id: place, flags, kind, stamp and author come before.
    value[8 + 1 + 2 + 8 + 32] ^= 1;
    store.index().forge(&cells(&store)[0].0, Some(&value));
    assert!(words(&verify(&store)).contains(&"stray"));
}

#[test]
fn a_dominated_write_that_is_left_live_is_found() {
    let (_temp, store) = store();
    store.commit(&[field(1, "h", b"f"), field(1, "h", b"g")]).unwrap();
    let before = cells(&store);
    store.commit(&[draft(2, vec![Write::del(key_of("h"))]).sign(&owner()).unwrap()]).unwrap();
    assert_eq!((cells(&store).len(), verify(&store).faults), (1, Vec::new()));
    store.index().forge(&before[1].0, Some(&before[1].1));
    assert_eq!(words(&verify(&store)), ["dominated"]);
}

#[test]
fn of_writes_that_share_a_place_the_dominated_one_is_found() {
    let (_temp, store) = store();
    let number = |stamp, number| {
        let body = Body::Number(cyberfly_core::write::Number::Integer(number));
        let write = Write { kind: Kind::String, key: key_of("~max/n"), field: None, body };
        draft(stamp, vec![write]).sign(&owner()).unwrap()
    };
    store.commit(&[number(1, 5)]).unwrap();
    let before = cells(&store);
    store.commit(&[number(2, 4), number(3, 9)]).unwrap();
    assert_eq!((cells(&store).len(), verify(&store).faults), (1, Vec::new()));
    store.index().forge(&before[0].0, Some(&before[0].1));
    assert_eq!(words(&verify(&store)), ["dominated"]);
}

/// Faults of several kinds, in several segments.
fn spoiled() -> (TempDir, Store) {
    let (temp, store) = filled();
    for number in 0..8 {
        store.with_journal(|journal| journal.append_forged(&[forged(BASE_MS + number).bytes()]));
    }
    let entries = cells(&store);
    for at in [3, 10, 15] {
        store.index().forge(&entries[at].0, None);
    }
    change(&segment(&temp, 2), |bytes| bytes[500] ^= 4);
    change(&segment(&temp, 4), |bytes| bytes[700] ^= 4);
    (temp, store)
}

#[test]
fn a_member_that_its_score_does_not_lead_to_is_found() {
    let (_temp, store) = store();
    let (kind, field) = (Kind::SortedSet, Some(b"member".to_vec()));
    let write = Write { kind, key: key_of("set"), field, body: Body::Score(1.5) };
    store.commit(&[draft(BASE_MS, vec![write]).sign(&owner()).unwrap()]).unwrap();
    assert_eq!(words(&verify(&store)), [""; 0]);
    let entries = store.index().entries().unwrap();
    let measured = entries.keys().find(|key| key[0] == b's').unwrap();
    store.index().forge(measured, None);
    assert_eq!(words(&verify(&store)), ["changed"]);
}

/// Of a database, in the index, the digest with one operation less.
fn with_another_digest(store: &Store) -> (Vec<u8>, Vec<u8>) {
    let mut entries = store.index().entries().unwrap().into_iter();
    let (key, mut value) = entries.find(|(key, _)| key[0] == b'd').unwrap();
    value[11] = value[11].wrapping_sub(1);
    (key, value)
}

#[test]
fn a_digest_that_is_not_that_of_the_live_writes_is_found_in_every_engine_and_a_rebuild_cures_it() {
    for engine in crate::index::EngineKind::ALL {
        let temp = tempfile::tempdir().unwrap();
        let options = || Options { engine, disk_floor: 0, ..Options::default() };
        let store = Store::open_with(temp.path(), options()).unwrap();
        every_kind(7, 240).chunks(20).for_each(|group| drop(store.commit(group).unwrap()));
        assert_eq!(verify(&store).faults, []);
        let (key, value) = with_another_digest(&store);
        store.index().forge(&key, Some(&value));
        let report = verify(&store);
        let found: Vec<_> = report.faults.iter().map(|fault| (fault.what, fault.db.clone())).collect();
        assert_eq!(found, [(FaultKind::Digest, Some(db()))], "{engine}");
        let part = |k| VerifySettings {
            subset: Some((k, NonZeroU32::new(2).unwrap())),
            ..VerifySettings::default()
        };
        assert_eq!([1, 2].map(|k| verify_with(&store, part(k)).faults_total), [1, 0]);
        drop(store);
        let (store, repaired) = Store::repair(temp.path(), options(), &report).unwrap();
        assert_eq!((repaired.left, verify(&store).faults), (Vec::new(), Vec::new()));
    }
}

#[test]
fn what_is_taken_for_kept_and_is_not_is_found_and_so_is_what_it_does_to_the_sums() {
    let (_temp, store) = filled();
    drop(store.sums(&db()).unwrap());
    assert_eq!(verify(&store).faults, []);
    let mut kept = None;
    let look = &mut |found: &KeptChange, _: RawEntry<'_>| {
        kept = kept.or((found.at.segment == 1).then_some(found.at));
        Ok(ControlFlow::Continue(()))
    };
    store.index().each_live(look).unwrap();
    let kept = kept.unwrap();
    store.kept().forge(kept);
    let report = verify(&store);
    assert_eq!(
        report.faults.iter().map(|fault| (fault.what, fault.segment)).collect::<Vec<_>>(),
        [(FaultKind::Digest, 1)]
    );
    // A stretch of which something is not found has another sum than it had.
    let number = store.index().database(&db()).unwrap().unwrap().number;
    assert_eq!(store.kept().reread(&db(), number).unwrap().len(), 1);
    store.kept().forge(kept);
    assert_eq!(store.kept().reread(&db(), number).unwrap(), []);
}

#[test]
fn the_counts_are_clean_while_others_write_delete_and_compact() {
    let (_temp, store) = filled();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 1.. {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                let key = format!("k{}", number % 5);
                store
                    .commit(&[
                        put(number, &key, b"v"),
                        field(number, "h", &[u8::try_from(number % 7).unwrap()]),
                    ])
                    .unwrap();
                if number % 50 == 0 {
                    store.with_journal(Journal::seal);
                    store.compact_step(number, 1 << 20).unwrap();
                }
            }
        });
        for _ in 0..10 {
            let recount = store.kept().recount(&store, 2, &|(), _, _| Ok(ControlFlow::Continue(()))).unwrap();
            assert_eq!(recount.unwrap().0.differences, []);
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let broken_off = store.kept().recount(&store, 2, &|(), _, _| Ok(ControlFlow::Break(()))).unwrap();
    assert!(broken_off.is_none());
}

#[test]
fn a_side_file_that_lists_something_else_is_found_and_made_anew() {
    let (temp, store) = filled();
    let listed = store.listing(1).unwrap();
    let mut other = listed.clone();
    other.last_mut().unwrap().offset += 1;
    store.segments().forge_listing(1, &other);
    assert_eq!(words(&verify(&store)), ["listing"]);
    store.segments().forge_listing(1, &[listed.as_slice(), &other[other.len() - 1..]].concat());
    let report = verify(&store);
    assert_eq!(words(&report), ["listing"]);
    drop(store);
    let (store, repaired) = Store::repair(temp.path(), Options::default(), &report).unwrap();
    assert_eq!((repaired.left, store.listing(1).unwrap()), (Vec::new(), listed));
    assert_eq!(verify(&store).faults, []);
}
