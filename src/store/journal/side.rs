//! The side file of a sealed segment: its operations by database, stamp and id. It can be made anew from the segment at
//! any time, so it is written without waiting for the disk. Its head and each block of its entries have a checksum of
//! their own and are believed only if that fits, so that a few entries are found without reading all of them.

use std::collections::HashMap;
use std::ops::Range;

use cyberfly_core::{Claimed, DbName, OpId, Operation, Stamp};

use super::segment::Position;
use crate::disk::{Disk, DiskFile};

const MAGIC: &[u8; 8] = b"cflyops2";
/// Magic, number of the segment, its hash, how many entries, how many databases.
const FRONT: usize = 8 + 4 + 32 + 4 + 4;
const DATABASE: usize = 32 + 4 + 4 + 8 + 8;
const FENCE: usize = 8;
const ENTRY: usize = 8 + 32 + 4;
/// How many entries have a checksum together.
const BLOCK_ENTRIES: usize = if cfg!(test) { 4 } else { 256 };
const CHECKSUM: usize = 4;

/// What stands for a database in side files: the BLAKE3 hash of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// The key of a database.
    pub fn of(db: &DbName) -> Self {
        Self(*blake3::hash(db.as_str().as_bytes()).as_bytes())
    }

    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// An operation in a sealed segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its database.
    pub database: DatabaseKey,
    /// Its stamp.
    pub stamp: Stamp,
    /// Its id.
    pub id: OpId,
    /// Where in the segment its record begins.
    pub offset: u32,
}

/// The operations of a segment, as they come. A row is small because there may be some hundred thousand.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    numbers: HashMap<DbName, u32>,
    keys: Vec<DatabaseKey>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    stamp: Stamp,
    id: OpId,
    offset: u32,
    /// The database, as its place in `keys`.
    database: u32,
}

impl Listing {
    pub(super) fn add(&mut self, op: &Operation, offset: u32) {
        self.push(op.db(), op.stamp(), op.id(), offset);
    }

    /// Adds an operation whose record is intact; one that is no operation is not listed.
    pub(super) fn add_bytes(&mut self, bytes: &[u8], offset: u32) {
        if let Ok(claim) = Claimed::decode(bytes) {
            self.push(claim.db(), claim.stamp(), claim.id(), offset);
        }
    }

    fn push(&mut self, db: &DbName, stamp: Stamp, id: OpId, offset: u32) {
        let database = self.numbers.get(db).copied().unwrap_or_else(|| {
            let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            self.numbers.insert(db.clone(), number);
            self.keys.push(DatabaseKey::of(db));
            number
        });
        self.rows.push(Row { stamp, id, offset, database });
    }

    /// All of them by database, stamp, id and place.
    pub(super) fn into_sorted(self) -> Vec<Listed> {
        let Self { keys, rows, .. } = self;
        let listed = rows.into_iter().filter_map(|Row { stamp, id, offset, database }| {
            Some(Listed { database: *keys.get(database as usize)?, stamp, id, offset })
        });
        let mut listed: Vec<Listed> = listed.collect();
        listed.sort_unstable();
        listed
    }
}

pub(super) fn name(number: u32) -> String {
    format!("{number:010}.ops")
}

/// The entries of one database.
#[derive(Debug)]
struct Run {
    database: DatabaseKey,
    entries: Range<usize>,
    least: u64,
    greatest: u64,
}

/// What the front of a side file says: which entries are whose, and with which stamp each block begins.
#[derive(Debug)]
pub(super) struct Head {
    runs: Vec<Run>,
    fences: Vec<u64>,
    entries: usize,
    length: usize,
}

impl Head {
    /// Reads the head of the side file of the segment with this number and hash. None if it is damaged, or of another.
    pub(super) fn read(file: &dyn DiskFile, number: u32, hash: &[u8; 32]) -> Option<Self> {
        let mut front = [0; FRONT];
        file.read_at(&mut front, 0).ok()?;
        let ours = front.starts_with(MAGIC) && front[8..12] == number.to_be_bytes() && front[12..44] == *hash;
        let [entries, databases] = [44, 48].map(|at| {
            let bytes = [front[at], front[at + 1], front[at + 2], front[at + 3]];
            usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX)
        });
        let blocks = entries.div_ceil(BLOCK_ENTRIES);
        let length = FRONT + databases.checked_mul(DATABASE)? + blocks * FENCE + CHECKSUM;
        let whole = length.checked_add(entries.checked_mul(ENTRY)?)? + blocks * CHECKSUM;
        if !ours || databases > entries || file.length().ok()? != whole as u64 {
            return None;
        }
        let mut bytes = vec![0; length];
        file.read_at(&mut bytes, 0).ok()?;
        let (covered, checksum) = bytes.split_at(length - CHECKSUM);
        if crc32c::crc32c(covered).to_be_bytes() != checksum {
            return None;
        }
        let (databases, fences) = covered[FRONT..].split_at(databases * DATABASE);
        let run = |run: &[u8]| {
            let (database, rest) = run.split_first_chunk()?;
            let (first, rest) = rest.split_first_chunk()?;
            let (count, rest) = rest.split_first_chunk()?;
            let (least, greatest) = rest.split_first_chunk()?;
            let first = usize::try_from(u32::from_be_bytes(*first)).ok()?;
            let count = usize::try_from(u32::from_be_bytes(*count)).ok()?;
            let end = first.checked_add(count).filter(|end| *end <= entries)?;
            Some(Run {
                database: DatabaseKey(*database),
                entries: first..end,
                least: u64::from_be_bytes(*least),
                greatest: u64::from_be_bytes(greatest.try_into().ok()?),
            })
        };
        let runs: Vec<Run> = databases.chunks_exact(DATABASE).map(run).collect::<Option<_>>()?;
        let fences = fences.chunks_exact(FENCE).map(|fence| Some(u64::from_be_bytes(fence.try_into().ok()?)));
        Some(Self { runs, fences: fences.collect::<Option<_>>()?, entries, length })
    }

    /// The databases that it lists, ascending.
    pub(super) fn databases(&self) -> impl Iterator<Item = DatabaseKey> {
        self.runs.iter().map(|run| run.database)
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.runs.len() * size_of::<Run>() + self.fences.len() * FENCE
    }

    /// Where the entries of a database lie that have a stamp in this range, both ends included; some before and behind
    /// them are in it too. Empty if there are none.
    pub(super) fn within(&self, database: &DatabaseKey, least: u64, greatest: u64) -> Range<usize> {
        let run = self.runs.binary_search_by(|run| run.database.cmp(database));
        let Some(run) = run.ok().and_then(|at| self.runs.get(at)) else { return 0..0 };
        if run.greatest < least || greatest < run.least {
            return 0..0;
        }
        // Blocks that begin in this run. What lies before the first of them begins in another one.
        let first = run.entries.start.div_ceil(BLOCK_ENTRIES);
        let fences = self.fences.get(first..run.entries.end.div_ceil(BLOCK_ENTRIES)).unwrap_or_default();
        let begin = match fences.partition_point(|fence| *fence < least) {
            0 => run.entries.start,
            before => (first + before - 1) * BLOCK_ENTRIES,
        };
        let end = match fences.partition_point(|fence| *fence <= greatest) {
            here if here == fences.len() => run.entries.end,
            beyond => (first + beyond) * BLOCK_ENTRIES,
        };
        begin..end
    }

    /// The entries of the block in which the entry with this number lies, from it on, but none at or behind `end`. None if
    /// the block is damaged.
    pub(super) fn block(&self, file: &dyn DiskFile, from: usize, end: usize) -> Option<Vec<Listed>> {
        let block = from / BLOCK_ENTRIES;
        let first = block * BLOCK_ENTRIES;
        let count = BLOCK_ENTRIES.min(self.entries.checked_sub(first)?);
        let mut bytes = vec![0; count * ENTRY + CHECKSUM];
        let offset = self.length + block * (BLOCK_ENTRIES * ENTRY + CHECKSUM);
        file.read_at(&mut bytes, offset as u64).ok()?;
        let (covered, checksum) = bytes.split_at(count * ENTRY);
        if crc32c::crc32c(covered).to_be_bytes() != checksum {
            return None;
        }
        let mut run = self.runs.partition_point(|run| run.entries.end <= from);
        let wanted = (first..).zip(covered.chunks_exact(ENTRY)).filter(|(at, _)| (from..end).contains(at));
        let entry = |(at, entry): (usize, &[u8])| {
            while self.runs.get(run)?.entries.end <= at {
                run += 1;
            }
            let (stamp, rest) = entry.split_first_chunk()?;
            let (id, offset) = rest.split_first_chunk()?;
            Some(Listed {
                database: self.runs.get(run)?.database,
                stamp: Stamp::new(u64::from_be_bytes(*stamp))?,
                id: OpId::from_bytes(*id),
                offset: u32::from_be_bytes(offset.try_into().ok()?),
            })
        };
        wanted.map(entry).collect()
    }
}

fn encode(number: u32, hash: &[u8; 32], listed: &[Listed]) -> Option<Vec<u8>> {
    let count = |count: usize| Some(u32::try_from(count).ok()?.to_be_bytes());
    let runs: Vec<&[Listed]> = listed.chunk_by(|one, next| one.database == next.database).collect();
    let mut bytes = Vec::with_capacity(FRONT + listed.len() * (ENTRY + 1) + runs.len() * DATABASE);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(hash);
    bytes.extend_from_slice(&count(listed.len())?);
    bytes.extend_from_slice(&count(runs.len())?);
    let mut first = 0;
    for run in runs {
        let (least, greatest) = (run.first()?, run.last()?);
        bytes.extend_from_slice(least.database.as_bytes());
        bytes.extend_from_slice(&count(first)?);
        bytes.extend_from_slice(&count(run.len())?);
        bytes.extend_from_slice(&least.stamp.as_u64().to_be_bytes());
        bytes.extend_from_slice(&greatest.stamp.as_u64().to_be_bytes());
        first += run.len();
    }
    for block in listed.chunks(BLOCK_ENTRIES) {
        bytes.extend_from_slice(&block.first()?.stamp.as_u64().to_be_bytes());
    }
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_be_bytes());
    for block in listed.chunks(BLOCK_ENTRIES) {
        let begin = bytes.len();
        for Listed { stamp, id, offset, .. } in block {
            bytes.extend_from_slice(&stamp.as_u64().to_be_bytes());
            bytes.extend_from_slice(id.as_bytes());
            bytes.extend_from_slice(&offset.to_be_bytes());
        }
        bytes.extend_from_slice(&crc32c::crc32c(&bytes[begin..]).to_be_bytes());
    }
    Some(bytes)
}

/// Reads the side file of the segment with this number and hash whole. None if it is not there, damaged, or of another.
pub(super) fn load(disk: &dyn Disk, number: u32, hash: &[u8; 32]) -> Option<Vec<Listed>> {
    let file = disk.open(&name(number)).ok()?;
    let head = Head::read(file.as_ref(), number, hash)?;
    let mut listed = Vec::with_capacity(head.entries);
    while listed.len() < head.entries {
        listed.append(&mut head.block(file.as_ref(), listed.len(), head.entries)?);
    }
    Some(listed)
}

/// Writes a side file from sorted entries. Where it cannot, it leaves it to the next who asks.
pub(super) fn save(disk: &dyn Disk, number: u32, hash: &[u8; 32], listed: &[Listed]) {
    let Some(bytes) = encode(number, hash, listed) else { return };
    let name = name(number);
    if let Err(error) = disk.create(&name).and_then(|file| file.write_at(&bytes, 0)) {
        tracing::warn!(%error, name, "a side file was not written; it will be made when it is needed");
    }
}

impl Listed {
    /// Where it lies, if it is in the segment with this number.
    pub(crate) const fn at(&self, segment: u32) -> Position {
        Position { segment, offset: self.offset }
    }
}
