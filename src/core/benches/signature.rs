//! How fast signatures are checked, next to the libraries one could have used instead.
//!
//! `cargo bench -p cyberfly-core --bench signature`. Both columns of a row are measured in turns, in short
//! rounds, and the medians compared, so that a busy machine slows both.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cyberfly_core::signature::{Item, KnownKeys, verify, verify_batch, verify_each, verify_each_known};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

const TIME_PER_ROW: Duration = Duration::from_secs(2);
/// How many signatures, by how many authors.
const SHAPES: [(u32, u32); 7] = [(2, 2), (8, 8), (64, 64), (256, 256), (256, 16), (256, 1), (1024, 1)];
const MESSAGE_BYTES: usize = 200;

struct Signed {
    public: [u8; 32],
    message: Vec<u8>,
    signature: [u8; 64],
}

fn signed(count: u32, authors: u32) -> Vec<Signed> {
    (0..count)
        .map(|index| {
            let seed = blake3::hash(&(index % authors).to_le_bytes());
            let key = SigningKey::from_bytes(seed.as_bytes());
            let mut message = vec![0; MESSAGE_BYTES];
            message[..4].copy_from_slice(&index.to_le_bytes());
            let signature = key.sign(&message).to_bytes();
            Signed { public: key.verifying_key().to_bytes(), message, signature }
        })
        .collect()
}

fn items(signed: &[Signed]) -> Vec<Item<'_>> {
    signed
        .iter()
        .map(|one| Item { public: &one.public, message: &one.message, signature: &one.signature })
        .collect()
}

fn keys(signed: &[Signed]) -> Vec<VerifyingKey> {
    signed.iter().map(|one| VerifyingKey::from_bytes(&one.public).unwrap()).collect()
}

fn dalek_batch(signed: &[Signed], keys: &[VerifyingKey]) -> bool {
    let messages: Vec<&[u8]> = signed.iter().map(|one| one.message.as_slice()).collect();
    let signatures: Vec<_> = signed.iter().map(|one| Signature::from_bytes(&one.signature)).collect();
    ed25519_dalek::verify_batch(&messages, &signatures, keys).is_ok()
}

fn dalek_one_by_one(signed: &[Signed]) -> bool {
    signed.iter().all(|one| {
        let key = VerifyingKey::from_bytes(&one.public).unwrap();
        key.verify_strict(&one.message, &Signature::from_bytes(&one.signature)).is_ok()
    })
}

fn consensus_one_by_one(signed: &[Signed]) -> bool {
    signed.iter().all(|one| {
        let key = ed25519_consensus::VerificationKey::try_from(one.public).unwrap();
        key.verify(&ed25519_consensus::Signature::from(one.signature), &one.message).is_ok()
    })
}

fn consensus_batch(signed: &[Signed]) -> bool {
    let mut verifier = ed25519_consensus::batch::Verifier::new();
    for one in signed {
        let key = ed25519_consensus::VerificationKeyBytes::from(one.public);
        let signature = ed25519_consensus::Signature::from(one.signature);
        verifier.queue((key, signature, &one.message.as_slice()));
    }
    verifier.verify(Coefficients(blake3::Hasher::new().finalize_xof())).is_ok()
}

/// The source of coefficients that `ed25519-consensus` asks for.
struct Coefficients(blake3::OutputReader);

impl rand_core_06::RngCore for Coefficients {
    fn next_u32(&mut self) -> u32 {
        rand_core_06::impls::next_u32_via_fill(self)
    }
    fn next_u64(&mut self) -> u64 {
        rand_core_06::impls::next_u64_via_fill(self)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rand_core_06::CryptoRng for Coefficients {}

fn timed(run: &dyn Fn() -> bool, expected: bool) -> f64 {
    let start = Instant::now();
    assert_eq!(black_box(run()), expected);
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Prints signatures per second of both, and how many times as fast as the reference we are.
fn row(name: &str, count: u32, ours: (&dyn Fn() -> bool, bool), reference: (&dyn Fn() -> bool, bool)) {
    let (mut our_times, mut reference_times) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while start.elapsed() < TIME_PER_ROW {
        our_times.push(timed(ours.0, ours.1));
        reference_times.push(timed(reference.0, reference.1));
    }
    let per_second = |times| f64::from(count) / median(times);
    let (ours, reference) = (per_second(our_times), per_second(reference_times));
    println!("{name:<64} | {ours:>9.0} | {reference:>9.0} | {:>5.2}", ours / reference);
}

fn main() {
    let seed = [7; 32];
    println!("{:<64} | {:>9} | {:>9} | ratio", "name (columns: signatures a second)", "ours", "reference");

    let one = signed(64, 64);
    let singly = || one.iter().all(|s| verify(&s.public, &s.message, &s.signature).is_ok());
    row("one by one; dalek verify_strict", 64, (&singly, true), (&|| dalek_one_by_one(&one), true));
    row("one by one; consensus verify", 64, (&singly, true), (&|| consensus_one_by_one(&one), true));

    for (count, authors) in SHAPES {
        let batch = signed(count, authors);
        let (items, keys_before) = (items(&batch), keys(&batch));
        let ours = || verify_batch(&seed, &items).is_ok();
        let known = RefCell::new(KnownKeys::new());
        let ours_known =
            || verify_each_known(&mut known.borrow_mut(), &seed, &items).iter().all(Result::is_ok);
        let name = |other: &str| format!("batch {count}, authors {authors}; {other}");
        let raw = || dalek_batch(&batch, &keys_before);
        row(&name("dalek verify_batch, keys decoded before"), count, (&ours, true), (&raw, true));
        row(&name("the same, our keys known too"), count, (&ours_known, true), (&raw, true));
        let from_bytes = || dalek_batch(&batch, &keys(&batch));
        row(&name("dalek verify_batch, from bytes"), count, (&ours, true), (&from_bytes, true));
        row(&name("consensus batch"), count, (&ours, true), (&|| consensus_batch(&batch), true));
    }

    for invalid in [0, 1, 16, 256] {
        let mut batch = signed(256, 256);
        for index in 0..invalid {
            batch[index * 256 / invalid.max(1)].message[9] ^= 1;
        }
        let items = items(&batch);
        let each = || verify_each(&seed, &items).iter().all(Result::is_ok);
        let singly =
            || items.iter().filter(|i| verify(i.public, i.message, i.signature).is_err()).count() == 0;
        let name = format!("each of 256, {invalid} invalid; our own one by one");
        row(&name, 256, (&each, invalid == 0), (&singly, invalid == 0));
    }
}
