//! What the doors do in a second, how long each answer takes, and what the node needs for it.
//!
//! ```text
//! scripts/bench doors [KEYS]            writes, latency, reads, memory and start, over so many keys (100,000)
//! scripts/bench doors writes            a part of that: writes, latency, or reads KEYS
//! scripts/bench doors mixed SECONDS     reads and writes together, for that long: the curve of the memory
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

mod house;
mod load;
mod peers;
mod slowest;
mod wire;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_node::now_ms;
use cyberfly_protocol::write_sequence;
use hyper::Method;
use hyper::body::Bytes;

use house::{AUDITED, BARE, House, SERVE, serve, serve_bare};
use load::{Ask, Asks, Speech, gets, posts, questions, run, run_speaking};
use slowest::Slowest;

/// How many bytes a value has.
const VALUE: usize = 200;
const WRITERS: usize = 64;
const READERS: usize = 32;
const WRITES: usize = 64 * 1024;
const READS: usize = 200_000;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [first, root] if *first == SERVE => serve(Path::new(root), false),
        [first, _, word] if *first == SERVE && *word == BARE => serve_bare(VALUE),
        [first, root, word] if *first == SERVE => serve(Path::new(root), *word == AUDITED),
        ["writes"] => within(writes),
        ["latency"] => within(latency),
        ["reads", keys] => within(|root| reads(root, keys.parse().unwrap())),
        ["mixed", seconds] => mixed(Duration::from_secs(seconds.parse().unwrap())),
        [keys] => all(keys.parse().unwrap()),
        _ => all(100_000),
    }
}

fn all(keys: usize) {
    within(|root| {
        writes(root);
        latency(root);
        reads(root, keys);
    });
}

fn within(measure: impl FnOnce(&Path)) {
    // Beside the sources, since a temporary folder may lie in memory.
    let temp = tempfile::tempdir_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target")).unwrap();
    println!("{:<34} | {:>12} | {:>12} | {:>8} | target", "name", "ours", "reference", "ratio");
    measure(temp.path());
}

fn row(name: &str, ours: f64, reference: f64, target: &str) {
    println!("{name:<34} | {ours:>12.1} | {reference:>12.1} | {:>8.2} | {target}", ours / reference);
}

fn author(number: usize) -> SecretKey {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&(number as u64).to_be_bytes());
    SecretKey::from_seed(&seed)
}

fn database(key: &SecretKey) -> DbName {
    DbName::new("default", key.public()).unwrap()
}

/// An operation of one value, signed.
fn operation(key: &SecretKey, name: &str) -> Vec<u8> {
    let writes = vec![Write::string(Key::new(name).unwrap(), vec![b'v'; VALUE])];
    let stamp = Stamp::at_millis(now_ms());
    let draft = Draft { db: database(key), stamp, writes, expires: None, device: None };
    draft.sign(key).unwrap().bytes().to_vec()
}

/// What many connections hand in, each by an author of its own; of so many operations the last has a bad signature.
fn writers(round: &str, one_bad_in: Option<usize>) -> Vec<Asks> {
    let operations = |writer: usize| {
        let key = author(writer);
        let each = (0..WRITES / WRITERS).map(|number| {
            let mut bytes = operation(&key, &format!("{round}{number}"));
            let is_bad = one_bad_in.is_some_and(|of| (number * WRITERS + writer) % of == of - 1);
            if is_bad {
                let at = bytes.len() - 40;
                bytes[at] ^= 1;
            }
            (Bytes::from(bytes), if is_bad { 400 } else { 200 })
        });
        posts(each.collect())
    };
    (0..WRITERS).map(operations).collect()
}

/// T2: durable writes, one operation each.
fn writes(root: &Path) {
    let root = root.join("writes");
    std::fs::create_dir_all(&root).unwrap();
    let house = House::open(&root);
    row("T11 resident, idle and empty, MiB", house.resident(), 40.0, "at most 40 MiB");
    let sync = peers::fdatasync(&root, WRITERS * 450);
    let limit = WRITERS as f64 / sync.as_secs_f64();
    let all = run(&house.http, writers("a", None), None);
    row("T2 writes/s, 64 connections", all.per_second, 12_000.0, "at least 12,000/s");
    row("  against a group per fdatasync", all.per_second, limit, "(64 appended, one fdatasync)");
    match peers::etcd_puts(&root, VALUE, WRITERS, WRITES / 4) {
        Some(etcd) => {
            // Beside a client of the same weight, as both share the cores with theirs.
            let alike = run_speaking(Speech::Hyper, &house.http, writers("d", None), None);
            row("  against etcd, both from hyper", alike.per_second, etcd, "above etcd");
        }
        None => println!("  etcd is not installed"),
    }
    println!("  closed loop: {}", all.percentiles());
    let half = all.per_second / 2.0;
    let watch = Slowest::watch(&house.socket);
    let open = run(&house.http, writers("b", None), Some(half));
    println!("  open loop at {half:.0}/s: {}", open.percentiles());
    println!("  the node's worst second in it: {}", watch.end());
    let bad = run(&house.http, writers("c", Some(256)), None);
    row("  with one bad signature in 256", bad.per_second, all.per_second, "above 0.25");
    house.close();
    audited(&root);
}

/// What an audit log with every write in it costs: rounds without and with it in turn, as the disk is not always the same.
fn audited(root: &Path) {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..3 {
        for (is_audited, rates) in [(false, &mut without), (true, &mut with)] {
            let root = root.join(format!("{round}-{is_audited}"));
            std::fs::create_dir_all(&root).unwrap();
            let house = if is_audited { House::audited(&root) } else { House::open(&root) };
            rates.push(run(&house.http, writers("a", None), None).per_second);
            house.close();
        }
    }
    let [with, without] = [&mut with, &mut without].map(|rates| {
        rates.sort_by(f64::total_cmp);
        rates[1]
    });
    row("T2 with writes in the audit log", with, without, "at least 0.95");
}

/// T3: one caller on the admin socket that waits for each.
fn latency(root: &Path) {
    let root = root.join("latency");
    std::fs::create_dir_all(&root).unwrap();
    let house = House::open(&root);
    let key = author(1000);
    let operations = (0..2000).map(|number| (Bytes::from(operation(&key, &format!("l{number}"))), 200));
    let alone = run(&house.socket, vec![posts(operations.collect())], None);
    let sync = peers::fdatasync(&root, 450).as_secs_f64() * 1e6;
    row("T3 acknowledged, p50, us", alone.at(500).as_secs_f64() * 1e6, sync, "at most 1.5 of an fdatasync");
    row("T3 acknowledged, p99, us", alone.at(990).as_secs_f64() * 1e6, sync, "at most 3 of an fdatasync");
    house.close();
}

/// T4, T11, T12: reads of random keys, what is in memory then, and how soon it serves again.
fn reads(root: &Path, keys: usize) {
    let root = root.join("reads");
    std::fs::create_dir_all(&root).unwrap();
    let house = House::open(&root);
    let key = author(2000);
    let fill = run(&house.socket, vec![sequences(&key, keys)], None);
    println!("  filled by /api/v1/ops/many: {:.0} operations/s, signing included", fill.per_second * 256.0);
    let db = database(&key).to_string();
    let name: Arc<dyn Fn(u64) -> String + Send + Sync> = Arc::new(move |n| format!("k{}", n % keys as u64));
    let readers =
        |count| (0..READERS).map(|n| gets(&db, count / READERS, n as u64 + 1, Arc::clone(&name))).collect();
    run(&house.http, readers(READS / 10), None);
    let reads = run(&house.http, readers(READS), None);
    match peers::redis_gets(&root, keys, VALUE, READERS) {
        Some(redis) => {
            row("T4 reads/s, 32 connections", reads.per_second, redis, "at least 0.6 of redis GET");
        }
        None => {
            println!("T4 reads/s, 32 connections: {:.0}; redis-server is not installed", reads.per_second);
        }
    }
    println!("  closed loop: {}", reads.percentiles());
    let bare = House::bare(&root);
    let most = run(&bare.http, readers(READS), None).per_second;
    bare.close();
    row("  against hyper, one answer to all", reads.per_second, most, "what a door can come to");
    let askers =
        (0..READERS).map(|n| questions(&db, READS / READERS, n as u64 + 1, Arc::clone(&name))).collect();
    let asked = run(&house.http, askers, None);
    row("reads/s by GraphQL, 32 connections", asked.per_second, reads.per_second, "at least 0.6 of /api/v1");
    let half = reads.per_second / 2.0;
    let open = run(&house.http, readers(READS / 2), Some(half));
    println!("  open loop at {half:.0}/s: {}", open.percentiles());
    row("T11 resident after all that, MiB", house.resident(), 200.0, "at most 200 MiB at 1,000,000");
    house.close();
    let clean = House::open(&root);
    row(
        "T12 serves after a clean end, ms",
        clean.took.as_secs_f64() * 1e3,
        300.0,
        "at most 300 ms at 1,000,000",
    );
    let more = (0..1000).map(|number| (Bytes::from(operation(&key, &format!("k{number}"))), 200));
    run(&clean.http, vec![posts(more.collect())], None);
    clean.kill();
    let killed = House::open(&root);
    row("T12 serves after a kill, ms", killed.took.as_secs_f64() * 1e3, 3000.0, "at most 3 s at 1,000,000");
    killed.close();
}

/// Operations for so many keys, 256 in a request.
fn sequences(key: &SecretKey, keys: usize) -> Asks {
    let key = key.clone();
    Box::new((0..keys.div_ceil(256)).map(move |group| {
        let names = (group * 256..keys.min(group * 256 + 256)).map(|number| format!("k{number}"));
        let operations: Vec<_> = names.map(|name| operation(&key, &name)).collect();
        let body = Bytes::from(write_sequence(&operations));
        Ask { method: Method::POST, path: "/api/v1/ops/many".to_owned(), body, status: 200 }
    }))
}

/// Reads, writes over a bounded set of keys, and refused ones, together; what is in memory every few seconds.
fn mixed(length: Duration) {
    let temp = tempfile::tempdir_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target")).unwrap();
    let house = House::open(temp.path());
    let first = author(0);
    run(&house.socket, vec![sequences(&first, 1000)], None);
    let began = Instant::now();
    println!("{:>8} {:>10} {:>12}", "seconds", "MiB", "requests/s");
    println!("{:>8} {:>10.1}", 0, house.resident());
    let (mut requests, mut round) = (0.0, 0);
    while began.elapsed() < length {
        round += 1;
        let (slice, db) = (Instant::now(), database(&first).to_string());
        let key: Arc<dyn Fn(u64) -> String + Send + Sync> = Arc::new(|n| format!("k{}", n % 1000));
        let writer = |n: usize| -> Asks {
            let key = author(n);
            let until = move |_: &usize| slice.elapsed() < Duration::from_secs(5);
            let ask = move |number: usize| {
                let (mut body, mut status) = (operation(&key, &format!("k{}", number % 1000)), 200);
                if number % 50 == 49 {
                    (body, status) = (b"nonsense".to_vec(), 400);
                }
                Ask { method: Method::POST, path: "/api/v1/ops".to_owned(), body: body.into(), status }
            };
            Box::new((0..).take_while(until).map(ask))
        };
        let reader = |n: u64| -> Asks {
            let asks = gets(&db, usize::MAX, n + round, Arc::clone(&key));
            Box::new(asks.take_while(move |_| slice.elapsed() < Duration::from_secs(5)))
        };
        let asks = (0..16).map(writer).chain((0..16).map(reader)).collect();
        let part = run(&house.http, asks, None);
        requests += part.per_second * slice.elapsed().as_secs_f64();
        let seconds = began.elapsed().as_secs();
        println!("{seconds:>8} {:>10.1} {:>12.0}", house.resident(), part.per_second);
    }
    println!("{:.0} requests a second", requests / began.elapsed().as_secs_f64());
    house.close();
}
