//! Two nodes in memory that agree.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cyberfly_core::session::Reason;
use cyberfly_core::write::Role;
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use proptest::prelude::*;

use super::claims::Claims;
use super::session::{Done, Terms, Wish};
use super::wire::Message;
use super::{Book, Syncer, Tempo};
use crate::replica::Replica;
use crate::stream::{Incoming, Outgoing};
use crate::testing::{Memory, Wire, db, grant, put, secret, stream, wire};

fn terms(memory: &Arc<Memory>, peer: u8, readers: &[PublicKey]) -> Terms<Memory> {
    Terms {
        replica: Arc::clone(memory),
        peer: secret(peer).public(),
        readers: readers.to_vec(),
        // One side packs and the other does not: both are read.
        packs: peer == 2,
        exporter: [7; 32],
        claims: Arc::new(Claims::default()),
        pool: Arc::default(),
        book: Arc::new(Book::default()),
        done: std::sync::Mutex::default(),
    }
}

/// Holds one session, in which each side has proven some keys. What both sides say of it, and its bytes.
async fn session_with(
    [one, other]: [&Arc<Memory>; 2],
    readers: [&[PublicKey]; 2],
    wish: Wish,
) -> ([Result<Done, Reason>; 2], u64) {
    let ((to, from), (their_to, mut their_from), bytes) = stream();
    let (here, there) = (terms(one, 2, readers[1]), terms(other, 1, readers[0]));
    let (began, answered) = tokio::join!(here.initiate(to, from, wish), async {
        let first = their_from.receive().await.unwrap().unwrap();
        there.respond(their_to, their_from, &first).await
    });
    ([began, answered], bytes.load(Ordering::Relaxed))
}

async fn session(one: &Arc<Memory>, other: &Arc<Memory>) -> [Done; 2] {
    let (ended, _) = session_with([one, other], [&[], &[]], Wish::default()).await;
    match ended {
        [Ok(began), Ok(answered)] => [began, answered],
        failed => panic!("{failed:?}"),
    }
}

fn agree(one: &Memory, other: &Memory, databases: &[DbName]) {
    for db in databases {
        assert_eq!(one.kept_ids(db), other.kept_ids(db), "{db}");
    }
}

#[tokio::test]
async fn a_late_joiner_gets_everything_and_then_both_are_found_equal() {
    let (one, late) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let databases = [db("a", 1), db("b", 1), db("c", 3)];
    for (n, db) in databases.iter().enumerate() {
        let owner = [1, 1, 3][n];
        (0..700).for_each(|k| one.write(put(db, owner, k, &format!("k{k}"), 10)));
    }
    let [done, theirs] = session(&late, &one).await;
    assert_eq!((done.received, done.sent, done.differed), (2_100, 0, 3));
    assert_eq!((theirs.received, theirs.sent), (0, 2_100));
    agree(&one, &late, &databases);
    assert!(session(&one, &late).await.iter().all(Done::is_equal));
}

#[tokio::test]
async fn both_sides_get_what_they_lack_in_one_session() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let db = db("a", 1);
    for k in 0..3_000 {
        let op = put(&db, 1, k, &format!("k{k}"), 10);
        match k % 10 {
            0 => one.write(op),
            1 => other.write(op),
            _ => [&one, &other].iter().for_each(|memory| memory.write(op.clone())),
        }
    }
    let [done, theirs] = session(&one, &other).await;
    assert_eq!((done.received, done.sent, theirs.received, theirs.sent), (300, 300, 300, 300));
    agree(&one, &other, &[db]);
}

#[tokio::test]
async fn values_of_every_size_pass_and_replication_goes_on() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let db = db("a", 1);
    one.write(put(&db, 1, 1, "small", 5));
    one.write(put(&db, 1, 2, "middling", 5 * 1024));
    for k in 0..40 {
        one.write(put(&db, 1, 3 + k, &format!("large{k}"), 60 * 1024));
    }
    session(&other, &one).await;
    agree(&one, &other, std::slice::from_ref(&db));
    one.write(put(&db, 1, 100, "after", 5));
    assert_eq!(session(&other, &one).await[0].received, 1);
    agree(&one, &other, &[db]);
}

#[tokio::test]
async fn where_there_is_no_room_both_sides_say_so_and_the_other_databases_go_on() {
    let (one, full) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let (large, small) = (db("large", 1), db("small", 1));
    (0..5_000).for_each(|k| one.write(put(&large, 1, k, &format!("k{k}"), 10)));
    (0..9).for_each(|k| one.write(put(&small, 1, k, &format!("k{k}"), 10)));
    *full.full.lock().unwrap() = Some(large.clone());
    let (ended, bytes) = session_with([&full, &one], [&[], &[]], Wish::default()).await;
    let codes = ended.map(|ended| ended.map_err(|reason| (reason.code, reason.text.contains("room"))));
    assert_eq!(codes, [0; 2].map(|_| Err((ErrorCode::ResourceExhausted, true))));
    agree(&one, &full, &[small]);
    assert!(full.kept_ids(&large).is_empty());
    // Not all five thousand go over the wire in vain, nor do they when there is room again.
    assert!(full.taken.lock().unwrap().0 < 4_000 && bytes < 1_200_000, "{bytes}");
    *full.full.lock().unwrap() = None;
    session(&full, &one).await;
    agree(&one, &full, &[large]);
}

#[tokio::test]
async fn the_book_knows_what_is_missing_where_while_a_session_goes_on_and_when_it_broke_off() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let (differs, equal) = (db("differs", 1), db("equal", 1));
    (0..700).for_each(|k| one.write(put(&differs, 1, k, &format!("k{k}"), 10)));
    [&one, &other].iter().for_each(|memory| memory.write(put(&equal, 1, 1, "k", 10)));
    let ((to, from), (their_to, mut their_from), _) = stream();
    let (here, there) = (terms(&other, 2, &[]), terms(&one, 1, &[]));
    here.book.connected(here.peer, true);
    here.book.begin(here.peer, 1);
    *other.trouble.lock().unwrap() =
        Some(Reason { code: ErrorCode::DiskFull, text: "The disk is full.".into() });
    let (ended, _) = tokio::join!(here.initiate(to, from, Wish::default()), async {
        let first = their_from.receive().await.unwrap().unwrap();
        there.respond(their_to, their_from, &first).await
    });
    assert_eq!(ended.unwrap_err().code, ErrorCode::DiskFull);
    let rows = here.book.peers().remove(0).databases;
    let told: Vec<_> =
        rows.iter().map(|row| (&row.name, row.missing_here, row.last_success_ms.is_some())).collect();
    assert_eq!(told, [(&differs, 700, false), (&equal, 0, true)]);
    let figures = here.book.figures();
    assert_eq!((figures.missing_here, figures.under_way.len()), (700, 1));
    let progress = figures.under_way[0].progress().unwrap();
    assert_eq!((progress.done(), progress.of()), (0, 700));
}

#[tokio::test]
async fn equal_sets_cost_one_round_trip_and_less_than_a_kilobyte() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    for k in 0..1_000 {
        let op = put(&db("a", 1), 1, k, &format!("k{k}"), 10);
        [&one, &other].iter().for_each(|memory| memory.write(op.clone()));
    }
    let (ended, bytes) = session_with([&one, &other], [&[], &[]], Wish::default()).await;
    assert!(ended.into_iter().all(|done| done.unwrap().is_equal()));
    assert!(bytes < 200, "{bytes}");
}

#[tokio::test]
async fn what_is_not_replicated_is_neither_sent_nor_fetched_and_does_not_make_two_nodes_unequal() {
    let (mine, theirs, both) = (db("mine", 1), db("theirs", 3), db("both", 1));
    let one = Arc::new(Memory::wanting(&[mine.clone(), both.clone()]));
    let other = Arc::new(Memory::wanting(&[theirs.clone(), both.clone()]));
    one.write(put(&mine, 1, 1, "k", 5));
    other.write(put(&theirs, 3, 1, "k", 5));
    one.write(put(&both, 1, 1, "k", 5));
    assert_eq!(session(&one, &other).await[1].received, 1);
    agree(&one, &other, &[both]);
    assert!(other.kept_ids(&mine).is_empty() && one.kept_ids(&theirs).is_empty());
    assert!(session(&one, &other).await.iter().all(Done::is_equal));
}

#[tokio::test]
async fn a_private_database_goes_to_proven_readers_alone_and_its_name_to_nobody_else() {
    let (private, owner) = (db("private.diary", 1), secret(1).public());
    let one = Arc::new(Memory::new());
    one.write(put(&private, 1, 1, "k", 5));
    for (readers, expected) in [([&[owner][..], &[][..]], 0), ([&[], &[owner]], 1), ([&[owner], &[owner]], 1)]
    {
        let other = Arc::new(Memory::new());
        let (ended, _) = session_with([&one, &other], readers, Wish::default()).await;
        assert_eq!(ended[1].clone().unwrap().received, expected);
        assert_eq!(other.kept_ids(&private).len() as u64, expected);
    }
}

#[tokio::test]
async fn rights_come_before_what_they_allow_whichever_side_has_them() {
    let db = db("shared", 1);
    for swap in [false, true] {
        let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
        one.write(put(&db, 1, 1, "first", 5));
        other.write(put(&db, 1, 1, "first", 5));
        one.write(grant(&db, 1, 900_000, 2, Role::Writer));
        (0..600).for_each(|k| one.write(put(&db, 2, 900_001 + k, &format!("k{k}"), 5)));
        let [a, b] = if swap { [&other, &one] } else { [&one, &other] };
        session(a, b).await;
        agree(&one, &other, std::slice::from_ref(&db));
        assert_eq!(other.kept_ids(&db).len(), 602);
    }
}

#[tokio::test]
async fn what_lies_ahead_of_a_clock_is_put_off_and_comes_when_it_is_time() {
    let db = db("a", 1);
    let (ahead, behind) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let hour = 3_600_000;
    ahead.now.fetch_add(hour, Ordering::Relaxed);
    ahead.write(put(&db, 1, 1, "old", 5));
    ahead.write(put(&db, 1, 1_000_000 + hour, "new", 5));
    assert_eq!(session(&behind, &ahead).await[0].received, 1);
    let done = session(&behind, &ahead).await[0];
    assert!(!done.is_equal() && done.received == 0, "it is known to differ: {done:?}");
    behind.now.fetch_add(hour, Ordering::Relaxed);
    assert_eq!(session(&behind, &ahead).await[0].received, 1);
    agree(&ahead, &behind, &[db]);
}

#[tokio::test]
async fn a_thorough_session_looks_into_what_is_equal_and_finds_it_equal() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    for k in 0..100 {
        let op = put(&db("a", 1), 1, k, &format!("k{k}"), 10);
        [&one, &other].iter().for_each(|memory| memory.write(op.clone()));
    }
    let wish = Wish { thorough: true, only: None };
    let (ended, bytes) = session_with([&one, &other], [&[], &[]], wish).await;
    assert!(ended.into_iter().all(|done| done.unwrap().is_equal()));
    assert!(bytes > 200, "{bytes}");
}

#[tokio::test]
async fn own_trouble_ends_a_session_with_its_reason_and_what_came_before_stays() {
    let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    one.write(put(&db("a", 1), 1, 1, "k", 5));
    let full = Reason { code: ErrorCode::DiskFull, text: "The disk is full.".into() };
    *other.trouble.lock().unwrap() = Some(full.clone());
    let (ended, _) = session_with([&one, &other], [&[], &[]], Wish::default()).await;
    assert_eq!(ended[1], Err(full));
    assert_eq!(ended[0].clone().unwrap_err().code, ErrorCode::Unavailable);
    *other.trouble.lock().unwrap() = None;
    assert_eq!(session(&one, &other).await[1].received, 1);
}

/// Says what it likes to a node, one message after the other, and hears how the node takes it.
async fn say(memory: &Arc<Memory>, messages: Vec<Vec<u8>>) -> Result<Done, Reason> {
    let ((mut to, mut from), (their_to, mut their_from), _) = stream();
    let there = terms(memory, 1, &[]);
    let talk = async {
        for message in messages {
            if to.send(message).await.is_err() {
                break;
            }
        }
        // Whatever the node says is heard and means nothing.
        while let Ok(Some(_)) = from.receive().await {}
    };
    let answer = async {
        let first = their_from.receive().await.unwrap().unwrap();
        there.respond(their_to, their_from, &first).await
    };
    tokio::join!(talk, answer).1
}

#[tokio::test]
async fn whoever_breaks_the_rules_is_heard_no_further_and_changes_nothing() {
    let memory = Arc::new(Memory::new());
    let db = db("a", 1);
    (0..40).for_each(|k| memory.write(put(&db, 1, k, &format!("k{k}"), 5)));
    let before = memory.kept_ids(&db);
    let hello =
        |list| Message::Hello { session: [1; 16], bound: u64::MAX - 1, thorough: false, list }.encode();
    let nonsense: [Vec<Vec<u8>>; 6] = [
        vec![b"nonsense".to_vec()],
        vec![hello(b"nonsense".to_vec())],
        vec![hello(Vec::new()), b"nonsense".to_vec()],
        vec![Message::Bye.encode()],
        vec![Message::Operations { channel: 0, operations: vec![b"x".to_vec()] }.encode()],
        vec![
            Message::Hello { session: [1; 16], bound: u64::MAX, thorough: false, list: Vec::new() }.encode(),
        ],
    ];
    for messages in nonsense {
        let refused = say(&memory, messages.clone()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::BadRequest, "{messages:?}");
    }
    assert_eq!(memory.kept_ids(&db), before);
}

struct Node {
    memory: Arc<Memory>,
    syncer: Syncer<Memory, Wire>,
}

const TEMPO: Tempo = Tempo { interval: Duration::from_secs(3600), patience: Duration::from_millis(20) };

fn node() -> Node {
    let memory = Arc::new(Memory::new());
    Node { syncer: Syncer::new(Arc::clone(&memory), TEMPO), memory }
}

/// Connects two nodes with these seeds.
fn connect((one, seed): (&Node, u8), (other, its): (&Node, u8)) {
    let [(here, mut heard), (there, mut heard_there)] = wire(seed, its, [&[], &[]]);
    for (node, wire, heard) in [(one, here, &mut heard), (other, there, &mut heard_there)] {
        let (syncer, connection) = (node.syncer.clone(), wire.clone());
        let mut heard = std::mem::replace(heard, tokio::sync::mpsc::unbounded_channel().1);
        node.syncer.up(wire);
        tokio::spawn(async move {
            while let Some((_, to, from)) = heard.recv().await {
                let (syncer, connection) = (syncer.clone(), connection.clone());
                tokio::spawn(async move { syncer.accept(connection, to, from).await });
            }
        });
    }
}

/// Waits until what is asked of the nodes holds.
async fn until(syncers: &[&Node], holds: impl Fn() -> bool) {
    let changes: Vec<_> = syncers.iter().map(|node| node.syncer.book().changes()).collect();
    let wait = async {
        while !holds() {
            let mut set = tokio::task::JoinSet::new();
            for mut changes in changes.clone() {
                set.spawn(async move { changes.changed().await.is_ok() });
            }
            set.join_next().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it never came about");
}

#[tokio::test]
async fn what_comes_from_one_peer_goes_on_to_the_next() {
    let nodes = [node(), node(), node()];
    let db = db("a", 1);
    (0..300).for_each(|k| nodes[0].memory.write(put(&db, 1, k, &format!("k{k}"), 10)));
    connect((&nodes[1], 2), (&nodes[2], 3));
    connect((&nodes[0], 1), (&nodes[1], 2));
    until(&[&nodes[1], &nodes[2]], || nodes[2].memory.kept_ids(&db).len() == 300).await;
}

#[tokio::test]
async fn both_sides_may_begin_at_once_and_one_session_is_held() {
    let (one, other) = (node(), node());
    connect((&one, 1), (&other, 2));
    let db = db("a", 1);
    for k in 0..20 {
        one.memory.write(put(&db, 1, k, &format!("k{k}"), 10));
        let (here, there) = tokio::join!(
            one.syncer.now(secret(2).public(), None),
            other.syncer.now(secret(1).public(), None)
        );
        assert!(here.is_ok() && there.is_ok(), "{here:?} {there:?}");
        agree(&one.memory, &other.memory, std::slice::from_ref(&db));
    }
}

#[tokio::test(start_paused = true)]
async fn while_somebody_writes_all_the_time_sessions_are_few_and_nothing_is_left_behind() {
    let (one, other) = (node(), node());
    connect((&one, 1), (&other, 2));
    let db = db("a", 1);
    for k in 0..1_000 {
        one.memory.write(put(&db, 1, k, &format!("k{k}"), 10));
        one.syncer.soon(secret(2).public());
        other.syncer.soon(secret(1).public());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Ten seconds, in which each side begins four and then one each two seconds.
    let ended = one.syncer.figures().ended;
    assert!((10..=20).contains(&(ended.equal + ended.moved)), "{ended:?}");
    until(&[&one, &other], || other.memory.kept_ids(&db).len() == 1_000).await;
}

#[tokio::test]
async fn peers_that_have_the_same_are_each_asked_for_a_part_and_nothing_comes_twice() {
    for (peers, count) in [(2, 300), (3, 4_000), (8, 1_000)] {
        let nodes: Vec<_> = (0..=peers).map(|_| node()).collect();
        let (one, others) = nodes.split_first().unwrap();
        let db = db("a", 1);
        for k in 0..count {
            let op = put(&db, 1, k, &format!("k{k}"), 10);
            others.iter().for_each(|node| node.memory.write(op.clone()));
        }
        for (other, name) in others.iter().zip(2..) {
            connect((one, 1), (other, name));
        }
        until(&[one], || one.memory.kept_ids(&db).len() as u64 == count).await;
        let (taken, known) = *one.memory.taken.lock().unwrap();
        assert_eq!((taken, known), (count, 0), "from {peers} peers");
    }
}

#[tokio::test]
async fn what_a_peer_was_asked_for_and_does_not_send_comes_from_another() {
    let nodes = [node(), node(), node()];
    let [one, stuck, other] = &nodes;
    let db = db("a", 1);
    for k in 0..500 {
        let op = put(&db, 1, k, &format!("k{k}"), 10);
        [stuck, other].iter().for_each(|node| node.memory.write(op.clone()));
    }
    let _shut = stuck.memory.gate.shut();
    connect((one, 1), (stuck, 2));
    while stuck.memory.gate.came() == 0 {
        tokio::task::yield_now().await;
    }
    connect((one, 1), (other, 3));
    until(&[one], || one.memory.kept_ids(&db).len() == 500).await;
}

#[tokio::test]
async fn a_pause_breaks_off_and_a_resume_goes_on() {
    let (one, other) = (node(), node());
    one.syncer.pause();
    connect((&one, 1), (&other, 2));
    let db = db("a", 1);
    one.memory.write(put(&db, 1, 1, "k", 10));
    assert_eq!(one.syncer.now(secret(2).public(), None).await.unwrap_err().text, "Sync is paused.");
    assert!(other.memory.kept_ids(&db).is_empty());
    one.syncer.resume();
    until(&[&one, &other], || other.memory.kept_ids(&db).len() == 1).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn after_a_session_both_keep_the_same(
        ops in proptest::collection::vec((0..3_u8, 0..3_u8, 0..40_u8, 0..3_u8), 0..300),
    ) {
        let (one, other) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
        let databases = [db("a", 1), db("b", 1), db("c", 2)];
        for (n, (which, author, key, side)) in (0..).zip(&ops) {
            let db = &databases[usize::from(*which)];
            let owner = if *which == 2 { 2 } else { 1 };
            let op = match author {
                0 => grant(db, owner, n, 3, Role::Writer),
                1 => put(db, 3, n, &format!("k{key}"), 5),
                _ => put(db, owner, n, &format!("k{key}"), 5),
            };
            if *side != 1 { one.write(op.clone()); }
            if *side != 0 { other.write(op); }
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        // One for rights of others, one for what they allow, one that finds nothing more to do.
        let last = runtime.block_on(async {
            session(&one, &other).await;
            session(&other, &one).await;
            session(&one, &other).await;
            session(&other, &one).await
        });
        prop_assert!(last.iter().all(Done::is_equal));
        for db in &databases {
            prop_assert_eq!(one.kept_ids(db), other.kept_ids(db));
        }
        prop_assert!(one.now_ms() == other.now_ms());
    }
}
