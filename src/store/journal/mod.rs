//! The journal: append-only segments of signed operations. It is the truth; everything else can be rebuilt from it.
//!
//! Operations are written in groups. A group counts when its commit record is there, intact, and continues the chain
//! of hashes that runs through the whole journal. What an interrupted write left behind the last commit is cut off
//! when the journal is opened. Damage anywhere else is reported and nothing is touched.

mod record;
mod segment;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StoreError;
use record::{COMMIT, Commit, Record};
use segment::{HEADER, Segment};
pub(crate) use segment::{Position, Segments};

/// A segment that has grown past this is followed by a new one.
const SEGMENT_LIMIT: u32 = 64 * 1024 * 1024;

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

/// The journal, open for writing.
pub(crate) struct Journal {
    folder: PathBuf,
    segments: Arc<Segments>,
    current: Segment,
    end: Mark,
    broken: bool,
}

impl Journal {
    /// Opens the journal in this folder and shows every group after the mark, or every one there is. What an interrupted
    /// write left at the end is cut off.
    pub(crate) fn open(
        folder: &Path,
        from: Option<Mark>,
        visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
    ) -> Result<Self, ReplayError> {
        let mut numbers = segment::numbers(folder)?;
        segment::drop_unborn(folder, &mut numbers)?;
        if numbers.is_empty() {
            if from.is_some() {
                return Err(ReplayError::NotHere);
            }
            Segment::create(folder, Mark { segment: 1, offset: HEADER, sequence: 0, chain: [0; 32] })?;
            numbers.push(1);
        }
        let first = from.map_or(numbers[0], |mark| mark.segment);
        let last = numbers[numbers.len() - 1];
        if !numbers.contains(&first) {
            return Err(ReplayError::NotHere);
        }
        let mut end = from;
        for number in first..=last {
            end = Some(replay_segment(folder, number, end, number == last, visit)?);
        }
        let end = end.ok_or(ReplayError::NotHere)?;
        let current = Segment::open_to_append(folder, end)?;
        let segments = Arc::new(Segments::new(folder));
        Ok(Self { folder: folder.to_path_buf(), segments, current, end, broken: false })
    }

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

    /// Appends one group and returns when it is on the disk. On an error the group does not count; if it cannot even be
    /// taken back, or the sync failed, the journal takes no more writes.
    pub(crate) fn append(&mut self, operations: &[&[u8]]) -> Result<(Vec<Position>, Mark), StoreError> {
        if self.broken {
            return Err(StoreError::ReadOnly);
        }
        if self.end.offset >= SEGMENT_LIMIT {
            self.begin_segment()?;
        }
        let mut buffer =
            Vec::with_capacity(operations.iter().map(|bytes| bytes.len() + 16).sum::<usize>() + COMMIT);
        let mut positions = Vec::with_capacity(operations.len());
        for bytes in operations {
            positions.push(Position { segment: self.end.segment, offset: self.offset_after(buffer.len())? });
            record::append_operation(&mut buffer, bytes);
        }
        let chain = record::chain_after(&self.end.chain, &buffer);
        let sequence = self.end.sequence + 1;
        record::append_commit(&mut buffer, Commit { sequence, chain });
        let offset = self.offset_after(buffer.len())?;
        if let Err(error) = self.current.write(&buffer) {
            self.broken |= self.current.cut(self.end.offset).is_err();
            return Err(error);
        }
        if let Err(error) = self.current.sync() {
            self.broken = true;
            return Err(error);
        }
        self.end = Mark { segment: self.end.segment, offset, sequence, chain };
        Ok((positions, self.end))
    }

    fn offset_after(&self, bytes: usize) -> Result<u32, StoreError> {
        let offset = u32::try_from(bytes).ok().and_then(|bytes| self.end.offset.checked_add(bytes));
        offset.ok_or_else(|| StoreError::Index("a group of more than four gibibytes".to_owned()))
    }

    fn begin_segment(&mut self) -> Result<(), StoreError> {
        let start = Mark { segment: self.end.segment + 1, offset: HEADER, ..self.end };
        self.current = Segment::create(&self.folder, start)?;
        self.end = start;
        Ok(())
    }
}

/// Shows the groups of one segment and returns the place after the last. `from` is where the journal stands before: in
/// this segment, or at the end of the one before it, or nowhere at the very beginning.
fn replay_segment(
    folder: &Path,
    number: u32,
    from: Option<Mark>,
    is_last: bool,
    visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
) -> Result<Mark, ReplayError> {
    let path = segment::path(folder, number);
    let bytes = std::fs::read(&path).map_err(StoreError::io("reading", &path))?;
    let damaged =
        |offset: usize, reason| StoreError::Damaged { path: path.clone(), offset: offset as u64, reason };
    let start = segment::read_header(&bytes, number).map_err(|reason| damaged(0, reason))?;
    let mut end = match from {
        Some(mark) if mark.segment == number => {
            if !is_here(&bytes, mark, start) {
                return Err(ReplayError::NotHere);
            }
            mark
        }
        Some(mark) if (mark.sequence, mark.chain) != (start.sequence, start.chain) => {
            return Err(damaged(0, "a segment that does not continue the one before").into());
        }
        _ => start,
    };
    let mut operations = Vec::new();
    let mut at = end.offset as usize;
    let mut group_start = at;
    while at < bytes.len() {
        match record::read(&bytes[at..]) {
            Ok((Record::Operation(operation), length)) => {
                operations.push((Position { segment: number, offset: to_u32(at)? }, operation));
                at += length;
            }
            Ok((Record::Commit(commit), length)) => {
                let chain = record::chain_after(&end.chain, &bytes[group_start..at]);
                if commit != (Commit { sequence: end.sequence + 1, chain }) {
                    return Err(damaged(at, "a commit record that does not continue the chain").into());
                }
                at += length;
                group_start = at;
                end = Mark { segment: number, offset: to_u32(at)?, sequence: commit.sequence, chain };
                visit(Group { operations: std::mem::take(&mut operations), end })?;
            }
            Err(reason) if !is_last || record::holds_a_commit(&bytes[at + 1..]) => {
                return Err(damaged(at, reason).into());
            }
            Err(_) => break,
        }
    }
    if !is_last && (end.offset as usize) < bytes.len() {
        return Err(damaged(end.offset as usize, "operations without a commit record").into());
    }
    Ok(end)
}

fn to_u32(offset: usize) -> Result<u32, StoreError> {
    u32::try_from(offset).map_err(|_| StoreError::Index("a segment of more than four gibibytes".to_owned()))
}

/// Whether the mark is a place between groups of this segment.
fn is_here(bytes: &[u8], mark: Mark, start: Mark) -> bool {
    if mark.offset == HEADER {
        return mark == start;
    }
    let before =
        (mark.offset as usize).checked_sub(COMMIT).and_then(|at| bytes.get(at..mark.offset as usize));
    let expected = Commit { sequence: mark.sequence, chain: mark.chain };
    before.is_some_and(|bytes| record::read(bytes) == Ok((Record::Commit(expected), COMMIT)))
}

#[cfg(test)]
mod tests;
