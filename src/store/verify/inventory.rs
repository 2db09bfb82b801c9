//! What the index holds, taken stock of in one walk before the journal is gone through. Several threads share the walk.
//!
//! Of most operations it can be told from them alone which entry the index has. So the index is walked through once, which
//! is quick, because nothing is looked up in it and nothing read in the journal; of the entries that name a place in the
//! same [stretch](Stretch) of the journal, hashes are added up. When the journal is gone through, the same is done with
//! the entries that its operations should have. Where both sums are equal it is the same entries, and neither an operation
//! of that stretch nor an entry needs a look of its own. The hash has a key that nobody knows, so that nobody can make up
//! entries whose sum fits. Where the sums differ, which a write that goes on meanwhile is enough for, and where an entry
//! seems to dominate another, everything is looked at one by one.
//!
//! The same walk counts the kept operations anew.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::entries::meet;
use super::report::{Milestone, Phase};
use super::{BATCH, Run, Tell};
use crate::error::StoreError;
use crate::index::{IndexedCell, KeptChange, RawEntry};
use crate::journal::{FIRST_COMPACTED, Position};
use crate::kept::{Bitmaps, Difference};

/// Of the time that a verification may take, taking stock may take one part in so many; then it goes on without.
const STOCK_SHARE: u32 = 4;

/// A part of the journal: a segment, and the how many-th 64 KiB of it.
pub(super) type Stretch = (u32, u32);

/// The stretch in which a place lies.
pub(super) const fn stretch(at: Position) -> Stretch {
    (at.segment, at.offset >> 16)
}

/// What a hash of this entry says no other entry does.
fn fingerprint(hash_key: &[u8; 32], key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new_keyed(hash_key);
    hasher.update(&(key.len() as u64).to_be_bytes()).update(key).update(value);
    let mut sum = [0; 16];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(sum)
}

/// The sum of the fingerprints in each stretch. Where the sum is zero there is none.
#[derive(Debug, Default)]
struct Sums(HashMap<Stretch, u128>);

impl Sums {
    fn add(&mut self, stretch: Stretch, fingerprint: u128) {
        let sum = self.0.entry(stretch).or_default();
        *sum = sum.wrapping_add(fingerprint);
    }

    /// Strikes a stretch off if its sum is this one, and says whether it is.
    fn strike(&mut self, stretch: Stretch, sum: u128) -> bool {
        let is_equal = self.0.get(&stretch).copied().unwrap_or_default() == sum;
        if is_equal {
            self.0.remove(&stretch);
        }
        is_equal
    }
}

/// What the index held at the beginning of a run, up to the end of the journal at that time.
#[derive(Debug)]
pub(super) struct Inventory {
    /// The operations that had live writes.
    pub(super) kept: Bitmaps,
    /// What is known of the kept operations otherwise than it was counted.
    pub(super) differences: Vec<Difference>,
    /// Where an entry lies that another one seems to dominate.
    pub(super) suspects: BTreeSet<Stretch>,
    /// How many entries there were in that part of the journal and of the databases that the run is about.
    pub(super) entries: u64,
    /// In how many databases.
    pub(super) databases: u64,
    /// The key of the hashes.
    hash_key: [u8; 32],
    /// The entries that are not accounted for yet.
    sums: Mutex<Sums>,
}

impl Inventory {
    /// The fingerprint of an entry in these sums.
    pub(super) fn fingerprint(&self, key: &[u8], value: &[u8]) -> u128 {
        fingerprint(&self.hash_key, key, value)
    }

    /// Accounts for all entries of a stretch if the sum of their fingerprints is this one, and says whether it is.
    pub(super) fn strike(&self, stretch: Stretch, sum: u128) -> bool {
        self.sums().strike(stretch, sum)
    }

    /// Whether nothing is left to be said of the entries that name a place in this stretch.
    pub(super) fn is_accounted_for(&self, stretch: Stretch) -> bool {
        !self.suspects.contains(&stretch) && !self.sums().0.contains_key(&stretch)
    }

    /// Whether nothing is left to be said of any entry.
    pub(super) fn is_all_accounted_for(&self) -> bool {
        self.suspects.is_empty() && self.sums().0.is_empty()
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds entries that another one dominates among those at the same key, which come in order one after the other. What is
/// alone at its key is not even decoded.
#[derive(Default)]
struct Suspicion {
    last: (Vec<u8>, Vec<u8>),
    /// Whether the last one was met.
    is_met: bool,
    standing: Vec<IndexedCell>,
}

impl Suspicion {
    /// Takes the next entry, and returns the places of those that another one seems to dominate.
    fn next(&mut self, entry: RawEntry<'_>) -> Result<Vec<Position>, StoreError> {
        let (key, value) = &self.last;
        let last = RawEntry { key, value };
        let mut suspects = Vec::new();
        let is_alone = last.front() != entry.front();
        if is_alone {
            self.standing.clear();
        } else {
            let cells = if self.is_met { vec![entry.cell()?] } else { vec![last.cell()?, entry.cell()?] };
            for cell in cells {
                let (is_dominated, dominated) = meet(&mut self.standing, &cell);
                suspects.extend(is_dominated.then(|| cell.at()));
                suspects.extend(dominated.iter().map(IndexedCell::at));
            }
        }
        self.is_met = !is_alone;
        for (last, next) in [(&mut self.last.0, entry.key), (&mut self.last.1, entry.value)] {
            last.clear();
            last.extend_from_slice(next);
        }
        Ok(suspects)
    }
}

/// What a thread has met of the index.
#[derive(Default)]
struct Stock {
    suspicion: Suspicion,
    suspects: BTreeSet<Stretch>,
    databases: BTreeSet<u32>,
    entries: u64,
    sums: Sums,
}

impl Stock {
    /// What both have met, which is nothing twice.
    fn and(mut self, other: Self) -> Self {
        self.suspects.extend(other.suspects);
        self.databases.extend(other.databases);
        self.entries += other.entries;
        other.sums.0.into_iter().for_each(|(stretch, sum)| self.sums.add(stretch, sum));
        self
    }
}

impl Run<'_> {
    /// Takes stock, and tells how many entries were met; none comes of it if the time for it is up or something in the index
    /// cannot be read, which is reported when it is looked at one by one.
    pub(super) fn take_stock(&self, tell: Tell<'_>) -> Result<Option<Inventory>, StoreError> {
        let only = match &self.settings.database {
            None => None,
            Some(db) => match self.store.index().database(db) {
                Ok(database) => Some(database.map(|database| database.number)),
                Err(StoreError::Index(_)) => return Ok(None),
                Err(error) => return Err(error),
            },
        };
        let hash_key = self.checks.hash_key();
        let late = self
            .until
            .map(|until| (until - Instant::now()) / STOCK_SHARE)
            .map(|share| Instant::now() + share);
        let met = AtomicU64::new(0);
        let gather = |stock: &mut Stock, found: &KeptChange, entry: RawEntry<'_>| {
            let done = met.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(BATCH as u64) {
                tell(Milestone { phase: Phase::Inventory, done, total: None, faults: 0 });
                if self.is_over() || late.is_some_and(|late| Instant::now() >= late) {
                    return Ok(ControlFlow::Break(()));
                }
            }
            if only.is_some_and(|only| only != Some(found.database)) {
                return Ok(ControlFlow::Continue(()));
            }
            stock.databases.insert(found.database);
            stock.suspects.extend(stock.suspicion.next(entry)?.into_iter().map(stretch));
            if self.is_about(found) {
                stock.sums.add(stretch(found.at), fingerprint(&hash_key, entry.key, entry.value));
                stock.entries += 1;
            }
            Ok(ControlFlow::Continue(()))
        };
        match self.store.kept().recount(self.store, self.walkers(), &gather) {
            Ok(Some((recount, stocks))) => {
                let stock = stocks.into_iter().reduce(Stock::and).unwrap_or_default();
                Ok(Some(Inventory {
                    kept: recount.met,
                    differences: recount.differences,
                    suspects: stock.suspects,
                    entries: stock.entries,
                    databases: stock.databases.len() as u64,
                    hash_key,
                    sums: Mutex::new(stock.sums),
                }))
            }
            Ok(None) | Err(StoreError::Index(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the run looks at what lies there: later ones are left to the next run.
    fn is_about(&self, found: &KeptChange) -> bool {
        let Position { segment, offset } = found.at;
        let is_later = segment < FIRST_COMPACTED && (segment, offset) >= (self.end.segment, self.end.offset);
        !is_later && self.settings.has_segment(segment)
    }
}
