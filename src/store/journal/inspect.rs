//! Going through a segment to see whether it is sound, while the journal grows and without changing anything.

use super::segment::{self, HEADER, Header};
use super::walk::{self, After, Image};
use super::{Group, Listed, Mark, Segments, side};
use crate::error::StoreError;
use crate::quarantine::{Damage, Reason};

/// A segment in memory, with what has to fit it.
pub(crate) struct Loaded {
    pub(crate) number: u32,
    bytes: Vec<u8>,
    after: After,
    /// The hash that its successor names; none while it has no successor.
    hash: Option<[u8; 32]>,
    /// What its side file lists, if it has one.
    pub(crate) listed: Option<Vec<Listed>>,
}

impl Segments {
    /// The numbers of all segments up to a mark, ascending.
    pub(crate) fn numbers_up_to(&self, end: &Mark) -> Result<Vec<u32>, StoreError> {
        let mut numbers = segment::numbers(self.disk().as_ref())?;
        numbers.retain(|number| *number <= end.segment);
        Ok(numbers)
    }

    /// How long a segment is as far as the mark.
    pub(crate) fn length_up_to(&self, number: u32, end: &Mark) -> u64 {
        let length =
            self.disk().open(&segment::name(number)).and_then(|file| file.length()).unwrap_or_default();
        if number == end.segment { length.min(u64::from(end.offset)) } else { length }
    }

    /// Reads a segment into memory; of the one in which the mark lies, what is before it. Nothing before the mark changes
    /// any more, so this needs no lock.
    pub(crate) fn load(&self, number: u32, end: &Mark) -> Result<Loaded, StoreError> {
        let (disk, name) = (self.disk().as_ref(), segment::name(number));
        let read = || {
            let file = disk.open(&name)?;
            let mut length = file.length()?;
            if number == end.segment {
                length = length.min(u64::from(end.offset));
            }
            let mut bytes = vec![0; usize::try_from(length).map_err(std::io::Error::other)?];
            file.read_at(&mut bytes, 0)?;
            Ok(bytes)
        };
        let bytes = read().map_err(StoreError::io("reading", &disk.path(&name)))?;
        if number == end.segment {
            // All up to the mark was acknowledged: what is missing there is damage, as it is before a successor.
            return Ok(Loaded { number, bytes, after: After::Segment(Some(*end)), hash: None, listed: None });
        }
        let next = self.header(number + 1);
        let hash = next.map(|next| next.before);
        let listed = hash.and_then(|hash| side::load(disk, number, &hash));
        Ok(Loaded { number, bytes, after: After::Segment(next.map(|next| next.start)), hash, listed })
    }
}

impl Loaded {
    /// How many bytes it has.
    pub(crate) const fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Shows every group that counts, as a replay does, and returns all that does not fit. `before` is the number of the
    /// segment that precedes it in the folder; whether it ends where its successor begins is looked at here too.
    pub(crate) fn walk<'a>(
        &'a self,
        before: Option<u32>,
        visit: &mut dyn FnMut(Group<'a>),
    ) -> Result<Vec<Damage>, StoreError> {
        let Self { number, bytes, after, hash, .. } = self;
        let number = *number;
        let damage =
            |segment, length: usize, reason| Damage { segment, offset: 0, length: length as u64, reason };
        let header = Header::decode(bytes, number);
        let nowhere = Mark { segment: number, offset: HEADER, sequence: 0, chain: [0; 32] };
        let mut found = Vec::new();
        let is_first_of_all = header.is_none_or(|header| header.start.sequence == 0);
        if before.map_or(!is_first_of_all, |before| before + 1 != number) {
            found.push(damage(number.saturating_sub(1), 0, Reason::Missing));
        }
        if header.is_none() {
            found.push(damage(number, bytes.len().min(HEADER as usize), Reason::Header));
        }
        let start = header.map_or(nowhere, |header| header.start);
        let image = Image { number, bytes, after: *after };
        let mut walked = walk::walk(&image, start, header.is_some(), &mut |group| {
            visit(group);
            Ok(())
        })?;
        found.append(&mut walked.damage);
        let continues = |next: Mark| (next.sequence, next.chain) == (walked.end.sequence, walked.end.chain);
        if let After::Segment(Some(next)) = after
            && walked.anchored
            && !continues(*next)
        {
            let length = if next.segment == number { bytes.len() } else { HEADER as usize };
            found.push(damage(next.segment, length, Reason::Chain));
        }
        if found.is_empty() && hash.is_some_and(|hash| hash != *blake3::hash(bytes).as_bytes()) {
            found.push(damage(number, bytes.len(), Reason::Hash));
        }
        Ok(found)
    }
}
