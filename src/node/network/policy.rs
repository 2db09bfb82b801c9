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

/// What is replicated.
#[derive(Debug)]
pub(crate) struct Policy {
    /// The keys whose databases are this node's own.
    owners: HashSet<PublicKey>,
    written: RwLock<HashSet<DbName>>,
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
        Ok(Self { owners, written: RwLock::new(written), path, writing: Mutex::default() })
    }

    /// Whether a database is this node's own.
    pub(crate) fn is_own(&self, db: &DbName) -> bool {
        self.owners.contains(&db.owner()) || self.was_written(db)
    }

    /// Whether a database is replicated.
    pub(crate) fn wants(&self, which: &Which, db: &DbName) -> bool {
        which.includes(db, || self.is_own(db))
    }

    /// Whether a database is known to have been written through this node.
    pub(crate) fn was_written(&self, db: &DbName) -> bool {
        self.written.read().unwrap_or_else(PoisonError::into_inner).contains(db)
    }

    /// What this node wants to hear of at once.
    pub(crate) fn interest(&self, which: &Which) -> Interest {
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        Interest {
            everything: !which.is_plain(),
            databases: written.iter().cloned().collect(),
            owners: self.owners.iter().copied().collect(),
        }
    }

    /// Remembers that a database was written through this node. When this returns it is on the disk.
    pub(crate) fn note(&self, db: &DbName) -> io::Result<()> {
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
