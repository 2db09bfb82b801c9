//! What a repository should hold: so that a snapshot that is gone is missed.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Listed, Repository};
use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;

const NAME: &str = "ledger.json";

/// The ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    /// The snapshot that was made last and is not forgotten.
    pub(super) newest: Option<Hash>,
    /// Those that were forgotten, as long as another one names them as its parent.
    pub(super) forgotten: BTreeSet<Hash>,
}

impl Ledger {
    pub(super) fn load(root: &Path) -> Result<Self, BackupError> {
        let path = root.join(NAME);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| BackupError::damaged(&path, format!("it is no ledger: {error}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(BackupError::io("reading", &path)(error)),
        }
    }

    pub(super) fn save(&self, root: &Path) -> Result<(), BackupError> {
        let text = serde_json::to_vec(self).map_err(|error| BackupError::Refused(error.to_string()))?;
        files::write_whole(&root.join(NAME), &text)
    }
}

impl Repository {
    /// The snapshots that should be there and are not: the newest, and parents of others that nobody forgot.
    pub fn missing(&self) -> Result<Vec<Hash>, BackupError> {
        self.missing_of(&self.list()?)
    }

    /// The same, where the snapshots that are there are known.
    pub fn missing_of(&self, listed: &[Listed]) -> Result<Vec<Hash>, BackupError> {
        let ledger = Ledger::load(self.root())?;
        let there: BTreeSet<Hash> = listed.iter().map(|snapshot| snapshot.id).collect();
        let parents = listed.iter().filter_map(|snapshot| snapshot.about.as_ref().ok()?.parent);
        let wanted: BTreeSet<Hash> = parents.chain(ledger.newest).collect();
        Ok(wanted.into_iter().filter(|id| !there.contains(id) && !ledger.forgotten.contains(id)).collect())
    }
}
