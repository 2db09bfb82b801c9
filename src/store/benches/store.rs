//! What the store does in a second, what it takes, and how soon it is ready, for each engine of the index.
//!
//! `cargo bench -p cyberfly-store --bench store -- [name] [--engine sled|fjall|memory] [--operations 200000]`. Names:
//! `ingest`, `reads`, `life` (disk, memory, start, rebuild), `compaction`. Each engine runs in a process of its own.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use cyberfly_core::cells::{Cells, Path as CellPath};
use cyberfly_core::signature::KnownKeys;
use cyberfly_core::signature::verify_batch;
use cyberfly_core::write::Role;
use cyberfly_core::{Body, Claimed, DbName, Draft, Key, Kind, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{CompactStep, EngineKind, Options, Store};

/// How many operations are committed at once.
const GROUP: usize = 256;
/// How many authors write.
const AUTHORS: u64 = 16;
/// How many reads are timed.
const READS: u64 = 200_000;

fn main() {
    let mut name = None;
    let mut engine = None;
    let mut operations = 200_000;
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--engine" => engine = Some(EngineKind::from_word(&value()).unwrap()),
            "--operations" => operations = value().parse().unwrap(),
            "--reopened" => return reopened(Path::new(&value()), engine.unwrap()),
            _ => name = Some(argument),
        }
    }
    let wanted = |bench: &str| name.as_deref().is_none_or(|name| name == bench);
    let Some(engine) = engine else {
        println!("name | ours | reference | ratio | target");
        for engine in EngineKind::ALL {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--engine", engine.word(), "--operations", &operations.to_string()]);
            assert!(child.args(name.as_deref()).status().unwrap().success());
        }
        return;
    };
    if wanted("ingest") {
        ingest(engine, operations);
    }
    if wanted("reads") {
        reads(engine, operations);
    }
    if wanted("life") {
        life(engine, operations);
    }
    if wanted("compaction") {
        compaction(engine, operations);
    }
}

fn row(name: &str, ours: &str, reference: &str, ratio: f64, target: &str) {
    println!("{name} | {ours} | {reference} | {ratio:.2} | {target}");
}

fn per_second(count: u64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn rate(rate: f64) -> String {
    format!("{rate:.0}/s")
}

/// The processor time of this process. On a machine with other work it says more than the time that passed.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn micros_each(count: u64, time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / count as f64
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn scattered(index: u64) -> u64 {
    let hash = blake3::hash(&index.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap())
}

fn key(index: u64) -> Key {
    Key::new(format!("user/{:012x}/name", scattered(index) >> 16)).unwrap()
}

fn db() -> DbName {
    DbName::new("bench", author(0).public()).unwrap()
}

/// Signed operations, each with a key of its own, in random order of keys.
fn signed(operations: u64, value_bytes: usize) -> Vec<Vec<u8>> {
    signed_from(0, operations, value_bytes, u64::MAX)
}

/// Signed operations from the how many-th on, which take turns at so many keys.
fn signed_from(first: u64, operations: u64, value_bytes: usize, keys: u64) -> Vec<Vec<u8>> {
    let share = operations.div_ceil(cores() as u64);
    let sign = |index: u64| {
        let secret = author(u8::try_from(index % AUTHORS).unwrap());
        let mut value: Vec<u8> =
            blake3::hash(&index.to_be_bytes()).as_bytes().iter().copied().cycle().take(value_bytes).collect();
        value[..8].copy_from_slice(&index.to_be_bytes());
        let stamp = Stamp::at_millis(1_700_000_000_000 + index);
        let writes = vec![Write::string(key(index % keys), value)];
        let draft = Draft { db: db(), stamp, writes, expires: None, device: None };
        draft.sign(&secret).unwrap().bytes().to_vec()
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..cores() as u64)
            .map(|core| {
                let range = core * share..((core + 1) * share).min(operations);
                scope.spawn(move || range.map(|index| sign(first + index)).collect::<Vec<_>>())
            })
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    })
}

fn claims(bytes: &[Vec<u8>]) -> Vec<Claimed> {
    bytes.iter().map(|bytes| Claimed::decode(bytes).unwrap()).collect()
}

/// A store in which all authors may write.
fn open(root: &Path, engine: EngineKind) -> Store {
    let store = Store::open_with(root, Options { engine, ..Options::default() }).unwrap();
    if store.operations() == 0 {
        store.commit(&[grants()]).unwrap();
    }
    store
}

/// The owner's word that all authors may write.
fn grants() -> Operation {
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

fn author(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

/// Commits operations, already checked, and says how long that took and how much of the processors.
fn fill(store: &Store, operations: &[Vec<u8>]) -> (Duration, Duration) {
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

/// What a commit costs at least: the same bytes with a checksum and a chained hash, appended and synced in groups.
fn journal_alone(root: &Path, operations: &[Vec<u8>]) -> (Duration, Duration) {
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
fn verify_rate(operations: &[Vec<u8>]) -> (f64, f64) {
    let claims = claims(&operations[..operations.len().min(GROUP * 128)]);
    let start = (Instant::now(), processor_time());
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                for group in claims.chunks(GROUP) {
                    let items: Vec<_> = group.iter().map(Claimed::to_check).collect();
                    verify_batch(&[7; 32], &items).unwrap();
                }
            });
        }
    });
    let count = (claims.len() * cores()) as u64;
    (per_second(count, start.0.elapsed()), micros_each(count, processor_time().saturating_sub(start.1)))
}

/// Decodes, verifies on all cores and commits.
fn ingest_verified(store: &Store, operations: &[Vec<u8>]) -> Duration {
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
        for group in receiver {
            store.commit(&group).unwrap();
        }
    });
    start.elapsed()
}

fn ingest(engine: EngineKind, count: u64) {
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

fn raw_get_rate(engine: EngineKind, count: u64) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let entry = |index: u64| (key(index).as_str().as_bytes().to_vec(), vec![7; 280]);
    let order = (0..READS).map(|index| key(scattered(index) % count)).collect::<Vec<_>>();
    let time = |get: &dyn Fn(&[u8]) -> bool| {
        let start = Instant::now();
        assert!(order.iter().all(|key| get(key.as_str().as_bytes())));
        per_second(READS, start.elapsed())
    };
    match engine {
        EngineKind::Sled => {
            let db = sled::Config::new().path(root.path()).cache_capacity(32 << 20).open().unwrap();
            (0..count).map(entry).for_each(|(key, value)| drop(db.insert(key, value).unwrap()));
            time(&|key| black_box(db.get(key).unwrap()).is_some())
        }
        EngineKind::Fjall => {
            let db = fjall::Database::builder(root.path()).cache_size(16 << 20).open().unwrap();
            let options = || fjall::KeyspaceCreateOptions::default().max_memtable_size(16 << 20);
            let keyspace = db.keyspace("raw", options).unwrap();
            (0..count).map(entry).for_each(|(key, value)| keyspace.insert(key, value).unwrap());
            time(&|key| black_box(keyspace.get(key).unwrap()).is_some())
        }
        EngineKind::Memory => {
            let map: std::collections::BTreeMap<_, _> = (0..count).map(entry).collect();
            time(&|key| black_box(map.get(key).cloned()).is_some())
        }
    }
}

fn read_rate(store: &Store, count: u64) -> f64 {
    let order = (0..READS).map(|index| key(scattered(index) % count)).collect::<Vec<_>>();
    let cells = store.cells(&db()).unwrap().unwrap();
    let start = Instant::now();
    for key in &order {
        let mut found = None;
        let only = CellPath::of_key(key).only();
        cells
            .visit(&only, &mut |cell| {
                found = Some(cell.clone());
                ControlFlow::Break(())
            })
            .unwrap();
        black_box(cells.body(&found.unwrap()).unwrap());
    }
    per_second(READS, start.elapsed())
}

fn reads(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    fill(&store, &signed(count, 200));
    let (ours, reference) = (read_rate(&store, count), raw_get_rate(engine, count));
    let reference_text = format!("{engine} get {reference:.0}/s");
    row(&format!("reads, {engine}"), &rate(ours), &reference_text, ours / reference, "T5: at least 0.7");
}

fn bytes_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { bytes_of(&path) } else { path.metadata().unwrap().blocks() * 512 })
        .sum()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

fn life(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let operations = signed(count, 100);
    let signed_bytes: u64 = operations.iter().map(|bytes| bytes.len() as u64).sum();
    let (reference, _) = verify_rate(&operations);
    let store = open(root.path(), engine);
    fill(&store, &operations);
    drop(operations);
    // What a process leaves that is killed: what the operating system has of its files.
    let killed = tempfile::tempdir().unwrap();
    copy(root.path(), killed.path());
    store.close().unwrap();
    drop(store);
    let (journal, index) = (bytes_of(&root.path().join("journal")), bytes_of(&root.path().join("index")));
    row(
        &format!("disk, {engine}"),
        &format!("journal {} + index {} bytes per operation", journal / count, index / count),
        &format!("{} signed bytes", signed_bytes / count),
        (journal + index) as f64 / signed_bytes as f64,
        if engine == EngineKind::Fjall { "T10: at most 2" } else { "T10: at most 3" },
    );
    for (name, path, target) in [
        ("start, clean", root.path(), "T12: at most 300 ms at 1,000,000"),
        ("start, killed", killed.path(), "T12: at most 3 s at 1,000,000"),
    ] {
        let start = Instant::now();
        drop(open(path, engine));
        row(&format!("{name}, {engine}"), &format!("{:.0?}", start.elapsed()), "", 0.0, target);
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--engine", engine.word(), "--reopened"]).arg(root.path());
    assert!(child.status().unwrap().success());
    let _ = fs::remove_dir_all(root.path().join("index"));
    let start = (Instant::now(), processor_time());
    let store = open(root.path(), engine);
    let rebuilt = per_second(count, start.0.elapsed());
    let each = micros_each(count, processor_time().saturating_sub(start.1));
    assert_eq!(store.digest(&db()).unwrap().count(), count + 1, "with the grants");
    row(
        &format!("rebuild, {engine}"),
        &format!("{rebuilt:.0}/s, {each:.1} us of a core each"),
        &format!("batch verify on {} cores {reference:.0}/s", cores()),
        rebuilt / reference,
        "T13: at least 0.5 of T1",
    );
}

/// How many writes are timed one by one.
const TIMED: u64 = 4000;

/// Commits operations one by one and returns how long each took, ascending.
fn time_each(store: &Store, operations: &[Vec<u8>]) -> Vec<Duration> {
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

/// Writes to every key three times, compacts, and says what that takes: of the disk, and of those who write meanwhile.
fn compaction(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let options = Options { engine, undo_window: Duration::ZERO, ..Options::default() };
    let rate = options.compaction_rate;
    let store = Store::open_with(root.path(), options).unwrap();
    let mut live = 0;
    for round in 0..3 {
        let operations = signed_from(round * count, count, 100, count);
        live = operations.iter().map(|bytes| bytes.len() as u64).sum();
        fill(&store, &operations);
    }
    let alone = time_each(&store, &signed_from(3 * count, TIMED, 100, count));
    let more = signed_from(3 * count + TIMED, TIMED, 100, count);
    let (together, was_idle) = std::thread::scope(|scope| {
        let (stop, stopped) = sync_channel::<()>(0);
        let store = &store;
        let compactor = scope.spawn(move || {
            let mut was_idle = false;
            loop {
                let bytes = match store.compact_step(0, rate / 8).unwrap() {
                    CompactStep::UnderWay { bytes } | CompactStep::Finished { bytes, .. } => bytes,
                    CompactStep::Idle => {
                        was_idle = true;
                        0
                    }
                };
                let pause = Duration::from_millis(1 + bytes * 1000 / rate);
                if !matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                    return was_idle;
                }
            }
        });
        let together = time_each(store, &more);
        drop(stop);
        (together, compactor.join().unwrap())
    });
    for (name, part) in [("p50", 2), ("p99", 100)] {
        let at = |times: &[Duration]| times[times.len() - 1 - times.len() / part];
        let (ours, reference) = (at(&together), at(&alone));
        row(
            &format!("write {name} while compacting, {engine}{}", if was_idle { " (in part)" } else { "" }),
            &format!("{ours:.0?}"),
            &format!("alone {reference:.0?}"),
            ours.as_secs_f64() / reference.as_secs_f64(),
            "at most 2",
        );
    }
    let before = bytes_of(&root.path().join("journal"));
    let start = Instant::now();
    while store.compact_step(0, 8 << 20).unwrap() != CompactStep::Idle {}
    let took = start.elapsed();
    let statistics = store.statistics().unwrap();
    store.close().unwrap();
    drop(store);
    let (journal, index) = (bytes_of(&root.path().join("journal")), bytes_of(&root.path().join("index")));
    let freed = before.saturating_sub(journal);
    row(
        &format!("disk after compaction, {engine}"),
        &format!("journal {} + index {} bytes per operation", journal / count, index / count),
        &format!("{} signed bytes", live / count),
        (journal + index) as f64 / live as f64,
        if engine == EngineKind::Fjall { "T10: at most 2" } else { "T10: at most 3" },
    );
    row(
        &format!("compaction at full speed, {engine}"),
        &format!("{:.0} MB freed a second", freed as f64 / 1e6 / took.as_secs_f64()),
        &format!("{statistics:?}"),
        statistics.amplification().unwrap(),
        "",
    );
}

/// Opens a store that is there, reads and writes, and says how much memory that took.
fn reopened(root: &Path, engine: EngineKind) {
    let store = open(root, engine);
    let idle = resident();
    read_rate(&store, store.operations());
    let last = store.operations();
    let more: Vec<_> = signed(2000, 100).into_iter().collect();
    fill(&store, &more);
    assert_eq!(store.operations(), last, "what is known is not stored again");
    row(
        &format!("memory, {engine}"),
        &format!("{idle} MB opened, {} MB after {READS} reads", resident()),
        "",
        0.0,
        "T11: at most 200 MB at 1,000,000",
    );
}

fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}
