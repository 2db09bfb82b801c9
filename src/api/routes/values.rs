//! Reading keys.

use cyberfly_core::{DbName, Key};
use cyberfly_protocol::{Door, Entry, ErrorBody};
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
    db: String,
    /// The key.
    key: String,
}

pub(super) async fn value(call: Call, Query(which): Query<Which>) -> Answer<Entry> {
    let db: DbName = which.db.parse().map_err(ErrorBody::from)?;
    let key = Key::new(which.key).map_err(ErrorBody::from)?;
    call.node.get(&db, &key).await
}
