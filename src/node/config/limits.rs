//! The section `limits`: what strangers may take of this node, and what it takes as a whole.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Period, Size, as_text};

/// What strangers may take of this node through its HTTP door, and what the node takes as a whole. The admin socket has
/// limits of its own, so that an operator gets in while strangers wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections open at once, whoever they are from. One more is told so and closed.
    pub connections: NonZeroUsize,
    /// Connections open at once from one address: an IPv4 address, or the /64 network of an IPv6 address.
    pub connections_per_address: NonZeroUsize,
    /// Requests being answered at once. One more hears `overloaded`.
    pub requests: NonZeroUsize,
    /// Requests a second from one address, in the mean. A heavy request counts as ten.
    pub requests_per_second: NonZeroU32,
    /// Requests from one address at once, after a pause.
    pub requests_burst: NonZeroU32,
    /// Operations a second by one author, in the mean.
    pub writes_per_second: NonZeroU32,
    /// Operations by one author at once, after a pause.
    pub writes_burst: NonZeroU32,
    /// Whether the limits on one address and one author hold for callers on this machine too. They all have the same
    /// address; so do all who come through a proxy that runs here.
    pub on_loopback: bool,
    /// The longest head of a request: its first line and its headers.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub head_bytes: Size,
    /// How long a head may take to come, from its first byte on.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub head_timeout: Period,
    /// How long a TLS handshake may take, from the moment the connection is taken.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub handshake_timeout: Period,
    /// TLS handshakes going on at once. One more is closed.
    pub handshakes: NonZeroUsize,
    /// How long a body may take to come; of a file, a piece of it.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub body_timeout: Period,
    /// How long a request may take, its body included; one that hands in a file, without a piece of it coming.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub request_timeout: Period,
    /// How long a caller may take no more of an answer that waits for it.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub send_timeout: Period,
    /// How long a connection may be open with no request.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub idle_timeout: Period,
    /// How deep the fields of a GraphQL operation may be nested.
    pub graphql_depth: NonZeroU32,
    /// How complex a GraphQL operation may be: its fields, of which those that read a page or more count as fifty.
    pub graphql_complexity: NonZeroU32,
    /// How many aliases a GraphQL operation may have.
    pub graphql_aliases: NonZeroU32,
    /// How many requests a GraphQL batch may have.
    pub graphql_batch: NonZeroU32,
    /// Subscriptions and other operations at once over one WebSocket.
    pub subscriptions_per_connection: NonZeroUsize,
    /// How much memory the process may have before it refuses writes and long questions with `resource_exhausted`. `0B` is
    /// nine tenths of what the machine has, or its control group.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub memory: Size,
    /// How many databases the node holds at most. Beyond that no new one is made.
    pub databases: NonZeroUsize,
    /// How many operations a database keeps, about, before it takes nothing but deletes and changes of rights.
    pub database_operations: NonZeroU64,
    /// How many bytes journal, index and blobs have together, about, before the node takes nothing but deletes and changes
    /// of rights. `0B` is as many as the disk holds above `storage.disk_floor`.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub store_bytes: Size,
}

const fn count(count: usize) -> NonZeroUsize {
    match NonZeroUsize::new(count) {
        Some(count) => count,
        None => NonZeroUsize::MIN,
    }
}

const fn rate(rate: u32) -> NonZeroU32 {
    match NonZeroU32::new(rate) {
        Some(rate) => rate,
        None => NonZeroU32::MIN,
    }
}

const fn operations(operations: u64) -> NonZeroU64 {
    match NonZeroU64::new(operations) {
        Some(operations) => operations,
        None => NonZeroU64::MIN,
    }
}

const fn seconds(seconds: u64) -> Period {
    Period(Duration::from_secs(seconds))
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: count(1024),
            connections_per_address: count(128),
            requests: count(512),
            requests_per_second: rate(500),
            requests_burst: rate(2000),
            writes_per_second: rate(500),
            writes_burst: rate(2000),
            on_loopback: false,
            head_bytes: Size(16 * 1024),
            head_timeout: seconds(10),
            handshake_timeout: seconds(10),
            handshakes: count(256),
            body_timeout: seconds(30),
            request_timeout: seconds(60),
            send_timeout: seconds(30),
            idle_timeout: seconds(60),
            graphql_depth: rate(20),
            graphql_complexity: rate(1000),
            graphql_aliases: rate(50),
            graphql_batch: rate(20),
            subscriptions_per_connection: count(100),
            memory: Size(0),
            databases: count(100_000),
            database_operations: operations(100_000_000),
            store_bytes: Size(0),
        }
    }
}
