//! The QUIC endpoint: bound as far as the reach goes, and quiet beyond it.

use std::net::SocketAddr;
use std::time::Duration;

use cyberfly_core::SecretKey;
use cyberfly_core::peer::Reach;
use iroh::Endpoint;
use iroh::endpoint::{IdleTimeout, PortmapperConfig, QuicTransportConfig, RelayMode, VarInt, presets};

/// The protocol between nodes as TLS negotiates it. Another first version of it would be another word.
pub(crate) const ALPN: &[u8] = b"cyberfly/1";
/// A peer of which nothing is heard for so long is gone.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often something is sent on a connection that is silent otherwise.
const KEEP_ALIVE: Duration = Duration::from_secs(2);
/// How many streams a peer may have open at once.
const STREAMS_LIMIT: u32 = 64;
/// How many bytes a peer may send on one stream before they are read. The QUIC library keeps what has come of a stream in
/// pieces of a packet each, and closes the connection when there are more of them than [`PIECES_LIMIT`]: so there is not room
/// for more, however many packets a machine loses that has something else to do. See decision 0065.
const STREAM_WINDOW: u32 = 1024 * 1024;
/// How many pieces of one stream the library keeps (`MAX_CHUNKS` in its `assembler.rs`).
const PIECES_LIMIT: u32 = 1_024;
/// How many bytes of a stream a full packet has at least, at the least size of packets that QUIC allows.
const PACKET: u32 = 1_100;
const _: () = assert!(STREAM_WINDOW / PACKET < PIECES_LIMIT);
/// How many bytes a peer may send on all its streams before they are read; as many of ours may wait for its receipt.
pub(crate) const WINDOW: u32 = 16 * 1024 * 1024;

/// Why there is no endpoint. Nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// An address is taken or not ours.
    #[error("QUIC cannot listen on {address}: {reason}")]
    Address {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        reason: String,
    },
    /// The address lies beyond the reach.
    #[error("QUIC cannot listen on {0}: under reach = local a node talks to this machine alone")]
    BeyondReach(SocketAddr),
    /// Something else.
    #[error("the network cannot be started: {0}")]
    Other(String),
}

/// Binds the endpoint. Under `local` and `lan` nothing is asked of any server.
pub(crate) async fn bind(
    listen: &[SocketAddr],
    reach: Reach,
    key: &SecretKey,
) -> Result<Endpoint, BindError> {
    let builder = match reach {
        Reach::Local | Reach::Lan => Endpoint::builder(presets::Minimal)
            .relay_mode(RelayMode::Disabled)
            .portmapper_config(PortmapperConfig::Disabled),
        Reach::Internet => Endpoint::builder(presets::N0),
    };
    let secret = iroh::SecretKey::from_bytes(&key.seed());
    let mut builder = builder
        .secret_key(secret)
        .alpns(vec![ALPN.to_vec()])
        .transport_config(transport()?)
        .clear_ip_transports();
    for address in listen {
        if reach == Reach::Local && !reach.covers(address.ip()) {
            return Err(BindError::BeyondReach(*address));
        }
        // The endpoint shares nothing with whoever has the port already, and says little of why it cannot have it.
        let taken =
            |error: std::io::Error| BindError::Address { address: *address, reason: error.to_string() };
        drop(std::net::UdpSocket::bind(address).map_err(taken)?);
        builder = builder.bind_addr(*address).map_err(|error| BindError::Other(error.to_string()))?;
    }
    builder.bind().await.map_err(|error| BindError::Other(format!("{error:#}")))
}

fn transport() -> Result<QuicTransportConfig, BindError> {
    let idle = IdleTimeout::try_from(IDLE_TIMEOUT).map_err(|error| BindError::Other(error.to_string()))?;
    Ok(QuicTransportConfig::builder()
        .max_idle_timeout(Some(idle))
        .keep_alive_interval(KEEP_ALIVE)
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS_LIMIT))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(WINDOW))
        .send_window(u64::from(WINDOW))
        .build())
}
