//! The node: store and, in time, network put together behind one trait.
//!
//! It takes writes through bounded stages, answers questions, knows how it is, and starts and stops in good order. It
//! may use the store and the network; doors are built on top of it and it knows none of them. What is valid and who wins
//! is asked of `cyberfly-core`.

mod commands;
mod compaction;
pub mod config;
mod failure;
mod identity;
mod node;
mod prepare;
mod queries;
mod rests;
mod system;
mod writer;

pub use identity::IdentityError;
pub use node::{Node, Phase};
pub use system::now_ms;
