//! What only operators may ask.

use cyberfly_protocol::{Door, LimitsReport, Status, StoppingReceipt};

use crate::call::Call;
use crate::table::Answer;

pub(super) async fn status(call: Call, (): ()) -> Answer<Status> {
    call.node.status().await
}

pub(super) async fn stop(call: Call, (): ()) -> Answer<StoppingReceipt> {
    call.node.stop().await
}

pub(super) async fn limits(call: Call, (): ()) -> Answer<LimitsReport> {
    Ok(call.door.limits.report())
}
