//! From the live writes to what is counted of them: the digests of databases, which operations are kept, and sums.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::operations::fault;
use super::report::{Cursor, FaultKind, Milestone, Phase};
use super::{BATCH, Run, Tell, beside};
use crate::error::StoreError;
use crate::journal::Position;
use crate::kept::Difference;
use crate::quarantine::Reason;

const NOWHERE: Position = Position { segment: 0, offset: 0 };

impl Run<'_> {
    /// Counts the kept operations anew and holds what is known of them against that; returns where to go on. That is done
    /// whole or not at all, and takes as long as it takes.
    pub(super) fn check_kept(&self, progress: &mut dyn FnMut(Milestone)) -> Result<Cursor, StoreError> {
        let is_due = self.settings.subset.is_none_or(|(k, _)| k == 1);
        if !is_due {
            return Ok(Cursor::End);
        }
        let mut differences = match self.inventory() {
            Some(inventory) => inventory.differences.clone(),
            None => match self.recount(progress) {
                Ok(Some(differences)) => differences,
                Ok(None) => return Ok(Cursor::Kept),
                Err(StoreError::Index(detail)) => {
                    self.report(fault(NOWHERE, 0, FaultKind::Unreadable, None, detail));
                    return Ok(Cursor::End);
                }
                Err(error) => return Err(error),
            },
        };
        if differences.is_empty()
            && self.store.damage().iter().all(|damage| damage.reason == Reason::Interrupted)
        {
            for (name, database) in self.store.index().databases()? {
                if self.is_given_up() {
                    return Ok(Cursor::Kept);
                }
                differences.extend(self.store.kept().reread(&name, database.number)?);
            }
        }
        for difference in differences {
            let (segment, db, detail) = match difference {
                Difference::Digest(db) => {
                    (0, Some(db), "the digest that the index has is another one".to_owned())
                }
                Difference::Bits(segment) => {
                    (segment, None, "other operations are taken for kept".to_owned())
                }
                Difference::Sums(db) => (0, Some(db), "the sums do not add up to its digest".to_owned()),
                Difference::Stretch(db, from, to) => (
                    0,
                    Some(db),
                    format!("from stamp {} to {} the sum is another one", from.stamp(), to.stamp()),
                ),
            };
            if db.as_ref().is_none_or(|db| self.settings.has_database(db)) {
                self.report(fault(Position { segment, offset: 0 }, 0, FaultKind::Digest, db, detail));
            }
        }
        Ok(Cursor::End)
    }

    /// What is known otherwise than it is counted now; none if the run is over before.
    fn recount(&self, progress: &mut dyn FnMut(Milestone)) -> Result<Option<Vec<Difference>>, StoreError> {
        let met = AtomicU64::new(0);
        let count = |tell: Tell<'_>| {
            self.store.kept().recount(self.store, self.walkers(), &|(), _, _| {
                let done = met.fetch_add(1, Ordering::Relaxed) + 1;
                if !done.is_multiple_of(BATCH as u64) {
                    return Ok(ControlFlow::Continue(()));
                }
                tell(Milestone { phase: Phase::Kept, done, total: None, faults: self.faults() });
                Ok(if self.is_given_up() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })
        };
        let ((), recounted) = beside(count, progress, |_| ());
        Ok(recounted?.map(|(recount, _)| recount.differences))
    }
}
