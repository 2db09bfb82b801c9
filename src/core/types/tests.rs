//! All types together, on one key: a node by itself behaves like Redis, and nodes that know the same show the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value as JsonValue;

use super::counter::Counter;
use super::hash::Hash;
use super::json::{Json, Place};
use super::list::{End, List};
use super::set::Set;
use super::sorted_set::{AddOptions, Rank, SortedSet};
use super::stream::{NewId, Stream};
use super::string::{Condition, get, plan_del, plan_put};
use super::testing::{Node, exchange, key};
use super::ttl::{Only, plan_expire, plan_persist, remaining};
use super::{Plan, Value};
use crate::error::ErrorCode;
use crate::memory::MemoryCells;
use crate::name::Key;
use crate::view::{Direction, KeyView, Outcome};
use crate::write::Kind;

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Put(u8, Option<u64>),
    PutIfAbsent(u8),
    Del,
    Expire(i64),
    Persist,
    HashSet(u8, u8),
    HashDel(u8),
    SetAdd(u8),
    SetRem(u8),
    Push(End, u8),
    Pop(End),
    ScoreAdd(u8, i8),
    ScoreRem(u8),
    Count(i8),
    StreamAdd,
    JsonSet(u8),
}

fn any_step() -> impl Strategy<Value = Step> {
    let n = || 0u8..3;
    let end = || prop_oneof![Just(End::Left), Just(End::Right)];
    prop_oneof![
        4 => (0u64..60).prop_map(Step::Wait),
        1 => (n(), prop::option::of(1u64..100)).prop_map(|(v, ends)| Step::Put(v, ends)),
        1 => n().prop_map(Step::PutIfAbsent),
        1 => Just(Step::Del),
        4 => (-10i64..100).prop_map(Step::Expire),
        2 => Just(Step::Persist),
        4 => (n(), n()).prop_map(|(f, v)| Step::HashSet(f, v)),
        4 => n().prop_map(Step::HashDel),
        2 => n().prop_map(Step::SetAdd),
        2 => n().prop_map(Step::SetRem),
        2 => (end(), n()).prop_map(|(end, v)| Step::Push(end, v)),
        2 => end().prop_map(Step::Pop),
        2 => (n(), -3i8..3).prop_map(|(m, s)| Step::ScoreAdd(m, s)),
        2 => n().prop_map(Step::ScoreRem),
        2 => any::<i8>().prop_map(Step::Count),
        1 => Just(Step::StreamAdd),
        1 => n().prop_map(Step::JsonSet),
    ]
}

/// What a key holds in Redis.
#[derive(Clone, Debug, PartialEq)]
enum Held {
    String(String),
    Hash(BTreeMap<String, String>),
    Set(BTreeSet<String>),
    List(Vec<String>),
    Scores(BTreeMap<String, i64>),
    Counter(i128),
    Stream(usize),
    Json(u8),
}

/// A key of Redis: what it holds, and until when.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    held: Option<Held>,
    ends: Option<u64>,
}

/// Changes a model's value of one kind; `None` if it is of another.
macro_rules! within {
    ($model:expr, $kind:ident, $default:expr, |$inner:ident| $change:expr) => {{
        match $model.held.get_or_insert_with(|| Held::$kind($default)) {
            Held::$kind($inner) => {
                $change;
                Some(())
            }
            _ => None,
        }
    }};
}

impl Model {
    /// What Redis does; `None` for a wrong type.
    fn step(&mut self, step: &Step, now: u64) -> Option<()> {
        let text = |n: &u8| n.to_string();
        let before = self.clone();
        let done = match step {
            Step::Wait(_) => Some(()),
            Step::Put(value, ends) => {
                *self = Model { held: Some(Held::String(text(value))), ends: ends.map(|ms| now + ms) };
                Some(())
            }
            Step::PutIfAbsent(value) => {
                if self.held.is_none() {
                    *self = Model { held: Some(Held::String(text(value))), ends: None };
                }
                Some(())
            }
            Step::Del => {
                *self = Model::default();
                Some(())
            }
            Step::Expire(ms) => {
                self.ends = self.held.as_ref().map(|_| now.saturating_add_signed(*ms));
                Some(())
            }
            Step::Persist => {
                self.ends = None;
                Some(())
            }
            Step::HashSet(f, v) => within!(self, Hash, BTreeMap::new(), |h| h.insert(text(f), text(v))),
            Step::HashDel(f) => within!(self, Hash, BTreeMap::new(), |h| h.remove(&text(f))),
            Step::SetAdd(m) => within!(self, Set, BTreeSet::new(), |s| s.insert(text(m))),
            Step::SetRem(m) => within!(self, Set, BTreeSet::new(), |s| s.remove(&text(m))),
            Step::Push(End::Left, v) => within!(self, List, Vec::new(), |l| l.insert(0, text(v))),
            Step::Push(End::Right, v) => within!(self, List, Vec::new(), |l| l.push(text(v))),
            Step::Pop(End::Left) => within!(self, List, Vec::new(), |l| drop(l.drain(..l.len().min(1)))),
            Step::Pop(End::Right) => within!(self, List, Vec::new(), |l| drop(l.pop())),
            Step::ScoreAdd(m, s) => {
                within!(self, Scores, BTreeMap::new(), |z| z.insert(text(m), i64::from(*s)))
            }
            Step::ScoreRem(m) => within!(self, Scores, BTreeMap::new(), |z| z.remove(&text(m))),
            Step::Count(by) => within!(self, Counter, 0, |c| *c += i128::from(*by)),
            Step::StreamAdd => within!(self, Stream, 0, |s| *s += 1),
            Step::JsonSet(n) => within!(self, Json, 0, |j| *j = *n),
        };
        if done.is_none() {
            *self = before;
        }
        self.tidy(now);
        done
    }

    /// A collection without elements is no key, and neither is what has ended.
    fn tidy(&mut self, now: u64) {
        let empty = match &self.held {
            Some(Held::Hash(inner)) => inner.is_empty(),
            Some(Held::Set(inner)) => inner.is_empty(),
            Some(Held::List(inner)) => inner.is_empty(),
            Some(Held::Scores(inner)) => inner.is_empty(),
            _ => false,
        };
        if empty || self.ends.is_some_and(|ends| ends <= now) {
            *self = Model::default();
        }
    }
}

type Done = Outcome<Plan<()>, MemoryCells>;

fn plan(node: &Node, k: &Key, step: &Step) -> Done {
    let text = |n: &u8| n.to_string().into_bytes();
    let value = |n: &u8| Value::Bytes(text(n));
    let (view, context) = (node.view(k), node.context());
    fn done<A>(plan: Plan<A>) -> Plan<()> {
        plan.map(drop)
    }
    Ok(match step {
        Step::Wait(_) => Plan { writes: vec![], saw: vec![], least_stamp: context.stamp, answer: () },
        Step::Put(v, ends) => {
            let ends = ends.map(|ms| node.now + ms);
            done(plan_put(&view, &context, value(v), Condition::Always, ends)?)
        }
        Step::PutIfAbsent(v) => done(plan_put(&view, &context, value(v), Condition::IfAbsent, None)?),
        Step::Del => done(plan_del(&view)?),
        Step::Expire(ms) => done(plan_expire(&view, &context, *ms, Only::Always)?),
        Step::Persist => done(plan_persist(&view)?),
        Step::HashSet(f, v) => done(Hash::of(&view)?.plan_set(vec![(text(f), value(v))])?),
        Step::HashDel(f) => done(Hash::of(&view)?.plan_del(&[&text(f)])?),
        Step::SetAdd(m) => done(Set::of(&view)?.plan_add(&[&text(m)])?),
        Step::SetRem(m) => done(Set::of(&view)?.plan_rem(&[&text(m)])?),
        Step::Push(end, v) => done(List::of(&view)?.plan_push(&context, *end, vec![value(v)], false)?),
        Step::Pop(end) => done(List::of(&view)?.plan_pop(*end, 1)?),
        Step::ScoreAdd(m, s) => {
            done(SortedSet::of(&view)?.plan_add(vec![(text(m), f64::from(*s))], AddOptions::default())?)
        }
        Step::ScoreRem(m) => done(SortedSet::of(&view)?.plan_rem(&[&text(m)])?),
        Step::Count(by) => done(Counter::of(&view)?.plan_incr(&context, i64::from(*by))?),
        Step::StreamAdd => {
            done(Stream::of(&view)?.plan_add(&context, NewId::Auto, vec![(b"n".to_vec(), vec![])])?)
        }
        Step::JsonSet(n) => {
            let none = |_: &crate::write::BlobRef| None;
            let plan = Json::of(&view, &none)?.plan_set(&Place::root(), (*n).into(), Condition::Always)?;
            done(plan)
        }
    })
}

/// Does a step on a node; `None` for a wrong type. A millisecond passes in any case.
fn perform(node: &mut Node, k: &Key, step: &Step) -> Option<()> {
    if let Step::Wait(ms) = step {
        node.now += ms;
    }
    match plan(node, k, step) {
        Ok(plan) => {
            node.commit(plan);
            Some(())
        }
        Err(failed) => {
            assert_eq!(failed.code(), Some(ErrorCode::WrongType));
            node.now += 1;
            None
        }
    }
}

fn texts(values: impl IntoIterator<Item = Vec<u8>>) -> impl Iterator<Item = String> {
    values.into_iter().map(|bytes| String::from_utf8(bytes).unwrap())
}

/// All that a key holds, in the form of the model.
fn read(view: &KeyView<'_, MemoryCells>) -> Option<Held> {
    let bytes = |value: Value| value.into_bytes().unwrap();
    let text = |value: Value| String::from_utf8(bytes(value)).unwrap();
    Some(match view.kind()? {
        Kind::String => Held::String(text(get(view).unwrap().unwrap())),
        Kind::Hash => {
            let entries = Hash::of(view).unwrap().entries(None, 100).unwrap().items;
            Held::Hash(entries.into_iter().map(|(f, v)| (String::from_utf8(f).unwrap(), text(v))).collect())
        }
        Kind::Set => Held::Set(texts(Set::of(view).unwrap().members(None, 100).unwrap().items).collect()),
        Kind::List => Held::List(
            texts(List::of(view).unwrap().range(0, -1, 100).unwrap().into_iter().map(bytes)).collect(),
        ),
        Kind::SortedSet => {
            let members = SortedSet::of(view).unwrap().range(0, -1, Rank::Ascending, 100).unwrap();
            let scored = members.into_iter().map(|(member, score)| {
                (String::from_utf8(member).unwrap(), score.to_string().parse::<i64>().unwrap())
            });
            Held::Scores(scored.collect())
        }
        Kind::Counter => Held::Counter(Counter::of(view).unwrap().get().unwrap().unwrap()),
        Kind::Stream => {
            let all = crate::query::range::Interval::all();
            let page = Stream::of(view).unwrap().range(&all, Direction::Forward, None, 100).unwrap();
            Held::Stream(page.items.len())
        }
        Kind::Json => {
            let none = |_: &crate::write::BlobRef| None;
            let document = Json::of(view, &none).unwrap().document().unwrap();
            Held::Json(document.as_ref().and_then(JsonValue::as_u64).unwrap().try_into().unwrap())
        }
        other => unreachable!("no step writes {other:?}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_key_on_one_node_behaves_like_one_of_redis(steps in prop::collection::vec(any_step(), 1..40)) {
        let (mut node, k) = (Node::new(1), key("k"));
        let mut model = Model::default();
        for step in &steps {
            if let Step::Wait(ms) = step {
                model.tidy(node.now + ms);
            }
            model.tidy(node.now);
            let expected = model.step(step, node.now);
            prop_assert_eq!(perform(&mut node, &k, step), expected, "{:?}", step);
            model.tidy(node.now);
            let view = node.view(&k);
            prop_assert_eq!(&read(&view), &model.held, "after {:?}", step);
            prop_assert_eq!(view.ends(), model.ends, "after {:?}", step);
        }
    }

    #[test]
    fn nodes_that_know_the_same_show_the_same_at_every_hour(
        steps in prop::collection::vec((any::<bool>(), any_step(), prop::bool::weighted(0.2)), 1..40),
    ) {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("k"));
        for (here, step, meet) in &steps {
            perform(if *here { &mut a } else { &mut b }, &k, step);
            if *meet {
                exchange(&mut a, &mut b);
            }
        }
        exchange(&mut a, &mut b);
        let mut hidden = false;
        for hour in [0, 20, 200, 10_000] {
            (a.now, b.now) = (a.now + hour, b.now + hour);
            let (view, other) = (a.view(&k), b.view(&k));
            prop_assert_eq!(read(&view), read(&other));
            prop_assert_eq!(remaining(&view), remaining(&other));
            prop_assert!(!hidden || view.kind().is_none(), "what has ended stays ended");
            hidden = view.kind().is_none();
        }
    }
}
