//! Something for each database that changes touch. They mostly touch one and the same, many times.

use cyberfly_core::DbName;
use std::collections::HashMap;

/// Values by the names of databases. Asking for the same name again and again is cheap.
#[derive(Debug)]
pub(super) struct ByName<T> {
    values: Vec<(DbName, T)>,
    places: HashMap<DbName, usize>,
    last: usize,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: HashMap::new(), last: 0 }
    }
}

impl<T> ByName<T> {
    /// The value for a name.
    pub(super) fn get_mut(&mut self, name: &DbName) -> Option<&mut T> {
        if self.values.get(self.last).is_none_or(|(last, _)| last != name) {
            self.last = *self.places.get(name)?;
        }
        self.values.get_mut(self.last).map(|(_, value)| value)
    }

    /// The value for a name, made now if there is none.
    pub(super) fn get_or_try_insert<E>(
        &mut self,
        name: &DbName,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&mut T, E> {
        if self.get_mut(name).is_none() {
            let value = make()?;
            self.last = self.values.len();
            self.places.insert(name.clone(), self.last);
            self.values.push((name.clone(), value));
        }
        Ok(&mut self.values[self.last].1)
    }

    /// Takes all of them out.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (DbName, T)> {
        self.places.clear();
        self.values.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;

    #[test]
    fn each_name_has_its_own_value_until_all_are_taken() {
        let name = |name: &str| DbName::new(name, SecretKey::from_seed(&[1; 32]).public()).unwrap();
        let mut values = ByName::default();
        for (text, value) in [("a", 1), ("b", 2), ("a", 3)] {
            values.get_or_try_insert(&name(text), || Ok::<_, ()>(value)).unwrap();
        }
        assert_eq!(values.get_mut(&name("a")), Some(&mut 1));
        assert_eq!(values.get_mut(&name("b")), Some(&mut 2));
        assert_eq!(values.get_mut(&name("c")), None);
        assert_eq!(values.get_or_try_insert(&name("c"), || Err("no")), Err("no"));
        assert_eq!(values.drain().collect::<Vec<_>>(), [(name("a"), 1), (name("b"), 2)]);
        assert_eq!(values.get_mut(&name("a")), None);
    }
}
