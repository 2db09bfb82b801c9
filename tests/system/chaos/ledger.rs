//! Who writes, and what was acknowledged.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::Door;
use serde_json::Value;
use tokio::time::MissedTickBehavior;

use crate::field::Field;

/// How long a writer waits for an answer; a halted node gives none.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a writer writes at most, in all. In an hour as often as in some minutes: each write is looked up on every node
/// in the end.
const WRITES: u32 = 100_000;

/// Everything that was acknowledged, by the machine whose node did.
pub(super) struct Ledger {
    secret: SecretKey,
    db: DbName,
    acknowledged: Mutex<BTreeSet<(usize, u64)>>,
    refused: AtomicU64,
}

impl Ledger {
    pub(super) fn new() -> Self {
        let secret = SecretKey::from_seed(&[7; 32]);
        let db = DbName::new("ledger", secret.public()).unwrap();
        Self { secret, db, acknowledged: Mutex::default(), refused: AtomicU64::new(0) }
    }

    pub(super) fn db(&self) -> &str {
        self.db.as_str()
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Writes to the node of a machine, one key after the other, until it is over, which will be after about this long.
    pub(super) fn write_on(&self, field: &Field, machine: usize, lasts: Duration, over: &AtomicBool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut turns = runtime.block_on(async { tokio::time::interval(lasts / WRITES) });
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let socket = field.data(machine).join("admin.sock");
        let mut client = None;
        for count in 0.. {
            if over.load(Ordering::Relaxed) {
                return;
            }
            if client.is_none() {
                client = match NodeClient::at_socket(&socket, PATIENCE) {
                    Ok(Connect::Listening(client)) => Some(client),
                    _ => None,
                };
            }
            runtime.block_on(turns.tick());
            let Some(door) = &client else { continue };
            // One in ten takes a key that others write, too.
            let key = if count % 10 == 0 { "shared".to_owned() } else { format!("m{machine}/{count}") };
            let writes = vec![Write::string(Key::new(&key).unwrap(), count.to_string().into_bytes())];
            let stamp = Stamp::at_millis(cyberfly_node::now_ms());
            let draft = Draft { db: self.db.clone(), stamp, writes, expires: None, device: None };
            let bytes = draft.sign(&self.secret).unwrap().bytes().to_vec();
            match runtime.block_on(door.submit(bytes)) {
                Ok(receipt) => {
                    assert!(receipt.durable);
                    if count % 10 != 0 {
                        self.acknowledged.lock().unwrap().insert((machine, count));
                    }
                }
                Err(_) => {
                    self.refused.fetch_add(1, Ordering::Relaxed);
                    client = None;
                }
            }
        }
    }

    /// Looks for everything on every node, and says how much that was.
    pub(super) fn check(&self, field: &Field, seed: u64) -> usize {
        let acknowledged = self.acknowledged.lock().unwrap();
        for machine in 0..field.machines() {
            let words = [
                "data",
                "scan",
                "m",
                "--values",
                "--db",
                self.db(),
                "--output",
                "ndjson",
                "--online",
                "--timeout",
                "60s",
            ];
            let done = field.command(machine, words).output().unwrap();
            assert!(done.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&done.stderr));
            let found: BTreeSet<(String, String)> = done
                .stdout
                .split(|byte| *byte == b'\n')
                .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
                .filter_map(|row| Some((row["key"].as_str()?.to_owned(), row["value"].as_str()?.to_owned())))
                .collect();
            for (writer, count) in acknowledged.iter() {
                let wanted = (format!("m{writer}/{count}"), count.to_string());
                assert!(
                    found.contains(&wanted),
                    "seed {seed}: node {writer} acknowledged {wanted:?}, and node {machine} does not hold it"
                );
            }
        }
        acknowledged.len()
    }
}
