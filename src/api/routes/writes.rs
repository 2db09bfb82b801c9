//! Handing in operations, and the bytes they refer to.

use cyberfly_core::op::OP_LIMIT;
use cyberfly_core::{Claimed, DbName};
use cyberfly_node::HandedIn;
use cyberfly_protocol::{
    BlobReceipt, DB_PATTERN, Door, ErrorBody, Prepare, Prepared, Receipt, Receipts, Submission, read_sequence,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Cose, Json, Octets, Query, Raw, RawOrJson, Sequence};
use crate::table::Answer;

pub(super) async fn submit(call: Call, handed_in: RawOrJson<Cose, Submission>) -> Answer<Receipt> {
    let (operation, saw) = match handed_in {
        RawOrJson::Raw(operation) => (operation.bytes, None),
        RawOrJson::Json(submission) => (submission.bytes()?, Some(submission.saw)),
    };
    let author = Claimed::author_of(&operation);
    call.may_write(author)?;
    let receipt = call.node.take(HandedIn { bytes: operation, saw, from: call.address() }).await?;
    call.has_written(author);
    Ok(receipt)
}

pub(super) async fn submit_many(call: Call, sequence: Raw<Sequence>) -> Answer<Receipts> {
    let operations = read_sequence(&sequence.bytes)?;
    let authors: Vec<_> = operations.iter().map(|operation| Claimed::author_of(operation)).collect();
    authors.iter().try_for_each(|author| call.may_write(*author))?;
    let answers = call.node.take_many(operations, call.address()).await;
    for (author, _) in authors.into_iter().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
        call.has_written(author);
    }
    Ok(answers.into())
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
    (Query(place), blob): (Query<Where>, Raw<Octets>),
) -> Answer<BlobReceipt> {
    let db: DbName = place.db.parse().map_err(ErrorBody::from)?;
    call.node.keep_blob(&db, blob.bytes).await
}
