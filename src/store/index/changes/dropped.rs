//! A database leaves the index. See [`crate::dropped`].

use std::ops::ControlFlow;

use cyberfly_core::DbName;
use cyberfly_core::cells::Cell;

use super::super::entry;
use super::super::unauthorised::Class;
use super::Changes;
use crate::error::StoreError;

impl Changes<'_> {
    /// Takes away live writes of a database, with all that hangs on them, and when there are none any more the operations that
    /// nobody authorised: no more than so many in all. Says whether there may be more.
    pub(crate) fn take_all(&mut self, db: &DbName, number: u32, at_most: usize) -> Result<bool, StoreError> {
        self.database(db)?;
        let (start, end) = entry::number_range(number);
        let mut found = Vec::new();
        let mut note = |key: &[u8], value: &[u8]| {
            if found.len() == at_most {
                return Ok(ControlFlow::Break(()));
            }
            found.push((key.to_vec(), value.to_vec()));
            Ok(ControlFlow::Continue(()))
        };
        self.range(&start, &end, &mut note)?;
        for (key, value) in &found {
            let cell = self.take(key, value, number)?;
            self.lose(db, number, &cell.placed().order, cell.at())?;
        }
        let mut left = at_most - found.len();
        for class in [Class::Rights, Class::Data] {
            let (start, end) = class.keys(number);
            for (key, entry) in self.index.unauthorised((&start, &end), left)? {
                left -= 1;
                self.remember_no_more(db, key, &entry)?;
            }
        }
        Ok(left == 0)
    }

    /// Takes the name of a database away, of which nothing else is left.
    pub(crate) fn forget_name(&mut self, db: &DbName) {
        self.put(entry::database_key(db), None);
    }
}
