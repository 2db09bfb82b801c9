use std::collections::BTreeSet;

use cyberfly_core::Stamp;
use proptest::prelude::*;

use super::*;

type Kept = BTreeSet<(u64, u64)>;

fn id(number: u64) -> OpId {
    OpId::from_bytes(*blake3::hash(&number.to_be_bytes()).as_bytes())
}

fn point((stamp, number): (u64, u64)) -> Point {
    Point::of(Stamp::new(stamp).unwrap(), &id(number))
}

fn within(kept: &Kept, from: &Point, to: &Point) -> Vec<(Point, OpId)> {
    let mut all: Vec<_> = kept.iter().map(|entry| (point(*entry), id(entry.1))).collect();
    all.sort_by_key(|(point, _)| *point);
    all.retain(|(point, _)| (from..to).contains(&point));
    all
}

fn digest(entries: &[(Point, OpId)]) -> Digest {
    entries.iter().map(|(_, id)| id).collect()
}

/// Enters or leaves, as the store does it.
fn turn(buckets: &mut Buckets, kept: &Kept, entry: (u64, u64), turn: Turn) {
    if buckets.turn(&point(entry), &id(entry.1), turn) {
        let found = buckets.at(&point(entry));
        let mut filling = Filling::of_each(found.digest.count().div_ceil(2));
        within(kept, &found.lower, &found.upper).iter().for_each(|(point, id)| filling.add(point, id));
        buckets.split(&found.lower, filling.finish());
    }
}

/// That the buckets lie side by side, hold what lies in them, are not too large, and that blocks say what they hold.
fn check(buckets: &Buckets, kept: &Kept) {
    let lowers: Vec<Point> = buckets.iter().map(|bucket| bucket.lower).chain([Point::END]).collect();
    assert_eq!(lowers[0], Point::START);
    assert!(lowers.is_sorted_by(|one, next| one < next), "{lowers:?}");
    let mut before = Digest::EMPTY;
    for (bucket, upper) in buckets.iter().zip(&lowers[1..]) {
        let here = digest(&within(kept, &bucket.lower, upper));
        assert_eq!(bucket.digest, here);
        assert!(here.count() <= BUCKET_LIMIT);
        let found = buckets.at(&bucket.lower);
        assert_eq!((found.lower, found.upper, found.digest), (bucket.lower, *upper, here));
        assert_eq!(found.before, before);
        if here.count() > 0 {
            assert_eq!(buckets.nth(before.count()).map(|found| found.lower), Some(bucket.lower));
        }
        before.add_all(&here);
    }
    assert_eq!(buckets.digest(), before);
    assert!(buckets.nth(before.count()).is_none());
    assert!(buckets.blocks.iter().all(|block| (1..=BLOCK_LIMIT).contains(&block.buckets.len())));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn buckets_hold_what_lies_in_them_whatever_enters_and_leaves(
        begin in prop::collection::btree_set((0..100u64, 0..1000u64), 0..80),
        steps in prop::collection::vec((0..100u64, 0..1000u64, 0..4u8), 0..200),
        ends in prop::collection::vec((0..100u64, 0..100u64), 0..4),
    ) {
        let mut kept = begin;
        let mut filling = Filling::of_each(BUCKET_LIMIT * 3 / 4);
        within(&kept, &Point::START, &Point::END).iter().for_each(|(point, id)| filling.add(point, id));
        let mut buckets = Buckets::of(filling.finish());
        check(&buckets, &kept);
        for (stamp, number, kind) in steps {
            // Half of the steps take away something that is there.
            let there = kept.range((stamp, number)..).next().copied().filter(|_| kind < 2);
            match there {
                Some(entry) => {
                    kept.remove(&entry);
                    turn(&mut buckets, &kept, entry, Turn::Out);
                }
                None => if kept.insert((stamp, number)) {
                    turn(&mut buckets, &kept, (stamp, number), Turn::In);
                },
            }
        }
        check(&buckets, &kept);
        let frozen = (buckets.clone(), kept.clone());
        // Whole stretches go, so that buckets and blocks become empty.
        for (from, to) in ends {
            for entry in kept.clone().range((from, 0)..(from.max(to), 0)) {
                kept.remove(entry);
                turn(&mut buckets, &kept, *entry, Turn::Out);
            }
            check(&buckets, &kept);
        }
        let few = buckets.iter().zip(buckets.iter().skip(1));
        let in_one_block = |(one, next): &(&Bucket, &Bucket)| {
            buckets.blocks.iter().any(|block| block.buckets.contains(one) && block.buckets.contains(next))
        };
        let empty = few.filter(in_one_block).filter(|(one, next)| one.digest.count() + next.digest.count() == 0);
        prop_assert_eq!(empty.count(), 0);
        check(&frozen.0, &frozen.1);
    }
}
