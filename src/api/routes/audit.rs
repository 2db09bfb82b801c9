//! The audit log, as far as it is in memory.

use cyberfly_protocol::{AuditLines, SCHEMA_VERSION};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::Query;
use crate::table::Answer;

/// How many lines there are if nobody says how many, and at most.
const LIMIT: usize = 100;
const MOST: usize = 1_000;

/// Which lines.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// Only lines behind the one with this number; without it, the newest.
    #[serde(default)]
    since: u64,
    /// How many at most; 100 without it, never more than 1,000.
    #[serde(default)]
    limit: Option<usize>,
}

pub(super) async fn lines(call: Call, Query(which): Query<Which>) -> Answer<AuditLines> {
    let limit = which.limit.unwrap_or(LIMIT).min(MOST);
    let audit = call.node.audit();
    let lines = audit.recent(which.since, limit);
    Ok(AuditLines { schema_version: SCHEMA_VERSION, lines, chain: audit.chain() })
}
