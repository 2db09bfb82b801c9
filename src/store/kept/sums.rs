//! What set reconciliation asks of a database: digests of ranges, and the operations in them.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use cyberfly_core::DbName;
use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile;

use super::buckets::{Buckets, Found};
use super::point::Point;
use super::view::{Database, Entry, View};
use crate::error::StoreError;
use crate::journal::Pin;
use crate::store::Store;

/// How many entries of buckets a handle remembers: about seven megabytes. Two nodes that differ all over a set go through all of it
/// several times, and what is forgotten meanwhile is read again each time.
const REMEMBERED: usize = if cfg!(test) { 64 } else { 128 * 1024 };
/// After how many entries of a bucket a sum is kept.
const STRIDE: usize = if cfg!(test) { 2 } else { 32 };

/// The kept operations of one database at one moment, in order of stamp and id.
///
/// It stays as it is while others write, can be used in several threads, and is cheap to get. As long as it lives, the
/// segments it reads are not removed, so it should not live for hours.
#[derive(Debug)]
pub struct Sums {
    view: View,
    _pin: Pin,
    database: Database,
    buckets: Buckets,
    remembered: Mutex<Remembered>,
}

/// What was read last.
#[derive(Debug, Default)]
struct Remembered {
    /// By lower end of the bucket; the latest at the end.
    buckets: VecDeque<(Point, Arc<Stretch>)>,
    /// How many entries these are.
    entries: usize,
}

/// The entries of a bucket, with the digest of all before each [`STRIDE`] of them: so a look into it adds up a few.
#[derive(Debug)]
struct Stretch {
    entries: Vec<Entry>,
    before: Vec<Digest>,
}

impl Stretch {
    fn of(entries: Vec<Entry>) -> Self {
        let mut so_far = Digest::EMPTY;
        let before = entries.chunks(STRIDE).map(|some| {
            let before = so_far;
            some.iter().for_each(|entry| so_far.add(&entry.id));
            before
        });
        Self { before: before.collect(), entries }
    }

    /// How many come before a point.
    fn rank(&self, point: &Point) -> usize {
        self.entries.partition_point(|entry| entry.point() < *point)
    }

    /// The digest of so many from the first on.
    fn digest(&self, count: usize) -> Digest {
        let strides = (count / STRIDE).min(self.before.len().saturating_sub(1));
        let mut digest = self.before.get(strides).copied().unwrap_or_default();
        let rest = self.entries.get(strides * STRIDE..count).unwrap_or_default();
        rest.iter().for_each(|entry| digest.add(&entry.id));
        digest
    }
}

impl Store {
    /// The kept operations of a database as they are now, for set reconciliation; none if nothing was ever written to
    /// it. The first call for a database reads what its side files list of it; so does the first after a kill, of the
    /// index as well. Writes go on meanwhile.
    pub fn sums(&self, db: &DbName) -> Result<Option<Sums>, StoreError> {
        let Some(database) = self.index().database(db)? else { return Ok(None) };
        self.kept().sums(self.index(), db, database.number).map(Some)
    }

    /// The bytes of a kept operation, if its record is intact. Whoever asks for many asks [`Store::sums`] once, and there.
    pub fn operation(&self, db: &DbName, entry: &reconcile::Entry) -> Result<Option<Vec<u8>>, StoreError> {
        self.sums(db)?.map_or(Ok(None), |sums| sums.operation(entry))
    }

    /// About how many bytes of memory it takes to know which operations are kept, and their sums.
    pub fn kept_bytes(&self) -> usize {
        self.kept().bytes()
    }
}

impl Sums {
    pub(super) fn new(view: View, pin: Pin, database: Database, buckets: Buckets) -> Self {
        Self { view, _pin: pin, database, buckets, remembered: Mutex::default() }
    }

    /// The digest of all of them.
    pub const fn digest(&self) -> Digest {
        self.buckets.digest()
    }

    /// How many they are.
    pub const fn count(&self) -> u64 {
        self.buckets.digest().count()
    }

    /// The digest of those from one point to another, the latter excluded. Reads two buckets at most.
    pub(super) fn digest_between(&self, from: &Point, to: &Point) -> Result<Digest, StoreError> {
        if from >= to {
            return Ok(Digest::EMPTY);
        }
        let mut digest = self.before(to)?;
        digest.subtract_all(&self.before(from)?);
        Ok(digest)
    }

    /// How many come before a point. Reads one bucket at most.
    pub(super) fn rank(&self, point: &Point) -> Result<u64, StoreError> {
        let found = self.buckets.at(point);
        let within = if found.lower < *point { self.stretch(&found)?.rank(point) } else { 0 };
        Ok(found.before.count() + within as u64)
    }

    /// The one before which so many come. Reads one bucket at most.
    pub(super) fn nth_of_all(&self, index: u64) -> Result<Option<reconcile::Entry>, StoreError> {
        let Some(found) = self.buckets.nth(index) else { return Ok(None) };
        let within = usize::try_from(index - found.before.count()).unwrap_or(usize::MAX);
        Ok(self.stretch(&found)?.entries.get(within).map(Entry::placed))
    }

    /// Those from one point to another, the latter excluded, in order, but at most so many.
    pub(super) fn entries_between(
        &self,
        from: &Point,
        to: &Point,
        limit: usize,
    ) -> Result<Vec<reconcile::Entry>, StoreError> {
        let mut entries = Vec::new();
        let mut next = *from;
        while next < *to && entries.len() < limit {
            let found = self.buckets.at(&next);
            let bucket = self.stretch(&found)?;
            let rest = &bucket.entries[bucket.rank(&next)..];
            let within = rest.iter().take_while(|entry| entry.point() < *to);
            entries.extend(within.take(limit - entries.len()).map(Entry::placed));
            next = found.upper;
        }
        Ok(entries)
    }

    /// The bytes of an operation, if it is one of them and its record is intact.
    pub fn operation(&self, entry: &reconcile::Entry) -> Result<Option<Vec<u8>>, StoreError> {
        let point = Point::from(*entry);
        let bucket = self.stretch(&self.buckets.at(&point))?;
        let found = bucket.entries.get(bucket.rank(&point)).filter(|entry| entry.point() == point);
        let Some(entry) = found else { return Ok(None) };
        match self.view.segments.read(entry.at) {
            Ok(bytes) => Ok(Some(bytes)),
            // It is remembered as damaged, and has to come from somebody else.
            Err(StoreError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of several operations, in the same order. Neighbours in the order of stamps are found together.
    pub fn operations(&self, wanted: &[reconcile::Entry]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        wanted.iter().map(|entry| self.operation(entry)).collect()
    }

    /// The digest of all before a point.
    fn before(&self, point: &Point) -> Result<Digest, StoreError> {
        if *point == Point::END {
            return Ok(self.digest());
        }
        let found = self.buckets.at(point);
        let mut digest = found.before;
        if found.lower < *point {
            let bucket = self.stretch(&found)?;
            digest.add_all(&bucket.digest(bucket.rank(point)));
        }
        Ok(digest)
    }

    fn stretch(&self, found: &Found) -> Result<Arc<Stretch>, StoreError> {
        let remembered = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut remembered = remembered();
            let buckets = &mut remembered.buckets;
            if let Some(at) = buckets.iter().position(|(lower, _)| *lower == found.lower)
                && let Some(known) = buckets.remove(at)
            {
                let stretch = Arc::clone(&known.1);
                buckets.push_back(known);
                return Ok(stretch);
            }
        }
        let entries = self.view.entries(&self.database, &found.lower, &found.upper)?;
        let stretch = Arc::new(Stretch::of(entries.collect::<Result<Vec<Entry>, _>>()?));
        let mut remembered = remembered();
        remembered.entries += stretch.entries.len();
        remembered.buckets.push_back((found.lower, Arc::clone(&stretch)));
        // The one that was just read is among the few that stay.
        while remembered.entries > REMEMBERED
            && remembered.buckets.len() > 1
            && let Some((_, forgotten)) = remembered.buckets.pop_front()
        {
            remembered.entries -= forgotten.entries.len();
        }
        Ok(stretch)
    }
}

/// What the reconciliation of sets asks. Every answer reads two buckets at most, but for a long list of entries.
impl reconcile::Sums for Sums {
    type Error = StoreError;

    fn digest(&self, range: &Range<reconcile::Entry>) -> Result<Digest, StoreError> {
        self.digest_between(&range.start.into(), &range.end.into())
    }

    fn nth(&self, range: &Range<reconcile::Entry>, nth: u64) -> Result<Option<reconcile::Entry>, StoreError> {
        let index = self.rank(&range.start.into())?.saturating_add(nth);
        Ok(self.nth_of_all(index)?.filter(|entry| *entry < range.end))
    }

    fn entries(
        &self,
        range: &Range<reconcile::Entry>,
        limit: usize,
    ) -> Result<Vec<reconcile::Entry>, StoreError> {
        self.entries_between(&range.start.into(), &range.end.into(), limit)
    }
}
