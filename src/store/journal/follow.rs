//! Reading the journal forwards from a place that somebody remembered, for those who want every operation once.

use std::cmp::Ordering;
use std::sync::Arc;

use super::record::{self, Record};
use super::segment::{self, HEADER, Header, Position};
use super::{Mark, Segments};
use crate::error::StoreError;

/// How much is read at a time. A group that is longer is read whole all the same.
const WINDOW: u32 = 256 * 1024;

/// A place right behind an operation, and proof of the journal it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The how many-th group of the journal.
    pub group: u64,
    /// How many operations of that group come before the place; more than it has if all do.
    pub index: u32,
    /// The beginning of the chain hash behind that group.
    pub proof: [u8; 8],
}

impl Place {
    /// The place before everything.
    pub const START: Self = Self { group: 0, index: u32::MAX, proof: [0; 8] };

    fn after(group: u64, chain: &[u8; 32], index: u32) -> Self {
        let mut proof = [0; 8];
        proof.copy_from_slice(&chain[..8]);
        Self { group, index, proof }
    }

    pub(crate) fn behind(mark: &Mark) -> Self {
        Self::after(mark.sequence, &mark.chain, u32::MAX)
    }

    /// The place in the same group behind this many operations.
    #[must_use]
    pub const fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// Which of two places in one journal comes first.
    pub fn compare(&self, other: &Self) -> Ordering {
        (self.group, self.index).cmp(&(other.group, other.index))
    }
}

/// An operation, and the place right behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The place right behind it.
    pub place: Place,
    /// Its bytes. They were checked when they were written, and are intact.
    pub bytes: Vec<u8>,
}

/// Somebody who reads on from a place.
#[derive(Debug)]
pub struct Follower {
    segments: Arc<Segments>,
    /// Where the next group is looked for.
    segment: u32,
    offset: u32,
    /// The last group that was read.
    group: u64,
    /// What was read and not handed out yet.
    ready: Vec<Followed>,
}

impl Follower {
    /// Somebody who reads on from this place; none if it is not in this journal, or not any more. Reads from the beginning
    /// of the segment that the place is in.
    pub(crate) fn new(segments: &Arc<Segments>, place: Place, end: Mark) -> Result<Option<Self>, StoreError> {
        let follower = |segment, offset, group| Self {
            segments: Arc::clone(segments),
            segment,
            offset,
            group,
            ready: Vec::new(),
        };
        if place == Place::behind(&end) {
            return Ok(Some(follower(end.segment, end.offset, end.sequence)));
        }
        let numbers = segment::numbers(segments.disk().as_ref())?;
        let mut headers = numbers.into_iter().rev().filter_map(|number| segments.header(number));
        let is_before = |start: &Mark| start.sequence < place.group || Place::behind(start) == place;
        let Some(Header { start, .. }) = headers.find(|header| is_before(&header.start)) else {
            return Ok(None);
        };
        let mut follower = follower(start.segment, HEADER, start.sequence);
        while follower.group < place.group {
            let read = follower.window(end)?;
            let there = read.iter().find(|followed| followed.place.group == place.group);
            let is_passed = follower.group >= place.group;
            match there {
                Some(there) if there.place.proof != place.proof => return Ok(None),
                None if is_passed || read.is_empty() => return Ok(None),
                _ => {}
            }
            let behind = read.into_iter().filter(|followed| followed.place.compare(&place).is_gt());
            follower.ready = behind.collect();
        }
        Ok(Some(follower))
    }

    /// What comes next before `end`, some at a time; nothing if nothing does.
    pub(crate) fn read(&mut self, end: Mark) -> Result<Vec<Followed>, StoreError> {
        match std::mem::take(&mut self.ready) {
            ready if ready.is_empty() => self.window(end),
            ready => Ok(ready),
        }
    }

    /// The operations of the next groups, as many groups as a window holds and one at least; nothing at the end.
    fn window(&mut self, end: Mark) -> Result<Vec<Followed>, StoreError> {
        let mut size = WINDOW;
        while self.segment < end.segment || self.offset < end.offset {
            let is_newest = self.segment == end.segment;
            let stop = if is_newest { end.offset } else { self.segments.length(self.segment)? };
            let to = self.offset.saturating_add(size).min(stop);
            let bytes = self.segments.piece(self.segment, self.offset, to)?;
            let next = if is_newest { None } else { self.segments.header(self.segment + 1) };
            // What an interrupted write left behind the last group that counts is still there.
            let last = next.map_or(u64::MAX, |next| next.start.sequence);
            let found = self.groups(&bytes, to == stop, last);
            if !found.is_empty() {
                return Ok(found);
            }
            if to < stop {
                size = size.saturating_mul(2);
            } else if is_newest {
                self.offset = end.offset;
            } else {
                let numbers = segment::numbers(self.segments.disk().as_ref())?;
                let next = numbers.into_iter().find(|number| *number > self.segment);
                (self.segment, self.offset, size) = (next.unwrap_or(end.segment), HEADER, WINDOW);
            }
        }
        Ok(Vec::new())
    }

    /// The operations of the whole groups in these bytes, and moves behind them. `is_rest` says that nothing follows.
    fn groups(&mut self, bytes: &[u8], is_rest: bool, last: u64) -> Vec<Followed> {
        let (mut found, mut group) = (Vec::new(), Vec::new());
        let (start, mut at) = (self.offset, 0);
        while at < bytes.len() {
            match record::read(&bytes[at..]) {
                Ok((Record::Operation(operation), length)) => {
                    group.push((at, operation));
                    at += length;
                }
                Ok((Record::Commit(commit), length)) => {
                    at += length;
                    self.offset = start + offset(at);
                    let operations = std::mem::take(&mut group);
                    if commit.sequence <= self.group || commit.sequence > last {
                        continue;
                    }
                    self.group = commit.sequence;
                    for (index, (at, operation)) in (1..).zip(operations) {
                        let position = Position { segment: self.segment, offset: start + offset(at) };
                        if !self.segments.is_set_aside(position) {
                            let place = Place::after(commit.sequence, &commit.chain, index);
                            found.push(Followed { place, bytes: operation.to_vec() });
                        }
                    }
                }
                // Damage, known or not: what is intact behind it is served.
                Err(_) if is_rest => at = record::next_intact(bytes, at),
                Err(_) => break,
            }
        }
        found
    }
}

/// A place in a segment; no segment is longer than this can say.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
