//! The store: what was acknowledged is here, and stays here.
//!
//! A journal of signed operations is the truth; an index, kept by sled or another engine, answers questions and can be
//! rebuilt from the journal at any time. This crate reads and writes files and decides nothing about their meaning: which
//! write wins is asked of `cyberfly-core`, whose ports it implements. No sockets, no async, no keys, no knowledge of who
//! calls.

#[cfg(test)]
mod bad_days;
mod blobs;
mod catch_up;
mod checks;
mod compaction;
mod disk;
mod dropped;
mod error;
mod files;
mod folder;
mod history;
mod index;
mod journal;
mod kept;
mod options;
mod progress;
mod quarantine;
mod replicated;
mod rights;
mod snapshot;
mod spread;
mod store;
mod sweep;
mod unsettled;
mod verify;

pub use blobs::{BlobFile, BlobStatistics, Blobs, Kept};
pub use compaction::{CompactStep, Statistics};
pub use dropped::{DropProgress, Dropped};
pub use error::StoreError;
pub use folder::{DataFolder, FORMAT, RESTORED, RESTORING, holder};
pub use history::{Written, WrittenLimits, WrittenPart};
pub use index::{DatabaseCells, EngineKind, IndexedCell};
pub use journal::{DatabaseKey, Followed, Follower, Listed, Place, Synced, Urgency, operations_in};
pub use kept::Sums;
pub use options::{Durability, NoDurability, Options};
pub use progress::Progress;
pub use quarantine::{Damage, Reason};
pub use snapshot::{Snapshot, SnapshotSegment};
pub use store::{GROUP_LIMIT, Outcome, Store};
pub use sweep::STEP_LIMIT;
pub use verify::{
    Cursor, FAULTS_LIMIT, Fault, FaultKind, Milestone, NoCursor, Phase, Repaired, Report, Verifier,
    VerifySettings,
};
