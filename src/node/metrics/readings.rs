//! The numbers as an observer reads them.

use cyberfly_protocol::{Counters, Latencies, Outcome};

use super::latency::{Latency, Reading};
use super::{DoorName, Metrics};

/// Times that an observer is told quantiles of.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) request: Latency,
    pub(super) write: Latency,
    pub(super) queue: Latency,
    pub(super) commit: Latency,
    pub(super) sync: Latency,
}

/// All times at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    request: Reading,
    write: Reading,
    queue: Reading,
    commit: Reading,
    sync: Reading,
}

impl Readings {
    /// What happened between an earlier reading and this one.
    pub(crate) fn since(&self, before: &Self) -> Latencies {
        Latencies {
            request: self.request.since(&before.request),
            write: self.write.since(&before.write),
            queue: self.queue.since(&before.queue),
            commit: self.commit.since(&before.commit),
            sync: self.sync.since(&before.sync),
        }
    }
}

impl Metrics {
    /// All times as of now.
    pub(crate) fn readings(&self) -> Readings {
        let Times { request, write, queue, commit, sync } = &self.times;
        Readings {
            request: request.read(),
            write: write.read(),
            queue: queue.read(),
            commit: commit.read(),
            sync: sync.read(),
        }
    }

    /// What was counted since the node started.
    pub(crate) fn counters(&self) -> Counters {
        let outcome = |outcome: Outcome| {
            self.committed.get(&[("outcome", outcome.word())]).map_or(0, |counter| counter.get())
        };
        let [http, socket] = [DoorName::Http, DoorName::Socket].map(|door| self.traffic(door));
        Counters {
            operations_received: self.received.get(),
            operations_refused: self.refused_in_all.get(),
            operations_applied: outcome(Outcome::Applied),
            operations_dominated: outcome(Outcome::Dominated),
            operations_duplicate: outcome(Outcome::Duplicate),
            requests: self.answered.get(),
            requests_refused: self.turned_down.get(),
            requests_failed: self.failed.get(),
            bytes_received: http.received.get() + socket.received.get(),
            bytes_sent: http.sent.get() + socket.sent.get(),
            events: self.events.get(),
        }
    }

    /// How many connections are open by a door.
    pub(crate) fn open_connections(&self, door: DoorName) -> u64 {
        self.traffic(door).open.get()
    }
}
