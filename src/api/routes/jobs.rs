//! Long work: backups and verifications.

use cyberfly_protocol::{BackupRequest, Job, Tasks, VerifyRequest};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::call::Call;
use crate::input::{Json, Path};
use crate::table::Answer;

/// Which job.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Which {
    /// Its number.
    id: u64,
}

pub(super) async fn back_up(call: Call, Json(request): Json<BackupRequest>) -> Answer<Job> {
    call.node.begin_backup(request)
}

pub(super) async fn verify(call: Call, Json(request): Json<VerifyRequest>) -> Answer<Job> {
    call.node.begin_verify(request)
}

pub(super) async fn job(call: Call, Path(Which { id }): Path<Which>) -> Answer<Job> {
    call.node.job(id).await
}

pub(super) async fn tasks(call: Call, (): ()) -> Answer<Tasks> {
    Ok(call.node.tasks())
}
