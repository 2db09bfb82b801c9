use super::*;
use cyberfly_core::SecretKey;
use std::fs;

fn db(label: &str) -> DbName {
    DbName::new(label, SecretKey::from_seed(&[1; 32]).public()).unwrap()
}

fn blobs() -> (tempfile::TempDir, Blobs) {
    let temp = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(temp.path().to_path_buf(), 0);
    (temp, blobs)
}

#[test]
fn what_is_kept_comes_back_through_its_database_alone() {
    let (_temp, blobs) = blobs();
    let bytes = vec![7; 300_000];
    let kept = blobs.keep(&db("a"), &mut bytes.as_slice(), 1 << 20).unwrap();
    assert_eq!((kept.hash, kept.size), (*blake3::hash(&bytes).as_bytes(), 300_000));
    assert_eq!(blobs.read(&db("a"), &kept.hash, u64::MAX).unwrap(), Some(bytes.clone()));
    assert_eq!(blobs.read(&db("b"), &kept.hash, u64::MAX).unwrap(), None);
    blobs.keep(&db("b"), &mut bytes.as_slice(), 1 << 20).unwrap();
    assert_eq!(blobs.read(&db("b"), &kept.hash, u64::MAX).unwrap(), Some(bytes));
}

#[test]
fn one_byte_beyond_the_limit_keeps_nothing() {
    let (temp, blobs) = blobs();
    let refused = blobs.keep(&db("a"), &mut [1; 11].as_slice(), 10);
    assert!(matches!(refused, Err(StoreError::BlobTooLarge { limit: 10 })));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
    assert!(blobs.keep(&db("a"), &mut [1; 10].as_slice(), 10).is_ok());
}

#[test]
fn a_reader_that_fails_half_way_keeps_nothing() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("gone"))?;
            Ok(buffer.len())
        }
    }
    let (temp, blobs) = blobs();
    assert!(blobs.keep(&db("a"), &mut Breaks(3), 1 << 30).is_err());
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn a_disk_that_is_nearly_full_keeps_no_blob() {
    let temp = tempfile::tempdir().unwrap();
    let blobs = Blobs::new(temp.path().to_path_buf(), u64::MAX);
    let refused = blobs.keep(&db("a"), &mut b"some bytes".as_slice(), 100);
    assert!(matches!(refused, Err(StoreError::DiskFull { .. })));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn a_damaged_blob_is_found_and_not_given_out() {
    let (_temp, blobs) = blobs();
    let kept = blobs.keep(&db("a"), &mut b"some bytes".as_slice(), 100).unwrap();
    File::create(blobs.path(&kept.hash)).unwrap().write_all(b"some bytez").unwrap();
    assert!(matches!(blobs.read(&db("a"), &kept.hash, u64::MAX), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_file_that_is_taken_over_is_moved_unless_its_bytes_are_here_already() {
    let (temp, blobs) = blobs();
    let at = temp.path().join("fetched");
    let hash = *blake3::hash(b"all of it").as_bytes();
    for (database, is_left) in [("a", false), ("b", true)] {
        File::create(&at).unwrap().write_all(b"all of it").unwrap();
        blobs.take_over(&db(database), &hash, &File::open(&at).unwrap(), &at).unwrap();
        assert_eq!(at.exists(), is_left);
        assert_eq!(blobs.read(&db(database), &hash, 100).unwrap().unwrap(), b"all of it");
    }
    fs::remove_file(&at).unwrap();
    let other = [1; 32];
    let gone = File::open(blobs.path(&hash)).unwrap();
    assert!(blobs.take_over(&db("a"), &other, &gone, &at).is_err(), "nothing is there");
    assert!(!blobs.possesses(&db("a"), &other));
}
