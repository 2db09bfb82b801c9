//! Handing in operations, and the bytes they refer to.

use cyberfly_core::{Claimed, DbName};
use cyberfly_protocol::{BlobReceipt, Door, ErrorBody, Receipt};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Cose, Octets, Query, Raw};
use crate::table::Answer;

pub(super) async fn submit(call: Call, operation: Raw<Cose>) -> Answer<Receipt> {
    let author = Claimed::author_of(&operation.bytes);
    call.may_write(author)?;
    let receipt = call.node.submit(operation.bytes).await?;
    call.has_written(author);
    Ok(receipt)
}

/// Which database.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// The full name of the database.
    db: String,
}

pub(super) async fn keep_blob(
    call: Call,
    (Query(place), blob): (Query<Where>, Raw<Octets>),
) -> Answer<BlobReceipt> {
    let db: DbName = place.db.parse().map_err(ErrorBody::from)?;
    call.node.keep_blob(&db, blob.bytes).await
}
