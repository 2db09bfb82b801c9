//! Finding operations in sealed segments by database, stamp and id, without reading whole side files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Segments;
use super::side::{self, DatabaseKey, Head, Listed};
use crate::disk::DiskFile;
use crate::error::StoreError;

/// How much memory the heads of side files may take that are kept at hand.
const HEADS_BYTES: usize = 8 * 1024 * 1024;

/// A side file whose head was read.
#[derive(Clone, Debug)]
struct Opened {
    head: Arc<Head>,
    file: Arc<dyn DiskFile>,
}

/// The heads of side files that were read lately.
#[derive(Debug, Default)]
pub(super) struct Heads(BTreeMap<u32, Opened>);

impl Heads {
    fn keep(&mut self, number: u32, opened: Opened) {
        self.0.insert(number, opened);
        while self.0.len() > 1
            && self.0.values().map(|opened| opened.head.bytes()).sum::<usize>() > HEADS_BYTES
        {
            let other = self.0.keys().copied().find(|other| *other != number);
            if let Some(other) = other {
                self.0.remove(&other);
            }
        }
    }

    pub(super) fn forget(&mut self, number: u32) {
        self.0.remove(&number);
    }
}

/// Some of what a side file lists, read block by block.
#[derive(Debug)]
pub(crate) struct ListedRange {
    number: u32,
    opened: Opened,
    next: usize,
    end: usize,
}

impl ListedRange {
    /// The next entries, or none if there are no more. What lies just outside of the range may be among them.
    ///
    /// A block that is damaged is made anew, with the whole side file.
    pub(crate) fn next_block(&mut self, segments: &Segments) -> Result<Option<Vec<Listed>>, StoreError> {
        if self.next >= self.end {
            return Ok(None);
        }
        let read = |opened: &Opened| opened.head.block(opened.file.as_ref(), self.next, self.end);
        let block = match read(&self.opened) {
            Some(block) => block,
            None => {
                segments.forget_listing(self.number);
                self.opened = segments.opened(self.number)?;
                read(&self.opened).ok_or_else(|| segments.unlisted(self.number))?
            }
        };
        self.next += block.len().max(1);
        Ok(Some(block))
    }
}

impl Segments {
    /// What a sealed segment lists of a database from the one stamp to the other, both included, by stamp and id.
    pub(crate) fn listed_range(
        &self,
        number: u32,
        database: &DatabaseKey,
        least: u64,
        greatest: u64,
    ) -> Result<ListedRange, StoreError> {
        let opened = self.opened(number)?;
        let within = opened.head.within(database, least, greatest);
        Ok(ListedRange { number, opened, next: within.start, end: within.end })
    }

    /// The databases of which a sealed segment lists operations, ascending.
    pub(crate) fn databases_of(&self, number: u32) -> Result<Vec<DatabaseKey>, StoreError> {
        Ok(self.opened(number)?.head.databases().collect())
    }

    /// The side file of a sealed segment, which is made anew if it is missing, damaged or of another segment.
    fn opened(&self, number: u32) -> Result<Opened, StoreError> {
        if let Some(opened) = self.heads().0.get(&number) {
            return Ok(opened.clone());
        }
        let hash = self.sealed_hash(number)?.unwrap_or_default();
        let open = || {
            let file: Arc<dyn DiskFile> = Arc::from(self.disk().open(&side::name(number)).ok()?);
            let head = Arc::new(Head::read(file.as_ref(), number, &hash)?);
            Some(Opened { head, file })
        };
        let opened = match open() {
            Some(opened) => opened,
            None => {
                self.listing(number)?;
                open().ok_or_else(|| self.unlisted(number))?
            }
        };
        self.heads().keep(number, opened.clone());
        Ok(opened)
    }

    fn unlisted(&self, number: u32) -> StoreError {
        let path = self.disk().path(&self.name(number));
        StoreError::Damaged { path, offset: 0, reason: "its side file cannot be made" }
    }
}
