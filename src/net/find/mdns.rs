//! Peers on the local network, by multicast DNS.

use std::sync::Weak;

use cyberfly_core::PublicKey;
use cyberfly_core::peer::{Address, PeerAddress, Source};
use iroh::Endpoint;
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};

use crate::inner::Inner;

const SERVICE: &str = "cyberfly";

/// Tells the local network of this node, and this node of others there, until the network is gone.
pub(crate) async fn run(network: Weak<Inner>, endpoint: Endpoint) {
    let lookup = match MdnsAddressLookup::builder().service_name(SERVICE).build(endpoint.id()) {
        Ok(lookup) => lookup,
        Err(error) => {
            tracing::warn!(%error, "peers on the local network cannot be looked for");
            return;
        }
    };
    match endpoint.address_lookup() {
        Ok(services) => services.add(lookup.clone()),
        Err(_) => return,
    }
    let mut found = lookup.subscribe().await;
    while let Some(event) = std::future::poll_fn(|cx| next(&mut found, cx)).await {
        let Some(inner) = network.upgrade() else { return };
        if let DiscoveryEvent::Discovered { endpoint_info, .. } = event {
            let id = PublicKey::from_bytes(*endpoint_info.endpoint_id.as_bytes());
            let reach = inner.settings.reach;
            let within = endpoint_info.ip_addrs().filter(|address| reach.covers(address.ip()));
            let addresses = within.map(|address| Address::Ip(*address)).collect();
            inner.learn(&PeerAddress { id, addresses }, Source::Mdns);
        }
    }
}

fn next<S: futures_core::Stream + Unpin>(
    stream: &mut S,
    context: &mut std::task::Context<'_>,
) -> std::task::Poll<Option<S::Item>> {
    std::pin::Pin::new(stream).poll_next(context)
}
