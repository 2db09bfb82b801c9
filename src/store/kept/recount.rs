//! What is known of the kept operations, held against the live writes: for verification.
//!
//! The live writes are gone through while others write. What changes meanwhile is noted and made up for at the end, while
//! nobody writes for a moment; so both are of that moment. Several threads go through shares of them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::DbName;
use cyberfly_core::digest::Digest;

use super::bits::Bitmaps;
use super::buckets::Bucket;
use super::{Database, KeptOperations, Point, Stage, State, View};
use crate::error::StoreError;
use crate::index::{Index, KeptChange, RawEntry, Share};
use crate::spread::spread;
use crate::store::Store;

/// How many operations are counted each time that the count is held.
const TOGETHER: usize = 256;

/// Something that is not what the live writes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The digest of a database, as the index has it.
    Digest(DbName),
    /// Which operations of a segment are kept.
    Bits(u32),
    /// The digests of stretches of a database, added up.
    Sums(DbName),
    /// That of the stretch from this point to that one.
    Stretch(DbName, Point, Point),
}

/// What came of counting anew.
#[derive(Debug)]
pub(crate) struct Recount {
    /// The operations of the live writes that were met.
    pub(crate) met: Bitmaps,
    /// What is known otherwise than it was counted.
    pub(crate) differences: Vec<Difference>,
}

/// Kept operations as they are counted.
#[derive(Debug, Default)]
struct Tally {
    bitmaps: Bitmaps,
    databases: BTreeMap<u32, Digest>,
}

impl Tally {
    fn set(&mut self, change: &KeptChange) {
        // An operation of several writes is met several times.
        if self.bitmaps.set(change.at, change.is_kept) {
            let digest = self.databases.entry(change.database).or_insert(Digest::EMPTY);
            match change.is_kept {
                true => digest.add(&change.id),
                false => digest.subtract(&change.id),
            }
        }
    }

    fn of(&self, number: u32) -> Digest {
        self.databases.get(&number).copied().unwrap_or(Digest::EMPTY)
    }
}

/// What is shown live writes, with what the thread that meets them has gathered, until it breaks off or fails.
pub(crate) type LiveGatherer<'v, G> =
    &'v (dyn Fn(&mut G, &KeptChange, RawEntry<'_>) -> Result<ControlFlow<()>, StoreError> + Sync);

/// A count under way.
struct Count<G> {
    tally: Mutex<Tally>,
    /// What threads have gathered that look at nothing now.
    gathered: Mutex<Vec<G>>,
    is_over: AtomicBool,
}

impl<G: Default + Send> Count<G> {
    fn all(&self, index: &Index, threads: usize, visit: LiveGatherer<'_, G>) -> Result<(), StoreError> {
        let failure = Mutex::new(None);
        let work = |share: Share| {
            if let Err(error) = self.share(index, &share, visit) {
                self.is_over.store(true, Ordering::Relaxed);
                lock(&failure).get_or_insert(error);
            }
        };
        let shares = index.shares()?;
        // Nobody receives any more only when all workers are lost, and that is noticed elsewhere.
        spread(threads, &work, |sender| shares.into_iter().for_each(|share| drop(sender.send(share))));
        into_inner(failure).map_or(Ok(()), Err)
    }

    fn share(&self, index: &Index, share: &Share, visit: LiveGatherer<'_, G>) -> Result<(), StoreError> {
        let mut gathered = lock(&self.gathered).pop().unwrap_or_default();
        let mut met = Vec::with_capacity(TOGETHER);
        let shown = index.each_live_of(share, &mut |found, entry| {
            met.push(*found);
            if met.len() == TOGETHER {
                let mut tally = lock(&self.tally);
                met.drain(..).for_each(|found| tally.set(&found));
            }
            if visit(&mut gathered, found, entry)?.is_break() {
                self.is_over.store(true, Ordering::Relaxed);
            }
            Ok(match self.is_over.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            })
        });
        let mut tally = lock(&self.tally);
        met.iter().for_each(|found| tally.set(found));
        drop(tally);
        lock(&self.gathered).push(gathered);
        shown
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(shared: Mutex<T>) -> T {
    shared.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl KeptOperations {
    /// Counts the kept operations anew, with so many threads. The entries of all live writes are shown on the way, to
    /// whichever thread meets them, with what that thread has gathered so far; those at one key and below it to the same
    /// one, in order. Returns what was gathered; none comes of it if whoever is shown them breaks off.
    pub(crate) fn recount<G: Default + Send>(
        &self,
        store: &Store,
        threads: usize,
        visit: LiveGatherer<'_, G>,
    ) -> Result<Option<(Recount, Vec<G>)>, StoreError> {
        let _making = self.making();
        self.shared().since_recount = Some(Vec::new());
        let count =
            Count { tally: Mutex::default(), gathered: Mutex::default(), is_over: AtomicBool::new(false) };
        let counted = count.all(store.index(), threads, visit);
        let (mut tally, gathered) = (into_inner(count.tally), into_inner(count.gathered));
        let met = tally.bitmaps.clone();
        let _nobody_writes = store.hold_writes();
        let since = self.shared().since_recount.take();
        counted?;
        if count.is_over.into_inner() {
            return Ok(None);
        }
        since.iter().flatten().for_each(|change| tally.set(change));
        let names = store.index().databases()?;
        let mut differences: Vec<Difference> = names
            .iter()
            .filter(|(_, database)| database.digest != tally.of(database.number))
            .map(|(name, _)| Difference::Digest(name.clone()))
            .collect();
        if let State::Known(tables) = &self.shared().state {
            differences
                .extend(tables.view.bitmaps.differs_in(&tally.bitmaps).into_iter().map(Difference::Bits));
            let summed = names.iter().filter(|(_, database)| match tables.databases.get(&database.number) {
                Some(summed) => match &summed.stage {
                    Stage::Ready(buckets) => buckets.digest() != tally.of(database.number),
                    Stage::Making(_) => false,
                },
                None => false,
            });
            differences.extend(summed.map(|(name, _)| Difference::Sums(name.clone())));
        }
        Ok(Some((Recount { met, differences }, gathered)))
    }

    /// Reads what is in every stretch of a database whose digests are known, and returns those whose digest is another.
    /// While something is damaged, what is read may be less than what is kept.
    pub(crate) fn reread(&self, name: &DbName, number: u32) -> Result<Vec<Difference>, StoreError> {
        let (view, buckets, _pin) = match &self.shared().state {
            State::Known(tables) => match tables.databases.get(&number).map(|summed| &summed.stage) {
                Some(Stage::Ready(buckets)) => (tables.view.clone(), buckets.clone(), tables.view.pin()),
                _ => return Ok(Vec::new()),
            },
            _ => return Ok(Vec::new()),
        };
        let database = Database::new(name, number);
        let stretches: Vec<&Bucket> = buckets.iter().collect();
        let ends = stretches.iter().skip(1).map(|bucket| bucket.lower).chain([Point::END]);
        let mut differences = Vec::new();
        for (bucket, end) in stretches.iter().zip(ends) {
            if digest_of(&view, &database, &bucket.lower, &end)? != bucket.digest {
                differences.push(Difference::Stretch(name.clone(), bucket.lower, end));
            }
        }
        Ok(differences)
    }

    /// Turns the bit at a place, as damage does.
    #[cfg(test)]
    pub(crate) fn forge(&self, at: crate::journal::Position) {
        if let State::Known(tables) = &mut self.shared().state {
            let is_kept = tables.view.bitmaps.holds(at);
            tables.view.bitmaps.set(at, !is_kept);
        }
    }
}

fn digest_of(view: &View, database: &Database, from: &Point, to: &Point) -> Result<Digest, StoreError> {
    let mut digest = Digest::EMPTY;
    for entry in view.entries(database, from, to)? {
        digest.add(&entry?.id);
    }
    Ok(digest)
}
