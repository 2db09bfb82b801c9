//! What systemd is told. Outside systemd nothing happens.

use sd_notify::NotifyState;

/// The node serves.
pub(super) fn ready() {
    tell(NotifyState::Ready);
}

/// The node has begun to stop.
pub(super) fn stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd could not be told");
    }
}
