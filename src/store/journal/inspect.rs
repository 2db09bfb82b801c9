//! Going through a segment to see whether it is sound, while the journal grows and without changing anything.

use super::catalogue::Part;
use super::segment::{Header, header_length};
use super::segments::Bounds;
use super::walk::{self, After, Image};
use super::{Group, Listed, Mark, Segments, side};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// A segment in memory, with what has to fit it.
pub(crate) struct Loaded {
    pub(crate) part: Part,
    bytes: Vec<u8>,
    bounds: Bounds,
    /// Where the segment that follows begins, or the end of the journal.
    next: Option<Mark>,
    /// Whether it has a successor, so that its hash can be told.
    is_sealed: bool,
}

impl Segments {
    /// How long a segment is; nothing if that cannot be told.
    pub(crate) fn length(&self, part: Part) -> u64 {
        self.disk().open(&part.name()).and_then(|file| file.length()).unwrap_or_default()
    }

    /// The segments up to a mark, in the order of the journal.
    pub(crate) fn parts_up_to(&self, end: &Mark) -> Result<Vec<Part>, StoreError> {
        let mut parts = self.catalogue()?.parts;
        parts.retain(|part| part.last <= end.segment);
        Ok(parts)
    }

    /// How long a segment is as far as the mark.
    pub(crate) fn length_up_to(&self, part: Part, end: &Mark) -> u64 {
        let length = self.length(part);
        if part.number == end.segment { length.min(u64::from(end.offset)) } else { length }
    }

    /// Reads a segment into memory, given the one that follows it; of the one in which the mark lies, what is before it.
    /// Nothing before the mark changes any more, so this needs no lock.
    pub(crate) fn load(&self, part: Part, next: Option<Part>, end: &Mark) -> Result<Loaded, StoreError> {
        let (disk, name) = (self.disk().as_ref(), part.name());
        let read = || {
            let file = disk.open(&name)?;
            let mut length = file.length()?;
            if part.number == end.segment {
                length = length.min(u64::from(end.offset));
            }
            let mut bytes = vec![0; usize::try_from(length).map_err(std::io::Error::other)?];
            file.read_at(&mut bytes, 0)?;
            Ok(bytes)
        };
        let bytes = read().map_err(StoreError::io("reading", &disk.path(&name)))?;
        let is_sealed = part.number != end.segment;
        let next = next.filter(|next| is_sealed && next.first == part.last + 1);
        let mut bounds = self.bounds(part, next, false)?;
        if !is_sealed {
            // All up to the mark was acknowledged: what is missing there is damage, as it is before a successor.
            bounds.after = After::Segment(Some(*end));
        }
        bounds.header = Header::decode(&bytes, part);
        let next = if is_sealed { bounds.next.map(|next| next.start) } else { Some(*end) };
        Ok(Loaded { part, bytes, bounds, next, is_sealed })
    }

    /// Says that a segment will be loaded next.
    pub(crate) fn announce(&self, part: Part) {
        self.disk().announce(&part.name());
    }

    /// What the side file of a segment lists, if it has one.
    pub(crate) fn listed_of(&self, loaded: &Loaded) -> Option<Vec<Listed>> {
        let hash = loaded.bounds.hash().filter(|_| loaded.is_sealed)?;
        side::load(self.disk().as_ref(), loaded.part.number, &hash)
    }
}

impl Loaded {
    /// How many bytes it has.
    pub(crate) const fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Shows every group that counts, as a replay does, and returns all that does not fit. `before` is the segment that
    /// precedes it in the journal; whether it ends where its successor begins is looked at here too.
    pub(crate) fn walk<'a>(
        &'a self,
        before: Option<Part>,
        visit: &mut dyn FnMut(Group<'a>),
    ) -> Result<Vec<Damage>, StoreError> {
        let Self { part, bytes, bounds, .. } = self;
        let number = part.number;
        let damage =
            |segment, length: usize, reason| Damage { segment, offset: 0, length: length as u64, reason };
        let header = bounds.header;
        let mut found = Vec::new();
        let is_first_of_all = header.is_none_or(|header| header.start.sequence == 0);
        if before.map_or(!is_first_of_all, |before| before.last + 1 != part.first) {
            found.push(Damage::missing(part.first.saturating_sub(1)));
        }
        let header_length = header_length(*part) as usize;
        if header.is_none() {
            found.push(damage(number, bytes.len().min(header_length), Reason::Header));
        }
        let image = Image { number, bytes, after: bounds.after };
        let mut walked = walk::walk(&image, bounds.start(), header.is_some(), &mut |group| {
            visit(group);
            Ok(())
        })?;
        found.append(&mut walked.damage);
        let (end, anchored) = match header.and_then(|header| header.compacted) {
            Some(compacted) => ((compacted.end_sequence, compacted.end_chain), true),
            None => ((walked.end.sequence, walked.end.chain), walked.anchored && !part.is_compacted()),
        };
        if let Some(next) = self.next
            && anchored
            && (next.sequence, next.chain) != end
        {
            let length = if next.segment == number { bytes.len() } else { super::HEADER as usize };
            found.push(damage(next.segment, length, Reason::Chain));
        }
        if found.is_empty() && self.is_sealed {
            let content = bytes.get(bounds.hashed_from() as usize..).unwrap_or_default();
            if !bounds.fits(blake3::hash(content).as_bytes()) {
                found.push(damage(number, bytes.len(), Reason::Hash));
            }
        }
        Ok(found)
    }
}
