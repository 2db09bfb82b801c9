//! How fast a store is verified, next to checking the same signatures alone.
//!
//! `cargo bench -p cyberfly-store --bench verify [operations]`. The signatures are checked in batches of 256 by one
//! thread, times the number of cores, and by as many threads as there are cores; then the store is verified. All three
//! are measured in turns and the medians compared, so that a busy machine slows all of them.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cyberfly_core::signature::KnownKeys;
use cyberfly_core::{Claimed, DbName, Draft, Key, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{Durability, GROUP_LIMIT, Options, Store, Verifier, VerifySettings};

const OPERATIONS: u64 = 200_000;
const OPERATION_BYTES: usize = 200;
const ROUNDS: usize = 5;
/// So many signatures are checked in one round of the comparison.
const SAMPLE: usize = 20_480;

fn operation(secret: &SecretKey, db: &DbName, number: u64) -> Operation {
    let sign = |value: usize| {
        let write = Write::string(Key::new(format!("key {number:09}")).unwrap(), vec![7; value]);
        let stamp = Stamp::at_millis(1_800_000_000_000 + number);
        Draft { db: db.clone(), stamp, writes: vec![write], expires: None, device: None }
            .sign(secret)
            .unwrap()
    };
    let empty = sign(0).bytes().len();
    sign(OPERATION_BYTES.saturating_sub(empty + 1).max(1))
}

/// How many signatures are checked in a second.
fn check(claims: &[Claimed]) -> f64 {
    let batches: Vec<Vec<Claimed>> = claims.chunks(256).map(<[Claimed]>::to_vec).collect();
    let begun = Instant::now();
    let mut known = KnownKeys::new();
    for batch in batches {
        assert!(Claimed::verify_all(batch, &mut known, &[7; 32]).iter().all(Result::is_ok));
    }
    claims.len() as f64 / begun.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let count = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(OPERATIONS);
    let cores = std::thread::available_parallelism().unwrap().get();
    let secret = SecretKey::from_seed(&[1; 32]);
    let db = DbName::new("bench", secret.public()).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let options = Options {
        durability: Durability::Interval(std::time::Duration::from_secs(60)),
        ..Options::default()
    };
    let store = Store::open_with(temp.path(), options).unwrap();
    let mut sample = Vec::new();
    for first in (0..count).step_by(GROUP_LIMIT) {
        let last = count.min(first + GROUP_LIMIT as u64);
        let group: Vec<_> = (first..last).map(|number| operation(&secret, &db, number)).collect();
        store.commit(&group).unwrap();
        let wanted = SAMPLE.saturating_sub(sample.len());
        sample.extend(group.iter().take(wanted).map(|op| Claimed::decode(op.bytes()).unwrap()));
    }
    println!("{count} operations of {} bytes, {cores} cores", sample[0].bytes().len());
    let (mut alone, mut together, mut verified) = (Vec::new(), Vec::new(), Vec::new());
    let before = memory();
    let mut highest = before;
    for _ in 0..ROUNDS {
        alone.push(check(&sample));
        let all: f64 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| check(&sample))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        together.push(all);
        let mut verifier = Verifier::new(&store, VerifySettings::default());
        let mut parts = Vec::new();
        let begun = Instant::now();
        let mut progress = |milestone: cyberfly_store::Milestone| {
            highest = highest.max(memory());
            parts.push((milestone.phase, begun.elapsed()));
        };
        let report = verifier.run(&mut progress, &AtomicBool::new(false)).unwrap();
        assert!(report.finished && report.is_clean() && report.operations == count, "{report:?}");
        verified.push(count as f64 / report.took.as_secs_f64());
        parts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 = if same { next.1 } else { kept.1 };
            same
        });
        println!("  parts, each ended after: {parts:.2?}");
    }
    let (alone, together, verified) = (median(alone), median(together), median(verified));
    let cores = cores as f64;
    println!("signatures alone, one thread times cores: {:.0} a second", alone * cores);
    println!("signatures alone, all cores at once:      {together:.0} a second");
    println!("verify:                                   {verified:.0} a second");
    println!(
        "ratio to one thread times cores {:.2}, to all cores {:.2}",
        verified / (alone * cores),
        verified / together
    );
    println!("memory before {before} MB, highest {highest} MB");
}
