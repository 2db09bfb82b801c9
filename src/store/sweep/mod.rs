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
//! what is hidden is passed over one by one. If the right to the marker's write is lost, what it hides has to come back: the
//! sweeps of a database end before its operations are weighed again.

use crate::error::StoreError;
use crate::index::{Changes, Marker};
use crate::store::{Store, Writer};

/// The most cells below a write that a commit looks at to take them away. What has more is swept. To look at so many takes
/// about as long as to wait for the disk, which the commit does anyway.
pub(crate) const AT_ONCE: usize = 256;

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

impl Store {
    /// Does a step of a sweep, as one batch: looks at no more cells than `at_most`, and than [`STEP_LIMIT`]. Returns how
    /// many it was allowed to look at.
    pub(crate) fn sweep_step(
        &self,
        writer: &Writer,
        marker: &Marker,
        at_most: usize,
    ) -> Result<usize, StoreError> {
        let at_most = at_most.clamp(1, STEP_LIMIT);
        let mut changes = Changes::over(self.index(), self.segments());
        changes.sweep(marker, at_most)?;
        self.apply(writer, &mut changes)?;
        Ok(at_most)
    }
}

#[cfg(test)]
mod tests;
