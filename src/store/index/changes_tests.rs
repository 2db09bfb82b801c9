use std::sync::Arc;

use super::*;
use crate::disk::memory::MemoryDisk;
use crate::index::EngineKind;
use crate::journal::Mark;
use cyberfly_core::{Body, Draft, Key, SecretKey, Write};

const MARK: Mark = Mark { segment: 1, offset: 9000, sequence: 1, chain: [0; 32] };

fn db() -> DbName {
    DbName::new("a", SecretKey::from_seed(&[1; 32]).public()).unwrap()
}

fn op(stamp: u64, writes: Vec<Write>) -> Operation {
    let draft = Draft { db: db(), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[1; 32])).unwrap()
}

fn field(field: &[u8]) -> Write {
    let (kind, key) = (Kind::Hash, Key::new("h").unwrap());
    Write { kind, key, field: Some(field.to_vec()), body: Body::Bytes(vec![1]) }
}

fn at(offset: u32) -> Position {
    Position { segment: 1, offset }
}

fn told(op: &Operation, offset: u32, is_kept: bool) -> KeptChange {
    KeptChange { database: 0, stamp: op.stamp(), id: op.id(), at: at(offset), is_kept }
}

/// Merges the operations, the first at the place 0, the next at 1000 and so on, in one batch or each in its own.
fn changes(ops: &[&Operation], in_one_batch: bool) -> Vec<KeptChange> {
    let temp = tempfile::tempdir().unwrap();
    let index = Index::open(temp.path(), EngineKind::Memory).unwrap();
    let segments = Segments::new(Arc::new(MemoryDisk::default()));
    let applied = Applied { mark: MARK, operations: 0, compacted: 0 };
    let mut changes = Changes::over(&index, &segments);
    let (mut all, mut digest) = (Vec::new(), cyberfly_core::digest::Digest::EMPTY);
    let offsets = (0..).step_by(1000).take(ops.len());
    if in_one_batch {
        for (slot, op) in ops.iter().enumerate() {
            changes.receive(op, pending(slot)).unwrap();
        }
        changes.settle(&offsets.map(at).collect::<Vec<_>>());
        all = changes.apply(&applied).unwrap();
    } else {
        for (op, offset) in ops.iter().zip(offsets) {
            changes.receive(op, at(offset)).unwrap();
            all.append(&mut changes.apply(&applied).unwrap());
        }
    }
    for change in &all {
        match change.is_kept {
            true => digest.add(&change.id),
            false => digest.subtract(&change.id),
        }
    }
    assert_eq!(index.database(&db()).unwrap().unwrap().digest, digest);
    all
}

#[test]
fn an_operation_is_dropped_with_its_last_live_write_at_the_place_where_it_lies() {
    let both = op(1, vec![field(b"f"), field(b"g")]);
    let (one, other) = (op(2, vec![field(b"f")]), op(3, vec![field(b"g")]));
    let del = op(4, vec![Write::del(Key::new("h").unwrap())]);
    let late = op(2, vec![field(b"x")]);
    for in_one_batch in [false, true] {
        let told_in_order = [
            told(&both, 0, true),
            told(&one, 1000, true),
            told(&both, 0, false),
            told(&other, 2000, true),
            told(&one, 1000, false),
            told(&other, 2000, false),
            told(&del, 3000, true),
        ];
        let ops = [&both, &one, &other, &del, &late, &del];
        assert_eq!(changes(&ops, in_one_batch), told_in_order, "in one batch: {in_one_batch}");
    }
}
