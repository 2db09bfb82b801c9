use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Door, HealthState, Listen, NodeState};

use super::*;
use crate::system::WallClock;

struct HandClock(AtomicU64);

impl WallClock for HandClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

const NOW: u64 = 1_800_000_000_000;

fn state(node: &Node, check: &str) -> HealthState {
    node.health().checks.iter().find(|found| found.name == check).unwrap().state
}

async fn put(node: &Node, stamp_ms: u64) {
    let secret = SecretKey::from_seed(&[4; 32]);
    let db = DbName::new("a", secret.public()).unwrap();
    let writes = vec![Write::string(Key::new("k").unwrap(), b"v".to_vec())];
    let draft = Draft { db, stamp: Stamp::at_millis(stamp_ms), writes, expires: None, device: None };
    node.submit(draft.sign(&secret).unwrap().bytes().to_vec()).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_goes_back_behind_what_was_written_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let clock = Arc::new(HandClock(AtomicU64::new(NOW)));
    let hand: Arc<dyn WallClock> = Arc::<HandClock>::clone(&clock);
    let node = Node::builder(temp.path()).clock(hand).without_identity().open().unwrap();
    put(&node, NOW + 1000).await;
    node.sample();
    assert_eq!(state(&node, "clock"), HealthState::Ok);
    clock.0.store(NOW - 400_000, Ordering::Relaxed);
    assert_eq!(state(&node, "clock"), HealthState::Degraded);
    clock.0.store(NOW, Ordering::Relaxed);
    assert_eq!(state(&node, "clock"), HealthState::Ok);
    clock.0.store(NOW - 60_000, Ordering::Relaxed);
    node.sample();
    assert_eq!(state(&node, "clock"), HealthState::Degraded, "it was set back");
}

#[tokio::test]
async fn a_node_is_ready_between_starting_and_draining_and_knows_its_last_sync() {
    let temp = tempfile::tempdir().unwrap();
    let node = Node::open(temp.path(), cyberfly_store::Options::default()).unwrap();
    assert!(node.readiness().await.unwrap_err().message.contains("starting"));
    node.serves_at(Listen::default());
    let ready = node.readiness().await.unwrap();
    assert_eq!((ready.state, ready.durability.as_str()), (NodeState::Ready, "always"));
    assert_eq!(ready.last_sync_seconds_ago, None, "nothing was written yet");
    put(&node, 1).await;
    assert!(node.readiness().await.unwrap().last_sync_seconds_ago.is_some());
    node.drain();
    assert!(node.readiness().await.unwrap_err().message.contains("draining"));
}

#[tokio::test]
async fn a_journal_that_cannot_be_read_is_not_ready() {
    let temp = tempfile::tempdir().unwrap();
    let node = Node::open(temp.path(), cyberfly_store::Options::default()).unwrap();
    node.serves_at(Listen::default());
    node.readiness().await.unwrap();
    std::fs::remove_file(temp.path().join("journal/0000000001.seg")).unwrap();
    assert!(node.readiness().await.is_err());
}

#[tokio::test]
async fn what_passes_through_the_node_is_counted_at_each_stage() {
    let temp = tempfile::tempdir().unwrap();
    let node = Node::open(temp.path(), cyberfly_store::Options::default()).unwrap();
    put(&node, 1).await;
    put(&node, 2).await;
    put(&node, 2).await;
    node.submit(b"nonsense".to_vec()).await.unwrap_err();
    let text = node.write_metrics(Format::Prometheus).await.unwrap();
    for line in [
        "cyberfly_operations_received_total 4",
        "cyberfly_operations_refused_total{code=\"not_canonical\"} 1",
        "cyberfly_operations_verified_total 2",
        "cyberfly_operations_committed_total{outcome=\"applied\"} 2",
        "cyberfly_operations_committed_total{outcome=\"duplicate\"} 1",
        "cyberfly_commit_seconds_count 2",
        "cyberfly_commit_queue_wait_seconds_count 2",
        "cyberfly_journal_sync_seconds_count 2",
        "cyberfly_store{what=\"operations\"} 2",
        "cyberfly_store{what=\"segments\"} 1",
        "cyberfly_store{what=\"damaged_ranges\"} 0",
    ] {
        assert!(text.lines().any(|written| written == line), "{line} is not in\n{text}");
    }
    assert_eq!(node.0.gate.taken(), 0);
}

#[tokio::test]
async fn a_reload_reaches_all_who_follow_the_settings() {
    let temp = tempfile::tempdir().unwrap();
    let node = Node::open(temp.path(), cyberfly_store::Options::default()).unwrap();
    let mut settings = node.settings();
    let mut wanted = Config::default();
    assert_eq!(node.reload(&wanted).applied, []);
    assert!(!settings.has_changed().unwrap());
    wanted.log.level = Level::Trace;
    wanted.http.enabled = false;
    let reloaded = node.reload(&wanted);
    assert_eq!((reloaded.applied.len(), reloaded.needs_restart.len()), (1, 1));
    let changed = tokio::time::timeout(Duration::from_secs(10), settings.changed()).await;
    changed.unwrap().unwrap();
    assert_eq!(settings.borrow_and_update().log.level, Level::Trace);
    node.log_level(Level::Warn);
    assert_eq!(settings.borrow_and_update().log.level, Level::Warn);
}
