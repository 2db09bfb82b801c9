//! The merge against the definition, in every order; and the definition against examples one can check by hand.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

use super::*;
use crate::cells::Placed;
use crate::merge;
use crate::name::{Key, Strategy};
use crate::replica::Replica;
use crate::sim::check::agrees;
use crate::sim::dice::{Dice, Seeded, Tape};
use crate::sim::generate::{BASE_MS, Cast, Moment, Theme, data, operation};
use crate::write::{StreamId, Write, json_path_field};

fn cast() -> Cast {
    Cast::new(3).unwrap()
}

/// Operations that shrink: each comes from a tape of its own, and zeros make the plainest one.
fn few_operations() -> impl Generator<Value = Vec<Arc<Operation>>> {
    (vec(any::<u64>(), 2), vec(vec(any::<u64>(), 0..40), 1..=5)).prop_map(|(theme, tapes)| {
        let (cast, theme) = (cast(), Theme::any(&mut Tape::new(theme)));
        let made = tapes.into_iter().map(|tape| {
            let dice = &mut Tape::new(tape);
            let moment = Moment::crowded(dice, Some(theme));
            Arc::new(operation(dice, &cast, moment).unwrap())
        });
        made.collect()
    })
}

fn many_operations(seed: u64, count: usize) -> Vec<Arc<Operation>> {
    let (cast, dice) = (cast(), &mut Seeded::new(seed));
    let made = (0..count).map(|_| {
        let moment = Moment::crowded(dice, None);
        Arc::new(operation(dice, &cast, moment).unwrap())
    });
    made.collect()
}

fn stamps_of(ops: &[Arc<Operation>]) -> Vec<Stamp> {
    ops.iter().map(|op| op.stamp()).collect()
}

/// Times at which the generated operations look different.
fn moments() -> [u64; 5] {
    [BASE_MS - 3, BASE_MS + 1, BASE_MS + 3, BASE_MS + 6, BASE_MS + 100]
}

fn replica_of<'a>(ops: impl IntoIterator<Item = &'a Arc<Operation>>) -> Replica {
    Replica::rebuild(cast().db().clone(), ops).unwrap()
}

/// All orders of a set, by swapping the way Heap found.
fn every_permutation<T>(items: &mut [T], upto: usize, visit: &mut impl FnMut(&[T])) {
    if upto <= 1 {
        return visit(items);
    }
    for at in 0..upto {
        every_permutation(items, upto - 1, visit);
        items.swap(if upto.is_multiple_of(2) { at } else { 0 }, upto - 1);
    }
}

fn shuffle<T>(items: &mut [T], dice: &mut impl Dice) {
    for end in (1..items.len()).rev() {
        items.swap(end, dice.index(end + 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_permutation_of_a_small_set_equals_the_model(mut ops in few_operations()) {
        let (cast, stamps) = (cast(), stamps_of(&ops));
        let first = replica_of(&ops);
        prop_assert_eq!(agrees(&first, cast.publics(), &stamps, &moments()), Ok(()));
        let count = ops.len();
        every_permutation(&mut ops, count, &mut |ops| {
            let other = replica_of(ops);
            assert_eq!(other.cells(), first.cells());
            assert_eq!(other.digest(), first.digest());
            assert_eq!(other.rights(), first.rights());
        });
    }

    #[test]
    fn whatever_came_so_far_equals_the_model(ops in few_operations()) {
        let mut replica = Replica::new(cast().db().clone());
        for op in &ops {
            replica.receive(op).unwrap();
            prop_assert_eq!(agrees(&replica, cast().publics(), &stamps_of(&ops), &moments()), Ok(()));
        }
    }

    #[test]
    fn dominance_is_the_models_and_is_transitive_and_without_cycles(
        theme in vec(any::<u64>(), 2),
        tapes in vec(vec(any::<u64>(), 0..24), 3),
    ) {
        let (cast, theme) = (cast(), Theme::any(&mut Tape::new(theme)));
        let made = tapes.into_iter().map(|tape| {
            let dice = &mut Tape::new(tape);
            let moment = Moment::crowded(dice, Some(theme));
            data(dice, &cast, moment).unwrap()
        });
        let ops: Vec<Operation> = made.collect();
        let both = |op: &Operation| -> Vec<(Fact, Placed)> {
            let placed = (0u16..).zip(op.writes()).map(|(index, write)| Placed::of(op, index, write));
            facts_of(op).into_iter().zip(placed).collect()
        };
        let writes: Vec<_> = ops.iter().flat_map(both).collect();
        for (a, placed_a) in &writes {
            for (b, placed_b) in &writes {
                let above = a.dominates(b);
                prop_assert_eq!(above, merge::dominates(placed_a, placed_b, a.strategy()), "{:?} {:?}", a, b);
                prop_assert!(!(above && b.dominates(a)));
                for (c, _) in writes.iter().filter(|(c, _)| above && b.dominates(c)) {
                    prop_assert!(a.dominates(c), "{:?} {:?} {:?}", a, b, c);
                }
            }
        }
    }

    #[test]
    fn numbers_compare_as_exact_reals(
        integer in -(1i128 << 64)..(1i128 << 64),
        other in -(1i128 << 64)..(1i128 << 64),
        bits in any::<u64>(),
        near in -2i64..=2,
    ) {
        #[expect(clippy::cast_precision_loss, reason = "near is what is wanted")]
        let near_integer = integer as f64 + near as f64;
        let floats = [f64::from_bits(bits), near_integer, near_integer.next_up(), near_integer.next_down()];
        let mut numbers = vec![Number::Integer(integer), Number::Integer(other), Number::Integer(0)];
        numbers.extend(floats.into_iter().filter(|float| !float.is_nan()).map(Number::Float));
        for a in &numbers {
            for b in &numbers {
                let expected = compare(&Body::Number(*a), &Body::Number(*b));
                prop_assert_eq!(merge::compare_numbers(*a, *b), expected, "{:?} {:?}", a, b);
            }
        }
    }
}

#[test]
fn random_orders_of_large_sets_with_repetitions_equal_the_model() {
    for seed in 0..12 {
        let dice = &mut Seeded::new(!seed);
        let mut ops = many_operations(seed, 80);
        let first = replica_of(&ops);
        assert_eq!(
            agrees(&first, cast().publics(), &stamps_of(&ops[..10]), &moments()),
            Ok(()),
            "seed {seed}"
        );
        for _ in 0..12 {
            let again = ops[dice.index(ops.len())].clone();
            ops.push(again);
            shuffle(&mut ops, dice);
            let other = replica_of(&ops);
            assert_eq!(other.cells(), first.cells(), "seed {seed}");
            assert_eq!(other.digest(), first.digest(), "seed {seed}");
            assert_eq!(other.rights(), first.rights(), "seed {seed}");
        }
    }
}

#[test]
fn the_generator_makes_everything_there_is() {
    let ops = many_operations(1, 1500);
    let facts: Vec<Fact> = ops.iter().flat_map(|op| facts_of(op)).collect();
    for number in (0..=13).chain([999]) {
        let kind = Kind::from_number(number);
        assert!(facts.iter().any(|fact| fact.kind == kind), "{kind:?}");
    }
    for strategy in [Strategy::Last, Strategy::First, Strategy::Max] {
        let of_it = |fact: &&Fact| fact.strategy() == strategy;
        assert!(facts.iter().filter(of_it).any(Fact::is_value));
        assert!(facts.iter().filter(of_it).any(|fact| fact.body == Body::Delete));
    }
    assert!(facts.iter().any(|fact| matches!(fact.body, Body::Trim(_))));
    assert!(facts.iter().any(|fact| fact.expires.is_some()));
    assert!(facts.iter().any(|fact| fact.kind == Kind::Json && fact.place.len() == 5));
    assert!(facts.iter().any(|fact| matches!(fact.body, Body::Revoke(_, from) if from > Stamp::ZERO)));
    let replica = replica_of(&ops);
    let by_others = |op: &&Arc<Operation>| op.author() != op.db().owner();
    assert!(replica.kept().filter(by_others).any(|op| op.is_about_rights()));
    assert!(replica.kept().filter(by_others).any(|op| !op.is_about_rights()));
}

/// The owner's operation of these writes at this millisecond after the base.
fn op(ms: u64, writes: Vec<Write>) -> Operation {
    cast().sign(0, Stamp::at_millis(BASE_MS + ms), writes, None, None).unwrap()
}

fn expiring(ms: u64, ends: u64, writes: Vec<Write>) -> Operation {
    cast().sign(0, Stamp::at_millis(BASE_MS + ms), writes, Some(BASE_MS + ends), None).unwrap()
}

fn write(key: &str, kind: Kind, field: Option<&[u8]>, body: Body) -> Write {
    Write { kind, key: Key::new(key).unwrap(), field: field.map(<[u8]>::to_vec), body }
}

fn string(key: &str, value: &str) -> Write {
    Write::string(Key::new(key).unwrap(), value.as_bytes().to_vec())
}

fn hash(key: &str, field: &str, value: &str) -> Write {
    write(key, Kind::Hash, Some(field.as_bytes()), Body::Bytes(value.as_bytes().to_vec()))
}

fn ttl(key: &str, ends: Option<u64>, floor: u64) -> Write {
    let (ends, floor) = (ends.map(|ends| BASE_MS + ends), Stamp::at_millis(BASE_MS + floor));
    write(key, Kind::Ttl, None, Body::Ttl { ends, floor })
}

/// Whatever the order they came in, what is seen at this time, as kind and last steps and bodies.
fn seen_at(ops: &[Operation], now: u64, key: &str) -> Option<(Kind, Vec<Body>)> {
    let ops: Vec<_> = ops.iter().cloned().map(Arc::new).collect();
    let replica = replica_of(&ops);
    assert_eq!(agrees(&replica, cast().publics(), &[], &[BASE_MS + now]), Ok(()));
    let seen = Model::of(ops.iter().map(AsRef::as_ref)).view(BASE_MS + now);
    let seen = seen.get(key)?;
    Some((seen.kind, seen.facts.iter().map(|fact| fact.body.clone()).collect()))
}

fn bytes(value: &str) -> Body {
    Body::Bytes(value.as_bytes().to_vec())
}

#[test]
fn a_string_hides_the_hash_it_replaced_and_a_later_field_begins_anew() {
    let ops = [op(1, vec![hash("k", "f", "old")]), op(2, vec![string("k", "s")])];
    assert_eq!(seen_at(&ops, 9, "k"), Some((Kind::String, vec![bytes("s")])));
    let ops = [ops.to_vec(), vec![op(3, vec![hash("k", "g", "new")])]].concat();
    assert_eq!(seen_at(&ops, 9, "k"), Some((Kind::Hash, vec![bytes("new")])));
}

#[test]
fn a_key_that_begins_like_another_is_another() {
    let ops = [op(1, vec![string("ab", "stays")]), op(2, vec![Write::del(Key::new("a").unwrap())])];
    assert_eq!(seen_at(&ops, 9, "ab"), Some((Kind::String, vec![bytes("stays")])));
}

#[test]
fn what_a_ttl_ended_stays_gone_and_what_is_written_after_is_seen() {
    let ops = [op(1, vec![string("k", "v")]), op(2, vec![ttl("k", Some(10), 0)])];
    assert!(seen_at(&ops, 9, "k").is_some());
    assert_eq!(seen_at(&ops, 10, "k"), None);
    let persisted = [ops.to_vec(), vec![op(20, vec![ttl("k", None, 10)])]].concat();
    assert_eq!(seen_at(&persisted, 30, "k"), None, "the floor keeps it gone");
    let again = [ops.to_vec(), vec![op(20, vec![hash("k", "f", "new")])]].concat();
    assert_eq!(seen_at(&again, 30, "k"), Some((Kind::Hash, vec![bytes("new")])));
}

#[test]
fn an_expired_value_hides_nothing_of_others_but_still_dominates() {
    let field = |name: &str| json_path_field(&[name]).unwrap();
    let json = |field: Option<&[u8]>, text: &str| write("k", Kind::Json, field, Body::Json(text.to_owned()));
    let ops = [
        op(1, vec![json(None, r#"{"a":1}"#), json(Some(&field("b")), "1")]),
        expiring(2, 10, vec![json(Some(&field("a")), "2"), json(Some(&field("b")), "2")]),
    ];
    let body = |text: &str| Body::Json(text.to_owned());
    assert_eq!(seen_at(&ops, 9, "k"), Some((Kind::Json, vec![body(r#"{"a":1}"#), body("2"), body("2")])));
    assert_eq!(seen_at(&ops, 10, "k"), Some((Kind::Json, vec![body(r#"{"a":1}"#)])));
}

#[test]
fn the_oldest_value_wins_under_first_and_a_delete_is_final() {
    let key = "~first/k";
    let ops = [op(2, vec![string(key, "second")]), op(1, vec![string(key, "first")])];
    assert_eq!(seen_at(&ops, 9, key), Some((Kind::String, vec![bytes("first")])));
    let deleted = [ops.to_vec(), vec![op(0, vec![Write::del(Key::new(key).unwrap())])]].concat();
    assert_eq!(seen_at(&deleted, 9, key), None);
}

#[test]
fn the_greatest_number_wins_under_max_until_it_is_deleted() {
    let number = |number| vec![write("~max/k", Kind::String, None, Body::Number(number))];
    let ops = [op(1, number(Number::Integer(7))), op(2, number(Number::Float(6.5)))];
    let seven = vec![Body::Number(Number::Integer(7))];
    assert_eq!(seen_at(&ops, 9, "~max/k"), Some((Kind::String, seven)));
    let deleted = [ops.to_vec(), vec![op(3, vec![Write::del(Key::new("~max/k").unwrap())])]].concat();
    assert_eq!(seen_at(&deleted, 9, "~max/k"), None);
}

#[test]
fn a_trim_takes_older_entries_below_its_bound_whoever_wrote_them() {
    let owner = cast().publics()[0];
    let entry = |ms: u64, value: &str| {
        let field = [StreamId { ms, seq: 0 }.to_bytes().as_slice(), owner.as_bytes()].concat();
        let body = Body::Entry(vec![(b"f".to_vec(), value.as_bytes().to_vec())]);
        write("k", Kind::Stream, Some(&field), body)
    };
    let trim = |ms| write("k", Kind::Stream, None, Body::Trim(StreamId { ms, seq: 0 }));
    let ops = [
        op(1, vec![entry(5, "old"), entry(7, "above")]),
        op(2, vec![trim(6)]),
        op(3, vec![entry(5, "late")]),
        op(4, vec![trim(4)]),
    ];
    let value = |value: &str| Body::Entry(vec![(b"f".to_vec(), value.as_bytes().to_vec())]);
    assert_eq!(seen_at(&ops, 9, "k"), Some((Kind::Stream, vec![value("late"), value("above")])));
}

#[test]
fn an_unknown_kind_hides_what_is_older_but_not_for_ever() {
    let unknown = write("k", Kind::Unknown(999), Some(b"f"), Body::Unknown(vec![1]));
    let ops = [op(1, vec![hash("k", "f", "v")]), op(2, vec![unknown])];
    assert_eq!(seen_at(&ops, 9, "k").unwrap().0, Kind::Unknown(999));
    let newer = [ops.to_vec(), vec![op(3, vec![hash("k", "g", "w")])]].concat();
    assert_eq!(seen_at(&newer, 9, "k"), Some((Kind::Hash, vec![bytes("v"), bytes("w")])));
}

/// The document these writes of one key make, each a millisecond after the one before.
fn document_of(key: &str, writes: &[(&[&str], Option<&str>)]) -> Option<serde_json::Value> {
    let ops: Vec<Operation> = (1..)
        .zip(writes)
        .map(|(ms, (path, text))| {
            let body = text.map_or(Body::Delete, |text| Body::Json(text.to_owned()));
            op(ms, vec![write(key, Kind::Json, json_path_field(path).as_deref(), body)])
        })
        .collect();
    let view = Model::of(&ops).view(BASE_MS + 100);
    document(view.get(key)?, &|_| serde_json::Value::Null)
}

#[test]
fn a_value_makes_objects_of_its_parents_and_a_delete_only_of_those_that_are_there() {
    let made = document_of("k", &[(&[], Some("7")), (&["a", "b"], Some("1"))]);
    assert_eq!(made, Some(serde_json::json!({"a": {"b": 1}})));
    let deleted =
        document_of("k", &[(&[], Some(r#"{"a":7,"c":1}"#)), (&["a", "b"], None), (&["x", "y"], None)]);
    assert_eq!(deleted, Some(serde_json::json!({"a": {}, "c": 1})));
    assert_eq!(document_of("k", &[(&["a"], Some("1")), (&[], None)]), None);
}

#[test]
fn under_first_the_oldest_value_is_applied_last_and_deletes_after_all() {
    let key = "~first/k";
    let seen = document_of(
        key,
        &[(&["a", "b"], Some("1")), (&["a"], Some(r#"{"b":2,"c":3}"#)), (&["a", "c"], None)],
    );
    assert_eq!(seen, Some(serde_json::json!({"a": {"b": 1}})));
}
