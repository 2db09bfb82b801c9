//! Dropping the replica of a database: when that is done, nothing of it is in the journal, the index or the blobs.
//!
//! The journal has no word for it: an operation is in it or is not, and an index that is rebuilt knows no more than that.
//! So a drop ends when compaction has taken the last operation out of the journal. Until then the file `DROPPING` names the
//! database. The order of things:
//!
//! 1. `DROPPING` is on the disk. From now on nothing is committed to the database, and a rebuild passes over what the
//!    journal has of it.
//! 2. What commits have left to do is done, and the newest segment is sealed.
//! 3. The live writes leave the index, some hundred at a time, with all that hangs on them: measures, references, kept
//!    operations. Then those that nobody authorised, then the name.
//! 4. The blobs that it possesses are no longer its own. Those that nobody else refers to are collected like any other.
//! 5. Each segment that has an operation of it is compacted, whatever the undo window says.
//! 6. `DROPPING` is removed. To be given the database again is like the first time.
//!
//! A crash after 1 at whatever point is followed by the same steps when the store is opened next, before it serves.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use cyberfly_core::{DbName, Operation};

use crate::compaction::CompactStep;
use crate::error::StoreError;
use crate::index::Changes;
use crate::store::Store;
use crate::sweep::STEP_LIMIT;

/// How much is read and written at once while segments are compacted.
const AT_ONCE_BYTES: u64 = 1024 * 1024;
/// How long is waited for whoever holds on to a segment, before it is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What a drop came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// How many operations were kept.
    pub operations: u64,
    /// By how many bytes the journal is shorter.
    pub bytes: u64,
}

/// How far a drop is: how many operations are out of the index, of how many.
pub type DropProgress<'a> = &'a dyn Fn(u64, u64);

impl Store {
    /// The database that is being dropped, if one is: nothing is committed to it.
    pub fn dropping(&self) -> Option<DbName> {
        self.leaving().read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether this database is being dropped.
    pub fn is_dropping(&self, db: &DbName) -> bool {
        self.leaving().read().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(db)
    }

    /// Refuses operations of a database that is being dropped.
    pub(crate) fn refuse_dropped(&self, operations: &[Operation]) -> Result<(), StoreError> {
        match operations.iter().find(|operation| self.is_dropping(operation.db())) {
            Some(operation) => Err(StoreError::Dropping { db: operation.db().clone() }),
            None => Ok(()),
        }
    }

    /// Drops the replica of a database. When this returns nothing of it is left, and its bytes in the journal are free.
    ///
    /// Ends with [`StoreError::Dropping`] if `stop` says so, or if it is at another database. After an error what was done
    /// stays done, the database stays without writes, and the same call, or the next opening, goes on.
    pub fn drop_database(
        &self,
        db: &DbName,
        stop: &AtomicBool,
        progress: DropProgress<'_>,
    ) -> Result<Dropped, StoreError> {
        self.refuse_if_failed()?;
        if let Some(other) = self.dropping().filter(|other| other != db) {
            return Err(StoreError::Dropping { db: other });
        }
        if let Some(damaged) = self.damaged_segments().first() {
            let path = self.segments().path_of(*damaged);
            let reason = "a database cannot be taken out of a journal that is damaged";
            return Err(StoreError::Damaged { path, offset: 0, reason });
        }
        {
            let _nobody_writes = self.writer();
            self.folder().note_dropping(Some(db))?;
            *self.leaving().write().unwrap_or_else(PoisonError::into_inner) = Some(db.clone());
        }
        self.go_on_dropping(db, stop, progress)
    }

    /// Goes on where a drop was interrupted, if one was. What is in the way, but for the index, keeps nobody from opening the
    /// store: the database stays without writes.
    pub(crate) fn finish_dropping(&self) -> Result<(), StoreError> {
        let Some(db) = self.dropping() else { return Ok(()) };
        tracing::info!(%db, "going on with a drop that was interrupted");
        match self.go_on_dropping(&db, &AtomicBool::new(false), &|_, _| {}) {
            Err(error @ StoreError::Index(_)) => Err(error),
            Err(error) => {
                tracing::error!(%error, %db, "a drop could not be brought to its end");
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    fn go_on_dropping(
        &self,
        db: &DbName,
        stop: &AtomicBool,
        progress: DropProgress<'_>,
    ) -> Result<Dropped, StoreError> {
        let stops = || match stop.load(Ordering::Relaxed) {
            true => Err(StoreError::Dropping { db: db.clone() }),
            false => Ok(()),
        };
        while self.settle(STEP_LIMIT)? {
            stops()?;
        }
        self.seal_newest()?;
        let operations = self.digest(db)?.count();
        if let Some(number) = self.index().database(db)?.map(|database| database.number) {
            loop {
                stops()?;
                let writer = self.writer();
                let mut changes = Changes::over(self.index(), self.segments());
                let is_more = changes.take_all(db, number, STEP_LIMIT)?;
                self.apply(&writer, &mut changes)?;
                drop(writer);
                progress(operations.saturating_sub(self.digest(db)?.count()), operations);
                if !is_more {
                    break;
                }
            }
            let writer = self.writer();
            let mut changes = Changes::over(self.index(), self.segments());
            changes.forget_name(db);
            self.apply(&writer, &mut changes)?;
            self.index().lost(db);
            self.index().rights().forget(db);
        }
        self.blobs.dispossess(db)?;
        let (mut bytes, (_keep, never)) = (0, mpsc::channel::<()>());
        while let Some(step) = self.compact_away(db, AT_ONCE_BYTES)? {
            stops()?;
            match step {
                CompactStep::Finished { freed, .. } => bytes += freed,
                CompactStep::UnderWay { .. } => {}
                // Somebody copies or compares what is there: that ends.
                CompactStep::Idle => drop(never.recv_timeout(LOOK_AGAIN)),
            }
        }
        // What the index has lost must not come back when the note is gone.
        self.index().sync()?;
        let _nobody_writes = self.writer();
        self.folder().note_dropping(None)?;
        *self.leaving().write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(Dropped { operations, bytes })
    }

    /// Has all operations lie in segments that are sealed, and says in the index that it is complete up to there.
    fn seal_newest(&self) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let Some(applied) = self.index().applied()? else { return Ok(()) };
        if writer.journal.seal_if_begun()? {
            let mark = writer.journal.end();
            self.index().set_applied(&crate::index::Applied { mark, ..applied })?;
            self.kept().follow(mark.segment, &[]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
