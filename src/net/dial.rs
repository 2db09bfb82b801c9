//! Making a connection: from what is known of a peer to a QUIC connection with it.

use std::net::SocketAddr;

use cyberfly_core::PublicKey;
use cyberfly_core::peer::{Address, Reach};
use iroh::endpoint::{ConnectError, Connection};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayUrl};

use crate::endpoint::ALPN;
use crate::reason::Reason;

/// How many addresses of one name are tried.
const LOOKUP_LIMIT: usize = 8;

/// Connects to a peer at any of its addresses that lie within reach.
pub(crate) async fn connect(
    endpoint: &Endpoint,
    reach: Reach,
    id: PublicKey,
    addresses: &[Address],
) -> Result<Connection, Reason> {
    let id = EndpointId::from_bytes(id.as_bytes())
        .map_err(|_| Reason::Lost("its id is no key that a node can have".to_owned()))?;
    let mut target = EndpointAddr::new(id);
    let mut beyond = None;
    for address in addresses {
        match address {
            Address::Ip(address) => place(&mut target, &mut beyond, reach, *address),
            Address::Host(name, port) => match tokio::net::lookup_host((name.as_str(), *port)).await {
                Ok(found) => found
                    .take(LOOKUP_LIMIT)
                    .for_each(|address| place(&mut target, &mut beyond, reach, address)),
                Err(error) if addresses.len() == 1 => {
                    return Err(Reason::Lost(format!("{name} cannot be looked up: {error}")));
                }
                Err(_) => {}
            },
            Address::Relay(url) if reach == Reach::Internet => {
                if let Ok(url) = url.parse::<RelayUrl>() {
                    target = target.with_relay_url(url);
                }
            }
            Address::Relay(url) => beyond = Some(url.clone()),
        }
    }
    // Under `internet` look-ups may find it by its id alone.
    if target.is_empty() && reach != Reach::Internet {
        let why = beyond.map_or_else(
            || "it is not known where it is".to_owned(),
            |address| format!("{address} is beyond the reach of this node ({reach}): see --reach"),
        );
        return Err(Reason::Lost(why));
    }
    endpoint.connect(target, ALPN).await.map_err(|error| match error {
        ConnectError::Connection { source, .. } => Reason::of(&source),
        other => Reason::Lost(in_full(&other)),
    })
}

/// An error with what is behind it.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

fn place(target: &mut EndpointAddr, beyond: &mut Option<String>, reach: Reach, address: SocketAddr) {
    if reach.covers(address.ip()) {
        *target = std::mem::replace(target, EndpointAddr::new(target.id)).with_ip_addr(address);
    } else {
        *beyond = Some(address.to_string());
    }
}
