//! What the node looked like at each moment, for those who freeze the picture and go back.
//!
//! There is a limit to the memory: where it is reached, every second of the older half is forgotten.

use std::collections::VecDeque;
use std::sync::Arc;

use cyberfly_protocol::{HealthReport, Sample};

/// How much memory scenes may take, as far as that can be told.
const BYTES_LIMIT: usize = 24 * 1024 * 1024;

/// What the node looked like at a moment.
#[derive(Clone, Debug)]
pub struct Scene {
    /// When, in Unix milliseconds.
    pub at_ms: u64,
    /// What it told.
    pub sample: Arc<Sample>,
    /// Its checks, as they were told last.
    pub health: Option<Arc<HealthReport>>,
    /// Since when each check is in its state, in Unix milliseconds; in the order of the checks. As far as this dashboard
    /// has seen it.
    pub since_ms: Arc<Vec<u64>>,
    weight: usize,
}

/// Scenes, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Scenes {
    retention_ms: u64,
    scenes: VecDeque<Scene>,
    weight: usize,
}

impl Scenes {
    /// Scenes that reach this far back.
    pub fn new(retention_ms: u64) -> Self {
        Self { retention_ms, ..Self::default() }
    }

    /// Takes a sample in.
    pub fn push(&mut self, at_ms: u64, mut sample: Box<Sample>) {
        let before = self.scenes.back();
        let told = sample.health.take().map(Arc::new);
        let is_new = told.is_some();
        let health = told.or_else(|| before.and_then(|scene| scene.health.clone()));
        let since_ms = match (&health, before) {
            (Some(_), Some(before)) if !is_new => before.since_ms.clone(),
            (Some(report), before) => Arc::new(since(report, at_ms, before)),
            (None, _) => Arc::default(),
        };
        let weight = 1024 + 128 * sample.limits.len();
        self.weight += weight;
        self.scenes.push_back(Scene { at_ms, sample: Arc::from(sample), health, since_ms, weight });
        self.forget(at_ms);
    }

    fn forget(&mut self, now_ms: u64) {
        while self.scenes.front().is_some_and(|first| first.at_ms.saturating_add(self.retention_ms) < now_ms)
        {
            self.weight -= self.scenes.pop_front().map_or(0, |scene| scene.weight);
        }
        if self.weight > BYTES_LIMIT {
            let older = self.scenes.len() / 2;
            let mut place = 0;
            self.scenes.retain(|_| {
                place += 1;
                place > older || place % 2 == 0
            });
            self.weight = self.scenes.iter().map(|scene| scene.weight).sum();
        }
    }

    /// The last scene.
    pub fn last(&self) -> Option<&Scene> {
        self.scenes.back()
    }

    /// The last scene that is not after a moment.
    pub fn at(&self, at_ms: u64) -> Option<&Scene> {
        let place = self.scenes.partition_point(|scene| scene.at_ms <= at_ms);
        self.scenes.get(place.checked_sub(1)?)
    }
}

/// A check that was in the same state before keeps its time. One that was never seen in another is as old as what we saw.
fn since(report: &HealthReport, at_ms: u64, before: Option<&Scene>) -> Vec<u64> {
    let known = |name: &str, state| {
        let (scene, report) = (before?, before?.health.as_ref()?);
        let place = report.checks.iter().position(|check| check.name == name && check.state == state)?;
        scene.since_ms.get(place).copied()
    };
    report.checks.iter().map(|check| known(&check.name, check.state).unwrap_or(at_ms)).collect()
}
