//! What was acknowledged survives a kill.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use cyberfly_client::{NodeClient, TokenSource, Trust};
use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Door, Handled, Outcome};

use crate::lab::{Lab, Node, PATIENCE};

#[test]
fn a_value_put_before_a_kill_is_there_after() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put k v").ok();
    node.kill();
    assert!(lab.data().join("admin.sock").exists(), "a kill leaves the socket behind");
    assert_eq!(lab.run("data get k").ok().out, b"v");
    let _node = lab.start();
    assert_eq!(lab.run("data get k --online").ok().out, b"v");
}

/// How often the node is killed: so often, or as often as `CYBERFLY_KILL_ROUNDS` says.
fn rounds(unless_said: u32) -> u32 {
    std::env::var("CYBERFLY_KILL_ROUNDS").map_or(unless_said, |rounds| rounds.parse().unwrap())
}

/// What was acknowledged: by whom it was written, the how many-th it was, and the operation.
type Ledger = Vec<(u8, u64, Vec<u8>)>;

/// Writers keep a ledger of what was acknowledged while the node is killed under them, again and again.
#[test]
fn nothing_acknowledged_is_lost_when_the_node_is_killed_under_writers() {
    let lab = Lab::new().with_key();
    let ledger = Mutex::new(BTreeMap::new());
    for round in 0..rounds(4) {
        let node = lab.start();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for writer in 0..3 {
                let (lab, ledger, over) = (&lab, &ledger, &over);
                scope.spawn(move || {
                    for count in 0.. {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        let (key, value) = (format!("k{writer}"), format!("{round}-{count}"));
                        if lab.run(&format!("data put {key} {value} --online --timeout 5s")).code == 0 {
                            ledger.lock().unwrap().insert(key, value);
                        }
                    }
                });
            }
            crate::lab::until("enough was acknowledged", || {
                ledger
                    .lock()
                    .unwrap()
                    .values()
                    .filter(|value| value.starts_with(&format!("{round}-")))
                    .count()
                    == 3
            });
            node.kill();
            over.store(true, Ordering::Relaxed);
        });
        for (key, acknowledged) in ledger.lock().unwrap().iter() {
            let found = lab.run(&format!("data get {key}")).ok().text().to_owned();
            let number =
                |value: &str| value.split('-').map(|part| part.parse().unwrap()).collect::<Vec<u32>>();
            assert!(
                number(&found) >= number(acknowledged),
                "{key}: acknowledged {acknowledged}, found {found}"
            );
        }
    }
}

/// An author's signed operation that puts a number at a key.
fn operation(secret: &SecretKey, count: u64) -> Vec<u8> {
    let db = DbName::new("ledger", secret.public()).unwrap();
    let writes = vec![Write::string(Key::new("count").unwrap(), count.to_string().into_bytes())];
    let stamp = Stamp::at_millis(cyberfly_node::now_ms());
    let extra = vec![Write::string(Key::new(format!("k{count}")).unwrap(), b"v".to_vec())];
    let draft = Draft { db, stamp, writes: [writes, extra].concat(), expires: None, device: None };
    draft.sign(secret).unwrap().bytes().to_vec()
}

/// A caller's key.
fn secret(caller: u8) -> SecretKey {
    SecretKey::from_seed(&[100 + caller; 32])
}

fn client(node: &Node<'_>) -> NodeClient {
    let address = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    NodeClient::at_url(&format!("http://{address}"), TokenSource::None, &Trust::default(), PATIENCE).unwrap()
}

/// Eight callers hand in one operation after the other, numbered from `first` on, and note what was acknowledged, until
/// there are `enough` more of those and the node is killed.
async fn write_until_killed(
    door: &NodeClient,
    node: Node<'_>,
    ledger: &Mutex<Ledger>,
    first: u64,
    enough: usize,
    operation: &dyn Fn(u8, u64) -> Vec<u8>,
) {
    let before = ledger.lock().unwrap().len();
    let callers = (0..8u8).map(|caller| async move {
        for count in first.. {
            let bytes = operation(caller, count);
            // Half of them several at once.
            let answer = match caller % 2 {
                0 => door.submit(bytes.clone()).await.map(Handled::Receipt),
                _ => door.submit_many(vec![bytes.clone()]).await.map(|mut all| all.operations.remove(0)),
            };
            match answer {
                Ok(Handled::Receipt(receipt)) => {
                    assert!(receipt.durable);
                    ledger.lock().unwrap().push((caller, count, bytes));
                }
                Ok(Handled::Error(_)) | Err(_) => return,
            }
        }
    });
    let killer = async {
        while ledger.lock().unwrap().len() < before + enough {
            tokio::task::yield_now().await;
        }
        node.kill();
    };
    // All in one task: a caller ends when the door does.
    let mut callers: Vec<_> = callers.map(Box::pin).collect();
    let mut killer = Box::pin(killer);
    let mut is_killed = false;
    std::future::poll_fn(|context| {
        is_killed = is_killed || killer.as_mut().poll(context).is_ready();
        callers.retain_mut(|caller| caller.as_mut().poll(context).is_pending());
        if callers.is_empty() && is_killed { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// The same through the HTTP door, many callers at once, each over a connection that stays open; and after every kill all
/// that is in the ledger is handed in again.
#[test]
fn what_the_http_door_acknowledged_outlives_a_kill_and_has_one_effect_when_it_comes_again() {
    let lab = Lab::new().with_key();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ledger = Mutex::new(Ledger::new());
    for round in 0..u64::from(rounds(4)) {
        let node = lab.start();
        let door = client(&node);
        let make = |caller: u8, count: u64| operation(&secret(caller), count);
        runtime.block_on(write_until_killed(&door, node, &ledger, round * 1_000_000, 200, &make));
        let node = lab.start();
        let door = client(&node);
        let ledger = ledger.lock().unwrap();
        runtime.block_on(async {
            for batch in ledger.chunks(256) {
                let again = batch.iter().map(|(.., bytes)| bytes.clone()).collect();
                for handled in door.submit_many(again).await.unwrap().operations {
                    let Handled::Receipt(receipt) = handled else { panic!("{handled:?}") };
                    assert_eq!(receipt.outcome, Outcome::Duplicate, "it was acknowledged and is not here");
                }
            }
        });
        node.kill();
    }
}

/// The same while segments are compacted: large values take turns at a few keys, so that most of what is written is soon
/// dead, and nothing dead is kept.
#[test]
#[ignore = "writes a gigabyte and a half in 200 rounds: run by hand"]
#[expect(clippy::print_stdout, reason = "what happened is to be read by who runs it by hand")]
fn nothing_acknowledged_is_lost_when_the_node_is_killed_while_it_compacts() {
    let lab = Lab::new();
    let settings = [("CYBERFLY_STORAGE__UNDO_WINDOW", "0s"), ("CYBERFLY_STORAGE__COMPACTION_RATE", "64MiB")];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ledger = Mutex::new(Ledger::new());
    let large = |caller: u8, count: u64| {
        let secret = secret(caller);
        let db = DbName::new("large", secret.public()).unwrap();
        let value = large_value(caller, count);
        let writes = vec![Write::string(Key::new(format!("k{}", count % 5)).unwrap(), value)];
        let stamp = Stamp::at_millis(1_700_000_000_000 + count);
        let draft = Draft { db, stamp, writes, expires: None, device: None };
        draft.sign(&secret).unwrap().bytes().to_vec()
    };
    let (mut begun, mut finished) = (0, BTreeSet::new());
    for round in 0..u64::from(rounds(200)) {
        let node = lab.start_with(&settings);
        let door = client(&node);
        let enough = 60 + usize::try_from(round * 37 % 120).unwrap();
        runtime.block_on(write_until_killed(&door, node, &ledger, round * 1_000_000, enough, &large));
        let names = std::fs::read_dir(lab.data().join("journal")).unwrap();
        let names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        begun += u32::from(names.iter().any(|name| name == "compacting"));
        finished.extend(names.into_iter().filter(|name| name.contains('-')));
        let node = lab.start_with(&settings);
        let door = client(&node);
        // What was acknowledged last at each key stands there, or something newer does.
        let mut last = BTreeMap::new();
        for (caller, count, bytes) in ledger.lock().unwrap().drain(..) {
            last.insert((caller, count % 5), (count, bytes));
        }
        runtime.block_on(async {
            for ((caller, key), (count, bytes)) in &last {
                let outcome = door.submit(bytes.clone()).await.unwrap().outcome;
                assert_ne!(outcome, Outcome::Applied, "{caller}'s k{key} of {round}: {count} was lost");
            }
        });
        node.kill();
        *ledger.lock().unwrap() =
            last.into_iter().map(|((caller, _), (count, bytes))| (caller, count, bytes)).collect();
    }
    println!(
        "killed with a compacted segment half written: {begun}; compacted segments seen: {}",
        finished.len()
    );
    assert!(begun > 0 && !finished.is_empty(), "{begun} {finished:?}");
    lab.run("doctor").ok();
}

/// A value of 60 KB that nothing makes smaller.
fn large_value(caller: u8, count: u64) -> Vec<u8> {
    let mut value = vec![0; 60_000];
    let mut state = u64::from(caller).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ count;
    for chunk in value.chunks_mut(8) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chunk.copy_from_slice(&state.to_le_bytes()[..chunk.len()]);
    }
    value
}
