//! `check sync`: whether this node and the peers that it is connected with agree.

use std::time::Duration;

use cyberfly_node::now_ms;
use cyberfly_protocol::{HealthReport, HealthState, SyncPeer};

use super::{Figure, Found, Worse, node, one};
use crate::cli::{CheckArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::span;

/// Without other limits, an agreement that is older is a warning, or critical.
const WARN: Duration = Duration::from_secs(10 * 60);
const CRIT: Duration = Duration::from_secs(60 * 60);

pub(super) async fn look(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let crit = super::time(args.crit.as_deref())?.unwrap_or(CRIT).as_secs();
    let warn = super::time(args.warn.as_deref())?.unwrap_or(WARN).as_secs().min(crit);
    let client = match node(ui, global)? {
        Ok(client) => client,
        Err(nobody) => return Ok(nobody),
    };
    let status = client.sync_status().await?;
    let now = now_ms();
    let mut checks = Vec::new();
    if status.paused {
        let summary = "sync is paused: cyberfly sync resume goes on with it".to_owned();
        checks.push(one(HealthState::Degraded, "paused", "sync", summary));
    }
    let connected: Vec<&SyncPeer> = status.peers.iter().filter(|peer| peer.connected).collect();
    let mut oldest = 0;
    for peer in &connected {
        let agreed = peer.equal_at.max(peer.last_success);
        let age = agreed.map(|agreed| now.saturating_sub(agreed.0) / 1000);
        oldest = oldest.max(age.unwrap_or_default());
        let by_age = age.map_or(HealthState::Ok, |age| Worse::Above.state(age, warn, crit));
        let by_state = if peer.reason.is_some() { HealthState::Degraded } else { HealthState::Ok };
        let when = age
            .map_or_else(|| "never yet".to_owned(), |age| format!("{} ago", span(Duration::from_secs(age))));
        let why = peer.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        let summary = format!("{} is {}, agreed {when}{why}", peer.id, peer.state);
        checks.push(one(by_age.max(by_state), "agreement", "sync", summary));
    }
    if connected.is_empty() {
        checks.push(one(HealthState::Ok, "agreement", "sync", "no peer is connected".to_owned()));
    }
    let missing = |of: fn(&cyberfly_protocol::SyncDatabase) -> u64| {
        connected.iter().flat_map(|peer| &peer.databases).map(of).sum()
    };
    Ok(Found {
        report: HealthReport::new(checks),
        figures: vec![
            Figure {
                limits: Some((Worse::Above, warn, crit)),
                ..Figure::new("sync_oldest_agreement_seconds", oldest, "s")
            },
            Figure::new("sync_missing_here", missing(|database| database.missing_here), ""),
            Figure::new("sync_missing_there", missing(|database| database.missing_there), ""),
        ],
    })
}
