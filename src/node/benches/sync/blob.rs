//! A large file from one node to another, beside the same bytes on a plain stream of iroh.

use std::time::Instant;

use tokio::runtime::Runtime;

use crate::side::{NODE, PLAIN, Side, TO_DISK};
use crate::{argument, heading, plain, row};

pub(crate) fn run(runtime: &Runtime) {
    let (bytes, times) = (argument("--bytes", 1 << 30), argument("--times", 3));
    let mib = bytes as f64 / f64::from(1 << 20);
    let mut here = Side::start(&[NODE]);
    let mut there = Side::start(&[NODE, "--peer", &here.address]);
    heading();
    let mut operations = 0;
    for _ in 0..times {
        // In turns, so that whatever else the machine does is in both.
        let [plain, written] = [&[PLAIN][..], &[PLAIN, TO_DISK]].map(|how| {
            let mut taker = Side::start(how);
            let rate = mib / runtime.block_on(plain::send(&taker.address, bytes));
            taker.hear();
            rate
        });
        // Each time another file: a byte shorter.
        let size = bytes - operations;
        let hash = here.ask(&format!("keep {size}"));
        let before = [here.ask("calm"), there.ask("calm")];
        let began = Instant::now();
        here.ask(&format!("refer {hash} {size}"));
        operations += 1;
        there.ask(&format!("has {operations}"));
        there.ask(&format!("file {hash}"));
        let rate = mib / began.elapsed().as_secs_f64();
        let target = "at least 0.7";
        row(
            &format!("a file of {mib:.0} MiB, MiB/s"),
            &format!("{rate:.0}"),
            &format!("{plain:.0} a plain stream"),
            rate / plain,
            target,
        );
        row(
            "  of one whose bytes go to a disk",
            &format!("{rate:.0}"),
            &format!("{written:.0}"),
            rate / written,
            "",
        );
        for (name, side, before) in [("sender", &mut here, &before[0]), ("taker", &mut there, &before[1])] {
            let (before, peak) = (before.parse::<f64>().unwrap() / 1024.0, side.takes().peak as f64 / 1024.0);
            let name = format!("its {name}, MiB of memory at most");
            row(&name, &format!("{peak:.0}"), &format!("{before:.0} before"), peak / before, "");
        }
    }
}
