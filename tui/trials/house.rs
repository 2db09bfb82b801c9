//! A dashboard that has heard the same for five minutes in every run.

use std::collections::BTreeMap;

use cyberfly_core::{DbName, Key, SecretKey};
use cyberfly_protocol::query::{DatabaseRow, KeyRow};
use cyberfly_protocol::{
    AuditChain, AuditKind, AuditLine, AuditLines, Change, Check, Connection, Connections, Counters,
    ErrorBody, Event, HealthReport, HealthState, LastVerified, Latencies, Level, LimitUse, Listen, LogLine,
    Logged, NodeState, Numbered, Observed, Peer, Peers, ProcessFigures, Quantiles, QueryAnswer, Sample,
    Snapshot, SnapshotDatabase, SnapshotLevel, Snapshots, Span, Status, StoreFigures, SyncDatabase,
    SyncFigures, SyncPeer, SyncProgress, SyncSession, SyncSessions, SyncStatus, Task, TaskName, TaskRun,
    Tasks, Time, Touched,
};

use crate::ask::Question;
use crate::heard::{Answer, Answered, Heard, Link};
use crate::model::Model;
use crate::settings::Settings;
use crate::update;
use crate::value::rfc3339;

/// When the dashboard was opened.
pub(super) const OPENED_MS: u64 = 1_764_100_000_000;
/// How many seconds it has heard the node since.
pub(super) const SECONDS: u64 = 300;

/// How busy the node is, second by second: the same in every run, and never quite the same twice.
fn wave(second: u64) -> u64 {
    400 + second * 37 % 211 + second / 60 % 5 * 150
}

pub(super) fn sample(second: u64, health: Option<HealthReport>) -> Sample {
    let applied: u64 = (0..=second).map(wave).sum();
    let quantiles = |scale: f64| {
        let p50 = scale * (1.0 + (second % 7) as f64 / 20.0);
        Some(Quantiles { count: wave(second), p50, p90: p50 * 2.0, p99: p50 * 3.5, max: p50 * 9.0 })
    };
    let state = health.as_ref().map_or(HealthState::Ok, |health| health.overall);
    let owner = SecretKey::from_seed(&[7; 32]).public();
    Sample {
        schema_version: 1,
        at: rfc3339(OPENED_MS + second * 1000),
        since_seconds: (second > 0).then_some(1.0),
        status: Status {
            state: NodeState::Ready,
            node_id: Some(owner.to_string()),
            version: Some("0.1.0".to_owned()),
            pid: Some(4711),
            uptime_seconds: Some(273_600 + second),
            data_dir: Some("/var/lib/cyberfly".to_owned()),
            network: None,
            listen: Some(Listen::default()),
            peers: Some(
                [("active".to_owned(), 3), ("backing_off".to_owned(), 1), ("known".to_owned(), 2)].into(),
            ),
            health: Some(cyberfly_protocol::Health {
                overall: state,
                components: BTreeMap::new(),
                findings: Vec::new(),
            }),
            operations: Some(1_000_000 + applied),
            ..Status::without_answer(NodeState::Ready)
        },
        counters: Counters {
            operations_received: applied + second,
            operations_refused: second / 90,
            operations_applied: applied,
            requests: applied * 2,
            bytes_received: applied * 420,
            bytes_sent: applied * 130,
            ..Counters::default()
        },
        latencies: Latencies {
            request: quantiles(0.0009),
            write: quantiles(0.0017),
            queue: None,
            commit: quantiles(0.0013),
            sync: quantiles(0.0011),
        },
        store: StoreFigures {
            operations: 1_000_000 + applied,
            live_bytes: Some(340_000_000 + applied * 300),
            undo_bytes: Some(81_000_000),
            dead_bytes: Some(1_200_000),
            segments: Some(14),
            index_bytes: Some(190_000_000 + applied * 70),
            blobs: Some(12),
            blob_bytes: Some(3_400_000),
            disk_free: Some(61_000_000_000_u64.saturating_sub(applied * 400)),
            disk_floor: 64 << 20,
        },
        process: ProcessFigures {
            resident_bytes: Some(96_000_000 + second % 60 * 40_000),
            peak_bytes: Some(140_000_000),
            cpu_seconds: Some(100.0 + second as f64 * 0.31),
            threads: Some(19),
            open_files: Some(87),
        },
        connections: Connections { http: 61 + second % 4, socket: 1, watchers: 3 },
        sync: Some(SyncFigures {
            peers: [("complete".to_owned(), 2), ("transferring".to_owned(), 1)].into(),
            received: 120_000 + second * 41,
            sent: 4_000 + second * 3,
            missing_here: 95_000_u64.saturating_sub(second * 180),
            missing_there: second % 7,
            ..SyncFigures::default()
        }),
        limits: vec![
            LimitUse {
                name: "connections".to_owned(),
                limit: Some("1024".to_owned()),
                in_use: Some(61),
                refused: 0,
            },
            LimitUse {
                name: "writes_per_second".to_owned(),
                limit: Some("500".to_owned()),
                in_use: None,
                refused: 8,
            },
        ],
        health,
    }
}

pub(super) fn checks(disk: HealthState) -> HealthReport {
    let well = |name: &str, component: &str, summary: &str| Check {
        name: name.to_owned(),
        component: component.to_owned(),
        state: HealthState::Ok,
        summary: summary.to_owned(),
        detail: None,
        hint: None,
    };
    let mut checks = vec![
        well("writable", "store", "writes are taken"),
        well("intact", "store", "no damage is known"),
        well("disk_space", "disk", "56.8 GiB are free, 64.0 MiB are left free"),
        well("disk_speed", "disk", "the last wait for the disk took 1 ms"),
        well("clock", "clock", "the clock runs evenly"),
        well("write_queue", "writes", "3 of 4096 places on the write path are taken"),
        well("memory", "process", "1.1 GiB of memory are available"),
        well("open_files", "process", "87 of 1024 files and sockets are open"),
    ];
    if disk != HealthState::Ok {
        checks[2] = Check {
            state: disk,
            summary: "86.7 MiB are free, 64.0 MiB are left free".to_owned(),
            detail: Some("soon writes are refused".to_owned()),
            hint: Some("make room on the disk".to_owned()),
            ..checks[2].clone()
        };
        checks[4].state = HealthState::Degraded;
        checks[4].summary = "the clock was set by -4000 ms within the last hour".to_owned();
        checks[4].hint = Some("keep the clock right with a time service".to_owned());
    }
    HealthReport::new(checks)
}

pub(super) fn database(name: &str) -> DbName {
    DbName::new(name, SecretKey::from_seed(&[9; 32]).public()).unwrap()
}

fn committed(second: u64) -> Event {
    Event::Committed(Change {
        cursor: second.to_string(),
        db: database(if second.is_multiple_of(3) { "orders" } else { "default" }).to_string(),
        op_id: "ab".repeat(32),
        stamp: "1".to_owned(),
        author: SecretKey::from_seed(&[3; 32]).public().to_string(),
        outcome: None,
        keys: vec![Touched { key: format!("customer/{second}/basket"), kind: "hash".to_owned() }],
        more: second % 3,
    })
}

fn line(sequence: u64, second: u64, level: Level, message: &str) -> Heard {
    Heard::Logged(Logged::Line(LogLine {
        sequence,
        at: rfc3339(OPENED_MS + second * 1000),
        level,
        message: message.to_owned(),
        request_id: (level == Level::Warn).then(|| "01JDNQ8XZT5E9K".to_owned()),
        fields: [("took_ms".to_owned(), "1204".to_owned())].into(),
    }))
}

pub(super) fn hear(model: &mut Model, second: u64, heard: Heard) {
    update::tick(model, OPENED_MS + second * 1000);
    update::heard(model, heard);
}

fn answer(model: &mut Model, second: u64, question: Question, answer: Result<QueryAnswer, ErrorBody>) {
    told(model, second, question, answer.map(Answer::Data));
}

fn told(model: &mut Model, second: u64, question: Question, answer: Result<Answer, ErrorBody>) {
    hear(model, second, Heard::Answered(Box::new(Answered { question, answer })));
}

/// A dashboard of a node that is well.
pub(super) fn model(settings: Settings) -> Model {
    let mut model = Model::new("/run/cyberfly/admin.sock", "0.1.0", settings);
    hear(&mut model, 0, Heard::Link(Link::Live));
    let event_told = |event, sequence| Heard::Observed(Observed::Event(Numbered { sequence, event }));
    for second in 0..=SECONDS {
        let health = (second == 0).then(|| checks(HealthState::Ok));
        hear(&mut model, second, Heard::Observed(Observed::Sample(Box::new(sample(second, health)))));
        if second > SECONDS - 30 {
            hear(&mut model, second, event_told(committed(second), second));
        }
    }
    let limit = Event::LimitHit { limit: "writes_per_second".to_owned(), times: 8 };
    hear(&mut model, SECONDS, event_told(limit, 900));
    let ended = sessions().sessions.swap_remove(1);
    hear(&mut model, SECONDS - 8, event_told(Event::SyncEnded(ended), 899));
    hear(&mut model, SECONDS, line(1, SECONDS - 9, Level::Info, "a segment was sealed"));
    hear(&mut model, SECONDS, line(2, SECONDS, Level::Warn, "a request took long"));
    databases(&mut model);
    told(&mut model, SECONDS, Question::Tasks, Ok(Answer::Tasks(tasks())));
    told(&mut model, SECONDS, Question::Snapshots, Ok(Answer::Snapshots(snapshots())));
    audit(&mut model, SECONDS, 4709..4714);
    told(&mut model, SECONDS, Question::Sessions, Ok(Answer::Sessions(sessions())));
    for second in SECONDS - 60..=SECONDS {
        told(&mut model, second, Question::Peers, Ok(Answer::Peers(peers(second))));
        told(&mut model, second, Question::Sync, Ok(Answer::Sync(sync(second))));
    }
    model
}

fn peers(second: u64) -> Peers {
    let at_ms = OPENED_MS + second * 1000;
    let peer = |seed: u8, state: &str, reason: Option<&str>| Peer {
        id: SecretKey::from_seed(&[seed; 32]).public(),
        state: state.to_owned(),
        since: Time(OPENED_MS - u64::from(seed) * 3_600_000),
        source: if seed < 14 { "configured" } else { "mdns" }.to_owned(),
        sources: vec!["configured".to_owned(), "remembered".to_owned()],
        addresses: vec![format!("10.0.0.{seed}:7421")],
        rank: u32::from(seed - 10),
        rtt_seconds: (state == "active").then(|| f64::from(seed) * 0.0017),
        reached: (seed < 15).then_some(if reason.is_some() { 0.25 } else { 1.0 }),
        has_double: false,
        reason: reason.map(str::to_owned),
        detail: reason.map(|_| "nobody answers at any of its addresses".to_owned()),
        next_try: reason.map(|_| Time(at_ms + 21_000)),
        failures: if reason.is_some() { 6 } else { 0 },
        breaker: if reason.is_some() { "open" } else { "closed" }.to_owned(),
        phi: (state == "active").then(|| f64::from(seed) / 40.0),
        connection: (state == "active").then(|| Connection {
            dialled: seed.is_multiple_of(2),
            since: Time(OPENED_MS - u64::from(seed) * 3_600_000),
            program: "0.1.0".to_owned(),
            protocol: 1,
            capabilities: Vec::new(),
            clock_ahead_seconds: Span(i64::from(seed) - 12),
            ping_seconds: Some(0.002),
            readers: Vec::new(),
            relayed: Some(false),
            address: Some(format!("10.0.0.{seed}:7421")),
            rtt_seconds: Some((f64::from(seed) * 1.7 + (second % 5) as f64) / 1000.0),
            sent_bytes: second * 21_000 * u64::from(seed),
            received_bytes: second * 34_000 * u64::from(seed),
            sent_packets: second * 40,
            lost_packets: second / 9,
        }),
    };
    let peers = vec![
        peer(11, "active", None),
        peer(12, "active", None),
        peer(13, "active", None),
        peer(14, "backing_off", Some("unreachable")),
        peer(15, "known", None),
        peer(16, "known", None),
    ];
    Peers { schema_version: 1, peers }
}

fn sync(second: u64) -> SyncStatus {
    let now_ms = OPENED_MS + second * 1000;
    let peer = |seed: u8, state: &str, missing_here: u64| SyncPeer {
        id: SecretKey::from_seed(&[seed; 32]).public(),
        connected: state != "failed",
        state: state.to_owned(),
        progress: (state == "transferring").then(|| SyncProgress {
            done: (second + 60 - SECONDS) * 900,
            of: 95_000,
            bytes: (second + 60 - SECONDS) * 300_000,
            bytes_per_second: Some(300_000),
        }),
        reason: (state == "failed").then(|| "unreachable".to_owned()),
        detail: (state == "failed").then(|| "the connection was lost in the middle of a session".to_owned()),
        next_try: (state == "failed").then_some(Time(now_ms + 14_000)),
        began: Some(Time(now_ms - 4_000)),
        failures: u32::from(state == "failed"),
        equal_at: (missing_here == 0).then_some(Time(now_ms - 7_000)),
        last_success: Some(Time(now_ms - 7_000)),
        took_seconds: Some(Span(i64::from(seed) * 11)),
        received: 120_000 + second * u64::from(seed),
        sent: 4_000 + second * 3,
        received_bytes: 40_000_000,
        sent_bytes: 1_300_000,
        databases: ["orders", "default"]
            .map(|name| SyncDatabase {
                name: database(name),
                missing_here: if name == "orders" { missing_here } else { 0 },
                missing_there: 0,
                received: 60_000,
                sent: 2_000,
                received_bytes: 20_000_000,
                sent_bytes: 650_000,
                too_early: u64::from(missing_here > 0 && name == "default"),
                last_success: Some(Time(now_ms - 7_000)),
            })
            .to_vec(),
    };
    let peers = vec![peer(11, "complete", 0), peer(12, "transferring", 41_000), peer(14, "failed", 0)];
    SyncStatus { schema_version: 1, paused: false, replicate: "all".to_owned(), peers }
}

fn sessions() -> SyncSessions {
    let session = |seed: u8, reason: Option<&str>| SyncSession {
        peer: SecretKey::from_seed(&[seed; 32]).public(),
        began_here: Some(seed.is_multiple_of(2)),
        began: Some(Time(OPENED_MS + u64::from(seed) * 9_000)),
        took_seconds: Some(Span(i64::from(seed) * 11)),
        databases: 2,
        rounds: 4,
        received: 120_000,
        sent: 40,
        received_bytes: 38_000_000,
        sent_bytes: 13_000,
        cut_short: seed == 12,
        state: if reason.is_some() { "failed" } else { "complete" }.to_owned(),
        reason: reason.map(str::to_owned),
        detail: reason.map(|_| "the connection was lost in the middle of a session".to_owned()),
    };
    let sessions = vec![session(12, None), session(14, Some("unreachable")), session(11, None)];
    SyncSessions { schema_version: 1, sessions }
}

/// Lines of the audit log with these numbers, the last of which is a refusal, and one before it a checkpoint.
pub(super) fn audit(model: &mut Model, second: u64, numbers: std::ops::Range<u64>) {
    let last = numbers.end - 1;
    let line = |n: u64| {
        let (kind, who, what, result) = match (last - n, n == numbers.start) {
            (0, _) => (AuditKind::Refusal, "anyone".to_owned(), "stop", "unauthenticated"),
            (1, _) => (AuditKind::Act, "operator".to_owned(), "begin_backup", "ok"),
            (2, _) => (AuditKind::Checkpoint, "7b".repeat(32), "checkpoint", "ok"),
            (_, true) => (AuditKind::Node, "node".to_owned(), "started", "ok"),
            _ => (AuditKind::Act, "operator".to_owned(), "change_peer", "not_found"),
        };
        AuditLine {
            n,
            at: Time(OPENED_MS + second * 1000 - (last - n) * 17_000),
            kind,
            who,
            what: what.to_owned(),
            which: (kind != AuditKind::Checkpoint).then(|| format!("/api/v1/{what}")),
            result: result.to_owned(),
            from: (kind != AuditKind::Node).then(|| "127.0.0.1:51002".to_owned()),
            request_id: None,
            signature: None,
            prev: "00".repeat(32),
        }
    };
    let lines: Vec<_> = numbers.clone().map(line).collect();
    let signed = lines.iter().rfind(|line| line.kind == AuditKind::Checkpoint).map_or(0, |line| line.n);
    let chain = Some(AuditChain { last, signed, missed: 0, broken: false });
    let question = Question::Audit { behind: 0, limit: 1 };
    told(model, second, question, Ok(Answer::Audit(AuditLines { schema_version: 1, lines, chain })));
}

fn snapshots() -> Snapshots {
    let id = |number: u64| format!("{number:02x}").repeat(32);
    let moment = |hours: u64| rfc3339(OPENED_MS - hours * 3_600_000);
    let verified =
        |level, hours, faults: u64| LastVerified { level, at: moment(hours), clean: faults == 0, faults };
    let of = |name: &str, operations| SnapshotDatabase {
        name: database(name).to_string(),
        operations,
        digest: "0f".repeat(32),
    };
    let snapshot = |number: u64, hours: u64, tags: &[&str], verified| Snapshot {
        id: id(number),
        created: Some(moment(hours)),
        node_id: Some("7b".repeat(32)),
        parent: Some(id(number - 1)),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        db: None,
        blobs: Some(true),
        identity: Some(false),
        bytes: Some(1_800_000_000 + number * 18_000_000),
        operations: Some(1_000_000 + number),
        databases: Some(vec![of("default", 120_000), of("orders", 880_000 + number)]),
        verified,
        error: None,
    };
    let unreadable = Snapshot {
        created: None,
        parent: None,
        bytes: None,
        operations: None,
        databases: None,
        error: Some("it does not have the hash that is its name".to_owned()),
        ..snapshot(0x5c, 0, &[], None)
    };
    let snapshots = vec![
        snapshot(0x7f, 3, &["scheduled"], None),
        snapshot(0x7e, 27, &["scheduled", "before-upgrade"], Some(verified(SnapshotLevel::Full, 26, 2))),
        snapshot(0x7d, 51, &[], Some(verified(SnapshotLevel::TrialRestore, 49, 0))),
        unreadable,
    ];
    Snapshots { schema_version: 1, snapshots, missing: vec![id(0x61)], next_cursor: None }
}

fn tasks() -> Tasks {
    let moment = |minutes: u64| rfc3339(OPENED_MS - minutes * 60_000);
    let run = |minutes: u64, good: bool, summary: &str| TaskRun {
        began: moment(minutes),
        ended: moment(minutes - 2),
        good,
        summary: summary.to_owned(),
    };
    let planned = |name, schedule: &str, last, last_good| Task {
        name,
        schedule: Some(schedule.to_owned()),
        next: Some(rfc3339(OPENED_MS + 3_600_000)),
        last: Some(last),
        last_good,
    };
    let made = run(200, true, "snapshot 7f3a of 2 databases, 18 MiB new; 2 forgotten");
    let torn = run(100, false, "pack 3c is not what it was; 1 database is affected");
    Tasks {
        schema_version: 1,
        tasks: vec![
            planned(TaskName::Backup, "15 3 * * *", made, Some(moment(198))),
            planned(TaskName::BackupVerification, "7d", torn, Some(moment(10_180))),
            Task { name: TaskName::Verification, schedule: None, next: None, last: None, last_good: None },
        ],
    }
}

fn databases(model: &mut Model) {
    let (orders, default) = (database("orders"), database("default"));
    let owner = SecretKey::from_seed(&[9; 32]).public();
    let row = |name: &DbName, private| DatabaseRow { name: name.clone(), owner, private };
    let rows = vec![row(&default, false), row(&orders, true)];
    let info = |name: &DbName, operations, unsettled| QueryAnswer::DbInfo {
        name: name.clone(),
        owner,
        private: false,
        operations,
        keys: Some(operations / 3),
        bytes: Some(operations * 210),
        digest: "0f".repeat(32),
        unsettled,
    };
    for second in [SECONDS - 60, SECONDS] {
        let listed = QueryAnswer::Databases { databases: rows.clone(), next_cursor: None };
        answer(model, second, Question::Databases, Ok(listed));
        let more = second * 40;
        let of = |db: &DbName| Question::Database { db: db.clone() };
        answer(model, second, of(&default), Ok(info(&default, 120_000 + more, false)));
        answer(model, second, of(&orders), Ok(info(&orders, 880_000 + more * 3, true)));
    }
    let key =
        |text: &str, kind: &str| KeyRow { key: Key::new(text).unwrap(), kind: kind.to_owned(), value: None };
    let keys = vec![
        key("config", "json"),
        key("customer/1/basket", "hash"),
        key("greeting", "string"),
        key("größe-名前", "string"),
        key("visits", "counter"),
    ];
    let keys = QueryAnswer::Keys { keys, next_cursor: None };
    answer(model, SECONDS, Question::Keys { db: orders.clone() }, Ok(keys));
    let document = serde_json::json!({"currency": "EUR", "rates": [1, 2.5], "open": true});
    let config = Key::new("config").unwrap();
    let value = Question::Value { db: orders.clone(), key: config.clone(), kind: "json".to_owned() };
    answer(model, SECONDS, value, Ok(QueryAnswer::Document { value: document }));
    let ends = QueryAnswer::Ttl { ends: Some(Time(OPENED_MS)), remaining_seconds: Some(Span(5_400_000)) };
    answer(model, SECONDS, Question::Ttl { db: orders, key: config }, Ok(ends));
}
