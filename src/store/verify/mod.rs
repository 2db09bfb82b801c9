//! Verification: the journal against itself, its operations against the rules, and the index against the journal.
//!
//! Each part is a stream. First the rights: who may write is collected from the journal, because a grant may lie behind
//! what it allows. Beside that, [stock is taken](inventory) of the index, and what is counted of the kept operations is
//! counted anew: the digest of every database and which operations are kept. Then the journal, segment by segment: frames,
//! chain and hashes; every operation in canonical form, listed as it is, signed by its author, who may write; and of every
//! write, that it is live in the index or that a live write dominates it. Then the index, by ranges: every entry says what
//! its operation says, at the place it names, and no other entry dominates it; most were seen to with the journal
//! already. At last the sums of kept operations that were asked for. What is looked up is looked up one by one, so that
//! memory holds one segment, a range of entries, the live writes of one path and the rights, however large the store is,
//! and of each 64 KiB of the journal some 70 bytes.
//!
//! **While others write.** The end of the journal is noted when a run begins; all before it is in the index by then and
//! never changes, and what comes after it is left to the next run. The index changes under the run. That is harmless:
//! dominance is transitive, so a write that was live or dominated stays one of both. But two looks at the index are two
//! moments, and a write may go between them. So whatever does not fit in the index is looked at again while nobody may
//! write, and only what still does not fit is a fault. Verification changes nothing.

mod entries;
mod inventory;
mod kept;
mod operations;
mod pace;
mod repair;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use cyberfly_core::access::Rights;
use cyberfly_core::{Claimed, DbName};

use crate::checks::Checks;
use crate::error::StoreError;
use crate::journal::{Loaded, Mark, Part, Pin};
use crate::quarantine::Damage;
use crate::rights::may_be_about_rights;
use crate::spread::threads;
use crate::store::Store;
use inventory::Inventory;
use pace::Pace;
pub use repair::Repaired;
pub use report::{Cursor, FAULTS_LIMIT, Fault, FaultKind, Milestone, NoCursor, Phase, Report};

/// How many entries are checked together.
const BATCH: usize = 256;

/// What to verify, and how.
#[derive(Clone, Debug, Default)]
pub struct VerifySettings {
    /// Only this database; all if there is none. The journal's frames and hashes are checked whole in any case.
    pub database: Option<DbName>,
    /// How many threads; as many as there are cores if nothing is said, and never more than 64.
    pub threads: Option<NonZeroUsize>,
    /// Only the `k`-th of `n` parts, counted from one: the segments whose number leaves that remainder, and the entries
    /// of the index that name them. All parts together are everything.
    pub subset: Option<(u32, NonZeroU32)>,
    /// To stop about this long after the first run has begun.
    pub max_duration: Option<Duration>,
    /// To end each run about this long after it has begun to look; the next one goes on.
    pub turn: Option<Duration>,
    /// To read at most so many bytes of the journal in a second.
    pub bytes_per_second: Option<NonZeroU64>,
}

impl VerifySettings {
    fn has_segment(&self, number: u32) -> bool {
        self.subset.is_none_or(|(k, n)| number % n == k % n)
    }

    fn has_database(&self, db: &DbName) -> bool {
        self.database.as_ref().is_none_or(|only| only == db)
    }
}

/// Verification of a store that is open, in one or several runs.
#[derive(Debug)]
pub struct Verifier<'s> {
    store: &'s Store,
    settings: VerifySettings,
    cursor: Cursor,
    begun: Option<Instant>,
    /// What runs need that go through the journal, once it is there.
    ground: Option<Ground>,
}

/// What is gathered once, for all runs of a verification, before it goes through the journal.
#[derive(Debug)]
struct Ground {
    /// Who may write.
    rights: BTreeMap<DbName, Rights>,
    /// What the index held, if stock was taken of it.
    inventory: Option<Inventory>,
}

impl<'s> Verifier<'s> {
    /// Verification from the beginning.
    pub const fn new(store: &'s Store, settings: VerifySettings) -> Self {
        Self { store, settings, cursor: Cursor::Start, begun: None, ground: None }
    }

    /// Goes on where a report of another verification with the same settings says. The rights are collected again.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = cursor;
        self
    }

    /// Verifies until everything is done, the time or the turn is over or `stop` is set, and reports what this run looked
    /// at. Another run goes on from there; the reports of all runs together are that of one.
    ///
    /// `progress` is called now and then. An error is one of the system, not a fault of the store.
    pub fn run(
        &mut self,
        progress: &mut dyn FnMut(Milestone),
        stop: &AtomicBool,
    ) -> Result<Report, StoreError> {
        let begun = Instant::now();
        let begun_all = *self.begun.get_or_insert(begun);
        let (end, pin, parts) = self.store.pin_to_end()?;
        let checks = Checks::new()?;
        let until = self.settings.max_duration.map(|duration| begun_all + duration);
        let mut run = Run {
            store: self.store,
            settings: &self.settings,
            threads: threads(self.settings.threads),
            end,
            _pin: pin,
            parts,
            known: self.store.damage(),
            checks,
            ground: self.ground.take(),
            stop,
            until,
            turn_until: None,
            pace: self.settings.bytes_per_second.map(Pace::of),
            found: Mutex::default(),
        };
        let mut cursor = self.cursor.clone();
        if matches!(cursor, Cursor::Start) {
            cursor = Cursor::Journal { segment: 0, offset: 0 };
        }
        if let Cursor::Journal { segment, offset } = cursor {
            if run.ground.is_none() {
                run.ground = run.prepare(progress)?;
            }
            if run.ground.is_some() {
                run.begin_turn();
                cursor = run.check_journal(segment, offset, progress)?;
            }
        } else {
            run.begin_turn();
        }
        if let Cursor::Index { db, path } = cursor {
            cursor = run.check_index(db, path, progress)?;
        }
        if cursor == Cursor::Kept {
            cursor = run.check_kept(progress)?;
        }
        self.cursor = cursor.clone();
        self.ground = run.ground.take();
        let mut found = run.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = found.failure {
            return Err(error);
        }
        found.faults.sort();
        Ok(Report {
            operations: found.operations,
            unauthorised: found.unauthorised,
            entries: found.entries,
            bytes: found.bytes,
            segments: found.segments,
            databases: found.databases,
            faults: found.faults,
            faults_total: found.faults_total,
            finished: cursor == Cursor::End,
            cursor,
            took: begun.elapsed(),
        })
    }
}

/// What a run has found so far.
#[derive(Debug, Default)]
struct Found {
    operations: u64,
    unauthorised: u64,
    entries: u64,
    bytes: u64,
    segments: u64,
    databases: u64,
    faults: Vec<Fault>,
    faults_total: u64,
    failure: Option<StoreError>,
}

/// Is told how far it is, by any thread.
type Tell<'t> = &'t (dyn Fn(Milestone) + Sync);

/// Works in threads beside this one, which does `meanwhile` first and then tells how far that work is.
fn beside<T: Send, R>(
    work: impl FnOnce(Tell<'_>) -> Result<T, StoreError> + Send,
    progress: &mut dyn FnMut(Milestone),
    meanwhile: impl FnOnce(&mut dyn FnMut(Milestone)) -> R,
) -> (R, Result<T, StoreError>) {
    thread::scope(|scope| {
        let (sender, milestones) = sync_channel(1);
        let working = scope.spawn(move || {
            work(&|milestone| {
                // Who is slow to look at them misses some.
                let _ = sender.try_send(milestone);
            })
        });
        let done = meanwhile(progress);
        milestones.iter().for_each(progress);
        let lost = || StoreError::Index("a thread was lost".to_owned());
        (done, working.join().unwrap_or_else(|_| Err(lost())))
    })
}

/// Looks at a segment, given the one before it, and says whether to go on.
type Look<'l> = &'l mut dyn FnMut(&Loaded, Option<Part>) -> Result<bool, StoreError>;

/// One run, as its threads share it.
struct Run<'r> {
    store: &'r Store,
    settings: &'r VerifySettings,
    threads: usize,
    end: Mark,
    /// The segments up to there, which stay as long as the run.
    parts: Vec<Part>,
    _pin: Pin,
    known: Vec<Damage>,
    checks: Checks,
    ground: Option<Ground>,
    stop: &'r AtomicBool,
    until: Option<Instant>,
    turn_until: Option<Instant>,
    pace: Option<Pace>,
    found: Mutex<Found>,
}

impl Run<'_> {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> u64 {
        self.found().faults_total
    }

    fn entries(&self) -> u64 {
        self.found().entries
    }

    fn is_over(&self) -> bool {
        self.turn_until.is_some_and(|until| Instant::now() >= until) || self.is_given_up()
    }

    /// Whether the next run of this verification would not go on either.
    fn is_given_up(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
            || self.until.is_some_and(|until| Instant::now() >= until)
            || self.found().failure.is_some()
    }

    /// Only so much time is left from now on.
    fn begin_turn(&mut self) {
        self.turn_until = self.settings.turn.map(|turn| Instant::now() + turn);
    }

    fn inventory(&self) -> Option<&Inventory> {
        self.ground.as_ref().and_then(|ground| ground.inventory.as_ref())
    }

    /// With how many threads the index is gone through. Whoever bounds the rate wants room left for others.
    const fn walkers(&self) -> usize {
        if self.pace.is_some() { 1 } else { self.threads }
    }

    /// Says that so many bytes of the journal are looked at, and waits until as many may be.
    fn pace(&self, bytes: usize) {
        if let Some(pace) = &self.pace {
            pace.wait_for(bytes as u64, &|| self.is_over());
        }
    }

    fn report(&self, fault: Fault) {
        let mut found = self.found();
        found.faults_total += 1;
        if found.faults.len() < FAULTS_LIMIT {
            found.faults.push(fault);
        }
    }

    /// An error of the system ends the run.
    fn fail(&self, error: StoreError) {
        self.found().failure.get_or_insert(error);
    }

    /// The segments of the journal that `wanted` picks, in turn, each with the one before it. Ends early when `look` says
    /// so.
    fn each_segment(&self, wanted: &dyn Fn(Part) -> bool, look: Look<'_>) -> Result<bool, StoreError> {
        let segments = self.store.segments();
        let with_neighbours = self.parts.iter().enumerate().map(|(at, part)| {
            let before = at.checked_sub(1).and_then(|before| self.parts.get(before)).copied();
            (before, *part, self.parts.get(at + 1).copied())
        });
        let mut wanted = with_neighbours.filter(|(_, part, _)| wanted(*part)).peekable();
        while let Some((before, part, after)) = wanted.next() {
            let loaded = segments.load(part, after, &self.end)?;
            if let Some((_, next, _)) = wanted.peek() {
                segments.announce(*next);
            }
            if !look(&loaded, before)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many bytes the segments have that `wanted` picks.
    fn total(&self, wanted: &dyn Fn(Part) -> bool) -> u64 {
        let parts = self.parts.iter().filter(|part| wanted(**part));
        parts.map(|part| self.store.segments().length_up_to(*part, &self.end)).sum()
    }

    /// Collects who may write, and takes stock of the index meanwhile; none if the time for that was too short.
    fn prepare(&self, progress: &mut dyn FnMut(Milestone)) -> Result<Option<Ground>, StoreError> {
        let take_stock = |tell: Tell<'_>| self.take_stock(tell);
        let (rights, stock) = beside(take_stock, progress, |progress| self.collect_rights(progress));
        let (inventory, rights) = (stock?, rights?);
        Ok(rights.filter(|_| !self.is_over()).map(|rights| Ground { rights, inventory }))
    }

    /// Who may write; none if that was not collected to the end.
    fn collect_rights(
        &self,
        progress: &mut dyn FnMut(Milestone),
    ) -> Result<Option<BTreeMap<DbName, Rights>>, StoreError> {
        let total = Some(self.total(&|_| true));
        let (mut rights, mut done) = (BTreeMap::<DbName, Rights>::new(), 0);
        let is_done = self.each_segment(&|_| true, &mut |loaded, before| {
            loaded.walk(before, &mut |group| {
                self.pace(group.operations.iter().map(|(_, bytes)| bytes.len()).sum());
                for (_, bytes) in group.operations.iter().filter(|(_, bytes)| may_be_about_rights(bytes)) {
                    if let Ok(claim) = Claimed::decode(bytes)
                        && self.settings.has_database(claim.db())
                        && let Ok(op) = claim.verify()
                        && op.is_about_rights()
                    {
                        rights.entry(op.db().clone()).or_insert_with(|| Rights::new(op.db())).apply(&op);
                    }
                }
            })?;
            done += loaded.length();
            progress(Milestone { phase: Phase::Rights, done, total, faults: 0 });
            Ok(!self.is_over())
        })?;
        Ok(is_done.then_some(rights))
    }

    /// All that is known to be damaged in a segment and was not found again.
    fn known_only(&self, segment: u32, found: &[Damage]) -> Vec<Damage> {
        let again: BTreeSet<_> = found.iter().map(|damage| (damage.segment, damage.offset)).collect();
        let here = self.known.iter().filter(|damage| damage.segment == segment);
        here.filter(|damage| !again.contains(&(damage.segment, damage.offset))).copied().collect()
    }
}

#[cfg(test)]
mod tests;
