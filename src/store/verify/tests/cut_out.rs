//! A repair takes what is damaged out of the journal, wherever it lies.

use super::*;

const COUNT: u64 = 30;

fn value(number: u64) -> String {
    format!("value-{number:04}")
}

fn one(number: u64) -> Operation {
    put(number, &format!("k{number}"), value(number).as_bytes())
}

/// Thirty operations, each in a group of its own, in two sealed segments and the newest.
fn thirty() -> (TempDir, Store) {
    let (temp, store) = store();
    for number in 1..=COUNT {
        store.commit(&[one(number)]).unwrap();
        if number % 10 == 0 && number < COUNT {
            store.with_journal(Journal::seal);
        }
    }
    store.sync().unwrap();
    (temp, store)
}

/// Changes a byte of the value that this operation wrote.
fn damage(temp: &TempDir, number: u64) {
    let in_segment = u32::try_from((number - 1) / 10 + 1).unwrap();
    change(&segment(temp, in_segment), |bytes| {
        let wanted = value(number);
        let at = bytes.windows(wanted.len()).position(|window| window == wanted.as_bytes()).unwrap();
        bytes[at] ^= 1;
    });
}

/// The keys of all live writes.
fn keys(store: &Store) -> Vec<Vec<u8>> {
    cells(store).into_iter().map(|(key, _)| key).collect()
}

fn repaired(temp: &TempDir) -> (Store, Repaired) {
    let store = Store::open(temp.path()).unwrap();
    let report = verify(&store);
    assert!(report.faults.iter().any(|fault| matches!(fault.what, FaultKind::Damaged(_))), "{report:?}");
    drop(store);
    Store::repair(temp.path(), Options::default(), &report).unwrap()
}

#[test]
fn what_is_damaged_is_listed_no_more_after_a_repair_and_everything_else_is_as_it_was() {
    for lost in [vec![1], vec![10], vec![15], vec![3, 7, 15], vec![29], vec![1, 12, 25, 26]] {
        let (temp, store) = thirty();
        let all = keys(&store);
        drop(store);
        lost.iter().for_each(|number| damage(&temp, *number));
        let (store, repair) = repaired(&temp);
        assert_eq!((repair.left, repair.cut_out), (Vec::new(), lost.len()), "{lost:?}");
        assert_eq!((store.damage(), verify(&store).faults), (Vec::new(), Vec::new()), "{lost:?}");
        assert_eq!(keys(&store).len(), all.len() - lost.len());

        // What is gone comes back as from a peer, and so it stays.
        let back: Vec<_> = lost.iter().map(|number| one(*number)).collect();
        store.commit(&back).unwrap();
        assert_eq!((keys(&store), verify(&store).faults), (all.clone(), Vec::new()), "{lost:?}");
        let store = reopened(&temp, store);
        assert_eq!((keys(&store), store.damage()), (all.clone(), Vec::new()), "{lost:?}");
        drop(store);
        let store = Store::rebuild_index(temp.path(), Options::default()).unwrap();
        assert_eq!((keys(&store), store.damage(), verify(&store).faults), (all, Vec::new(), Vec::new()));
    }
}

#[test]
fn the_bytes_that_were_cut_out_are_kept_beside_the_journal() {
    let (temp, store) = thirty();
    drop(store);
    damage(&temp, 15);
    let (store, _) = repaired(&temp);
    let kept: Vec<_> =
        std::fs::read_dir(store.folder().cut_out()).unwrap().map(|entry| entry.unwrap()).collect();
    let [kept] = kept.as_slice() else { panic!("{kept:?}") };
    let name = kept.file_name().into_string().unwrap();
    assert!(name.starts_with("0000000002-") && name.ends_with(".bytes"), "{name}");
    let bytes = std::fs::read(kept.path()).unwrap();
    assert!(bytes.windows(8).any(|window| window == b"alue-001"), "what was left of the operation");
}

#[test]
fn the_last_operation_damaged_on_a_synced_disk_is_cut_out_too() {
    let (temp, store) = thirty();
    store.commit(&[one(COUNT + 1)]).unwrap();
    store.sync().unwrap();
    drop(store);
    damage(&temp, COUNT);
    let (store, repair) = repaired(&temp);
    assert_eq!((repair.left, repair.cut_out, store.damage()), (Vec::new(), 1, Vec::new()));
    assert_eq!(verify(&store).faults, []);
}

#[test]
fn a_compacted_segment_is_cut_out_of_as_well() {
    let (temp, store) = thirty();
    drop(store);
    damage(&temp, 15);
    let (store, _) = repaired(&temp);
    store.commit(&[one(15)]).unwrap();
    drop(store);
    let compacted = std::fs::read_dir(temp.path().join("journal")).unwrap();
    let compacted = compacted.map(|entry| entry.unwrap().path());
    let compacted = compacted
        .filter(|path| path.extension().is_some_and(|ending| ending == "seg"))
        .find(|path| path.file_name().unwrap().to_string_lossy().matches('-').count() == 2)
        .unwrap();
    change(&compacted, |bytes| {
        let at = bytes.windows(10).position(|window| window == b"value-0016").unwrap();
        bytes[at] ^= 1;
    });
    let (store, repair) = repaired(&temp);
    assert_eq!((repair.left, repair.cut_out, store.damage()), (Vec::new(), 1, Vec::new()));
    assert_eq!((keys(&store).len(), verify(&store).faults), (29, Vec::new()));
}

#[test]
fn a_segment_that_is_gone_as_a_whole_is_left_and_told() {
    let (temp, store) = thirty();
    drop(store);
    std::fs::remove_file(segment(&temp, 2)).unwrap();
    let store = Store::open(temp.path()).unwrap();
    let report = verify(&store);
    drop(store);
    let (store, repair) = Store::repair(temp.path(), Options::default(), &report).unwrap();
    assert!(repair.left.iter().any(|fault| matches!(fault.what, FaultKind::Damaged(Reason::Missing))));
    assert_eq!((repair.cut_out, store.damage().len()), (0, 1));
}
