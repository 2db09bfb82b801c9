//! How snapshots are called: by an id or its first digits, `latest`, `latest~2`.

use super::ledger::Ledger;
use super::{Listed, Repository};
use crate::error::BackupError;
use crate::hash::Hash;

/// The fewest digits that name a snapshot.
const DIGITS: usize = 4;

impl Repository {
    /// The snapshot that is called so.
    ///
    /// `latest` is the one that was made last, whatever the clock said; if that is gone, though nobody forgot it, or cannot
    /// be read, this is an error, and no older one is taken for it. Nothing is counted back over one that cannot be read.
    pub fn choose(&self, wanted: &str) -> Result<Hash, BackupError> {
        let (name, back) = match wanted.split_once('~') {
            None => (wanted, 0),
            Some((name, back)) => {
                let back = if back.is_empty() { Ok(1) } else { back.parse::<usize>() };
                let message =
                    format!("{wanted:?}: behind ~ stands how many snapshots to go back, as in latest~2");
                (name, back.map_err(|_| BackupError::Refused(message))?)
            }
        };
        if name != "latest" && back == 0 {
            return self.by_digits(name);
        }
        let listed = self.list()?;
        let from = match name {
            "latest" => listed.len().checked_sub(1),
            digits => {
                let id = self.by_digits(digits)?;
                listed.iter().position(|snapshot| snapshot.id == id)
            }
        };
        let found = from.and_then(|from| listed.get(from.checked_sub(back)?));
        self.see_that_none_is_gone(&listed, name == "latest", back > 0)?;
        match found {
            None => Err(self.no_snapshot(wanted)),
            Some(Listed { id, about: Ok(_), .. }) => Ok(*id),
            Some(Listed { id, about: Err(reason), .. }) => {
                Err(BackupError::damaged(&self.manifest_path(id), reason.clone()))
            }
        }
    }

    /// Sees that the order of the snapshots is known as far as it is needed: which is the newest, or which stands before
    /// which.
    fn see_that_none_is_gone(
        &self,
        listed: &[Listed],
        newest_is_needed: bool,
        all_are_needed: bool,
    ) -> Result<(), BackupError> {
        let ledger = Ledger::load(self.root())?;
        let damaged = |id: &Hash, what: &str| {
            let reason = format!("{what}; name another one by its id");
            Err(BackupError::damaged(&self.manifest_path(id), reason))
        };
        if let Some(newest) = ledger.newest.filter(|_| newest_is_needed) {
            match listed.iter().find(|snapshot| snapshot.id == newest) {
                None => return damaged(&newest, "the newest snapshot is missing, though nobody forgot it"),
                Some(Listed { about: Err(reason), .. }) => {
                    return damaged(&newest, &format!("the newest snapshot cannot be read: {reason}"));
                }
                Some(_) => {}
            }
        }
        // Without a ledger that says so, one that cannot be read may be the newest.
        let any_may_matter = all_are_needed || ledger.newest.is_none();
        match listed.iter().find_map(|snapshot| Some((&snapshot.id, snapshot.about.as_ref().err()?))) {
            Some((id, reason)) if any_may_matter => {
                damaged(id, &format!("where this snapshot stands among the others is not known: {reason}"))
            }
            _ => Ok(()),
        }
    }

    fn by_digits(&self, digits: &str) -> Result<Hash, BackupError> {
        if let Ok(id) = digits.parse::<Hash>() {
            return match self.manifest_path(&id).exists() {
                true => Ok(id),
                false => Err(self.no_snapshot(digits)),
            };
        }
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() < DIGITS || !digits.bytes().all(is_digit) {
            return Err(BackupError::Refused(format!(
                "{digits:?} names no snapshot: write at least {DIGITS} digits of its id, latest, or latest~2"
            )));
        }
        let mut found: Vec<Hash> = self.ids()?;
        found.retain(|id| id.to_string().starts_with(digits));
        found.sort_unstable();
        match found.as_slice() {
            [] => Err(self.no_snapshot(digits)),
            [id] => Ok(*id),
            _ => Err(BackupError::Ambiguous { wanted: digits.to_owned(), found }),
        }
    }
}
