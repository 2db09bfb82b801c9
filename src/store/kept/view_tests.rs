use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::disk::memory::MemoryDisk;

fn change(place: u32, is_kept: bool) -> KeptChange {
    let id = OpId::from_bytes(*blake3::hash(&place.to_be_bytes()).as_bytes());
    let stamp = Stamp::at_millis(u64::from(place * 7 % 5));
    let at = Position { segment: 1, offset: place * 200 };
    KeptChange { database: place % 2, stamp, id, at, is_kept }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn an_operation_that_ceased_to_be_kept_and_is_again_is_there_once(
        steps in prop::collection::vec((0..20u32, any::<bool>()), 0..120),
    ) {
        let mut view = View::new(&Arc::new(Segments::new(Arc::new(MemoryDisk::default()))));
        view.grow(1);
        let mut kept = BTreeSet::new();
        for (place, is_kept) in steps {
            let is_new = if is_kept { kept.insert(place) } else { kept.remove(&place) };
            prop_assert_eq!(view.set(&change(place, is_kept)), is_new);
        }
        for number in 0..2 {
            let database = Database { number, key: DatabaseKey::from_bytes([0; 32]) };
            let ours = kept.iter().filter(|place| **place % 2 == number);
            let mut expected: Vec<Entry> = ours
                .map(|place| change(*place, true))
                .map(|KeptChange { stamp, id, at, .. }| Entry { stamp, id, at })
                .collect();
            let places: Vec<Position> = expected.iter().map(|entry| entry.at).collect();
            expected.sort();
            let entries = view.entries(&database, &Point::START, &Point::END).unwrap();
            prop_assert_eq!(entries.map(Result::unwrap).collect::<Vec<_>>(), expected);
            prop_assert_eq!(view.places(1, Some(&database)).unwrap(), places);
        }
    }
}
