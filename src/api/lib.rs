//! The doors of a node: HTTP on TCP, and the same over the admin socket with the operator's routes.
//!
//! A door turns requests into calls of the node's one trait and its answers into bytes, and keeps strangers within
//! limits. It decides nothing about data and opens no store.

mod error;
mod listeners;
mod routes;
mod serve;

pub use serve::{Doors, DoorsError};
