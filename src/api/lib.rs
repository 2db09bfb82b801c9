//! The doors of a node: HTTP on TCP, and the same over the admin socket with the operator's rights.
//!
//! A door turns requests into calls of the node's one trait and its answers into bytes, and keeps strangers within
//! limits. It decides nothing about data and opens no store. What can be asked is one table, `routes/mod.rs`; the router,
//! the OpenAPI document and the page that shows it are made from it.

mod audit;
mod call;
mod caller;
mod compression;
mod connection;
mod cors;
mod door;
#[cfg(test)]
mod door_tests;
mod errors_page;
mod events;
mod graphql;
mod guarded;
mod host;
mod input;
mod limits;
mod openapi;
mod output;
mod paths;
mod refusal;
mod request_id;
mod routes;
mod serve;
mod table;
mod tls;

pub use errors_page::errors_page;
pub use graphql::graphql_schema;
pub use openapi::openapi;
pub use serve::{Doors, DoorsError};
pub use tls::{TlsError, door_facts};
