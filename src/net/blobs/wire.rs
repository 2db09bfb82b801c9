//! The messages on the stream of a file. A piece itself is sent as it is encoded, in a frame of its own.

use cyberfly_core::DbName;

use crate::fields::{Fields, NoMessage, put_long};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// This file is wanted, for this database.
    Want { db: DbName, hash: [u8; 32] },
    /// It is here and has so many bytes.
    Here { size: u64 },
    /// It is not here, or not for this database, or not for this peer.
    NotHere,
    /// The piece that begins here is wanted.
    Piece { offset: u64 },
}

impl Message {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut to = Vec::new();
        match self {
            Message::Want { db, hash } => {
                to.push(0);
                to.extend(hash);
                put_long(&mut to, db.as_str().as_bytes());
            }
            Message::Here { size } => {
                to.push(1);
                to.extend(size.to_le_bytes());
            }
            Message::NotHere => to.push(2),
            Message::Piece { offset } => {
                to.push(3);
                to.extend(offset.to_le_bytes());
            }
        }
        to
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, NoMessage> {
        let mut from = Fields::of(bytes);
        let message = match from.byte()? {
            0 => {
                let hash = from.array()?;
                Message::Want { hash, db: from.text()?.parse().map_err(|_| NoMessage)? }
            }
            1 => Message::Here { size: from.long_number()? },
            2 => Message::NotHere,
            3 => Message::Piece { offset: from.long_number()? },
            _ => return Err(NoMessage),
        };
        from.end()?;
        Ok(message)
    }
}
