//! One file of the journal.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Mark;
use super::record::{self, FRAME, Record};
use crate::error::StoreError;
use crate::files;

/// The bytes before the first record: magic, number, sequence, chain hash, checksum.
pub(crate) const HEADER: u32 = 8 + 4 + 8 + 32 + 4;
const MAGIC: &[u8; 8] = b"cflyseg1";
const SUFFIX: &str = ".seg";

/// Where an operation's record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) segment: u32,
    pub(crate) offset: u32,
}

pub(crate) fn path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:010}{SUFFIX}"))
}

/// The numbers of all segments, ascending. A gap between them is damage.
pub(crate) fn numbers(folder: &Path) -> Result<Vec<u32>, StoreError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).map_err(StoreError::io("listing", folder))? {
        let name = entry.map_err(StoreError::io("listing", folder))?.file_name();
        let number: Option<u32> =
            name.to_str().and_then(|name| name.strip_suffix(SUFFIX)).and_then(|stem| stem.parse().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    let gap = numbers.windows(2).find(|pair| pair[0] + 1 != pair[1]);
    match gap {
        Some(pair) => {
            let path = path(folder, pair[0] + 1);
            Err(StoreError::Damaged { path, offset: 0, reason: "a segment that is missing" })
        }
        None => Ok(numbers),
    }
}

/// Removes the newest segment if the crash that interrupted its birth left no whole header. It held nothing yet.
pub(crate) fn drop_unborn(folder: &Path, numbers: &mut Vec<u32>) -> Result<(), StoreError> {
    let Some(last) = numbers.last().copied() else { return Ok(()) };
    let path = path(folder, last);
    let length = fs::metadata(&path).map_err(StoreError::io("reading", &path))?.len();
    if length < u64::from(HEADER) {
        fs::remove_file(&path).map_err(StoreError::io("removing", &path))?;
        files::sync_folder(folder)?;
        numbers.pop();
    }
    Ok(())
}

/// The mark that a segment's header gives: the place of its first record.
pub(crate) fn read_header(bytes: &[u8], number: u32) -> Result<Mark, &'static str> {
    let header = bytes.get(..HEADER as usize).ok_or("a segment without a header")?;
    if !header.starts_with(MAGIC) {
        return Err("not a segment of this format");
    }
    let (covered, checksum) = header.split_at(header.len() - 4);
    if crc32c::crc32c(covered).to_be_bytes() != checksum {
        return Err("a header whose checksum does not fit");
    }
    let mut sequence = [0; 8];
    sequence.copy_from_slice(&header[12..20]);
    let mut chain = [0; 32];
    chain.copy_from_slice(&header[20..52]);
    if header[8..12] != number.to_be_bytes() {
        return Err("a segment under another segment's name");
    }
    Ok(Mark { segment: number, offset: HEADER, sequence: u64::from_be_bytes(sequence), chain })
}

/// The segment that grows.
pub(crate) struct Segment {
    path: PathBuf,
    file: File,
}

impl Segment {
    /// Makes a new segment. When this returns, the file, its header and its name are on the disk.
    pub(crate) fn create(folder: &Path, start: Mark) -> Result<Self, StoreError> {
        let path = path(folder, start.segment);
        let mut options = File::options();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        let file = file.map_err(StoreError::io("creating", &path))?;
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&start.segment.to_be_bytes());
        header.extend_from_slice(&start.sequence.to_be_bytes());
        header.extend_from_slice(&start.chain);
        header.extend_from_slice(&crc32c::crc32c(&header).to_be_bytes());
        let mut segment = Self { path, file };
        segment.write(&header)?;
        segment.sync()?;
        files::sync_folder(folder)?;
        Ok(segment)
    }

    /// Opens the segment the mark is in and cuts off what follows the mark.
    pub(crate) fn open_to_append(folder: &Path, end: Mark) -> Result<Self, StoreError> {
        let path = path(folder, end.segment);
        let file = File::options().write(true).open(&path).map_err(StoreError::io("opening", &path))?;
        let length = file.metadata().map_err(StoreError::io("reading", &path))?.len();
        let mut segment = Self { path, file };
        if length > u64::from(end.offset) {
            segment.cut(end.offset)?;
            segment.sync()?;
        }
        segment.seek_end()?;
        Ok(segment)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(StoreError::io("writing", &self.path))
    }

    /// Waits until all that was written is on the disk.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::io("syncing", &self.path))
    }

    /// Takes back what was written beyond this length.
    pub(crate) fn cut(&mut self, length: u32) -> Result<(), StoreError> {
        self.file.set_len(u64::from(length)).map_err(StoreError::io("cutting", &self.path))?;
        self.seek_end()
    }

    fn seek_end(&mut self) -> Result<(), StoreError> {
        self.file.seek(SeekFrom::End(0)).map(drop).map_err(StoreError::io("seeking in", &self.path))
    }
}

/// Reads single operations out of any segment. Keeps at most [`Segments::OPEN_LIMIT`] files open.
#[derive(Debug)]
pub(crate) struct Segments {
    folder: PathBuf,
    open: Mutex<BTreeMap<u32, Arc<File>>>,
}

impl Segments {
    const OPEN_LIMIT: usize = 64;

    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), open: Mutex::default() }
    }

    /// The bytes of the operation at this place, after its checksum was found to fit.
    pub(crate) fn read(&self, at: Position) -> Result<Vec<u8>, StoreError> {
        let path = path(&self.folder, at.segment);
        let file = self.file(at.segment).map_err(StoreError::io("opening", &path))?;
        let offset = u64::from(at.offset);
        let mut bytes = vec![0; FRAME];
        file.read_exact_at(&mut bytes, offset).map_err(StoreError::io("reading", &path))?;
        let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        let damaged = |reason| StoreError::Damaged { path: path.clone(), offset, reason };
        if length > cyberfly_core::op::OP_LIMIT {
            return Err(damaged("a record longer than any"));
        }
        bytes.resize(FRAME + length, 0);
        let rest = file.read_exact_at(&mut bytes[FRAME..], offset + FRAME as u64);
        rest.map_err(StoreError::io("reading", &path))?;
        match record::read(&bytes).map_err(damaged)? {
            (Record::Operation(_), _) => Ok(bytes.split_off(FRAME)),
            (Record::Commit(_), _) => Err(damaged("a commit record where an operation is due")),
        }
    }

    fn file(&self, number: u32) -> io::Result<Arc<File>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(&number) {
            return Ok(Arc::clone(file));
        }
        if open.len() >= Self::OPEN_LIMIT {
            open.pop_first();
        }
        let file = Arc::new(File::open(path(&self.folder, number))?);
        open.insert(number, Arc::clone(&file));
        Ok(file)
    }
}
