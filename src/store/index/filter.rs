//! Which live writes there may be, in memory: what is not in here is not in the engine, and need not be looked for.
//!
//! Most writes go to a place where nothing lives, and to learn that costs an engine about as much as the write itself. So
//! the places of all entries are in a Bloom filter. It is never saved: that of an empty index is complete, and that of an
//! index that was opened learns what is there by and by, a stretch with each commit, and says until then that
//! everything may be there. It never forgets, so it errs a little more often as writes are taken away.

use std::hash::{BuildHasher, RandomState};
use std::mem;

use super::entry;

/// The most memory it takes: enough for some twenty million places. With more than that it gives up.
const BYTES_LIMIT: usize = 32 * 1024 * 1024;
/// For how many places there is room at first.
const FIRST_ROOM: usize = 256 * 1024;
/// From so many live writes on neither engine has all of its index at hand.
const MANY: usize = if cfg!(test) { 8 } else { 500_000 };
/// How many bits there are for each place, and how many of them are set: one look in a hundred errs.
const BITS_FOR_EACH: usize = 12;
const BITS_SET: u32 = 6;

/// As many bits as come into a processor's cache at once. All bits of a place lie in one block.
type Block = [u64; 8];
const BLOCK_BITS: usize = 8 * size_of::<Block>();

/// The places that were added.
#[derive(Debug)]
pub(super) struct Filter {
    /// Nobody else can tell which places look alike.
    hasher: RandomState,
    /// Each has twice the room of the one before.
    layers: Vec<Layer>,
    stage: Stage,
    /// How many places are in it.
    count: usize,
    limit: usize,
}

/// How much of the index was added.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    All,
    /// What lies before this key, and what was put since the index was opened.
    Before(Vec<u8>),
    /// There is too much of it.
    GivenUp,
}

#[derive(Debug)]
struct Layer {
    blocks: Vec<Block>,
    room: usize,
}

impl Layer {
    fn with_room(room: usize) -> Self {
        let blocks = (room * BITS_FOR_EACH).div_ceil(BLOCK_BITS);
        Self { blocks: vec![Block::default(); blocks], room }
    }

    /// In which block the bits for a hash are, and which they are.
    fn bits(&self, hash: u64) -> (usize, Block) {
        let at = (u128::from(hash) * self.blocks.len() as u128) >> 64;
        // The upper bits of the hash chose the block; these depend on all others.
        let (mut rest, mut bits) =
            (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32), Block::default());
        for _ in 0..BITS_SET {
            bits[(rest & 7) as usize] |= 1 << ((rest >> 3) & 63);
            rest >>= 9;
        }
        (usize::try_from(at).unwrap_or_default(), bits)
    }

    fn has(&self, hash: u64) -> bool {
        let (at, bits) = self.bits(hash);
        self.blocks
            .get(at)
            .is_some_and(|block| block.iter().zip(bits).all(|(block, bits)| block & bits == bits))
    }

    fn add(&mut self, hash: u64) {
        let (at, bits) = self.bits(hash);
        if let Some(block) = self.blocks.get_mut(at) {
            block.iter_mut().zip(bits).for_each(|(block, bits)| *block |= bits);
        }
        self.room -= 1;
    }

    const fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }
}

/// What becomes of the key of an entry that is added.
#[derive(Clone, Copy, Debug)]
pub(super) struct Added {
    /// The hash of the key, as [`hash_of`] makes it.
    pub(super) hash: u64,
    /// Whether it is certain that there was no entry with this key.
    pub(super) is_new: bool,
}

/// The hash of the key of a live write.
pub(super) fn hash_of(hasher: &RandomState, key: &[u8]) -> u64 {
    hasher.hash_one((Said::Here, key))
}

/// What is said of a place.
#[derive(Clone, Copy, Debug, Hash)]
enum Said {
    /// Something lives there.
    Here,
    /// Something lives below it.
    Below,
}

impl Filter {
    /// Of an index without entries.
    pub(super) fn of_nothing() -> Self {
        Self {
            hasher: RandomState::new(),
            layers: Vec::new(),
            stage: Stage::All,
            count: 0,
            limit: BYTES_LIMIT,
        }
    }

    /// The index has entries, about so many, and is yet to be learned.
    pub(super) fn is_to_learn(&mut self, entries: u64) {
        let (first, _) = entry::all_cells();
        self.stage = Stage::Before(first);
        let room = usize::try_from(entries).unwrap_or(usize::MAX).saturating_mul(2);
        self.grow(room.max(FIRST_ROOM));
    }

    fn hash(&self, place: &[u8], said: Said) -> u64 {
        self.hasher.hash_one((said, place))
    }

    /// What its hashes are made with.
    pub(super) const fn hasher(&self) -> &RandomState {
        &self.hasher
    }

    fn has(&self, hash: u64) -> bool {
        self.layers.iter().rev().any(|layer| layer.has(hash))
    }

    /// Whether there may be an entry of a live write with this key.
    pub(super) fn may_have(&self, key: &[u8]) -> bool {
        self.stage != Stage::All || self.has(self.hash(key, Said::Here))
    }

    /// Whether there may be entries of live writes below the place that has this key, which is that of a key.
    pub(super) fn may_have_below(&self, key: &[u8]) -> bool {
        self.stage != Stage::All || self.has(self.hash(entry::key_of(key), Said::Below))
    }

    /// Adds the place of a live write, which has this key.
    pub(super) fn add(&mut self, key: &[u8]) -> Added {
        let hash = hash_of(&self.hasher, key);
        if self.stage == Stage::GivenUp {
            return Added { hash, is_new: false };
        }
        let is_complete = self.stage == Stage::All;
        let is_more = self.note(hash);
        self.count += usize::from(is_more);
        if !entry::lives_at_key(key) {
            self.note(self.hash(entry::key_of(key), Said::Below));
        }
        Added { hash, is_new: is_more && is_complete }
    }

    /// Whether it is known that there are many live writes: so many that to find one in the engine takes longer than to read
    /// it in the journal.
    pub(super) fn are_many(&self) -> bool {
        self.stage == Stage::GivenUp || self.count >= MANY
    }

    /// Returns whether it was not there.
    fn note(&mut self, hash: u64) -> bool {
        if self.has(hash) {
            return false;
        }
        if self.layers.last().is_none_or(|layer| layer.room == 0) {
            let most = self.layers.iter().map(Layer::bytes).max();
            self.grow(most.map_or(FIRST_ROOM, |bytes| 2 * bytes * 8 / BITS_FOR_EACH));
        }
        if let Some(layer) = self.layers.last_mut() {
            layer.add(hash);
        }
        true
    }

    fn grow(&mut self, room: usize) {
        let bytes: usize = self.layers.iter().map(Layer::bytes).sum();
        if bytes.saturating_add(room.saturating_mul(BITS_FOR_EACH) / 8) > self.limit {
            (self.layers, self.stage) = (Vec::new(), Stage::GivenUp);
        } else {
            self.layers.push(Layer::with_room(room));
        }
    }

    /// From which key on the index is still to be learned, if it is.
    pub(super) fn next(&self) -> Option<Vec<u8>> {
        match &self.stage {
            Stage::Before(next) => Some(next.clone()),
            Stage::All | Stage::GivenUp => None,
        }
    }

    /// What lies before this key was added; without one, everything was.
    pub(super) fn learned(&mut self, next: Option<Vec<u8>>) {
        if matches!(self.stage, Stage::Before(_)) {
            let _ = mem::replace(&mut self.stage, next.map_or(Stage::All, Stage::Before));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::cells::Path;
    use cyberfly_core::{Key, Kind};

    fn at_key(key: u32) -> Vec<u8> {
        let path = Path::of_key(&Key::new(format!("user {key}")).unwrap());
        entry::only_key(7, &path.only()).unwrap().key
    }

    fn in_hash(key: u32, field: u32) -> Vec<u8> {
        let key = Key::new(format!("user {key}")).unwrap();
        let path = Path::of_field(&key, Kind::Hash, &field.to_be_bytes());
        entry::only_key(7, &path.only()).unwrap().key
    }

    fn errs(filter: &Filter, of: u32) -> u32 {
        (0..of).map(|key| u32::from(filter.may_have(&at_key(1_000_000_000 + key)))).sum()
    }

    #[test]
    fn what_was_added_may_be_there_and_little_else() {
        let mut filter = Filter::of_nothing();
        let added = u32::try_from(FIRST_ROOM + FIRST_ROOM / 2).unwrap();
        (0..added).for_each(|key| {
            filter.add(&at_key(key));
        });
        assert!((0..added).all(|key| filter.may_have(&at_key(key))));
        assert!(errs(&filter, 10_000) < 500, "{}", errs(&filter, 10_000));
        let layers = filter.layers.len();
        (0..added).for_each(|key| {
            filter.add(&at_key(key));
        });
        assert_eq!(filter.layers.len(), layers, "what is added twice takes no room");
    }

    #[test]
    fn a_key_is_new_once_and_only_if_all_that_there_is_was_learned() {
        let mut filter = Filter::of_nothing();
        let added = filter.add(&at_key(1));
        assert!(added.is_new && added.hash == hash_of(filter.hasher(), &at_key(1)));
        assert!(!filter.add(&at_key(1)).is_new);
        assert!(!filter.are_many());
        filter.is_to_learn(10);
        assert!(!filter.add(&at_key(2)).is_new, "it may be among what is yet to be learned");
        filter.learned(None);
        assert!(!filter.add(&at_key(2)).is_new && filter.add(&at_key(3)).is_new);
    }

    #[test]
    fn what_lives_below_a_key_is_told_apart_from_what_lives_at_it() {
        let mut filter = Filter::of_nothing();
        filter.add(&at_key(1));
        filter.add(&in_hash(2, 0));
        assert_eq!((filter.may_have(&at_key(1)), filter.may_have_below(&at_key(1))), (true, false));
        assert_eq!((filter.may_have(&at_key(2)), filter.may_have_below(&at_key(2))), (false, true));
        assert_eq!((filter.may_have(&in_hash(2, 0)), filter.may_have(&in_hash(2, 1))), (true, false));
    }

    #[test]
    fn everything_may_be_there_until_all_was_learned() {
        let mut filter = Filter::of_nothing();
        filter.is_to_learn(10);
        filter.add(&at_key(1));
        assert!(filter.may_have(&at_key(2)) && filter.may_have_below(&at_key(2)));
        filter.learned(Some(at_key(2)));
        assert_eq!(filter.next(), Some(at_key(2)));
        assert!(filter.may_have(&at_key(3)));
        filter.learned(None);
        assert_eq!(
            (filter.next(), filter.may_have(&at_key(1)), filter.may_have(&at_key(3))),
            (None, true, false)
        );
    }

    #[test]
    fn with_more_than_it_may_hold_it_gives_up_and_its_memory_too() {
        let mut filter = Filter { limit: FIRST_ROOM * BITS_FOR_EACH / 8, ..Filter::of_nothing() };
        (0..=u32::try_from(FIRST_ROOM + FIRST_ROOM / 8).unwrap()).for_each(|key| {
            filter.add(&at_key(key));
        });
        assert!(filter.layers.is_empty() && filter.may_have(&at_key(u32::MAX)) && filter.are_many());
        filter.learned(None);
        assert!(filter.may_have(&at_key(u32::MAX)), "what is learned is no longer of use");
    }
}
