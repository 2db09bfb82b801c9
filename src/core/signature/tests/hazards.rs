//! One signature, and what can be wrong with it.

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signer, SigningKey};

use super::*;
use crate::signature::{SMALL_ORDER_Y, check_public_key, decode_point, decode_signature, is_reduced};

const BAD: Verdict = Err(SignatureFault::BadSignature);
const WEAK: Verdict = Err(SignatureFault::WeakKey);

/// `L`, little-endian.
const GROUP_ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// The other encodings of points of small order: `y` not reduced, or `x = 0` with the sign bit set.
const OTHER_SMALL_ENCODINGS: [&str; 6] = [
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn small_encodings() -> Vec<[u8; 32]> {
    let canonical = EIGHT_TORSION.iter().map(|point| point.compress().0);
    let others = OTHER_SMALL_ENCODINGS.iter().map(|text| unhex(text).try_into().unwrap());
    canonical.chain(others).collect()
}

fn honest() -> Signed {
    let key = SigningKey::from_bytes(&[3; 32]);
    let message = b"a message of some length".to_vec();
    Signed { public: key.verifying_key().to_bytes(), signature: key.sign(&message).to_bytes(), message }
}

#[test]
fn what_another_library_signs_is_accepted() {
    assert_eq!(honest().verdict(), Ok(()));
}

#[test]
fn a_flipped_bit_is_refused() {
    let honest = honest();
    for bit in 0..512 {
        let mut changed = honest.clone();
        changed.signature[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(changed.verdict(), BAD, "signature bit {bit}");
    }
    for bit in 0..256 {
        let mut changed = honest.clone();
        changed.public[bit / 8] ^= 1 << (bit % 8);
        assert!(changed.verdict().is_err(), "key bit {bit}");
        assert_eq!(changed.verdict(), oracle(&changed), "key bit {bit}");
    }
    for bit in 0..honest.message.len() * 8 {
        let mut changed = honest.clone();
        changed.message[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(changed.verdict(), BAD, "message bit {bit}");
    }
}

#[test]
fn a_longer_and_a_shorter_message_are_refused() {
    let mut changed = honest();
    changed.message.push(0);
    assert_eq!(changed.verdict(), BAD);
    changed.message.truncate(changed.message.len() - 2);
    assert_eq!(changed.verdict(), BAD);
}

#[test]
fn a_multiple_of_the_group_order_added_to_s_is_refused() {
    let order = unhex(GROUP_ORDER);
    let mut changed = honest();
    // Fifteen times L still fits into 32 bytes.
    for times in 1..=15 {
        let mut carry = 0;
        for (byte, add) in changed.signature[32..].iter_mut().zip(&order) {
            let sum = u16::from(*byte) + u16::from(*add) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        assert_eq!(carry, 0, "{times} times");
        assert_eq!(Scalar::from_bytes_mod_order(changed.s()).to_bytes(), honest().s(), "{times} times");
        assert_eq!(changed.verdict(), BAD, "{times} times");
    }
}

#[test]
fn s_may_be_anything_below_the_group_order_and_nothing_else() {
    let with_s = |s: &[u8]| {
        let mut signature = honest().signature;
        signature[32..].copy_from_slice(s);
        decode_signature(&signature)
    };
    let mut s = unhex(GROUP_ORDER);
    assert_eq!(with_s(&s).err(), Some(SignatureFault::BadSignature));
    s[0] -= 1;
    assert!(with_s(&s).is_ok());
    assert!(with_s(&[0; 32]).is_ok());
    assert_eq!(with_s(&[0xff; 32]).err(), Some(SignatureFault::BadSignature));
}

#[test]
fn a_key_of_small_order_is_weak_in_every_encoding_though_the_equation_holds() {
    let nonce = scalar("nonce", 1);
    let r = (ED25519_BASEPOINT_POINT * nonce).compress().0;
    for public in small_encodings() {
        // Nobody's secret is needed: this is the forgery that other rules let pass.
        let forged = solve(public, r, nonce, Scalar::ZERO, "forged".into());
        assert!(zip215(&forged), "{public:02x?}");
        assert_eq!(forged.verdict(), WEAK, "{public:02x?}");
        assert_eq!(check_public_key(&public), WEAK, "{public:02x?}");
    }
}

#[test]
fn r_of_small_order_is_refused_in_every_encoding_though_the_equation_holds() {
    let secret = scalar("secret", 1);
    let public = (ED25519_BASEPOINT_POINT * secret).compress().0;
    for r in small_encodings() {
        let signed = solve(public, r, Scalar::ZERO, secret, "no nonce".into());
        assert!(zip215(&signed), "{r:02x?}");
        assert_eq!(signed.verdict(), BAD, "{r:02x?}");
    }
}

#[test]
fn an_unreduced_encoding_is_refused_though_its_point_would_do() {
    let mut points_of_large_order = 0;
    for sign in [0x00, 0x80] {
        for excess in 0..19 {
            // y = p + excess
            let mut bytes = [0xff; 32];
            bytes[0] = 0xed + excess;
            bytes[31] = 0x7f | sign;
            if let Some(point) = CompressedEdwardsY(bytes).decompress() {
                points_of_large_order += usize::from(!point.is_small_order());
                let accepted = decode_point(&point.compress().0).is_some();
                assert_eq!(accepted, !point.is_small_order(), "p + {excess}, canonical");
            }
            assert_eq!(check_public_key(&bytes), WEAK, "p + {excess}");
            let mut changed = honest();
            changed.signature[..32].copy_from_slice(&bytes);
            assert_eq!(changed.verdict(), BAD, "p + {excess}");
            assert!(!is_reduced(&bytes), "p + {excess}");
        }
        let mut greatest = [0xff; 32];
        greatest[0] = 0xec;
        greatest[31] = 0x7f | sign;
        assert!(is_reduced(&greatest));
    }
    assert!(points_of_large_order > 0, "the reduction alone must decide somewhere");
}

#[test]
fn a_key_off_the_curve_is_weak() {
    let off_curve: Vec<[u8; 32]> = (2..50)
        .map(|y| {
            let mut bytes = [0; 32];
            bytes[0] = y;
            bytes
        })
        .filter(|bytes| CompressedEdwardsY(*bytes).decompress().is_none())
        .collect();
    assert!(!off_curve.is_empty());
    for public in off_curve {
        assert_eq!(check_public_key(&public), WEAK);
        assert_eq!(Signed { public, ..honest() }.verdict(), WEAK);
    }
}

#[test]
fn a_weak_key_is_named_even_if_the_signature_is_malformed_too() {
    let broken = Signed { public: [0; 32], message: Vec::new(), signature: [0xff; 64] };
    assert_eq!(broken.verdict(), WEAK);
}

#[test]
fn components_of_small_order_in_key_and_r_do_not_matter() {
    let mut refused_without_the_factor_of_eight = 0;
    for of_key in 0..8 {
        let author = Author::new(1, of_key);
        for of_r in 0..8 {
            let signed = author.sign(1, of_r);
            assert_eq!(signed.verdict(), Ok(()), "{of_key}, {of_r}");
            assert_eq!(oracle(&signed), Ok(()), "{of_key}, {of_r}");
            refused_without_the_factor_of_eight += usize::from(!cofactorless(&signed));
        }
    }
    assert!(refused_without_the_factor_of_eight > 32, "{refused_without_the_factor_of_eight}");
}

#[test]
fn a_third_party_cannot_add_a_point_of_small_order() {
    let signed = Author::new(1, 0).sign(1, 0);
    let moved = |bytes: &[u8], by: &EdwardsPoint| {
        (CompressedEdwardsY::from_slice(bytes).unwrap().decompress().unwrap() + by).compress().0
    };
    for torsion in &EIGHT_TORSION[1..] {
        let mut changed = signed.clone();
        changed.signature[..32].copy_from_slice(&moved(&signed.signature[..32], torsion));
        assert_eq!(changed.verdict(), BAD);
        let changed = Signed { public: moved(&signed.public, torsion), ..signed.clone() };
        assert_eq!(changed.verdict(), BAD);
    }
}

#[test]
fn the_table_of_small_orders_is_complete_and_holds_nothing_else() {
    let mut expected: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|point| point.compress().0).collect();
    for bytes in &mut expected {
        bytes[31] &= 0x7f;
    }
    expected.sort_unstable();
    expected.dedup();
    let mut table = SMALL_ORDER_Y.to_vec();
    table.sort_unstable();
    assert_eq!(table, expected);
}

#[test]
fn the_codes_are_stable() {
    assert_eq!(SignatureFault::WeakKey.code().as_str(), "weak_key");
    assert_eq!(SignatureFault::BadSignature.code().as_str(), "bad_signature");
}
