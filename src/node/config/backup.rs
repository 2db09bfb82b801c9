//! The section `backup`: the repository, and the node's own backups.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Backups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    /// The folder of the repository; nothing is `backups` beside the data directory.
    pub repo: PathBuf,
}

impl BackupSettings {
    /// The folder that is named, if one is.
    pub fn named(&self) -> Option<PathBuf> {
        Some(self.repo.clone()).filter(|repo| !repo.as_os_str().is_empty())
    }
}
