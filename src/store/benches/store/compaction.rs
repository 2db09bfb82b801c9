//! What compaction takes, of the disk and of those who write meanwhile.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use cyberfly_store::{CompactStep, EngineKind, Options, Store};

use crate::gauge::{all_but, bytes_of};
use crate::table::row;
use crate::work::{TIMED, fill, signed_from, time_each};

/// Writes to every key three times, compacts, and says what that takes: of the disk, and of those who write meanwhile.
pub(crate) fn compaction(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let options = Options { engine, undo_window: Duration::ZERO, ..Options::default() };
    let rate = options.compaction_rate;
    let store = Store::open_with(root.path(), options).unwrap();
    let mut live = 0;
    for round in 0..3 {
        let operations = signed_from(round * count, count, 100, count);
        live = operations.iter().map(|bytes| bytes.len() as u64).sum();
        fill(&store, &operations);
    }
    let alone = time_each(&store, &signed_from(3 * count, TIMED, 100, count));
    let more = signed_from(3 * count + TIMED, TIMED, 100, count);
    let (together, was_idle) = std::thread::scope(|scope| {
        let (stop, stopped) = sync_channel::<()>(0);
        let store = &store;
        let compactor = scope.spawn(move || {
            let mut was_idle = false;
            loop {
                let bytes = match store.compact_step(0, rate / 8).unwrap() {
                    CompactStep::UnderWay { bytes } | CompactStep::Finished { bytes, .. } => bytes,
                    CompactStep::Idle => {
                        was_idle = true;
                        0
                    }
                };
                let pause = Duration::from_millis(1 + bytes * 1000 / rate);
                if !matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                    return was_idle;
                }
            }
        });
        let together = time_each(store, &more);
        drop(stop);
        (together, compactor.join().unwrap())
    });
    for (name, part) in [("p50", 2), ("p99", 100)] {
        let (ours, reference) = (all_but(&together, part), all_but(&alone, part));
        row(
            &format!("write {name} while compacting, {engine}{}", if was_idle { " (in part)" } else { "" }),
            &format!("{ours:.0?}"),
            &format!("alone {reference:.0?}"),
            ours.as_secs_f64() / reference.as_secs_f64(),
            "at most 2",
        );
    }
    let before = bytes_of(&root.path().join("journal"));
    let start = Instant::now();
    while store.compact_step(0, 8 << 20).unwrap() != CompactStep::Idle {}
    let took = start.elapsed();
    let statistics = store.statistics().unwrap();
    store.close().unwrap();
    drop(store);
    let (journal, index) = (bytes_of(&root.path().join("journal")), bytes_of(&root.path().join("index")));
    let freed = before.saturating_sub(journal);
    row(
        &format!("disk after compaction, {engine}"),
        &format!("journal {} + index {} bytes per operation", journal / count, index / count),
        &format!("{} signed bytes", live / count),
        (journal + index) as f64 / live as f64,
        if engine == EngineKind::Fjall { "T10: at most 2" } else { "T10: at most 3" },
    );
    row(
        &format!("compaction at full speed, {engine}"),
        &format!("{:.0} MB freed a second", freed as f64 / 1e6 / took.as_secs_f64()),
        &format!("{statistics:?}"),
        statistics.amplification().unwrap(),
        "",
    );
}
