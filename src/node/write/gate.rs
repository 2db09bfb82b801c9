//! How much may be on the write path at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::quotas::Place;

/// How many operations may be on their way, from when they are decoded until they are answered. Whoever comes when they
/// are this many hears `overloaded`. The queues between the stages have no other bound.
pub(crate) const PATH_LIMIT: usize = 4096;
/// How many bytes they may have together. In memory they take a few times as much.
const PATH_BYTES: usize = 64 * 1024 * 1024;
/// How many operations of peers may be on their way, and how many bytes they may have together.
const PEERS_LIMIT: usize = 2048;
const PEERS_BYTES: usize = 16 * 1024 * 1024;
/// Bytes are counted in pieces of this size, begun ones as whole.
const PIECE: usize = 1024;

/// The gate before the write path.
#[derive(Debug)]
pub(crate) struct Gate {
    limit: usize,
    places: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// A place on the write path. It is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    _place: OwnedSemaphorePermit,
    _room: OwnedSemaphorePermit,
    _new_database: Option<Place>,
    is_alone: bool,
}

impl Pass {
    /// Whether nothing else was on the path when this came.
    pub(super) const fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Keeps a place for the database that the operation makes, for as long as it is on its way.
    pub(super) fn keep(&mut self, place: Option<Place>) {
        self._new_database = place;
    }
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self::of(PATH_LIMIT, PATH_BYTES)
    }

    /// The gate for what peers send: with fewer places, so that they never hold up those who write here.
    pub(crate) fn for_peers() -> Self {
        Self::of(PEERS_LIMIT, PEERS_BYTES)
    }

    fn of(places: usize, bytes: usize) -> Self {
        let (limit, room) = (places, Arc::new(Semaphore::new(bytes / PIECE)));
        Self { limit, places: Arc::new(Semaphore::new(places)), room }
    }

    /// A place for an operation of so many bytes, as soon as there is one; none if it is larger than any may be.
    pub(crate) async fn wait(&self, bytes: usize) -> Option<Pass> {
        let pieces = u32::try_from(bytes / PIECE + 1).ok()?;
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        let room = Arc::clone(&self.room).acquire_many_owned(pieces).await.ok()?;
        Some(self.pass(place, room))
    }

    /// A place for an operation of so many bytes; none if the path is full.
    pub(crate) fn enter(&self, bytes: usize) -> Option<Pass> {
        let pieces = u32::try_from(bytes / PIECE + 1).ok()?;
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let room = Arc::clone(&self.room).try_acquire_many_owned(pieces).ok()?;
        Some(self.pass(place, room))
    }

    fn pass(&self, place: OwnedSemaphorePermit, room: OwnedSemaphorePermit) -> Pass {
        Pass { _place: place, _room: room, _new_database: None, is_alone: self.taken() == 1 }
    }

    /// How many operations are on their way.
    pub(crate) fn taken(&self) -> usize {
        self.limit - self.places.available_permits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_when_the_path_is_full_is_refused_until_somebody_leaves() {
        let gate = Gate::new();
        let mut passes: Vec<_> = (0..PATH_LIMIT).map(|_| gate.enter(300).unwrap()).collect();
        assert!(gate.enter(300).is_none());
        passes.pop();
        assert!(gate.enter(300).is_some());
    }

    #[test]
    fn large_operations_fill_the_path_by_their_bytes_and_a_refusal_keeps_no_place() {
        let gate = Gate::new();
        let megabyte = 1024 * 1024;
        let passes: Vec<_> = std::iter::from_fn(|| gate.enter(megabyte)).collect();
        assert_eq!(passes.len(), 63, "each takes a piece more than a megabyte");
        assert_eq!(gate.taken(), passes.len());
        drop(passes);
        assert_eq!(gate.taken(), 0);
    }
}
