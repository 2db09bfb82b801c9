//! Taking in an operation: merged if its author has a right to it, remembered if not.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use cyberfly_core::access::RightsChange;
use cyberfly_core::merge::Merged;
use cyberfly_core::{DbName, Operation};

use super::weighing::Weighing;
use super::{CANDIDATES_LIMIT, SET_ASIDE_LIMIT};
use crate::error::StoreError;
use crate::index::{Changes, Class, Unauthorised};
use crate::journal::Position;
use crate::store::Outcome;
use crate::unsettled::Work;

impl Changes<'_> {
    /// Takes in an operation that lies at this place, and says what became of it. One that is known changes nothing. If it
    /// changes rights, a note says whose operations are to be weighed again.
    pub(crate) fn receive(&mut self, op: &Operation, at: Position) -> Result<Outcome, StoreError> {
        let number = self.database(op.db())?.number;
        let is_by_owner = op.author() == op.db().owner();
        if is_by_owner && !op.is_about_rights() {
            return self.merge_new(op, at);
        }
        let mut may = self.rights(op.db())?.authorises(op);
        // While rights are weighed, what may count now can still be among what did not.
        let may_be_set_aside = !is_by_owner && (!may || self.is_weighed(op.db())?);
        if may_be_set_aside && self.is_unauthorised(number, op)? {
            return Ok(Outcome::Duplicate);
        }
        if op.is_about_rights() {
            let rights = Arc::make_mut(self.rights(op.db())?);
            let change = rights.apply(op);
            may = rights.authorises(op);
            self.weigh_again(op.db(), number, &change)?;
        }
        if may {
            return self.merge_new(op, at);
        }
        self.note_shape(op);
        self.remember_unauthorised(op, at, number)?;
        Ok(Outcome::Unauthorised)
    }

    fn merge_new(&mut self, op: &Operation, at: Position) -> Result<Outcome, StoreError> {
        self.note_shape(op);
        Ok(match self.merge(op, at)? {
            Merged { known: true, .. } => Outcome::Duplicate,
            Merged { live: 0, dominated_by: Some(order), .. } => Outcome::Dominated(order),
            _ => Outcome::Applied,
        })
    }

    /// Adds to the note of what is to be weighed again.
    fn weigh_again(&mut self, db: &DbName, number: u32, change: &RightsChange) -> Result<(), StoreError> {
        let mut waiting = Vec::new();
        for (author, from) in &change.authors {
            if self.has_unauthorised(number, *author, *from)? {
                waiting.push((*author, *from));
            }
        }
        // Nobody can revoke the owner.
        let losers = change.losers.iter().filter(|(author, _)| **author != db.owner());
        let losers: BTreeMap<_, _> = losers.map(|(author, from)| (*author, *from)).collect();
        if waiting.is_empty() && losers.is_empty() {
            return Ok(());
        }
        let key = Work::Weighing.key(number, &[]);
        let known = self.get(&key)?.map(|value| Weighing::decode(&value)).transpose()?;
        let mut weighing = known.unwrap_or_else(|| Weighing::new(db.clone()));
        weighing.join(waiting, losers);
        self.put(key, Some(weighing.encode()));
        Ok(())
    }

    /// Makes an entry for an operation that nobody authorised. When there are too many of them, the oldest are forgotten.
    pub(super) fn remember_unauthorised(
        &mut self,
        op: &Operation,
        at: Position,
        number: u32,
    ) -> Result<(), StoreError> {
        match self.remember(op, at, number)? {
            None => self.forget_least(op.db(), number, Class::Rights, CANDIDATES_LIMIT),
            // So much at a time that to look for the oldest is rare.
            Some(bytes) if bytes > SET_ASIDE_LIMIT => {
                self.forget_least(op.db(), number, Class::Data, SET_ASIDE_LIMIT / 4 * 3)
            }
            Some(_) => Ok(()),
        }
    }

    /// Forgets the operations of a class with the least stamps, until those that are left have no more bytes than this.
    fn forget_least(
        &mut self,
        db: &DbName,
        number: u32,
        class: Class,
        at_most: u64,
    ) -> Result<(), StoreError> {
        let (start, end) = class.keys(number);
        let mut remembered = Vec::new();
        self.range(&start, &end, &mut |key, value| {
            remembered.push(Unauthorised::decode(key, value)?);
            Ok(ControlFlow::Continue(()))
        })?;
        let mut bytes: u64 = remembered.iter().map(|entry| u64::from(entry.length)).sum();
        if bytes <= at_most {
            return Ok(());
        }
        remembered.sort_unstable_by_key(|entry| (entry.stamp, entry.author, entry.id));
        for least in remembered {
            if bytes <= at_most {
                break;
            }
            bytes -= u64::from(least.length);
            self.remember_no_more(db, least.key(number, class), &least)?;
            match class {
                Class::Rights => Arc::make_mut(self.rights(db)?).forget(least.author, &least.id),
                Class::Data => self.note_forgotten(db),
            }
        }
        Ok(())
    }

    /// Merges an operation that was not authorised and is now. `key` is that of its entry.
    pub(super) fn take_back_in(
        &mut self,
        key: Vec<u8>,
        entry: &Unauthorised,
        op: &Operation,
    ) -> Result<(), StoreError> {
        self.remember_no_more(op.db(), key, entry)?;
        self.merge(op, entry.at).map(drop)
    }
}
