//! Backups, verifications, and what a repository of backups holds.

use cyberfly_protocol::{
    BackupRequest, DropRequest, ForgetRequest, Job, SnapshotDetails, SnapshotRequest, Snapshots,
    SnapshotsRequest, Tasks, VerifyRequest, VerifySnapshotRequest,
};
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

pub(super) async fn snapshots(call: Call, Json(request): Json<SnapshotsRequest>) -> Answer<Snapshots> {
    call.node.snapshots(request).await
}

pub(super) async fn snapshot(call: Call, Json(request): Json<SnapshotRequest>) -> Answer<SnapshotDetails> {
    call.node.snapshot(request).await
}

pub(super) async fn verify_snapshot(call: Call, Json(request): Json<VerifySnapshotRequest>) -> Answer<Job> {
    call.node.begin_verify_snapshot(request)
}

pub(super) async fn forget(call: Call, Json(request): Json<ForgetRequest>) -> Answer<Job> {
    call.node.begin_forget(request)
}

pub(super) async fn verify(call: Call, Json(request): Json<VerifyRequest>) -> Answer<Job> {
    call.node.begin_verify(request)
}

pub(super) async fn drop_replica(call: Call, Json(request): Json<DropRequest>) -> Answer<Job> {
    call.node.begin_drop(request.db)
}

pub(super) async fn job(call: Call, Path(Which { id }): Path<Which>) -> Answer<Job> {
    call.node.job(id).await
}

pub(super) async fn tasks(call: Call, (): ()) -> Answer<Tasks> {
    Ok(call.node.tasks())
}
