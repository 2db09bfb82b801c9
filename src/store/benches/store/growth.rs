//! T19: what a write and a read cost when the store has grown, next to what they cost at a tenth of `--operations` and
//! never at more than 100,000.

use cyberfly_store::EngineKind;

use crate::gauge::{micros_each, per_second, rate};
use crate::reads::read_rate;
use crate::table::row;
use crate::work::{fill, open, signed_from};

pub(crate) fn growth(engine: EngineKind, count: u64) {
    let small = (count / 10).min(100_000);
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    let step = |from: u64| fill(&store, &signed_from(from, small, 100, u64::MAX));
    let first = step(0);
    let first_reads = read_rate(&store, small);
    let mut last = first;
    for from in (small..count).step_by(usize::try_from(small).unwrap()) {
        last = step(from);
    }
    let last_reads = read_rate(&store, count.next_multiple_of(small));
    let name = |what: &str| format!("{what} at {count}, {engine}");
    let target = "T19: at least 0.7";
    let (ours, reference) = (per_second(small, last.0), per_second(small, first.0));
    row(&name("writes"), &rate(ours), &format!("at {small} {reference:.0}/s"), ours / reference, target);
    let (ours, reference) = (micros_each(small, last.1), micros_each(small, first.1));
    let (ours_text, text) =
        (format!("{ours:.1} us of a core"), format!("at {small} {reference:.1} us of a core"));
    row(&name("writes"), &ours_text, &text, reference / ours, target);
    let (text, reference) = (rate(last_reads), format!("at {small} {first_reads:.0}/s"));
    row(&name("reads"), &text, &reference, last_reads / first_reads, target);
}
