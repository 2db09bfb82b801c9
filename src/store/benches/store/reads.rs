//! T5: strings read at random, next to what the engine itself reads.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Instant;

use cyberfly_core::cells::{Cells, Path as CellPath};
use cyberfly_store::{EngineKind, Store};

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
            let db = fjall::Database::builder(root.path()).cache_size(48 << 20).open().unwrap();
            let options = || fjall::KeyspaceCreateOptions::default().max_memtable_size(16 << 20);
            let keyspace = db.keyspace("raw", options).unwrap();
            (0..count).map(entry).for_each(|(key, value)| keyspace.insert(key, value).unwrap());
            time(&|key| black_box(keyspace.get(key).unwrap()).is_some())
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
