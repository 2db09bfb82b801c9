//! The numbers of databases that were asked for, so that the read of a key is one look-up in the engine and not two.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::DbName;

use crate::error::StoreError;

/// The most names that are remembered.
const NAMES_LIMIT: usize = 1024;

/// The numbers of databases that were asked for. A database has the same one for as long as it is here.
#[derive(Debug, Default)]
pub(super) struct Numbers(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    by_name: HashMap<DbName, u32>,
    /// How often a name was forgotten.
    forgotten: u64,
}

impl Numbers {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a database, which is looked up if it is not known; none if nothing was ever written to it.
    pub(super) fn of(
        &self,
        name: &DbName,
        look_up: impl FnOnce() -> Result<Option<u32>, StoreError>,
    ) -> Result<Option<u32>, StoreError> {
        let forgotten = {
            let known = self.known();
            if let Some(number) = known.by_name.get(name) {
                return Ok(Some(*number));
            }
            known.forgotten
        };
        let number = look_up()?;
        if let Some(number) = number {
            let mut known = self.known();
            // What was looked up before a name was forgotten may be that of a database that is here no more.
            if known.forgotten == forgotten {
                if known.by_name.len() >= NAMES_LIMIT {
                    known.by_name.clear();
                }
                known.by_name.insert(name.clone(), number);
            }
        }
        Ok(number)
    }

    /// A database is here no more.
    pub(super) fn forget(&self, name: &DbName) {
        let mut known = self.known();
        known.by_name.remove(name);
        known.forgotten += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    fn name(label: &str) -> DbName {
        DbName::new(label, SecretKey::from_seed(&[1; 32]).public()).unwrap()
    }

    #[test]
    fn a_number_is_looked_up_once_until_its_database_is_gone() {
        let (numbers, name) = (Numbers::default(), name("a"));
        assert_eq!(numbers.of(&name, || Ok(None)).unwrap(), None);
        assert_eq!(numbers.of(&name, || Ok(Some(7))).unwrap(), Some(7));
        assert_eq!(numbers.of(&name, || panic!("it is known")).unwrap(), Some(7));
        numbers.forget(&name);
        assert_eq!(numbers.of(&name, || Ok(Some(8))).unwrap(), Some(8));
    }

    #[test]
    fn what_was_looked_up_while_a_database_went_is_not_remembered() {
        let (numbers, name) = (Numbers::default(), name("a"));
        let found = numbers.of(&name, || {
            numbers.forget(&name);
            Ok(Some(7))
        });
        assert_eq!(found.unwrap(), Some(7));
        assert_eq!(numbers.of(&name, || Ok(None)).unwrap(), None);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let numbers = Numbers::default();
        for number in 0..3 * NAMES_LIMIT {
            numbers.of(&name(&number.to_string()), || Ok(Some(1))).unwrap();
        }
        assert!(numbers.known().by_name.len() <= NAMES_LIMIT);
    }
}
