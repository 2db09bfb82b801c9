//! The caller's side: a way to a node over its admin socket or over HTTP, and the store of an operator's keys.
//!
//! It knows a node only through `cyberfly-protocol`, never from the inside. Keys stay here: no request carries one.

mod agreement;
mod events;
mod flow;
mod http;
pub mod keys;
mod run;
mod token;
mod trust;

pub use http::{Connect, NodeClient};
pub use keys::{AskPassphrase, AuthorKey, KeptKey, KeyError, KeyStore, NoPassphrase, Passphrase};
pub use run::{Done, rehearse, run};
pub use token::{TokenMaker, TokenSource};
pub use trust::Trust;
