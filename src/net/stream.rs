//! Framed streams, as the protocols between two nodes see them: frames go in whole on one side and come out whole on the
//! other. A connection gives them; tests make them from memory.

use std::future::Future;
use std::time::Duration;

use cyberfly_core::PublicKey;

use crate::frame::{Priority, RecvHalf, SendHalf};
use crate::link::{Link, Purpose};

/// The longest frame that any protocol here sends or takes: an operation of the greatest size with something beside it.
pub const FRAME_LIMIT: usize = 2 * 1024 * 1024;

/// A stream that does not work any more. What was sent may have arrived or not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream broke: {0}")]
pub struct Broken(pub String);

/// The sending half of a stream. When it is dropped without [`Outgoing::finish`], the other side finds the stream broken.
pub trait Outgoing: Send + 'static {
    /// Sends a frame of at most [`FRAME_LIMIT`] bytes; waits while the other side does not take what was sent before.
    fn send(&mut self, frame: Vec<u8>) -> impl Future<Output = Result<(), Broken>> + Send;

    /// Says that no more comes.
    fn finish(self);
}

/// The receiving half of a stream.
pub trait Incoming: Send + 'static {
    /// The next frame; none when the other side has finished.
    fn receive(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Broken>> + Send;
}

/// A connection with a peer that has proven who it is. Clones are the same connection.
pub trait Connection: Clone + Send + Sync + 'static {
    /// The sending half of its streams.
    type Outgoing: Outgoing;
    /// The receiving half.
    type Incoming: Incoming;

    /// The peer's node id.
    fn peer(&self) -> PublicKey;

    /// The authors who have certified that the peer may read what they may.
    fn readers(&self) -> &[PublicKey];

    /// Bytes that both ends have and nobody else, others for each label.
    fn export_key(&self, label: &[u8]) -> [u8; 32];

    /// Whether both ends have a capability.
    fn can(&self, capability: &str) -> bool;

    /// Whether this side has dialled. It is the other way round on the other side, so it breaks ties.
    fn is_initiator(&self) -> bool;

    /// How long a packet and its receipt take, if that is known.
    fn rtt(&self) -> Option<Duration>;

    /// Ends the connection: the peer does not keep to the protocol.
    fn fault(&self, what: &str);

    /// Opens a stream.
    fn open(
        &self,
        purpose: Purpose,
    ) -> impl Future<Output = Result<(Self::Outgoing, Self::Incoming), Broken>> + Send;
}

impl Outgoing for SendHalf {
    async fn send(&mut self, frame: Vec<u8>) -> Result<(), Broken> {
        SendHalf::send(self, &frame).await.map_err(|error| Broken(error.to_string()))
    }

    fn finish(self) {
        SendHalf::finish(self);
    }
}

impl Incoming for RecvHalf {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        self.next(FRAME_LIMIT).await.map_err(|error| Broken(error.to_string()))
    }
}

impl Connection for Link {
    type Outgoing = SendHalf;
    type Incoming = RecvHalf;

    fn peer(&self) -> PublicKey {
        Link::peer(self)
    }

    fn readers(&self) -> &[PublicKey] {
        Link::readers(self)
    }

    fn export_key(&self, label: &[u8]) -> [u8; 32] {
        Link::export_key(self, label)
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities().has(capability)
    }

    fn is_initiator(&self) -> bool {
        Link::is_initiator(self)
    }

    fn rtt(&self) -> Option<Duration> {
        Link::rtt(self)
    }

    fn fault(&self, what: &str) {
        Link::fault(self, what);
    }

    async fn open(&self, purpose: Purpose) -> Result<(SendHalf, RecvHalf), Broken> {
        let (mut send, recv) = Link::open(self, purpose).await.map_err(|error| Broken(error.to_string()))?;
        send.priority(priority(purpose));
        Ok((send, recv))
    }
}

/// What somebody waits for goes before what can take its time.
pub(crate) const fn priority(purpose: Purpose) -> Priority {
    match purpose {
        Purpose::Live => Priority::Live,
        _ => Priority::Bulk,
    }
}
