//! Many signatures at once, by the rule of the module above.

use std::collections::BTreeMap;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;

use super::{KnownKeys, SignatureFault, challenge, decode_signature, equation_holds, vanishes, verify};

/// The most signatures that share one equation. Longer inputs are cut into pieces of this size, so that what a
/// batch holds in memory is bounded. So many take 0.8 of the time that they take in pieces of 256; more of them
/// together were measured to be hardly faster.
pub const MAX_BATCH: usize = 2048;

/// In search of the invalid, so few are checked one by one instead of being halved further.
const ONE_BY_ONE: usize = 4;

/// What separates these coefficients from every other use of the hash.
const COEFFICIENT_CONTEXT: &str = "cyberfly 2026-11 signature batch coefficients v1";

/// One signature to check.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The author's public key.
    pub public: &'a [u8; 32],
    /// The bytes that were signed.
    pub message: &'a [u8],
    /// `R` and `s`.
    pub signature: &'a [u8; 64],
}

impl Item<'_> {
    fn verify(&self) -> Result<(), SignatureFault> {
        verify(self.public, self.message, self.signature)
    }
}

/// At least one signature of a batch is not valid; [`verify_each`] says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not every signature of the batch is valid")]
pub struct BatchRefused;

/// Whether every item is valid by [`super::verify`]. No items are all valid.
///
/// The equations are added up, each multiplied by a coefficient of 128 bits, and eight times the sum is compared
/// with zero. If every equation holds, the sum is zero whatever the coefficients: a valid batch is never
/// refused. If one does not, then of all values of its coefficient at most one makes the sum zero, since eight
/// times the equation is a point of the prime order `L > 2^128`: an invalid batch passes with a probability of
/// at most `2^-128`.
///
/// For this the coefficients must not be known while a signature can still be chosen: whoever knew them could
/// pick two wrong signatures whose errors cancel. They are therefore a hash over `seed` and *all* items, so that
/// another byte anywhere gives every item another coefficient, and an attacker is left with 2^128 trials. With a
/// `seed` that nobody else knows (32 random bytes, one for a process is enough) not even those can be made away
/// from here. The same seed and items always give the same coefficients.
pub fn verify_batch(seed: &[u8; 32], items: &[Item<'_>]) -> Result<(), BatchRefused> {
    for chunk in items.chunks(MAX_BATCH) {
        if let [alone] = chunk {
            alone.verify().map_err(|_| BatchRefused)?;
            continue;
        }
        let mut batch = Batch::new(seed);
        let mut known = KnownKeys::new();
        for item in chunk {
            batch.add(&mut known, item).map_err(|_| BatchRefused)?;
        }
        batch.draw_coefficients();
        if !vanishes(&batch.residue(&batch.claims)) {
            return Err(BatchRefused);
        }
    }
    Ok(())
}

/// What [`super::verify`] says of each item, in their order, at the price of [`verify_batch`] when all are valid.
///
/// A batch that fails is halved until the invalid ones are found, each of which is then refused by its own
/// equation. Measured with 256 items: one invalid takes 1.6 times as long as none; if all are invalid, it takes
/// 2.1 times as long as checking each alone, and that is the worst case.
pub fn verify_each(seed: &[u8; 32], items: &[Item<'_>]) -> Vec<Result<(), SignatureFault>> {
    verify_each_known(&mut KnownKeys::new(), seed, items)
}

/// [`verify_each`] for a caller who checks many batches and remembers the keys it has met. The verdicts are the same.
pub fn verify_each_known(
    known: &mut KnownKeys,
    seed: &[u8; 32],
    items: &[Item<'_>],
) -> Vec<Result<(), SignatureFault>> {
    let mut verdicts = Vec::with_capacity(items.len());
    for chunk in items.chunks(MAX_BATCH) {
        if let [alone] = chunk {
            verdicts.push(alone.verify());
            continue;
        }
        let mut batch = Batch::new(seed);
        // The claims are those items that are well formed, in the same order.
        let added: Vec<_> = chunk.iter().map(|item| batch.add(known, item)).collect();
        batch.draw_coefficients();
        let mut valid = vec![true; batch.claims.len()];
        batch.find_invalid(&batch.claims, batch.residue(&batch.claims), &mut valid);
        let mut valid = valid.into_iter();
        verdicts.extend(added.into_iter().map(|added| match added {
            Ok(()) if valid.next().unwrap_or(false) => Ok(()),
            Ok(()) => Err(SignatureFault::BadSignature),
            Err(fault) => Err(fault),
        }));
    }
    verdicts
}

/// An item that is well formed: what is left to check is its equation.
pub(super) struct Claim {
    /// Index into [`Batch::keys`].
    key: usize,
    r: EdwardsPoint,
    s: Scalar,
    k: Scalar,
    /// The coefficient, zero until it is drawn.
    pub(super) z: Scalar,
}

/// The well-formed items of one chunk. Each distinct key is decoded once and has one term in the sum.
pub(super) struct Batch {
    keys_here: BTreeMap<[u8; 32], Result<usize, SignatureFault>>,
    keys: Vec<EdwardsPoint>,
    pub(super) claims: Vec<Claim>,
    transcript: blake3::Hasher,
}

impl Batch {
    pub(super) fn new(seed: &[u8; 32]) -> Self {
        let mut transcript = blake3::Hasher::new_derive_key(COEFFICIENT_CONTEXT);
        transcript.update(seed);
        Self { keys_here: BTreeMap::new(), keys: Vec::new(), claims: Vec::new(), transcript }
    }

    /// Takes the item in if it is well formed; if not, its fault is what [`super::verify`] would report.
    pub(super) fn add(&mut self, known: &mut KnownKeys, item: &Item<'_>) -> Result<(), SignatureFault> {
        let key = self.key(known, item.public)?;
        let (r, s) = decode_signature(item.signature)?;
        let challenge = challenge(item.public, item.message, item.signature);
        // SHA-512 binds R, the key and the message; `s` is the only byte string besides. Both have a fixed
        // length, so no two lists of items give the same transcript.
        self.transcript.update(&challenge).update(s.as_bytes());
        let k = Scalar::from_bytes_mod_order_wide(&challenge);
        self.claims.push(Claim { key, r, s, k, z: Scalar::ZERO });
        Ok(())
    }

    fn key(&mut self, known: &mut KnownKeys, public: &[u8; 32]) -> Result<usize, SignatureFault> {
        if let Some(here) = self.keys_here.get(public) {
            return *here;
        }
        let decoded = known.decode(public).map(|point| {
            self.keys.push(point);
            self.keys.len() - 1
        });
        self.keys_here.insert(*public, decoded);
        decoded
    }

    /// To be called when all items are in, and not before.
    pub(super) fn draw_coefficients(&mut self) {
        let mut stream = self.transcript.finalize_xof();
        for claim in &mut self.claims {
            let mut coefficient = [0; 16];
            stream.fill(&mut coefficient);
            claim.z = Scalar::from(u128::from_le_bytes(coefficient));
        }
    }

    /// The claim's equation alone, without its coefficient.
    fn holds(&self, claim: &Claim) -> bool {
        equation_holds(&self.keys[claim.key], &claim.r, &claim.s, &claim.k)
    }

    /// The sum of `z·(R + k·A − s·B)` over `claims`.
    ///
    /// The sign spares `R` a negative, and so long, coefficient. Those of `A` are reduced modulo `L`, which may
    /// add a point of small order to the sum, and [`vanishes`] takes it away.
    fn residue(&self, claims: &[Claim]) -> EdwardsPoint {
        let mut base = Scalar::ZERO;
        let mut by_key: BTreeMap<usize, Scalar> = BTreeMap::new();
        for claim in claims {
            base -= claim.z * claim.s;
            *by_key.entry(claim.key).or_insert(Scalar::ZERO) += claim.z * claim.k;
        }
        let mut scalars = Vec::with_capacity(1 + by_key.len() + claims.len());
        let mut points = Vec::with_capacity(scalars.capacity());
        scalars.push(base);
        points.push(ED25519_BASEPOINT_POINT);
        for (key, coefficient) in by_key {
            scalars.push(coefficient);
            points.push(self.keys[key]);
        }
        for claim in claims {
            scalars.push(claim.z);
            points.push(claim.r);
        }
        EdwardsPoint::vartime_multiscalar_mul(scalars, points)
    }

    /// Sets `valid` to false for each of `claims` whose equation fails; `residue` is the sum over them.
    ///
    /// Of two halves only the first needs a sum of its own: what it leaves of the whole is the other's. The
    /// coefficients may serve every sum: each claim has the one that its whole batch gave it.
    fn find_invalid(&self, claims: &[Claim], residue: EdwardsPoint, valid: &mut [bool]) {
        if vanishes(&residue) {
            return;
        }
        if claims.len() <= ONE_BY_ONE {
            for (claim, valid) in claims.iter().zip(valid) {
                *valid = self.holds(claim);
            }
            return;
        }
        let middle = claims.len() / 2;
        let (first, second) = claims.split_at(middle);
        let (first_valid, second_valid) = valid.split_at_mut(middle);
        let first_residue = self.residue(first);
        self.find_invalid(first, first_residue, first_valid);
        self.find_invalid(second, residue - first_residue, second_valid);
    }
}
