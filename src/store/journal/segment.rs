//! One file of the journal: its name, its header, and how it grows.

use std::sync::Arc;

use super::Mark;
use super::catalogue::Part;
use crate::disk::{Disk, DiskFile};
use crate::error::StoreError;

/// The bytes before the first record: magic, number, sequence, chain hash, hash of the segment before, checksum.
pub(crate) const HEADER: u32 = 8 + 4 + 8 + 32 + 32 + 4;
pub(super) const MAGIC: &[u8; 8] = b"cflyseg1";
/// The same of a compacted segment, and besides: what it stands for, sequence and chain hash after, the hash of the last
/// segment, how many groups it has and how many operations it has not, the hash of its content.
pub(crate) const COMPACTED_HEADER: u32 = HEADER + 4 + 4 + 8 + 32 + 32 + 8 + 8 + 32;
pub(super) const COMPACTED_MAGIC: &[u8; 8] = b"cflycmp1";
/// How much of a file is hashed at a time.
const PIECE: usize = 1024 * 1024;

/// Where an operation's record begins. Positions ascend as the journal grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) segment: u32,
    pub(crate) offset: u32,
}

/// What the beginning of a segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The place of the first record.
    pub(crate) start: Mark,
    /// BLAKE3-256 of the whole segment before, as it was written; zeros in the first.
    pub(crate) before: [u8; 32],
    /// What a compacted segment says besides.
    pub(crate) compacted: Option<Compacted>,
}

/// What a compacted segment says of those it stands for, and of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compacted {
    /// The first segment that it stands for.
    pub(crate) first: u32,
    /// The last one.
    pub(crate) last: u32,
    /// How many groups there were up to the end of the last one.
    pub(crate) end_sequence: u64,
    /// The chain hash there.
    pub(crate) end_chain: [u8; 32],
    /// BLAKE3-256 of the whole last one as it was written: what the next header names.
    pub(crate) original: [u8; 32],
    /// How many groups it has itself.
    pub(crate) groups: u64,
    /// How many operations of the files it replaces are not in it.
    pub(crate) dropped: u64,
    /// BLAKE3-256 of all that follows its header.
    pub(crate) content: [u8; 32],
}

/// Takes fixed fields from the front of a header.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn next<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*field)
    }

    fn u32(&mut self) -> Option<u32> {
        self.next().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.next().map(u64::from_be_bytes)
    }
}

impl Header {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut header = if self.compacted.is_some() { COMPACTED_MAGIC } else { MAGIC }.to_vec();
        header.extend_from_slice(&self.start.segment.to_be_bytes());
        header.extend_from_slice(&self.start.sequence.to_be_bytes());
        header.extend_from_slice(&self.start.chain);
        header.extend_from_slice(&self.before);
        if let Some(compacted) = &self.compacted {
            header.extend_from_slice(&compacted.first.to_be_bytes());
            header.extend_from_slice(&compacted.last.to_be_bytes());
            header.extend_from_slice(&compacted.end_sequence.to_be_bytes());
            header.extend_from_slice(&compacted.end_chain);
            header.extend_from_slice(&compacted.original);
            header.extend_from_slice(&compacted.groups.to_be_bytes());
            header.extend_from_slice(&compacted.dropped.to_be_bytes());
            header.extend_from_slice(&compacted.content);
        }
        header.extend_from_slice(&crc32c::crc32c(&header).to_be_bytes());
        header
    }

    /// The mark behind a file, as a compacted one says it.
    pub(crate) const fn end_of(&self, last: &Compacted) -> Mark {
        Mark { sequence: last.end_sequence, chain: last.end_chain, ..self.start }
    }

    /// The header of this file, if it is intact.
    pub(crate) fn decode(bytes: &[u8], part: Part) -> Option<Self> {
        let header = bytes.get(..header_length(part) as usize)?;
        let (covered, checksum) = header.split_at(header.len() - 4);
        if crc32c::crc32c(covered).to_be_bytes() != checksum {
            return None;
        }
        let mut fields = Fields(covered);
        let magic: [u8; 8] = fields.next()?;
        let (segment, offset) = (fields.u32()?, header_length(part));
        let start = Mark { segment, offset, sequence: fields.u64()?, chain: fields.next()? };
        let before = fields.next()?;
        let compacted = match part.is_compacted() {
            false => None,
            true => Some(Compacted {
                first: fields.u32()?,
                last: fields.u32()?,
                end_sequence: fields.u64()?,
                end_chain: fields.next()?,
                original: fields.next()?,
                groups: fields.u64()?,
                dropped: fields.u64()?,
                content: fields.next()?,
            }),
        };
        let stands_for = compacted.map_or((segment, segment), |compacted| (compacted.first, compacted.last));
        let expected = if part.is_compacted() { COMPACTED_MAGIC } else { MAGIC };
        let ours = magic == *expected && segment == part.number && stands_for == (part.first, part.last);
        ours.then_some(Self { start, before, compacted })
    }
}

/// How many bytes precede the first record of a file.
pub(crate) const fn header_length(part: Part) -> u32 {
    if part.is_compacted() { COMPACTED_HEADER } else { HEADER }
}

/// BLAKE3-256 of a file from a place on.
pub(crate) fn hash(
    disk: &dyn Disk,
    name: &str,
    file: &dyn DiskFile,
    from: u32,
) -> Result<[u8; 32], StoreError> {
    let reading = StoreError::io("reading", &disk.path(name));
    let hashed = || {
        let mut hasher = blake3::Hasher::new();
        let mut piece = vec![0; PIECE];
        let (mut offset, length) = (u64::from(from), file.length()?);
        while offset < length {
            let left = usize::try_from(length - offset).unwrap_or(PIECE).min(PIECE);
            file.read_at(&mut piece[..left], offset)?;
            hasher.update(&piece[..left]);
            offset += left as u64;
        }
        Ok(*hasher.finalize().as_bytes())
    };
    hashed().map_err(reading)
}

/// The segment that grows.
pub(crate) struct Segment {
    disk: Arc<dyn Disk>,
    name: String,
    file: Box<dyn DiskFile>,
    /// The length of the file: up to here it holds records, and zeros behind them.
    reserved: u64,
}

impl Segment {
    /// Makes a new segment. When this returns, the file, its header and its name are on the disk.
    pub(crate) fn create(disk: &Arc<dyn Disk>, header: &Header) -> Result<Self, StoreError> {
        let name = Part::original(header.start.segment).name();
        let file = disk.create(&name).map_err(StoreError::io("creating", &disk.path(&name)))?;
        let mut segment = Self { disk: Arc::clone(disk), name, file, reserved: u64::from(HEADER) };
        segment.write(0, &header.encode())?;
        segment.sync()?;
        disk.sync_names().map_err(sync_error(&disk.path("")))?;
        Ok(segment)
    }

    /// Opens a segment that is there.
    pub(crate) fn open(disk: &Arc<dyn Disk>, number: u32) -> Result<Self, StoreError> {
        let name = Part::original(number).name();
        let path = disk.path(&name);
        let file = disk.open(&name).map_err(StoreError::io("opening", &path))?;
        let reserved = file.length().map_err(StoreError::io("reading", &path))?;
        Ok(Self { disk: Arc::clone(disk), name, file, reserved })
    }

    /// Takes space ahead, so that the next writes do not change the length of the file and their syncs are quicker.
    pub(crate) fn reserve(&mut self, end: u64, step: u64) {
        // A disk that is nearly full has no space to take ahead; whether the write itself fits will be seen.
        if end > self.reserved && step > 0 && self.file.reserve(end + step).is_ok() {
            self.reserved = end + step;
        }
    }

    pub(crate) fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.disk.path(&self.name);
        self.file.write_at(bytes, u64::from(offset)).map_err(StoreError::io("writing", &path))?;
        self.reserved = self.reserved.max(u64::from(offset) + bytes.len() as u64);
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync().map_err(sync_error(&self.disk.path(&self.name)))
    }

    /// Takes back what lies beyond this length. Says whether there was anything.
    pub(crate) fn cut(&mut self, length: u32) -> Result<bool, StoreError> {
        let path = self.disk.path(&self.name);
        self.file.set_len(u64::from(length)).map_err(StoreError::io("cutting", &path))?;
        let was = std::mem::replace(&mut self.reserved, u64::from(length));
        Ok(was > u64::from(length))
    }

    pub(crate) fn hash(&self) -> Result<[u8; 32], StoreError> {
        hash(self.disk.as_ref(), &self.name, self.file.as_ref(), 0)
    }
}

/// A failed sync stays one, whatever the system says was the cause: the journal may not go on after it.
fn sync_error(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_path_buf();
    move |source| StoreError::NotSynced { path, source }
}
