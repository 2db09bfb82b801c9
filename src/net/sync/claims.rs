//! Who fetches what of one database from several peers at once, so that nothing is fetched twice.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::{DbName, OpId};

use super::channel::SharedNeeds;
use super::needs::Direction;

/// What the sessions of this node lack at the moment, by database.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<BTreeMap<DbName, Vec<SharedNeeds>>>);

impl Claims {
    fn by_db(&self) -> MutexGuard<'_, BTreeMap<DbName, Vec<SharedNeeds>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From which end a further session on this database is to ask.
    pub(super) fn direction(&self, db: &DbName) -> Direction {
        match self.by_db().get(db).map_or(0, Vec::len) % 2 {
            0 => Direction::Up,
            _ => Direction::Down,
        }
    }

    /// A session begins to fetch what it lacks.
    pub(super) fn add(&self, db: &DbName, needs: &SharedNeeds) {
        self.by_db().entry(db.clone()).or_default().push(needs.clone());
    }

    /// It does so no longer.
    pub(super) fn remove(&self, db: &DbName, needs: &SharedNeeds) {
        let mut by_db = self.by_db();
        if let Some(all) = by_db.get_mut(db) {
            all.retain(|other| !other.is(needs));
            if all.is_empty() {
                by_db.remove(db);
            }
        }
    }

    /// These operations are here now. Nobody need ask for them any more.
    pub(super) fn arrived<'a>(&self, db: &DbName, ids: impl Iterator<Item = &'a OpId> + Clone) {
        for needs in self.by_db().get(db).into_iter().flatten() {
            let mut needs = needs.lock();
            for id in ids.clone() {
                needs.strike(id);
            }
        }
    }
}
