//! Commands and queries as callers meet them: at a node in this process, and at one behind its socket.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says where and stops")]

mod conflicts;
mod hazards;
mod lab;
mod private;
mod words;
