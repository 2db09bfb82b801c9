//! The node: store and network put together behind one trait.
//!
//! It takes writes through bounded stages, answers questions, knows how it is, and starts and stops in good order. It
//! may use the store and the network; doors are built on top of it and it knows none of them. What is valid and who wins
//! is asked of `cyberfly-core`.

mod absent;
mod address;
pub mod audit;
mod background;
mod blobs;
mod builder;
mod collection;
mod commands;
mod compaction;
pub mod config;
#[cfg(test)]
mod documents;
mod events;
mod failure;
pub mod health;
mod identity;
mod jobs;
mod keepsake;
mod learning;
mod logbook;
pub mod metrics;
mod network;
mod node;
mod observe;
mod observer;
pub mod passphrase;
mod prepare;
mod pulse;
mod queries;
mod quotas;
mod refusals;
mod repair;
mod rests;
mod shown;
pub mod snapshots;
mod state;
mod system;
mod tasks;
mod write;

pub use address::Address;
pub use builder::Builder;
pub use events::{EVENTS_KEPT, Followed, Following, Heard, Listener, WATCHERS_LIMIT};
pub use identity::IdentityError;
pub use jobs::backup::{backup_error, default_repository};
pub use logbook::{LINES_KEPT, LogBook};
pub use node::{Node, Phase};
pub use observe::OBSERVERS_LIMIT;
pub use refusals::{Counts, LimitNow};
pub use repair::{Repair, repair};
pub use shown::{DoorFacts, Shown, ShownNow};
pub use system::{SystemClock, WallClock, now_ms, rfc3339};
pub use write::{HandedIn, Unstamped};
