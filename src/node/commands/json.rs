//! JSON documents.

use cyberfly_core::cells::Cells;
use cyberfly_core::query::json::{JSON_DEPTH_LIMIT, parse_json};
use cyberfly_core::types::json::{Blobs, Json, Place};
use cyberfly_core::view::KeyView;
use cyberfly_core::write::BlobRef;
use cyberfly_core::{ErrorCode, Refused};
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{JsonDel, JsonMerge, JsonSet, JsonSetBlob};

use super::{Planned, done};

fn place(path: &str) -> Result<Place, Refused> {
    path.parse()
}

pub(super) fn set<C: Cells>(view: &KeyView<'_, C>, blobs: &Blobs<'_>, command: &JsonSet) -> Planned<C> {
    let JsonSet { path, value, condition, .. } = command;
    let plan = Json::of(view, blobs)?.plan_set(&place(path)?, value.clone(), (*condition).into())?;
    Ok(plan.map(done))
}

pub(super) fn set_blob<C: Cells>(
    view: &KeyView<'_, C>,
    blobs: &Blobs<'_>,
    command: &JsonSetBlob,
) -> Planned<C> {
    let blob: BlobRef = command.blob.clone().into();
    let missing =
        || Refused::new(ErrorCode::NotFound, "the bytes of the blob are not here: hand them in first");
    parse_json(&blobs(&blob).ok_or_else(missing)?, JSON_DEPTH_LIMIT).map_err(Refused::from)?;
    Ok(Json::of(view, blobs)?.plan_set_blob(&place(&command.path)?, blob)?.map(|()| done(true)))
}

pub(super) fn merge<C: Cells>(view: &KeyView<'_, C>, blobs: &Blobs<'_>, command: &JsonMerge) -> Planned<C> {
    Ok(Json::of(view, blobs)?.plan_merge(&place(&command.path)?, &command.patch)?.map(done))
}

pub(super) fn del<C: Cells>(view: &KeyView<'_, C>, blobs: &Blobs<'_>, command: &JsonDel) -> Planned<C> {
    Ok(Json::of(view, blobs)?.plan_del(&place(&command.path)?)?.map(CommandAnswer::count))
}
