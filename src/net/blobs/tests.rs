//! Files that go from one node in memory to another.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::piece::{self, PIECE, Source};
use super::wire::Message;
use super::{Blobs, Coming};
use crate::stream::Outgoing;
use crate::testing::{Memory, Wire, db, secret, wire};

const MIB: u64 = PIECE;

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|n| u8::try_from(n * 31 % 251).unwrap()).collect()
}

fn file(bytes: &[u8]) -> (std::fs::File, [u8; 32]) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    (file, *blake3::hash(bytes).as_bytes())
}

#[test]
fn pieces_prove_themselves_whatever_the_size() {
    let piece = usize::try_from(PIECE).unwrap();
    for size in [0, 1, 1024, 1025, 16 * 1024, piece - 1, piece, piece + 1, 3 * piece + 5_000] {
        let whole = bytes(size);
        let (file, hash) = file(&whole);
        let source = Source::of(file, hash).unwrap();
        let mut back = Vec::new();
        for offset in (0..size.max(1)).step_by(piece) {
            let encoded = source.piece(offset as u64).unwrap();
            assert!(encoded.len() < crate::FRAME_LIMIT);
            back.extend(piece::open(&encoded, &hash, size as u64, offset as u64).unwrap());
        }
        assert_eq!(back, whole, "{size}");
    }
}

#[test]
fn what_is_not_the_files_is_no_piece() {
    let whole = bytes(3 * 1024 * 1024);
    let (file, hash) = file(&whole);
    let source = Source::of(file, hash).unwrap();
    let encoded = source.piece(PIECE).unwrap();
    let size = whole.len() as u64;
    assert!(piece::open(&encoded, &hash, size, 0).is_err(), "another place");
    assert!(piece::open(&encoded, &[1; 32], size, PIECE).is_err(), "another file");
    assert!(piece::open(&encoded, &hash, 2 * size, PIECE).is_err(), "another size");
    for at in [0, 70, encoded.len() / 2, encoded.len() - 1] {
        let mut forged = encoded.clone();
        forged[at] ^= 1;
        assert!(piece::open(&forged, &hash, size, PIECE).is_err(), "{at}");
    }
    assert!(piece::open(&encoded[..encoded.len() - 1], &hash, size, PIECE).is_err());
    assert!(source.piece(1).is_err() && source.piece(3 * PIECE).is_err());
}

struct Node {
    memory: Arc<Memory>,
    blobs: Blobs<Memory, Wire>,
}

fn node() -> Node {
    let memory = Arc::new(Memory::new());
    Node { blobs: Blobs::new(Arc::clone(&memory)), memory }
}

impl Node {
    fn hold(&self, label: &str, bytes: &[u8]) -> [u8; 32] {
        let hash = *blake3::hash(bytes).as_bytes();
        std::fs::File::create(self.memory.path(&hash)).unwrap().write_all(bytes).unwrap();
        self.memory.possessed.lock().unwrap().insert((db(label, 1), hash));
        hash
    }

    fn has(&self, label: &str, hash: &[u8; 32]) -> bool {
        self.memory.possessed.lock().unwrap().contains(&(db(label, 1), *hash))
    }
}

fn connect(one: &Node, other: &Node) -> Wire {
    let [(here, _), (there, mut heard_there)] = wire(1, 2, [&[], &[]]);
    one.blobs.up(here.clone());
    let blobs = other.blobs.clone();
    tokio::spawn(async move {
        while let Some((_, to, from)) = heard_there.recv().await {
            let (blobs, there) = (blobs.clone(), there.clone());
            tokio::spawn(async move { blobs.give(there, to, from).await });
        }
    });
    here
}

async fn until(holds: impl Fn() -> bool) {
    let looking = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await.expect("it never came about");
}

#[tokio::test]
async fn a_file_is_fetched_for_the_database_it_is_held_for_and_no_other() {
    let (one, other) = (node(), node());
    let whole = bytes(5 * 1024 * 1024 + 17);
    let hash = other.hold("a", &whole);
    one.blobs.want(db("a", 1), hash);
    one.blobs.want(db("b", 1), hash);
    connect(&one, &other);
    until(|| one.has("a", &hash)).await;
    assert_eq!(std::fs::read(one.memory.path(&hash)).unwrap(), whole);
    assert!(!one.has("b", &hash));
    until(|| one.blobs.wanted() == 1).await;
}

#[tokio::test]
async fn what_came_before_a_break_is_not_fetched_again() {
    let (one, other) = (node(), node());
    let whole = bytes(8 * 1024 * 1024);
    let hash = other.hold("a", &whole);
    let part = one.memory.path(&hash).with_extension("part");
    std::fs::File::create(part).unwrap().write_all(&whole[..6 * 1024 * 1024 + 100]).unwrap();
    one.blobs.want(db("a", 1), hash);
    let wire = connect(&one, &other);
    until(|| one.has("a", &hash)).await;
    assert_eq!(std::fs::read(one.memory.path(&hash)).unwrap(), whole);
    let bytes = wire.bytes.load(Ordering::Relaxed);
    assert!(bytes < 2 * 1024 * 1024 + 64 * 1024, "{bytes}");
}

#[tokio::test]
async fn what_suffered_before_a_break_is_begun_anew() {
    let (one, other) = (node(), node());
    let whole = bytes(3 * 1024 * 1024);
    let hash = other.hold("a", &whole);
    let part = one.memory.path(&hash).with_extension("part");
    let mut suffered = whole[..2 * 1024 * 1024].to_vec();
    suffered[77] ^= 1;
    std::fs::File::create(&part).unwrap().write_all(&suffered).unwrap();
    one.blobs.want(db("a", 1), hash);
    let wire = connect(&one, &other);
    until(|| part.metadata().is_ok_and(|meta| meta.len() == 0)).await;
    assert!(!one.has("a", &hash));
    until(|| {
        // Whoever connects is asked anew.
        one.blobs.up(wire.clone());
        one.has("a", &hash)
    })
    .await;
    assert_eq!(std::fs::read(one.memory.path(&hash)).unwrap(), whole);
}

#[tokio::test]
async fn what_is_large_is_left_until_somebody_asks_and_they_hear_how_it_comes() {
    let (one, other) = (node(), node());
    one.memory.fetched_below.store(MIB, Ordering::Relaxed);
    let large = other.hold("a", &bytes(5 * 1024 * 1024));
    let small = other.hold("a", b"small");
    one.blobs.want(db("a", 1), large);
    one.blobs.want(db("a", 1), small);
    let wire = connect(&one, &other);
    until(|| one.blobs.wanted() == 0).await;
    assert!(one.has("a", &small) && !one.has("a", &large));
    assert!(wire.bytes.load(Ordering::Relaxed) < MIB, "what is left is not sent first");
    let mut heard = one.blobs.ask(db("a", 1), large).unwrap();
    let mut before = 0;
    while *heard.borrow() != Coming::Whole {
        heard.changed().await.unwrap();
        if let Coming::UnderWay { done, size } = *heard.borrow_and_update() {
            assert!(done >= before && size == 5 * MIB);
            before = done;
        }
    }
    assert!(one.has("a", &large));
    let mut nobody = one.blobs.ask(db("a", 1), [9; 32]).unwrap();
    let now = nobody.wait_for(|now| matches!(now, Coming::Failed(_))).await.unwrap().clone();
    let Coming::Failed(why) = now else { unreachable!() };
    assert!(why.text.contains("none of 1 connected peers gives it"), "{}", why.text);
}

#[tokio::test]
async fn who_asks_where_nobody_is_connected_is_told_at_once() {
    let one = node();
    let mut heard = one.blobs.ask(db("a", 1), [1; 32]).unwrap();
    let now = heard.wait_for(|now| *now != Coming::Sought).await.unwrap().clone();
    assert!(matches!(now, Coming::Failed(why) if why.text == "no peer is connected"));
}

#[tokio::test]
async fn a_private_file_is_given_to_no_stranger() {
    let other = node();
    let hash = other.hold("private.x", b"secret");
    let [(_, _), (there, _)] = wire(1, 2, [&[], &[]]);
    let ((mut to, mut from), (their_to, their_from), _) = crate::testing::stream();
    let want = Message::Want { db: db("private.x", 1), hash };
    to.send(want.encode()).await.unwrap();
    other.blobs.give(there, their_to, their_from).await;
    let answer = crate::stream::Incoming::receive(&mut from).await.unwrap().unwrap();
    assert_eq!(Message::decode(&answer), Ok(Message::NotHere));
    assert_eq!(secret(1).public(), db("private.x", 1).owner());
}
