//! What strangers may take of a node, and how much of it is taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All limits of the HTTP door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LimitsReport {
    /// The version of this document.
    pub schema_version: u32,
    /// Each limit.
    pub limits: Vec<LimitUse>,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LimitUse {
    /// Its name: the key in the section `limits` of the configuration.
    pub name: String,
    /// Its value, as the configuration has it; null where each route has its own.
    pub limit: Option<String>,
    /// How much of it is in use now; null for limits that nothing is held of.
    pub in_use: Option<u64>,
    /// How often it was the reason of a refusal since the node started.
    pub refused: u64,
}
