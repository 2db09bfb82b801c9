//! Taking calls.

use std::sync::{Arc, Weak};

use iroh::endpoint::{Incoming, IncomingAddr};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::endpoint::ALPN;
use crate::inner::{CONNECT_TIMEOUT, Inner};
use crate::reason::Reason;

/// How many calls are being answered at once. More are refused before anything is computed for them.
const HANDSHAKES_LIMIT: usize = 64;
/// From so many on a caller has to show first that it is where it says it is.
const HANDSHAKES_EASY: usize = 16;

/// Takes calls until the endpoint is closed.
pub(crate) async fn take_calls(network: Weak<Inner>, endpoint: iroh::Endpoint) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_LIMIT));
    while let Some(incoming) = endpoint.accept().await {
        let Some(inner) = network.upgrade() else { return };
        if let IncomingAddr::Ip(address) = incoming.remote_addr()
            && let Err(refused) = inner.gatekeeper.admits_address(address.ip())
        {
            tracing::debug!(from = %address, %refused, "a call was not taken");
            incoming.refuse();
            continue;
        }
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let is_busy = places.available_permits() + HANDSHAKES_EASY < HANDSHAKES_LIMIT;
        if is_busy && !incoming.remote_addr_validated() {
            // It fails only for a caller that has shown it already.
            let _validated = incoming.retry();
            continue;
        }
        let serving = Arc::clone(&inner);
        inner.spawn(async move {
            answer(&serving, incoming).await;
            drop(place);
        });
    }
}

async fn answer(inner: &Arc<Inner>, incoming: Incoming) {
    let from = match incoming.remote_addr() {
        IncomingAddr::Ip(address) => Some(address),
        _ => None,
    };
    let connecting = match incoming.accept() {
        Ok(connecting) => connecting,
        Err(error) => {
            tracing::debug!(?from, %error, "a call was not taken");
            return;
        }
    };
    let connection = match timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(Ok(connection)) if connection.alpn() == ALPN => connection,
        Ok(Ok(_)) => return,
        Ok(Err(error)) => {
            tracing::debug!(?from, %error, "a call came to nothing");
            return;
        }
        Err(_) => {
            tracing::debug!(?from, "a call took too long");
            return;
        }
    };
    let answered = inner.clone().handshake_as_acceptor(connection.clone(), from);
    if timeout(CONNECT_TIMEOUT, answered).await.is_err() {
        let why = Reason::Lost("the handshake took too long".to_owned());
        connection.close(why.close_code(), why.to_string().as_bytes());
        tracing::debug!(?from, "a handshake took too long");
    }
}
