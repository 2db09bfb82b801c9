//! Going through one segment: which groups count, what is damage, and what an interrupted write left behind.
//!
//! A group counts when its commit record is intact and continues the chain. Where something does not fit, the question is
//! whether the group was ever on the disk as a whole. It was, if a later commit record or the next segment says that the
//! journal was synced up to it: then this is damage. Otherwise a loss of power tore it, and nothing of it counts.

use cyberfly_core::Claimed;

use super::catalogue::Part;
use super::record::{self, COMMIT, Commit, Record};
use super::segment::{HEADER, Header, Position};
use super::{Group, Mark};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// A segment as it was read.
pub(super) struct Image<'a> {
    pub(super) number: u32,
    pub(super) bytes: &'a [u8],
    pub(super) after: After,
}

/// What follows a segment.
#[derive(Clone, Copy, Debug)]
pub(super) enum After {
    /// Nothing: it is the newest.
    Nothing,
    /// A segment that begins at this mark; none if its header cannot be read.
    Segment(Option<Mark>),
}

/// How a segment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// With its last group; only zeros may follow.
    Whole,
    /// With pieces of a group that never counted: they are to be cut off.
    Torn,
    /// With pieces of groups some of which have a commit record: they are to be left alone.
    Interrupted,
}

/// What was found in a segment.
pub(super) struct Walked {
    /// The place after the last group that counts.
    pub(super) end: Mark,
    /// Whether the chain hash there is known.
    pub(super) anchored: bool,
    pub(super) tail: Tail,
    pub(super) damage: Vec<Damage>,
}

/// What is read of a group before its commit record comes.
#[derive(Default)]
struct Unfinished<'a> {
    start: usize,
    operations: Vec<(Position, &'a [u8])>,
    bad: Vec<Damage>,
}

enum Verdict {
    Damage,
    Torn(Tail),
}

/// Shows every group behind `from` that counts. `anchored` says whether the chain hash there is known.
///
/// Of a damaged group those operations are shown whose records are intact and whose signatures are valid.
pub(super) fn walk<'a>(
    image: &Image<'a>,
    from: Mark,
    anchored: bool,
    visit: &mut dyn FnMut(Group<'a>) -> Result<(), StoreError>,
) -> Result<Walked, StoreError> {
    let bytes = image.bytes;
    let mut walked = Walked { end: from, anchored, tail: Tail::Whole, damage: Vec::new() };
    let mut at = bytes.len().min(from.offset as usize);
    let mut group = Unfinished { start: at, ..Unfinished::default() };
    while at < bytes.len() {
        match record::read(&bytes[at..]) {
            Ok((Record::Operation(operation), length)) => {
                group.operations.push((image.position(at)?, operation));
                at += length;
            }
            Ok((Record::Commit(commit), length)) => {
                let behind = at + length;
                let sound = group.bad.is_empty() && walked.anchored;
                let fits = sound && continues(&walked.end, &bytes[group.start..at], commit);
                if sound && !fits {
                    if let Verdict::Torn(tail) = image.judge(at, walked.end.sequence) {
                        return Ok(image.torn(walked, tail));
                    }
                    group.bad.push(image.damage(group.start, behind, Reason::Chain));
                }
                at = behind;
                if !fits && commit.sequence <= walked.end.sequence && walked.anchored {
                    continue;
                }
                let end = Mark {
                    segment: image.number,
                    offset: to_u32(at)?,
                    sequence: commit.sequence,
                    chain: commit.chain,
                };
                let start = std::mem::replace(&mut group, Unfinished { start: at, ..Unfinished::default() });
                walked.finish(start, end, visit)?;
                walked.anchored = true;
            }
            Err(_) if image.is_newest() && is_zero(&bytes[at..]) => break,
            Err(_) => {
                if group.bad.is_empty()
                    && let Verdict::Torn(tail) = image.judge(at, walked.end.sequence)
                {
                    return Ok(image.torn(walked, tail));
                }
                let next = record::next_intact(bytes, at);
                group.bad.push(image.damage(at, next, Reason::Checksum));
                at = next;
            }
        }
    }
    image.finish_tail(walked, group, visit)
}

impl Walked {
    /// A group that counts, or what is left of one behind damage.
    fn finish<'a>(
        &mut self,
        mut group: Unfinished<'a>,
        end: Mark,
        visit: &mut dyn FnMut(Group<'a>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if !group.bad.is_empty() || !self.anchored {
            group
                .operations
                .retain(|(_, bytes)| Claimed::decode(bytes).is_ok_and(|claim| claim.verify().is_ok()));
        }
        self.damage.append(&mut group.bad);
        self.end = end;
        visit(Group { operations: group.operations, end })
    }
}

impl<'a> Image<'a> {
    const fn is_newest(&self) -> bool {
        matches!(self.after, After::Nothing)
    }

    fn position(&self, at: usize) -> Result<Position, StoreError> {
        Ok(Position { segment: self.number, offset: to_u32(at)? })
    }

    const fn damage(&self, from: usize, to: usize, reason: Reason) -> Damage {
        Damage { segment: self.number, offset: from as u64, length: (to - from) as u64, reason }
    }

    /// What something unfit at `at` is, in the group behind the one with this sequence.
    fn judge(&self, at: usize, sequence: u64) -> Verdict {
        let mut synced = match self.after {
            After::Nothing => 0,
            After::Segment(Some(start)) => start.sequence,
            // A segment is born when all before it is on the disk.
            After::Segment(None) => u64::MAX,
        };
        let mut tail = if self.is_newest() { Tail::Torn } else { Tail::Interrupted };
        let mut at = at;
        while at < self.bytes.len() {
            match record::read(&self.bytes[at..]) {
                Ok((Record::Operation(_), length)) => at += length,
                Ok((Record::Commit(commit), length)) => {
                    synced = synced.max(commit.synced);
                    tail = Tail::Interrupted;
                    at += length;
                }
                Err(_) if is_zero(&self.bytes[at..]) => break,
                Err(_) => at = record::next_intact(self.bytes, at),
            }
        }
        if synced > sequence { Verdict::Damage } else { Verdict::Torn(tail) }
    }

    /// Nothing behind the last group counts.
    fn torn(&self, mut walked: Walked, tail: Tail) -> Walked {
        if tail == Tail::Interrupted {
            let from = self.bytes.len().min(walked.end.offset as usize);
            walked.damage.push(self.damage(from, self.bytes.len(), Reason::Interrupted));
        }
        walked.tail = tail;
        walked
    }

    /// What remains when the last commit record was read.
    fn finish_tail(
        &self,
        mut walked: Walked,
        mut group: Unfinished<'a>,
        visit: &mut dyn FnMut(Group<'a>) -> Result<(), StoreError>,
    ) -> Result<Walked, StoreError> {
        let empty = group.operations.is_empty() && group.bad.is_empty();
        let next = match self.after {
            After::Nothing if empty => return Ok(walked),
            After::Nothing if group.bad.is_empty() => return Ok(self.torn(walked, Tail::Torn)),
            After::Nothing => {
                walked.damage.append(&mut group.bad);
                walked.tail = Tail::Interrupted;
                return Ok(walked);
            }
            After::Segment(next) => next,
        };
        let lost = next.is_none_or(|next| next.sequence > walked.end.sequence);
        if empty && (next.is_none() || !lost) {
            return Ok(walked);
        }
        if !lost {
            return Ok(self.torn(walked, Tail::Interrupted));
        }
        let length = self.bytes.len();
        if group.bad.is_empty() {
            group.bad.push(self.damage(group.start, length, Reason::Missing));
        }
        let known = next.unwrap_or(walked.end);
        walked.finish(group, Mark { segment: self.number, offset: to_u32(length)?, ..known }, visit)?;
        walked.anchored = next.is_some();
        Ok(walked)
    }
}

/// Whether a commit record is the next one after a mark and its records.
fn continues(end: &Mark, records: &[u8], commit: Commit) -> bool {
    commit.sequence == end.sequence + 1 && commit.chain == record::chain_after(&end.chain, records)
}

/// Whether the mark is a place between groups of this segment, and what comes before it counts.
pub(super) fn is_here(bytes: &[u8], mark: Mark) -> bool {
    if mark.offset == HEADER {
        return Header::decode(bytes, Part::original(mark.segment))
            .is_some_and(|header| header.start == mark);
    }
    let end = mark.offset as usize;
    let before = end.checked_sub(COMMIT).and_then(|start| bytes.get(start..end));
    before.is_some_and(|record| match record::read(record) {
        Ok((Record::Commit(commit), _)) => {
            (commit.sequence, commit.chain) == (mark.sequence, mark.chain)
                && is_intact_behind(&bytes[..end], mark.segment, commit.synced)
        }
        _ => false,
    })
}

/// Whether all records behind the group with this sequence are intact. A loss of power may take pieces of what was not
/// synced and leave what was written after them.
fn is_intact_behind(bytes: &[u8], number: u32, synced: u64) -> bool {
    let header = Header::decode(bytes, Part::original(number));
    let (mut at, mut sequence) = (HEADER as usize, header.map_or(0, |header| header.start.sequence));
    while at < bytes.len() {
        match record::read(&bytes[at..]) {
            Ok((record, length)) => {
                if let Record::Commit(commit) = record {
                    sequence = commit.sequence;
                }
                at += length;
            }
            // Damage further ahead is in the list of damage, and no reason to rebuild the index.
            Err(_) if sequence < synced => at = record::next_intact(bytes, at),
            Err(_) => return false,
        }
    }
    true
}

/// Whether a newest segment that has no header holds nothing either: its birth was interrupted.
pub(super) fn is_unborn(bytes: &[u8], part: Part) -> bool {
    if Header::decode(bytes, part).is_some() {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() && !is_zero(&bytes[at..]) {
        at = match record::read(&bytes[at..]) {
            Ok((Record::Commit(_), _)) => return false,
            Ok((Record::Operation(_), length)) => at + length,
            Err(_) => record::next_intact(bytes, at),
        };
    }
    true
}

fn is_zero(bytes: &[u8]) -> bool {
    const ZEROS: [u8; 4096] = [0; 4096];
    bytes.chunks(ZEROS.len()).all(|piece| *piece == ZEROS[..piece.len()])
}

fn to_u32(offset: usize) -> Result<u32, StoreError> {
    u32::try_from(offset).map_err(|_| StoreError::Index("a segment of more than four gibibytes".to_owned()))
}
