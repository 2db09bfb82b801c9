//! The configuration that a node runs with.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The configuration that a node runs with: what holds now, whatever its sources say by now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunningConfig {
    /// The version of this document.
    pub schema_version: u32,
    /// The value of each key, in dotted form, as a configuration file would say it. A secret is null.
    pub settings: BTreeMap<String, serde_json::Value>,
}
