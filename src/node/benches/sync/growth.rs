//! What agreeing takes as sets and their differences grow, each node in a process of its own.

use std::time::Instant;

use cyberfly_node::now_ms;

use crate::house::operation;
use crate::numbers;
use crate::side::{NODE, Side, Takes};

/// Keys of what only one side has begin here.
const APART: u64 = 1 << 40;

/// Two nodes that hold the same.
struct Pair {
    here: Side,
    there: Side,
    /// How many operations both have.
    operations: u64,
    /// How many of those were never a difference.
    common: u64,
    /// The stamp of the first.
    from_ms: u64,
}

pub(crate) fn run() {
    let sizes = numbers("--sizes", &[1_000, 10_000, 100_000]);
    let differences = numbers("--differences", &[10, 100, 1_000, 10_000]);
    let here = Side::start(&[NODE]);
    let there = Side::start(&[NODE, "--peer", &here.address]);
    let longest = sizes.iter().max().copied().unwrap_or_default();
    let mut pair = Pair { here, there, operations: 0, common: 0, from_ms: now_ms() - 2 * longest };
    // Not in the form of rows with a ratio: there is nothing to hold these to but each other.
    println!(
        "\n{:>10} {:>11} {:>8} {:>10} {:>6} {:>9} {:>6}   memory, MiB: before, at most   there",
        "operations", "differences", "seconds", "KiB", "times", "bytes", "rounds"
    );
    println!("{:>10} {:>11} {:>8} {:>10} {:>6} {:>9}", "", "scattered", "", "on wire", "theirs", "each");
    for size in sizes {
        pair.grow(size);
        for count in differences.iter().copied().filter(|count| *count <= size) {
            pair.differ(size, count);
        }
    }
}

impl Pair {
    fn both(&mut self, line: &str) {
        self.here.tell(line);
        self.there.tell(line);
        self.here.hear();
        self.there.hear();
    }

    /// Has so many operations on both sides that neither got from the other.
    fn grow(&mut self, size: u64) {
        self.there.ask("leave");
        let more = size.saturating_sub(self.common);
        let line = format!("add {} {more} {} {more}", self.common, self.from_ms + self.common);
        if more > 0 {
            self.both(&line);
        }
        (self.operations, self.common) = (self.operations + more, self.common + more);
        self.there.ask("join");
        self.both(&format!("has {}", self.operations));
    }

    /// Has each side get half of so many operations more while they are apart, and says what it takes until they agree.
    fn differ(&mut self, size: u64, count: u64) {
        self.there.ask("leave");
        let half = count / 2;
        for (nth, side) in (0..).zip([&mut self.here, &mut self.there]) {
            let first = APART + self.operations + nth * half;
            // Between those that are there, the one side's a little behind the other's.
            let line = format!("add {first} {half} {} {}", self.from_ms + nth, size - nth);
            side.ask(&line);
        }
        self.operations += 2 * half;
        let before = [self.here.ask("calm"), self.there.ask("calm")];
        let began = Instant::now();
        self.there.ask("join");
        self.both(&format!("has {}", self.operations));
        let seconds = began.elapsed().as_secs_f64();
        self.both("over");
        let takes = [self.here.takes(), self.there.takes()];
        assert_eq!(self.here.ask("digest"), self.there.ask("digest"));
        let wire: u64 = takes.iter().map(|side| side.sent).sum();
        let theirs = operation(APART, self.from_ms).len() as u64 * count;
        let rounds = takes.iter().map(|side| side.rounds).max().unwrap_or_default();
        let memory = |before: &str, takes: &Takes| {
            format!("{:.0}, {:.0}", before.parse::<f64>().unwrap() / 1024.0, takes.peak as f64 / 1024.0)
        };
        println!(
            "{size:>10} {count:>11} {seconds:>8.3} {:>10.1} {:>6.2} {:>9.0} {rounds:>6}   {:>28}   {}",
            wire as f64 / 1024.0,
            wire as f64 / theirs as f64,
            wire as f64 / count as f64,
            memory(&before[0], &takes[0]),
            memory(&before[1], &takes[1]),
        );
    }
}
