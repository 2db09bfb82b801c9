//! Published vectors; `tests/vectors/signatures/README.md` says where they are from.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::Value;

use super::*;
use crate::signature::check_public_key;

const RFC_8032: &str = include_str!("../../../../tests/vectors/signatures/rfc8032.json");
const SPECCHECK: &str = include_str!("../../../../tests/vectors/signatures/speccheck_cases.json");
const WYCHEPROOF: &str = include_str!("../../../../tests/vectors/signatures/wycheproof_ed25519.json");

fn bytes(value: &Value) -> Vec<u8> {
    unhex(value.as_str().unwrap())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

#[test]
fn the_vectors_of_rfc_8032_are_accepted() {
    let vectors: Value = serde_json::from_str(RFC_8032).unwrap();
    assert_eq!(list(&vectors).len(), 5);
    for vector in list(&vectors) {
        let signed = Signed {
            public: bytes(&vector["public"]).try_into().unwrap(),
            message: bytes(&vector["message"]),
            signature: bytes(&vector["signature"]).try_into().unwrap(),
        };
        let key = SigningKey::from_bytes(&bytes(&vector["secret"]).try_into().unwrap());
        assert_eq!(key.verifying_key().to_bytes(), signed.public, "{}", vector["name"]);
        assert_eq!(key.sign(&signed.message).to_bytes(), signed.signature, "{}", vector["name"]);
        assert_eq!(signed.verdict(), Ok(()), "{}", vector["name"]);
    }
}

#[test]
fn the_twelve_cases_of_speccheck_are_judged_as_the_readme_says() {
    const WEAK: Verdict = Err(SignatureFault::WeakKey);
    const BAD: Verdict = Err(SignatureFault::BadSignature);
    let expected = [WEAK, WEAK, BAD, Ok(()), Ok(()), Ok(()), BAD, BAD, BAD, BAD, WEAK, WEAK];
    let cases: Value = serde_json::from_str(SPECCHECK).unwrap();
    assert_eq!(list(&cases).len(), expected.len());
    for (number, (case, expected)) in list(&cases).iter().zip(expected).enumerate() {
        let signed = Signed {
            public: bytes(&case["pub_key"]).try_into().unwrap(),
            message: bytes(&case["message"]),
            signature: bytes(&case["signature"]).try_into().unwrap(),
        };
        assert_eq!(signed.verdict(), expected, "case {number}");
        assert_eq!(oracle(&signed), expected, "the oracle on case {number}");
    }
}

#[test]
fn wycheproof_and_the_rule_agree_on_every_vector() {
    let vectors: Value = serde_json::from_str(WYCHEPROOF).unwrap();
    let (mut accepted, mut refused, mut of_another_length) = (0, 0, 0);
    for group in list(&vectors["testGroups"]) {
        let public: [u8; 32] = bytes(&group["publicKey"]["pk"]).try_into().unwrap();
        assert_eq!(check_public_key(&public), Ok(()));
        for test in list(&group["tests"]) {
            let valid = test["result"] == "valid";
            let Ok(signature) = bytes(&test["sig"]).try_into() else {
                assert!(!valid, "test {}", test["tcId"]);
                of_another_length += 1;
                continue;
            };
            let signed = Signed { public, message: bytes(&test["msg"]), signature };
            let expected = if valid { Ok(()) } else { Err(SignatureFault::BadSignature) };
            assert_eq!(signed.verdict(), expected, "test {}: {}", test["tcId"], test["comment"]);
            *(if valid { &mut accepted } else { &mut refused }) += 1;
        }
    }
    assert_eq!(accepted + refused + of_another_length, vectors["numberOfTests"].as_u64().unwrap());
    assert_eq!(accepted, 88);
}
