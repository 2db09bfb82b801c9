//! The journal: append-only segments of signed operations. It is the truth; everything else can be rebuilt from it.
//!
//! Operations are written in groups. A group counts when its commit record is there, intact, and continues the chain
//! of hashes that runs through the whole journal. What an interrupted write left behind the last commit is cut off
//! when the journal is opened. Damage anywhere else is set aside and told; what is intact around it is served.

mod catalogue;
mod compacted;
mod follow;
mod inspect;
mod listings;
mod pins;
mod record;
mod replay;
mod segment;
mod segments;
mod side;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_core::Operation;

use crate::error::StoreError;
use crate::options::{Durability, Options};
pub(crate) use catalogue::{FIRST_COMPACTED, Part};
pub(crate) use compacted::{Next, Stream, UNFINISHED, Unfinished};
pub use follow::{Followed, Follower, Place};
pub(crate) use inspect::Loaded;
pub(crate) use listings::ListedRange;
pub(crate) use pins::Pin;
pub(crate) use record::FRAME;
pub use record::operations_in;
use record::{COMMIT, Commit};
pub(crate) use segment::Header;
pub(crate) use segment::Position;
use segment::{HEADER, Segment};
pub(crate) use segments::{Segments, Unread};
use side::Listing;
pub use side::{DatabaseKey, Listed};

/// A segment that has grown past this is followed by a new one.
pub(crate) const SEGMENT_LIMIT: u32 = 64 * 1024 * 1024;
/// How much space the newest segment takes ahead of what is written. On ext4 this takes a fifth off the median of an
/// append and its sync: the length of the file does not change (`latency_tests.rs` measures it).
const RESERVE: u32 = 1024 * 1024;

/// A place between two groups, and proof that it is in this journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The segment.
    pub(crate) segment: u32,
    /// The byte after the group's commit record, or after the segment's header.
    pub(crate) offset: u32,
    /// How many groups come before.
    pub(crate) sequence: u64,
    /// The chain hash there.
    pub(crate) chain: [u8; 32],
}

/// A group as it is read back.
pub(crate) struct Group<'a> {
    /// The operations with their places.
    pub(crate) operations: Vec<(Position, &'a [u8])>,
    /// The place after the group.
    pub(crate) end: Mark,
}

/// Why a replay stopped.
#[derive(Debug)]
pub(crate) enum ReplayError {
    /// The mark to start from is not in this journal: start from the beginning.
    NotHere,
    /// Something else.
    Store(StoreError),
}

impl From<StoreError> for ReplayError {
    fn from(error: StoreError) -> Self {
        ReplayError::Store(error)
    }
}

/// How a journal grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    durability: Durability,
    disk_floor: u64,
    segment_limit: u32,
    reserve: u32,
}

impl From<&Options> for Settings {
    fn from(options: &Options) -> Self {
        let Options { durability, disk_floor, .. } = *options;
        Self { durability, disk_floor, segment_limit: SEGMENT_LIMIT, reserve: RESERVE }
    }
}

/// Who needs a group to be on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody who is told that it is durable: it counts when the store's durability says so.
    Acknowledged,
    /// Nobody: it came from a peer, and would come again. It counts at once, and is on the disk a moment later.
    CanBeFetchedAgain,
}

/// How long a group that nobody waits for may wait for the disk, unless the durability says something else.
const LATER: Duration = Duration::from_millis(200);

/// A wait for the disk that ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synced {
    /// When it ended.
    pub at: Instant,
    /// How long it took.
    pub took: Duration,
}

/// The journal, open for writing.
pub(crate) struct Journal {
    segments: Arc<Segments>,
    settings: Settings,
    current: Segment,
    end: Mark,
    /// Up to which group all is on the disk.
    synced: u64,
    /// Since when there is something that is not.
    unsynced_since: Option<Instant>,
    broken: bool,
    /// The last sync that succeeded.
    last_sync: Option<Synced>,
    /// The operations of the newest segment, if they are known from its beginning.
    listed: Option<Listing>,
}

impl Journal {
    /// A reader of single operations, to be shared.
    pub(crate) fn segments(&self) -> Arc<Segments> {
        Arc::clone(&self.segments)
    }

    /// The place after the last group.
    pub(crate) const fn end(&self) -> Mark {
        self.end
    }

    /// Whether a write could not be made durable, so that no more are taken.
    pub(crate) const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Appends one group and returns when it counts: when it is on the disk, or at once if the durability is an interval
    /// or nobody waits for the disk.
    ///
    /// On an error the group does not count; if it cannot even be taken back, or a sync failed, the journal takes no more
    /// writes.
    pub(crate) fn append_for(
        &mut self,
        operations: &[&Operation],
        urgency: Urgency,
        now: Instant,
    ) -> Result<(Vec<Position>, Mark), StoreError> {
        if self.broken {
            return Err(StoreError::ReadOnly);
        }
        let records: usize = operations.iter().map(|op| op.bytes().len() + FRAME).sum();
        self.check_floor(records + COMMIT)?;
        if self.end.offset >= self.settings.segment_limit {
            self.begin_segment(self.end.segment + 1, true)?;
        }
        let mut buffer = Vec::with_capacity(records + COMMIT);
        let mut positions = Vec::with_capacity(operations.len());
        for op in operations {
            positions.push(Position { segment: self.end.segment, offset: self.offset_after(buffer.len())? });
            record::append_operation(&mut buffer, op.bytes());
        }
        let chain = record::chain_after(&self.end.chain, &buffer);
        let sequence = self.end.sequence + 1;
        record::append_commit(&mut buffer, Commit { sequence, synced: self.synced, chain });
        let offset = self.offset_after(buffer.len())?;
        self.current.reserve(offset.into(), self.settings.reserve.into());
        if let Err(error) = self.current.write(self.end.offset, &buffer) {
            self.broken |= self.current.cut(self.end.offset).is_err();
            return Err(error);
        }
        let end = Mark { segment: self.end.segment, offset, sequence, chain };
        let since = *self.unsynced_since.get_or_insert(now);
        let wait = match urgency {
            Urgency::Acknowledged => self.wait(),
            Urgency::CanBeFetchedAgain => Some(self.wait().unwrap_or(LATER)),
        };
        if wait.is_none_or(|wait| now.saturating_duration_since(since) >= wait) {
            self.sync_up_to(sequence)?;
        }
        self.end = end;
        if let Some(listed) = &mut self.listed {
            for (op, position) in operations.iter().zip(&positions) {
                listed.add(op, position.offset);
            }
        }
        Ok((positions, end))
    }

    /// Appends one group that somebody is told is durable: see [`Journal::append_for`].
    #[cfg(test)]
    pub(crate) fn append(
        &mut self,
        operations: &[&Operation],
        now: Instant,
    ) -> Result<(Vec<Position>, Mark), StoreError> {
        self.append_for(operations, Urgency::Acknowledged, now)
    }

    /// Refuses what would leave too little space, while reading and tidying up still have some.
    fn check_floor(&self, bytes: usize) -> Result<(), StoreError> {
        let disk = self.segments.disk();
        let path = disk.path("");
        let free = disk.free_space().map_err(StoreError::io("asking for the free space of", &path))?;
        match free < self.settings.disk_floor.saturating_add(bytes as u64) {
            true => Err(StoreError::DiskFull { path }),
            false => Ok(()),
        }
    }

    fn offset_after(&self, bytes: usize) -> Result<u32, StoreError> {
        let offset = u32::try_from(bytes).ok().and_then(|bytes| self.end.offset.checked_add(bytes));
        offset.ok_or_else(|| StoreError::Index("a group of more than four gibibytes".to_owned()))
    }

    /// How long a group may wait for the disk; none if it may not.
    const fn wait(&self) -> Option<Duration> {
        match self.settings.durability {
            Durability::Always => None,
            Durability::Interval(wait) => Some(wait),
        }
    }

    /// The last sync that succeeded since the journal was opened.
    pub(crate) const fn last_sync(&self) -> Option<Synced> {
        self.last_sync
    }

    /// When the next sync is due; none if everything is on the disk.
    pub(crate) fn sync_due(&self) -> Option<Instant> {
        let since = self.unsynced_since.filter(|_| !self.broken)?;
        Some(since + self.wait().unwrap_or(LATER))
    }

    /// Waits until every group is on the disk.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        match self.unsynced_since {
            _ if self.broken => Err(StoreError::ReadOnly),
            Some(_) => self.sync_up_to(self.end.sequence),
            None => Ok(()),
        }
    }

    /// A sync that fails is the last one: what the system then says of the same bytes cannot be relied on.
    fn sync_up_to(&mut self, sequence: u64) -> Result<(), StoreError> {
        let began = Instant::now();
        if let Err(error) = self.current.sync() {
            self.broken = true;
            return Err(error);
        }
        self.last_sync = Some(Synced { at: Instant::now(), took: began.elapsed() });
        self.synced = sequence;
        self.unsynced_since = None;
        Ok(())
    }

    /// Seals the newest segment, however full it is, and begins another.
    pub(crate) fn begin_next(&mut self) -> Result<(), StoreError> {
        self.begin_segment(self.end.segment + 1, true)
    }

    /// Seals the newest segment if it has a group, and says whether it had. Afterwards it is on the disk.
    pub(crate) fn seal_if_begun(&mut self) -> Result<bool, StoreError> {
        self.sync()?;
        if self.end.offset == HEADER {
            return Ok(false);
        }
        self.begin_next().map(|()| true)
    }

    /// Seals the newest segment and begins another, with this number. What is left of an interrupted write is not `cut` but
    /// sealed with it.
    fn begin_segment(&mut self, number: u32, cut: bool) -> Result<(), StoreError> {
        let is_cut = cut && self.current.cut(self.end.offset)?;
        if is_cut || self.unsynced_since.is_some() {
            self.sync_up_to(self.end.sequence)?;
        }
        let hash = self.current.hash()?;
        let start = Mark { segment: number, offset: HEADER, ..self.end };
        let created = Segment::create(self.segments.disk(), &Header { start, before: hash, compacted: None });
        self.broken |= matches!(created, Err(StoreError::NotSynced { .. }));
        let sealed = self.end.segment;
        self.current = created?;
        self.end = start;
        if let Some(listed) = self.listed.replace(Listing::default()) {
            side::save(self.segments.disk().as_ref(), sealed, &hash, &listed.into_sorted());
        }
        Ok(())
    }
}

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod latency_tests;
#[cfg(test)]
mod tests;
