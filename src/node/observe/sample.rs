//! A sample of the node's figures, and what has to be remembered between two.

use std::time::{Duration, Instant};

use cyberfly_protocol::{
    Connections, HealthReport, LimitUse, Observed, ProcessFigures, SCHEMA_VERSION, Sample, StoreFigures,
};

use super::survey::Survey;
use crate::health;
use crate::metrics::{DoorName, Readings};
use crate::node::{Node, WeakNode};
use crate::system::{Process, rfc3339};

/// How long checks that find the same state in other words are not told again.
const SAME_STATE: Duration = Duration::from_secs(5);

/// Takes samples for one observer.
#[derive(Default)]
pub(super) struct Sampler {
    before: Option<(Instant, Readings)>,
    told: Option<(Instant, HealthReport)>,
}

/// What a sample is made of that takes system calls to find out.
struct Found {
    process: Process,
    report: HealthReport,
    disk_free: Option<u64>,
    disk_floor: u64,
}

impl Sampler {
    /// A sample as of now; none when the node is gone.
    pub(super) async fn take(&mut self, node: &WeakNode) -> Option<Observed> {
        let node = node.upgrade()?;
        let looked = {
            let node = node.clone();
            tokio::task::spawn_blocking(move || look(&node)).await.ok()?
        };
        Some(Observed::Sample(Box::new(self.sample(&node, looked))))
    }

    fn sample(&mut self, node: &Node, found: Found) -> Sample {
        let (now, readings) = (Instant::now(), node.metrics().readings());
        let Found { process, report, disk_free, disk_floor } = found;
        let store = Survey::figures(node);
        let (since, before) = match self.before.take() {
            Some((at, before)) => (Some(now.duration_since(at).as_secs_f64()), before),
            None => (None, readings.clone()),
        };
        let latencies = readings.since(&before);
        self.before = Some((now, readings));
        Sample {
            schema_version: SCHEMA_VERSION,
            at: rfc3339(node.0.time.now_ms()),
            since_seconds: since,
            status: node.describe(report.health()),
            counters: node.metrics().counters(),
            latencies,
            store: StoreFigures { operations: node.0.store.operations(), disk_free, disk_floor, ..store },
            process: ProcessFigures {
                resident_bytes: process.resident,
                peak_bytes: process.peak,
                cpu_seconds: process.cpu_seconds,
                threads: process.threads,
                open_files: process.open_files,
            },
            connections: Connections {
                http: node.metrics().open_connections(DoorName::Http),
                socket: node.metrics().open_connections(DoorName::Socket),
                watchers: node.0.observer.events.watchers() as u64,
            },
            sync: node.sync_figures(),
            limits: node.limits_now().into_iter().map(LimitUse::from).collect(),
            health: self.news(report, now),
        }
    }

    /// The report if it says something new. That of some bytes fewer are free is not worth a page every second.
    fn news(&mut self, report: HealthReport, now: Instant) -> Option<HealthReport> {
        if let Some((at, told)) = &self.told {
            let states =
                |report: &HealthReport| report.checks.iter().map(|check| check.state).collect::<Vec<_>>();
            let is_same_state = states(told) == states(&report);
            if *told == report || (is_same_state && now.duration_since(*at) < SAME_STATE) {
                return None;
            }
        }
        self.told = Some((now, report.clone()));
        Some(report)
    }
}

fn look(node: &Node) -> Found {
    let process = Process::read();
    let facts = node.facts(&process);
    Found {
        process,
        report: health::report(&facts),
        disk_free: facts.disk_free,
        disk_floor: facts.disk_floor,
    }
}
