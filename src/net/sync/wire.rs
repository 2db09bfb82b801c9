//! The messages of a session as bytes: one for the kind, then fields of fixed length, then what is left.

use cyberfly_core::OpId;
use cyberfly_core::reconcile::{Fingerprint, MESSAGE_BYTES, NameTag};

use super::WINDOW;
use crate::fields::{Fields, NoMessage, put_long};

/// How many names or tags go into one message.
pub(super) const NAMES: usize = 4_096;
/// How many ranges of numbers one message asks for.
pub(super) const RANGES: usize = 1_024;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A session begins.
    Hello { session: [u8; 16], bound: u64, thorough: bool, list: Vec<u8> },
    /// It begins on the other side, too.
    Welcome { bound: u64, list: Vec<u8> },
    /// No session now: another one between the two is under way.
    Busy,
    /// The next message about the list of databases.
    List(Vec<u8>),
    /// The databases that this side has in another state than the other, or alone.
    Tags(Vec<NameTag>),
    /// What are the names of these?
    Ask(Vec<NameTag>),
    /// The names of what was asked for.
    Names(Vec<String>),
    /// Of these databases this side has nothing, and wants them.
    Wanted(Vec<NameTag>),
    /// A database's turn comes.
    Open { channel: u32, db: NameTag, rights: Fingerprint, first: Vec<u8> },
    /// The next message about its operations.
    Reconcile { channel: u32, message: Vec<u8> },
    /// Its operations about rights.
    Rights { channel: u32, operations: Vec<Vec<u8>> },
    /// The differences with these numbers are to be sent: first number and how many, each.
    Want { channel: u32, ranges: Vec<(u32, u32)> },
    /// Operations that were asked for.
    Operations { channel: u32, operations: Vec<Vec<u8>> },
    /// So many operations that were asked for cannot be read, and do not come.
    Lost { channel: u32, numbers: Vec<u32> },
    /// This side has all it wants of this database.
    Close { channel: u32 },
    /// There is no room on this side for so many operations of this database.
    NoRoom { channel: u32, operations: u64 },
    /// There is nothing more to do.
    Bye,
}

impl Message {
    /// The message as bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut to = Vec::new();
        match self {
            Message::Hello { session, bound, thorough, list } => {
                to.push(0);
                to.extend(session);
                to.extend(bound.to_le_bytes());
                to.push(u8::from(*thorough));
                to.extend(list);
            }
            Message::Welcome { bound, list } => {
                to.push(1);
                to.extend(bound.to_le_bytes());
                to.extend(list);
            }
            Message::Busy => to.push(2),
            Message::List(list) => {
                to.push(3);
                to.extend(list);
            }
            Message::Tags(tags) => put_tags(&mut to, 4, tags),
            Message::Ask(tags) => put_tags(&mut to, 5, tags),
            Message::Names(names) => {
                to.push(6);
                names.iter().for_each(|name| put_long(&mut to, name.as_bytes()));
            }
            Message::Wanted(tags) => put_tags(&mut to, 7, tags),
            Message::Open { channel, db, rights, first } => {
                put_channel(&mut to, 8, *channel);
                to.extend(db.0);
                to.extend(rights.0);
                to.extend(first);
            }
            Message::Reconcile { channel, message } => {
                put_channel(&mut to, 9, *channel);
                to.extend(message);
            }
            Message::Rights { channel, operations } => put_operations(&mut to, 10, *channel, operations),
            Message::Want { channel, ranges } => {
                put_channel(&mut to, 11, *channel);
                for (first, count) in ranges {
                    to.extend(first.to_le_bytes());
                    to.extend(count.to_le_bytes());
                }
            }
            Message::Operations { channel, operations } => put_operations(&mut to, 12, *channel, operations),
            Message::Lost { channel, numbers } => {
                put_channel(&mut to, 13, *channel);
                numbers.iter().for_each(|number| to.extend(number.to_le_bytes()));
            }
            Message::Close { channel } => put_channel(&mut to, 14, *channel),
            Message::Bye => to.push(15),
            Message::NoRoom { channel, operations } => {
                put_channel(&mut to, 16, *channel);
                to.extend(operations.to_le_bytes());
            }
        }
        to
    }

    /// Reads a message. What is longer, or more, than it may be is refused before anything is taken by it.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, NoMessage> {
        let mut from = Fields::of(bytes);
        let message = match from.byte()? {
            0 => Message::Hello {
                session: from.array()?,
                bound: u64::from_le_bytes(from.array()?),
                thorough: from.flag()?,
                list: from.rest(MESSAGE_BYTES)?,
            },
            1 => {
                Message::Welcome { bound: u64::from_le_bytes(from.array()?), list: from.rest(MESSAGE_BYTES)? }
            }
            2 => Message::Busy,
            3 => Message::List(from.rest(MESSAGE_BYTES)?),
            4 => Message::Tags(tags(&mut from)?),
            5 => Message::Ask(tags(&mut from)?),
            6 => Message::Names(from.texts(NAMES)?),
            7 => Message::Wanted(tags(&mut from)?),
            8 => Message::Open {
                channel: from.number()?,
                db: NameTag(from.array()?),
                rights: Fingerprint(from.array()?),
                first: from.rest(MESSAGE_BYTES)?,
            },
            9 => Message::Reconcile { channel: from.number()?, message: from.rest(MESSAGE_BYTES)? },
            10 => Message::Rights { channel: from.number()?, operations: from.all_long(WINDOW)? },
            11 => Message::Want { channel: from.number()?, ranges: ranges(&mut from)? },
            12 => Message::Operations { channel: from.number()?, operations: from.all_long(WINDOW)? },
            13 => Message::Lost { channel: from.number()?, numbers: from.all(4, WINDOW, Fields::number)? },
            14 => Message::Close { channel: from.number()? },
            15 => Message::Bye,
            16 => Message::NoRoom { channel: from.number()?, operations: u64::from_le_bytes(from.array()?) },
            _ => return Err(NoMessage),
        };
        from.end()?;
        Ok(message)
    }
}

/// The bytes that stand for some operations of a database in a fingerprint of its rights.
pub(super) fn rights_digest<'a>(ids: impl IntoIterator<Item = &'a OpId>) -> cyberfly_core::digest::Digest {
    ids.into_iter().collect()
}

fn put_channel(to: &mut Vec<u8>, kind: u8, channel: u32) {
    to.push(kind);
    to.extend(channel.to_le_bytes());
}

fn put_tags(to: &mut Vec<u8>, kind: u8, tags: &[NameTag]) {
    to.push(kind);
    tags.iter().for_each(|tag| to.extend(tag.0));
}

fn put_operations(to: &mut Vec<u8>, kind: u8, channel: u32, operations: &[Vec<u8>]) {
    to.reserve(5 + operations.iter().map(|bytes| 4 + bytes.len()).sum::<usize>());
    put_channel(to, kind, channel);
    operations.iter().for_each(|bytes| put_long(to, bytes));
}

fn tags(from: &mut Fields<'_>) -> Result<Vec<NameTag>, NoMessage> {
    from.all(16, NAMES, |from| from.array().map(NameTag))
}

fn ranges(from: &mut Fields<'_>) -> Result<Vec<(u32, u32)>, NoMessage> {
    from.all(8, RANGES, |from| Ok((from.number()?, from.number()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all() -> Vec<Message> {
        let (db, rights) = (NameTag([7; 16]), Fingerprint([8; 8]));
        let some = vec![b"one".to_vec(), Vec::new(), vec![0; 300]];
        vec![
            Message::Hello { session: [1; 16], bound: 9, thorough: true, list: b"list".to_vec() },
            Message::Welcome { bound: u64::MAX, list: Vec::new() },
            Message::Busy,
            Message::List(b"more".to_vec()),
            Message::Tags(vec![db, NameTag([3; 16])]),
            Message::Ask(Vec::new()),
            Message::Names(vec!["a".to_owned(), "ü".to_owned()]),
            Message::Wanted(vec![db]),
            Message::Open { channel: 3, db, rights, first: b"first".to_vec() },
            Message::Reconcile { channel: 3, message: b"next".to_vec() },
            Message::Rights { channel: 3, operations: some.clone() },
            Message::Want { channel: u32::MAX, ranges: vec![(0, 5), (9, 1)] },
            Message::Operations { channel: 3, operations: some },
            Message::Lost { channel: 3, numbers: vec![5, 6] },
            Message::Close { channel: 3 },
            Message::Bye,
            Message::NoRoom { channel: 3, operations: 1 << 40 },
        ]
    }

    #[test]
    fn every_message_is_read_as_it_was_written() {
        for message in all() {
            assert_eq!(Message::decode(&message.encode()), Ok(message.clone()), "{message:?}");
        }
    }

    #[test]
    fn more_than_there_may_be_is_no_message() {
        let tags = |count| Message::Tags(vec![NameTag([0; 16]); count]).encode();
        assert!(Message::decode(&tags(NAMES)).is_ok());
        assert_eq!(Message::decode(&tags(NAMES + 1)), Err(NoMessage));
        let list = |length| Message::List(vec![0; length]).encode();
        assert!(Message::decode(&list(MESSAGE_BYTES)).is_ok());
        assert_eq!(Message::decode(&list(MESSAGE_BYTES + 1)), Err(NoMessage));
        let operations = |count| Message::Operations { channel: 0, operations: vec![Vec::new(); count] };
        assert_eq!(Message::decode(&operations(WINDOW + 1).encode()), Err(NoMessage));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_one_message_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(message) = Message::decode(&bytes) {
                prop_assert_eq!(message.encode(), bytes);
            }
        }

        #[test]
        fn a_message_that_was_cut_short_or_changed_is_read_without_harm(
            which in 0..17_usize, at in any::<proptest::sample::Index>(), to in any::<u8>(),
        ) {
            let mut bytes = all()[which].encode();
            let at = at.index(bytes.len());
            bytes[at] = to;
            let _any = Message::decode(&bytes);
            let _shorter = Message::decode(&bytes[..at]);
        }
    }
}
