//! The data directory: what lies where, which format it has, and who owns it.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cyberfly_core::DbName;

use crate::error::StoreError;
use crate::files;

/// What the file `FORMAT` says in a data directory that this version writes.
pub const FORMAT: &str = "cyberfly data 1\n";

/// The file that says that a journal was begun.
const BEGUN: &str = "BEGUN";
/// The file that names the database that is being dropped.
const DROPPING: &str = "DROPPING";
/// The folder, in a data directory that is empty otherwise, in which a restore builds what the directory is to hold. What
/// an interrupted one left there is removed when the directory is opened.
pub const RESTORING: &str = ".restoring";
/// The same folder when all of it is there and on the disk. Whoever opens the directory moves it to its place.
pub const RESTORED: &str = ".restored";

/// The longest text that a lock file is read for.
const LOCK_TEXT_LIMIT: u64 = 256;

/// A data directory that this process owns until the value is dropped.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Takes possession of a data directory; makes it, readable to its owner alone, when it is not there.
    ///
    /// Fails without changing anything when another process owns it or its format is not known.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(root)
            .map_err(StoreError::io("creating", root))?;
        let lock = take_lock(root)?;
        let folder = Self { root: root.to_path_buf(), _lock: lock };
        folder.finish_restore()?;
        folder.check_format()?;
        for part in [folder.journal(), folder.blobs()] {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&part)
                .map_err(StoreError::io("creating", &part))?;
        }
        files::sync_folder(root)?;
        files::remove_temporaries(root)?;
        files::remove_temporaries(&folder.blobs())?;
        Ok(folder)
    }

    /// Takes possession of a data directory for a restore, which is to fill it; makes it when it is not there.
    ///
    /// Fails without changing anything when another process owns it or it holds anything, a finished restore included.
    pub fn claim_empty(root: &Path) -> Result<Self, StoreError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(root)
            .map_err(StoreError::io("creating", root))?;
        let entries = |root: &Path| -> io::Result<Vec<_>> {
            fs::read_dir(root)?.map(|entry| Ok(entry?.file_name())).collect()
        };
        // Looked at before the lock's file is made, so that a directory of something else stays as it is.
        let names = entries(root).map_err(StoreError::io("listing", root))?;
        let ours = |name: &std::ffi::OsString| name == "lock" || name == RESTORING || name == "lost+found";
        let other = names.iter().find(|name| !ours(name)).cloned();
        if let Some(found) = other {
            if let Some(holder) = holder(root) {
                return Err(StoreError::Locked { dir: root.to_path_buf(), holder });
            }
            return Err(StoreError::NotEmpty { dir: root.to_path_buf(), found: root.join(found) });
        }
        let lock = take_lock(root)?;
        let folder = Self { root: root.to_path_buf(), _lock: lock };
        folder.finish_restore()?;
        Ok(folder)
    }

    /// Moves what a restore has made to its place, the format last, and removes what an interrupted one left.
    ///
    /// To be called by a restore at its end; at every start it is done anyway.
    pub fn finish_restore(&self) -> Result<(), StoreError> {
        let unfinished = self.root.join(RESTORING);
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(StoreError::io("removing", &unfinished))?;
        }
        let restored = self.root.join(RESTORED);
        let entries = match fs::read_dir(&restored) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io("listing", &restored)(error)),
        };
        let mut names: Vec<_> = entries
            .map(|entry| Ok(entry?.file_name()))
            .collect::<io::Result<_>>()
            .map_err(StoreError::io("listing", &restored))?;
        names.sort_by_key(|name| name == "FORMAT");
        for name in names {
            let to = self.root.join(&name);
            fs::rename(restored.join(&name), &to).map_err(StoreError::io("renaming to", &to))?;
        }
        files::sync_folder(&self.root)?;
        fs::remove_dir(&restored).map_err(StoreError::io("removing", &restored))?;
        files::sync_folder(&self.root)
    }

    fn check_format(&self) -> Result<(), StoreError> {
        let path = self.root.join("FORMAT");
        match fs::read_to_string(&path) {
            Ok(found) if found == FORMAT => Ok(()),
            Ok(found) => Err(StoreError::Format { path, found: found.trim_end().to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.journal().exists() => {
                files::write_whole(&path, FORMAT.as_bytes())
            }
            Err(error) => Err(StoreError::io("reading", &path)(error)),
        }
    }

    /// Whether the directory is still where it was opened. It is not once somebody has moved, removed or unmounted it.
    pub fn is_there(&self) -> bool {
        self.root.join("FORMAT").exists()
    }

    /// Whether a journal was begun here. One without segments is then a lost one, and not a new one.
    pub(crate) fn has_begun(&self) -> bool {
        self.root.join(BEGUN).exists()
    }

    /// Notes that a journal was begun here. To be called once its first segment is on the disk.
    pub(crate) fn note_begun(&self) -> Result<(), StoreError> {
        match self.has_begun() {
            true => Ok(()),
            false => files::write_whole(&self.root.join(BEGUN), b"a journal was begun here\n"),
        }
    }

    /// The database that is being dropped from here, if one is.
    pub(crate) fn dropping(&self) -> Result<Option<DbName>, StoreError> {
        let path = self.root.join(DROPPING);
        match fs::read_to_string(&path) {
            Ok(name) => match name.trim_end().parse() {
                Ok(db) => Ok(Some(db)),
                Err(_) => Err(StoreError::Format { path, found: name }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io("reading", &path)(error)),
        }
    }

    /// Notes which database is being dropped, or that none is any more. When this returns it is on the disk.
    pub(crate) fn note_dropping(&self, db: Option<&DbName>) -> Result<(), StoreError> {
        let path = self.root.join(DROPPING);
        match db {
            Some(db) => files::write_whole(&path, format!("{db}\n").as_bytes()),
            None => match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(StoreError::io("removing", &path)(error))
                }
                _ => files::sync_folder(&self.root),
            },
        }
    }

    /// As if no journal was begun here yet.
    #[cfg(test)]
    pub(crate) fn forget_begun(&self) {
        drop(fs::remove_file(self.root.join(BEGUN)));
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the journal's segments lie.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// Where the index lies. It can be deleted while nothing runs: it is rebuilt.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// Where a repair keeps the bytes that it cut out of the journal, for whoever wants to look at them. It can be deleted.
    pub fn cut_out(&self) -> PathBuf {
        self.root.join("cut-out")
    }

    /// Where files lie that are too large for an operation.
    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }
}

/// Who holds a data directory right now, if anyone does, in words: its process id and since when.
///
/// Takes nothing and changes nothing.
pub fn holder(root: &Path) -> Option<String> {
    let mut file = File::open(root.join("lock")).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(describe_holder(&mut file)),
        _ => None,
    }
}

fn take_lock(root: &Path) -> Result<File, StoreError> {
    let path = root.join("lock");
    let mut options = File::options();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(StoreError::io("opening", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = describe_holder(&mut file);
            return Err(StoreError::Locked { dir: root.to_path_buf(), holder });
        }
        Err(TryLockError::Error(error)) => return Err(StoreError::io("locking", &path)(error)),
    }
    let since = humantime::format_rfc3339_seconds(SystemTime::now());
    let text = format!("pid {}\nsince {since}\n", std::process::id());
    let written = file.set_len(0).and_then(|()| file.write_all(text.as_bytes()));
    written.map_err(StoreError::io("writing", &path))?;
    Ok(file)
}

/// The holder writes its name right after it has the lock, so a reader may come a moment too early.
fn describe_holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| Read::take(&*file, LOCK_TEXT_LIMIT).read_to_string(&mut text));
    let mut lines = text.lines();
    match (read, lines.next(), lines.next()) {
        (Ok(_), Some(pid), Some(since)) => format!("the process with {pid}, {since}"),
        _ => "another process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_owner_is_refused_and_told_who_the_first_is() {
        let temp = tempfile::tempdir().unwrap();
        let first = DataFolder::open(temp.path()).unwrap();
        let refused = DataFolder::open(temp.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("pid {}", std::process::id())), "{refused}");
        assert!(holder(temp.path()).is_some());
        drop(first);
        assert_eq!(holder(temp.path()), None);
        assert!(DataFolder::open(temp.path()).is_ok());
    }

    #[test]
    fn a_lock_file_left_behind_locks_nobody_out() {
        let temp = tempfile::tempdir().unwrap();
        File::create(temp.path().join("lock"))
            .unwrap()
            .write_all(b"pid 1\nsince 2020-01-01T00:00:00Z\n")
            .unwrap();
        assert!(DataFolder::open(temp.path()).is_ok());
    }

    #[test]
    fn files_that_a_crash_left_half_written_are_gone_at_the_next_start_and_no_others() {
        let temp = tempfile::tempdir().unwrap();
        drop(DataFolder::open(temp.path()).unwrap());
        let files = [".tmpAbC", "blobs/.tmpAbC", "mine", "blobs/mine"].map(|name| temp.path().join(name));
        files.iter().for_each(|path| drop(File::create(path).unwrap()));
        drop(DataFolder::open(temp.path()).unwrap());
        assert_eq!(files.map(|path| path.exists()), [false, false, true, true]);
    }

    #[test]
    fn a_restore_that_was_whole_is_finished_at_the_next_start_and_one_that_was_not_is_forgotten() {
        let temp = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &[u8]| {
            let path = temp.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            File::create(path).unwrap().write_all(text).unwrap();
        };
        put(".restored/FORMAT", FORMAT.as_bytes());
        put(".restored/blobs/3f/x", b"blob");
        put(".restoring/journal/x", b"half");
        // As after a kill in the middle of the moves.
        put("journal/y", b"segment");
        drop(DataFolder::open(temp.path()).unwrap());
        assert!(!temp.path().join(RESTORED).exists() && !temp.path().join(RESTORING).exists());
        assert_eq!(fs::read(temp.path().join("blobs/3f/x")).unwrap(), b"blob");
        assert_eq!(fs::read(temp.path().join("journal/y")).unwrap(), b"segment");
    }

    #[test]
    fn a_folder_of_another_format_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        File::create(temp.path().join("FORMAT")).unwrap().write_all(b"cyberfly data 2\n").unwrap();
        let refused = DataFolder::open(temp.path()).unwrap_err();
        assert!(matches!(refused, StoreError::Format { .. }));
        assert!(!temp.path().join("journal").exists());
    }
}
