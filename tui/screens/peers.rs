//! The other nodes, and how it stands with each.

use cyberfly_protocol::Peer;

use super::databases::in_place_of_rows;
use super::{Chart, Piece, TableBody, sync};
use crate::ask::Question;
use crate::heard::Answer;
use crate::model::Model;
use crate::table::{Column, Row, Table};
use crate::theme::Role;
use crate::value::{Value, duration};

const COLUMNS: &[Column] = &[
    Column::new("state", "STATE", 13, 0),
    Column::new("id", "PEER", 10, 0),
    Column::new("source", "SOURCE", 10, 5),
    Column::new("path", "PATH", 21, 3),
    Column::new("standing", "STANDING", 12, 1),
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

#[expect(clippy::cast_precision_loss, reason = "durations and parts to look at")]
fn row(model: &Model, peer: &Peer) -> Row {
    let glyphs = &model.settings.glyphs;
    let role = role_of(&peer.state);
    let sign = match role {
        Role::Good => glyphs.good,
        Role::Warn => glyphs.warn,
        Role::Bad => glyphs.bad,
        _ => glyphs.between,
    };
    let id = peer.id.to_string();
    let connection = peer.connection.as_ref();
    let path = connection.map(|one| match (&one.address, one.relayed) {
        (_, Some(true)) => "relayed".to_owned(),
        (Some(address), _) => address.clone(),
        (None, _) => "direct".to_owned(),
    });
    let loss = connection.filter(|one| one.sent_packets > 0);
    let loss = loss.map(|one| Value::Share(one.lost_packets as f64 / one.sent_packets as f64));
    let synced = sync::told(model).and_then(|status| status.peers.iter().find(|one| one.id == peer.id));
    let standing = synced.map(sync::standing);
    let rates = model.traffic.of(&id).and_then(|trace| trace.rates);
    let rate = |rate: Option<f64>| rate.map_or(Value::Unknown, Value::BytesPerSecond);
    let age = model.shown_ms().saturating_sub(peer.since_ms) / 1000;
    let cells = vec![
        Value::Signed(sign, peer.state.clone()),
        Value::Id(id.clone()),
        Value::Word(peer.source.clone()),
        Value::text(path),
        standing.as_ref().map_or(Value::Unknown, |(text, _)| Value::Word(text.clone())),
        Value::latency(connection.and_then(|one| one.rtt_ms).map(|ms| ms / 1000.0)),
        loss.unwrap_or_default(),
        rate(rates.map(|(received, _)| received)),
        rate(rates.map(|(_, sent)| sent)),
        peer.phi.map_or(Value::Unknown, Value::Number),
        Value::Word(peer.breaker.clone()),
        Value::Duration(age as f64),
        Value::text(peer.reason.clone()),
    ];
    let breaker = if peer.breaker == "closed" { Role::Label } else { Role::Warn };
    Row { id, cells, roles: Vec::new() }
        .role(0, role)
        .role(2, Role::Label)
        .role(4, standing.map_or(Role::Dim, |(_, role)| role))
        .role(10, breaker)
        .role(11, Role::Label)
        .role(12, if role == Role::Good { Role::Label } else { role })
}

pub(super) fn body(model: &Model) -> TableBody {
    let choice = model.choice();
    let mut rows = Vec::new();
    let mut known: &[Peer] = &[];
    if let Some(Answer::Peers(peers)) = model.told(&Question::Peers) {
        known = &peers.peers;
        rows.extend(known.iter().map(|peer| row(model, peer)));
    }
    let nothing = "no peer is known: cyberfly start --peer TICKET, with a ticket from cyberfly ticket there";
    let empty = in_place_of_rows(model, &Question::Peers, nothing);
    let active = known.iter().filter(|peer| peer.state == "active").count();
    let table = Table::new("peers", COLUMNS, rows, &choice, empty);
    let chosen = table.chosen().and_then(|place| table.rows.get(place));
    let peer = chosen.and_then(|row| known.iter().find(|peer| peer.id.to_string() == row.id));
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
    if let Some(next_ms) = peer.next_try_ms {
        let wait = duration((next_ms.saturating_sub(model.now_ms) / 1000) as f64);
        line("next try", format!("in {wait}, after {} failures", peer.failures), Role::Text);
    }
    line("known by", peer.sources.join(", "), Role::Text);
    line("addresses", peer.addresses.join("  "), Role::Text);
    if let Some(one) = &peer.connection {
        let who = if one.dialled { "dialled from here" } else { "dialled from there" };
        let age = duration((model.shown_ms().saturating_sub(one.since_ms) / 1000) as f64);
        line(
            "connected",
            format!("for {age}, {who}, program {}, protocol {}", one.program, one.protocol),
            Role::Text,
        );
        let clock = one.clock_ahead_ms;
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
