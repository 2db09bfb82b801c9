//! Sweeps: to delete a key with a million fields must not stop the writer.
//!
//! A write that lies above more than [`AT_ONCE`] cells takes none of them away when it is committed. It leaves a *marker*,
//! a note in the index with the write and a cursor. From then on readers and the merge pass over every cell that the
//! marker's write [dominates](cyberfly_core::merge::dominates), so nothing is shown that is gone. [`Store::settle`] then
//! moves the cursor along in steps: the cells go, and with them their measures, the writes left of their operations, the
//! digest, all in the batch that holds the cursor. When the cursor has passed the range the marker goes too.
//!
//! What makes this the same as to take everything away at once:
//!
//! - What a marker hides can never be live again: dominance is transitive, so even when the marker's own write is
//!   dominated, what it dominates stays so. A write that arrives late meets the marker's write, or whatever dominates that.
//! - A write that comes to the place of a hidden one takes it away there and then.
//! - A write that dominates a marker's write takes the marker's place, with a cursor at the beginning, and looks at no cell.
//!
//! Until the marker is gone the database is unsettled: a hidden write still counts as one that its operation has left, so
//! digest and kept operations lag behind what is shown. To read a range costs what it did before the delete, because
//! what is hidden is passed over one by one. If the right to the marker's write is lost, the sweeps at its key have to end
//! before the key is weighed again: [`finish`].

use std::sync::Arc;

use cyberfly_core::Key;

use crate::error::StoreError;
use crate::index::{Changes, Index, KeptChange, Marker};
use crate::journal::Segments;
use crate::store::Store;

/// The most cells below a write that a commit looks at to take them away. What has more is swept.
pub(crate) const AT_ONCE: usize = 1000;

/// The most cells that a step looks at.
pub const STEP_LIMIT: usize = 1000;

/// The most sweeps that are under way at one time. A write that would begin one more takes everything away at once.
pub(crate) const MARKERS_LIMIT: usize = 1024;

/// [`AT_ONCE`], or what a test says instead.
pub(crate) fn at_once() -> usize {
    #[cfg(test)]
    return tests::AT_ONCE.get();
    #[cfg(not(test))]
    AT_ONCE
}

/// Says for the tests of this thread what [`AT_ONCE`] is.
#[cfg(test)]
pub(crate) fn set_at_once(cells: usize) {
    tests::AT_ONCE.set(cells);
}

/// Does a step of a sweep, in a batch of its own, and says which operations are no longer kept.
fn step(
    index: &Index,
    segments: &Segments,
    marker: &Marker,
    at_most: usize,
) -> Result<Vec<KeptChange>, StoreError> {
    let Some(applied) = index.applied()? else { return Ok(Vec::new()) };
    let mut changes = Changes::over(index, segments);
    changes.sweep(marker, at_most.clamp(1, STEP_LIMIT))?;
    changes.apply(&applied)
}

/// Ends the sweeps at a key, step by step, so that nothing at it is hidden any more. Says which operations are no longer
/// kept. To be called while nobody else writes.
#[allow(dead_code)]
pub(crate) fn finish(
    index: &Index,
    segments: &Segments,
    number: u32,
    key: &Key,
) -> Result<Vec<KeptChange>, StoreError> {
    let mut kept = Vec::new();
    let is_there = |marker: &Arc<Marker>| marker.by().path.key() == key.as_str();
    while let Some(marker) = index.markers().of(number).into_iter().find(is_there) {
        kept.append(&mut step(index, segments, &marker, STEP_LIMIT)?);
    }
    Ok(kept)
}

impl Store {
    /// Does a step of the oldest sweep, if one is under way: looks at no more cells than `at_most`, and than
    /// [`STEP_LIMIT`]. Says whether more is to do.
    pub(crate) fn sweep_step(&self, at_most: usize) -> Result<bool, StoreError> {
        let writer = self.writer();
        let Some(marker) = self.index().markers().first() else { return Ok(false) };
        let changed = step(self.index(), self.segments(), &marker, at_most)?;
        self.kept().follow(writer.end().segment, &changed);
        Ok(self.index().markers().count() > 0)
    }
}

#[cfg(test)]
mod tests;
