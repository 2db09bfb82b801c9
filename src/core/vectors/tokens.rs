//! The vectors of tokens: `tests/vectors/tokens.json`.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::{SEED, read, save, secret, stored};
use crate::cbor::Writer;
use crate::cose;
use crate::error::ErrorCode;
use crate::key::{PublicKey, SecretKey, Signature};
use crate::op;
use crate::token::{EXTERNAL_AAD, LIFETIME_LIMIT, SKEW_LIMIT, Scope, Token};

const FILE: &str = "tests/vectors/tokens.json";
/// The second at which the vectors are checked.
const NOW: u64 = 1_800_000_000;

fn node() -> PublicKey {
    SecretKey::from_seed(&[2; 32]).public()
}

fn token() -> Token {
    Token::fresh(node(), Scope::Operator, NOW)
}

/// What is sealed with these claims, as text.
fn forged(context: &[u8], claims: impl FnOnce(&mut Writer)) -> String {
    let mut w = Writer::default();
    claims(&mut w);
    let (protected, payload) = (cose::protected(secret().public()), w.into_bytes());
    let signature = secret().sign(&cose::signed_bytes(context, &protected, &payload));
    BASE64URL_NOPAD.encode(&cose::seal(&protected, &payload, signature))
}

fn changed(change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = BASE64URL_NOPAD.decode(token().sign(&secret()).as_bytes()).unwrap();
    change(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

fn valid() -> Vec<(&'static str, Token)> {
    vec![
        ("operator", token()),
        ("read", Token { scope: Scope::Read, ..token() }),
        ("shortest-life", Token { expires_at: NOW + 1, ..token() }),
        ("last-second", Token { issued_at: NOW + 1 - LIFETIME_LIMIT, expires_at: NOW + 1, ..token() }),
        ("as-far-ahead-as-may-be", Token::fresh(node(), Scope::Read, NOW + SKEW_LIMIT)),
    ]
}

fn invalid() -> Vec<(&'static str, String)> {
    let signed = |token: Token| token.sign(&secret());
    let claims = |w: &mut Writer, audience: &str, scope: &str| {
        w.map(4).unsigned(3).text(audience).unsigned(4).unsigned(NOW + 60).unsigned(6).unsigned(NOW);
        w.unsigned(9).text(scope);
    };
    let node_hex = node().to_string();
    let weak = || {
        let protected = cose::protected(PublicKey::from_bytes(std::array::from_fn(|at| u8::from(at == 0))));
        let mut w = Writer::default();
        claims(&mut w, &node().to_string(), "operator");
        cose::seal(&protected, &w.into_bytes(), Signature::from_bytes([0; 64]))
    };
    vec![
        ("expired", signed(Token { issued_at: NOW - 60, expires_at: NOW, ..token() })),
        ("from-the-future", signed(Token::fresh(node(), Scope::Read, NOW + SKEW_LIMIT + 1))),
        ("lives-too-long", signed(Token { expires_at: NOW + LIFETIME_LIMIT + 1, ..token() })),
        ("lives-not-at-all", signed(Token { expires_at: NOW, ..token() })),
        (
            "expires-before-it-is-issued",
            signed(Token { issued_at: NOW + 10, expires_at: NOW + 5, ..token() }),
        ),
        ("for-another-node", signed(Token { audience: secret().public(), ..token() })),
        ("signature-bit-flipped", changed(|bytes| *bytes.last_mut().unwrap() ^= 1)),
        ("author-bit-flipped", changed(|bytes| bytes[12] ^= 1)),
        ("something-follows", changed(|bytes| bytes.push(0))),
        ("tagged-as-cwt", changed(|bytes| drop(bytes.splice(0..0, [0xd8, 61])))),
        ("cut-short", changed(|bytes| bytes.truncate(bytes.len() - 1))),
        ("weak-key", BASE64URL_NOPAD.encode(&weak())),
        ("signed-as-an-operation", forged(op::EXTERNAL_AAD, |w| claims(w, &node_hex, "operator"))),
        ("unknown-scope", forged(EXTERNAL_AAD, |w| claims(w, &node_hex, "admin"))),
        ("audience-in-upper-case", forged(EXTERNAL_AAD, |w| claims(w, &node_hex.to_uppercase(), "operator"))),
        (
            "without-a-scope",
            forged(EXTERNAL_AAD, |w| {
                w.map(3).unsigned(3).text(&node_hex).unsigned(4).unsigned(NOW + 60).unsigned(6).unsigned(NOW);
            }),
        ),
        (
            "one-claim-more",
            forged(EXTERNAL_AAD, |w| {
                w.map(5).unsigned(3).text(&node_hex).unsigned(4).unsigned(NOW + 60).unsigned(6).unsigned(NOW);
                w.unsigned(7).bytes(b"id").unsigned(9).text("operator");
            }),
        ),
        (
            "claims-out-of-order",
            forged(EXTERNAL_AAD, |w| {
                w.map(4).unsigned(4).unsigned(NOW + 60).unsigned(3).text(&node_hex).unsigned(6).unsigned(NOW);
                w.unsigned(9).text("operator");
            }),
        ),
        (
            "times-as-floats",
            forged(EXTERNAL_AAD, |w| {
                w.map(4)
                    .unsigned(3)
                    .text(&node_hex)
                    .unsigned(4)
                    .float(1_800_000_060.0)
                    .unsigned(6)
                    .float(1.8e9);
                w.unsigned(9).text("operator");
            }),
        ),
        ("padded", format!("{}==", token().sign(&secret()))),
        ("in-the-other-base64", token().sign(&secret()).replace('-', "+").replace('_', "/") + "+"),
        ("empty", String::new()),
    ]
}

fn text() -> String {
    let head = json!({
        "seed": HEXLOWER.encode(&SEED), "key": secret().public().to_string(), "node": node().to_string(), "now": NOW,
        "see": "tests/vectors/README.md",
    });
    let valid = valid().into_iter().map(|(name, token)| {
        json!({
            "name": name, "token": token.sign(&secret()), "scope": token.scope.word(),
            "issued_at": token.issued_at, "expires_at": token.expires_at,
        })
    });
    let invalid = invalid().into_iter().map(|(name, token)| json!({"name": name, "token": token}));
    let lines = |vectors: Vec<Value>| {
        vectors.into_iter().map(|vector| format!("  {vector}")).collect::<Vec<_>>().join(",\n")
    };
    let head = head.to_string();
    format!(
        "{},\n \"valid\": [\n{}\n ],\n \"invalid\": [\n{}\n ]\n}}\n",
        head.trim_end_matches('}'),
        lines(valid.collect()),
        lines(invalid.collect())
    )
}

pub(super) fn write() {
    save(FILE, text().as_bytes());
}

#[test]
fn the_file_of_tokens_is_what_the_code_gives() {
    assert!(read(FILE) == text().as_bytes(), "{FILE} has drifted");
}

#[test]
fn every_valid_token_proves_its_key_and_every_invalid_one_nothing() {
    let file = stored(FILE);
    let now = file["now"].as_u64().unwrap();
    for vector in file["valid"].as_array().unwrap() {
        let (key, token) = Token::check(vector["token"].as_str().unwrap(), node(), now).unwrap();
        assert_eq!(file["key"], key.to_string());
        let said = json!([token.scope.word(), token.issued_at, token.expires_at]);
        assert_eq!(
            said,
            json!([vector["scope"], vector["issued_at"], vector["expires_at"]]),
            "{}",
            vector["name"]
        );
    }
    for vector in file["invalid"].as_array().unwrap() {
        let refused = Token::check(vector["token"].as_str().unwrap(), node(), now);
        let refused = refused.expect_err(vector["name"].as_str().unwrap());
        assert_eq!(refused.code(), ErrorCode::Unauthenticated);
    }
}
