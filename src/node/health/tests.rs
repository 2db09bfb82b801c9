use super::*;
use crate::config::Fingerprint;
use crate::shown::{Shown, ShownNow};
use cyberfly_core::ErrorCode;
use cyberfly_core::session::Reason;
use std::collections::BTreeSet;

/// A node with nothing wrong.
fn well() -> Facts {
    Facts {
        disk_free: Some(1_000_000),
        disk_floor: 1_000,
        queue_limit: 1_000,
        memory_available: Some(MEMORY_LOW),
        open_files: Some(10),
        files_limit: Some(1_000),
        ..Facts::default()
    }
}

/// The state that one check finds after the facts were changed; every other check must find nothing.
#[track_caller]
fn state(name: &str, change: impl FnOnce(&mut Facts)) -> HealthState {
    let mut facts = well();
    change(&mut facts);
    let report = report(&facts);
    let worst = report.checks.iter().find(|check| check.name == name).unwrap().state;
    for check in &report.checks {
        assert!(check.name == name || check.state == HealthState::Ok, "{check:?}");
        assert_eq!(check.hint.is_some(), check.state != HealthState::Ok, "{check:?}");
        assert_eq!(check.detail.is_some(), check.state != HealthState::Ok, "{check:?}");
    }
    assert_eq!(report.overall, worst);
    worst
}

#[test]
fn a_node_of_which_nothing_is_known_is_ok() {
    assert_eq!(report(&Facts::default()).overall, HealthState::Ok);
    assert_eq!(report(&well()).overall, HealthState::Ok);
}

#[test]
fn a_read_only_store_fails_and_a_damaged_one_is_degraded() {
    assert_eq!(state("writable", |facts| facts.is_gone = true), HealthState::Failing);
    assert_eq!(state("writable", |facts| facts.has_failed_index = true), HealthState::Failing);
    assert_eq!(state("writable", |facts| facts.read_only = true), HealthState::Failing);
    assert_eq!(state("intact", |facts| facts.damaged_ranges = 1), HealthState::Degraded);
}

#[test]
fn a_disk_fails_below_the_floor_and_is_degraded_below_twice_the_floor() {
    for (free, expected) in [
        (999, HealthState::Failing),
        (1_000, HealthState::Degraded),
        (1_999, HealthState::Degraded),
        (2_000, HealthState::Ok),
    ] {
        assert_eq!(state("disk_space", |facts| facts.disk_free = Some(free)), expected, "{free}");
    }
}

#[test]
fn sync_that_is_paused_or_fails_or_waits_for_a_clock_is_told() {
    let peer = cyberfly_core::SecretKey::from_seed(&[1; 32]).public();
    let reason = Reason { code: ErrorCode::ResourceExhausted, text: "There is no room.".into() };
    assert_eq!(state("sync", |facts| facts.sync.paused = true), HealthState::Degraded);
    assert_eq!(state("sync", |facts| facts.sync.failing.push((peer, reason))), HealthState::Degraded);
    assert_eq!(state("sync", |facts| facts.sync.too_early = 1), HealthState::Degraded);
    assert_eq!(state("sync", |facts| facts.sync.peers = [("failed", 1)].into()), HealthState::Ok);
}

#[test]
fn a_disk_that_is_full_within_six_hours_is_told() {
    let just = FULL_SOON - Duration::from_millis(1);
    assert_eq!(state("disk_trend", |facts| facts.time_to_full = Some(just)), HealthState::Degraded);
    assert_eq!(state("disk_trend", |facts| facts.time_to_full = Some(FULL_SOON)), HealthState::Ok);
}

#[test]
fn a_wait_of_a_second_for_the_disk_is_told() {
    let just = SLOW_SYNC - Duration::from_nanos(1);
    assert_eq!(state("disk_speed", |facts| facts.last_sync = Some(just)), HealthState::Ok);
    assert_eq!(state("disk_speed", |facts| facts.last_sync = Some(SLOW_SYNC)), HealthState::Degraded);
}

#[test]
fn a_clock_that_was_set_back_or_far_ahead_is_told() {
    let far = i64::try_from(SKEW_LIMIT_MS).unwrap();
    for (step, expected) in [
        (-999, HealthState::Ok),
        (-1_000, HealthState::Degraded),
        (far, HealthState::Ok),
        (far + 1, HealthState::Degraded),
    ] {
        assert_eq!(state("clock", |facts| facts.clock_step_ms = step), expected, "{step}");
    }
    for (ahead, expected) in [(SKEW_LIMIT_MS, HealthState::Ok), (SKEW_LIMIT_MS + 1, HealthState::Degraded)] {
        assert_eq!(state("clock", |facts| facts.newest_ahead_ms = ahead), expected, "{ahead}");
    }
}

#[test]
fn a_queue_is_told_when_four_fifths_are_taken_and_files_when_nine_tenths_are() {
    for (queued, expected) in [(799, HealthState::Ok), (800, HealthState::Degraded)] {
        assert_eq!(state("write_queue", |facts| facts.queued = queued), expected, "{queued}");
    }
    for (open, expected) in [(899, HealthState::Ok), (900, HealthState::Degraded)] {
        assert_eq!(state("open_files", |facts| facts.open_files = Some(open)), expected, "{open}");
    }
    assert_eq!(state("memory", |facts| facts.memory_available = Some(MEMORY_LOW - 1)), HealthState::Degraded);
}

#[test]
fn a_part_is_as_healthy_as_its_worst_check() {
    let report = report(&Facts { read_only: true, damaged_ranges: 1, ..well() });
    let health = report.health();
    assert_eq!(
        (health.overall, health.components["store"], health.components["disk"]),
        (HealthState::Failing, HealthState::Failing, HealthState::Ok)
    );
}

#[test]
fn every_check_has_a_name_of_its_own() {
    let names: BTreeSet<_> = checks().map(|(name, _)| name).collect();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn memory_fails_beyond_its_limit_and_is_degraded_just_below() {
    for (taken, expected) in [
        (1_001, HealthState::Failing),
        (1_000, HealthState::Degraded),
        (900, HealthState::Degraded),
        (899, HealthState::Ok),
    ] {
        let change = |facts: &mut Facts| facts.quotas[0] = ("memory", Some(taken), Some(1_000));
        assert_eq!(state("memory_limit", change), expected, "{taken}");
    }
}

#[test]
fn a_scheduled_task_that_went_wrong_is_told_until_it_goes_right_or_has_no_schedule() {
    for (number, name) in ["backup", "backup_verification", "verification"].into_iter().enumerate() {
        for (is_scheduled, result, expected) in [
            (true, Err("no room".to_owned()), HealthState::Degraded),
            (true, Ok("made".to_owned()), HealthState::Ok),
            (false, Err("no room".to_owned()), HealthState::Ok),
        ] {
            let last = Some(("2026-01-01T00:00:00Z".to_owned(), result));
            let task = TaskFacts { is_scheduled, last };
            assert_eq!(state(name, |facts| facts.tasks[number] = task), expected, "{name}");
        }
        let waiting = TaskFacts { is_scheduled: true, last: None };
        assert_eq!(state(name, |facts| facts.tasks[number] = waiting), HealthState::Ok);
    }
}

#[test]
fn a_quota_is_told_before_it_is_used_up_and_one_without_a_limit_never() {
    let change = |facts: &mut Facts| facts.quotas[1] = ("databases", Some(9), Some(10));
    assert_eq!(state("quotas", change), HealthState::Degraded);
    let change = |facts: &mut Facts| facts.quotas[3] = ("store_bytes", Some(9), None);
    assert_eq!(state("quotas", change), HealthState::Ok);
}

#[test]
fn a_certificate_is_told_of_weeks_before_it_expires_and_when_another_cannot_take_its_place() {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let at = |days: u64, refused: Option<&str>, not_before_ms| {
        state("certificate", |facts| {
            let shown = Shown {
                subject: "CN=node".to_owned(),
                sha256: Fingerprint([7; 32]),
                not_before_ms,
                not_after_ms: 100 * DAY,
            };
            let refused = refused.map(str::to_owned);
            facts.door = DoorFacts { plain_at: None, shown: Some(ShownNow { shown, refused }) };
            facts.now_ms = days * DAY;
        })
    };
    assert_eq!(at(79, None, 0), HealthState::Ok);
    assert_eq!(at(80, None, 0), HealthState::Degraded);
    assert_eq!(at(100, None, 0), HealthState::Failing);
    assert_eq!(at(200, Some("no"), 0), HealthState::Failing);
    assert_eq!(at(10, Some("no"), 0), HealthState::Degraded);
    assert_eq!(at(10, None, 11 * DAY), HealthState::Failing);
    // What somebody allowed is told and is no fault.
    let abroad = |facts: &mut Facts| facts.door.plain_at = "192.0.2.1:1".parse().ok();
    assert_eq!(state("certificate", abroad), HealthState::Ok);
}
