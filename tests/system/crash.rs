//! What was acknowledged survives a kill.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use cyberfly_client::{NodeClient, TokenSource};
use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Door, Handled, Outcome};

use crate::lab::{Lab, PATIENCE};

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

/// How often the node is killed: a few times, or as often as `CYBERFLY_KILL_ROUNDS` says.
fn rounds() -> u32 {
    std::env::var("CYBERFLY_KILL_ROUNDS").map_or(4, |rounds| rounds.parse().unwrap())
}

/// Writers keep a ledger of what was acknowledged while the node is killed under them, again and again.
#[test]
fn nothing_acknowledged_is_lost_when_the_node_is_killed_under_writers() {
    let lab = Lab::new().with_key();
    let ledger = Mutex::new(BTreeMap::new());
    for round in 0..rounds() {
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

/// The same through the HTTP door, many callers at once, each over a connection that stays open; and after every kill all
/// that is in the ledger is handed in again.
#[test]
fn what_the_http_door_acknowledged_outlives_a_kill_and_has_one_effect_when_it_comes_again() {
    let lab = Lab::new().with_key();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ledger = Mutex::new(Vec::<(u8, u64, Vec<u8>)>::new());
    let secret = |caller: u8| SecretKey::from_seed(&[100 + caller; 32]);
    let client = |node: &crate::lab::Node<'_>| {
        let address = node.status()["listen"]["http"].as_str().unwrap().to_owned();
        NodeClient::at_url(&format!("http://{address}"), TokenSource::None, PATIENCE).unwrap()
    };
    for round in 0..u64::from(rounds()) {
        let node = lab.start();
        let door = client(&node);
        let before = ledger.lock().unwrap().len();
        runtime.block_on(async {
            let callers = (0..8u8).map(|caller| {
                let (door, ledger) = (door.clone(), &ledger);
                async move {
                    for count in round * 1_000_000.. {
                        let bytes = operation(&secret(caller), count);
                        // Half of them several at once.
                        let answer = match caller % 2 {
                            0 => door.submit(bytes.clone()).await.map(Handled::Receipt),
                            _ => door
                                .submit_many(vec![bytes.clone()])
                                .await
                                .map(|mut all| all.operations.remove(0)),
                        };
                        match answer {
                            Ok(Handled::Receipt(receipt)) => {
                                assert!(receipt.durable);
                                ledger.lock().unwrap().push((caller, count, bytes));
                            }
                            Ok(Handled::Error(_)) | Err(_) => return,
                        }
                    }
                }
            });
            let killer = async {
                while ledger.lock().unwrap().len() < before + 200 {
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
        });
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
