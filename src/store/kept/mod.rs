//! What the store knows of its kept operations (those with a live write) beyond the index: which they are, by place in
//! the journal; and for each database that is asked for, digests of stretches of them, which is what two nodes compare.
//!
//! All of this is in memory, follows from the index, and is told by each commit what changes ([`KeptChange`]). When the
//! store is closed, it is written to a file in the index folder; the next start takes it from there. After a kill the
//! file is not there. Then the index is scanned, but not before somebody asks, and without keeping anybody from writing:
//! what changes meanwhile is noted and made up for at the end. The digests of a database are made in the same way, from
//! the side files, when they are asked for first.
//!
//! | what | where | memory |
//! |---|---|---|
//! | which operations are kept | `bits` | 64 KiB for a segment |
//! | those of the newest segment, by database, stamp and id | `recent` | 48 bytes for each operation of one segment |
//! | digests of stretches | `buckets` | 80 bytes for some thousand operations |
//! | entries of stretches that were looked at | `sums` | 16 stretches in each handle |
//! | heads of side files | `journal/listings` | 8 MiB |
//!
//! An operation whose record was found damaged stays kept, as the index has a copy of its writes, but is not listed any
//! more; until it is repaired the digests of stretches may miss it.

mod bits;
mod buckets;
mod checkpoint;
mod point;
mod recent;
mod recount;
mod sums;
mod view;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::DbName;
use cyberfly_core::digest::Digest;

use crate::error::StoreError;
use crate::index::{Index, KeptChange};
use crate::journal::{Mark, Segments};
pub(crate) use bits::{Bitmaps, Bits};
use buckets::{BUCKET_LIMIT, Buckets, Filling, Turn};
pub(crate) use checkpoint::NAME as CHECKPOINT;
use point::Point;
pub(crate) use recount::Difference;
pub use sums::Sums;
pub(crate) use view::{Database, View};

/// The kept operations of a store.
#[derive(Debug)]
pub(crate) struct KeptOperations {
    segments: Arc<Segments>,
    /// Where it is written to; nowhere if the index is not on the disk either.
    checkpoint: Option<PathBuf>,
    shared: Mutex<Shared>,
    /// Held by whoever makes what is not known yet, so that it is made once.
    making: Mutex<()>,
}

#[derive(Debug)]
struct Shared {
    /// The segment that grows.
    newest: u32,
    state: State,
    /// What has changed since a recount began, while one goes on.
    since_recount: Option<Vec<KeptChange>>,
    /// Whether there may be a file that says what was true when the store was closed.
    is_saved: bool,
}

#[derive(Debug)]
enum State {
    /// Nobody has asked yet.
    Unknown,
    /// The index is being scanned. This has changed since, with the segment that was the newest then.
    Scanning(Vec<(u32, KeptChange)>),
    Known(Tables),
}

#[derive(Debug)]
struct Tables {
    view: View,
    databases: BTreeMap<u32, Summed>,
}

/// A database of which digests were asked for.
#[derive(Debug)]
struct Summed {
    database: Database,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// They are being made. This has changed since.
    Making(Vec<KeptChange>),
    Ready(Buckets),
}

impl Tables {
    const fn new(view: View) -> Self {
        Self { view, databases: BTreeMap::new() }
    }

    fn follow(&mut self, newest: u32, changes: &[KeptChange]) -> Result<(), StoreError> {
        self.view.grow(newest);
        let mut full = Vec::new();
        for change in changes {
            if !self.view.set(change) {
                continue;
            }
            match self.databases.get_mut(&change.database).map(|summed| &mut summed.stage) {
                Some(Stage::Ready(buckets)) => full.extend(turn(buckets, change).then_some(*change)),
                Some(Stage::Making(since)) => since.push(*change),
                None => {}
            }
        }
        for change in full {
            if let Some(Summed { database, stage: Stage::Ready(buckets) }) =
                self.databases.get_mut(&change.database)
            {
                split(&self.view, database, buckets, &Point::of(change.stamp, &change.id))?;
            }
        }
        Ok(())
    }
}

/// Makes a change in a database's digests. Returns whether the bucket holds too many operations now.
fn turn(buckets: &mut Buckets, change: &KeptChange) -> bool {
    let turn = if change.is_kept { Turn::In } else { Turn::Out };
    buckets.turn(&Point::of(change.stamp, &change.id), &change.id, turn)
}

/// Splits the bucket in which a point lies if it holds too many operations.
fn split(view: &View, database: &Database, buckets: &mut Buckets, point: &Point) -> Result<(), StoreError> {
    let found = buckets.at(point);
    let count = found.digest.count();
    if count > BUCKET_LIMIT {
        let pieces = (2 * count / BUCKET_LIMIT).max(2);
        let mut filling = Filling::of_each(count.div_ceil(pieces));
        for entry in view.entries(database, &found.lower, &found.upper)? {
            let entry = entry?;
            filling.add(&entry.point(), &entry.id);
        }
        buckets.split(&found.lower, filling.finish());
    }
    Ok(())
}

/// What an index has come to: up to where in the journal, and the digest of all that is kept. The place alone does not say
/// it, as work that goes on after a commit changes what is kept; and of that an engine may lose some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    mark: Mark,
    digest: Digest,
}

impl Moment {
    fn of(index: &Index) -> Result<Option<Self>, StoreError> {
        let Some(applied) = index.applied()? else { return Ok(None) };
        let mut digest = Digest::EMPTY;
        index.databases()?.iter().for_each(|(_, database)| digest.add_all(&database.digest));
        Ok(Some(Self { mark: applied.mark, digest }))
    }
}

impl KeptOperations {
    /// Of an index: if it is empty, nothing is kept; otherwise what was written when the store was closed is taken if it
    /// is of this index, and else made when somebody asks. The file goes away: it would be wrong after the next commit.
    pub(crate) fn open(
        segments: &Arc<Segments>,
        checkpoint: Option<PathBuf>,
        index: &Index,
    ) -> Result<Self, StoreError> {
        let mut state = match index.applied()? {
            Some(_) => State::Unknown,
            None => State::Known(Tables::new(View::new(segments))),
        };
        if let Some(path) = checkpoint.as_ref().filter(|path| path.exists()) {
            if let Some(moment) = Moment::of(index)?
                && let Some(tables) = checkpoint::load(path, segments, &moment)
            {
                state = State::Known(tables);
            }
            checkpoint::remove(path)?;
        }
        let shared = Shared { newest: 0, state, since_recount: None, is_saved: false };
        let (segments, shared) = (Arc::clone(segments), Mutex::new(shared));
        Ok(Self { segments, checkpoint, shared, making: Mutex::default() })
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows what a batch changed that the index has now. `newest` is the segment that grows. To be called in the order
    /// of the batches. A change that was made already changes nothing; an operation that moves to another place ceases to
    /// be kept at the old one and becomes kept at the new one.
    pub(crate) fn follow(&self, newest: u32, changes: &[KeptChange]) {
        let mut shared = self.shared();
        shared.newest = newest;
        self.discard_checkpoint(&mut shared);
        if let Some(since) = &mut shared.since_recount {
            since.extend_from_slice(changes);
        }
        let followed = match &mut shared.state {
            State::Unknown => Ok(()),
            State::Scanning(since) => {
                since.extend(changes.iter().map(|change| (newest, *change)));
                Ok(())
            }
            State::Known(tables) => tables.follow(newest, changes),
        };
        if let Err(error) = followed {
            tracing::warn!(%error, "which operations are kept has to be made anew from the index");
            shared.state = State::Unknown;
        }
    }

    fn discard_checkpoint(&self, shared: &mut Shared) {
        if let Some(path) = self.checkpoint.as_ref().filter(|_| shared.is_saved) {
            match checkpoint::remove(path) {
                Ok(()) => shared.is_saved = false,
                Err(error) => tracing::error!(%error, "what was kept at the last close cannot be removed"),
            }
        }
    }

    /// Writes what is known to its file. Nobody may write meanwhile.
    pub(crate) fn save(&self, index: &Index) -> Result<(), StoreError> {
        let mut shared = self.shared();
        if let (Some(path), State::Known(tables)) = (&self.checkpoint, &shared.state)
            && let Some(moment) = Moment::of(index)?
        {
            checkpoint::save(path, &moment, tables)?;
            shared.is_saved = true;
        }
        Ok(())
    }

    /// Which operations are kept, as of the last batch that was followed.
    pub(crate) fn view(&self, index: &Index) -> Result<View, StoreError> {
        self.when_known(index, &mut |tables| Some(tables.view.clone()))
    }

    /// The digests of a database as of the last batch that was followed.
    pub(crate) fn sums(&self, index: &Index, name: &DbName, number: u32) -> Result<Sums, StoreError> {
        let ready = |tables: &mut Tables| match tables.databases.get(&number).map(|summed| &summed.stage) {
            Some(Stage::Ready(buckets)) => Some((tables.view.clone(), buckets.clone(), tables.view.pin())),
            _ => None,
        };
        let database = Database::new(name, number);
        let (view, buckets, pin) = loop {
            if let Some(found) = self.when_known(index, &mut |tables| Some(ready(tables)))? {
                break found;
            }
            self.make_sums(&database)?;
        };
        Ok(Sums::new(view, pin, database, buckets))
    }

    /// Answers from what is known, which is made first if need be. To be asked again if there is no answer.
    fn when_known<T>(
        &self,
        index: &Index,
        answer: &mut dyn FnMut(&mut Tables) -> Option<T>,
    ) -> Result<T, StoreError> {
        loop {
            if let State::Known(tables) = &mut self.shared().state
                && let Some(answer) = answer(tables)
            {
                return Ok(answer);
            }
            self.scan(index)?;
        }
    }

    fn making(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the bits from the index, if they are not known.
    fn scan(&self, index: &Index) -> Result<(), StoreError> {
        let _making = self.making();
        let mut view = View::new(&self.segments);
        {
            let mut shared = self.shared();
            if matches!(shared.state, State::Known(_)) {
                return Ok(());
            }
            view.grow(shared.newest);
            shared.state = State::Scanning(Vec::new());
        }
        let scanned = index.each_live(&mut |found, _| {
            // An operation of several writes is met several times.
            if !view.bitmaps.holds(found.at) {
                view.set(found);
            }
            Ok(ControlFlow::Continue(()))
        });
        let mut shared = self.shared();
        let since = std::mem::replace(&mut shared.state, State::Unknown);
        scanned?;
        if let State::Scanning(since) = since {
            for (newest, change) in since {
                view.grow(newest);
                view.set(&change);
            }
            shared.state = State::Known(Tables::new(view));
        }
        Ok(())
    }

    /// Makes the digests of a database from the side files, if the bits are known and the digests are not.
    fn make_sums(&self, database: &Database) -> Result<(), StoreError> {
        let _making = self.making();
        let (view, _pin) = {
            let mut shared = self.shared();
            let State::Known(tables) = &mut shared.state else { return Ok(()) };
            if tables.databases.contains_key(&database.number) {
                return Ok(());
            }
            let summed = Summed { database: *database, stage: Stage::Making(Vec::new()) };
            tables.databases.insert(database.number, summed);
            (tables.view.clone(), tables.view.pin())
        };
        let make = || {
            let mut filling = Filling::of_each(BUCKET_LIMIT * 3 / 4);
            for entry in view.entries(database, &Point::START, &Point::END)? {
                let entry = entry?;
                filling.add(&entry.point(), &entry.id);
            }
            Ok(Buckets::of(filling.finish()))
        };
        let made = make();
        let mut shared = self.shared();
        let State::Known(tables) = &mut shared.state else { return made.map(drop) };
        let summed = tables.databases.remove(&database.number);
        let mut buckets = made?;
        if let Some(Stage::Making(since)) = summed.map(|summed| summed.stage) {
            let full: Vec<KeptChange> =
                since.into_iter().filter(|change| turn(&mut buckets, change)).collect();
            for change in full {
                split(&tables.view, database, &mut buckets, &Point::of(change.stamp, &change.id))?;
            }
            tables
                .databases
                .insert(database.number, Summed { database: *database, stage: Stage::Ready(buckets) });
        }
        Ok(())
    }

    /// Whether the bits are known, and for which databases digests are.
    #[cfg(test)]
    fn known(&self) -> Option<Vec<u32>> {
        match &self.shared().state {
            State::Known(tables) => Some(tables.databases.keys().copied().collect()),
            _ => None,
        }
    }

    /// About how many bytes of memory are taken.
    pub(crate) fn bytes(&self) -> usize {
        let State::Known(tables) = &self.shared().state else { return 0 };
        let buckets = tables.databases.values().map(|summed| match &summed.stage {
            Stage::Ready(buckets) => size_of::<Summed>() + buckets.bytes(),
            Stage::Making(since) => since.len() * size_of::<KeptChange>(),
        });
        tables.view.bytes() + buckets.sum::<usize>()
    }
}

#[cfg(test)]
pub(crate) mod tests;
