//! What an append costs beside the sync it cannot do without. To be run alone, in release, on a disk that is one:
//! `cargo test --release -p cyberfly-store -- --ignored latency`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::tests::ops;
use super::*;
use crate::disk::RealDisk;

const ROUNDS: usize = 1000;

/// The median and the 99th percentile.
fn percentiles(mut times: Vec<Duration>) -> [Duration; 2] {
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn journal(folder: &std::path::Path, reserve: u32) -> Journal {
    std::fs::create_dir_all(folder).unwrap();
    let settings = Settings { reserve, ..(&Options::default()).into() };
    let segments = Arc::new(Segments::new(Arc::new(RealDisk::new(folder))));
    Journal::open(&segments, settings, None, &mut |_| Ok(())).unwrap()
}

#[test]
#[ignore = "measures the disk"]
fn latency_of_one_record_is_that_of_one_sync() {
    let temp = tempfile::tempdir_in(".").unwrap();
    let operations = ops(0, ROUNDS as u64);
    let length = operations[ROUNDS - 1].bytes().len();
    let bare = File::create(temp.path().join("bare")).unwrap();
    let mut plain = journal(&temp.path().join("plain"), 0);
    let mut ahead = journal(&temp.path().join("ahead"), RESERVE);
    let mut times = [const { Vec::new() }; 3];
    for (round, op) in operations.iter().enumerate() {
        let mut timed = |which: usize, work: &mut dyn FnMut()| {
            let start = Instant::now();
            work();
            times[which].push(start.elapsed());
        };
        // Each goes first as often as the others.
        for turn in 0..3 {
            match (round + turn) % 3 {
                0 => timed(0, &mut || {
                    bare.write_all_at(op.bytes(), (round * length) as u64).unwrap();
                    bare.sync_data().unwrap();
                }),
                1 => timed(1, &mut || drop(plain.append(&[op], Instant::now()).unwrap())),
                _ => timed(2, &mut || drop(ahead.append(&[op], Instant::now()).unwrap())),
            }
        }
    }
    let [bare, plain, ahead] = times.map(percentiles);
    let told =
        format!("p50 and p99: bare {bare:?}, append {plain:?}, append with space taken ahead {ahead:?}");
    assert!(ahead[0] <= bare[0] * 3 / 2 && ahead[1] <= bare[1] * 3, "{told}");
}
