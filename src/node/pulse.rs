//! The node's pulse: a thread that looks at the node every few seconds and tells what has changed.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use cyberfly_protocol::{Event, HealthReport, HealthState};

use crate::node::WeakNode;

/// How often the node is looked at.
const BEAT: Duration = Duration::from_secs(5);

/// Keeps the thread; it ends when this is dropped.
pub(crate) struct Pulse(#[expect(dead_code, reason = "dropping it ends the thread")] Sender<()>);

impl Pulse {
    /// Starts the thread. Where the system has none to give, health is still told to whoever asks.
    pub(crate) fn start(node: WeakNode) -> Self {
        let (keep, kept) = mpsc::channel::<()>();
        let beat = move || {
            let (mut before, mut refused) = (BTreeMap::new(), BTreeMap::new());
            while let Some(report) = node.look() {
                tell(&node, &mut before, &report);
                tell_refusals(&node, &mut refused);
                if kept.recv_timeout(BEAT) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("pulse".to_owned()).spawn(beat) {
            tracing::warn!(%error, "no thread looks after the node's health");
        }
        Self(keep)
    }
}

/// Tells each check that finds another state than before. At first all were ok.
fn tell(node: &WeakNode, before: &mut BTreeMap<String, HealthState>, report: &HealthReport) {
    for check in &report.checks {
        let was = before.insert(check.name.clone(), check.state).unwrap_or_default();
        if was == check.state {
            continue;
        }
        let (from, to) = (was.word(), check.state.word());
        match check.state {
            HealthState::Ok => tracing::info!(check = check.name, from, to, "{}", check.summary),
            _ => tracing::warn!(check = check.name, from, to, hint = check.hint, "{}", check.summary),
        }
        node.tell(Event::HealthChanged {
            check: check.name.clone(),
            component: check.component.clone(),
            from: was,
            to: check.state,
            summary: check.summary.clone(),
        });
    }
}

/// Tells each limit that refused something since the last beat.
fn tell_refusals(node: &WeakNode, before: &mut BTreeMap<&'static str, u64>) {
    for (limit, refused) in node.refusals() {
        let times = refused - before.insert(limit, refused).unwrap_or(0).min(refused);
        if times > 0 {
            node.tell(Event::LimitHit { limit: limit.to_owned(), times });
        }
    }
}
