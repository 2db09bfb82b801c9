//! How far long work has come, told to whoever wants to know.

use std::fmt;

/// The parts that work on backups consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The store is read and written to packs. Counted in bytes.
    Packing,
    /// Packs are read and compared with their hashes, and what is in them is checked. Counted in bytes.
    Checking,
    /// Packs are unpacked. Counted in bytes.
    Unpacking,
    /// The index of a restored store is built from its journal. Counted in bytes.
    Indexing,
    /// Operations are merged into a store that is in use. Counted in operations.
    Merging,
}

impl Stage {
    /// The stage in one stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Stage::Packing => "packing",
            Stage::Checking => "checking",
            Stage::Unpacking => "unpacking",
            Stage::Indexing => "indexing",
            Stage::Merging => "merging",
        }
    }
}

/// Who wants to know how far work has come, and may end it. Called from whichever thread is at work.
pub trait Progress: fmt::Debug + Send + Sync {
    /// So much of so much is done of a stage; how much there is may not be known.
    fn at(&self, stage: Stage, done: u64, total: Option<u64>);

    /// Whether to stop as soon as that can be done in good order.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn at(&self, _: Stage, _: u64, _: Option<u64>) {}
}
