//! Reading in all segments while one grows, shared by all who read.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Mark;
use super::catalogue::{Catalogue, Part};
use super::listings::Heads;
use super::pins::{Pin, Pins};
use super::record::{self, FRAME, Record};
use super::segment::{self, Header, Position, header_length};
use super::side::{self, Listed, Listing};
use super::walk::{self, After};
use crate::disk::{self, Disk, DiskFile};
use crate::error::StoreError;
use crate::quarantine::{Damage, Quarantine, Reason};

/// So many bytes are read of a record before its length is known: most records have no more.
const READ_AT_ONCE: usize = 512;

/// Why an operation was not read.
pub(crate) enum Unread {
    /// No intact operation that is served begins there.
    Damaged {
        /// What is wrong.
        reason: &'static str,
        /// How many bytes it concerns.
        length: usize,
    },
    /// A compaction has moved what lay there.
    Moved,
    /// The system refused.
    Failed(io::Error),
}

/// Reads in any segment, and remembers what was found damaged. Keeps at most [`Segments::OPEN_LIMIT`] files open.
#[derive(Debug)]
pub(crate) struct Segments {
    disk: Arc<dyn Disk>,
    open: Mutex<BTreeMap<u32, Arc<dyn DiskFile>>>,
    quarantine: Mutex<Quarantine>,
    /// The files as they were when somebody looked last: for the names of compacted ones.
    seen: Mutex<Catalogue>,
    heads: Mutex<Heads>,
    /// Held by whoever makes a side file that is missing.
    making: Mutex<()>,
    pins: Arc<Pins>,
    /// Files that were removed a moment ago, for readers who have just looked a place up in one.
    removed: Mutex<BTreeMap<u32, Arc<dyn DiskFile>>>,
}

/// A file of the journal, and what its neighbours and its header say of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) part: Part,
    /// Its own header, if it is intact.
    pub(super) header: Option<Header>,
    /// The header of the one that follows, if it is there and intact.
    pub(super) next: Option<Header>,
    /// What its groups are held against.
    pub(super) after: After,
}

impl Bounds {
    /// The place of its first record; one without a chain hash if its header is not intact.
    pub(super) fn start(&self) -> Mark {
        let (segment, offset) = (self.part.number, header_length(self.part));
        let nowhere = Mark { segment, offset, sequence: 0, chain: [0; 32] };
        self.header.map_or(nowhere, |header| header.start)
    }

    /// BLAKE3-256 of the content that is hashed: of the whole file or, of a compacted one, of all behind its header.
    pub(super) fn hash(&self) -> Option<[u8; 32]> {
        match self.part.is_compacted() {
            true => self.header?.compacted.map(|compacted| compacted.content),
            false => self.next.map(|next| next.before),
        }
    }

    /// Whether a hash of that content is the right one, as far as that can be told.
    pub(super) fn fits(&self, hash: &[u8; 32]) -> bool {
        let follows = match self.header.and_then(|header| header.compacted).zip(self.next) {
            Some((compacted, next)) => compacted.original == next.before,
            None => true,
        };
        follows && self.hash().is_none_or(|expected| expected == *hash)
    }

    /// From where on its content is hashed.
    pub(super) const fn hashed_from(&self) -> u32 {
        if self.part.is_compacted() { header_length(self.part) } else { 0 }
    }
}

impl Segments {
    const OPEN_LIMIT: usize = 128;

    pub(crate) fn new(disk: Arc<dyn Disk>) -> Self {
        let quarantine = Mutex::new(Quarantine::load(disk.as_ref()));
        Self {
            disk,
            open: Mutex::default(),
            quarantine,
            seen: Mutex::default(),
            heads: Mutex::default(),
            making: Mutex::default(),
            pins: Arc::default(),
            removed: Mutex::default(),
        }
    }

    /// Who holds on to which segments. Whoever removes a segment asks here first, after nothing kept lies in it any more.
    pub(crate) const fn pins(&self) -> &Arc<Pins> {
        &self.pins
    }

    pub(super) fn heads(&self) -> MutexGuard<'_, Heads> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files of the journal as they are now.
    pub(crate) fn catalogue(&self) -> Result<Catalogue, StoreError> {
        let catalogue = Catalogue::load(self.disk.as_ref())?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&catalogue);
        Ok(catalogue)
    }

    /// The file with this number. One that is not there has the name that it would have as it was written.
    fn part(&self, number: u32) -> Part {
        let original = Part::original(number);
        if !original.is_compacted() {
            return original;
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).part(number);
        let part = seen.or_else(|| self.catalogue().ok()?.part(number));
        part.unwrap_or(original)
    }

    /// How the file with this number is called.
    pub(super) fn name(&self, number: u32) -> String {
        self.part(number).name()
    }

    /// Holds on to all files that are there now, and returns those that count. To be called while nobody may write.
    pub(crate) fn pin(&self) -> Result<(Pin, Vec<Part>), StoreError> {
        let Catalogue { parts, replaced } = self.catalogue()?;
        Ok((self.pins.pin(parts.iter().chain(&replaced).map(|part| part.number)), parts))
    }

    /// Whether somebody holds on to one of these files.
    pub(crate) fn is_pinned(&self, parts: &[Part]) -> bool {
        parts.iter().any(|part| self.pins.holds(part.number))
    }

    /// Puts a finished compacted segment in the place of others, unless one of them is pinned. Returns whether it did.
    /// The name is not on the disk yet. To be called while nobody may write.
    pub(crate) fn replace(&self, from: &str, part: Part, replaced: &[Part]) -> Result<bool, StoreError> {
        if self.is_pinned(replaced) {
            return Ok(false);
        }
        let renaming = StoreError::io("renaming to", &self.disk.path(&part.name()));
        self.disk.rename(from, &part.name()).map_err(renaming)?;
        self.catalogue()?;
        Ok(true)
    }

    /// Removes files that a compacted one has replaced, with all that is known of them, unless one of them is pinned.
    /// Returns whether it did. Whoever reads in one already may go on until [`Segments::let_go`].
    pub(crate) fn remove(&self, replaced: &[Part]) -> Result<bool, StoreError> {
        if self.is_pinned(replaced) {
            return Ok(false);
        }
        for part in replaced {
            if let Ok(file) = self.file(part.number) {
                self.removed.lock().unwrap_or_else(PoisonError::into_inner).insert(part.number, file);
            }
            let name = part.name();
            self.disk.remove(&name).map_err(StoreError::io("removing", &self.disk.path(&name)))?;
            self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&part.number);
            self.forget_listing(part.number);
            self.quarantine().forget(self.disk.as_ref(), part.number);
        }
        self.disk.sync_names().map_err(StoreError::io("syncing", &self.disk.path("")))?;
        self.catalogue()?;
        Ok(true)
    }

    /// Closes the files that were removed, so that their space is free.
    pub(crate) fn let_go(&self) {
        self.removed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether a compacted segment has taken the place of this one.
    pub(crate) fn is_replaced(&self, number: u32) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let takes_its_place = |part: &Part| match Part::original(number).is_compacted() {
            true => part.number > number,
            false => part.is_compacted() && (part.first..=part.last).contains(&number),
        };
        seen.parts.iter().any(takes_its_place) && !seen.parts.iter().any(|part| part.number == number)
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

    /// Remembers which segments are missing now, and of no other that it is.
    pub(super) fn found_missing(&self, missing: &[u32]) {
        self.quarantine().replace_missing(self.disk.as_ref(), missing);
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
            let path = self.disk.path(&self.name(at.segment));
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
                Unread::Moved => StoreError::Moved { path },
                Unread::Failed(error) => StoreError::io("reading", &path)(error),
            }
        })
    }

    /// As [`Segments::read`], but what does not fit is nobody's damage yet: the place may be a wrong one.
    pub(crate) fn peek(&self, at: Position) -> Result<Vec<u8>, Unread> {
        let offset = u64::from(at.offset);
        let damaged = |reason, length| Unread::Damaged { reason, length };
        let failed = |error: io::Error, length| match error.kind() {
            ErrorKind::UnexpectedEof => damaged("the file ends inside a record", length),
            ErrorKind::NotFound if self.is_replaced(at.segment) => Unread::Moved,
            ErrorKind::NotFound => damaged("the segment is missing", length),
            _ => Unread::Failed(error),
        };
        if self.is_set_aside(at) {
            return Err(damaged("an operation that is set aside", FRAME));
        }
        let file = self.file(at.segment).map_err(|error| failed(error, FRAME))?;
        let mut bytes = vec![0; READ_AT_ONCE];
        match file.read_at(&mut bytes, offset) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                bytes.truncate(FRAME);
                file.read_at(&mut bytes, offset).map_err(|error| failed(error, FRAME))?;
            }
            Err(error) => return Err(failed(error, FRAME)),
        }
        let held = bytes.len();
        let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        if length > cyberfly_core::op::OP_LIMIT {
            return Err(damaged("a record longer than any", FRAME));
        }
        bytes.resize(FRAME + length, 0);
        if held < bytes.len() {
            let rest = file.read_at(&mut bytes[held..], offset + held as u64);
            rest.map_err(|error| failed(error, FRAME + length))?;
        }
        match record::read(&bytes) {
            Ok((Record::Operation(_), _)) => {
                bytes.drain(..FRAME);
                Ok(bytes)
            }
            Ok((Record::Commit(_), _)) => {
                Err(damaged("a commit record where an operation is due", bytes.len()))
            }
            Err(reason) => Err(damaged(reason, bytes.len())),
        }
    }

    /// Reads a part of an operation, whose checksum is the caller's business; none where it cannot be read or is set
    /// aside. [`Segments::read`] says why.
    pub(crate) fn read_part(&self, at: Position, offset: u32, length: u32) -> Option<Vec<u8>> {
        let end = u64::from(offset) + u64::from(length);
        if self.is_set_aside(at) || end > cyberfly_core::op::OP_LIMIT as u64 {
            return None;
        }
        let mut bytes = vec![0; length as usize];
        let place = u64::from(at.offset) + FRAME as u64 + u64::from(offset);
        self.file(at.segment).ok()?.read_at(&mut bytes, place).ok()?;
        Some(bytes)
    }

    /// Fills the buffer with bytes of a segment, whatever they are.
    pub(crate) fn read_raw(&self, number: u32, offset: u64, buffer: &mut [u8]) -> Result<(), StoreError> {
        let read = self.file(number).and_then(|file| file.read_at(buffer, offset));
        read.map_err(StoreError::io("reading", &self.disk.path(&self.name(number))))
    }

    pub(super) fn file(&self, number: u32) -> io::Result<Arc<dyn DiskFile>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(&number) {
            return Ok(Arc::clone(file));
        }
        if let Some(file) = self.removed.lock().unwrap_or_else(PoisonError::into_inner).get(&number) {
            return Ok(Arc::clone(file));
        }
        if open.len() >= Self::OPEN_LIMIT {
            open.pop_first();
        }
        let file: Arc<dyn DiskFile> = Arc::from(self.disk.open(&self.part(number).name())?);
        open.insert(number, Arc::clone(&file));
        Ok(file)
    }

    /// The sealed segments in the order of the journal: all but the newest.
    pub(crate) fn sealed(&self) -> Result<Vec<Part>, StoreError> {
        let mut parts = self.catalogue()?.parts;
        parts.pop_if(|part| !part.is_compacted());
        Ok(parts)
    }

    /// How the file of a segment is called in messages.
    pub(crate) fn path_of(&self, number: u32) -> PathBuf {
        self.disk.path(&self.name(number))
    }

    /// How many bytes a segment has. One that is not there was compacted away: [`StoreError::Moved`].
    pub(super) fn size(&self, number: u32) -> Result<u32, StoreError> {
        let length = self.file(number).and_then(|file| file.length());
        let length = length.map_err(|error| self.unread(number, error))?;
        u32::try_from(length)
            .map_err(|_| StoreError::Index("a segment of more than four gibibytes".to_owned()))
    }

    fn unread(&self, number: u32, error: io::Error) -> StoreError {
        let path = self.path_of(number);
        match error.kind() {
            ErrorKind::NotFound => StoreError::Moved { path },
            _ => StoreError::io("reading", &path)(error),
        }
    }

    /// Some bytes of a segment. One that is not there was compacted away: [`StoreError::Moved`].
    pub(super) fn piece(&self, number: u32, from: u32, to: u32) -> Result<Vec<u8>, StoreError> {
        let mut bytes = vec![0; to.saturating_sub(from) as usize];
        let read = self.file(number).and_then(|file| file.read_at(&mut bytes, from.into()));
        read.map_err(|error| self.unread(number, error))?;
        Ok(bytes)
    }

    /// All bytes of a segment.
    pub(super) fn whole(&self, part: Part) -> Result<Vec<u8>, StoreError> {
        let name = part.name();
        let bytes = self.disk.open(&name).and_then(|file| disk::read_all(file.as_ref()));
        bytes.map_err(StoreError::io("reading", &self.disk.path(&name)))
    }

    /// The header of a segment, if the segment is there and its header intact. That it cannot be read says neither.
    pub(crate) fn header(&self, part: Part) -> Result<Option<Header>, StoreError> {
        let mut bytes = vec![0; header_length(part) as usize];
        let read = self.disk.open(&part.name()).and_then(|file| file.read_at(&mut bytes, 0));
        match read {
            Ok(()) => Ok(Header::decode(&bytes, part)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof) => Ok(None),
            Err(error) => Err(StoreError::io("reading", &self.disk.path(&part.name()))(error)),
        }
    }

    /// What a segment is held against, given the one that follows it.
    pub(super) fn bounds(
        &self,
        part: Part,
        next: Option<Part>,
        is_newest: bool,
    ) -> Result<Bounds, StoreError> {
        let header = self.header(part)?;
        let next = next.map_or(Ok(None), |next| self.header(next))?;
        let after = match part.is_compacted() {
            // All of it was on the disk before it had its name, so what does not fit is damage.
            true => After::Segment(header.and_then(|Header { start, compacted, .. }| {
                let sequence = start.sequence + compacted?.groups;
                Some(Mark { sequence, ..start })
            })),
            false if is_newest => After::Nothing,
            false => After::Segment(next.map(|next| next.start)),
        };
        Ok(Bounds { part, header, next, after })
    }

    /// The bounds of a sealed segment.
    fn sealed_bounds(&self, number: u32) -> Result<Bounds, StoreError> {
        let catalogue = self.catalogue()?;
        let part = catalogue.part(number).unwrap_or(Part::original(number));
        self.bounds(part, catalogue.next(part), false)
    }

    /// The hash of a sealed segment, as its successor names it or, of a compacted one, as it says itself of all behind its
    /// header; none if whoever says it is damaged.
    pub(crate) fn sealed_hash(&self, number: u32) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(self.sealed_bounds(number)?.hash())
    }

    /// Reads a sealed segment whole and says whether every byte is as it was when it was sealed. A difference is
    /// remembered as damage, unless what is damaged there is known more precisely.
    pub(crate) fn check(&self, number: u32) -> Result<bool, StoreError> {
        let bounds = self.sealed_bounds(number)?;
        let name = bounds.part.name();
        let file = self.disk.open(&name).map_err(StoreError::io("opening", &self.disk.path(&name)))?;
        let length = file.length().map_err(StoreError::io("reading", &self.disk.path(&name)))?;
        let hash = segment::hash(self.disk.as_ref(), &name, file.as_ref(), bounds.hashed_from())?;
        let intact = bounds.hash().is_some() && bounds.fits(&hash);
        if !intact && !self.is_damaged(number) {
            let damage = Damage { segment: number, offset: 0, length, reason: Reason::Hash };
            self.found(number, &[damage], false);
        }
        Ok(intact)
    }

    /// Whether every byte of a compacted segment is as it was written. Changes nothing.
    pub(crate) fn is_whole(&self, part: Part) -> Result<bool, StoreError> {
        let bounds = self.sealed_bounds(part.number)?;
        let name = part.name();
        let file = self.disk.open(&name).map_err(StoreError::io("opening", &self.disk.path(&name)))?;
        let hash = segment::hash(self.disk.as_ref(), &name, file.as_ref(), bounds.hashed_from())?;
        Ok(bounds.hash().is_some() && bounds.fits(&hash))
    }

    /// Whether anything is known to be damaged in a segment.
    fn is_damaged(&self, number: u32) -> bool {
        self.quarantine().list().iter().any(|damage| damage.segment == number)
    }

    /// The operations of a sealed segment that are served, sorted by database, stamp and id. Comes from the side file,
    /// which is made anew if it is missing, damaged or of another segment.
    pub(crate) fn listing(&self, number: u32) -> Result<Vec<Listed>, StoreError> {
        let bounds = self.sealed_bounds(number)?;
        let hash = bounds.hash().unwrap_or_default();
        let load = || side::load(self.disk.as_ref(), number, &hash);
        if let Some(listed) = load() {
            return Ok(listed);
        }
        // Of several who miss it one makes it, and nobody reads it half written.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listed) = load() {
            return Ok(listed);
        }
        let bytes = self.whole(bounds.part)?;
        let image = walk::Image { number, bytes: &bytes, after: bounds.after };
        let mut listed = Listing::default();
        walk::walk(&image, bounds.start(), bounds.header.is_some(), &mut |group| {
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
