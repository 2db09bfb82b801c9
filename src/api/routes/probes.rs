//! For those who watch whether the node runs.

use cyberfly_node::Phase;

use crate::call::Call;
use crate::output::Probe;
use crate::table::Answer;

pub(super) async fn live(_: Call, (): ()) -> Answer<Probe> {
    Ok(Probe { passes: true, says: "ok\n" })
}

pub(super) async fn ready(call: Call, (): ()) -> Answer<Probe> {
    let phase = *call.node.phase().borrow();
    Ok(match phase {
        Phase::Ready => Probe { passes: true, says: "ready\n" },
        Phase::Starting => Probe { passes: false, says: "starting\n" },
        Phase::Draining => Probe { passes: false, says: "draining\n" },
    })
}
