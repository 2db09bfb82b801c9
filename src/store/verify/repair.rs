//! What can be repaired: what the journal says wrongly is set aside, and the index is built anew from the rest.

use std::path::Path;
use std::sync::Arc;

use cyberfly_core::Claimed;

use super::report::{Fault, FaultKind, Report};
use crate::disk::RealDisk;
use crate::error::StoreError;
use crate::folder::DataFolder;
use crate::journal::{Position, Segments};
use crate::options::Options;
use crate::quarantine::Reason;
use crate::store::Store;

/// What a repair did, and what it could not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// How many operations were set aside by it. They are in [`Store::damage`], and their bytes are as they were.
    pub set_aside: usize,
    /// What is left as it is: bytes that are gone have to come from another node, and what an author had no right to is
    /// for the owner to decide.
    pub left: Vec<Fault>,
    /// How many faults the report had counted but not listed. After a repair, verify again.
    pub unlisted: u64,
}

impl Store {
    /// Repairs a store that is not open, after what a verification reported, and opens it.
    ///
    /// Operations without a valid form or signature are set aside, after they were looked at again, so that they are not
    /// served any more; their bytes stay. The index is built anew, which cures all that is wrong in it, and so are side
    /// files with faults. Fails without changing anything while another process owns the directory.
    pub fn repair(root: &Path, options: Options, report: &Report) -> Result<(Self, Repaired), StoreError> {
        let folder = DataFolder::open(root)?;
        let segments = Arc::new(Segments::new(Arc::new(RealDisk::new(&folder.journal()))));
        let unlisted = report.faults_total.saturating_sub(report.faults.len() as u64);
        let mut repaired = Repaired { set_aside: 0, left: Vec::new(), unlisted };
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
