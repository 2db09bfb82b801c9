//! The section `backup`: the repository, and the node's own backups.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Backups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    /// The folder of the repository; `backups` beside the data directory if it is not said.
    pub repo: Option<PathBuf>,
}
