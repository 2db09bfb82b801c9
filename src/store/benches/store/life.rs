//! T10 to T13 and T15: what a store takes on the disk and in memory, and how soon it is ready, verified, rebuilt.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cyberfly_store::{EngineKind, Verifier, VerifySettings};

use crate::gauge::{bytes_of, copy, cores, micros_each, per_second, processor_time, rate, resident};
use crate::ingest::{ingest_verified, verify_rate};
use crate::reads::read_rate;
use crate::table::row;
use crate::work::{db, fill, open, signed};

pub(crate) fn life(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let operations = signed(count, 100);
    let signed_bytes: u64 = operations.iter().map(|bytes| bytes.len() as u64).sum();
    let reference = verify_rate(&operations);
    let store = open(root.path(), engine);
    let processor = processor_time();
    let bulk = per_second(count, ingest_verified(&store, &operations));
    let bulk_each = micros_each(count, processor_time().saturating_sub(processor));
    drop(operations);
    // What a process leaves that is killed: what the operating system has of its files.
    let killed = tempfile::tempdir().unwrap();
    copy(root.path(), killed.path());
    store.close().unwrap();
    drop(store);
    let (journal, index) = (bytes_of(&root.path().join("journal")), bytes_of(&root.path().join("index")));
    row(
        &format!("disk, {engine}"),
        &format!("journal {} + index {} bytes per operation", journal / count, index / count),
        &format!("{} signed bytes", signed_bytes / count),
        (journal + index) as f64 / signed_bytes as f64,
        if engine == EngineKind::Fjall { "T10: at most 2" } else { "T10: at most 3" },
    );
    for (name, path, limit) in [("start, clean", root.path(), 300), ("start, killed", killed.path(), 3000)] {
        let start = Instant::now();
        drop(open(path, engine));
        let (took, limit) = (start.elapsed(), Duration::from_millis(limit));
        let ratio = took.as_secs_f64() / limit.as_secs_f64();
        row(
            &format!("{name}, {engine}"),
            &format!("{took:.0?}"),
            &format!("{limit:?}"),
            ratio,
            "T12: at most 1",
        );
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--engine", engine.word(), "--reopened"]).arg(root.path());
    assert!(child.status().unwrap().success());
    verify(root.path(), engine, count, reference);
    let _ = fs::remove_dir_all(root.path().join("index"));
    let start = (Instant::now(), processor_time());
    let store = open(root.path(), engine);
    let rebuilt = per_second(count, start.0.elapsed());
    let each = micros_each(count, processor_time().saturating_sub(start.1));
    assert_eq!(store.digest(&db()).unwrap().count(), count + 1, "with the grants");
    let name = format!("rebuild, {engine}");
    let target = "T13: at least 0.5";
    row(&name, &rate(rebuilt), &format!("bulk ingest {bulk:.0}/s"), rebuilt / bulk, target);
    let reference = format!("bulk ingest {bulk_each:.1} us of a core");
    row(&name, &format!("{each:.1} us of a core each"), &reference, bulk_each / each, target);
}

/// Opens a store that is there, reads and writes, and says how much memory that took.
pub(crate) fn reopened(root: &Path, engine: EngineKind) {
    let store = open(root, engine);
    let opened = resident();
    let last = store.operations();
    read_rate(&store, last - 1);
    let more: Vec<_> = signed(2000, 100).into_iter().collect();
    fill(&store, &more);
    assert_eq!(store.operations(), last, "what is known is not stored again");
    for (name, used, limit) in [("when opened", opened, 200), ("after reads and writes", resident(), 200)] {
        let name = format!("memory {name}, {engine}");
        row(
            &name,
            &format!("{used} MB"),
            &format!("{limit} MB"),
            used as f64 / limit as f64,
            "T11: at most 1",
        );
    }
}

/// Verifies a store, next to how fast signatures alone are checked on all cores and what that costs of one.
fn verify(root: &Path, engine: EngineKind, count: u64, (alone, alone_each): (f64, f64)) {
    let store = open(root, engine);
    let (before, processor) = (resident(), processor_time());
    let mut highest = before;
    let mut verifier = Verifier::new(&store, VerifySettings::default());
    let report = verifier.run(&mut |_| highest = highest.max(resident()), &AtomicBool::new(false)).unwrap();
    assert!(report.finished && report.is_clean(), "{report:?}");
    let each = micros_each(count, processor_time().saturating_sub(processor));
    let (name, target) = (format!("verify, {engine}"), "T15: at least 0.7");
    let verified = per_second(count, report.took);
    let reference = format!("batch verify on {} cores {alone:.0}/s", cores());
    row(&name, &rate(verified), &reference, verified / alone, target);
    let reference = format!("batch verify {alone_each:.1} us of a core");
    row(&name, &format!("{each:.1} us of a core each"), &reference, alone_each / each, target);
    let name = format!("verify, memory above that of the open store, {engine}");
    let taken = highest - before;
    row(&name, &format!("{taken} MB"), "two segments, 128 MB", taken as f64 / 128.0, "T15: flat");
}
