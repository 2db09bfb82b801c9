//! How long what is not live any more stays.

use super::*;

#[test]
fn what_is_dominated_stays_for_the_window_and_is_gone_after_it() {
    let temp = tempfile::tempdir().unwrap();
    let window = Duration::from_secs(10 * 24 * 3600);
    let store = open(temp.path(), EngineKind::Memory, window);
    overwrite(&store, 10);
    let all = journal_ids(&store);
    store.commit(&[put(99, "later")]).unwrap();
    compact(&store, START);
    let young = store.statistics().unwrap();
    assert!(young.undo_bytes > young.live_bytes && young.dead_bytes == 0, "{young:?}");
    for half_day in 0..20 {
        compact(&store, START + half_day * DAY / 2);
        assert_eq!(compactions(&store), 0, "after {half_day} half days");
    }
    assert!(journal_ids(&store).is_superset(&all));
    compact(&store, START + 10 * DAY);
    compact(&store, START + 11 * DAY);
    assert!(compactions(&store) > 0);
    let held: BTreeSet<OpId> = contents(&store, &db()).values().map(|(op, _)| *op).collect();
    let left = journal_ids(&store);
    assert!(held.is_subset(&left) && left.len() < held.len() + 60, "{} of {}", left.len(), held.len());
}

#[test]
fn a_restart_does_not_begin_the_window_anew_and_a_lost_ledger_only_keeps_longer() {
    let temp = tempfile::tempdir().unwrap();
    let window = Duration::from_secs(2 * 24 * 3600);
    let store = open(temp.path(), EngineKind::Sled, window);
    overwrite(&store, 10);
    compact(&store, START);
    compact(&store, START + DAY);
    store.close().unwrap();
    drop(store);
    let copy = tempfile::tempdir().unwrap();
    copy_folder(temp.path(), copy.path());
    let store = open(temp.path(), EngineKind::Sled, window);
    compact(&store, START + 2 * DAY);
    assert_eq!(compactions(&store), 0);
    compact(&store, START + 2 * DAY + 2 * HOUR);
    assert!(compactions(&store) > 0);
    for entry in std::fs::read_dir(copy.path().join("journal")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "undo") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let store = open(copy.path(), EngineKind::Sled, window);
    for hours in [48, 60, 72, 84] {
        compact(&store, START + hours * HOUR);
        assert_eq!(compactions(&store), 0, "{hours}");
    }
    compact(&store, START + 99 * HOUR);
    assert!(compactions(&store) > 0);
}

#[test]
fn a_clock_that_jumps_a_year_loses_nothing_early() {
    let temp = tempfile::tempdir().unwrap();
    let window = Duration::from_secs(2 * 24 * 3600);
    let store = open(temp.path(), EngineKind::Memory, window);
    overwrite(&store, 10);
    for now in [START, START + 366 * DAY, START, START + DAY / 2, START - 365 * DAY, START + DAY / 2 + 1] {
        compact(&store, now);
        assert_eq!(compactions(&store), 0, "{now}");
    }
    for half_day in 2..6 {
        compact(&store, START + half_day * DAY / 2);
    }
    assert!(compactions(&store) > 0);
}

#[test]
fn beyond_the_cap_the_oldest_goes_first() {
    let temp = tempfile::tempdir().unwrap();
    let window = Duration::from_secs(30 * 24 * 3600);
    let store = open(temp.path(), EngineKind::Memory, window);
    overwrite(&store, 10);
    compact(&store, START);
    let old = journal_ids(&store);
    let after = |round: u64| -> Vec<_> {
        (0..40).map(|at| put(2000 + round * 100 + at, &format!("k{at}"))).collect()
    };
    (0..10).for_each(|round| drop(store.commit(&after(round)).unwrap()));
    let held = journal_ids(&store);
    store.commit(&[put(99, "later")]).unwrap();
    compact(&store, START + 5 * HOUR);
    let undo = store.statistics().unwrap().undo_bytes;
    shorten(&store, window, undo - 10_000);
    compact(&store, START + 5 * HOUR);
    let left = journal_ids(&store);
    let gone: BTreeSet<OpId> = held.difference(&left).copied().collect();
    assert!(!gone.is_empty() && gone.is_subset(&old));
    let statistics = store.statistics().unwrap();
    assert!(statistics.undo_bytes <= undo - 10_000, "{statistics:?}");
}

fn by(author: u8, number: u64, write: Write) -> Operation {
    let stamp = Stamp::at_millis(number);
    let draft = Draft { db: db(), stamp, writes: vec![write], expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[author; 32])).unwrap()
}

#[test]
fn what_nobody_authorised_goes_with_the_window_and_within_it_is_found_where_it_moved_to() {
    let temp = tempfile::tempdir().unwrap();
    let window = Duration::from_secs(2 * 24 * 3600);
    let store = open(temp.path(), EngineKind::Memory, window);
    let strange = |number: u64, key: &str| by(2, number, Write::string(Key::new(key).unwrap(), vec![9; 300]));
    let (old, young) = (strange(5, "old"), strange(6, "young"));
    assert_eq!(store.commit(std::slice::from_ref(&old)).unwrap(), [crate::Outcome::Unauthorised]);
    overwrite(&store, 10);
    store.with_journal(crate::journal::Journal::seal);
    store.commit(&[put(99, "later")]).unwrap();
    compact(&store, START);
    compact(&store, START + DAY);
    store.commit(std::slice::from_ref(&young)).unwrap();
    store.with_journal(crate::journal::Journal::seal);
    store.commit(&[put(100, "later")]).unwrap();
    compact(&store, START + DAY + HOUR);
    assert!(journal_ids(&store).is_superset(&BTreeSet::from([old.id(), young.id()])));
    store.commit(&[put(101, "later")]).unwrap();
    compact(&store, START + 2 * DAY + HOUR);
    assert!(compactions(&store) > 0);
    let left = journal_ids(&store);
    assert!(!left.contains(&old.id()) && left.contains(&young.id()));
    // The index of a store that is built anew knows the same ones.
    let forgotten = |store: &Store| {
        let entries = store.index().entries().unwrap();
        entries.keys().filter(|key| key[0] == b'x').count()
    };
    assert_eq!(forgotten(&store), 1);
    assert!(verify(&store).is_clean());
    let role = cyberfly_core::write::Role::Writer;
    let grant = Write {
        kind: cyberfly_core::Kind::Rights,
        key: Key::rights("~rights").unwrap(),
        field: Some(SecretKey::from_seed(&[2; 32]).public().as_bytes().to_vec()),
        body: Body::Grant(role),
    };
    store.commit(&[by(1, 1, grant)]).unwrap();
    while store.settle(100).unwrap() {}
    let held: BTreeSet<OpId> = contents(&store, &db()).values().map(|(op, _)| *op).collect();
    assert!(held.contains(&young.id()) && !held.contains(&old.id()));
    assert_eq!(forgotten(&store), 0);
    store.commit(std::slice::from_ref(&old)).unwrap();
    assert!(contents(&store, &db()).values().any(|(op, _)| *op == old.id()));
    assert!(verify(&store).is_clean());
    let entries = store.index().entries().unwrap();
    drop(store);
    let store = open(temp.path(), EngineKind::Memory, window);
    assert_eq!(store.index().entries().unwrap(), entries);
}
