//! How the node is: one list of named checks over a snapshot of facts.
//!
//! A check is a pure function. Whoever asks (`status`, `/healthz`, metrics, events) asks the same list, so that all say the
//! same in the same words.

mod door;
mod trend;

use std::time::Duration;

use cyberfly_core::clock::SKEW_LIMIT_MS;
use cyberfly_protocol::{AuditChain, Check, HealthReport, HealthState, counted, sized};

use cyberfly_protocol::TaskName;

use crate::shown::DoorFacts;
pub use crate::tasks::TaskFacts;
pub use trend::{Sample, Trend};

/// What is known of a node at one moment. What is not known is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether a write could not be made durable, so that no more are taken.
    pub read_only: bool,
    /// Whether the index failed, so that it has to be built anew.
    pub has_failed_index: bool,
    /// Whether the data directory is not there any more, or cannot be reached.
    pub is_gone: bool,
    /// How many ranges of the journal are damaged and not served.
    pub damaged_ranges: usize,
    /// How many bytes can still be written to the disk.
    pub disk_free: Option<u64>,
    /// How many of them are left free.
    pub disk_floor: u64,
    /// When nothing but the floor will be free, if writing goes on as it did.
    pub time_to_full: Option<Duration>,
    /// How long the last wait for the disk took.
    pub last_sync: Option<Duration>,
    /// By how many milliseconds the system's clock was set lately; negative if it was set back.
    pub clock_step_ms: i64,
    /// How many milliseconds the newest stamp that was written here is ahead of the system's clock.
    pub newest_ahead_ms: u64,
    /// How many operations are on the write path.
    pub queued: u64,
    /// How many may.
    pub queue_limit: u64,
    /// How many bytes of memory processes can still take.
    pub memory_available: Option<u64>,
    /// How many files and sockets the process has open.
    pub open_files: Option<u64>,
    /// How many it may have.
    pub files_limit: Option<u64>,
    /// What the node takes as a whole: memory, databases, operations in a database, bytes of the store. Each with its key in
    /// the section `limits`, what is taken and what may be.
    pub quotas: [(&'static str, Option<u64>, Option<u64>); 4],
    /// What the node does by its schedules, in the order of [`TaskName::ALL`].
    pub tasks: [TaskFacts; 3],
    /// What is known of the network; nothing for a node that is in none.
    pub network: cyberfly_net::Facts,
    /// What is known of the sync sessions with its peers.
    pub sync: cyberfly_net::sync::Figures,
    /// What is known of the HTTP door.
    pub door: DoorFacts,
    /// How the chain of the audit log stands; none if there is no log.
    pub audit: Option<AuditChain>,
    /// When this was so, in Unix milliseconds.
    pub now_ms: u64,
}

/// What a check finds.
struct Finding {
    state: HealthState,
    summary: String,
    detail: Option<&'static str>,
    hint: Option<&'static str>,
}

impl Finding {
    fn ok(summary: impl Into<String>) -> Self {
        Self { state: HealthState::Ok, summary: summary.into(), detail: None, hint: None }
    }

    fn bad(state: HealthState, summary: String, detail: &'static str, hint: &'static str) -> Self {
        Self { state, summary, detail: Some(detail), hint: Some(hint) }
    }

    fn degraded(summary: String, detail: &'static str, hint: &'static str) -> Self {
        Self::bad(HealthState::Degraded, summary, detail, hint)
    }

    fn failing(summary: String, detail: &'static str, hint: &'static str) -> Self {
        Self::bad(HealthState::Failing, summary, detail, hint)
    }
}

/// One check: its name, the part of the node it is about, and how it looks.
struct Rule {
    name: &'static str,
    component: &'static str,
    look: fn(&Facts) -> Finding,
}

/// Every check there is, in the order in which they are told.
const RULES: [Rule; 19] = [
    Rule { name: "writable", component: "store", look: writable },
    Rule { name: "intact", component: "store", look: intact },
    Rule { name: "verification", component: "store", look: |facts| task(facts, TaskName::Verification) },
    Rule { name: "backup", component: "backup", look: |facts| task(facts, TaskName::Backup) },
    Rule {
        name: "backup_verification",
        component: "backup",
        look: |facts| task(facts, TaskName::BackupVerification),
    },
    Rule { name: "disk_space", component: "disk", look: disk_space },
    Rule { name: "disk_trend", component: "disk", look: disk_trend },
    Rule { name: "disk_speed", component: "disk", look: disk_speed },
    Rule { name: "clock", component: "clock", look: clock },
    Rule { name: "write_queue", component: "writes", look: write_queue },
    Rule { name: "memory", component: "process", look: memory },
    Rule { name: "memory_limit", component: "process", look: memory_limit },
    Rule { name: "open_files", component: "process", look: open_files },
    Rule { name: "quotas", component: "store", look: quotas },
    Rule { name: "peers", component: "network", look: peers },
    Rule { name: "sync", component: "sync", look: sync },
    Rule { name: "node_key", component: "network", look: node_key },
    Rule { name: "certificate", component: "http", look: door::certificate },
    Rule { name: "audit_log", component: "audit", look: audit_log },
];

/// The disk is told of as filling up when it is full within this time.
pub const FULL_SOON: Duration = Duration::from_secs(6 * 60 * 60);
/// A wait for the disk that takes this long is told.
pub const SLOW_SYNC: Duration = Duration::from_secs(1);
/// A clock that was set back by this much is told.
pub const STEP_BACK_MS: i64 = 1000;
/// Less available memory than this is told: the system is about to end processes.
pub const MEMORY_LOW: u64 = 64 * 1024 * 1024;

/// All checks over these facts.
pub fn report(facts: &Facts) -> HealthReport {
    HealthReport::new(RULES.iter().map(|rule| rule.check(facts)).collect())
}

/// The check of the certificate alone, for a door that is not open.
pub fn certificate(door: DoorFacts, now_ms: u64) -> Option<Check> {
    let facts = Facts { door, now_ms, ..Facts::default() };
    RULES.iter().find(|rule| rule.name == "certificate").map(|rule| rule.check(&facts))
}

impl Rule {
    fn check(&self, facts: &Facts) -> Check {
        let Finding { state, summary, detail, hint } = (self.look)(facts);
        Check {
            name: self.name.to_owned(),
            component: self.component.to_owned(),
            state,
            summary,
            detail: detail.map(str::to_owned),
            hint: hint.map(str::to_owned),
        }
    }
}

/// The names of all checks and the part each is about.
pub(crate) fn checks() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.name, rule.component))
}

fn writable(facts: &Facts) -> Finding {
    if facts.has_failed_index {
        return Finding::failing(
            "the index failed".to_owned(),
            "no write is taken; the journal is whole, and the next start builds the index anew from it",
            "make room on the disk: the node begins anew by itself when there is some; if it does not, restart it",
        );
    }
    if facts.read_only {
        return Finding::failing(
            "the store is read-only".to_owned(),
            "a write could not be made durable; reads go on, and what was acknowledged before is safe",
            "look at the disk, then restart the node",
        );
    }
    if facts.is_gone {
        return Finding::failing(
            "the data directory is gone".to_owned(),
            "it was moved, removed or unmounted while the node runs; no write is taken",
            "stop the node, put the directory back or restore a backup, then start it",
        );
    }
    Finding::ok("writes are taken")
}

fn audit_log(facts: &Facts) -> Finding {
    match facts.audit {
        None => Finding::ok("it is not written: no node runs, or audit.enabled is false"),
        Some(chain) if chain.broken => Finding::degraded(
            format!("it cannot be written; in no line: {}", counted(chain.missed, "record")),
            "what operators do and what is refused is not recorded; everything else goes on",
            "make room on the disk, and recording goes on by itself; if it does not, look at the log and restart the node",
        ),
        Some(_) => Finding::ok("it is written"),
    }
}

fn intact(facts: &Facts) -> Finding {
    match facts.damaged_ranges {
        0 => Finding::ok("no damage is known"),
        ranges => Finding::degraded(
            format!("damaged ranges of the journal: {ranges}"),
            "they are set aside and not served; everything else is",
            "copy the data directory away, look at the disk, then fetch what is missing from a backup or a peer",
        ),
    }
}

fn disk_space(facts: &Facts) -> Finding {
    let Some(free) = facts.disk_free else { return Finding::ok("the free space is not known") };
    let summary = format!("{} are free, {} are left free", sized(free), sized(facts.disk_floor));
    if free < facts.disk_floor {
        let detail = "writes are refused; reads go on";
        return Finding::failing(summary, detail, "make room on the disk; writes go on by themselves then");
    }
    if free < facts.disk_floor.saturating_mul(2) {
        return Finding::degraded(summary, "soon writes are refused", "make room on the disk");
    }
    Finding::ok(summary)
}

fn disk_trend(facts: &Facts) -> Finding {
    match facts.time_to_full {
        Some(left) if left < FULL_SOON => Finding::degraded(
            format!("the disk is full in about {} minutes", left.as_secs() / 60),
            "if writing goes on as it did; then writes are refused",
            "make room on the disk, or find out who writes so much",
        ),
        _ => Finding::ok("the disk is not about to be full"),
    }
}

fn disk_speed(facts: &Facts) -> Finding {
    match facts.last_sync {
        None => Finding::ok("nothing was written yet"),
        Some(took) if took >= SLOW_SYNC => Finding::degraded(
            wait_for_the_disk(took),
            "every acknowledged write waits for it",
            "find out what else uses the disk, or whether it is failing",
        ),
        Some(took) => Finding::ok(wait_for_the_disk(took)),
    }
}

fn wait_for_the_disk(took: Duration) -> String {
    format!("the last wait for the disk took {:.1} ms", took.as_secs_f64() * 1e3)
}

fn clock(facts: &Facts) -> Finding {
    let hint = "keep the clock right with a time service";
    if facts.newest_ahead_ms > SKEW_LIMIT_MS {
        return Finding::degraded(
            format!("the newest stamp is {} s ahead of the clock", facts.newest_ahead_ms / 1000),
            "no honest stamp is so far ahead: the clock stands back, and other nodes defer what is written now",
            hint,
        );
    }
    let step = facts.clock_step_ms;
    let is_far_ahead = step.unsigned_abs() > SKEW_LIMIT_MS && step > 0;
    if step <= -STEP_BACK_MS || is_far_ahead {
        return Finding::degraded(
            format!("the clock was set by {step} ms within the last hour"),
            "stamps never go back, but keys that expire do so by the clock",
            hint,
        );
    }
    Finding::ok("the clock runs evenly")
}

fn write_queue(facts: &Facts) -> Finding {
    let summary = format!("{} of {} places on the write path are taken", facts.queued, facts.queue_limit);
    if facts.queued.saturating_mul(5) >= facts.queue_limit.saturating_mul(4) && facts.queue_limit > 0 {
        let detail = "when all are taken, writes are refused as overloaded";
        return Finding::degraded(summary, detail, "send less, or use a faster disk");
    }
    Finding::ok(summary)
}

fn memory(facts: &Facts) -> Finding {
    match facts.memory_available {
        None => Finding::ok("the available memory is not known"),
        Some(available) if available < MEMORY_LOW => Finding::degraded(
            format!("{} of memory are available", sized(available)),
            "the system may end processes to make room",
            "give the machine more memory, or find out who takes it",
        ),
        Some(available) => Finding::ok(format!("{} of memory are available", sized(available))),
    }
}

fn open_files(facts: &Facts) -> Finding {
    let (Some(open), Some(limit)) = (facts.open_files, facts.files_limit) else {
        return Finding::ok("how many files may be open is not known");
    };
    let summary = format!("{open} of {limit} files and sockets are open");
    if open.saturating_mul(10) >= limit.saturating_mul(9) {
        let detail = "when all are open, connections are turned away and the store cannot open its files";
        return Finding::degraded(summary, detail, "raise the limit (LimitNOFILE=, ulimit -n)");
    }
    Finding::ok(summary)
}

fn memory_limit(facts: &Facts) -> Finding {
    let [(_, Some(taken), Some(limit)), ..] = facts.quotas else {
        return Finding::ok("how much memory the node may take is not known");
    };
    let summary = format!("{} of {} of memory are taken", sized(taken), sized(limit));
    let hint = "send less at once, raise limits.memory, or restart the node if it stays so";
    if taken > limit {
        return Finding::failing(summary, "writes and long questions are refused; reads go on", hint);
    }
    if is_nearly(taken, limit) {
        return Finding::degraded(summary, "beyond that, writes and long questions are refused", hint);
    }
    Finding::ok(summary)
}

fn peers(facts: &Facts) -> Finding {
    let network = &facts.network;
    if network.wanted == 0 {
        return Finding::ok("no peers are wanted");
    }
    let summary = format!(
        "{} of {} wanted peers are connected, {} cannot be reached, {} are refused or refuse",
        network.wanted_active, network.wanted, network.unreachable, network.refused
    );
    if network.unreachable + network.refused > 0 {
        let detail = "what is written here reaches them when they are connected again, or by way of others";
        return Finding::degraded(summary, detail, "cyberfly peers list says why, for each");
    }
    Finding::ok(summary)
}

fn sync(facts: &Facts) -> Finding {
    let sync = &facts.sync;
    if sync.paused {
        return Finding::degraded(
            "sync is paused".to_owned(),
            "what peers have and this node lacks is not fetched",
            "cyberfly sync resume goes on with it",
        );
    }
    if let Some((peer, reason)) = sync.failing.first() {
        let count = sync.failing.len();
        return Finding::degraded(
            format!("sync with connected peers fails: {count}; with {peer}: {}", reason.text),
            "it is tried again and again; what is written goes to peers at once as before",
            "cyberfly sync says how it stands with each peer",
        );
    }
    if sync.too_early > 0 {
        return Finding::degraded(
            format!("ahead of this node's clock: {} of peers", counted(sync.too_early, "operation")),
            "they are taken when it is time; either this clock is behind or theirs is ahead",
            "keep the clocks right with a time service",
        );
    }
    match sync.peers.values().sum() {
        0_u64 => Finding::ok("no peer is connected"),
        peers => Finding::ok(format!("sessions with {peers} connected peers do not fail")),
    }
}

fn quotas(facts: &Facts) -> Finding {
    let [_, quotas @ ..] = facts.quotas;
    let known = quotas.into_iter().filter_map(|(name, taken, limit)| Some((name, taken?, limit?)));
    let nearly: Vec<_> = known.filter(|(_, taken, limit)| is_nearly(*taken, *limit)).collect();
    if nearly.is_empty() {
        return Finding::ok("there is room for more databases and data");
    }
    let told = nearly.iter().map(|(name, taken, limit)| format!("{name} {taken} of {limit}"));
    Finding::degraded(
        told.collect::<Vec<_>>().join(", "),
        "when it is full, writes that need more of it are refused",
        "raise it in the section limits, or delete what is not needed",
    )
}

/// Whether nine tenths are taken.
const fn is_nearly(taken: u64, limit: u64) -> bool {
    taken.saturating_mul(10) >= limit.saturating_mul(9)
}

fn task(facts: &Facts, task: TaskName) -> Finding {
    let known = TaskName::ALL.iter().zip(&facts.tasks).find(|(name, _)| **name == task);
    let Some((_, TaskFacts { is_scheduled: true, last })) = known else {
        return Finding::ok("it is not scheduled");
    };
    let (detail, hint) = match task {
        TaskName::Backup => (
            "what was written since the last good backup is in none",
            "cyberfly backup schedule says when it is tried again",
        ),
        TaskName::BackupVerification => (
            "a restore may refuse this snapshot",
            "cyberfly backup verify lists what is wrong; cyberfly backup create --full",
        ),
        TaskName::Verification => (
            "what is wrong is not served",
            "cyberfly verify lists it; cyberfly verify --repair sets it right",
        ),
    };
    match last {
        None => Finding::ok("it is scheduled, and was not due yet"),
        Some((at, Ok(summary))) => Finding::ok(format!("{at}: {summary}")),
        Some((at, Err(reason))) => Finding::degraded(format!("{at}: {reason}"), detail, hint),
    }
}

fn node_key(facts: &Facts) -> Finding {
    let same = &facts.network.same_key;
    if same.is_empty() {
        return Finding::ok("no node was seen with the key of another");
    }
    let ids: Vec<_> = same.iter().map(ToString::to_string).collect();
    Finding::degraded(
        format!("two nodes run with the same key: {}", ids.join(", ")),
        "peers take one of them for the other, and refuse one of them",
        "stop one of the two, remove its node.key and start it: it makes a key of its own",
    )
}

#[cfg(test)]
mod tests;
