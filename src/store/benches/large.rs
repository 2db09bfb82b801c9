//! What large keys cost: to delete one, to find members by score or place, to ingest what is found so.
//!
//! `cargo bench -p cyberfly-store --bench large -- [name] [--engine sled|fjall|memory] [--cells 1000000]`. Names: `delete`,
//! `scores`, `places`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_core::measure::{self, Measure};
use cyberfly_core::query::geo::{GeoSearch, Position, Shape};
use cyberfly_core::query::range::score_range;
use cyberfly_core::types::geo::Geo;
use cyberfly_core::types::sorted_set::{Rank, SortedSet};
use cyberfly_core::view::{Direction, KeyView};
use cyberfly_core::{Body, DbName, Draft, Key, Kind, Operation, SecretKey, Stamp, Write};
use cyberfly_store::{DatabaseCells, EngineKind, Options, Store};

/// How many writes an operation has.
const WRITES: u32 = 100;
/// How many operations are committed at once.
const GROUP: usize = 64;
/// How many cells a step of a sweep looks at, as the node does it.
const STEP: usize = 256;
/// How many times a quick thing is timed.
const TIMES: u64 = 200;
const NOW: u64 = 1_800_000_000_000;

fn main() {
    let (mut name, mut engines, mut cells) = (None, vec![EngineKind::Sled, EngineKind::Fjall], 1_000_000);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--engine" => engines = vec![EngineKind::from_word(&value()).unwrap()],
            "--cells" => cells = value().parse().unwrap(),
            _ => name = Some(argument),
        }
    }
    println!("name | ours | reference | ratio");
    for engine in engines {
        for (bench, run) in
            [("delete", delete as fn(EngineKind, u32)), ("scores", scores), ("places", places)]
        {
            if name.as_deref().is_none_or(|name| name == bench) {
                run(engine, cells);
            }
        }
    }
}

fn row(name: &str, ours: &str, reference: &str, ratio: f64) {
    println!("{name} | {ours} | {reference} | {ratio:.4}");
}

fn ratio(ours: Duration, reference: Duration) -> f64 {
    ours.as_secs_f64() / reference.as_secs_f64()
}

fn timed<T>(action: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = action();
    (result, start.elapsed())
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

fn median(mut times: Vec<Duration>) -> Duration {
    percentile(&mut times, 50)
}

/// The processor time of this process. On a machine with other work it says more than the time that passed.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn db() -> DbName {
    DbName::new("bench", SecretKey::from_seed(&[0; 32]).public()).unwrap()
}

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn sign(stamp: u64, writes: Vec<Write>) -> Operation {
    let draft = Draft { db: db(), stamp: Stamp::at_millis(stamp), writes, expires: None, device: None };
    draft.sign(&SecretKey::from_seed(&[0; 32])).unwrap()
}

/// Operations that write this many cells of a key, in no order.
fn cells_of(kind: Kind, cells: u32) -> Vec<Operation> {
    let write = |n: u32| {
        let scattered = n.wrapping_mul(2_654_435_761);
        let spot = f64::from(scattered) / f64::from(u32::MAX);
        let body = match kind {
            Kind::SortedSet => Body::Score(spot),
            Kind::Geo => {
                Body::Position { longitude: spot * 360.0 - 180.0, latitude: f64::from(n % 160) - 80.0 }
            }
            _ => Body::Bytes(vec![7; 8]),
        };
        Write { kind, key: key("large"), field: Some(format!("{scattered:010}").into_bytes()), body }
    };
    let operation = |first: u32| {
        let writes = (first..cells.min(first + WRITES)).map(write).collect();
        sign(NOW + u64::from(first), writes)
    };
    (0..cells).step_by(WRITES as usize).map(operation).collect()
}

fn filled(root: &Path, engine: EngineKind, kind: Kind, cells: u32) -> (Store, Duration) {
    let store = Store::open_with(root, Options { engine, ..Options::default() }).unwrap();
    let operations = cells_of(kind, cells);
    let start = processor_time();
    for group in operations.chunks(GROUP) {
        store.commit(group).unwrap();
    }
    (store, processor_time().saturating_sub(start))
}

fn small(n: u64) -> Operation {
    sign(NOW + n, vec![Write::string(key(&format!("small/{}", n % 97)), vec![1; 100])])
}

fn count_fields(store: &Store) -> (usize, Duration) {
    let cells = store.cells(&db()).unwrap().unwrap();
    let key = key("large");
    timed(|| KeyView::open(&cells, &key, NOW * 2).unwrap().count(Kind::Hash).unwrap())
}

fn delete(engine: EngineKind, cells: u32) {
    let root = tempfile::tempdir().unwrap();
    let (store, filling) = filled(root.path(), engine, Kind::Hash, cells);
    let write = |n| timed(|| store.commit(&[small(n)]).unwrap()).1;
    let mut times: Vec<_> = (0..TIMES).map(write).collect();
    let (usual, slow) = (percentile(&mut times, 50), percentile(&mut times, 99));
    let (found, before) = count_fields(&store);
    assert_eq!(found, cells as usize);
    let del = sign(2 * NOW, vec![Write::del(key("large"))]);
    let (_, deleting) = timed(|| store.commit(&[del]).unwrap());
    let name = format!("delete of {cells}, {engine}");
    row(&name, &format!("{deleting:.1?}"), &format!("a write {usual:.1?}"), ratio(deleting, usual));
    let (found, after) = count_fields(&store);
    assert_eq!(found, 0);
    row(
        &format!("read right after, {engine}"),
        &format!("{after:.1?}"),
        &format!("before {before:.1?}"),
        ratio(after, before),
    );
    let (mut waits, mut steps) = (Vec::new(), Vec::new());
    let start = processor_time();
    let mut is_more = true;
    while is_more {
        let (more, step) = timed(|| store.settle(STEP).unwrap());
        // Whoever comes just after a step has begun waits for it.
        waits.push(step + write(TIMES + steps.len() as u64));
        steps.push(step);
        is_more = more;
    }
    let sweeping = processor_time().saturating_sub(start);
    assert_eq!(store.digest(&db()).unwrap().count(), 97 + 1);
    let step = median(steps);
    row(
        &format!("step of {STEP}, {engine}"),
        &format!("{step:.1?}"),
        &format!("a write {usual:.1?}"),
        ratio(step, usual),
    );
    let wait = percentile(&mut waits, 99);
    row(
        &format!("write during the sweep, p99, {engine}"),
        &format!("{wait:.1?}"),
        &format!("before {slow:.1?}"),
        ratio(wait, slow),
    );
    row(
        &format!("whole sweep, a write after each step, processor time, {engine}"),
        &format!("{sweeping:.1?}"),
        &format!("filling {filling:.1?}"),
        ratio(sweeping, filling),
    );
}

fn ask(name: &str, store: &Store, kind: Kind, question: &dyn Fn(&KeyView<'_, DatabaseCells>) -> usize) {
    let (cells, key) = (store.cells(&db()).unwrap().unwrap(), key("large"));
    let mut found = 0;
    let mut answer = || timed(|| found = question(&KeyView::open(&cells, &key, NOW * 2).unwrap())).1;
    let ours = median((0..TIMES).map(|_| answer()).collect::<Vec<_>>());
    let (_, reference) = timed(|| {
        measure::visit_by_reading(&cells, &key, kind, &Measure::all(), Direction::Forward, &mut |_| {
            ControlFlow::Break(())
        })
        .unwrap();
    });
    row(
        &format!("{name}: {found}"),
        &format!("{ours:.1?}"),
        &format!("all read {reference:.1?}"),
        ratio(ours, reference),
    );
}

fn ingest(kind: Kind, filling: Duration, engine: EngineKind, cells: u32) {
    let root = tempfile::tempdir().unwrap();
    let (_, reference) = filled(root.path(), engine, Kind::Hash, cells);
    row(
        &format!("ingest of {cells}, processor time, {}, {engine}", kind.word()),
        &format!("{filling:.1?}"),
        &format!("hash {reference:.1?}"),
        ratio(filling, reference),
    );
}

fn scores(engine: EngineKind, cells: u32) {
    let root = tempfile::tempdir().unwrap();
    let (store, filling) = filled(root.path(), engine, Kind::SortedSet, cells);
    let scores = score_range("0.5", "+inf").unwrap();
    for (name, order) in
        [("by score, limit 10", Rank::Ascending), ("by score, backwards, limit 10", Rank::Descending)]
    {
        ask(&format!("{name}, {engine}"), &store, Kind::SortedSet, &|view| {
            SortedSet::of(view).unwrap().range_by_score(&scores, order, 0, 10).unwrap().len()
        });
    }
    drop(store);
    ingest(Kind::SortedSet, filling, engine, cells);
}

fn places(engine: EngineKind, cells: u32) {
    let root = tempfile::tempdir().unwrap();
    let (store, filling) = filled(root.path(), engine, Kind::Geo, cells);
    let center = Position::new(13.4, 52.0).unwrap();
    let search = GeoSearch::new(center, Shape::Radius { metres: 10_000.0 }).unwrap();
    ask(&format!("within 10 km, {engine}"), &store, Kind::Geo, &|view| {
        Geo::of(view).unwrap().search(&search).unwrap().hits.len()
    });
    drop(store);
    ingest(Kind::Geo, filling, engine, cells);
}
