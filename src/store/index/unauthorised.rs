//! Operations that nobody authorised: they are remembered, and have no part in the merge.
//!
//! One entry for each says where it lies, so that a grant finds it without a look at the journal, and whoever sends it
//! again hears that it is known.

use std::ops::ControlFlow;
use std::sync::Arc;

use cyberfly_core::{DbName, OpId, Operation, PublicKey, Stamp};

use super::entry::{Pieces, encode_position, unreadable};
use super::{Changes, Index};
use crate::error::StoreError;
use crate::journal::Position;

/// The first byte of the keys.
const UNAUTHORISED: u8 = b'x';

/// How many bytes of a key come before the author: what it is, the number of the database, the class.
const PREFIX: usize = 1 + 4 + 1;

/// What an unauthorised operation is about. Rights come first when a grant takes both back in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Rights. Should its author turn out to be an admin it counts, so these are part of the rights of the database.
    Rights = 0,
    /// Anything else.
    Data = 1,
}

/// An unauthorised operation, as the index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unauthorised {
    pub(crate) author: PublicKey,
    pub(crate) stamp: Stamp,
    pub(crate) id: OpId,
    /// Where it lies.
    pub(crate) at: Position,
    /// How many bytes it has.
    pub(crate) length: u32,
}

impl Class {
    pub(crate) fn of(op: &Operation) -> Self {
        if op.is_about_rights() { Class::Rights } else { Class::Data }
    }

    fn prefix(self, number: u32) -> Vec<u8> {
        [&[UNAUTHORISED], number.to_be_bytes().as_slice(), &[self as u8]].concat()
    }

    /// What the operation of an entry with this key is about.
    fn of_key(key: &[u8]) -> Self {
        if key.get(PREFIX - 1) == Some(&(Class::Data as u8)) { Class::Data } else { Class::Rights }
    }

    /// From the first to after the last key of this class in a database.
    pub(crate) fn keys(self, number: u32) -> (Vec<u8>, Vec<u8>) {
        let (start, mut end) = (self.prefix(number), self.prefix(number));
        end.pop();
        end.push(self as u8 + 1);
        (start, end)
    }

    /// From the first to after the last key of this class for what an author stamped at this time or later.
    pub(crate) fn keys_by(self, number: u32, author: PublicKey, from: Stamp) -> (Vec<u8>, Vec<u8>) {
        let prefix = [self.prefix(number).as_slice(), author.as_bytes()].concat();
        // All ones are no stamp.
        ([prefix.as_slice(), &from.as_u64().to_be_bytes()].concat(), [prefix.as_slice(), &[0xff; 8]].concat())
    }
}

impl Unauthorised {
    /// What the index is to know of an operation at this place.
    pub(crate) fn of(op: &Operation, at: Position) -> Self {
        let length = u32::try_from(op.bytes().len()).unwrap_or(u32::MAX);
        Self { author: op.author(), stamp: op.stamp(), id: op.id(), at, length }
    }

    /// The key under which it is found.
    pub(crate) fn key(&self, number: u32, class: Class) -> Vec<u8> {
        let stamp = self.stamp.as_u64().to_be_bytes();
        [class.prefix(number).as_slice(), self.author.as_bytes(), &stamp, self.id.as_bytes()].concat()
    }

    /// The value under that key.
    pub(crate) fn value(&self) -> Vec<u8> {
        [encode_position(self.at).as_slice(), &self.length.to_be_bytes()].concat()
    }

    /// Reads what [`Unauthorised::key`] and [`Unauthorised::value`] gave.
    pub(crate) fn decode(key: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        let (mut name, mut value) = (Pieces(key.get(PREFIX..).unwrap_or_default()), Pieces(value));
        let mut read = || {
            let author = PublicKey::from_bytes(name.next()?);
            let stamp = Stamp::new(name.u64()?)?;
            let id = OpId::from_bytes(name.next()?);
            let at = Position { segment: value.u32()?, offset: value.u32()? };
            Some(Self { author, stamp, id, at, length: value.u32()? })
        };
        read().ok_or_else(unreadable)
    }
}

pub(super) fn key_of(number: u32, op: &Operation) -> Vec<u8> {
    let nowhere = Position { segment: 0, offset: 0 };
    Unauthorised::of(op, nowhere).key(number, Class::of(op))
}

impl Index {
    /// At most so many unauthorised operations in a range of keys, in the order of their keys.
    pub(crate) fn unauthorised(
        &self,
        (start, end): (&[u8], &[u8]),
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Unauthorised)>, StoreError> {
        let mut found = Vec::new();
        self.range(start, end, &mut |key, value| {
            if found.len() == limit {
                return Ok(ControlFlow::Break(()));
            }
            found.push((key.to_vec(), Unauthorised::decode(key, value)?));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Whether an operation is among the unauthorised ones.
    pub(crate) fn is_unauthorised(&self, number: u32, op: &Operation) -> Result<bool, StoreError> {
        Ok(self.get(&key_of(number, op))?.is_some())
    }

    /// Whether there is any unauthorised operation in a database.
    pub(crate) fn has_any_unauthorised(&self, number: u32) -> Result<bool, StoreError> {
        let mut found = false;
        for class in [Class::Rights, Class::Data] {
            let (start, end) = class.keys(number);
            found = found || !self.unauthorised((&start, &end), 1)?.is_empty();
        }
        Ok(found)
    }
}

impl Changes<'_> {
    /// Forgets that an operation at this place is unauthorised, because it leaves the journal. Rights that it would have
    /// a part in, did they count, are without it from now on.
    pub(crate) fn forget_unauthorised(&mut self, op: &Operation, at: Position) -> Result<(), StoreError> {
        let number = self.database(op.db())?.number;
        let key = key_of(number, op);
        let Some(value) = self.get(&key)? else { return Ok(()) };
        let entry = Unauthorised::decode(&key, &value)?;
        if entry.at == at {
            self.remember_no_more(op.db(), key, &entry)?;
            if op.is_about_rights() {
                Arc::make_mut(self.rights(op.db())?).forget(op.author(), &op.id());
            }
        }
        Ok(())
    }

    /// Makes an entry for an operation that nobody authorised. If it has one, that comes to name the first place at which
    /// the operation lies. Returns how many bytes such operations of its class have now, if that is counted.
    pub(crate) fn remember(
        &mut self,
        op: &Operation,
        at: Position,
        number: u32,
    ) -> Result<Option<u64>, StoreError> {
        let class = Class::of(op);
        let mut entry = Unauthorised::of(op, at);
        let key = entry.key(number, class);
        let known = self.get(&key)?;
        if let Some(value) = &known {
            entry.at = Unauthorised::decode(&key, value)?.at.min(at);
        }
        self.put(key, Some(entry.value()));
        self.database(op.db())?;
        Ok(self.database_mut(op.db()).filter(|_| class == Class::Data).map(|database| {
            database.set_aside += if known.is_none() { u64::from(entry.length) } else { 0 };
            database.set_aside
        }))
    }

    /// Takes away the entry with this key.
    pub(crate) fn remember_no_more(
        &mut self,
        db: &DbName,
        key: Vec<u8>,
        entry: &Unauthorised,
    ) -> Result<(), StoreError> {
        self.database(db)?;
        if Class::of_key(&key) == Class::Data
            && let Some(database) = self.database_mut(db)
        {
            database.set_aside = database.set_aside.saturating_sub(u64::from(entry.length));
        }
        self.put(key, None);
        Ok(())
    }

    /// Notes that some of what nobody authorised is not remembered any more.
    pub(crate) fn note_forgotten(&mut self, db: &DbName) {
        if let Some(database) = self.database_mut(db) {
            database.has_forgotten = true;
        }
    }

    /// Whether an operation is among the unauthorised ones.
    pub(crate) fn is_unauthorised(&self, number: u32, op: &Operation) -> Result<bool, StoreError> {
        Ok(self.get(&key_of(number, op))?.is_some())
    }

    /// Whether an author has unauthorised operations from this stamp on.
    pub(crate) fn has_unauthorised(
        &self,
        number: u32,
        author: PublicKey,
        from: Stamp,
    ) -> Result<bool, StoreError> {
        let mut found = false;
        for class in [Class::Rights, Class::Data] {
            let (start, end) = class.keys_by(number, author, from);
            self.range(&start, &end, &mut |_, _| {
                found = true;
                Ok(ControlFlow::Break(()))
            })?;
        }
        Ok(found)
    }
}
