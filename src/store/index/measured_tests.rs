use std::path::Path as FilePath;

use cyberfly_core::cells::Cells;
use cyberfly_core::memory::MemoryCells;
use cyberfly_core::merge;
use cyberfly_core::query::geo::{GeoOrder, GeoSearch, Position, Shape};
use cyberfly_core::query::range::{Interval, score_range};
use cyberfly_core::types::geo::Geo;
use cyberfly_core::types::list::{End, List};
use cyberfly_core::types::sorted_set::{Rank, SortedSet};
use cyberfly_core::types::stream::{NewId, Stream};
use cyberfly_core::types::{PlanContext, Value};
use cyberfly_core::view::KeyView;
use cyberfly_core::write::{LIST_SUFFIX, Number, StreamId};
use cyberfly_core::{DbName, Draft, Operation, SecretKey, Stamp, Write};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::index::EngineKind;
use crate::{Options, Store, sweep};

const KEYS: [&str; 5] = ["z", "g", "~first/z", "~first/g", "~max/z"];
const BASE: u64 = 1_800_000_000_000;

fn secret() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn db() -> DbName {
    DbName::new("default", secret().public()).unwrap()
}

fn open(root: &FilePath, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, disk_floor: 0, ..Options::default() }).unwrap()
}

fn op(ms: u64, writes: Vec<Write>, expires: Option<u64>) -> Option<Operation> {
    let draft = Draft { db: db(), stamp: Stamp::at_millis(BASE + ms), writes, expires, device: None };
    draft.sign(&secret()).ok()
}

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// A write of a member, of a TTL, or of a delete of one of them or of all.
fn any_write() -> impl Strategy<Value = Write> {
    (select(&KEYS[..]), 0..12u8, 0..6u8, 0..30u64).prop_map(|(text, what, member, at)| {
        let spot = f64::from(u32::try_from(at).unwrap());
        let (kind, score) = match text {
            "~max/z" => (Kind::SortedSet, Body::Number(Number::Float(spot / 4.0 - 3.0))),
            "z" | "~first/z" => (Kind::SortedSet, Body::Score(spot / 4.0 - 3.0)),
            _ => (Kind::Geo, Body::Position { longitude: spot * 6.0 - 90.0, latitude: spot - 15.0 }),
        };
        let field = Some(vec![0; usize::from(member)]);
        let (kind, field, body) = match what {
            0 => (Kind::Del, None, Body::Delete),
            1 => (kind, None, Body::Delete),
            2 => (kind, field, Body::Delete),
            3 => {
                let ends = (at % 3 > 0).then_some(BASE + at);
                (Kind::Ttl, None, Body::Ttl { ends, floor: Stamp::at_millis(BASE + at % 5) })
            }
            _ => (kind, field, score),
        };
        Write { kind, key: key(text), field, body }
    })
}

fn any_operation() -> impl Strategy<Value = Option<Operation>> {
    (0..20u64, vec(any_write(), 1..6), 0..40u64).prop_map(|(ms, mut writes, expires)| {
        writes.retain(|write| write.check().is_ok());
        op(ms, writes, (expires < 20).then_some(BASE + expires))
    })
}

/// What is asked of a key, and what it answers, as text.
fn answers<C: Cells<Fault: std::fmt::Debug>>(cells: &C, text: &str, now: u32, a: i32, b: i32) -> Vec<String> {
    let key = key(text);
    let view = KeyView::open(cells, &key, BASE + u64::from(now)).unwrap();
    let mut answers = Vec::new();
    let mut tell = |answer: &dyn std::fmt::Debug| answers.push(format!("{answer:?}"));
    if let Ok(set) = SortedSet::of(&view) {
        let scores = score_range(&format!("({}", a.min(b)), &a.max(b).to_string()).unwrap();
        for order in [Rank::Ascending, Rank::Descending] {
            tell(&set.range(a.into(), b.into(), order, 3).unwrap());
            tell(&set.range(0, -1, order, 99).unwrap());
            tell(&set.range_by_score(&scores, order, 1, 2).unwrap());
            tell(&set.rank(&[0, 0], order).unwrap());
            tell(&set.plan_pop(order, 2).map(|plan| (plan.answer, plan.writes)).unwrap());
        }
        tell(&set.count(&scores).unwrap());
    }
    if let Ok(places) = Geo::of(&view) {
        let center = Position::new(f64::from(a) * 9.0, f64::from(b)).unwrap();
        let metres = 1000.0 * f64::from(now * now);
        let shapes = [Shape::Radius { metres }, Shape::Box { width: 2.0 * metres, height: metres }];
        for shape in shapes {
            let search = GeoSearch::new(center, shape).unwrap();
            tell(&places.search(&search).unwrap());
            tell(&places.search(&search.clone().limited(2, false).unwrap()).unwrap());
            tell(&places.search(&search.clone().limited(1, true).unwrap()).unwrap().hits.len());
            tell(&places.search(&search.ordered(GeoOrder::Farthest)).unwrap());
        }
    }
    answers
}

fn a_store_answers_as_memory_does(engine: EngineKind, cases: u32) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let groups = vec((vec(any_operation(), 1..8), 0..3usize), 1..8);
    proptest!(config, |(groups in groups, asked in vec((-6..6i32, -6..6i32, 0..40u32), 3), limit in 0..9usize)| {
        sweep::set_at_once(limit);
        let temp = tempfile::tempdir().unwrap();
        let store = open(temp.path(), engine);
        let mut memory = MemoryCells::default();
        for (group, steps) in groups {
            let group: Vec<_> = group.into_iter().flatten().collect();
            store.commit(&group).unwrap();
            for op in &group {
                merge::merge(&mut memory, op).unwrap();
            }
            for _ in 0..steps {
                store.settle(2).unwrap();
            }
            let Some(cells) = store.cells(&db()).unwrap() else { continue };
            for text in KEYS {
                for (a, b, now) in &asked {
                    prop_assert_eq!(answers(&cells, text, *now, *a, *b), answers(&memory, text, *now, *a, *b));
                }
            }
        }
        while store.settle(sweep::STEP_LIMIT).unwrap() {}
        let is_measured = |(placed, body): &(&Placed, &Body)| {
            super::key(0, placed.kind, &placed.path, body).is_some()
        };
        let measured = store.index().entries().unwrap().keys().filter(|key| key[0] == MEASURED).count();
        prop_assert_eq!(measured, memory.iter().filter(is_measured).count(), "nothing is left behind");
    });
}

#[test]
fn scores_and_places_on_sled_answer_as_in_memory() {
    a_store_answers_as_memory_does(EngineKind::Sled, 6);
}

#[test]
fn scores_and_places_on_fjall_answer_as_in_memory() {
    a_store_answers_as_memory_does(EngineKind::Fjall, 6);
}

#[test]
fn scores_and_places_on_the_map_answer_as_in_memory() {
    a_store_answers_as_memory_does(EngineKind::Memory, 60);
}

const MANY: u32 = 2000;

/// A sorted set, places, a list and a stream of many each.
fn filled(root: &FilePath, engine: EngineKind) -> Store {
    let store = open(root, engine);
    let author = secret().public();
    let writes = |n: u32| {
        let spot = f64::from(n);
        let list = [
            &[0x80, 1 + u8::try_from(n / 200).unwrap(), 1 + u8::try_from(n % 200).unwrap()],
            &[0; LIST_SUFFIX][..],
        ]
        .concat();
        let id = StreamId { ms: n.into(), seq: 0 }.to_bytes();
        [
            (Kind::SortedSet, "z", n.to_be_bytes().to_vec(), Body::Score(spot)),
            (
                Kind::Geo,
                "g",
                n.to_be_bytes().to_vec(),
                Body::Position { longitude: spot / 20.0, latitude: spot / 40.0 },
            ),
            (Kind::List, "l", list, Body::Bytes(vec![1])),
            (
                Kind::Stream,
                "s",
                [id.as_slice(), author.as_bytes()].concat(),
                Body::Entry(vec![(vec![1], vec![2])]),
            ),
        ]
        .map(|(kind, text, field, body)| Write { kind, key: key(text), field: Some(field), body })
    };
    let numbers: Vec<u32> = (0..MANY).collect();
    let ops: Vec<_> = numbers
        .chunks(250)
        .map(|some| op(1, some.iter().copied().flat_map(writes).collect(), None).unwrap())
        .collect();
    store.commit(&ops).unwrap();
    store
}

fn what_is_asked_for_is_read_and_little_else(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = filled(temp.path(), engine);
    let cells = store.cells(&db()).unwrap().unwrap();
    let cheap = |text: &str, ask: &dyn Fn(&KeyView<'_, DatabaseCells>) -> usize| {
        let key = key(text);
        let before = store.index().shown();
        let found = ask(&KeyView::open(&cells, &key, BASE + 5).unwrap());
        let shown = store.index().shown() - before;
        assert!(found > 0 && shown < 60, "{text}: {shown} entries for {found}");
    };
    let high = score_range("1000", "+inf").unwrap();
    for order in [Rank::Ascending, Rank::Descending] {
        cheap("z", &|view| SortedSet::of(view).unwrap().range_by_score(&high, order, 5, 10).unwrap().len());
        cheap("z", &|view| SortedSet::of(view).unwrap().range(0, 9, order, 99).unwrap().len());
        cheap("z", &|view| SortedSet::of(view).unwrap().range(-10, -1, order, 99).unwrap().len());
    }
    cheap("z", &|view| {
        SortedSet::of(view).unwrap().rank(&(MANY - 3).to_be_bytes(), Rank::Descending).unwrap().unwrap().0
    });
    cheap("g", &|view| {
        let center = Position::new(50.0, 25.0).unwrap();
        let search = GeoSearch::new(center, Shape::Radius { metres: 10_000.0 }).unwrap();
        Geo::of(view).unwrap().search(&search).unwrap().hits.len()
    });
    cheap("l", &|view| List::of(view).unwrap().range(-3, -1, 9).unwrap().len());
    cheap("l", &|view| usize::from(List::of(view).unwrap().index(-1).unwrap().is_some()));
    let context = PlanContext {
        now: BASE + 5,
        author: secret().public(),
        device: None,
        stamp: Stamp::at_millis(BASE + 5),
        first_index: 0,
    };
    let value = || vec![Value::Bytes(vec![1])];
    cheap("l", &|view| {
        List::of(view).unwrap().plan_push(&context, End::Right, value(), false).unwrap().writes.len()
    });
    cheap("s", &|view| {
        let pairs = vec![(b"f".to_vec(), b"v".to_vec())];
        Stream::of(view).unwrap().plan_add(&context, NewId::Auto, pairs).unwrap().writes.len()
    });
    let ids = Interval::all();
    cheap("s", &|view| {
        Stream::of(view).unwrap().range(&ids, Direction::Backward, None, 3).unwrap().items.len()
    });
}

#[test]
fn on_sled_what_is_asked_for_is_read_and_little_else() {
    what_is_asked_for_is_read_and_little_else(EngineKind::Sled);
}

#[test]
fn on_fjall_what_is_asked_for_is_read_and_little_else() {
    what_is_asked_for_is_read_and_little_else(EngineKind::Fjall);
}
