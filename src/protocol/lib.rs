//! The words that cross a door: requests, answers, errors and states, and the one trait that every way to a node
//! implements.
//!
//! A word that is used here is used everywhere: in JSON, on the command line, on screens and in documents. The types
//! carry data and know how to be written as JSON; they do nothing and decide nothing.

mod caller;
mod door;
mod entry;
mod error;
mod limits;
mod receipt;
mod status;

pub use caller::Caller;
pub use door::{Door, Reply};
pub use entry::Entry;
pub use error::{ErrorBody, exit_code, http_status};
pub use limits::{LimitUse, LimitsReport};
pub use receipt::{BlobReceipt, Outcome, Receipt};
pub use status::{Health, HealthState, Listen, NodeState, Status, StoppingReceipt};

/// The largest value of a key, in bytes. Files can be larger.
pub const VALUE_LIMIT: usize = 10 * 1024 * 1024;

/// The version of every JSON document that leaves this program.
pub const SCHEMA_VERSION: u32 = 1;
