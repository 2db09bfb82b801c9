//! The admin socket: who may connect to it.

use std::io;

use axum::serve::Listener;
use rustix::process::geteuid;
use tokio::net::unix::SocketAddr;
use tokio::net::{UnixListener, UnixStream};

/// A Unix socket that serves its owner and root alone. Its file mode says the same; this does not rely on it.
pub(crate) struct OwnerOnly(pub(crate) UnixListener);

impl Listener for OwnerOnly {
    type Io = UnixStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (UnixStream, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.0).await;
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == geteuid().as_raw() || peer.uid() == 0 => return (stream, address),
                Ok(peer) => {
                    tracing::warn!(uid = peer.uid(), "turned a stranger away");
                }
                Err(error) => tracing::warn!(%error, "turned an unknown caller away"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
