//! How the node is, as those see it who ask: health, readiness, numbers, settings.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use cyberfly_core::ErrorCode;
use cyberfly_net::Network;
use cyberfly_protocol::{
    ErrorBody, HealthReport, LimitUse, LimitsReport, Readiness, RunningConfig, SCHEMA_VERSION,
};
use cyberfly_store::Reason;
use tokio::sync::watch;

use crate::config::{Config, Level, Reloaded};
use crate::events::{Listener, WATCHERS_LIMIT};
use crate::failure::store_error;
use crate::health::{self, Facts, Sample};
use crate::metrics::{Format, Metrics, Now, StoreFacts};
use crate::node::{Node, Phase};
use crate::observe::OBSERVERS_LIMIT;
use crate::refusals::{Counts, Held, LimitNow};
use crate::system::Process;
use crate::write::PATH_LIMIT;

impl Node {
    /// Every check, as of now.
    pub fn health(&self) -> HealthReport {
        health::report(&self.facts(&Process::read()))
    }

    /// Whether a start would mend what is wrong: the index failed, and there is room to build it anew.
    pub fn wants_to_begin_anew(&self) -> bool {
        let store = &self.0.store;
        store.has_failed_index() && store.free_space().is_ok_and(|free| free > store.disk_floor())
    }

    pub(crate) fn facts(&self, process: &Process) -> Facts {
        let (store, observer) = (&self.0.store, &self.0.observer);
        // An interrupted write was never acknowledged as durable: nothing is missing.
        let damage = store.damage();
        let damaged_ranges = damage.iter().filter(|damage| damage.reason != Reason::Interrupted).count();
        let trend = self.0.trend.lock().unwrap_or_else(PoisonError::into_inner);
        Facts {
            read_only: store.is_read_only(),
            has_failed_index: store.has_failed_index(),
            is_gone: !store.folder().is_there(),
            damaged_ranges,
            disk_free: store.free_space().ok(),
            disk_floor: store.disk_floor(),
            time_to_full: trend.time_to_full(store.disk_floor()),
            last_sync: observer.last_sync().map(|synced| synced.took),
            clock_step_ms: trend.clock_step_ms(),
            newest_ahead_ms: observer.newest_ms().saturating_sub(self.0.time.now_ms()),
            queued: self.0.gate.taken() as u64,
            queue_limit: PATH_LIMIT as u64,
            memory_available: process.memory_available,
            open_files: process.open_files,
            files_limit: process.files_limit,
            quotas: self.0.quotas.filled(store),
            tasks: self.task_facts(),
            network: self.network().map(|network| network.facts()).unwrap_or_default(),
            sync: self.sync_facts().unwrap_or_default(),
            door: self.door(),
            audit: self.audit().chain(),
            now_ms: self.0.time.now_ms(),
        }
    }

    /// Remembers what only shows over time.
    pub(crate) fn sample(&self) {
        let now = Sample {
            at: self.0.started.elapsed(),
            wall_ms: self.0.time.now_ms(),
            free: self.0.store.free_space().ok(),
        };
        self.0.trend.lock().unwrap_or_else(PoisonError::into_inner).observe(now);
        if self.0.quotas.wants_store_bytes()
            && let Some(bytes) = self.0.survey.store_bytes(&self.0.store)
        {
            self.0.quotas.store_takes(bytes);
        }
    }

    /// Whether the node serves: it reads from the index and the journal to find out. The error says why it does not.
    pub async fn readiness(&self) -> Result<Readiness, ErrorBody> {
        let state = self.0.phase.borrow().state();
        if *self.0.phase.borrow() != Phase::Ready {
            return Err(ErrorBody::new(ErrorCode::Unavailable, format!("the node is {}", state.word())));
        }
        let store = Arc::clone(&self.0.store);
        let probed = tokio::task::spawn_blocking(move || store.probe()).await;
        let probed = probed
            .map_err(|error| ErrorBody::new(ErrorCode::Internal, format!("reading the store: {error}")))?;
        probed.map_err(|error| store_error(&error))?;
        let ago = |at: Instant| at.elapsed().as_secs();
        let last_sync = self.0.observer.last_sync().map(|synced| ago(synced.at));
        let durability = self.0.store.durability().to_string();
        Ok(Readiness { schema_version: SCHEMA_VERSION, state, durability, last_sync_seconds_ago: last_sync })
    }

    /// The numbers that are counted where things happen.
    pub fn metrics(&self) -> &Metrics {
        &self.0.observer.metrics
    }

    /// All numbers as text.
    pub async fn write_metrics(&self, format: Format) -> Result<String, ErrorBody> {
        let node = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let store = &node.0.store;
            let process = Process::read();
            let facts = node.facts(&process);
            // The newest segment is not sealed.
            let segments = store.sealed_segments().ok().map(|sealed| sealed.len() as u64 + 1);
            let store = StoreFacts {
                operations: store.operations(),
                index_bytes: store.index_bytes().ok(),
                segments,
            };
            let (limits, peers) = (node.limits_now(), node.peer_counts());
            let uptime = node.0.started.elapsed();
            let (tasks_good, files_wanted) = (node.tasks_good(), node.files_wanted());
            let now = Now { store, process, uptime, limits, peers, tasks_good, files_wanted };
            node.metrics().watchers(node.0.observer.events.watchers() as u64);
            node.metrics().write(format, &health::report(&facts), &facts, &now)
        });
        let failed = |error| ErrorBody::new(ErrorCode::Internal, format!("writing the numbers: {error}"));
        written.await.map_err(failed)
    }

    /// Asks the doors for the limits that they keep whenever limits are told.
    pub fn tells_limits(&self, source: impl Fn() -> Vec<LimitNow> + Send + Sync + 'static) {
        self.0.observer.refusals.also_from(Arc::new(source));
    }

    /// Every limit as it stands: those of the doors, and the node's own.
    pub fn limits(&self) -> LimitsReport {
        let limits = self.limits_now().into_iter().map(LimitUse::from).collect();
        LimitsReport { schema_version: SCHEMA_VERSION, limits }
    }

    pub(crate) fn limits_now(&self) -> Vec<LimitNow> {
        let observer = &self.0.observer;
        let held = |limit: usize, in_use: usize| Held { limit: limit as u64, in_use: in_use as u64 };
        let queue = held(PATH_LIMIT, self.0.gate.taken());
        let watchers = held(WATCHERS_LIMIT, observer.events.watchers());
        let observers = held(OBSERVERS_LIMIT, observer.observers.open());
        let mut limits = observer.refusals.of_doors();
        limits.extend(observer.refusals.of_node(queue, watchers, observers));
        limits.extend(self.0.quotas.now(&self.0.store));
        limits.extend(self.network().iter().flat_map(Network::caller_limits).map(LimitNow::from));
        limits
    }

    /// How often each limit refused since the node began.
    pub(crate) fn refusals(&self) -> Counts {
        self.limits_now().into_iter().map(|limit| (limit.name, limit.refused)).collect()
    }

    /// Begins to listen to all events.
    pub fn listen(&self) -> Listener {
        self.0.observer.events.listen()
    }

    /// The configuration that holds now, to be watched by all who can follow it while the node runs.
    pub fn settings(&self) -> watch::Receiver<Arc<Config>> {
        self.0.settings.subscribe()
    }

    /// The configuration that holds now, as a caller is told it.
    pub fn running_config(&self) -> RunningConfig {
        RunningConfig { schema_version: SCHEMA_VERSION, settings: self.0.settings.borrow().told() }
    }

    /// Takes from another configuration what can change while the node runs, and says what cannot.
    pub fn reload(&self, wanted: &Config) -> Reloaded {
        let reloaded = self.0.settings.borrow().reload(wanted);
        self.0.observer.reloads.notify_one();
        if !reloaded.applied.is_empty() {
            self.0.settings.send_replace(Arc::new(reloaded.config.clone()));
            // Which databases are replicated may have changed: peers are told what this node wants to hear of.
            if let Some(replication) = self.0.replication.get() {
                replication.interest_changed();
                if reloaded.applied.iter().any(|change| change.key.starts_with("replicate.")) {
                    replication.look_for_blobs();
                }
            }
        }
        reloaded
    }

    /// Waits until somebody asks for a reload, whether or not a setting changed: files that settings name may have. For the
    /// HTTP door alone, since each time is told once.
    pub async fn asked_to_reload(&self) {
        self.0.observer.reloads.notified().await;
    }

    /// Logs from this level on, until the next reload or restart says something else.
    pub fn log_level(&self, level: Level) {
        self.0.settings.send_modify(|config| {
            let mut changed = Config::clone(config);
            changed.log.level = level;
            *config = Arc::new(changed);
        });
    }
}

#[cfg(test)]
mod tests;
