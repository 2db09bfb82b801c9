//! Handing in operations, and the bytes they refer to.

use cyberfly_core::DbName;
use cyberfly_core::op::OP_LIMIT;
use cyberfly_protocol::{
    BlobReceipt, DB_PATTERN, Door, ErrorBody, Prepare, Prepared, Receipt, Receipts, Submission, read_sequence,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Cose, Flow, Json, Query, Raw, RawOrJson, Sequence};
use crate::table::Answer;

pub(super) async fn submit(call: Call, handed_in: RawOrJson<Cose, Submission>) -> Answer<Receipt> {
    let (operation, saw) = match handed_in {
        RawOrJson::Raw(operation) => (operation.bytes, None),
        RawOrJson::Json(submission) => (submission.bytes()?, Some(submission.saw)),
    };
    call.submit(operation, saw).await
}

pub(super) async fn submit_many(call: Call, sequence: Raw<Sequence>) -> Answer<Receipts> {
    Ok(call.submit_many(read_sequence(&sequence.bytes)?).await?.into())
}

pub(super) async fn prepare(call: Call, Json(request): Json<Prepare, PREPARE_LIMIT>) -> Answer<Prepared> {
    call.node.prepare_as(call.caller, request).await
}

/// The longest request to draw up an operation: values may take more room in JSON than in the operation.
const PREPARE_LIMIT: usize = 6 * OP_LIMIT;

/// Which database.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// The full name of the database.
    #[schemars(regex(pattern = DB_PATTERN))]
    db: String,
}

pub(super) async fn keep_blob(
    call: Call,
    (Query(place), Flow(bytes)): (Query<Where>, Flow),
) -> Answer<BlobReceipt> {
    let db: DbName = place.db.parse().map_err(ErrorBody::from)?;
    call.node.keep_blob(&db, bytes).await
}
