//! Backups: snapshots of a store in a repository, and back.
//!
//! This crate reads snapshots of the store and writes packs and signed manifests to a repository directory or a stream,
//! and it checks and restores them. It knows nothing of doors, networks or terminals: it reports through a progress port.

#[cfg(test)]
mod bad_days;
mod create;
mod error;
mod files;
mod hash;
mod manifest;
mod pack;
mod progress;
mod repository;
mod restore;
mod retention;
mod vault;
mod verify;

pub use create::{Created, Request, create, create_stream};
pub use error::BackupError;
pub use hash::{Hash, NoHash};
pub use manifest::{
    About, DatabaseEntry, FORMAT, FileEntry, JournalEnd, Manifest, NotAManifest, PackEntry, PartEntry,
};
pub use progress::{Progress, Silent, Stage};
pub use repository::{Held, Level, Listed, Pruned, Repository, Verified};
pub use restore::{Compared, Feed, RestoreSettings, Restored, merge, restore, unpack_stream};
pub use retention::{Candidate, Policy, Verdict};
pub use verify::{Fault, Report, VerifySettings, verify};
