//! Why a connection ended, or never came to be.

use std::fmt;

use cyberfly_core::Refused;
use iroh::endpoint::{ConnectionError, VarInt};

/// Why a connection ended, or never came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This node will not have the peer.
    Refused(Refused),
    /// The peer will not have this node.
    RefusedByPeer(Refused),
    /// Another connection with the same peer is kept.
    Replaced,
    /// The operator has removed the peer, or banned it.
    Removed,
    /// The operator wants it made anew, or this node has a new certificate to show.
    Renewed,
    /// This node stops.
    Closing,
    /// The peer stops, or has removed this node.
    Left,
    /// The peer does not keep to the protocol.
    Fault(String),
    /// It could not be made, or was lost.
    Lost(String),
}

impl Reason {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Reason::Refused(_) => "refused",
            Reason::RefusedByPeer(_) => "refused_by_peer",
            Reason::Replaced => "replaced",
            Reason::Removed => "removed",
            Reason::Renewed => "renewed",
            Reason::Closing => "closing",
            Reason::Left => "left",
            Reason::Fault(_) => "fault",
            Reason::Lost(_) => "lost",
        }
    }

    /// What the other side is told by the code of the close.
    pub(crate) fn close_code(&self) -> VarInt {
        VarInt::from_u32(match self {
            Reason::Closing | Reason::Left | Reason::Lost(_) => LEAVING,
            Reason::Refused(_) | Reason::RefusedByPeer(_) => REFUSED,
            Reason::Replaced => REPLACED,
            Reason::Removed | Reason::Renewed => LEAVING,
            Reason::Fault(_) => FAULT,
        })
    }

    /// What QUIC says of the end of a connection that this side has not ended.
    pub(crate) fn of(error: &ConnectionError) -> Self {
        match error {
            ConnectionError::ApplicationClosed(close) => {
                match u32::try_from(close.error_code.into_inner()).unwrap_or(u32::MAX) {
                    LEAVING => Reason::Left,
                    REPLACED => Reason::Replaced,
                    _ => {
                        let text = String::from_utf8_lossy(&close.reason);
                        let text: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
                        Reason::Lost(format!("the peer closed the connection: {text}"))
                    }
                }
            }
            ConnectionError::TimedOut => {
                Reason::Lost("nothing was heard of the peer for too long".to_owned())
            }
            ConnectionError::Reset => {
                Reason::Lost("the peer does not know of the connection any more".to_owned())
            }
            ConnectionError::LocallyClosed => Reason::Closing,
            other => Reason::Lost(other.to_string()),
        }
    }
}

const LEAVING: u32 = 0;
const REFUSED: u32 = 1;
const REPLACED: u32 = 2;
const FAULT: u32 = 3;

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Refused(refused) => write!(f, "refused by this node: {refused}"),
            Reason::RefusedByPeer(refused) => write!(f, "refused by the peer: {refused}"),
            Reason::Replaced => f.write_str("another connection with the same peer is kept"),
            Reason::Removed => f.write_str("removed by the operator"),
            Reason::Renewed => f.write_str("made anew"),
            Reason::Closing => f.write_str("this node stops"),
            Reason::Left => f.write_str("the peer has left"),
            Reason::Fault(what) => write!(f, "the peer does not keep to the protocol: {what}"),
            Reason::Lost(what) => f.write_str(what),
        }
    }
}

impl Reason {
    /// Whether one side will not have the other for what it is, so that trying again soon is of no use. That there is no
    /// room passes.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Reason::Refused(refused) | Reason::RefusedByPeer(refused) => {
                refused.code() != cyberfly_core::ErrorCode::ResourceExhausted
            }
            _ => false,
        }
    }
}
