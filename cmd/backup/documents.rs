//! What the commands about backups print as documents and no node answers: each a type, from which its schema comes.

use std::path::Path;

use cyberfly_backup::Hash;
use cyberfly_core::DbName;
use cyberfly_protocol::{ComparedDatabase, SnapshotDatabase, SnapshotVerified};
use schemars::JsonSchema;
use serde::Serialize;

/// What verifications of several snapshots found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AllChecked {
    /// Each of them.
    pub(super) verified: Vec<SnapshotVerified>,
}

/// What a restore would do.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WouldRestore<'a> {
    /// Always true.
    pub(crate) dry_run: bool,
    /// The snapshot's id, in hex.
    #[schemars(with = "String")]
    pub(crate) id: Hash,
    /// When it was made.
    #[schemars(with = "cyberfly_protocol::Time")]
    pub(crate) created: &'a str,
    /// Where it would be restored to.
    pub(crate) data_dir: &'a Path,
    /// Whether that is empty or not there; if not, the restore would be refused.
    pub(crate) empty: bool,
    /// How many bytes its files have.
    pub(crate) bytes: u64,
    /// How many files those are.
    pub(crate) files: u64,
    /// Whether the node would be the `same` or a `new` one.
    pub(crate) identity: &'static str,
    /// Its databases.
    pub(crate) databases: Vec<SnapshotDatabase>,
}

/// What a restore did.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RestoredAll<'a> {
    /// The snapshot's id, in hex.
    #[schemars(with = "String")]
    pub(crate) id: Hash,
    /// When it was made.
    #[schemars(with = "cyberfly_protocol::Time")]
    pub(crate) created: &'a str,
    /// Where it was restored to.
    pub(crate) data_dir: &'a Path,
    /// How many operations are there.
    pub(crate) operations: u64,
    /// Whether the node is the `same` or will be a `new` one.
    pub(crate) identity: &'static str,
    /// How many keys of this user get a new device.
    pub(crate) devices_renewed: u64,
    /// Its databases, compared with the snapshot.
    pub(crate) databases: Vec<ComparedDatabase>,
}

/// What a restore of one database would do.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WouldMerge<'a> {
    /// Always true.
    pub(crate) dry_run: bool,
    /// The snapshot's id, in hex.
    #[schemars(with = "String")]
    pub(crate) id: Hash,
    /// The database.
    #[schemars(with = "String")]
    pub(crate) db: &'a DbName,
    /// How many operations would be merged.
    pub(crate) operations: u64,
}

/// What a restore of one database did.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MergedOne<'a> {
    /// The snapshot's id, in hex.
    #[schemars(with = "String")]
    pub(crate) id: Hash,
    /// The database.
    #[schemars(with = "String")]
    pub(crate) db: &'a DbName,
    /// How many operations of it are in the snapshot.
    pub(crate) operations: u64,
    /// How many were taken.
    pub(crate) applied: u64,
    /// How many were here already.
    pub(crate) known: u64,
    /// How many were refused.
    pub(crate) refused: u64,
    /// The digest of the database now, in hex.
    pub(crate) digest: Option<String>,
    /// The one in the snapshot.
    #[schemars(with = "String")]
    pub(crate) digest_in_snapshot: Hash,
    /// Whether the two are equal.
    pub(crate) same: bool,
}
