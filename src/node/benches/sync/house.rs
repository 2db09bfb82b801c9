//! A node with a folder of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_node::Node;
use cyberfly_node::config::Config;
use cyberfly_protocol::query::DbInfo;
use cyberfly_protocol::{Door, Listen, Query, QueryAnswer};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) struct House {
    pub(crate) node: Node,
    pub(crate) folder: TempDir,
}

fn author() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

pub(crate) fn db() -> DbName {
    DbName::new("bench", author().public()).unwrap()
}

/// An operation of one write, signed.
pub(crate) fn sign(write: Write, ms: u64) -> Vec<u8> {
    let draft =
        Draft { db: db(), stamp: Stamp::at_millis(ms), writes: vec![write], expires: None, device: None };
    draft.sign(&author()).unwrap().bytes().to_vec()
}

/// An operation with a value of its own, in which nothing repeats: the worst there is for packing.
pub(crate) fn operation(number: u64, ms: u64) -> Vec<u8> {
    let mut value = vec![0; 100];
    let mut state = number.wrapping_add(1);
    for byte in &mut value {
        // xorshift
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = state.to_le_bytes()[3];
    }
    sign(Write::string(Key::new(format!("key{number}")).unwrap(), value), ms)
}

/// A node that knows these peers, replicates all, and fetches every file at once.
pub(crate) fn house(runtime: &Runtime, peers: &[String]) -> House {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.network.listen = "*:0".parse().unwrap();
    config.network.peers = peers.iter().map(|peer| peer.parse().unwrap()).collect();
    config.replicate.databases = "all".parse().unwrap();
    config.replicate.blobs_eager_below = "1000GiB".parse().unwrap();
    let node = Node::builder(folder.path()).config(config).open().unwrap();
    runtime.block_on(node.join()).unwrap();
    node.serves_at(Listen::default());
    House { node, folder }
}

impl House {
    pub(crate) fn address(&self, runtime: &Runtime) -> String {
        let listen = runtime.block_on(self.node.status()).unwrap().listen.unwrap().quic;
        let at: SocketAddr = listen.iter().find_map(|at| at.parse().ok()).unwrap();
        format!("{}@{}", self.node.id().unwrap(), SocketAddr::from((Ipv4Addr::LOCALHOST, at.port())))
    }

    pub(crate) fn operations(&self, runtime: &Runtime) -> u64 {
        runtime.block_on(self.node.status()).unwrap().operations.unwrap()
    }

    pub(crate) fn digest(&self, runtime: &Runtime) -> String {
        match runtime.block_on(self.node.query(Query::from(DbInfo { db: db() }))).unwrap() {
            QueryAnswer::DbInfo { digest, .. } => digest,
            answer => panic!("{answer:?}"),
        }
    }

    pub(crate) fn has(&self, runtime: &Runtime, key: &str) -> bool {
        runtime.block_on(self.node.get(&db(), &Key::new(key).unwrap())).is_ok()
    }

    pub(crate) fn sent(&self) -> u64 {
        self.node.peers().peers.iter().filter_map(|peer| Some(peer.connection.as_ref()?.sent_bytes)).sum()
    }
}

/// How long something may take. Generous: it is a limit, not a wait.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1200);

/// Waits until it holds and says how long that took.
pub(crate) fn until(holds: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "it never came about");
        std::thread::yield_now();
    }
    began.elapsed()
}
