//! Reading in all segments while one grows, shared by all who read.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::listings::Heads;
use super::pins::Pins;
use super::record::{self, FRAME, Record};
use super::segment::{self, HEADER, Header, Position};
use super::side::{self, Listed, Listing};
use super::{Mark, walk};
use crate::disk::{self, Disk, DiskFile};
use crate::error::StoreError;
use crate::quarantine::{Damage, Quarantine, Reason};

/// Why an operation was not read.
pub(crate) enum Unread {
    /// No intact operation that is served begins there.
    Damaged {
        /// What is wrong.
        reason: &'static str,
        /// How many bytes it concerns.
        length: usize,
    },
    /// The system refused.
    Failed(io::Error),
}

/// Reads in any segment, and remembers what was found damaged. Keeps at most [`Segments::OPEN_LIMIT`] files open.
#[derive(Debug)]
pub(crate) struct Segments {
    disk: Arc<dyn Disk>,
    open: Mutex<BTreeMap<u32, Arc<dyn DiskFile>>>,
    quarantine: Mutex<Quarantine>,
    heads: Mutex<Heads>,
    /// Held by whoever makes a side file that is missing.
    making: Mutex<()>,
    pins: Arc<Pins>,
}

impl Segments {
    const OPEN_LIMIT: usize = 64;

    pub(crate) fn new(disk: Arc<dyn Disk>) -> Self {
        let quarantine = Mutex::new(Quarantine::load(disk.as_ref()));
        let (open, heads, making, pins) = <_>::default();
        Self { disk, open, quarantine, heads, making, pins }
    }

    /// Who holds on to which segments. Whoever removes a segment asks here first, after nothing kept lies in it any more.
    pub(crate) const fn pins(&self) -> &Arc<Pins> {
        &self.pins
    }

    pub(super) fn heads(&self) -> MutexGuard<'_, Heads> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// Everything that is known to be damaged.
    pub(crate) fn damage(&self) -> Vec<Damage> {
        self.quarantine().list().to_vec()
    }

    fn quarantine(&self) -> MutexGuard<'_, Quarantine> {
        self.quarantine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what is damaged in a segment; in place of what was known, if it was read from its beginning. The list of
    /// what it serves is then another one.
    pub(super) fn found(&self, number: u32, damage: &[Damage], whole: bool) {
        let disk = self.disk.as_ref();
        let mut quarantine = self.quarantine();
        let is_news =
            if whole { quarantine.replace(disk, number, damage) } else { quarantine.add(disk, damage) };
        if is_news {
            self.forget_listing(number);
        }
    }

    /// Sets an operation aside whose record is intact, so that it is not served. Returns whether it is now.
    pub(crate) fn set_aside(&self, at: Position, content: usize, reason: Reason) -> bool {
        let length = (FRAME + content) as u64;
        let damage = Damage { segment: at.segment, offset: u64::from(at.offset), length, reason };
        self.found(at.segment, &[damage], false);
        self.is_set_aside(at)
    }

    /// Whether the operation at this place is set aside although its record is intact.
    pub(crate) fn is_set_aside(&self, at: Position) -> bool {
        self.quarantine().holds_operation(at.segment, at.offset)
    }

    /// Removes the side file of a segment: it is made anew when it is needed.
    pub(crate) fn forget_listing(&self, number: u32) {
        self.heads().forget(number);
        if let Err(error) = self.disk.remove(&side::name(number)) {
            tracing::debug!(%error, number, "there was no side file to remove");
        }
    }

    /// The bytes of the operation at this place, after its checksum was found to fit. Damage is remembered.
    pub(crate) fn read(&self, at: Position) -> Result<Vec<u8>, StoreError> {
        self.peek(at).map_err(|unread| {
            let path = self.disk.path(&segment::name(at.segment));
            let offset = u64::from(at.offset);
            match unread {
                Unread::Damaged { reason, length } => {
                    let damage = Damage {
                        segment: at.segment,
                        offset,
                        length: length as u64,
                        reason: Reason::Checksum,
                    };
                    self.found(at.segment, &[damage], false);
                    StoreError::Damaged { path, offset, reason }
                }
                Unread::Failed(error) => StoreError::io("reading", &path)(error),
            }
        })
    }

    /// As [`Segments::read`], but what does not fit is nobody's damage yet: the place may be a wrong one.
    pub(crate) fn peek(&self, at: Position) -> Result<Vec<u8>, Unread> {
        let offset = u64::from(at.offset);
        let damaged = |reason, length| Unread::Damaged { reason, length };
        let failed = |error: io::Error, length| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged("the file ends inside a record", length),
            io::ErrorKind::NotFound => damaged("the segment is missing", length),
            _ => Unread::Failed(error),
        };
        if self.is_set_aside(at) {
            return Err(damaged("an operation that is set aside", FRAME));
        }
        let file = self.file(at.segment).map_err(|error| failed(error, FRAME))?;
        let mut bytes = vec![0; FRAME];
        file.read_at(&mut bytes, offset).map_err(|error| failed(error, FRAME))?;
        let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        if length > cyberfly_core::op::OP_LIMIT {
            return Err(damaged("a record longer than any", FRAME));
        }
        bytes.resize(FRAME + length, 0);
        let rest = file.read_at(&mut bytes[FRAME..], offset + FRAME as u64);
        rest.map_err(|error| failed(error, FRAME + length))?;
        match record::read(&bytes) {
            Ok((Record::Operation(_), _)) => Ok(bytes.split_off(FRAME)),
            Ok((Record::Commit(_), _)) => {
                Err(damaged("a commit record where an operation is due", bytes.len()))
            }
            Err(reason) => Err(damaged(reason, bytes.len())),
        }
    }

    /// Fills the buffer with bytes of a segment, whatever they are.
    pub(crate) fn read_raw(&self, number: u32, offset: u64, buffer: &mut [u8]) -> Result<(), StoreError> {
        let read = self.file(number).and_then(|file| file.read_at(buffer, offset));
        read.map_err(StoreError::io("reading", &self.disk.path(&segment::name(number))))
    }

    pub(super) fn file(&self, number: u32) -> io::Result<Arc<dyn DiskFile>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(&number) {
            return Ok(Arc::clone(file));
        }
        if open.len() >= Self::OPEN_LIMIT {
            open.pop_first();
        }
        let file: Arc<dyn DiskFile> = Arc::from(self.disk.open(&segment::name(number))?);
        open.insert(number, Arc::clone(&file));
        Ok(file)
    }

    /// The numbers of the sealed segments, ascending: all but the newest.
    pub(crate) fn sealed(&self) -> Result<Vec<u32>, StoreError> {
        let mut numbers = segment::numbers(self.disk.as_ref())?;
        numbers.pop();
        Ok(numbers)
    }

    /// How the file of a segment is called in messages.
    pub(crate) fn path_of(&self, number: u32) -> PathBuf {
        self.disk.path(&segment::name(number))
    }

    /// How many bytes a segment has.
    pub(super) fn length(&self, number: u32) -> Result<u32, StoreError> {
        let length = self.file(number).and_then(|file| file.length());
        let length = length.map_err(StoreError::io("reading", &self.disk.path(&segment::name(number))))?;
        u32::try_from(length)
            .map_err(|_| StoreError::Index("a segment of more than four gibibytes".to_owned()))
    }

    /// Some bytes of a segment.
    pub(super) fn piece(&self, number: u32, from: u32, to: u32) -> Result<Vec<u8>, StoreError> {
        let mut bytes = vec![0; to.saturating_sub(from) as usize];
        let read = self.file(number).and_then(|file| file.read_at(&mut bytes, from.into()));
        read.map_err(StoreError::io("reading", &self.disk.path(&segment::name(number))))?;
        Ok(bytes)
    }

    /// All bytes of a segment.
    pub(super) fn whole(&self, number: u32) -> Result<Vec<u8>, StoreError> {
        let name = segment::name(number);
        let bytes = self.disk.open(&name).and_then(|file| disk::read_all(file.as_ref()));
        bytes.map_err(StoreError::io("reading", &self.disk.path(&name)))
    }

    /// The header of a segment, if the segment is there and its header intact.
    pub(crate) fn header(&self, number: u32) -> Option<Header> {
        let mut bytes = [0; HEADER as usize];
        let file = self.disk.open(&segment::name(number)).ok()?;
        file.read_at(&mut bytes, 0).ok()?;
        Header::decode(&bytes, number)
    }

    /// The hash of a sealed segment, as its successor names it; none if the successor is damaged.
    pub(crate) fn sealed_hash(&self, number: u32) -> Option<[u8; 32]> {
        self.header(number + 1).map(|next| next.before)
    }

    /// Reads a sealed segment whole and says whether every byte is as it was when it was sealed. A difference is
    /// remembered as damage, unless what is damaged there is known more precisely.
    pub(crate) fn check(&self, number: u32) -> Result<bool, StoreError> {
        let name = segment::name(number);
        let file = self.disk.open(&name).map_err(StoreError::io("opening", &self.disk.path(&name)))?;
        let length = file.length().map_err(StoreError::io("reading", &self.disk.path(&name)))?;
        let hash = segment::hash(self.disk.as_ref(), &name, file.as_ref())?;
        let intact = self.header(number + 1).is_some_and(|next| next.before == hash);
        let known = self.quarantine().list().iter().any(|damage| damage.segment == number);
        if !intact && !known {
            let damage = Damage { segment: number, offset: 0, length, reason: Reason::Hash };
            self.found(number, &[damage], false);
        }
        Ok(intact)
    }

    /// The operations of a sealed segment that are served, sorted by database, stamp and id. Comes from the side file, which is made
    /// anew if it is missing, damaged or of another segment.
    pub(crate) fn listing(&self, number: u32) -> Result<Vec<Listed>, StoreError> {
        let hash = self.sealed_hash(number).unwrap_or_default();
        let load = || side::load(self.disk.as_ref(), number, &hash);
        if let Some(listed) = load() {
            return Ok(listed);
        }
        // Of several who miss it one makes it, and nobody reads it half written.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listed) = load() {
            return Ok(listed);
        }
        let bytes = self.whole(number)?;
        let (header, next) = (Header::decode(&bytes, number), self.header(number + 1));
        let nowhere = Mark { segment: number, offset: HEADER, sequence: 0, chain: [0; 32] };
        let image =
            walk::Image { number, bytes: &bytes, after: walk::After::Segment(next.map(|next| next.start)) };
        let mut listed = Listing::default();
        walk::walk(&image, header.map_or(nowhere, |header| header.start), header.is_some(), &mut |group| {
            for (position, bytes) in group.operations.iter().filter(|(at, _)| !self.is_set_aside(*at)) {
                listed.add_bytes(bytes, position.offset);
            }
            Ok(())
        })?;
        let listed = listed.into_sorted();
        side::save(self.disk.as_ref(), number, &hash, &listed);
        Ok(listed)
    }
}
