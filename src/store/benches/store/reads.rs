//! T5: strings read at random, next to what the engine itself reads.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use cyberfly_core::cells::{Cells, Path as CellPath};
use cyberfly_store::{EngineKind, Store};
use lsm_tree::AbstractTree;

use crate::gauge::{per_second, rate};
use crate::table::row;
use crate::work::{db, fill, key, open, scattered, signed};

/// How many reads are timed.
pub(crate) const READS: u64 = 200_000;

pub(crate) fn raw_get_rate(engine: EngineKind, count: u64) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let entry = |index: u64| (key(index).as_str().as_bytes().to_vec(), vec![7; 280]);
    let order = (0..READS).map(|index| key(scattered(index) % count)).collect::<Vec<_>>();
    let time = |get: &dyn Fn(&[u8]) -> bool| {
        let start = Instant::now();
        assert!(order.iter().all(|key| get(key.as_str().as_bytes())));
        per_second(READS, start.elapsed())
    };
    match engine {
        EngineKind::Sled => {
            let db = sled::Config::new().path(root.path()).cache_capacity(32 << 20).open().unwrap();
            (0..count).map(entry).for_each(|(key, value)| drop(db.insert(key, value).unwrap()));
            time(&|key| black_box(db.get(key).unwrap()).is_some())
        }
        EngineKind::Fjall => {
            let config = lsm_tree::Config::new(root.path(), Default::default(), Default::default());
            let tree =
                config.use_cache(Arc::new(lsm_tree::Cache::with_capacity_bytes(48 << 20))).open().unwrap();
            for (number, (key, value)) in (0..).zip((0..count).map(entry)) {
                if tree.insert(key, value, number).1 > 16 << 20 {
                    tree.rotate_memtable();
                    tree.flush(&tree.get_flush_lock(), number).unwrap();
                    tree.compact(Arc::new(lsm_tree::compaction::Leveled::default()), number).unwrap();
                }
            }
            time(&|key| black_box(tree.get(key, lsm_tree::SeqNo::MAX).unwrap()).is_some())
        }
        EngineKind::Memory => {
            let map: std::collections::BTreeMap<_, _> = (0..count).map(entry).collect();
            time(&|key| black_box(map.get(key).cloned()).is_some())
        }
    }
}

pub(crate) fn read_rate(store: &Store, count: u64) -> f64 {
    let order = (0..READS).map(|index| key(scattered(index) % count)).collect::<Vec<_>>();
    let cells = store.cells(&db()).unwrap().unwrap();
    let start = Instant::now();
    for key in &order {
        let mut found = None;
        let only = CellPath::of_key(key).only();
        cells
            .visit(&only, &mut |cell| {
                found = Some(cell.clone());
                ControlFlow::Break(())
            })
            .unwrap();
        black_box(cells.body(&found.unwrap()).unwrap());
    }
    per_second(READS, start.elapsed())
}

pub(crate) fn reads(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    fill(&store, &signed(count, 200));
    let (ours, reference) = (read_rate(&store, count), raw_get_rate(engine, count));
    let reference_text = format!("{engine} get {reference:.0}/s");
    row(&format!("reads, {engine}"), &rate(ours), &reference_text, ours / reference, "T5: at least 0.7");
}
