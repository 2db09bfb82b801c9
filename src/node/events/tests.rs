use std::collections::HashSet;
use std::future::poll_fn;
use std::path::Path;

use cyberfly_core::{DbName, ErrorCode, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Caller, Door, NodeState, Watch, WatchStream, Watched};

use super::*;
use crate::Node;

fn secret() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn db(label: &str) -> DbName {
    DbName::new(label, secret().public()).unwrap()
}

/// A write of these keys. The stamp is the number, so that the same number is the same operation.
fn signed(label: &str, keys: &[&str], number: u64) -> Vec<u8> {
    let writes = keys.iter().map(|key| Write::string(Key::new(*key).unwrap(), b"v".to_vec())).collect();
    let draft = Draft { db: db(label), stamp: Stamp::at_millis(number), writes, expires: None, device: None };
    draft.sign(&secret()).unwrap().bytes().to_vec()
}

async fn put(node: &Node, label: &str, key: &str, number: u64) -> String {
    node.submit(signed(label, &[key], number)).await.unwrap().op_id
}

fn open(folder: &Path) -> Node {
    Node::open(folder, cyberfly_store::Options::default()).unwrap()
}

async fn watch(node: &Node, prefix: &str, since: Option<&str>) -> WatchStream {
    let asked = Watch { db: db("a"), prefix: prefix.to_owned(), since: since.map(str::to_owned) };
    node.watch(asked).await.unwrap()
}

async fn next(stream: &mut WatchStream) -> Option<Watched> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await.map(Result::unwrap)
}

/// The next change, with what else was told before it.
async fn change_from(stream: &mut WatchStream) -> (Vec<Watched>, Change) {
    let mut before = Vec::new();
    loop {
        match next(stream).await.unwrap() {
            Watched::Change(change) => return (before, change),
            other => before.push(other),
        }
    }
}

#[tokio::test]
async fn a_listener_hears_the_life_of_a_node_and_every_number_once() {
    let temp = tempfile::tempdir().unwrap();
    let builder = Node::builder(temp.path());
    let mut listener = builder.listen();
    let node = builder.open().unwrap();
    node.serves_at(cyberfly_protocol::Listen::default());
    let op_id = put(&node, "a", "k", 1).await;
    put(&node, "a", "k", 1).await;
    node.close().unwrap();
    drop(node);
    let (mut numbers, mut events) = (Vec::new(), Vec::new());
    while let Some(heard) = listener.next().await {
        let Heard::Event(Numbered { sequence, event }) = heard else { panic!("nothing was missed") };
        numbers.push(sequence);
        match event {
            Event::Lifecycle { state } => events.push(state.word().to_owned()),
            Event::Committed(change) => {
                assert_eq!((change.outcome, change.more), (Some(Outcome::Applied), 0));
                assert_eq!(change.keys, [Touched { key: "k".to_owned(), kind: "string".to_owned() }]);
                events.push(change.op_id);
            }
            // The machine may be short of something.
            Event::HealthChanged { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let words =
        [NodeState::Starting, NodeState::Ready, NodeState::Draining].map(|state| state.word().to_owned());
    assert_eq!(events, [&*words[0], &*words[1], &*op_id, &*words[2]], "a duplicate is no event");
    assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_watcher_hears_its_own_database_and_prefix_alone() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    put(&node, "a", "x/before", 1).await;
    let mut stream = watch(&node, "x/", None).await;
    put(&node, "b", "x/other", 2).await;
    put(&node, "a", "y/other", 3).await;
    let ours = put(&node, "a", "x/1", 4).await;
    let (before, change) = change_from(&mut stream).await;
    assert!(matches!(before.as_slice(), [Watched::Started { .. }]), "{before:?}");
    assert_eq!(change.op_id, ours);
    let hidden = put(&node, "a", "x/before", 0).await;
    let (_, change) = change_from(&mut stream).await;
    assert_eq!((change.op_id, change.outcome), (hidden, Some(Outcome::Dominated)));
}

#[tokio::test]
async fn from_every_cursor_each_change_behind_it_comes_exactly_once() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut ids = Vec::new();
    for number in 1..=12 {
        ids.push(put(&node, "a", &format!("k{}", number % 3), number).await);
    }
    let mut all = watch(&node, "", Some("0")).await;
    let mut cursors = Vec::new();
    for id in &ids {
        let (_, change) = change_from(&mut all).await;
        assert_eq!(&change.op_id, id);
        cursors.push(change.cursor);
    }
    for (told, cursor) in cursors.iter().enumerate() {
        let mut rest = watch(&node, "", Some(cursor)).await;
        for id in &ids[told + 1..] {
            assert_eq!(&change_from(&mut rest).await.1.op_id, id, "behind {told}");
        }
    }
    node.close().unwrap();
    drop((all, node));
    let node = open(temp.path());
    let mut rest = watch(&node, "", Some(&cursors[9])).await;
    assert_eq!(change_from(&mut rest).await.1.op_id, ids[10], "a restart changes nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_falls_between_the_journal_and_the_bus_while_writes_go_on() {
    const WRITES: u64 = 150;
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let writer = node.clone();
    let writing = tokio::spawn(async move {
        for number in 1..=WRITES {
            put(&writer, "a", "k", number).await;
        }
    });
    for _ in 0..6 {
        let mut stream = watch(&node, "", Some("0")).await;
        let mut heard = HashSet::new();
        for number in 1..=WRITES {
            let (_, change) = change_from(&mut stream).await;
            assert_eq!(change.stamp, Stamp::at_millis(number).to_string());
            assert!(heard.insert(change.op_id));
        }
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn a_watcher_that_lags_is_told_and_misses_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut stream = watch(&node, "", None).await;
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(put(&node, "a", "k", number).await);
    }
    for _ in 0..EVENTS_KEPT {
        node.0.observer.events.tell(Event::LimitHit { limit: "test".to_owned(), times: 1 });
    }
    ids.push(put(&node, "a", "k", 6).await);
    let (before, change) = change_from(&mut stream).await;
    assert!(
        matches!(before.as_slice(), [Watched::Started { .. }, Watched::Lagged { missed: 6.. }]),
        "{before:?}"
    );
    assert_eq!(change.op_id, ids[0]);
    for id in &ids[1..] {
        assert_eq!(&change_from(&mut stream).await.1.op_id, id);
    }
    let after = put(&node, "a", "k", 7).await;
    assert_eq!(change_from(&mut stream).await.1.op_id, after, "each once");
}

#[tokio::test]
async fn a_key_that_the_event_does_not_name_is_watched_all_the_same() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut stream = watch(&node, "z", None).await;
    let mut keys: Vec<_> = (0..TOUCHED_LIMIT).map(|number| format!("k{number:02}")).collect();
    keys.push("z".to_owned());
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    node.submit(signed("a", &keys[..TOUCHED_LIMIT], 1)).await.unwrap();
    let op_id = node.submit(signed("a", &keys, 2)).await.unwrap().op_id;
    let (_, change) = change_from(&mut stream).await;
    assert_eq!((change.op_id, change.keys.len(), change.more), (op_id, TOUCHED_LIMIT, 1));
}

#[tokio::test]
async fn a_cursor_of_another_node_is_a_reset_and_what_comes_then_is_heard() {
    let (temp, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (node, other) = (open(temp.path()), open(other.path()));
    put(&other, "b", "k", 1).await;
    put(&node, "a", "k", 1).await;
    put(&node, "a", "k", 2).await;
    let mut theirs = watch(&other, "", None).await;
    let Some(Watched::Started { cursor }) = next(&mut theirs).await else { panic!("it begins") };
    let mut stream = watch(&node, "", Some(&cursor)).await;
    assert!(matches!(next(&mut stream).await, Some(Watched::Started { .. })));
    assert!(matches!(next(&mut stream).await, Some(Watched::Reset { .. })));
    let op_id = put(&node, "a", "k", 3).await;
    assert_eq!(change_from(&mut stream).await.1.op_id, op_id);
}

#[tokio::test]
async fn a_watch_ends_when_the_node_drains_and_nonsense_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut stream = watch(&node, "", None).await;
    assert!(next(&mut stream).await.is_some());
    assert_eq!(node.0.observer.events.watchers(), 1);
    node.drain();
    assert_eq!(next(&mut stream).await, None);
    drop(stream);
    assert_eq!(node.0.observer.events.watchers(), 0);
    for (prefix, since) in [("", Some("nonsense".to_owned())), (&*"x".repeat(257), None)] {
        let asked = Watch { db: db("a"), prefix: prefix.to_owned(), since };
        assert_eq!(node.watch(asked).await.err().unwrap().code(), ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn a_private_database_is_watched_by_those_who_may_read_it() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let asked = Watch { db: db("private.a"), prefix: String::new(), since: Some("0".to_owned()) };
    let stranger = SecretKey::from_seed(&[9; 32]).public();
    for caller in [Caller::Anyone, Caller::Key(stranger)] {
        let refused = node.watch_as(caller, asked.clone()).await.err().unwrap();
        assert_eq!(refused.code(), ErrorCode::NotAllowed);
    }
    let op_id = put(&node, "private.a", "k", 1).await;
    for caller in [Caller::Operator, Caller::Key(secret().public())] {
        let mut stream = node.watch_as(caller, asked.clone()).await.unwrap();
        assert_eq!(change_from(&mut stream).await.1.op_id, op_id);
    }
}

/// To be run alone: `cargo test -p cyberfly-node --lib -- --ignored memory_of`.
#[tokio::test]
#[ignore = "measures memory"]
async fn memory_of_a_watcher_is_a_few_kilobytes() {
    const WATCHERS: usize = 10_000;
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let resident = || crate::system::Process::read().resident.unwrap();
    let before = resident();
    let mut streams = Vec::with_capacity(WATCHERS);
    for _ in 0..WATCHERS {
        let mut stream = watch(&node, "", None).await;
        assert!(next(&mut stream).await.is_some());
        streams.push(stream);
    }
    // All wait on the bus, as most watchers do most of the time.
    let waits = poll_fn(|context| {
        let waiting = streams
            .iter_mut()
            .filter_map(|stream| stream.as_mut().poll_next(context).is_pending().then_some(()));
        std::task::Poll::Ready(waiting.count())
    });
    assert_eq!(waits.await, WATCHERS);
    let each = (resident() - before) / WATCHERS as u64;
    assert!(each < 4096, "{each} bytes");
}
