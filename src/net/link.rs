//! A connection with one peer after both sides have found that they belong together.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cyberfly_core::hello::{Agreement, Capabilities, Hello};
use cyberfly_core::network::Side;
use cyberfly_core::{ErrorCode, PublicKey};
use iroh::endpoint::Connection;
use tokio::sync::mpsc;

use crate::control::Order;
use crate::frame::{RecvHalf, SendHalf};
use crate::pace::Pace;
use crate::reason::Reason;
use crate::report;

/// What a stream is for: its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The handshake, then pings and news of other peers. Each connection has one, its first stream.
    Control,
    /// Finding out what differs, and sending it.
    Sync,
    /// Operations as they are written.
    Live,
    /// Bytes of a blob.
    Blob,
}

impl Purpose {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Purpose::Control => 0,
            Purpose::Sync => 1,
            Purpose::Live => 2,
            Purpose::Blob => 3,
        }
    }

    pub(crate) const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Purpose::Control),
            1 => Some(Purpose::Sync),
            2 => Some(Purpose::Live),
            3 => Some(Purpose::Blob),
            _ => None,
        }
    }
}

/// Why something could not be sent or received.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The connection is over.
    #[error("the connection is over: {0}")]
    Closed(Reason),
    /// The peer wants no more of this stream.
    #[error("the peer has broken off the stream")]
    BrokenOff,
    /// A frame is longer than it may be.
    #[error("a frame is longer than {limit} bytes")]
    TooLong {
        /// How long it may be.
        limit: usize,
    },
    /// The peer does not keep to the protocol.
    #[error("{0}")]
    Fault(&'static str),
}

impl LinkError {
    /// The stable code.
    pub const fn code(&self) -> ErrorCode {
        match self {
            LinkError::Closed(_) | LinkError::BrokenOff => ErrorCode::Unavailable,
            LinkError::TooLong { .. } => ErrorCode::LimitExceeded,
            LinkError::Fault(_) => ErrorCode::BadRequest,
        }
    }
}

/// A connection with one peer, which has shown its key and that it belongs to the same network. Clones are the same link.
#[derive(Clone)]
pub struct Link(pub(crate) Arc<Shared>);

/// What the clones of a link share.
pub(crate) struct Shared {
    pub(crate) connection: Connection,
    pub(crate) peer: PublicKey,
    pub(crate) side: Side,
    pub(crate) hello: OnceLock<(Hello, Agreement)>,
    pub(crate) readers: OnceLock<Vec<PublicKey>>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) why: OnceLock<Reason>,
    /// The limits of the node, and those of this link.
    pub(crate) paces: [Arc<Pace>; 2],
    nothing: Capabilities,
}

impl Shared {
    pub(crate) fn new(
        connection: Connection,
        side: Side,
        orders: mpsc::Sender<Order>,
        paces: [Arc<Pace>; 2],
    ) -> Arc<Self> {
        let peer = PublicKey::from_bytes(*connection.remote_id().as_bytes());
        Arc::new(Self {
            connection,
            peer,
            side,
            hello: OnceLock::new(),
            readers: OnceLock::new(),
            orders,
            why: OnceLock::new(),
            paces,
            nothing: Capabilities::default(),
        })
    }

    /// The reason for the end, if it has ended.
    pub(crate) fn ended(&self) -> Option<Reason> {
        let error = self.connection.close_reason()?;
        Some(self.why.get().cloned().unwrap_or_else(|| Reason::of(&error)))
    }

    /// Bytes that this connection's TLS handshake gave both ends and nobody else.
    pub(crate) fn export(&self, label: &[u8]) -> Option<[u8; 32]> {
        let mut key = [0; 32];
        self.connection.export_keying_material(&mut key, b"EXPORTER-cyberfly-1", label).ok()?;
        Some(key)
    }

    pub(crate) fn close(&self, why: Reason) {
        let why = self.why.get_or_init(|| why);
        self.connection.close(why.close_code(), why.to_string().as_bytes());
    }
}

impl Link {
    /// The peer's node id.
    pub fn peer(&self) -> PublicKey {
        self.0.peer
    }

    /// The authors who have certified that the peer may read what they may. None of them is more than 16.
    pub fn readers(&self) -> &[PublicKey] {
        self.0.readers.get().map_or(&[], Vec::as_slice)
    }

    /// What both sides can do.
    pub fn capabilities(&self) -> &Capabilities {
        self.0.hello.get().map_or(&self.0.nothing, |(_, agreement)| &agreement.capabilities)
    }

    /// Bytes that both ends of this connection have and nobody else, other ones for each label (RFC 5705).
    pub fn export_key(&self, label: &[u8]) -> [u8; 32] {
        // It was exported in the handshake already; TLS 1.3 has no reason to refuse it later.
        self.0.export(label).unwrap_or_default()
    }

    /// Whether this side has dialled. It is the other way round on the other side, so it breaks ties.
    pub fn is_initiator(&self) -> bool {
        self.0.side == Side::Dialler
    }

    /// Opens a stream. The peer sees it with the first frame.
    pub async fn open(&self, purpose: Purpose) -> Result<(SendHalf, RecvHalf), LinkError> {
        let (send, recv) = self
            .0
            .connection
            .open_bi()
            .await
            .map_err(|error| LinkError::Closed(self.0.ended().unwrap_or_else(|| Reason::of(&error))))?;
        let mut send = SendHalf::new(send, Arc::clone(&self.0));
        let recv = RecvHalf::new(recv, Arc::clone(&self.0));
        send.write(&[purpose.byte()]).await?;
        Ok((send, recv))
    }

    /// Waits until the connection is over, and says why.
    pub async fn closed(&self) -> Reason {
        let error = self.0.connection.closed().await;
        self.0.why.get().cloned().unwrap_or_else(|| Reason::of(&error))
    }

    /// The address at the other end of the path in use; none behind a relay.
    pub(crate) fn ip(&self) -> Option<IpAddr> {
        let paths = self.0.connection.paths();
        let path = paths.iter().find(iroh::endpoint::Path::is_selected)?;
        match path.remote_addr() {
            iroh::TransportAddr::Ip(address) => Some(address.ip()),
            _ => None,
        }
    }

    /// How long a packet and its receipt take on the path in use.
    pub fn rtt(&self) -> Option<Duration> {
        report::path(&self.0.connection).map(|path| path.rtt)
    }

    /// Ends the connection. The peer does not keep to the protocol.
    pub fn fault(&self, what: impl Into<String>) {
        self.0.close(Reason::Fault(what.into()));
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link(with {})", self.0.peer)
    }
}
