//! Markers of sweeps: what they hide, and who knows of them.
//!
//! A marker stands for a write that dominates more than one commit can take away. The note in the index is what survives
//! a restart; the copy here is what readers and the merge compare with. See [`crate::sweep`].

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use cyberfly_core::cells::Placed;
use cyberfly_core::{DbName, Strategy, merge};

use super::entry;
use crate::error::StoreError;
use crate::unsettled::Work;

/// A write whose dominated cells are hidden until they are swept away.
#[derive(Debug)]
pub(crate) struct Marker {
    db: DbName,
    number: u32,
    by: Placed,
    strategy: Strategy,
}

impl Marker {
    /// A marker for a write in the database with this name and number.
    pub(crate) const fn new(db: DbName, number: u32, by: Placed, strategy: Strategy) -> Self {
        Self { db, number, by, strategy }
    }

    /// The name of the database.
    pub(crate) const fn db(&self) -> &DbName {
        &self.db
    }

    /// The number of the database.
    pub(crate) const fn number(&self) -> u32 {
        self.number
    }

    /// The write.
    pub(crate) const fn by(&self) -> &Placed {
        &self.by
    }

    /// Whether the write dominates this one, which is thus as good as gone.
    pub(crate) fn hides(&self, placed: &Placed) -> bool {
        merge::dominates(&self.by, placed, self.strategy)
    }

    /// Whether another write dominates this marker's and so, because dominance is transitive, all that it hides.
    pub(crate) fn is_dominated_by(&self, by: &Placed) -> bool {
        merge::dominates(by, &self.by, self.strategy)
    }

    /// The key of its note.
    pub(crate) fn key(&self) -> Vec<u8> {
        Work::Sweeping.key(self.number, &entry::place_and_order(&self.by))
    }

    /// The value of its note: the database, from which key of the index on cells are still to be looked at, the write.
    pub(crate) fn encode(&self, cursor: &[u8]) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        for part in [self.db.as_str().as_bytes(), cursor] {
            value.extend_from_slice(&u16::try_from(part.len()).ok()?.to_be_bytes());
            value.extend_from_slice(part);
        }
        value.extend_from_slice(&entry::encode_placed(&self.by)?);
        Some(value)
    }

    /// Reads a note: the marker, and the cursor.
    pub(crate) fn decode(key: &[u8], value: &[u8]) -> Result<(Self, Vec<u8>), StoreError> {
        let decode = || {
            let (number, place) = key.get(2..)?.split_first_chunk()?;
            let (db, rest) = part(value)?;
            let (cursor, placed) = part(rest)?;
            let db = std::str::from_utf8(db).ok()?.parse().ok()?;
            let by = entry::decode_placed(place, placed)?;
            let strategy = entry::strategy_of(&by);
            Some((Self { db, number: u32::from_be_bytes(*number), by, strategy }, cursor.to_vec()))
        };
        decode().ok_or_else(|| StoreError::Index("the note of a sweep that cannot be read".to_owned()))
    }
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// All markers of a store.
#[derive(Debug, Default)]
pub(crate) struct Markers {
    all: RwLock<Arc<Vec<Arc<Marker>>>>,
    /// How many there are: readers look no further while there is none.
    count: AtomicUsize,
    /// Grows with each change.
    version: AtomicU64,
}

impl Markers {
    /// Makes markers known, before the batch is applied that leaves to them what they hide.
    pub(crate) fn publish(&self, new: impl IntoIterator<Item = Arc<Marker>>) {
        self.change(|all| all.extend(new));
    }

    /// Forgets the markers with these keys, after the batch was applied that left them nothing to hide.
    pub(crate) fn retire(&self, keys: &[Vec<u8>]) {
        self.change(|all| all.retain(|marker| !keys.contains(&marker.key())));
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Arc<Marker>>)) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut all));
        self.count.store(all.len(), Ordering::Release);
        self.version.fetch_add(1, Ordering::Release);
    }

    fn all(&self) -> Arc<Vec<Arc<Marker>>> {
        Arc::clone(&self.all.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// One of them, if there is one: the oldest.
    pub(crate) fn first(&self) -> Option<Arc<Marker>> {
        if self.count() == 0 { None } else { self.all().first().cloned() }
    }

    /// Those of a database.
    pub(crate) fn of(&self, number: u32) -> Vec<Arc<Marker>> {
        if self.count() == 0 {
            return Vec::new();
        }
        self.all().iter().filter(|marker| marker.number == number).cloned().collect()
    }
}

/// What a reader of one database may not see.
///
/// It begins before the engine is asked and keeps up while the engine answers. So a marker is met by whoever sees the
/// batch it came with, and one that is retired meanwhile goes on hiding what the engine may still show.
pub(super) struct Veil<'m> {
    markers: &'m Markers,
    number: u32,
    seen: u64,
    hiding: Vec<Arc<Marker>>,
}

impl<'m> Veil<'m> {
    pub(super) fn over(markers: &'m Markers, number: u32) -> Self {
        let seen = markers.version.load(Ordering::Acquire);
        Self { markers, number, seen, hiding: markers.of(number) }
    }

    pub(super) fn hides(&mut self, placed: &Placed) -> bool {
        let version = self.markers.version.load(Ordering::Acquire);
        if version != self.seen {
            self.seen = version;
            self.hiding.extend(self.markers.of(self.number));
        }
        self.hiding.iter().any(|marker| marker.hides(placed))
    }
}
