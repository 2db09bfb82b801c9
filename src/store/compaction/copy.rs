//! The first half of a compaction: what stays is written to a new file.

use cyberfly_core::{Claimed, DbName};

use super::take_over::TakeOver;
use super::undo::{self, Ledger};
use super::{CompactStep, State, Work};
use crate::error::StoreError;
use crate::index::Changes;
use crate::journal::{FIRST_COMPACTED, Next, Part, Position, Stream, UNFINISHED, Unfinished};
use crate::kept::View;
use crate::store::Store;

/// How many unauthorised operations the index forgets at once while nobody may write.
const FORGOTTEN_AT_ONCE: usize = 128;

/// Operations of one segment that go, or that stay only for their undo window.
#[derive(Debug)]
struct Reading {
    stream: Stream,
    ledger: Ledger,
    kept: View,
}

/// A compaction that writes its file.
#[derive(Debug)]
pub(super) struct Copying {
    part: Part,
    replaced: Vec<Part>,
    horizon: Option<u64>,
    /// The how many-th of those that are replaced is read.
    nth: usize,
    reading: Reading,
    unfinished: Unfinished,
    /// The header of the first file that is replaced.
    first: crate::journal::Header,
    /// Where those lie that are not copied.
    dropped: Vec<Position>,
    /// Those of them that the index remembers because nobody authorised them.
    unauthorised: Vec<Position>,
    /// The database that is being dropped: of this nothing is copied.
    leaving: Option<DbName>,
    /// What is in the new file without being kept: since when, where, and how many bytes.
    undo: Vec<(u64, (u32, u32))>,
}

impl Store {
    /// Begins to copy what stays of these neighbours. None if one of them turns out to be damaged.
    pub(super) fn begin_copy(
        &self,
        replaced: Vec<Part>,
        horizon: Option<u64>,
    ) -> Result<Option<Copying>, StoreError> {
        let (Some(first), Some(last)) = (replaced.first(), replaced.last()) else { return Ok(None) };
        let number = self.segments().catalogue()?.newest_compacted().max(FIRST_COMPACTED - 1) + 1;
        let part = Part { first: first.first, last: last.last, number };
        let Some(reading) = self.read(*first)? else { return Ok(None) };
        let header = *reading.stream.header();
        let unfinished = Unfinished::begin(self.segments().disk(), part, &header)?;
        let (dropped, unauthorised, undo) = (Vec::new(), Vec::new(), Vec::new());
        let (first, nth) = (header, 0);
        Ok(Some(Copying {
            part,
            replaced,
            horizon,
            nth,
            reading,
            unfinished,
            first,
            dropped,
            unauthorised,
            undo,
            leaving: self.dropping(),
        }))
    }

    fn read(&self, part: Part) -> Result<Option<Reading>, StoreError> {
        let Some(stream) = self.segments().stream(part)? else { return Ok(None) };
        let ledger = Ledger::load(self.segments().disk().as_ref(), part.number);
        let kept = self.kept().view(self.index())?;
        Ok(Some(Reading { stream, ledger, kept }))
    }

    /// Copies until so many bytes are read. When everything is, the new file gets its name. If anything fails, nothing
    /// has happened.
    pub(super) fn copy(
        &self,
        state: &mut State,
        mut copying: Box<Copying>,
        budget: u64,
    ) -> Result<CompactStep, StoreError> {
        let mut bytes = 0;
        while bytes < budget {
            match self.segments().next_group(&mut copying.reading.stream)? {
                Next::Group(operations) => {
                    for (at, taken, operation) in operations {
                        bytes += u64::from(taken);
                        if copying.is_leaving(&operation) || copying.is_dead(at) {
                            copying.unauthorised.extend(self.is_remembered(&operation)?.then_some(at));
                            copying.dropped.push(at);
                        } else {
                            copying.take(at, taken, &operation)?;
                        }
                    }
                }
                Next::End => {
                    copying.nth += 1;
                    let Some(next) = copying.replaced.get(copying.nth) else {
                        return self.give_name(state, *copying, bytes);
                    };
                    let Some(reading) = self.read(*next)? else { return Ok(CompactStep::UnderWay { bytes }) };
                    copying.reading = reading;
                }
                // It is in the list of damage now, and will not be chosen again.
                Next::Damaged => return Ok(CompactStep::UnderWay { bytes }),
            }
        }
        state.work = Work::Copying(copying);
        Ok(CompactStep::UnderWay { bytes })
    }

    /// Puts the new file in the place of the old ones, if none of what it left out has become kept meanwhile.
    fn give_name(&self, state: &mut State, copying: Copying, bytes: u64) -> Result<CompactStep, StoreError> {
        let Copying { part, replaced, unfinished, first, dropped, unauthorised, undo, .. } = copying;
        let segments = self.segments();
        let Some(last) = replaced.last() else { return Ok(CompactStep::Idle) };
        let end = match segments.compacted(*last)? {
            Some(last) => Some((first.end_of(&last), last.original)),
            None => segments.end_of(*last)?,
        };
        let Some(end) = end else { return Ok(CompactStep::UnderWay { bytes }) };
        let count = dropped.len() as u64;
        let length = unfinished.finish(&first, end, count)?;
        // What dominates that which goes must outlive it, also where writes may wait for the disk.
        self.sync()?;
        let before: u64 = replaced.iter().map(|part| segments.length(*part)).sum();
        if !self.forget(&unauthorised)? {
            return Ok(CompactStep::UnderWay { bytes });
        }
        {
            let _nobody_writes = self.hold_writes();
            let kept = self.kept().view(self.index())?;
            if !self.is_settled()?
                || dropped.iter().any(|at| kept.is_kept(*at))
                || !segments.replace(UNFINISHED, part, &replaced)?
            {
                return Ok(CompactStep::UnderWay { bytes });
            }
        }
        let disk = segments.disk();
        if let Err(source) = disk.sync_names() {
            state.work = Work::Stopped;
            return Err(StoreError::io("syncing", &disk.path(""))(source));
        }
        write_ledger(disk.as_ref(), part, undo);
        let freed = before.saturating_sub(length);
        state.work = Work::TakingOver(Box::new(TakeOver::new(part, replaced, count, freed)));
        Ok(CompactStep::UnderWay { bytes: bytes + length })
    }
}

impl Store {
    /// Whether the index remembers an operation that nobody authorised.
    fn is_remembered(&self, operation: &[u8]) -> Result<bool, StoreError> {
        let Ok(claim) = Claimed::decode(operation) else { return Ok(false) };
        let Some(database) = self.index().database(claim.db())? else { return Ok(false) };
        self.index().is_unauthorised(database.number, &claim.already_verified())
    }

    /// Has the index forget operations that nobody authorised, a few at a time. Returns whether that was done to the end:
    /// not while operations are weighed again.
    fn forget(&self, unauthorised: &[Position]) -> Result<bool, StoreError> {
        for some in unauthorised.chunks(FORGOTTEN_AT_ONCE) {
            let writer = self.writer();
            if !self.is_settled()? {
                return Ok(false);
            }
            let mut changes = Changes::over(self.index(), self.segments());
            for at in some {
                if let Ok(claim) = Claimed::decode(&self.segments().read(*at)?) {
                    changes.forget_unauthorised(&claim.already_verified(), *at)?;
                }
            }
            self.apply(&writer, &mut changes)?;
        }
        Ok(true)
    }
}

impl Copying {
    /// Whether an operation is of the database that is being dropped.
    fn is_leaving(&self, operation: &[u8]) -> bool {
        let Some(leaving) = &self.leaving else { return false };
        Claimed::decode(operation).is_ok_and(|claim| claim.db() == leaving)
    }

    /// Whether the operation at this place may go.
    fn is_dead(&self, at: Position) -> bool {
        let dropped = self.reading.ledger.dropped.get(&at.offset);
        let is_out = |since: u64| self.horizon.is_some_and(|up_to| since <= up_to);
        dropped.is_some_and(|dropped| is_out(dropped.since)) && !self.reading.kept.is_kept(at)
    }

    /// Copies an operation.
    fn take(&mut self, at: Position, taken: u32, operation: &[u8]) -> Result<(), StoreError> {
        let to = self.unfinished.add(operation)?;
        let dropped = self.reading.ledger.dropped.get(&at.offset);
        if let Some(dropped) = dropped.filter(|_| !self.reading.kept.is_kept(at)) {
            self.undo.push((dropped.since, (to.offset, taken)));
        }
        Ok(())
    }
}

/// Carries over since when operations are not kept that have moved with the others.
fn write_ledger(disk: &dyn crate::disk::Disk, part: Part, mut undo: Vec<(u64, (u32, u32))>) {
    // One that is there is of a compaction with this number that came to nothing.
    let _none_there = disk.remove(&undo::name(part.number));
    let mut ledger = Ledger::default();
    undo.sort_unstable();
    for note in undo.chunk_by(|a, b| a.0 == b.0) {
        if let Some((since, _)) = note.first() {
            let entries: Vec<(u32, u32)> = note.iter().map(|(_, entry)| *entry).collect();
            ledger.note_dropped(disk, part.number, *since, &entries);
        }
    }
}
