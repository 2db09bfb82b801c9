//! What replication asks of the store beside [`Store::sums`].

use std::collections::HashMap;
use std::ops::ControlFlow;

use cyberfly_core::cells::Path;
use cyberfly_core::digest::Digest;
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::{Claimed, DbName, Key, OpId};

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// All databases that something was written to, by name, each with the digest of its kept operations.
    pub fn databases(&self) -> Result<Vec<(DbName, Digest)>, StoreError> {
        let databases = self.index().databases()?;
        Ok(databases.into_iter().map(|(name, database)| (name, database.digest)).collect())
    }

    /// Blobs that live writes refer to and that their database does not possess, at most so many.
    pub fn missing_blobs(&self, limit: usize) -> Result<Vec<(DbName, [u8; 32])>, StoreError> {
        let names: HashMap<u32, DbName> =
            self.index().databases()?.into_iter().map(|(name, database)| (database.number, name)).collect();
        let mut missing = Vec::new();
        self.index().each_reference(&mut |hash, number| {
            if let Some(name) = names.get(&number).filter(|name| !self.blobs.possesses(name, &hash)) {
                missing.push((name.clone(), hash));
            }
            if missing.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(missing)
    }

    /// Whether a live write of a database refers to a blob.
    pub fn refers_to_blob(&self, db: &DbName, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let Some(database) = self.index().database(db)? else { return Ok(false) };
        Ok(self.index().references(database.number, hash)? > 0)
    }

    /// The kept operations of a database that say who may do what in it. One whose record is damaged is left out.
    pub fn rights_operations(&self, db: &DbName) -> Result<Vec<(OpId, Vec<u8>)>, StoreError> {
        let (Some(database), Some(key)) = (self.index().database(db)?, Key::rights(RIGHTS_KEY)) else {
            return Ok(Vec::new());
        };
        let mut operations = Vec::new();
        for at in self.index().places_at(database.number, &Path::of_key(&key))? {
            match self.segments().read(at) {
                Ok(bytes) => {
                    operations.extend(Claimed::decode(&bytes).ok().map(|claim| (claim.id(), bytes)));
                }
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(operations)
    }
}
