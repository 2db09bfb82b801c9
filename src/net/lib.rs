//! The network: how nodes find each other, connect and stay connected.
//!
//! This crate moves bytes and keeps time, and asks `cyberfly-core` what they mean. It may not read or write the store, nor
//! know of doors or commands; the node brings the two together by implementing [`Protocols`].
//!
//! There is one QUIC connection per peer, with many streams on it; a [`Link`] is such a connection after both sides have
//! found that they belong together. [`Network`] is the whole of it: it dials, takes calls, dials again when a connection is
//! lost, and tells how it stands with each peer.

mod accept;
mod admission;
mod blobs;
mod book;
mod clock;
mod control;
mod dial;
mod doorstep;
mod endpoint;
mod event;
mod fields;
mod find;
mod frame;
mod gatekeeper;
mod handshake;
mod inner;
mod keeper;
mod link;
mod live;
mod network;
mod pace;
mod reason;
mod replica;
mod replication;
mod report;
mod settings;
mod stream;
pub mod sync;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod together;
mod topology;
mod turns;

use std::future::Future;
use std::pin::Pin;

use cyberfly_core::PublicKey;

pub use blobs::Coming;
pub use doorstep::CallerLimit;
pub use endpoint::BindError;
pub use event::Event;
pub use frame::{Priority, RecvHalf, SendHalf};
pub use gatekeeper::RuleReport;
pub use link::{Link, LinkError, Purpose};
pub use live::Written;
pub use network::{Facts, Network};
pub use pace::Bandwidth;
pub use reason::Reason;
pub use replica::{Arrival, Arrived, Held, Interest, Operations, Received, Replica};
pub use replication::Replication;
pub use report::{LinkReport, Path, PeerReport};
pub use settings::{Changeable, Settings};
pub use stream::{Broken, Connection, FRAME_LIMIT, Incoming, Outgoing};
pub use topology::{Node as TopologyNode, Topology};

/// Work to be done on a task of its own.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What is spoken over links. The network calls it; it must not block, and not call the network back before it returned.
pub trait Protocols: Send + Sync + 'static {
    /// There is a link with a peer now. At any time there is at most one link per peer: `down` comes before the next `up`.
    fn up(&self, link: Link);

    /// The link with a peer has ended.
    fn down(&self, peer: PublicKey, why: &Reason);

    /// The peer has opened a stream. What is returned is run on a task of its own; when it ends the stream does.
    fn accept(&self, link: Link, purpose: Purpose, send: SendHalf, recv: RecvHalf) -> BoxFuture<'static, ()>;
}
