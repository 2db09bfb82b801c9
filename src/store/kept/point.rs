//! Places in the order of a database's operations, with one behind them all.

use cyberfly_core::reconcile::Entry;
use cyberfly_core::{OpId, Stamp};

/// A place in the order of a database's operations, which is by stamp, then id; or the place behind all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Point {
    stamp: u64,
    id: [u8; 32],
}

impl Point {
    /// Before all operations.
    pub(super) const START: Point = Point { stamp: 0, id: [0; 32] };
    /// Behind all operations: no stamp is that great.
    pub(super) const END: Point = Point { stamp: u64::MAX, id: [0; 32] };

    /// The place of an operation.
    pub(super) const fn of(stamp: Stamp, id: &OpId) -> Self {
        Self { stamp: stamp.as_u64(), id: *id.as_bytes() }
    }

    pub(super) const fn from_parts(stamp: u64, id: [u8; 32]) -> Self {
        Self { stamp, id }
    }

    pub(crate) const fn stamp(&self) -> u64 {
        self.stamp
    }

    pub(super) const fn id(&self) -> &[u8; 32] {
        &self.id
    }
}

impl From<Entry> for Point {
    fn from(entry: Entry) -> Self {
        Self::of(entry.stamp, &entry.id)
    }
}
