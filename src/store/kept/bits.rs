//! Which operations of each segment are kept: a bit for each place where one may begin.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::journal::{FRAME, Position};

/// A bit stands for so many bytes of a segment. No two operations begin in the same ones.
const SLOT_BYTES: u32 = 128;
/// An operation has a frame, a signature, its author's key, and its owner's in hexadecimal digits, beside all else.
const _: () = assert!(FRAME + 64 + 32 + 64 > SLOT_BYTES as usize);
/// How many words are copied together when bits change under someone who looks at them: 4 KiB.
const PAGE: usize = PAGE_BITS as usize / 64;
const PAGE_BITS: u32 = 8 * 4096;

type Page = [u64; PAGE];

/// The bits of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    pages: Vec<Arc<Page>>,
    count: u32,
}

impl Bits {
    /// Whether the operation that begins here is kept.
    pub(crate) fn holds(&self, offset: u32) -> bool {
        let (page, word, bit) = place(offset);
        self.pages.get(page).is_some_and(|page| page[word] & bit != 0)
    }
}

/// The bits of all segments. A clone is cheap and stays as it is: pages are copied when they change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bitmaps(BTreeMap<u32, Arc<Bits>>);

fn place(offset: u32) -> (usize, usize, u64) {
    let slot = offset / SLOT_BYTES;
    let within = slot % PAGE_BITS;
    ((slot / PAGE_BITS) as usize, (within / 64) as usize, 1 << (within % 64))
}

impl Bitmaps {
    /// Whether the operation at this place is kept.
    pub(crate) fn holds(&self, at: Position) -> bool {
        self.0.get(&at.segment).is_some_and(|bits| bits.holds(at.offset))
    }

    /// Those of a segment; none if nothing is kept there.
    pub(super) fn of(&self, number: u32) -> Option<&Arc<Bits>> {
        self.0.get(&number)
    }

    /// Notes whether the operation at this place is kept, and says whether that is new.
    pub(super) fn set(&mut self, at: Position, is_kept: bool) -> bool {
        if self.holds(at) == is_kept {
            return false;
        }
        let (page, word, bit) = place(at.offset);
        let bits = Arc::make_mut(self.0.entry(at.segment).or_default());
        if bits.pages.len() <= page {
            bits.pages.resize_with(page + 1, || Arc::new([0; PAGE]));
        }
        Arc::make_mut(&mut bits.pages[page])[word] ^= bit;
        bits.count = if is_kept { bits.count + 1 } else { bits.count - 1 };
        if bits.count == 0 {
            self.0.remove(&at.segment);
        }
        true
    }

    /// The segments in which something is kept, ascending, and how many operations that is.
    pub(super) fn segments(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().map(|(number, bits)| (*number, bits.count))
    }

    /// How much memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.0.values().map(|bits| size_of::<Bits>() + bits.pages.len() * size_of::<Page>()).sum()
    }

    /// The segments in which other operations are kept than these say, ascending.
    pub(super) fn differs_in(&self, other: &Self) -> Vec<u32> {
        let (ours, others): (BTreeMap<u32, _>, BTreeMap<u32, _>) =
            (self.words().collect(), other.words().collect());
        let numbers: BTreeSet<u32> = ours.keys().chain(others.keys()).copied().collect();
        numbers.into_iter().filter(|number| ours.get(number) != others.get(number)).collect()
    }

    /// The words of each segment, without what is empty at the end of it.
    pub(super) fn words(&self) -> impl Iterator<Item = (u32, Vec<u64>)> {
        self.0.iter().map(|(number, bits)| {
            let mut words: Vec<u64> = bits.pages.iter().flat_map(|page| page.iter().copied()).collect();
            words.truncate(words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1));
            (*number, words)
        })
    }

    /// Takes the words of a segment that [`Bitmaps::words`] gave.
    pub(super) fn put_words(&mut self, number: u32, words: &[u64]) {
        let page = |words: &[u64]| {
            let mut page = [0; PAGE];
            page[..words.len()].copy_from_slice(words);
            Arc::new(page)
        };
        let pages = words.chunks(PAGE).map(page).collect();
        let count = words.iter().map(|word| word.count_ones()).sum();
        if count > 0 {
            self.0.insert(number, Arc::new(Bits { pages, count }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn bits_are_a_set_and_a_clone_of_them_stays_as_it_was(
            steps in prop::collection::vec((1..4u32, 0..2000u32, any::<bool>()), 0..200),
            frozen_at in 0..200usize,
        ) {
            let (mut bitmaps, mut set) = (Bitmaps::default(), BTreeSet::new());
            let mut frozen = None;
            for (step, (segment, slot, is_kept)) in steps.into_iter().enumerate() {
                if step == frozen_at {
                    frozen = Some((bitmaps.clone(), set.clone()));
                }
                let offset = slot * 4099;
                let is_new = match is_kept {
                    true => set.insert((segment, offset / SLOT_BYTES)),
                    false => set.remove(&(segment, offset / SLOT_BYTES)),
                };
                prop_assert_eq!(bitmaps.set(Position { segment, offset }, is_kept), is_new);
            }
            for (bitmaps, set) in frozen.into_iter().chain([(bitmaps, set)]) {
                for segment in 1..4 {
                    let here = |slot: u32| set.contains(&(segment, slot));
                    for offset in (0..2000u32).map(|slot| slot * 4099) {
                        prop_assert_eq!(bitmaps.holds(Position { segment, offset }), here(offset / SLOT_BYTES));
                    }
                    let count = set.range((segment, 0)..(segment + 1, 0)).count();
                    let counted = bitmaps.segments().find(|(number, _)| *number == segment);
                    prop_assert_eq!(counted.map_or(0, |(_, count)| count as usize), count);
                }
                let mut again = Bitmaps::default();
                bitmaps.words().for_each(|(number, words)| again.put_words(number, &words));
                prop_assert!(again.segments().eq(bitmaps.segments()));
                prop_assert!(again.words().eq(bitmaps.words()));
            }
        }
    }
}
