//! What the index has of an operation while its writes are live, told from the operation alone.

use cyberfly_core::cells::Placed;
use cyberfly_core::{Body, Operation};

use super::cells::Part;
use super::entry::{self, Entry};
use super::measured;
use crate::journal::Position;

/// The entries that the live writes of an operation have which lies at a place of the journal.
pub(crate) struct Expected<'o> {
    op: &'o Operation,
    number: u32,
    at: Position,
    parts: Vec<Option<Part>>,
}

impl<'o> Expected<'o> {
    /// Of an operation at this place, in its database of this number.
    pub(crate) fn of(op: &'o Operation, number: u32, at: Position) -> Self {
        Self { op, number, at, parts: parts(op) }
    }

    /// Key and value of the entry of a write; none if the operation has no such write.
    pub(crate) fn entry(&self, index: u16) -> Option<(Vec<u8>, Vec<u8>)> {
        let write = self.op.writes().get(usize::from(index))?;
        let placed = Placed::of(self.op, index, write);
        let part = self.parts.get(usize::from(index)).copied().flatten();
        Some((entry::key(self.number, &placed), Entry::encode(&placed, &write.body, self.at, part)))
    }

    /// Whether the entry of its only write is all that the index has of the operation: there is no other write, no
    /// measure by which it is found, and no blob that it refers to.
    pub(crate) fn is_one_entry(&self) -> bool {
        let [write] = self.op.writes() else { return false };
        let has_measure = || {
            let placed = Placed::of(self.op, 0, write);
            measured::key(self.number, write.kind, &placed.path, &write.body).is_some()
        };
        !matches!(write.body, Body::Blob(_)) && !has_measure()
    }
}

/// Where the bodies of an operation's writes lie. The only write of one is read with it.
pub(super) fn parts(op: &Operation) -> Vec<Option<Part>> {
    match op.writes().len() {
        1 => Vec::new(),
        _ => op.body_spans().into_iter().map(|span| Part::of(op.bytes(), span)).collect(),
    }
}
