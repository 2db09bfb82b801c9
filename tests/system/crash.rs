//! What was acknowledged survives a kill.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::lab::Lab;

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
