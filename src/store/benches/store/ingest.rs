//! T1: operations that come in bulk, checked and durable; and what of that is whose.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use cyberfly_core::signature::{KnownKeys, verify_batch};
use cyberfly_core::{Claimed, Operation};
use cyberfly_store::{EngineKind, GROUP_LIMIT, Store};

use crate::gauge::{cores, micros_each, per_second, processor_time, rate};
use crate::table::row;
use crate::work::{GROUP, claims, fill, open, signed};

/// What a commit costs at least: the same bytes with a checksum and a chained hash, appended and synced in groups.
pub(crate) fn journal_alone(root: &Path, operations: &[Vec<u8>]) -> (Duration, Duration) {
    let mut file = File::create(root.join("alone")).unwrap();
    let start = (Instant::now(), processor_time());
    let mut chain = [0; 32];
    for group in operations.chunks(GROUP) {
        let mut buffer = Vec::new();
        for bytes in group {
            buffer.extend_from_slice(&crc32c::crc32c(bytes).to_be_bytes());
            buffer.extend_from_slice(bytes);
        }
        chain = *blake3::Hasher::new().update(&chain).update(&buffer).finalize().as_bytes();
        buffer.extend_from_slice(&chain);
        file.write_all(&buffer).unwrap();
        file.sync_data().unwrap();
    }
    (start.0.elapsed(), processor_time().saturating_sub(start.1))
}

/// How many signatures a second all cores check in batches, and the processor time for each.
pub(crate) fn verify_rate(operations: &[Vec<u8>]) -> (f64, f64) {
    let claims = claims(&operations[..operations.len().min(GROUP * 128)]);
    let start = (Instant::now(), processor_time());
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                for group in claims.chunks(GROUP) {
                    let items: Vec<_> = group.iter().flat_map(Claimed::to_check).collect();
                    verify_batch(&[7; 32], &items).unwrap();
                }
            });
        }
    });
    let count = (claims.len() * cores()) as u64;
    (per_second(count, start.0.elapsed()), micros_each(count, processor_time().saturating_sub(start.1)))
}

/// Decodes, verifies on all cores and commits.
pub(crate) fn ingest_verified(store: &Store, operations: &[Vec<u8>]) -> Duration {
    let start = Instant::now();
    let groups = Mutex::new(operations.chunks(GROUP));
    let (sender, receiver) = sync_channel::<Vec<Operation>>(8);
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            let (sender, groups) = (sender.clone(), &groups);
            scope.spawn(move || {
                let mut known = KnownKeys::new();
                loop {
                    let Some(group) = groups.lock().unwrap().next() else { break };
                    let verified = Claimed::verify_all(claims(group), &mut known, &[7; 32]);
                    sender.send(verified.into_iter().map(Result::unwrap).collect()).unwrap();
                }
            });
        }
        drop(sender);
        // As in a node, what has come meanwhile goes into one group.
        while let Ok(mut group) = receiver.recv() {
            while group.len() + GROUP <= GROUP_LIMIT
                && let Ok(more) = receiver.try_recv()
            {
                group.extend(more);
            }
            store.commit(&group).unwrap();
        }
    });
    start.elapsed()
}

pub(crate) fn ingest(engine: EngineKind, count: u64) {
    let operations = signed(count, 200);
    let before = verify_rate(&operations);
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    let processor = processor_time();
    let verified = per_second(count, ingest_verified(&store, &operations));
    let each = micros_each(count, processor_time().saturating_sub(processor));
    drop(store);
    let after = verify_rate(&operations);
    let reference = (f64::midpoint(before.0, after.0), f64::midpoint(before.1, after.1));
    let target = match engine {
        EngineKind::Sled => "T1: at least 0.4",
        EngineKind::Fjall => "T1: at least 0.6",
        EngineKind::Memory => "",
    };
    let name = format!("ingest verified, {engine}");
    let reference_text = format!("batch verify on {} cores {:.0}/s", cores(), reference.0);
    row(&name, &rate(verified), &reference_text, verified / reference.0, target);
    // The same by processor time, which other work on the machine disturbs less.
    let reference_text = format!("batch verify {:.1} us of a core", reference.1);
    row(&name, &format!("{each:.1} us of a core each"), &reference_text, reference.1 / each, target);
    let root = tempfile::tempdir().unwrap();
    let (time, processor) = journal_alone(root.path(), &operations);
    let alone = per_second(count, time);
    let reference =
        format!("journal alone {alone:.0}/s, {:.1} us of a core each", micros_each(count, processor));
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    let (time, processor) = fill(&store, &operations);
    let unverified = per_second(count, time);
    row(
        &format!("ingest unverified, {engine}"),
        &format!("{unverified:.0}/s, {:.1} us of a core each", micros_each(count, processor)),
        &reference,
        unverified / alone,
        "",
    );
}
