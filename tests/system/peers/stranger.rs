//! A peer that says what it likes: the network's own handshake, and whatever bytes on the streams behind it.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::hello::Capabilities;
use cyberfly_core::peer::Reach;
use cyberfly_core::{PublicKey, SecretKey, ticket};
use cyberfly_net::{
    BoxFuture, Changeable, Link, Network, Protocols, Purpose, Reason, RecvHalf, SendHalf, Settings,
};
use tokio::runtime::Runtime;

use crate::lab::{Lab, until};

/// How long an answer may take. Generous: it is a limit, not a wait.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest frame that is read.
const FRAME: usize = 2 * 1024 * 1024;

/// Leaves what others begin unanswered.
struct Silent;

impl Protocols for Silent {
    fn up(&self, _: Link) {}

    fn down(&self, _: PublicKey, _: &Reason) {}

    fn accept(&self, _: Link, _: Purpose, send: SendHalf, recv: RecvHalf) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let _kept = (send, recv);
            std::future::pending::<()>().await;
        })
    }
}

/// A stranger that is connected with a node.
pub(super) struct Stranger {
    pub(super) runtime: Runtime,
    pub(super) network: Network,
    node: PublicKey,
}

impl Stranger {
    /// Connects with the node of a lab.
    pub(super) fn of(seed: u8, lab: &Lab) -> Self {
        let stranger = Self::at("127.0.0.1", "main", seed, lab);
        stranger.link();
        stranger
    }

    /// Calls the node of a lab from this address, as a node of the network of this name. Whether it is let in is open.
    pub(super) fn at(address: &str, network: &str, seed: u8, lab: &Lab) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (peer, _) = ticket::read_peer(lab.run("ticket").ok().text().trim()).unwrap();
        let settings = Settings {
            listen: vec![format!("{address}:0").parse().unwrap()],
            reach: Reach::Local,
            name: network.parse().unwrap(),
            secret: None,
            peers: vec![peer.clone()],
            max_peers: 8,
            capabilities: Capabilities::default(),
            program: "a stranger".to_owned(),
            folder: None,
            peers_file: None,
            exchange: false,
            changeable: Changeable::default(),
        };
        let key = SecretKey::from_seed(&[seed; 32]);
        let network = runtime.block_on(Network::start(settings, &key, Arc::new(Silent))).unwrap();
        Self { runtime, network, node: peer.id }
    }

    /// Calls once more, whatever came of it before.
    pub(super) fn calls_again(&self) {
        self.network.reconnect(self.node);
    }

    /// Why there is no connection, as far as this was heard.
    pub(super) fn hears(&self) -> String {
        let peer = self.network.peers().into_iter().find(|peer| peer.id == self.node);
        peer.and_then(|peer| peer.reason).map(|reason| reason.to_string()).unwrap_or_default()
    }

    pub(super) fn is_in(&self) -> bool {
        self.network.link(self.node).is_some()
    }

    pub(super) fn id(&self) -> String {
        // The seed is the stranger's own; its id is what others see.
        self.network.ticket().peer.id.to_string()
    }

    /// The connection with the node, as soon as there is one.
    pub(super) fn link(&self) -> Link {
        until("there is a connection", || self.is_in());
        self.network.link(self.node).unwrap()
    }

    /// Sends frames on a stream of its own, and returns the first that comes back; none if the stream broke.
    pub(super) fn say(&self, purpose: Purpose, frames: &[Vec<u8>]) -> Option<Vec<u8>> {
        let link = self.link();
        self.runtime.block_on(async {
            let said = async {
                let (mut send, mut recv) = link.open(purpose).await.ok()?;
                for frame in frames {
                    send.send(frame).await.ok()?;
                }
                recv.next(FRAME).await.ok()?
            };
            tokio::time::timeout(PATIENCE, said).await.unwrap_or(None)
        })
    }

    /// Waits until the node has ended a connection, and returns why.
    pub(super) fn is_hung_up_on(&self, link: &Link) -> String {
        let ended = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, link.closed()).await });
        ended.unwrap_or_else(|_| panic!("the connection is kept")).to_string()
    }
}
