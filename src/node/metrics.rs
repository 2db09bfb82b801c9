//! Numbers for those who watch many nodes: counters, gauges and histograms in the formats of Prometheus.
//!
//! Counting costs an addition and happens where a thing happens; gauges are filled when somebody asks. Labels take their
//! values from short lists that are fixed in the code, so that the number of series is bounded whatever a stranger sends.
//! What a node does not know has no sample.

mod document;
mod latency;
mod readings;
mod sync;
mod text;
mod traffic;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_core::peer::PeerState;
use cyberfly_protocol::{HealthReport, Outcome, TaskName};
use cyberfly_telemetry::Figures;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

use crate::health::Facts;
use crate::refusals::LimitNow;
use crate::system::Process;

pub use document::document;
pub(crate) use readings::Readings;
use readings::Times;
pub use text::Format;
pub use traffic::{Open, Traffic};

/// Bounds for waits, in seconds: from a tenth of a millisecond to ten seconds.
fn seconds() -> Histogram {
    Histogram::new([0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
}

/// Labels whose names and values are fixed in the code.
type Labels<const N: usize> = [(&'static str, &'static str); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;
/// Gauges that may be unknown: then there is no sample.
type Gauges<const N: usize> = Family<Labels<N>, Gauge<u64, AtomicU64>>;

/// One family of metrics, for the page that lists them.
struct Described {
    name: String,
    kind: &'static str,
    labels: String,
    meaning: &'static str,
}

/// A door of the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorName {
    /// HTTP on TCP.
    Http,
    /// The admin socket.
    Socket,
}

/// The label of what is about the HTTP door alone.
const DOOR: (&str, &str) = ("door", DoorName::Http.word());

impl DoorName {
    /// The word for the door.
    pub const fn word(self) -> &'static str {
        match self {
            DoorName::Http => "http",
            DoorName::Socket => "socket",
        }
    }
}

/// All numbers of a node.
pub struct Metrics {
    registry: Registry,
    described: Vec<Described>,
    received: Counter,
    refused: Counters<1>,
    refused_in_all: Counter,
    verified: Counter,
    verify_batch: Histogram,
    verify_wait_seconds: Histogram,
    suspected: Counter,
    committed: Counters<1>,
    group_size: Histogram,
    commit_seconds: Histogram,
    failed_groups: Counter,
    sync_seconds: Histogram,
    queue_wait_seconds: Histogram,
    requests: Counters<3>,
    request_seconds: Family<Labels<2>, Histogram>,
    answered: Counter,
    turned_down: Counter,
    failed: Counter,
    bytes: Counters<2>,
    connections: Gauges<1>,
    traffic: [Traffic; 2],
    times: Times,
    limits: Counters<1>,
    limits_in_use: Gauges<1>,
    events: Counter,
    lagged: Counter,
    watchers: Gauge<u64, AtomicU64>,
    health: Gauges<2>,
    store: Gauges<1>,
    disk: Gauges<1>,
    process: Gauges<1>,
    peers: Gauges<1>,
    network_bytes: Counters<1>,
    task_runs: Counters<2>,
    task_seconds: Gauges<1>,
    task_good: Gauges<1>,
    sync_peers: Gauges<1>,
    sync_sessions: Counters<1>,
    sync_operations: Counters<1>,
    sync_bytes: Counters<1>,
    sync: Gauges<1>,
    certificate: Family<Labels<1>, Gauge<i64, AtomicI64>>,
    trace_steps: Counters<1>,
    uptime: Gauge<f64, AtomicU64>,
}

/// What is asked of the store when somebody asks for the numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StoreFacts {
    pub(crate) operations: u64,
    pub(crate) index_bytes: Option<u64>,
    pub(crate) segments: Option<u64>,
}

struct Listing {
    registry: Registry,
    described: Vec<Described>,
}

impl Listing {
    fn add<M: Metric + Clone>(
        &mut self,
        (name, kind): (&str, &'static str),
        labels: &[&str],
        meaning: &'static str,
        metric: &M,
    ) {
        let name = format!("cyberfly_{name}");
        self.registry.register(name.clone(), meaning, metric.clone());
        let total = if kind == "counter" { "_total" } else { "" };
        let described = Described { name: name + total, kind, labels: labels.join(", "), meaning };
        self.described.push(described);
    }
}

impl Metrics {
    /// Numbers that have just begun.
    pub(crate) fn new() -> Self {
        let mut list = Listing { registry: Registry::default(), described: Vec::new() };
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        list.registry.register("cyberfly_build", "What runs", build);
        let meaning = "What runs; always 1";
        let name = "cyberfly_build_info".to_owned();
        list.described.push(Described { name, kind: "gauge", labels: "version".to_owned(), meaning });
        let metrics = Self {
            registry: Registry::default(),
            described: Vec::new(),
            received: Counter::default(),
            refused: Family::default(),
            refused_in_all: Counter::default(),
            verified: Counter::default(),
            verify_batch: Histogram::new(exponential_buckets(1.0, 2.0, 10)),
            verify_wait_seconds: seconds(),
            suspected: Counter::default(),
            committed: Family::default(),
            group_size: Histogram::new(exponential_buckets(1.0, 2.0, 10)),
            commit_seconds: seconds(),
            failed_groups: Counter::default(),
            sync_seconds: seconds(),
            queue_wait_seconds: seconds(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(seconds),
            answered: Counter::default(),
            turned_down: Counter::default(),
            failed: Counter::default(),
            bytes: Family::default(),
            connections: Family::default(),
            traffic: Default::default(),
            times: Times::default(),
            limits: Family::default(),
            limits_in_use: Family::default(),
            events: Counter::default(),
            lagged: Counter::default(),
            watchers: Gauge::default(),
            health: Family::default(),
            store: Family::default(),
            disk: Family::default(),
            process: Family::default(),
            peers: Family::default(),
            network_bytes: Family::default(),
            task_runs: Family::default(),
            task_seconds: Family::default(),
            task_good: Family::default(),
            sync_peers: Family::default(),
            sync_sessions: Family::default(),
            sync_operations: Family::default(),
            sync_bytes: Family::default(),
            sync: Family::default(),
            certificate: Family::default(),
            trace_steps: Family::default(),
            uptime: Gauge::default(),
        };
        metrics.list(&mut list);
        let traffic = [DoorName::Http, DoorName::Socket].map(|door| metrics.traffic_of(door));
        Self { traffic, registry: list.registry, described: list.described, ..metrics }
    }

    /// Enters every metric into the registry and the page.
    fn list(&self, list: &mut Listing) {
        let counter = |name| (name, "counter");
        let histogram = |name| (name, "histogram");
        let gauge = |name| (name, "gauge");
        let meaning = "Operations that were handed in";
        list.add(counter("operations_received"), &[], meaning, &self.received);
        let meaning = "Operations that were refused, by error code";
        list.add(counter("operations_refused"), &["code"], meaning, &self.refused);
        let meaning = "Operations whose signature was found valid";
        list.add(counter("operations_verified"), &[], meaning, &self.verified);
        let meaning = "Signatures that were checked together";
        list.add(histogram("verify_batch_operations"), &[], meaning, &self.verify_batch);
        let meaning = "Longest time that an operation of a batch waited until its signature was checked";
        list.add(histogram("verify_wait_seconds"), &[], meaning, &self.verify_wait_seconds);
        let meaning =
            "Operations checked one by one, because bad signatures came from the same source lately";
        list.add(counter("operations_suspected"), &[], meaning, &self.suspected);
        let meaning = "Operations that were acknowledged, by outcome";
        list.add(counter("operations_committed"), &["outcome"], meaning, &self.committed);
        let meaning = "Operations in one group, which share one wait for the disk";
        list.add(histogram("commit_group_operations"), &[], meaning, &self.group_size);
        let meaning = "Time from the beginning of a group to its end, the wait for the disk in it";
        list.add(histogram("commit_seconds"), &[], meaning, &self.commit_seconds);
        let meaning = "Groups that could not be committed";
        list.add(counter("commit_failures"), &[], meaning, &self.failed_groups);
        let meaning = "Time that operations wait for the writer";
        list.add(histogram("commit_queue_wait_seconds"), &[], meaning, &self.queue_wait_seconds);
        let meaning = "Time of the waits for the disk (fdatasync)";
        list.add(histogram("journal_sync_seconds"), &[], meaning, &self.sync_seconds);
        let meaning = "Requests by door, route and class of status";
        list.add(counter("requests"), &["door", "route", "status"], meaning, &self.requests);
        let meaning = "Time from the head of a request to the head of its answer";
        list.add(histogram("request_seconds"), &["door", "route"], meaning, &self.request_seconds);
        let meaning = "Bytes that passed a door, by direction: in, out";
        list.add(counter("door_bytes"), &["door", "direction"], meaning, &self.bytes);
        let meaning = "Connections that are open";
        list.add(gauge("connections"), &["door"], meaning, &self.connections);
        let meaning = "Requests, connections and operations that were refused because of a limit";
        list.add(counter("limit_refusals"), &["limit"], meaning, &self.limits);
        let meaning = "How much of a limit is in use, where something is held of it";
        list.add(gauge("limit_in_use"), &["limit"], meaning, &self.limits_in_use);
        let meaning = "Events that were told";
        list.add(counter("events"), &[], meaning, &self.events);
        let meaning = "Events that a watcher did not hear in time and read from the journal";
        list.add(counter("watch_lagged_events"), &[], meaning, &self.lagged);
        list.add(gauge("watchers"), &[], "Watchers of databases", &self.watchers);
        let meaning = "What each check finds: 0 ok, 1 degraded, 2 failing";
        list.add(gauge("health_check"), &["check", "component"], meaning, &self.health);
        let meaning = "What the store holds: operations, index_bytes, segments, damaged_ranges";
        list.add(gauge("store"), &["what"], meaning, &self.store);
        let meaning = "Space on the disk in bytes: free, and the floor that is left free";
        list.add(gauge("disk_bytes"), &["what"], meaning, &self.disk);
        let meaning = "What the process takes: resident_bytes, threads, open_files, files_limit";
        list.add(gauge("process"), &["what"], meaning, &self.process);
        list.add(gauge("peers"), &["state"], "Other nodes that are known, by state", &self.peers);
        let meaning = "Bytes between nodes, with everything around them: sent, received";
        list.add(counter("network_bytes"), &["direction"], meaning, &self.network_bytes);
        let meaning = "What was done by a schedule since the node began, by task and result: good, bad";
        list.add(counter("task_runs"), &["task", "result"], meaning, &self.task_runs);
        let meaning = "How long a task took last";
        list.add(gauge("task_seconds"), &["task"], meaning, &self.task_seconds);
        let meaning = "When a task last ended well, in seconds since 1970; a restart does not forget it";
        list.add(gauge("task_last_good_timestamp_seconds"), &["task"], meaning, &self.task_good);
        let meaning = "Connected peers by the state of the sync session with them";
        list.add(gauge("sync_peers"), &["state"], meaning, &self.sync_peers);
        let meaning = "Sync sessions that are over, by outcome: equal, moved, failed";
        list.add(counter("sync_sessions"), &["outcome"], meaning, &self.sync_sessions);
        let meaning = "Operations that were moved in sync sessions: sent, received";
        list.add(counter("sync_operations"), &["direction"], meaning, &self.sync_operations);
        let meaning = "Bytes of the operations that were moved in sync sessions: sent, received";
        list.add(counter("sync_operation_bytes"), &["direction"], meaning, &self.sync_bytes);
        let meaning = "How it stands with sync: missing_here, missing_there, too_early, files_wanted, \
                       failing_peers, paused";
        list.add(gauge("sync"), &["what"], meaning, &self.sync);
        let meaning = "In how many seconds the certificate of a door expires; below zero if it has";
        list.add(gauge("certificate_expires_seconds"), &["door"], meaning, &self.certificate);
        let meaning = "Steps of traces, by what became of them: sent, dropped (too many waited), failed (the collector \
                       did not take them); none in a program that was built without OpenTelemetry";
        list.add(counter("trace_steps"), &["result"], meaning, &self.trace_steps);
        list.add(gauge("uptime_seconds"), &[], "How long the node has been running", &self.uptime);
    }

    /// An operation was handed in.
    pub(crate) fn received(&self) {
        self.received.inc();
    }

    /// An operation was refused.
    pub(crate) fn refused(&self, code: ErrorCode) {
        self.refused.get_or_create(&[("code", code.as_str())]).inc();
        self.refused_in_all.inc();
    }

    /// An operation was answered with a receipt, this long after it was handed in.
    pub(crate) fn acknowledged(&self, took: Duration) {
        self.times.write.took(took);
    }

    /// An operation's signature was found valid.
    pub(crate) fn verified(&self) {
        self.verified.inc();
    }

    /// Some signatures are about to be checked together; the first came so long ago.
    pub(crate) fn verifying(&self, operations: usize, longest_wait: Duration) {
        self.verify_batch.observe(u32::try_from(operations).map_or(f64::INFINITY, f64::from));
        self.verify_wait_seconds.observe(longest_wait.as_secs_f64());
    }

    /// An operation goes the slow way.
    pub(crate) fn suspected(&self) {
        self.suspected.inc();
    }

    /// An operation was here already, which showed before its signature was checked.
    pub(crate) fn known(&self) {
        self.committed.get_or_create(&[("outcome", Outcome::Duplicate.word())]).inc();
    }

    /// An operation left the queue of the writer.
    pub(crate) fn waited(&self, wait: Duration) {
        self.queue_wait_seconds.observe(wait.as_secs_f64());
        self.times.queue.took(wait);
    }

    /// A group was committed.
    pub(crate) fn group(&self, operations: usize, took: Duration, outcomes: impl Iterator<Item = Outcome>) {
        // No group has so many operations that this would be inexact.
        self.group_size.observe(u32::try_from(operations).map_or(f64::INFINITY, f64::from));
        self.commit_seconds.observe(took.as_secs_f64());
        self.times.commit.took(took);
        let mut counts = [0; 3];
        for outcome in outcomes {
            counts[outcome as usize] += 1;
        }
        for outcome in [Outcome::Applied, Outcome::Dominated, Outcome::Duplicate] {
            let count = counts[outcome as usize];
            if count > 0 {
                self.committed.get_or_create(&[("outcome", outcome.word())]).inc_by(count);
            }
        }
    }

    /// A group could not be committed.
    pub(crate) fn group_failed(&self) {
        self.failed_groups.inc();
    }

    /// The disk was waited for.
    pub(crate) fn synced(&self, took: Duration) {
        self.sync_seconds.observe(took.as_secs_f64());
        self.times.sync.took(took);
    }

    /// A request was answered. The route is the pattern of a table, never a path that somebody sent.
    pub fn request(&self, door: DoorName, route: &'static str, status: u16, took: Duration) {
        self.answered.inc();
        let status = match status {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => {
                self.turned_down.inc();
                "4xx"
            }
            _ => {
                self.failed.inc();
                "5xx"
            }
        };
        let labels = [("door", door.word()), ("route", route), ("status", status)];
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&[labels[0], labels[1]]).observe(took.as_secs_f64());
        self.times.request.took(took);
    }

    /// What goes in and out by a door.
    pub fn traffic(&self, door: DoorName) -> &Traffic {
        &self.traffic[door as usize]
    }

    fn traffic_of(&self, door: DoorName) -> Traffic {
        let door = ("door", door.word());
        let bytes = |direction| self.bytes.get_or_create_owned(&[door, ("direction", direction)]);
        Traffic {
            received: bytes("in"),
            sent: bytes("out"),
            open: self.connections.get_or_create_owned(&[door]),
        }
    }

    /// A task was done by its schedule.
    pub(crate) fn task_ended(&self, task: TaskName, good: bool, took: Duration) {
        let result = if good { "good" } else { "bad" };
        self.task_runs.get_or_create(&[("task", task.word()), ("result", result)]).inc();
        self.task_seconds.get_or_create(&[("task", task.word())]).set(took.as_secs());
    }

    /// So many events were told.
    pub(crate) fn told(&self, events: u64) {
        self.events.inc_by(events);
    }

    /// A watcher missed so many events.
    pub(crate) fn lagged(&self, missed: u64) {
        self.lagged.inc_by(missed);
    }

    /// How many watch now.
    pub(crate) fn watchers(&self, count: u64) {
        self.watchers.set(count);
    }

    /// Fills the gauges and writes everything in one of the two formats.
    pub(crate) fn write(&self, format: Format, report: &HealthReport, facts: &Facts, now: &Now) -> String {
        for (check, (name, component)) in report.checks.iter().zip(crate::health::checks()) {
            let labels = [("check", name), ("component", component)];
            self.health.get_or_create(&labels).set(check.state as u64);
        }
        set(&self.store, "operations", Some(now.store.operations));
        set(&self.store, "index_bytes", now.store.index_bytes);
        set(&self.store, "segments", now.store.segments);
        set(&self.store, "damaged_ranges", Some(facts.damaged_ranges as u64));
        for state in PeerState::ALL {
            let count = now.peers.get(state.word()).copied().unwrap_or(0);
            self.peers.get_or_create(&[("state", state.word())]).set(count);
        }
        for (task, good_ms) in &now.tasks_good {
            self.task_good.get_or_create(&[("task", task.word())]).set(good_ms / 1000);
        }
        let network = &facts.network;
        count(
            &self.network_bytes,
            "direction",
            [("sent", network.sent_bytes), ("received", network.received_bytes)],
        );
        self.set_sync(&facts.sync, now.files_wanted);
        set(&self.disk, "free", facts.disk_free);
        set(&self.disk, "floor", Some(facts.disk_floor));
        set(&self.process, "resident_bytes", now.process.resident);
        set(&self.process, "threads", now.process.threads);
        set(&self.process, "open_files", now.process.open_files);
        set(&self.process, "files_limit", now.process.files_limit);
        for LimitNow { name, in_use, refused, .. } in &now.limits {
            // It is counted elsewhere; this is the count as of now.
            self.limits.get_or_create(&[("limit", *name)]).inner().store(*refused, Ordering::Relaxed);
            match in_use {
                Some(in_use) => drop(self.limits_in_use.get_or_create(&[("limit", *name)]).set(*in_use)),
                None => drop(self.limits_in_use.remove(&[("limit", *name)])),
            }
        }
        match facts.door.expires_in(facts.now_ms) {
            Some(seconds) => drop(self.certificate.get_or_create(&[DOOR]).set(seconds)),
            None => drop(self.certificate.remove(&[DOOR])),
        }
        if cyberfly_telemetry::IS_BUILT_IN {
            let Figures { sent, dropped, failed } = cyberfly_telemetry::figures();
            count(&self.trace_steps, "result", [("sent", sent), ("dropped", dropped), ("failed", failed)]);
        }
        self.uptime.set(now.uptime.as_secs_f64());
        text::write(&self.registry, format)
    }
}

/// What is asked for when somebody asks for the numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Now {
    pub(crate) store: StoreFacts,
    pub(crate) process: Process,
    pub(crate) uptime: Duration,
    pub(crate) limits: Vec<LimitNow>,
    pub(crate) peers: BTreeMap<String, u64>,
    /// When each task last ended well, in Unix milliseconds.
    pub(crate) tasks_good: Vec<(TaskName, u64)>,
    pub(crate) files_wanted: u64,
}

/// Sets counters that are counted elsewhere to what they are now.
fn count<const N: usize>(counters: &Counters<1>, label: &'static str, counts: [(&'static str, u64); N]) {
    for (value, count) in counts {
        counters.get_or_create(&[(label, value)]).inner().store(count, Ordering::Relaxed);
    }
}

fn set(gauges: &Gauges<1>, what: &'static str, value: Option<u64>) {
    match value {
        Some(value) => {
            gauges.get_or_create(&[("what", what)]).set(value);
        }
        None => {
            gauges.remove(&[("what", what)]);
        }
    }
}

#[cfg(test)]
mod tests;
