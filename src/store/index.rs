//! The index: one small entry for each live write, in sled. It can be deleted at any time and is rebuilt.
//!
//! One tree holds everything, so that a batch is all or nothing. The first byte of a key says what it is:
//!
//! ```text
//! m                             the applied mark, and how many operations the journal holds
//! d name                        the number of a database
//! c number path-escaped order?  a live write: what the merge needs to know, and the body while it is small
//! ```

mod entry;

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;

use cyberfly_core::cells::{Cell, Cells, CellsMut, PathRange, Placed};
use cyberfly_core::{Body, Claimed, DbName};

use crate::error::StoreError;
use crate::journal::{Mark, Position, Segments};
use entry::Entry;

/// How much memory sled may use for its cache before it writes pages out.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
const META: &[u8] = b"m";
const DATABASE: u8 = b'd';
const CELL: u8 = b'c';

/// What the index says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// The place in the journal up to which it is complete.
    pub(crate) mark: Mark,
    /// How many operations the journal holds up to there.
    pub(crate) operations: u64,
}

/// The index, open.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    tree: sled::Tree,
    _db: sled::Db,
}

impl Index {
    /// Opens the index in this folder, or makes an empty one. sled panics on some kinds of damage; that is an error here.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(500));
        let opened = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let db = config.open()?;
            let tree = db.open_tree("index")?;
            Ok::<_, sled::Error>(Self { tree, _db: db })
        }));
        match opened {
            Ok(result) => Ok(result?),
            Err(_) => Err(StoreError::Index("sled could not read its files".to_owned())),
        }
    }

    /// How far it has come; none if it is empty or cannot tell.
    pub(crate) fn applied(&self) -> Result<Option<Applied>, StoreError> {
        Ok(self.tree.get(META)?.and_then(|bytes| entry::decode_applied(&bytes)))
    }

    /// The number of a database that has one.
    pub(crate) fn database(&self, name: &DbName) -> Result<Option<u32>, StoreError> {
        let number = self.tree.get(database_key(name))?;
        Ok(number.and_then(|bytes| Some(u32::from_be_bytes(bytes.as_ref().try_into().ok()?))))
    }

    /// How many databases have a number.
    pub(crate) fn databases(&self) -> u32 {
        u32::try_from(self.tree.scan_prefix([DATABASE]).count()).unwrap_or(u32::MAX)
    }

    /// The first database, by name, that comes after this one, with its number.
    pub(crate) fn database_after(&self, name: Option<&DbName>) -> Result<Option<(DbName, u32)>, StoreError> {
        let start = name.map_or(Bound::Included(vec![DATABASE]), |name| Bound::Excluded(database_key(name)));
        let Some(item) = self.tree.range((start, Bound::Excluded(vec![DATABASE + 1]))).next() else {
            return Ok(None);
        };
        let (key, number) = item?;
        let name = std::str::from_utf8(&key[1..]).ok().and_then(|name| name.parse().ok());
        let number = number.as_ref().try_into().ok().map(u32::from_be_bytes);
        let unreadable = || StoreError::Index("a database that cannot be read".to_owned());
        name.zip(number).map(Some).ok_or_else(unreadable)
    }

    /// All entries, in order.
    #[cfg(test)]
    pub(crate) fn entries(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        self.tree
            .iter()
            .map(|item| item.unwrap())
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect()
    }

    /// Puts anything there, or takes it away.
    #[cfg(test)]
    pub(crate) fn forge(&self, key: &[u8], value: Option<&[u8]>) {
        match value {
            Some(value) => self.tree.insert(key, value).unwrap(),
            None => self.tree.remove(key).unwrap(),
        };
    }

    /// Waits until what was applied has left this process. Not a promise of durability: the journal gives that.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        Ok(self.tree.flush().map(drop)?)
    }
}

fn database_key(name: &DbName) -> Vec<u8> {
    [&[DATABASE], name.as_str().as_bytes()].concat()
}

/// Changes that are not in the index yet, laid over it.
pub(crate) struct Changes<'a> {
    index: &'a Index,
    segments: &'a Segments,
    changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    databases: u32,
    new_databases: BTreeMap<DbName, u32>,
}

impl<'a> Changes<'a> {
    pub(crate) fn over(index: &'a Index, segments: &'a Segments, databases: u32) -> Self {
        Self { index, segments, changed: BTreeMap::new(), databases, new_databases: BTreeMap::new() }
    }

    /// The cells of a database, to be changed. `body_of` says where bodies will lie that are too large to be copied.
    pub(crate) fn cells(
        &mut self,
        name: &DbName,
        position: Position,
    ) -> Result<ChangedCells<'_, 'a>, StoreError> {
        let number = match self.index.database(name)?.or_else(|| self.new_databases.get(name).copied()) {
            Some(number) => number,
            None => {
                let number = self.databases;
                self.databases += 1;
                self.new_databases.insert(name.clone(), number);
                self.changed.insert(database_key(name), Some(number.to_be_bytes().to_vec()));
                number
            }
        };
        Ok(ChangedCells { changes: self, number, position })
    }

    /// How many databases there are, with the new ones.
    pub(crate) const fn databases(&self) -> u32 {
        self.databases
    }

    /// Puts all changes into the index at once, together with how far it has come.
    pub(crate) fn apply(self, applied: &Applied) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in self.changed {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch.insert(META, entry::encode_applied(applied));
        Ok(self.index.tree.apply_batch(batch)?)
    }
}

/// A live write as the index hands it out.
#[derive(Clone, Debug)]
pub struct IndexedCell {
    placed: Placed,
    /// Where its operation lies.
    at: Position,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Inline(Vec<u8>),
    InJournal,
}

impl IndexedCell {
    /// Where its operation lies.
    pub(crate) const fn at(&self) -> Position {
        self.at
    }

    /// The body, if the index has a copy of it.
    pub(crate) fn copied_body(&self) -> Option<Result<Body, StoreError>> {
        match &self.held {
            Held::Inline(bytes) => Some(entry::decode_body(&self.placed, bytes)),
            Held::InJournal => None,
        }
    }
}

impl Cell for IndexedCell {
    fn placed(&self) -> &Placed {
        &self.placed
    }
}

fn body(segments: &Segments, cell: &IndexedCell) -> Result<Body, StoreError> {
    match &cell.held {
        Held::Inline(bytes) => entry::decode_body(&cell.placed, bytes),
        Held::InJournal => {
            let bytes = segments.read(cell.at)?;
            let claim = Claimed::decode(&bytes).map_err(|error| StoreError::Index(error.to_string()))?;
            let write = claim.draft().writes.get(usize::from(cell.placed.order.index));
            let write = write.filter(|_| claim.id() == cell.placed.order.op);
            write
                .map(|write| write.body.clone())
                .ok_or_else(|| StoreError::Index("an entry points elsewhere".to_owned()))
        }
    }
}

type Visitor<'v> = &'v mut dyn FnMut(&IndexedCell) -> ControlFlow<()>;

/// The live writes of one database, for reading.
#[derive(Clone, Debug)]
pub struct DatabaseCells {
    pub(crate) index: Index,
    pub(crate) segments: Arc<Segments>,
    pub(crate) number: u32,
}

impl Cells for DatabaseCells {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let range = entry::key_range(self.number, range);
        for item in self.index.tree.range(range) {
            let (key, value) = item?;
            if visitor(&Entry::decode(&key, &value)?.into_cell()).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        body(&self.segments, cell)
    }
}

/// The live writes of one database under changes.
pub(crate) struct ChangedCells<'c, 'a> {
    changes: &'c mut Changes<'a>,
    number: u32,
    position: Position,
}

impl Cells for ChangedCells<'_, '_> {
    type Fault = StoreError;
    type Cell = IndexedCell;

    fn visit(&self, range: &PathRange, visitor: Visitor<'_>) -> Result<(), StoreError> {
        let (start, end) = entry::key_range(self.number, range);
        let bounds = (start.as_ref().map(Vec::as_slice), end.as_ref().map(Vec::as_slice));
        let mut below = self.changes.index.tree.range::<&[u8], _>(bounds).peekable();
        let mut above = self.changes.changed.range::<[u8], _>(bounds).peekable();
        loop {
            let indexed = match below.peek() {
                Some(Ok((key, _))) => Some(key.clone()),
                Some(Err(error)) => return Err(error.clone().into()),
                None => None,
            };
            let (key, value) = match (indexed, above.peek()) {
                (None, None) => return Ok(()),
                (Some(key), Some((changed, _))) if key.as_ref() == changed.as_slice() => {
                    below.next();
                    continue;
                }
                (Some(key), Some((changed, _))) if key.as_ref() > changed.as_slice() => {
                    let Some((changed, value)) = above.next() else { return Ok(()) };
                    let Some(value) = value else { continue };
                    (sled::IVec::from(changed.as_slice()), sled::IVec::from(value.as_slice()))
                }
                (None, Some(_)) => {
                    let Some((changed, value)) = above.next() else { return Ok(()) };
                    let Some(value) = value else { continue };
                    (sled::IVec::from(changed.as_slice()), sled::IVec::from(value.as_slice()))
                }
                (Some(_), _) => match below.next() {
                    Some(item) => item?,
                    None => return Ok(()),
                },
            };
            if visitor(&Entry::decode(&key, &value)?.into_cell()).is_break() {
                return Ok(());
            }
        }
    }

    fn body(&self, cell: &IndexedCell) -> Result<Body, StoreError> {
        body(self.changes.segments, cell)
    }
}

impl CellsMut for ChangedCells<'_, '_> {
    fn put(&mut self, placed: Placed, body: &Body) -> Result<(), StoreError> {
        let key = entry::key(self.number, &placed);
        let value = Entry::encode(&placed, body, self.position);
        self.changes.changed.insert(key, Some(value));
        Ok(())
    }

    fn remove(&mut self, placed: &Placed) -> Result<(), StoreError> {
        self.changes.changed.insert(entry::key(self.number, placed), None);
        Ok(())
    }
}

/// The bounds of a range of keys.
type KeyRange = (Bound<Vec<u8>>, Bound<Vec<u8>>);
