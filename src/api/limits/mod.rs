//! How much strangers may take, who is over it, and how often that was so.

mod connections;
mod rates;

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_core::{ErrorCode, PublicKey};
use cyberfly_node::{Address, LimitNow, config};
use cyberfly_protocol::ErrorBody;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use connections::{Connections, Ticket, TooMany};
use rates::{Debts, Rate};

use crate::refusal::Refusal;

/// The limits that refuse something; the words are the keys of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Connections,
    ConnectionsPerAddress,
    Requests,
    RequestsPerSecond,
    WritesPerSecond,
    HeadBytes,
    BodyBytes,
    HeadTimeout,
    Handshakes,
    HandshakeTimeout,
    BodyTimeout,
    RequestTimeout,
    SendTimeout,
    IdleTimeout,
    GraphqlDepth,
    GraphqlComplexity,
    GraphqlAliases,
    GraphqlBatch,
    SubscriptionsPerConnection,
}

const ALL: [Limit; 19] = [
    Limit::Connections,
    Limit::ConnectionsPerAddress,
    Limit::Requests,
    Limit::RequestsPerSecond,
    Limit::WritesPerSecond,
    Limit::HeadBytes,
    Limit::BodyBytes,
    Limit::HeadTimeout,
    Limit::Handshakes,
    Limit::HandshakeTimeout,
    Limit::BodyTimeout,
    Limit::RequestTimeout,
    Limit::SendTimeout,
    Limit::IdleTimeout,
    Limit::GraphqlDepth,
    Limit::GraphqlComplexity,
    Limit::GraphqlAliases,
    Limit::GraphqlBatch,
    Limit::SubscriptionsPerConnection,
];

impl Limit {
    const fn word(self) -> &'static str {
        match self {
            Limit::Connections => "connections",
            Limit::ConnectionsPerAddress => "connections_per_address",
            Limit::Requests => "requests",
            Limit::RequestsPerSecond => "requests_per_second",
            Limit::WritesPerSecond => "writes_per_second",
            Limit::HeadBytes => "head_bytes",
            Limit::BodyBytes => "body_bytes",
            Limit::HeadTimeout => "head_timeout",
            Limit::Handshakes => "handshakes",
            Limit::HandshakeTimeout => "handshake_timeout",
            Limit::BodyTimeout => "body_timeout",
            Limit::RequestTimeout => "request_timeout",
            Limit::SendTimeout => "send_timeout",
            Limit::IdleTimeout => "idle_timeout",
            Limit::GraphqlDepth => "graphql_depth",
            Limit::GraphqlComplexity => "graphql_complexity",
            Limit::GraphqlAliases => "graphql_aliases",
            Limit::GraphqlBatch => "graphql_batch",
            Limit::SubscriptionsPerConnection => "subscriptions_per_connection",
        }
    }
}

/// The limits of the HTTP door.
pub(crate) struct Limits {
    settings: config::Limits,
    refused: [AtomicU64; ALL.len()],
    connections: Connections,
    requests: Arc<Semaphore>,
    handshakes: Arc<Semaphore>,
    addresses: Rate<Address>,
    authors: Rate<PublicKey>,
    overdrawn: Mutex<Debts<PublicKey>>,
}

impl Limits {
    pub(crate) fn new(settings: config::Limits) -> Self {
        Self {
            refused: Default::default(),
            connections: Connections::new(settings.connections, settings.connections_per_address),
            requests: Arc::new(Semaphore::new(settings.requests.get())),
            handshakes: Arc::new(Semaphore::new(settings.handshakes.get())),
            addresses: Rate::new(settings.requests_per_second, settings.requests_burst),
            authors: Rate::new(settings.writes_per_second, settings.writes_burst),
            overdrawn: Mutex::default(),
            settings,
        }
    }

    /// The numbers themselves.
    pub(crate) const fn settings(&self) -> &config::Limits {
        &self.settings
    }

    /// Notes that something was refused for this reason.
    pub(crate) fn note(&self, limit: Limit) {
        if let Some(counter) = self.refused.get(limit as usize) {
            counter.fetch_add(1, Relaxed);
        }
    }

    fn spares(&self, address: IpAddr) -> bool {
        address.to_canonical().is_loopback() && !self.settings.on_loopback
    }

    /// A place for a connection from this address, given back when the ticket is dropped.
    pub(crate) fn connect(&self, address: IpAddr) -> Result<Ticket, TooMany> {
        let counted = (!self.spares(address)).then(|| Address::from(address));
        self.connections.admit(counted).inspect_err(|too_many| {
            self.note(match too_many {
                TooMany::InAll => Limit::Connections,
                TooMany::FromOne => Limit::ConnectionsPerAddress,
            });
        })
    }

    /// Takes requests out of the allowance of an address.
    pub(crate) fn ask(&self, address: IpAddr, weight: u32) -> Result<(), Refusal> {
        if self.spares(address) {
            return Ok(());
        }
        self.addresses.take(Address::from(address), weight).map_err(|wait| {
            self.note(Limit::RequestsPerSecond);
            let message = format!(
                "more than {} requests a second come from your address; nothing was done",
                self.settings.requests_per_second
            );
            rate_limited(message, wait)
        })
    }

    /// A place among the requests that are being answered.
    pub(crate) fn begin(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.requests).try_acquire_owned().map_err(|_| {
            self.note(Limit::Requests);
            let message =
                format!("{} requests are being answered already; nothing was done", self.settings.requests);
            ErrorBody::new(ErrorCode::Overloaded, message).hint("try again in a second").into()
        })
    }

    /// A place among the TLS handshakes that are going on; none if all are taken.
    pub(crate) fn shake_hands(&self) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.handshakes).try_acquire_owned().ok();
        if place.is_none() {
            self.note(Limit::Handshakes);
        }
        place
    }

    /// Refuses an author who has written more than its allowance. What an operation claims is not proven yet: nothing is
    /// taken here, or anyone could use up another's allowance.
    pub(crate) fn may_write(&self, author: PublicKey, from: IpAddr) -> Result<(), ErrorBody> {
        if self.spares(from) {
            return Ok(());
        }
        let debts = self.overdrawn.lock().unwrap_or_else(PoisonError::into_inner);
        match debts.until(&author) {
            Some(until) if until > Instant::now() => {
                self.note(Limit::WritesPerSecond);
                let message = format!(
                    "this author writes more than {} operations a second; this one was not stored",
                    self.settings.writes_per_second
                );
                Err(ErrorBody::new(ErrorCode::RateLimited, message).hint("try again in a second"))
            }
            _ => Ok(()),
        }
    }

    /// Takes an operation, whose signature held, out of its author's allowance. Who has none left is refused for a while.
    pub(crate) fn has_written(&self, author: PublicKey, from: IpAddr) {
        if self.spares(from) {
            return;
        }
        if let Err(wait) = self.authors.take(author, 1) {
            let now = Instant::now();
            self.overdrawn.lock().unwrap_or_else(PoisonError::into_inner).owe(author, now + wait, now);
        }
    }

    /// Every limit as it stands.
    pub(crate) fn now(&self) -> Vec<LimitNow> {
        let limits = ALL.into_iter().map(|limit| LimitNow {
            name: limit.word(),
            limit: self.value(limit),
            in_use: self.in_use(limit).map(|count| count as u64),
            refused: self.refused.get(limit as usize).map_or(0, |counter| counter.load(Relaxed)),
        });
        limits.collect()
    }

    fn value(&self, limit: Limit) -> Option<String> {
        let limits = &self.settings;
        Some(match limit {
            Limit::Connections => limits.connections.to_string(),
            Limit::ConnectionsPerAddress => limits.connections_per_address.to_string(),
            Limit::Requests => limits.requests.to_string(),
            Limit::RequestsPerSecond => limits.requests_per_second.to_string(),
            Limit::WritesPerSecond => limits.writes_per_second.to_string(),
            Limit::HeadBytes => limits.head_bytes.to_string(),
            Limit::BodyBytes => return None,
            Limit::HeadTimeout => limits.head_timeout.to_string(),
            Limit::Handshakes => limits.handshakes.to_string(),
            Limit::HandshakeTimeout => limits.handshake_timeout.to_string(),
            Limit::BodyTimeout => limits.body_timeout.to_string(),
            Limit::RequestTimeout => limits.request_timeout.to_string(),
            Limit::SendTimeout => limits.send_timeout.to_string(),
            Limit::IdleTimeout => limits.idle_timeout.to_string(),
            Limit::GraphqlDepth => limits.graphql_depth.to_string(),
            Limit::GraphqlComplexity => limits.graphql_complexity.to_string(),
            Limit::GraphqlAliases => limits.graphql_aliases.to_string(),
            Limit::GraphqlBatch => limits.graphql_batch.to_string(),
            Limit::SubscriptionsPerConnection => limits.subscriptions_per_connection.to_string(),
        })
    }

    fn in_use(&self, limit: Limit) -> Option<usize> {
        match limit {
            Limit::Connections => Some(self.connections.open()),
            Limit::ConnectionsPerAddress => Some(self.connections.most_from_one()),
            Limit::Requests => Some(self.settings.requests.get() - self.requests.available_permits()),
            Limit::Handshakes => Some(self.settings.handshakes.get() - self.handshakes.available_permits()),
            _ => None,
        }
    }
}

fn rate_limited(message: String, wait: Duration) -> Refusal {
    let body =
        ErrorBody::new(ErrorCode::RateLimited, message).hint("ask less often, or several things at once");
    Refusal::from(body).retry_after(wait)
}

#[cfg(test)]
mod tests;
