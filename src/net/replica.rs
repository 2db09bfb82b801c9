//! What the network asks of the node: its data, and to take in what others send.
//!
//! The network moves operations and decides nothing about them. The node implements this over its store; tests over
//! memory. What is said to block may wait for a disk and is called where that holds nobody up.

use std::fs::File;

use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Entry, Sums};
use cyberfly_core::session::Reason;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::{Claimed, DbName, ErrorCode, OpId, PublicKey};

use crate::BoxFuture;

/// A database that this node replicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub name: DbName,
    /// The digest of its kept operations.
    pub digest: Digest,
}

/// How operations came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// By themselves, just after they were written.
    Live,
    /// In a session that found out that they were missing.
    Sync,
}

/// An operation that a peer sent.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// It, not checked yet.
    pub claim: Claimed,
    /// The step of a trace by which the peer sent it, if it said one. A name and nothing more: whatever it is, the operation
    /// is taken in the same way.
    pub trace: Option<TraceParent>,
}

impl From<Claimed> for Arrived {
    fn from(claim: Claimed) -> Self {
        Self { claim, trace: None }
    }
}

/// What became of an operation that a peer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is stored, and has a part in the merge.
    Stored,
    /// It is stored beside the merge: its author has no right to it by what is known here.
    SetAside,
    /// It was here already.
    Known,
    /// Its stamp lies too far ahead by this node's clock, so it is to come again later. Nobody is to blame for it.
    TooEarly,
    /// It is not wanted here: its database is not replicated.
    Unwanted,
    /// There is no room for it here. What makes room in its database is taken all the same.
    NoRoom(Reason),
    /// It is no valid operation. Whoever sends such things has not checked them.
    Invalid(ErrorCode),
    /// This node could not take it: its disk is full, it is stopping.
    Failed(Reason),
}

/// What a node wants to hear of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Everything that it may hear of; it chooses by itself.
    pub everything: bool,
    /// These databases.
    pub databases: Vec<DbName>,
    /// All databases of these owners.
    pub owners: Vec<PublicKey>,
}

/// Operations of one database at one moment, which do not change while they are compared and sent.
pub trait Operations: Sums<Error = Reason> + Send + Sync + 'static {
    /// The bytes of some of them, in the same order; none where one cannot be read. Blocks.
    fn operations(&self, wanted: &[Entry]) -> Result<Vec<Option<Vec<u8>>>, Reason>;
}

/// The node, as the network sees it.
pub trait Replica: Send + Sync + 'static {
    /// Operations of a database at one moment.
    type Operations: Operations;

    /// The present, in Unix milliseconds.
    fn now_ms(&self) -> u64;

    /// All databases that this node replicates and that whoever has proven these keys may read. Blocks.
    fn shared_with(&self, readers: &[PublicKey]) -> Result<Vec<Held>, Reason>;

    /// Whether this node replicates a database, be it here or not.
    fn wants(&self, db: &DbName) -> bool;

    /// Whether whoever has proven these keys may read a database. Blocks for a private one.
    fn may_read(&self, readers: &[PublicKey], db: &DbName) -> bool;

    /// The kept operations of a database as they are now; none of one that is not here. Blocks.
    fn kept(&self, db: &DbName) -> Result<Self::Operations, Reason>;

    /// The operations that say who may do what in a database, as far as they count. Blocks.
    fn rights(&self, db: &DbName) -> Result<Vec<(OpId, Vec<u8>)>, Reason>;

    /// What this node wants to hear of as soon as it is written.
    fn interest(&self) -> Interest;

    /// Waits until all that was stored is on the disk.
    fn make_durable(&self) -> BoxFuture<'static, Result<(), Reason>>;

    /// Files that live writes of replicated databases refer to and that are not here, at most so many. Blocks.
    fn missing_blobs(&self, limit: usize) -> Result<Vec<(DbName, [u8; 32])>, Reason>;

    /// Files of a database that have fewer bytes than this are fetched by themselves, others when somebody asks.
    fn fetched_below(&self, db: &DbName) -> u64;

    /// A file that is here for a database. Blocks.
    fn open_blob(&self, db: &DbName, hash: &[u8; 32]) -> Result<Option<File>, Reason>;

    /// What is here of a file that is being fetched, to be read and written; nothing at first. Blocks.
    fn open_partial_blob(&self, hash: &[u8; 32]) -> Result<File, Reason>;

    /// Writes bytes that were verified into such a file. Blocks; fails where the disk would have too little space left.
    fn write_partial_blob(&self, file: &File, offset: u64, bytes: &[u8]) -> Result<(), Reason>;

    /// All of such a file is there and was verified: it is the database's from now on. Blocks. On an error it is begun anew.
    fn finish_blob(&self, db: &DbName, hash: &[u8; 32], file: &File) -> Result<(), Reason>;

    /// Takes operations that a peer sent, checks each and stores what is valid; answers each, in the same order.
    fn receive(
        &self,
        from: PublicKey,
        how: Arrival,
        operations: Vec<Arrived>,
    ) -> BoxFuture<'static, Vec<Received>>;
}
