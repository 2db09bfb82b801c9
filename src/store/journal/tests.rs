use std::io;
use std::sync::Arc;

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};

use super::*;
use crate::disk::Disk;
use crate::disk::faulty::{Call, Fault, FaultyDisk};
use crate::disk::memory::MemoryDisk;

/// Signed operations with stamps from `first` on, and a value that tells them apart.
pub(super) fn ops(first: u64, count: u64) -> Vec<Operation> {
    let secret = SecretKey::from_seed(&[1; 32]);
    let db = DbName::new("default", secret.public()).unwrap();
    let sign = |number: u64| {
        let write = Write::string(Key::new("k").unwrap(), format!("value {number}").into_bytes());
        let stamp = Stamp::at_millis(number);
        Draft { db: db.clone(), stamp, writes: vec![write], expires: None, device: None }
            .sign(&secret)
            .unwrap()
    };
    (first..first + count).map(sign).collect()
}

pub(super) const SETTINGS: Settings =
    Settings { durability: Durability::Always, disk_floor: 0, segment_limit: 2000, reserve: 300 };

/// The file of a segment as it was written.
pub(super) fn name(number: u32) -> String {
    Part::original(number).name()
}

pub(super) fn sealed(segments: &Segments) -> Vec<u32> {
    segments.sealed().unwrap().iter().map(|part| part.number).collect()
}

/// What a replay found.
pub(super) struct Opened {
    pub(super) journal: Journal,
    pub(super) seen: Vec<Vec<u8>>,
}

pub(super) fn reopen(
    disk: &(impl Disk + Clone + 'static),
    settings: Settings,
    from: Option<Mark>,
) -> Result<Opened, ReplayError> {
    let mut seen = Vec::new();
    let segments = Arc::new(Segments::new(Arc::new(disk.clone())));
    let journal = Journal::open(&segments, settings, from, &mut |group| {
        seen.extend(group.operations.iter().map(|(_, bytes)| bytes.to_vec()));
        Ok(())
    })?;
    Ok(Opened { journal, seen })
}

pub(super) fn opened(disk: &(impl Disk + Clone + 'static)) -> Opened {
    reopen(disk, SETTINGS, None).unwrap()
}

pub(super) fn append(journal: &mut Journal, operations: &[Operation]) -> Result<Vec<Position>, StoreError> {
    let operations: Vec<&Operation> = operations.iter().collect();
    journal.append(&operations, Instant::now()).map(|(positions, _)| positions)
}

pub(super) fn bytes(operations: &[Operation]) -> Vec<Vec<u8>> {
    operations.iter().map(|op| op.bytes().to_vec()).collect()
}

/// A journal of groups with one, two, three ... operations.
pub(super) fn filled(disk: &(impl Disk + Clone + 'static), groups: u64) -> (Journal, Vec<Operation>) {
    let mut journal = opened(disk).journal;
    let mut all = Vec::new();
    for group in 1..=groups {
        let operations = ops(all.len() as u64, group % 4 + 1);
        append(&mut journal, &operations).unwrap();
        all.extend(operations);
    }
    (journal, all)
}

#[test]
fn what_was_appended_comes_back_in_order_through_many_segments() {
    let disk = MemoryDisk::default();
    let (mut journal, mut all) = filled(&disk, 12);
    assert!(journal.end().segment > 3);
    let last = ops(100, 1);
    let positions = append(&mut journal, &last).unwrap();
    assert_eq!(journal.segments().read(positions[0]).unwrap(), last[0].bytes());
    all.extend(last);
    let Opened { journal, seen } = opened(&disk);
    assert_eq!(seen, bytes(&all));
    assert_eq!(journal.segments().damage(), []);
}

#[test]
fn a_replay_starts_after_the_mark() {
    let disk = MemoryDisk::default();
    let (mut journal, _) = filled(&disk, 5);
    let mark = journal.end();
    let later = ops(100, 20);
    for op in later.chunks(2) {
        append(&mut journal, op).unwrap();
    }
    assert_eq!(reopen(&disk, SETTINGS, Some(mark)).unwrap().seen, bytes(&later));
    assert_eq!(reopen(&disk, SETTINGS, Some(journal.end())).unwrap().seen, bytes(&[]));
}

#[test]
fn a_mark_of_another_journal_is_noticed() {
    let (here, there) = (MemoryDisk::default(), MemoryDisk::default());
    let (ours, _) = filled(&here, 5);
    let beyond = filled(&there, 6).0.end();
    let elsewhere = Mark { chain: [5; 32], ..ours.end() };
    let inside = Mark { offset: ours.end().offset - 1, ..ours.end() };
    for mark in [beyond, elsewhere, inside] {
        assert!(matches!(reopen(&here, SETTINGS, Some(mark)), Err(ReplayError::NotHere)), "{mark:?}");
    }
}

#[test]
fn a_torn_tail_of_any_length_is_cut_and_nothing_committed_is_lost() {
    let disk = MemoryDisk::default();
    let (mut journal, all) = filled(&disk, 2);
    let committed = journal.end().offset as usize;
    append(&mut journal, &ops(100, 2)).unwrap();
    let whole = journal.end().offset as usize;
    let name = name(1);
    let longer = disk.bytes(&name);
    for length in committed..whole {
        disk.put(&name, &longer[..length]);
        let Opened { mut journal, seen } = opened(&disk);
        assert!(
            seen == bytes(&all) && disk.bytes(&name)[committed..].iter().all(|byte| *byte == 0),
            "{length}"
        );
        assert_eq!(journal.segments().damage(), []);
        append(&mut journal, &ops(200, 1)).unwrap();
        assert_eq!(opened(&disk).seen.len(), all.len() + 1);
    }
}

#[test]
fn space_taken_ahead_is_kept_and_used() {
    let disk = MemoryDisk::default();
    let (journal, all) = filled(&disk, 1);
    let before = disk.bytes(&name(1));
    assert!(before.len() > journal.end().offset as usize);
    assert_eq!(opened(&disk).seen, bytes(&all));
    assert_eq!(disk.bytes(&name(1)), before);
}

#[test]
fn a_failed_sync_is_the_last_one() {
    let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
    let (mut journal, all) = filled(&disk, 1);
    disk.fail(Call::Sync, 0, Fault::Error(io::ErrorKind::StorageFull));
    assert!(matches!(append(&mut journal, &ops(100, 1)), Err(StoreError::NotSynced { .. })));
    assert!(journal.is_broken());
    assert!(matches!(append(&mut journal, &ops(100, 1)), Err(StoreError::ReadOnly)));
    assert!(matches!(journal.sync(), Err(StoreError::ReadOnly)));
    let mut journal = opened(&disk).journal;
    append(&mut journal, &ops(200, 1)).unwrap();
    assert!(opened(&disk).seen.starts_with(&bytes(&all)));
}

#[test]
fn a_failed_sync_while_a_segment_is_born_is_the_last_one_too() {
    for (call, after) in [(Call::Sync, 0), (Call::Sync, 1), (Call::SyncNames, 0)] {
        let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
        let (mut journal, mut all) = filled(&disk, 1);
        while journal.end().offset < SETTINGS.segment_limit {
            all.extend(ops(all.len() as u64, 1));
            append(&mut journal, &all[all.len() - 1..]).unwrap();
        }
        disk.fail(call, after, Fault::Error(io::ErrorKind::Other));
        assert!(matches!(append(&mut journal, &ops(500, 1)), Err(StoreError::NotSynced { .. })));
        assert!(journal.is_broken());
        assert_eq!(opened(&disk).seen, bytes(&all));
    }
}

#[test]
fn a_write_that_fails_half_way_is_taken_back_and_the_next_one_counts() {
    let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
    let (mut journal, mut all) = filled(&disk, 3);
    for short in [0, 1, 50, 200] {
        disk.fail(Call::Write, 0, Fault::Short(short));
        assert!(matches!(append(&mut journal, &ops(1000, 1)), Err(StoreError::Io { .. })));
        assert_eq!(opened(&disk).seen, bytes(&all));
        let next = ops(all.len() as u64, 1);
        append(&mut journal, &next).unwrap();
        all.extend(next);
    }
    disk.leave_space(Some(100));
    assert!(matches!(append(&mut journal, &ops(1000, 1)), Err(StoreError::DiskFull { .. })));
    disk.leave_space(None);
    let next = ops(all.len() as u64, 9);
    append(&mut journal, &next).unwrap();
    all.extend(next);
    assert_eq!(opened(&disk).seen, bytes(&all));
}

#[test]
fn what_cannot_be_taken_back_ends_the_writing() {
    let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
    let (mut journal, all) = filled(&disk, 2);
    disk.fail(Call::Write, 0, Fault::Short(9));
    disk.fail(Call::SetLen, 0, Fault::Error(io::ErrorKind::Other));
    assert!(append(&mut journal, &ops(1000, 1)).is_err());
    assert!(journal.is_broken());
    assert_eq!(opened(&disk).seen, bytes(&all));
}

#[test]
fn any_call_that_fails_leaves_a_journal_that_opens_with_all_that_was_acknowledged() {
    let kinds =
        [Call::Write, Call::SetLen, Call::Reserve, Call::Create, Call::Length, Call::Read, Call::FreeSpace];
    for kind in kinds {
        for after in 0..4 {
            let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
            let mut journal = opened(&disk).journal;
            disk.fail(kind, after, Fault::Error(io::ErrorKind::Other));
            let groups: Vec<_> = (0..20).map(|group| ops(group * 3, 3)).collect();
            let acknowledged = groups.iter().filter(|group| append(&mut journal, group).is_ok());
            let acknowledged: Vec<_> = acknowledged.flat_map(|group| bytes(group)).collect();
            assert_eq!(opened(&disk).seen, acknowledged, "{kind:?} {after}");
            assert_eq!(opened(&disk).journal.segments().damage(), []);
        }
    }
}

#[test]
fn an_interval_waits_for_the_disk_when_it_is_over_and_not_before() {
    let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
    let wait = Duration::from_millis(200);
    let mut journal =
        reopen(&disk, Settings { durability: Durability::Interval(wait), ..SETTINGS }, None).unwrap().journal;
    let start = Instant::now();
    let group = ops(0, 3);
    assert_eq!(journal.sync_due(), None);
    // A sync would fail; there is none.
    disk.fail(Call::Sync, 0, Fault::Error(io::ErrorKind::Other));
    journal.append(&[&group[0]], start).unwrap();
    journal.append(&[&group[1]], start + wait / 2).unwrap();
    assert_eq!(journal.sync_due(), Some(start + wait));
    assert!(matches!(journal.append(&[&group[2]], start + wait), Err(StoreError::NotSynced { .. })));
    assert_eq!(journal.sync_due(), None);
}

#[test]
fn the_operations_of_a_sealed_segment_are_listed_by_stamp_and_the_list_is_made_anew_when_it_is_bad() {
    let disk = MemoryDisk::default();
    let mut journal = opened(&disk).journal;
    let mut shuffled = ops(0, 40);
    shuffled.sort_by_key(Operation::id);
    for group in shuffled.chunks(4) {
        append(&mut journal, group).unwrap();
    }
    let segments = journal.segments();
    let sealed = sealed(&segments);
    assert!(sealed.len() >= 3);
    let mut all = Vec::new();
    for number in &sealed {
        let written = disk.bytes(&side::name(*number));
        let listed = segments.listing(*number).unwrap();
        assert!(listed.is_sorted_by_key(|listed| (listed.stamp, listed.id)));
        for Listed { id, offset, .. } in &listed {
            let found = segments.read(Position { segment: *number, offset: *offset }).unwrap();
            assert_eq!(
                bytes(&shuffled[shuffled.iter().position(|op| op.id() == *id).unwrap()..][..1]),
                [found]
            );
        }
        let mut flipped = written.clone();
        flipped[60] ^= 1;
        let another = disk.bytes(&side::name(sealed[0] + u32::from(*number == sealed[0])));
        for bad in [Vec::new(), written[..written.len() - 1].to_vec(), flipped, another] {
            disk.put(&side::name(*number), &bad);
            assert_eq!(segments.listing(*number).unwrap(), listed);
            assert_eq!(disk.bytes(&side::name(*number)), written);
        }
        disk.remove(&side::name(*number)).unwrap();
        assert_eq!(segments.listing(*number).unwrap(), listed);
        all.extend(listed.iter().map(|listed| listed.id));
    }
    all.sort_unstable();
    all.dedup();
    assert_eq!(all, shuffled.iter().map(Operation::id).filter(|id| all.contains(id)).collect::<Vec<_>>());
    assert!(all.len() >= 24);
}
