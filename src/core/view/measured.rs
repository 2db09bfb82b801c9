//! Values in the order of their measures: of scores, of geohashes.

use std::ops::{ControlFlow, RangeInclusive};

use super::{Direction, Fields, KeyView, Outcome, Shown, Visitor};
use crate::cells::{Cell, Cells, Order};
use crate::measure::Measure;
use crate::name::{Key, Strategy};
use crate::write::{Body, Kind, Number};

impl<C: Cells> KeyView<'_, C> {
    /// Shows the values of a kind whose measure lies in a range, by measure and among equals by field, until the visitor
    /// breaks off; backwards in exactly the reverse order. Nothing is shown of a kind that is not the key's.
    ///
    /// A store with an index of measures reads little more than what is shown. Under `~max/` all values are read first,
    /// because a field may have several and only the greatest counts.
    pub fn scan_measured(
        &self,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: &mut Visitor<'_, C>,
    ) -> Outcome<(), C> {
        if self.kind() != Some(kind) {
            return Ok(());
        }
        if self.strategy() == Strategy::Max {
            return self.scan_measured_greatest(kind, measures, direction, visitor);
        }
        self.each_cell(
            |cells, key: &Key, step| cells.visit_measured(key, kind, measures, direction, step),
            &mut |cell| {
                let placed = cell.placed();
                if !self.shows(placed) {
                    return Ok(ControlFlow::Continue(()));
                }
                visitor(Shown::cell(self.cells(), cell, placed.path.field().unwrap_or_default()))
            },
        )
    }

    fn scan_measured_greatest(
        &self,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: &mut Visitor<'_, C>,
    ) -> Outcome<(), C> {
        let mut found: Vec<(Measure, Vec<u8>, Order, Number)> = Vec::new();
        self.scan(kind, &Fields::all(), Direction::Forward, &mut |shown| {
            let body = shown.body()?;
            if let (Some(measure), Body::Number(number)) = (Measure::of(kind, &body), body)
                && measures.contains(&measure)
            {
                found.push((measure, shown.field().to_vec(), shown.order(), number));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        // They come in the order of fields, and a stable sort leaves equals so.
        found.sort_by_key(|(measure, ..)| *measure);
        if direction == Direction::Backward {
            found.reverse();
        }
        for (_, field, order, number) in &found {
            if visitor(Shown::number(self.cells(), field, *order, *number))?.is_break() {
                break;
            }
        }
        Ok(())
    }
}
