//! The kept operations of the newest segment, which has no side file yet.
//!
//! What comes is gathered, and sorted when there is enough of it. Sorted runs of like length are merged, so that there
//! are few, and every operation takes part in few merges. Runs never change, so that whoever looks at them shares them.

use std::sync::Arc;

use cyberfly_core::{OpId, Stamp};

use super::point::Point;

/// How many operations are gathered before they are sorted.
const UNSORTED_LIMIT: usize = if cfg!(test) { 8 } else { 1024 };

/// A kept operation of the newest segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// The number of its database.
    pub(super) database: u32,
    /// Its stamp.
    pub(super) stamp: Stamp,
    /// Its id.
    pub(super) id: OpId,
    /// Where in the segment it lies.
    pub(super) offset: u32,
}

impl Row {
    pub(super) const fn point(&self) -> Point {
        Point::of(self.stamp, &self.id)
    }
}

/// The kept operations of the newest segment. A clone is cheap and stays as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    segment: u32,
    /// Each is sorted, and at least twice as long as the next.
    runs: Vec<Arc<[Row]>>,
    unsorted: Vec<Row>,
}

impl Recent {
    /// Of a segment in which nothing is kept yet.
    pub(super) fn of_segment(segment: u32) -> Self {
        Self { segment, ..Self::default() }
    }

    /// Of a segment with these operations.
    pub(super) fn of_rows(segment: u32, mut rows: Vec<Row>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self { segment, runs: vec![rows.into()], unsorted: Vec::new() }
    }

    /// Which segment this is about.
    pub(super) const fn segment(&self) -> u32 {
        self.segment
    }

    /// Adds an operation. Rows that `is_kept` does not hold of any more are dropped on the occasion.
    pub(super) fn push(&mut self, row: Row, is_kept: impl Fn(&Row) -> bool) {
        self.unsorted.push(row);
        if self.unsorted.len() < UNSORTED_LIMIT {
            return;
        }
        let mut merged = std::mem::take(&mut self.unsorted);
        while let Some(run) = self.runs.pop_if(|run| run.len() < 2 * merged.len()) {
            merged.extend_from_slice(&run);
        }
        merged.retain(is_kept);
        // Runs that were sorted before are found as such and merged.
        merged.sort();
        merged.dedup();
        if !merged.is_empty() {
            self.runs.push(merged.into());
        }
    }

    /// The operations of a database between two points, in order, one list for each run.
    pub(super) fn within(&self, database: u32, from: &Point, to: &Point) -> Vec<Vec<Row>> {
        let here = |row: &&Row| row.database == database && (from..to).contains(&&row.point());
        let mut unsorted: Vec<Row> = self.unsorted.iter().filter(here).copied().collect();
        unsorted.sort_unstable();
        let runs = self.runs.iter().map(|run| {
            let before =
                |point: &Point| run.partition_point(|row| (row.database, row.point()) < (database, *point));
            run.get(before(from)..before(to)).unwrap_or_default().to_vec()
        });
        runs.chain([unsorted]).filter(|rows| !rows.is_empty()).collect()
    }

    /// All of them, in no order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.runs.iter().flat_map(|run| run.iter()).chain(&self.unsorted)
    }

    /// How much memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.rows().count() * size_of::<Row>()
    }
}
