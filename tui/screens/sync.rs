//! How far the peers hold the same: with each peer, of each database, and what the sessions so far did.

use std::collections::BTreeMap;

use cyberfly_core::PublicKey;
use cyberfly_protocol::{Span, SyncPeer, SyncSession, SyncSessions, SyncStatus, Time, counted};
use serde_json::{Map, Value as Json, json};

use super::databases::in_place_of_rows;
use super::{Piece, TableBody};
use crate::ask::Question;
use crate::heard::Answer;
use crate::model::{Model, SyncView};
use crate::table::{Column, Look, Row, Rows, Table};
use crate::theme::Role;
use crate::value::{Value, duration, grouped, short_database};

const PEERS: &[Column] = &[
    Column::new("state", "STATE", 14, 0),
    Column::new("peer", "PEER", 10, 0),
    Column::new("standing", "STANDING", 14, 0),
    Column::new("done", "DONE", 8, 2),
    Column::new("rate", "RATE", 11, 3),
    Column::new("left", "LEFT", 8, 1),
    Column::new("equal", "IN STEP AGO", 11, 3),
    Column::new("received", "RECEIVED", 10, 4),
    Column::new("sent", "SENT", 10, 4),
    Column::new("took", "TOOK", 8, 5),
    Column::new("next", "NEXT TRY", 9, 4),
    Column::new("reason", "REASON", 12, 2).growing(),
];

/// So many peers have a column of their own in the matrix; those that miss most come first.
const MATRIX_PEERS: usize = 12;

/// What is missing of each database, and then at each of so many peers.
const MATRIX: &[Column; MATRIX_PEERS + 3] = &[
    Column::new("database", "DATABASE", 18, 0).growing(),
    Column::new("here", "HERE", 8, 0),
    Column::new("there", "THERE", 8, 0),
    Column::new("p1", "", 11, 1),
    Column::new("p2", "", 11, 2),
    Column::new("p3", "", 11, 3),
    Column::new("p4", "", 11, 4),
    Column::new("p5", "", 11, 5),
    Column::new("p6", "", 11, 6),
    Column::new("p7", "", 11, 7),
    Column::new("p8", "", 11, 8),
    Column::new("p9", "", 11, 9),
    Column::new("p10", "", 11, 10),
    Column::new("p11", "", 11, 11),
    Column::new("p12", "", 11, 12),
];

const SESSIONS: &[Column] = &[
    Column::new("began", "BEGAN", 9, 0),
    Column::new("peer", "PEER", 10, 0),
    Column::new("state", "STATE", 11, 1),
    Column::new("took", "TOOK", 8, 2),
    Column::new("databases", "DBS", 5, 4),
    Column::new("received", "RECEIVED", 10, 2),
    Column::new("sent", "SENT", 10, 2),
    Column::new("in", "IN", 10, 3),
    Column::new("out", "OUT", 10, 3),
    Column::new("by", "BEGUN", 6, 5),
    Column::new("reason", "REASON", 12, 3).growing(),
];

/// What the node last said of sync.
pub(super) fn told(model: &Model) -> Option<&SyncStatus> {
    match model.told(&Question::Sync) {
        Some(Answer::Sync(status)) => Some(status),
        _ => None,
    }
}

fn told_sessions(model: &Model) -> Option<&SyncSessions> {
    match model.told(&Question::Sessions) {
        Some(Answer::Sessions(sessions)) => Some(sessions),
        _ => None,
    }
}

fn missing(peer: &SyncPeer) -> (u64, u64) {
    let add = |sum: u64, more: u64| sum.saturating_add(more);
    let each = peer.databases.iter();
    each.fold((0, 0), |(here, there), one| (add(here, one.missing_here), add(there, one.missing_there)))
}

/// How it stands with a peer in two words, and how that looks.
pub(super) fn standing(peer: &SyncPeer) -> (String, Role) {
    match (missing(peer), peer.equal_at) {
        ((0, 0), None) => ("not known".to_owned(), Role::Label),
        ((0, 0), Some(_)) if peer.state == "failed" || !peer.connected => {
            ("was in step".to_owned(), Role::Warn)
        }
        ((0, 0), Some(_)) => ("in step".to_owned(), Role::Good),
        ((0, there), _) => (format!("ahead {}", grouped(there)), Role::Warn),
        ((here, _), _) => (format!("behind {}", grouped(here)), Role::Warn),
    }
}

/// How a state of sync looks.
fn role_of(state: &str) -> Role {
    match state {
        "complete" => Role::Good,
        "failed" => Role::Bad,
        "reconciling" | "transferring" => Role::Title,
        _ => Role::Label,
    }
}

#[expect(clippy::cast_precision_loss, reason = "times and parts to look at")]
fn ago(model: &Model, at: Option<Time>) -> Value {
    Value::duration(at.map(|at| (model.shown_ms().saturating_sub(at.0) / 1000) as f64))
}

#[expect(clippy::cast_precision_loss, reason = "times and parts to look at")]
fn row(model: &Model, peer: &SyncPeer) -> Row {
    let signs = &model.settings.glyphs;
    let role = role_of(&peer.state);
    let sign = match role {
        Role::Good => signs.good,
        Role::Bad => signs.bad,
        _ => signs.between,
    };
    let id = peer.id.to_string();
    let (standing, looks) = standing(peer);
    let progress = peer.progress.as_ref();
    let done = progress.filter(|one| one.of > 0).map(|one| Value::Share(one.done as f64 / one.of as f64));
    let rate = progress.and_then(|one| one.bytes_per_second);
    let next_ms = peer.next_try.map(|next| next.0.saturating_sub(model.shown_ms()));
    let cells = vec![
        Value::Signed(sign, peer.state.clone()),
        Value::Id(id.clone()),
        Value::Word(standing),
        done.unwrap_or_default(),
        rate.map_or(Value::Unknown, |rate| Value::BytesPerSecond(rate as f64)),
        Value::duration(progress.and_then(|one| model.paces.seconds_left(&id, one))),
        ago(model, peer.equal_at),
        Value::Count(peer.received),
        Value::Count(peer.sent),
        Value::latency(peer.took_seconds.map(Span::seconds)),
        Value::duration(next_ms.map(|ms| (ms / 1000) as f64)),
        Value::text(peer.reason.clone()),
    ];
    Row { id, cells, roles: Vec::new() }.role(0, role).role(2, looks).role(11, role)
}

fn title(model: &Model, view: SyncView) -> Vec<Piece> {
    let views =
        [(SyncView::Peers, "peers"), (SyncView::Databases, "databases"), (SyncView::Sessions, "sessions")];
    let mut title = vec![Piece::new("Sync", Role::Title)];
    title
        .extend(views.map(|(of, word)| Piece::new(word, if of == view { Role::Title } else { Role::Label })));
    if let Some(status) = told(model) {
        if status.paused {
            title.push(Piece::new("paused: cyberfly sync resume goes on", Role::Warn));
        }
        let behind = status.peers.iter().filter(|peer| missing(peer).0 > 0).count();
        let in_step = status.peers.iter().filter(|peer| standing(peer).1 == Role::Good).count();
        let role = if behind > 0 { Role::Warn } else { Role::Good };
        if !status.peers.is_empty() {
            title.push(Piece::new(format!("{in_step} of {} in step", status.peers.len()), role));
        }
        title.push(Piece::new(format!("replicates {}", status.replicate), Role::Label));
    }
    title
}

pub(super) fn body(model: &Model, look: &Look) -> TableBody {
    body_of(model, model.sync_view, look)
}

fn body_of(model: &Model, view: SyncView, look: &Look) -> TableBody {
    let (table, detail) = match view {
        SyncView::Peers => peers(model, look),
        SyncView::Databases => (matrix(model, look), Vec::new()),
        SyncView::Sessions => sessions(model, look),
    };
    TableBody { title: title(model, view), table, detail, charts: Vec::new() }
}

type Detail = Vec<(String, Piece)>;

/// How it stands with each peer, as rows.
struct Known<'a> {
    model: &'a Model,
    peers: &'a [SyncPeer],
}

impl Rows for Known<'_> {
    fn count(&self) -> usize {
        self.peers.len()
    }

    fn row(&self, place: usize) -> Row {
        self.peers.get(place).map_or_else(Row::default, |peer| row(self.model, peer))
    }

    fn find(&self, id: &str) -> Option<usize> {
        let id: PublicKey = id.parse().ok()?;
        self.peers.iter().position(|peer| peer.id == id)
    }
}

fn peers(model: &Model, look: &Look) -> (Table, Detail) {
    let peers = told(model).map_or(&[][..], |status| status.peers.as_slice());
    let nothing = "there was no session yet: one begins as soon as a peer is connected";
    let empty = in_place_of_rows(model, &Question::Sync, nothing);
    // Some columns say how long ago or how soon.
    let told = model.told_of(&[Question::Sync]);
    let look = &look.remembering(&model.orders, told, model.shown_ms() / 1000);
    let table = Table::new("in_step", PEERS, &Known { model, peers }, look, empty);
    let detail = table.chosen_of(peers).map(|peer| detail(model, peer)).unwrap_or_default();
    (table, detail)
}

/// How many databases of the chosen peer are named.
const NAMED: usize = 6;

fn detail(model: &Model, peer: &SyncPeer) -> Detail {
    let mut lines = Vec::new();
    let mut line = |label: &str, text: String, role| lines.push((label.to_owned(), Piece::new(text, role)));
    line("id", peer.id.to_string(), Role::Text);
    if let Some(detail) = &peer.detail {
        line("why", detail.clone(), role_of(&peer.state));
    }
    if !peer.connected {
        line("connection", "there is none; its row among the peers says why".to_owned(), Role::Label);
    }
    if let Some(progress) = &peer.progress {
        let left = model.paces.seconds_left(&peer.id.to_string(), progress);
        let left = left.map(|left| format!(", about {} left", duration(left))).unwrap_or_default();
        let text = format!("{} of {}{left}", progress.done, counted(progress.of, "operation"));
        line("session", text, Role::Text);
    }
    let mut differ: Vec<_> = peer
        .databases
        .iter()
        .filter(|one| one.missing_here + one.missing_there + one.too_early > 0)
        .collect();
    differ.sort_by_key(|one| std::cmp::Reverse(one.missing_here.saturating_add(one.missing_there)));
    for one in differ.iter().take(NAMED) {
        let early = match one.too_early {
            0 => String::new(),
            early => format!(", {early} put off: their stamps lie ahead of this node's clock"),
        };
        let text = format!("{} missing here, {} missing there{early}", one.missing_here, one.missing_there);
        line(&short_database(one.name.as_str()), text, Role::Warn);
    }
    if differ.len() > NAMED {
        line("", format!("and {} more databases", differ.len() - NAMED), Role::Label);
    }
    lines
}

/// What is missing of each database that differed, here and there, and at each peer.
fn differences(status: &SyncStatus) -> BTreeMap<&str, Vec<(&SyncPeer, u64, u64)>> {
    let mut differences: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for peer in &status.peers {
        for one in &peer.databases {
            let of = differences.entry(one.name.as_str()).or_default();
            of.push((peer, one.missing_here, one.missing_there));
        }
    }
    differences
}

fn matrix(model: &Model, look: &Look) -> Table {
    let nothing = "no database differed since the node began";
    let empty = in_place_of_rows(model, &Question::Sync, nothing);
    let Some(status) = told(model) else {
        return Table::new("differences", &MATRIX[..3], &Vec::new(), look, empty);
    };
    let mut shown: Vec<&SyncPeer> = status.peers.iter().collect();
    shown.sort_by_key(|peer| {
        let (here, there) = missing(peer);
        (std::cmp::Reverse(here.saturating_add(there)), peer.id)
    });
    shown.truncate(MATRIX_PEERS);
    let rows = differences(status).into_iter().map(|(name, of)| {
        let most = |which: fn(&(&SyncPeer, u64, u64)) -> u64| of.iter().map(which).max().unwrap_or(0);
        let (here, there) = (most(|one| one.1), most(|one| one.2));
        let mut cells = vec![Value::Database(name.to_owned()), Value::Count(here), Value::Count(there)];
        let mut row = Row { id: name.to_owned(), ..Row::default() };
        for (place, peer) in (3..).zip(&shown) {
            let cell = of.iter().find(|(with, ..)| with.id == peer.id);
            // Of a database that never differed with a peer nothing is missing, as far as they ever compared.
            let (here, there) = cell.map_or((0, 0), |(_, here, there)| (*here, *there));
            cells.push(match peer.equal_at.is_none() && cell.is_none() {
                true => Value::Unknown,
                false => Value::Difference { here, there },
            });
            row = row.role(place, if here + there > 0 { Role::Warn } else { Role::Good });
        }
        let looks = |count: u64| if count > 0 { Role::Warn } else { Role::Good };
        Row { cells, ..row }.role(1, looks(here)).role(2, looks(there))
    });
    let rows: Vec<Row> = rows.collect();
    let mut table = Table::new("differences", &MATRIX[..3 + shown.len()], &rows, look, empty);
    table.titles =
        (3..).zip(&shown).map(|(place, peer)| (place, Value::Id(peer.id.to_string()).shown())).collect();
    table
}

fn session_row(place: usize, session: &SyncSession) -> Row {
    let role = role_of(&session.state);
    let by = session.began_here.map(|here| Value::Word(if here { "here" } else { "there" }.to_owned()));
    let state = if session.cut_short { "cut short" } else { &session.state };
    let cells = vec![
        session.began.map_or(Value::Unknown, |began| Value::Moment(began.0)),
        Value::Id(session.peer.to_string()),
        Value::Word(state.to_owned()),
        Value::latency(session.took_seconds.map(Span::seconds)),
        Value::Count(session.databases),
        Value::Count(session.received),
        Value::Count(session.sent),
        Value::Bytes(session.received_bytes),
        Value::Bytes(session.sent_bytes),
        by.unwrap_or_default(),
        Value::text(session.reason.clone()),
    ];
    let began = session.began.map_or_else(|| format!("unknown {place}"), |began| began.to_string());
    let id = format!("{} {began}", session.peer);
    Row { id, cells, roles: Vec::new() }.role(2, role).role(9, Role::Label).role(10, role)
}

fn sessions(model: &Model, look: &Look) -> (Table, Detail) {
    let known = told_sessions(model).map_or(&[][..], |sessions| sessions.sessions.as_slice());
    let rows: Vec<Row> =
        known.iter().enumerate().map(|(place, session)| session_row(place, session)).collect();
    let empty = in_place_of_rows(model, &Question::Sessions, "no session is over yet");
    let table = Table::new("sessions", SESSIONS, &rows, look, empty);
    let why = table
        .chosen_of(known)
        .and_then(|session| Some(("why".to_owned(), session.detail.clone()?, role_of(&session.state))));
    let detail = why.map(|(label, text, role)| (label, Piece::new(text, role)));
    (table, detail.into_iter().collect())
}

/// All three sides as the members of a document.
pub(super) fn document(model: &Model) -> Map<String, Json> {
    let rows = |view| body_of(model, view, &Look::whole()).table.json();
    let mut document = Map::new();
    let status = told(model);
    document.insert("paused".to_owned(), json!(status.map(|status| status.paused)));
    document.insert("replicate".to_owned(), json!(status.map(|status| status.replicate.clone())));
    document.insert("peers".to_owned(), rows(SyncView::Peers));
    let of_one = |(name, of): (&str, Vec<(&SyncPeer, u64, u64)>)| {
        let one = |(peer, here, there): &(&SyncPeer, u64, u64)| json!({"database": name, "peer": peer.id.to_string(), "missing_here": here, "missing_there": there});
        of.iter().map(one).collect::<Vec<_>>()
    };
    let differences: Vec<Json> =
        status.map(differences).unwrap_or_default().into_iter().flat_map(of_one).collect();
    document.insert("differences".to_owned(), Json::Array(differences));
    document.insert("sessions".to_owned(), rows(SyncView::Sessions));
    document
}
