//! Peers that lie, flood and send garbage: it costs them their connection and nobody else anything.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cyberfly_core::reconcile::{
    Databases, Entry, Limits, MemorySums, Reconciler, SessionKey, Shared, Sums, Visibility,
};
use cyberfly_core::{DbName, Draft, Key, OpId, SecretKey, Stamp, Write};
use cyberfly_net::Purpose;
use data_encoding::BASE64;
use serde_json::Value;

use super::stranger::Stranger;
use crate::lab::{Lab, Node, until};
use crate::replication::{default_db, digest, join, share_key, ticket};

/// Two honest nodes that hold the same.
pub(super) struct Honest {
    pub(super) first: Lab,
    second: Lab,
}

impl Honest {
    pub(super) fn new() -> Self {
        let honest = Self { first: Lab::new().with_key(), second: Lab::new() };
        share_key(&honest.first, &honest.second);
        honest
    }

    pub(super) fn start(&self) -> (Node<'_>, Node<'_>) {
        let first = self.first.start_with(&[("CYBERFLY_REPLICATE__DATABASES", "all")]);
        self.first.run("data put k v").ok();
        let second = join(&self.second, &ticket(&self.first));
        self.agree();
        (first, second)
    }

    fn db(&self) -> String {
        default_db(&self.first)
    }

    pub(super) fn agree(&self) {
        let db = self.db();
        until("the honest agree", || {
            digest(&self.first, &db).is_some() && digest(&self.first, &db) == digest(&self.second, &db)
        });
    }

    /// They are still connected with each other, and what is written goes from one to the other.
    pub(super) fn go_on(&self, key: &str) {
        self.first.run(&format!("data put {key} x --wait-replicas 1 --timeout 20s")).ok();
        let second = self.second.run("status --json").json()["node_id"].clone();
        let peers = self.first.run("peers list --json").ok().json();
        let seen = peers["peers"].as_array().unwrap().iter().find(|peer| peer["id"] == second).unwrap();
        assert_eq!((&seen["state"], &seen["failures"]), (&Value::from("active"), &Value::from(0)));
    }

    fn resident(&self) -> u64 {
        // Whatever its health: that sessions with a stranger fail may count as degraded by now.
        let pid = self.first.run("status --json").json()["pid"].as_u64().unwrap();
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }
}

fn operation(db: &DbName, author: u8, ms: u64, key: &str) -> Vec<u8> {
    let writes = vec![Write::string(Key::new(key).unwrap(), b"stranger".to_vec())];
    let draft = Draft { db: db.clone(), stamp: Stamp::at_millis(ms), writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[author; 32])).unwrap().bytes().to_vec()
}

/// A message of the live stream that carries operations.
fn live(operations: &[Vec<u8>]) -> Vec<u8> {
    let mut message = vec![1];
    for operation in operations {
        message.extend(u32::try_from(operation.len()).unwrap().to_le_bytes());
        message.extend(operation);
    }
    message
}

/// Bytes without an order: splitmix64.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        bytes.extend(next().to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

#[test]
fn garbage_on_any_stream_harms_nobody() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let before = digest(&honest.first, &honest.db());
    let stranger = Stranger::of(91, &honest.first);
    for (seed, purpose) in (0..).zip([Purpose::Sync, Purpose::Live, Purpose::Blob, Purpose::Control]) {
        for length in [0, 1, 17, 3_000, 100_000] {
            // What comes back is nothing, or the beginning of a conversation that is not gone on with.
            stranger.say(purpose, &[noise(seed, length), noise(seed + 100, length)]);
        }
    }
    assert_eq!(digest(&honest.first, &honest.db()), before);
    honest.go_on("after");
    honest.agree();
}

#[test]
fn whoever_passes_on_what_nobody_signed_is_cut_off_and_nobody_honest_is() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let db: DbName = honest.db().parse().unwrap();
    let stranger = Stranger::of(92, &honest.first);
    let link = stranger.link();
    let mut forged = operation(&db, 92, cyberfly_node::now_ms(), "forged");
    *forged.last_mut().unwrap() ^= 1;
    stranger.say(Purpose::Live, &[live(&[forged])]);
    let why = stranger.is_hung_up_on(&link);
    assert!(why.contains("not valid"), "{why}");
    honest.go_on("after");
    honest.first.run("data get forged").fails(4, "there is no key");
}

#[test]
fn who_has_no_right_to_write_changes_nothing_and_is_not_blamed() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let db: DbName = honest.db().parse().unwrap();
    let before = digest(&honest.first, db.as_str());
    let stranger = Stranger::of(93, &honest.first);
    let link = stranger.link();
    let unwanted: Vec<_> =
        (0..50).map(|n| operation(&db, 93, cyberfly_node::now_ms(), &format!("n{n}"))).collect();
    let asked = [live(&unwanted), vec![3]];
    stranger.say(Purpose::Live, &asked);
    honest.go_on("after");
    assert!(link.capabilities().words().count() < 100, "the link is there");
    let connected = honest.first.run("peers list --json").ok().json();
    let seen =
        connected["peers"].as_array().unwrap().iter().find(|peer| peer["id"] == stranger.id()).unwrap();
    assert_eq!(seen["state"], "active", "to know less of rights than others is no fault");
    honest.first.run("data get n0").fails(4, "there is no key");
    assert_ne!(digest(&honest.first, db.as_str()), before, "what the owner wrote since is there");
}

#[test]
fn old_operations_that_come_again_have_no_effect() {
    let honest = Honest::new();
    let _nodes = honest.start();
    honest.first.run("data put k 1").ok();
    honest.first.run("data hash set h f old").ok();
    let exported = honest.first.run("data export --signed").ok();
    honest.first.run("data put k 2").ok();
    honest.first.run("data hash del h f").ok();
    let old: Vec<Vec<u8>> = exported
        .text()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|line| BASE64.decode(line["op"].as_str()?.as_bytes()).ok())
        .collect();
    assert!(old.len() >= 2);
    honest.agree();
    let info = || {
        let told = honest.first.run(&format!("db info {} --json", honest.db())).ok().json();
        (told["digest"].clone(), told["operations"].clone())
    };
    let before = info();
    let stored = honest.first.run("status --json").ok().json()["operations"].clone();
    let stranger = Stranger::of(94, &honest.first);
    let again: Vec<_> = (0..200).map(|_| live(&old)).chain([vec![3]]).collect();
    stranger.say(Purpose::Live, &again);
    honest.go_on("mark");
    honest.first.run("data del mark").ok();
    assert_eq!(honest.first.run("data get k").ok().text(), "2");
    honest.first.run("data hash get h f").code_is(4);
    let after = info();
    // The mark and its end are the owner's; of what came again nothing is there twice, or alive again.
    assert_eq!(after.1.as_u64().unwrap(), before.1.as_u64().unwrap() + 1, "the delete of the mark is kept");
    let now = honest.first.run("status --json").ok().json()["operations"].as_u64().unwrap();
    assert_eq!(now, stored.as_u64().unwrap() + 2, "old operations were stored again");
}

#[test]
fn a_million_ids_of_nothing_cost_little_and_hold_nobody_up() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let db: DbName = honest.db().parse().unwrap();
    let stranger = Stranger::of(95, &honest.first);
    let before = (digest(&honest.first, db.as_str()), honest.resident());
    // By the live stream: ids that are to be asked for.
    let have: Vec<Vec<u8>> = (0..1_000_u64)
        .map(|message| {
            let mut bytes = vec![2, 1];
            bytes.extend(u32::try_from(db.as_str().len()).unwrap().to_le_bytes());
            bytes.extend(db.as_str().as_bytes());
            bytes.extend(noise(message, 32 * 1_000));
            bytes
        })
        .collect();
    stranger.say(Purpose::Live, &have);
    // And in sessions, each of which believes at most so many.
    for session in 0..10 {
        offer_ids_of_nothing(&stranger, &db, session);
    }
    honest.go_on("after");
    let grown = honest.resident().saturating_sub(before.1);
    assert!(grown < 150 * 1024 * 1024, "it takes {grown} bytes more than before");
    honest.agree();
    assert_ne!(digest(&honest.first, db.as_str()), before.0);
}

/// Holds a session in which a hundred thousand operations are offered that there are not.
fn offer_ids_of_nothing(stranger: &Stranger, db: &DbName, number: u8) {
    let link = stranger.link();
    let exporter = link.export_key(b"sync");
    let session = [number; 16];
    let now = cyberfly_node::now_ms();
    let bound = Stamp::at_millis(now);
    let entries = (0..100_000_u64).map(|n| {
        let mut id = [0; 32];
        id.copy_from_slice(&noise(n + u64::from(number) * 100_000, 32));
        Entry { stamp: Stamp::at_millis(now - 200_000 + n), id: OpId::from_bytes(id) }
    });
    let sums: MemorySums = entries.collect();
    let key = SessionKey::new(&exporter, &session);
    let Ok(digest) = sums.digest(&(Entry::FIRST..Entry::before(bound)));
    let shared = Shared { name: db, digest, visibility: Visibility::Public };
    let list = Databases::new(&key, [shared]);
    let list_limits = Limits::default();
    let Ok((mut lists, first)) =
        Reconciler::initiator(list.sums().clone(), Databases::bound(), key.clone(), list_limits);
    stranger.runtime.block_on(async {
        let talk = async {
            let (mut send, mut recv) = link.open(Purpose::Sync).await.ok()?;
            let mut hello = vec![0];
            hello.extend(session);
            hello.extend(bound.as_u64().to_le_bytes());
            hello.push(0);
            hello.extend(first);
            send.send(&hello).await.ok()?;
            let welcome = recv.next(1 << 21).await.ok()??;
            // Busy: the node has a session with this peer under way by itself.
            if welcome.first() != Some(&1) {
                return None;
            }
            let mut message = welcome[9..].to_vec();
            loop {
                let step = lists.step(&message).ok()?;
                if let Some(more) = step.send {
                    let mut frame = vec![3];
                    frame.extend(more);
                    send.send(&frame).await.ok()?;
                }
                if step.ended.is_some() {
                    break;
                }
                message = recv.next(1 << 21).await.ok()??[1..].to_vec();
            }
            let tag = key.name_tag(db);
            let mut tags = vec![4];
            tags.extend(tag.0);
            send.send(&tags).await.ok()?;
            recv.next(1 << 21).await.ok()??;
            for empty in [5, 6, 7] {
                send.send(&[empty]).await.ok()?;
                recv.next(1 << 21).await.ok()??;
            }
            let under = SessionKey::new(&exporter, &[session.as_slice(), db.as_str().as_bytes()].concat());
            let (mut operations, first) =
                Reconciler::initiator(sums, bound, under, Limits::default()).ok()?;
            let mut open = vec![8];
            open.extend(0_u32.to_le_bytes());
            open.extend(tag.0);
            open.extend([0; 8]);
            open.extend(first);
            send.send(&open).await.ok()?;
            let mut asked_for = 0;
            while let Some(frame) = recv.next(1 << 21).await.ok()? {
                match frame[0] {
                    9 => {
                        let step = operations.step(&frame[5..]).ok()?;
                        if let Some(more) = step.send {
                            let mut frame = vec![9, 0, 0, 0, 0];
                            frame.extend(more);
                            send.send(&frame).await.ok()?;
                        }
                    }
                    11 => asked_for += 1,
                    _ => {}
                }
                if asked_for > 2 {
                    break;
                }
            }
            Some(())
        };
        let _over = tokio::time::timeout(Duration::from_secs(15), talk).await;
    });
}

#[test]
fn a_flood_over_many_streams_holds_nobody_up() {
    let honest = Honest::new();
    let _nodes = honest.start();
    let stranger = Stranger::of(96, &honest.first);
    let before = honest.resident();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let flood = || {
            let interest = {
                let mut message = vec![0, 0];
                message.extend(noise(5, 16 * 10_000));
                message
            };
            while !over.load(Ordering::Relaxed) {
                let link = stranger.link();
                stranger.runtime.block_on(async {
                    let mut streams = Vec::new();
                    for _ in 0..64 {
                        let opening = link.open(Purpose::Live);
                        let opened = tokio::time::timeout(Duration::from_millis(100), opening).await;
                        let Ok(Ok((mut send, recv))) = opened else { break };
                        let sending = async {
                            for _ in 0..4 {
                                if send.send(&interest).await.is_err() {
                                    break;
                                }
                            }
                        };
                        let _full = tokio::time::timeout(Duration::from_millis(100), sending).await;
                        streams.push((send, recv));
                    }
                });
            }
        };
        let flooding = scope.spawn(flood);
        for n in 0..5 {
            honest.go_on(&format!("meanwhile{n}"));
        }
        over.store(true, Ordering::Relaxed);
        flooding.join().unwrap();
    });
    let grown = honest.resident().saturating_sub(before);
    assert!(grown < 150 * 1024 * 1024, "it takes {grown} bytes more than before");
    honest.agree();
}

/// Whether any file below a folder has these bytes in it.
fn anywhere(folder: &Path, part: &[u8]) -> Option<String> {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if let Some(found) = anywhere(&path, part) {
                return Some(found);
            }
        } else if path.is_file()
            && fs::read(&path).is_ok_and(|bytes| bytes.windows(part.len()).any(|window| window == part))
        {
            return Some(path.display().to_string());
        }
    }
    None
}

#[test]
fn a_private_name_and_its_bytes_never_reach_a_stranger() {
    let owner = Lab::new().with_key();
    let _owner = owner.start_with(&[("CYBERFLY_REPLICATE__DATABASES", "all")]);
    owner.run("db create diary --private").ok();
    owner.run("data put secret-key secret-value --db private.diary").ok();
    owner.run("data put open v").ok();
    // One that takes all it can get, and one that asks for what it must not.
    let other = Lab::new();
    let _other = join(&other, &ticket(&owner));
    let db = owner.run("db info private.diary --json").ok().json()["name"].as_str().unwrap().to_owned();
    let open = owner.run("db list --json").ok().json();
    let open =
        open["databases"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned());
    let open: Vec<_> = open.filter(|name| !name.starts_with("private.")).collect();
    until("what is open has come", || open.iter().all(|db| digest(&other, db).is_some()));
    owner.run("data put later secret-later --db private.diary").ok();
    owner.run("data put open w --wait-replicas 1 --timeout 20s").ok();
    other.run("sync now").ok();
    for part in ["private.diary", "secret-"] {
        assert_eq!(anywhere(other.home(), part.as_bytes()), None, "{part}");
    }
    let stranger = Stranger::of(97, &owner);
    let mut blob = vec![0];
    blob.extend(u32::try_from(db.len()).unwrap().to_le_bytes());
    blob.extend(db.as_bytes());
    blob.extend([7; 32]);
    let mut durable = vec![5];
    durable.extend(1_u64.to_le_bytes());
    durable.extend([7; 32]);
    durable.extend(u32::try_from(db.len()).unwrap().to_le_bytes());
    durable.extend(db.as_bytes());
    for (purpose, frame) in [(Purpose::Blob, blob), (Purpose::Live, durable)] {
        let answer = stranger.say(purpose, &[frame]).unwrap_or_default();
        assert!(!answer.windows(7).any(|window| window == b"private" || window == b"secret-"), "{answer:?}");
    }
    let members: &[&str] = &["sync databases", "peers list", "topology"];
    for line in members {
        assert!(!other.run(line).ok().text().contains("private"), "{line}");
    }
}
