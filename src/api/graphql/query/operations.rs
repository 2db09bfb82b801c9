//! Operations as the journal holds them.

use async_graphql::{Context, Object};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::query::DbInfo;
use cyberfly_protocol::{Door, ErrorBody, QueryAnswer};

use super::super::ask::{PAGE_ROWS, ask, call, db, found};
use super::super::row::rows;
use super::super::types::BlobOperation;
use crate::table::Answer;

/// How many rows there are if nobody says how many.
const LIMIT: u32 = 100;

/// Operations.
#[derive(Default)]
pub(super) struct Operations;

async fn operations(
    context: &Context<'_>,
    db_name: Option<String>,
    since_ms: u64,
    limit: Option<u32>,
) -> Answer<Vec<BlobOperation>> {
    let call = call(context)?;
    let db = db_name.as_deref().map(db).transpose()?;
    let limit = limit.unwrap_or(LIMIT);
    if limit > PAGE_ROWS {
        let body = ErrorBody::new(ErrorCode::LimitExceeded, format!("a limit is at most {PAGE_ROWS}"));
        return Err(body.hint("go on with getBlobOperationsSince, or watch with changes"));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let found = call.node.operations_as(call.caller, db, since_ms, limit).await?;
    Ok(found.iter().flat_map(rows).take(limit).collect())
}

#[Object]
impl Operations {
    /// The oldest operations on data of a database that the journal holds, each write by itself; 100 without a limit.
    async fn get_blob_operations(
        &self,
        context: &Context<'_>,
        db_name: String,
        limit: Option<u32>,
    ) -> Answer<Vec<BlobOperation>> {
        operations(context, Some(db_name), 0, limit).await
    }

    /// The oldest operations on data that the journal holds, of all databases that the caller may read.
    async fn get_all_blob_operations(
        &self,
        context: &Context<'_>,
        limit: Option<u32>,
    ) -> Answer<Vec<BlobOperation>> {
        operations(context, None, 0, limit).await
    }

    /// The oldest operations on data of a database that were signed at a moment, in Unix milliseconds, or later.
    async fn get_blob_operations_since(
        &self,
        context: &Context<'_>,
        db_name: String,
        timestamp: String,
        limit: Option<u32>,
    ) -> Answer<Vec<BlobOperation>> {
        let since = timestamp.parse().map_err(|_| {
            let message = "a timestamp is a number of milliseconds since 1970, in decimal digits";
            ErrorBody::new(ErrorCode::BadRequest, message)
        })?;
        operations(context, Some(db_name), since, limit).await
    }

    /// How many operations of a database are kept; without a database, how many the journal holds.
    async fn get_blob_operation_count(&self, context: &Context<'_>, db_name: Option<String>) -> Answer<u64> {
        match db_name {
            Some(name) => {
                let query = DbInfo { db: db(&name)? };
                let count = ask!(context, query, QueryAnswer::DbInfo { operations, .. } => operations);
                Ok(found(count)?.unwrap_or(0))
            }
            None => Ok(call(context)?.node.status().await?.operations.unwrap_or(0)),
        }
    }
}
