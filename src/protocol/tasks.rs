//! What a node does by itself again and again, by a schedule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that a node does by a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskName {
    /// Makes a backup and forgets the snapshots that the retention does not keep.
    Backup,
    /// Verifies the latest snapshot.
    BackupVerification,
    /// Verifies the store.
    Verification,
}

impl TaskName {
    /// Every task, in the order in which they are told, and begun when several are due.
    pub const ALL: [Self; 3] = [Self::Backup, Self::BackupVerification, Self::Verification];

    /// The word for the task.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::BackupVerification => "backup_verification",
            Self::Verification => "verification",
        }
    }
}

/// All tasks as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tasks {
    /// The version of this document.
    pub schema_version: u32,
    /// Each task, always all of them and in the same order.
    pub tasks: Vec<Task>,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// The task.
    pub name: TaskName,
    /// Its schedule, as the configuration says it; null if it has none.
    pub schedule: Option<String>,
    /// When it is due next; null if it has no schedule.
    #[schemars(with = "Option<crate::Time>")]
    pub next: Option<String>,
    /// What became of it last; null if it was never done.
    pub last: Option<TaskRun>,
    /// When it last ended well; null if it never did.
    #[schemars(with = "Option<crate::Time>")]
    pub last_good: Option<String>,
}

/// What became of a task once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaskRun {
    /// When it began.
    #[schemars(with = "crate::Time")]
    pub began: String,
    /// When it ended.
    #[schemars(with = "crate::Time")]
    pub ended: String,
    /// Whether it did what it should and found nothing wrong.
    pub good: bool,
    /// What it did, or why it did not, in a sentence.
    pub summary: String,
}
