//! Bringing the index up to the journal: what an interrupted run left behind, or everything when it is built anew.
//!
//! Nothing gets from the journal into the index without its signature. A checksum says that bytes are as they were
//! written, not that it was this store that wrote them; and an index that is half built looks like one that is a little
//! behind, so there is one way for both. One thread reads the journal, all cores check signatures, one thread makes the
//! changes to the index, in the order of the journal. What waits between them is bounded.

use std::sync::Arc;

use cyberfly_core::{Claimed, Operation};

use crate::checks::{Checks, TOGETHER};
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::index::{Applied, Changes, EngineKind, Index};
use crate::journal::{Group, Journal, Mark, Position, ReplayError, Segments};
use crate::kept::{self, KeptOperations};
use crate::options::Options;
use crate::progress::Distance;
use crate::quarantine::Reason;
use crate::rights;
use crate::spread::{spread_in_order, threads};

/// How many operations go through together, at least, unless they have many bytes.
const STRETCH: usize = if cfg!(test) { 4 } else { TOGETHER };
/// A stretch with more bytes is full.
const STRETCH_BYTES: usize = 1024 * 1024;

/// What a store is when its index has caught up with the journal.
pub(crate) struct CaughtUp {
    pub(crate) journal: Journal,
    /// How many operations the journal holds.
    pub(crate) operations: u64,
    /// The newest compacted segment that the index points to.
    pub(crate) compacted: u32,
    pub(crate) kept: KeptOperations,
}

/// Some groups of the journal.
#[derive(Default)]
struct Stretch {
    operations: Vec<(Position, Vec<u8>)>,
    bytes: usize,
    end: Option<Mark>,
}

/// An operation, or how many bytes lie there instead and why they are none.
type Judged = Result<Operation, (usize, Reason)>;

/// What was found to be in a stretch.
struct Checked {
    operations: Vec<(Position, Judged)>,
    end: Option<Mark>,
}

impl Stretch {
    fn add(&mut self, group: &Group<'_>) {
        for (position, bytes) in &group.operations {
            self.bytes += bytes.len();
            self.operations.push((*position, bytes.to_vec()));
        }
        self.end = Some(group.end);
    }

    const fn is_full(&self) -> bool {
        self.operations.len() >= STRETCH || self.bytes >= STRETCH_BYTES
    }

    fn check(self, checks: &Checks) -> Checked {
        let (mut places, mut claims) = (Vec::with_capacity(self.operations.len()), Vec::new());
        for (position, bytes) in self.operations {
            // One that was intact and yet no operation would keep the store from ever opening.
            let claim = Claimed::decode(&bytes);
            places.push((position, bytes.len(), claim.is_ok()));
            claims.extend(claim);
        }
        let mut verdicts = checks.verify(claims).into_iter();
        let judged = places.into_iter().map(|(position, length, is_claim)| {
            let verdict = if is_claim { verdicts.next() } else { None };
            let judged = match verdict {
                Some(verdict) => verdict.map_err(|_| (length, Reason::Signature)),
                None => Err((length, Reason::Form)),
            };
            (position, judged)
        });
        Checked { operations: judged.collect(), end: self.end }
    }
}

/// Opens the journal and brings the index up to it. What has no valid form or signature is set aside, and told as
/// damage. On an error the index is as complete as it says.
pub(crate) fn catch_up(
    folder: &DataFolder,
    segments: &Arc<Segments>,
    index: &Index,
    options: &Options,
) -> Result<CaughtUp, ReplayError> {
    let applied = index.applied()?;
    let is_on_disk = index.kind() != EngineKind::Memory;
    let checkpoint = is_on_disk.then(|| folder.index().join(kept::CHECKPOINT));
    let kept = KeptOperations::open(segments, checkpoint, index)?;
    let distance = Distance::over(segments, options.progress.as_deref());
    let checks = Checks::new()?;
    if applied.is_none() && folder.has_begun() && segments.catalogue()?.parts.is_empty() {
        return Err(lost(folder).into());
    }
    let leaving = folder.dropping()?;
    let mut changes = match applied {
        Some(_) => Changes::over(index, segments),
        None => {
            let foreseen = rights::foresee(segments, options.into(), &checks, leaving.as_ref())?;
            Changes::foreseeing(index, segments, foreseen)
        }
    };
    let mut operations = applied.map_or(0, |applied| applied.operations);
    // An empty index has everything yet to come from where it is now.
    let newest = segments.catalogue()?.newest_compacted();
    let compacted = applied.map_or(newest, |applied| applied.compacted);
    let bring = |send: &mut dyn FnMut(Stretch) -> bool| {
        let mut stretch = Stretch::default();
        let journal =
            Journal::open(segments, options.into(), applied.map(|applied| applied.mark), &mut |group| {
                stretch.add(&group);
                match stretch.is_full() && !send(std::mem::take(&mut stretch)) {
                    // The reason is told by who gave up.
                    true => Err(StoreError::Index("it takes no more".to_owned())),
                    false => Ok(()),
                }
            });
        send(stretch);
        journal
    };
    let take = |stretches: &mut dyn Iterator<Item = Checked>| {
        let mut is_behind = false;
        for Checked { operations: judged, end } in stretches {
            for (position, judged) in judged {
                match judged {
                    Ok(op) => {
                        if leaving.as_ref() != Some(op.db()) {
                            changes.receive(&op, position)?;
                        }
                        operations += 1;
                    }
                    Err((length, reason)) => drop(segments.set_aside(position, length, reason)),
                }
            }
            if let Some(mark) = end {
                let changed = changes.apply(&Applied { mark, operations, compacted })?;
                kept.follow(mark.segment, &changed);
                distance.tell(mark);
                is_behind = true;
            }
        }
        if is_behind {
            distance.finish();
        }
        Ok::<_, StoreError>(operations)
    };
    let (journal, taken) =
        spread_in_order(threads(None), &|stretch: Stretch| stretch.check(&checks), bring, take);
    let (operations, journal) = (taken?, journal?);
    folder.note_begun()?;
    Ok(CaughtUp { journal, operations, compacted, kept })
}

/// Where a journal was begun and no segment and no index is, data are lost, and nothing may begin anew by itself.
fn lost(folder: &DataFolder) -> StoreError {
    StoreError::Damaged {
        path: folder.journal(),
        offset: 0,
        reason: "its segments are gone, though a journal was begun in this directory: put them back, or remove the file \
                 BEGUN beside it to begin with nothing",
    }
}
