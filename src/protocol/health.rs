//! How healthy a node is: named checks, and what follows from them for its parts and the whole.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{NodeState, SCHEMA_VERSION};

/// How healthy something is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// It does what it should.
    #[default]
    Ok,
    /// It works, but something needs attention.
    Degraded,
    /// It does not work.
    Failing,
}

impl HealthState {
    /// The word for the state.
    pub const fn word(self) -> &'static str {
        match self {
            HealthState::Ok => "ok",
            HealthState::Degraded => "degraded",
            HealthState::Failing => "failing",
        }
    }
}

/// The health of the whole and of its parts; the whole is as healthy as its worst part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// The whole.
    pub overall: HealthState,
    /// Each part by name.
    pub components: BTreeMap<String, HealthState>,
    /// Each check that is not as it should be, the worst first.
    #[serde(default)]
    pub findings: Vec<Check>,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The check. The name is stable.
    pub name: String,
    /// The part of the node it is about.
    pub component: String,
    /// How healthy that is.
    pub state: HealthState,
    /// The finding, in a few words.
    pub summary: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// All checks: what `/healthz` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReport {
    /// The version of this document.
    pub schema_version: u32,
    /// The whole.
    pub overall: HealthState,
    /// Each check, always all of them and in the same order.
    pub checks: Vec<Check>,
}

/// That a node serves: what `/readyz` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Readiness {
    /// The version of this document.
    pub schema_version: u32,
    /// The state, `ready`.
    pub state: NodeState,
    /// When a write is acknowledged: `always`, or `interval:` and how long it may be lost.
    pub durability: String,
    /// How long ago something was last made durable; null if nothing was since the start.
    pub last_sync_seconds_ago: Option<u64>,
}

impl HealthReport {
    /// A report of these checks.
    pub fn new(checks: Vec<Check>) -> Self {
        let overall = checks.iter().map(|check| check.state).max().unwrap_or_default();
        Self { schema_version: SCHEMA_VERSION, overall, checks }
    }

    /// What follows for each part.
    pub fn health(&self) -> Health {
        let mut components = BTreeMap::new();
        for check in &self.checks {
            let worst: &mut HealthState = components.entry(check.component.clone()).or_default();
            *worst = check.state.max(*worst);
        }
        let is_wrong = |check: &&Check| check.state != HealthState::Ok;
        let mut findings: Vec<Check> = self.checks.iter().filter(is_wrong).cloned().collect();
        findings.sort_by_key(|check| Reverse(check.state));
        Health { overall: self.overall, components, findings }
    }
}
