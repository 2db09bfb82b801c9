//! The live writes in shares, so that several threads can go through them at once.

use std::ops::ControlFlow;

use super::{Index, entry};
use crate::error::StoreError;

/// How often what there is is divided in two.
const HALVINGS: u32 = 4;

/// A part of the live writes: all that live at one key or below it are in the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(super) start: Vec<u8>,
    pub(super) end: Vec<u8>,
}

impl Index {
    /// The live writes in shares, in order, some of which may be much larger than others: where keys are divided is
    /// guessed from the first and the last of them. They are all live writes, whatever is written meanwhile.
    pub(crate) fn shares(&self) -> Result<Vec<Share>, StoreError> {
        let (start, end) = entry::all_cells();
        let mut shares = vec![Share { start, end }];
        for _ in 0..HALVINGS {
            let mut halved = Vec::with_capacity(shares.len() * 2);
            for share in shares {
                match self.divide(&share)? {
                    Some(at) => {
                        halved.push(Share { start: share.start, end: at.clone() });
                        halved.push(Share { start: at, end: share.end });
                    }
                    None => halved.push(share),
                }
            }
            shares = halved;
        }
        Ok(shares)
    }

    /// Where to divide a share in two; none if there is no place for that.
    fn divide(&self, share: &Share) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(first) = self.first(&share.start, &share.end)? else { return Ok(None) };
        let mut last = None;
        self.range_back(&share.start, &share.end, &mut |key, _| {
            last = Some(key.to_vec());
            Ok(ControlFlow::Break(()))
        })?;
        let middle = last.map(|last| middle(&first, &last)).unwrap_or_default();
        let behind = self.first(middle.as_slice().max(&share.start), &share.end)?;
        let at = behind.map(|key| entry::key_of(&key).to_vec());
        Ok(at.filter(|at| at.as_slice() > entry::key_of(&first)))
    }

    fn first(&self, start: &[u8], end: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut first = None;
        self.range(start, end, &mut |key, _| {
            first = Some(key.to_vec());
            Ok(ControlFlow::Break(()))
        })?;
        Ok(first)
    }
}

/// What lies halfway between two keys, as far as their next bytes tell.
fn middle(first: &[u8], last: &[u8]) -> Vec<u8> {
    let common = first.iter().zip(last).take_while(|(one, other)| one == other).count();
    let next = |key: &[u8]| {
        let mut bytes = [0; 8];
        key.iter().skip(common).zip(&mut bytes).for_each(|(byte, place)| *place = *byte);
        u64::from_be_bytes(bytes)
    };
    let halfway = next(first).midpoint(next(last));
    [&first[..common], halfway.to_be_bytes().as_slice()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::EngineKind;
    use proptest::prelude::*;

    fn index(keys: &[Vec<u8>]) -> (tempfile::TempDir, Index) {
        let temp = tempfile::tempdir().unwrap();
        let index = Index::open(temp.path(), EngineKind::Memory).unwrap();
        keys.iter().for_each(|key| index.forge(key, Some(b"entry")));
        (temp, index)
    }

    /// The key of a live write in the database of this number.
    fn live(number: u32, key: &str, field: &str) -> Vec<u8> {
        [b"c".as_slice(), &number.to_be_bytes(), key.as_bytes(), &[0, 0], field.as_bytes()].concat()
    }

    fn counts(index: &Index) -> Vec<usize> {
        let count = |share: &Share| {
            let mut count = 0;
            let one_more = &mut |_: &[u8], _: &[u8]| {
                count += 1;
                Ok(ControlFlow::Continue(()))
            };
            index.range(&share.start, &share.end, one_more).unwrap();
            count
        };
        index.shares().unwrap().iter().map(count).collect()
    }

    #[test]
    fn keys_that_are_counted_or_random_are_divided_about_evenly() {
        let counted: Vec<_> = (0..2_000).map(|n| live(1, &format!("key {n:09}"), "")).collect();
        let random: Vec<_> =
            (0..2_000_u32).map(|n| live(1, &blake3::hash(&n.to_be_bytes()).to_hex()[..16], "")).collect();
        let beside = [vec![live(0, "alone", "")], random.clone(), vec![live(7, "alone", "")]].concat();
        for keys in [counted, random, beside] {
            let counts = counts(&index(&keys).1);
            assert_eq!(counts.iter().sum::<usize>(), keys.len());
            assert!(*counts.iter().max().unwrap() <= keys.len() * 2 / 5, "{counts:?}");
        }
    }

    #[test]
    fn what_lives_below_one_key_is_not_divided() {
        let fields: Vec<_> = (0..500).map(|n| live(1, "hash", &format!("{n:04}"))).collect();
        assert_eq!(counts(&index(&fields).1), [500]);
        assert_eq!(counts(&index(&[]).1), [0]);
    }

    proptest! {
        #[test]
        fn shares_are_everything_once_and_divide_no_key(
            parts in proptest::collection::vec((0..3_u32, "[ab\u{1}]{0,3}", "[a-c]{0,2}"), 0..60),
        ) {
            let keys: Vec<_> = parts.iter().map(|(number, key, field)| live(*number, key, field)).collect();
            let (_temp, index) = index(&keys);
            let shares = index.shares().unwrap();
            let (start, end) = entry::all_cells();
            prop_assert_eq!((&shares[0].start, &shares[shares.len() - 1].end), (&start, &end));
            for two in shares.windows(2) {
                prop_assert_eq!(&two[0].end, &two[1].start);
                let is_before = |key: &&Vec<u8>| **key < two[0].end;
                for (before, behind) in keys.iter().filter(is_before).flat_map(|before| {
                    keys.iter().filter(|key| !is_before(key)).map(move |behind| (before, behind))
                }) {
                    prop_assert_ne!(entry::key_of(before), entry::key_of(behind));
                }
            }
        }
    }
}
