use std::io;
use std::sync::Arc;

use super::faulty::{Call, Fault, FaultyDisk};
use super::memory::MemoryDisk;
use super::*;

/// What every disk does.
fn behaves(disk: &dyn Disk) {
    let file = disk.create("a").unwrap();
    file.write_at(b"hello world", 0).unwrap();
    file.write_at(b"W", 6).unwrap();
    assert_eq!(read_all(disk.open("a").unwrap().as_ref()).unwrap(), b"hello World");
    assert_eq!(file.read_at(&mut [0; 4], 8).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    file.set_len(5).unwrap();
    file.reserve(7).unwrap();
    file.sync().unwrap();
    let grown = read_all(file.as_ref()).unwrap();
    assert!(grown == b"hello\0\0" || grown == b"hello", "{grown:?}");
    assert_eq!(disk.open("b").unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(disk.create("a").unwrap().length().unwrap(), 0);
    disk.create("b").unwrap();
    disk.remove("a").unwrap();
    disk.sync_names().unwrap();
    assert_eq!(disk.names().unwrap(), ["b"]);
    assert!(disk.free_space().unwrap() > 0);
}

#[test]
fn all_disks_behave_alike() {
    let temp = tempfile::tempdir().unwrap();
    behaves(&RealDisk::new(temp.path()));
    behaves(&MemoryDisk::default());
    behaves(&FaultyDisk::new(Arc::new(MemoryDisk::default())));
}

#[test]
fn a_loss_of_power_takes_only_what_was_not_synced() {
    let disk = MemoryDisk::default();
    disk.put("synced", b"safe");
    let (synced, unsynced) = (disk.open("synced").unwrap(), disk.create("unsynced").unwrap());
    synced.write_at(&[b'x'; 300], 4).unwrap();
    unsynced.write_at(b"gone?", 0).unwrap();
    let (mut names, mut lengths) = (Vec::new(), Vec::new());
    for seed in 0..100 {
        let after = disk.after_power_loss(seed);
        assert!(after.bytes("synced").starts_with(b"safe"));
        names.push(after.names().unwrap().len());
        lengths.push(after.bytes("synced").iter().filter(|byte| **byte == b'x').count());
    }
    assert!(names.contains(&1) && names.contains(&2));
    assert!([0, 300].iter().all(|length| lengths.contains(length)));
    assert!(lengths.iter().any(|length| (1..300).contains(length)));
}

#[test]
fn a_fault_happens_once_and_where_it_was_asked_for() {
    let disk = FaultyDisk::new(Arc::new(MemoryDisk::default()));
    let file = disk.create("a").unwrap();
    disk.fail(Call::Write, 1, Fault::Short(2));
    disk.fail(Call::Sync, 0, Fault::Error(io::ErrorKind::Other));
    disk.fail(Call::Read, 0, Fault::FlippedBit(0));
    file.write_at(b"one", 0).unwrap();
    assert!(file.write_at(b"two", 0).is_err());
    assert!(file.sync().is_err() && file.sync().is_ok());
    assert_eq!(read_all(file.as_ref()).unwrap(), [b't' ^ 1, b'w', b'e']);
    assert_eq!(read_all(file.as_ref()).unwrap(), b"twe");
    disk.leave_space(Some(4));
    assert_eq!(file.write_at(b"longer", 0).unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(disk.free_space().unwrap(), 0);
    disk.leave_space(None);
    assert!(file.write_at(b"longer", 0).is_ok());
}
