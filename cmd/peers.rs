//! `cyberfly peers`: other nodes, and how it stands with each.

use cyberfly_core::peer::PeerState;
use cyberfly_protocol::Peer;

use crate::cli::{Global, PeersArgs, PeersCommand};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &PeersArgs) -> Result<u8, Failure> {
    let client = Target::choose(global)?.client(ui, global)?;
    match args.command.as_ref().unwrap_or(&PeersCommand::List) {
        PeersCommand::List => {
            let peers = client.peers().await?.peers;
            ui.listing(&Listing {
                plural: "peers",
                single: None,
                columns: &["id", "state", "source", "address", "rtt", "since", "detail"],
                rows: &peers,
                cells,
                next_cursor: None,
            })?;
        }
    }
    Ok(0)
}

fn cells(peer: &Peer) -> Vec<Cell> {
    let connection = peer.connection.as_ref();
    let address = connection.and_then(|connection| connection.address.clone());
    let rtt = connection.and_then(|connection| connection.rtt_ms);
    vec![
        Cell::Text(peer.id.to_string()),
        state(&peer.state),
        Cell::Text(peer.source.clone()),
        Cell::maybe(address.or_else(|| peer.addresses.first().cloned())),
        Cell::maybe(rtt.map(|ms| format!("{ms:.1} ms"))),
        Cell::Time(peer.since_ms),
        Cell::maybe(peer.detail.clone()),
    ]
}

fn state(word: &str) -> Cell {
    match PeerState::from_word(word) {
        Some(state) => {
            let tone = match state {
                PeerState::Active | PeerState::Known => Tone::Good,
                PeerState::Connecting | PeerState::Suspected | PeerState::BackingOff => Tone::Attention,
                PeerState::Refused | PeerState::Banned => Tone::Bad,
            };
            Cell::State(state.word(), tone)
        }
        None => Cell::Text(word.to_owned()),
    }
}
