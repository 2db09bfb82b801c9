//! The rule against vectors, against another implementation, and against what an attacker would try.

mod agreement;
mod hazards;
mod together;
mod vectors;

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;

use super::{Item, SignatureFault, challenge, verify};

type Verdict = Result<(), SignatureFault>;

/// A signature with what it is of.
#[derive(Clone, Debug)]
struct Signed {
    public: [u8; 32],
    message: Vec<u8>,
    signature: [u8; 64],
}

impl Signed {
    fn item(&self) -> Item<'_> {
        Item { public: &self.public, message: &self.message, signature: &self.signature }
    }

    fn verdict(&self) -> Verdict {
        verify(&self.public, &self.message, &self.signature)
    }

    /// Adds to `s`, modulo the group order.
    fn shift_s(&mut self, by: Scalar) {
        let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(self.s())).unwrap();
        self.signature[32..].copy_from_slice((s + by).as_bytes());
    }

    fn s(&self) -> [u8; 32] {
        self.signature[32..].try_into().unwrap()
    }
}

fn items(signed: &[Signed]) -> Vec<Item<'_>> {
    signed.iter().map(Signed::item).collect()
}

fn verdicts(signed: &[Signed]) -> Vec<Verdict> {
    signed.iter().map(Signed::verdict).collect()
}

/// The second opinion. Its equation is that of `ed25519-consensus`, which is laxer about encodings and small
/// orders; those are checked here by encoding anew and by looking the point up, not as the code under test does.
fn oracle(signed: &Signed) -> Verdict {
    let acceptable = |bytes: [u8; 32]| {
        let point = CompressedEdwardsY(bytes).decompress();
        point.is_some_and(|point| point.compress().0 == bytes && !EIGHT_TORSION.contains(&point))
    };
    if !acceptable(signed.public) {
        return Err(SignatureFault::WeakKey);
    }
    if !acceptable(signed.signature[..32].try_into().unwrap()) {
        return Err(SignatureFault::BadSignature);
    }
    if zip215(signed) { Ok(()) } else { Err(SignatureFault::BadSignature) }
}

/// What `ed25519-consensus` says, without our stricter rules.
fn zip215(signed: &Signed) -> bool {
    ed25519_consensus::VerificationKey::try_from(signed.public).is_ok_and(|key| {
        key.verify(&ed25519_consensus::Signature::from(signed.signature), &signed.message).is_ok()
    })
}

/// What dalek's strict check says: it does not multiply by eight.
fn cofactorless(signed: &Signed) -> bool {
    ed25519_dalek::VerifyingKey::from_bytes(&signed.public).is_ok_and(|key| {
        let signature = ed25519_dalek::Signature::from_bytes(&signed.signature);
        key.verify_strict(&signed.message, &signature).is_ok()
    })
}

/// An author who may do what honest libraries do not: add points of small order to the key and to `R`.
#[derive(Clone, Copy)]
struct Author {
    secret: Scalar,
    torsion: EdwardsPoint,
}

impl Author {
    fn new(number: u64, torsion: usize) -> Self {
        Self { secret: scalar("secret", number), torsion: EIGHT_TORSION[torsion] }
    }

    fn sign(&self, number: u64, torsion_of_r: usize) -> Signed {
        let nonce = scalar("nonce", number);
        let r = ED25519_BASEPOINT_POINT * nonce + EIGHT_TORSION[torsion_of_r];
        let public = ED25519_BASEPOINT_POINT * self.secret + self.torsion;
        solve(public.compress().0, r.compress().0, nonce, self.secret, format!("message {number}"))
    }
}

/// The signature that these encodings of key and `R` call for.
fn solve(public: [u8; 32], r: [u8; 32], nonce: Scalar, secret: Scalar, message: String) -> Signed {
    let message = message.into_bytes();
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r);
    let k = Scalar::from_bytes_mod_order_wide(&challenge(&public, &message, &signature));
    signature[32..].copy_from_slice((nonce + k * secret).as_bytes());
    Signed { public, message, signature }
}

fn scalar(purpose: &str, number: u64) -> Scalar {
    let mut wide = [0; 64];
    Random::new(purpose, number).0.fill(&mut wide);
    Scalar::from_bytes_mod_order_wide(&wide)
}

/// Numbers that are the same in every run.
struct Random(blake3::OutputReader);

impl Random {
    fn new(purpose: &str, number: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(purpose.as_bytes()).update(&[0]).update(&number.to_le_bytes());
        Self(hasher.finalize_xof())
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(u32::from_le_bytes(self.bytes())).unwrap() % bound
    }
}

fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "hex of odd length");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
