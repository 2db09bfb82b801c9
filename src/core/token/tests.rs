use proptest::prelude::*;

use super::*;

const NOW: u64 = 1_800_000_000;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn node() -> PublicKey {
    key(2).public()
}

fn refusal(text: &str) -> String {
    let refused = Token::check(text, node(), NOW).expect_err("it is accepted");
    assert_eq!(refused.code(), ErrorCode::Unauthenticated);
    refused.to_string()
}

#[test]
fn a_token_proves_its_key_to_its_audience_from_a_minute_before_it_is_made_until_it_expires() {
    let token = Token::fresh(node(), Scope::Operator, NOW);
    let text = token.sign(&key(1));
    for now in [NOW - SKEW_LIMIT, NOW, NOW + LIFETIME_LIMIT - 1] {
        assert_eq!(Token::check(&text, node(), now), Ok((key(1).public(), token)));
    }
    for now in [0, NOW - SKEW_LIMIT - 1, NOW + LIFETIME_LIMIT, u64::MAX] {
        assert!(Token::check(&text, node(), now).is_err(), "{now}");
    }
}

#[test]
fn a_token_for_another_node_proves_nothing_here() {
    let text = Token::fresh(key(3).public(), Scope::Read, NOW).sign(&key(1));
    assert!(refusal(&text).contains("another node"));
}

#[test]
fn a_token_that_lives_too_long_or_not_at_all_is_refused() {
    for (issued_at, expires_at) in
        [(NOW, NOW + LIFETIME_LIMIT + 1), (NOW, NOW), (NOW + 1, NOW), (0, u64::MAX), (u64::MAX, 0)]
    {
        let token = Token { audience: node(), issued_at, expires_at, scope: Scope::Read };
        assert!(refusal(&token.sign(&key(1))).contains("lives"), "{issued_at} {expires_at}");
    }
}

#[test]
fn what_is_signed_as_an_operation_is_no_token() {
    let (protected, payload) =
        (cose::protected(key(1).public()), Token::fresh(node(), Scope::Read, NOW).encode());
    let signature = key(1).sign(&cose::signed_bytes(crate::op::EXTERNAL_AAD, &protected, &payload));
    let text = BASE64URL_NOPAD.encode(&cose::seal(&protected, &payload, signature));
    assert!(refusal(&text).contains("not signed"));
}

#[test]
fn text_that_is_no_token_is_refused_before_its_signature_is_looked_at() {
    for text in ["", "a", "AA==", "hello world", "////", &"A".repeat(4096), &"A".repeat(64)] {
        refusal(text);
    }
}

proptest! {
    #[test]
    fn a_flipped_bit_is_refused(at in 0usize..1 << 16, bit in 0u8..8) {
        let text = Token::fresh(node(), Scope::Operator, NOW).sign(&key(1));
        let mut bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        refusal(&BASE64URL_NOPAD.encode(&bytes));
    }

    #[test]
    fn no_text_makes_the_check_panic(text in ".{0,700}") {
        let _ = Token::check(&text, node(), NOW);
    }

    #[test]
    fn no_claims_make_the_check_panic(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let protected = cose::protected(key(1).public());
        let signature = key(1).sign(&cose::signed_bytes(EXTERNAL_AAD, &protected, &payload));
        let _ = Token::check(&BASE64URL_NOPAD.encode(&cose::seal(&protected, &payload, signature)), node(), NOW);
    }
}
