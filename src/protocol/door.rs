//! The one trait that every way to a node implements.

use std::future::Future;
use std::pin::Pin;

use cyberfly_core::{DbName, Key};

use crate::entry::Entry;
use crate::error::ErrorBody;
use crate::health::HealthReport;
use crate::log::{LogStream, Logs};
use crate::observe::{Observe, ObserveStream};
use crate::prepare::{Prepare, Prepared, Submission};
use crate::query::{Query, QueryAnswer};
use crate::receipt::{BlobReceipt, Receipt, Receipts};
use crate::status::{Status, StoppingReceipt};
use crate::stream::ByteStream;
use crate::watch::{Watch, WatchStream};

/// What a door answers, later.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, ErrorBody>> + Send + 'a>>;

/// A way to a node: inside this process, over the admin socket, over HTTP. A caller that holds one need not know which.
pub trait Door: Send + Sync {
    /// How the node is.
    fn status(&self) -> Reply<'_, Status>;

    /// Every check of its health.
    fn health(&self) -> Reply<'_, HealthReport>;

    /// Hands in a signed operation. When the receipt comes, the operation is durable.
    fn submit(&self, operation: Vec<u8>) -> Reply<'_, Receipt>;

    /// Draws up an operation from commands. Nothing is stored: its author looks at it, signs it and hands it in.
    fn prepare(&self, request: Prepare) -> Reply<'_, Prepared>;

    /// Hands in a signed operation that was prepared. Answers `conflict`, and stores nothing, if what it rests on has
    /// changed since.
    fn submit_prepared(&self, submission: Submission) -> Reply<'_, Receipt>;

    /// Hands in signed operations, at most [`OPERATIONS_LIMIT`](crate::OPERATIONS_LIMIT) with at most
    /// [`SEQUENCE_LIMIT`](crate::SEQUENCE_LIMIT) bytes together. Each is taken or refused by itself.
    fn submit_many(&self, operations: Vec<Vec<u8>>) -> Reply<'_, Receipts>;

    /// Asks a question.
    fn query(&self, query: Query) -> Reply<'_, QueryAnswer>;

    /// Hands in bytes too large for an operation, as they come and however many they are, so that one can refer to them.
    /// When the receipt comes, they are durable. If an error comes among them, or nobody waits for the receipt any
    /// more, none of them is kept.
    fn keep_blob<'a>(&'a self, db: &'a DbName, bytes: ByteStream) -> Reply<'a, BlobReceipt>;

    /// The bytes of a file that a database holds, as they are read; `not_found` if it holds none with this hash. The last
    /// piece comes when all of them are known to be those of the hash.
    fn blob<'a>(&'a self, db: &'a DbName, hash: [u8; 32]) -> Reply<'a, ByteStream>;

    /// Reads the value of a key; `not_found` if it has none.
    fn get<'a>(&'a self, db: &'a DbName, key: &'a Key) -> Reply<'a, Entry>;

    /// Watches a database. The stream must be read on: who does not hears later that it lagged, and misses nothing.
    fn watch(&self, watch: Watch) -> Reply<'_, WatchStream>;

    /// Observes the node itself. The stream must be read on: who does not hears later that events went by.
    fn observe(&self, observe: Observe) -> Reply<'_, ObserveStream>;

    /// Reads the lines of the log that the node remembers, and perhaps those that come.
    fn logs(&self, logs: Logs) -> Reply<'_, LogStream>;

    /// Asks the node to stop. It answers before it does.
    fn stop(&self) -> Reply<'_, StoppingReceipt>;
}
