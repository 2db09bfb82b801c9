//! Repairing a store that no node holds.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use cyberfly_protocol::ErrorBody;
use cyberfly_store::{Options, Store, Verifier, VerifySettings};

use crate::failure::store_error;

/// What a repair came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// How many operations were set aside.
    pub set_aside: usize,
    /// How many damaged ranges were cut out of the journal: what was in them is gone here.
    pub cut_out: usize,
    /// How many faults are left: segments that are gone, and what an author had no right to.
    pub left: usize,
}

/// Verifies the store in a data directory, sets aside what is wrong and builds the index anew. Fails without changing
/// anything while another process holds the directory.
pub fn repair(data: &Path, options: Options) -> Result<Repair, ErrorBody> {
    let failed = |error| store_error(&error);
    let report = {
        let store = Store::open_with(data, options.clone()).map_err(failed)?;
        let mut verifier = Verifier::new(&store, VerifySettings::default());
        verifier.run(&mut |_| {}, &AtomicBool::new(false)).map_err(failed)?
    };
    let (store, repaired) = Store::repair(data, options, &report).map_err(failed)?;
    store.close().map_err(failed)?;
    let left = repaired.left.len() + usize::try_from(repaired.unlisted).unwrap_or(usize::MAX);
    Ok(Repair { set_aside: repaired.set_aside, cut_out: repaired.cut_out, left })
}
