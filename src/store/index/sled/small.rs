//! Small batches, whole or not at all, without what sled asks for a batch of its own: two writes of its log for each, both
//! waited for, and a round through its threads. That takes longer than the one wait for the disk which a write needs.
//!
//! So a small batch is noted first, as one entry of a tree of its own, and then its changes are made one by one. sled's log
//! is read up to its first gap after a kill: where any change of a batch is found, its note is found too, and the changes
//! are made once more when the tree is opened. A change says what a key is afterwards, so that once more does no harm.

use sled::{Db, IVec, Tree};

use super::super::engine::Batch;
use crate::error::StoreError;

/// The largest batch, by its keys and values, that is small. All of it is written twice.
pub(super) const SMALL_BYTES: usize = if cfg!(test) { 1024 } else { 16 * 1024 };

const KEY: &[u8] = b"last";

/// A change as it is noted.
type Noted<'a> = (&'a [u8], Option<&'a [u8]>);

/// The note of the latest batch, if that was a small one.
#[derive(Debug)]
pub(super) struct Note(Tree);

impl Note {
    /// Opens the note, and makes the changes that it names in the tree once more.
    pub(super) fn open(db: &Db, tree: &Tree) -> Result<Self, StoreError> {
        let note = Self(db.open_tree("small batch")?);
        if let Some(noted) = note.0.get(KEY)? {
            for (key, value) in read(&noted).ok_or_else(unreadable)? {
                change(tree, key, value)?;
            }
        }
        Ok(note)
    }

    /// Makes the changes of a small batch. Others see some of them before all are made.
    pub(super) fn apply(&self, tree: &Tree, batch: Batch) -> Result<(), StoreError> {
        self.0.insert(KEY, noted(&batch))?;
        batch.into_iter().try_for_each(|(key, value)| change(tree, key, value))
    }

    /// To be called before anything else changes the tree: those changes must not be undone by what is noted.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        self.0.remove(KEY)?;
        Ok(())
    }
}

fn change(tree: &Tree, key: impl AsRef<[u8]>, value: Option<impl Into<IVec>>) -> Result<(), StoreError> {
    match value {
        Some(value) => tree.insert(key, value)?,
        None => tree.remove(key)?,
    };
    Ok(())
}

fn unreadable() -> StoreError {
    StoreError::Index("the note of the latest batch is not one".to_owned())
}

/// For each change the length of the key, the key, the length of the value and one more or 0 if it goes away, the value.
fn noted(batch: &[(Vec<u8>, Option<Vec<u8>>)]) -> Vec<u8> {
    let mut noted = Vec::with_capacity(2 * SMALL_BYTES);
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    for (key, value) in batch {
        noted.extend(length(key.len()));
        noted.extend(key);
        noted.extend(length(value.as_ref().map_or(0, |value| value.len() + 1)));
        noted.extend(value.iter().flatten());
    }
    noted
}

/// The changes that were noted; none if that is not what this is.
fn read(mut noted: &[u8]) -> Option<Vec<Noted<'_>>> {
    fn take<'a>(noted: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
        noted.split_off(..bytes)
    }
    fn length(noted: &mut &[u8]) -> Option<usize> {
        let bytes = take(noted, 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }
    let mut changes = Vec::new();
    while !noted.is_empty() {
        let bytes = length(&mut noted)?;
        let key = take(&mut noted, bytes)?;
        let value = match length(&mut noted)?.checked_sub(1) {
            Some(bytes) => Some(take(&mut noted, bytes)?),
            None => None,
        };
        changes.push((key, value));
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> (Db, Tree) {
        let db = sled::Config::new().temporary(true).open().unwrap();
        let tree = db.open_tree("index").unwrap();
        (db, tree)
    }

    fn batch() -> Batch {
        vec![
            (b"gone".to_vec(), None),
            (b"nothing".to_vec(), Some(Vec::new())),
            (b"some".to_vec(), Some(b"thing".to_vec())),
        ]
    }

    #[test]
    fn a_note_says_what_its_batch_said_and_a_part_of_one_nothing() {
        let note = noted(&batch());
        let owned = |(key, value): Noted<'_>| (key.to_vec(), value.map(<[u8]>::to_vec));
        assert_eq!(read(&note).unwrap().into_iter().map(owned).collect::<Vec<_>>(), batch());
        let readable = (0..note.len()).filter(|length| read(&note[..*length]).is_some()).count();
        assert_eq!(readable, 3, "only where a change ends");
    }

    #[test]
    fn what_a_kill_left_undone_of_a_small_batch_is_done_when_it_is_opened() {
        let (db, tree) = opened();
        tree.insert(b"gone", b"still here").unwrap();
        // As if the process had died behind the first insertion.
        db.open_tree("small batch").unwrap().insert(KEY, noted(&batch())).unwrap();
        Note::open(&db, &tree).unwrap();
        assert_eq!(tree.get(b"gone").unwrap(), None);
        assert_eq!(tree.get(b"some").unwrap().unwrap(), b"thing");
        assert_eq!(tree.get(b"nothing").unwrap().unwrap(), b"");
    }

    #[test]
    fn what_was_changed_since_is_not_undone() {
        let (db, tree) = opened();
        let note = Note::open(&db, &tree).unwrap();
        note.apply(&tree, batch()).unwrap();
        note.clear().unwrap();
        tree.insert(b"some", b"thing else").unwrap();
        Note::open(&db, &tree).unwrap();
        assert_eq!(tree.get(b"some").unwrap().unwrap(), b"thing else");
    }

    #[test]
    fn a_note_that_is_none_is_told() {
        let (db, tree) = opened();
        db.open_tree("small batch").unwrap().insert(KEY, b"garbage").unwrap();
        assert!(Note::open(&db, &tree).is_err());
    }
}
