//! Nodes that agree, over QUIC on loopback: `scripts/bench sync [NAME] [ARGUMENT...]`. Without a name, all.
//!
//! - `targets`: T6 to T9, and many nodes, in one process. `--operations N` (100,000), `--nodes N` (30).
//! - `growth`: time, bytes, rounds and the memory of both sides as sets and their differences grow by ten, each node in a
//!   process of its own. `--sizes N,N` (1,000 to 100,000), `--differences N,N` (10 to 10,000).
//! - `blob`: a large file beside the same bytes on a plain stream of iroh, each side in a process of its own. `--bytes N`
//!   (1 GiB), `--times N` (3).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a benchmark prints, and ends with a fault; ratios need not be exact"
)]

mod blob;
mod growth;
mod house;
mod plain;
mod side;
mod targets;

use std::str::FromStr;

use tokio::runtime::Runtime;

fn row(name: &str, ours: &str, reference: &str, ratio: f64, target: &str) {
    println!("{name:<44} | {ours:>14} | {reference:>24} | {ratio:>7.2} | {target}");
}

fn heading() {
    println!("{:<44} | {:>14} | {:>24} | {:>7} | target", "name", "ours", "reference", "ratio");
}

/// What stands behind the name of an argument.
fn text(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

fn argument(name: &str, default: u64) -> u64 {
    text(name).map_or(default, |value| value.parse().unwrap())
}

/// Numbers with commas between them.
fn numbers(name: &str, default: &[u64]) -> Vec<u64> {
    let read = |text: String| text.split(',').map(|number| u64::from_str(number).unwrap()).collect();
    text(name).map_or(default.to_vec(), read)
}

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let runtime = Runtime::new().unwrap();
    if std::env::args().any(|argument| argument == side::NODE) {
        return side::obey(&runtime);
    }
    if std::env::args().any(|argument| argument == side::PLAIN) {
        return runtime.block_on(plain::take(std::env::args().any(|argument| argument == side::TO_DISK)));
    }
    let name = std::env::args().nth(1).filter(|name| !name.starts_with("--"));
    let is_wanted = |part: &str| name.as_deref().is_none_or(|name| name == part);
    if is_wanted("targets") {
        targets::run(&runtime);
    }
    if is_wanted("growth") {
        growth::run();
    }
    if is_wanted("blob") {
        blob::run(&runtime);
    }
}
