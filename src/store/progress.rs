//! How far the index has come while it catches up with the journal.

use std::fmt;

use crate::journal::{Mark, Segments};

/// Who wants to know how far long work has come.
pub trait Progress: fmt::Debug + Send + Sync {
    /// So many bytes of so many are done. Called now and then, with growing numbers.
    fn done(&self, bytes: u64, total: u64);
}

/// The length of a journal, and whom to tell how much of it is behind.
pub(crate) struct Distance<'p> {
    progress: Option<&'p dyn Progress>,
    /// For each segment, in the order of the journal, how many bytes lie before it.
    segments: Vec<(u32, u64)>,
    total: u64,
}

impl<'p> Distance<'p> {
    /// Measures the journal, if anyone wants to know. What cannot be measured counts as nothing: this is for show.
    pub(crate) fn over(journal: &Segments, progress: Option<&'p dyn Progress>) -> Self {
        let (mut segments, mut total) = (Vec::new(), 0);
        if progress.is_some() {
            for part in journal.catalogue().unwrap_or_default().parts {
                segments.push((part.number, total));
                total += journal.length(part);
            }
        }
        Self { progress, segments, total }
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
            let here = self.segments.iter().find(|(number, _)| *number == mark.segment);
            let before = here.map_or(0, |(_, before)| *before);
            progress.done((before + u64::from(mark.offset)).min(self.total), self.total);
        }
    }
}
