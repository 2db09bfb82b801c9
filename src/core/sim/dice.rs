//! Where simulations and generators take their choices from. A choice of zero is always the plainest one, so that a
//! test that shrinks its rolls shrinks what comes out.

/// A source of choices.
pub trait Dice {
    /// A number below `sides`; zero if there is no side.
    fn roll(&mut self, sides: u64) -> u64;

    /// True in about `one_in` of so many rolls of one, never on the plainest roll.
    fn chance(&mut self, one_in: u64) -> bool {
        one_in <= 1 || self.roll(one_in) == one_in - 1
    }

    /// One of these, the first being the plainest.
    fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T>
    where
        Self: Sized,
    {
        let at = self.roll(choices.len() as u64);
        choices.get(usize::try_from(at).unwrap_or(0))
    }

    /// A number below `count`, to index with.
    fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.roll(count as u64)).unwrap_or(0)
    }
}

/// Choices that all follow from one seed (the generator splitmix64; good enough to choose with, and for nothing else).
#[derive(Clone, Debug)]
pub struct Seeded(u64);

impl Seeded {
    /// The choices of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Dice for Seeded {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        mixed.checked_rem(sides).unwrap_or(0)
    }
}

/// Choices that are written down one by one; when they are used up, each further one is zero.
#[derive(Clone, Debug)]
pub struct Tape(std::vec::IntoIter<u64>);

impl Tape {
    /// These choices.
    pub fn new(rolls: Vec<u64>) -> Self {
        Self(rolls.into_iter())
    }
}

impl Dice for Tape {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.next().unwrap_or(0).checked_rem(sides).unwrap_or(0)
    }
}
