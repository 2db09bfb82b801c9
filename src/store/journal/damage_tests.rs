//! Damage is set aside, told, and never served; everything else is.

use std::sync::Arc;

use super::record::{self, Record};
use super::tests::{Opened, SETTINGS, append, bytes, filled, name, opened, ops, reopen, sealed};
use super::*;
use crate::disk::Disk;
use crate::disk::faulty::{Call, Fault, FaultyDisk};
use crate::disk::memory::MemoryDisk;
use crate::quarantine::{Damage, Reason};

/// A journal of several segments, closed.
fn journal() -> (MemoryDisk, Vec<Operation>, Mark) {
    let disk = MemoryDisk::default();
    let (mut journal, mut all) = filled(&disk, 10);
    // Three groups in the newest segment: of the last one nobody can know that it was ever synced.
    let (newest, mut groups) = (journal.end().segment, 0);
    while groups < 3 {
        let next = ops(all.len() as u64, 2);
        append(&mut journal, &next).unwrap();
        all.extend(next);
        groups += usize::from(journal.end().segment > newest);
    }
    (disk, all, journal.end())
}

fn flip(disk: &MemoryDisk, name: &str, at: usize) {
    let mut bytes = disk.bytes(name);
    bytes[at] ^= 1 << (at % 8);
    disk.put(name, &bytes);
}

/// The places of all records of a segment: where, how long, and whether it is an operation.
fn records(bytes: &[u8]) -> Vec<(usize, usize, bool)> {
    let mut at = HEADER as usize;
    std::iter::from_fn(|| {
        let (record, length) = record::read(&bytes[at..]).ok()?;
        at += length;
        Some((at - length, length, matches!(record, Record::Operation(_))))
    })
    .collect()
}

#[test]
fn a_flipped_bit_anywhere_costs_at_most_the_operation_it_is_in() {
    let (whole, all, end) = journal();
    for number in 1..=end.segment {
        let disk = &whole;
        let name = name(number);
        let intact = disk.bytes(&name);
        let records = records(&intact);
        // The last group of all may never have been on the disk.
        let ends = records.iter().filter(|record| !record.2).map(|(at, length, _)| at + length);
        let ends: Vec<usize> = ends.collect();
        let last = if number == end.segment { ends[ends.len() - 2] } else { intact.len() };
        for at in (0..last).step_by(5) {
            let disk = whole.after_power_loss(0);
            flip(&disk, &name, at);
            let damaged = disk.bytes(&name);
            let Opened { mut journal, seen } = opened(&disk);
            let hit = records.iter().find(|(start, length, _)| (*start..start + length).contains(&at));
            let lost: Vec<_> = bytes(&all).into_iter().filter(|bytes| !seen.contains(bytes)).collect();
            assert_eq!(seen.len() + lost.len(), all.len(), "segment {number} byte {at}");
            assert_eq!(
                lost.len(),
                usize::from(hit.is_some_and(|record| record.2)),
                "segment {number} byte {at}"
            );
            let damage = journal.segments().damage();
            assert_eq!(damage.len(), 1, "segment {number} byte {at}: {damage:?}");
            let Damage { segment, offset, length, .. } = damage[0];
            assert_eq!(segment, number);
            assert!((offset..offset + length).contains(&(at as u64)));
            // The file stays as it is, the journal goes on, and a restart that does not come by still knows.
            assert_eq!(disk.bytes(&name), damaged);
            let mark = journal.end();
            append(&mut journal, &ops(900, 1)).unwrap();
            let again = reopen(&disk, SETTINGS, Some(mark)).unwrap();
            assert_eq!((again.seen, again.journal.segments().damage()), (bytes(&ops(900, 1)), damage));
            if number == end.segment {
                assert!(disk.bytes(&name).starts_with(&damaged[..last]));
            }
        }
    }
}

#[test]
fn a_newest_group_in_pieces_counts_in_no_part_and_is_left_as_it_is() {
    let (disk, all, end) = journal();
    let name = name(end.segment);
    let last = records(&disk.bytes(&name)).into_iter().rfind(|record| record.2).unwrap();
    flip(&disk, &name, last.0 + 20);
    let pieces = disk.bytes(&name);
    let Opened { mut journal, seen } = opened(&disk);
    assert_eq!(seen, bytes(&all[..all.len() - 2]));
    let damage = journal.segments().damage();
    assert_eq!((damage.len(), damage[0].reason), (1, Reason::Interrupted));
    append(&mut journal, &ops(900, 1)).unwrap();
    assert_eq!(disk.bytes(&name), pieces);
    let again = opened(&disk);
    assert_eq!(again.seen, [seen, bytes(&ops(900, 1))].concat());
    assert_eq!(again.journal.segments().damage(), damage);
}

#[test]
fn what_is_forged_beside_damage_is_not_served() {
    let (disk, all, _) = journal();
    let name = name(1);
    let mut image = disk.bytes(&name);
    let places = records(&image);
    // The group of the third, fourth and fifth operation: one is damaged, one forged with a checksum that fits.
    let group: Vec<_> = places.iter().filter(|record| record.2).skip(2).take(3).collect();
    image[group[0].0 + 60] ^= 1;
    let (at, length, _) = *group[1];
    let mut content = image[at + FRAME..at + length].to_vec();
    let value = content.windows(6).position(|bytes| bytes == b"value ").unwrap();
    content[value] = b'V';
    let mut forged = Vec::new();
    record::append_operation(&mut forged, &content);
    image[at..at + length].copy_from_slice(&forged);
    disk.put(&name, &image);
    let seen = opened(&disk).seen;
    let mut expected = bytes(&all);
    expected.drain(2..4);
    assert_eq!(seen, expected);
}

#[test]
fn records_that_are_intact_but_not_the_ones_that_were_written_are_damage() {
    let (disk, all, _) = journal();
    let name = name(1);
    let mut image = disk.bytes(&name);
    let (at, length, _) = records(&image)[0];
    image.drain(at..at + length);
    disk.put(&name, &image);
    let Opened { journal, seen } = opened(&disk);
    assert_eq!(seen, bytes(&all[1..]));
    assert_eq!(journal.segments().damage()[0].reason, Reason::Chain);
}

#[test]
fn a_group_that_lies_there_a_second_time_does_not_turn_the_journal_back() {
    let (disk, all, end) = journal();
    let name = name(1);
    let mut image = disk.bytes(&name);
    let places = records(&image);
    let ends = places.iter().filter(|record| !record.2).map(|(at, length, _)| at + length);
    let ends: Vec<usize> = ends.collect();
    let first = image[HEADER as usize..ends[0]].to_vec();
    image.splice(ends[1]..ends[1], first);
    disk.put(&name, &image);
    let Opened { journal, mut seen } = opened(&disk);
    assert_eq!((journal.end(), journal.segments().damage().len()), (end, 1));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all.len());
}

#[test]
fn a_sealed_segment_that_ends_early_is_damage_wherever_it_ends() {
    let (disk, all, _) = journal();
    let name = name(2);
    let intact = disk.bytes(&name);
    let places = records(&intact);
    for length in (0..intact.len()).step_by(11).chain(places.iter().map(|record| record.0)) {
        disk.put(&name, &intact[..length]);
        let Opened { journal, seen } = opened(&disk);
        let whole = places.iter().filter(|(at, size, operation)| *operation && at + size <= length).count();
        let lost = places.iter().filter(|record| record.2).count() - whole;
        assert_eq!(seen.len(), all.len() - lost, "{length}");
        assert!(journal.segments().damage().iter().any(|damage| damage.segment == 2), "{length}");
        assert!(!journal.segments().check(2).unwrap());
    }
}

#[test]
fn a_missing_segment_also_the_first_is_damage_and_the_others_are_served() {
    for number in 1..4 {
        let (disk, all, _) = journal();
        let lost = records(&disk.bytes(&name(number))).iter().filter(|record| record.2).count();
        disk.remove(&name(number)).unwrap();
        let Opened { mut journal, seen } = opened(&disk);
        assert_eq!(seen.len(), all.len() - lost);
        let missing = Damage { segment: number, offset: 0, length: 0, reason: Reason::Missing };
        assert_eq!(journal.segments().damage(), [missing]);
        append(&mut journal, &ops(900, 1)).unwrap();
        assert_eq!(opened(&disk).seen.len(), seen.len() + 1);
    }
}

#[test]
fn a_missing_segment_is_noticed_by_a_start_that_does_not_read_it_and_so_is_its_return() {
    for number in 1..4 {
        let (disk, _, end) = journal();
        let segment = disk.bytes(&name(number));
        disk.remove(&name(number)).unwrap();
        let damage = || reopen(&disk, SETTINGS, Some(end)).unwrap().journal.segments().damage();
        assert_eq!(damage(), [Damage::missing(number)]);
        disk.put(&name(number), &segment);
        assert_eq!(damage(), []);
    }
}

#[test]
fn a_journal_that_is_gone_whole_is_not_taken_for_a_new_one() {
    let (disk, _, end) = journal();
    (1..=end.segment).for_each(|number| disk.remove(&name(number)).unwrap());
    let names = disk.names().unwrap();
    let refused = reopen(&disk, SETTINGS, Some(end));
    assert!(matches!(refused, Err(ReplayError::Store(StoreError::Damaged { .. }))));
    assert_eq!(disk.names().unwrap(), names);
    assert_eq!(opened(&disk).seen.len(), 0);
}

#[test]
fn a_read_that_fails_is_an_error_of_the_system_and_no_damage() {
    let (whole, all, end) = journal();
    let mut failed = 0;
    for call in [Call::Open, Call::Read, Call::Length] {
        for after in 0.. {
            let disk = whole.after_power_loss(0);
            let faulty = FaultyDisk::new(Arc::new(disk.clone()));
            let segments = Arc::new(Segments::new(Arc::new(faulty.clone())));
            faulty.fail(call, after, Fault::Error(std::io::ErrorKind::PermissionDenied));
            let tried = Journal::open(&segments, SETTINGS, None, &mut |_| Ok(()));
            assert_eq!(segments.damage(), [], "{call:?} {after}");
            (1..=end.segment)
                .for_each(|number| assert_eq!(disk.bytes(&name(number)), whole.bytes(&name(number))));
            assert_eq!(opened(&disk).seen.len(), all.len());
            match tried {
                Err(ReplayError::Store(StoreError::Io { .. })) => failed += 1,
                Err(_) => panic!("{call:?} {after}"),
                Ok(_) => break,
            }
        }
    }
    assert!(failed > 3 * end.segment, "{failed}");
}

#[test]
fn a_segment_full_of_garbage_is_set_aside_whole() {
    let (disk, all, _) = journal();
    let name = name(2);
    let length = disk.bytes(&name).len();
    let lost = records(&disk.bytes(&name)).iter().filter(|record| record.2).count();
    for garbage in [0, 1, 0xa5, 0xff] {
        disk.put(&name, &vec![garbage; length]);
        let Opened { journal, seen } = opened(&disk);
        assert_eq!(seen.len(), all.len() - lost);
        let told: u64 = journal.segments().damage().iter().map(|damage| damage.length).sum();
        assert!(told >= length as u64, "{garbage}: {:?}", journal.segments().damage());
    }
}

#[test]
fn the_hash_finds_a_flipped_bit_anywhere_in_a_sealed_segment() {
    let (disk, ..) = journal();
    let segments = opened(&disk).journal.segments();
    for number in sealed(&segments) {
        assert!(segments.check(number).unwrap());
        let name = name(number);
        for at in (0..disk.bytes(&name).len()).step_by(7) {
            flip(&disk, &name, at);
            assert!(!segments.check(number).unwrap(), "segment {number} byte {at}");
            flip(&disk, &name, at);
        }
    }
    assert_eq!(segments.damage().len(), sealed(&segments).len());
    // Whatever was repaired is forgotten when it is read from the beginning.
    assert_eq!(opened(&disk).journal.segments().damage(), []);
}

#[test]
fn a_listing_of_a_damaged_segment_has_what_is_served_and_nothing_else() {
    let (disk, ..) = journal();
    let name = name(1);
    let operations: Vec<_> = records(&disk.bytes(&name)).into_iter().filter(|record| record.2).collect();
    assert_eq!(opened(&disk).journal.segments().listing(1).unwrap().len(), operations.len());
    flip(&disk, &name, operations[3].0 + 50);
    let listed = opened(&disk).journal.segments().listing(1).unwrap();
    let offsets: Vec<_> = listed.iter().map(|listed| listed.offset as usize).collect();
    let served = operations.iter().map(|record| record.0).filter(|at| *at != operations[3].0);
    assert_eq!(offsets, served.collect::<Vec<_>>());
    flip(&disk, &name, operations[3].0 + 50);
    assert_eq!(opened(&disk).journal.segments().listing(1).unwrap().len(), operations.len());
}

#[test]
fn a_bit_that_flips_on_the_way_from_the_disk_is_noticed() {
    let (memory, all, end) = journal();
    let disk = FaultyDisk::new(Arc::new(memory));
    let segments = reopen(&disk, SETTINGS, Some(end)).unwrap().journal.segments();
    let first = Position { segment: 1, offset: HEADER };
    assert_eq!(segments.read(first).unwrap(), all[0].bytes());
    for bit in (0..8 * 200).step_by(13) {
        disk.fail(Call::Read, 1, Fault::FlippedBit(bit));
        assert!(matches!(segments.read(first), Err(StoreError::Damaged { .. })), "{bit}");
    }
    for bit in 0..8 * FRAME {
        disk.fail(Call::Read, 0, Fault::FlippedBit(bit));
        assert!(segments.read(first).is_err(), "{bit}");
    }
    assert_eq!(segments.damage().len(), 1);
    assert_eq!(segments.read(first).unwrap(), all[0].bytes());
}

#[test]
fn whatever_happens_to_the_files_only_what_was_written_is_served_and_the_journal_goes_on() {
    let (whole, all, end) = journal();
    let all = bytes(&all);
    let mut seed = 1u64;
    let mut chance = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for round in 0..300 {
        let disk = whole.after_power_loss(0);
        for _ in 0..=chance(4) {
            let name = name(u32::try_from(chance(end.segment as usize)).unwrap() + 1);
            let mut image = disk.bytes(&name);
            let (at, length) = (chance(image.len() + 1), chance(600));
            let range = at..image.len().min(at + length);
            match chance(6) {
                0 => image.truncate(at),
                1 => image[range].fill(0),
                2 => image[range].reverse(),
                3 => drop(image.drain(range)),
                4 => image.extend_from_within(range),
                _ => image.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 4),
            }
            disk.put(&name, &image);
        }
        let Opened { mut journal, seen } = opened(&disk);
        // A copy of a record may be served twice; merging it again changes nothing.
        assert!(seen.iter().all(|bytes| all.contains(bytes)), "round {round}");
        let told = !journal.segments().damage().is_empty();
        // A newest segment may lose its last groups to a cut that nobody can tell from an interrupted write.
        assert!(told || all.starts_with(&seen), "round {round}");
        append(&mut journal, &ops(900, 2)).unwrap();
        assert_eq!(opened(&disk).seen, [seen, bytes(&ops(900, 2))].concat(), "round {round}");
    }
}
