//! Reading keys.

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::{DB_PATTERN, Entry, ErrorBody, KEY_PATTERN};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::Query;
use crate::table::Answer;

/// Which key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The full name of the database.
    #[schemars(regex(pattern = DB_PATTERN))]
    db: String,
    /// The key: 1 to 256 bytes of text without control characters.
    #[schemars(regex(pattern = KEY_PATTERN))]
    key: String,
}

pub(super) async fn value(call: Call, Query(which): Query<Which>) -> Answer<Entry> {
    let db: DbName = which.db.parse().map_err(ErrorBody::from)?;
    let key = Key::new(which.key).map_err(ErrorBody::from)?;
    call.node.get_as(call.caller, db, key).await
}
