//! Which files the journal consists of, and in which order they are read.
//!
//! A segment as it was written stands for itself. A compacted one stands for a run of neighbours: it has a number of its
//! own, so that a place in it is never mistaken for one in a file that it replaces, and its name says what it stands for.
//! While both are there the compacted one counts, and the others only serve readers who hold places in them.

use crate::disk::Disk;
use crate::error::StoreError;

/// Compacted segments are numbered from here on, in the order in which they were made.
pub(crate) const FIRST_COMPACTED: u32 = 1 << 31;
const SUFFIX: &str = ".seg";

/// One file of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    /// The first of the segments that it stands for, as they were written.
    pub(crate) first: u32,
    /// The last of them.
    pub(crate) last: u32,
    /// What places in it say.
    pub(crate) number: u32,
}

impl Part {
    /// A segment as it was written.
    pub(crate) const fn original(number: u32) -> Self {
        Self { first: number, last: number, number }
    }

    /// Whether it is a compacted one.
    pub(crate) const fn is_compacted(&self) -> bool {
        self.number >= FIRST_COMPACTED
    }

    /// How the file is called.
    pub(crate) fn name(&self) -> String {
        let Self { first, last, number } = self;
        match self.is_compacted() {
            true => format!("{first:010}-{last:010}-{number:010}{SUFFIX}"),
            false => format!("{number:010}{SUFFIX}"),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let mut words = name.strip_suffix(SUFFIX)?.split('-').map(str::parse::<u32>);
        let part = match (words.next()?.ok()?, words.next(), words.next()) {
            (number, None, None) => Self::original(number),
            (first, Some(last), Some(number)) => Self { first, last: last.ok()?, number: number.ok()? },
            _ => return None,
        };
        (part.name() == name && part.first <= part.last).then_some(part)
    }

    fn replaces(&self, other: &Self) -> bool {
        self.number > other.number && self.first <= other.first && other.last <= self.last
    }
}

/// All files of the journal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    /// Those that count, in the order in which they are read.
    pub(crate) parts: Vec<Part>,
    /// Those that a compacted one replaces, in the same order.
    pub(crate) replaced: Vec<Part>,
}

impl Catalogue {
    /// As the folder has them right now.
    pub(super) fn load(disk: &dyn Disk) -> Result<Self, StoreError> {
        let names = disk.names().map_err(StoreError::io("listing", &disk.path("")))?;
        let mut parts: Vec<Part> = names.iter().filter_map(|name| Part::parse(name)).collect();
        parts.sort_unstable();
        let all = parts.clone();
        let replaced = parts.extract_if(.., |part| all.iter().any(|other| other.replaces(part))).collect();
        Ok(Self { parts, replaced })
    }

    /// The file with this number, whether it counts or not.
    pub(crate) fn part(&self, number: u32) -> Option<Part> {
        self.parts.iter().chain(&self.replaced).find(|part| part.number == number).copied()
    }

    /// The file that is read after this one, if nothing is missing between them. That of a replaced one may be replaced.
    pub(crate) fn next(&self, part: Part) -> Option<Part> {
        self.parts.iter().chain(&self.replaced).find(|next| next.first == part.last + 1).copied()
    }

    /// The number of the compacted segment that was made last; zero if there is none.
    pub(crate) fn newest_compacted(&self) -> u32 {
        let numbers = self.parts.iter().filter(|part| part.is_compacted()).map(|part| part.number);
        numbers.max().unwrap_or(0)
    }

    /// The files that this one replaces and that are still there.
    pub(crate) fn replaced_by(&self, part: Part) -> Vec<Part> {
        self.replaced.iter().filter(|other| part.replaces(other)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    const fn compacted(first: u32, last: u32, nth: u32) -> Part {
        Part { first, last, number: FIRST_COMPACTED + nth }
    }

    #[test]
    fn a_compacted_segment_counts_in_place_of_what_it_replaces_and_in_its_order() {
        let disk = MemoryDisk::default();
        let parts = [
            Part::original(2),
            Part::original(3),
            Part::original(4),
            compacted(1, 1, 0),
            compacted(2, 3, 1),
            compacted(1, 3, 2),
        ];
        parts.iter().for_each(|part| disk.put(&part.name(), b""));
        ["damage", "0000000002.ops", "2.seg", "0000000005-0000000004-2147483650.seg", "x-y.seg"]
            .iter()
            .for_each(|other| disk.put(other, b""));
        let catalogue = Catalogue::load(&disk).unwrap();
        assert_eq!(catalogue.parts, [compacted(1, 3, 2), Part::original(4)]);
        assert_eq!(
            catalogue.replaced,
            [compacted(1, 1, 0), Part::original(2), compacted(2, 3, 1), Part::original(3)]
        );
        assert_eq!(catalogue.next(compacted(1, 3, 2)), Some(Part::original(4)));
        assert_eq!(catalogue.newest_compacted(), FIRST_COMPACTED + 2);
        assert_eq!(catalogue.part(2), Some(Part::original(2)));
    }
}
