//! What is damaged leaves the journal: what is intact of its segment is written to a compacted one that takes its place.
//!
//! Only a repair does this, because nothing looks at the damaged bytes any more then; they are kept beside the journal. Until
//! the index was built anew it knows places in the files that are replaced: they stay that long, and whoever is interrupted
//! in between leaves what an interrupted compaction leaves.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;

use crate::disk::read_all;
use crate::error::StoreError;
use crate::files;
use crate::journal::{FIRST_COMPACTED, Part, UNFINISHED, Unfinished};
use crate::quarantine::Damage;
use crate::store::Store;

/// What was cut out.
#[derive(Debug, Default)]
pub(crate) struct CutOut {
    /// The damaged ranges that are in no segment any more.
    pub(crate) ranges: Vec<Damage>,
    /// The files that have been replaced, and are to be removed when no index refers to them.
    pub(crate) replaced: Vec<Part>,
}

impl Store {
    /// Writes every damaged segment anew, without what is damaged. What cannot be is left as it is: a segment that is gone
    /// as a whole, or one whose own header or that of the next is damaged. The index is useless afterwards if anything was
    /// cut out.
    pub(crate) fn cut_out(&self) -> Result<CutOut, StoreError> {
        let newest = self.end().segment;
        if self.damaged_segments().contains(&newest) {
            self.seal()?;
        }
        let damaged = self.damaged_segments();
        let (end, _pin, parts) = self.pin_to_end()?;
        let mut cut = CutOut::default();
        for (place, part) in parts.iter().enumerate() {
            let next = parts.get(place + 1).copied();
            if !damaged.contains(&part.number) || next.is_none() {
                continue;
            }
            let before = place.checked_sub(1).and_then(|before| parts.get(before)).copied();
            let segments = self.segments();
            let (Some(header), Some(behind)) = (segments.header(*part)?, self.end_behind(*part)?) else {
                continue;
            };
            let number = segments.catalogue()?.newest_compacted().max(FIRST_COMPACTED - 1) + 1;
            let anew = Part { number, ..*part };
            let mut unfinished = Unfinished::begin(segments.disk(), anew, &header)?;
            let mut failure = None;
            let loaded = segments.load(*part, next, &end)?;
            loaded.walk(before, &mut |group| {
                let intact = group.operations.iter().filter(|(at, _)| !segments.is_set_aside(*at));
                for (_, bytes) in intact {
                    if failure.is_none() {
                        failure = unfinished.add(bytes).err();
                    }
                }
            })?;
            if let Some(error) = failure {
                return Err(error);
            }
            let here: Vec<Damage> =
                self.damage().into_iter().filter(|damage| damage.segment == part.number).collect();
            self.keep_aside(*part, &here)?;
            unfinished.finish(&header, behind, 0)?;
            // No reader of it but this one is there: a repair has the directory for itself.
            let disk = segments.disk();
            let renaming = StoreError::io("renaming to", &disk.path(&anew.name()));
            disk.rename(UNFINISHED, &anew.name()).map_err(renaming)?;
            disk.sync_names().map_err(StoreError::io("syncing", &disk.path("")))?;
            cut.ranges.extend(here);
            cut.replaced.push(*part);
        }
        Ok(cut)
    }

    /// Writes damaged ranges of a segment to files of their own, named by where they lay and what was wrong.
    fn keep_aside(&self, part: Part, ranges: &[Damage]) -> Result<(), StoreError> {
        let folder = self.folder().cut_out();
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(StoreError::io("creating", &folder))?;
        let disk = self.segments().disk();
        let path = disk.path(&part.name());
        let bytes = disk.open(&part.name()).and_then(|file| read_all(file.as_ref()));
        let bytes = bytes.map_err(StoreError::io("reading", &path))?;
        for Damage { segment, offset, length, reason } in ranges {
            let from = usize::try_from(*offset).unwrap_or(usize::MAX).min(bytes.len());
            let to = from.saturating_add(usize::try_from(*length).unwrap_or(usize::MAX)).min(bytes.len());
            let name = format!("{segment:010}-{offset:010}-{}.bytes", reason.as_str());
            files::write_whole(&folder.join(name), &bytes[from..to])?;
        }
        Ok(())
    }

    /// How a segment ends: the mark behind it, and the hash that the next header names.
    fn end_behind(&self, part: Part) -> Result<Option<(crate::journal::Mark, [u8; 32])>, StoreError> {
        match self.segments().compacted(part)? {
            Some(compacted) => {
                let header = self.segments().header(part)?;
                Ok(header.map(|header| (header.end_of(&compacted), compacted.original)))
            }
            None => self.segments().end_of(part),
        }
    }
}
