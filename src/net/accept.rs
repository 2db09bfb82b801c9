//! Taking calls.

use std::sync::{Arc, Weak};

use cyberfly_core::strangers::Answer;
use iroh::endpoint::{Incoming, IncomingAddr};
use tokio::time::timeout;

use crate::doorstep::Caller;
use crate::endpoint::ALPN;
use crate::inner::{CONNECT_TIMEOUT, Inner};
use crate::reason::Reason;

/// Takes calls until the endpoint is closed.
pub(crate) async fn take_calls(network: Weak<Inner>, endpoint: iroh::Endpoint) {
    while let Some(incoming) = endpoint.accept().await {
        let Some(inner) = network.upgrade() else { return };
        let from = match incoming.remote_addr() {
            IncomingAddr::Ip(address) => Some(address.ip()),
            _ => None,
        };
        if let Some(ip) = from
            && let Err(refused) = inner.gatekeeper.admits_address(ip)
        {
            tracing::debug!(from = %ip, %refused, "a call was not taken");
            incoming.refuse();
            continue;
        }
        match inner.doorstep.call(from, incoming.remote_addr_validated()) {
            Ok(caller) => {
                let serving = Arc::clone(&inner);
                inner.spawn(async move { answer(&serving, incoming, caller).await });
            }
            Err(Answer::ShowAddress) => {
                // It fails only for a caller that has shown it already.
                let _validated = incoming.retry();
            }
            Err(_) => {
                tracing::debug!(?from, "a call was not taken: there are too many from there");
                incoming.refuse();
            }
        }
    }
}

async fn answer(inner: &Arc<Inner>, incoming: Incoming, caller: Caller) {
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
    let answered = inner.clone().handshake_as_acceptor(connection.clone(), from, caller);
    if timeout(CONNECT_TIMEOUT, answered).await.is_err() {
        let why = Reason::Lost("the handshake took too long".to_owned());
        connection.close(why.close_code(), why.to_string().as_bytes());
        tracing::debug!(?from, "a handshake took too long");
    }
}
