//! Which databases are this node's own, and which it replicates.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use cyberfly_core::{DbName, PublicKey};
use cyberfly_net::Interest;

use crate::config::Which;

/// The file in the data directory that lists the databases that were written through this node, one a line.
const NAME: &str = "written";
/// The file beside it that lists those of which the replica was dropped, and that are not wanted since.
const DROPPED: &str = "dropped";

/// What is replicated.
#[derive(Debug)]
pub(crate) struct Policy {
    /// The keys whose databases are this node's own.
    owners: HashSet<PublicKey>,
    written: RwLock<HashSet<DbName>>,
    dropped: RwLock<HashSet<DbName>>,
    path: PathBuf,
    /// Held by whoever writes the file.
    writing: Mutex<()>,
}

impl Policy {
    /// Reads what was written through this node. In a data directory of a time before this was noted, all that is here was.
    pub(crate) fn open(
        data: &Path,
        owners: impl IntoIterator<Item = PublicKey>,
        here: impl FnOnce() -> io::Result<Vec<DbName>>,
    ) -> io::Result<Self> {
        let path = data.join(NAME);
        let mut written = HashSet::new();
        match File::open(&path) {
            Ok(file) => {
                for line in BufReader::new(file).lines() {
                    // A last line that was cut short names nothing that was acknowledged.
                    written.extend(line?.parse::<DbName>().ok());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                written.extend(here()?);
                append(&path, written.iter())?;
            }
            Err(error) => return Err(error),
        }
        let owners = owners.into_iter().collect();
        let dropped = match std::fs::read_to_string(path.with_file_name(DROPPED)) {
            Ok(lines) => lines.lines().filter_map(|line| line.parse().ok()).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => HashSet::new(),
            Err(error) => return Err(error),
        };
        let (written, dropped) = (RwLock::new(written), RwLock::new(dropped));
        Ok(Self { owners, written, dropped, path, writing: Mutex::default() })
    }

    /// Whether a database is this node's own.
    pub(crate) fn is_own(&self, db: &DbName) -> bool {
        self.owners.contains(&db.owner()) || self.was_written(db)
    }

    /// Whether a database is replicated: one of which the replica was dropped is not, whatever the setting says.
    pub(crate) fn wants(&self, which: &Which, db: &DbName) -> bool {
        !self.was_dropped(db) && which.includes(db, || self.is_own(db))
    }

    /// Whether a database is known to have been written through this node, since it was dropped if it was.
    pub(crate) fn was_written(&self, db: &DbName) -> bool {
        !self.was_dropped(db) && self.written.read().unwrap_or_else(PoisonError::into_inner).contains(db)
    }

    fn was_dropped(&self, db: &DbName) -> bool {
        self.dropped.read().unwrap_or_else(PoisonError::into_inner).contains(db)
    }

    /// Has a database no longer be replicated. When this returns it is on the disk.
    pub(crate) fn exclude(&self, db: &DbName) -> io::Result<()> {
        self.change_dropped(|dropped| dropped.insert(db.clone()))
    }

    /// Has a database be replicated again, if the setting says so. When this returns it is on the disk.
    pub(crate) fn want_again(&self, db: &DbName) -> io::Result<()> {
        self.change_dropped(|dropped| dropped.remove(db))
    }

    fn change_dropped(&self, change: impl FnOnce(&mut HashSet<DbName>) -> bool) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut dropped = self.dropped.read().unwrap_or_else(PoisonError::into_inner).clone();
        if !change(&mut dropped) {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        for name in &dropped {
            writeln!(file, "{name}")?;
        }
        file.as_file().sync_all()?;
        file.persist(self.path.with_file_name(DROPPED)).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()?;
        *self.dropped.write().unwrap_or_else(PoisonError::into_inner) = dropped;
        Ok(())
    }

    /// What this node wants to hear of at once.
    pub(crate) fn interest(&self, which: &Which) -> Interest {
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        Interest {
            everything: !which.is_plain(),
            databases: written.iter().filter(|db| !self.was_dropped(db)).cloned().collect(),
            owners: self.owners.iter().copied().collect(),
        }
    }

    /// Remembers that a database was written through this node. When this returns it is on the disk.
    pub(crate) fn note(&self, db: &DbName) -> io::Result<()> {
        self.want_again(db)?;
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.was_written(db) {
            append(&self.path, std::iter::once(db))?;
            self.written.write().unwrap_or_else(PoisonError::into_inner).insert(db.clone());
        }
        Ok(())
    }
}

/// Adds lines at the end of the file. A line before it that was cut short is ended first.
fn append<'a>(path: &Path, names: impl Iterator<Item = &'a DbName>) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    let mut lines = Vec::new();
    for name in names {
        lines.push(b'\n');
        lines.extend(name.as_str().as_bytes());
    }
    lines.push(b'\n');
    file.write_all(&lines)?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    fn db(label: &str, owner: u8) -> DbName {
        DbName::new(label, SecretKey::from_seed(&[owner; 32]).public()).unwrap()
    }

    fn open(data: &Path) -> Policy {
        Policy::open(data, [db("x", 7).owner()], || Ok(vec![db("old", 1)])).unwrap()
    }

    #[test]
    fn own_is_what_was_written_here_and_what_belongs_to_an_operator_over_restarts() {
        let temp = tempfile::tempdir().unwrap();
        let own = Which::default();
        let policy = open(temp.path());
        assert!(policy.wants(&own, &db("old", 1)) && policy.wants(&own, &db("any", 7)));
        assert!(!policy.wants(&own, &db("new", 2)));
        policy.note(&db("new", 2)).unwrap();
        policy.note(&db("new", 2)).unwrap();
        let again = Policy::open(temp.path(), [], || panic!("it is noted already")).unwrap();
        assert!(again.is_own(&db("new", 2)) && again.is_own(&db("old", 1)) && !again.is_own(&db("any", 7)));
    }

    #[test]
    fn what_was_dropped_is_not_wanted_whatever_the_setting_says_until_it_is_written_to() {
        let temp = tempfile::tempdir().unwrap();
        let all: Which = "all".parse().unwrap();
        let policy = open(temp.path());
        policy.exclude(&db("old", 1)).unwrap();
        for policy in [&policy, &open(temp.path())] {
            assert!(!policy.wants(&all, &db("old", 1)) && !policy.was_written(&db("old", 1)));
            assert!(policy.wants(&all, &db("other", 1)));
            assert!(!policy.interest(&Which::default()).databases.contains(&db("old", 1)));
        }
        policy.note(&db("old", 1)).unwrap();
        assert!(policy.wants(&all, &db("old", 1)));
        policy.exclude(&db("old", 1)).unwrap();
        policy.want_again(&db("old", 1)).unwrap();
        assert!(open(temp.path()).wants(&all, &db("old", 1)));
    }

    #[test]
    fn a_line_that_was_cut_short_is_no_name_and_spoils_no_other() {
        let temp = tempfile::tempdir().unwrap();
        open(temp.path());
        let mut file = OpenOptions::new().append(true).open(temp.path().join(NAME)).unwrap();
        file.write_all(b"\ncut-0123").unwrap();
        open(temp.path()).note(&db("new", 2)).unwrap();
        let again = open(temp.path());
        assert!(again.is_own(&db("new", 2)) && again.is_own(&db("old", 1)));
    }
}
