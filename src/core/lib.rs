//! The heart of Cyberfly: everything that decides, and nothing that does.
//!
//! Whether bytes are a valid operation, which of two writes wins, what a reader sees at a given moment, who may do
//! what: all of it is decided here, by pure functions that take time, randomness and bytes as arguments. There is no
//! file, no socket, no thread and no system clock in this crate, so that each rule can be tested in every order and
//! at every hour. What acts on the world lives in the crates around it and decides nothing.
//!
//! The rules are written down twice: once to be fast, and once, in [`model`], to be read and compared with. [`sim`] lets
//! several replicas suffer from one seed and holds them against the model at every step.
//!
//! Read [`op`] for what is signed, [`merge`] for the one rule that merges it, and `docs/model.md` for the pictures.

pub mod access;
pub mod announcement;
#[cfg(test)]
mod any_op;
pub mod backoff;
pub mod breaker;
pub mod broadcast;
pub mod bucket;
pub mod cbor;
pub mod cells;
pub mod certificate;
pub mod clock;
mod cose;
pub mod cursor;
pub mod digest;
pub mod error;
pub mod file_signature;
pub mod firewall;
pub mod hello;
pub mod json;
pub mod key;
pub mod measure;
pub mod memory;
pub mod merge;
pub mod metered;
pub mod model;
pub mod name;
pub mod network;
pub mod op;
pub mod overlay;
pub mod peer;
pub mod phi;
pub mod query;
pub mod rank;
pub mod reconcile;
pub mod replica;
pub mod saw;
pub mod schedule;
pub mod session;
pub mod signature;
pub mod sim;
pub mod strangers;
mod text;
pub mod ticket;
pub mod to_sign;
pub mod token;
pub mod trace;
pub mod types;
#[cfg(test)]
mod vectors;
pub mod view;
pub mod witness;
pub mod write;

#[cfg(test)]
extern crate self as cyberfly_core;
#[cfg(test)]
#[path = "../../fuzz/promises.rs"]
mod promises;

pub use clock::{Clock, Stamp};
pub use error::{ErrorCode, Refused};
pub use key::{DeviceId, OpId, PublicKey, SecretKey};
pub use name::{DbName, Key, Strategy};
pub use op::{Claimed, Draft, Operation};
pub use token::Token;
pub use write::{Body, Kind, Write};
