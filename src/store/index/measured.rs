//! The index of measures: which members of a sorted set have a score, which places lie under a geohash.
//!
//! ```text
//! s number key-and-kind-escaped measure field      a live value at key, kind and field has this measure
//! ```
//!
//! The entry has no value: the cell says the rest. There is one for each live value of a kind that is sought by
//! [measure](Measure), but none under `~max/`, where a field may have several values and only the greatest counts.

use std::ops::{ControlFlow, RangeInclusive};

use cyberfly_core::cells::{Cell, Path, Placed};
use cyberfly_core::measure::Measure;
use cyberfly_core::view::Direction;
use cyberfly_core::{Body, Key, Kind};

use super::cells::Visitor;
use super::markers::Veil;
use super::{DatabaseCells, Entry, entry};
use crate::error::StoreError;

const MEASURED: u8 = b's';
const MEASURE: usize = 8;

/// Whether live values of a kind have entries here, if they have a measure.
pub(super) fn is_measured(kind: Kind, path: &Path) -> bool {
    matches!(kind, Kind::SortedSet | Kind::Geo) && !path.as_bytes().starts_with(b"~max/")
}

/// The key of the entry for a value at a path, if it has one.
pub(super) fn key(number: u32, kind: Kind, path: &Path, body: &Body) -> Option<Vec<u8>> {
    let measure =
        Some(kind).filter(|kind| is_measured(*kind, path)).and_then(|kind| Measure::of(kind, body))?;
    let field = path.field()?;
    let mut key = front(number, path.as_bytes().get(..path.as_bytes().len() - field.len() - 1)?);
    key.extend_from_slice(&measure.to_bytes());
    key.extend_from_slice(field);
    Some(key)
}

fn front(number: u32, key_and_kind: &[u8]) -> Vec<u8> {
    let mut key = vec![MEASURED];
    key.extend_from_slice(&number.to_be_bytes());
    entry::escape(key_and_kind, &mut key);
    key.extend_from_slice(&[0, 0]);
    key
}

impl DatabaseCells {
    /// Whether a live value is found by its measure, if it has one.
    pub(crate) fn is_found_by_measure(&self, placed: &Placed, body: &Body) -> Result<bool, StoreError> {
        let key = key(self.number, placed.kind, &placed.path, body);
        key.map_or(Ok(true), |key| Ok(self.index.get(&key)?.is_some()))
    }

    /// Reads by measure: for each entry in the range the cell it stands for. While a commit goes on, a value whose
    /// measure it changes may be missed, or be met at both.
    pub(super) fn visit_indexed(
        &self,
        key: &Key,
        kind: Kind,
        measures: &RangeInclusive<Measure>,
        direction: Direction,
        visitor: Visitor<'_>,
    ) -> Result<(), StoreError> {
        let front = front(self.number, Path::of_kind(key, kind).as_bytes());
        let start = [front.as_slice(), &measures.start().to_bytes()].concat();
        let end = match measures.end().to_bytes() {
            // Behind the greatest measure; what follows two zeros here is never as great as in any other key.
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff] => behind(&front),
            last => [front.as_slice(), &(u64::from_be_bytes(last) + 1).to_be_bytes()].concat(),
        };
        let mut veil = Veil::over(self.index.markers(), self.number);
        let mut show = |measured: &[u8], _: &[u8]| {
            let unreadable = || StoreError::Index("a measure that cannot be read".to_owned());
            let field = measured.get(front.len() + MEASURE..).ok_or_else(unreadable)?;
            let path = Path::of_field(key, kind, field);
            let Some(place) = entry::only_key(self.number, &path.only()) else { return Err(unreadable()) };
            // It may have gone, or been replaced, since the engine showed the entry.
            let Some(value) = self.index.get(&place.key)? else { return Ok(ControlFlow::Continue(())) };
            let cell = Entry::decode(&place.key, &value)?.into_cell();
            let is_current = match cell.copied_body() {
                Some(body) => self::key(self.number, kind, &path, &body?).is_some_and(|key| key == measured),
                None => false,
            };
            if !is_current || veil.hides(cell.placed()) {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(visitor(&cell))
        };
        match direction {
            Direction::Forward => self.index.range(&start, &end, &mut show),
            Direction::Backward => self.index.range_back(&start, &end, &mut show),
        }
    }
}

/// The first key that begins differently and is greater.
fn behind(front: &[u8]) -> Vec<u8> {
    // It ends in a zero.
    let mut end = front.to_vec();
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    end
}

#[cfg(test)]
#[path = "measured_tests.rs"]
mod tests;
