//! The other nodes, and how it stands with each.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use cyberfly_core::PublicKey;
use cyberfly_protocol::{Peer, SyncPeer, Time, counted};

use super::databases::in_place_of_rows;
use super::{Chart, Piece, TableBody, sync};
use crate::ask::Question;
use crate::heard::Answer;
use crate::model::Model;
use crate::table::{Column, Look, Row, Rows, Table};
use crate::theme::Role;
use crate::value::{Value, duration};

const COLUMNS: &[Column] = &[
    Column::new("state", "STATE", 13, 0),
    Column::new("id", "PEER", 10, 0),
    Column::new("source", "SOURCE", 10, 5),
    Column::new("rank", "RANK", 4, 4),
    Column::new("path", "PATH", 21, 3),
    Column::new("standing", "STANDING", 13, 1),
    Column::new("rtt", "RTT", 8, 1),
    Column::new("loss", "LOSS", 6, 4),
    Column::new("in", "IN", 11, 3),
    Column::new("out", "OUT", 11, 3),
    Column::new("phi", "PHI", 5, 4),
    Column::new("breaker", "BREAKER", 9, 6),
    Column::new("for", "FOR", 7, 2),
    Column::new("reason", "REASON", 12, 2).growing(),
];

/// How the state of a peer looks.
fn role_of(state: &str) -> Role {
    match state {
        "active" => Role::Good,
        "suspected" | "backing_off" => Role::Warn,
        "refused" | "banned" => Role::Bad,
        _ => Role::Label,
    }
}

/// The peers as rows. What is known of sync is looked up by id, once it is asked for.
struct Known<'a> {
    model: &'a Model,
    peers: &'a [Peer],
    synced: OnceCell<BTreeMap<PublicKey, &'a SyncPeer>>,
}

impl<'a> Known<'a> {
    fn standing(&self, peer: &Peer) -> Option<(String, Role)> {
        let synced = self.synced.get_or_init(|| {
            let peers = sync::told(self.model).map_or(&[][..], |status| status.peers.as_slice());
            peers.iter().map(|peer: &'a SyncPeer| (peer.id, peer)).collect()
        });
        synced.get(&peer.id).copied().map(sync::standing)
    }

    #[expect(clippy::cast_precision_loss, reason = "durations and parts to look at")]
    fn value(&self, peer: &Peer, column: usize) -> Value {
        let connection = peer.connection.as_ref();
        let rates = || self.model.traffic.of(&peer.id.to_string()).and_then(|trace| trace.rates);
        let rate = |rate: Option<f64>| rate.map_or(Value::Unknown, Value::BytesPerSecond);
        match COLUMNS[column].name {
            "state" => Value::Signed(self.sign(role_of(&peer.state)), peer.state.clone()),
            "id" => Value::Id(peer.id.to_string()),
            "source" => Value::Word(peer.source.clone()),
            "rank" => Value::Count(u64::from(peer.rank)),
            "path" => Value::text(connection.map(|one| match (&one.address, one.relayed) {
                (_, Some(true)) => "relayed",
                (Some(address), _) => address,
                (None, _) => "direct",
            })),
            "standing" => self.standing(peer).map_or(Value::Unknown, |(text, _)| Value::Word(text)),
            "rtt" => Value::latency(connection.and_then(|one| one.rtt_seconds)),
            "loss" => connection.filter(|one| one.sent_packets > 0).map_or(Value::Unknown, |one| {
                Value::Share(one.lost_packets as f64 / one.sent_packets as f64)
            }),
            "in" => rate(rates().map(|(received, _)| received)),
            "out" => rate(rates().map(|(_, sent)| sent)),
            "phi" => peer.phi.map_or(Value::Unknown, Value::Number),
            "breaker" => Value::Word(peer.breaker.clone()),
            "for" => Value::Duration((self.model.shown_ms().saturating_sub(peer.since.0) / 1000) as f64),
            _ => Value::text(peer.reason.clone()),
        }
    }

    const fn sign(&self, role: Role) -> &'static str {
        let glyphs = &self.model.settings.glyphs;
        match role {
            Role::Good => glyphs.good,
            Role::Warn => glyphs.warn,
            Role::Bad => glyphs.bad,
            _ => glyphs.between,
        }
    }
}

impl Rows for Known<'_> {
    fn count(&self) -> usize {
        self.peers.len()
    }

    fn row(&self, place: usize) -> Row {
        let Some(peer) = self.peers.get(place) else { return Row::default() };
        let cells = (0..COLUMNS.len()).map(|column| self.value(peer, column)).collect();
        let role = role_of(&peer.state);
        let breaker = if peer.breaker == "closed" { Role::Label } else { Role::Warn };
        Row { id: peer.id.to_string(), cells, roles: Vec::new() }
            .role(0, role)
            .role(2, Role::Label)
            .role(5, self.standing(peer).map_or(Role::Dim, |(_, role)| role))
            .role(11, breaker)
            .role(12, Role::Label)
            .role(13, if role == Role::Good { Role::Label } else { role })
    }

    fn cell(&self, place: usize, column: usize) -> Value {
        self.peers.get(place).map_or(Value::Unknown, |peer| self.value(peer, column))
    }

    fn find(&self, id: &str) -> Option<usize> {
        let id: PublicKey = id.parse().ok()?;
        self.peers.iter().position(|peer| peer.id == id)
    }
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    let peers = match model.told(&Question::Peers) {
        Some(Answer::Peers(peers)) => peers.peers.as_slice(),
        _ => &[],
    };
    let nothing = "no peer is known: cyberfly start --peer TICKET, with a ticket from cyberfly ticket there";
    let empty = in_place_of_rows(model, &Question::Peers, nothing);
    let active = peers.iter().filter(|peer| peer.state == "active").count();
    let known = Known { model, peers, synced: OnceCell::new() };
    // Only how long something is so changes without news, and that with every second.
    let second = if look.choice.looks_at("for", COLUMNS) { model.shown_ms() / 1000 } else { 0 };
    let told = model.told_of(&[Question::Peers, Question::Sync]);
    let look = &look.remembering(&model.orders, told, second);
    let table = Table::new("peers", COLUMNS, &known, look, empty);
    let peer = table.chosen_of(peers);
    let title = vec![
        Piece::new("Peers", Role::Title),
        Piece::new(format!("{active} active"), if active > 0 { Role::Good } else { Role::Label }),
    ];
    let detail = peer.map(|peer| detail(model, peer)).unwrap_or_default();
    let charts = peer.and_then(|peer| chart(model, peer)).into_iter().collect();
    TableBody { title, table, detail, charts }
}

/// What the table has no room for.
#[expect(clippy::cast_precision_loss, reason = "durations to look at")]
fn detail(model: &Model, peer: &Peer) -> Vec<(String, Piece)> {
    let mut lines = Vec::new();
    let mut line = |label: &str, text: String, role| lines.push((label.to_owned(), Piece::new(text, role)));
    line("id", peer.id.to_string(), Role::Text);
    if let Some(detail) = &peer.detail {
        line("why", detail.clone(), role_of(&peer.state));
    }
    if let Some(Time(next_ms)) = peer.next_try {
        let wait = duration((next_ms.saturating_sub(model.now_ms) / 1000) as f64);
        line("next try", format!("in {wait}, after {}", counted(peer.failures, "failure")), Role::Text);
    }
    line("known by", peer.sources.join(", "), Role::Text);
    let reached = peer.reached.map(|part| format!("reached {:.0} % of the tries", part * 100.0));
    let rtt = peer.rtt_seconds.map(|rtt| format!("{} in the mean", Value::Latency(rtt).shown()));
    let rank = [Some(peer.rank.to_string()), reached, rtt];
    line("rank", rank.into_iter().flatten().collect::<Vec<_>>().join(", "), Role::Text);
    line("addresses", peer.addresses.join("  "), Role::Text);
    if let Some(one) = &peer.connection {
        let who = if one.dialled { "dialled from here" } else { "dialled from there" };
        let age = duration((model.shown_ms().saturating_sub(one.since.0) / 1000) as f64);
        line(
            "connected",
            format!("for {age}, {who}, program {}, protocol {}", one.program, one.protocol),
            Role::Text,
        );
        let clock = one.clock_ahead_seconds.0;
        let role = if clock.abs() > 5_000 { Role::Warn } else { Role::Text };
        line("its clock", format!("{clock} ms ahead when it connected"), role);
    }
    lines
}

/// How long packets took, as far as it was looked at.
fn chart(model: &Model, peer: &Peer) -> Option<Chart> {
    let trace = model.traffic.of(&peer.id.to_string()).filter(|trace| trace.rtt.len() > 1)?;
    Some(Chart {
        title: "There and back".to_owned(),
        unit: Value::Latency(0.0),
        points: trace.rtt.iter().map(|(_, rtt)| *rtt).collect(),
        piece_ms: Question::Peers.holds_ms(),
        until_ms: trace.rtt.back()?.0,
    })
}
