//! Compaction: what is not kept and out of its undo window leaves the journal, in the background and in small steps.
//!
//! A compacted segment takes the place of one or several sealed neighbours. The order of things is what makes it safe:
//!
//! 1. The index is synced, so that after a crash it is complete beyond the segments in question.
//! 2. What stays is written to a file under another name, and synced; and so is the newest segment, because what
//!    dominates that which goes may be there.
//! 3. The file gets its name: from now on it is what a replay reads. The folder is synced.
//! 4. The index entries of its operations are moved to the new places, a few at a time, while nobody writes.
//! 5. The index says that all of them were moved, and its files are synced.
//! 6. The replaced files are removed.
//!
//! Operations that nobody authorised are forgotten by the index before 3. While a database is unsettled nothing gets to 3.
//!
//! Until 3 a crash leaves nothing but a file that nobody knows. From then on both are there: whichever an entry points to,
//! it is served, and the next start goes on at 4. Readers need not wait: who holds a place in a file that is gone looks
//! the entry up anew.

mod copy;
mod cut_out;
mod plan;
mod survey;
mod take_over;
mod undo;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cyberfly_core::DbName;

use crate::error::StoreError;
use crate::journal::{DatabaseKey, Part, SEGMENT_LIMIT, Segments, UNFINISHED};
use crate::store::Store;
use copy::Copying;
use plan::{Tally, Weighed};
use survey::Survey;
use take_over::TakeOver;
pub(crate) use take_over::forget_unsound;
use undo::UndoClock;

/// How much of a budget is left for anything when a look at the segments has taken its part.
const LOOK_SHARE: u64 = 4;

/// What a step of compaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompactStep {
    /// There is nothing to do now.
    Idle,
    /// More is to do.
    UnderWay {
        /// About how many bytes were read and written.
        bytes: u64,
    },
    /// Segments were replaced by a smaller one.
    Finished {
        /// About how many bytes were read and written in this step.
        bytes: u64,
        /// By how many bytes the journal is shorter.
        freed: u64,
    },
}

/// What the journal holds, in bytes of its files. What the newest segment holds counts as live until it is sealed, and
/// what ceased to be kept since the last step of compaction until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// How many segments there are.
    pub segments: u64,
    /// What kept operations take, and what holds them together.
    pub live_bytes: u64,
    /// What operations take that are not kept, within the undo window.
    pub undo_bytes: u64,
    /// What operations take that compaction may drop.
    pub dead_bytes: u64,
    /// How many operations the journal holds.
    pub operations: u64,
}

impl Statistics {
    /// How many times the live bytes all bytes are; none while nothing is live.
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    pub fn amplification(&self) -> Option<f64> {
        let all = self.live_bytes + self.undo_bytes + self.dead_bytes;
        (self.live_bytes > 0).then(|| all as f64 / self.live_bytes as f64)
    }
}

/// How much undo is kept, and how long a segment may get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompactionSettings {
    pub(crate) window: Duration,
    pub(crate) undo_bytes: u64,
    pub(crate) segment_limit: u64,
}

impl CompactionSettings {
    pub(crate) const fn new(window: Duration, undo_bytes: u64) -> Self {
        Self { window, undo_bytes, segment_limit: SEGMENT_LIMIT as u64 }
    }
}

/// What compaction knows and does.
#[derive(Debug)]
pub(crate) struct Compactor(Mutex<State>);

#[derive(Debug)]
struct State {
    settings: CompactionSettings,
    clock: UndoClock,
    clock_saved: u64,
    surveys: BTreeMap<u32, Survey>,
    work: Work,
}

#[derive(Debug, Default)]
enum Work {
    #[default]
    None,
    Copying(Box<Copying>),
    TakingOver(Box<TakeOver>),
    /// Something failed that is not tried again before the store is opened anew.
    Stopped,
}

impl Compactor {
    pub(crate) fn new(segments: &Segments, settings: CompactionSettings) -> Self {
        let clock = UndoClock::load(segments.disk().as_ref());
        let (surveys, work) = (BTreeMap::new(), Work::None);
        Self(Mutex::new(State { settings, clock, clock_saved: 0, surveys, work }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of the undo window, in milliseconds, which the system's clock moves on.
    pub(crate) fn time(&self, segments: &Segments, now_ms: u64) -> u64 {
        self.state().advance(segments, now_ms)
    }

    #[cfg(test)]
    pub(crate) fn set(&self, settings: CompactionSettings) {
        self.state().settings = settings;
    }

    /// Keeps what is only in memory.
    pub(crate) fn save(&self, segments: &Segments) {
        self.state().clock.save(segments.disk().as_ref());
    }
}

impl Store {
    /// Does some work of compaction, if there is any: about as much as it takes to read and write so many bytes. `now_ms`
    /// is the system's clock in Unix milliseconds. To be called again and again by one thread.
    ///
    /// What is kept, and what was dropped within the undo window, stays. After an error of the index or of a sync nothing
    /// more is compacted until the store is opened again; after any other the same is tried again. Reads and writes are
    /// not affected.
    pub fn compact_step(&self, now_ms: u64, budget_bytes: u64) -> Result<CompactStep, StoreError> {
        let mut state = self.compactor().state();
        state.advance(self.segments(), now_ms);
        self.segments().let_go();
        if self.index().has_failed() || self.is_read_only() {
            return Ok(CompactStep::Idle);
        }
        match std::mem::take(&mut state.work) {
            Work::None => self.begin(&mut state, budget_bytes),
            Work::Stopped => {
                state.work = Work::Stopped;
                Ok(CompactStep::Idle)
            }
            Work::Copying(copying) => self.copy(&mut state, copying, budget_bytes),
            Work::TakingOver(work) => self.take_over(&mut state, work, budget_bytes),
        }
    }

    /// Does some work to compact the segments that have operations of a database that is being dropped. Idle if somebody has
    /// to let go of one first; none when no segment has any more.
    pub(crate) fn compact_away(&self, db: &DbName, budget: u64) -> Result<Option<CompactStep>, StoreError> {
        let mut state = self.compactor().state();
        self.segments().let_go();
        let step = match std::mem::take(&mut state.work) {
            Work::None => {
                let key = DatabaseKey::of(db);
                let mut with = None;
                for part in self.segments().sealed()? {
                    if self.segments().databases_of(part.number)?.contains(&key) {
                        with = Some(part);
                        break;
                    }
                }
                let Some(part) = with else { return Ok(None) };
                if self.segments().is_pinned(&[part]) || !self.is_settled()? {
                    return Ok(Some(CompactStep::Idle));
                }
                self.index().sync()?;
                let damaged = || StoreError::Damaged {
                    path: self.segments().path_of(part.number),
                    offset: 0,
                    reason: "a segment out of which a database was to be taken",
                };
                let copying = self.begin_copy(vec![part], None)?.ok_or_else(damaged)?;
                state.work = Work::Copying(Box::new(copying));
                return Ok(Some(CompactStep::UnderWay { bytes: 0 }));
            }
            Work::Stopped => {
                state.work = Work::Stopped;
                return Err(StoreError::Index("a compaction failed before".to_owned()));
            }
            Work::Copying(copying) => self.copy(&mut state, copying, budget)?,
            Work::TakingOver(work) => self.take_over(&mut state, work, budget)?,
        };
        Ok(Some(step))
    }

    /// Looks at the segments, and begins with those that are worth it.
    fn begin(&self, state: &mut State, budget: u64) -> Result<CompactStep, StoreError> {
        let (parts, read) = self.look(state, budget / LOOK_SHARE)?;
        let mut undo = BTreeMap::<u64, Tally>::new();
        for (since, tally) in state.surveys.values().flat_map(|survey| &survey.dropped) {
            let sum = undo.entry(*since).or_default();
            sum.bytes += tally.bytes;
            sum.operations += tally.operations;
        }
        let horizon = state.horizon(&undo);
        let damaged: Vec<u32> = self.damaged_segments();
        let weigh = |part: &Part| {
            let survey = state.surveys.get(&part.number);
            let dead = survey.map_or(0, |survey| survey.dead(horizon).bytes);
            let is_free = survey.is_some() && !damaged.contains(&part.number);
            Weighed { bytes: survey.map_or(0, |survey| survey.bytes), dead, is_free }
        };
        let weighed: Vec<Weighed> = parts.iter().map(weigh).collect();
        let Some(chosen) = plan::choose(&weighed, state.settings.segment_limit) else {
            return Ok(if read > 0 { CompactStep::UnderWay { bytes: read } } else { CompactStep::Idle });
        };
        let replaced = parts.get(chosen).unwrap_or_default().to_vec();
        if self.segments().is_pinned(&replaced) {
            return Ok(CompactStep::Idle);
        }
        // What is still to do may name a place in the journal, and may have operations become kept.
        if !self.is_settled()? {
            return Ok(CompactStep::Idle);
        }
        self.index().sync()?;
        if let Some(copying) = self.begin_copy(replaced, horizon)? {
            state.work = Work::Copying(Box::new(copying));
        }
        Ok(CompactStep::UnderWay { bytes: read })
    }

    /// Looks at all segments that may be compacted, at those first that were never looked at, until so many bytes were
    /// read. Returns the segments.
    fn look(&self, state: &mut State, budget: u64) -> Result<(Vec<Part>, u64), StoreError> {
        let mut parts = self.segments().sealed()?;
        let behind = self.index().applied()?.map_or(0, |applied| applied.mark.segment);
        parts.retain(|part| part.last < behind);
        state.surveys.retain(|number, _| parts.iter().any(|part| part.number == *number));
        let kept = self.kept().view(self.index())?;
        let mut read = 0;
        for part in &parts {
            let now_kept = kept.bits(part.number);
            let State { surveys, clock, .. } = state;
            read += match surveys.get_mut(&part.number) {
                Some(survey) => survey.again(self.segments(), *part, now_kept, clock)?,
                None => {
                    let survey = Survey::first(self.segments(), *part, now_kept, clock)?;
                    let bytes = survey.bytes;
                    surveys.insert(part.number, survey);
                    bytes / LOOK_SHARE
                }
            };
            if read > budget {
                break;
            }
        }
        Ok((parts, read))
    }

    fn is_settled(&self) -> Result<bool, StoreError> {
        Ok(self.unsettled()?.is_empty())
    }

    pub(super) fn damaged_segments(&self) -> Vec<u32> {
        let damage = self.damage();
        // What was interrupted never counted; a compacted segment is well without it.
        let is_damage = |damage: &&crate::Damage| damage.reason != crate::Reason::Interrupted;
        damage.iter().filter(is_damage).map(|damage| damage.segment).collect()
    }

    /// What the journal holds. Counted while the store is compacted; asked for before that, everything is looked at once.
    pub fn statistics(&self) -> Result<Statistics, StoreError> {
        let mut state = self.compactor().state();
        let sealed = self.segments().sealed()?;
        if sealed.iter().any(|part| !state.surveys.contains_key(&part.number)) {
            self.look(&mut state, u64::MAX)?;
        }
        let end = self.end();
        let mut undo = BTreeMap::<u64, Tally>::new();
        let mut all = u64::from(end.offset);
        for part in &sealed {
            match state.surveys.get(&part.number) {
                Some(survey) => {
                    all += survey.bytes;
                    for (since, tally) in &survey.dropped {
                        let sum = undo.entry(*since).or_default();
                        sum.bytes += tally.bytes;
                        sum.operations += tally.operations;
                    }
                }
                None => all += self.segments().length(*part),
            }
        }
        let horizon = state.horizon(&undo);
        let is_dead = |since: u64| horizon.is_some_and(|horizon| since <= horizon);
        let (mut undo_bytes, mut dead_bytes) = (0, 0);
        for (since, tally) in &undo {
            *if is_dead(*since) { &mut dead_bytes } else { &mut undo_bytes } += tally.bytes;
        }
        let live_bytes = all.saturating_sub(undo_bytes + dead_bytes);
        let segments = sealed.len() as u64 + 1;
        Ok(Statistics { segments, live_bytes, undo_bytes, dead_bytes, operations: self.operations() })
    }
}

impl State {
    /// Moves the clock on, keeps it now and then, and returns the time that was counted.
    fn advance(&mut self, segments: &Segments, now_ms: u64) -> u64 {
        let counted = self.clock.advance(now_ms);
        if counted >= self.clock_saved {
            self.clock.save(segments.disk().as_ref());
            self.clock_saved = counted + CLOCK_SAVED_EVERY;
        }
        counted
    }

    fn horizon(&self, undo: &BTreeMap<u64, Tally>) -> Option<u64> {
        let window = u64::try_from(self.settings.window.as_millis()).unwrap_or(u64::MAX);
        plan::horizon(undo, self.clock.counted(), window, self.settings.undo_bytes)
    }
}

/// How often the clock of the undo window is saved, by itself, in milliseconds.
const CLOCK_SAVED_EVERY: u64 = 600_000;

/// Removes what an interrupted compaction left that nothing refers to.
fn tidy(segments: &Segments) -> Result<(), StoreError> {
    let disk = segments.disk();
    let catalogue = segments.catalogue()?;
    let names = disk.names().map_err(StoreError::io("listing", &disk.path("")))?;
    let is_stray = |name: &str| {
        let of = name.strip_suffix(".undo").or_else(|| name.strip_suffix(".ops"));
        let number = of.and_then(|number| number.parse().ok());
        name == UNFINISHED || number.is_some_and(|number| catalogue.part(number).is_none())
    };
    for name in names.iter().filter(|name| is_stray(name)) {
        disk.remove(name).map_err(StoreError::io("removing", &disk.path(name)))?;
    }
    Ok(())
}

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod follow_tests;
#[cfg(test)]
mod tests;
