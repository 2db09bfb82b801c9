//! How two nodes find out which operations each of them lacks, at a cost that follows the difference and not the size.
//!
//! Both sort their operations by [`Entry`], stamp and id. One side cuts the whole into ranges and tells a fingerprint of
//! each. Where the other finds another fingerprint it cuts finer and asks back, until a range is so small that listing
//! it costs less: then one lists, and the other answers what differs. The idea is that of negentropy, range-based set
//! reconciliation; the messages are our own and are laid out in `docs/format.md`.
//!
//! A [`Reconciler`] is one side of this as a machine without input or output: it is given messages, and gives messages
//! and findings. Sides take turns. Each keeps the ranges that it has not replied to yet and replies to the leftmost
//! first, so that a message never grows beyond [`MESSAGE_BYTES`], however much differs. Between honest nodes nothing is
//! found twice; one that says the same again and again is heard until a limit ends the session. Both look at their sets
//! up to a bound that they agreed on, and at a state of them that does not change meanwhile.
//!
//! **What each side knows in the end**: which of its own operations the other lacks, by id, and how many it lacks itself,
//! each by its [`Tag`]. So each can send what the other lacks without being asked, or ask for some of it; and whoever
//! receives an operation sees by [`SessionKey::tag`] whether it was one of those that were announced.
//!
//! **What a fingerprint can and cannot do.** The sums that a store keeps are the number of ids and their sum modulo 2^256
//! ([`Digest`](crate::digest::Digest)). What is sent is a keyed hash of these two, cut to eight bytes, and tags are keyed
//! hashes of ids, equally short. The key is new in every session and known to these two nodes only. So
//!
//! - *by accident* two different ranges look equal once in 2^64 comparisons, and two ids once in 2^64 pairs within one
//!   range, in this session and not again in the next;
//! - *an author who crafts ids* cannot aim at the eight bytes, since they depend on a key that comes later;
//! - *a peer that lies* gains nothing: it could just as well keep silent about what it holds;
//! - *sums themselves can be made to collide*, and this is the one weakness. An id is a plain hash of what the author
//!   chooses, a signature is needed only for those that are used in the end, and sums of many numbers collide far more
//!   easily than hashes do (Wagner's generalised birthday: some 2^33 hashes give two sets of 512 ids with one sum,
//!   2^31 two sets of 32,768). A writer of the database who spends that, gives one set to one side of a partition and the
//!   other to the other, and finds no third node that held both, has two nodes whose sums are equal and whose sets are
//!   not. It harms the database that its owner let this writer into, and nothing else. To heal it without a second
//!   sum, the first message cuts at places that follow from the session's key: whenever a cut falls among the crafted
//!   operations, they show. With a thousand of them in a million that is one session in sixty, so nodes compare by
//!   range now and then though their digests are equal.
//!
//! `docs/decisions/0007-fingerprints.md` has the alternatives that were weighed.

mod databases;
mod fault;
mod key;
mod machine;
mod message;
mod sums;

#[cfg(test)]
mod tests;

pub use databases::{Databases, Listed, NameTag, Shared, Visibility};
pub use fault::{Fault, ReconcileError};
pub use key::{Fingerprint, SessionKey, Tag};
pub use machine::{Ended, Reconciler, Step};
pub use message::{Message, Says, Span, Turn};
pub use sums::{Entry, MemorySums, Sums};

/// The longest message that is accepted or sent, in bytes.
pub const MESSAGE_BYTES: usize = 256 * 1024;
/// The most ranges that a message may speak of.
pub const MESSAGE_RANGES: usize = 8_192;
/// The most entries that a side lists in one range.
pub const LIST_ENTRIES: usize = 32;
/// The most entries of its own that a side compares with a list at once; a range with more of them is cut instead.
pub const ANSWER_ENTRIES: usize = 1_024;
/// Into how many ranges a range is cut at most.
pub const CUTS: usize = 16;
/// What may wait for a reply: ranges, and beside them the tags of lists. Between honest sides that had 400,000 entries each
/// and none in common, 37,000 waited at most.
pub const WAITING: usize = 65_536;
/// No limit on the length of messages may be below this, so that there is room for any one reply.
pub const LEAST_MESSAGE_BYTES: usize = 16 * 1024;

/// How far one side goes in a session. When a limit is reached, the session is cut short: what was found stays found, and
/// the rest is left to a later session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest message to send: between [`LEAST_MESSAGE_BYTES`] and [`MESSAGE_BYTES`].
    pub message_bytes: usize,
    /// The most ranges in a message to send: more than [`CUTS`], at most [`MESSAGE_RANGES`].
    pub message_ranges: usize,
    /// How many messages this side sends at most, but for the one that says that the session is cut short.
    pub messages: u32,
    /// How many differences this side looks for. The last message may bring some more.
    pub differences: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: MESSAGE_BYTES,
            message_ranges: MESSAGE_RANGES,
            messages: 1_024,
            differences: 1_000_000,
        }
    }
}

impl Limits {
    /// The same, with what lies outside its range moved to the end of it.
    fn within_bounds(self) -> Self {
        Self {
            message_bytes: self.message_bytes.clamp(LEAST_MESSAGE_BYTES, MESSAGE_BYTES),
            message_ranges: self.message_ranges.clamp(CUTS + 1, MESSAGE_RANGES),
            messages: self.messages.max(1),
            differences: self.differences.max(1),
        }
    }
}
