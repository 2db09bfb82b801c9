//! The store as it was at one moment, while writes go on: what backups and exports read.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;

use cyberfly_core::digest::Digest;
use cyberfly_core::{Body, Claimed, DbName};

use crate::blobs::{BlobFile, Blobs};
use crate::error::StoreError;
use crate::index;
use crate::journal::{DatabaseKey, Mark, Pin, Position};
use crate::kept::{self, View};
use crate::store::Store;

/// The store at one moment. Nothing of it changes while others write.
///
/// As long as it lives, neither the segments of that moment nor blobs are removed, so the disk may hold more than it would;
/// drop it when it has been read.
#[derive(Debug)]
pub struct Snapshot {
    view: View,
    _pin: Pin,
    blobs: Blobs,
    /// Keeps blobs from being collected.
    _uncollected: Arc<()>,
    mark: Mark,
    databases: Vec<(DbName, index::Database)>,
    segments: Vec<SnapshotSegment>,
}

/// A segment of the journal as a snapshot has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotSegment {
    /// Its number.
    pub number: u32,
    /// The name of its file.
    pub name: String,
    /// How many of its bytes belong to the snapshot: all, but for the newest one, which has grown since.
    pub length: u64,
    /// BLAKE3-256 of its bytes as they were when it was sealed or, of a compacted one, of all behind its header; none for
    /// the newest, which is not sealed, and where whoever names the hash is damaged.
    pub hash: Option<[u8; 32]>,
}

impl Store {
    /// The store as it is now, to be read while others write. What is read of the index for it is read at once; the
    /// journal is read as the snapshot is.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        // After a kill this takes long, so it is done once before anybody is kept from writing.
        self.kept().view(self.index())?;
        let (view, pin, uncollected, mark, databases, parts) = {
            let nobody_writes = self.writer();
            let mark = nobody_writes.end();
            let (pin, parts) = self.segments().pin()?;
            (self.kept().view(self.index())?, pin, self.snapshots(), mark, self.index().databases()?, parts)
        };
        let segments = parts.into_iter().map(|part| {
            let (number, name) = (part.number, part.name());
            let hash = if number == mark.segment { None } else { self.segments().sealed_hash(number)? };
            Ok(SnapshotSegment { number, name, length: self.segments().length_up_to(part, &mark), hash })
        });
        Ok(Snapshot {
            segments: segments.collect::<Result<_, StoreError>>()?,
            view,
            _pin: pin,
            blobs: self.blobs(),
            _uncollected: uncollected,
            mark,
            databases,
        })
    }
}

impl Snapshot {
    /// All databases that something was written to, by name, with the digest of their kept operations.
    pub fn databases(&self) -> impl Iterator<Item = (&DbName, Digest)> {
        self.databases.iter().map(|(name, database)| (name, database.digest))
    }

    /// How many groups the journal has, and the chain hash there: what the snapshot is of, in short.
    pub const fn end(&self) -> (u64, [u8; 32]) {
        (self.mark.sequence, self.mark.chain)
    }

    /// The segments of the journal, in its order; the last of them is the newest, cut behind its last group.
    pub fn segments(&self) -> &[SnapshotSegment] {
        &self.segments
    }

    /// Fills the buffer with bytes of a segment from this place on. What lies behind its length is none of the snapshot's.
    pub fn read_segment(&self, number: u32, offset: u64, buffer: &mut [u8]) -> Result<(), StoreError> {
        self.view.segments().read_raw(number, offset, buffer)
    }

    /// The databases, by name, of which a segment has operations, dominated ones among them. Of the newest, those that it
    /// has kept operations of.
    pub fn databases_in(&self, number: u32) -> Result<Vec<&DbName>, StoreError> {
        let keys = match number == self.mark.segment {
            true => None,
            false => Some(self.view.segments().databases_of(number)?),
        };
        let numbers = self.view.recent_databases();
        let is_in = |name: &DbName, database: &index::Database| match &keys {
            Some(keys) => keys.binary_search(&DatabaseKey::of(name)).is_ok(),
            None => numbers.contains(&database.number),
        };
        let found = self.databases.iter().filter(|(name, database)| is_in(name, database));
        Ok(found.map(|(name, _)| name).collect())
    }

    /// The files of all blobs that were there when this is asked, whether operations refer to them or not. What came
    /// in since the snapshot was taken is among them.
    pub fn blob_files(&self) -> Result<Vec<BlobFile>, StoreError> {
        self.blobs.files()
    }

    /// The bytes of a blob, as they lie on the disk.
    pub fn open_blob(&self, hash: &[u8; 32]) -> Result<File, StoreError> {
        self.blobs.open_any(hash)
    }

    /// The bytes of the kept operations, of one database or of all, segment by segment in the order in which they lie
    /// there. One whose record is damaged is an error, after which the next one comes.
    pub fn operations(&self, db: Option<&DbName>) -> impl Iterator<Item = Result<Vec<u8>, StoreError>> {
        let number = |name: &DbName| {
            let found = self.databases.binary_search_by(|(known, _)| known.as_str().cmp(name.as_str()));
            Some(self.databases.get(found.ok()?)?.1.number)
        };
        let database = db.map(|name| Some(kept::Database::new(name, number(name)?)));
        let numbers: Vec<u32> = match database {
            Some(None) => Vec::new(),
            _ => self.view.numbers().collect(),
        };
        Operations {
            snapshot: self,
            database: database.flatten(),
            numbers: numbers.into_iter(),
            places: Vec::new().into_iter(),
        }
    }

    /// The hashes of the blobs that kept operations of a database refer to. That is all that live cells refer to, and
    /// what other writes of the same operations do.
    pub fn blobs(&self, db: &DbName) -> Result<BTreeSet<[u8; 32]>, StoreError> {
        let mut blobs = BTreeSet::new();
        for bytes in self.operations(Some(db)) {
            // What is not intact is not restored either, and what is no operation is set aside by others.
            let bytes = match bytes {
                Err(StoreError::Damaged { .. }) => continue,
                bytes => bytes?,
            };
            let Ok(claim) = Claimed::decode(&bytes) else { continue };
            blobs.extend(claim.draft().writes.iter().filter_map(|write| match &write.body {
                Body::Blob(blob) => Some(blob.hash),
                _ => None,
            }));
        }
        Ok(blobs)
    }
}

/// The kept operations of a snapshot, one by one.
struct Operations<'s> {
    snapshot: &'s Snapshot,
    database: Option<kept::Database>,
    numbers: std::vec::IntoIter<u32>,
    places: std::vec::IntoIter<Position>,
}

impl Operations<'_> {
    fn try_next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let view = &self.snapshot.view;
        loop {
            if let Some(at) = self.places.next() {
                return view.segments().read(at).map(Some);
            }
            let Some(number) = self.numbers.next() else { return Ok(None) };
            self.places = view.places(number, self.database.as_ref())?.into_iter();
        }
    }
}

impl Iterator for Operations<'_> {
    type Item = Result<Vec<u8>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

#[cfg(test)]
mod tests;
