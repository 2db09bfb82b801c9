//! The dashboard, `cyberfly top`.
//!
//! What is heard and pressed changes the [`Model`](model::Model) in [`update`] alone; [`screens`] makes plain values of it;
//! [`view`] draws them on any backend. [`run`] is the one loop around the three: it waits, changes, draws, and gives the
//! terminal back whatever happens. What was heard can be written to a file and played again ([`record`]). A node is known
//! only through `cyberfly-protocol` and `cyberfly-client`, never from the inside.

pub mod ask;
pub mod feed;
pub mod filter;
pub mod glyphs;
pub mod heard;
pub mod keys;
pub mod model;
pub mod once;
pub mod order;
pub mod record;
pub mod run;
pub mod screens;
pub mod settings;
pub mod table;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod value;
pub mod view;

use std::time::{SystemTime, UNIX_EPOCH};

/// The moment, in Unix milliseconds.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod trials;
