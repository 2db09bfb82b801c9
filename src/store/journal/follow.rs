//! Reading the journal forwards from a place that somebody remembered, for those who want every operation once.

use std::cmp::Ordering;
use std::sync::Arc;

use super::catalogue::Part;
use super::record::{self, Record};
use super::segment::{Compacted, Header, Position};
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

    /// The place behind this many operations of a compacted segment. It is in the last of the groups that the segment stands
    /// for, and its proof is the segment's own: another compaction makes it a place that is not there any more.
    fn in_compacted(compacted: &Compacted, index: u32) -> Self {
        Self::after(compacted.end_sequence, &compacted.content, index)
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
    part: Part,
    offset: u32,
    /// What the segment says of itself if it is a compacted one, and how many of its operations were read.
    compacted: Option<(Compacted, u32)>,
    /// The last group that was read.
    group: u64,
    /// What was read and not handed out yet.
    ready: Vec<Followed>,
}

impl Follower {
    /// Somebody who reads on from this place; none if it is not in this journal, or not any more. Reads from the beginning
    /// of the segment that the place is in.
    pub(crate) fn new(segments: &Arc<Segments>, place: Place, end: Mark) -> Result<Option<Self>, StoreError> {
        let follower = |part, offset, group| Self {
            segments: Arc::clone(segments),
            part,
            offset,
            compacted: None,
            group,
            ready: Vec::new(),
        };
        if place == Place::behind(&end) {
            return Ok(Some(follower(Part::original(end.segment), end.offset, end.sequence)));
        }
        let is_before = |start: &Mark| start.sequence < place.group || Place::behind(start) == place;
        let mut found = None;
        for part in segments.catalogue()?.parts.into_iter().rev() {
            found =
                segments.header(part)?.filter(|header| is_before(&header.start)).map(|header| (part, header));
            if found.is_some() {
                break;
            }
        }
        let Some((part, header)) = found else { return Ok(None) };
        let mut follower = follower(part, header.start.offset, header.start.sequence);
        follower.enter(&header);
        match header.compacted {
            Some(compacted) => follower.find_in_compacted(&compacted, place, &header, end),
            None => follower.find(place, end),
        }
    }

    /// Begins with a segment.
    const fn enter(&mut self, header: &Header) {
        self.offset = header.start.offset;
        self.compacted = match header.compacted {
            Some(compacted) => Some((compacted, 0)),
            None => None,
        };
    }

    fn find(mut self, place: Place, end: Mark) -> Result<Option<Self>, StoreError> {
        while self.group < place.group {
            let read = self.window(end)?;
            let there = read.iter().find(|followed| followed.place.group == place.group);
            let is_passed = self.group >= place.group;
            match there {
                Some(there) if there.place.proof != place.proof => return Ok(None),
                None if is_passed || read.is_empty() => return Ok(None),
                _ => {}
            }
            let behind = read.into_iter().filter(|followed| followed.place.compare(&place).is_gt());
            self.ready = behind.collect();
        }
        Ok(Some(self))
    }

    /// In a compacted segment only its two ends are where they were, beside the places that it gave out itself.
    fn find_in_compacted(
        mut self,
        compacted: &Compacted,
        place: Place,
        header: &Header,
        end: Mark,
    ) -> Result<Option<Self>, StoreError> {
        let at_its_end = Place::after(compacted.end_sequence, &compacted.end_chain, u32::MAX);
        if place == Place::behind(&header.start) {
            return Ok(Some(self));
        }
        if place == at_its_end {
            self.offset = self.segments.size(self.part.number)?;
            self.group = compacted.end_sequence;
            return Ok(Some(self));
        }
        if place != Place::in_compacted(compacted, place.index) {
            return Ok(None);
        }
        while self.ready.is_empty() {
            let read = self.window(end)?;
            if read.is_empty() {
                break;
            }
            self.ready = read.into_iter().filter(|followed| followed.place.compare(&place).is_gt()).collect();
        }
        Ok(Some(self))
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
        while self.part.number != end.segment || self.offset < end.offset {
            let is_newest = self.part.number == end.segment;
            let stop = if is_newest { end.offset } else { self.segments.size(self.part.number)? };
            let to = self.offset.saturating_add(size).min(stop);
            let bytes = self.segments.piece(self.part.number, self.offset, to)?;
            let last = if is_newest { u64::MAX } else { self.last_group()? };
            let found = self.groups(&bytes, to == stop, last);
            if !found.is_empty() {
                return Ok(found);
            }
            if to < stop {
                size = size.saturating_mul(2);
            } else if is_newest {
                self.offset = end.offset;
            } else {
                self.go_on(end)?;
                size = WINDOW;
            }
        }
        Ok(Vec::new())
    }

    /// The last group of the segment that counts. What an interrupted write left behind it is still there.
    fn last_group(&self) -> Result<u64, StoreError> {
        let next = self.segments.catalogue()?.next(self.part);
        let header = next.map_or(Ok(None), |next| self.segments.header(next))?;
        Ok(header.map_or(u64::MAX, |header| header.start.sequence))
    }

    /// Goes on with the segment that follows.
    fn go_on(&mut self, end: Mark) -> Result<(), StoreError> {
        if let Some((compacted, _)) = &self.compacted {
            self.group = compacted.end_sequence;
        }
        let catalogue = self.segments.catalogue()?;
        let is_swallowed = |part: &&Part| part.first <= self.part.last && self.part.last < part.last;
        let next = catalogue.next(self.part);
        if next.is_none() && catalogue.parts.iter().any(|part| is_swallowed(&part)) {
            // What follows is in a compacted segment now, together with what was read already.
            return Err(StoreError::Moved { path: self.segments.path_of(self.part.number) });
        }
        let behind_a_gap = || catalogue.parts.iter().find(|part| part.first > self.part.last).copied();
        self.part = next.or_else(behind_a_gap).unwrap_or(Part::original(end.segment));
        match self.segments.header(self.part)? {
            Some(header) => self.enter(&header),
            None => (self.offset, self.compacted) = (super::segment::header_length(self.part), None),
        }
        Ok(())
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
                    if self.compacted.is_none() {
                        if commit.sequence <= self.group || commit.sequence > last {
                            continue;
                        }
                        self.group = commit.sequence;
                    }
                    for (index, (at, operation)) in (1..).zip(operations) {
                        let position = Position { segment: self.part.number, offset: start + offset(at) };
                        let place = match &mut self.compacted {
                            Some((compacted, read)) => {
                                *read += 1;
                                Place::in_compacted(compacted, *read)
                            }
                            None => Place::after(commit.sequence, &commit.chain, index),
                        };
                        if !self.segments.is_set_aside(position) {
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
