//! How far the index has come while it catches up with the journal.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use crate::journal::Mark;

/// Who wants to know how far long work has come.
pub trait Progress: fmt::Debug + Send + Sync {
    /// So many bytes of so many are done. Called now and then, with growing numbers.
    fn done(&self, bytes: u64, total: u64);
}

/// The length of a journal, and whom to tell how much of it is behind.
pub(crate) struct Distance<'p> {
    progress: Option<&'p dyn Progress>,
    /// For each segment, how many bytes lie before its end.
    ends: BTreeMap<u32, u64>,
    total: u64,
}

impl<'p> Distance<'p> {
    /// Measures the segments in this folder, if anyone wants to know. What cannot be measured counts as nothing: this
    /// is for show.
    pub(crate) fn over(journal: &Path, progress: Option<&'p dyn Progress>) -> Self {
        let mut sizes = BTreeMap::new();
        if progress.is_some() {
            for entry in std::fs::read_dir(journal).into_iter().flatten().flatten() {
                let path = entry.path();
                let is_segment = path.extension().is_some_and(|extension| extension == "seg");
                let number = path.file_stem().and_then(|stem| stem.to_str()?.parse::<u32>().ok());
                if let (true, Some(number), Ok(metadata)) = (is_segment, number, entry.metadata()) {
                    sizes.insert(number, metadata.len());
                }
            }
        }
        let mut total = 0;
        for size in sizes.values_mut() {
            total += *size;
            *size = total;
        }
        Self { progress, ends: sizes, total }
    }

    /// Tells that everything is done. The last segment may be longer than what is written in it: space is taken ahead.
    pub(crate) fn finish(&self) {
        if let Some(progress) = self.progress {
            progress.done(self.total, self.total);
        }
    }

    /// Tells that everything before this mark is done.
    pub(crate) fn tell(&self, mark: Mark) {
        if let Some(progress) = self.progress {
            let before = self.ends.range(..mark.segment).next_back().map_or(0, |(_, end)| *end);
            progress.done((before + u64::from(mark.offset)).min(self.total), self.total);
        }
    }
}
