//! One connection per peer, and what goes over it.

use std::net::UdpSocket;

use cyberfly_core::peer::PeerState;

use super::lab::{Node, key};
use crate::{LinkError, Purpose, Reason};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_connect_and_speak_both_ways_over_many_streams() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let (there, here) = (b.connected(&a).await, a.connected(&b).await);
    assert!(there.is_initiator() && !here.is_initiator());
    assert_eq!(there.export_key(b"sync"), here.export_key(b"sync"));
    assert_ne!(there.export_key(b"sync"), there.export_key(b"other"));
    assert!(here.capabilities().has("echo"));
    let streams = (0..20_u8).map(|number| {
        let link = if number % 2 == 0 { there.clone() } else { here.clone() };
        tokio::spawn(async move {
            let (mut send, mut recv) = link.open(Purpose::Live).await.unwrap();
            let frame = vec![number; 100_000];
            for _ in 0..3 {
                send.send(&frame).await.unwrap();
                assert_eq!(recv.next(100_000).await.unwrap().as_ref(), Some(&frame));
            }
            send.finish();
            assert_eq!(recv.next(1).await, Ok(None));
        })
    });
    for stream in streams.collect::<Vec<_>>() {
        stream.await.unwrap();
    }
    assert!(a.network.ping(b.id).await.is_ok());
    let report = a.peer(b.id).unwrap().link.unwrap();
    assert!(!report.path.unwrap().relayed && report.received_bytes > 1_000_000);
    b.network.close().await;
    a.until(|a| a.state(b.id) != Some(PeerState::Active)).await;
    assert_eq!(*a.echo.log.lock().unwrap(), [(b.id, true), (b.id, false)]);
    a.network.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_made_anew_on_request_and_one_that_failed_is_tried_at_once() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let same_key = |link: crate::Link| link.export_key(b"x");
    let before = same_key(b.connected(&a).await);
    assert!(b.network.reconnect(a.id));
    b.until(|b| b.network.link(a.id).map(same_key).is_some_and(|key| key != before)).await;
    assert!(!b.network.reconnect(key(77).public()), "nobody knows that peer");
    // Nobody is there: the pause after the failure is cut short, and what failed before is forgotten.
    a.network.close().await;
    b.until(|b| b.peer(a.id).is_some_and(|peer| peer.failures > 0)).await;
    let since_ms = b.peer(a.id).unwrap().since_ms;
    assert!(b.network.reconnect(a.id));
    b.until(|b| b.peer(a.id).is_some_and(|peer| peer.since_ms > since_ms)).await;
    assert!(b.peer(a.id).unwrap().failures <= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_beyond_the_limit_is_an_error_and_takes_no_memory() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let link = b.connected(&a).await;
    let (mut send, mut recv) = link.open(Purpose::Sync).await.unwrap();
    send.send(&[7; 1_000]).await.unwrap();
    assert_eq!(recv.next(999).await, Err(LinkError::TooLong { limit: 999 }));
    let (mut send, mut recv) = link.open(Purpose::Sync).await.unwrap();
    // A length of four gigabytes and no bytes: the other side breaks off.
    send.write(&u32::MAX.to_be_bytes()).await.unwrap();
    assert_eq!(recv.next(10).await, Err(LinkError::BrokenOff));
    assert!(a.network.ping(b.id).await.is_ok(), "the connection goes on");
}

/// How many links with its one peer a node has heard of that are not over.
fn links_up(node: &Node) -> i32 {
    node.echo.log.lock().unwrap().iter().fold(0, |up, (_, came)| {
        let up = up + if *came { 1 } else { -1 };
        assert!((0..=1).contains(&up), "never two links with one peer");
        up
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_that_dial_each_other_at_once_one_connection_stays() {
    for round in 0..5 {
        let (a, b) = (Node::start(2 * round + 1, |_| {}).await, Node::start(2 * round + 2, |_| {}).await);
        let (to_a, to_b) = (a.network.ticket().peer, b.network.ticket().peer);
        a.network.add(&to_b).unwrap();
        b.network.add(&to_a).unwrap();
        a.connected(&b).await;
        b.connected(&a).await;
        let same = |a: &Node| {
            let mine = a.network.link(b.id).map(|link| link.export_key(b"x"));
            mine.is_some() && mine == b.network.link(a.id).map(|link| link.export_key(b"x"))
        };
        a.until(same).await;
        // Whoever hears of links hears of them a moment after they are there.
        for node in [&a, &b] {
            node.until(|node| links_up(node) == 1).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_was_restarted_is_back_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let a = Node::start(1, |_| {}).await;
    let b = Node::in_folder(2, folder.path(), &[&a]).await;
    b.connected(&a).await;
    b.until(|_| std::fs::read_to_string(folder.path().join("peers")).is_ok_and(|text| !text.is_empty()))
        .await;
    b.network.close().await;
    a.until(|a| a.network.link(b.id).is_none()).await;
    // It was told of nobody: it remembers.
    let b = Node::in_folder(2, folder.path(), &[]).await;
    b.connected(&a).await;
    a.connected(&b).await;
    assert!(b.peer(a.id).unwrap().sources.contains(&cyberfly_core::peer::Source::Remembered));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stops_says_so() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    let link = a.connected(&b).await;
    b.network.close().await;
    assert_eq!(link.closed().await, Reason::Left);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_on_the_port_harms_nobody() {
    let a = Node::start(1, |_| {}).await;
    let at = a.network.listens_at()[0];
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for size in [0, 1, 20, 1_200, 9_000_usize] {
        let mut bytes = vec![0xc3; size];
        getrandom::fill(bytes.get_mut(1..).unwrap_or_default()).unwrap();
        (0..50).for_each(|_| drop(socket.send_to(&bytes, at)));
    }
    let b = Node::with_peers(2, &[&a]).await;
    b.connected(&a).await;
    a.connected(&b).await;
    assert_eq!(a.network.peers().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_not_its_own_peer() {
    let a = Node::start(1, |_| {}).await;
    assert!(a.network.add(&a.network.ticket().peer).is_err());
    assert!(a.network.peers().is_empty());
    assert!(a.network.ping(key(9).public()).await.is_err(), "nor is a stranger there to be asked");
}
