//! What a batch must not let pass, and must not refuse.

use super::*;
use crate::signature::batch::Batch;
use crate::signature::{BatchRefused, KnownKeys, MAX_BATCH, verify_batch, verify_each};

const SEED: [u8; 32] = [5; 32];

fn honest(count: u64, authors: u64) -> Vec<Signed> {
    (0..count).map(|number| Author::new(number % authors, 0).sign(number, 0)).collect()
}

#[test]
fn no_signatures_are_all_valid() {
    assert_eq!(verify_batch(&SEED, &[]), Ok(()));
    assert_eq!(verify_each(&SEED, &[]), []);
}

#[test]
fn one_signature_is_judged_as_if_alone() {
    let mut signed = honest(1, 1);
    assert_eq!(verify_batch(&SEED, &items(&signed)), Ok(()));
    signed[0].message.push(0);
    assert_eq!(verify_batch(&SEED, &items(&signed)), Err(BatchRefused));
    assert_eq!(verify_each(&SEED, &items(&signed)), [Err(SignatureFault::BadSignature)]);
}

#[test]
fn repetitions_are_judged_like_the_original() {
    let mut signed = honest(3, 3);
    signed = signed.iter().cycle().take(30).cloned().collect();
    assert_eq!(verify_batch(&SEED, &items(&signed)), Ok(()));
    let mut invalid = signed[0].clone();
    invalid.shift_s(Scalar::ONE);
    signed.extend(std::iter::repeat_n(invalid, 10));
    assert_eq!(verify_batch(&SEED, &items(&signed)), Err(BatchRefused));
    assert_eq!(verify_each(&SEED, &items(&signed)), verdicts(&signed));
}

#[test]
fn errors_that_cancel_in_a_plain_sum_are_found() {
    let mut signed = honest(8, 8);
    let error = scalar("error", 1);
    signed[1].shift_s(error);
    signed[6].shift_s(-error);
    assert_eq!(verify_batch(&SEED, &items(&signed)), Err(BatchRefused));
    let each = verify_each(&SEED, &items(&signed));
    let invalid: Vec<_> = (0..8).filter(|index| each[*index].is_err()).collect();
    assert_eq!(invalid, [1, 6]);
}

#[test]
fn errors_made_for_known_coefficients_are_found_since_they_change_them() {
    let mut signed = honest(8, 1);
    let coefficients = drawn(&SEED, &signed);
    let error = scalar("error", 2);
    signed[0].shift_s(error);
    let opposite = -error * coefficients[0] * coefficients[1].invert();
    signed[1].shift_s(opposite);
    assert_eq!(error * coefficients[0] + opposite * coefficients[1], Scalar::ZERO);
    assert_eq!(verify_batch(&SEED, &items(&signed)), Err(BatchRefused));
    assert_eq!(verify_each(&SEED, &items(&signed)), verdicts(&signed));
}

fn drawn(seed: &[u8; 32], signed: &[Signed]) -> Vec<Scalar> {
    let mut batch = Batch::new(seed);
    for one in signed {
        batch.add(&mut KnownKeys::new(), &one.item()).unwrap();
    }
    batch.draw_coefficients();
    batch.claims.iter().map(|claim| claim.z).collect()
}

#[test]
fn every_byte_and_the_seed_change_every_coefficient() {
    let signed = honest(4, 2);
    let original = drawn(&SEED, &signed);
    assert_eq!(drawn(&SEED, &signed), original, "the same every time");
    let assert_all_new = |coefficients: Vec<Scalar>| {
        for (new, old) in coefficients.iter().zip(&original) {
            assert_ne!(new, old);
        }
    };
    assert_all_new(drawn(&[6; 32], &signed));
    for index in 0..signed.len() {
        let mut changed = signed.clone();
        changed[index].message.push(0);
        assert_all_new(drawn(&SEED, &changed));
        changed = signed.clone();
        changed[index].shift_s(Scalar::ONE);
        assert_all_new(drawn(&SEED, &changed));
        changed = signed.clone();
        changed[index].public = Author::new(9, 0).sign(0, 0).public;
        assert_all_new(drawn(&SEED, &changed));
        changed = signed.clone();
        let other_r = Author::new(9, 0).sign(99, 0).signature;
        changed[index].signature[..32].copy_from_slice(&other_r[..32]);
        assert_all_new(drawn(&SEED, &changed));
    }
    let mut swapped = signed.clone();
    swapped.swap(0, 1);
    assert_all_new(drawn(&SEED, &swapped));
}

#[test]
fn a_coefficient_has_128_bits() {
    let coefficients = drawn(&SEED, &honest(64, 1));
    for bit in 0..128 {
        let set = coefficients.iter().filter(|z| z.as_bytes()[bit / 8] >> (bit % 8) & 1 == 1).count();
        assert!((8..56).contains(&set), "bit {bit} is set in {set} of 64");
    }
    assert!(coefficients.iter().all(|z| z.as_bytes()[16..] == [0; 16]));
}

#[test]
fn the_seed_changes_no_verdict() {
    let mut signed = honest(20, 5);
    signed[7].message.push(0);
    signed[13].public = [0; 32];
    signed[14] = Signed { public: [0; 32], message: Vec::new(), signature: [0xff; 64] };
    let expected = verdicts(&signed);
    for number in 0..50 {
        let seed = Random::new("seed", number).bytes();
        assert_eq!(verify_batch(&seed, &items(&signed)), Err(BatchRefused));
        assert_eq!(verify_each(&seed, &items(&signed)), expected);
    }
}

#[test]
fn an_author_with_a_component_of_small_order_may_repeat() {
    for torsion in 0..8 {
        let author = Author::new(1, torsion);
        let signed: Vec<_> = (0..12).map(|number| author.sign(number, torsion)).collect();
        assert_eq!(verify_batch(&SEED, &items(&signed)), Ok(()), "{torsion}");
    }
}

#[test]
fn one_invalid_signature_is_found_wherever_it_stands() {
    let signed = honest(11, 3);
    for index in 0..signed.len() {
        let mut changed = signed.clone();
        changed[index].shift_s(Scalar::ONE);
        assert_eq!(verify_batch(&SEED, &items(&changed)), Err(BatchRefused), "{index}");
        assert_eq!(verify_each(&SEED, &items(&changed)), verdicts(&changed), "{index}");
    }
}

#[test]
fn more_than_the_largest_batch_are_judged_piece_by_piece() {
    let few = honest(16, 4);
    let mut signed: Vec<_> = few.iter().cycle().take(2 * MAX_BATCH + 1).cloned().collect();
    assert_eq!(verify_batch(&SEED, &items(&signed)), Ok(()));
    assert!(verify_each(&SEED, &items(&signed)).iter().all(Result::is_ok));
    for index in [0, MAX_BATCH - 1, MAX_BATCH, 2 * MAX_BATCH] {
        signed[index].shift_s(Scalar::ONE);
    }
    assert_eq!(verify_batch(&SEED, &items(&signed)), Err(BatchRefused));
    assert_eq!(verify_each(&SEED, &items(&signed)), verdicts(&signed));
    let only_the_last = &items(&signed)[MAX_BATCH + 1..];
    assert_eq!(verify_batch(&SEED, only_the_last), Err(BatchRefused));
}
