//! Networks in one process, on loopback.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cyberfly_core::hello::Capabilities;
use cyberfly_core::peer::{PeerState, Reach};
use cyberfly_core::{PublicKey, SecretKey};
use tokio::time::timeout;

use crate::{
    BoxFuture, Changeable, Link, Network, PeerReport, Protocols, Purpose, Reason, RecvHalf, SendHalf,
    Settings,
};

/// How long a condition may take to come true. Generous: it is a limit, not a wait.
const PATIENCE: Duration = Duration::from_secs(40);

pub(super) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// Counts links, and sends back what comes on streams.
#[derive(Default)]
pub(super) struct Echo {
    /// Peers in the order in which they came (true) and went (false).
    pub(super) log: Mutex<Vec<(PublicKey, bool)>>,
}

impl Protocols for Echo {
    fn up(&self, link: Link) {
        self.log.lock().unwrap().push((link.peer(), true));
    }

    fn down(&self, peer: PublicKey, _why: &Reason) {
        self.log.lock().unwrap().push((peer, false));
    }

    fn accept(&self, _: Link, _: Purpose, mut send: SendHalf, mut recv: RecvHalf) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            loop {
                match recv.next(1 << 20).await {
                    Ok(Some(frame)) if send.send(&frame).await.is_ok() => {}
                    Ok(None) => return send.finish(),
                    Ok(Some(_)) | Err(_) => return,
                }
            }
        })
    }
}

pub(super) struct Node {
    pub(super) network: Network,
    pub(super) id: PublicKey,
    pub(super) echo: Arc<Echo>,
}

/// What a node is started with when nothing else is said.
pub(super) fn settings() -> Settings {
    Settings {
        listen: vec!["127.0.0.1:0".parse().unwrap()],
        reach: Reach::Local,
        name: "main".parse().unwrap(),
        secret: None,
        peers: Vec::new(),
        max_peers: 64,
        capabilities: Capabilities::of(["echo"]),
        program: "test".to_owned(),
        folder: None,
        peers_file: None,
        exchange: false,
        changeable: Changeable::default(),
    }
}

impl Node {
    pub(super) async fn start(seed: u8, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = settings();
        change(&mut settings);
        let echo = Arc::new(Echo::default());
        let protocols: Arc<dyn Protocols> = Arc::clone(&echo) as _;
        let network = Network::start(settings, &key(seed), protocols).await.unwrap();
        Self { network, id: key(seed).public(), echo }
    }

    /// A node that is to connect to these.
    pub(super) async fn with_peers(seed: u8, peers: &[&Node]) -> Self {
        let tickets: Vec<_> = peers.iter().map(|peer| peer.network.ticket().peer).collect();
        Self::start(seed, |settings| settings.peers = tickets).await
    }

    pub(super) async fn in_folder(seed: u8, folder: &Path, peers: &[&Node]) -> Self {
        let tickets: Vec<_> = peers.iter().map(|peer| peer.network.ticket().peer).collect();
        let change = |settings: &mut Settings| {
            settings.peers = tickets;
            settings.folder = Some(folder.to_path_buf());
        };
        Self::start(seed, change).await
    }

    pub(super) fn peer(&self, id: PublicKey) -> Option<PeerReport> {
        self.network.peers().into_iter().find(|peer| peer.id == id)
    }

    pub(super) fn state(&self, id: PublicKey) -> Option<PeerState> {
        Some(self.peer(id)?.state)
    }

    pub(super) fn active(&self) -> usize {
        self.network.peers().iter().filter(|peer| peer.state == PeerState::Active).count()
    }

    /// Waits until something holds of this node.
    #[track_caller]
    pub(super) fn until(&self, holds: impl Fn(&Self) -> bool) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let mut changes = self.network.changes();
            let waited = timeout(PATIENCE, async {
                while !holds(self) {
                    // What a file says shows by no change of its own.
                    let _changed = timeout(Duration::from_millis(100), changes.changed()).await;
                }
            });
            assert!(waited.await.is_ok(), "{caller}: did not come true: {:#?}", self.network.peers());
        }
    }

    pub(super) async fn connected(&self, other: &Node) -> Link {
        self.until(|node| node.network.link(other.id).is_some()).await;
        self.network.link(other.id).unwrap()
    }
}
