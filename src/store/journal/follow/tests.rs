use super::*;
use crate::disk::memory::MemoryDisk;
use crate::journal::HEADER;
use crate::journal::Journal;
use crate::journal::tests::{Opened, append, bytes, filled, opened, ops};

/// Everything behind a place; none if the place is not there.
fn behind(journal: &Journal, place: Place) -> Option<Vec<Followed>> {
    let mut follower = Follower::new(&journal.segments(), place, journal.end()).unwrap()?;
    let mut all = Vec::new();
    loop {
        match follower.read(journal.end()).unwrap() {
            some if some.is_empty() => return Some(all),
            some => all.extend(some),
        }
    }
}

fn contents(followed: &[Followed]) -> Vec<Vec<u8>> {
    followed.iter().map(|followed| followed.bytes.clone()).collect()
}

#[test]
fn from_every_place_exactly_what_comes_behind_it_is_read() {
    let (journal, all) = filled(&MemoryDisk::default(), 12);
    assert!(journal.end().segment > 3);
    let everything = behind(&journal, Place::START).unwrap();
    assert_eq!(contents(&everything), bytes(&all));
    for (read, followed) in (1..).zip(&everything) {
        let rest = behind(&journal, followed.place).unwrap();
        assert_eq!(rest, everything[read..], "behind {:?}", followed.place);
    }
    assert_eq!(behind(&journal, Place::behind(&journal.end())), Some(Vec::new()));
}

#[test]
fn a_reader_at_the_end_reads_on_when_more_is_written() {
    let (mut journal, _) = filled(&MemoryDisk::default(), 5);
    let end = Place::behind(&journal.end());
    let mut follower = Follower::new(&journal.segments(), end, journal.end()).unwrap().unwrap();
    assert_eq!(follower.read(journal.end()).unwrap(), []);
    for round in 0..6 {
        let more = ops(100 + 3 * round, 3);
        append(&mut journal, &more).unwrap();
        assert_eq!(contents(&follower.read(journal.end()).unwrap()), bytes(&more), "round {round}");
        assert_eq!(follower.read(journal.end()).unwrap(), []);
    }
    assert_eq!(contents(&behind(&journal, end).unwrap()).len(), 18);
}

#[test]
fn a_place_in_another_journal_or_beyond_the_end_is_not_found() {
    let (journal, _) = filled(&MemoryDisk::default(), 12);
    let place = behind(&journal, Place::START).unwrap()[9].place;
    let mut other = opened(&MemoryDisk::default()).journal;
    for round in 0..20 {
        append(&mut other, &ops(500 + round, 1)).unwrap();
    }
    assert_eq!(behind(&other, place), None);
    assert_eq!(behind(&journal, Place { group: 13, ..place }), None);
    let (shorter, _) = filled(&MemoryDisk::default(), 2);
    assert_eq!(behind(&shorter, place), None);
}

#[test]
fn a_damaged_record_is_left_out_and_what_is_behind_it_is_read() {
    let disk = MemoryDisk::default();
    let (journal, all) = filled(&disk, 12);
    let damaged = journal.segments().file(2).unwrap();
    let mut byte = [0];
    damaged.read_at(&mut byte, u64::from(HEADER) + 40).unwrap();
    damaged.write_at(&[byte[0] ^ 1], u64::from(HEADER) + 40).unwrap();
    let Opened { journal, seen } = opened(&disk);
    assert_eq!(seen.len(), all.len() - 1);
    assert_eq!(contents(&behind(&journal, Place::START).unwrap()), seen);
}
