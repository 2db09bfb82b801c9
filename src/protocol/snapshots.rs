//! Snapshots in a repository: what is asked about them, and what is answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::job::{Secret, SnapshotDatabase};

/// The most snapshots that the answer to forgetting lists. All are counted.
pub const VERDICTS_LIMIT: usize = 10_000;

/// How much of a snapshot is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotLevel {
    /// The manifest, its signature, and that all packs are there and as long as they should be.
    Quick,
    /// Besides, every hash, and the signature of every operation.
    #[default]
    Full,
    /// Besides, a restore into a temporary place, and the digests of what is there then.
    TrialRestore,
}

impl SnapshotLevel {
    /// The level in one stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Full => "full",
            Self::TrialRestore => "trial_restore",
        }
    }
}

/// Which snapshots to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SnapshotsRequest {
    /// The repository's folder, on the node's machine; the configured one without it.
    pub repo: Option<String>,
    /// The passphrase of an encrypted repository; that of the configured one is known to the node, if it is set.
    pub passphrase: Option<Secret>,
    /// Begin with the one that was made last.
    pub newest_first: bool,
    /// How many at most; 1,000 without it, never more.
    pub limit: Option<u32>,
    /// Where to go on: the `next_cursor` of the part before.
    pub cursor: Option<String>,
}

/// Which snapshot to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SnapshotRequest {
    /// The repository's folder, on the node's machine; the configured one without it.
    pub repo: Option<String>,
    /// The passphrase of an encrypted repository; that of the configured one is known to the node, if it is set.
    pub passphrase: Option<Secret>,
    /// The snapshot: its id or the first digits of it, `latest`, or `latest~2`.
    pub id: String,
    /// Leave out its packs and files.
    pub databases_only: bool,
    /// Where to go on: the `next_cursor` of the part before. Name the snapshot by its whole id then.
    pub cursor: Option<String>,
}

/// What to verify of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VerifySnapshotRequest {
    /// The repository's folder, on the node's machine; the configured one without it.
    pub repo: Option<String>,
    /// The passphrase of an encrypted repository; that of the configured one is known to the node, if it is set.
    pub passphrase: Option<Secret>,
    /// The snapshot: its id or the first digits of it, `latest`, or `latest~2`.
    pub id: String,
    /// How much to look at.
    pub level: SnapshotLevel,
    /// Only the first-th of second parts of its packs, counted from one.
    pub subset: Option<(u32, u32)>,
    /// To stop after about so many seconds.
    pub max_seconds: Option<u64>,
    /// Do not look whether another snapshot is missing that should be there.
    pub this_one_only: bool,
}

/// What to forget: every snapshot that none of this wants to keep. It must want some.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ForgetRequest {
    /// The repository's folder, on the node's machine; the configured one without it.
    pub repo: Option<String>,
    /// The passphrase of an encrypted repository; that of the configured one is known to the node, if it is set.
    pub passphrase: Option<Secret>,
    /// Keep the last so many.
    pub keep_last: u32,
    /// Keep the last one of each of the last so many hours that have one.
    pub keep_hourly: u32,
    /// The same of days.
    pub keep_daily: u32,
    /// The same of weeks.
    pub keep_weekly: u32,
    /// The same of months.
    pub keep_monthly: u32,
    /// The same of years.
    pub keep_yearly: u32,
    /// Keep all that were made within so many seconds before the last one.
    pub keep_within_seconds: Option<u64>,
    /// Keep all that have one of these tags.
    pub keep_tags: Vec<String>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Snapshots, or a part of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshots {
    /// The version of this document.
    pub schema_version: u32,
    /// The snapshots, in the order in which they were made or the other way round.
    pub snapshots: Vec<Snapshot>,
    /// The ids of those that are gone, though nobody forgot them; told with the first part.
    pub missing: Vec<String>,
    /// Where the list goes on; null if it does not.
    pub next_cursor: Option<String>,
}

/// A snapshot as it is told in lists. One that cannot be read is a row with its error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// Its id, in hex.
    pub id: String,
    /// When it was made.
    #[schemars(with = "Option<crate::Time>")]
    pub created: Option<String>,
    /// The node whose store it is of, in hex.
    pub node_id: Option<String>,
    /// The snapshot before, from which files were taken over.
    pub parent: Option<String>,
    /// What the operator called it.
    pub tags: Vec<String>,
    /// Only this database, if not all.
    pub db: Option<String>,
    /// Whether the files are in it that values refer to.
    pub blobs: Option<bool>,
    /// Whether the node's secret key is in it.
    pub identity: Option<bool>,
    /// How many bytes its files have together.
    pub bytes: Option<u64>,
    /// How many operations its databases have together.
    pub operations: Option<u64>,
    /// Its databases.
    pub databases: Option<Vec<SnapshotDatabase>>,
    /// What a verification found last; null if there was none.
    pub verified: Option<LastVerified>,
    /// Why it cannot be read; null if it can.
    pub error: Option<String>,
}

/// What a verification found last of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LastVerified {
    /// How much was looked at.
    pub level: SnapshotLevel,
    /// When.
    #[schemars(with = "crate::Time")]
    pub at: String,
    /// Whether all of that was as it should be.
    pub clean: bool,
    /// How much was wrong.
    pub faults: u64,
}

/// Everything that is known of a snapshot, or a part of it: its databases come first, then its packs, then its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotDetails {
    /// The version of this document.
    pub schema_version: u32,
    /// Its id, in hex.
    pub id: String,
    /// The format of its manifest.
    pub format: u32,
    /// When it was made.
    #[schemars(with = "crate::Time")]
    pub created: String,
    /// The version of the program that made it.
    pub made_by: String,
    /// The node whose store it is of, in hex.
    pub node_id: String,
    /// The network that the node belongs to.
    pub network: Option<String>,
    /// The snapshot before, from which files were taken over.
    pub parent: Option<String>,
    /// What the operator called it.
    pub tags: Vec<String>,
    /// Only this database, if not all.
    pub db: Option<String>,
    /// Whether the files are in it that values refer to.
    pub blobs: bool,
    /// Whether the node's secret key is in it.
    pub identity: bool,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// How many ranges of the journal were damaged when it was made, and so are in it.
    pub damaged_ranges: u64,
    /// How many bytes its files have together.
    pub bytes: u64,
    /// How many operations its databases have together.
    pub operations: u64,
    /// Its databases.
    pub databases: Vec<SnapshotDatabase>,
    /// The packs that it needs.
    pub packs: Vec<SnapshotPack>,
    /// How many bytes those have.
    pub pack_bytes: u64,
    /// Its files.
    pub files: Vec<SnapshotFile>,
    /// What a verification found last; null if there was none.
    pub verified: Option<LastVerified>,
    /// Where the lists go on; null if they do not.
    pub next_cursor: Option<String>,
}

/// A pack that a snapshot needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotPack {
    /// Its id, in hex.
    pub id: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// A file of the data directory, as a snapshot keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotFile {
    /// Its path in the data directory.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their hash, in hex.
    pub blake3: String,
}

/// What a verification of a snapshot looked at and found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotVerified {
    /// The version of this document.
    pub schema_version: u32,
    /// The snapshot's id, in hex.
    pub id: String,
    /// How much was looked at.
    pub level: SnapshotLevel,
    /// Whether nothing is wrong.
    pub clean: bool,
    /// Whether everything was looked at that was to be.
    pub finished: bool,
    /// How many packs.
    pub packs: u64,
    /// How many bytes of them.
    pub bytes: u64,
    /// How many operations' signatures.
    pub operations: u64,
    /// The databases after a trial restore.
    pub databases: Vec<ComparedDatabase>,
    /// What is wrong; at most a thousand.
    pub faults: Vec<SnapshotFault>,
    /// How much is wrong in all.
    pub faults_total: u64,
}

/// Something that is wrong in a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotFault {
    /// The file.
    pub file: String,
    /// Where in it, if that is known.
    pub offset: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// Which databases that affects.
    pub databases: Vec<String>,
}

/// A database, compared with what a snapshot says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedDatabase {
    /// Its full name.
    pub name: String,
    /// How many operations are kept.
    pub operations: u64,
    /// Their digest, in hex.
    pub digest: String,
    /// Whether that is the one in the snapshot; null if work was left to do when that was made.
    pub same: Option<bool>,
}

/// What came of forgetting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forgotten {
    /// The version of this document.
    pub schema_version: u32,
    /// Whether nothing was done yet.
    pub dry_run: bool,
    /// Every snapshot, and what becomes of it; at most ten thousand, the last ones.
    pub snapshots: Vec<SnapshotVerdict>,
    /// How many are forgotten.
    pub forgotten: u64,
    /// How many packs are removed.
    pub packs_removed: u64,
    /// How many bytes those have.
    pub bytes_removed: u64,
}

/// What becomes of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotVerdict {
    /// Its id, in hex.
    pub id: String,
    /// When it was made.
    #[schemars(with = "crate::Time")]
    pub created: String,
    /// Whether it is kept.
    pub keep: bool,
    /// Why it is; empty if it is not.
    pub reasons: Vec<String>,
}
