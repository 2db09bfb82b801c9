//! Whoever follows the journal, while it is compacted behind, under and in front of it.

use cyberfly_core::Operation;

use super::tests::{HOUR, START, compact, put, shorten};
use super::*;
use crate::journal::{Followed, Place};
use crate::options::Options;

/// A store whose older half can be compacted away in part, and all its operations in order.
fn worked_on() -> (tempfile::TempDir, Store, Vec<Operation>) {
    let temp = tempfile::tempdir().unwrap();
    let options = Options { undo_window: Duration::ZERO, disk_floor: 0, ..Options::default() };
    let store = Store::open_with(temp.path(), options).unwrap();
    shorten(&store, Duration::ZERO, 1 << 30);
    let all: Vec<_> = (1..200u64).map(|number| put(number, &format!("k{}", number % 40))).collect();
    for group in all.chunks(3) {
        store.commit(group).unwrap();
    }
    (temp, store, all)
}

/// Everything behind a place; none if the place is not there any more.
fn behind(store: &Store, place: Place) -> Option<Vec<Followed>> {
    let mut follower = store.follow(place).unwrap()?;
    let mut all = Vec::new();
    loop {
        match store.read_on(&mut follower).unwrap() {
            some if some.is_empty() => return Some(all),
            some => all.extend(some),
        }
    }
}

#[test]
fn every_place_that_is_given_out_leads_on_without_a_gap_or_a_repetition_or_nowhere() {
    let (_temp, store, all) = worked_on();
    let before = behind(&store, Place::START).unwrap();
    assert_eq!(before.len(), all.len());
    compact(&store, START);
    compact(&store, START + HOUR);
    let after = behind(&store, Place::START).unwrap();
    assert!(after.len() < before.len(), "something was compacted away");
    assert!(after.windows(2).all(|pair| pair[0].place.compare(&pair[1].place).is_lt()));
    for (read, followed) in (1..).zip(&after) {
        let rest = behind(&store, followed.place);
        assert_eq!(rest.as_deref(), Some(&after[read..]), "behind {:?}", followed.place);
    }
    // What was given out before: what is behind it now, or the word that it is not there any more.
    let mut lost = 0;
    for (read, followed) in (1..).zip(&before) {
        let expected: Vec<_> = before[read..].iter().map(|followed| &followed.bytes).collect();
        match behind(&store, followed.place) {
            Some(rest) => assert!(rest.iter().all(|followed| expected.contains(&&followed.bytes))),
            None => lost += 1,
        }
    }
    assert!(lost > 0 && lost < before.len(), "{lost} of {} are gone", before.len());
}

#[test]
fn a_reader_in_the_middle_reads_all_that_is_left_or_hears_that_its_place_moved() {
    let (_temp, store, _) = worked_on();
    let kept = |store: &Store| behind(store, Place::START).unwrap();
    let mut readers: Vec<_> =
        kept(&store).iter().map(|at| store.follow(at.place).unwrap().unwrap()).collect();
    compact(&store, START);
    compact(&store, START + HOUR);
    let last = kept(&store).pop().unwrap();
    let mut arrived = 0;
    for mut reader in readers.drain(..) {
        let mut newest = None;
        loop {
            match store.read_on(&mut reader) {
                Ok(some) if some.is_empty() => {
                    assert!(newest.is_none_or(|newest: Followed| newest.bytes == last.bytes));
                    arrived += 1;
                    break;
                }
                Ok(some) => newest = some.last().cloned(),
                Err(StoreError::Moved { .. }) => break,
                Err(error) => panic!("{error}"),
            }
        }
    }
    assert!(arrived > 0);
}
