//! What can happen to a repository, and that it is told and never restored.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_core::write::BlobRef;
use cyberfly_core::{Body, DbName, Draft, Key, Kind, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{EngineKind, Options, Store};

use crate::manifest::tests::{key as node_key, manifest};
use crate::*;

thread_local! {
    /// How many manifests this thread has read.
    pub(crate) static MANIFESTS_READ: Cell<u64> = const { Cell::new(0) };
}

fn author() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

fn db(name: &str) -> DbName {
    DbName::new(name, author().public()).unwrap()
}

fn sign(name: &str, ms: u64, write: Write) -> Operation {
    let stamp = Stamp::at_millis(ms);
    Draft { db: db(name), stamp, writes: vec![write], expires: None, device: None }.sign(&author()).unwrap()
}

fn options() -> Options {
    Options { engine: EngineKind::Memory, disk_floor: 0, ..Options::default() }
}

/// A store with two databases and a file.
struct Place {
    temp: tempfile::TempDir,
    store: Store,
    written: Cell<u64>,
}

impl Place {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let store = Store::open_with(&temp.path().join("data"), options()).unwrap();
        let place = Self { temp, store, written: Cell::new(0) };
        place.write(40);
        let bytes: Vec<u8> =
            (0..70_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        let kept = place.store.blobs().keep(&db("first"), &mut bytes.as_slice(), 1 << 20).unwrap();
        let blob = BlobRef { hash: kept.hash, size: kept.size, content_type: String::new() };
        let write =
            Write { kind: Kind::Blob, key: Key::new("file").unwrap(), field: None, body: Body::Blob(blob) };
        place.store.commit(&[sign("first", 1_000, write)]).unwrap();
        place
    }

    fn write(&self, count: u64) {
        let from = self.written.replace(self.written.get() + count);
        let operations: Vec<Operation> = (from..from + count)
            .map(|at| {
                let value = format!("value {at} ").repeat(20).into_bytes();
                let name = if at % 3 == 0 { "second" } else { "first" };
                sign(name, 10_000 + at, Write::string(Key::new(format!("k{}", at % 29)).unwrap(), value))
            })
            .collect();
        self.store.commit(&operations).unwrap();
    }

    fn root(&self) -> PathBuf {
        self.temp.path().join("repository")
    }

    fn repository(&self) -> Repository {
        Repository::open_or_make(&self.root(), None).unwrap()
    }

    fn back_up_at(&self, now_ms: u64) -> Hash {
        let request = Request { version: "1".to_owned(), now_ms, ..Request::default() };
        create(&self.repository(), &self.store, &node_key(), &request, &Silent).unwrap().id
    }

    fn back_up(&self) -> Hash {
        self.back_up_at(1_700_000_000_000)
    }

    fn digests(&self) -> Vec<(DbName, Hash)> {
        digests(&self.store)
    }

    /// What a restore of the latest gives; none if it is refused, and then nothing is there.
    fn restored(&self) -> Result<Vec<(DbName, Hash)>, BackupError> {
        let temp = tempfile::tempdir().unwrap();
        let target = temp.path().join("restored");
        let repository = Repository::open(&self.root(), None)?;
        let id = repository.choose("latest")?;
        let settings = RestoreSettings { target: target.clone(), options: options(), identity: false };
        match restore(&repository, &id, &settings, &silent()) {
            Ok(_) => Ok(digests(&Store::open_with(&target, options()).unwrap())),
            Err(error) => {
                assert!(!target.exists(), "a restore that failed left something: {error}");
                Err(error)
            }
        }
    }

    /// How much a full verification of the latest finds to be wrong; none if that cannot even begin.
    fn faults(&self) -> Result<u64, BackupError> {
        let repository = Repository::open(&self.root(), None)?;
        let id = repository.choose("latest")?;
        verify(&repository, &id, &settings(), &silent()).map(|report| report.faults_total)
    }
}

fn digests(store: &Store) -> Vec<(DbName, Hash)> {
    let snapshot = store.snapshot().unwrap();
    snapshot.databases().map(|(name, digest)| (name.clone(), Hash(digest.sum()))).collect()
}

fn silent() -> Arc<dyn Progress> {
    Arc::new(Silent)
}

fn settings() -> VerifySettings {
    VerifySettings {
        level: Level::Full,
        look_for_missing: true,
        subset: None,
        max_duration: None,
        scratch: std::env::temp_dir(),
        options: options(),
        now_ms: 0,
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn replace(path: &Path, bytes: &[u8]) {
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Damage is found by `verify`, or keeps the repository from being opened at all; and what is restored in spite of it is
/// what was backed up.
#[track_caller]
fn is_found_and_not_restored(place: &Place, what: &str, is_harmless: bool) {
    let faults = place.faults();
    let restored = place.restored();
    match is_harmless {
        true => assert!(matches!(faults, Ok(0)), "{what}: {faults:?}"),
        false => assert!(!matches!(faults, Ok(0)), "{what} was not found"),
    }
    if let Ok(digests) = &restored {
        assert_eq!(*digests, place.digests(), "{what} was restored");
    }
    assert!(is_harmless || restored.is_err(), "{what} was restored");
}

#[test]
fn a_bit_that_is_flipped_anywhere_is_found_and_never_restored() {
    let place = Place::new();
    place.back_up();
    place.write(10);
    place.back_up();
    assert_eq!(place.faults().unwrap(), 0);
    assert_eq!(place.restored().unwrap(), place.digests());
    let latest = place.repository().manifest(&place.repository().choose("latest").unwrap()).unwrap();
    let needed: BTreeSet<String> = latest.packs.iter().map(|pack| pack.id.to_string()).collect();
    let mut flipped = 0;
    for path in files(&place.root()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let of = path.parent().unwrap().strip_prefix(place.root()).unwrap().to_str().unwrap().to_owned();
        // Who held the lock last is for people; when something was verified is told and believed by nobody.
        if name == "lock" || of == "verified" {
            continue;
        }
        // A snapshot of before is read when it is asked for, unless the order has to be known.
        let is_other = of == "snapshots"
            && place.repository().choose("latest").unwrap().to_string() != name[..64]
            || of.starts_with("packs") && !needed.contains(&name[..64]);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by((whole.len() / 23).max(1)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            replace(&path, &bytes);
            is_found_and_not_restored(&place, &format!("a bit of byte {at} in {}", path.display()), is_other);
            flipped += 1;
        }
        replace(&path, &whole);
    }
    assert!(flipped > 60, "{flipped}");
    assert_eq!(place.faults().unwrap(), 0, "all is as it was");
}

#[test]
fn a_pack_that_is_gone_cut_or_another_one_is_found_and_never_restored() {
    let place = Place::new();
    place.back_up();
    place.write(10);
    place.back_up();
    let packs = files(&place.root().join("packs"));
    assert!(packs.len() >= 2, "{packs:?}");
    let other = fs::read(&packs[1]).unwrap();
    let whole = fs::read(&packs[0]).unwrap();
    fs::remove_file(&packs[0]).unwrap();
    is_found_and_not_restored(&place, "a pack that is gone", false);
    for (what, bytes) in [("cut", &whole[..whole.len() - 1]), ("empty", &[]), ("another", other.as_slice())] {
        replace(&packs[0], bytes);
        is_found_and_not_restored(&place, what, false);
    }
}

#[test]
fn a_manifest_that_is_gone_or_exchanged_for_an_older_one_is_missed_and_no_older_snapshot_is_taken_for_it() {
    let place = Place::new();
    let older = place.back_up();
    place.write(10);
    let newest = place.back_up();
    let path = place.repository().manifest_path(&newest);
    let whole = fs::read(&path).unwrap();
    let old = fs::read(place.repository().manifest_path(&older)).unwrap();
    replace(&path, &old);
    is_found_and_not_restored(&place, "an older manifest in its place", false);
    fs::remove_file(&path).unwrap();
    is_found_and_not_restored(&place, "a manifest that is gone", false);
    // The older one by its name is still good, and says that the other is missing.
    let repository = place.repository();
    let report = verify(&repository, &older, &settings(), &silent()).unwrap();
    assert_eq!(report.faults_total, 1, "{report:?}");
    assert_eq!(repository.missing().unwrap(), [newest]);
    replace(&path, &whole);
    assert_eq!(place.faults().unwrap(), 0);
    // One that is gone in the middle is missed by the one that came after it.
    fs::remove_file(repository.manifest_path(&older)).unwrap();
    assert_eq!(place.faults().unwrap(), 1);
}

#[test]
fn a_newest_manifest_that_cannot_be_read_is_told_and_nothing_is_counted_over_it() {
    let place = Place::new();
    let ids = [place.back_up(), place.back_up(), place.back_up()];
    let repository = place.repository();
    let damage = |id: &Hash| {
        let whole = fs::read(repository.manifest_path(id)).unwrap();
        replace(&repository.manifest_path(id), b"{}");
        whole
    };
    let whole = damage(&ids[2]);
    let told = repository.choose("latest").unwrap_err();
    assert!(
        told.code() == cyberfly_core::ErrorCode::Corrupt && told.to_string().contains("newest"),
        "{told}"
    );
    assert!(repository.choose("latest~1").is_err());
    assert_eq!(repository.choose(&ids[1].to_string()).unwrap(), ids[1], "by its name it is found");
    replace(&repository.manifest_path(&ids[2]), &whole);
    damage(&ids[1]);
    assert_eq!(repository.choose("latest").unwrap(), ids[2]);
    assert!(repository.choose("latest~1").is_err(), "which one that is is not known");
    // Without a ledger the one that cannot be read may be the newest.
    fs::remove_file(place.root().join("ledger.json")).unwrap();
    assert!(repository.choose("latest").is_err());
}

#[test]
fn the_latest_is_the_one_that_was_made_last_whatever_the_clock_said() {
    let place = Place::new();
    let before = place.back_up_at(1_800_000_000_000);
    place.write(1);
    let after = place.back_up_at(1_000_000_000_000);
    let repository = place.repository();
    assert_eq!(repository.choose("latest").unwrap(), after);
    assert_eq!(repository.choose("latest~1").unwrap(), before);
    assert_eq!(repository.manifest(&after).unwrap().about.parent, Some(before));
    // What is to be kept of the last hours counts from the newest time, and the last one made stays by its place.
    let kept = Policy { last: 1, ..Policy::default() }.apply(&repository.candidates().unwrap());
    let kept: Vec<Hash> =
        kept.iter().filter(|verdict| !verdict.reasons.is_empty()).map(|verdict| verdict.id).collect();
    assert_eq!(kept, [after]);
}

#[test]
fn each_of_a_verification_in_parts_finds_what_lies_in_its_part_and_together_they_find_all() {
    let place = Place::new();
    for _ in 0..4 {
        place.write(5);
        place.back_up();
    }
    let packs = files(&place.root().join("packs"));
    for path in &packs {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        replace(path, &bytes);
    }
    let repository = place.repository();
    let id = repository.choose("latest").unwrap();
    let faults = |subset| {
        let settings = VerifySettings { subset, ..settings() };
        verify(&repository, &id, &settings, &silent()).unwrap().faults_total
    };
    let needed = repository.manifest(&id).unwrap().packs.len() as u64;
    let three = NonZeroU32::new(3).unwrap();
    assert_eq!((1..=3).map(|part| faults(Some((part, three)))).sum::<u64>(), needed);
    assert_eq!(faults(None), needed);
}

#[test]
fn a_repository_that_vanishes_or_cannot_be_written_to_is_an_error_and_the_store_goes_on() {
    let place = Place::new();
    place.back_up();
    let repository = place.repository();
    fs::rename(place.root(), place.temp.path().join("elsewhere")).unwrap();
    let request = Request { version: "1".to_owned(), ..Request::default() };
    let told = create(&repository, &place.store, &node_key(), &request, &Silent).unwrap_err();
    assert!(told.to_string().contains("repository"), "{told}");
    assert!(matches!(Repository::open(&place.root(), None), Err(BackupError::NoRepository(_))));
    place.write(1);
    fs::rename(place.temp.path().join("elsewhere"), place.root()).unwrap();
    place.back_up();
    assert_eq!(place.restored().unwrap(), place.digests());
}

/// What a list of ten thousand snapshots takes is a look at each of them, once. In a release build that is far less than a
/// second.
#[test]
fn a_list_of_ten_thousand_snapshots_reads_each_manifest_once_and_a_name_reads_none() {
    let temp = tempfile::tempdir().unwrap();
    let repository = Repository::open_or_make(temp.path(), None).unwrap();
    let folder = temp.path().join("snapshots");
    fs::create_dir(&folder).unwrap();
    let (mut one, mut ids) = (manifest(), Vec::new());
    for number in 0..10_000 {
        one.about.number = number;
        let sealed = one.seal(&node_key()).unwrap();
        let id = Hash::of(&sealed);
        replace(&repository.manifest_path(&id), &sealed);
        ids.push(id);
    }
    MANIFESTS_READ.set(0);
    let begun = std::time::Instant::now();
    let listed = repository.list().unwrap();
    assert!(repository.missing_of(&listed).unwrap().is_empty());
    let took = begun.elapsed();
    assert_eq!(listed.iter().map(|snapshot| snapshot.id).collect::<Vec<_>>(), ids);
    assert_eq!(MANIFESTS_READ.get(), 10_000, "in {took:?}");
    assert_eq!(repository.choose("latest").unwrap(), ids[9_999]);
    assert_eq!(MANIFESTS_READ.get(), 20_000);
    assert_eq!(repository.choose(&ids[5_000].to_string()[..16]).unwrap(), ids[5_000]);
    assert_eq!(MANIFESTS_READ.get(), 20_000);
}
