//! How fast backups are made and restored, next to what can be had at most on the same machine in the same run.
//!
//! `cargo bench -p cyberfly-backup --bench backup [MiB]`: T14 (1,024 MiB without a number), the speed of a restore against that
//! of a rebuild of the index (T13), the memory that both take for a quarter and for all of it beside what an open store and a
//! rebuild take, each in a process of its own,
//! and a list of ten thousand snapshots.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_backup::{
    About, FORMAT, Hash, JournalEnd, Manifest, Progress, Repository, Request, RestoreSettings, Silent,
    create, restore,
};
use cyberfly_core::{DbName, Draft, Key, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{Durability, Options, Store};

const MIB: u64 = 1024 * 1024;
/// About what an operation takes in the journal, with its frame.
const VALUE: usize = 800;
const SNAPSHOTS: u64 = 10_000;

fn options() -> Options {
    Options {
        durability: Durability::Interval(Duration::from_secs(60)),
        disk_floor: 0,
        compaction_rate: 0,
        ..Options::default()
    }
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

/// A value of words, of which a third is left after compression.
fn value(number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = Vec::with_capacity(VALUE + 16);
    while text.len() < VALUE {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write!(text, "sensor{} {:x} ", state >> 58, state >> 40).unwrap();
    }
    text
}

/// Adds so many operations with new keys.
fn fill(store: &Store, from: u64, count: u64) {
    let (secret, db) = (key(), DbName::new("bench", key().public()).unwrap());
    let cores = std::thread::available_parallelism().unwrap().get() as u64;
    let sign = |number: u64| -> Operation {
        let write = Write::string(Key::new(format!("key {number:09}")).unwrap(), value(number));
        let stamp = Stamp::at_millis(1_800_000_000_000 + number);
        Draft { db: db.clone(), stamp, writes: vec![write], expires: None, device: None }
            .sign(&secret)
            .unwrap()
    };
    let group = 256 * cores;
    for first in (from..from + count).step_by(usize::try_from(group).unwrap()) {
        let last = (from + count).min(first + group);
        let signed: Vec<Operation> = std::thread::scope(|scope| {
            let share = (last - first).div_ceil(cores).max(1);
            let threads: Vec<_> = (first..last)
                .step_by(usize::try_from(share).unwrap())
                .map(|first| {
                    scope.spawn(move || (first..last.min(first + share)).map(sign).collect::<Vec<_>>())
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        signed.chunks(256).for_each(|some| drop(store.commit(some).unwrap()));
    }
}

fn bytes_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { bytes_of(&path) } else { path.metadata().unwrap().len() }).sum()
}

/// The most memory that this process ever had, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn back_up(store: &Store, repository: &Path, now_ms: u64) -> (Duration, u64) {
    let begun = Instant::now();
    let repository = Repository::open_or_make(repository, None).unwrap();
    let request = Request { version: "bench".to_owned(), now_ms, ..Request::default() };
    let created = create(&repository, store, &key(), &request, &Silent).unwrap();
    (begun.elapsed(), created.bytes_written)
}

fn restored(repository: &Path, target: &Path) -> Duration {
    let begun = Instant::now();
    let repository = Repository::open(repository, None).unwrap();
    let id = repository.choose("latest").unwrap();
    let settings = RestoreSettings { target: target.to_path_buf(), options: options(), identity: false };
    let silent: Arc<dyn Progress> = Arc::new(Silent);
    let restored = restore(&repository, &id, &settings, &silent).unwrap();
    assert!(restored.databases.iter().all(|database| database.same == Some(true)));
    begun.elapsed()
}

/// The processor time of this process.
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let behind_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<f64> = behind_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    // So many ticks Linux counts in a second, on every machine.
    (fields[11] + fields[12]) / 100.0
}

fn row(name: &str, ours: &str, reference: &str, ratio: f64, target: &str) {
    println!("{name} | {ours} | {reference} | {ratio:.3} | {target}");
}

fn speed(bytes: u64, took: Duration) -> String {
    format!("{:.0} MiB/s", bytes as f64 / MIB as f64 / took.as_secs_f64())
}

/// `tar` piped to `zstd -3 -T2` over the same files, synced like ours.
fn tar(data: &Path, to: &Path) -> Option<Duration> {
    let line = r#"tar -C "$1" -cf - journal | zstd -q -3 -T2 -o "$2" && sync "$2""#;
    let begun = Instant::now();
    let done = Command::new("sh").args(["-c", line, "sh"]).arg(data).arg(to).status();
    done.is_ok_and(|status| status.success()).then(|| begun.elapsed())
}

fn memory(which: &str, data: &Path, repository: &Path, target: &Path) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let done = child.arg(which).args([data, repository, target]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().parse().unwrap()
}

fn list_of_many(root: &Path) {
    drop(Repository::open_or_make(root, None).unwrap());
    fs::create_dir(root.join("snapshots")).unwrap();
    for number in 0..SNAPSHOTS {
        let about = About {
            made_by: "bench".to_owned(),
            number,
            created_ms: number,
            created: String::new(),
            node: key().public(),
            network: None,
            parent: None,
            tags: Vec::new(),
            only: None,
            blobs: true,
            identity: false,
            journal: JournalEnd { groups: number, chain: Hash([0; 32]) },
            damaged_ranges: 0,
            bytes: 0,
            databases: Vec::new(),
        };
        let manifest = Manifest { format: FORMAT, about, packs: Vec::new(), files: Vec::new() };
        let sealed = manifest.seal(&key()).unwrap();
        let name = format!("{}.json", Hash(*blake3::hash(&sealed).as_bytes()));
        File::create(root.join("snapshots").join(name)).unwrap().write_all(&sealed).unwrap();
    }
    let begun = Instant::now();
    let repository = Repository::open(root, None).unwrap();
    let listed = repository.list().unwrap();
    assert!(repository.missing_of(&listed).unwrap().is_empty() && listed.len() as u64 == SNAPSHOTS);
    let took = begun.elapsed();
    row("list, 10,000 snapshots", &format!("{took:.2?}"), "1 s", took.as_secs_f64(), "at most 1");
}

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [which, data, repository, target] = arguments.as_slice() {
        let _took = match which.as_str() {
            "open" => {
                drop(Store::open_with(data.as_ref(), options()).unwrap());
                Duration::ZERO
            }
            "rebuild" => {
                drop(Store::rebuild_index(data.as_ref(), options()).unwrap());
                Duration::ZERO
            }
            "create" => {
                let store = Store::open_with(data.as_ref(), options()).unwrap();
                back_up(&store, repository.as_ref(), 0).0
            }
            _ => restored(repository.as_ref(), target.as_ref()),
        };
        println!("{}", peak());
        return;
    }
    let mib: u64 = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1024);
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name);
    let each = (VALUE + 200) as u64;
    let count = mib * MIB / each;
    println!("name | ours | reference | ratio | target");
    let store = Store::open_with(&at("data"), options()).unwrap();
    fill(&store, 0, count / 4);
    store.sync().unwrap();
    drop(store);
    let small = [
        memory("open", &at("data"), &at("none"), &at("none")),
        memory("create", &at("data"), &at("small"), &at("none")),
        memory("rebuild", &at("data"), &at("none"), &at("none")),
        memory("restore", &at("data"), &at("small"), &at("small-restored")),
    ];
    let store = Store::open_with(&at("data"), options()).unwrap();
    fill(&store, count / 4, count - count / 4);
    store.sync().unwrap();
    let journal = bytes_of(&at("data").join("journal"));
    let mut ratios = Vec::new();
    for round in 0..3 {
        let Some(reference) = tar(&at("data"), &at(&format!("tar-{round}"))) else { break };
        let (took, _) = back_up(&store, &at(&format!("first-{round}")), round);
        ratios.push((reference.as_secs_f64() / took.as_secs_f64(), took, reference));
        if round < 2 {
            fs::remove_dir_all(at(&format!("first-{round}"))).unwrap();
            fs::remove_file(at(&format!("tar-{round}"))).unwrap();
        }
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, first, reference) = ratios[ratios.len() / 2];
    let (ours, theirs) = (speed(journal, first), format!("{} tar to zstd -3 -T2", speed(journal, reference)));
    row(&format!("create, {} MiB", journal / MIB), &ours, &theirs, ratio, "T14: at least 0.9");
    let first_bytes = bytes_of(&at("first-2"));
    fill(&store, count, count / 100);
    store.sync().unwrap();
    let (second, second_bytes) = back_up(&store, &at("first-2"), 3);
    let ours = format!("{second:.2?}");
    row(
        "create again, 1 % new, time",
        &ours,
        &format!("{first:.2?}"),
        second.as_secs_f64() / first.as_secs_f64(),
        "T14: at most 0.05",
    );
    let ours = format!("{second_bytes} bytes");
    row(
        "create again, 1 % new, bytes",
        &ours,
        &format!("{first_bytes} bytes"),
        second_bytes as f64 / first_bytes as f64,
        "T14: at most 0.05",
    );
    drop(store);
    // The index from the journal, every signature checked, as at a start that finds none.
    fs::remove_dir_all(at("data").join("index")).unwrap();
    let (begun, busy) = (Instant::now(), processor_time());
    let store = Store::open_with(&at("data"), options()).unwrap();
    let (rebuilt, busy_rebuilding) = (begun.elapsed(), processor_time() - busy);
    drop(store);
    let busy = processor_time();
    let took = restored(&at("first-2"), &at("restored"));
    let busy_restoring = processor_time() - busy;
    let (ours, theirs) = (speed(journal, took), format!("{} rebuild", speed(journal, rebuilt)));
    row("restore", &ours, &theirs, rebuilt.as_secs_f64() / took.as_secs_f64(), "a rebuild is a part of it");
    let ours = format!("{busy_restoring:.2} s");
    let theirs = format!("{busy_rebuilding:.2} s rebuild");
    row("restore, processor time", &ours, &theirs, busy_restoring / busy_rebuilding, "");
    let large = [
        memory("open", &at("data"), &at("none"), &at("none")),
        memory("create", &at("data"), &at("large"), &at("none")),
        memory("rebuild", &at("data"), &at("none"), &at("none")),
        memory("restore", &at("data"), &at("large"), &at("large-restored")),
    ];
    // What a store takes that is open, or whose index is built, is the index engine's; the rest has to be flat.
    for (name, without, with) in [("create", 0, 1), ("restore", 2, 3)] {
        let what = if name == "create" { "an open store" } else { "a rebuild" };
        let ours = format!("{} MiB, {} of {what}", large[with], large[without]);
        let theirs = format!("{}, {} at a quarter", small[with], small[without]);
        // What comes on top at a quarter comes on top at all of it.
        let on_top = small[with].saturating_sub(small[without]);
        let ratio = large[with] as f64 / (large[without] + on_top) as f64;
        row(&format!("memory of a {name}, at most"), &ours, &theirs, ratio, "flat: at most 1.1");
    }
    list_of_many(&at("many"));
}
