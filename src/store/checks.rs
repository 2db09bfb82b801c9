//! Checking the signatures of what lies in the journal, by several threads at once.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cyberfly_core::signature::{KnownKeys, MAX_BATCH};
use cyberfly_core::{Claimed, Operation, Refused};

use crate::error::StoreError;

/// How many operations are best checked together.
pub(crate) const TOGETHER: usize = MAX_BATCH;

/// Checks signatures in batches. The authors' keys that were met are remembered, for whichever thread checks next.
pub(crate) struct Checks {
    seed: [u8; 32],
    known: Mutex<Vec<KnownKeys>>,
}

impl Checks {
    /// With a seed that nobody knows. Fails if the system has no randomness.
    pub(crate) fn new() -> Result<Self, StoreError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            let error = std::io::Error::other(error.to_string());
            StoreError::io("reading", Path::new("the system's randomness"))(error)
        })?;
        Ok(Self { seed, known: Mutex::default() })
    }

    /// A key for hashes that nobody can foresee.
    pub(crate) fn hash_key(&self) -> [u8; 32] {
        blake3::derive_key("cyberfly 2026-11 verification of the index v1", &self.seed)
    }

    /// What [`Claimed::verify`] says of each.
    pub(crate) fn verify(&self, claims: Vec<Claimed>) -> Vec<Result<Operation, Refused>> {
        let lent = self.known.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut known = lent.unwrap_or_default();
        let verdicts = Claimed::verify_all(claims, &mut known, &self.seed);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).push(known);
        verdicts
    }
}
