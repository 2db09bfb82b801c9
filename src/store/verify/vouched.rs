//! Entries that were found right from the side of the journal need no second look from their own.
//!
//! When an operation of the journal is found live, its entry is at hand and is compared with it at once. Of these entries
//! a sum of hashes is kept for each MiB of the journal. Then the index is walked through once, which is quick, because
//! nothing is read in the journal, and what it has is summed up in the same way. Where both sums are equal it is the same
//! entries. The hash has a key that nobody knows, so that nobody can make up entries whose sum fits. Where they differ,
//! which a write that goes on meanwhile is enough for, and where an entry seems to dominate another, the entries are
//! looked at one by one.

use std::collections::{BTreeMap, BTreeSet};

use cyberfly_core::cells::{Cell, Weight};

use crate::index::IndexedCell;
use crate::journal::Position;

/// A stretch of the journal: a segment, and the how many-th MiB of it.
pub(super) type Block = (u32, u32);

/// The stretch in which a place lies.
pub(super) const fn block(at: Position) -> Block {
    (at.segment, at.offset >> 20)
}

/// What a hash of this entry of a database says no other entry does.
pub(super) fn fingerprint(key: &[u8; 32], number: u32, cell: &IndexedCell) -> u128 {
    let (placed, at) = (cell.placed(), cell.at());
    let mut bytes = Vec::with_capacity(256);
    // All that has a fixed length comes first; what follows tells its end.
    for part in [number, at.segment, at.offset] {
        bytes.extend_from_slice(&part.to_be_bytes());
    }
    bytes.extend_from_slice(&placed.kind.number().to_be_bytes());
    bytes.extend_from_slice(&placed.order.stamp.as_u64().to_be_bytes());
    bytes.extend_from_slice(placed.order.author.as_bytes());
    bytes.extend_from_slice(placed.order.op.as_bytes());
    bytes.extend_from_slice(&placed.order.index.to_be_bytes());
    bytes.push(u8::from(placed.weight == Weight::Value));
    bytes.push(u8::from(placed.expires.is_some()));
    bytes.extend_from_slice(&placed.expires.unwrap_or_default().to_be_bytes());
    bytes.extend_from_slice(&(placed.path.as_bytes().len() as u64).to_be_bytes());
    bytes.extend_from_slice(placed.path.as_bytes());
    if let Some(copied) = cell.copied() {
        bytes.push(1);
        bytes.extend_from_slice(copied);
    }
    let mut sum = [0; 16];
    sum.copy_from_slice(&blake3::keyed_hash(key, &bytes).as_bytes()[..16]);
    u128::from_be_bytes(sum)
}

/// A sum of fingerprints for each stretch of the journal.
#[derive(Debug, Default)]
pub(super) struct Sums(BTreeMap<Block, u128>);

impl Sums {
    pub(super) fn add(&mut self, at: Position, fingerprint: u128) {
        let sum = self.0.entry(block(at)).or_default();
        *sum = sum.wrapping_add(fingerprint);
    }

    /// The stretches in which both have the same.
    pub(super) fn in_common(&self, other: &Self) -> BTreeSet<Block> {
        let is_equal = |(block, sum): &(&Block, &u128)| other.0.get(block) == Some(sum);
        self.0.iter().filter(is_equal).map(|(block, _)| *block).collect()
    }

    /// How many stretches there are something in.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
