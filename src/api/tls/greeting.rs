//! The handshake: who does not finish it in time, or speaks no TLS, is told as far as that can be done, and holds nothing.

use std::io;
use std::sync::Arc;

use cyberfly_node::config::Fingerprint;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{Tls, files};
use crate::connection;
use crate::limits::{Limit, Limits};
use crate::refusal::Refusal;

/// The first byte of every TLS connection: a record of the kind handshake.
const HANDSHAKE: u8 = 0x16;

/// A connection over which TLS is spoken.
pub(crate) struct Private {
    /// The stream.
    pub(crate) stream: TlsStream<TcpStream>,
    /// The certificate that the caller has proven to be its own, if it showed one.
    pub(crate) certificate: Option<Fingerprint>,
    /// Becomes ready when connections that began as this one did are to end.
    pub(crate) outdated: Outdated,
}

/// Becomes ready when a connection is to take no further request.
pub(crate) struct Outdated(Option<watch::Receiver<Arc<ServerConfig>>>);

impl Outdated {
    /// Of a connection that nothing outdates.
    pub(crate) const NEVER: Self = Self(None);

    /// Waits until it is so.
    pub(crate) async fn is_so(&mut self) {
        let Some(current) = &mut self.0 else { return std::future::pending().await };
        if current.changed().await.is_err() {
            // The door is gone, and the drain of the node ends the connection.
            std::future::pending::<()>().await;
        }
    }
}

impl Tls {
    /// Greets a caller; none if it was turned away.
    pub(crate) async fn greet(&self, stream: TcpStream, limits: &Limits) -> Option<Private> {
        let _place = limits.shake_hands()?;
        match tokio::time::timeout(limits.settings().handshake_timeout.0, self.shake(stream)).await {
            Ok(greeted) => greeted,
            Err(_) => {
                limits.note(Limit::HandshakeTimeout);
                None
            }
        }
    }

    async fn shake(&self, stream: TcpStream) -> Option<Private> {
        let mut first = [0];
        match stream.peek(&mut first).await {
            Ok(1) if first == [HANDSHAKE] => {}
            Ok(1) => {
                connection::part(stream, &connection::in_full(Refusal::tls_wanted()).await).await;
                return None;
            }
            _ => return None,
        }
        let mut current = self.current.subscribe();
        let config = Arc::clone(&current.borrow_and_update());
        match TlsAcceptor::from(config).accept(stream).into_fallible().await {
            Ok(stream) => {
                let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
                let certificate = shown.map(files::fingerprint);
                Some(Private { stream, certificate, outdated: Outdated(Some(current)) })
            }
            Err((error, stream)) => {
                if error.kind() != io::ErrorKind::UnexpectedEof {
                    tracing::debug!(%error, "a TLS handshake failed");
                }
                // What went wrong is on its way to the caller: closed over unread bytes, it would not arrive.
                connection::part(stream, &[]).await;
                None
            }
        }
    }
}
