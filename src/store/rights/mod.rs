//! Who may write in a database, on disk: what [`cyberfly_core::replica`] does in memory.
//!
//! **Where rights live.** The rights of a database are a function of two things that the index has: the live writes at
//! `~rights`, and the rights operations among the unauthorised ones, which count once their author is an admin. Both name
//! a place in the journal; the operations there are all that [`Rights`] needs. The rights of the databases that were asked
//! for last are at hand.
//!
//! **What a commit does.** An operation whose author has no right to it goes to the journal and gets a small entry, and
//! that is all. One that changes rights leaves a note of whose operations are to be weighed again, in the same batch:
//! see [`weighing`]. What follows from the note is done by [`Store::settle`], at once where it is little.
//!
//! **What a rebuild does.** It collects the rights from the whole journal first, merges by these alone, and has nothing to
//! weigh again. One that is interrupted goes on as any index that is behind: by the rights up to each operation.
//!
//! **What an index promises.** Once nothing is left to do, it is a function of the operations in the journal and the
//! order in which they lie there: every operation is merged if the rights authorise it and has an entry among the
//! unauthorised if not, and every entry names the first place at which its operation lies. So a rebuilt index equals the
//! one that grew. One exception: which unauthorised operations are remembered where there are more than
//! [`CANDIDATES_LIMIT`] or [`SET_ASIDE_LIMIT`] allow.

mod cache;
mod foreseen;
mod receive;
mod settle;
mod weigher;
mod weighing;

use std::sync::Arc;

use cyberfly_core::DbName;
use cyberfly_core::access::Rights;

use crate::error::StoreError;
use crate::store::Store;
pub(crate) use cache::RightsCache;
pub(crate) use foreseen::{foresee, may_be_about_rights};
pub(crate) use weigher::Weigher;

/// How many bytes the rights operations of a database may have that do not count. When there are more, those with the
/// least stamps are forgotten: they lie in the journal, but have a part in the rights only if they are handed in again.
pub(crate) const CANDIDATES_LIMIT: u64 = if cfg!(test) { 16 * 1024 } else { 1024 * 1024 };

/// How many bytes the other operations of a database may have that nobody authorised. When there are more, the quarter of
/// them with the least stamps is forgotten: a grant does not take those in, unless they are handed in again.
pub(crate) const SET_ASIDE_LIMIT: u64 = if cfg!(test) { 64 * 1024 } else { 64 * 1024 * 1024 };

impl Store {
    /// Who may do what in a database, by all that was committed. Those of a database that nothing was written to are its
    /// owner's alone.
    pub fn rights(&self, db: &DbName) -> Result<Arc<Rights>, StoreError> {
        if let Some(rights) = self.index().rights().get(db) {
            return Ok(rights);
        }
        let _nobody_writes = self.hold_writes();
        self.index().rights().get_or_load(self.index(), self.segments(), db)
    }

    /// What [`Store::rights`] says, if that can be said without waiting for a commit and without reading.
    pub fn rights_at_hand(&self, db: &DbName) -> Option<Arc<Rights>> {
        self.index().rights().get(db)
    }
}

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod tests;
