//! How much the node takes as a whole: memory, databases, operations in a database, room on the disk.
//!
//! What is over a limit is refused with `resource_exhausted` before it costs anything, and taken again as soon as there is
//! room. What makes room is never refused for want of it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cyberfly_core::{Body, DbName, Draft, ErrorCode};
use cyberfly_protocol::ErrorBody;
use cyberfly_store::Store;

use crate::config::{Limits, Size};
use crate::failure::store_error;
use crate::refusals::LimitNow;
use crate::system;

/// How old what is known of the process's memory may be.
const MEMORY_GOOD_FOR: Duration = Duration::from_millis(100);

/// The limits of one node, and what is in use of them.
#[derive(Debug)]
pub(crate) struct Quotas {
    memory: Memory,
    databases: u64,
    database_operations: u64,
    store_bytes: Option<u64>,
    /// What the store takes on the disk, when it was last looked at; zero before that.
    store_taken: AtomicU64,
    coming: Arc<Coming>,
    refused: [AtomicU64; 4],
}

/// For whose data room is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of this node's own databases, or by whoever writes through it.
    Own,
    /// Of databases that it replicates for others. They may fill three quarters, so that there is always room for what is
    /// its own.
    Foreign,
}

impl Whose {
    const fn share(self, of: u64) -> u64 {
        match self {
            Whose::Own => of,
            Whose::Foreign => of - of / 4,
        }
    }
}

/// Whether an operation is let in where there is no room, since it makes some or takes rights away.
pub(crate) fn makes_room(draft: &Draft) -> bool {
    draft.is_about_rights() || draft.writes.iter().all(|write| matches!(write.body, Body::Delete))
}

/// The kinds of quotas, and the keys of the section `limits`.
#[derive(Clone, Copy)]
enum Quota {
    Memory,
    Databases,
    DatabaseOperations,
    StoreBytes,
}

/// Databases that are about to be made, each with how many operations on the write path are for it.
#[derive(Debug, Default)]
struct Coming(Mutex<HashMap<DbName, usize>>);

/// A place for a new database. It is free again when this is dropped; by then the database is there, or it is not.
#[derive(Debug)]
pub(crate) struct Place {
    coming: Arc<Coming>,
    db: DbName,
}

impl Coming {
    fn places(&self) -> MutexGuard<'_, HashMap<DbName, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.coming.places();
        if let Some(operations) = places.get_mut(&self.db) {
            *operations -= 1;
            if *operations == 0 {
                places.remove(&self.db);
            }
        }
    }
}

impl Quotas {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            memory: Memory::new(limits.memory),
            databases: limits.databases.get() as u64,
            database_operations: limits.database_operations.get(),
            store_bytes: (limits.store_bytes.0 > 0).then_some(limits.store_bytes.0),
            store_taken: AtomicU64::new(0),
            coming: Arc::default(),
            refused: Default::default(),
        }
    }

    fn refuse(&self, quota: Quota, message: String, hint: &'static str) -> ErrorBody {
        self.refused[quota as usize].fetch_add(1, Ordering::Relaxed);
        ErrorBody::new(ErrorCode::ResourceExhausted, message).hint(hint)
    }

    /// Refuses what takes memory while the process has more of it than it may.
    pub(crate) fn spare_memory(&self) -> Result<(), ErrorBody> {
        match self.memory.limit.filter(|limit| self.memory.taken() > *limit) {
            None => Ok(()),
            Some(limit) => {
                let message =
                    format!("the node takes more memory than the {} it may; nothing was done", Size(limit));
                Err(self.refuse(Quota::Memory, message, "try again later, or raise limits.memory"))
            }
        }
    }

    /// Refuses bytes for which there is no room in the store, which has taken so many more since it was looked at.
    pub(crate) fn spare_disk(&self, whose: Whose, more: u64) -> Result<(), ErrorBody> {
        let share = self.store_bytes.map(|limit| whose.share(limit));
        match share.filter(|limit| self.store_taken.load(Ordering::Relaxed).saturating_add(more) >= *limit) {
            None => Ok(()),
            Some(limit) => {
                let message = match whose {
                    Whose::Own => format!("the store takes the {} it may; nothing was stored", Size(limit)),
                    Whose::Foreign => format!(
                        "the store takes the {} up to which databases of others are taken in; nothing was stored",
                        Size(limit)
                    ),
                };
                Err(self.refuse(Quota::StoreBytes, message, "delete something, or raise limits.store_bytes"))
            }
        }
    }

    /// Refuses an operation for which there is no room. For one that makes a new database there is a place, to be kept until
    /// it was committed or refused.
    pub(crate) fn admit(
        &self,
        store: &Store,
        draft: &Draft,
        whose: Whose,
    ) -> Result<Option<Place>, ErrorBody> {
        if store.is_dropping(&draft.db) {
            let message = format!("{} is being dropped from this node; nothing was stored", draft.db);
            return Err(ErrorBody::new(ErrorCode::Locked, message).hint("try again when that has ended"));
        }
        let kept = store.digest(&draft.db).map_err(|error| store_error(&error))?.count();
        if kept == 0 && store.cells(&draft.db).map_err(|error| store_error(&error))?.is_none() {
            return self.place(store, &draft.db, whose).map(Some);
        }
        if makes_room(draft) {
            return Ok(None);
        }
        self.spare_disk(whose, 0)?;
        if kept >= self.database_operations {
            let message = format!(
                "{} keeps {kept} operations, as many as a database may; this one was not stored",
                draft.db.label()
            );
            let hint = "delete keys, or raise limits.database_operations";
            return Err(self.refuse(Quota::DatabaseOperations, message, hint));
        }
        Ok(None)
    }

    fn place(&self, store: &Store, db: &DbName, whose: Whose) -> Result<Place, ErrorBody> {
        self.spare_disk(whose, 0)?;
        let mut places = self.coming.places();
        let taken = store.database_count() + places.len() as u64;
        match places.get_mut(db) {
            Some(operations) => *operations += 1,
            None if taken < whose.share(self.databases) => {
                places.insert(db.clone(), 1);
            }
            None => {
                let may = match whose {
                    Whose::Own => "as many as it may",
                    Whose::Foreign => "as many as leave room for its own",
                };
                let message = format!("the node holds {taken} databases, {may}; {} was not made", db.label());
                return Err(self.refuse(Quota::Databases, message, "raise limits.databases"));
            }
        }
        Ok(Place { coming: Arc::clone(&self.coming), db: db.clone() })
    }

    /// Whether somebody has to look how much the store takes.
    pub(crate) const fn wants_store_bytes(&self) -> bool {
        self.store_bytes.is_some()
    }

    /// What the store takes on the disk.
    pub(crate) fn store_takes(&self, bytes: u64) {
        self.store_taken.store(bytes, Ordering::Relaxed);
    }

    /// How full each is, in the order of being told: its key, what is taken and what may be. What is not known or has no
    /// limit is none.
    pub(crate) fn filled(&self, store: &Store) -> [(&'static str, Option<u64>, Option<u64>); 4] {
        let store_taken = self.store_taken.load(Ordering::Relaxed);
        [
            ("memory", self.memory.known(), self.memory.limit),
            ("databases", Some(store.database_count()), Some(self.databases)),
            ("database_operations", None, Some(self.database_operations)),
            ("store_bytes", (store_taken > 0).then_some(store_taken), self.store_bytes),
        ]
    }

    /// Each quota as it stands.
    pub(crate) fn now(&self, store: &Store) -> Vec<LimitNow> {
        let is_size = |name| matches!(name, "memory" | "store_bytes");
        let text = |name, limit| if is_size(name) { Size(limit).to_string() } else { limit.to_string() };
        let now = |((name, in_use, limit), refused): ((&'static str, _, Option<u64>), &AtomicU64)| LimitNow {
            name,
            limit: limit.map(|limit| text(name, limit)),
            in_use,
            refused: refused.load(Ordering::Relaxed),
        };
        self.filled(store).into_iter().zip(&self.refused).map(now).collect()
    }
}

/// The memory of the process, looked at by those who need it, but not by all of them.
#[derive(Debug)]
struct Memory {
    limit: Option<u64>,
    began: Instant,
    taken: AtomicU64,
    /// When it was looked at, in milliseconds from the beginning, and one more.
    looked: AtomicU64,
}

impl Memory {
    fn new(limit: Size) -> Self {
        let limit = match limit.0 {
            0 => system::memory_there_is().map(|all| all / 10 * 9),
            limit => Some(limit),
        };
        Self { limit, began: Instant::now(), taken: AtomicU64::new(0), looked: AtomicU64::new(0) }
    }

    fn taken(&self) -> u64 {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        let looked = self.looked.load(Ordering::Relaxed);
        let is_old = looked == 0 || u128::from(now - looked.min(now)) >= MEMORY_GOOD_FOR.as_millis();
        // One of those who come at once looks; the others go by what was known.
        if is_old && self.looked.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.taken.store(system::resident().unwrap_or(0), Ordering::Relaxed);
        }
        self.taken.load(Ordering::Relaxed)
    }

    fn known(&self) -> Option<u64> {
        Some(self.taken()).filter(|taken| *taken > 0)
    }
}

#[cfg(test)]
mod tests;
