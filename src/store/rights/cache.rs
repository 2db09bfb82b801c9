//! The rights that are at hand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::access::Rights;
use cyberfly_core::cells::Path;
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::{Claimed, DbName, Key};

use crate::error::StoreError;
use crate::index::{Class, Index};
use crate::journal::Segments;

/// The rights of how many databases are at hand.
const CACHED_LIMIT: usize = if cfg!(test) { 2 } else { 256 };

/// The rights of the databases that were asked for last. They change only while the store is held for writing.
#[derive(Debug, Default)]
pub(crate) struct RightsCache(Mutex<Cached>);

#[derive(Debug, Default)]
struct Cached {
    /// With when they were used last.
    rights: BTreeMap<DbName, (u64, Arc<Rights>)>,
    uses: u64,
}

impl Cached {
    fn get(&mut self, db: &DbName) -> Option<Arc<Rights>> {
        self.uses += 1;
        let (used, rights) = self.rights.get_mut(db)?;
        *used = self.uses;
        Some(Arc::clone(rights))
    }

    fn insert(&mut self, db: DbName, rights: Arc<Rights>) {
        self.uses += 1;
        self.rights.insert(db, (self.uses, rights));
        if self.rights.len() > CACHED_LIMIT {
            let longest_ago = self.rights.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(db) = longest_ago.map(|(db, _)| db.clone()) {
                self.rights.remove(&db);
            }
        }
    }
}

impl RightsCache {
    fn cached(&self) -> MutexGuard<'_, Cached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rights of a database, if they are at hand.
    pub(crate) fn get(&self, db: &DbName) -> Option<Arc<Rights>> {
        self.cached().get(db)
    }

    /// The rights of a database by what is in the index. To be called only while the store is held for writing.
    pub(crate) fn get_or_load(
        &self,
        index: &Index,
        segments: &Segments,
        db: &DbName,
    ) -> Result<Arc<Rights>, StoreError> {
        if let Some(rights) = self.get(db) {
            return Ok(rights);
        }
        let Some(database) = index.database(db)? else { return Ok(Arc::new(Rights::new(db))) };
        let rights = Arc::new(load(index, segments, db, database.number)?);
        self.cached().insert(db.clone(), Arc::clone(&rights));
        Ok(rights)
    }

    /// Forgets the rights of a database.
    pub(crate) fn forget(&self, db: &DbName) {
        self.cached().rights.remove(db);
    }

    /// Keeps rights as they are now.
    pub(crate) fn keep(&self, changed: impl Iterator<Item = (DbName, Arc<Rights>)>) {
        let mut cached = self.cached();
        changed.for_each(|(db, rights)| cached.insert(db, rights));
    }
}

/// Collects the rights of a database from the operations that have a part in them.
fn load(index: &Index, segments: &Segments, db: &DbName, number: u32) -> Result<Rights, StoreError> {
    let mut rights = Rights::new(db);
    let Some(key) = Key::rights(RIGHTS_KEY) else { return Ok(rights) };
    let mut places = index.places_at(number, &Path::of_key(&key))?;
    let (start, end) = Class::Rights.keys(number);
    let candidates = index.unauthorised((&start, &end), usize::MAX)?;
    places.extend(candidates.into_iter().map(|(_, candidate)| candidate.at));
    for at in places {
        match segments.read(at) {
            Ok(bytes) => {
                let claim = Claimed::decode(&bytes).ok().filter(|claim| claim.db() == db);
                let elsewhere = || StoreError::Index("an entry points elsewhere".to_owned());
                rights.apply(&claim.ok_or_else(elsewhere)?.already_verified());
            }
            // It is known to be damaged from now on, and counts no more than it does for an index that is rebuilt.
            Err(error @ StoreError::Damaged { .. }) => {
                tracing::error!(%error, %db, "a grant or a revocation is damaged and does not count");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(rights)
}
