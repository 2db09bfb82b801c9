//! How nodes learn of each other.

use std::io::Write;

use cyberfly_core::peer::Source;

use super::lab::{Node, key, settings};
use crate::{BindError, Network};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_learn_of_each_other_through_a_third_and_see_the_whole_network() {
    let a = Node::start(1, |settings| settings.exchange = true).await;
    let to_a = a.network.ticket().peer;
    let with_a = |settings: &mut crate::Settings| {
        settings.exchange = true;
        settings.peers = vec![to_a.clone()];
    };
    let (b, c) = (Node::start(2, with_a).await, Node::start(3, with_a).await);
    b.connected(&c).await;
    let told = b.peer(c.id).unwrap().sources;
    assert!(told.contains(&Source::Exchange) || told.contains(&Source::Incoming), "{told:?}");
    for node in [&a, &b, &c] {
        node.until(|node| {
            let topology = node.network.topology();
            topology.nodes.len() == 3
                && topology.links.len() == 3
                && topology.links.values().filter(|own| **own).count() == 2
        })
        .await;
    }
    // The middle one goes; the others stay connected.
    a.network.close().await;
    b.until(|b| b.network.link(a.id).is_none()).await;
    assert!(b.network.link(c.id).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_exchange_nobody_is_told_of() {
    let a = Node::start(1, |_| {}).await;
    let (b, c) = (Node::with_peers(2, &[&a]).await, Node::with_peers(3, &[&a]).await);
    a.connected(&b).await;
    a.connected(&c).await;
    assert!(a.network.ping(b.id).await.is_ok() && a.network.ping(c.id).await.is_ok());
    assert_eq!((b.network.peers().len(), b.network.topology().nodes.len()), (1, 2));
}

fn write(path: &std::path::Path, text: &str) {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.persist(path).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_peers_is_followed_while_the_node_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peers.txt");
    let (a, b) = (Node::start(1, |_| {}).await, Node::start(2, |_| {}).await);
    write(&path, &format!("{}\n", a.network.ticket()));
    let c = Node::start(3, |settings| settings.peers_file = Some(path.clone())).await;
    c.connected(&a).await;
    assert_eq!(c.peer(a.id).unwrap().sources, [Source::File]);
    write(&path, &format!("nonsense {}\n", "x".repeat(50)));
    write(
        &path,
        &format!("# only the other one now\n{}@{} # as an address\n", b.id, b.network.listens_at()[0]),
    );
    c.connected(&b).await;
    // It may come back by itself, but not by the file.
    c.until(|c| c.peer(a.id).is_none_or(|peer| !peer.sources.contains(&Source::File))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_dials_again_with_patience_and_gives_the_reason_meanwhile() {
    // Somebody else has the port: nobody answers there.
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = format!("{}@{}", key(9).public(), nobody.local_addr().unwrap());
    let a = Node::start(1, |settings| settings.peers = vec![at.parse().unwrap()]).await;
    a.until(|a| a.peer(key(9).public()).unwrap().failures > 0).await;
    let report = a.peer(key(9).public()).unwrap();
    assert!(report.reason.is_some() && report.link.is_none(), "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_reached_ranks_before_who_was_not_and_both_show_why() {
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let lost = key(9).public();
    let at = format!("{lost}@{}", nobody.local_addr().unwrap());
    let b = Node::start(2, |_| {}).await;
    let to_b = b.network.ticket().peer;
    let a = Node::start(1, |settings| settings.peers = vec![at.parse().unwrap(), to_b]).await;
    a.connected(&b).await;
    a.until(|a| a.peer(lost).unwrap().failures > 0 && a.peer(b.id).unwrap().rtt.is_some()).await;
    let (there, lost) = (a.peer(b.id).unwrap(), a.peer(lost).unwrap());
    assert_eq!((there.rank, there.reached), (1, Some(1.0)));
    assert_eq!((lost.rank, lost.reached, lost.rtt), (2, Some(0.0), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_beyond_the_reach_is_not_dialled_and_said_so() {
    let beyond = format!("{}@192.0.2.7:7421", key(9).public());
    let a = Node::start(1, |settings| settings.peers = vec![beyond.parse().unwrap()]).await;
    a.until(|a| a.peer(key(9).public()).unwrap().reason.is_some()).await;
    let reason = a.peer(key(9).public()).unwrap().reason.unwrap().to_string();
    assert!(reason.contains("beyond the reach"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_in_use_and_an_address_beyond_the_reach_are_told_apart() {
    let a = Node::start(1, |_| {}).await;
    let bind = |at: std::net::SocketAddr| async move {
        let settings = crate::Settings { listen: vec![at], ..settings() };
        let protocols = std::sync::Arc::new(super::lab::Echo::default());
        Network::start(settings, &key(2), protocols).await.map(drop)
    };
    assert!(matches!(bind(a.network.listens_at()[0]).await, Err(BindError::Address { .. })));
    assert!(matches!(bind("0.0.0.0:0".parse().unwrap()).await, Err(BindError::BeyondReach(_))));
}
