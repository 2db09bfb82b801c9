//! The first screen: is it well, how much is done, how fast, what does it take, what happens now.

use cyberfly_protocol::{Check, HealthState, Level};
use serde_json::{Map, Value as Json, json};

use super::{Chart, Piece};
use crate::model::{Line, Model, Scene};
use crate::theme::Role;
use crate::value::Value;

/// How many pieces a trend has, the newest last. A screen shows as many of the last as it has room for.
const TREND: usize = 120;
/// How many lines of what happens are taken along.
const TICKER: usize = 60;

/// How the node is, in one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The worst that was found.
    pub finding: Finding,
    /// Figures, by what they are about.
    pub panels: Vec<Panel>,
    /// The same over more time, where there is room.
    pub charts: Vec<Chart>,
    /// What happened, the newest first.
    pub ticker: Vec<Line>,
}

/// The worst that was found, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How healthy the node is; none if it was not heard.
    pub state: Option<HealthState>,
    /// The finding.
    pub what: String,
    /// What it means.
    pub detail: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
    /// How many other checks found something too.
    pub others: usize,
}

/// Figures about one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What they are about.
    pub title: &'static str,
    /// The figures, the most important first.
    pub gauges: Vec<Gauge>,
}

/// A figure: now, and a while back.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// How it is now.
    pub value: Value,
    /// How it looks.
    pub role: Role,
    /// How it was, piece by piece, the newest last.
    pub trend: Vec<Option<f64>>,
}

/// How a figure of the history becomes a value.
type Make = fn(f64) -> Value;

fn whole(figure: f64) -> Value {
    Value::Count(crate::value::whole(figure))
}

fn bytes(figure: f64) -> Value {
    Value::Bytes(crate::value::whole(figure))
}

/// name, label, path in the sample, how it is written, whether it is bad news when it is not zero.
type Wanted = (&'static str, &'static str, &'static str, Make, bool);

/// The panel of the peers; it is there when there are any.
const PEERS: &str = "Peers";

/// The panel of sync; it is there when there are peers.
const SYNC: &str = "Sync";

const PANELS: [(&str, &[Wanted]); 6] = [
    (
        "Writes",
        &[
            ("writes_applied", "writes", "counters.operations_applied", Value::PerSecond, false),
            ("write_p50", "ack p50", "latencies.write.p50", Value::Latency, false),
            ("write_p99", "ack p99", "latencies.write.p99", Value::Latency, false),
            ("disk_wait_p99", "disk p99", "latencies.sync.p99", Value::Latency, false),
            ("writes_refused", "refused", "counters.operations_refused", Value::PerSecond, true),
        ],
    ),
    (
        "Store",
        &[
            ("operations", "operations", "store.operations", whole, false),
            ("journal", "journal", "store.live_bytes", bytes, false),
            ("undo", "undo", "store.undo_bytes", bytes, false),
            ("index", "index", "store.index_bytes", bytes, false),
            ("disk_free", "disk free", "store.disk_free", bytes, false),
        ],
    ),
    (
        PEERS,
        &[
            ("peers_active", "active", "peers.active", whole, false),
            ("peers_backing_off", "backing off", "peers.backing_off", whole, true),
            ("peers_suspected", "suspected", "peers.suspected", whole, true),
            ("peers_refused", "refused", "peers.refused", whole, true),
            ("peers_connecting", "connecting", "peers.connecting", whole, false),
        ],
    ),
    (
        SYNC,
        &[
            ("missing_here", "behind by", "sync.missing_here", whole, true),
            ("missing_there", "ahead by", "sync.missing_there", whole, false),
            ("transferring", "transfers", "sync.peers.transferring", whole, false),
            ("sync_received", "received", "sync.received", whole, false),
            ("sessions_failed", "failed", "sync.sessions_failed", whole, false),
        ],
    ),
    (
        "Requests",
        &[
            ("requests", "requests", "counters.requests", Value::PerSecond, false),
            ("request_p99", "answer p99", "latencies.request.p99", Value::Latency, false),
            ("bytes_in", "bytes in", "counters.bytes_received", Value::BytesPerSecond, false),
            ("bytes_out", "bytes out", "counters.bytes_sent", Value::BytesPerSecond, false),
            ("requests_failed", "failed", "counters.requests_failed", Value::PerSecond, true),
        ],
    ),
    (
        "Process",
        &[
            ("cpu", "cpu", "process.cpu_seconds", Value::Share, false),
            ("memory", "memory", "process.resident_bytes", bytes, false),
            ("connections", "http conns", "connections.http", whole, false),
            ("watchers", "watchers", "connections.watchers", whole, false),
            ("open_files", "open files", "process.open_files", whole, false),
        ],
    ),
];

pub(super) fn overview(model: &Model) -> Overview {
    let peers = model.scene().and_then(|scene| scene.sample.status.peers.as_ref());
    let has_peers = peers.is_some_and(|peers| peers.values().any(|count| *count > 0));
    let panel = |(title, wanted): &(&'static str, &[Wanted])| Panel {
        title,
        gauges: wanted.iter().map(|wanted| gauge(model, wanted)).collect(),
    };
    Overview {
        finding: finding(model),
        panels: PANELS
            .iter()
            .filter(|(title, _)| ![PEERS, SYNC].contains(title) || has_peers)
            .map(panel)
            .collect(),
        charts: vec![
            chart(model, "Writes applied a second", "counters.operations_applied", Value::PerSecond(0.0)),
            chart(model, "Until a write is acknowledged, p99", "latencies.write.p99", Value::Latency(0.0)),
        ],
        ticker: model
            .lines
            .until(model.shown_ms())
            .filter(|line| line.level <= Level::Debug)
            .take(TICKER)
            .cloned()
            .collect(),
    }
}

/// How long a piece of a trend is: as long as it takes from one sample to the next, and a second at least.
fn piece_ms(model: &Model) -> u64 {
    let every = model.scene().and_then(|scene| scene.sample.since_seconds).unwrap_or(1.0);
    crate::value::whole(every.clamp(1.0, 60.0)) * 1000
}

fn gauge(model: &Model, (name, label, path, make, is_bad_news): &Wanted) -> Gauge {
    let now = model.figure(path);
    let piece_ms = piece_ms(model);
    let trend = model.history.over(path, model.shown_ms(), piece_ms * TREND as u64, TREND);
    let role = match now {
        None => Role::Dim,
        Some(figure) if *is_bad_news && figure > 0.0 => Role::Warn,
        Some(_) => Role::Text,
    };
    Gauge { name, label, value: now.map_or(Value::Unknown, make), role, trend }
}

fn chart(model: &Model, title: &str, path: &str, unit: Value) -> Chart {
    /// Ten minutes and a bit, as wide as any terminal needs.
    const PIECES: usize = 240;
    let piece_ms = piece_ms(model) * 3;
    let until_ms = model.shown_ms();
    let points = model.history.over(path, until_ms, piece_ms * PIECES as u64, PIECES);
    Chart { title: title.to_owned(), unit, points, piece_ms, until_ms }
}

fn checks(scene: &Scene) -> &[Check] {
    scene.health.as_ref().map_or(&[], |report| report.checks.as_slice())
}

fn finding(model: &Model) -> Finding {
    let nothing = |what: String| Finding { state: None, what, detail: None, remedy: None, others: 0 };
    if let (crate::heard::Link::Lost { why, .. }, None) = (&model.link, model.frozen_ms) {
        let remedy = why.hint.clone();
        return Finding { remedy, ..nothing(why.message.clone()) };
    }
    let Some(scene) = model.scene() else { return nothing("nothing was heard yet".to_owned()) };
    let Some(report) = &scene.health else { return nothing("the checks were not told yet".to_owned()) };
    let bad = || checks(scene).iter().filter(|check| check.state != HealthState::Ok);
    // Of several that are as bad, the first in the order of the checks.
    let worst = bad().rev().max_by_key(|check| check.state);
    let Some(worst) = worst else {
        let what = format!("all {} checks are well", checks(scene).len());
        return Finding { state: Some(report.overall), ..nothing(what) };
    };
    Finding {
        state: Some(report.overall),
        what: format!("{}: {}", worst.name, worst.summary),
        detail: worst.detail.clone(),
        remedy: worst.hint.clone(),
        others: bad().count() - 1,
    }
}

/// How a state of health looks.
pub(super) const fn role_of(state: HealthState) -> Role {
    match state {
        HealthState::Ok => Role::Good,
        HealthState::Degraded => Role::Warn,
        HealthState::Failing => Role::Bad,
    }
}

/// The state of health with its sign, as a piece.
pub(crate) fn state_piece(model: &Model, state: Option<HealthState>) -> Piece {
    let signs = &model.settings.glyphs;
    let Some(state) = state else { return Piece::new("-", Role::Dim) };
    let sign = match state {
        HealthState::Ok => signs.good,
        HealthState::Degraded => signs.warn,
        HealthState::Failing => signs.bad,
    };
    Piece::new(format!("{sign} {}", state.word()), role_of(state))
}

/// The most important of everything in one line: how it is; if it is not well why, else how much it does.
pub fn one_line(model: &Model) -> Vec<Piece> {
    let finding = finding(model);
    let first = match finding.state {
        None => Piece::new(format!("{} not heard", model.settings.glyphs.bad), Role::Bad),
        state => state_piece(model, state),
    };
    if finding.state == Some(HealthState::Ok) {
        let writes = model.figure("counters.operations_applied").map_or(Value::Unknown, Value::PerSecond);
        let text = format!("{} writes", writes.shown());
        return vec![first, Piece::new(text, Role::Text)];
    }
    vec![first, Piece::new(finding.what, Role::Text)]
}

/// The overview as the members of a document.
pub(super) fn document(overview: &Overview) -> Map<String, Json> {
    let finding = &overview.finding;
    let mut document = Map::new();
    let health = json!({
        "overall": finding.state,
        "finding": finding.what,
        "detail": finding.detail,
        "hint": finding.remedy,
        "others": finding.others,
    });
    document.insert("health".to_owned(), health);
    let gauges = overview.panels.iter().flat_map(|panel| &panel.gauges);
    let figures: Map<String, Json> =
        gauges.map(|gauge| (gauge.name.to_owned(), gauge.value.json())).collect();
    document.insert("figures".to_owned(), Json::Object(figures));
    let line =
        |line: &Line| json!({"at": Value::Moment(line.at_ms).json(), "kind": line.kind, "text": line.text});
    document.insert("events".to_owned(), overview.ticker.iter().map(line).collect());
    document
}
