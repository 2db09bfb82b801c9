//! Opening the journal: every segment in turn, and at the end what an interrupted write left.

use std::sync::Arc;

use super::segment::{self, HEADER, Header, Segment};
use super::side::Listing;
use super::walk::{self, After, Image, Tail};
use super::{Group, Journal, Mark, ReplayError, Segments, Settings};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// How far a replay has come.
struct Reached {
    end: Mark,
    /// Whether the chain hash there is known, so that what follows can be held against it.
    anchored: bool,
    tail: Tail,
}

impl Journal {
    /// Opens the journal and shows every group after the mark, or every one there is. What an interrupted write left at
    /// the end is cut off. Damage is remembered in `segments` and never an error.
    pub(crate) fn open(
        segments: &Arc<Segments>,
        settings: Settings,
        from: Option<Mark>,
        visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
    ) -> Result<Self, ReplayError> {
        let disk = segments.disk();
        let mut numbers = segment::numbers(disk.as_ref())?;
        drop_unborn(segments, &mut numbers)?;
        if numbers.is_empty() {
            if from.is_some() {
                return Err(ReplayError::NotHere);
            }
            let start = Mark { segment: 1, offset: HEADER, sequence: 0, chain: [0; 32] };
            Segment::create(disk, &Header { start, before: [0; 32] })?;
            numbers.push(1);
        }
        let first = from.map_or(numbers[0], |mark| mark.segment);
        if !numbers.contains(&first) {
            return Err(ReplayError::NotHere);
        }
        numbers.retain(|number| *number >= first);
        let newest = numbers.last().copied();
        let mut reached = None;
        for number in numbers {
            let from = from.filter(|mark| mark.segment == number);
            reached = Some(replay_segment(segments, number, newest == Some(number), from, reached, visit)?);
        }
        let Reached { end, tail, .. } = reached.ok_or(ReplayError::NotHere)?;
        Ok(Self::continued(segments, settings, end, tail)?)
    }

    /// Makes the newest segment fit to grow. Afterwards everything that was shown is on the disk: after a kill it may
    /// have been in memory only.
    fn continued(
        segments: &Arc<Segments>,
        settings: Settings,
        end: Mark,
        tail: Tail,
    ) -> Result<Self, StoreError> {
        let mut current = Segment::open(segments.disk(), end.segment)?;
        if tail == Tail::Torn {
            current.cut(end.offset)?;
        }
        current.sync()?;
        let mut journal = Self {
            segments: Arc::clone(segments),
            settings,
            current,
            end,
            synced: end.sequence,
            unsynced_since: None,
            broken: false,
            last_sync: None,
            listed: (end.offset == HEADER && tail != Tail::Interrupted).then(Listing::default),
        };
        if tail == Tail::Interrupted {
            journal.begin_segment(false)?;
        }
        Ok(journal)
    }
}

/// Removes the newest segment if the crash that interrupted its birth left no header. It held nothing yet.
fn drop_unborn(segments: &Segments, numbers: &mut Vec<u32>) -> Result<(), StoreError> {
    let Some(last) = numbers.last().copied() else { return Ok(()) };
    if segments.header(last).is_some() || !walk::is_unborn(&segments.whole(last)?, last) {
        return Ok(());
    }
    let (disk, name) = (segments.disk(), segment::name(last));
    disk.remove(&name).map_err(StoreError::io("removing", &disk.path(&name)))?;
    disk.sync_names().map_err(StoreError::io("syncing", &disk.path("")))?;
    numbers.pop();
    Ok(())
}

/// Shows the groups of one segment. `from` is the mark to start from, if it is in this segment; `before` is how far the
/// segment before came, if there was one.
fn replay_segment(
    segments: &Segments,
    number: u32,
    is_newest: bool,
    from: Option<Mark>,
    before: Option<Reached>,
    visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
) -> Result<Reached, ReplayError> {
    let bytes = segments.whole(number)?;
    let next = segments.header(number + 1);
    let after = if is_newest { After::Nothing } else { After::Segment(next.map(|next| next.start)) };
    if from.is_some_and(|mark| !walk::is_here(&bytes, mark)) {
        return Err(ReplayError::NotHere);
    }
    let mut damage = Vec::new();
    let (start, anchored) = match from {
        Some(mark) => (mark, true),
        None => beginning(&bytes, number, before, &mut damage),
    };
    let mut visit_served = |mut group: Group<'_>| {
        group.operations.retain(|(position, _)| !segments.is_set_aside(*position));
        visit(group)
    };
    let mut walked = walk::walk(&Image { number, bytes: &bytes, after }, start, anchored, &mut visit_served)?;
    damage.append(&mut walked.damage);
    let hash_fits = next.is_none_or(|next| next.before == *blake3::hash(&bytes).as_bytes());
    if !hash_fits && damage.is_empty() {
        damage.push(Damage { segment: number, offset: 0, length: bytes.len() as u64, reason: Reason::Hash });
    }
    segments.found(number, &damage, from.is_none());
    Ok(Reached { end: walked.end, anchored: walked.anchored, tail: walked.tail })
}

/// Where to start in a segment that is read from its beginning, and whether the chain hash there is known.
fn beginning(bytes: &[u8], number: u32, before: Option<Reached>, damage: &mut Vec<Damage>) -> (Mark, bool) {
    let mut whole_header = |reason| {
        let length = u64::from(HEADER).min(bytes.len() as u64);
        damage.push(Damage { segment: number, offset: 0, length, reason });
    };
    let adjacent = before.as_ref().is_none_or(|before| before.end.segment + 1 == number);
    let header = Header::decode(bytes, number);
    match (header, before) {
        (Some(header), None) => (header.start, true),
        (Some(header), Some(before)) => {
            let (start, end) = (header.start, before.end);
            if !adjacent {
                damage.push(Damage { segment: number - 1, offset: 0, length: 0, reason: Reason::Missing });
            } else if before.anchored && (start.sequence, start.chain) != (end.sequence, end.chain) {
                whole_header(Reason::Chain);
            }
            (start, true)
        }
        (None, before) => {
            whole_header(Reason::Header);
            let known = before.filter(|before| adjacent && before.anchored).map(|before| before.end);
            let nowhere = Mark { segment: number, offset: HEADER, sequence: 0, chain: [0; 32] };
            (Mark { segment: number, offset: HEADER, ..known.unwrap_or(nowhere) }, known.is_some())
        }
    }
}
