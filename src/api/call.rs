//! What a handler is told about the request beside what it asks for.

use std::net::IpAddr;
use std::sync::Arc;

use cyberfly_core::PublicKey;
use cyberfly_node::Node;
use cyberfly_protocol::{Caller, ErrorBody};

use crate::door::{DoorState, Peer};

/// A request that was let in.
#[derive(Clone)]
pub(crate) struct Call {
    /// The node it is for.
    pub(crate) node: Node,
    /// Who asks.
    pub(crate) caller: Caller,
    /// Where the request comes from.
    pub(crate) peer: Peer,
    /// The door it came by.
    pub(crate) door: Arc<DoorState>,
}

impl Call {
    /// The address it comes from; none on the admin socket.
    pub(crate) const fn address(&self) -> Option<IpAddr> {
        match self.peer {
            Peer::At(address) => Some(address),
            Peer::Owner => None,
        }
    }

    /// Refuses a write by an author who has written more than its allowance. Call it before the signature is checked: it
    /// takes nothing, since what an operation claims is not proven yet.
    pub(crate) fn may_write(&self, author: Option<PublicKey>) -> Result<(), ErrorBody> {
        match (self.peer, author) {
            (Peer::At(address), Some(author)) => self.door.limits.may_write(author, address),
            _ => Ok(()),
        }
    }

    /// Takes a write that was stored out of its author's allowance.
    pub(crate) fn has_written(&self, author: Option<PublicKey>) {
        if let (Peer::At(address), Some(author)) = (self.peer, author) {
            self.door.limits.has_written(author, address);
        }
    }
}
