//! Who is not let in, and who hears why.

use cyberfly_core::certificate::Certificate;
use cyberfly_core::peer::PeerState;
use cyberfly_core::{ErrorCode, Refused};

use super::lab::{Node, key};
use crate::{Changeable, Reason, Settings};

fn refusal(reason: Option<Reason>) -> (ErrorCode, String) {
    match reason {
        Some(Reason::Refused(refused) | Reason::RefusedByPeer(refused)) => {
            (refused.code(), refused.to_string())
        }
        other => panic!("{other:?}"),
    }
}

/// Starts two nodes, one of them changed, and returns the one reason that both give.
async fn both_say(one: impl FnOnce(&mut Settings), other: impl FnOnce(&mut Settings)) -> (ErrorCode, String) {
    let a = Node::start(1, one).await;
    let to_a = a.network.ticket().peer;
    let b = Node::start(2, other).await;
    b.network.add(&to_a).unwrap();
    b.until(|b| b.state(a.id) == Some(PeerState::Refused)).await;
    a.until(|a| a.state(b.id) == Some(PeerState::Refused)).await;
    let (said, heard) = (refusal(a.peer(b.id).unwrap().reason), refusal(b.peer(a.id).unwrap().reason));
    assert_eq!(said, heard);
    assert!(a.echo.log.lock().unwrap().is_empty() && b.echo.log.lock().unwrap().is_empty());
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_another_network_is_refused_with_the_reason_on_both_sides() {
    let named = |name: &'static str| move |settings: &mut Settings| settings.name = name.parse().unwrap();
    let (code, text) = both_say(named("plant"), named("office")).await;
    assert_eq!((code, text.as_str()), (ErrorCode::WrongNetwork, "two networks: office and plant"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_know_the_secret_is_refused_with_the_reason_on_both_sides() {
    let secret =
        |text: &'static str| move |settings: &mut Settings| settings.secret = Some(text.parse().unwrap());
    let (_, text) = both_say(secret("0123456789abcdef"), secret("fedcba9876543210")).await;
    assert_eq!(text, "the two nodes have different secrets of the network");
    let (_, text) = both_say(secret("0123456789abcdef"), |_| {}).await;
    assert_eq!(text, "only one of the two nodes has a secret of the network");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_share_a_secret_connect() {
    let secret = |settings: &mut Settings| settings.secret = Some("0123456789abcdef".parse().unwrap());
    let (a, b) = (Node::start(1, secret).await, Node::start(2, secret).await);
    b.network.add(&a.network.ticket().peer).unwrap();
    b.connected(&a).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_ends_the_connection_holds_over_a_restart_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let a = Node::in_folder(1, folder.path(), &[]).await;
    let b = Node::with_peers(2, &[&a]).await;
    a.connected(&b).await;
    assert!(a.network.ban(b.id).unwrap() && !a.network.ban(b.id).unwrap());
    assert_eq!(a.state(b.id), Some(PeerState::Banned));
    assert!(a.network.add(&b.network.ticket().peer).is_err());
    b.until(|b| b.peer(a.id).unwrap().state == PeerState::Refused).await;
    assert_eq!(refusal(b.peer(a.id).unwrap().reason).1, "banned by the operator");
    a.network.close().await;
    let a = Node::in_folder(1, folder.path(), &[]).await;
    b.network.add(&a.network.ticket().peer).unwrap();
    a.until(|a| a.state(b.id) == Some(PeerState::Banned)).await;
    assert!(a.network.unban(b.id).unwrap() && !a.network.unban(b.id).unwrap());
    b.network.add(&a.network.ticket().peer).unwrap();
    b.connected(&a).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_refuses_by_id_or_address_says_which_and_counts() {
    let a = Node::start(1, |_| {}).await;
    let b = Node::with_peers(2, &[&a]).await;
    a.connected(&b).await;
    let rules = ["deny 192.0.2.0/24".to_owned(), format!("deny {}", b.id)];
    let rules: Vec<_> = rules.iter().map(|rule| rule.parse().unwrap()).collect();
    a.network.reconfigure(Changeable { rules, ..Changeable::default() });
    b.until(|b| b.state(a.id) == Some(PeerState::Refused) || b.state(a.id) == Some(PeerState::BackingOff))
        .await;
    b.network.add(&a.network.ticket().peer).unwrap();
    b.until(|b| b.state(a.id) == Some(PeerState::Refused)).await;
    assert_eq!(refusal(b.peer(a.id).unwrap().reason).1, "denied by rule 2");
    let hits: Vec<_> = a.network.rules().iter().map(|rule| rule.hits).collect();
    assert!(hits[0] == 0 && hits[1] >= 2, "{hits:?}");
    a.network.reconfigure(Changeable {
        rules: vec!["deny 127.0.0.0/8".parse().unwrap()],
        ..Changeable::default()
    });
    b.network.add(&a.network.ticket().peer).unwrap();
    a.until(|a| a.network.rules()[0].hits > 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_24_peers_at_a_cap_of_8_eight_are_connected_and_the_others_hear_why() {
    let hub = Node::start(100, |settings| settings.max_peers = 8).await;
    let mut peers = Vec::new();
    for seed in 0..24 {
        peers.push(Node::with_peers(seed, &[&hub]).await);
    }
    let full = |node: &Node| {
        let reason = node.peer(hub.id).and_then(|peer| peer.reason);
        matches!(reason, Some(Reason::RefusedByPeer(refused)) if refused.code() == ErrorCode::ResourceExhausted)
    };
    for peer in &peers {
        peer.until(|peer| peer.network.link(hub.id).is_some() || full(peer)).await;
        assert!(hub.network.peers().iter().filter(|peer| peer.link.is_some()).count() <= 8);
    }
    hub.until(|hub| hub.active() == 8).await;
    // One goes, and another takes its place by itself.
    let gone = peers.iter().position(|peer| peer.network.link(hub.id).is_some()).unwrap();
    let gone = peers.swap_remove(gone);
    gone.network.close().await;
    hub.until(|hub| hub.network.link(gone.id).is_none()).await;
    hub.until(|hub| hub.active() == 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_with_the_same_key_are_told_apart_and_all_hear_of_it() {
    let hub = Node::start(1, |_| {}).await;
    let first = Node::with_peers(2, &[&hub]).await;
    hub.connected(&first).await;
    let second = Node::with_peers(2, &[&hub]).await;
    second.until(|second| second.state(hub.id) == Some(PeerState::Refused)).await;
    let (code, text) = refusal(second.peer(hub.id).unwrap().reason);
    assert!(code == ErrorCode::Conflict && text.contains("same key"), "{text}");
    for node in [&hub, &first, &second] {
        node.until(|node| node.network.facts().same_key == [first.id]).await;
    }
    assert!(hub.network.link(first.id).is_some(), "the first stays");
    assert!(hub.peer(first.id).unwrap().has_double);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_makes_its_author_a_reader_by_this_node_until_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let a = Node::start(1, |_| {}).await;
    let b = Node::in_folder(2, folder.path(), &[&a]).await;
    assert!(a.connected(&b).await.readers().is_empty());
    let author = key(7);
    let foreign = Certificate { node: a.id, expires_at: u64::MAX }.sign(&author);
    assert_eq!(
        b.network.certify(foreign).map_err(|refused: Refused| refused.code()).unwrap_err(),
        ErrorCode::Unauthenticated
    );
    let certificate = Certificate { node: b.id, expires_at: u64::MAX };
    assert_eq!(b.network.certify(certificate.sign(&author)), Ok((author.public(), certificate)));
    let shown = |a: &Node| a.network.link(b.id).is_some_and(|link| link.readers() == [author.public()]);
    a.until(shown).await;
    b.network.close().await;
    let b = Node::in_folder(2, folder.path(), &[&a]).await;
    a.until(|a| a.network.link(b.id).is_some_and(|link| link.readers() == [author.public()])).await;
}
