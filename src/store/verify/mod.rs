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
mod repair;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use cyberfly_core::access::Rights;
use cyberfly_core::{Claimed, DbName};

use crate::checks::{self, Checks};
use crate::error::StoreError;
use crate::journal::{Loaded, Mark, Part, Pin};
use crate::quarantine::Damage;
use crate::rights::may_be_about_rights;
use crate::spread::threads;
use crate::store::Store;
use inventory::{Inventory, Sums};
pub use repair::Repaired;
pub use report::{Cursor, FAULTS_LIMIT, Fault, FaultKind, Milestone, NoCursor, Phase, Report};

/// How many operations or entries are checked together.
const BATCH: usize = checks::TOGETHER;

/// Taking stock of the index ends when this part of the time that a run may take is over; it goes on without.
const STOCK_SHARE: u32 = 4;

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
    /// To stop after about this long.
    pub max_duration: Option<Duration>,
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
}

impl<'s> Verifier<'s> {
    /// Verification from the beginning.
    pub const fn new(store: &'s Store, settings: VerifySettings) -> Self {
        Self { store, settings, cursor: Cursor::Start }
    }

    /// Goes on where a report of an earlier run with the same settings says. The rights are collected again.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = cursor;
        self
    }

    /// Verifies until everything is done, the time is up or `stop` is set, and reports what this run looked at. Another
    /// run goes on from there; the reports of all runs together are that of one.
    ///
    /// `progress` is called now and then. An error is one of the system, not a fault of the store.
    pub fn run(
        &mut self,
        progress: &mut dyn FnMut(Milestone),
        stop: &AtomicBool,
    ) -> Result<Report, StoreError> {
        let begun = Instant::now();
        let (end, pin, parts) = self.store.pin_to_end()?;
        let checks = Checks::new()?;
        let mut run = Run {
            store: self.store,
            settings: &self.settings,
            threads: threads(self.settings.threads),
            end,
            _pin: pin,
            parts,
            known: self.store.damage(),
            rights: BTreeMap::new(),
            hash_key: checks.hash_key(),
            checks,
            inventory: None,
            sums: Mutex::default(),
            stop,
            until: self.settings.max_duration.map(|duration| begun + duration),
            stock_until: self.settings.max_duration.map(|duration| begun + duration / STOCK_SHARE),
            found: Mutex::default(),
        };
        let mut cursor = self.cursor.clone();
        if matches!(cursor, Cursor::Start) {
            cursor = Cursor::Journal { segment: 0, offset: 0 };
        }
        if let Cursor::Journal { segment, offset } = cursor {
            cursor = match run.prepare(progress)? {
                true => run.check_journal(segment, offset, progress)?,
                false => cursor,
            };
        }
        if let Cursor::Index { db, path } = cursor {
            cursor = run.check_index(db, path, progress)?;
        }
        if cursor == Cursor::Kept {
            cursor = run.check_kept(progress)?;
        }
        self.cursor = cursor.clone();
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
    rights: BTreeMap<DbName, Rights>,
    checks: Checks,
    hash_key: [u8; 32],
    /// What the index held, if this run took stock of it.
    inventory: Option<Inventory>,
    /// The entries that were not accounted for yet.
    sums: Mutex<Sums>,
    stop: &'r AtomicBool,
    until: Option<Instant>,
    stock_until: Option<Instant>,
    found: Mutex<Found>,
}

impl Run<'_> {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> u64 {
        self.found().faults_total
    }

    fn entries(&self) -> u64 {
        self.found().entries
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
            || self.until.is_some_and(|until| Instant::now() >= until)
            || self.found().failure.is_some()
    }

    fn is_late_for_stock(&self) -> bool {
        self.stock_until.is_some_and(|until| Instant::now() >= until)
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

    /// Collects who may write, and takes stock of the index meanwhile. Returns whether the former was done to the end.
    fn prepare(&mut self, progress: &mut dyn FnMut(Milestone)) -> Result<bool, StoreError> {
        let run = &*self;
        let (rights, stock) = thread::scope(|scope| {
            let (sender, milestones) = sync_channel(1);
            let taking = scope.spawn(move || {
                run.take_stock(&mut |milestone| {
                    // Who is slow to look at them misses some.
                    let _ = sender.try_send(milestone);
                })
            });
            let rights = run.collect_rights(progress);
            milestones.iter().for_each(progress);
            let lost = || StoreError::Index("a thread was lost".to_owned());
            (rights, taking.join().unwrap_or_else(|_| Err(lost())))
        });
        self.inventory = stock?;
        let Some(rights) = rights? else { return Ok(false) };
        self.rights = rights;
        Ok(!self.is_over())
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
