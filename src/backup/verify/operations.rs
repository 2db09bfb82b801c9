//! Checking the form and the signature of every operation in a piece of a journal, on all cores.

use std::sync::{Mutex, PoisonError};
use std::thread;

use cyberfly_core::Claimed;
use cyberfly_core::cbor::Reader;
use cyberfly_core::signature::{KnownKeys, MAX_BATCH};

use crate::error::BackupError;

/// Fewer operations are not worth a thread.
const SHARE: usize = 256;
/// The most threads.
const THREADS_LIMIT: usize = 16;
/// The most faults that are listed of one piece.
const LISTED: usize = 100;

pub(super) struct Checker {
    seed: [u8; 32],
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) operations: u64,
    /// Where what is wrong, ascending.
    pub(super) faults: Vec<(usize, String)>,
}

impl Checker {
    pub(super) fn new() -> Result<Self, BackupError> {
        let mut seed = [0; 32];
        let filled = getrandom::fill(&mut seed);
        filled.map_err(|error| BackupError::Refused(format!("the system has no randomness: {error}")))?;
        Ok(Self { seed })
    }

    /// Checks the operations of a journal's piece, or of a CBOR sequence.
    pub(super) fn check(&self, bytes: &[u8], is_journal: bool) -> Found {
        let mut faults = Vec::new();
        let operations = match is_journal {
            true => in_journal(bytes, &mut faults),
            false => in_sequence(bytes, &mut faults),
        };
        let faults = Mutex::new(faults);
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_LIMIT);
        let share = operations.len().div_ceil(threads).max(SHARE);
        thread::scope(|scope| {
            for some in operations.chunks(share) {
                let faults = &faults;
                scope.spawn(move || self.verify(some, faults));
            }
        });
        let mut faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort_unstable();
        faults.truncate(LISTED);
        Found { operations: operations.len() as u64, faults }
    }

    fn verify(&self, operations: &[(usize, &[u8])], faults: &Mutex<Vec<(usize, String)>>) {
        let mut known = KnownKeys::default();
        let wrong = |offset: usize, reason: String| {
            faults.lock().unwrap_or_else(PoisonError::into_inner).push((offset, reason));
        };
        for batch in operations.chunks(MAX_BATCH) {
            let (mut offsets, mut claims) =
                (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
            for (offset, bytes) in batch {
                match Claimed::decode(bytes) {
                    Ok(claim) => {
                        offsets.push(*offset);
                        claims.push(claim);
                    }
                    Err(error) => wrong(*offset, error.to_string()),
                }
            }
            let verdicts = Claimed::verify_all(claims, &mut known, &self.seed);
            for (offset, verdict) in offsets.into_iter().zip(verdicts) {
                if let Err(error) = verdict {
                    wrong(offset, error.to_string());
                }
            }
        }
    }
}

fn in_journal<'b>(bytes: &'b [u8], faults: &mut Vec<(usize, String)>) -> Vec<(usize, &'b [u8])> {
    let mut operations = Vec::new();
    for (offset, record) in cyberfly_store::operations_in(bytes) {
        match record {
            Ok(operation) => operations.push((offset, operation)),
            Err(reason) => faults.push((offset, reason.to_owned())),
        }
    }
    operations
}

fn in_sequence<'b>(bytes: &'b [u8], faults: &mut Vec<(usize, String)>) -> Vec<(usize, &'b [u8])> {
    let mut operations = Vec::new();
    let mut reader = Reader::new(bytes);
    while reader.position() < bytes.len() {
        let offset = reader.position();
        match reader.bytes() {
            Ok(operation) => operations.push((offset, operation)),
            Err(error) => {
                faults.push((offset, error.to_string()));
                break;
            }
        }
    }
    operations
}
