//! The digest of a set of operations: two replicas that hold the same kept operations have the same digest.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::key::OpId;

/// How many operations a set has, and the sum of their ids modulo 2^256, each id read as a little-endian number. It
/// does not depend on the order in which operations come and go, and changes in constant time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digest {
    count: u64,
    sum: [u64; 4],
}

impl Digest {
    /// The digest of no operations.
    pub const EMPTY: Digest = Digest { count: 0, sum: [0; 4] };

    /// How many operations the set has.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The sum of the ids, little-endian.
    pub fn sum(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, limb) in bytes.chunks_exact_mut(8).zip(self.sum) {
            chunk.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// The digest with this count and this sum of ids, little-endian, as [`Digest::count`] and [`Digest::sum`] gave them.
    pub fn from_parts(count: u64, sum: [u8; 32]) -> Self {
        Self { count, sum: limbs(&sum) }
    }

    /// An operation enters the set. The caller sees to it that it was not there.
    pub fn add(&mut self, id: &OpId) {
        self.count = self.count.wrapping_add(1);
        self.add_limbs(limbs(id.as_bytes()));
    }

    /// An operation leaves the set. The caller sees to it that it was there.
    pub fn subtract(&mut self, id: &OpId) {
        self.count = self.count.wrapping_sub(1);
        self.subtract_limbs(limbs(id.as_bytes()));
    }

    /// All of another set, which has none in common with this one, enters.
    pub fn add_all(&mut self, other: &Digest) {
        self.count = self.count.wrapping_add(other.count);
        self.add_limbs(other.sum);
    }

    /// All of another set, which is part of this one, leaves.
    pub fn subtract_all(&mut self, other: &Digest) {
        self.count = self.count.wrapping_sub(other.count);
        self.subtract_limbs(other.sum);
    }

    fn add_limbs(&mut self, other: [u64; 4]) {
        let mut carry = false;
        for (limb, other) in self.sum.iter_mut().zip(other) {
            let (sum, over) = limb.overflowing_add(other);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            (*limb, carry) = (sum, over || over_again);
        }
    }

    fn subtract_limbs(&mut self, other: [u64; 4]) {
        let mut borrow = false;
        for (limb, other) in self.sum.iter_mut().zip(other) {
            let (rest, under) = limb.overflowing_sub(other);
            let (rest, under_again) = rest.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (rest, under || under_again);
        }
    }
}

fn limbs(bytes: &[u8; 32]) -> [u64; 4] {
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut le = [0; 8];
        le.copy_from_slice(chunk);
        *limb = u64::from_le_bytes(le);
    }
    limbs
}

impl<'a> FromIterator<&'a OpId> for Digest {
    fn from_iter<I: IntoIterator<Item = &'a OpId>>(ids: I) -> Self {
        let mut digest = Self::EMPTY;
        ids.into_iter().for_each(|id| digest.add(id));
        digest
    }
}

/// The count in decimal, a colon and the sum in 64 lower-case hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.count, HEXLOWER.encode(&self.sum()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_text_is_count_and_sum() {
        let mut digest = Digest::EMPTY;
        digest.add(&OpId::from_bytes([1; 32]));
        digest.add(&OpId::from_bytes([2; 32]));
        assert_eq!(digest.to_string(), format!("2:{}", "03".repeat(32)));
    }

    #[test]
    fn a_carry_runs_through_all_limbs_and_off_the_end() {
        let (most, mut one) = (OpId::from_bytes([0xff; 32]), [0; 32]);
        one[0] = 1;
        let mut digest: Digest = [&most, &OpId::from_bytes(one)].into_iter().collect();
        assert_eq!((digest.count(), digest.sum()), (2, [0; 32]));
        digest.subtract(&most);
        assert_eq!((digest.count(), digest.sum()), (1, one));
    }

    proptest! {
        #[test]
        fn what_leaves_leaves_no_trace_in_any_order(
            stay in proptest::collection::vec(any::<[u8; 32]>(), 0..8),
            leave in proptest::collection::vec(any::<[u8; 32]>(), 0..8),
        ) {
            let ids = |bytes: &[[u8; 32]]| bytes.iter().map(|b| OpId::from_bytes(*b)).collect::<Vec<_>>();
            let (stay, leave) = (ids(&stay), ids(&leave));
            let mut digest: Digest = leave.iter().chain(&stay).collect();
            leave.iter().rev().for_each(|id| digest.subtract(id));
            prop_assert_eq!(digest, stay.iter().rev().collect::<Digest>());
            digest.add_all(&leave.iter().collect());
            prop_assert_eq!(digest, stay.iter().chain(&leave).collect::<Digest>());
            digest.subtract_all(&leave.iter().collect());
            prop_assert_eq!(digest, stay.iter().collect::<Digest>());
        }
    }
}
