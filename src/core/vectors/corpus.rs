//! The seeds of the fuzz targets, replayed and mutated as ordinary tests.

use std::collections::BTreeMap;

use super::{invalid, root, save, secret, valid};
use crate::cbor::Writer;
use crate::json;
use crate::promises::{TARGETS, reconciled_entries, reconciled_up_to};
use crate::reconcile::{Limits, MemorySums, Reconciler};
use crate::write::Kind;

/// The largest seed that is worth a file, in bytes.
const SEED_LIMIT: usize = 1024;

type Corpus = BTreeMap<(&'static str, String), Vec<u8>>;

fn corpus() -> Corpus {
    let mut corpus = Corpus::new();
    let mut add = |target: &'static str, name: &str, bytes: Vec<u8>| {
        if bytes.len() <= SEED_LIMIT {
            corpus.insert((target, name.to_owned()), bytes);
        }
    };
    for vector in valid::all() {
        let op = vector.draft.sign(&secret()).unwrap();
        add("operation", vector.name, op.bytes().to_vec());
        add("json", vector.name, json::to_json(&op).to_string().into_bytes());
        let write = &op.writes()[0];
        let mut w = Writer::default();
        write.encode(&mut w);
        let bytes = w.into_bytes();
        add("cbor", vector.name, bytes.clone());
        add("write", vector.name, bytes);
        add("name", &format!("key-of-{}", vector.name), write.key.as_str().into());
        if let Some(field) = &write.field {
            let kind = u8::try_from(write.kind.number()).unwrap_or(u8::MAX);
            add("field", vector.name, [&[kind], &field[..]].concat());
            if write.kind == Kind::Json {
                add("json_path", vector.name, field.clone());
            }
        }
        if vector.name == "db-longest" || vector.name == "del" {
            add("name", &format!("db-of-{}", vector.name), op.db().as_str().into());
        }
    }
    for vector in invalid::all() {
        add("operation", vector.name, vector.bytes);
    }
    for (name, bytes) in [
        ("maps", &[0xa2, 0x00, 0xa0, 0x18, 0x18, 0x80][..]),
        (
            "floats",
            &[
                0x83, 0xf9, 0x3c, 0, 0xfa, 0x47, 0xc3, 0x50, 0, 0xfb, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99,
                0x99, 0x9a,
            ],
        ),
        ("simple", &[0x83, 0xf4, 0xf5, 0xf6]),
        (
            "levels",
            &[
                0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81,
                0x81, 0,
            ],
        ),
    ] {
        add("cbor", name, bytes.to_vec());
    }
    for (name, path) in
        [("nothing", &b""[..]), ("root-name", b"\xff"), ("two", b"a\xffb\xff"), ("open", b"a\xffb")]
    {
        add("json_path", name, path.to_vec());
    }
    for (name, hidden) in [("some", 7), ("most", 2), ("all", 1)] {
        for (n, message) in conversation(hidden).into_iter().enumerate() {
            add("reconcile", &format!("{name}-lack-{n}"), message);
        }
    }
    add("reconcile", "cut-short", vec![2]);
    corpus
}

/// What two sides say of which one lacks every `hidden`th entry.
fn conversation(hidden: usize) -> Vec<Vec<u8>> {
    let (bound, key) = reconciled_up_to();
    let (all, entries): (MemorySums, _) = (reconciled_entries().collect(), reconciled_entries().enumerate());
    let some: MemorySums = entries.filter(|(n, _)| n % hidden != 0).map(|(_, entry)| entry).collect();
    let (mut initiator, first) = Reconciler::initiator(&some, bound, key.clone(), Limits::default()).unwrap();
    let mut responder = Reconciler::responder(&all, bound, key, Limits::default());
    let mut messages = Vec::new();
    let mut next = Some(first);
    while let Some(message) = next {
        next = match messages.len() % 2 {
            0 => responder.step(&message).unwrap().send,
            _ => initiator.step(&message).unwrap().send,
        };
        messages.push(message);
    }
    messages
}

pub(super) fn write() {
    for ((target, name), bytes) in corpus() {
        save(&format!("fuzz/corpus/{target}/{name}"), &bytes);
    }
}

/// All seeds that are checked in: those made here, and findings that were added by hand.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = root().join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn the_seeds_are_what_the_code_gives() {
    for ((target, name), bytes) in corpus() {
        let stored = std::fs::read(root().join("fuzz/corpus").join(target).join(&name));
        assert!(stored.is_ok_and(|stored| stored == bytes), "{target}/{name} has drifted");
    }
}

#[test]
fn every_decoder_keeps_its_promise_on_the_corpus() {
    for (target, promise) in TARGETS {
        let seeds = seeds(target);
        assert!(seeds.len() > 3, "{target}");
        seeds.iter().for_each(|seed| promise(seed));
    }
}

#[test]
fn every_decoder_keeps_its_promise_on_mutations_of_the_corpus() {
    let mut chance = Chance(0x5eed);
    for (target, promise) in TARGETS {
        let seeds = seeds(target);
        for round in 0..4_000 {
            let mut bytes = seeds[round % seeds.len()].clone();
            let other = &seeds[chance.below(seeds.len())];
            for _ in 0..=chance.below(4) {
                mutate(&mut bytes, other, &mut chance);
            }
            promise(&bytes);
        }
    }
}

/// Bytes that heads, lengths and floats are made of.
const TELLING: [u8; 16] =
    [0x00, 0x01, 0x17, 0x18, 0x19, 0x1b, 0x40, 0x5b, 0x7f, 0x80, 0x9b, 0xa0, 0xf6, 0xf9, 0xfb, 0xff];

fn mutate(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    if bytes.is_empty() {
        bytes.push(TELLING[chance.below(16)]);
        return;
    }
    let at = chance.below(bytes.len());
    match chance.below(7) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes[at] = TELLING[chance.below(16)],
        2 => bytes.insert(at, TELLING[chance.below(16)]),
        3 => drop(bytes.remove(at)),
        4 => bytes.truncate(at),
        5 => bytes[at] = bytes[at].wrapping_add(1),
        _ => {
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}

/// A fixed sequence of numbers, the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}
