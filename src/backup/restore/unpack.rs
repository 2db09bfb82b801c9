//! From packs to files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::num::NonZeroUsize;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::manifest::{FileEntry, Manifest};
use crate::pack::{self, CopyError};
use crate::progress::{Progress, Stage};
use crate::repository::Repository;

/// Where a member's bytes go: into this file, from there on.
struct Place<'m> {
    file: &'m FileEntry,
    size: u64,
    hash: Hash,
    offset: u64,
}

/// The most packs that are unpacked at once.
const THREADS_LIMIT: usize = 4;

/// The members of a pack that are wanted, each with all places that its bytes go to.
type Members<'m> = BTreeMap<&'m str, Vec<Place<'m>>>;

/// What is unpacked, and where to; shared by the threads that do it.
struct Unpacking<'u> {
    repository: &'u Repository,
    manifest: &'u Manifest,
    to: &'u Path,
    progress: &'u dyn Progress,
    done: AtomicU64,
    /// Somebody failed, so that the others need not go on.
    is_over: AtomicBool,
}

/// Writes the wanted files of a snapshot below a folder, and every byte compared with its hash; [`sync`] waits for the
/// disk. Several packs at once: they have nothing in common but files, in which each has its own place. On an error some
/// are there.
pub(crate) fn unpack(
    repository: &Repository,
    manifest: &Manifest,
    to: &Path,
    wanted: &dyn Fn(&FileEntry) -> bool,
    progress: &dyn Progress,
) -> Result<(), BackupError> {
    let mut packs: BTreeMap<u32, Members<'_>> = BTreeMap::new();
    for file in manifest.files.iter().filter(|file| wanted(file)) {
        let path = to.join(&file.path);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        create(&path)?;
        let mut offset = 0;
        for part in &file.parts {
            let place = Place { file, size: part.size, hash: part.blake3, offset };
            packs.entry(part.pack).or_default().entry(&part.member).or_default().push(place);
            offset += part.size;
        }
    }
    let unpacking = Unpacking {
        repository,
        manifest,
        to,
        progress,
        done: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
    };
    let next = Mutex::new(packs.iter());
    let one_after_another = || -> Result<(), BackupError> {
        loop {
            let pack = next.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, members)) = pack else { return Ok(()) };
            unpacking.one(*number, members).inspect_err(|_| {
                unpacking.is_over.store(true, Ordering::Relaxed);
            })?;
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_LIMIT);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(packs.len())).map(|_| scope.spawn(one_after_another)).collect();
        let mut ended = vec![one_after_another()];
        ended.extend(others.into_iter().map(|thread| {
            let lost = |_| Err(BackupError::Refused("a thread that unpacked was lost".to_owned()));
            thread.join().unwrap_or_else(lost)
        }));
        // Who was told to stop because of another's failure says less than that one.
        let (stopped, failed): (Vec<_>, Vec<_>) = ended
            .into_iter()
            .filter_map(Result::err)
            .partition(|error| matches!(error, BackupError::Stopped));
        failed.into_iter().chain(stopped).next().map_or(Ok(()), Err)
    })
}

impl Unpacking<'_> {
    /// Unpacks what is wanted of one pack.
    fn one(&self, number: u32, members: &Members<'_>) -> Result<(), BackupError> {
        let Some(entry) = usize::try_from(number).ok().and_then(|number| self.manifest.packs.get(number))
        else {
            return Ok(());
        };
        let path = self.repository.pack_path(&entry.id);
        let mut found = 0;
        let damaged = |file: &FileEntry, reason: String| BackupError::Damaged {
            path: path.clone(),
            offset: None,
            reason: format!("{}: {reason}", file.path),
            databases: self.manifest.affected([file].into_iter()),
        };
        let read = pack::read(&path, entry, self.repository.vault(), &mut |name, bytes| {
            if self.progress.is_stopped() || self.is_over.load(Ordering::Relaxed) {
                return Err(BackupError::Stopped);
            }
            let Some(places) = members.get(name) else { return Ok(()) };
            let mut places = places.iter();
            let Some(first) = places.next() else { return Ok(()) };
            let first_path = self.to.join(&first.file.path);
            let mut out = open_at(&first_path, first.offset)?;
            let written = pack::copy_member(bytes, &mut out).map_err(|error| match error {
                CopyError::From(error) => damaged(first.file, error.to_string()),
                CopyError::To(error) => BackupError::io("writing", &first_path)(error),
            })?;
            if written.size != first.size || written.hash != first.hash {
                return Err(damaged(first.file, "its bytes do not have their hash".to_owned()));
            }
            found += 1;
            let mut wrote = written.size;
            // The same bytes may be of several files.
            for other in places {
                let path = self.to.join(&other.file.path);
                let from = open_at(&first_path, first.offset)?;
                let copied = std::io::copy(
                    &mut std::io::Read::take(from, first.size),
                    &mut open_at(&path, other.offset)?,
                );
                wrote += copied.map_err(BackupError::io("writing", &path))?;
                found += 1;
            }
            let done = self.done.fetch_add(wrote, Ordering::Relaxed) + wrote;
            self.progress.at(Stage::Unpacking, done, Some(self.manifest.about.bytes));
            Ok(())
        });
        read.map_err(|error| with_affected(error, self.manifest, number))?;
        if found != members.values().map(Vec::len).sum::<usize>() {
            let missing = BackupError::damaged(&path, "something in it is missing that the manifest names");
            return Err(with_affected(missing, self.manifest, number));
        }
        Ok(())
    }
}

/// Waits until the wanted files of a snapshot are on the disk. One of several parts is hashed as a whole.
pub(crate) fn sync(
    manifest: &Manifest,
    to: &Path,
    wanted: &(dyn Fn(&FileEntry) -> bool + Sync),
) -> Result<(), BackupError> {
    manifest.files.iter().filter(|file| wanted(file)).try_for_each(|file| finish(&to.join(&file.path), file))
}

/// Says which databases damage of a pack affects, if that is not said more precisely.
pub(crate) fn with_affected(error: BackupError, manifest: &Manifest, pack: u32) -> BackupError {
    match error {
        BackupError::Damaged { path, offset, reason, databases } if databases.is_empty() => {
            let files = manifest.files.iter().filter(|file| file.parts.iter().any(|part| part.pack == pack));
            BackupError::Damaged { path, offset, reason, databases: manifest.affected(files) }
        }
        error => error,
    }
}

fn create(path: &Path) -> Result<(), BackupError> {
    let made = File::options().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(BackupError::io("creating", path))
}

fn open_at(path: &PathBuf, offset: u64) -> Result<File, BackupError> {
    let opened = File::options().read(true).write(true).open(path);
    let mut file = opened.map_err(BackupError::io("opening", path))?;
    file.seek(SeekFrom::Start(offset)).map_err(BackupError::io("writing", path))?;
    Ok(file)
}

/// Waits until a file is on the disk, and hashes it if it has several parts.
fn finish(path: &Path, entry: &FileEntry) -> Result<(), BackupError> {
    let file = File::open(path).map_err(BackupError::io("opening", path))?;
    file.sync_all().map_err(BackupError::io("syncing", path))?;
    if entry.parts.len() > 1 {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(BufReader::new(file)).map_err(BackupError::io("reading", path))?;
        if *hasher.finalize().as_bytes() != entry.blake3.0 {
            return Err(BackupError::damaged(path, "its parts do not make the file that the manifest names"));
        }
    }
    Ok(())
}
