//! The power goes before and after every single thing the journal asks of the disk.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::tests::{Opened, SETTINGS, append, bytes, ops, reopen};
use super::*;
use crate::disk::faulty::{Call, FaultyDisk};
use crate::disk::memory::MemoryDisk;
use crate::quarantine::Reason;

const OPERATIONS: usize = 1000;

/// The disk as found after a crash, and how many operations have to be on it.
struct Crash {
    disk: MemoryDisk,
    promised: usize,
}

/// A journal grows, group by group, and the power goes at every moment there is.
struct Story {
    operations: Vec<Operation>,
    /// After how many operations a group ends.
    bounds: Vec<usize>,
    crashes: Vec<Crash>,
}

/// Lets the power go before every call that changes something. What only looks leaves no moment of its own.
fn crash_everywhere(
    memory: &MemoryDisk,
    promised: &Arc<AtomicUsize>,
) -> (FaultyDisk, Arc<Mutex<Vec<Crash>>>) {
    let disk = FaultyDisk::new(Arc::new(memory.clone()));
    let crashes = Arc::new(Mutex::new(Vec::new()));
    let (memory, promised, seen) = (memory.clone(), Arc::clone(promised), Arc::clone(&crashes));
    disk.watch(Box::new(move |call| {
        if !matches!(call, Call::Names | Call::Open | Call::Length | Call::Read | Call::FreeSpace) {
            let mut seen = seen.lock().unwrap();
            let disk = memory.after_power_loss(seen.len() as u64);
            seen.push(Crash { disk, promised: promised.load(Ordering::Relaxed) });
        }
    }));
    (disk, crashes)
}

fn tell(settings: Settings) -> Story {
    let memory = MemoryDisk::default();
    let promised = Arc::default();
    let (disk, crashes) = crash_everywhere(&memory, &promised);
    let operations = ops(0, OPERATIONS as u64);
    let mut journal = reopen(&disk, settings, None).unwrap().journal;
    let (mut bounds, mut now) = (vec![0], Instant::now());
    while let Some(start) = bounds.last().copied().filter(|start| *start < OPERATIONS) {
        let end = OPERATIONS.min(start + bounds.len() % 4 + 1);
        let group: Vec<&Operation> = operations[start..end].iter().collect();
        now += Duration::from_millis(30);
        journal.append(&group, now).unwrap();
        bounds.push(end);
        if journal.sync_due().is_none() {
            promised.store(end, Ordering::Relaxed);
        }
    }
    assert!(journal.end().segment > 10);
    let mut crashes = std::mem::take(&mut *crashes.lock().unwrap());
    crashes.push(Crash { disk: memory.after_power_loss(0), promised: promised.load(Ordering::Relaxed) });
    Story { operations, bounds, crashes }
}

/// All that was promised is there, nothing is there in part, and the journal goes on. Returns the reasons for damage.
fn holds(story: &Story, settings: Settings) -> Vec<Reason> {
    let all = bytes(&story.operations);
    let more = ops(5000, 2);
    let mut reasons = Vec::new();
    for (at, Crash { disk, promised }) in story.crashes.iter().enumerate() {
        let Opened { mut journal, mut seen } = reopen(disk, settings, None).unwrap();
        assert!(seen.len() >= *promised, "crash {at}: {} of {promised}", seen.len());
        assert!(story.bounds.contains(&seen.len()) && all.starts_with(&seen), "crash {at}");
        reasons.extend(journal.segments().damage().iter().map(|damage| damage.reason));
        let mark = journal.end();
        append(&mut journal, &more).unwrap();
        journal.sync().unwrap();
        // The power goes once more, and everything is read again now and then.
        let disk = disk.after_power_loss(at as u64);
        let from = Some(mark).filter(|_| at % 16 > 0);
        seen.retain(|_| from.is_none());
        seen.extend(bytes(&more));
        assert_eq!(reopen(&disk, settings, from).unwrap().seen, seen, "crash {at}");
    }
    reasons
}

/// While the journal recovers from a crash, the power goes again at every moment.
fn holds_twice(story: &Story, settings: Settings) {
    let all = bytes(&story.operations);
    for Crash { disk, promised } in story.crashes.iter().step_by(15) {
        let promised = Arc::new(AtomicUsize::new(*promised));
        let (disk, crashes) = crash_everywhere(disk, &promised);
        let shown = reopen(&disk, settings, None).unwrap().seen;
        for Crash { disk, promised } in crashes.lock().unwrap().iter() {
            let seen = reopen(disk, settings, None).unwrap().seen;
            assert!(*promised <= seen.len() && seen.len() <= shown.len() && all.starts_with(&seen));
        }
    }
}

#[test]
fn a_loss_of_power_at_any_moment_takes_nothing_that_was_acknowledged() {
    let settings = Settings { segment_limit: 16_000, reserve: 1000, ..SETTINGS };
    let story = tell(settings);
    assert!(story.crashes.len() > 800);
    holds_twice(&story, settings);
    let reasons = holds(&story, settings);
    assert!(reasons.iter().all(|reason| *reason == Reason::Interrupted));
    assert!(reasons.len() < story.crashes.len() / 4);
}

#[test]
fn with_an_interval_a_loss_of_power_takes_the_newest_groups_only_and_none_that_was_synced() {
    let durability = Durability::Interval(Duration::from_millis(200));
    let settings = Settings { durability, disk_floor: 0, segment_limit: 16_000, reserve: 1000 };
    let story = tell(settings);
    assert!(story.crashes.len() > 400);
    holds_twice(&story, settings);
    let reasons = holds(&story, settings);
    assert!(reasons.iter().all(|reason| *reason == Reason::Interrupted));
}

#[test]
fn what_a_replay_showed_survives_a_loss_of_power_even_if_a_kill_came_before_its_sync() {
    let durability = Durability::Interval(Duration::from_secs(60));
    let settings = Settings { durability, ..SETTINGS };
    let disk = MemoryDisk::default();
    let killed = |operations: &[Operation]| {
        let mut journal = reopen(&disk, settings, None).unwrap().journal;
        append(&mut journal, operations).unwrap();
    };
    killed(&ops(0, 3));
    let shown = reopen(&disk, settings, None).unwrap().seen;
    assert_eq!(shown, bytes(&ops(0, 3)));
    for seed in 0..20 {
        assert_eq!(reopen(&disk.after_power_loss(seed), settings, None).unwrap().seen, shown);
    }
}
