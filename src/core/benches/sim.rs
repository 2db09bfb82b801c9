//! Many simulations, one per seed: `cargo bench -p cyberfly-core --bench sim -- --seeds 10000 --from 0`.
//!
//! Ends at the first seed that fails, prints how to replay it, and exits with 1. Without `--bench`, as `cargo test`
//! runs it, a few seeds are tried.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "what was measured is what this is for")]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use cyberfly_core::sim::{Failure, Plan, Report, run};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, otherwise: u64| -> Option<u64> {
        match args.iter().position(|arg| arg == name) {
            Some(at) => args.get(at + 1)?.parse().ok(),
            None => Some(otherwise),
        }
    };
    let few = if args.iter().any(|arg| arg == "--bench") { 1_000 } else { 3 };
    let (Some(seeds), Some(from)) = (number("--seeds", few), number("--from", 0)) else {
        eprintln!("usage: [--seeds <number>] [--from <seed>]");
        return ExitCode::from(2);
    };
    let begun = Instant::now();
    match run_all(from, seeds) {
        Ok(total) => {
            let seconds = begun.elapsed().as_secs_f64();
            println!("{seeds} seeds from {from} in {seconds:.1} s: every promise held");
            println!("{total:?}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the seeds on all cores. The failure of the smallest failing seed that was met is the one that counts.
fn run_all(from: u64, seeds: u64) -> Result<Report, Box<Failure>> {
    let next = AtomicU64::new(from);
    let end = from.saturating_add(seeds);
    let work = || -> Result<Report, Box<Failure>> {
        let mut total = Report::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return Ok(total);
            }
            let report = run(seed, Plan::default()).inspect_err(|_| next.store(end, Ordering::Relaxed));
            total.add(&report.map_err(Box::new)?);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut total = Report::default();
    let mut failed: Option<Box<Failure>> = None;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for outcome in threads.into_iter().filter_map(|thread| thread.join().ok()) {
            match outcome {
                Ok(report) => total.add(&report),
                Err(failure) if failed.as_ref().is_none_or(|known| failure.seed < known.seed) => {
                    failed = Some(failure);
                }
                Err(_) => {}
            }
        }
    });
    failed.map_or(Ok(total), Err)
}
