//! The power goes at every moment of a weighing, and the index is found as any batch before left it.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cyberfly_core::replica::Replica;
use cyberfly_core::write::Role;
use cyberfly_core::{Operation, Stamp};

use super::tests::{
    ANN, BOB, Entries, LEAVE_FOR_LATER, OWNER, agrees, at, cast, grant, put, revoke, same, settle,
};
use crate::disk::faulty::{Call, Fault, FaultyDisk};
use crate::disk::memory::MemoryDisk;
use crate::folder::DataFolder;
use crate::index::{EngineKind, Index};
use crate::journal::Journal;
use crate::options::Options;
use crate::store::Store;

/// What is found after a crash: a journal, and an index that some earlier batch left.
struct Found {
    disk: MemoryDisk,
    entries: Entries,
}

/// Groups in which authors gain rights and lose them, late and early, on keys that they share.
fn groups() -> Vec<Vec<Operation>> {
    vec![
        vec![put(OWNER, 1, &["k", "l"]), put(BOB, 7, &["l", "m"])],
        vec![grant(OWNER, 2, ANN, Role::Admin), put(ANN, 3, &["k"]), grant(ANN, 4, BOB, Role::Writer)],
        vec![put(ANN, 5, &["m"]), put(ANN, 6, &["l", "k"]), put(OWNER, 4, &["m"])],
        vec![revoke(OWNER, 9, ANN, Role::Admin, at(4)), put(OWNER, 5, &["k"])],
        vec![grant(OWNER, 10, ANN, Role::Writer), put(ANN, 11, &["m"])],
        vec![revoke(OWNER, 12, ANN, Role::Writer, Stamp::ZERO), grant(OWNER, 1, BOB, Role::Writer)],
    ]
}

fn options(engine: EngineKind) -> Options {
    Options { engine, disk_floor: 0, ..Options::default() }
}

fn open(root: &Path, disk: &MemoryDisk, engine: EngineKind) -> Store {
    let folder = DataFolder::open(root).unwrap();
    Store::open_on(Arc::new(disk.clone()), folder, options(engine)).unwrap()
}

/// What the journal holds, as a replica: the operations that a store without an index finds in it.
fn replica_of(groups: &[Vec<Operation>], operations: u64) -> Replica {
    let all: Vec<_> = groups.iter().flatten().cloned().map(Arc::new).collect();
    Replica::rebuild(cast().db().clone(), &all[..usize::try_from(operations).unwrap()]).unwrap()
}

#[test]
fn a_weighing_goes_on_whatever_index_a_crash_leaves() {
    LEAVE_FOR_LATER.set(true);
    let (groups, temp, disk) = (groups(), tempfile::tempdir().unwrap(), MemoryDisk::default());
    let store = open(temp.path(), &disk, EngineKind::Memory);
    let mut found = Vec::new();
    for group in &groups {
        store.commit(group).unwrap();
        // Some is left to do when the next group comes.
        for _ in 0..7 {
            let seed = found.len() as u64;
            found
                .push(Found { disk: disk.after_power_loss(seed), entries: store.index().entries().unwrap() });
            store.settle(1).unwrap();
        }
    }
    settle(&store);
    found.push(Found { disk: disk.after_power_loss(0), entries: store.index().entries().unwrap() });
    let whole = store.index().entries().unwrap();
    let of_all = replica_of(&groups, store.operations());
    agrees(&store, &of_all);
    for (at, Found { entries, .. }) in found.iter().enumerate() {
        // The journal of that moment, or that of the end: an index may have lost its newest batches.
        let journal = &found[if at % 2 == 0 { at } else { found.len() - 1 }].disk;
        let temp = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(temp.path()).unwrap().index();
        let index = Index::open(&folder, EngineKind::Fjall).unwrap();
        entries.iter().for_each(|(key, value)| index.forge(key, Some(value)));
        index.close().unwrap();
        drop(index);
        let store = open(temp.path(), journal, EngineKind::Fjall);
        settle(&store);
        agrees(&store, &replica_of(&groups, store.operations()));
        if store.operations() == of_all.remembered().count() as u64 {
            same(&store.index().entries().unwrap(), &whole, at as u64);
        }
    }
    LEAVE_FOR_LATER.set(false);
}

#[test]
fn a_loss_of_power_at_any_call_leaves_a_journal_from_which_the_same_follows() {
    let (groups, temp, memory) = (groups(), tempfile::tempdir().unwrap(), MemoryDisk::default());
    let disk = FaultyDisk::new(Arc::new(memory.clone()));
    let crashes = Arc::new(Mutex::new(Vec::new()));
    let (seen, image) = (Arc::clone(&crashes), memory.clone());
    disk.watch(Box::new(move |call| {
        if !matches!(call, Call::Names | Call::Open | Call::Length | Call::FreeSpace) {
            let mut seen = seen.lock().unwrap();
            let crash = image.after_power_loss(seen.len() as u64);
            seen.push(crash);
        }
    }));
    let folder = DataFolder::open(temp.path()).unwrap();
    let store = Store::open_on(Arc::new(disk), folder, options(EngineKind::Memory)).unwrap();
    for group in &groups {
        store.commit(group).unwrap();
        settle(&store);
    }
    let crashes = std::mem::take(&mut *crashes.lock().unwrap());
    assert!(crashes.len() > 50, "{}", crashes.len());
    for disk in crashes {
        let temp = tempfile::tempdir().unwrap();
        let store = open(temp.path(), &disk, EngineKind::Memory);
        settle(&store);
        agrees(&store, &replica_of(&groups, store.operations()));
    }
}

#[test]
fn a_rebuild_that_is_interrupted_anywhere_goes_on_to_the_same_index() {
    let (groups, temp, disk) = (groups(), tempfile::tempdir().unwrap(), MemoryDisk::default());
    let store = open(temp.path(), &disk, EngineKind::Memory);
    for group in &groups {
        store.commit(group).unwrap();
        settle(&store);
        store.with_journal(Journal::seal);
    }
    // The index says the same of its end when something was written there.
    let last = put(OWNER, 20, &["last"]);
    store.commit(std::slice::from_ref(&last)).unwrap();
    let mut replica = replica_of(&groups, store.operations() - 1);
    replica.receive(&Arc::new(last)).unwrap();
    let whole = store.index().entries().unwrap();
    drop(store);
    let mut interrupted = BTreeSet::new();
    // More reads than an opening takes: at the end nothing goes wrong.
    for reads in 0..40 {
        let temp = tempfile::tempdir().unwrap();
        let faulty = FaultyDisk::new(Arc::new(disk.clone()));
        faulty.fail(Call::Read, reads, Fault::Error(ErrorKind::Other));
        let folder = DataFolder::open(temp.path()).unwrap();
        // What sled was handed stays when it is dropped; fjall's tables in memory would go.
        drop(Store::open_on(Arc::new(faulty), folder, options(EngineKind::Sled)));
        let index = Index::open(&temp.path().join("index"), EngineKind::Sled).unwrap();
        interrupted.insert(index.applied().unwrap().map_or(0, |applied| applied.operations));
        drop(index);
        LEAVE_FOR_LATER.set(reads % 4 < 2);
        let store = open(temp.path(), &disk, EngineKind::Sled);
        settle(&store);
        agrees(&store, &replica);
        same(&store.index().entries().unwrap(), &whole, reads as u64);
    }
    assert!(interrupted.len() > 3, "{interrupted:?}");
    LEAVE_FOR_LATER.set(false);
}
