//! What systemd is told. Outside systemd nothing happens.

use cyberfly_node::{Node, Phase};
use sd_notify::NotifyState;

/// The node serves.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The node has begun to stop.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// The node reads its configuration again; [`ready`] is the end of that.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => tracing::warn!(%error, "systemd could not be told"),
    }
}

/// Tells systemd that the node is alive as often as it wants to hear that, if it does: each time after a read of the store
/// came to an end. When nothing comes to an end any more, systemd ends the node.
pub(super) fn watchdog(node: &Node) {
    let Some(patience) = sd_notify::watchdog_enabled() else { return };
    let node = node.clone();
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(patience / 2);
        let mut phase = node.phase();
        while *phase.borrow_and_update() != Phase::Draining {
            beat.tick().await;
            // What it found is told elsewhere.
            let _found = node.readiness().await;
            tell(&[NotifyState::Watchdog]);
        }
    });
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd could not be told");
    }
}
