#![allow(clippy::disallowed_methods, reason = "what is to be found is done to files here")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cyberfly_core::SecretKey;

use super::*;
use crate::config::{Period, Size};

fn key() -> SecretKey {
    SecretKey::from_seed(&[5; 32])
}

fn settings() -> config::Audit {
    config::Audit::default()
}

fn record(kind: Kind, what: &str) -> Record {
    Record {
        kind,
        who: "operator".to_owned(),
        what: what.to_owned(),
        which: Some("/api/v1/stop".to_owned()),
        result: "ok".to_owned(),
        from: Some("socket".to_owned()),
        request_id: None,
    }
}

/// A log with some acts.
fn log(data: &Path, settings: config::Audit, acts: usize) {
    let audit = Audit::open(data, settings, Some(key())).unwrap();
    for number in 0..acts {
        let waiting = Instant::now();
        audit.record(record(Kind::Act, &format!("act{number}")));
        // One at a time, so that files are begun where they are full.
        while audit.recent(0, usize::MAX).iter().all(|line| line.what != format!("act{number}")) {
            assert!(waiting.elapsed() < Duration::from_secs(30));
            std::thread::yield_now();
        }
    }
    audit.close();
}

fn only_file(data: &Path) -> PathBuf {
    files::list(&data.join(files::FOLDER)).unwrap().pop().unwrap().path
}

fn change(data: &Path, change: impl FnOnce(&mut Vec<String>)) {
    let path = only_file(data);
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(&path, lines.join("\n") + "\n").unwrap();
}

fn findings(data: &Path) -> usize {
    verify(data, Some(key().public())).unwrap().findings.len()
}

/// A folder on a disk of its own of one MiB; none where that cannot be had.
fn small_disk() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let mut mount = std::process::Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=1M", "tmpfs"]).arg(folder.path());
    mount.status().is_ok_and(|status| status.success()).then_some(folder)
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = Instant::now();
    while !is_so() {
        assert!(waiting.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn after_the_disk_was_full_the_log_goes_on_and_says_how_much_is_missing() {
    let Some(disk) = small_disk() else { return };
    let audit = Audit::open(disk.path(), settings(), Some(key())).unwrap();
    let filler = disk.path().join("filler");
    fs::write(&filler, vec![0; 1020 * 1024]).unwrap_or_default();
    until("it is told", || {
        audit.record(record(Kind::Act, "unheard"));
        audit.chain().unwrap().broken
    });
    until("records are missed", || {
        audit.record(record(Kind::Act, "unheard"));
        audit.chain().unwrap().missed > 0
    });
    fs::remove_file(&filler).unwrap();
    until("it goes on", || !audit.chain().unwrap().broken);
    audit.record(record(Kind::Act, "heard"));
    audit.close();
    let text = fs::read_to_string(only_file(disk.path())).unwrap();
    assert!(text.contains("found no room") && text.contains("heard"), "{text}");
    assert_eq!(findings(disk.path()), 0);
    std::process::Command::new("umount").arg(disk.path()).status().unwrap();
}

#[test]
fn a_node_starts_with_a_log_that_has_no_room_and_the_log_goes_on_when_there_is_some() {
    let Some(disk) = small_disk() else { return };
    log(disk.path(), settings(), 1);
    let filler = disk.path().join("filler");
    let mut all = fs::File::create(&filler).unwrap();
    while std::io::Write::write_all(&mut all, &[1; 512]).is_ok() {}
    let audit = Audit::open(disk.path(), settings(), Some(key())).unwrap();
    assert!(audit.chain().unwrap().broken, "it is told");
    audit.record(record(Kind::Act, "unheard"));
    until("a record is missed", || audit.chain().unwrap().missed > 0);
    drop(all);
    fs::remove_file(&filler).unwrap();
    until("it goes on", || !audit.chain().unwrap().broken);
    audit.record(record(Kind::Act, "heard"));
    audit.close();
    let text = fs::read_to_string(only_file(disk.path())).unwrap();
    assert!(text.contains("found no room") && text.contains("\"heard\""), "{text}");
    assert!(!text.contains("unheard"), "{text}");
    assert_eq!(findings(disk.path()), 0);
    std::process::Command::new("umount").arg(disk.path()).status().unwrap();
}

#[test]
fn a_first_log_without_room_for_its_file_is_refused_with_what_to_do() {
    let temp = tempfile::tempdir().unwrap();
    let mut mount = std::process::Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "nr_inodes=1", "tmpfs"]).arg(temp.path());
    if !mount.status().is_ok_and(|status| status.success()) {
        return;
    }
    let refused = Audit::open(temp.path(), settings(), Some(key())).err().unwrap();
    std::process::Command::new("umount").arg(temp.path()).status().unwrap();
    assert_eq!(refused.code, ErrorCode::DiskFull.as_str());
    assert!(refused.hint.unwrap().contains("make room"));
}

#[test]
fn a_log_that_was_left_alone_holds_over_restarts() {
    let temp = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        log(temp.path(), settings(), 5);
    }
    let verified = verify(temp.path(), Some(key().public())).unwrap();
    assert_eq!((verified.findings.as_slice(), verified.unsigned, verified.first), (&[][..], 0, Some(1)));
    // Each time: started, five acts, stopped, and at least two checkpoints.
    assert!(verified.lines >= 27 && verified.checkpoints >= 6, "{verified:?}");
    let acts =
        Reading::of(temp.path()).unwrap().last(&Wanted { kind: Some(Kind::Act), ..Wanted::default() }, 7);
    assert_eq!(
        acts.unwrap().iter().map(|line| line.what.as_str()).collect::<Vec<_>>(),
        ["act3", "act4", "act0", "act1", "act2", "act3", "act4"]
    );
}

#[test]
fn writes_gather_until_an_act_or_the_end_comes() {
    let temp = tempfile::tempdir().unwrap();
    let (settings, hour) = (config::Audit { writes: true, ..settings() }, Duration::from_secs(3600));
    let audit = Audit::gathering_for(hour, temp.path(), settings, Some(key())).unwrap();
    for what in ["first", "second"] {
        audit.record(record(Kind::Write, what));
    }
    audit.record(record(Kind::Act, "act"));
    until("the act is written", || audit.recent(0, usize::MAX).iter().any(|line| line.what == "act"));
    audit.record(record(Kind::Write, "third"));
    audit.record(record(Kind::Refusal, "refusal"));
    until("the refusal is written", || audit.recent(0, usize::MAX).iter().any(|line| line.what == "refusal"));
    audit.record(record(Kind::Write, "fourth"));
    audit.close();
    let all = Reading::of(temp.path()).unwrap().last(&Wanted::default(), usize::MAX).unwrap();
    let what: Vec<_> =
        all.iter().map(|line| line.what.as_str()).filter(|what| *what != "checkpoint").collect();
    assert_eq!(what, ["started", "first", "second", "act", "third", "refusal", "fourth", "stopped"]);
    assert!(all.is_sorted_by_key(|line| line.at.0));
    assert_eq!(findings(temp.path()), 0);
}

#[test]
fn every_line_that_is_removed_is_missed() {
    let temp = tempfile::tempdir().unwrap();
    log(temp.path(), settings(), 4);
    let whole = fs::read(only_file(temp.path())).unwrap();
    let count = whole.iter().filter(|byte| **byte == b'\n').count();
    for gone in 0..count {
        change(temp.path(), |lines| drop(lines.remove(gone)));
        assert!(findings(temp.path()) > 0, "line {gone} of {count}");
        fs::write(only_file(temp.path()), &whole).unwrap();
    }
    assert_eq!(findings(temp.path()), 0);
}

#[test]
fn every_changed_byte_and_every_swap_is_found() {
    let temp = tempfile::tempdir().unwrap();
    log(temp.path(), settings(), 2);
    let whole = fs::read(only_file(temp.path())).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(only_file(temp.path()), &bytes).unwrap();
        assert!(findings(temp.path()) > 0, "byte {place}");
    }
    fs::write(only_file(temp.path()), &whole).unwrap();
    let count = whole.iter().filter(|byte| **byte == b'\n').count();
    for first in 0..count - 1 {
        change(temp.path(), |lines| lines.swap(first, first + 1));
        assert!(findings(temp.path()) > 0, "swap {first}");
        fs::write(only_file(temp.path()), &whole).unwrap();
    }
    change(temp.path(), |lines| lines.insert(1, lines[1].clone()));
    assert!(findings(temp.path()) > 0);
}

#[test]
fn a_log_that_was_written_anew_by_another_key_is_found() {
    let temp = tempfile::tempdir().unwrap();
    log(temp.path(), settings(), 2);
    let found = verify(temp.path(), Some(SecretKey::from_seed(&[6; 32]).public())).unwrap();
    assert!(found.findings.iter().any(|finding| finding.what.contains("not the key of this node")));
}

#[test]
fn files_are_begun_and_put_away_without_a_break_and_a_file_that_is_taken_is_missed() {
    let temp = tempfile::tempdir().unwrap();
    let small = config::Audit { file_bytes: Size(1), keep_bytes: Size(6_000), ..settings() };
    for _ in 0..12 {
        log(temp.path(), small.clone(), 3);
    }
    let files = files::list(&temp.path().join(files::FOLDER)).unwrap();
    assert!(files.len() > 2 && files[0].first > 1, "{files:?}");
    let verified = verify(temp.path(), Some(key().public())).unwrap();
    assert_eq!((verified.findings.as_slice(), verified.first), (&[][..], Some(files[0].first)));
    fs::remove_file(&files[0].path).unwrap();
    assert!(findings(temp.path()) > 0, "the oldest file is gone, and nobody put it away");
    let middle = &files[1].path;
    let bytes = fs::read(middle).unwrap();
    fs::remove_file(middle).unwrap();
    assert!(findings(temp.path()) > 0);
    fs::write(middle, bytes).unwrap();
}

#[test]
fn what_is_old_is_put_away_when_a_new_file_is_begun() {
    let temp = tempfile::tempdir().unwrap();
    let brief = config::Audit { file_bytes: Size(1), keep: Period(Duration::from_nanos(1)), ..settings() };
    for _ in 0..3 {
        log(temp.path(), brief.clone(), 1);
    }
    assert!(files::list(&temp.path().join(files::FOLDER)).unwrap()[0].first > 1);
    assert_eq!(findings(temp.path()), 0);
}

#[test]
fn a_line_that_a_crash_cut_is_removed_and_the_log_says_so() {
    let temp = tempfile::tempdir().unwrap();
    log(temp.path(), settings(), 2);
    let path = only_file(temp.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"n\":99,\"at");
    fs::write(&path, &bytes).unwrap();
    assert_eq!(findings(temp.path()), 0, "a node that runs may be within a line");
    log(temp.path(), settings(), 1);
    assert_eq!(findings(temp.path()), 0);
    let wanted = Wanted { text: Some("a crash had cut".to_owned()), ..Wanted::default() };
    assert_eq!(Reading::of(temp.path()).unwrap().last(&wanted, 9).unwrap().len(), 1);
}

#[test]
fn what_is_not_to_be_recorded_is_not_and_refusals_do_not_fill_the_disk() {
    let temp = tempfile::tempdir().unwrap();
    let audit = Audit::open(temp.path(), settings(), Some(key())).unwrap();
    audit.record(record(Kind::Read, "read"));
    audit.record(record(Kind::Write, "write"));
    for _ in 0..2_000 {
        audit.record(record(Kind::Refusal, "refused"));
    }
    audit.close();
    let all = Reading::of(temp.path()).unwrap().last(&Wanted::default(), usize::MAX).unwrap();
    assert!(all.iter().all(|line| !matches!(line.kind, Kind::Read | Kind::Write)));
    let refused = all.iter().filter(|line| line.kind == Kind::Refusal).count();
    assert!((500..1_000).contains(&refused), "{refused}");
    assert!(all.iter().any(|line| line.what == "missed"));
    let off =
        Audit::open(&temp.path().join("off"), config::Audit { enabled: false, ..settings() }, Some(key()))
            .unwrap();
    off.record(record(Kind::Act, "act"));
    off.close();
    assert!(!temp.path().join("off/audit").exists());
}
