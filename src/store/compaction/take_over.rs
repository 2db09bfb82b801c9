//! The second half of a compaction: the index follows to the new file, and the old ones go.

use cyberfly_core::Claimed;

use super::{CompactStep, State, Work, tidy};
use crate::error::StoreError;
use crate::index::Applied;
use crate::journal::{Next, Part, Segments, Stream};
use crate::store::Store;

/// At most about so many entries of the index are moved at once while nobody may write; those of one operation always
/// are.
const BATCH: usize = 128;

/// A compacted segment that the index is about to follow to.
#[derive(Debug)]
pub(super) struct TakeOver {
    part: Part,
    replaced: Vec<Part>,
    /// How many operations of those it replaces are not in it.
    dropped: u64,
    freed: u64,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Move(Option<Box<Stream>>),
    Remove,
}

impl TakeOver {
    pub(super) const fn new(part: Part, replaced: Vec<Part>, dropped: u64, freed: u64) -> Self {
        Self { part, replaced, dropped, freed, step: Step::Move(None) }
    }
}

impl Store {
    /// Moves entries until so many bytes of the new file are read; then the files that it replaces are removed.
    pub(super) fn take_over(
        &self,
        state: &mut State,
        mut work: Box<TakeOver>,
        budget: u64,
    ) -> Result<CompactStep, StoreError> {
        let mut bytes = 0;
        if let Step::Move(stream) = &mut work.step {
            state.work = Work::Stopped;
            match self.move_entries(work.part, &work.replaced, stream, budget, &mut bytes)? {
                true => work.step = Step::Remove,
                false => {
                    state.work = Work::TakingOver(work);
                    return Ok(CompactStep::UnderWay { bytes });
                }
            }
            self.say_that_all_moved(&work)?;
        }
        // While somebody has them pinned they stay.
        let removed = self.segments().remove(&work.replaced);
        if !matches!(removed, Ok(true)) {
            state.work = Work::TakingOver(work);
            return removed.map(|_| CompactStep::Idle);
        }
        state.work = Work::None;
        tidy(self.segments())?;
        Ok(CompactStep::Finished { bytes, freed: work.freed })
    }

    /// Has the entries of the new file's operations point to it. Returns whether that was done to the end.
    fn move_entries(
        &self,
        part: Part,
        replaced: &[Part],
        stream: &mut Option<Box<Stream>>,
        budget: u64,
        bytes: &mut u64,
    ) -> Result<bool, StoreError> {
        let unsound = || self.index().give_up("a compacted segment was damaged before it was taken over");
        let stream = match stream {
            Some(stream) => stream,
            None => stream.insert(Box::new(self.segments().stream(part)?.ok_or_else(unsound)?)),
        };
        let from: Vec<u32> = replaced.iter().map(|part| part.number).collect();
        let (mut waiting, mut entries) = (Vec::with_capacity(BATCH), 0);
        let is_done = loop {
            if *bytes >= budget {
                break false;
            }
            let operations = match self.segments().next_group(stream)? {
                Next::Group(operations) => operations,
                Next::End => break true,
                Next::Damaged => return Err(unsound()),
            };
            for (at, taken, operation) in operations {
                *bytes += u64::from(taken);
                // What is no operation has no entries.
                let Ok(claim) = Claimed::decode(&operation) else { continue };
                let Some(relocation) = self.index().relocation(&claim.already_verified(), at)? else {
                    continue;
                };
                if entries + relocation.entries() > BATCH {
                    self.relocate(&std::mem::take(&mut waiting), &from)?;
                    entries = 0;
                }
                entries += relocation.entries();
                waiting.push(relocation);
            }
        };
        self.relocate(&waiting, &from)?;
        Ok(is_done)
    }

    /// Says in the index that it has followed, and waits until that is on the disk. Before that it is made sure that no
    /// entry points to what goes.
    fn say_that_all_moved(&self, work: &TakeOver) -> Result<(), StoreError> {
        {
            let _nobody_writes = self.hold_writes();
            let kept = self.kept().view(self.index())?;
            if work.replaced.iter().any(|part| kept.bits(part.number).is_some()) {
                return Err(self.index().give_up("an operation became kept that a compaction had dropped"));
            }
            if let Some(applied) = self.index().applied()? {
                let operations = applied.operations.saturating_sub(work.dropped);
                self.note_compacted(&Applied { operations, compacted: work.part.number, ..applied })?;
            }
        }
        self.index().sync()
    }

    /// Goes on where a compaction was interrupted, right after the store was opened: the index follows and the replaced
    /// files go. An index that does not fit what is there has to be rebuilt.
    pub(crate) fn finish_compaction(&self) -> Result<(), StoreError> {
        let segments = self.segments();
        let catalogue = segments.catalogue()?;
        let newest = catalogue.newest_compacted();
        let compacted = self.index().applied()?.map_or(newest, |applied| applied.compacted);
        if compacted > newest {
            return Err(self.index().give_up("a compacted segment that it points to is missing"));
        }
        for part in catalogue.parts.iter().filter(|part| part.number > compacted && part.is_compacted()) {
            let replaced = catalogue.replaced_by(*part);
            let mut next = part.first;
            for old in &replaced {
                next = if old.first == next { old.last + 1 } else { next };
            }
            let header = segments.compacted(*part)?.filter(|_| next == part.last + 1);
            let missing = || self.index().give_up("a segment that it points to was compacted without it");
            let dropped = header.ok_or_else(missing)?.dropped;
            let work = TakeOver::new(*part, replaced, dropped, 0);
            self.move_entries(work.part, &work.replaced, &mut None, u64::MAX, &mut 0)?;
            self.say_that_all_moved(&work)?;
        }
        if !catalogue.replaced.is_empty() {
            self.index().sync()?;
            segments.remove(&catalogue.replaced)?;
            segments.let_go();
        }
        tidy(segments)
    }
}

/// Takes back a compacted segment that is damaged while what it replaces is still there. The index goes first: it may
/// point to it already.
pub(crate) fn forget_unsound(
    segments: &Segments,
    remove_index: impl Fn() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let catalogue = segments.catalogue()?;
    for part in catalogue.parts.iter().filter(|part| !catalogue.replaced_by(**part).is_empty()) {
        if !segments.is_whole(*part)? {
            tracing::warn!(segment = part.number, "an unfinished compaction is damaged and is taken back");
            remove_index()?;
            let (disk, name) = (segments.disk(), part.name());
            disk.remove(&name).map_err(StoreError::io("removing", &disk.path(&name)))?;
            disk.sync_names().map_err(StoreError::io("syncing", &disk.path("")))?;
            segments.catalogue()?;
        }
    }
    Ok(())
}
