//! Blobs that nothing refers to are taken away, after a time.
//!
//! The index counts the live writes that refer to a blob. Where there are none, in no database, a note is left beside the
//! blob that says since when. The note goes away when the bytes are handed in again, when an operation arrives that
//! refers to them, live or not, and when a live write is found to. If it is still there after the undo window and the
//! grace time, no operation within the undo window refers to the blob, and the blob goes: first its possessions, which are
//! waited for, so that nobody who has not handed the bytes in ever gets them by a possession that was left behind; then
//! the bytes; then the note. What a crash leaves of this is found by the next round.
//!
//! Time is that of the undo window: a system's clock that jumps takes nothing away early.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::{Body, Operation};

use super::Blobs;
use crate::error::StoreError;
use crate::files;
use crate::store::Store;

/// How the note is called.
const WAITING: &str = "waiting";
/// A note: a time, and its checksum.
const NOTE: usize = 8 + 4;

/// What lies in the folder of blobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlobStatistics {
    /// How many blobs there are.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
    /// How many of them a live write refers to.
    pub referenced: u64,
    /// How many were found without, and go after the undo window and the grace time unless that changes.
    pub waiting: u64,
}

/// How far collection has come in its round.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    /// The hash to go on from.
    next: Mutex<[u8; 32]>,
}

impl Collector {
    fn next(&self) -> MutexGuard<'_, [u8; 32]> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What lies in a folder of one blob.
#[derive(Debug, Default)]
struct Found {
    bytes: Option<PathBuf>,
    possessions: Vec<PathBuf>,
    is_waiting: bool,
}

impl Blobs {
    fn note(&self, hash: &[u8; 32]) -> PathBuf {
        self.path(hash).with_extension(WAITING)
    }

    /// Takes the note away that says since when nothing refers to a blob. Says whether there was one.
    pub(super) fn end_waiting(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        remove(&self.note(hash))
    }

    /// Ends the waiting of all blobs that operations refer to, also on the disk. To be called before they are committed.
    pub(crate) fn mentioned_by(&self, operations: &[&Operation]) -> Result<(), StoreError> {
        for write in operations.iter().flat_map(|op| op.writes()) {
            if let Body::Blob(blob) = &write.body {
                let has_waited = self.end_waiting(&blob.hash)?;
                if has_waited && let Some(folder) = self.note(&blob.hash).parent() {
                    files::sync_folder(folder)?;
                }
            }
        }
        Ok(())
    }

    /// Since when nothing refers to a blob; none if there is no note of it, or none that can be read.
    fn waiting_since(&self, hash: &[u8; 32]) -> Result<Option<u64>, StoreError> {
        let path = self.note(hash);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("reading", &path)(error)),
        };
        let note: Option<[u8; NOTE]> = bytes.try_into().ok();
        Ok(note.and_then(|note| {
            let (since, checksum) = note.split_first_chunk()?;
            let is_intact = crc32c::crc32c(since).to_be_bytes() == *checksum;
            is_intact.then_some(u64::from_be_bytes(*since))
        }))
    }

    /// Leaves a note. Nobody waits for the disk: where a crash takes it, the time begins anew.
    fn begin_waiting(&self, hash: &[u8; 32], since: u64) -> Result<(), StoreError> {
        let since = since.to_be_bytes();
        let note = [since.as_slice(), &crc32c::crc32c(&since).to_be_bytes()].concat();
        let path = self.note(hash);
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(&note)).map_err(StoreError::io("writing", &path))
    }

    fn folder_of(&self, first: u8) -> PathBuf {
        self.folder.join(format!("{first:02x}"))
    }

    /// All blobs whose hash begins with this byte, in order.
    fn listed(&self, first: u8) -> Result<BTreeMap<[u8; 32], Found>, StoreError> {
        let folder = self.folder_of(first);
        let mut found = BTreeMap::<_, Found>::new();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(StoreError::io("listing", &folder)(error)),
        };
        for entry in entries {
            let path = entry.map_err(StoreError::io("listing", &folder))?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            // What has another name is none of ours.
            let Some(hash) = stem.and_then(|stem| blake3::Hash::from_hex(stem).ok()) else { continue };
            let found = found.entry(*hash.as_bytes()).or_default();
            match path.extension().and_then(|extension| extension.to_str()) {
                None => found.bytes = Some(path),
                Some(WAITING) => found.is_waiting = true,
                Some(_) => found.possessions.push(path),
            }
        }
        Ok(found)
    }
}

impl Store {
    /// Goes on through the blobs and looks at so many of them; takes away those that nothing has referred to for the undo
    /// window and the grace time. `now_ms` is the system's clock in Unix milliseconds. Returns whether more of this round
    /// is to do. To be called again and again by one thread.
    ///
    /// While a [snapshot](crate::Snapshot) lives nothing is taken away. After an error of the index nothing is until the
    /// store is opened again; after any other the same is tried again. What is referred to stays in any case.
    pub fn collect_blobs(&self, now_ms: u64, budget: usize) -> Result<bool, StoreError> {
        let now = self.compactor().time(self.segments(), now_ms);
        if self.refuse_if_failed().is_err() || self.is_read_only() {
            return Ok(false);
        }
        let mut next = self.collector().next();
        let mut left = budget;
        loop {
            let [first, ..] = *next;
            let listed = self.blobs.listed(first)?;
            let mut ahead = listed.range(*next..);
            let looked_at: Vec<_> = ahead.by_ref().take(left).collect();
            left -= looked_at.len();
            self.collect(&looked_at, now)?;
            match (ahead.next(), first.checked_add(1)) {
                (Some((rest, _)), _) => *next = *rest,
                (None, Some(following)) => {
                    *next = [0; 32];
                    next[0] = following;
                }
                (None, None) => {
                    *next = [0; 32];
                    return Ok(false);
                }
            }
            if left == 0 {
                return Ok(true);
            }
        }
    }

    /// Looks at blobs of one folder: begins and ends their waiting, and takes away those that have waited long enough.
    fn collect(&self, blobs: &[(&[u8; 32], &Found)], now: u64) -> Result<(), StoreError> {
        let mut doomed = Vec::new();
        for (hash, found) in blobs {
            if self.index().is_referred_to(hash)? {
                if found.is_waiting {
                    self.blobs.end_waiting(hash)?;
                }
                continue;
            }
            match self.blobs.waiting_since(hash)? {
                // A time to come is of a clock that was lost.
                Some(since) if since <= now => {
                    if now - since >= self.keeps_blobs_ms() {
                        doomed.push((*hash, *found));
                    }
                }
                _ => {
                    let _placing = self.blobs.placing();
                    let _nobody_writes = self.writer();
                    if !self.index().is_referred_to(hash)? {
                        match self.blobs.begin_waiting(hash, now) {
                            // Then it begins to wait when others have gone.
                            Err(StoreError::DiskFull { .. }) => {}
                            begun => begun?,
                        }
                    }
                }
            }
        }
        if doomed.is_empty() { Ok(()) } else { self.take_away(&doomed, now) }
    }

    /// How long a blob stays that nothing refers to.
    fn keeps_blobs_ms(&self) -> u64 {
        let keeps = self.options().undo_window.saturating_add(self.options().blob_grace);
        u64::try_from(keeps.as_millis()).unwrap_or(u64::MAX)
    }

    fn take_away(&self, doomed: &[(&[u8; 32], &Found)], now: u64) -> Result<(), StoreError> {
        let _placing = self.blobs.placing();
        let mut gone = Vec::new();
        {
            let _nobody_writes = self.writer();
            if self.is_snapshot_alive() {
                return Ok(());
            }
            for (hash, found) in doomed {
                // Something may have come to refer to it since.
                let since = self.blobs.waiting_since(hash)?;
                let is_due = since.is_some_and(|since| now.saturating_sub(since) >= self.keeps_blobs_ms());
                if is_due && !self.index().is_referred_to(hash)? {
                    found.possessions.iter().try_for_each(|path| remove(path).map(drop))?;
                    gone.push((*hash, *found));
                }
            }
        }
        let bytes = gone.iter().filter_map(|(_, found)| found.bytes.as_ref());
        let folders: BTreeSet<&Path> = bytes.filter_map(|path| path.parent()).collect();
        folders.into_iter().try_for_each(files::sync_folder)?;
        for (hash, found) in &gone {
            found.bytes.iter().try_for_each(|path| remove(path).map(drop))?;
            self.blobs.end_waiting(hash)?;
        }
        if !gone.is_empty() {
            tracing::info!(blobs = gone.len(), "blobs were removed that nothing referred to any more");
        }
        Ok(())
    }

    /// What lies in the folder of blobs. Goes through all of them.
    pub fn blob_statistics(&self) -> Result<BlobStatistics, StoreError> {
        let mut statistics = BlobStatistics::default();
        for first in 0..=u8::MAX {
            for (hash, found) in self.blobs.listed(first)? {
                let Some(path) = found.bytes else { continue };
                let length = match fs::metadata(&path) {
                    Ok(metadata) => metadata.len(),
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    Err(error) => return Err(StoreError::io("reading", &path)(error)),
                };
                let is_referenced = self.index().is_referred_to(&hash)?;
                statistics.files += 1;
                statistics.bytes += length;
                statistics.referenced += u64::from(is_referenced);
                statistics.waiting += u64::from(found.is_waiting && !is_referenced);
            }
        }
        Ok(statistics)
    }
}

/// Removes a file, if it is there. Says whether it was.
fn remove(path: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io("removing", path)(error)),
    }
}

#[cfg(test)]
mod tests;
