//! What only operators may ask.

use cyberfly_protocol::{Door, LimitsReport, LogLevel, RunningConfig, Status, StoppingReceipt};

use crate::call::Call;
use crate::input::Json;
use crate::table::Answer;

pub(super) async fn status(call: Call, (): ()) -> Answer<Status> {
    call.node.status().await
}

pub(super) async fn stop(call: Call, (): ()) -> Answer<StoppingReceipt> {
    call.node.stop().await
}

pub(super) async fn limits(call: Call, (): ()) -> Answer<LimitsReport> {
    Ok(call.node.limits())
}

pub(super) async fn config(call: Call, (): ()) -> Answer<RunningConfig> {
    Ok(call.node.running_config())
}

pub(super) async fn log(call: Call, Json(wanted): Json<LogLevel>) -> Answer<LogLevel> {
    call.node.log_level(wanted.level);
    tracing::info!(level = wanted.level.word(), "the level of the log was changed");
    Ok(wanted)
}
