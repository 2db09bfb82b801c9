//! The section `backup`: the repository, and the node's own backups.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Delay, Timing, as_text};

/// Backups: where they are, and which of them the node makes by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    /// The folder of the repository; nothing is `backups` beside the data directory.
    pub repo: PathBuf,
    /// A file with the passphrase of the repository, readable by its owner alone, for the backups that the node makes by
    /// itself. Nothing is none: then the repository is not encrypted.
    pub passphrase_file: PathBuf,
    /// When the node makes a backup by itself: a cron expression, in UTC, as `30 2 * * *` or `@daily`, or an interval, as
    /// `6h`. Nothing is never. What was missed while the node was away is caught up with once.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub schedule: Timing,
    /// How much later than that it begins at most: each node waits another time, so that not all begin at once.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub jitter: Delay,
    /// After a backup of its own, the node keeps the last so many snapshots and forgets those that none of `keep_` wants.
    /// Where none of them says anything, it forgets nothing.
    #[schemars(extend("x-reload" = true))]
    pub keep_last: u32,
    /// Keeps the last snapshot of each of the last so many hours that have one.
    #[schemars(extend("x-reload" = true))]
    pub keep_hourly: u32,
    /// The same of days.
    #[schemars(extend("x-reload" = true))]
    pub keep_daily: u32,
    /// The same of weeks.
    #[schemars(extend("x-reload" = true))]
    pub keep_weekly: u32,
    /// The same of months.
    #[schemars(extend("x-reload" = true))]
    pub keep_monthly: u32,
    /// The same of years.
    #[schemars(extend("x-reload" = true))]
    pub keep_yearly: u32,
    /// Keeps all snapshots that were made within this time before the last one.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub keep_within: Delay,
    /// Keeps all snapshots that have one of these tags.
    #[schemars(extend("x-reload" = true))]
    pub keep_tags: Vec<String>,
    /// When the node verifies the latest snapshot, in the form of `schedule`.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("x-reload" = true))]
    pub verify_schedule: Timing,
    /// How much it looks at then: `quick`, `full` or `trial_restore`, which takes room for the data in the directory for
    /// temporary files.
    #[schemars(extend("x-reload" = true))]
    pub verify_level: VerifyLevel,
}

impl Default for BackupSettings {
    fn default() -> Self {
        Self {
            repo: PathBuf::new(),
            passphrase_file: PathBuf::new(),
            schedule: Timing::default(),
            jitter: Delay::minutes(5),
            keep_last: 0,
            keep_hourly: 0,
            keep_daily: 0,
            keep_weekly: 0,
            keep_monthly: 0,
            keep_yearly: 0,
            keep_within: Delay::minutes(0),
            keep_tags: Vec::new(),
            verify_schedule: Timing::default(),
            verify_level: VerifyLevel::default(),
        }
    }
}

impl BackupSettings {
    /// The folder that is named, if one is.
    pub fn named(&self) -> Option<PathBuf> {
        Some(self.repo.clone()).filter(|repo| !repo.as_os_str().is_empty())
    }

    /// The file with the passphrase, if one is named.
    pub fn passphrase(&self) -> Option<PathBuf> {
        Some(self.passphrase_file.clone()).filter(|path| !path.as_os_str().is_empty())
    }

    /// Which snapshots stay; none if nothing is to be forgotten.
    pub fn policy(&self) -> Option<cyberfly_backup::Policy> {
        let policy = cyberfly_backup::Policy {
            last: self.keep_last,
            hourly: self.keep_hourly,
            daily: self.keep_daily,
            weekly: self.keep_weekly,
            monthly: self.keep_monthly,
            yearly: self.keep_yearly,
            within: Some(self.keep_within.0).filter(|within| !within.is_zero()),
            tags: self.keep_tags.clone(),
        };
        Some(policy).filter(|policy| !policy.is_empty())
    }
}

/// How much of a snapshot is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[schemars(!try_from)]
pub enum VerifyLevel {
    /// That everything is there and as long as it should be.
    Quick,
    /// Besides, every hash and every signature.
    #[default]
    Full,
    /// Besides, a restore into a temporary place.
    TrialRestore,
}

impl TryFrom<String> for VerifyLevel {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "quick" => Ok(VerifyLevel::Quick),
            "full" => Ok(VerifyLevel::Full),
            "trial_restore" => Ok(VerifyLevel::TrialRestore),
            _ => Err(format!("{word:?} is no level: there are quick, full and trial_restore")),
        }
    }
}

impl From<VerifyLevel> for cyberfly_backup::Level {
    fn from(level: VerifyLevel) -> Self {
        match level {
            VerifyLevel::Quick => Self::Quick,
            VerifyLevel::Full => Self::Full,
            VerifyLevel::TrialRestore => Self::TrialRestore,
        }
    }
}
