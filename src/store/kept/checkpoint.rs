//! The file in which the kept operations are written down when the store is closed. `docs/format.md` has its bytes.
//!
//! It says of which index it is true, and is believed only there, if its checksum fits.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use cyberfly_core::digest::Digest;
use cyberfly_core::{OpId, Stamp};

use super::buckets::{Bucket, Buckets};
use super::point::Point;
use super::recent::{Recent, Row};
use super::view::{Database, View};
use super::{Moment, Stage, Summed, Tables};
use crate::error::StoreError;
use crate::files;
use crate::journal::{DatabaseKey, Position, Segments};

const MAGIC: &[u8; 8] = b"cflykept";
const CHECKSUM: usize = 4;

/// The file's name.
pub(crate) const NAME: &str = "KEPT";

pub(super) fn save(path: &Path, moment: &Moment, tables: &Tables) -> Result<(), StoreError> {
    files::write_whole(path, &encode(moment, tables))
}

/// What the file says, if it is there, intact and of this moment.
pub(super) fn load(path: &Path, segments: &Arc<Segments>, moment: &Moment) -> Option<Tables> {
    let bytes = fs::read(path).ok()?;
    let tables = decode(&bytes, segments, moment);
    if tables.is_none() {
        tracing::warn!(path = %path.display(), "what was kept at the last close is of no use");
    }
    tables
}

/// Removes the file; when this returns it is off the disk.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Ok(()) => files::sync_folder(path.parent().unwrap_or(Path::new("."))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io("removing", path)(error)),
    }
}

fn encode(moment: &Moment, tables: &Tables) -> Vec<u8> {
    let View { bitmaps, recent, .. } = &tables.view;
    let mut out = Out(MAGIC.to_vec());
    out.moment(moment);
    out.list(bitmaps.words(), |out, (number, words)| {
        out.u32(number);
        out.list(words.into_iter(), |out, word| out.0.extend_from_slice(&word.to_be_bytes()));
    });
    out.u32(recent.segment());
    let at = |offset| Position { segment: recent.segment(), offset };
    out.list(recent.rows().filter(|row| bitmaps.holds(at(row.offset))), |out, row| {
        out.u32(row.database);
        out.u32(row.offset);
        out.point(&row.point());
    });
    let ready = tables.databases.iter().filter_map(|(number, summed)| match &summed.stage {
        Stage::Ready(buckets) => Some((number, &summed.database, buckets)),
        Stage::Making(_) => None,
    });
    out.list(ready, |out, (number, database, buckets)| {
        out.u32(*number);
        out.0.extend_from_slice(database.key.as_bytes());
        out.list(buckets.iter(), |out, Bucket { lower, digest }| {
            out.point(lower);
            out.digest(digest);
        });
    });
    let checksum = crc32c::crc32c(&out.0);
    out.u32(checksum);
    out.0
}

fn decode(bytes: &[u8], segments: &Arc<Segments>, moment: &Moment) -> Option<Tables> {
    let (covered, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    let mut expected = Out(MAGIC.to_vec());
    expected.moment(moment);
    let mut pieces = Pieces(covered.strip_prefix(expected.0.as_slice())?);
    if crc32c::crc32c(covered).to_be_bytes() != checksum {
        return None;
    }
    let mut view = View::new(segments);
    for _ in 0..pieces.u32()? {
        let (number, count) = (pieces.u32()?, pieces.u32()?);
        let words: Option<Vec<u64>> = (0..count).map(|_| pieces.u64()).collect();
        view.bitmaps.put_words(number, &words?);
    }
    let segment = pieces.u32()?;
    let count = pieces.u32()?;
    let mut row = || {
        let (database, offset) = (pieces.u32()?, pieces.u32()?);
        Some(Row {
            database,
            offset,
            stamp: Stamp::new(pieces.u64()?)?,
            id: OpId::from_bytes(pieces.next()?),
        })
    };
    let rows: Option<Vec<Row>> = (0..count).map(|_| row()).collect();
    view.recent = Recent::of_rows(segment, rows?);
    let mut databases = BTreeMap::new();
    for _ in 0..pieces.u32()? {
        let database = Database { number: pieces.u32()?, key: DatabaseKey::from_bytes(pieces.next()?) };
        let count = pieces.u32()?;
        let mut bucket = || {
            let lower = Point::from_parts(pieces.u64()?, pieces.next()?);
            let digest = Digest::from_parts(pieces.u64()?, pieces.next()?);
            Some(Bucket { lower, digest })
        };
        let buckets: Option<Vec<Bucket>> = (0..count).map(|_| bucket()).collect();
        let stage = Stage::Ready(Buckets::of(buckets?));
        databases.insert(database.number, Summed { database, stage });
    }
    pieces.0.is_empty().then_some(Tables { view, databases })
}

/// Bytes to which fixed-size pieces are added.
struct Out(Vec<u8>);

impl Out {
    fn u32(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn moment(&mut self, Moment { mark, digest }: &Moment) {
        self.u32(mark.segment);
        self.u32(mark.offset);
        self.0.extend_from_slice(&mark.sequence.to_be_bytes());
        self.0.extend_from_slice(&mark.chain);
        self.digest(digest);
    }

    fn digest(&mut self, digest: &Digest) {
        self.0.extend_from_slice(&digest.count().to_be_bytes());
        self.0.extend_from_slice(&digest.sum());
    }

    fn point(&mut self, point: &Point) {
        self.0.extend_from_slice(&point.stamp().to_be_bytes());
        self.0.extend_from_slice(point.id());
    }

    /// How many there are, and each of them.
    fn list<T>(&mut self, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        let at = self.0.len();
        self.u32(0);
        let mut count = 0u32;
        for item in items {
            each(self, item);
            count += 1;
        }
        self.0[at..at + 4].copy_from_slice(&count.to_be_bytes());
    }
}

/// Takes fixed-size pieces from the front.
struct Pieces<'a>(&'a [u8]);

impl Pieces<'_> {
    fn next<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (piece, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*piece)
    }

    fn u32(&mut self) -> Option<u32> {
        self.next().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.next().map(u64::from_be_bytes)
    }
}
