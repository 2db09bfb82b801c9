//! Other nodes.

use cyberfly_protocol::{Peers, TicketAnswer};

use crate::call::Call;
use crate::table::Answer;

pub(super) async fn list(call: Call, (): ()) -> Answer<Peers> {
    Ok(call.node.peers())
}

pub(super) async fn ticket(call: Call, (): ()) -> Answer<TicketAnswer> {
    call.node.ticket()
}
