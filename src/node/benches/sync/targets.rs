//! The targets T6 to T9, and thirty nodes, in one process.

use std::time::{Duration, Instant};

use cyberfly_node::now_ms;
use cyberfly_protocol::{Door, SyncNow};
use tokio::runtime::Runtime;

use crate::house::{House, house, operation, until};
use crate::{argument, heading, row};

pub(crate) fn run(runtime: &Runtime) {
    let (operations, nodes) = (argument("--operations", 100_000), argument("--nodes", 30));
    let now = now_ms();
    heading();

    let one = house(runtime, &[]);
    let all: Vec<Vec<u8>> = (0..operations).map(|n| operation(n, now - operations + n)).collect();
    let bytes: u64 = all.iter().map(|bytes| bytes.len() as u64).sum();
    let began = Instant::now();
    for many in all.chunks(1_000) {
        runtime.block_on(one.node.submit_many(many.to_vec())).unwrap();
    }
    let here = operations as f64 / began.elapsed().as_secs_f64();

    let began = Instant::now();
    let other = house(runtime, &[one.address(runtime)]);
    until(|| other.operations(runtime) == operations);
    let rate = operations as f64 / began.elapsed().as_secs_f64();
    row(
        "T6 first sync, operations a second",
        &format!("{rate:.0}"),
        &format!("{here:.0} handed in here"),
        rate / here,
        "32,700 a second",
    );
    let sent = (one.sent() + other.sent()) as f64;
    row(
        "T6 bytes on the wire",
        &format!("{sent:.0}"),
        &format!("{bytes} of operations"),
        sent / bytes as f64,
        "at most 1.3",
    );

    let peer = one.node.id();
    let now_with = || {
        let began = Instant::now();
        runtime.block_on(other.node.sync_now(SyncNow { peer, db: None })).unwrap();
        began.elapsed()
    };
    now_with();
    let before = one.sent() + other.sent();
    let mut took: Vec<Duration> = (0..20).map(|_| now_with()).collect();
    took.sort_unstable();
    let each = (one.sent() + other.sent() - before) / 20;
    let rtt = runtime.block_on(async {
        other
            .node
            .peers()
            .peers
            .first()
            .and_then(|peer| peer.connection.as_ref()?.rtt_seconds)
            .unwrap_or(f64::NAN)
    });
    let middle = took[10].as_secs_f64() * 1e3;
    row(
        "T8 equal sets, ms (p50)",
        &format!("{middle:.2}"),
        &format!("{rtt:.2} round trip"),
        middle / rtt,
        "at most 10 ms",
    );
    row(
        "T8 equal sets, bytes with all of QUIC",
        &format!("{each}"),
        "1,024",
        each as f64 / 1024.0,
        "at most 1",
    );

    let mut live: Vec<Duration> = (0..500)
        .map(|n| {
            let number = operations + n;
            runtime.block_on(one.node.submit(operation(number, now_ms()))).unwrap();
            until(|| other.has(runtime, &format!("key{number}")))
        })
        .collect();
    live.sort_unstable();
    let ms = |n: usize| live[n].as_secs_f64() * 1e3;
    row(
        "T9 live, ms from receipt to visible (p50)",
        &format!("{:.3}", ms(250)),
        &format!("{rtt:.2} round trip"),
        ms(250) / rtt,
        "at most 1 ms",
    );
    row(
        "T9 live, ms from receipt to visible (p99)",
        &format!("{:.3}", ms(495)),
        &format!("{rtt:.2} round trip"),
        ms(495) / rtt,
        "at most 5 ms",
    );

    for (name, spread) in [("scattered", operations), ("recent", 1_000)] {
        let differ = |round: u64| {
            let wanted = one.operations(runtime) + 1_000;
            assert_eq!(one.operations(runtime), other.operations(runtime));
            runtime.block_on(other.node.leave());
            for n in 0..1_000_u64 {
                let house = if n % 2 == 0 { &one } else { &other };
                let key = 10_000_000 + spread * 1_000 + round * 1_000 + n;
                let at = now - operations + n * spread / 1_000;
                let ms = if spread == operations { at } else { now + n };
                runtime.block_on(house.node.submit(operation(key, ms.min(now_ms())))).unwrap();
            }
            let began = Instant::now();
            runtime.block_on(other.node.join()).unwrap();
            until(|| other.operations(runtime) == wanted && one.operations(runtime) == wanted);
            let took = began.elapsed().as_secs_f64();
            assert_eq!(one.digest(runtime), other.digest(runtime));
            took
        };
        // One alone says little: the disk and whatever else runs may have it take twice as long.
        let mut took: Vec<f64> = (0..7).map(differ).collect();
        took.sort_unstable_by(f64::total_cmp);
        row(
            &format!("T7 1,000 {name} differences, s with connecting"),
            &format!("{:.3}", took[3]),
            &format!("{:.3} to {:.3} in 7", took[0], took[6]),
            took[3] / 0.15,
            "at most 0.15 s",
        );
    }
    drop((one, other));

    let mut houses: Vec<House> = Vec::new();
    for _ in 0..nodes {
        let peers: Vec<String> = houses.iter().map(|house| house.address(runtime)).collect();
        houses.push(house(runtime, &peers));
    }
    let active =
        |house: &House| house.node.peers().peers.iter().filter(|peer| peer.state == "active").count() as u64;
    until(|| houses.iter().all(|house| active(house) == nodes - 1));
    let write = |n: u64| {
        let key = 50_000_000 + n;
        runtime.block_on(houses[0].node.submit(operation(key, now_ms()))).unwrap();
        until(|| houses.iter().all(|house| house.has(runtime, &format!("key{key}"))))
    };
    for n in 0..50 {
        write(n);
    }
    let before: u64 = houses.iter().map(House::sent).sum();
    let began = Instant::now();
    let mut took: Vec<Duration> = (100..200).map(write).collect();
    took.sort_unstable();
    let sent = houses.iter().map(House::sent).sum::<u64>() - before;
    let each = sent as f64 / (100 * nodes) as f64;
    let one = operation(1, now).len() as f64;
    row(
        &format!("{nodes} nodes: bytes per write and node"),
        &format!("{each:.0}"),
        &format!("{one:.0} an operation"),
        each / one,
        "",
    );
    row(
        &format!("{nodes} nodes: ms until all have it (p50)"),
        &format!("{:.1}", took[50].as_secs_f64() * 1e3),
        &format!("in {:.1} s", began.elapsed().as_secs_f64()),
        1.0,
        "",
    );
}
