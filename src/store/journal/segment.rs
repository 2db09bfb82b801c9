//! One file of the journal: its name, its header, and how it grows.

use std::sync::Arc;

use super::Mark;
use crate::disk::{Disk, DiskFile};
use crate::error::StoreError;

/// The bytes before the first record: magic, number, sequence, chain hash, hash of the segment before, checksum.
pub(crate) const HEADER: u32 = 8 + 4 + 8 + 32 + 32 + 4;
const MAGIC: &[u8; 8] = b"cflyseg1";
const SUFFIX: &str = ".seg";
/// How much of a file is hashed at a time.
const PIECE: usize = 1024 * 1024;

/// Where an operation's record begins. Positions ascend as the journal grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) segment: u32,
    pub(crate) offset: u32,
}

pub(crate) fn name(number: u32) -> String {
    format!("{number:010}{SUFFIX}")
}

/// The numbers of all segments, ascending.
pub(crate) fn numbers(disk: &dyn Disk) -> Result<Vec<u32>, StoreError> {
    let names = disk.names().map_err(StoreError::io("listing", &disk.path("")))?;
    let number = |found: &String| {
        let number = found.strip_suffix(SUFFIX)?.parse().ok()?;
        (name(number) == *found).then_some(number)
    };
    let mut numbers: Vec<u32> = names.iter().filter_map(number).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// What the beginning of a segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The place of the first record.
    pub(crate) start: Mark,
    /// BLAKE3-256 of the whole segment before, zeros in the first.
    pub(crate) before: [u8; 32],
}

impl Header {
    fn encode(&self) -> Vec<u8> {
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&self.start.segment.to_be_bytes());
        header.extend_from_slice(&self.start.sequence.to_be_bytes());
        header.extend_from_slice(&self.start.chain);
        header.extend_from_slice(&self.before);
        header.extend_from_slice(&crc32c::crc32c(&header).to_be_bytes());
        header
    }

    /// The header of the segment with this number, if it is intact.
    pub(crate) fn decode(bytes: &[u8], number: u32) -> Option<Self> {
        let header = bytes.get(..HEADER as usize)?;
        let (covered, checksum) = header.split_at(header.len() - 4);
        let mut sequence = [0; 8];
        sequence.copy_from_slice(&header[12..20]);
        let (mut chain, mut before) = ([0; 32], [0; 32]);
        chain.copy_from_slice(&header[20..52]);
        before.copy_from_slice(&header[52..84]);
        let intact = crc32c::crc32c(covered).to_be_bytes() == checksum;
        let ours = header.starts_with(MAGIC) && header[8..12] == number.to_be_bytes();
        let sequence = u64::from_be_bytes(sequence);
        let start = Mark { segment: number, offset: HEADER, sequence, chain };
        (intact && ours).then_some(Self { start, before })
    }
}

/// BLAKE3-256 of a whole file.
pub(crate) fn hash(disk: &dyn Disk, name: &str, file: &dyn DiskFile) -> Result<[u8; 32], StoreError> {
    let reading = StoreError::io("reading", &disk.path(name));
    let hashed = || {
        let mut hasher = blake3::Hasher::new();
        let mut piece = vec![0; PIECE];
        let (mut offset, length) = (0, file.length()?);
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
        let name = name(header.start.segment);
        let file = disk.create(&name).map_err(StoreError::io("creating", &disk.path(&name)))?;
        let mut segment = Self { disk: Arc::clone(disk), name, file, reserved: u64::from(HEADER) };
        segment.write(0, &header.encode())?;
        segment.sync()?;
        disk.sync_names().map_err(sync_error(&disk.path("")))?;
        Ok(segment)
    }

    /// Opens a segment that is there.
    pub(crate) fn open(disk: &Arc<dyn Disk>, number: u32) -> Result<Self, StoreError> {
        let name = name(number);
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
        hash(self.disk.as_ref(), &self.name, self.file.as_ref())
    }
}

/// A failed sync stays one, whatever the system says was the cause: the journal may not go on after it.
fn sync_error(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_path_buf();
    move |source| StoreError::NotSynced { path, source }
}
