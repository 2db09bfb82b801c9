//! The messages of the live stream as bytes.

use cyberfly_core::reconcile::Entry;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::{DbName, OpId, Stamp};

use crate::fields::{Fields, NoMessage, put_long};

/// How many tags one node says what it wants with; one with more wants to hear of everything.
pub(super) const TAGS: usize = 16 * 1024;
/// How many operations or ids go into one message.
pub(super) const MANY: usize = 1_024;

/// How long what stands for a trace may be. This version writes [`cyberfly_core::trace::TRACE_BYTES`] or nothing, and takes what
/// a later one might add for nothing.
const TRACE_LIMIT: usize = 64;

/// What stands for a database, or for all of an owner, between two nodes.
pub(super) type Tag = [u8; 16];

/// An operation, and the step of a trace that its sender stored it in.
pub(super) type Sent = (Option<TraceParent>, Vec<u8>);

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// What this side wants to hear of: everything, or what has these tags. It replaces what was said before.
    Interest { everything: bool, tags: Vec<Tag> },
    /// Operations that are new.
    Operations(Vec<Vec<u8>>),
    /// Operations that are new, each with the step of a trace that it was stored in, if there is one. For peers with the
    /// capability `traces` alone; others know no such message.
    Traced(Vec<Sent>),
    /// The ids of operations that are new. `ask`: they do not come by themselves.
    Have { db: DbName, ask: bool, ids: Vec<OpId> },
    /// Send these.
    Ask(Vec<OpId>),
    /// Of this database send ids alone.
    Quiet(DbName),
    /// Tell when this operation is on the disk.
    WhenDurable { db: DbName, entry: Entry },
    /// It is.
    Durable(OpId),
}

impl Message {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut to = Vec::new();
        match self {
            Message::Interest { everything, tags } => {
                to.extend([0, u8::from(*everything)]);
                tags.iter().for_each(|tag| to.extend(tag));
            }
            Message::Operations(operations) => {
                to.push(1);
                operations.iter().for_each(|operation| put_long(&mut to, operation));
            }
            Message::Have { db, ask, ids } => {
                to.extend([2, u8::from(*ask)]);
                put_long(&mut to, db.as_str().as_bytes());
                ids.iter().for_each(|id| to.extend(id.as_bytes()));
            }
            Message::Ask(ids) => {
                to.push(3);
                ids.iter().for_each(|id| to.extend(id.as_bytes()));
            }
            Message::Quiet(db) => {
                to.push(4);
                put_long(&mut to, db.as_str().as_bytes());
            }
            Message::WhenDurable { db, entry } => {
                to.push(5);
                to.extend(entry.stamp.as_u64().to_le_bytes());
                to.extend(entry.id.as_bytes());
                put_long(&mut to, db.as_str().as_bytes());
            }
            Message::Durable(id) => {
                to.push(6);
                to.extend(id.as_bytes());
            }
            Message::Traced(operations) => {
                to.push(7);
                for (trace, operation) in operations {
                    put_long(&mut to, trace.map(TraceParent::to_bytes).as_ref().map_or(&[], |trace| trace));
                    put_long(&mut to, operation);
                }
            }
        }
        to
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, NoMessage> {
        let mut from = Fields::of(bytes);
        let id = |from: &mut Fields<'_>| from.array().map(OpId::from_bytes);
        let db = |from: &mut Fields<'_>| from.text()?.parse::<DbName>().map_err(|_| NoMessage);
        let message = match from.byte()? {
            0 => Message::Interest { everything: from.flag()?, tags: from.all(16, TAGS, Fields::array)? },
            1 => Message::Operations(from.all_long(MANY)?),
            2 => {
                let ask = from.flag()?;
                Message::Have { ask, db: db(&mut from)?, ids: from.all(32, MANY, id)? }
            }
            3 => Message::Ask(from.all(32, MANY, id)?),
            4 => Message::Quiet(db(&mut from)?),
            5 => {
                let stamp = Stamp::new(from.long_number()?).ok_or(NoMessage)?;
                let entry = Entry { stamp, id: id(&mut from)? };
                Message::WhenDurable { db: db(&mut from)?, entry }
            }
            6 => Message::Durable(id(&mut from)?),
            7 => Message::Traced(traced(&mut from)?),
            _ => return Err(NoMessage),
        };
        from.end()?;
        Ok(message)
    }
}

fn traced(from: &mut Fields<'_>) -> Result<Vec<Sent>, NoMessage> {
    let mut operations = Vec::new();
    while from.end().is_err() {
        let trace = from.long()?;
        if operations.len() == MANY || trace.len() > TRACE_LIMIT {
            return Err(NoMessage);
        }
        operations.push((TraceParent::of_bytes(trace), from.long()?.to_vec()));
    }
    Ok(operations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use proptest::prelude::*;

    fn all() -> Vec<Message> {
        let (db, id) = (testing::db("a", 1), OpId::from_bytes([7; 32]));
        vec![
            Message::Interest { everything: false, tags: vec![[1; 16], [2; 16]] },
            Message::Operations(vec![b"one".to_vec(), Vec::new()]),
            Message::Have { db: db.clone(), ask: true, ids: vec![id, id] },
            Message::Ask(vec![id]),
            Message::Quiet(db.clone()),
            Message::WhenDurable { db, entry: Entry { stamp: Stamp::at_millis(5), id } },
            Message::Durable(id),
            Message::Traced(vec![
                (TraceParent::of_bytes(&[9; 24]), b"one".to_vec()),
                (None, b"two".to_vec()),
            ]),
        ]
    }

    #[test]
    fn every_message_is_read_as_it_was_written() {
        for message in all() {
            assert_eq!(Message::decode(&message.encode()), Ok(message.clone()), "{message:?}");
        }
    }

    #[test]
    fn a_trace_that_this_version_does_not_know_is_none_and_a_long_one_is_no_message() {
        let with = |trace: &[u8]| {
            let mut bytes = vec![7];
            put_long(&mut bytes, trace);
            put_long(&mut bytes, b"one");
            Message::decode(&bytes)
        };
        for unknown in [&[][..], &[0; 24], &[1; 25], &[1; TRACE_LIMIT]] {
            assert_eq!(with(unknown), Ok(Message::Traced(vec![(None, b"one".to_vec())])), "{unknown:?}");
        }
        assert_eq!(with(&[1; TRACE_LIMIT + 1]), Err(NoMessage));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_without_harm(
            which in 0..8_usize, at in any::<proptest::sample::Index>(), to in any::<u8>(),
            bytes in proptest::collection::vec(any::<u8>(), 0..100),
        ) {
            let _any = Message::decode(&bytes);
            let mut bytes = all()[which].encode();
            let at = at.index(bytes.len());
            bytes[at] = to;
            let _changed = Message::decode(&bytes);
            let _shorter = Message::decode(&bytes[..at]);
        }
    }
}
