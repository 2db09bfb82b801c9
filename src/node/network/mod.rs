//! Other nodes: the network, started and closed with the node, and what is told of it.

mod peers;
mod policy;
mod replica;
mod sync;
mod told;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use cyberfly_core::hello::Capabilities;
use cyberfly_core::{ErrorCode, PublicKey, SecretKey};
use cyberfly_net::{self as net, Bandwidth, BindError, Changeable, Network, Replication, Settings};
use cyberfly_protocol::{ErrorBody, Event};
use tokio::sync::{broadcast, watch};

use crate::config::{Config, NetworkSettings};
use crate::node::{Node, WeakNode};
pub(crate) use policy::Policy;
pub(crate) use replica::{Data, open_partial};

impl Node {
    /// Connects with other nodes, if that is configured. On an error no socket is open, and the node goes on alone.
    pub async fn join(&self) -> Result<(), ErrorBody> {
        self.join_at(None).await
    }

    /// As [`Node::join`]; where the configuration takes any port, at this one, if it is free.
    pub async fn join_at(&self, port: Option<u16>) -> Result<(), ErrorBody> {
        let config = Arc::clone(&self.0.settings.borrow());
        let Some(key) = self.0.identity.as_ref().filter(|_| config.network.enabled) else { return Ok(()) };
        let folder = self.0.store.folder().root().join("network");
        let settings = Settings { folder: Some(folder), ..settings(&config.network, key.public())? };
        let replication = self.replication(key.public(), &config.replicate);
        let network = start(settings, port, key, replication).await?;
        *self.0.network.lock().unwrap_or_else(PoisonError::into_inner) = Some(network.clone());
        tokio::spawn(tell(self.downgrade(), network.events(), network_event));
        tokio::spawn(follow(self.settings(), network));
        Ok(())
    }

    /// Tells the peers that this node leaves, and ends all connections.
    pub async fn leave(&self) {
        let network = self.0.network.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(network) = network {
            network.close().await;
        }
    }

    /// The network, if this node is in one.
    pub(crate) fn network(&self) -> Option<Network> {
        self.0.network.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn start(
    settings: Settings,
    port: Option<u16>,
    key: &SecretKey,
    replication: Arc<Replication<Data>>,
) -> Result<Network, ErrorBody> {
    let takes_any = settings.listen.iter().all(|at| at.port() == 0);
    if let Some(port) = port.filter(|_| takes_any) {
        let mut there = settings.clone();
        there.listen.iter_mut().for_each(|at| at.set_port(port));
        match Network::start(there, key, Arc::<Replication<Data>>::clone(&replication)).await {
            Err(BindError::Address { .. }) => {}
            started => return started.map_err(|error| cannot_start(&error)),
        }
    }
    Network::start(settings, key, replication).await.map_err(|error| cannot_start(&error))
}

fn cannot_start(error: &BindError) -> ErrorBody {
    let hint = match error {
        BindError::Address { .. } => "another port: --listen '*:0' takes a free one",
        BindError::BeyondReach(_) => "talk to the local network: --reach lan",
        BindError::Other(_) => "without other nodes: network.enabled = false",
    };
    ErrorBody::new(ErrorCode::Internal, error.to_string()).hint(hint)
}

fn settings(config: &NetworkSettings, id: PublicKey) -> Result<Settings, ErrorBody> {
    let other =
        |peer: &&crate::config::PeerName| peer.network.as_ref().is_some_and(|name| *name != config.name);
    if let Some(peer) = config.peers.iter().find(other) {
        let theirs = peer.network.clone().unwrap_or_default();
        let message =
            format!("a ticket is for the network {theirs}, and this node belongs to {}", config.name);
        return Err(ErrorBody::new(ErrorCode::WrongNetwork, message)
            .hint(format!("join that one: --network {theirs}")));
    }
    let peers = config.peers.iter().map(|peer| peer.peer.clone()).filter(|peer| peer.id != id);
    Ok(Settings {
        listen: config.listen.addresses(config.reach),
        reach: config.reach,
        name: config.name.clone(),
        secret: config.secret.0.clone(),
        peers: peers.collect(),
        max_peers: config.max_peers.get(),
        capabilities: Capabilities::default(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        folder: None,
        peers_file: Some(PathBuf::from(&config.peers_file)).filter(|path| !path.as_os_str().is_empty()),
        exchange: config.exchange,
        changeable: changeable(config),
    })
}

fn changeable(config: &NetworkSettings) -> Changeable {
    let bandwidth = Bandwidth {
        up: config.upload.0,
        down: config.download.0,
        up_per_peer: config.upload_per_peer.0,
        down_per_peer: config.download_per_peer.0,
    };
    Changeable { rules: config.rules.clone(), bandwidth }
}

/// Lets the network follow the settings of the node.
async fn follow(mut settings: watch::Receiver<Arc<Config>>, network: Network) {
    let mut holds = changeable(&settings.borrow().network);
    // An error means that the node is gone.
    while settings.changed().await.is_ok() {
        let wanted = changeable(&settings.borrow_and_update().network);
        if wanted != holds {
            network.reconfigure(wanted.clone());
            holds = wanted;
        }
    }
}

/// Tells on the node's bus what happens in the network, until that is gone.
async fn tell<T: Clone>(node: WeakNode, mut happens: broadcast::Receiver<T>, word: fn(T) -> Event) {
    loop {
        match happens.recv().await {
            Ok(happened) => node.tell(word(happened)),
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

fn network_event(event: net::Event) -> Event {
    match event {
        net::Event::Up { peer, dialled } => Event::PeerUp { peer: peer.to_string(), dialled },
        net::Event::Down { peer, reason } => Event::PeerDown {
            peer: peer.to_string(),
            reason: reason.word().to_owned(),
            detail: reason.to_string(),
        },
        net::Event::Refused { peer, reason } => Event::PeerRefused {
            peer: peer.to_string(),
            reason: reason.word().to_owned(),
            detail: reason.to_string(),
        },
        net::Event::SameKey { id } => Event::SameKey { id: id.to_string() },
    }
}
