//! What the store is given to do.

use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_core::write::Role;
use cyberfly_core::{Body, Claimed, DbName, Draft, Key, Kind, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{EngineKind, Options, Store};

use crate::gauge::{cores, processor_time};

/// How many operations are committed at once.
pub(crate) const GROUP: usize = 256;
/// How many authors write.
const AUTHORS: u64 = 16;

pub(crate) fn scattered(index: u64) -> u64 {
    let hash = blake3::hash(&index.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap())
}

pub(crate) fn key(index: u64) -> Key {
    Key::new(format!("user/{:012x}/name", scattered(index) >> 16)).unwrap()
}

pub(crate) fn db() -> DbName {
    DbName::new("bench", author(0).public()).unwrap()
}

/// Signed operations, each with a key of its own, in random order of keys.
pub(crate) fn signed(operations: u64, value_bytes: usize) -> Vec<Vec<u8>> {
    signed_from(0, operations, value_bytes, u64::MAX)
}

/// Signed operations from the how many-th on, which take turns at so many keys.
pub(crate) fn signed_from(first: u64, operations: u64, value_bytes: usize, keys: u64) -> Vec<Vec<u8>> {
    let share = operations.div_ceil(cores() as u64);
    let authors: Vec<_> = (0..AUTHORS).map(|seed| author(u8::try_from(seed).unwrap())).collect();
    let sign = |index: u64| {
        let mut value: Vec<u8> =
            blake3::hash(&index.to_be_bytes()).as_bytes().iter().copied().cycle().take(value_bytes).collect();
        value[..8].copy_from_slice(&index.to_be_bytes());
        let stamp = Stamp::at_millis(1_700_000_000_000 + index);
        let writes = vec![Write::string(key(index % keys), value)];
        let draft = Draft { db: db(), stamp, writes, expires: None, device: None };
        draft.sign(&authors[usize::try_from(index % AUTHORS).unwrap()]).unwrap().bytes().to_vec()
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..cores() as u64)
            .map(|core| {
                let range = core * share..((core + 1) * share).min(operations);
                let sign = &sign;
                scope.spawn(move || range.map(|index| sign(first + index)).collect::<Vec<_>>())
            })
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    })
}

pub(crate) fn claims(bytes: &[Vec<u8>]) -> Vec<Claimed> {
    bytes.iter().map(|bytes| Claimed::decode(bytes).unwrap()).collect()
}

/// A store in which all authors may write.
pub(crate) fn open(root: &Path, engine: EngineKind) -> Store {
    let store = Store::open_with(root, Options { engine, ..Options::default() }).unwrap();
    if store.operations() == 0 {
        store.commit(&[grants()]).unwrap();
    }
    store
}

/// The owner's word that all authors may write.
pub(crate) fn grants() -> Operation {
    let grant = |seed: u8| Write {
        kind: Kind::Rights,
        key: Key::rights("~rights").unwrap(),
        field: Some(author(seed).public().as_bytes().to_vec()),
        body: Body::Grant(Role::Writer),
    };
    let writes = (1..u8::try_from(AUTHORS).unwrap()).map(grant).collect();
    let stamp = Stamp::at_millis(1_600_000_000_000);
    Draft { db: db(), stamp, writes, expires: None, device: None }.sign(&author(0)).unwrap()
}

pub(crate) fn author(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// Commits operations, already checked, and says how long that took and how much of the processors.
pub(crate) fn fill(store: &Store, operations: &[Vec<u8>]) -> (Duration, Duration) {
    let groups: Vec<Vec<Operation>> = operations
        .chunks(GROUP)
        .map(|group| claims(group).into_iter().map(Claimed::already_verified).collect())
        .collect();
    let start = (Instant::now(), processor_time());
    for group in groups {
        store.commit(&group).unwrap();
    }
    (start.0.elapsed(), processor_time().saturating_sub(start.1))
}

/// Commits operations one by one and returns how long each took, ascending.
pub(crate) fn time_each(store: &Store, operations: &[Vec<u8>]) -> Vec<Duration> {
    let mut times: Vec<Duration> = claims(operations)
        .into_iter()
        .map(|claim| {
            let operation = [claim.already_verified()];
            let start = Instant::now();
            store.commit(&operation).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

/// How many writes are timed one by one.
pub(crate) const TIMED: u64 = 4000;
