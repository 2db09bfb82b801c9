//! Opening the journal: every segment in turn, and at the end what an interrupted write left.

use std::sync::Arc;

use super::catalogue::{Catalogue, Part};
use super::segment::{HEADER, Header, Segment, header_length};
use super::segments::Bounds;
use super::side::Listing;
use super::walk::{self, Image, Tail};
use super::{Group, Journal, Mark, ReplayError, Segments, Settings};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// How far a replay has come.
struct Reached {
    part: Part,
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
        let mut catalogue = segments.catalogue()?;
        drop_unborn(segments, &mut catalogue)?;
        let lost = lost_at_the_end(segments, &catalogue, from);
        if catalogue.parts.is_empty() {
            if from.is_some() {
                return Err(gone(segments).into());
            }
            let start = Mark { segment: 1, offset: HEADER, sequence: 0, chain: [0; 32] };
            Segment::create(disk, &Header { start, before: [0; 32], compacted: None })?;
            catalogue = segments.catalogue()?;
        }
        segments.found_missing(&missing(&catalogue).into_iter().chain(lost).collect::<Vec<_>>());
        let first = from.map_or(catalogue.parts.first(), |mark| {
            catalogue.parts.iter().find(|part| part.number == mark.segment)
        });
        let first = *first.ok_or(ReplayError::NotHere)?;
        let mut reached = None;
        for part in catalogue.parts.iter().filter(|part| part.first >= first.first) {
            let from = from.filter(|mark| mark.segment == part.number);
            let is_newest = !part.is_compacted() && catalogue.parts.last() == Some(part);
            let bounds = segments.bounds(*part, catalogue.next(*part), is_newest)?;
            reached = Some(replay_segment(segments, &bounds, from, reached, visit)?);
        }
        let Reached { part, end, tail, .. } = reached.ok_or(ReplayError::NotHere)?;
        // What is lost leaves a gap in the numbers, so that it is missed for ever.
        let behind = lost.map(|lost| lost + 1);
        if part.is_compacted() {
            let end = begin_after(segments, part, behind.unwrap_or(part.last + 1), end)?;
            return Ok(Self::continued(segments, settings, end, tail, None)?);
        }
        let next = behind.or((tail == Tail::Interrupted).then_some(part.number + 1));
        Ok(Self::continued(segments, settings, end, tail, next)?)
    }

    /// Makes the newest segment fit to grow, or begins the next one if that has a number. Afterwards everything that was shown is on the disk: after a kill it may
    /// have been in memory only.
    fn continued(
        segments: &Arc<Segments>,
        settings: Settings,
        end: Mark,
        tail: Tail,
        next: Option<u32>,
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
        if let Some(next) = next {
            journal.begin_segment(next, tail != Tail::Interrupted)?;
        }
        Ok(journal)
    }
}

/// Of every gap between the files, and before the first of them, the last segment that is missing there.
fn missing(catalogue: &Catalogue) -> Vec<u32> {
    let ends = std::iter::once(0).chain(catalogue.parts.iter().map(|part| part.last));
    let gaps = ends.zip(&catalogue.parts).filter(|(end, part)| end + 1 != part.first);
    gaps.map(|(_, part)| part.first.saturating_sub(1)).collect()
}

/// The last of the segments behind all that are there, if it is known that there were some: the index has come as far as
/// that, or it was missed before, or the last one there is compacted, which the newest never is.
fn lost_at_the_end(segments: &Segments, catalogue: &Catalogue, from: Option<Mark>) -> Option<u32> {
    let last = catalogue.parts.last()?;
    let applied = from.map(|mark| mark.segment).filter(|segment| !Part::original(*segment).is_compacted());
    let behind_compacted = last.is_compacted().then_some(last.last + 1);
    let missed = segments.damage().into_iter().filter(Damage::is_whole_segment).map(|damage| damage.segment);
    missed.chain(applied).chain(behind_compacted).filter(|segment| *segment > last.last).max()
}

/// A journal without segments of which the index has something is not a new one.
fn gone(segments: &Segments) -> StoreError {
    StoreError::Damaged {
        path: segments.disk().path(""),
        offset: 0,
        reason: "its segments are gone, and the index knows that there were some: put them back, or remove the index \
                 as well to begin with nothing",
    }
}

/// Begins a segment with this number behind a compacted one: the one that was there is lost.
fn begin_after(segments: &Segments, part: Part, number: u32, end: Mark) -> Result<Mark, StoreError> {
    let original = segments.compacted(part)?.map(|compacted| compacted.original);
    let start = Mark { segment: number, offset: HEADER, ..end };
    let header = Header { start, before: original.unwrap_or_default(), compacted: None };
    Segment::create(segments.disk(), &header)?;
    segments.catalogue()?;
    Ok(start)
}

/// Removes the newest segment if the crash that interrupted its birth left no header. It held nothing yet.
fn drop_unborn(segments: &Segments, catalogue: &mut Catalogue) -> Result<(), StoreError> {
    let Some(last) = catalogue.parts.last().copied() else { return Ok(()) };
    if last.is_compacted()
        || segments.header(last)?.is_some()
        || !walk::is_unborn(&segments.whole(last)?, last)
    {
        return Ok(());
    }
    let (disk, name) = (segments.disk(), last.name());
    disk.remove(&name).map_err(StoreError::io("removing", &disk.path(&name)))?;
    disk.sync_names().map_err(StoreError::io("syncing", &disk.path("")))?;
    *catalogue = segments.catalogue()?;
    Ok(())
}

/// Shows the groups of one segment. `from` is the mark to start from, if it is in this segment; `before` is how far the
/// segment before came, if there was one.
fn replay_segment(
    segments: &Segments,
    bounds: &Bounds,
    from: Option<Mark>,
    before: Option<Reached>,
    visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
) -> Result<Reached, ReplayError> {
    let part = bounds.part;
    let number = part.number;
    let bytes = segments.whole(part)?;
    if from.is_some_and(|mark| !walk::is_here(&bytes, mark)) {
        return Err(ReplayError::NotHere);
    }
    let mut damage = Vec::new();
    let (start, anchored) = match from {
        Some(mark) => (mark, true),
        None => beginning(&bytes, part, before, &mut damage),
    };
    let mut visit_served = |mut group: Group<'_>| {
        group.operations.retain(|(position, _)| !segments.is_set_aside(*position));
        visit(group)
    };
    let image = Image { number, bytes: &bytes, after: bounds.after };
    let mut walked = walk::walk(&image, start, anchored, &mut visit_served)?;
    damage.append(&mut walked.damage);
    let content = bytes.get(bounds.hashed_from() as usize..).unwrap_or_default();
    let may_be_told = bounds.next.is_some() || part.is_compacted();
    if damage.is_empty() && may_be_told && !bounds.fits(blake3::hash(content).as_bytes()) {
        damage.push(Damage { segment: number, offset: 0, length: bytes.len() as u64, reason: Reason::Hash });
    }
    segments.found(number, &damage, from.is_none());
    let (mut end, mut anchored) = (walked.end, walked.anchored);
    if part.is_compacted() {
        let known = bounds.header.and_then(|header| header.compacted);
        anchored = known.is_some();
        if let Some(known) = known {
            end = Mark { sequence: known.end_sequence, chain: known.end_chain, ..end };
        }
    }
    Ok(Reached { part, end, anchored, tail: walked.tail })
}

/// Where to start in a segment that is read from its beginning, and whether the chain hash there is known.
fn beginning(bytes: &[u8], part: Part, before: Option<Reached>, damage: &mut Vec<Damage>) -> (Mark, bool) {
    let (number, offset) = (part.number, header_length(part));
    let mut whole_header = |reason| {
        let length = u64::from(offset).min(bytes.len() as u64);
        damage.push(Damage { segment: number, offset: 0, length, reason });
    };
    let adjacent = before.as_ref().is_none_or(|before| before.part.last + 1 == part.first);
    let header = Header::decode(bytes, part);
    match (header, before) {
        (Some(header), None) => (header.start, true),
        (Some(header), Some(before)) => {
            let (start, end) = (header.start, before.end);
            if adjacent && before.anchored && (start.sequence, start.chain) != (end.sequence, end.chain) {
                whole_header(Reason::Chain);
            }
            (start, true)
        }
        (None, before) => {
            whole_header(Reason::Header);
            let known = before.filter(|before| adjacent && before.anchored).map(|before| before.end);
            let nowhere = Mark { segment: number, offset, sequence: 0, chain: [0; 32] };
            (Mark { segment: number, offset, ..known.unwrap_or(nowhere) }, known.is_some())
        }
    }
}
