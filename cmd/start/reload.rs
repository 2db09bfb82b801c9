//! SIGHUP: the configuration is read again, and what can change while the node runs does.

use cyberfly_node::Node;
use cyberfly_node::config::{Change, Config};

use super::notify;
use crate::failure::Failure;

/// Takes over what has changed and says in the log what did, and what waits for a restart. If anything is wrong with what
/// was read, nothing changes.
pub(super) fn reload(node: &Node, read: Result<Config, Failure>) {
    notify::reloading();
    match read {
        Ok(wanted) => {
            let reloaded = node.reload(&wanted);
            let (applied, waits) = (told(&reloaded.applied), told(&reloaded.needs_restart));
            if waits.is_empty() {
                tracing::info!(changed = applied, "the configuration was read again");
            } else {
                tracing::warn!(
                    changed = applied,
                    needs_restart = waits,
                    "the configuration was read again; some of it needs a restart"
                );
            }
        }
        Err(Failure::Error { body, .. }) => {
            tracing::error!(error = body.message, hint = body.hint, "the configuration stays as it was");
        }
        Err(other) => tracing::error!(error = ?other, "the configuration stays as it was"),
    }
    notify::ready();
}

fn told(changes: &[Change]) -> String {
    let told = changes.iter().map(|Change { key, from, to }| format!("{key}: {from} -> {to}"));
    told.collect::<Vec<_>>().join(", ")
}
