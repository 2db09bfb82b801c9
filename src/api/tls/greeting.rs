//! The handshake: who does not finish it in time, or speaks no TLS, is told as far as that can be done, and holds nothing.

use std::future::pending;
use std::io;
use std::sync::Arc;

use cyberfly_node::config::Fingerprint;
use rustls::pki_types::CertificateDer;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Tls;
use super::files::{self, Current};
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
    /// What it began under.
    pub(crate) terms: Terms,
}

/// What a connection began under: the files of TLS as they were, and the certificates that the caller showed.
#[derive(Clone)]
pub(crate) struct Terms(Option<Begun>);

#[derive(Clone)]
struct Begun {
    current: watch::Receiver<Current>,
    shown: Arc<[CertificateDer<'static>]>,
}

impl Terms {
    /// Of a connection without TLS.
    pub(crate) const NONE: Self = Self(None);

    /// Waits until the files are others; for ever where there are none.
    pub(crate) async fn change(&mut self) {
        let Some(begun) = &mut self.0 else { return pending().await };
        if begun.current.changed().await.is_err() {
            // The door is gone, and the drain of the node ends the connection.
            pending::<()>().await;
        }
    }

    /// Waits until the caller would not get through a handshake any more with what it showed, and says why.
    pub(crate) async fn fail(mut self) -> rustls::Error {
        loop {
            self.change().await;
            let now = self.0.as_ref().map(|begun| (begun.current.borrow().clone(), &begun.shown));
            if let Some(error) = now.and_then(|(current, shown)| current.judge(shown).err()) {
                return error;
            }
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
        let config = Arc::clone(&current.borrow_and_update().config);
        match TlsAcceptor::from(config).accept(stream).into_fallible().await {
            Ok(stream) => {
                let shown: Arc<[_]> = stream.get_ref().1.peer_certificates().unwrap_or_default().into();
                let certificate = shown.first().map(files::fingerprint);
                Some(Private { stream, certificate, terms: Terms(Some(Begun { current, shown })) })
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
