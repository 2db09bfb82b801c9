//! How many live writes refer to a blob, counted with every change of them, so that nobody need search for them.
//!
//! ```text
//! b hash number                 how many live writes of the database with this number refer to the blob
//! ```
//!
//! The hash comes first: whether anything refers to a blob is one look. What a sweep has still to take away counts.

use std::ops::ControlFlow;

use super::entry::unreadable;
use super::{Changes, Index, IndexedCell};
use crate::error::StoreError;
use cyberfly_core::Body;

/// The first byte of the keys.
const REFERENCES: u8 = b'b';

fn prefix(hash: &[u8; 32]) -> Vec<u8> {
    [&[REFERENCES], hash.as_slice()].concat()
}

fn key(number: u32, hash: &[u8; 32]) -> Vec<u8> {
    [prefix(hash).as_slice(), &number.to_be_bytes()].concat()
}

fn decode(value: &[u8]) -> Result<u64, StoreError> {
    value.try_into().map(u64::from_be_bytes).map_err(|_| unreadable())
}

impl IndexedCell {
    /// The hash of the blob that it refers to, if it does.
    pub(crate) fn blob(&self) -> Result<Option<[u8; 32]>, StoreError> {
        if !self.refers_to_blob {
            return Ok(None);
        }
        match self.copied_body().transpose()? {
            Some(Body::Blob(blob)) => Ok(Some(blob.hash)),
            _ => Err(unreadable()),
        }
    }
}

impl Index {
    /// Whether a live write of any database refers to a blob.
    pub(crate) fn is_referred_to(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let mut found = false;
        // No number has more bytes than this.
        let (start, end) = (prefix(hash), [prefix(hash).as_slice(), &[0xff; 5]].concat());
        self.range(&start, &end, &mut |_, _| {
            found = true;
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// Shows each blob that live writes refer to, with the number of their database.
    pub(crate) fn each_reference(
        &self,
        visitor: &mut dyn FnMut([u8; 32], u32) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.range(&[REFERENCES], &[REFERENCES + 1], &mut |key, _| {
            let hash = key.get(1..33).and_then(|hash| hash.try_into().ok());
            let number = key.get(33..).and_then(|number| number.try_into().ok()).map(u32::from_be_bytes);
            match hash.zip(number) {
                Some((hash, number)) => Ok(visitor(hash, number)),
                None => Err(unreadable()),
            }
        })
    }

    /// How many live writes of the database with this number refer to a blob.
    pub(crate) fn references(&self, number: u32, hash: &[u8; 32]) -> Result<u64, StoreError> {
        self.get(&key(number, hash))?.map_or(Ok(0), |value| decode(&value))
    }
}

impl Changes<'_> {
    /// One live write more refers to a blob.
    pub(super) fn refer(&mut self, number: u32, hash: &[u8; 32]) -> Result<(), StoreError> {
        let key = key(number, hash);
        let before = self.get(&key)?.map_or(Ok(0), |value| decode(&value))?;
        self.put(key, Some((before + 1).to_be_bytes().to_vec()));
        Ok(())
    }

    /// One live write less refers to a blob.
    pub(super) fn refer_no_more(&mut self, number: u32, hash: &[u8; 32]) -> Result<(), StoreError> {
        let key = key(number, hash);
        let before = self.get(&key)?.map_or(Ok(0), |value| decode(&value))?;
        let after = before
            .checked_sub(1)
            .ok_or_else(|| StoreError::Index("a blob that was referred to, and not counted".to_owned()))?;
        self.put(key, (after > 0).then(|| after.to_be_bytes().to_vec()));
        Ok(())
    }
}
