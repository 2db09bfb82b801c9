//! Making a compacted segment: what is read of the files that it replaces, and how it is written.

use std::sync::Arc;

use super::catalogue::Part;
use super::record::{self, Commit, Record};
use super::segment::{COMPACTED_HEADER, Compacted, Header};
use super::side::{self, Listing};
use super::{Mark, Position, Segments};
use crate::disk::{Disk, DiskFile};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// The name of a compacted segment before it is finished.
pub(crate) const UNFINISHED: &str = "compacting";
/// How much of a file is read at a time.
const PIECE: usize = 256 * 1024;
/// The operations of a compacted segment are grouped anew. A group ends when it has this many operations …
const GROUP: usize = 256;
/// … or this many bytes.
const GROUP_BYTES: usize = 1024 * 1024;

/// Reads the operations of a sealed segment, piece by piece, and takes nothing for granted: a segment with any damage is
/// not read to its end.
#[derive(Debug)]
pub(crate) struct Stream {
    part: Part,
    header: Header,
    file: Box<dyn DiskFile>,
    name: String,
    hasher: blake3::Hasher,
    expected: [u8; 32],
    /// What was read of the file and not used yet, and where it begins.
    buffer: Vec<u8>,
    used: usize,
    begin: u64,
    /// Up to where the file counts: behind that lie the pieces of an interrupted write.
    end: u64,
    length: u64,
}

/// What a stream comes to next.
pub(crate) enum Next {
    /// Operations that count, with their places and how many bytes their records and those that belong to them take.
    Group(Vec<(Position, u32, Vec<u8>)>),
    /// The end, and the segment is sound.
    End,
    /// Something that does not fit; it is in the list of damage now.
    Damaged,
}

impl Segments {
    /// Begins to read a sealed segment. None if it is damaged, which is in the list of damage then.
    pub(crate) fn stream(&self, part: Part) -> Result<Option<Stream>, StoreError> {
        let catalogue = self.catalogue()?;
        let bounds = self.bounds(part, catalogue.next(part), false)?;
        let damage: Vec<Damage> =
            self.damage().into_iter().filter(|damage| damage.segment == part.number).collect();
        let is_interrupted = |damage: &Damage| damage.reason == Reason::Interrupted;
        let (Some(header), Some(expected)) = (bounds.header, bounds.hash()) else { return Ok(None) };
        if !damage.iter().all(is_interrupted) || (bounds.next.is_some() && !bounds.fits(&expected)) {
            return Ok(None);
        }
        let name = part.name();
        let reading = |error| StoreError::io("reading", &self.disk().path(&name))(error);
        let file = self.disk().open(&name).map_err(reading)?;
        let length = file.length().map_err(reading)?;
        let end = damage.iter().map(|damage| damage.offset).min().unwrap_or(length).min(length);
        let from = bounds.hashed_from();
        let mut stream = Stream {
            part,
            header,
            file,
            name: name.clone(),
            hasher: blake3::Hasher::new(),
            expected,
            buffer: Vec::new(),
            used: 0,
            begin: u64::from(from),
            end,
            length,
        };
        while stream.begin + (stream.buffer.len() as u64) < u64::from(header.start.offset) {
            if !stream.read_on().map_err(reading)? {
                return Ok(None);
            }
        }
        stream.used = (header.start.offset - from) as usize;
        Ok(Some(stream))
    }

    /// Goes on in a stream.
    pub(crate) fn next_group(&self, stream: &mut Stream) -> Result<Next, StoreError> {
        let path = self.disk().path(&stream.name);
        match stream.next().map_err(StoreError::io("reading", &path))? {
            Next::Damaged => {
                let at = stream.at();
                let (segment, length) = (stream.part.number, stream.length - at.min(stream.length));
                let damage = Damage { segment, offset: at, length, reason: Reason::Checksum };
                self.found(segment, &[damage], false);
                Ok(Next::Damaged)
            }
            next => Ok(next),
        }
    }
}

impl Stream {
    pub(crate) const fn header(&self) -> &Header {
        &self.header
    }

    /// Where it stands in the file.
    pub(crate) const fn at(&self) -> u64 {
        self.begin + self.used as u64
    }

    /// Reads another piece. Says whether there was one.
    fn read_on(&mut self) -> std::io::Result<bool> {
        let at = self.begin + self.buffer.len() as u64;
        let piece = usize::try_from(self.length - at).unwrap_or(PIECE).min(PIECE);
        let before = self.buffer.len();
        self.buffer.resize(before + piece, 0);
        self.file.read_at(&mut self.buffer[before..], at)?;
        self.hasher.update(&self.buffer[before..]);
        Ok(piece > 0)
    }

    fn next(&mut self) -> std::io::Result<Next> {
        self.buffer.drain(..self.used);
        self.begin += self.used as u64;
        self.used = 0;
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while self.begin + (at as u64) < self.end {
            let read = record::read(&self.buffer[at..]);
            match read.map(|(record, length)| (matches!(record, Record::Commit(_)), length)) {
                Ok((false, length)) => {
                    found.push((at, length));
                    at += length;
                }
                Ok((true, length)) => {
                    self.used = at + length;
                    return Ok(self.group(&found));
                }
                Err(reason) => {
                    if reason != record::CUT_OFF || !self.read_on()? {
                        self.used = at;
                        return Ok(Next::Damaged);
                    }
                }
            }
        }
        if !found.is_empty() && self.end == self.length {
            return Ok(Next::Damaged);
        }
        // The hash covers what lies behind the end, too.
        while self.read_on()? {
            self.begin += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(if *self.hasher.finalize().as_bytes() == self.expected { Next::End } else { Next::Damaged })
    }

    fn group(&self, found: &[(usize, usize)]) -> Next {
        let behind = found.iter().skip(1).map(|(at, _)| *at).chain([self.used]);
        let operation = |(&(at, length), behind): (&(usize, usize), usize)| {
            let offset = u32::try_from(self.begin + at as u64).unwrap_or(u32::MAX);
            let bytes = self.buffer[at + record::FRAME..at + length].to_vec();
            let taken = u32::try_from(behind - at).unwrap_or(u32::MAX);
            (Position { segment: self.part.number, offset }, taken, bytes)
        };
        Next::Group(found.iter().zip(behind).map(operation).collect())
    }
}

/// A compacted segment that is being written under another name.
#[derive(Debug)]
pub(crate) struct Unfinished {
    disk: Arc<dyn Disk>,
    file: Box<dyn DiskFile>,
    part: Part,
    end: Mark,
    groups: u64,
    hasher: blake3::Hasher,
    group: Vec<u8>,
    operations: usize,
    listing: Listing,
}

impl Unfinished {
    /// Begins one, given the header of the first segment that it stands for.
    pub(crate) fn begin(disk: &Arc<dyn Disk>, part: Part, first: &Header) -> Result<Self, StoreError> {
        let path = disk.path(UNFINISHED);
        let file = disk.create(UNFINISHED).map_err(StoreError::io("creating", &path))?;
        let end = Mark { segment: part.number, offset: COMPACTED_HEADER, ..first.start };
        let (disk, hasher) = (Arc::clone(disk), blake3::Hasher::new());
        let (group, listing) = (Vec::new(), Listing::default());
        Ok(Self { disk, file, part, end, groups: 0, hasher, group, operations: 0, listing })
    }

    /// Adds an operation behind the others and returns where it will lie.
    pub(crate) fn add(&mut self, operation: &[u8]) -> Result<Position, StoreError> {
        if self.operations >= GROUP || self.group.len() >= GROUP_BYTES {
            self.end_group()?;
        }
        let offset = self.end.offset + to_u32(self.group.len())?;
        record::append_operation(&mut self.group, operation);
        self.listing.add_bytes(operation, offset);
        self.operations += 1;
        Ok(Position { segment: self.part.number, offset })
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        if self.operations == 0 {
            return Ok(());
        }
        self.operations = 0;
        let mut group = std::mem::take(&mut self.group);
        let Mark { sequence, offset, .. } = self.end;
        let chain = record::chain_after(&self.end.chain, &group);
        record::append_commit(&mut group, Commit { sequence: sequence + 1, synced: sequence, chain });
        self.write(offset, &group)?;
        self.hasher.update(&group);
        let offset = to_u32(offset as usize + group.len())?;
        self.end = Mark { offset, sequence: sequence + 1, chain, ..self.end };
        self.groups += 1;
        Ok(())
    }

    fn write(&self, offset: u32, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_at(bytes, u64::from(offset));
        written.map_err(StoreError::io("writing", &self.disk.path(UNFINISHED)))
    }

    /// Ends it: when this returns its bytes are on the disk, and it wants only its name. `first` and `last` are the
    /// headers of the first and the last file that it replaces; `after` says how the last one ends: the mark behind it
    /// and the hash that the next header names.
    pub(crate) fn finish(
        mut self,
        first: &Header,
        after: (Mark, [u8; 32]),
        dropped: u64,
    ) -> Result<u64, StoreError> {
        self.end_group()?;
        let (end, original) = after;
        let compacted = Compacted {
            first: self.part.first,
            last: self.part.last,
            end_sequence: end.sequence,
            end_chain: end.chain,
            original,
            groups: self.groups,
            dropped,
            content: *self.hasher.finalize().as_bytes(),
        };
        let start = Mark { segment: self.part.number, offset: COMPACTED_HEADER, ..first.start };
        let header = Header { start, before: first.before, compacted: Some(compacted) };
        self.write(0, &header.encode())?;
        self.file.sync().map_err(StoreError::io("syncing", &self.disk.path(UNFINISHED)))?;
        side::save(self.disk.as_ref(), self.part.number, &compacted.content, &self.listing.into_sorted());
        Ok(u64::from(self.end.offset))
    }
}

impl Segments {
    /// How a sealed segment ends: the mark where the next one begins, and the hash that the next header names. None if
    /// the next header is not intact.
    pub(crate) fn end_of(&self, part: Part) -> Result<Option<(Mark, [u8; 32])>, StoreError> {
        let next = self.catalogue()?.next(part).map_or(Ok(None), |next| self.header(next))?;
        Ok(next.map(|next| (next.start, next.before)))
    }

    /// What a compacted segment says of itself; none if its header is not intact.
    pub(crate) fn compacted(&self, part: Part) -> Result<Option<Compacted>, StoreError> {
        Ok(self.header(part)?.and_then(|header| header.compacted))
    }
}

fn to_u32(length: usize) -> Result<u32, StoreError> {
    u32::try_from(length).map_err(|_| StoreError::Index("a segment of more than four gibibytes".to_owned()))
}
