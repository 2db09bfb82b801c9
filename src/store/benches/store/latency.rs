//! T3: how long one who writes waits for one durable write, next to one `fdatasync`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_store::EngineKind;

use crate::gauge::all_but;
use crate::table::row;
use crate::work::{TIMED, open, signed_from, time_each};

/// How long it takes to write as many bytes over what is in a file and wait for the disk, ascending.
fn syncs(folder: &Path, bytes: &[u8]) -> Vec<Duration> {
    let file = File::create(folder.join("alone")).unwrap();
    file.write_all_at(&vec![1; 1 << 20], 0).unwrap();
    file.sync_all().unwrap();
    let time = |turn: u64| {
        let start = Instant::now();
        file.write_all_at(bytes, turn * bytes.len() as u64 % (1 << 19)).unwrap();
        file.sync_data().unwrap();
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..TIMED / 8).map(time).collect();
    times.sort_unstable();
    times
}

/// Takes turns with the reference, so that a busy disk slows both.
pub(crate) fn latency(engine: EngineKind) {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    let operations = signed_from(0, TIMED, 200, u64::MAX);
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    for part in operations.chunks(operations.len() / 8) {
        ours.extend(time_each(&store, part));
        alone.extend(syncs(root.path(), &part[0]));
    }
    ours.sort_unstable();
    alone.sort_unstable();
    for (name, part, target) in [("p50", 2, "T3: at most 1.5"), ("p99", 100, "T3: at most 3")] {
        let (ours, alone) = (all_but(&ours, part), all_but(&alone, part));
        let name = format!("one durable write {name}, {engine}");
        let ratio = ours.as_secs_f64() / alone.as_secs_f64();
        row(&name, &format!("{ours:.0?}"), &format!("one fdatasync {alone:.0?}"), ratio, target);
    }
}
