//! What is still to do after a commit.
//!
//! Some changes touch more than one commit can carry: a revocation of an author who wrote for years. The commit then
//! leaves a note in the index, in its own batch, and the work follows in steps, each of them one batch that leaves the
//! index consistent and the note up to date. A crash between two steps loses nothing: the note is still there. While a
//! database has a note it is *unsettled*: what it holds is no function of its operations yet, so it must not be called
//! converged, and compaction leaves it alone, because a note may name a place in the journal.
//!
//! ```text
//! u work number rest            a note: of this work, for the database with this number
//! ```

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use cyberfly_core::DbName;

use crate::error::StoreError;
use crate::index::Index;
use crate::store::Store;

/// The first byte of the key of a note.
const UNSETTLED: u8 = b'u';

/// What kind of work is to do. The number stands for it in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Rights have changed, and operations are weighed again: see the `rights` module.
    Weighing = 1,
    /// A write dominates more than one commit can take away: see the `sweep` module.
    Sweeping = 2,
}

impl Work {
    /// The key of a note for a database; `rest` tells several apart.
    pub(crate) fn key(self, number: u32, rest: &[u8]) -> Vec<u8> {
        [&[UNSETTLED, self as u8], number.to_be_bytes().as_slice(), rest].concat()
    }

    /// From the first to after the last key of this work, in all databases.
    pub(crate) fn keys(self) -> (Vec<u8>, Vec<u8>) {
        (vec![UNSETTLED, self as u8], vec![UNSETTLED, self as u8 + 1])
    }
}

/// The numbers of the databases that have a note.
fn numbers(index: &Index) -> Result<BTreeSet<u32>, StoreError> {
    let mut numbers = BTreeSet::new();
    index.range(&[UNSETTLED], &[UNSETTLED + 1], &mut |key, _| {
        let number = key.get(2..).and_then(|rest| rest.first_chunk()).copied();
        let unreadable = || StoreError::Index("a note that cannot be read".to_owned());
        numbers.insert(number.map(u32::from_be_bytes).ok_or_else(unreadable)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(numbers)
}

impl Store {
    /// The databases in which work is still to do, so that they may not show yet what their operations say. Almost always
    /// there is none.
    pub fn unsettled(&self) -> Result<Vec<DbName>, StoreError> {
        let mut numbers = numbers(self.index())?;
        let (mut unsettled, mut after) = (Vec::new(), None);
        while !numbers.is_empty()
            && let Some((name, number)) = self.index().database_after(after.as_ref())?
        {
            if numbers.remove(&number) {
                unsettled.push(name.clone());
            }
            after = Some(name);
        }
        Ok(unsettled)
    }

    /// Goes on with the work that commits have left, and says whether there is more: looks at about as many cells, or
    /// operations, as `budget` says, at least one. Nobody can commit meanwhile, so a small budget keeps commits quick.
    ///
    /// On an error what the steps before have done stays done, and nothing else is changed.
    pub fn settle(&self, budget: usize) -> Result<bool, StoreError> {
        let mut writer = self.writer();
        let mut used = 0;
        if self.weigh(&mut writer, budget.max(1), u64::MAX, &mut used)? {
            return Ok(true);
        }
        while let Some(marker) = self.index().markers().first() {
            if used >= budget.max(1) {
                return Ok(true);
            }
            used += self.sweep_step(&writer, &marker, budget.max(1) - used)?;
        }
        Ok(false)
    }
}
