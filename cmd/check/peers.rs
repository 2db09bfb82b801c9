//! `check peers`: whether the peers that are wanted are connected.

use cyberfly_core::peer::PeerState;
use cyberfly_protocol::{Door, HealthReport};

use super::{Figure, Found, Worse, limit, node, one};
use crate::cli::{CheckArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;

/// The checks of the node's health that are about peers.
const CHECKS: [&str; 2] = ["peers", "node_key"];

pub(super) async fn look(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let (warn, crit) = (limit::<u64>(args.warn.as_deref())?, limit::<u64>(args.crit.as_deref())?);
    let client = match node(ui, global)? {
        Ok(client) => client,
        Err(nobody) => return Ok(nobody),
    };
    let mut checks = client.health().await?.checks;
    checks.retain(|check| CHECKS.contains(&check.name.as_str()));
    let peers = client.peers().await?.peers;
    let active = peers.iter().filter(|peer| peer.state == PeerState::Active.word()).count() as u64;
    let mut limits = None;
    if warn.is_some() || crit.is_some() {
        let crit = crit.unwrap_or_default();
        let warn = warn.unwrap_or_default().max(crit);
        let state = Worse::Below.state(active, warn, crit);
        let summary = format!("{active} of {} known peers are connected", peers.len());
        checks.push(one(state, "connected_peers", "network", summary));
        limits = Some((Worse::Below, warn, crit));
    }
    Ok(Found {
        report: HealthReport::new(checks),
        figures: vec![
            Figure { limits, ..Figure::new("peers_connected", active, "") },
            Figure::new("peers_known", peers.len() as u64, ""),
        ],
    })
}
