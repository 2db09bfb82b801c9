//! Anti-entropy: two nodes find out what each of them lacks, and send it.
//!
//! A *session* runs on one stream of a connection and has two sides, which do the same but for who begins:
//!
//! ```text
//! Hello ──▶ Welcome            names, keyed by the session; the bound up to which both look; the list of databases
//! List ◀─▶ List                by range, like operations: equal lists end the session here, after one round trip
//! Tags, Ask, Names, Wanted     which databases differ, and which of those that one side lacks it wants
//! for each database, some at a time, on a channel of its own:
//!   Open ──▶                   the first message about its operations, and a fingerprint of its rights
//!   Rights ◀─▶ Rights          if those differ: all of them, before anything that they allow
//!   Reconcile ◀─▶ Reconcile    until all differences are found
//!   Want ──▶ ◀── Operations    as they are found: each side asks for what it lacks, some at a time
//!   Close ──▶ ◀── Close        each side has all it wants
//! Bye
//! ```
//!
//! Who lacks something asks for it, so that it decides how much comes at once, from whom, and in which order: a side that
//! stores slowly is not flooded, and two peers that have the same are each asked for a part. Both sides know the same
//! differences in the same order, so an operation is asked for by its number.
//!
//! What arrives is checked and stored as it comes, and stays when a session breaks off: the next one finds less to do.
//! Nothing that a peer sends makes this node keep more than the bounds below.

mod allowance;
mod book;
mod channel;
mod claims;
mod exchange;
mod leisure;
mod needs;
mod pack;
mod rows;
mod session;
mod streams;
mod syncer;
#[cfg(test)]
mod tests;
mod wire;

pub use book::Book;
pub(crate) use pack::PACKED;
pub use rows::{DatabaseRow, Ended, Figures, PeerRow, SessionRow, Totals, UnderWay};
pub(crate) use session::blocking;
pub use session::{Done, Terms};
pub use syncer::{Syncer, Tempo};

/// How many databases are worked on at once in a session.
const CHANNELS: usize = 8;
/// How many databases a session works on at most; the next one goes on with others.
const DATABASES: usize = 1_024;
/// How many operations a side asks for at once in a session, so that what comes is bounded by what is asked for.
const WINDOW: usize = 2_048;
/// How many operations are asked for in one database at once, so that all databases have their turn.
const PORTION: usize = 256;
/// How many differences a session looks for in one database.
const DIFFERENCES: u64 = 100_000;
/// How many bytes of operations go into one frame, unless one alone is longer.
const BATCH_BYTES: usize = 256 * 1024;
/// After so many operations of a database for which there is no room, no more of it are asked for in a session.
const NO_ROOM: u64 = 1_024;
