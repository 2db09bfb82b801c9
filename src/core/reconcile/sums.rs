//! What is reconciled: entries in order, and what a side must be able to tell of them.

use std::convert::Infallible;
use std::fmt;
use std::ops::Range;

use crate::clock::Stamp;
use crate::digest::Digest;
use crate::key::OpId;

/// An operation's place in the order that both sides share. Ranges are half-open and may begin and end at any place,
/// whether or not there is an operation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// When it was made, by its own word.
    pub stamp: Stamp,
    /// Which one it is.
    pub id: OpId,
}

impl Entry {
    /// The first place of all.
    pub const FIRST: Entry = Entry::before(Stamp::ZERO);

    /// The place before every operation of this stamp.
    pub const fn before(stamp: Stamp) -> Self {
        Self { stamp, id: OpId::from_bytes([0; 32]) }
    }

    /// A place above `below` and not above this one that is as short to write as can be. Needs `below < self`.
    pub(super) fn short_cut(self, below: Entry) -> Entry {
        let at_stamp = Entry::before(self.stamp);
        if below < at_stamp {
            let at_millis = Entry::before(Stamp::at_millis(self.stamp.millis()));
            return if below < at_millis { at_millis } else { at_stamp };
        }
        let common = self.id.as_bytes().iter().zip(below.id.as_bytes()).take_while(|(a, b)| a == b).count();
        let mut id = *self.id.as_bytes();
        id.iter_mut().skip(common + 1).for_each(|byte| *byte = 0);
        Self { stamp: self.stamp, id: OpId::from_bytes(id) }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}/{}", self.stamp, self.id)
    }
}

/// A set of operations in order, as it was at one moment: it must not change while it is reconciled.
pub trait Sums {
    /// Why the set could not be read.
    type Error;

    /// How many entries lie in the range, and the sum of their ids. To be cheap: it is asked for every range that is
    /// compared.
    fn digest(&self, range: &Range<Entry>) -> Result<Digest, Self::Error>;

    /// The entry with this many before it in the range; none if the range has no more than that.
    fn nth(&self, range: &Range<Entry>, nth: u64) -> Result<Option<Entry>, Self::Error>;

    /// The first entries of the range, ascending, at most `limit`.
    fn entries(&self, range: &Range<Entry>, limit: usize) -> Result<Vec<Entry>, Self::Error>;
}

impl<S: Sums> Sums for &S {
    type Error = S::Error;

    fn digest(&self, range: &Range<Entry>) -> Result<Digest, S::Error> {
        (**self).digest(range)
    }

    fn nth(&self, range: &Range<Entry>, nth: u64) -> Result<Option<Entry>, S::Error> {
        (**self).nth(range, nth)
    }

    fn entries(&self, range: &Range<Entry>, limit: usize) -> Result<Vec<Entry>, S::Error> {
        (**self).entries(range, limit)
    }
}

/// After how many entries a sum is kept.
const BLOCK: usize = 32;

/// A set in memory: sorted, with the digest of everything before each block.
#[derive(Clone, Debug)]
pub struct MemorySums {
    entries: Vec<Entry>,
    before_block: Vec<Digest>,
}

impl FromIterator<Entry> for MemorySums {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_unstable();
        entries.dedup();
        let mut so_far = Digest::EMPTY;
        let before_block = entries
            .chunks(BLOCK)
            .map(|block| {
                let before = so_far;
                block.iter().for_each(|entry| so_far.add(&entry.id));
                before
            })
            .collect();
        Self { entries, before_block }
    }
}

impl MemorySums {
    fn position(&self, place: &Entry) -> usize {
        self.entries.partition_point(|entry| entry < place)
    }

    fn slice(&self, range: &Range<Entry>) -> &[Entry] {
        self.entries.get(self.position(&range.start)..self.position(&range.end)).unwrap_or_default()
    }

    /// The digest of this many entries from the first on.
    fn digest_before(&self, position: usize) -> Digest {
        let block = position / BLOCK;
        // Where the position is the end of the last block, there is no block to begin from.
        let from = if block < self.before_block.len() { block } else { block.saturating_sub(1) };
        let mut digest = self.before_block.get(from).copied().unwrap_or_default();
        let rest = self.entries.get(from * BLOCK..position).unwrap_or_default();
        rest.iter().for_each(|entry| digest.add(&entry.id));
        digest
    }
}

impl Sums for MemorySums {
    type Error = Infallible;

    fn digest(&self, range: &Range<Entry>) -> Result<Digest, Infallible> {
        let (from, to) = (self.position(&range.start), self.position(&range.end));
        if from >= to {
            return Ok(Digest::EMPTY);
        }
        let mut digest = self.digest_before(to);
        digest.subtract_all(&self.digest_before(from));
        Ok(digest)
    }

    fn nth(&self, range: &Range<Entry>, nth: u64) -> Result<Option<Entry>, Infallible> {
        Ok(usize::try_from(nth).ok().and_then(|nth| self.slice(range).get(nth).copied()))
    }

    fn entries(&self, range: &Range<Entry>, limit: usize) -> Result<Vec<Entry>, Infallible> {
        Ok(self.slice(range).iter().take(limit).copied().collect())
    }
}
