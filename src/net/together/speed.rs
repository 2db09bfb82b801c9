//! Limits on bandwidth.
#![expect(clippy::print_stdout, reason = "ratios are printed")]

use std::time::Instant;

use super::lab::Node;
use crate::{Bandwidth, Changeable, Link, Priority, Purpose};

/// Sends so much as bulk and waits until it has come back; returns bytes a second.
async fn rate(link: &Link, bytes: usize) -> f64 {
    let (mut send, mut recv) = link.open(Purpose::Sync).await.unwrap();
    let begun = Instant::now();
    let sending = tokio::spawn(async move {
        for _ in 0..bytes / 50_000 {
            send.send(&[5; 50_000]).await.unwrap();
        }
        send.finish();
    });
    let mut came = 0;
    while let Some(frame) = recv.next(50_000).await.unwrap() {
        came += frame.len();
    }
    sending.await.unwrap();
    assert_eq!(came, bytes);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let bytes = bytes as f64;
    bytes / begun.elapsed().as_secs_f64()
}

fn limits(change: impl FnOnce(&mut Bandwidth)) -> Changeable {
    let mut bandwidth = Bandwidth::default();
    change(&mut bandwidth);
    Changeable { bandwidth, ..Changeable::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_holds_at_once_in_either_direction_and_is_never_exceeded() {
    const LIMIT: u64 = 2_000_000;
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let link = b.connected(&a).await;
    let free = rate(&link, 4_000_000).await;
    for (what, limits) in [
        ("up", limits(|limits| limits.up = LIMIT)),
        ("down", limits(|limits| limits.down = LIMIT)),
        ("up to one peer", limits(|limits| limits.up_per_peer = LIMIT)),
        ("down from one peer", limits(|limits| limits.down_per_peer = LIMIT)),
    ] {
        b.network.reconfigure(limits);
        let limited = rate(&link, 1_500_000).await;
        let share = limited / 2_000_000.0;
        println!("{what}: {share:.3} of the limit, {:.1} times slower than without", free / limited);
        // What a pause leaves may go at once: a twentieth of a second, in either direction.
        assert!(share < 1.1, "{what}: {share}");
    }
    b.network.reconfigure(Changeable::default());
    rate(&link, 4_000_000).await;
}

/// By hand: a machine with something else to do is slower.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures time"]
async fn a_limit_is_kept_within_a_tenth() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let link = b.connected(&a).await;
    for limit in [1_000_000_u32, 5_000_000, 20_000_000] {
        for (what, limits) in [
            ("up", limits(|limits| limits.up = limit.into())),
            ("down", limits(|limits| limits.down = limit.into())),
        ] {
            b.network.reconfigure(limits);
            let share = rate(&link, limit as usize / 50_000 * 50_000 * 5).await / f64::from(limit);
            println!("{what} {limit}: {share:.3} of the limit");
            assert!((0.9..1.1).contains(&share), "{what} {limit}: {share}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_urgent_overtakes_bulk_under_a_limit() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::start(2, |settings| {
        settings.peers = vec![a.network.ticket().peer];
        settings.changeable = limits(|limits| limits.up = 1_000_000);
    })
    .await;
    let link = b.connected(&a).await;
    let (mut bulk, _bulk) = link.open(Purpose::Sync).await.unwrap();
    let bulk = tokio::spawn(async move {
        // Three seconds of it; broken off at the end of the test.
        for _ in 0..60 {
            bulk.send(&[1; 50_000]).await.unwrap();
        }
    });
    let (mut live, mut back) = link.open(Purpose::Live).await.unwrap();
    live.priority(Priority::Live);
    for _ in 0..10 {
        live.send(&[2; 1_000]).await.unwrap();
        assert_eq!(back.next(1_000).await.unwrap().map(|frame| frame.len()), Some(1_000));
    }
    assert!(!bulk.is_finished(), "the urgent ones came through while bulk was still waiting");
    bulk.abort();
}
