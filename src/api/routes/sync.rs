//! What is replicated.

use cyberfly_protocol::{AwaitReplicas, Converge, Converged, Replicas, SyncNow, SyncSessions, SyncStatus};

use crate::call::Call;
use crate::input::Json;
use crate::table::Answer;

pub(super) async fn status(call: Call, (): ()) -> Answer<SyncStatus> {
    Ok(call.node.sync_status())
}

pub(super) async fn history(call: Call, (): ()) -> Answer<SyncSessions> {
    Ok(call.node.sync_history())
}

pub(super) async fn now(call: Call, Json(wanted): Json<SyncNow>) -> Answer<SyncSessions> {
    call.node.sync_now(wanted).await
}

pub(super) async fn pause(call: Call, (): ()) -> Answer<SyncStatus> {
    call.node.sync_pause()
}

pub(super) async fn resume(call: Call, (): ()) -> Answer<SyncStatus> {
    call.node.sync_resume()
}

pub(super) async fn converge(call: Call, Json(wanted): Json<Converge>) -> Answer<Converged> {
    Ok(call.node.converge(&wanted).await)
}

pub(super) async fn replicas(call: Call, Json(wanted): Json<AwaitReplicas>) -> Answer<Replicas> {
    call.node.replicas(wanted).await
}
