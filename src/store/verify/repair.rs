//! What can be repaired: what the journal says wrongly is set aside, what is damaged is cut out of it, and the index is built
//! anew from the rest.

use std::path::Path;
use std::sync::Arc;

use cyberfly_core::Claimed;

use super::report::{Fault, FaultKind, Report};
use crate::disk::RealDisk;
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::index::Index;
use crate::journal::{Position, Segments};
use crate::options::Options;
use crate::quarantine::{Damage, Reason};
use crate::store::Store;

/// What a repair did, and what it could not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// How many operations were set aside by it.
    pub set_aside: usize,
    /// How many damaged ranges were cut out of the journal. Nothing is known of them any more; what was in them has to come
    /// from another node, or from a backup.
    pub cut_out: usize,
    /// What is left as it is: segments that are gone as a whole, and what an author had no right to, which is for the owner
    /// to decide.
    pub left: Vec<Fault>,
    /// How many faults the report had counted but not listed. After a repair, verify again.
    pub unlisted: u64,
}

impl Store {
    /// Repairs a store that is not open, after what a verification reported, and opens it.
    ///
    /// Operations without a valid form or signature are set aside, after they were looked at again, and their segments are
    /// written anew without them, as those are that have damaged ranges. The index is built anew, which cures all that is
    /// wrong in it, and so are side files with faults. Fails without changing anything while another process owns the
    /// directory.
    pub fn repair(root: &Path, options: Options, report: &Report) -> Result<(Self, Repaired), StoreError> {
        let folder = DataFolder::open(root)?;
        let segments = Arc::new(Segments::new(Arc::new(RealDisk::new(&folder.journal()))));
        let unlisted = report.faults_total.saturating_sub(report.faults.len() as u64);
        let mut repaired = Repaired { set_aside: 0, cut_out: 0, left: Vec::new(), unlisted };
        for fault in &report.faults {
            match fault.what {
                FaultKind::Form | FaultKind::Signature if set_aside(&segments, fault) => {
                    repaired.set_aside += 1;
                }
                FaultKind::Listing => segments.forget_listing(fault.segment),
                FaultKind::Absent
                | FaultKind::Stray
                | FaultKind::Changed
                | FaultKind::Dominated
                | FaultKind::Digest
                | FaultKind::Unreadable => {}
                FaultKind::Form | FaultKind::Signature | FaultKind::Access | FaultKind::Damaged(_) => {
                    repaired.left.push(fault.clone());
                }
            }
        }
        let store = Self::rebuilt(&segments, folder, options.clone())?;
        let cut = store.cut_out()?;
        if cut.replaced.is_empty() {
            return Ok((store, repaired));
        }
        let is_cut = |fault: &Fault| {
            let here = |damage: &Damage| (damage.segment, damage.offset) == (fault.segment, fault.offset);
            cut.ranges.iter().any(here)
        };
        repaired.left.retain(|fault| !is_cut(fault));
        repaired.cut_out = cut.ranges.iter().filter(|damage| !damage.reason.is_of_operation()).count();
        store.close()?;
        drop(store);
        // Only when no index refers to them any more, the replaced files go.
        let folder = DataFolder::open(root)?;
        Index::remove(&folder.index())?;
        let segments = Arc::new(Segments::new(Arc::new(RealDisk::new(&folder.journal()))));
        segments.remove(&cut.replaced)?;
        Ok((Self::rebuilt(&segments, folder, options)?, repaired))
    }
}

/// Sets an operation aside if it is what the fault says, or finds that it is set aside already.
fn set_aside(segments: &Segments, fault: &Fault) -> bool {
    let Ok(offset) = u32::try_from(fault.offset) else { return false };
    let at = Position { segment: fault.segment, offset };
    if segments.is_set_aside(at) {
        return true;
    }
    let Ok(bytes) = segments.peek(at) else { return false };
    let reason = match Claimed::decode(&bytes) {
        Err(_) => Reason::Form,
        Ok(claim) => match claim.verify() {
            Err(_) => Reason::Signature,
            Ok(_) => return false,
        },
    };
    segments.set_aside(at, bytes.len(), reason)
}
