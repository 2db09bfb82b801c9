//! The test vectors of `tests/vectors`, the examples of `docs/format.md` and the seeds in `fuzz/corpus`: made here from
//! the code, compared with what is checked in. To write them anew:
//!
//! ```text
//! cargo test -p cyberfly-core write_vectors -- --ignored
//! ```

mod corpus;
mod examples;
mod forge;
mod invalid;
mod tokens;
mod valid;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::error::{ErrorCode, Refused};
use crate::json;
use crate::key::SecretKey;
use crate::op::{Claimed, Draft};

/// The seed of the author of all vectors.
const SEED: [u8; 32] = [1; 32];

fn secret() -> SecretKey {
    SecretKey::from_seed(&SEED)
}

struct Valid {
    name: &'static str,
    draft: Draft,
}

struct Invalid {
    name: &'static str,
    bytes: Vec<u8>,
    code: ErrorCode,
    stage: &'static str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn save(path: &str, bytes: &[u8]) {
    let path = root().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

/// The longest JSON form that is worth a place in the file, in bytes.
const JSON_SHOWN: usize = 8 * 1024;

fn valid_file() -> String {
    let vectors = valid::all().into_iter().map(|Valid { name, draft }| {
        let op = draft.sign(&secret()).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        let form = Some(json::to_json(&op)).filter(|form| form.to_string().len() <= JSON_SHOWN);
        let mut vector = json!({"name": name, "id": op.id().to_string(), "bytes": parts(op.bytes())});
        vector["json"] = form.into();
        vector
    });
    file(json!({"seed": HEXLOWER.encode(&SEED), "author": secret().public().to_string()}), vectors)
}

fn invalid_file() -> String {
    let vectors = invalid::all().into_iter().map(|vector| {
        json!({
            "name": vector.name,
            "stage": vector.stage,
            "code": vector.code.as_str(),
            "bytes": parts(&vector.bytes),
        })
    });
    file(json!({}), vectors)
}

/// One vector a line: a difference shows which one changed.
fn file(mut head: Value, vectors: impl Iterator<Item = Value>) -> String {
    head["see"] = "tests/vectors/README.md".into();
    let head = head.to_string();
    let lines: Vec<_> = vectors.map(|vector| format!("  {vector}")).collect();
    format!("{},\n \"vectors\": [\n{}\n ]\n}}\n", head.trim_end_matches('}'), lines.join(",\n"))
}

/// Bytes as hexadecimal; where a few bytes are repeated many times, as an array of such texts and `[text, times]`.
fn parts(bytes: &[u8]) -> Value {
    const WORTH_IT: usize = 256;
    let (mut parts, mut plain, mut at) = (Vec::new(), Vec::new(), 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let longest =
            (1..=16).map(|period| (period, repeated(rest, period))).max_by_key(|(_, length)| *length);
        match longest {
            Some((period, length)) if length >= WORTH_IT => {
                let period =
                    (1..=period).find(|shorter| repeated(rest, *shorter) >= length).unwrap_or(period);
                let times = length / period;
                if !plain.is_empty() {
                    parts.push(Value::from(HEXLOWER.encode(&std::mem::take(&mut plain))));
                }
                parts.push(json!([HEXLOWER.encode(&rest[..period]), times]));
                at += period * times;
            }
            _ => {
                plain.push(rest[0]);
                at += 1;
            }
        }
    }
    if parts.is_empty() {
        return HEXLOWER.encode(&plain).into();
    }
    parts.push(HEXLOWER.encode(&plain).into());
    parts.into()
}

/// How many bytes at the front are the first `period` of them again and again.
fn repeated(bytes: &[u8], period: usize) -> usize {
    let same = bytes.iter().zip(bytes.iter().skip(period)).take_while(|(a, b)| a == b).count();
    if same >= period { (same + period) / period * period } else { 0 }
}

fn unparts(value: &Value) -> Vec<u8> {
    match value {
        Value::String(hex) => HEXLOWER.decode(hex.as_bytes()).unwrap(),
        Value::Array(parts) => parts.iter().flat_map(unpart).collect(),
        other => panic!("no bytes: {other}"),
    }
}

fn unpart(part: &Value) -> Vec<u8> {
    match part.as_array() {
        Some(pair) => unparts(&pair[0]).repeat(usize::try_from(pair[1].as_u64().unwrap()).unwrap()),
        None => unparts(part),
    }
}

fn stored(path: &str) -> Value {
    serde_json::from_slice(&read(path)).unwrap()
}

const VALID: &str = "tests/vectors/operations-valid.json";
const INVALID: &str = "tests/vectors/operations-invalid.json";

#[test]
#[ignore = "writes the files that the other tests compare"]
fn write_vectors() {
    save(VALID, valid_file().as_bytes());
    save(INVALID, invalid_file().as_bytes());
    tokens::write();
    corpus::write();
    examples::write();
}

#[test]
fn the_files_are_what_the_code_gives() {
    assert!(read(VALID) == valid_file().as_bytes(), "{VALID} has drifted");
    assert!(read(INVALID) == invalid_file().as_bytes(), "{INVALID} has drifted");
}

#[test]
fn every_valid_vector_decodes_verifies_and_has_its_id_and_json() {
    let file = stored(VALID);
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() > 50);
    for vector in vectors {
        let bytes = unparts(&vector["bytes"]);
        let op = Claimed::decode(&bytes).and_then(Claimed::verify);
        let op = op.unwrap_or_else(|refused| panic!("{}: {refused}", vector["name"]));
        assert_eq!(vector["id"], op.id().to_string());
        let seed: [u8; 32] =
            HEXLOWER.decode(file["seed"].as_str().unwrap().as_bytes()).unwrap().try_into().unwrap();
        let again = op.draft().clone().sign(&SecretKey::from_seed(&seed)).unwrap();
        assert_eq!(again.bytes(), bytes, "{}", vector["name"]);
        if !vector["json"].is_null() {
            assert_eq!(vector["json"], json::to_json(&op));
            assert_eq!(json::from_json(&vector["json"]).unwrap().bytes(), bytes);
        }
    }
}

#[test]
fn every_invalid_vector_is_refused_where_and_why_it_says() {
    let file = stored(INVALID);
    for vector in file["vectors"].as_array().unwrap() {
        let (stage, refused) = verdict(&unparts(&vector["bytes"]));
        let refused = refused.unwrap_or_else(|| panic!("{} is accepted", vector["name"]));
        let found = json!([stage, refused.code().as_str()]);
        assert_eq!(found, json!([vector["stage"], vector["code"]]), "{}: {refused}", vector["name"]);
    }
}

#[test]
fn names_of_vectors_are_unique() {
    let names = valid::all().into_iter().map(|v| v.name).chain(invalid::all().into_iter().map(|v| v.name));
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
}

fn verdict(bytes: &[u8]) -> (&'static str, Option<Refused>) {
    match Claimed::decode(bytes) {
        Err(refused) => ("decode", Some(refused)),
        Ok(claim) => ("verify", claim.verify().err()),
    }
}

/// What only a draft can break: no bytes lead there, or another rule refuses them first.
const DRAFTS_ONLY: [&str; 6] = [
    "a score that is not a number",
    "an integer lies between -2^64 and 2^64 - 1",
    "a known kind under the name of an unknown one",
    "rights are written at their own key, and nothing else is",
    "testimonies are written at their own key, and nothing else is",
    "the null is a delete and no value",
];

#[test]
fn every_rule_in_the_source_has_an_invalid_vector() {
    let reasons: Vec<String> = invalid::all()
        .iter()
        .filter_map(|v| verdict(&v.bytes).1)
        .map(|refused| refused.to_string())
        .collect();
    let sources = [
        include_str!("../cose.rs"),
        include_str!("../op.rs"),
        include_str!("../write.rs"),
        include_str!("../write/body.rs"),
        include_str!("../cbor.rs"),
        include_str!("../name.rs"),
        include_str!("../witness.rs"),
    ];
    let rules: Vec<_> = sources.iter().flat_map(|source| rules_of(source)).collect();
    assert!(rules.len() > 60, "{} rules found", rules.len());
    for rule in rules {
        // A rule with a number in it is known by its longest plain part.
        let known_by = rule.split(['{', '}']).max_by_key(|part| part.len()).unwrap();
        let whole = reasons.iter().any(|reason| reason.contains(rule.as_str()) || reason.contains(known_by));
        assert!(whole || DRAFTS_ONLY.contains(&rule.as_str()), "no vector breaks the rule {rule:?}");
    }
}

/// The texts of all refusals in a source file.
fn rules_of(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let mut rules = Vec::new();
    let markers = ["form(", "limit(", "author(", "fault(", "FORM: &str =", "TOO_DEEP: &str =", "#[error("];
    for marker in markers {
        for (at, _) in source.match_indices(marker) {
            let rest = source[at + marker.len()..].trim_start();
            let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start();
            rules.extend(literal(rest));
        }
    }
    for marker in ["self.expect(", "tuple(r, "] {
        for (at, _) in source.match_indices(marker) {
            let line = source[at..].lines().next().unwrap();
            rules.extend(line.find('"').and_then(|quote| literal(&line[quote..])));
        }
    }
    rules.retain(|rule| rule != "{reason}" && rule != "{reason} at byte {at}");
    rules
}

fn literal(text: &str) -> Option<String> {
    Some(text.strip_prefix('"')?.split('"').next()?.to_owned())
}
