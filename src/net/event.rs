//! What happens in the network, for who listens.

use cyberfly_core::PublicKey;

use crate::reason::Reason;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// There is a connection with a peer.
    Up {
        /// The peer.
        peer: PublicKey,
        /// Whether this node has dialled.
        dialled: bool,
    },
    /// The connection with a peer has ended.
    Down {
        /// The peer.
        peer: PublicKey,
        /// Why.
        reason: Reason,
    },
    /// One side will not have the other.
    Refused {
        /// The peer.
        peer: PublicKey,
        /// Why.
        reason: Reason,
    },
    /// Two nodes run with the same key: two peers, or this node and another one.
    SameKey {
        /// The key.
        id: PublicKey,
    },
}
