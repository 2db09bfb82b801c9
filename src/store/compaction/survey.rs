//! What is known of each sealed segment: which of its operations were found kept, and how much of it ceased to be when.
//!
//! A look compares what is kept now with what was kept at the last one. So commits owe nothing to compaction, and what it
//! knows is never wrong, only late: an operation counts as dropped from the look that finds it so.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::plan::Tally;
use super::undo::{Ledger, UndoClock};
use crate::error::StoreError;
use crate::journal::{Part, Segments};
use crate::kept::Bits;

/// What is known of one segment.
#[derive(Debug)]
pub(super) struct Survey {
    /// How many bytes its file has.
    pub(super) bytes: u64,
    /// Those of its operations that were kept at the last look.
    kept: Option<Arc<Bits>>,
    /// What was not kept, by the time since which it is not.
    pub(super) dropped: BTreeMap<u64, Tally>,
}

impl Survey {
    /// Looks at a segment for the first time. `now_kept` are its kept operations.
    pub(super) fn first(
        segments: &Segments,
        part: Part,
        now_kept: Option<&Arc<Bits>>,
        clock: &mut UndoClock,
    ) -> Result<Self, StoreError> {
        let mut survey = Self { bytes: segments.length(part), kept: None, dropped: BTreeMap::new() };
        survey.look(segments, part, now_kept, clock, true)?;
        Ok(survey)
    }

    /// Looks again, and returns how many bytes were read for it.
    pub(super) fn again(
        &mut self,
        segments: &Segments,
        part: Part,
        now_kept: Option<&Arc<Bits>>,
        clock: &mut UndoClock,
    ) -> Result<u64, StoreError> {
        match self.kept.as_ref() == now_kept {
            true => Ok(0),
            false => self.look(segments, part, now_kept, clock, false),
        }
    }

    fn look(
        &mut self,
        segments: &Segments,
        part: Part,
        now_kept: Option<&Arc<Bits>>,
        clock: &mut UndoClock,
        is_first: bool,
    ) -> Result<u64, StoreError> {
        let disk = segments.disk().as_ref();
        let mut ledger = Ledger::load(disk, part.number);
        if is_first && let Some(newest) = ledger.dropped.values().map(|dropped| dropped.since).max() {
            clock.not_before(newest);
        }
        let mut offsets: Vec<u32> =
            segments.listing(part.number)?.iter().map(|listed| listed.offset).collect();
        offsets.sort_unstable();
        let (mut gone, mut back) = (Vec::new(), Vec::new());
        let behind = offsets.iter().skip(1).copied().chain([u32::try_from(self.bytes).unwrap_or(u32::MAX)]);
        for (offset, behind) in offsets.iter().copied().zip(behind) {
            let is_dropped = ledger.dropped.contains_key(&offset);
            match (now_kept.is_some_and(|bits| bits.holds(offset)), is_dropped) {
                (false, false) => gone.push((offset, behind.saturating_sub(offset))),
                (true, true) => back.push((offset, behind.saturating_sub(offset))),
                _ => {}
            }
        }
        self.kept = now_kept.cloned();
        ledger.note_kept(disk, part.number, &back);
        ledger.note_dropped(disk, part.number, clock.since(), &gone);
        self.dropped.clear();
        for dropped in ledger.dropped.values() {
            self.dropped.entry(dropped.since).or_default().add(dropped.bytes);
        }
        Ok(offsets.len() as u64 * ENTRY_BYTES)
    }

    /// What of it is out of the undo window.
    pub(super) fn dead(&self, horizon: Option<u64>) -> Tally {
        let mut dead = Tally::default();
        let out = self.dropped.iter().filter(|(since, _)| horizon.is_some_and(|horizon| **since <= horizon));
        for (_, tally) in out {
            dead.bytes += tally.bytes;
            dead.operations += tally.operations;
        }
        dead
    }
}

/// How many bytes a look reads for each operation: its entry in the side file.
const ENTRY_BYTES: u64 = 44;
