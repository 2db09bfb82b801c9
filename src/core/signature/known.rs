//! Keys that were met before.

use std::collections::BTreeMap;

use curve25519_dalek::edwards::EdwardsPoint;

use super::{SignatureFault, decode_key};

/// The most keys that are remembered: about 800 KiB.
const LIMIT: usize = 4096;

/// Public keys that were decoded before. To decode one costs about a fifth of checking a signature in a batch, and most
/// signatures are by authors who were met before. What is remembered changes how long a check takes and nothing else.
///
/// When it is full it forgets everything: whoever sends signatures by ever new keys makes it useless, not harmful.
#[derive(Clone, Debug, Default)]
pub struct KnownKeys(BTreeMap<[u8; 32], EdwardsPoint>);

impl KnownKeys {
    /// None are known.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn decode(&mut self, public: &[u8; 32]) -> Result<EdwardsPoint, SignatureFault> {
        if let Some(point) = self.0.get(public) {
            return Ok(*point);
        }
        let point = decode_key(public)?;
        if self.0.len() >= LIMIT {
            self.0.clear();
        }
        self.0.insert(*public, point);
        Ok(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;

    fn public(number: u32) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        SigningKey::from_bytes(&seed).verifying_key().to_bytes()
    }

    #[test]
    fn a_key_decodes_to_the_same_point_known_or_not_and_a_weak_one_is_never_known() {
        let mut known = KnownKeys::new();
        let first = known.decode(&public(1)).unwrap();
        assert_eq!(known.decode(&public(1)).unwrap(), first);
        let identity = [[1].as_slice(), &[0; 31]].concat().try_into().unwrap();
        for _ in 0..2 {
            assert_eq!(known.decode(&identity), Err(SignatureFault::WeakKey));
        }
        assert_eq!(known.0.len(), 1);
    }

    #[test]
    fn it_never_holds_more_than_its_limit() {
        let mut known = KnownKeys::new();
        let point = known.decode(&public(0)).unwrap();
        known.0.extend(
            (1..=LIMIT).map(|n| {
                ([[0xee].as_slice(), &n.to_be_bytes(), &[0; 23]].concat().try_into().unwrap(), point)
            }),
        );
        known.decode(&public(7)).unwrap();
        assert_eq!(known.0.len(), 1);
    }
}
