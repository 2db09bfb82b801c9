//! How long the merge and the decoder take: `cargo bench -p cyberfly-core --bench merge`.
//!
//! Operations are signed beforehand and decoded in groups, as they would arrive, while the clock stands. Each figure is
//! a mean over all operations of a run; of ten runs the fastest counts, since whatever else the machine does can only
//! slow it down. The peer is a plain map from the same paths to the same values, asked once and written once for each
//! operation in the same run: it cannot merge, and shows what memory costs here. Exits with 1 if a limit is missed.
//! Without `--bench`, as `cargo test` runs it, the trees are small and no limit applies.
#![expect(clippy::print_stdout, reason = "what was measured is what this is for")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use cyberfly_core::cells::{CellsMut, Path, Placed};
use cyberfly_core::clock::Stamp;
use cyberfly_core::memory::MemoryCells;
use cyberfly_core::merge::merge;
use cyberfly_core::write::json_path_field;
use cyberfly_core::{Body, Claimed, DbName, Draft, Key, Kind, Operation, SecretKey, Write};

const MERGE_LIMIT_US: f64 = 2.0;
/// Where memory is slow or others use it too, the peer is slow as well, and this ratio is the limit.
const MERGE_LIMIT_PEER: f64 = 1.25;
const DECODE_LIMIT_US: f64 = 3.0;
/// How many operations are decoded at a time, as many as go into one batch.
const GROUP: usize = 256;
const RUNS: usize = 10;

struct Bench {
    secret: SecretKey,
    db: DbName,
}

/// Where the cells of a tree lie.
#[derive(Clone, Copy)]
enum Shape {
    /// Each at a key of its own.
    Strings,
    /// All in one hash.
    Hash,
    /// All at the third level of one JSON document.
    Json,
}

impl Shape {
    fn write(self, n: u64) -> Option<Write> {
        // Neighbours in number are not neighbours in the tree.
        let name = format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let value = Body::Bytes(n.to_be_bytes().to_vec());
        let (kind, key, field, body) = match self {
            Shape::Strings => (Kind::String, name, None, value),
            Shape::Hash => (Kind::Hash, "hash".to_owned(), Some(name.into_bytes()), value),
            Shape::Json => {
                let field = json_path_field(&["users", &name, "age"]);
                (Kind::Json, "document".to_owned(), field, Body::Json(n.to_string()))
            }
        };
        Some(Write { kind, key: Key::new(key).ok()?, field, body })
    }
}

impl Bench {
    fn sign(&self, millis: u64, writes: Vec<Write>) -> Option<Operation> {
        let stamp = Stamp::at_millis(1_800_000_000_000 + millis);
        Draft { db: self.db.clone(), stamp, writes, expires: None, device: None }.sign(&self.secret).ok()
    }

    /// A tree of this many cells.
    fn tree(&self, shape: Shape, cells: u64) -> Option<MemoryCells> {
        let mut tree = MemoryCells::default();
        for start in (0..cells).step_by(4096) {
            let writes = (start..cells.min(start + 4096)).map(|n| shape.write(n));
            let op = self.sign(1, writes.collect::<Option<_>>()?)?;
            for (index, write) in (0u16..).zip(op.writes()) {
                tree.put(Placed::of(&op, index, write), &write.body).ok()?;
            }
        }
        Some(tree)
    }

    /// Microseconds for one operation of one write into a tree of this many cells, and for the peer. Every second one
    /// replaces a cell, the others are new.
    fn merge(&self, shape: Shape, cells: u64, count: u64) -> Option<(f64, f64)> {
        let far_apart = |n: u64| (n.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 8) % cells;
        let ops = (0..count).map(|n| {
            let at = if n % 2 == 0 { far_apart(n) } else { cells + n };
            self.sign(2 + n, vec![shape.write(at)?])
        });
        let ops: Vec<Operation> = ops.collect::<Option<_>>()?;
        let mut tree = self.tree(shape, cells)?;
        let mut peer: BTreeMap<Vec<u8>, Body> =
            tree.iter().map(|(placed, body)| (placed.path.as_bytes().to_vec(), body.clone())).collect();
        let (mut best, mut best_of_peer) = (f64::INFINITY, f64::INFINITY);
        for run in ops.chunks(ops.len().div_ceil(RUNS)) {
            let (mut seconds, mut seconds_of_peer) = (0.0, 0.0);
            for group in run.chunks(GROUP) {
                let decode = |op: &Operation| Claimed::decode(op.bytes()).map(Claimed::already_verified);
                let group = group.iter().map(decode).collect::<Result<Vec<_>, _>>().ok()?;
                seconds += seconds_for(&group, |op| drop(black_box(merge(&mut tree, op))));
                seconds_of_peer += seconds_for(&group, |op| {
                    for write in op.writes() {
                        let path = Path::of(write).as_bytes().to_vec();
                        black_box(peer.get(&path));
                        peer.insert(path, write.body.clone());
                    }
                });
            }
            best = best.min(micros_each(seconds, run.len()));
            best_of_peer = best_of_peer.min(micros_each(seconds_of_peer, run.len()));
        }
        Some((best, best_of_peer))
    }

    /// Microseconds to decode an operation of about 200 bytes and to check that it is canonical, and its size.
    fn decode(&self, count: u64) -> Option<(f64, usize)> {
        let write = |n: u64| Some(Write::string(Key::new(format!("k{n}")).ok()?, vec![7; 8]));
        let ops = (0..count).map(|n| self.sign(n, vec![write(n)?])).collect::<Option<Vec<_>>>()?;
        let runs = (0..3).map(|_| seconds_for(&ops, |op| drop(black_box(Claimed::decode(op.bytes())))));
        let best = runs.fold(f64::INFINITY, f64::min);
        Some((micros_each(best, ops.len()), ops.first()?.bytes().len()))
    }
}

fn seconds_for(ops: &[Operation], action: impl FnMut(&Operation)) -> f64 {
    let begun = Instant::now();
    ops.iter().for_each(action);
    begun.elapsed().as_secs_f64()
}

fn micros_each(seconds: f64, count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "there are not that many")]
    let count = count as f64;
    seconds * 1e6 / count
}

fn run(full: bool) -> Option<bool> {
    let secret = SecretKey::from_seed(&[1; 32]);
    let db = DbName::new("bench", secret.public()).ok()?;
    let bench = Bench { secret, db };
    let (small, large, count) = if full { (1_000, 1_000_000, 100_000) } else { (100, 1_000, 100) };
    let mut within = true;
    for (name, shape) in [("strings", Shape::Strings), ("one hash", Shape::Hash), ("one json", Shape::Json)] {
        let (few, _) = bench.merge(shape, small, count)?;
        let (many, peer) = bench.merge(shape, large, count)?;
        within &= many <= MERGE_LIMIT_US || many <= peer * MERGE_LIMIT_PEER;
        println!(
            "merge, {name}: {many:.2} us into {large} cells (limit {MERGE_LIMIT_US}; {:.1} times the peer's \
             {peer:.2}), {few:.2} us into {small}",
            many / peer
        );
    }
    let (decode, bytes) = bench.decode(count)?;
    within &= decode <= DECODE_LIMIT_US;
    println!("decode and check {bytes} bytes: {decode:.2} us (limit {DECODE_LIMIT_US})");
    Some(within || !full)
}

fn main() -> ExitCode {
    let full = std::env::args().any(|arg| arg == "--bench");
    if run(full) == Some(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
