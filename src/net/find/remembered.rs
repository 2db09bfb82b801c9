//! Peers with which there was a connection, kept for the next start.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use cyberfly_core::peer::Source;
use cyberfly_core::ticket;

use crate::book::Page;
use crate::inner::Inner;

/// How many are remembered, and how long changes are gathered before they are written.
const REMEMBERED_LIMIT: usize = 256;
const GATHER: Duration = Duration::from_secs(2);

/// Learns of those from before: at once, so that whoever asks a node that has just begun hears of them. What was read is
/// given back.
pub(crate) fn recall(inner: &Arc<Inner>) -> BTreeSet<String> {
    let known: BTreeSet<String> =
        inner.book.read(Page::Remembered).into_iter().take(REMEMBERED_LIMIT).collect();
    for line in &known {
        match ticket::read_peer(line) {
            Ok((peer, _)) => inner.learn(&peer, Source::Remembered),
            Err(error) => tracing::warn!(%error, "a remembered peer cannot be read and is forgotten"),
        }
    }
    known
}

/// Writes down who is connected whenever that is no more what is known, until the network is gone.
pub(crate) async fn run(network: Weak<Inner>, mut known: BTreeSet<String>) {
    let Some(mut changes) = network.upgrade().map(|inner| inner.changes.subscribe()) else { return };
    while changes.changed().await.is_ok() {
        let Some(inner) = network.upgrade() else { return };
        let now = inner.worth_remembering(REMEMBERED_LIMIT);
        if now != known && inner.book.write(Page::Remembered, now.iter().cloned()).is_ok() {
            known = now;
        }
        drop(inner);
        tokio::time::sleep(GATHER).await;
    }
}

impl Inner {
    /// Those who are connected, or were since the start or before it and are not given up.
    fn worth_remembering(&self, limit: usize) -> BTreeSet<String> {
        let table = self.table();
        let met = table.peers.iter().filter(|(_, entry)| {
            let remembered = entry.sources.contains(&Source::Remembered);
            entry.active.is_some() || entry.was_active || remembered
        });
        let lines = met.filter_map(|(id, entry)| Some(format!("{id}@{}", entry.addresses.first()?)));
        lines.take(limit).collect()
    }
}
