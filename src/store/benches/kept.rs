//! What it costs to know which operations are kept, and what that answers.
//!
//! `cargo bench -p cyberfly-store --bench kept -- [--engine sled|fjall] [--operations 1000000]`. The stamps are in
//! random order, so that every range has operations in every segment: the worst case.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Entry, Sums};
use cyberfly_core::{Claimed, DbName, Draft, Key, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{EngineKind, Options, Store};

/// How many operations are committed at once.
const GROUP: usize = 256;
/// How many are signed at once.
const SIGNED: u64 = 50_000;
/// How many questions are timed.
const QUESTIONS: u64 = 2_000;

fn main() {
    let (mut engine, mut operations) = (None, 1_000_000);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--engine" => engine = Some(EngineKind::from_word(&value).unwrap()),
            "--operations" => operations = value.parse().unwrap(),
            _ => panic!("{argument}?"),
        }
    }
    println!("name | ours | reference | ratio | target");
    for engine in engine.map_or(vec![EngineKind::Fjall, EngineKind::Sled], |engine| vec![engine]) {
        follow(engine, operations / 5);
        ask(engine, operations);
    }
}

fn row(name: &str, ours: &str, reference: &str, ratio: f64, target: &str) {
    println!("{name} | {ours} | {reference} | {ratio:.2} | {target}");
}

fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn micros_each(count: u64, time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / count as f64
}

fn scattered(index: u64) -> u64 {
    let hash = blake3::hash(&index.to_le_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap())
}

fn db() -> DbName {
    DbName::new("bench", SecretKey::from_seed(&[0; 32]).public()).unwrap()
}

/// A point somewhere among the stamps.
fn point(index: u64) -> Entry {
    Entry::before(Stamp::new(scattered(index) >> 1).unwrap())
}

fn sign(index: u64) -> Vec<u8> {
    let key = Key::new(format!("user/{:012x}/name", scattered(index) >> 16)).unwrap();
    let stamp = Stamp::new(scattered(index) >> 1).unwrap();
    let writes = vec![Write::string(key, vec![7; 100])];
    let draft = Draft { db: db(), stamp, writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[1; 32])).unwrap().bytes().to_vec()
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, ..Options::default() }).unwrap()
}

/// Commits operations of these numbers and says how much processor time the commits took.
fn fill(store: &Store, from: u64, to: u64) -> Duration {
    let mut took = Duration::ZERO;
    let mut next = from;
    while next < to {
        let end = to.min(next + SIGNED);
        let half = next.midpoint(end);
        let signed: Vec<Operation> = std::thread::scope(|scope| {
            let shares = [next..half, half..end].map(|share| {
                scope.spawn(move || -> Vec<Operation> {
                    share.map(|at| Claimed::decode(&sign(at)).unwrap().already_verified()).collect()
                })
            });
            shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
        });
        let start = processor_time();
        signed.chunks(GROUP).for_each(|group| drop(store.commit(group).unwrap()));
        took += processor_time().saturating_sub(start);
        next = end;
    }
    took
}

/// What it costs a commit to keep all of this up to date.
fn follow(engine: EngineKind, count: u64) {
    let each = |is_asked: bool| {
        let root = tempfile::tempdir().unwrap();
        let store = open(root.path(), engine);
        fill(&store, 0, 1);
        // After a kill nothing is known until somebody asks.
        drop(store);
        let store = open(root.path(), engine);
        if is_asked {
            store.sums(&db()).unwrap();
        }
        let took = fill(&store, 1, count + 1);
        assert_eq!(store.kept_bytes() > 0, is_asked);
        micros_each(count, took)
    };
    let (mut without, mut with) = (0.0, 0.0);
    for _ in 0..2 {
        without += each(false) / 2.0;
        with += each(true) / 2.0;
    }
    row(
        &format!("commit, kept operations followed, {engine}"),
        &format!("{with:.1} us of a core each"),
        &format!("not followed {without:.1} us"),
        with / without,
        "",
    );
}

fn time<T>(count: u64, mut question: impl FnMut(u64) -> T) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|at| drop(black_box(question(at))));
    micros_each(count, start.elapsed())
}

fn ask(engine: EngineKind, count: u64) {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    fill(&store, 0, count);
    drop(store);
    let start = Instant::now();
    let store = open(root.path(), engine);
    let opened = start.elapsed();
    let start = Instant::now();
    let sums = store.sums(&db()).unwrap().unwrap();
    let (asked, million) = (start.elapsed(), count as f64 / 1e6);
    assert_eq!((sums.count(), sums.digest()), (count, store.digest(&db()).unwrap()));
    row(
        &format!("killed, opened, {engine}"),
        &format!("{opened:.1?}, and {asked:.1?} more for the first question"),
        "3 s for each million",
        opened.as_secs_f64() / (3.0 * million),
        "T12: at most 1",
    );
    row(
        &format!("memory for kept operations, {engine}"),
        &format!("{:.0} KB a million", store.kept_bytes() as f64 / 1e3 / million),
        "signed bytes 320 MB a million",
        store.kept_bytes() as f64 / (320e6 * million),
        "",
    );
    let all = Entry::FIRST..Entry::before(Stamp::new(u64::MAX >> 1).unwrap());
    let ids = sums.entries(&all, usize::MAX).unwrap();
    let (from, to) = (ids.len() / 4, ids.len() * 3 / 4);
    let naive = time(20, |_| ids[from..to].iter().map(|entry| &entry.id).collect::<Digest>());
    let range = |at: u64| {
        let (one, other) = (point(2 * at), point(2 * at + 1));
        Sums::digest(&store.sums(&db()).unwrap().unwrap(), &(one.min(other)..one.max(other))).unwrap()
    };
    let fresh = time(QUESTIONS, range);
    row(
        &format!("digest of a random range, {engine}"),
        &format!("{fresh:.0} us"),
        &format!("summing half of all ids {naive:.0} us"),
        fresh / naive,
        "",
    );
    sums.entries(&(ids[from]..ids[from + 16_000]), usize::MAX).unwrap();
    let near = time(QUESTIONS, |at| {
        let at = from + usize::try_from(scattered(at) % 15_000).unwrap();
        Sums::digest(&sums, &(ids[at]..ids[at + 900])).unwrap()
    });
    row(
        &format!("digest of 900 among buckets looked at, {engine}"),
        &format!("{near:.1} us"),
        &format!("a random range {fresh:.0} us"),
        near / fresh,
        "",
    );
    let handle = time(QUESTIONS, |_| store.sums(&db()).unwrap());
    row(
        &format!("a handle, {engine}"),
        &format!("{handle:.1} us"),
        &format!("a random range {fresh:.0} us"),
        handle / fresh,
        "",
    );
    let wanted = &ids[from..from + 10_000];
    let start = Instant::now();
    assert!(sums.operations(wanted).unwrap().iter().all(Option::is_some));
    let together = micros_each(wanted.len() as u64, start.elapsed());
    let alone = time(QUESTIONS, |at| {
        let entry = ids[usize::try_from(scattered(at) % count).unwrap()];
        store.operation(&db(), &entry).unwrap().unwrap()
    });
    row(
        &format!("operations by id, {engine}"),
        &format!("{together:.1} us each of 10,000 neighbours"),
        &format!("one alone {alone:.0} us"),
        together / alone,
        "",
    );
    drop(sums);
    let start = Instant::now();
    store.close().unwrap();
    let closed = start.elapsed();
    drop(store);
    let start = Instant::now();
    let store = open(root.path(), engine);
    let opened = start.elapsed();
    let start = Instant::now();
    assert_eq!(store.sums(&db()).unwrap().unwrap().count(), count);
    let asked = start.elapsed();
    row(
        &format!("closed, opened, {engine}"),
        &format!("{opened:.0?}, and {asked:.0?} more for the first question; closed in {closed:.0?}"),
        "300 ms for a million",
        opened.as_secs_f64() / (0.3 * million),
        "T12: at most 1",
    );
}
