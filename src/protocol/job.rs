//! Long work that a node does when it is asked to, one piece of it at a time: backups and verifications.

use std::fmt;

use cyberfly_core::DbName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DB_PATTERN, ErrorBody, Forgotten, SnapshotVerified};

/// A text that is shown to nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What to make a backup of, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupRequest {
    /// The repository's folder, on the node's machine; the configured one without it.
    pub repo: Option<String>,
    /// Only this database, by its full name; all without it.
    #[schemars(with = "Option<String>", regex(pattern = DB_PATTERN))]
    pub db: Option<DbName>,
    /// Leave out the files that values refer to.
    pub without_blobs: bool,
    /// Read and write everything, whatever is there already.
    pub full: bool,
    /// What to call it.
    pub tags: Vec<String>,
    /// Put the node's secret key into it, which an encrypted repository alone takes.
    pub include_identity: bool,
    /// The passphrase of an encrypted repository.
    pub passphrase: Option<Secret>,
}

/// What to verify of the node's store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VerifyRequest {
    /// Only this database, by its full name; all without it.
    #[schemars(with = "Option<String>", regex(pattern = DB_PATTERN))]
    pub db: Option<DbName>,
    /// Only the first-th of second parts, counted from one.
    pub subset: Option<(u32, u32)>,
    /// To stop after so many seconds.
    pub max_seconds: Option<u64>,
    /// Go on where the last verification stopped.
    pub resume: bool,
    /// How many bytes of the journal to read in a second at most; as many as can be without it.
    pub bytes_per_second: Option<u64>,
}

/// The replica to drop from the node's store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropRequest {
    /// The database, by its full name.
    #[schemars(with = "String", regex(pattern = DB_PATTERN))]
    pub db: DbName,
}

/// What a drop came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DropReceipt {
    /// The version of this document.
    pub schema_version: u32,
    /// The database of which nothing is here any more.
    #[schemars(with = "String")]
    pub db: DbName,
    /// How many operations were kept.
    pub operations: u64,
    /// By how many bytes the journal is shorter.
    pub freed_bytes: u64,
}

/// Where long work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It goes on.
    Running,
    /// It has come to its end.
    Done,
    /// It has ended with an error.
    Failed,
}

/// Long work, as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Job {
    /// The version of this document.
    pub schema_version: u32,
    /// Its number, since the node began.
    pub id: u64,
    /// Where it stands.
    pub state: JobState,
    /// In which part of the work it is.
    pub stage: Option<String>,
    /// How much of that part is done.
    pub done: u64,
    /// How much there is to do in it; null if that is not known.
    pub total: Option<u64>,
    /// The snapshot that it made.
    pub snapshot: Option<SnapshotReceipt>,
    /// What was dropped.
    #[serde(default)]
    pub dropped: Option<DropReceipt>,
    /// What a verification of the store found.
    pub verification: Option<StoreReport>,
    /// What a verification of a snapshot found.
    #[serde(default)]
    pub checked: Option<SnapshotVerified>,
    /// What came of forgetting snapshots.
    #[serde(default)]
    pub forgotten: Option<Forgotten>,
    /// Why it failed.
    pub error: Option<ErrorBody>,
}

/// A snapshot that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotReceipt {
    /// The version of this document.
    pub schema_version: u32,
    /// Its id.
    pub id: String,
    /// The snapshot that it goes on from.
    pub parent: Option<String>,
    /// When it was made.
    #[schemars(with = "crate::Time")]
    pub created: String,
    /// The repository.
    pub repo: Option<String>,
    /// Whether the repository is encrypted.
    pub encrypted: bool,
    /// The node that it is of.
    pub node_id: String,
    /// Whether the node's secret key is in it.
    pub identity: bool,
    /// Each database with its digest.
    pub databases: Vec<SnapshotDatabase>,
    /// How many bytes the files have that it consists of.
    pub bytes: u64,
    /// How many of them were not there yet.
    pub bytes_packed: u64,
    /// How many packs were written.
    pub packs_written: u64,
    /// How many bytes they have.
    pub bytes_written: u64,
    /// How long it took.
    pub seconds: f64,
    /// What is not as it should be in the store, and is so in the snapshot.
    pub warnings: Vec<String>,
}

/// A database in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotDatabase {
    /// Its name.
    pub name: String,
    /// How many of its operations are kept.
    pub operations: u64,
    /// Their digest.
    pub digest: String,
}

/// What a verification of the store looked at and found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoreReport {
    /// The version of this document.
    pub schema_version: u32,
    /// Whether nothing that was looked at is wrong.
    pub clean: bool,
    /// Whether everything was looked at; if not, it can be gone on with.
    pub finished: bool,
    /// Where to go on.
    pub cursor: String,
    /// How many operations were checked.
    pub operations: u64,
    /// How many of them have no part in their database, because their author has no right to them. No fault.
    pub unauthorised: u64,
    /// How many entries of the index were checked.
    pub entries: u64,
    /// How many bytes of the journal.
    pub bytes: u64,
    /// How many segments.
    pub segments: u64,
    /// How many databases.
    pub databases: u64,
    /// What is wrong; at most a thousand faults are listed.
    pub faults: Vec<StoreFault>,
    /// How much is wrong in all.
    pub faults_total: u64,
    /// How long it took.
    pub seconds: f64,
}

/// One thing that is wrong in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreFault {
    /// What is wrong, in one word.
    pub what: String,
    /// The number of the segment; zero if there is none.
    pub segment: u32,
    /// Where in the segment.
    pub offset: u64,
    /// How many bytes of the journal it is about.
    pub length: u64,
    /// In which database, if that can be told.
    pub db: Option<String>,
    /// More about it.
    pub detail: String,
    /// Whether it was known before, set aside and not served.
    pub known: bool,
}
