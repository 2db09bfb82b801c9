//! Questions: one route for all of them, and addresses for those that have one by nature.

use cyberfly_core::{DbName, PublicKey};
use cyberfly_protocol::query::{Databases, DbInfo, Page};
use cyberfly_protocol::{DB_PATTERN, ErrorBody, Query as Question, QueryDocument, SCHEMA_VERSION};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Json, Path, Query};
use crate::table::Answer;

async fn ask(call: Call, query: Question) -> Answer<QueryDocument> {
    let answer = call.node.query_as(call.caller, query).await?;
    Ok(QueryDocument { schema_version: SCHEMA_VERSION, answer })
}

pub(super) async fn query(call: Call, Json(query): Json<Question>) -> Answer<QueryDocument> {
    ask(call, query).await
}

/// Which databases.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// Only those of this owner, in hex.
    #[serde(default)]
    owner: Option<String>,
    /// How many at most; 100 without it, never more than 1,000.
    #[serde(default)]
    limit: Option<u32>,
    /// Where to go on: `next_cursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

pub(super) async fn databases(call: Call, Query(which): Query<Which>) -> Answer<QueryDocument> {
    let Which { owner, limit, cursor } = which;
    let owner = owner
        .map(|owner| owner.parse::<PublicKey>())
        .transpose()
        .map_err(|bad| ErrorBody::new(bad.code(), format!("owner: {bad}")))?;
    ask(call, Databases { owner, page: Page { limit, cursor } }.into()).await
}

/// Which database.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Database {
    /// The full name of the database.
    #[schemars(regex(pattern = DB_PATTERN))]
    db: String,
}

pub(super) async fn database(call: Call, Path(which): Path<Database>) -> Answer<QueryDocument> {
    let db: DbName = which.db.parse().map_err(ErrorBody::from)?;
    ask(call, DbInfo { db }.into()).await
}
