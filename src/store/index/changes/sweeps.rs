//! Sweeps in a batch: how they begin, go on and end. See [`crate::sweep`].

use std::ops::ControlFlow;
use std::sync::Arc;

use cyberfly_core::cells::Cell;

use super::super::Marker;
use super::super::entry::{self, Entry};
use super::Changes;
use crate::error::StoreError;

impl Changes<'_> {
    /// How many sweeps are under way.
    pub(super) fn sweeps(&self) -> usize {
        self.index.markers().count() + self.markers.len()
    }

    /// The sweeps of a database that are under way.
    pub(super) fn markers_of(&self, number: u32) -> Vec<Arc<Marker>> {
        let mut markers = self.index.markers().of(number);
        markers.retain(|marker| self.swept.is_empty() || !self.swept.contains(&marker.key()));
        markers.extend(self.markers.iter().filter(|marker| marker.number() == number).cloned());
        markers
    }

    /// Leaves a note of a sweep that is to begin at a key of the index.
    pub(super) fn begin_sweep(&mut self, marker: Marker, from: &[u8]) -> Result<Arc<Marker>, StoreError> {
        let note = marker
            .encode(from)
            .ok_or_else(|| StoreError::Index("a write dominates what it cannot, by all rules".to_owned()))?;
        self.changed.insert(marker.key(), Some(note));
        let marker = Arc::new(marker);
        self.markers.push(Arc::clone(&marker));
        Ok(marker)
    }

    /// Takes the note of a sweep away.
    pub(super) fn end_sweep(&mut self, marker: &Marker) {
        let key = marker.key();
        self.changed.insert(key.clone(), None);
        self.markers.retain(|other| other.key() != key);
        self.swept.push(key);
    }

    /// A step of a sweep: looks at the next cells of its range, at most so many, and takes away those that are dominated.
    pub(crate) fn sweep(&mut self, marker: &Marker, at_most: usize) -> Result<(), StoreError> {
        let unreadable = || StoreError::Index("the note of a sweep is gone".to_owned());
        let note = self.get(&marker.key())?.ok_or_else(unreadable)?;
        let (_, cursor) = Marker::decode(&marker.key(), &note)?;
        let (db, number) = (marker.db(), self.database(marker.db())?.number);
        let (_, end) = entry::key_range(number, &marker.by().below().ok_or_else(unreadable)?);
        let (mut looked_at, mut rest, mut dominated) = (0, None, Vec::new());
        self.range(&cursor, &end, &mut |key, value| {
            if looked_at == at_most {
                rest = Some(key.to_vec());
                return Ok(ControlFlow::Break(()));
            }
            looked_at += 1;
            if marker.hides(Entry::decode(key, value)?.into_cell().placed()) {
                dominated.push((key.to_vec(), value.to_vec()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        for (key, value) in dominated {
            let cell = self.take(&key, &value, number)?;
            self.lose(db, number, &cell.placed().order, cell.at())?;
        }
        match rest {
            Some(next) => {
                let note = marker.encode(&next).ok_or_else(unreadable)?;
                self.changed.insert(marker.key(), Some(note));
            }
            None => self.end_sweep(marker),
        }
        Ok(())
    }
}
