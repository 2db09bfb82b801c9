//! The kept operations of a database, in order, as counts and sums of short stretches.
//!
//! A bucket is a stretch of at most [`BUCKET_LIMIT`] operations, of which it knows where it begins and the digest. What
//! is in it is found in the side files when it is asked for. Buckets come in blocks with a digest of their own, which
//! are shared with those who look at them and copied when they change.

use std::sync::Arc;

use cyberfly_core::OpId;
use cyberfly_core::digest::Digest;

use super::point::Point;

/// The most operations of a bucket, but for those of one group.
pub(super) const BUCKET_LIMIT: u64 = if cfg!(test) { 8 } else { 4096 };
/// Two neighbours with so few operations together become one.
const FEW: u64 = BUCKET_LIMIT / 4;
/// The most buckets of a block.
const BLOCK_LIMIT: usize = if cfg!(test) { 4 } else { 64 };

/// A stretch of operations: from its lower end to that of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) lower: Point,
    pub(super) digest: Digest,
}

/// Some buckets side by side; there is at least one.
#[derive(Clone, Debug)]
struct Block {
    buckets: Vec<Bucket>,
    digest: Digest,
}

impl Block {
    fn of(buckets: Vec<Bucket>) -> Self {
        let mut digest = Digest::EMPTY;
        buckets.iter().for_each(|bucket| digest.add_all(&bucket.digest));
        Self { buckets, digest }
    }

    fn lower(&self) -> Point {
        self.buckets.first().map_or(Point::START, |bucket| bucket.lower)
    }
}

/// All buckets of a database; there is at least one, and the first begins before everything. A clone is cheap and stays
/// as it is.
#[derive(Clone, Debug)]
pub(super) struct Buckets {
    blocks: Vec<Arc<Block>>,
    digest: Digest,
}

/// A bucket as it is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// From here.
    pub(super) lower: Point,
    /// To here, excluded.
    pub(super) upper: Point,
    /// The digest of what is in it.
    pub(super) digest: Digest,
    /// The digest of all that comes before it.
    pub(super) before: Digest,
}

/// Whether something becomes or ceases to be part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    In,
    Out,
}

impl Buckets {
    /// Of these buckets, in order.
    pub(super) fn of(mut buckets: Vec<Bucket>) -> Self {
        match buckets.first_mut() {
            Some(first) => first.lower = Point::START,
            None => buckets.push(Bucket { lower: Point::START, digest: Digest::EMPTY }),
        }
        let blocks: Vec<Arc<Block>> =
            buckets.chunks(BLOCK_LIMIT).map(|buckets| Arc::new(Block::of(buckets.to_vec()))).collect();
        let mut digest = Digest::EMPTY;
        blocks.iter().for_each(|block| digest.add_all(&block.digest));
        Self { blocks, digest }
    }

    /// The digest of everything.
    pub(super) const fn digest(&self) -> Digest {
        self.digest
    }

    /// All buckets, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Bucket> {
        self.blocks.iter().flat_map(|block| &block.buckets)
    }

    /// How much memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.blocks.iter().map(|block| size_of::<Block>() + block.buckets.len() * size_of::<Bucket>()).sum()
    }

    /// In which block, and there in which bucket, a point lies.
    fn locate(&self, point: &Point) -> (usize, usize) {
        let block = self.blocks.partition_point(|block| block.lower() <= *point).saturating_sub(1);
        let buckets = self.blocks.get(block).map_or(&[][..], |block| &block.buckets);
        (block, buckets.partition_point(|bucket| bucket.lower <= *point).saturating_sub(1))
    }

    /// The bucket in which a point lies.
    pub(super) fn at(&self, point: &Point) -> Found {
        self.found(self.locate(point))
    }

    /// The bucket that holds the operation before which so many come; none if there are not so many.
    pub(super) fn nth(&self, index: u64) -> Option<Found> {
        if index >= self.digest.count() {
            return None;
        }
        let mut left = index;
        let passes = |left: &mut u64, digest: &Digest| match left.checked_sub(digest.count()) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        };
        let block = self.blocks.iter().position(|block| !passes(&mut left, &block.digest))?;
        let bucket =
            self.blocks[block].buckets.iter().position(|bucket| !passes(&mut left, &bucket.digest))?;
        Some(self.found((block, bucket)))
    }

    fn found(&self, (block, bucket): (usize, usize)) -> Found {
        let mut before = Digest::EMPTY;
        self.blocks[..block].iter().for_each(|block| before.add_all(&block.digest));
        let here = &self.blocks[block].buckets;
        here[..bucket].iter().for_each(|bucket| before.add_all(&bucket.digest));
        let next = here.get(bucket + 1).map(|bucket| bucket.lower);
        let next = next.or_else(|| Some(self.blocks.get(block + 1)?.lower()));
        let Bucket { lower, digest } = here[bucket];
        Found { lower, upper: next.unwrap_or(Point::END), digest, before }
    }

    /// An operation enters or leaves. Returns whether its bucket holds too many now, and has to be split.
    pub(super) fn turn(&mut self, point: &Point, id: &OpId, turn: Turn) -> bool {
        let (block, bucket) = self.locate(point);
        let change = |digest: &mut Digest| match turn {
            Turn::In => digest.add(id),
            Turn::Out => digest.subtract(id),
        };
        change(&mut self.digest);
        let in_block = Arc::make_mut(&mut self.blocks[block]);
        change(&mut in_block.digest);
        change(&mut in_block.buckets[bucket].digest);
        let count = in_block.buckets[bucket].digest.count();
        if turn == Turn::Out && count <= FEW {
            self.merge(block, bucket);
        }
        count > BUCKET_LIMIT
    }

    /// Puts a bucket together with a neighbour if they have few operations.
    fn merge(&mut self, block: usize, bucket: usize) {
        let in_block = Arc::make_mut(&mut self.blocks[block]);
        let buckets = &mut in_block.buckets;
        let pair_is_small = |at: usize| {
            let pair = buckets.get(at..at + 2);
            pair.is_some_and(|pair| pair.iter().map(|bucket| bucket.digest.count()).sum::<u64>() <= FEW)
        };
        let first = [Some(bucket), bucket.checked_sub(1)].into_iter().flatten().find(|at| pair_is_small(*at));
        if let Some(first) = first {
            let second = buckets.remove(first + 1);
            buckets[first].digest.add_all(&second.digest);
        } else if buckets.len() == 1 && in_block.digest.count() == 0 && self.blocks.len() > 1 {
            self.blocks.remove(block);
            if block == 0 {
                Arc::make_mut(&mut self.blocks[0]).buckets[0].lower = Point::START;
            }
        }
    }

    /// Splits the bucket that begins at `lower` into these. Nothing happens if none begins there.
    pub(super) fn split(&mut self, lower: &Point, into: Vec<Bucket>) {
        let (block, bucket) = self.locate(lower);
        let in_block = Arc::make_mut(&mut self.blocks[block]);
        if in_block.buckets[bucket].lower != *lower || into.is_empty() {
            return;
        }
        // Should the side files list something else than what was counted, what they list counts.
        for digest in [&mut self.digest, &mut in_block.digest] {
            digest.subtract_all(&in_block.buckets[bucket].digest);
            into.iter().for_each(|bucket| digest.add_all(&bucket.digest));
        }
        in_block.buckets.splice(bucket..=bucket, into);
        in_block.buckets[bucket].lower = *lower;
        if in_block.buckets.len() > BLOCK_LIMIT {
            let upper = in_block.buckets.split_off(in_block.buckets.len() / 2);
            let lower = std::mem::take(&mut in_block.buckets);
            let blocks = [lower, upper].map(|buckets| Arc::new(Block::of(buckets)));
            self.blocks.splice(block..=block, blocks);
        }
    }
}

/// Makes buckets of operations that come in order.
#[derive(Debug)]
pub(super) struct Filling {
    each: u64,
    done: Vec<Bucket>,
    current: Option<Bucket>,
}

impl Filling {
    /// Buckets of so many operations each.
    pub(super) const fn of_each(each: u64) -> Self {
        Self { each, done: Vec::new(), current: None }
    }

    pub(super) fn add(&mut self, point: &Point, id: &OpId) {
        if let Some(full) = self.current.take_if(|bucket| bucket.digest.count() >= self.each) {
            self.done.push(full);
        }
        let bucket = self.current.get_or_insert(Bucket { lower: *point, digest: Digest::EMPTY });
        bucket.digest.add(id);
    }

    pub(super) fn finish(mut self) -> Vec<Bucket> {
        self.done.extend(self.current);
        self.done
    }
}

#[cfg(test)]
#[path = "buckets_tests.rs"]
mod tests;
