//! Weighing operations again, step by step.

use std::ops::ControlFlow;

use super::weigher::operation;
use super::weighing::{Walk, Weighing};
use crate::error::StoreError;
use crate::index::{Changes, Class};
use crate::store::{Store, Writer};
use crate::unsettled::Work;

/// How many operations one step weighs at most: what a batch of the index carries well.
const STEP_LIMIT: usize = 512;
/// What it costs to open a segment, in operations.
const SEGMENT_COST: usize = 256;
/// A commit that changes rights settles at once what costs no more than this, in operations.
const AT_ONCE_LIMIT: usize = 2048;
/// It walks through the journal for that only while the journal is no longer than this.
const AT_ONCE_BYTES: u64 = 1024 * 1024;

#[cfg(not(test))]
const fn at_once_limit() -> usize {
    AT_ONCE_LIMIT
}

#[cfg(test)]
fn at_once_limit() -> usize {
    if super::tests::LEAVE_FOR_LATER.get() { 0 } else { AT_ONCE_LIMIT }
}

/// The first database in which rights are weighed.
struct Note {
    key: Vec<u8>,
    number: u32,
    weighing: Weighing,
}

impl Store {
    /// Does at once what is little. What fails here is not lost: the note of it stays.
    pub(crate) fn settle_at_once(&self, writer: &mut Writer) {
        if let Err(error) = self.weigh(writer, at_once_limit(), AT_ONCE_BYTES, &mut 0) {
            tracing::warn!(%error, "rights have changed, and not all operations could be weighed again yet");
        }
    }

    /// Weighs until what was used comes to the budget, and says whether more is to do; walks are made through a journal of
    /// at most so many bytes.
    pub(crate) fn weigh(
        &self,
        writer: &mut Writer,
        budget: usize,
        bytes: u64,
        used: &mut usize,
    ) -> Result<bool, StoreError> {
        self.refuse_if_failed()?;
        while let Some(note) = self.next_note()? {
            let is_walk = note.weighing.waiting.is_empty();
            if *used >= budget || (is_walk && self.journal_bytes(writer, bytes)? > bytes) {
                return Ok(true);
            }
            if writer.journal.is_broken() {
                return Err(StoreError::ReadOnly);
            }
            // A write that loses its authority may be one that hides others: those are taken away before, and so come back.
            *used += match self.index().markers().of(note.number).first() {
                Some(marker) => self.sweep_step(writer, marker, budget - *used)?,
                None => self.step(writer, note, (budget - *used).min(STEP_LIMIT))?,
            };
        }
        Ok(false)
    }

    /// About how long the journal is, if anyone wants to know.
    fn journal_bytes(&self, writer: &Writer, limit: u64) -> Result<u64, StoreError> {
        if limit == u64::MAX {
            return Ok(0);
        }
        let end = writer.journal.end();
        let parts = self.segments().parts_up_to(&end)?;
        Ok(parts.into_iter().map(|part| self.segments().length_up_to(part, &end)).sum())
    }

    fn next_note(&self) -> Result<Option<Note>, StoreError> {
        let (start, end) = Work::Weighing.keys();
        let mut found = None;
        self.index().range(&start, &end, &mut |key, value| {
            found = Some((key.to_vec(), Weighing::decode(value)?));
            Ok(ControlFlow::Break(()))
        })?;
        let Some((key, weighing)) = found else { return Ok(None) };
        let database = self.index().database(&weighing.db)?;
        let number = database.map(|database| database.number);
        let number = number.ok_or_else(|| StoreError::Index("a note about no database".to_owned()))?;
        Ok(Some(Note { key, number, weighing }))
    }

    /// Does one step, as one batch, and returns what it cost.
    fn step(&self, writer: &mut Writer, note: Note, limit: usize) -> Result<usize, StoreError> {
        let Note { key, number, mut weighing } = note;
        let mut changes = Changes::over(self.index(), self.segments());
        // The rights are those of all that was committed, for the whole step.
        changes.rights(&weighing.db)?;
        let cost = if weighing.waiting.is_empty() {
            self.walk(writer, &mut changes, number, &mut weighing, limit)?
        } else {
            self.take_back(&mut changes, number, &mut weighing, limit)?
        };
        let value = if weighing.is_done() { None } else { Some(weighing.encode()) };
        changes.put(key, value);
        self.apply(writer, &mut changes)?;
        Ok(cost)
    }

    /// Takes back in what a waiting author may have said.
    fn take_back(
        &self,
        changes: &mut Changes<'_>,
        number: u32,
        weighing: &mut Weighing,
        limit: usize,
    ) -> Result<usize, StoreError> {
        let Some((author, from)) = weighing.waiting.first_key_value() else { return Ok(0) };
        let (author, from) = (*author, *from);
        let mut waiting = Vec::new();
        for class in [Class::Rights, Class::Data] {
            let (start, end) = class.keys_by(number, author, from);
            let start = weighing.next.as_ref().map_or(&start, |next| next.max(&start));
            if *start < end {
                waiting.extend(self.index().unauthorised((start, &end), limit - waiting.len())?);
            }
        }
        for (key, entry) in &waiting {
            match operation(self.segments(), entry.at)? {
                Some(op) if changes.rights(&weighing.db)?.authorises(&op) => {
                    changes.take_back_in(key.clone(), entry, &op)?;
                }
                Some(_) => {}
                // It is damaged. Should a peer hand it in again, it is not to be taken for known.
                None => changes.remember_no_more(&weighing.db, key.clone(), entry)?,
            }
        }
        match waiting.last() {
            Some((last, _)) if waiting.len() == limit => {
                weighing.next = Some([last.as_slice(), &[0]].concat());
            }
            _ => {
                weighing.waiting.remove(&author);
                weighing.next = None;
            }
        }
        Ok(waiting.len().max(1))
    }

    /// Goes on with the walk under way.
    fn walk(
        &self,
        writer: &mut Writer,
        changes: &mut Changes<'_>,
        number: u32,
        weighing: &mut Weighing,
        limit: usize,
    ) -> Result<usize, StoreError> {
        let end = writer.journal.end();
        let weigher = &mut writer.weigher;
        weigher.begin_voiding(weighing);
        let stretch = weigher.read(self.segments(), &end, weighing, limit)?;
        for (at, op) in &stretch.operations {
            let is_authorised = changes.rights(&weighing.db)?.authorises(op);
            match weighing.walk {
                Some(Walk::Voiding(_)) if !is_authorised => {
                    let voided = changes.void(op)?;
                    changes.remember_unauthorised(op, *at, number)?;
                    weighing.restores |= !voided.is_empty();
                    let keys = voided.iter().filter_map(|at| op.writes().get(*at));
                    weigher.voided(&weighing.db, keys.map(|write| write.key.clone()));
                }
                Some(Walk::Restoring(_)) if is_authorised && weigher.concerns(op) => {
                    changes.merge(op, *at)?;
                }
                _ => {}
            }
        }
        match (stretch.next, weighing.walk) {
            (Some(next), Some(Walk::Voiding(_))) => weighing.walk = Some(Walk::Voiding(next)),
            (Some(next), Some(Walk::Restoring(_))) => weighing.walk = Some(Walk::Restoring(next)),
            _ => weighing.end_walk(),
        }
        let is_new_segment = stretch.next.is_none_or(|next| next.offset == 0);
        Ok(stretch.operations.len().max(1) + if is_new_segment { SEGMENT_COST } else { 0 })
    }
}
