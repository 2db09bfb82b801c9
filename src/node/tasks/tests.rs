use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use cyberfly_core::SecretKey;
use cyberfly_protocol::{Event, HealthState};

use super::*;
use crate::events::{Heard, Listener};
use crate::system::WallClock;

const HOUR: u64 = 3_600_000;
/// How long something may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);

/// A clock that stands until it is set.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl WallClock for Hands {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Hands {
    fn at(ms: u64) -> Self {
        Self(Arc::new(AtomicU64::new(ms)))
    }

    fn turn(&self, ms: u64) {
        self.0.store(ms, Ordering::Relaxed);
    }
}

fn node(data: &Path, clock: &Hands, change: impl FnOnce(&mut Config)) -> (Node, Listener) {
    let mut config = Config::default();
    config.storage.disk_floor = "0B".parse().unwrap();
    config.backup.schedule = "6h".parse().unwrap();
    config.backup.jitter = "0s".parse().unwrap();
    change(&mut config);
    let key = SecretKey::from_seed(&[9; 32]);
    let builder = Node::builder(data).config(config).identity(key).clock(Arc::new(clock.clone()));
    let heard = builder.listen();
    (builder.open().unwrap(), heard)
}

/// Looks until a task has ended, and says how.
fn ended(node: &Node, heard: &mut Listener) -> (TaskName, bool, String) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        node.look_at_tasks();
        while let Some(next) = heard.next_now() {
            if let Heard::Event(numbered) = next
                && let Event::TaskEnded { task, good, summary } = numbered.event
            {
                return (task, good, summary);
            }
        }
        assert!(Instant::now() < deadline, "no task ended");
        std::thread::yield_now();
    }
}

fn snapshots(data: &Path) -> usize {
    let repository = cyberfly_backup::Repository::open(&data.parent().unwrap().join("backups"), None);
    repository.map_or(0, |repository| repository.list().unwrap().len())
}

/// How long the node would rest now; nothing may be due.
fn rest(node: &Node) -> u64 {
    let tasks = node.tasks();
    let next = humantime::parse_rfc3339(tasks.tasks[0].next.as_ref().unwrap()).unwrap();
    let next = next.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    u64::try_from(next).unwrap() - node.0.time.now_ms()
}

#[test]
fn what_was_missed_while_the_node_was_away_is_caught_up_with_once() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let (first, _) = node(&data, &clock, |_| {});
    first.look_at_tasks();
    assert_eq!((snapshots(&data), rest(&first)), (0, 6 * HOUR), "an interval begins when it is said");
    first.close().unwrap();
    drop(first);
    // Four of them were missed.
    clock.turn(1_027 * HOUR);
    let (second, mut heard) = node(&data, &clock, |_| {});
    let (task, good, summary) = ended(&second, &mut heard);
    assert_eq!((task, good), (TaskName::Backup, true), "{summary}");
    for _ in 0..10 {
        second.look_at_tasks();
    }
    assert_eq!((snapshots(&data), rest(&second)), (1, 6 * HOUR));
    assert_eq!(second.tasks().tasks[0].last_good.as_deref(), Some("1970-02-12T19:00:00.000Z"));
    second.close().unwrap();
    drop(second);
    let (third, _) = node(&data, &clock, |_| {});
    third.look_at_tasks();
    assert_eq!((snapshots(&data), rest(&third)), (1, 6 * HOUR), "a restart alone is no reason");
    third.close().unwrap();
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_the_backups() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(100_000 * HOUR);
    let (node, mut heard) = node(&data, &clock, |_| {});
    node.look_at_tasks();
    clock.turn(100_007 * HOUR);
    assert!(ended(&node, &mut heard).1);
    clock.turn(1_000 * HOUR);
    node.look_at_tasks();
    assert_eq!(rest(&node), 6 * HOUR);
    clock.turn(1_006 * HOUR);
    assert!(ended(&node, &mut heard).1);
    let repository =
        cyberfly_backup::Repository::open(&data.parent().unwrap().join("backups"), None).unwrap();
    let latest = repository.choose("latest").unwrap();
    assert_eq!(repository.manifest(&latest).unwrap().about.created_ms, 1_006 * HOUR, "the last one made");
    node.close().unwrap();
}

#[test]
fn one_that_fails_shows_in_health_and_in_the_numbers_until_the_next_one_is_good() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let place = temp.path().join("full");
    std::fs::create_dir(&place).unwrap();
    std::fs::copy("/etc/hostname", place.join("file")).unwrap();
    let (node, mut heard) = node(&data, &clock, |config| config.backup.repo.clone_from(&place));
    node.look_at_tasks();
    clock.turn(1_006 * HOUR);
    let (_, good, summary) = ended(&node, &mut heard);
    assert!(!good && summary.contains("not empty"), "{summary}");
    let check = |node: &Node| {
        let check = node.health().checks.into_iter().find(|check| check.name == "backup").unwrap();
        (check.state, check.summary)
    };
    let (state, told) = check(&node);
    assert!(state == HealthState::Degraded && told.contains("not empty"), "{told}");
    std::fs::remove_file(place.join("file")).unwrap();
    clock.turn(1_012 * HOUR);
    assert!(ended(&node, &mut heard).1);
    assert_eq!(check(&node).0, HealthState::Ok);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let text = runtime.block_on(node.write_metrics(crate::metrics::Format::Prometheus)).unwrap();
    for line in [
        "cyberfly_task_runs_total{task=\"backup\",result=\"good\"} 1",
        "cyberfly_task_runs_total{task=\"backup\",result=\"bad\"} 1",
        "cyberfly_task_last_good_timestamp_seconds{task=\"backup\"} 3643200",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    node.close().unwrap();
}

#[test]
fn the_node_forgets_what_its_retention_does_not_keep_and_leaves_those_of_others_alone() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let (other, _) = node(&temp.path().join("other"), &clock, |_| {});
    let stranger = SecretKey::from_seed(&[8; 32]);
    let repository = cyberfly_backup::Repository::open_or_make(&temp.path().join("backups"), None).unwrap();
    for _ in 0..2 {
        let request = cyberfly_backup::Request { version: "1".to_owned(), ..Default::default() };
        let silent = cyberfly_backup::Silent;
        cyberfly_backup::create(&repository, &other.0.store, &stranger, &request, &silent).unwrap();
    }
    let (node, mut heard) = node(&data, &clock, |config| config.backup.keep_last = 2);
    node.look_at_tasks();
    for round in 1..=4 {
        clock.turn((1_000 + 6 * round) * HOUR);
        let (_, good, summary) = ended(&node, &mut heard);
        assert!(good && summary.contains("forgotten"), "{summary}");
    }
    assert_eq!(snapshots(&data), 2 + 2);
    assert_eq!(repository.missing().unwrap(), []);
    node.close().unwrap();
    other.close().unwrap();
}

#[test]
fn the_latest_snapshot_and_the_store_are_verified_by_schedule_and_a_fault_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let (node, mut heard) = node(&data, &clock, |config| {
        config.backup.verify_schedule = "12h".parse().unwrap();
        config.storage.verify_schedule = "18h".parse().unwrap();
    });
    node.look_at_tasks();
    let mut next = |hours: u64| {
        clock.turn((1_000 + hours) * HOUR);
        ended(&node, &mut heard)
    };
    assert_eq!(next(6).0, TaskName::Backup);
    let mut both = |hours| {
        let mut both = [next(hours), next(hours)];
        both.sort();
        both
    };
    // Of two that are due each has its turn.
    for (hours, other) in [(12, TaskName::BackupVerification), (18, TaskName::Verification)] {
        let [backup, verification] = both(hours);
        assert!(backup.0 == TaskName::Backup && backup.1, "{backup:?}");
        assert!(verification.0 == other && verification.1, "{verification:?}");
    }
    let place = temp.path().join("backups");
    let repository = cyberfly_backup::Repository::open(&place, None).unwrap();
    let latest = repository.choose("latest").unwrap();
    std::fs::remove_file(repository.manifest_path(&latest)).unwrap();
    let [_, (task, good, summary)] = both(24);
    assert!(task == TaskName::BackupVerification && !good && summary.contains("missing"), "{summary}");
    node.close().unwrap();
}

#[test]
fn a_repository_that_is_gone_is_not_begun_anew_by_a_schedule() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let (node, mut heard) = node(&data, &clock, |_| {});
    node.look_at_tasks();
    clock.turn(1_006 * HOUR);
    assert!(ended(&node, &mut heard).1);
    // The disk is unmounted: an empty folder is in its place.
    let (place, away) = (temp.path().join("backups"), temp.path().join("away"));
    std::fs::rename(&place, &away).unwrap();
    std::fs::create_dir(&place).unwrap();
    clock.turn(1_012 * HOUR);
    let (_, good, summary) = ended(&node, &mut heard);
    assert!(!good && summary.contains("is gone"), "{summary}");
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0);
    std::fs::remove_dir(&place).unwrap();
    std::fs::rename(&away, &place).unwrap();
    clock.turn(1_018 * HOUR);
    assert!(ended(&node, &mut heard).1);
    assert_eq!(snapshots(&data), 2);
    node.close().unwrap();
}

#[test]
fn a_task_waits_while_somebody_else_holds_the_repository_and_is_not_forgotten() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("data");
    let clock = Hands::at(1_000 * HOUR);
    let repository = cyberfly_backup::Repository::open_or_make(&temp.path().join("backups"), None).unwrap();
    let (node, mut heard) = node(&data, &clock, |_| {});
    node.look_at_tasks();
    let held = repository.hold("holding it").unwrap();
    clock.turn(1_006 * HOUR);
    let deadline = Instant::now() + PATIENCE;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    loop {
        node.look_at_tasks();
        if let Ok(job) = runtime.block_on(node.job(1))
            && job.error.is_some_and(|error| error.code() == ErrorCode::Locked)
        {
            break;
        }
        assert!(Instant::now() < deadline, "it was not begun");
    }
    drop(held);
    assert_eq!(node.tasks().tasks[0].last, None, "nothing came of it");
    node.0.tasks.has_not_begun(TaskName::Backup);
    assert!(ended(&node, &mut heard).1);
    node.close().unwrap();
}
