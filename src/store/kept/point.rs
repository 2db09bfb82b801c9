//! Places in the order of a database's operations: by stamp, then id.

use cyberfly_core::{OpId, Stamp};

/// A place in the order of a database's operations, which is by stamp, then id: where one operation is, or could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    stamp: u64,
    id: [u8; 32],
}

impl Point {
    /// Before all operations.
    pub const START: Point = Point { stamp: 0, id: [0; 32] };
    /// Behind all operations.
    pub const END: Point = Point { stamp: u64::MAX, id: [0; 32] };

    /// The place of an operation.
    pub const fn of(stamp: Stamp, id: &OpId) -> Self {
        Self { stamp: stamp.as_u64(), id: *id.as_bytes() }
    }

    /// The first place with this stamp whose id begins so. Of a prefix of more than 32 bytes the rest is left out.
    pub fn at(stamp: u64, prefix: &[u8]) -> Self {
        let mut id = [0; 32];
        id.iter_mut().zip(prefix).for_each(|(byte, prefix)| *byte = *prefix);
        Self { stamp, id }
    }

    pub(super) const fn stamp(&self) -> u64 {
        self.stamp
    }

    pub(super) const fn id(&self) -> &[u8; 32] {
        &self.id
    }
}
