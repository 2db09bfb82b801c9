//! Where live writes lie in the journal, in memory: what is known here is read there at once, and the engine is not asked.
//!
//! To find an entry costs an engine the more the larger the index is: of ten million, five times what it costs to read what
//! the entry points to. So the place of each live write whose body is read from the journal anyway is kept here too, in
//! some 13 bytes; of one whose body is in the index too, where there are many. It is a cache: full, it forgets some places for others; an index that was opened begins with nothing and
//! is learned by and by, like the [filter](super::filter). Keys are not kept but for some bits of their hash, so a place is a
//! guess, and whoever reads there has to see whether that key was written there.
//!
//! A place is never older than the index. While a batch is applied its keys are unknown here, and whoever looked a key up in
//! the engine meanwhile cannot put it in: the [`Moment`] of its look is over.

use std::hash::RandomState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Batch;
use super::entry;
use super::filter::{Added, Filter, hash_of};
use crate::journal::Position;

/// The most memory it takes: enough for ten million places.
const BYTES_LIMIT: usize = 128 * 1024 * 1024;
/// Into so many parts it is split by the hash of keys. Each grows for itself, which takes no longer than a moment.
const SHARDS: usize = 64;
/// A shard of which only one part in this many is free has twice the room from then on.
const FREE: usize = 8;

/// How many places are looked through for a key.
const SLOTS: usize = 12;

/// As much as comes into a processor's cache with the line beside it.
#[derive(Clone, Debug)]
#[repr(align(128))]
struct Bucket {
    /// Some bits of the hash of each key.
    tags: [u32; SLOTS],
    /// What [`pack`] makes of its place; zeros where there is none.
    places: [Packed; SLOTS],
    /// Whether some that belong here are in their other bucket, for want of room.
    is_spilt: bool,
}

type Packed = [u8; 6];
const NONE: Packed = [0; 6];
/// No record begins behind so many bytes of a segment.
const OFFSET_BITS: u32 = 26;

/// Nothing can lie at the start of a segment, so this is never [`NONE`]. Places that do not fit are not kept.
fn pack(at: Position) -> Option<Packed> {
    let packed = u64::from(at.segment) << OFFSET_BITS | u64::from(at.offset);
    let [0, 0, packed @ ..] = packed.to_be_bytes() else { return None };
    (at.offset >> OFFSET_BITS == 0 && packed != NONE).then_some(packed)
}

fn unpack(packed: Packed) -> Position {
    let [a, b, c, d, e, f] = packed;
    let packed = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    let offset = packed & ((1 << OFFSET_BITS) - 1);
    let narrow = |part| u32::try_from(part).unwrap_or(u32::MAX);
    Position { segment: narrow(packed >> OFFSET_BITS), offset: narrow(offset) }
}

impl Bucket {
    const EMPTY: Self = Self { tags: [0; SLOTS], places: [NONE; SLOTS], is_spilt: false };

    fn find(&self, tag: u32) -> Option<usize> {
        (0..SLOTS).find(|slot| self.tags[*slot] == tag && self.places[*slot] != NONE)
    }

    fn taken(&self) -> impl Iterator<Item = (u32, Packed)> {
        self.tags.into_iter().zip(self.places).filter(|(_, place)| *place != NONE)
    }

    fn free(&self) -> Option<usize> {
        self.places.iter().position(|place| *place == NONE)
    }
}

/// The places of the keys whose hashes begin alike.
#[derive(Debug, Default)]
struct Shard {
    /// None, or a power of two.
    buckets: Vec<Bucket>,
    held: usize,
    /// How many batches with keys in here are being applied, and how many were begun.
    under_way: usize,
    begun: u64,
}

impl Shard {
    /// Which bucket a tag belongs to, and which it is in when that is full; if there are any.
    const fn homes(&self, tag: u32) -> [usize; 2] {
        let last = self.buckets.len().wrapping_sub(1);
        [tag as usize & last, tag.rotate_left(16) as usize & last]
    }

    /// The bucket that has a tag, and where in it.
    fn find(&self, tag: u32) -> Option<(usize, usize)> {
        let [first, second] = self.homes(tag);
        let bucket = self.buckets.get(first)?;
        match bucket.find(tag) {
            Some(slot) => Some((first, slot)),
            None if bucket.is_spilt => Some((second, self.buckets.get(second)?.find(tag)?)),
            None => None,
        }
    }

    fn get(&self, tag: u32) -> Option<Position> {
        let (bucket, slot) = self.find(tag)?;
        Some(unpack(self.buckets.get(bucket)?.places[slot]))
    }

    fn forget(&mut self, tag: u32) {
        if let Some((bucket, slot)) = self.find(tag)
            && let Some(bucket) = self.buckets.get_mut(bucket)
        {
            bucket.places[slot] = NONE;
            self.held -= 1;
        }
    }

    fn put(&mut self, tag: u32, place: Packed, limit: usize) {
        if self.held * FREE >= self.buckets.len() * SLOTS * (FREE - 1) {
            self.grow(limit);
        }
        self.keep(tag, place);
    }

    /// Puts a place where it belongs; where all is full another one goes.
    fn keep(&mut self, tag: u32, place: Packed) {
        let [first, second] = self.homes(tag);
        let known = self.find(tag).or_else(|| self.free(first)).or_else(|| self.free(second));
        // Which one goes is left to the bits that chose no bucket.
        let (at, slot) =
            known.or_else(|| self.make_room(first)).unwrap_or((first, (tag >> 28) as usize % SLOTS));
        self.set(at, slot, tag, place);
    }

    fn free(&self, at: usize) -> Option<(usize, usize)> {
        self.buckets.get(at)?.free().map(|slot| (at, slot))
    }

    fn set(&mut self, at: usize, slot: usize, tag: u32, place: Packed) {
        if let Some(bucket) = self.buckets.get_mut(at) {
            self.held += usize::from(bucket.places[slot] == NONE);
            (bucket.tags[slot], bucket.places[slot]) = (tag, place);
        }
        let [first, _] = self.homes(tag);
        if at != first
            && let Some(bucket) = self.buckets.get_mut(first)
        {
            bucket.is_spilt = true;
        }
    }

    /// Moves one of a full bucket to its other one, if there is room in that for any of them.
    fn make_room(&mut self, full: usize) -> Option<(usize, usize)> {
        let tags = self.buckets.get(full)?.tags;
        let (slot, to) = tags.iter().enumerate().find_map(|(slot, tag)| {
            let [first, second] = self.homes(*tag);
            self.free(if first == full { second } else { first }).map(|to| (slot, to))
        })?;
        let place = std::mem::replace(&mut self.buckets.get_mut(full)?.places[slot], NONE);
        self.held -= 1;
        self.set(to.0, to.1, tags[slot], place);
        Some((full, slot))
    }

    fn grow(&mut self, limit: usize) {
        let more = (self.buckets.len() * 2).max(1);
        if more * SHARDS * size_of::<Bucket>() > limit {
            return;
        }
        let before = std::mem::replace(&mut self.buckets, vec![Bucket::EMPTY; more]);
        self.held = 0;
        for (tag, place) in before.iter().flat_map(Bucket::taken) {
            self.keep(tag, place);
        }
    }

    /// What tells this moment from others; nothing while a batch is applied.
    fn moment(&self) -> Option<u64> {
        (self.under_way == 0).then_some(self.begun)
    }
}

/// The places that are known.
#[derive(Debug)]
pub(super) struct Places {
    /// That of the filter.
    hasher: RandomState,
    shards: Vec<Mutex<Shard>>,
    /// Whether places are kept of bodies that are in the index too.
    are_many: AtomicBool,
    limit: usize,
}

/// Which shard, and which tag in there.
#[derive(Clone, Copy, Debug)]
struct Spot {
    shard: usize,
    tag: u32,
}

impl Spot {
    const fn of(hash: u64) -> Self {
        let [shard, _, _, _, a, b, c, d] = hash.to_be_bytes();
        Self { shard: shard as usize % SHARDS, tag: u32::from_be_bytes([a, b, c, d]) }
    }
}

/// What is known of a key.
pub(super) enum Known {
    /// Where it was written, or another key with a hash like its own.
    At(Position),
    /// Nothing. What the engine says from now on may be [noted](Places::note).
    Nothing(Moment),
}

/// When something was looked for. It is over once a batch is applied that may change what is found.
#[derive(Debug)]
pub(super) struct Moment {
    spot: Spot,
    begun: Option<u64>,
}

/// The same for all keys.
pub(super) struct Moments(Vec<Option<u64>>);

/// A batch that is being applied.
pub(super) struct Applying(Vec<Change>);

struct Change {
    spot: Spot,
    /// Whether there was certainly nothing before.
    is_new: bool,
    place: Option<Packed>,
}

impl Places {
    /// Nothing is known.
    pub(super) fn beside(filter: &Filter) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { hasher: filter.hasher().clone(), shards, are_many: AtomicBool::new(false), limit: BYTES_LIMIT }
    }

    /// Whether there are [many](Filter::are_many) live writes.
    pub(super) fn are_many(&self, are_many: bool) {
        self.are_many.store(are_many, Ordering::Relaxed);
    }

    /// What is kept of a live write with this value.
    fn place(&self, value: &[u8]) -> Option<Packed> {
        let (at, is_in_index) = entry::place_alone(value)?;
        if is_in_index && !self.are_many.load(Ordering::Relaxed) { None } else { pack(at) }
    }

    fn spot(&self, key: &[u8]) -> Spot {
        Spot::of(hash_of(&self.hasher, key))
    }

    fn shard(&self, number: usize) -> MutexGuard<'_, Shard> {
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of the key of a live write.
    pub(super) fn look(&self, key: &[u8]) -> Known {
        let spot = self.spot(key);
        let shard = self.shard(spot.shard);
        match shard.get(spot.tag) {
            Some(at) => Known::At(at),
            None => Known::Nothing(Moment { spot, begun: shard.moment() }),
        }
    }

    /// Puts in what the engine has at a key, if the moment in which that was looked for is not over.
    pub(super) fn note(&self, moment: &Moment, value: &[u8]) {
        let Some(place) = self.place(value) else { return };
        let mut shard = self.shard(moment.spot.shard);
        if moment.begun.is_some() && shard.moment() == moment.begun {
            shard.put(moment.spot.tag, place, self.limit);
        }
    }

    /// Now, before many keys are looked for.
    pub(super) fn moments(&self) -> Moments {
        Moments((0..SHARDS).map(|number| self.shard(number).moment()).collect())
    }

    /// As [`Places::note`], for one of many keys.
    pub(super) fn note_one_of(&self, moments: &Moments, key: &[u8], value: &[u8]) {
        let spot = self.spot(key);
        self.note(&Moment { spot, begun: moments.0[spot.shard] }, value);
    }

    /// A batch is about to be applied: its keys are unknown until [`Places::applied`] is told of it, as it must be. `added`
    /// says what became of those that have a value then, in order.
    pub(super) fn apply(&self, batch: &Batch, added: impl IntoIterator<Item = Added>) -> Applying {
        let mut added = added.into_iter();
        let live = batch.iter().filter(|(key, _)| entry::is_of_live_write(key));
        let changes = live.map(|(key, value)| {
            let added = value.as_ref().and_then(|_| added.next());
            let spot = added.map_or_else(|| self.spot(key), |added| Spot::of(added.hash));
            // What the engine shows of a new key is what it will have: nobody can find an older one, and none is known.
            let is_new = added.is_some_and(|added| added.is_new);
            if !is_new {
                let mut shard = self.shard(spot.shard);
                shard.begun += 1;
                shard.under_way += 1;
                shard.forget(spot.tag);
            }
            Change { spot, is_new, place: value.as_deref().and_then(|value| self.place(value)) }
        });
        Applying(changes.collect())
    }

    /// The engine has a batch, or failed.
    pub(super) fn applied(&self, batch: Applying, has_failed: bool) {
        for Change { spot: Spot { shard, tag }, is_new, place } in batch.0 {
            let mut shard = self.shard(shard);
            shard.under_way -= usize::from(!is_new);
            if let Some(place) = place.filter(|_| !has_failed) {
                shard.put(tag, place, self.limit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::cells::{Path, Placed};
    use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};

    fn places() -> Places {
        Places::beside(&Filter::of_nothing())
    }

    /// As if there could be something at every key.
    fn apply(places: &Places, batch: &Batch) -> Applying {
        let added = batch.iter().filter(|(_, value)| value.is_some());
        places.apply(batch, added.map(|(key, _)| Added { hash: hash_of(&places.hasher, key), is_new: false }))
    }

    fn key(number: u32) -> Vec<u8> {
        let path = Path::of_key(&Key::new(format!("user {number}")).unwrap());
        entry::only_key(7, &path.only()).unwrap().key
    }

    fn at(offset: u32) -> Position {
        Position { segment: 3, offset }
    }

    /// The value of a live write of so many bytes that lies there.
    fn value(at: Position, bytes: usize) -> Vec<u8> {
        let secret = SecretKey::from_seed(&[3; 32]);
        let db = DbName::new("x", secret.public()).unwrap();
        let writes = vec![Write::string(Key::new("k").unwrap(), vec![7; bytes])];
        let draft = Draft { db, stamp: Stamp::at_millis(5), writes, expires: None, device: None };
        let op = draft.sign(&secret).unwrap();
        entry::Entry::encode(&Placed::of(&op, 0, &op.writes()[0]), &op.writes()[0].body, at, None)
    }

    fn put(places: &Places, number: u32, offset: u32) {
        put_all(places, [(number, offset)]);
    }

    fn put_all(places: &Places, all: impl IntoIterator<Item = (u32, u32)>) {
        let value = value(at(1), 100);
        let moved = |(number, offset)| (key(number), Some(entry::moved(&value, at(offset))));
        let applying = apply(places, &all.into_iter().map(moved).collect());
        places.applied(applying, false);
    }

    fn known(places: &Places, number: u32) -> Option<Position> {
        match places.look(&key(number)) {
            Known::At(at) => Some(at),
            Known::Nothing(_) => None,
        }
    }

    fn moment(places: &Places, number: u32) -> Moment {
        match places.look(&key(number)) {
            Known::At(at) => panic!("it is at {at:?}"),
            Known::Nothing(moment) => moment,
        }
    }

    #[test]
    fn a_place_comes_back_as_it_was_and_one_that_does_not_fit_is_not_kept() {
        for at in [(0, 64), (1, 0), (7, (1 << 26) - 1), ((1 << 22) - 1, 99)] {
            let at = Position { segment: at.0, offset: at.1 };
            assert_eq!(pack(at).map(unpack), Some(at));
        }
        for at in [(0, 0), (1, 1 << 26), (1 << 22, 99), (u32::MAX, 1)] {
            assert_eq!(pack(Position { segment: at.0, offset: at.1 }), None, "{at:?}");
        }
    }

    #[test]
    fn nearly_all_that_was_applied_is_known_and_each_at_its_own_place() {
        // So many that they have just not twice the room.
        let (places, count) = (places(), 83_000);
        put_all(&places, (0..count).map(|number| (number, 64 + number)));
        let held = (0..count).filter(|number| known(&places, *number) == Some(at(64 + number))).count();
        assert!(held > 82_800, "{held}");
        let bytes: usize = places.shards.iter().map(|shard| shard.lock().unwrap().buckets.len() * 128).sum();
        assert!((1_000_000..2_600_000).contains(&bytes), "{bytes}");
        let others = (count..2 * count).filter(|number| known(&places, *number).is_some()).count();
        assert!(others < 100, "{others} that nobody wrote are taken for others");
    }

    #[test]
    fn with_all_the_room_it_may_have_it_forgets_some_for_others() {
        let places = Places { limit: SHARDS * 4 * size_of::<Bucket>(), ..places() };
        put_all(&places, (0..20_000).map(|number| (number, 64 + number)));
        let held: usize = places.shards.iter().map(|shard| shard.lock().unwrap().held).sum();
        assert!(held > SHARDS * 4 * SLOTS * 9 / 10 && held <= SHARDS * 4 * SLOTS, "{held}");
        assert_eq!(known(&places, 19_999), Some(at(64 + 19_999)), "the last one stays");
        let none_is_wrong = |number| known(&places, number).is_none_or(|found| found == at(64 + number));
        assert!((0..20_000).filter(|number| !none_is_wrong(*number)).count() < 10);
    }

    #[test]
    fn what_was_taken_away_or_has_its_body_in_the_index_is_not_known() {
        let places = places();
        put(&places, 1, 100);
        put(&places, 2, 200);
        let batch = vec![(key(1), None), (key(2), Some(value(at(300), 10)))];
        places.applied(apply(&places, &batch), false);
        assert_eq!((known(&places, 1), known(&places, 2)), (None, None));
        let held: usize = places.shards.iter().map(|shard| shard.lock().unwrap().held).sum();
        assert_eq!(held, 0);
    }

    #[test]
    fn where_there_are_many_the_place_of_a_small_value_is_known_too() {
        let places = places();
        let small = vec![(key(1), Some(value(at(100), 10)))];
        places.are_many(true);
        places.applied(apply(&places, &small), false);
        assert_eq!(known(&places, 1), Some(at(100)));
        places.note(&moment(&places, 2), &value(at(200), 10));
        assert_eq!(known(&places, 2), Some(at(200)));
    }

    #[test]
    fn while_a_batch_is_applied_its_keys_are_unknown_and_nothing_old_gets_in() {
        let places = places();
        put(&places, 1, 100);
        put(&places, 2, 200);
        let (old, before) = (value(at(100), 100), moment(&places, 3));
        let all_before = places.moments();
        let applying = apply(
            &places,
            &vec![(key(1), Some(value(at(300), 100))), (key(2), None), (key(3), Some(value(at(400), 100)))],
        );
        for number in [1, 2, 3] {
            places.note(&moment(&places, number), &old);
            places.note_one_of(&places.moments(), &key(number), &old);
            assert_eq!(known(&places, number), None);
        }
        places.note(&before, &old);
        assert_eq!(known(&places, 3), None);
        let (meanwhile, all_meanwhile) = (moment(&places, 2), places.moments());
        places.applied(applying, false);
        assert_eq!([1, 2, 3].map(|number| known(&places, number)), [Some(at(300)), None, Some(at(400))]);
        // Whoever asked the engine before or meanwhile comes too late.
        for moment in [&before, &meanwhile] {
            places.note(moment, &old);
        }
        for moments in [&all_before, &all_meanwhile] {
            places.note_one_of(moments, &key(2), &old);
        }
        assert_eq!([1, 2, 3].map(|number| known(&places, number)), [Some(at(300)), None, Some(at(400))]);
        // Who asks now does not.
        places.note(&moment(&places, 2), &value(at(500), 100));
        assert_eq!(known(&places, 2), Some(at(500)));
    }

    #[test]
    fn a_key_that_was_nowhere_before_is_known_once_its_batch_is_applied() {
        let places = places();
        let batch =
            vec![(key(1), Some(value(at(100), 100))), (key(2), None), (key(3), Some(value(at(300), 100)))];
        let new = |number| Added { hash: hash_of(&places.hasher, &key(number)), is_new: true };
        let (applying, meanwhile) = (places.apply(&batch, [new(1), new(3)]), moment(&places, 1));
        assert_eq!(known(&places, 3), None);
        // The engine has nothing else at a new key than what it will have.
        places.note(&meanwhile, &value(at(100), 100));
        places.applied(applying, false);
        assert_eq!([1, 2, 3].map(|number| known(&places, number)), [Some(at(100)), None, Some(at(300))]);
    }

    #[test]
    fn of_a_batch_that_failed_nothing_is_known() {
        let places = places();
        put(&places, 1, 100);
        let applying = apply(&places, &vec![(key(1), Some(value(at(300), 100)))]);
        places.applied(applying, true);
        assert_eq!(known(&places, 1), None);
        places.note(&moment(&places, 1), &value(at(100), 100));
        assert_eq!(known(&places, 1), Some(at(100)));
    }
}
