//! What a prepared operation rests on, checked right at its commit.
//!
//! The committer's thread is everybody's, so little is read there: the ranges are compared before, in the caller's time,
//! and if the database has not changed since, nothing more is to be done. Only if it has are they compared again, within
//! a small budget.

use std::collections::HashSet;

use cyberfly_core::digest::Digest;
use cyberfly_core::metered::{Budget, Ended, Metered};
use cyberfly_core::saw::Saw;
use cyberfly_core::{DbName, ErrorCode, Operation};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::{Store, StoreError};

use crate::failure::{spent, store_error};
use crate::prepare::PREPARE_BUDGET;

/// How much is read in the committer's thread for one operation at most.
const COMMITTER_BUDGET: Budget = Budget { cells: 10_000, bytes: 0 };

/// What an operation rests on, found to hold when the database had this digest.
#[derive(Debug)]
pub(crate) struct RestsOn {
    saw: Saw,
    held_at: Option<Digest>,
}

/// The digest of a database, while what is live there changes with the digest only: not while a change of rights is
/// still being carried out.
pub(crate) fn quiet_digest(store: &Store, db: &DbName) -> Result<Option<Digest>, ErrorBody> {
    let unsettled = store.unsettled().map_err(|error| store_error(&error))?;
    match unsettled.contains(db) {
        true => Ok(None),
        false => store.digest(db).map(Some).map_err(|error| store_error(&error)),
    }
}

impl RestsOn {
    /// Compares all ranges, in the caller's time. An error is `conflict` if one differs; nothing is stored then.
    pub(crate) fn check(store: &Store, db: &DbName, saw: Saw) -> Result<Self, ErrorBody> {
        let held_at = quiet_digest(store, db)?;
        match holds(store, db, &saw, PREPARE_BUDGET) {
            Ok(true) => Ok(Self { saw, held_at }),
            Ok(false) => Err(conflict()),
            Err(ended) => Err(spent(&ended)),
        }
    }

    #[cfg(test)]
    pub(crate) const fn saw(&self) -> &Saw {
        &self.saw
    }

    /// Why the operation may not be committed now, if it may not.
    pub(crate) fn refusal(&self, store: &Store, db: &DbName) -> Option<ErrorBody> {
        match store.digest(db) {
            Ok(digest) if Some(digest) == self.held_at => return None,
            Ok(_) => {}
            Err(error) => return Some(store_error(&error)),
        }
        match holds(store, db, &self.saw, COMMITTER_BUDGET) {
            Ok(true) => None,
            // Too much to compare here: to say that it changed costs the caller no more than another attempt.
            Ok(false) | Err(Ended::Cells | Ended::Bytes) => Some(conflict()),
            Err(Ended::Fault(error)) => Some(store_error(&error)),
        }
    }
}

fn holds(store: &Store, db: &DbName, saw: &Saw, budget: Budget) -> Result<bool, Ended<StoreError>> {
    let cells = store.cells(db).map_err(Ended::Fault)?;
    saw.holds(&Metered::over(cells.as_ref(), budget))
}

fn conflict() -> ErrorBody {
    let message = "what the command was prepared from has changed since; nothing was stored";
    ErrorBody::new(ErrorCode::Conflict, message).hint("prepare it again")
}

/// Which keys a group of operations writes to. Found out only when somebody asks, which few do.
#[derive(Debug, Default)]
pub(crate) struct Written {
    noted: usize,
    keys: HashSet<(DbName, String)>,
    /// Databases in which anything may change, because rights do.
    whole: HashSet<DbName>,
}

impl Written {
    /// Whether the group, which has only grown since it was asked about last, may change what an operation in this
    /// database rests on.
    pub(crate) fn concerns(&mut self, group: &[Operation], db: &DbName, rests_on: &RestsOn) -> bool {
        for operation in group.iter().skip(self.noted) {
            let db = operation.db();
            if operation.is_about_rights() {
                self.whole.insert(db.clone());
            }
            let keys = operation.writes().iter().map(|write| (db.clone(), write.key.as_str().to_owned()));
            self.keys.extend(keys);
        }
        self.noted = group.len();
        let mut keys = rests_on.saw.keys();
        self.whole.contains(db) || keys.any(|key| self.keys.contains(&(db.clone(), key.to_owned())))
    }
}
