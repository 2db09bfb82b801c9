//! Whether an Ed25519 signature is valid: a pure function of the bytes, and the same one for every caller.
//!
//! Replicas converge only if they agree on which operations exist, so one rule must hold however a signature
//! is met: alone, or among a few hundred others in a batch. The rule:
//!
//! 1. `A`, the author's key, is the canonical encoding of a point that is not of small order;
//! 2. `R`, the first half of the signature, is so too;
//! 3. `s`, its second half, is a number below `L`, the prime order of the base point `B`;
//! 4. `[8](s·B − k·A − R) = 0`, with `k = SHA-512(R ‖ A ‖ message) mod L` over the bytes as they came.
//!
//! The factor of eight is what lets single and batched checks agree. The curve's group has order `8·L`; each of
//! `A` and `R` may carry a component of order up to eight, and a random combination of equations cancels such
//! components by chance. Multiplied by eight they are gone, always, and what is left lives in a group of prime
//! order, where a random combination of equations vanishes only if each does (see [`verify_batch`]). The rules
//! 1 to 3 leave one encoding of each point and number, so nobody can turn a valid signature into another one
//! without the author's key.

mod batch;
mod known;
#[cfg(test)]
mod tests;

pub use batch::{BatchRefused, Item, MAX_BATCH, verify_batch, verify_each, verify_each_known};
pub use known::KnownKeys;

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};

use crate::error::ErrorCode;

/// Why a signature is refused. Equal bytes are always refused for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignatureFault {
    /// The public key is no canonical encoding of a point, or the point is of small order, so that a signature
    /// under it would prove nothing. Such a key has no valid signature at all.
    #[error("the public key is not an acceptable Ed25519 key")]
    WeakKey,
    /// The key is acceptable, and the signature is none of this message by this key.
    #[error("the signature does not match the key and the message")]
    BadSignature,
}

impl SignatureFault {
    /// The stable code of the fault.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::WeakKey => ErrorCode::WeakKey,
            Self::BadSignature => ErrorCode::BadSignature,
        }
    }
}

/// Says whether `public` can be an author's key at all: [`SignatureFault::WeakKey`] if not.
pub fn check_public_key(public: &[u8; 32]) -> Result<(), SignatureFault> {
    decode_key(public).map(drop)
}

/// Checks one signature by the rule of this module.
///
/// The time it takes depends on the arguments, which are public.
pub fn verify(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), SignatureFault> {
    let key = decode_key(public)?;
    let (r, s) = decode_signature(signature)?;
    let k = Scalar::from_bytes_mod_order_wide(&challenge(public, message, signature));
    if equation_holds(&key, &r, &s, &k) { Ok(()) } else { Err(SignatureFault::BadSignature) }
}

/// Rule 1.
fn decode_key(public: &[u8; 32]) -> Result<EdwardsPoint, SignatureFault> {
    decode_point(public).ok_or(SignatureFault::WeakKey)
}

/// Rules 2 and 3: the point `R` and the number `s`.
fn decode_signature(signature: &[u8; 64]) -> Result<(EdwardsPoint, Scalar), SignatureFault> {
    let (r, s) = halves(signature);
    // The number first: refusing it costs nothing, a point costs a square root.
    let s = Option::from(Scalar::from_canonical_bytes(s)).ok_or(SignatureFault::BadSignature)?;
    let r = decode_point(&r).ok_or(SignatureFault::BadSignature)?;
    Ok((r, s))
}

/// The bytes hashed are those that came, not an encoding made anew; for canonical encodings the two are equal.
fn challenge(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> [u8; 64] {
    let (r, _) = halves(signature);
    Sha512::new().chain_update(r).chain_update(public).chain_update(message).finalize().into()
}

/// Rule 4.
fn equation_holds(key: &EdwardsPoint, r: &EdwardsPoint, s: &Scalar, k: &Scalar) -> bool {
    vanishes(&(EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &-key, s) - r))
}

/// Whether eight times the point is zero: the only comparison with zero anywhere in this module.
fn vanishes(residue: &EdwardsPoint) -> bool {
    residue.is_small_order()
}

/// A point from its only accepted encoding: `y` below `p`, on the curve, and not of small order.
///
/// The remaining non-canonical encoding, `x = 0` with the sign bit set, exists for the points of order one and
/// two alone, so it falls with them.
fn decode_point(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    if !is_reduced(bytes) || has_small_order(bytes) {
        return None;
    }
    CompressedEdwardsY(*bytes).decompress()
}

/// Whether the low 255 bits, little-endian, are below `p = 2^255 − 19`; the top bit is the sign of `x`.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = bytes;
    highest & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff) || *lowest < 0xed
}

fn halves(signature: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    let (mut r, mut s) = ([0; 32], [0; 32]);
    r.copy_from_slice(&signature[..32]);
    s.copy_from_slice(&signature[32..]);
    (r, s)
}

/// Whether a reduced encoding is that of a point of small order, with either sign of `x`. Looking at the bytes
/// spares three doublings for each point.
fn has_small_order(bytes: &[u8; 32]) -> bool {
    let mut y = *bytes;
    y[31] &= 0x7f;
    SMALL_ORDER_Y.contains(&y)
}

/// The `y` of the eight points whose order divides eight: of order one, two and four, and two of order eight
/// (`x` of either sign gives eight points in all).
const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];
