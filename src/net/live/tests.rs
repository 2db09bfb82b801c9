//! Nodes in memory that pass on what is written.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::Operation;
use cyberfly_core::reconcile::Entry;
use cyberfly_core::trace::TraceParent;
use tokio::time::Instant;

use super::{Live, Written};
use crate::stream::{Incoming, Outgoing};
use crate::testing::{Memory, Wire, db, put, secret, wire};

struct Node {
    memory: Arc<Memory>,
    live: Live<Memory>,
}

/// A node; what it stores it passes on, as the node's writer does.
fn node(seed: u8) -> Node {
    let memory = Arc::new(Memory::new());
    let live = Live::new(Arc::clone(&memory), secret(seed).public(), Box::new(|_| {}));
    let passes_on = live.clone();
    *memory.on_live.lock().unwrap() = Some(Box::new(move |operation: &Operation, from| {
        passes_on.written(written(operation, Some(from)));
    }));
    Node { memory, live }
}

fn written(operation: &Operation, from: Option<cyberfly_core::PublicKey>) -> Written {
    Written {
        bytes: operation.bytes().into(),
        id: operation.id(),
        db: operation.db().clone(),
        from,
        trace: None,
    }
}

fn connect((one, seed): (&Node, u8), (other, its): (&Node, u8)) -> Wire {
    let [(here, _), (there, mut heard_there)] = wire(seed, its, [&[], &[]]);
    let (live, dialled) = (one.live.clone(), here.clone());
    tokio::spawn(async move { live.keep(dialled).await });
    let live = other.live.clone();
    tokio::spawn(async move {
        while let Some((_, to, from)) = heard_there.recv().await {
            live.speak(there.clone(), to, from).await;
        }
    });
    here
}

impl Node {
    fn write(&self, operation: &Operation) {
        self.memory.write(operation.clone());
        self.live.written(written(operation, None));
    }

    /// Writes again and again until it is heard there: before both have said what they want, nothing goes.
    async fn warm_up(&self, others: &[&Node]) {
        let db = db("warm", 1);
        let mut n = 0;
        wait(|| {
            n += 1;
            self.write(&put(&db, 1, n, "k", 1));
            others.iter().all(|other| !other.memory.kept_ids(&db).is_empty())
        })
        .await;
    }
}

async fn wait(mut holds: impl FnMut() -> bool) {
    let looking = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await.expect("it never came about");
}

#[tokio::test]
async fn what_is_written_goes_along_a_chain_whatever_its_size() {
    let nodes = [node(1), node(2), node(3)];
    connect((&nodes[0], 1), (&nodes[1], 2));
    connect((&nodes[1], 2), (&nodes[2], 3));
    nodes[0].warm_up(&[&nodes[1], &nodes[2]]).await;
    let db = db("a", 1);
    let sizes = [5, 5_000, 15_000, 17_000, 60_000];
    for (n, bytes) in (0..).zip(sizes) {
        nodes[0].write(&put(&db, 1, n, &format!("k{n}"), bytes));
    }
    wait(|| nodes[2].memory.kept_ids(&db).len() == sizes.len()).await;
}

#[tokio::test]
async fn a_trace_goes_with_an_operation_whatever_its_size_to_peers_that_take_traces_and_to_no_others() {
    for takes in [true, false] {
        let (one, other) = (node(1), node(2));
        let wire = connect((&one, 1), (&other, 2));
        wire.can.store(takes, std::sync::atomic::Ordering::Relaxed);
        one.warm_up(&[&other]).await;
        let sizes = [5, 5_000, 60_000];
        let trace = |n: u64| TraceParent::of_bytes(&[1 + u8::try_from(n).unwrap(); 24]);
        for (n, bytes) in (0..).zip(sizes) {
            let operation = put(&db("a", 1), 1, n, &format!("k{n}"), bytes);
            one.memory.write(operation.clone());
            one.live.written(Written { trace: trace(n), ..written(&operation, None) });
        }
        wait(|| other.memory.kept_ids(&db("a", 1)).len() == sizes.len()).await;
        let mut came = other.memory.traces.lock().unwrap().clone();
        came.sort_by_key(|trace| trace.trace);
        let sent: Vec<_> = (0..3).filter_map(trace).filter(|_| takes).collect();
        assert_eq!(came, sent);
    }
}

#[tokio::test]
async fn nothing_goes_to_a_peer_that_does_not_replicate_it() {
    let one = node(1);
    let other = Node { memory: Arc::new(Memory::wanting(&[db("warm", 1), db("b", 1)])), ..node(2) };
    let other =
        Node { live: Live::new(Arc::clone(&other.memory), secret(2).public(), Box::new(|_| {})), ..other };
    let wire = connect((&one, 1), (&other, 2));
    one.warm_up(&[&other]).await;
    let before = wire.bytes.load(std::sync::atomic::Ordering::Relaxed);
    one.write(&put(&db("a", 1), 1, 1, "k", 10_000));
    one.write(&put(&db("b", 1), 1, 1, "k", 5));
    wait(|| other.memory.kept_ids(&db("b", 1)).len() == 1).await;
    assert!(wire.bytes.load(std::sync::atomic::Ordering::Relaxed) - before < 2_000);
    assert!(other.memory.kept_ids(&db("a", 1)).is_empty());
}

#[tokio::test]
async fn a_writer_hears_how_many_have_it_on_their_disks() {
    let nodes = [node(1), node(2), node(3)];
    connect((&nodes[0], 1), (&nodes[1], 2));
    connect((&nodes[2], 3), (&nodes[0], 1));
    nodes[0].warm_up(&[&nodes[1], &nodes[2]]).await;
    let operation = put(&db("a", 1), 1, 1, "k", 5);
    nodes[0].write(&operation);
    let entry = Entry { stamp: operation.stamp(), id: operation.id() };
    let soon = || Instant::now() + Duration::from_secs(30);
    assert_eq!(nodes[0].live.replicas(operation.db(), entry, 2, soon()).await, 2);
    let at_once = Instant::now() + Duration::from_millis(50);
    assert!(nodes[0].live.replicas(operation.db(), entry, 3, at_once).await <= 2, "there are two peers");
}

#[tokio::test]
async fn whoever_passes_on_what_is_not_valid_is_cut_off_and_nobody_else_is() {
    let (one, other) = (node(1), node(2));
    let good = connect((&one, 1), (&other, 2));
    one.warm_up(&[&other]).await;
    let [(liar, _), (there, _)] = wire(3, 1, [&[], &[]]);
    let ((mut to, mut from), (their_to, their_from), _) = crate::testing::stream();
    let live = one.live.clone();
    let connection = there.clone();
    tokio::spawn(async move { live.speak(connection, their_to, their_from).await });
    let mut forged = put(&db("a", 1), 1, 1, "k", 5).bytes().to_vec();
    let at = forged.len() - 40;
    forged[at] ^= 1;
    to.send(super::wire::Message::Operations(vec![forged]).encode()).await.unwrap();
    while let Ok(Some(_)) = from.receive().await {}
    assert!(there.faulted.load(std::sync::atomic::Ordering::Relaxed));
    assert!(!good.faulted.load(std::sync::atomic::Ordering::Relaxed));
    assert!(one.memory.kept_ids(&db("a", 1)).is_empty() && other.memory.kept_ids(&db("a", 1)).is_empty());
    drop(liar);
}
