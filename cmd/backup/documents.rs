//! What the commands about backups print as documents: each a type, from which its schema comes.

use std::path::Path;

use cyberfly_backup::{Compared, DatabaseEntry, FileEntry, Hash, Level, PackEntry, Report, Verified};
use cyberfly_core::{DbName, PublicKey};
use cyberfly_protocol::SnapshotDatabase;
use schemars::JsonSchema;
use serde::Serialize;

/// What a verification found last of a snapshot.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LastVerified {
    /// How much was looked at: `quick`, `full` or `trial_restore`.
    level: &'static str,
    /// When.
    at: String,
    /// Whether all of that was as it should be.
    clean: bool,
    /// How much was wrong.
    faults: u64,
}

impl From<&Verified> for LastVerified {
    fn from(verified: &Verified) -> Self {
        let Verified { level, at, clean, faults } = verified;
        Self { level: level.word(), at: at.clone(), clean: *clean, faults: *faults }
    }
}

/// The databases of a snapshot.
pub(crate) fn databases(entries: &[DatabaseEntry]) -> Vec<SnapshotDatabase> {
    let database = |entry: &DatabaseEntry| SnapshotDatabase {
        name: entry.name.to_string(),
        operations: entry.operations,
        digest: entry.digest.to_string(),
    };
    entries.iter().map(database).collect()
}

/// Everything that is known of a snapshot.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown<'a> {
    /// Its id, in hex.
    #[schemars(with = "String")]
    pub(super) id: Hash,
    /// The format of its manifest.
    pub(super) format: u32,
    /// When it was made.
    pub(super) created: &'a str,
    /// The version of the program that made it.
    pub(super) made_by: &'a str,
    /// The node whose store it is of, in hex.
    #[schemars(with = "String")]
    pub(super) node_id: PublicKey,
    /// The network that the node belongs to.
    pub(super) network: Option<&'a str>,
    /// The snapshot before, from which files were taken over.
    #[schemars(with = "Option<String>")]
    pub(super) parent: Option<Hash>,
    /// What the operator called it.
    pub(super) tags: &'a [String],
    /// Only this database, if not all.
    #[schemars(with = "Option<String>")]
    pub(super) db: Option<&'a DbName>,
    /// Whether the files are in it that values refer to.
    pub(super) blobs: bool,
    /// Whether the node's secret key is in it.
    pub(super) identity: bool,
    /// Whether it is encrypted.
    pub(super) encrypted: bool,
    /// How many ranges of the journal were damaged when it was made, and so are in it.
    pub(super) damaged_ranges: u64,
    /// How many bytes its files have together.
    pub(super) bytes: u64,
    /// How many operations its databases have together.
    pub(super) operations: u64,
    /// Its databases.
    pub(super) databases: Vec<SnapshotDatabase>,
    /// The packs that it needs.
    pub(super) packs: Vec<Pack>,
    /// How many bytes those have.
    pub(super) pack_bytes: u64,
    /// Its files.
    pub(super) files: Vec<Kept<'a>>,
    /// What a verification found last; null if there was none.
    pub(super) verified: Option<LastVerified>,
}

/// A pack.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Pack {
    /// Its id, in hex.
    #[schemars(with = "String")]
    id: Hash,
    /// How many bytes it has.
    bytes: u64,
}

impl From<&PackEntry> for Pack {
    fn from(pack: &PackEntry) -> Self {
        Self { id: pack.id, bytes: pack.size }
    }
}

/// A file of the data directory, as a snapshot keeps it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Kept<'a> {
    /// Its path in the data directory.
    path: &'a str,
    /// How many bytes it has.
    bytes: u64,
    /// Their hash, in hex.
    #[schemars(with = "String")]
    blake3: Hash,
}

impl<'a> From<&'a FileEntry> for Kept<'a> {
    fn from(file: &'a FileEntry) -> Self {
        Self { path: &file.path, bytes: file.size, blake3: file.blake3 }
    }
}

/// What came of forgetting.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Forgotten<'a> {
    /// Whether nothing was done yet.
    pub(super) dry_run: bool,
    /// Every snapshot, and what becomes of it.
    pub(super) snapshots: &'a [super::forget::Row],
    /// How many are forgotten.
    pub(super) forgotten: u64,
    /// How many packs are removed.
    pub(super) packs_removed: u64,
    /// How many bytes those have.
    pub(super) bytes_removed: u64,
}

/// A database, compared with what a snapshot says of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ComparedDatabase {
    /// Its full name.
    #[schemars(with = "String")]
    name: DbName,
    /// How many operations are kept.
    operations: u64,
    /// Their digest, in hex.
    #[schemars(with = "String")]
    digest: Hash,
    /// Whether that is the one in the snapshot; null if work was left to do when that was made.
    same: Option<bool>,
}

impl From<&Compared> for ComparedDatabase {
    fn from(compared: &Compared) -> Self {
        let Compared { name, operations, digest, same } = compared;
        Self { name: name.clone(), operations: *operations, digest: *digest, same: *same }
    }
}

/// What a verification of a snapshot looked at and found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// The snapshot's id, in hex.
    #[schemars(with = "String")]
    id: Hash,
    /// How much was looked at: `quick`, `full` or `trial_restore`.
    level: &'static str,
    /// Whether nothing is wrong.
    clean: bool,
    /// Whether everything was looked at that was to be.
    finished: bool,
    /// How many packs.
    packs: u64,
    /// How many bytes of them.
    bytes: u64,
    /// How many operations' signatures.
    operations: u64,
    /// The databases after a trial restore.
    databases: Vec<ComparedDatabase>,
    /// What is wrong; at most a thousand.
    faults: Vec<Fault>,
    /// How much is wrong in all.
    faults_total: u64,
}

/// Something that is wrong in a repository.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Fault {
    /// The file.
    file: String,
    /// Where in it, if that is known.
    offset: Option<u64>,
    /// What is wrong.
    reason: String,
    /// Which databases that affects.
    databases: Vec<String>,
}

impl From<&cyberfly_backup::Fault> for Fault {
    fn from(fault: &cyberfly_backup::Fault) -> Self {
        Self {
            file: fault.path.display().to_string(),
            offset: fault.offset,
            reason: fault.reason.clone(),
            databases: fault.databases.clone(),
        }
    }
}

impl From<&Report> for Checked {
    fn from(report: &Report) -> Self {
        Self {
            id: report.id,
            level: Level::word(report.level),
            clean: report.faults_total == 0,
            finished: report.finished,
            packs: report.packs,
            bytes: report.bytes,
            operations: report.operations,
            databases: report.databases.iter().map(ComparedDatabase::from).collect(),
            faults: report.faults.iter().map(Fault::from).collect(),
            faults_total: report.faults_total,
        }
    }
}

/// What verifications of several snapshots found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AllChecked<T> {
    /// Each of them.
    pub(super) verified: Vec<T>,
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
