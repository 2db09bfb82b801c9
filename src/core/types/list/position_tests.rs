use proptest::prelude::*;

use super::*;

fn author(n: u8) -> PublicKey {
    PublicKey::from_bytes([n; 32])
}

fn element(position: &[u8], n: u64) -> Vec<u8> {
    field(position, Stamp::at_millis(n), author(7), None, 0)
}

#[test]
fn steps_are_ordered_as_integers_and_read_back() {
    let mut steps: Vec<i64> = (-70_000..70_000).collect();
    let mut edge: i64 = 0;
    for length in 1..8 {
        edge += i64::try_from(codes_of(length)).unwrap();
        steps.extend([-edge - 2, -edge - 1, -edge, edge - 1, edge, edge + 1]);
    }
    steps.extend([edge + (1 << 56) - 1, -edge - (1 << 56)]);
    steps.sort_unstable();
    steps.dedup();
    let codes: Vec<_> = steps.iter().map(|step| encode_step(*step).unwrap()).collect();
    for (step, code) in steps.iter().zip(&codes) {
        assert_eq!(leading_step(&[code.as_slice(), &[0x5a; 50]].concat()), *step);
    }
    for pair in codes.windows(2) {
        assert!(pair[0] < pair[1] && !pair[1].starts_with(&pair[0]), "{pair:?}");
    }
    assert_eq!(encode_step(edge + (1 << 56)), None);
    assert_eq!(encode_step(0), Some(vec![0x80]));
    assert_eq!(encode_step(-1), Some(vec![0x7f]));
    assert_eq!(encode_step(64), Some(vec![0xc0, 0]));
}

#[test]
fn ten_thousand_pushes_at_one_end_keep_positions_short() {
    let (mut last, mut first) = (element(&[0x80], 0), element(&[0x80], 0));
    for n in 1..10_000 {
        let behind = place(Some(&last), None).unwrap();
        let before = place(None, Some(&first)).unwrap();
        assert!(behind.len() <= 3 && before.len() <= 3);
        assert!(behind.last() != Some(&0) && before.last() != Some(&0));
        let (behind, before) = (element(&behind, n), element(&before, n));
        assert!(behind > last && before < first);
        (last, first) = (behind, before);
    }
}

#[test]
fn a_position_is_found_at_both_ends_of_all_steps() {
    let most = element(&[0xff; 9], 1);
    let behind = place(Some(&most), None).unwrap();
    assert!(element(&behind, 0) > most);
    let least = element(&[0, 0, 0, 0, 0, 0, 0, 0, 1], 1);
    let before = place(None, Some(&least)).unwrap();
    assert!(element(&before, u64::MAX) < least);
}

#[test]
fn insertions_at_one_point_grow_slowly() {
    for side in [0, 1, 2] {
        let (mut left, mut right) = (element(&[0x80], 1), element(&[0x80], 2));
        let mut count = 0;
        loop {
            let position = place(Some(&left), Some(&right)).unwrap();
            if position.len() + LIST_SUFFIX > 256 {
                break;
            }
            let new = element(&position, count + 3);
            assert!(left < new && new < right);
            match (side, count % 2) {
                (0, _) | (2, 0) => left = new,
                _ => right = new,
            }
            count += 1;
        }
        assert!(count > 1000, "{count} insertions on side {side}");
    }
}

proptest! {
    #[test]
    fn what_is_placed_between_stands_between_whatever_follows(
        left in prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(0xff), any::<u8>()], 43..60),
        right in prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(0xff), any::<u8>()], 43..60),
        same in 0usize..60,
        tails in prop::collection::vec(prop::collection::vec(any::<u8>(), 42), 3),
    ) {
        let mut right = right;
        let same = same.min(left.len()).min(right.len());
        right[..same].copy_from_slice(&left[..same]);
        prop_assume!(left != right);
        let (left, right) = if left < right { (left, right) } else { (right, left) };
        let Some(position) = place(Some(&left), Some(&right)) else {
            // Only where the right field is the left one and zeros: there is nothing in between.
            prop_assert!(right.starts_with(&left) && right[left.len()..].iter().all(|b| *b == 0));
            return Ok(());
        };
        prop_assert!(position.last() != Some(&0));
        for tail in tails.iter().map(Vec::as_slice).chain([&[0; 42][..], &[0xff; 42]]) {
            let new = [position.as_slice(), tail].concat();
            prop_assert!(left < new && new < right, "{left:?} {position:?} {right:?}");
        }
    }

    #[test]
    fn what_is_placed_at_an_end_stands_there_whatever_follows(
        field in prop::collection::vec(prop_oneof![Just(0u8), Just(0xff), any::<u8>()], 43..60),
        tail in prop::collection::vec(any::<u8>(), 42),
    ) {
        let behind = place(Some(&field), None).unwrap();
        prop_assert!(behind.last() != Some(&0));
        prop_assert!([behind, tail.clone()].concat() > field);
        if field.iter().any(|b| *b != 0) {
            let before = place(None, Some(&field)).unwrap();
            prop_assert!(before.last() != Some(&0));
            prop_assert!([before, tail].concat() < field);
        }
    }

    #[test]
    fn random_insertions_keep_the_order_and_never_collide(
        places in prop::collection::vec((any::<prop::sample::Index>(), 0u8..3), 1..300),
    ) {
        let mut list: Vec<Vec<u8>> = Vec::new();
        for (n, (at, author_of)) in places.iter().enumerate() {
            let at = at.index(list.len() + 1);
            let left = at.checked_sub(1).map(|left| list[left].as_slice());
            let position = place(left, list.get(at).map(Vec::as_slice)).unwrap();
            prop_assert!(position.last() != Some(&0));
            // Stamps of different writers neither grow nor differ.
            let new = field(&position, Stamp::at_millis(n as u64 % 3), author(*author_of), None, u16::try_from(n).unwrap());
            list.insert(at, new);
            prop_assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
