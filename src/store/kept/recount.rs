//! What is known of the kept operations, held against the live writes: for verification.
//!
//! The live writes are gone through while others write. What changes meanwhile is noted and made up for at the end, while
//! nobody writes for a moment; so both are of that moment.

use std::collections::BTreeMap;

use cyberfly_core::DbName;
use cyberfly_core::digest::Digest;

use super::bits::Bitmaps;
use super::buckets::Bucket;
use super::{Database, KeptOperations, Point, Stage, State, View};
use crate::error::StoreError;
use crate::index::{KeptChange, LiveVisitor};
use crate::store::Store;

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

impl KeptOperations {
    /// Counts the kept operations anew. The entries of all live writes are shown on the way; none comes of it if whoever
    /// is shown them breaks off.
    pub(crate) fn recount(
        &self,
        store: &Store,
        visit: LiveVisitor<'_>,
    ) -> Result<Option<Recount>, StoreError> {
        let _making = self.making();
        self.shared().since_recount = Some(Vec::new());
        let mut tally = Tally::default();
        let mut is_over = false;
        let counted = store.index().each_live(&mut |found, entry| {
            tally.set(found);
            let flow = visit(found, entry)?;
            is_over = flow.is_break();
            Ok(flow)
        });
        let met = tally.bitmaps.clone();
        let _nobody_writes = store.hold_writes();
        let since = self.shared().since_recount.take();
        counted?;
        if is_over {
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
        Ok(Some(Recount { met, differences }))
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
